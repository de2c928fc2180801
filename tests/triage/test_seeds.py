"""Runs that differ in their seed are told of together, and what single ones hide is counted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.chart import View
from lossacc_gui.chart.overlay import overlay_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.request import Request
from lossacc_gui.triage.runs_or_medians import SeedsWanted, member_named, member_of, members_of
from lossacc_gui.use_case import analyze_all

EPOCHS = 40


def log(seed: int, slope: float, epochs: int = EPOCHS) -> str:
    """The validation loss rises by `slope` an epoch from epoch 12 on while the accuracy stays."""
    chance, i = np.random.default_rng(seed), np.arange(epochs)
    loss = 0.5 + 1.6 * np.exp(-i / 6) + slope * np.maximum(0, i - 12) + chance.normal(0, 0.01, epochs)
    accuracy = 0.85 - 0.7 * np.exp(-i / 6) + chance.normal(0, 0.002, epochs)
    train = 2 * np.exp(-i / 8) + 0.3
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


def test_runs_without_known_settings_are_one_configuration_where_a_person_names_them_and_in_none_in_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = [tmp_path / f"run{seed}.csv" for seed in range(3)]
    for seed, path in enumerate(logs):
        path.write_text(log(seed, 0.0))
    assert command_line(["seeds", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert (
        "3 runs are in no configuration: their logs tell no setting. Where they differ in their seed alone, name"
        in said
    )
    assert command_line(["seeds", *map(str, logs)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("settings not known: 3 runs") and "taken from their being named" in told


def test_the_overlay_of_medians_tells_where_runs_end_and_compares_to_a_configuration_however_it_is_named(
    runs: Path,
) -> None:
    for seed in range(3):
        (runs / f"other{seed}.csv").write_text(log(seed, 0.0, 12))
    analyses = [one for one in analyze_all([runs], Request(), lambda *_: None) if isinstance(one, Analysis)]
    seeds = SeedsWanted(Request(), named=True)
    members = members_of(analyses, seeds)
    chart = overlay_of(members, View())
    sick, well = (f"weight_decay = {decay} (4 runs)" for decay in (0.0, 0.1))
    assert [run.name for run in chart.runs][:2] == [sick, well] and len(chart.runs) == 6
    ended = (
        "1 of 4 runs ends before epoch 39 (the first at 11): from there the medians are those of the runs that go on."
    )
    alone = "in no configuration, because no setting is known."
    assert f"{sick}: {ended}" in chart.footnotes
    assert sum(note.endswith(alone) for note in chart.footnotes) == 1
    of_well = next(i for i, one in enumerate(analyses) if one.run.name == "decay0.1-2/history")
    assert member_of(members, analyses[of_well]) == 1
    for name in (well, "decay0.1-2/history", str(analyses[of_well].run.source)):
        assert member_named(members, analyses, name, "--baseline") == 1


def test_too_few_runs_of_one_configuration_are_refused_with_the_number(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line(["seeds", str(runs / "decay0.5-0")]) == 1
    assert "1 run, and no 3 of them with the same settings but for their seed" in capsys.readouterr().err
    assert command_line(["seeds", str(runs), "-o", "seeds.csv"]) == 2
    assert "must end in .json or .txt" in capsys.readouterr().err
