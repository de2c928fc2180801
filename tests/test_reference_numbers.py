"""What the program measures changes only where somebody wants it to; `tests/reference/renew.py` writes it anew."""

from __future__ import annotations

from itertools import zip_longest

import pytest
from reference.measured import lines_of, same, stored
from reference.runs import Made, made

from lossacc_gui.explain.facts import FACTS

STORED = stored()


@pytest.mark.parametrize(("name", "make"), [pytest.param(name, make, id=name) for name, make in made()])
def test_the_numbers_of_a_run_are_those_that_were_measured_when_somebody_last_looked(name: str, make: Made) -> None:
    pairs = zip_longest(STORED.get(name, []), lines_of(*make()), fillvalue="nothing")
    assert [f"{before}  ->  {now}" for before, now in pairs if not same(before, now)] == []


def test_every_fact_that_a_run_can_show_is_measured_on_one_of_them() -> None:
    measured = {line.split()[1] for lines in STORED.values() for line in lines if line.startswith("fact ")}
    assert set(FACTS) - measured == set()
