"""Which checkpoint is worth keeping: the best points by loss and by accuracy, and what is as good within the noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from lossacc_gui.measure.aligned import common_x, cut_places, pieces_of, reckonable
from lossacc_gui.measure.curves import (
    block_means,
    edges_of,
    local_line,
    middle,
    most_jumps,
    rolling_median,
    starts_behind,
    true_places,
)
from lossacc_gui.measure.examples import accuracy_error, apart_by_chance, digits_of, examples_of, loss_error
from lossacc_gui.measure.noise import noise_of
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.measure.windows import window_of
from lossacc_gui.measure.worthless import before, learned_nothing, lost_from
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, IntArray, Run, Series, Split
from lossacc_gui.model.verdict import Choice, Keep

_Stretches = list[tuple[float, float]]
_OF_CHANGES = (FindingKind.OVERFITTING, FindingKind.DETERIORATION)


def keep_of(
    run: Run, pairs: tuple[Pair, ...], options: Options, events: Sequence[Episode | Finding] = ()
) -> Keep | None:
    """The points to keep by validation loss and accuracy: of the first pair of the split, or whichever of the two is
    logged; of test where nothing is logged on validation data. None for a run that has neither.

    None is worth keeping where the `events` say that nothing was learned, where no answer was ever right, or once the
    loss is no number any more: whatever the accuracy is, the weights are none either. Where one of them says that a
    curve gets worse no point is as good as that from which it does.
    """
    lost = lost_from(run, events)
    for split in (Split.VAL, Split.TEST):
        main = main_of(run, split, pairs)
        examples = None if main.accuracy is None else examples_of(run, main.accuracy, options).count
        loss, accuracy = (None if one is None else before(one, lost) for one in (main.loss, main.accuracy))
        worse = _worse(events, split)
        by_loss = None if loss is None else _choice(run, loss, accuracy, options, examples, worse[0], lower=True)
        by_accuracy = (
            None
            if accuracy is None or not (accuracy.value > 0).any()
            else _choice(run, accuracy, loss, options, examples, worse[1], lower=False)
        )
        chosen, series = (by_loss, main.loss) if by_loss is not None else (by_accuracy, main.accuracy)
        if chosen is None or series is None or learned_nothing(events, series):
            continue
        cost_of_loss = cost_of_accuracy = None
        if loss is not None and accuracy is not None and by_loss is not None and by_accuracy is not None:
            there = _nearest(accuracy, loss, by_loss.x, options)
            here = _nearest(loss, accuracy, by_accuracy.x, options)
            cost_of_loss = None if there is None else max(0.0, by_accuracy.value - there)
            if here is not None and by_loss.value > 0:
                cost_of_accuracy = max(0.0, here / by_loss.value - 1.0)
        return Keep(by_loss, by_accuracy, cost_of_loss, cost_of_accuracy, since=_end(run, series, chosen.x) - chosen.x)
    return None


def _end(run: Run, series: Series, x: float) -> float:
    """The last x of the training that a place belongs to."""
    later = run.restart_places[run.restart_places > x]
    stop = int(series.x.searchsorted(later[0])) if len(later) else len(series.x)
    return float(series.x[stop - 1])


def _worse(events: Sequence[Episode | Finding], split: Split) -> tuple[_Stretches, _Stretches]:
    """From where to where the loss of a split gets worse for good, and its accuracy, as the events say."""
    loss: _Stretches = []
    accuracy: _Stretches = []
    for one in events:
        if one.split != split.value or (isinstance(one, Finding) and one.kind not in _OF_CHANGES):
            continue
        ends = one.start, one.end
        if (one.loss_change or 0.0) > 0 and (isinstance(one, Finding) or one.loss is Direction.UP):
            loss.append(ends)
        if (one.accuracy_change or 0.0) < 0 and (isinstance(one, Finding) or one.accuracy is Direction.DOWN):
            accuracy.append(ends)
    return loss, accuracy


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


def _choice(
    run: Run,
    series: Series,
    other: Series | None,
    options: Options,
    examples: int | None,
    worse: _Stretches,
    *,
    lower: bool,
) -> Choice | None:
    """The best point of a series, and those around it that are equal to it.

    On the same examples two checkpoints differ by chance no more than the examples allow. Where the curve jumps by more
    the jumps are those of the model, which a checkpoint keeps, so that the points themselves are held against the best
    one, not their trend.
    """
    curve = _curve(run, series, options, lower=lower)
    if not len(curve.at):
        return None
    window = window_of(len(curve.at), options)
    trend = np.concatenate([_trend(curve.level[a:b], window, options) for a, b in curve.pieces])
    score = (1 - options.keep_trend) * curve.level + options.keep_trend * trend
    best = int(score.argmin())
    room = jitter = _tolerance(curve, best, series, options, lower=lower)
    if examples and not lower:
        room = jitter = max(jitter, options.margin_examples / examples)
    held = trend
    sampled = None if examples is None else _by_chance(curve, best, series, other, examples, options, lower=lower)
    if sampled is not None and sampled < jitter:
        room, held = sampled, curve.level
    alike = held <= held[best] + room
    tied = (alike & (np.abs(curve.level - curve.level[best]) <= _DUST)) | (score <= score[best] + _DUST)
    best = _first_of(true_places(tied), curve, series, other, options, lower=lower)
    places = series.x[curve.at]
    for start, end in worse:
        alike &= (places <= max(start, places[best])) | (places > end)
    equal = alike | (curve.level <= curve.level[best])
    equal &= curve.whole == curve.whole[best]
    ends = true_places(~equal)
    cut = int(ends.searchsorted(best))
    low = int(ends[cut - 1]) + 1 if cut else 0
    high = int(ends[cut]) - 1 if cut < len(ends) else len(equal) - 1
    point = _logged_best(series, curve, best, options, lower=lower)
    x = float(series.x[point])
    return Choice(
        series.metric,
        x,
        float(series.value[point]),
        min(float(places[low]), x),
        max(float(places[high]), x),
        jitter * curve.scale if curve.scale is not None else _of_relative(float(series.value[point]), jitter),
    )


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


def _first_of(
    equals: IntArray, curve: _Curve, series: Series, other: Series | None, options: Options, *, lower: bool
) -> int:
    """Among equals the one that is best in the other curve, then the earliest: an accuracy may stand at 1 for long, or
    come back to its best value where the loss is far above its own.
    """
    if len(equals) == 1 or other is None or not np.array_equal(series.x, other.x):
        return int(equals[0])
    values = reckonable(other, options)[curve.at[equals]]
    return int(equals[np.where(np.isfinite(values), -values if lower else values, np.inf).argmin()])


def _tolerance(curve: _Curve, best: int, series: Series, options: Options, *, lower: bool) -> float:
    """How much higher than at the best point the trend may be to count as equal: what noise makes of two equal points.

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
    right = _nearest(accuracy, series, float(series.x[curve.at[best]]), options)
    if right is None or not 0.0 <= right <= 1.0:
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


def _nearest(series: Series, where: Series, x: float, options: Options) -> float | None:
    """The value of a series at x, a place of another one, or at the nearest; None where it has none."""
    positions, there = common_x(series, where)
    values = reckonable(series, options)
    known = true_places(np.isfinite(values))
    if not len(known):
        return None
    with np.errstate(over="ignore"):  # of x around -1e308 and 1e308, whose distance is infinite, and still the largest
        at = there[int(np.abs(where.x - x).argmin())]
        return float(values[known[np.abs(positions[known] - at).argmin()]])


_RED = 1.6  # 1 / sqrt(1 - 0.6): noise that is remembered at 0.6 goes back and forth by so much less than white noise
_DUST = 1e-12  # far below any difference that a log can show
