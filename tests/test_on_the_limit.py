"""What happens exactly on a threshold is what happens on one of its sides; `renew.py --limits` finds anew where."""

from __future__ import annotations

import pytest
from reference.limits import Thing, beside, met_in, stored, things, thresholds, told_at

STORED = stored()
THINGS = [thing for thing in things() if thing.name in STORED]


@pytest.mark.parametrize("thing", [pytest.param(thing, id=thing.name) for thing in THINGS])
def test_a_threshold_that_is_met_exactly_decides_as_on_the_side_that_was_chosen(thing: Thing) -> None:
    """It is met by setting it to what it is held against; a hair beyond, on the other side, it decides otherwise."""
    limits = STORED[thing.name]
    met = met_in(thing, {one.name for one in limits})
    for limit in limits:
        values = [value for name, _, value in met if name == limit.name]
        assert values, f"{limit.name} is held against nothing any more"
        nearest = min(values, key=lambda value: abs(value - limit.value))
        value = type(thresholds(thing.rooms)[limit.name])(nearest)
        assert value == pytest.approx(limit.value, rel=1e-4, abs=1e-7), limit
        other = beside(value)["above" if limit.side == "below" else "below"]
        assert told_at(thing, limit.name, value) != told_at(thing, limit.name, other), limit


def test_every_limit_is_of_a_run_or_a_log_that_is_there() -> None:
    assert {thing.name for thing in THINGS} == set(STORED)
