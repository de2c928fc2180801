"""Whatever the curves hold, detection answers, without an exception and without a warning."""

from __future__ import annotations

import numpy as np
import pytest
from detect.planted import run, series, val
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lossacc_gui.detect.detection import detect
from lossacc_gui.measure.aligned import aligned
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Split

OPTIONS = Options()
anything = st.integers(0, 40).flatmap(lambda n: arrays(np.float64, n, elements=st.floats(width=64)))


def sound(detection: Detection) -> bool:
    spans = [(e.start, e.end) for e in detection.episodes] + [(f.start, f.end) for f in detection.findings]
    return all(a <= b for a, b in spans) and all(f.text.endswith(".") for f in detection.findings)


NOTHING = np.empty(0)


@settings(max_examples=40, deadline=None)
@given(anything, anything, anything)
@example(np.full(5, np.log(3)), np.full(5, 2.0), NOTHING)  # an accuracy of 200 %
@example(np.array([1.2e-308, 2.0, 1.2e-308]), NOTHING, NOTHING)  # the ratio of two losses is no number
@example(np.zeros(2), np.array([5.9e-301, -1.1e8]), NOTHING)  # a loss of next to nothing that falls far below zero
@example(NOTHING, np.full(9, -2.22507386e-311), NOTHING)  # less than anything can be divided by
@example(np.ones(10), np.ones(2), NOTHING)  # a training of two points beside a validation of ten that stands still
@example(np.ones(6), np.full(6, 710.0), NOTHING)  # of such a loss no number of classes is the exponential
def test_any_numbers_are_answered(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> None:
    a_run = run(
        series("val_loss", first),
        series("val_accuracy", second, Quantity.ACCURACY),
        series("loss", second, split=Split.TRAIN),
        series("accuracy", first, Quantity.ACCURACY, Split.TRAIN),
        series("lr", third, Quantity.LEARNING_RATE, Split.TRAIN),
    )
    assert sound(detect(a_run, OPTIONS))


@pytest.mark.parametrize("points", range(1, 11))
def test_very_short_runs_are_answered(points: int) -> None:
    rising = val(np.linspace(1, 2, points), np.full(points, 0.8))
    detection = detect(rising, OPTIONS)
    assert sound(detection) and len(detection.pairs) == 1
    assert all(e.loss == "up" for e in detection.episodes)


def test_a_run_without_series_has_nothing() -> None:
    assert detect(run(), OPTIONS).pairs == ()


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0, np.nan, np.inf, -3.0])
def test_constant_curves_have_no_episodes(value: float) -> None:
    assert detect(val(np.full(50, value), np.full(50, value)), OPTIONS).episodes == ()


def test_a_very_long_run_is_averaged_into_bins_and_keeps_logged_places() -> None:
    n = 200_000
    x = np.arange(n)
    noise = np.random.default_rng(3).normal(0, 0.1, n)
    loss = np.interp(x, [0, n / 2, n], [2.3, 0.5, 1.0]) + noise
    accuracy = np.clip(np.interp(x, [0, n / 2, n], [0.1, 0.85, 0.85]) + noise / 10, 0, 1)
    a_run = val(loss, accuracy)
    (pair,) = pairs_of(a_run)
    assert len(aligned(a_run, pair, OPTIONS).x) == OPTIONS.most_bins
    (episode,) = detect(a_run, OPTIONS).episodes
    assert abs(episode.start - n / 2) < n / 50 and episode.start in x


def test_series_in_different_counts_are_related_by_steps() -> None:
    a_run = run(
        series("val_loss", np.linspace(2, 1, 30), epochs=True),
        series("val_accuracy", np.linspace(0.2, 0.8, 30), Quantity.ACCURACY, epochs=False),
    )
    (pair,) = pairs_of(a_run)
    assert len(aligned(a_run, pair, OPTIONS).x) == 30
