"""What is said of a run to have been checked, and to be logged next time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.model.verdict import Check
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze, analyze_run

CURVES = handmade.curves()
T = np.linspace(0, 1, 60)
ALONE = {
    "effects of the learning rate": handmade.series("lr", Quantity.LEARNING_RATE, Split.TRAIN, 0.1 - 0.09 * T),
    "steps that ran wild": handmade.series("norm", Quantity.GRADIENT_NORM, Split.TRAIN, 1 + T),
    "rare classes left behind": handmade.series("val_f1", Quantity.F1, Split.VAL, 0.2 + 0.5 * T),
    "a penalty or weights in the loss": handmade.series(
        "val_categorical_crossentropy", Quantity.LOSS, Split.VAL, CURVES[2].value - 0.1
    ),
}


def checks(*series: Series) -> dict[str, Check]:
    return {one.name: one for one in analyze_run(handmade.run(series), Request()).verdict.checks}


def test_each_check_is_made_or_says_why_not_and_what_to_log() -> None:
    for members in (CURVES, CURVES[2:], CURVES[:2], CURVES[2:3], CURVES[3:], (*CURVES, *ALONE.values())):
        for check in checks(*members).values():
            assert check.done is (check.why == "") is (check.log == "")
            assert not (check.done and check.settles)


@pytest.mark.parametrize("name", ALONE)
def test_a_metric_that_is_logged_makes_the_check_that_needs_it(name: str) -> None:
    without, added = checks(*CURVES)[name], checks(*CURVES, ALONE[name])[name]
    assert (without.done, added.done) == (False, True)


@pytest.mark.parametrize(
    ("left_out", "name", "log"),
    [
        (0, "overfitting", "training loss"),
        (2, "overfitting", "validation loss"),
        (1, "loss against accuracy in training", "training accuracy"),
        (3, "loss against accuracy on validation", "validation accuracy"),
    ],
)
def test_a_curve_that_is_missing_is_named(left_out: int, name: str, log: str) -> None:
    assert checks(*CURVES)[name].done
    missing = checks(*(one for i, one in enumerate(CURVES) if i != left_out))[name]
    assert (missing.done, missing.why, missing.log) == (False, f"not logged: {log}", log)


@pytest.mark.parametrize("count", [1, 4])
def test_of_few_points_it_is_said_how_many_tell_noise(count: int) -> None:
    few = [replace(one, value=one.value[:count], step=one.step[:count], epoch=None) for one in CURVES]
    assert checks(*few)["the noise of the curves"].why == f"6 points are the least that tell it, the log has {count}"


def test_no_accuracy_is_asked_of_a_regression() -> None:
    errors = [
        handmade.series(name, Quantity.MSE, split, 1 - 0.9 * T)
        for name, split in (("mse", Split.TRAIN), ("val_mse", Split.VAL))
    ]
    assert not any("accuracy" in name for name in checks(*errors))


LOGGED = {
    "learning rate": Quantity.LEARNING_RATE,
    "norm of the gradient": Quantity.GRADIENT_NORM,
    "recall": Quantity.RECALL,
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*Quantity]), min_size=1, max_size=6, unique=True), st.integers(1, 30), st.data())
def test_nobody_is_told_to_log_what_is_logged(quantities: list[Quantity], points: int, data: st.DataObject) -> None:
    splits = [data.draw(st.sampled_from([*Split])) for _ in quantities]
    members = [
        handmade.series(f"{split}_{one}", one, split, np.linspace(0.9, 0.2, points))
        for one, split in zip(quantities, splits, strict=True)
    ]
    made = checks(*members)
    for check in made.values():
        assert not any(words in check.log and quantity in quantities for words, quantity in LOGGED.items()), check
        for split, name in ((Split.TRAIN, "training loss"), (Split.VAL, "validation loss")):
            if (Quantity.LOSS, split) in zip(quantities, splits, strict=True):
                assert name not in check.log, check
    if not any(one.is_loss or one.is_accuracy for one in quantities):
        assert not made


def test_of_losses_alone_it_is_not_taken_for_granted_that_they_are_a_classifiers() -> None:
    asked = checks(CURVES[0], CURVES[2])
    assert asked["loss against accuracy"].log.startswith("of a classifier")
    assert not {"rare classes left behind", "a penalty or weights in the loss"} & set(asked)


@pytest.mark.parametrize(("metric", "asked"), [("loss", True), ("mlogloss", False)])
def test_no_optimiser_is_asked_for_where_trees_are_grown(metric: str, asked: bool) -> None:
    curves = [replace(one, metric=f"{one.split}-{metric}") for one in (CURVES[0], CURVES[2])]
    assert ("effects of the learning rate" in checks(*curves)) is asked


def test_a_loss_that_is_negative_is_logged_all_the_same() -> None:
    (only,) = checks(replace(CURVES[2], value=-CURVES[2].value)).values()
    assert "a validation loss above zero" in only.log


def overconfident(evidence: Path | None) -> Analysis:
    log = resource("samples", "overconfidence", "overconfidence.csv")
    return analyze(log, Request(evidence=evidence))[0]


def test_a_missing_check_names_the_first_causes_that_it_would_speak_of() -> None:
    analysis = overconfident(None)
    outputs = analysis.verdict.checks[-1]
    assert not outputs.done and outputs.settles[0] == "overconfidence"
    assert analysis.verdict.main is not None
    first = [one.cause.id for one in analysis.verdict.main.explanation.causes[:3]]
    assert all(cause in first for check in analysis.verdict.checks for cause in check.settles)


def test_predictions_make_the_checks_that_need_them_unless_they_are_another_runs() -> None:
    own = resource("samples", "overconfidence", "predictions.npz")
    found = {one.name: one for one in overconfident(own).verdict.checks}
    assert all(found[name].done for name in ("rare classes left behind", "a penalty or weights in the loss"))
    assert found["calibration, outliers and flips of single answers"].done
    log, predictions = resource("samples", "overconfidence", "overconfidence.csv"), read_predictions(own)
    mixed = replace(predictions, y_true=np.random.default_rng(0).permutation(predictions.y_true))
    (run,) = (one.run for one in analyze(log, Request()))
    doubted = analyze_run(run, Request(), own, mixed).verdict.checks[-1]
    assert not doubted.done and "another run" in doubted.why and doubted.settles


def test_of_a_regression_no_classes_and_no_calibration_are_said_to_have_been_checked() -> None:
    folder = resource("samples", "regression_tolerance")
    analysis = analyze(folder / "regression_tolerance.csv", Request(evidence=folder / "predictions.npz"))[0]
    made = ", ".join(check.name for check in analysis.verdict.checks if check.done)
    assert "outliers and residuals" in made
    assert not any(word in made for word in ("classes", "calibration", "weights", "answers"))


def test_a_run_that_looks_healthy_has_nothing_to_settle() -> None:
    run = handmade.run((CURVES[0], CURVES[1], *_falling()))
    analysis = analyze_run(run, Request())
    assert analysis.overall.healthy
    assert not any(check.settles for check in analysis.verdict.checks)


def _falling() -> tuple[Series, Series]:
    made: Run = handmade.run()
    loss, accuracy = made.series[0], made.series[1]
    return (
        replace(loss, metric="val_loss", split=Split.VAL, value=loss.value * 1.05),
        replace(accuracy, metric="val_accuracy", split=Split.VAL, value=accuracy.value - 0.01),
    )
