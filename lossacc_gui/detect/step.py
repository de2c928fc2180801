"""The loss steps from one point to the next, or the learning rate does."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import jitter, rolling_median, true_places
from lossacc_gui.measure.rates import rate_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import place_text, relative_text


def find(view: View) -> tuple[Finding, ...]:
    """One finding for each step of the learning rate, and for each other lasting step of a main loss."""
    found: list[Finding] = []
    for curves in view.curves:
        if view.main(curves.split) is not curves:
            continue
        rate = rate_of(view.run, curves.pair.loss)
        rates, moves = rate.steps(view.options), rate.moves
        level = _levels(curves)
        breaks = np.array([b.position for b in view.run.breaks], dtype=np.float64)
        # many steps are one schedule, told as a whole
        whole = moves if rate.steps_only(view.options) else np.empty(0)
        told = np.concatenate([rates, whole, breaks])
        places = [] if len(moves) >= view.options.schedule_steps else [(float(x), True) for x in rates]
        places += [
            (float(curves.x[i]), False) for i in _jumps(curves, level, view.options) if not _near(curves.x, i, told)
        ]
        for x, by_rate in sorted(places):
            finding = _finding(curves, level, (x, view.run.x_name), by_rate)
            if finding is not None:
                found.append(finding)
    return tuple(found)


def _levels(curves: Aligned) -> FloatArray:
    """How much the level of the scaled loss differs after and before each point, shape (n,); NaN near the ends.

    Level: the median of a window; the steady slope of both windows is taken off.
    """
    window = curves.window
    level = np.full(len(curves.loss), np.nan)
    if len(curves.loss) < 2 * window + 1:
        return level
    scaled = curves.scaled
    medians = rolling_median(scaled, window)[window // 2 : len(scaled) - (window - 1 - window // 2)]
    slope = scaled[window - 1 :] - scaled[: len(scaled) - window + 1]
    steady = (slope[window:] + slope[:-window]) / 2 * window / max(1, window - 1)
    level[window : len(scaled) - window + 1] = medians[window:] - medians[:-window] - steady
    return level


def _jumps(curves: Aligned, level: FloatArray, options: Options) -> list[int]:
    """The points at which the loss steps by itself: at once, far more than its jitter, to a level that stays.

    A steep curve is no step: no other point near it moves as far. A spike is none: the loss does not come back.
    """
    least = float(np.log1p(options.step_loss))
    high = np.abs(level)
    if not (high >= least).any():
        return []
    scaled = curves.scaled
    at_once = np.diff(scaled, prepend=scaled[0])
    least = max(least, options.step_errors * jitter(scaled))
    jumps = (high >= least) & (at_once * np.sign(level) >= options.step_share * high)
    steps = true_places(jumps).tolist()
    return [i for i in steps if _stands_out(scaled, i, curves.window, options.step_clear)]


def _stands_out(scaled: FloatArray, index: int, window: int, clear: float) -> bool:
    """Whether the move to point `index` parts the windows on its sides, and no other move of theirs is like it."""
    before, after = scaled[index - window : index], scaled[index : index + window]
    jump = float(scaled[index] - scaled[index - 1])
    others = np.concatenate([np.diff(before), np.diff(after)]) * np.sign(jump)
    parted = np.sign(jump) * (after.min() - before.max() if jump > 0 else after.max() - before.min())
    return bool(others.max() <= (1.0 - clear) * abs(jump) and parted >= clear * abs(jump))


def _near(x: FloatArray, index: int, places: FloatArray) -> bool:
    """Whether one of the places lies at a point or next to it."""
    low, high = x[max(0, index - 1)], x[min(len(x) - 1, index + 1)]
    return bool(np.any((places >= low) & (places <= high)))


def _finding(curves: Aligned, level: FloatArray, at: tuple[float, str], by_rate: bool) -> Finding | None:
    x, x_name = at
    where = place_text(x, x_name)
    index = int(np.searchsorted(curves.x, x))
    change = float(level[index]) if index < len(level) else float("nan")
    relative = float(np.expm1(min(change, 700.0))) if curves.scale.size is None else change
    metric = curves.pair.loss.metric
    if by_rate:
        text = say("The learning rate steps at {place}.", place=where)
        if not np.isnan(relative):
            told = {"place": where, "metric": metric, "change": relative_text(relative)}
            text = say("The learning rate steps at {place}; {metric} changes by {change} there.", **told)
    elif np.isnan(relative):
        return None
    else:
        text = say(
            "{metric} steps at {place} by {change} and stays there; no learning rate tells why.",
            metric=metric,
            place=where,
            change=relative_text(relative),
        )
    value = None if np.isnan(relative) else relative
    severity = Severity.BENIGN if by_rate or change < 0 else Severity.WATCH
    return Finding(FindingKind.STEP, str(curves.split), x, x, severity, text, value)
