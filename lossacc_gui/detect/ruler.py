"""The loss stands on a line of the ruler that tells why: softmax or sigmoid twice, smoothed labels."""

from __future__ import annotations

from collections.abc import Sequence

from lossacc_gui.detect.view import View
from lossacc_gui.language import Number, joined, say
from lossacc_gui.measure.classes import known_classes
from lossacc_gui.measure.course import Side
from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.ruler.bounds import smoothed_floor, twice_floor
from lossacc_gui.measure.ruler.floors import off_smoothed_floor
from lossacc_gui.measure.ruler.reading import Reading
from lossacc_gui.measure.ruler.second_sigmoid import on_sigmoid_line
from lossacc_gui.measure.ruler.second_softmax import on_twice_line
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.numerals import loss_text, percent_text, relative_text, stretch_text

_TRAINED_BELOW = 0.9  # of the floor: no loss that a second softmax makes gets there


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding: the first line that holds."""
    for told in (_twice, _sigmoid_twice, _smoothed):
        found = told(view)
        if found is not None:
            return (found,)
    return ()


def _finding(view: View, read: Reading, severity: Severity, text: str) -> Finding:
    side = read.side or view.course.lead
    assert side is not None
    return Finding(FindingKind.RULER, side.split.value, read.first, read.last, severity, text, read.shown)


def _twice(view: View) -> Finding | None:
    known = known_classes(view.course, view.options)
    read = on_twice_line(view.course, known, view.options.most_classes)
    if read is None or read.classes is None or read.value < view.options.ruler_share:
        return None
    where, floor = stretch_text(read.first, read.last, view.run.x_name), twice_floor(read.classes)
    text = say(
        "Loss and accuracy lie on the line of a softmax that is applied twice at {share} of the points in {stretch}: "
        "with {classes} classes such a loss never falls below {floor}.",
        share=percent_text(read.value),
        stretch=where,
        classes=read.classes,
        floor=loss_text(floor),
    )
    trained = _training_end(view)
    if trained is None or trained > _TRAINED_BELOW * floor:
        return _finding(view, read, Severity.WATCH, text)
    only = say(
        "Training loss ends at {end}, below that: only the evaluation applies it, as Ultralytics does, and what was "
        "trained is not harmed.",
        end=loss_text(trained),
    )
    return _finding(view, read, Severity.BENIGN, joined(" ", (text, only)))


def _sigmoid_twice(view: View) -> Finding | None:
    read = on_sigmoid_line(view.course)
    if read is None or read.value < view.options.ruler_share:
        return None
    text = say(
        "At {share} of the points in {stretch} the loss is that of probabilities to which a sigmoid is applied once "
        "more: it never falls below {floor} here, of answers that are all right.",
        share=percent_text(read.value),
        stretch=stretch_text(read.first, read.last, view.run.x_name),
        floor=loss_text(read.shown),
    )
    return _finding(view, read, Severity.WATCH, text)


def _training_end(view: View) -> float | None:
    """The training loss (median) at the end of a run that is judged by another split; None where there is none."""
    train = view.course.train_own
    if train is None or train is view.course.lead or train.loss is None:
        return None
    return middle(train.loss.plain[-train.last :])


def _smoothed(view: View) -> Finding | None:
    read = off_smoothed_floor(view.course, known_classes(view.course, view.options))
    if (
        read is None
        or read.side is None
        or read.classes is None
        or not read.smoothings
        or abs(read.shown) > view.options.ruler_floor
    ):
        return None
    floors = [loss_text(smoothed_floor(read.classes, smoothing)) for smoothing in read.smoothings]
    shares = [Number(f"{smoothing:g}") for smoothing in read.smoothings]
    told = {
        "stretch": stretch_text(read.first, read.last, view.run.x_name),
        "classes": read.classes,
        "right": percent_text(_right_at_end(read.side)),
    }
    text = (
        say(
            "In {stretch} the loss stands {distance} off {floor}, the floor of a label smoothing of {smoothing} with "
            "{classes} classes, below which it cannot fall ({right} of the answers are right).",
            distance=relative_text(read.shown),
            floor=floors[0],
            smoothing=shares[0],
            **told,
        )
        if len(shares) == 1
        else say(
            "In {stretch} the loss stands where a label smoothing of {smoothings} with {classes} classes would leave "
            "it with {right} of the answers right; it cannot fall below {floors}.",
            smoothings=_or_text(shares),
            floors=_or_text(floors),
            **told,
        )
    )
    return _finding(view, read, Severity.BENIGN, text)


def _or_text(texts: Sequence[str]) -> str:
    """Things of which one is so: 'a, b or c'."""
    return say("{first} or {last}", first=joined(", ", texts[:-1]), last=texts[-1])


def _right_at_end(side: Side) -> float:
    """The share of right answers (median) at which a side with an accuracy ends."""
    assert side.accuracy is not None
    return middle(side.accuracy.values[-side.last :])
