"""Where the held-out loss turns: its best, its rise since, and what training did meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from lossacc_gui.measure.course import Loss, Side, apart
from lossacc_gui.measure.curves import mean, middle
from lossacc_gui.measure.once import once
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.options import Options


@dataclass(frozen=True, slots=True)
class Turning:
    """The course of a held-out loss since its best; differences in nats of the floored loss (see course.Loss).

    best          index of the best point of the calmed loss
    since         index of the lowest of the points that the calmed loss there is made of, where one sees it turn;
                  `best` itself where the calmed loss at that point is above the best by more than half the rise
    rise          how far the calmed loss ends above it
    rise_errors   the same in standard errors of the curve, beyond what the best of so many places shows by chance
    train_fall    how far the calmed training loss fell since; None without a training loss
    gap_growth    how much the distance to training loss (course.apart) grew since; None without a training loss
    climb         how many points follow the lowest loss as logged, where each lies above the one before; else 0
    regained      the share of what the calmed loss had lost at its worst since the best that it has won back at the end
    brief         whether less of the run follows the best than what counts as its end (Side.last)
    """

    best: int
    since: int
    rise: float
    rise_errors: float
    train_fall: float | None
    gap_growth: float | None
    climb: int
    regained: float
    brief: bool


@once
def turning_of(side: Side, held: Loss, train: Loss | None) -> Turning:
    """The turning of a held-out loss; `train` is the training loss at the same x.

    The chance that the best of n points lies s standard errors low by luck is allowed for by sqrt(2 ln(n/m)), m the
    points averaged at each end (the expected extreme of n/m normal values).
    """
    best, n = held.best, side.n
    some = max(1, min(side.last, n - 1 - best))
    rise = float(held.smooth[-1] - held.smooth[best])
    since = held.lowest if held.smooth[held.lowest] - held.smooth[best] < rise / 2 else best
    beyond = rise / held.error(some, some) - sqrt(2 * np.log(max(1.0, n / some)))
    errors = max(0.0, beyond)
    worst = float(held.smooth[best:].max() - held.smooth[best])
    regained = 1 - rise / worst if worst > 0 else 0.0
    brief = n - 1 - best < side.last
    if train is None:
        return Turning(best, since, rise, errors, None, None, _climb(held), regained, brief)
    last = slice(n - side.last, n)
    at_best = apart(held, float(held.level[best]), train, float(train.level[best]))
    growth = apart(held, middle(held.plain[last]), train, middle(train.plain[last])) - at_best
    fall = float(train.smooth[best] - train.smooth[-1])
    return Turning(best, since, rise, errors, fall, growth, _climb(held), regained, brief)


def _climb(held: Loss) -> int:
    after = held.plain[int(held.plain.argmin()) :]
    return len(after) - 1 if bool((after[1:] > after[:-1]).all()) else 0


def rises_for_good(side: Side, loss: Loss, turning: Turning, options: Options) -> bool:
    """Whether a loss rises from its best to the end by itself, where nothing else bears witness to it."""
    since = loss.values[turning.best :]
    if turning.rise >= options.problem_loss_nats and (
        turning.climb >= options.overfit_climb or trend_errors(since) >= options.overfit_trend_errors
    ):
        return True  # of few points, whose noise is known badly, their order tells
    half = len(since) // 2
    if side.n < options.overfit_alone_points or turning.rise < options.overfit_rise or half < 2:
        return False
    # the best of many places is low by luck, the halves of what follows it are not
    lasting = (mean(since[-half:]) - mean(since[:half])) / loss.error(half, half)
    return min(turning.rise_errors, lasting) >= options.overfit_alone_errors
