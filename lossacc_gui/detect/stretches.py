"""Cuts a pair into stretches of one joint direction of loss and accuracy, worth attention and sure enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from lossacc_gui.curves import calmed
from lossacc_gui.detect.aligned import Aligned
from lossacc_gui.detect.phases import phases
from lossacc_gui.detect.trends import Slope, loss_scale, slopes
from lossacc_gui.detect.windows import window_of
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import percent_text, points_text, relative_text

_DIRECTIONS = (Direction.DOWN, Direction.FLAT, Direction.UP)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one pair; see Episode for the fields. `..._errors` are changes in standard errors."""

    loss: Direction
    accuracy: Direction
    start: float
    end: float
    start_range: tuple[float, float]
    end_range: tuple[float, float]
    piece: int
    points: int
    loss_from: float
    loss_to: float
    loss_errors: float
    accuracy_from: float
    accuracy_to: float
    accuracy_errors: float
    confidence: float

    @property
    def loss_change(self) -> float:
        """Relative change of the loss; 0 where it starts at nothing."""
        return (self.loss_to - self.loss_from) / abs(self.loss_from) if self.loss_from else 0.0

    @property
    def accuracy_change(self) -> float:
        """Change of the accuracy, a fraction."""
        return self.accuracy_to - self.accuracy_from

    def goes_on_in(self, later: Stretch) -> bool:
        """Whether the next stretch moves one way like this one and the other not against it."""
        pairs = ((self.loss, later.loss), (self.accuracy, later.accuracy))
        return self.piece == later.piece and all(a is b or b is Direction.FLAT for a, b in pairs)

    def joined(self, later: Stretch) -> Stretch:
        """This stretch with the next one at its end; directions and confidence stay those of this one."""
        return replace(
            self,
            end=later.end,
            end_range=later.end_range,
            points=self.points + later.points,
            loss_to=later.loss_to,
            accuracy_to=later.accuracy_to,
        )


def stretches_of(curves: Aligned, options: Options) -> tuple[Stretch, ...]:
    """All stretches of a pair, in order, whatever their directions, sure or not."""
    window = window_of(curves.size, options)
    found: list[Stretch] = []
    for (start, stop), (loss, accuracy) in zip(curves.pieces, slopes(curves, options), strict=True):
        states = phases(loss.odds, accuracy.odds, window, options.switch_cost)
        joint = (loss.odds[:, :, None] * accuracy.odds[:, None, :]).reshape(-1, 9)
        edges = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), stop - start]
        for first, after in pairwise(edges):
            state = int(states[first])
            found.append(_stretch(curves, start, (first, after - 1), state, (loss, accuracy), joint[:, state], options))
    return tuple(found)


def worth_attention(stretch: Stretch, curves: Aligned, options: Options) -> bool:
    """Whether a stretch lasts, moves enough and is sure enough to be shown."""
    return not reasons_against(stretch, curves, options)


def reasons_against(stretch: Stretch, curves: Aligned, options: Options) -> tuple[str, ...]:
    """Why a stretch is not shown, with its numbers; empty when it is worth attention."""
    loss_moves, accuracy_moves = (d is not Direction.FLAT for d in (stretch.loss, stretch.accuracy))
    both = loss_moves and accuracy_moves
    loss_effect = options.both_loss_effect if both else options.loss_effect
    accuracy_effect = options.both_accuracy_effect if both else options.accuracy_effect
    least, moved = window_of(curves.size, options), stretch.accuracy_change
    against = []
    if stretch.points < least:
        against.append(f"it lasts {stretch.points} points, a window is {least}")
    if stretch.confidence < options.least_confidence:
        sure, needed = percent_text(stretch.confidence, 0), percent_text(options.least_confidence, 0)
        against.append(f"its directions are sure to {sure} only, {needed} is needed")
    if loss_moves and abs(stretch.loss_change) < loss_effect:
        against.append(f"the loss moves by {relative_text(stretch.loss_change)}, less than {percent_text(loss_effect)}")
    if accuracy_moves and abs(moved) < accuracy_effect:
        against.append(f"the accuracy moves by {points_text(moved)}, less than {percent_text(accuracy_effect)}")
    elif accuracy_moves and not loss_moves and abs(_lasting(stretch, curves, least)) < accuracy_effect:
        against.append("the accuracy only goes back to where it was shortly before")
    return tuple(against)


