"""A metric that contradicts what is logged beside it: an accuracy of exactly nothing, or of one class alone."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.curves import share
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.numerals import percent_text, relative_text

_PER_CLASS = (Quantity.F1, Quantity.RECALL, Quantity.BALANCED_ACCURACY, Quantity.PRECISION, Quantity.IOU)
_LAST = 3
_LONG = 3 * _LAST  # points: of fewer the last ones are no end, only the last one is


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding of each of the two kinds."""
    return _never_right(view) + _one_class(view)


def _never_right(view: View) -> tuple[Finding, ...]:
    """The loss falls far while the accuracy is exactly zero."""
    side, options = view.course.lead, view.options
    if side is None or side.loss is None or side.accuracy is None or side.n < options.window_least:
        return ()
    fall = side.loss.fall
    nothing = share(side.accuracy.values == 0)
    if (
        nothing < options.metric_share
        or fall < options.metric_fall
        or side.accuracy.smooth[-1] >= options.accuracy_margin
    ):
        return ()
    told = relative_text(float(side.loss.level[-1] / side.loss.plain[0]) - 1)
    text = say(
        "The accuracy is exactly 0 at {share} of the points while the loss changes by {change}: this metric does not "
        "count what the model learns.",
        share=percent_text(nothing, 0),
        change=told,
    )
    return (_finding(side.split, side.x, text),)


def _one_class(view: View) -> tuple[Finding, ...]:
    """F1, recall or the like is next to nothing while the accuracy of the same split is high."""
    options = view.options
    for split in (Split.VAL, Split.TEST, Split.TRAIN):
        own = [s for s in view.run.series if s.split is split and len(s.value) >= options.window_least]
        accuracy = next((s for s in own if s.quantity is Quantity.ACCURACY), None)
        other = next((s for kind in _PER_CLASS for s in own if s.quantity is kind), None)
        if accuracy is None or other is None:
            continue
        last = _LAST if min(len(accuracy.value), len(other.value)) >= _LONG else 1
        with np.errstate(invalid="ignore"):
            high, low = (float(np.median(s.value[-last:])) for s in (accuracy, other))
        if not high >= options.metric_accuracy:  # nor where it is no number
            continue
        told = {
            "accuracy": accuracy.metric,
            "high": percent_text(high),
            "other": other.metric,
            "low": percent_text(low)
            if last == 1
            else say("{value} (medians of the last three)", value=percent_text(low)),
        }
        if low <= options.metric_nothing:
            text = say(
                "{accuracy} ends at {high} but {other} at {low}: the frequent class alone is answered, or one of the "
                "two is computed wrongly.",
                **told,
            )
            return (_finding(split, other.x, text),)
        if low <= options.metric_little * high:
            text = say("{accuracy} ends at {high} but {other} at {low}: what is rare is hardly found.", **told)
            return (_finding(split, other.x, text, Severity.WATCH),)
    return ()


def _finding(split: Split, x: np.ndarray, text: str, severity: Severity = Severity.PROBLEM) -> Finding:
    return Finding(FindingKind.METRIC, split.value, float(x[0]), float(x[-1]), severity, text, None)
