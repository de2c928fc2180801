"""Loss and accuracy are those of guessing: ln K and 1/K."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.aligned import COUNTED, Aligned
from lossacc_gui.detect.view import View, longest
from lossacc_gui.detect.windows import window_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import loss_text, percent_text, x_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair: the longest stretch; a problem when the run never leaves it."""
    found = (_of(curves, view.options) for curves in view.curves)
    return tuple(finding for finding in found if finding is not None)


def _of(curves: Aligned, options: Options) -> Finding | None:
    if curves.pair.accuracy.quantity not in COUNTED or not len(curves.x):
        return None
    classes = np.rint(np.exp(np.clip(curves.loss, 0.0, np.log(options.most_classes))))
    classes = np.maximum(classes, 2.0)
    luck = 1.0 / classes
    error = np.sqrt(luck * (1.0 - luck) / curves.noise_examples)
    room = np.maximum(options.chance_accuracy, options.chance_errors * error)
    guessing = (np.abs(curves.accuracy - luck) <= room) & (
        np.abs(curves.loss - np.log(classes)) <= options.chance_loss * np.log(classes)
    )
    span = longest(guessing)
    if span is None or span[1] - span[0] + 1 < window_of(curves.size, options):
        return None
    first, last = span
    number = int(np.median(classes[first : last + 1]))
    stays = last >= len(curves.x) - 1 - options.window_least
    until = "to the end" if stays else f"until {x_text(float(curves.x[last]))}"
    loss = loss_text(float(np.median(curves.loss[first : last + 1])))
    accuracy = percent_text(float(np.median(curves.accuracy[first : last + 1])))
    return Finding(
        FindingKind.CHANCE,
        str(curves.split),
        float(curves.x[first]),
        float(curves.x[last]),
        Severity.PROBLEM if stays else Severity.WATCH,
        f"No better than guessing among {number} classes from {x_text(float(curves.x[first]))} {until}: "
        f"loss {loss} (ln {number} = {loss_text(float(np.log(number)))}), accuracy {accuracy} "
        f"(1/{number} = {percent_text(1 / number)}).",
        float(number),
    )
