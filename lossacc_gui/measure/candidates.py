"""The points of one curve as candidates to be kept: the best one, and what is as good within the noise."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from lossacc_gui.measure.aligned import common_x, cut_places, pieces_of, reckonable
from lossacc_gui.measure.course import FEWEST_FOR_NOISE
from lossacc_gui.measure.curves import (
    BoolArray,
    block_means,
    edges_of,
    local_line,
    middle,
    most_jumps,
    rolling_median,
    share,
    starts_behind,
    true_places,
)
from lossacc_gui.measure.examples import accuracy_error, apart_by_chance, digits_of, loss_error
from lossacc_gui.measure.noise import noise_of
from lossacc_gui.measure.windows import window_of
from lossacc_gui.measure.worthless import NEARLY_ALL
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, IntArray, Run, Series
from lossacc_gui.model.verdict import BestPoint

Stretches = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """What can be reckoned with of a series; arrays have shape (n,) and are finite.

    at     index into the series
    level  lower is better; of a loss the logarithm, where it has one
    pieces the stretches [start, stop) inside which the run is continuous
    whole  label of the stretch without a hole in which no training starts again, never falling
    scale  what 1 of `level` is in the unit of the series, None where it is a logarithm
    """

    at: IntArray
    level: FloatArray
    pieces: tuple[tuple[int, int], ...]
    whole: IntArray
    scale: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The points of a series, the best among them chosen.

    best    index into `curve`
    jitter  how far apart two points lie by the noise of the curve, in the unit of `level`
    room    how much worse a point may be to be as good: that, or what the examples allow where it is less, and never
            what is worth attention
    near    how much worse a point may be to be hardly worse, noise or not
    worse   the stretches in which an event says that the curve gets worse
    luck    whether noise alone may have chosen the best
    told    whether points or examples enough tell the noise: elsewhere only what is equal is as good
    """

    series: Series
    options: Options
    lower: bool
    curve: _Curve
    best: int
    jitter: float
    room: float
    near: float
    worse: Stretches
    luck: bool
    told: bool

    def kept(self) -> BestPoint:
        """The best point."""
        return self._choice(self.best, _logged_best(self.series, self.curve, self.best, self.options, lower=self.lower))

    def at(self, point: int) -> BestPoint:
        """A point, as an index into the series."""
        return self._choice(int(np.abs(self.curve.at - point).argmin()), point)

    def nearest(self, others: Candidates, x: float) -> int:
        """The point, as an index into the series, nearest to a place of others."""
        point = _nearest(self.series, others.series, x, self.options)
        assert point is not None
        return point

    def _choice(self, best: int, point: int) -> BestPoint:
        """A point with those that are equal to it: around it, and elsewhere, of which each is told that was logged.

        Where an event says that the curve gets worse, noise is no excuse for a point.
        """
        curve, series = self.curve, self.series
        places, above = series.x[curve.at], curve.level - curve.level[best]
        alike = around = above <= (self.room if self.told else _DUST)
        if self.worse:
            free = _outside(self.worse, places, best)
            around, alike = (alike & free) | (above <= 0), alike & (free | (above <= self.near))
        low, high = _ends_around(around, best)
        low = max(low, int(curve.whole.searchsorted(curve.whole[best])))
        high = min(high, int(curve.whole.searchsorted(curve.whole[best], side="right")) - 1)
        also: tuple[float, ...] = ()
        if len(series.value) <= self.options.most_bins:
            alike[low : high + 1] = False
            also = tuple(places[alike].tolist())
        x, value = float(series.x[point]), float(series.value[point])
        noise = _of_relative(value, self.jitter) if curve.scale is None else self.jitter * curve.scale
        return BestPoint(
            series.metric,
            x,
            value,
            min(float(places[low]), x),
            max(float(places[high]), x),
            noise,
            also,
            self.luck,
            series.split,
            series.logged_as,
            exactly=not self.told,
        )


