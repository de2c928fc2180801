"""What the program measures changes only where somebody wants it to; `tests/reference/renew.py` writes it anew."""

from __future__ import annotations

import pytest
from reference.kept import NUMBERS
from reference.measured import lines_of
from reference.runs import Made, further, made

from lossacc_gui.explain.facts import FACTS

RUNS = [*made(), *further()]


@pytest.mark.parametrize(("name", "make"), [pytest.param(name, make, id=name) for name, make in RUNS])
def test_the_numbers_of_a_run_are_those_that_were_measured_when_somebody_last_looked(name: str, make: Made) -> None:
    unlike = NUMBERS.unlike(name, list(lines_of(*make())))
    if unlike:
        pytest.fail(unlike)


def test_nothing_is_stored_of_a_run_that_is_no_longer_measured() -> None:
    assert sorted(NUMBERS.names()) == sorted(name for name, _ in RUNS)


def test_every_fact_that_a_run_can_show_is_measured_on_one_of_them() -> None:
    stored = (line.split() for name in NUMBERS.names() for line in NUMBERS.lines(name))
    measured = {name for what, name, *_ in stored if what == "fact"}
    assert set(FACTS) - measured == set()
