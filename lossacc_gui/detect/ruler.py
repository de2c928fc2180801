"""The loss stands on a line of the ruler that tells why: softmax twice, smoothed labels, outputs that do not fit."""

from __future__ import annotations

from lossacc_gui.detect.view import View
from lossacc_gui.language import Number, say
from lossacc_gui.measure import ruler
from lossacc_gui.measure.classes import known_classes
from lossacc_gui.measure.ruler import Reading
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.numerals import loss_text, percent_text, relative_text, stretch_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding: the first line that holds."""
    for told in (_twice, _smoothed):
        found = told(view)
        if found is not None:
            return (found,)
    return ()


def _finding(view: View, read: Reading, severity: Severity, text: str) -> Finding:
    assert view.course.lead is not None
    split = view.course.lead.split.value
    return Finding(FindingKind.RULER, split, read.first, read.last, severity, text, read.shown)


def _twice(view: View) -> Finding | None:
    known = known_classes(view.course, view.options)
    read = ruler.on_twice_line(view.course, known)
    if read is None or read.classes is None or read.value < view.options.ruler_share:
        return None
    where = stretch_text(read.first, read.last, view.run.x_name)
    text = say(
        "Loss and accuracy lie on the line of a softmax that is applied twice at {share} of the points in {stretch}: "
        "with {classes} classes such a loss never falls below {floor}.",
        share=percent_text(read.value),
        stretch=where,
        classes=read.classes,
        floor=loss_text(ruler.twice_floor(read.classes)),
    )
    return _finding(view, read, Severity.WATCH, text)


def _smoothed(view: View) -> Finding | None:
    read = ruler.off_smoothed_floor(view.course, known_classes(view.course, view.options))
    if read is None or read.classes is None or read.smoothing is None or abs(read.shown) > view.options.ruler_floor:
        return None
    where = stretch_text(read.first, read.last, view.run.x_name)
    floor = ruler.smoothed_floor(read.classes, read.smoothing)
    text = say(
        "In {stretch} the loss stands {distance} off {floor}, the floor of a label smoothing of {smoothing} with "
        "{classes} classes: nearly all answers are right, and it cannot fall further.",
        stretch=where,
        distance=relative_text(read.shown),
        floor=loss_text(floor),
        smoothing=Number(f"{read.smoothing:g}"),
        classes=read.classes,
    )
    return _finding(view, read, Severity.BENIGN, text)
