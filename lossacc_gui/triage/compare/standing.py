"""Where two runs stand by a value, and how far apart luck may put two that are equally good."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from lossacc_gui.model.options import Options
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.words import accuracy_value, loss_value

LEVEL_ERROR = 0.7
"""Of the spread of a point: the error of the median of six neighbours (so few are beside a last point), remembered at
0.3 from point to point."""


@dataclass(frozen=True, slots=True)
class Value:
    """A loss or an accuracy of a row."""

    metric: Callable[[Row], str]
    best: Callable[[Row], float | None]
    noise: Callable[[Row], float | None]
    level: Callable[[Row], float | None]
    spread: Callable[[Row], float | None]
    error: Callable[[Row], float | None]
    text: Callable[[float | None], str]
    lower: bool


VALUES = (
    Value(
        lambda row: row.loss_metric,
        lambda row: row.best_loss,
        lambda row: row.loss_noise,
        lambda row: row.loss_level,
        lambda row: row.loss_spread,
        lambda row: row.loss_error,
        loss_value,
        lower=True,
    ),
    Value(
        lambda row: row.accuracy_metric,
        lambda row: row.best_accuracy,
        lambda row: row.accuracy_noise,
        lambda row: row.accuracy_level,
        lambda row: row.accuracy_spread,
        lambda row: row.accuracy_error,
        accuracy_value,
        lower=False,
    ),
)


def by_chance(value: Value, one: Row, other: Row, errors: tuple[float, float], options: Options, asked: int) -> float:
    """How far the best values of two equally good runs may lie apart, hardly ever further in any of `asked` questions.

    Three things add up: the noise of the curves and what their examples make, as variances; and the choice of the best
    of k points, which gains sqrt(2 ln k) times the noise of a curve, more where a curve is noisier.
    """
    found = [standing_of(value, row) or Standing(0.0, 0.0, 0.0) for row in (one, other)]
    noises = [here.error for here in found]
    chosen = [math.sqrt(2 * math.log(max(r.length, 1))) * f.spread for r, f in zip((one, other), found, strict=True)]
    luck = math.erfc(options.compare_noise / math.sqrt(2)) / (2 * asked)
    most = -NormalDist().inv_cdf(max(luck, 1e-300))
    return most * math.hypot(*noises, *errors) + abs(chosen[0] - chosen[1])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands by a value: its level beside the best, the standard error of that, and how far a point of the
    curve scatters there (standard deviation).
    """

    level: float
    error: float
    spread: float


def standing_of(value: Value, row: Row) -> Standing | None:
    """By the points beside the best; where those are too few the best alone speaks. None where no noise is known."""
    best, level, spread = value.best(row), value.level(row), value.spread(row)
    if best is not None and level is not None and spread is not None:
        return Standing(level, LEVEL_ERROR * spread, spread)
    if best is None or value.noise(row) is None:
        return None
    return Standing(best, point_noise(value, row), point_noise(value, row))


def apart_by(value: Value, one: Row, other: Row) -> float:
    """By how much one run is better than another by its best value and beside it too; 0 where the two contradict."""
    bests, levels = [], []
    for row in (one, other):
        found, best = standing_of(value, row), value.best(row)
        bests.append(best or 0.0)
        levels.append(found.level if found is not None else best or 0.0)
    by_best, by_level = bests[0] - bests[1], levels[0] - levels[1]
    return min(abs(by_best), abs(by_level)) if by_best * by_level > 0 else 0.0


def point_noise(value: Value, row: Row) -> float:
    """The standard deviation of a point of the curve near its best."""
    return (value.noise(row) or 0.0) / math.sqrt(2)
