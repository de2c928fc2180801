"""What is read, drawn and reported changes only where somebody wants it to; see `tests/reference/renew.py`."""

from __future__ import annotations

from difflib import unified_diff

import pytest
from reference.measured import same
from reference.shown import Lines, parts, stored

STORED = stored()
PARTS = dict(parts())


@pytest.mark.parametrize(("name", "made"), [pytest.param(name, made, id=name) for name, made in PARTS.items()])
def test_what_is_shown_is_what_it_was_when_somebody_last_looked(name: str, made: Lines) -> None:
    before, now = STORED.get(name, []), list(made())
    if len(before) != len(now) or not all(map(same, before, now)):
        pytest.fail("\n".join(unified_diff(before, now, "before", "now", n=0, lineterm="")))


def test_nothing_is_stored_that_is_no_longer_shown() -> None:
    assert set(STORED) == set(PARTS)