def _lasting(stretch: Stretch, curves: Aligned, window: int) -> float:
    """The change of the accuracy; after a dip or bump in a stretch of two windows, only what goes beyond its past.

    Jitter that comes back is no trend: what the accuracy had in the three windows before it has not newly won or lost.
    """
    change = stretch.accuracy_change
    first = int(np.searchsorted(curves.x, stretch.start))
    past = curves.accuracy[max(stretch.piece, first - 3 * window) : first]
    if stretch.points > 2 * window or not len(past):
        return change
    calm = calmed(past, window)
    beyond = stretch.accuracy_to - float(calm.max() if change > 0 else calm.min())
    return min(change, max(beyond, 0.0)) if change > 0 else max(change, min(beyond, 0.0))


def _stretch(
    curves: Aligned,
    offset: int,
    ends: tuple[int, int],
    state: int,
    judged: tuple[Slope, Slope],
    odds: FloatArray,
    options: Options,
) -> Stretch:
    """The stretch between two points of the piece that begins at `offset`; `odds` (n,) of its state."""
    first, last = ends
    loss, accuracy = judged
    directions = (_DIRECTIONS[state // 3], _DIRECTIONS[state % 3])
    scale = loss_scale(curves.loss)
    errors = tuple(slope.errors(first, last) for slope in judged)
    moved = [e for e, d in zip(errors, directions, strict=True) if d is not Direction.FLAT]
    x = curves.x[offset : offset + len(odds)]
    window = window_of(curves.size, options)
    return Stretch(
        loss=directions[0],
        accuracy=directions[1],
        start=float(x[first]),
        end=float(x[last]),
        start_range=_end_range(x, odds, first, last, window, options),
        end_range=_end_range(x, odds, last, first, window, options),
        piece=offset,
        points=last - first + 1,
        loss_from=scale.back(float(loss.calm[first])),
        loss_to=scale.back(float(loss.calm[last])),
        loss_errors=errors[0],
        accuracy_from=float(accuracy.calm[first]),
        accuracy_to=float(accuracy.calm[last]),
        accuracy_errors=errors[1],
        confidence=_confidence(odds[first : last + 1], moved, options),
    )


def _confidence(odds: FloatArray, moved: list[float], options: Options) -> float:
    """The probability that the stretch is real, by logistic regression on stretches whose truth is known.

    It needs both: directions that are likely point by point, and a movement as a whole that is larger than its error.
    """
    mean = float(np.clip(odds.mean(), 0.02, 0.98))
    errors = min([options.confidence_most_errors, *moved])
    score = (
        options.confidence_base
        + options.confidence_directions * float(np.log(mean / (1.0 - mean)))
        + options.confidence_movement * errors
    )
    return float(1.0 / (1.0 + np.exp(-score)))


def _end_range(
    x: FloatArray, odds: FloatArray, end: int, other: int, window: int, options: Options
) -> tuple[float, float]:
    """The x values between which an end lies: outward while the state is possible, inward until it is sure.

    A steep neighbour blurs the end by a window and by half the smoothing, so it may lie that much farther out; never
    more than a window farther in, because two changes closer than that cannot be told apart anyway.
    """
    outward = -1 if end <= other else 1
    far = end
    while abs(far - end) < window and 0 <= far + outward < len(odds) and odds[far + outward] >= options.possible:
        far += outward
    far = min(max(far + outward * (window + window // 2), 0), len(odds) - 1)
    near = end
    while abs(near - end) < window and near != other and odds[near] < options.sure:
        near -= outward
    return (float(x[min(far, near)]), float(x[max(far, near)]))
