"""Loss above what a calibrated model of this accuracy can have: L > h_K(A)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lossacc_gui.detect.bound_violated import plain
from lossacc_gui.detect.view import View, longest
from lossacc_gui.language import Number, say
from lossacc_gui.measure.aligned import Aligned, aligned
from lossacc_gui.measure.classes import FEWEST_CLASSES, classes_at_chance, classes_text
from lossacc_gui.measure.pairing import is_sum, output_of
from lossacc_gui.measure.ruler.bounds import most_calibrated_loss
from lossacc_gui.measure.task import OF_REGRESSION
from lossacc_gui.measure.total import is_total
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity
from lossacc_gui.numerals import loss_text, percent_text, place_text, stretch_text

_CROSS_ENTROPY = re.compile(r"cross[\W_]*entropy|nll|log[\W_]*loss|(?<![a-z])b?ce(?![a-z])", re.IGNORECASE)
_ERRORS = 2.0  # of the accuracy: less is allowed for by sampling
_HOLDS_MORE = say(
    "From the first point on the probabilities are not calibrated, or the loss holds something else (a penalty, "
    "smoothed labels, a softmax too many)"
)


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair of a loss and a plain accuracy: the longest stretch above the bound.

    Only cross-entropy has that bound. Where the log has it beside another loss (a penalty is added, classes are
    weighted) it is judged instead; a log with errors of a regression has none, nor has the sum of several losses.
    """
    found = (_of(curves, view) for curves in _of_cross_entropy(view))
    return tuple(finding for finding in found if finding is not None)


def _of_cross_entropy(view: View) -> Iterator[Aligned]:
    for curves in view.curves:
        loss = curves.pair.loss
        if is_sum(view.run, loss, curves.pair.accuracy):
            continue
        alike = [s for s in view.run.series if s.split is loss.split and len(s.value)]
        named = [
            s
            for s in alike
            if s.quantity is Quantity.LOSS and _CROSS_ENTROPY.search(s.metric) and output_of(s) == output_of(loss)
        ]
        if any(s.metric == loss.metric for s in named):
            yield curves
        elif named:
            yield aligned(view.run, replace(curves.pair, loss=named[0]), view.options)
        elif not any(s.quantity in OF_REGRESSION for s in alike) and not is_total(view.run, loss.split, loss.metric):
            yield curves


def _judged(curves: Aligned, options: Options) -> int | None:
    """The number of classes by which a pair is judged: said, or by its own start at ln K with 1/K right."""
    if options.classes >= FEWEST_CLASSES:
        return options.classes
    return classes_at_chance(float(curves.loss[0]), float(curves.accuracy[0]), options)


def _told(curves: Aligned, view: View, judged: int | None, loss: float, least: float) -> tuple[float, str]:
    """The most that a calibrated model loses, and with how many classes: as many as are known of the run, which need
    not be the number that was judged by; where none is known, the most of all.
    """
    options = view.options
    for found in (view.classes_of(curves), judged):
        if found is not None and (bound := _bound(least, found)) < loss:
            return bound, classes_text(found, told=options.classes >= FEWEST_CLASSES)
    most = classes_text(options.most_classes, told=False, at_most=True)
    return _bound(least, options.most_classes), most


def _bound(right: float, classes: int) -> float:
    return float(most_calibrated_loss(np.array([right]), classes)[0])


def _of(curves: Aligned, view: View) -> Finding | None:
    x_name, options = view.run.x_name, view.options
    if not plain(curves) or curves.loss.min() < 0:
        return None
    classes = _judged(curves, options)
    accuracy = curves.calm_accuracy
    error = np.sqrt(np.maximum(accuracy * (1.0 - accuracy), 1.0 / curves.noise_examples) / curves.noise_examples)
    least = accuracy - _ERRORS * error
    most = most_calibrated_loss(least, classes or options.most_classes)
    loss = curves.calm_loss
    span = longest(loss > (1.0 + options.bound_slack) * most, curves.starts)
    if span is None or span[1] - span[0] + 1 < curves.window:
        return None
    first, last = span
    worst = first + int(((loss - most)[first : last + 1]).argmax())
    x = float(curves.x[worst])
    bound, said = _told(curves, view, classes, float(loss[worst]), float(least[worst]))
    where = stretch_text(float(curves.x[first]), float(curves.x[last]), x_name)
    text = say(
        "{what} in {stretch}: at {place} {metric} (smoothed) is {loss}, but calibrated probabilities cost at most "
        "{most} with {classes} and an accuracy of {least}, {count} standard errors below the logged one ({accuracy}, "
        "smoothed).",
        # confidence grows only by training: a loss that is too high from the start holds something else
        what=_HOLDS_MORE if first in (0, *curves.starts) else say("The probabilities are not calibrated"),
        stretch=where,
        place=place_text(x, x_name),
        metric=curves.pair.loss.metric,
        loss=loss_text(float(loss[worst])),
        most=loss_text(bound),
        classes=said,
        least=view.named(curves, percent_text(max(0.0, float(least[worst])), 2)),
        count=Number(f"{_ERRORS:.0f}"),
        accuracy=percent_text(float(accuracy[worst]), 2),
    )
    return Finding(
        FindingKind.MISCALIBRATED,
        str(curves.split),
        float(curves.x[first]),
        float(curves.x[last]),
        Severity.BENIGN,
        text,
        float(loss[worst] - most[worst]),
    )
