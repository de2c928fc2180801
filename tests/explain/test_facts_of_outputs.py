"""The facts of a run's own predictions: temperature, weights, a second softmax, smoothed labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from explain.fact_cases import MEAN_LAST, of, outputs, value
from explain.planted import run_of

from lossacc_gui.explain.calibration import ENOUGH, fitted_temperature
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray


def test_the_fitted_temperature_is_the_best_of_a_fine_grid() -> None:
    case = outputs()
    assert case.predictions is not None
    p, y = case.predictions.outputs[-1], case.predictions.y_true
    own = y.astype(int)

    def loss(temperature: float) -> float:
        powered = p ** (1 / temperature)
        return float(-np.log(powered[np.arange(400), own] / powered.sum(axis=1)).mean())

    fitted = fitted_temperature(p, y)
    assert fitted.loss <= min(loss(t) for t in np.geomspace(1 / 64, 64, 2000)) + 1e-6
    assert value("temperature", case) == pytest.approx(fitted.temperature)
    assert value("temperature_gain", case) == pytest.approx(1 - fitted.loss / MEAN_LAST)


def test_a_temperature_is_fitted_to_every_second_of_twice_as_many_examples_as_are_enough() -> None:
    rng = np.random.default_rng(3)
    labels = np.sort(rng.integers(3, size=2 * ENOUGH)).astype(np.float64)
    raised = np.exp(rng.normal(0, 1, (len(labels), 3)) + 3.0 * np.eye(3)[labels.astype(int)])
    probabilities = raised / raised.sum(axis=1, keepdims=True)
    whole, half = fitted_temperature(probabilities, labels), fitted_temperature(probabilities[::2], labels[::2])
    assert whole == half and 0.2 < whole.temperature < 0.5


def weighed(extra: float) -> Case:
    """Five epochs of outputs that get better; the logged loss weighs the rarer class three times, and adds `extra`."""
    y = np.repeat([0.0, 1.0], [60, 40])
    told = []
    for right in (0.5, 0.6, 0.7, 0.8, 0.85):
        one = np.where(y == 1, right, 1 - right**2)
        told.append(np.stack([1 - one, one], axis=1))
    predictions = Predictions(y, np.arange(5.0), tuple(told))
    loss = np.full(40, 1.0)
    for k, losses in enumerate(predictions.losses):
        loss[k] = float(losses[:60].sum() + 3 * losses[60:].sum()) / 180 + extra / (1 + k) ** 2
    return replace(of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5))), predictions=predictions)


def test_class_weights_in_the_logged_loss_are_told_from_what_is_added_to_it() -> None:
    assert value("not_class_weights", weighed(0.0)) == pytest.approx(0.0, abs=1e-9)
    assert value("not_class_weights", weighed(1.0)) > 0.05
    assert FACTS["not_class_weights"].measure(outputs()) is None  # two epochs beside a logged loss fit by themselves


def as_logged(loss: Callable[[FloatArray, FloatArray], float]) -> Case:
    """Predictions at five epochs, and a log that holds a loss of the probabilities, (n, 3), and the true classes."""
    random, n = np.random.default_rng(4), 400
    y = random.integers(0, 3, n).astype(np.float64)
    epochs, tables, told = np.arange(0.0, 40.0, 9.0), [], np.full(40, 1.0)
    for epoch in epochs:
        scores = random.standard_normal((n, 3)) + (0.5 + epoch / 20) * np.eye(3)[y.astype(int)]
        tables.append(np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))
        told[int(epoch)] = loss(tables[-1], y)
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), told, np.full(40, 0.9))
    return replace(of(run), predictions=Predictions(y, epochs, tuple(tables)))


def of_true(table: FloatArray, y: FloatArray) -> FloatArray:
    return table[np.arange(len(y)), y.astype(int)]


def twice(table: FloatArray, y: FloatArray) -> float:
    return float(np.mean(np.log(np.exp(table).sum(axis=1)) - of_true(table, y)))


def smoothed(table: FloatArray, y: FloatArray) -> float:
    return float(np.mean(-0.9 * np.log(of_true(table, y)) - 0.1 * np.log(table).mean(axis=1)))


def test_a_second_softmax_and_smoothed_labels_are_told_apart_by_the_predictions() -> None:
    for loss, mine, other in ((twice, "not_twice", "not_smoothing"), (smoothed, "not_smoothing", "not_twice")):
        case = as_logged(loss)
        assert value(mine, case) == pytest.approx(0.0, abs=1e-9)
        assert value(other, case) > 0.04, (mine, other)


def test_a_plain_loss_needs_no_second_softmax_to_explain_it() -> None:
    case = as_logged(lambda table, y: float(np.mean(-np.log(of_true(table, y)))))
    assert FACTS["not_twice"].measure(case) is None


def test_a_logged_accuracy_is_off_only_beyond_what_a_sample_explains() -> None:
    case = outputs()
    assert value("logged_accuracy_off", case) == 0.0
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.4))
    wrong = replace(of(run), predictions=case.predictions)
    held = (360 + 2) / 404
    assert value("logged_accuracy_off", wrong) == pytest.approx(0.5 - 3 * np.sqrt(held * (1 - held) / 404))
