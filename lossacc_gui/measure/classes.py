"""How many classes there are: said, told by the settings of the run, or by where an untrained network begins."""

from __future__ import annotations

import re
from dataclasses import replace
from math import log

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.once import once, once_for_latest
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Run

FEWEST_CLASSES = 2
_ALIKE_START = 0.05  # of the loss: so near one another two splits begin of a network that has learned nothing
_LEAST_START = 0.62  # nats: less than the loss of guessing between two, which a small sample may miss by a tenth
_UNEVEN_START = 0.35  # standard deviations of one answer: an untrained network answers whole kinds of examples alike
_UNEVEN_PAIR = 0.5  # the same of two classes, whose loss of guessing is far from that of three
_SPELT = {"numclasses", "nclasses", "numclass", "nclass", "classes", "numlabels", "nlabels", "numberofclasses"}
_SHARE_ROUNDED = 1e-6  # above 1: more is no share of answers
_LETTERS = re.compile(r"[^a-z]")
_INNER = re.compile(r"[./]")


def with_told_classes(options: Options, run: Run) -> Options:
    """The options with the number of classes that the run's settings give, where a person has said none.

    Settings that contradict one another tell nothing, and neither does one class.
    """
    if options.classes:
        return options
    named = ((_LETTERS.sub("", _INNER.split(name)[-1].lower()), value) for name, value in run.settings)
    told = {value.strip() for name, value in named if name in _SPELT and value.strip().isascii()}
    counts = {int(value) for value in told if value.isdigit() and len(value) <= 6}
    if len(counts) != 1 or min(counts) < FEWEST_CLASSES:
        return options
    return replace(options, classes=counts.pop())


def classes_at_chance(loss: float, accuracy: float, options: Options) -> int | None:
    """K where a loss and an accuracy are ln K and 1/K, None where they are those of no guessing."""
    if not 0.0 < loss < log(options.most_classes):
        return None
    classes = max(FEWEST_CLASSES, round(float(np.exp(loss))))
    near = abs(loss - log(classes)) <= options.chance_loss * log(classes)
    return classes if near and abs(accuracy - 1.0 / classes) <= options.chance_accuracy else None


def classes_text(count: int, *, told: bool, assumed: bool = False, at_most: bool = False) -> str:
    """So many classes, and who says so: nobody where a person, the log or the predictions do (`told`), or where there
    are no more for all that is known (`at_most`).
    """
    number = Number(f"{count:,}")
    if at_most:
        return say("as many as {count} classes", count=number)
    if assumed:
        return say("{count} classes (assumed: the log does not tell how many there are)", count=number)
    return (
        say("{count} classes", count=number)
        if told
        else say("{count} classes (as the loss of the first point tells)", count=number)
    )


@once_for_latest
def known_classes(course: Course, options: Options) -> int | None:
    """How many classes there are as a person says, else by a start at chance; None where nothing tells it."""
    if options.classes >= FEWEST_CLASSES:
        return options.classes
    for side in (course.lead, course.train_own):
        if side is not None and side.loss is not None and side.accuracy is not None and side.counted and side.n:
            found = classes_at_chance(float(side.loss.plain[0]), float(side.accuracy.values[0]), options)
            if found is not None:
                return _told_by_all(side.loss.plain, side.accuracy.values, found, options)
    return _untrained(course, options)


def _told_by_all(loss: FloatArray, accuracy: FloatArray, classes: int, options: Options) -> int:
    """The number that a start at chance tells, by all of the points at which a run that learns nothing stays there: of
    many classes a single one may be off by several.
    """
    cost = log(classes)
    left = (np.abs(loss - cost) > options.chance_loss * cost) | (
        np.abs(accuracy - 1.0 / classes) > options.chance_accuracy
    )
    stay = int(left.argmax()) if left.any() else len(loss)
    if stay < options.dead_points or abs(trend_errors(loss[:stay])) >= options.steady_errors:
        return classes
    return classes_at_chance(middle(loss[:stay]), middle(accuracy[:stay]), options) or classes


def _untrained(course: Course, options: Options) -> int | None:
    """K where two splits begin with one and the same loss, about ln K, and are right hardly more often than by chance.

    A network that has learned nothing answers many examples alike: its share of right answers strays much further from
    1/K than that of as many guesses would, and one that is right less often than by chance has learned nothing either.
    An epoch of training parts the two splits. A loss that holds a penalty as well tells too many classes: the answers
    are right more often than by chance among so many. Of one split alone it is told where no more answers are right
    than by chance: whoever has learned something of more classes is right more often at such a loss.
    """
    sides = sides_of(course)
    if not sides:
        return None
    first = [float(side.loss.plain[0]) for side in sides if side.loss is not None]
    right = [float(side.accuracy.values[0]) for side in sides if side.accuracy is not None]
    least, most = min(first), max(first)
    if not _LEAST_START <= least <= most < log(options.most_classes) or most - least > _ALIKE_START * most:
        return None
    classes = max(FEWEST_CLASSES, round(float(np.exp(least))))
    luck = 1.0 / classes
    strays = (_UNEVEN_START if classes > FEWEST_CLASSES else _UNEVEN_PAIR) * (luck * (1 - luck)) ** 0.5
    if len(sides) == 1:
        near = abs(most - log(classes)) <= options.chance_loss * log(classes)
        return classes if near and -strays <= right[0] - luck <= options.chance_accuracy else None
    return classes if max(right) - luck <= strays else None


@once
def sides_of(course: Course) -> tuple[Side, ...]:
    """The sides whose loss and share of right answers can be held against each other, the held-out one first."""
    own = (course.lead, course.train_own if course.train_own is not course.lead else None)
    return tuple(
        side
        for side in own
        if side is not None
        and side.loss is not None
        and side.accuracy is not None
        and side.counted
        and side.entropy
        and side.accuracy.values.max() <= 1.0 + _SHARE_ROUNDED
    )
