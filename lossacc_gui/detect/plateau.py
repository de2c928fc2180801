"""The run ends with a stretch in which neither loss nor accuracy moves; where that is most of it, far from good in
training as well, more epochs will not help.
"""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.stretches import Stretch
from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.noise import line_change
from lossacc_gui.measure.trend import late_share
from lossacc_gui.model.episode import Direction, Finding, FindingKind, Severity
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import change_text, points_text

_SEEN_LOSS, _SEEN_ACCURACY = 0.01, 0.005  # by less nobody would say that a curve moves
_WILL_BE_SEEN = 1.5  # times as much


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair."""
    level = [
        (curves, last)
        for curves, stretches in zip(view.curves, view.stretches, strict=True)
        for last in stretches[-1:]
        if _stays(view, curves, last)
    ]
    return tuple(_finding(curves, last, _severity(view, curves, last, level)) for curves, last in level)


def _stays(view: View, curves: Aligned, last: Stretch) -> bool:
    """Whether the last stretch of a pair is long, and both curves stay where they are in it."""
    options = view.options
    if (last.loss, last.accuracy) != (Direction.FLAT, Direction.FLAT) or _falls_on(view, str(curves.split)):
        return False
    # curves that jump may be called flat though a person sees them gone elsewhere
    if abs(last.loss_change) >= options.loss_effect or abs(last.accuracy_change) >= options.accuracy_effect:
        return False
    return last.points >= max(options.window_least + 1, options.plateau_share * curves.size_of(last.start))


def _finding(curves: Aligned, last: Stretch, severity: Severity) -> Finding:
    return Finding(
        FindingKind.PLATEAU,
        str(curves.split),
        last.start,
        last.end,
        severity,
        _told(curves, last),
        float(last.points),
    )


def _told(curves: Aligned, last: Stretch) -> str:
    """What does not move, and how little it does: "any more" of what moved before, and that it will go on alike not of
    what was never better than at its end and got there at a pace that will be seen when it goes on for as long.
    """
    numbers = say(
        "{loss} {loss_change}, {accuracy} {accuracy_change}",
        loss=curves.pair.loss.metric,
        loss_change=change_text(last.loss_from, last.loss_to),
        accuracy=curves.pair.accuracy.metric,
        accuracy_change=points_text(last.accuracy_change),
    )
    at_all = last.start <= curves.x[curves.training(last.start).start]
    if abs(last.loss_change) < _SEEN_LOSS and abs(last.accuracy_change) < _SEEN_ACCURACY:
        head = say("Nothing moves") if at_all else say("Nothing moves any more")
    else:
        head = say("Hardly anything moves") if at_all else say("Hardly anything moves any more")
    since = int(curves.x.searchsorted(last.start))
    end = max(curves.window, (len(curves.x) - since) // 4)
    fallen = -_going_on(curves.calm_loss, since, curves.window) / abs(last.loss_to or 1.0)
    gained = _going_on(curves.calm_accuracy, since, curves.window)
    by_loss = fallen >= _WILL_BE_SEEN * _SEEN_LOSS and _best_at_end(-curves.calm_scaled, end)
    by_answers = gained >= _WILL_BE_SEEN * _SEEN_ACCURACY and _best_at_end(curves.calm_accuracy, end)
    told = (
        say("It still gets better, slowly.") if by_loss or by_answers else say("Going on alike will hardly change it.")
    )
    return say("{head}: {numbers} (smoothed). {end}", head=head, numbers=numbers, end=told)


def _going_on(calm: FloatArray, since: int, window: int) -> float:
    """How far a calmed curve, shape (n,), will move in as many points as it has `since` a place, at the pace of a line
    through the later half of them; 0 where the last quarter hardly moves any more, or the other way.

    Half a window before the end is left out: ends that repeat make a calmed curve flat there, however it moves.
    """
    count = len(calm) - since
    stop = max(since + 2, len(calm) - window // 2)
    half, quarter = (max(since, min(stop - 2, len(calm) - count // parts)) for parts in (2, 4))
    pace = line_change(calm, half, stop - 1) / (stop - 1 - half)
    late = line_change(calm, quarter, stop - 1) / (stop - 1 - quarter)
    return pace * count if late * np.sign(pace) >= abs(pace) / 3 else 0.0


def _best_at_end(values: FloatArray, last: int) -> bool:
    """Whether the highest of the values, shape (n,), is one of the last so many."""
    return int(values.argmax()) >= len(values) - last


def _severity(view: View, curves: Aligned, last: Stretch, level: list[tuple[Aligned, Stretch]]) -> Severity:
    """Worth a look where most of the run is spent at a level that is far from good and was near from the start, in
    training too: of the split that leads, or of training where only that stays, as both say the same.

    Of many classes a low accuracy may be a good one, but not where the loss hardly fell to get there.
    """
    options, lead = view.options, view.course.lead
    if lead is None or last.points < options.plateau_early * curves.size_of(last.start):
        return Severity.BENIGN
    if curves.split is not lead.split and any(other.split is lead.split for other, _ in level):
        return Severity.BENIGN
    sides = [side for side in (lead, view.course.train) if side is not None]
    low = all(s.accuracy is not None and float(s.accuracy.smooth[-1]) < options.hardly_accuracy for s in sides)
    fell = [float(s.loss.values[0] - s.loss.smooth[-1]) for s in sides if s.loss is not None]
    return Severity.WATCH if low and bool(fell) and max(fell) < options.hardly_loss else Severity.BENIGN


def _falls_on(view: View, split: str) -> bool:
    """Whether the loss of the split still falls, taken over the last quarter of the run."""
    side = next((one for one in (view.course.lead, view.course.train_own) if one and one.split.value == split), None)
    return side is not None and side.loss is not None and late_share(side.loss) >= view.options.low_late
