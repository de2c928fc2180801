"""How a run ends: where its loss and its accuracy come to stand, and whether the loss still falls."""

from __future__ import annotations

from lossacc_gui.measure.classes import sides_of
from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.once import once

NEARLY_ALL = 0.97  # of the answers right: a loss that rests far from zero rests on something
MOSTLY = 0.9  # of the answers right
_STANDS_STILL = 0.01  # of the loss since half of the run


@once
def ends_of(course: Course) -> tuple[tuple[Side, float, float], ...]:
    """Each side with the loss and the accuracy (medians) at which it ends."""
    found = []
    for side in sides_of(course):
        assert side.loss is not None and side.accuracy is not None
        found.append((side, middle(side.loss.plain[-side.last :]), middle(side.accuracy.values[-side.last :])))
    return tuple(found)


def last_third(side: Side) -> slice:
    """The last third: outputs get sure by training."""
    return slice(side.n - max(2, side.n // 3), None)


def fallen_since_half(side: Side, level: float) -> float:
    """How far a loss has fallen to the level at which it ends since half of the run (median of as many points)."""
    assert side.loss is not None
    return middle(side.loss.plain[side.n // 2 :][: side.last]) - level


def still_falls(side: Side, level: float) -> bool:
    """Whether a loss has fallen since half of the run by more than one does that stands at the level where it ends."""
    return fallen_since_half(side, level) > _STANDS_STILL * level
