"""How many classes a loss is held against: as many as are known, else an assumption, where nothing denies that one."""

from __future__ import annotations

import re

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.language import say
from lossacc_gui.measure.classes import FEWEST_CLASSES, classes_text, sides_of
from lossacc_gui.measure.ruler.bounds import SURE
from lossacc_gui.model.run import Quantity
from lossacc_gui.numerals import percent_text

_TOP = re.compile(r"top\D?(?:k\D?)?(\d{1,3})", re.IGNORECASE)
_BINARY = re.compile(r"binary|(?<![a-z])bce(?![a-z])", re.IGNORECASE)
_LUCK = 0.8  # of the share of right answers of a guess: at its best a model is not below it by a small sample
_FAR_ABOVE_LUCK = 2.0
_ALL = 1.0 - 1e-6


def may_be(case: Case, count: int) -> bool:
    """Whether there may be so many classes: no more than are known, or than names and accuracies of the log allow."""
    known = case.classes
    if known is not None:
        return known == count
    if count > FEWEST_CLASSES and any(_BINARY.search(s.metric) for s in case.run.series if s.quantity.is_loss):
        return False
    tops = [(s, _TOP.search(s.metric)) for s in case.run.series if s.quantity is Quantity.TOP_K]
    if any(found is not None and int(found[1]) >= count and bool((s.value < _ALL).any()) for s, found in tops):
        return False  # among as many answers as there are classes the right one always is
    best, least = 0.0, np.inf
    for side in sides_of(case.course):
        assert side.loss is not None and side.accuracy is not None
        best, least = max(best, float(side.accuracy.smooth.max())), min(least, float(side.loss.level.min()))
    if least > np.log(count):  # worse than any guess among them, so no answer to so few but a far better one than luck
        return best >= min(_FAR_ABOVE_LUCK / count, (1 + 1 / count) / 2)
    return best >= _LUCK / count


def given_text(case: Case, right: float, assumed: int) -> str:
    """What the most that a calibrated model loses is reckoned with: an accuracy, of which nothing beyond SURE counts,
    and a number of classes.
    """
    known = case.classes
    at_most = known is None and assumed >= case.options.most_classes
    sure = bool(case.options.classes) or (case.predictions is not None and case.predictions.graded)
    return say(
        "an accuracy of {accuracy} and {classes}",
        accuracy=percent_text(min(right, SURE)),
        classes=classes_text(known or assumed, told=sure, assumed=known is None, at_most=at_most),
    )
