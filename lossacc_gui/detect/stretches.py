"""Cuts a pair into stretches of one joint direction of loss and accuracy, worth attention and sure enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from lossacc_gui.detect.confidence import confidence_of
from lossacc_gui.detect.guessing import guessing, guessing_error
from lossacc_gui.detect.pauses import pause_in
from lossacc_gui.detect.phases import phases
from lossacc_gui.detect.trends import Slope, loss_scale, slopes
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.windows import window_of
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import belief_text, percent_text, points_text, relative_text

_DIRECTIONS = (Direction.DOWN, Direction.FLAT, Direction.UP)
_BOTH_IMPROVE, _LOSS_ALONE_IMPROVES = 2, 1  # states of the phases


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
            for ends, state, sure in _parts((first, after - 1), int(states[first]), (loss, accuracy), window, options):
                found.append(_stretch(curves, start, ends, state, (loss, accuracy), joint[:, state], sure, options))
    return tuple(found)


def regained_share(stretch: Stretch, curves: Aligned, options: Options) -> float:
    """The share (0 and more) of what loss and accuracy lost in a stretch that the run has won back at its end.

    The lesser one where both got worse; 0 where the run ends with the stretch.
    """
    later = curves.x > stretch.end
    if later.sum() < options.window_least:
        return 0.0
    shares = []
    for direction, worse, values, before, after in (
        (stretch.loss, Direction.UP, curves.loss, stretch.loss_from, stretch.loss_to),
        (stretch.accuracy, Direction.DOWN, curves.accuracy, stretch.accuracy_from, stretch.accuracy_to),
    ):
        if direction is worse and before != after:
            end = float(np.median(values[later][-options.window_least :]))
            shares.append((after - end) / (after - before))
    return max(0.0, min(shares, default=0.0))


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
        sure, needed = belief_text(stretch.confidence), percent_text(options.least_confidence, 0)
        against.append(f"its directions are sure to {sure} only, {needed} is needed")
    if loss_moves and abs(stretch.loss_change) < loss_effect:
        against.append(f"the loss moves by {relative_text(stretch.loss_change)}, less than {percent_text(loss_effect)}")
    if accuracy_moves and abs(moved) < accuracy_effect:
        against.append(f"the accuracy moves by {points_text(moved)}, less than {percent_text(accuracy_effect)}")
    if stretch.accuracy is Direction.DOWN and not loss_moves and -moved < _luck(stretch, curves, options):
        against.append("the model guesses, and other guesses may have more luck")
    return tuple(against)


def _luck(stretch: Stretch, curves: Aligned, options: Options) -> float:
    """The fall of accuracy that luck alone may bring about in a stretch of guessing; 0 in any other.

    A rise is another matter: that is how learning begins.
    """
    inside = (curves.x >= stretch.start) & (curves.x <= stretch.end)
    if guessing(curves, options)[inside].mean() < options.guessing_share:
        return 0.0
    level = (stretch.accuracy_from + stretch.accuracy_to) / 2
    return float(options.chance_errors * np.sqrt(2.0) * guessing_error(level, curves.noise_examples))


def _parts(
    ends: tuple[int, int], state: int, judged: tuple[Slope, Slope], window: int, options: Options
) -> list[tuple[tuple[int, int], int, float | None]]:
    """(first and last point, state, confidence if known) of the parts of a phase: itself, or a pause and its sides."""
    first, last = ends
    pause = pause_in(judged, first, last, window, options) if state == _BOTH_IMPROVE else None
    if pause is None or pause.confidence < options.least_confidence:
        return [(ends, state, None)]
    parts: list[tuple[tuple[int, int], int, float | None]] = [
        ((first, pause.first - 1), state, None),
        ((pause.first, pause.last), _LOSS_ALONE_IMPROVES, pause.confidence),
        ((pause.last + 1, last), state, None),
    ]
    return [part for part in parts if part[0][0] <= part[0][1]]


def _stretch(
    curves: Aligned,
    offset: int,
    ends: tuple[int, int],
    state: int,
    judged: tuple[Slope, Slope],
    odds: FloatArray,
    sure: float | None,
    options: Options,
) -> Stretch:
    """The stretch between two points of the piece that begins at `offset`.

    `odds` (n,) of its state at every point of the piece; `sure` is the confidence where it is known already.
    """
    first, last = ends
    loss, accuracy = judged
    directions = (_DIRECTIONS[state // 3], _DIRECTIONS[state % 3])
    scale = loss_scale(curves.loss)
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
        loss_errors=loss.errors(first, last),
        accuracy_from=float(accuracy.calm[first]),
        accuracy_to=float(accuracy.calm[last]),
        accuracy_errors=accuracy.errors(first, last),
        confidence=confidence_of(judged, directions, odds, ends, curves.size, options) if sure is None else sure,
    )


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
