"""Stretches in which loss and accuracy of one split disagree."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.aligned import Aligned
from lossacc_gui.detect.phases import phases
from lossacc_gui.detect.severity import severity_of
from lossacc_gui.detect.trends import Slope, slopes, window_of
from lossacc_gui.model.episode import Direction, Episode, Pattern
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, IntArray

_DIRECTIONS = (Direction.DOWN, Direction.FLAT, Direction.UP)
_PATTERNS = {
    (Direction.UP, Direction.UP): Pattern.LOSS_WORSE_ACCURACY_BETTER,
    (Direction.UP, Direction.FLAT): Pattern.LOSS_WORSE_ACCURACY_FLAT,
    (Direction.DOWN, Direction.DOWN): Pattern.LOSS_BETTER_ACCURACY_WORSE,
    (Direction.DOWN, Direction.FLAT): Pattern.LOSS_BETTER_ACCURACY_FLAT,
    (Direction.FLAT, Direction.UP): Pattern.LOSS_FLAT_ACCURACY_BETTER,
    (Direction.FLAT, Direction.DOWN): Pattern.LOSS_FLAT_ACCURACY_WORSE,
}


def episodes_of(curves: Aligned, options: Options) -> tuple[Episode, ...]:
    """The episodes of one pair, in order."""
    found: list[Episode] = []
    for start, stop in curves.pieces:
        if stop - start >= options.length_least:
            found.extend(_in_piece(curves, start, stop, options))
    return tuple(found)


def _in_piece(curves: Aligned, start: int, stop: int, options: Options) -> list[Episode]:
    loss, accuracy = slopes(curves, start, stop, options)
    window = window_of(curves.size, options)
    states = phases(loss.odds, accuracy.odds, window, options.switch_cost)
    joint = (loss.odds[:, :, None] * accuracy.odds[:, None, :]).reshape(len(states), 9)
    edges = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), len(states)]
    found = []
    for first, after in zip(edges[:-1], edges[1:], strict=True):
        state = int(states[first])
        directions = (_DIRECTIONS[state // 3], _DIRECTIONS[state % 3])
        if directions in _PATTERNS:
            episode = _episode(curves, start, first, after - 1, directions, loss, accuracy, joint[:, state], options)
            if episode is not None:
                found.append(episode)
    return found


def _episode(
    curves: Aligned,
    offset: int,
    first: int,
    last: int,
    directions: tuple[Direction, Direction],
    loss: Slope,
    accuracy: Slope,
    odds: FloatArray,
    options: Options,
) -> Episode | None:
    """The episode first..last of a piece, or None when it is too short, too small or too unsure."""
    length = max(options.length_least, int(curves.size * options.length_share))
    confidence = float(odds[first : last + 1].mean())
    if last - first + 1 < length or confidence < options.least_confidence:
        return None
    loss_from, loss_to = _level(curves.loss, offset, loss, first, last)
    accuracy_from, accuracy_to = float(accuracy.calm[first]), float(accuracy.calm[last])
    loss_change = (loss_to - loss_from) / abs(loss_from) if loss_from else 0.0
    accuracy_change = accuracy_to - accuracy_from
    if not _worth_attention(directions, loss_change, accuracy_change, options):
        return None
    pattern = _PATTERNS[directions]
    severity, reason = severity_of(pattern, loss_change, accuracy_change, accuracy_to, options)
    x = curves.x[offset:]
    start_range = _uncertain(x, odds, first, -1)
    end_range = _uncertain(x, odds, last, 1)
    return Episode(
        pattern=pattern,
        split=str(curves.split),
        loss_metric=curves.pair.loss.metric,
        accuracy_metric=curves.pair.accuracy.metric,
        start=float(x[first]),
        end=float(x[last]),
        start_range=start_range,
        end_range=end_range,
        loss=directions[0],
        accuracy=directions[1],
        loss_from=loss_from,
        loss_to=loss_to,
        loss_change=loss_change,
        accuracy_from=accuracy_from,
        accuracy_to=accuracy_to,
        accuracy_change=accuracy_change,
        severity=severity,
        confidence=confidence,
        reason=reason,
        n_examples=curves.n_examples,
    )


def _level(raw: FloatArray, offset: int, slope: Slope, first: int, last: int) -> tuple[float, float]:
    """The smoothed loss at both ends, in the unit of the log."""
    positive = raw.min() > 0
    if positive:
        return float(np.exp(slope.calm[first])), float(np.exp(slope.calm[last]))
    size = max(float(np.median(np.abs(raw))), float(np.ptp(raw)) / 2)
    return float(slope.calm[first] * size), float(slope.calm[last] * size)


def _worth_attention(
    directions: tuple[Direction, Direction], loss_change: float, accuracy_change: float, options: Options
) -> bool:
    loss_moves, accuracy_moves = (d is not Direction.FLAT for d in directions)
    if loss_moves and accuracy_moves:
        return abs(loss_change) >= options.both_loss_effect and abs(accuracy_change) >= options.both_accuracy_effect
    if loss_moves:
        return abs(loss_change) >= options.loss_effect
    return abs(accuracy_change) >= options.accuracy_effect


def _uncertain(x: FloatArray, odds: FloatArray, edge: int, outward: int) -> tuple[float, float]:
    """Where an end may lie: outward while the state is possible, inward until it is sure."""
    return (float(x[edge]), float(x[edge]))


_Unused = IntArray
