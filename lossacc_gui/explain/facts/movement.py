"""Where curves turn, fall back and stand still."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.case import Case, Curve
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, of_both_splits, of_validation
from lossacc_gui.explain.facts.jitter import jitter
from lossacc_gui.model.run import FloatArray

LEAST_TAIL = 8  # points behind the minimum that a fit to the tail needs
CLEAR_HUMP = 1.1  # a loss that rose by less than a tenth has no hump to descend from
NEAR = 0.005  # "has not moved": within half a point of accuracy
START = 0.95  # a loss that has lost a twentieth has begun to fall
LESS = 0.97  # a loss that is lower by 3 % is lower beyond its noise
SAME = 1e-6  # accuracies that are closer are one and the same
LEAST_PEAK, PEAK_ERRORS = 0.01, 2.0  # a peak stands a point, and two standard errors of the noise, above the end
FITTED = 0.99  # training accuracy from which a model has learned its examples by heart


def _from(curve: Curve, start: int, value: float, end: int | None = None) -> Measured:
    stop = curve.n - 1 if end is None else end
    return Measured(value, float(curve.x[start]), float(curve.x[stop]))


def _position(curve: Curve, index: int) -> Measured:
    return _from(curve, index, index / (curve.n - 1), index)


def _loss_rise(curve: Curve) -> Measured | None:
    best = int(np.argmin(curve.loss_smooth))
    least = float(curve.loss_smooth[best])
    return None if least <= 0 else _from(curve, best, float(curve.loss_smooth[-1]) / least - 1)


def _loss_best_position(curve: Curve) -> Measured:
    return _position(curve, int(np.argmin(curve.loss_smooth)))


def _accuracy_best_position(curve: Curve) -> Measured:
    return _position(curve, int(np.argmax(curve.accuracy_smooth)))


def _accuracy_done(curve: Curve) -> Measured:
    return _position(curve, int(np.argmax(curve.accuracy_smooth >= curve.accuracy_smooth.max() - NEAR)))


def _accuracy_fall(curve: Curve) -> Measured:
    best = int(np.argmax(curve.accuracy_smooth))
    return _from(curve, best, float(curve.accuracy_smooth[best] - curve.accuracy_smooth[-1]))


def _fall_after_best_loss(curve: Curve) -> Measured:
    best = int(np.argmin(curve.loss_smooth))
    return _from(curve, best, max(0.0, float(curve.accuracy_smooth[best] - curve.accuracy_smooth[-1])))


def _log_tail_fit(curve: Curve) -> Measured | None:
    best = int(np.argmin(curve.loss_smooth))
    if curve.n - best < LEAST_TAIL:
        return None
    tail = curve.loss_smooth[best:]
    steps = np.log(np.arange(best + 1, curve.n + 1))
    if np.ptp(tail) == 0 or tail[-1] <= tail[0]:
        return _from(curve, best, 0.0)
    return _from(curve, best, float(np.corrcoef(steps, tail)[0, 1] ** 2))


def largest_drop(values: FloatArray) -> tuple[int, int]:
    """Indices of the top and the foot of the largest fall of `values`, shape (n,); equal where nothing falls."""
    falls = np.maximum.accumulate(values) - values
    foot = int(np.argmax(falls))
    return int(np.argmax(values[: foot + 1])), foot


def _drop(curve: Curve) -> Measured:
    top, foot = largest_drop(curve.accuracy_smooth)
    return _from(curve, top, float(curve.accuracy_smooth[top] - curve.accuracy_smooth[foot]), foot)


def _drop_position(curve: Curve) -> Measured:
    return _position(curve, largest_drop(curve.accuracy_smooth)[1])


def _drop_loss_change(curve: Curve) -> Measured | None:
    top, foot = largest_drop(curve.accuracy_smooth)
    before = float(curve.loss_smooth[top])
    if top == foot or before <= 0:
        return None
    return _from(curve, top, float(curve.loss_smooth[foot]) / before - 1, foot)


def _drop_recovered(curve: Curve) -> Measured | None:
    top, foot = largest_drop(curve.accuracy_smooth)
    if top == foot:
        return None
    lost = curve.accuracy_smooth[top] - curve.accuracy_smooth[foot]
    return _from(curve, foot, float((curve.accuracy_smooth[foot:].max() - curve.accuracy_smooth[foot]) / lost))


def _loss_late_change(curve: Curve) -> Measured | None:
    half = curve.late.start
    before = float(curve.loss_smooth[half])
    return None if before <= 0 else _from(curve, half, float(curve.loss_smooth[-1]) / before - 1)


def _accuracy_late_gain(curve: Curve) -> Measured:
    half = curve.late.start
    return _from(curve, half, float(curve.accuracy_smooth[-1] - curve.accuracy_smooth[half]))


def _late_start(curve: Curve) -> Measured | None:
    gone = curve.loss_smooth < START * curve.loss_smooth[0]
    if curve.loss_smooth[0] <= 0 or not gone.any():
        return None
    at = int(np.argmax(gone))
    return _from(curve, 0, at / (curve.n - 1), at)


def _stuck_start_loss_fall(curve: Curve) -> Measured | None:
    moved = np.abs(curve.accuracy - curve.accuracy[0]) > NEAR
    last = int(np.argmax(moved)) - 1 if moved.any() else curve.n - 1
    if curve.loss[0] <= 0:
        return None
    return _from(curve, 0, max(0.0, 1 - float(curve.loss[last] / curve.loss[0])), last)


def _fall_under_falling_loss(curve: Curve) -> Measured:
    best = int(np.argmax(curve.accuracy_smooth))
    lost = float(curve.accuracy_smooth[best] - curve.accuracy_smooth[-1])
    falls = curve.loss_smooth[-1] < curve.loss_smooth[best]
    return _from(curve, best, lost if falls else 0.0)


def _worse_answers(curve: Curve) -> Measured:
    """The largest fall of accuracy from one point to a later one of lower loss."""
    top, foot, most = 0, 0, 0.0
    for i in range(curve.n - 1):
        better = curve.loss_smooth[i + 1 :] <= LESS * curve.loss_smooth[i]
        if not better.any():
            continue
        falls = np.where(better, curve.accuracy_smooth[i] - curve.accuracy_smooth[i + 1 :], 0.0)
        at = int(np.argmax(falls))
        if falls[at] > most:
            top, foot, most = i, i + 1 + at, float(falls[at])
    return _from(curve, top, most, foot)


def _idle_fall(curve: Curve) -> Measured | None:
    """The largest share of the loss that goes from one point to a later one of no better accuracy."""
    if curve.loss_smooth.min() <= 0:
        return None
    top, foot, most = 0, 0, 0.0
    for i in range(curve.n - 1):
        idle = curve.accuracy_smooth[i + 1 :] <= curve.accuracy_smooth[i] + NEAR
        gone = np.where(idle, 1 - curve.loss_smooth[i + 1 :] / curve.loss_smooth[i], 0.0)
        at = int(np.argmax(gone))
        if gone[at] > most:
            top, foot, most = i, i + 1 + at, float(gone[at])
    return _from(curve, top, most, foot)


def _lasting_fall(curve: Curve) -> Measured:
    peak = int(np.argmax(curve.accuracy_smooth))
    lost = float(curve.accuracy_smooth[peak] - curve.accuracy_smooth[-1])
    return _from(curve, peak, lost if lost >= _least_fall(curve) else 0.0)


def _least_fall(curve: Curve) -> float:
    """What an accuracy has to fall by to have had a peak: noise, and one standard error on as many examples as show."""
    steps = np.abs(np.diff(curve.accuracy))
    step = min(1.0, float(steps[steps > SAME].min(initial=1.0)))
    right = float(curve.accuracy_smooth.max())
    return max(LEAST_PEAK, PEAK_ERRORS * jitter(curve.accuracy), float(np.sqrt(max(0.0, right * (1 - right)) * step)))


def _gap_at_val_peak(case: Case) -> Measured | None:
    if case.both is None or not _lasting_fall(case.both.val).value:
        return None
    val = case.both.val.accuracy_smooth
    peak = int(np.argmax(val))
    return _from(case.both.val, peak, float(case.both.train.accuracy_smooth[peak] - val[peak]), peak)


def _second_descent(curve: Curve) -> Measured | None:
    least = np.minimum.accumulate(curve.loss_smooth)
    if least[-1] <= 0:
        return None
    height = curve.loss_smooth / least
    peak = int(np.argmax(height))
    if height[peak] < CLEAR_HUMP:
        return _from(curve, 0, 0.0)
    return _from(curve, peak, 1 - float(curve.loss_smooth[peak:].min() / curve.loss_smooth[peak]))


def _train_loss_after_val_best(case: Case) -> Measured | None:
    if case.both is None:
        return None
    best = int(np.argmin(case.both.val.loss_smooth))
    train = case.both.train
    before = float(train.loss_smooth[best])
    return None if before <= 0 else _from(train, best, float(train.loss_smooth[-1]) / before - 1)


def _gain_after_fit(case: Case) -> Measured | None:
    if case.both is None:
        return None
    fitted = np.flatnonzero(case.both.train.accuracy_smooth >= FITTED)
    if not len(fitted):
        return None
    val = case.both.val.accuracy_smooth
    return _from(case.both.val, int(fitted[0]), float(val[-1] - val[fitted[0]]))


FACTS: tuple[Fact, ...] = (
    *of_both_splits(
        "loss_rise", Unit.RELATIVE, "Rise of the smoothed {split} loss from its minimum to the last point.", _loss_rise
    ),
    *of_both_splits(
        "loss_best_position", Unit.SHARE, "How far into the run the {split} loss is best.", _loss_best_position
    ),
    *of_both_splits(
        "accuracy_best_position",
        Unit.SHARE,
        "How far into the run the {split} accuracy is best.",
        _accuracy_best_position,
    ),
    *of_both_splits(
        "accuracy_done",
        Unit.SHARE,
        "How far into the run the smoothed {split} accuracy first comes within half a point of its best.",
        _accuracy_done,
    ),
    *of_both_splits(
        "accuracy_fall", Unit.DISTANCE, "How far the smoothed {split} accuracy ends below its best.", _accuracy_fall
    ),
    of_validation(
        "val_fall_after_best_loss",
        Unit.DISTANCE,
        "How far the validation accuracy fell from the best validation loss to the end, 0 where it did not.",
        _fall_after_best_loss,
    ),
    of_validation(
        "log_tail_fit",
        Unit.SHARE,
        "R2 of validation loss = a + b log(epoch) behind its minimum, 0 where it does not rise (Soudry et al. 2018).",
        _log_tail_fit,
    ),
    *of_both_splits(
        "drop", Unit.DISTANCE, "Largest fall of the smoothed {split} accuracy below an earlier value.", _drop
    ),
    *of_both_splits(
        "drop_position",
        Unit.SHARE,
        "How far into the run the foot of that fall of {split} accuracy is.",
        _drop_position,
    ),
    *of_both_splits(
        "drop_loss_change",
        Unit.RELATIVE,
        "Change of the {split} loss from the top to the foot of that fall.",
        _drop_loss_change,
    ),
    *of_both_splits(
        "drop_recovered",
        Unit.SHARE,
        "Share of that fall of {split} accuracy that was won back later; above 1 it went beyond.",
        _drop_recovered,
    ),
    *of_both_splits(
        "fall_under_falling_loss",
        Unit.DISTANCE,
        "How far the {split} accuracy ends below its best although the loss ends lower than it was then, else 0.",
        _fall_under_falling_loss,
    ),
    *of_both_splits(
        "worse_answers",
        Unit.DISTANCE,
        "Largest fall of the smoothed {split} accuracy from one point to a later one of lower loss (3 % or more).",
        _worse_answers,
    ),
    *of_both_splits(
        "idle_fall",
        Unit.SHARE,
        "Largest share of the {split} loss that went from one point to a later one of no better accuracy.",
        _idle_fall,
    ),
    *of_both_splits(
        "lasting_fall",
        Unit.DISTANCE,
        "How far the smoothed {split} accuracy ends below its best, 0 where noise or few examples can explain it.",
        _lasting_fall,
    ),
    Fact(
        "gap_at_val_peak",
        Unit.POINTS,
        "Training minus validation accuracy where the latter is best; known if it then falls by more than noise.",
        _gap_at_val_peak,
    ),
    *of_both_splits(
        "loss_late_change",
        Unit.RELATIVE,
        "Change of the smoothed {split} loss over the second half of the run.",
        _loss_late_change,
    ),
    *of_both_splits(
        "accuracy_late_gain",
        Unit.POINTS,
        "Change of the smoothed {split} accuracy over the second half of the run.",
        _accuracy_late_gain,
    ),
    *of_both_splits(
        "late_start",
        Unit.SHARE,
        "How far into the run a twentieth of the first {split} loss was gone, if ever.",
        _late_start,
    ),
    *of_both_splits(
        "stuck_start_loss_fall",
        Unit.SHARE,
        "Share of the first {split} loss that went before the accuracy had moved by half a point.",
        _stuck_start_loss_fall,
    ),
    *of_both_splits(
        "second_descent",
        Unit.SHARE,
        "How far the {split} loss came down again from the highest point it had risen to.",
        _second_descent,
    ),
    Fact(
        "train_loss_after_val_best",
        Unit.RELATIVE,
        "Change of the training loss from the best validation loss to the end.",
        _train_loss_after_val_best,
    ),
    Fact(
        "val_gain_after_fit",
        Unit.POINTS,
        "Change of the validation accuracy after the training accuracy had reached 99 %.",
        _gain_after_fit,
    ),
)