def candidates_of(
    run: Run,
    series: Series,
    other: Series | None,
    options: Options,
    examples: int | None,
    worse: Stretches,
    *,
    lower: bool,
) -> Candidates | None:
    """The points of a series that can be reckoned with; None for a curve that has none.

    Nothing that was logged is better than the best one beyond noise, or by more than what looks flat: the trend decides
    only among those that hardly differ. On the same examples two checkpoints differ by chance no more than the examples
    allow; where the curve jumps by more the jumps are those of the model, which a checkpoint keeps.
    """
    curve = _curve(run, series, options, lower=lower)
    if not len(curve.at):
        return None
    window = window_of(len(curve.at), options)
    trend = np.concatenate([_trend(curve.level[a:b], window, options) for a, b in curve.pieces])
    lowest = int(curve.level.argmin())
    jitter = _tolerance(curve, lowest, series, options, lower=lower)
    if not lower:
        jitter = max(jitter, _of_few(examples, options))
    sampled = None if examples is None else _by_chance(curve, lowest, series, other, examples, options, lower=lower)
    most = options.loss_effect if lower else max(options.accuracy_effect, _of_few(examples, options))
    room = min(jitter, most if sampled is None else min(sampled, most))
    near = min(room, options.loss_margin if lower else options.accuracy_margin)
    score = (1 - options.keep_trend) * curve.level + options.keep_trend * trend
    score[curve.level > curve.level[lowest] + near] = np.inf
    best = _undominated(score, curve, series, other, options, lower=lower)
    luck = False
    if sampled is None or sampled >= jitter:
        alike = trend <= trend[best] + jitter
        luck = share(alike & _outside(worse, series.x[curve.at], best) if worse else alike) >= NEARLY_ALL
    told = sampled is not None or len(curve.at) >= FEWEST_FOR_NOISE
    return Candidates(series, options, lower, curve, best, jitter, room, near, worse, luck, told)


def _nearest(series: Series, where: Series, x: float, options: Options) -> int | None:
    """The index of the known value of a series at x, a place of another one, or nearest to it; None for no value."""
    same = int(where.x.searchsorted(x))  # mostly both are logged at the same places
    alike = (series.epoch is None) == (where.epoch is None) and same < len(series.x) and series.x[same] == x
    if alike and abs(series.value[same]) <= options.largest_value:
        return same
    positions, there = common_x(series, where)
    known = true_places(np.isfinite(reckonable(series, options)))
    if not len(known):
        return None
    with np.errstate(over="ignore"):  # of x around -1e308 and 1e308, whose distance is infinite, and still the largest
        at = there[int(np.abs(where.x - x).argmin())]
        return int(known[np.abs(positions[known] - at).argmin()])


def _outside(stretches: Stretches, places: FloatArray, best: int) -> BoolArray:
    """Which places, shape (n,), lie in none of the stretches, of which one that holds the best begins behind it."""
    free = np.ones(len(places), dtype=np.bool_)
    for start, end in stretches:
        free &= (places <= max(start, places[best])) | (places > end)
    return free


def _of_few(examples: int | None, options: Options) -> float:
    """The accuracy that one or two of so many examples make."""
    return options.margin_examples / examples + _DUST if examples else 0.0


def _ends_around(wanted: BoolArray, place: int) -> tuple[int, int]:
    """The first and the last of the neighbours that are wanted without a gap; `place` itself is wanted."""
    ends = true_places(~wanted)
    cut = int(ends.searchsorted(place))
    low = int(ends[cut - 1]) + 1 if cut else 0
    high = int(ends[cut]) - 1 if cut < len(ends) else len(wanted) - 1
    return low, high


def _of_relative(value: float, room: float) -> float:
    """A relative change, as its logarithm, as a difference from `value`; finite also where the noise is beyond all."""
    return min(value * float(np.expm1(min(room, 700.0))), float(np.finfo(float).max))


def _curve(run: Run, series: Series, options: Options, *, lower: bool) -> _Curve:
    """Curves longer than `most_bins` are averaged in equal blocks, each standing for its middle."""
    value, at = reckonable(series, options), np.arange(len(series.value))
    if len(value) > options.most_bins:
        edges = edges_of(len(value), options.most_bins, starts_behind(series.x, run.break_places))
        value, at = block_means(value, edges), (edges[:-1] + edges[1:]) // 2
    known = np.isfinite(value)
    whole = (~known).cumsum()[known]
    value, at = value[known], at[known]
    whole = whole + run.restart_places.searchsorted(series.x[at], side="right")
    cuts = cut_places(run, series, options).searchsorted(series.x[at], side="right")
    level, scale = _level(value) if lower else (-value, 1.0)
    return _Curve(at, level, pieces_of(whole + cuts), whole, scale)


