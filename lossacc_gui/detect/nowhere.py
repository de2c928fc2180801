"""Curves that jump about with nothing under it: what change of the loss would be seen in them, and is not there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossacc_gui.measure.course import Curve, Loss
from lossacc_gui.measure.curves import mean, middle
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

_FAR_OFF = 4.0  # spreads: so far off its level a curve begins that has fallen before the second point


def change_not_there(losses: Sequence[Loss], accuracies: Sequence[Curve], options: Options) -> float | None:
    """The change in nats that would show in curves that go nowhere; None where one of them goes anywhere.

    A loss that is all there is can show learning by falling and by nothing else: the change that would show there is
    the one that its noise leaves.
    """
    level = all(_level(loss, options.nowhere_loss, options) for loss in losses)
    if level and all(_level(one, options.nowhere_accuracy, options) for one in accuracies):
        return options.nowhere_loss
    return _hidden(losses[0], options) if len(losses) == 1 and not accuracies else None


def _hidden(loss: Loss, options: Options) -> float | None:
    """The change in nats that would stand out of the noise of a loss in which none does; None where one does, where
    much could be hidden, and of a few points. Nothing is hidden that goes twice as far as chance does.
    """
    n, error = len(loss.values), _error(loss)
    if n < 2 * options.dead_points or error is None:
        return None
    if min(trend_errors(loss.values), _halves_apart(loss.values)) <= -options.steady_errors:
        return None
    chance = options.nowhere_errors * error
    nothing = _apart(loss) < chance and _began(loss)
    return 2 * chance if nothing and 2 * chance <= options.nowhere_alone else None


def _halves_apart(values: FloatArray) -> float:
    """How surely the second half of a curve, shape (n,), lies above the first, negative for below, in standard errors:
    the rank sum of Wilcoxon (1945), which also sees a small gain that is made at once.
    """
    first, second = values[: len(values) // 2], values[len(values) // 2 :]
    above = float(np.sign(second[:, None] - first[None, :]).sum())
    error = float(np.sqrt(len(first) * len(second) * (len(values) + 1) / 3))
    return float(np.sign(above)) * max(abs(above) - 1.0, 0.0) / error


def _level(curve: Curve, room: float, options: Options) -> bool:
    """Whether no two thirds of a curve differ by `room` or more, with their errors, nor by more than chance; and the
    first points are no farther off than its jitter.
    """
    error = _error(curve)
    if len(curve.values) // 3 < options.dead_points or error is None:
        return False
    apart = _apart(curve)
    return apart + error < room and apart < options.nowhere_errors * error and _began(curve)


def _error(curve: Curve) -> float | None:
    """The standard error of the difference of two thirds of a curve; None where its noise is not known."""
    third = max(len(curve.values) // 3, 1)
    return None if curve.spread is None else curve.error(third, third)


def _apart(curve: Curve) -> float:
    """How far apart the means of the thirds of a curve lie."""
    third = max(len(curve.values) // 3, 1)
    means = [mean(part) for part in (curve.values[:third], curve.values[third:-third], curve.values[-third:])]
    return max(means) - min(means)


def _began(curve: Curve) -> bool:
    """Whether a curve begins no farther off its level than its jitter."""
    return curve.spread is not None and abs(float(curve.values[0]) - middle(curve.values)) < _FAR_OFF * curve.spread
