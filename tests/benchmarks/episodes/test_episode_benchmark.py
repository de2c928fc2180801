"""The benchmark of episodes runs, and its figures are no worse than they should be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import simulate
from measure import null, power, score

from lossacc_gui.model.options import Options


@pytest.fixture(autouse=True)
def fewer_examples_that_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their quantiles give the true curves within 2e-4 of what five times as many give."""
    monkeypatch.setattr(simulate, "POPULATION", 4_000)


@pytest.mark.parametrize("examples", [100, 1000])
def test_healthy_runs_stay_unshaded(examples: int) -> None:
    false, _ = null(examples, 40, Options())
    assert false <= 2


def test_a_strong_effect_is_found() -> None:
    found, total, _ = power(1000, 3.0, 10, Options())
    assert total >= 5 and found >= 0.8 * total


@pytest.mark.shared
def test_known_episodes_are_found_and_few_others(shared: Path) -> None:
    folder = shared / "truth" / "dev"
    if not folder.is_dir():
        pytest.skip("no runs with known truth")
    text, verdicts = score(folder, Options())
    print(f"{len(list(folder.glob('*/truth.json')))} runs: {text}")
    right = sum(true for _, true in verdicts)
    assert right >= 0.9 * len(verdicts)
    assert float(text.split("F1 ")[1].split()[0]) >= 0.83  # the price of silence on noise: it was .95
