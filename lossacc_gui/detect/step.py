"""The loss steps from one point to the next, or the learning rate does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import jitter, middle, rolling_median, true_places
from lossacc_gui.measure.once import once
from lossacc_gui.measure.rates import Rate, rate_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import change_text, counted_text, place_text

_NO_CHANGE = 0.0005  # of the loss: it would be told as 0.0 %


def find(view: View) -> tuple[Finding, ...]:
    """One finding for each step of the learning rate, whatever splits it moves, and for each other lasting step of a
    main loss.
    """
    found: list[Finding] = []
    mains = [curves for curves in view.curves if view.main(curves.split) is curves]
    asked = view.asked
    for curves in mains:
        rate = rate_of(view.run, curves.pair.loss)
        rates, moves = rate.steps(view.options), rate.moves
        # many steps are one schedule, told as a whole
        whole = moves if rate.steps_only(view.options) else np.empty(0)
        told = np.concatenate([rates, whole, view.run.break_places])
        if curves is asked and len(rate.latest.moves) < view.options.schedule_steps:
            found += [_by_rate(curves, mains, float(x), view.run.x_name, rate) for x in rates]
        places = [i for i in _jumps(curves, view.options) if not _near(curves.x, i, told)]
        found += [_by_itself(curves, i, view.run.x_name) for i in places]
    order = list(dict.fromkeys(curves.split.value for curves in mains))
    return tuple(sorted(found, key=lambda one: (order.index(one.split), one.start)))


@once
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
    for start in curves.starts:  # no window reaches across a break of the run
        level[max(0, start - window + 1) : start + window] = np.nan
    return level


def _jumps(curves: Aligned, options: Options) -> list[int]:
    """The points at which the loss steps by itself: at once, far more than its jitter, to a level that stays.

    A steep curve is no step: no other point near it moves as far. A spike is none: the loss does not come back.
    """
    least = float(np.log1p(options.step_loss))
    scaled = curves.scaled
    at_once = np.zeros(len(scaled))
    at_once[1:] = scaled[1:] - scaled[:-1]
    if not (np.abs(at_once) >= options.step_share * least).any():  # most losses move in small steps
        return []
    level = _levels(curves)
    high = np.abs(level)
    if not (high >= least).any():
        return []
    least = max(least, options.step_errors * jitter(scaled, curves.starts))
    jumps = (high >= least) & (at_once * np.sign(level) >= options.step_share * high)
    steps = true_places(jumps).tolist()
    losses = scaled.tolist() if steps else []  # windows of a few points are too short for arrays
    return [i for i in steps if _stands_out(losses, i, curves.window, options.step_clear)]


def _stands_out(scaled: Sequence[float], index: int, window: int, clear: float) -> bool:
    """Whether the move to point `index` parts the windows on its sides, and no other move of theirs is like it."""
    jump = scaled[index] - scaled[index - 1]
    sign = -1.0 if jump < 0 else 1.0
    before, after = ([sign * one for one in scaled[index + at : index + at + window]] for at in (-window, 0))
    if any(b - a > (1.0 - clear) * abs(jump) for side in (before, after) for a, b in pairwise(side)):
        return False
    return min(after) - max(before) >= clear * abs(jump)


def _near(x: FloatArray, index: int, places: FloatArray) -> bool:
    """Whether one of the places lies at a point or next to it."""
    low, high = x[max(0, index - 1)], x[min(len(x) - 1, index + 1)]
    return bool(np.any((places >= low) & (places <= high)))


def _by_rate(curves: Aligned, mains: Sequence[Aligned], x: float, x_name: str, rate: Rate) -> Finding:
    """A step of the rate, told of the curves that are asked first, with where each main loss stood before and after."""
    changes = {}
    for other in (curves, *(one for one in mains if one is not curves)):
        if other.in_epochs is curves.in_epochs:
            sides = _sides(other, int(other.x.searchsorted(x)), curves.window)
            if sides is not None:
                changes[other.pair.loss.metric] = sides
    before, after = changes.get(curves.pair.loss.metric, (0.0, 0.0))
    value = after / before - 1 if before > 0 else None
    text = _told(x, changes, x_name, curves.window, rate)
    return Finding(FindingKind.STEP, str(curves.split), x, x, Severity.BENIGN, text, value)


def _told(x: float, changes: Mapping[str, tuple[float, float]], x_name: str, window: int, rate: Rate) -> str:
    """Where each loss, by metric, stood before and after a step of the rate; what made it move nobody knows."""
    told = {"rate": rate.said, "place": place_text(x, x_name)}
    if not changes:
        return say("{rate:upper} steps at {place}.", **told)
    moved = [
        say("{metric} {change}", metric=metric, change=change_text(before, after))
        if abs(after - before) >= _NO_CHANGE * abs(before)
        else say("{metric} unchanged", metric=metric)
        for metric, (before, after) in changes.items()
    ]
    return say(
        "{rate:upper} steps at {place}: {changes} from before to after (medians of {points} each).",
        changes=joined(", ", moved),
        points=counted_text(window, "point"),
        **told,
    )


def _by_itself(curves: Aligned, index: int, x_name: str) -> Finding:
    """A step of a loss that no rate explains."""
    x, sides = float(curves.x[index]), _sides(curves, index, curves.window)
    assert sides is not None  # both windows were compared to find it
    before, after = sides
    text = say(
        "{metric} steps at {place} by {change} and stays there (medians of {points} before and after); no learning "
        "rate tells why.",
        metric=curves.pair.loss.metric,
        place=place_text(x, x_name),
        change=change_text(before, after),
        points=counted_text(curves.window, "point"),
    )
    severity = Severity.BENIGN if after < before else Severity.WATCH
    value = after / before - 1 if before > 0 else after - before
    return Finding(FindingKind.STEP, str(curves.split), x, x, severity, text, value)


def _sides(curves: Aligned, index: int, window: int) -> tuple[float, float] | None:
    """The medians of the loss in the windows before a point and from it on; None near the ends and breaks."""
    parted = any(index - window < start < index + window for start in curves.starts)
    if index < window or index + window > len(curves.loss) or parted:
        return None
    return middle(curves.loss[index - window : index]), middle(curves.loss[index : index + window])
