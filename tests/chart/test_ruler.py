"""The lines that a loss can stand on: right levels, only where the run tells what they depend on."""

from __future__ import annotations

import math
from dataclasses import replace

import handmade
import numpy as np
import pytest
from strategies import Log, run_of

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.ruler import reference_lines
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run
from lossacc_gui.use_case import analyze_run


def lines(run: Run) -> dict[str, float]:
    return {label: value for value, label in reference_lines(analyze_run(run, Request(causes=())))}


def log(first_loss: float, first_accuracy: float) -> Run:
    loss, right = np.linspace(first_loss, 0.4, 20), np.linspace(first_accuracy, 0.8, 20)
    return run_of(Log({"loss": loss, "accuracy": right, "val_loss": loss, "val_accuracy": right}))


def test_a_start_at_chance_gives_all_the_lines() -> None:
    found = lines(log(math.log(10), 0.1))
    expected = {
        "guessing among 10 classes": math.log(10),
        "floor of softmax applied twice": math.log(1 + 9 / math.e),
        "floor of label smoothing 0.1": -0.91 * math.log(0.91) - 0.09 * math.log(0.01),
        "most when calibrated, at 80.0 % right": -0.8 * math.log(0.8) - 0.2 * math.log(0.2 / 9),
        "least at 80.0 % right": (1 - 0.8) * math.log(2),
    }
    assert found == pytest.approx(expected, rel=1e-9)


def test_without_a_number_of_classes_only_the_least_loss_is_told() -> None:
    assert list(lines(log(1.7, 0.5))) == ["least at 80.0 % right"]


def test_a_run_without_an_accuracy_has_no_lines() -> None:
    run = run_of(Log({"loss": np.linspace(1, 0.5, 20), "val_loss": np.linspace(1, 0.6, 20)}))
    assert lines(run) == {}


def test_an_accuracy_that_was_never_a_number_has_no_lines() -> None:
    members = tuple(
        replace(one, value=np.full(len(one.value), np.nan)) if one.quantity is Quantity.ACCURACY else one
        for one in handmade.curves()
    )
    assert reference_lines(handmade.analysis(handmade.run(members))) == ()


def test_lines_come_highest_first() -> None:
    found = [value for value, _ in reference_lines(analyze_run(log(math.log(10), 0.1), Request(causes=())))]
    assert found == sorted(found, reverse=True)


def test_levels_that_are_asked_for_are_drawn_and_those_out_of_reach_are_named() -> None:
    analysis = analyze_run(log(math.log(10), 0.1), Request(causes=()))
    chart = chart_of(analysis, View(references=True))
    levels = {one.text: one.level for one in chart.references}
    assert chart.left is not None and levels == lines(log(math.log(10), 0.1))
    assert all(chart.left.low <= level <= chart.left.high for level in levels.values())
    assert chart_of(analysis, View()).references == ()
    part = chart_of(analysis, View(references=True, x_range=(15.0, 19.0)))
    assert {one.text for one in part.references} < set(levels)
    assert any(
        "Levels too far from the curves to be drawn: guessing among 10 classes (2.3" in note for note in part.hidden
    )


def test_a_run_without_such_a_pair_says_why_it_has_no_levels() -> None:
    run = run_of(Log({"loss": np.linspace(2, 1, 20), "val_loss": np.linspace(2, 1, 20)}))
    chart = chart_of(analyze_run(run, Request(causes=())), View(references=True))
    assert chart.references == () and any(note.startswith("No levels") for note in chart.hidden)
