"""Some inputs of the fuzzer on every run of the tests, the same each time; thousands are tried by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="only POSIX can limit memory and time of the processor")
sys.path.insert(0, str(Path(__file__).parent))

from made import made
from run import Bench

SEED = 12
INPUTS = 60
PART = 20


@pytest.mark.usefixtures("qapp")  # figures are painted
@pytest.mark.parametrize("first", range(0, INPUTS, PART))
def test_every_input_is_shown_or_refused_in_a_sentence(first: int, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    outcomes = {i: bench.try_one(made(SEED, i, bench.samples)) for i in range(first, first + PART)}
    assert {i: found for i, found in outcomes.items() if found not in ("shown", "refused")} == {}


def test_an_input_is_the_same_each_time_it_is_made(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for i in range(30):
        assert repr(made(SEED, i, bench.samples)) == repr(made(SEED, i, bench.samples))


@pytest.mark.usefixtures("qapp")
def test_a_defect_is_told_by_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tried

    def trip(*_: object) -> None:
        raise ZeroDivisionError("planted")

    bench = Bench(tmp_path)
    one = next(one for one in (made(SEED, i, bench.samples) for i in range(200)) if one.kind == "curves")
    monkeypatch.setattr(tried, "analyze_run", trip)
    assert bench.try_one(one).startswith("ZeroDivisionError: planted in test_fuzz.py")
    monkeypatch.setattr(tried, "analyze_run", lambda *_: exec("while True: pass"))
    monkeypatch.setattr(tried, "MOST_SECONDS", 0.05)
    assert bench.try_one(one).startswith("took more than 0.05 s")
