"""How rough curves are: jitter, spikes, setbacks, steps, and numbers that are none."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.case import Case, Curve
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, of_both_splits, of_validation
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.run import FloatArray, Quantity, Split

LOGGED_TOGETHER = 0.9  # share of the accuracies with a loss beside them from which on a missing loss means something
LONG = 12  # from so many points on the second half is enough to measure noise
LEAST_SCALE = 0.1  # a curve that hardly moves is held against a tenth of its height
SECOND_DIFFERENCE = 1.4826 / np.sqrt(6)  # MAD of second differences of white noise -> its standard deviation


def jitter(values: FloatArray) -> float:
    """Robust standard deviation of the noise on a smooth curve, from second differences; `values` has shape (n,)."""
    second = np.diff(values, 2)
    return float(SECOND_DIFFERENCE * np.median(np.abs(second - np.median(second))))


def _whole(curve: Curve, value: float) -> Measured:
    return Measured(value, float(curve.x[0]), float(curve.x[-1]))


def _late_only(curve: Curve, value: float) -> Measured:
    return Measured(value, float(curve.x[curve.late][0]), float(curve.x[-1]))


def _loss_jitter(curve: Curve) -> Measured | None:
    values = curve.loss[curve.late] if curve.n >= LONG else curve.loss
    scale = max(float(np.ptp(curve.loss_smooth)), LEAST_SCALE * float(np.median(np.abs(curve.loss))))
    return None if scale <= 0 else _late_only(curve, jitter(values) / scale)


def _relative_jitter(curve: Curve) -> float | None:
    values = curve.loss[curve.late] if curve.n >= LONG else curve.loss
    return None if values.min() <= 0 else jitter(np.log(values))


def _accuracy_jitter(curve: Curve) -> Measured:
    values = curve.accuracy[curve.late] if curve.n >= LONG else curve.accuracy
    return _late_only(curve, jitter(values))


def _loss_spike(curve: Curve) -> Measured | None:
    if curve.loss.min() <= 0:
        return None
    excess = np.log(curve.loss / curve.loss_smooth)[1:]
    at = int(np.argmax(excess)) + 1
    return Measured(float(np.expm1(excess.max())), float(curve.x[at]), float(curve.x[at]))


def _setbacks(curve: Curve) -> Measured:
    rises = np.diff(curve.loss) > 0
    return _whole(curve, float(np.mean(rises[1:] != rises[:-1])))


def _setback_size(curve: Curve) -> Measured | None:
    if curve.loss.min() <= 0:
        return None
    steps = np.diff(np.log(curve.loss_smooth))
    way = float(np.abs(steps).sum())
    if way == 0:
        return None
    turns = np.flatnonzero(np.diff(np.sign(steps))) + 1
    rises = [max(0.0, float(part.sum())) for part in np.split(steps, turns)]
    return _whole(curve, (sum(rises) - max(rises)) / way)


def _accuracy_step(curve: Curve) -> Measured | None:
    steps = np.abs(np.diff(curve.accuracy))
    steps = steps[steps > 1e-6]
    return None if not len(steps) else _whole(curve, float(steps.min()))


def _jitter_lead(case: Case) -> Measured | None:
    if case.both is None:
        return None
    val, train = _relative_jitter(case.both.val), _relative_jitter(case.both.train)
    return None if val is None or not train else _late_only(case.both.val, val / train)


def _not_finite(case: Case) -> Measured | None:
    losses = [s for s in case.run.series if s.quantity == Quantity.LOSS and len(s.value)]
    if not losses:
        return None
    bad = [s.x[~np.isfinite(s.value)] for s in losses]
    bad += [_blank(pair) for pair in (case.pair(split) for split in Split) if pair is not None]
    worst = max(bad, key=len)
    if not len(worst):
        return Measured(0.0)
    return Measured(len(worst) / max(len(s.value) for s in losses), float(worst[0]), float(worst[-1]))


def _blank(pair: Pair) -> FloatArray:
    """The last x values that have an accuracy but no loss, where the loss was logged beside it before."""
    x, last = pair.accuracy.x, pair.loss.x[-1]
    before = x <= last
    if not before.any() or np.isin(x[before], pair.loss.x).mean() < LOGGED_TOGETHER:
        return np.empty(0)
    return np.extract(~before, x)


def _blow_up(case: Case) -> Measured | None:
    worst: Measured | None = None
    for split in (Split.TRAIN, Split.VAL, Split.TEST):
        pair = case.pair(split)
        series = [pair.loss] if pair else [s for s in case.run.series if s.split == split and s.quantity == "loss"][:1]
        for s in series:
            found = _growth(s.x, s.value)
            if found and (worst is None or found.value > worst.value):
                worst = found
    return worst


def _growth(x: FloatArray, value: FloatArray) -> Measured | None:
    known = np.isfinite(value) & (value > 0)
    if not known.any():
        return None
    x, value = x[known], value[known]
    at = int(np.argmax(value))
    return Measured(float(value[at] / value[0]), float(x[0]), float(x[at]))


FACTS: tuple[Fact, ...] = (
    *of_both_splits(
        "loss_jitter",
        Unit.SHARE,
        "Noise of the {split} loss from point to point in the second half, as a share of the whole curve's way.",
        _loss_jitter,
    ),
    *of_both_splits(
        "accuracy_jitter",
        Unit.DISTANCE,
        "Epoch-to-epoch noise (standard deviation) of the {split} accuracy in the second half of the run.",
        _accuracy_jitter,
    ),
    *of_both_splits(
        "loss_spike",
        Unit.RELATIVE,
        "How far the {split} loss stands above its smoothed curve at its worst point.",
        _loss_spike,
    ),
    *of_both_splits("setbacks", Unit.SHARE, "Share of the points at which the {split} loss turns round.", _setbacks),
    *of_both_splits(
        "setback_size",
        Unit.SHARE,
        "Share of the way of the smoothed log {split} loss that goes upwards, the largest single rise left aside.",
        _setback_size,
    ),
    of_validation(
        "val_accuracy_step", Unit.DISTANCE, "Smallest step that the validation accuracy makes.", _accuracy_step
    ),
    Fact(
        "jitter_lead",
        Unit.RATIO,
        "Noise of the log validation loss divided by that of the log training loss (second half).",
        _jitter_lead,
    ),
    Fact(
        "not_finite_share",
        Unit.SHARE,
        "Share of the points of a loss that are NaN, infinite, or blank at the end beside a logged accuracy.",
        _not_finite,
    ),
    Fact("blow_up", Unit.RATIO, "Largest loss divided by the first one.", _blow_up),
)
