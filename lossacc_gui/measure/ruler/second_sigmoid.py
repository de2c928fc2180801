"""Losses of probabilities that are given to a sigmoid once more."""

from __future__ import annotations

from math import e, log

import numpy as np

from lossacc_gui.measure.classes import FEWEST_CLASSES, sides_of
from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.once import once
from lossacc_gui.measure.ruler.along import MOVED, slope
from lossacc_gui.measure.ruler.bounds import SMOOTHINGS, smoothed_floor, twice_floor
from lossacc_gui.measure.ruler.ends import MOSTLY, ends_of, fallen_since_half, last_third
from lossacc_gui.measure.ruler.reading import OFTEN, Reading
from lossacc_gui.measure.ruler.twice_line import OFF_LINE, SLACK
from lossacc_gui.model.run import FloatArray

_DEARER_YES, _DEARER_NO = log(2) - log(1 + 1 / e), log(1 + e) - log(2)  # nats: of a sure error under two sigmoids
_LEAST_RIGHT, _LEAST_WRONG = log(1 + 1 / e), log(1 + e**-0.5)  # nats: of an answer under two sigmoids
_CHEAPEST, _DEAREST = 0.19, 1.35  # nats for each error over a whole run: at first no answer is sure, right or wrong
_APART = 0.04  # nats: what shares of yes that differ by a tenth make of two splits
_RESTS = 0.03  # of the loss since half of the run: so little one split falls, and another twice as much at the most
_MOST_ABOVE = log(1 + e**0.5) - log(2) + 0.03  # nats: of one that is undecided above one that is right and sure


@once
def on_sigmoid_line(course: Course) -> Reading | None:
    """The share of later points at which losses are those of sure probabilities given to a sigmoid once more.

    With p for yes, a yes costs softplus(-p) and a no softplus(p): between ln(1 + 1/e) and ln 2 where the answer is
    right and sure, and an error costs 0.38 more of a yes and 0.62 more of a no. Losses end at a floor F between the
    two, which the share of yes tells (each split has its own), and lie along a line of that slope; nor can one begin
    further above F than 0.28.
    None where they do not, answers are not seen to get better, the losses have not come to rest, or what they rest on
    is what smoothed labels of two classes rest on. `shown` is the floor.
    """
    sides, ends = sides_of(course), ends_of(course)
    if not sides or min(side.n for side in sides) < 6 or max(right for _, _, right in ends) < MOSTLY:
        return None
    hits = np.concatenate([side.accuracy.values for side in sides if side.accuracy is not None])
    losses = np.concatenate([side.loss.plain for side in sides if side.loss is not None])
    grows = slope(hits, losses, MOVED)
    fallen = [(fallen_since_half(side, level), _RESTS * level) for side, level, _ in ends]
    if grows is None or all(by > most for by, most in fallen) or any(by > 2 * most for by, most in fallen):
        return None
    floors = [_floor(level, right) for _, level, right in ends]
    first, last = min(float(side.x[last_third(side)][0]) for side in sides), max(float(side.x[-1]) for side in sides)
    floor = sum(floors) / len(floors)
    fits = (
        max(floors) - min(floors) <= _APART
        and min(floors) >= twice_floor(FEWEST_CLASSES) + OFF_LINE
        and max(floors) <= log(2) - OFF_LINE
        and float(losses.max()) - floor <= _MOST_ABOVE
        and _CHEAPEST <= -grows <= _DEAREST
        and float((losses - (_LEAST_RIGHT * hits + _LEAST_WRONG * (1 - hits))).min()) >= -SLACK
        and all(abs(floor - smoothed_floor(FEWEST_CLASSES, one)) > OFF_LINE for one in SMOOTHINGS)
    )
    if not fits:
        return None
    off = np.concatenate([_late_errors_off(side, own) for side, own in zip(sides, floors, strict=True)])
    share = float(np.count_nonzero(off <= OFF_LINE / 2) / len(off))
    return Reading(share, first, last, floor, FEWEST_CLASSES) if share >= OFTEN else None


def _floor(level: float, right: float) -> float:
    """The floor of a loss that ends at this level with so many right: that of sure errors, as many of a yes as of a no.

    Each split has its own, as it has its own share of yes.
    """
    return level - (_DEARER_YES + _DEARER_NO) / 2 * (1 - right)


def _late_errors_off(side: Side, floor: float) -> FloatArray:
    """How far later points are outside of what sure errors lift a loss to above a floor, shape (points,)."""
    assert side.loss is not None and side.accuracy is not None
    above, wrong = side.loss.plain[last_third(side)] - floor, 1 - side.accuracy.values[last_third(side)]
    outside: FloatArray = np.maximum(above - _DEARER_NO * wrong, _DEARER_YES * wrong - above)
    return outside
