"""What the loss ruler holds against a run, and what it does not."""

from __future__ import annotations

from math import e, log
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.detect.detection import detect
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.measure.ruler.ends import ends_of, still_falls
from lossacc_gui.measure.ruler.floors import over_entropy
from lossacc_gui.measure.ruler.prices import dearest
from lossacc_gui.measure.ruler.twice_line import late_price
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Series, Split


def planted(loss: np.ndarray, accuracy: np.ndarray) -> Run:
    step = np.arange(len(loss), dtype=np.int64)
    return Run(
        "planted",
        Path("planted.csv"),
        "planted",
        (
            Series("val_loss", Quantity.LOSS, Split.VAL, step, loss, step.astype(np.float64)),
            Series("val_accuracy", Quantity.ACCURACY, Split.VAL, step, accuracy, step.astype(np.float64)),
        ),
    )


@pytest.mark.parametrize(("best", "told"), [(0.4, False), (0.95, True)])
def test_a_second_softmax_is_told_only_where_so_right_a_model_would_lose_less(best: float, told: bool) -> None:
    accuracy = np.concatenate([[0.1], np.linspace(0.16, best, 29)])
    loss = np.concatenate([[log(10)], log(e + 9) - accuracy[1:]])
    findings = detect(planted(loss, accuracy), Options()).findings
    texts = [one.text for one in findings if one.kind is FindingKind.RULER]
    assert any("applied twice" in text for text in texts) is told


@pytest.mark.parametrize(
    ("price", "known"), [(2.5, True), (-log(1e-7), True), (16.4, True), (45.0, False), (100.0, True), (130.0, False)]
)
def test_an_error_is_as_dear_as_a_clipped_probability_or_the_loss_is_a_sum(price: float, known: bool) -> None:
    accuracy = np.linspace(0.1, 0.3, 10)
    run = planted(price * (1 - accuracy), accuracy)
    side = course_of(run, pairs_of(run), Options()).lead
    assert side is not None
    read = dearest(side, Options())
    assert (read is not None) is known
    assert read is None or read.shown == pytest.approx(price)


@pytest.mark.parametrize(("noise", "known"), [(0.0, True), (0.78, True), (0.86, False)])
def test_the_price_of_an_error_is_known_where_it_makes_most_of_what_the_loss_varies_by(
    noise: float, known: bool
) -> None:
    """Three fifths of the variance: a wave that goes with nothing may have two thirds of what the line has."""
    accuracy = np.linspace(0.3, 0.6, 60)
    late = accuracy[40:] - accuracy[40:].mean()
    wave = np.tile([1.0, -1.0], 10) - np.polyval(np.polyfit(late, np.tile([1.0, -1.0], 10), 1), late)
    loss = 3.0 - 2.0 * accuracy
    loss[40:] += noise * 2.0 * late.std() / wave.std() * wave
    run = planted(loss, accuracy)
    side = course_of(run, pairs_of(run), Options()).lead
    assert side is not None
    price = late_price((side,))
    assert (price is not None) is known
    assert price is None or price == pytest.approx(2.0)


@pytest.mark.parametrize(("right", "known"), [(0.9, True), (0.89, False)])
def test_a_loss_is_held_against_that_of_a_calibrated_model_from_nine_right_answers_of_ten_on(
    right: float, known: bool
) -> None:
    run = planted(np.full(12, 1.5), np.full(12, right))
    read = over_entropy(course_of(run, pairs_of(run), Options()), 10)
    assert (read is not None) is known
    if read is not None:
        usual = -right * log(right) - (1 - right) * log((1 - right) / 9)
        assert read.value == pytest.approx(log(1.5) - log(usual), abs=0.05)


@pytest.mark.parametrize(("fallen", "falls"), [(0.0, False), (0.009, False), (0.011, True), (0.5, True)])
def test_a_loss_still_falls_that_was_a_hundredth_above_its_end_at_half_of_the_run(fallen: float, falls: bool) -> None:
    loss = np.interp(np.arange(60), [0, 20, 40, 59], [2.0, 1 + fallen, 1 + fallen, 1 + fallen])
    loss[45:] = 1.0
    run = planted(loss, np.linspace(0.5, 0.9, 60))
    ((side, level, _),) = ends_of(course_of(run, pairs_of(run), Options()))
    assert level == 1.0 and still_falls(side, level) is falls
