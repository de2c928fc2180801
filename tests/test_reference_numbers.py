"""What the program measures changes only where somebody wants it to; `tests/reference/renew.py` writes it anew."""

from __future__ import annotations

from difflib import unified_diff

import pytest
from reference.measured import lines_of, same, stored
from reference.runs import Made, further, made

from lossacc_gui.explain.facts import FACTS

STORED = stored()
RUNS = [*made(), *further()]


@pytest.mark.parametrize(("name", "make"), [pytest.param(name, make, id=name) for name, make in RUNS])
def test_the_numbers_of_a_run_are_those_that_were_measured_when_somebody_last_looked(name: str, make: Made) -> None:
    before, now = STORED.get(name, []), list(lines_of(*make()))
    if len(before) != len(now) or not all(map(same, before, now)):
        pytest.fail("\n".join(unified_diff(before, now, "before", "now", n=0, lineterm="")))


def test_every_fact_that_a_run_can_show_is_measured_on_one_of_them() -> None:
    measured = {line.split()[1] for lines in STORED.values() for line in lines if line.startswith("fact ")}
    assert set(FACTS) - measured == set()
