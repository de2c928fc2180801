"""Runs that differ in their seed are told of together, and what single ones hide is counted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line

EPOCHS = 40


def log(seed: int, slope: float, epochs: int = EPOCHS) -> str:
    """The validation loss rises by `slope` an epoch from epoch 12 on while the accuracy stays."""
    chance, i = np.random.default_rng(seed), np.arange(epochs)
    loss = 0.5 + 1.6 * np.exp(-i / 6) + slope * np.maximum(0, i - 12) + chance.normal(0, 0.01, epochs)
    accuracy = 0.85 - 0.7 * np.exp(-i / 6) + chance.normal(0, 0.002, epochs)
    train = 2 * np.exp(-i / 8) + 0.05
    rows = [f"{k},{train[k]:.4f},{loss[k]:.4f},{accuracy[k]:.4f}" for k in i]
    return "\n".join(["epoch,loss,val_loss,val_accuracy", *rows, ""])


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Four seeds of two values of weight decay, of which one overfits, and one run of a third."""
    for decay, seeds in ((0.0, 4), (0.1, 4), (0.5, 1)):
        for seed in range(seeds):
            folder = tmp_path / "runs" / f"decay{decay}-{seed}"
            folder.mkdir(parents=True)
            # the last seed of the one that overfits is stopped before it does
            stopped = decay == 0.0 and seed == 3
            (folder / "history.csv").write_text(log(seed, 0.03 * (decay == 0.0), 12 if stopped else EPOCHS))
            (folder / "config.json").write_text(json.dumps({"weight_decay": decay, "seed": seed}))
    return tmp_path / "runs"


def test_configurations_are_told_by_their_medians_and_by_what_single_runs_show(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "seeds.json"
    assert command_line(["seeds", str(runs), "-o", str(target)]) == 0
    sick, well = json.loads(target.read_text())["configurations"]
    assert (sick["name"], well["name"]) == ("weight_decay = 0.0", "weight_decay = 0.1")
    assert well["verdict"]["state"] == "fine" and well["shared"] == []
    assert sick["verdict"]["state"] in ("watch", "problem")
    episode, *more = sick["shared"]
    assert all(len(one["shown_by"]) == 3 and one["in_medians"] for one in (episode, *more))
    assert episode["not_shown_by"] == [] and episode["ended_before"] == ["decay0.0-3/history"]
    assert "in the medians and in each of the 3 runs that got there" in episode["text"]
    assert sick["notices"] == [
        "1 of 4 runs ends before epoch 39 (the first at 11): from there the medians are those of the runs that go on."
    ]
    band = next(one for one in sick["bands"] if one["metric"] == "val_loss")
    assert band["x"] == list(range(EPOCHS)) and band["runs"] == [4] * 12 + [3] * 28
    capsys.readouterr()
    assert command_line(["seeds", str(runs)]) == 0
    told = capsys.readouterr().out
    assert episode["text"] in told and sick["verdict"]["text"] in told and sick["notices"][0] in told


def test_too_few_runs_of_one_configuration_are_refused_with_the_number(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line(["seeds", str(runs / "decay0.5-0")]) == 1
    assert "1 run, and no 3 of them with the same settings but for their seed" in capsys.readouterr().err
    assert command_line(["seeds", str(runs), "-o", "seeds.csv"]) == 2
    assert "must end in .json or .txt" in capsys.readouterr().err