def _level(loss: FloatArray) -> tuple[FloatArray, float | None]:
    """A loss such that equal steps are equal relative changes; one that touches zero is divided by its typical size,
    which is returned with it.
    """
    if not len(loss) or loss.min() > 0:
        return np.log(loss), None
    size = max(middle(np.abs(loss)), float(np.ptp(loss)) / 2, np.finfo(float).tiny)
    return loss / size, size


def _trend(level: FloatArray, window: int, options: Options) -> FloatArray:
    """The curve without its jitter; where there are only a few points nobody knows what is jitter."""
    if len(level) < options.keep_least:
        return level
    return local_line(rolling_median(level, options.window_least), window // 2 + 1)


def _undominated(
    score: FloatArray, curve: _Curve, series: Series, other: Series | None, options: Options, *, lower: bool
) -> int:
    """The point of the best score, or one that is better in this curve and in the other.

    Of equals, as an accuracy may stand at 1 for long or come back to its best value where the loss is far above its
    own, it is the one that is best in the other curve, then the earliest.
    """
    level, best = curve.level, int(score.argmin())
    equals = true_places((np.abs(level - level[best]) <= _DUST) | (score <= score[best] + _DUST))
    if other is None or not np.array_equal(series.x, other.x):
        return int(equals[0])
    values = reckonable(other, options)[curve.at]
    beside = np.where(np.isfinite(values), -values if lower else values, np.inf)
    best = int(equals[beside[equals].argmin()])
    if len(series.value) > options.most_bins or beside[best] == np.inf:
        return best
    found = true_places((level <= level[best]) & (beside <= beside[best]))  # itself among them
    return best if len(found) == 1 else int(found[np.lexsort((found != best, beside[found], level[found]))[0]])


def _tolerance(curve: _Curve, best: int, series: Series, options: Options, *, lower: bool) -> float:
    """How much higher than the best point another may be to count as equal: what noise makes of two equal points.

    Noise is that of the neighbours of the best point; at least a step of the last decimal.
    """
    digits = digits_of(series)
    least = 0.0 if digits is None else 10.0**-digits
    if lower:
        size = abs(float(series.value[curve.at[best]]))
        least = least / size if size > 0 else 0.0
    first, stop = next((a, b) for a, b in curve.pieces if a <= best < b)
    first, stop = max(first, best - options.keep_around), min(stop, best + options.keep_around + 1)
    if stop - first < options.keep_least:
        first, stop = curve.whole.searchsorted(curve.whole[best]), curve.whole.searchsorted(curve.whole[best], "right")
    if stop - first < options.keep_least:
        return max(least, options.loss_margin if lower else options.accuracy_margin)
    levels, turn = curve.level[first:stop], best - first  # what turns at its best is no noise of it
    error = min(noise_of([levels], 0.0).spread, _RED * most_jumps(levels, turn)) * sqrt(2)
    return max(least, options.keep_noise * error) + _DUST


def _by_chance(
    curve: _Curve, best: int, series: Series, other: Series | None, examples: int, options: Options, *, lower: bool
) -> float | None:
    """How far apart, in the unit of `level`, so many examples may see two equally good checkpoints; None if unknown."""
    accuracy = other if lower else series
    if accuracy is None or (lower and curve.scale is not None):
        return None
    there = _nearest(accuracy, series, float(series.x[curve.at[best]]), options)
    right = nan if there is None else float(accuracy.value[there])
    if not 0.0 <= right <= 1.0:
        return None
    error = loss_error(right, examples) if lower else accuracy_error(right, examples)
    return apart_by_chance(error, options)


def _logged_best(series: Series, curve: _Curve, best: int, options: Options, *, lower: bool) -> int:
    """The point of the series itself: where blocks were averaged the best one of its block."""
    place = int(curve.at[best])
    if len(series.value) <= options.most_bins:
        return place
    reach = -(-len(series.value) // (2 * options.most_bins))
    first = max(0, place - reach)
    values = reckonable(series, options)[first : place + reach + 1]
    return first + int(np.nanargmin(values) if lower else np.nanargmax(values))


_RED = 1.6  # 1 / sqrt(1 - 0.6): noise that is remembered at 0.6 goes back and forth by so much less than white noise
_DUST = 1e-12  # far below any difference that a log can show
