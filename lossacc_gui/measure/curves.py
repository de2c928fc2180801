"""Plain mathematics on curves: smoothing, noise, alignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import FloatArray, IntArray

BoolArray = NDArray[np.bool_]
_NONE = np.empty(0)  # places


def smoothed(values: FloatArray, weight: float) -> FloatArray:
    """Debiased exponential moving average of `values`, shape (n,); NaN and inf stay where they are and are skipped.

    `weight` 0 returns the values, towards 1 smooths more. Debiased by 1 - weight**k as in Adam
    (Kingma and Ba 2015), so that the start is not pulled towards zero.
    """
    if weight <= 0:
        return values.copy()
    result = values.copy()
    finite = np.isfinite(values)
    sums = _decayed_sums((1 - weight) * values[finite], weight)
    result[finite] = sums / -np.expm1(np.arange(1, len(sums) + 1) * np.log(weight))
    return result


def _decayed_sums(values: FloatArray, weight: float) -> FloatArray:
    """sums[k] = values[k] + weight * sums[k - 1], shape (n,): a block at a time, then carried from block to block."""
    size = 64
    count = -(-len(values) // size)
    blocks = np.zeros((count, size))
    blocks.flat[: len(values)] = values
    powers = weight ** np.arange(size + 1)
    lag = np.arange(size) - np.arange(size)[:, None]
    within = blocks @ np.where(lag >= 0, powers[np.maximum(lag, 0)], 0.0)
    if count > 1:
        carried = _decayed_sums(np.ascontiguousarray(within[:-1, -1]), float(powers[size]))
        within[1:] += carried[:, None] * powers[1:]
    sums: FloatArray = within.ravel()[: len(values)]
    return sums


def usable(values: FloatArray, largest: float) -> BoolArray:
    """Which values can be reckoned with, shape (n,): numbers no larger than `largest` either way."""
    result: BoolArray = np.abs(values) <= largest
    return result


def share(wanted: BoolArray) -> float:
    """The share of true values, of one at least."""
    return int(np.count_nonzero(wanted)) / len(wanted)


def true_places(wanted: BoolArray) -> IntArray:
    """Where true values stand, shape (found,): numpy.flatnonzero takes three times as long for as few."""
    return wanted.nonzero()[0]


def unbroken(wanted: BoolArray) -> tuple[IntArray, IntArray]:
    """Where true values, shape (n,), begin to follow one another and where they cease to, shape (stretches,) each."""
    within = np.zeros(len(wanted) + 2, dtype=np.bool_)
    within[1:-1] = wanted
    edges = (within[1:] != within[:-1]).nonzero()[0]
    return edges[::2], edges[1::2]


def mean(values: FloatArray) -> float:
    """The mean of values, one at least: the same that numpy.mean takes three times as long for."""
    return float(np.add.reduce(values) / len(values))


def deviation(values: FloatArray) -> float:
    """The standard deviation of values, one at least, as numpy.std reckons it."""
    rest = values - mean(values)
    return sqrt(mean(rest * rest))


def middle(values: FloatArray) -> float:
    """The median of finite values, one at least: numpy.median takes four times as long over what it need not check."""
    half, ordered = len(values) // 2, values.copy()
    if len(values) <= _FEW_SORTED:
        ordered.sort()
    else:
        ordered.partition((half - 1, half))
    return float(ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def quantile(values: FloatArray, below: float) -> float:
    """numpy.quantile of finite values, one at least, in a tenth of its time."""
    ordered = _sorted(values)
    place, along = divmod(below * (len(ordered) - 1), 1)
    low, high = ordered[int(place)], ordered[min(int(place) + 1, len(ordered) - 1)]
    return float(low + (high - low) * along if along < 0.5 else high - (high - low) * (1 - along))


def distinct(values: FloatArray) -> FloatArray:
    """The different numbers among finite values, shape (n,), in order; numpy.unique takes three times as long."""
    ordered = _sorted(values)
    return ordered[_begins(ordered)]


def extent(values: FloatArray) -> float:
    """The largest of values, one at least, less the smallest: numpy.ptp takes half as long again."""
    return float(np.maximum.reduce(values) - np.minimum.reduce(values))


def _sorted(values: FloatArray) -> FloatArray:
    ordered = values.copy()
    ordered.sort()
    return ordered


def _begins(ordered: FloatArray) -> BoolArray:
    """At which of ordered values, shape (n,), another number begins."""
    begins = np.empty(len(ordered), dtype=np.bool_)
    begins[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return begins


def rolling_median(values: FloatArray, width: int) -> FloatArray:
    """Median of `width` neighbours of each curve, shape (..., n); the ends repeat the outermost value."""
    return _windows(values, width, row_medians)


def rolling_mean(values: FloatArray, width: int) -> FloatArray:
    """Mean of `width` neighbours of each curve, shape (..., n); the ends repeat the outermost value."""
    return _windows(values, width, _means)


def running_median(values: FloatArray, width: int) -> FloatArray:
    """The median of `width` (made odd) values around each, shape (n,); of those that are there at both ends.

    NaN and inf stay where they are and are skipped. A window of a hundredth of a million values takes a second.
    """
    result = values.copy()
    if width < 2:
        return result
    import pandas as pd  # a window that is kept in order while it moves; half a second that only this needs

    finite = np.isfinite(values)
    rolling = pd.Series(values[finite]).rolling(width + 1 - width % 2, center=True, min_periods=1)
    result[finite] = rolling.median().to_numpy()
    return result


def calmed(values: FloatArray, width: int, starts: Sequence[int] = ()) -> FloatArray:
    """Rolling median, then rolling mean (Tukey 1977: the median takes spikes away, the mean the steps it leaves), of
    each curve, shape (..., n); what begins at one of `starts` is calmed by itself.
    """
    return by_parts(lambda one: rolling_mean(rolling_median(one, width), width), values, starts)


def starts_behind(x: FloatArray, cuts: FloatArray) -> tuple[int, ...]:
    """The indices at which x, shape (n,) and increasing, goes on behind one of the cuts; none that parts nothing."""
    if not len(cuts):
        return ()
    return tuple(sorted({at for at in x.searchsorted(cuts).tolist() if 0 < at < len(x)}))


def differences(values: FloatArray, starts: Sequence[int], order: int = 1) -> FloatArray:
    """The differences of this order between neighbours, none of them across one of `starts`."""
    parts = split_at(values, starts)
    for _ in range(order):
        parts = [one[1:] - one[:-1] for one in parts]
    return end_to_end(parts)


def split_at(values: FloatArray, starts: Sequence[int]) -> list[FloatArray]:
    """The parts of curves, shape (..., n), that begin at `starts` and at the first point. Of most runs it is one, and
    numpy takes long to say so.
    """
    return np.split(values, starts, axis=-1) if len(starts) else [values]


def end_to_end(parts: Sequence[FloatArray]) -> FloatArray:
    """Parts of curves, shape (..., n) each, as one again."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)


def by_parts(change: Callable[[FloatArray], FloatArray], values: FloatArray, starts: Sequence[int]) -> FloatArray:
    """What becomes of curves, shape (..., n), where what begins at one of `starts` is changed by itself."""
    return end_to_end([change(one) for one in split_at(values, starts)])


def change_around(values: FloatArray, reach: int) -> FloatArray:
    """values[..., i + reach] - values[..., i - reach], shape (..., n); beyond the ends the outermost value stands."""
    before, behind = _reached(values.shape[-1], reach)
    change: FloatArray = values.take(behind, axis=-1) - values.take(before, axis=-1)
    return change


@lru_cache(maxsize=64)
def _reached(count: int, reach: int) -> tuple[IntArray, IntArray]:
    """The points so far before and behind each, shape (count,), the outermost at the most."""
    index = np.arange(count)
    return np.maximum(index - reach, 0), np.minimum(index + reach, count - 1)


def path_around(values: FloatArray, reach: int) -> FloatArray:
    """The way up and down that the values of each curve, shape (..., n), go from i - reach to i + reach."""
    if not values.size:
        return values.copy()
    way = np.zeros(values.shape)
    np.add.accumulate(np.abs(values[..., 1:] - values[..., :-1]), axis=-1, out=way[..., 1:])
    return change_around(way, reach)


def jitter(values: FloatArray, starts: Sequence[int] = ()) -> float:
    """Standard deviation of white noise on a curve that is smooth but for jumps to each of `starts`, in its own unit; 0
    where no three points tell it.

    Robust spread of second differences: a straight line has none, white noise of spread s gives s * sqrt(6)
    (Gasser, Sroka and Jennen-Steinmetz 1986); 1.4826 * MAD estimates a normal spread and ignores steps and spikes.
    """
    if len(values) < 3:
        return 0.0
    every = 1 + len(values) // _MANY_POINTS
    if len(starts):
        bends = differences(values, starts, 2)[::every]
        return robust_deviation(bends) / float(np.sqrt(6.0)) if len(bends) else 0.0
    bends = values[2::every] - 2 * values[1:-1:every] + values[:-2:every]
    return robust_deviation(bends) / float(np.sqrt(6.0))


def local_line(values: FloatArray, reach: int) -> FloatArray:
    """A straight line fitted around each point to its neighbours up to `reach` away, at that point; shape (n,).

    Weights fall as a squared cosine. Unlike a mean it does not flatten the ends of a curve that still moves.
    """
    if len(values) < 3 or reach < 1:
        return values.copy()
    level = mean(values)
    count, first, second = _moments(len(values), reach)
    total, slant = (_around(values - level, reach, power) for power in range(2))
    line: FloatArray = level + (second * total - first * slant) / (second * count - first**2)
    return line


@lru_cache(maxsize=64)
def _moments(count: int, reach: int) -> tuple[FloatArray, ...]:
    """The sums of the weights around each of so many points, and of them times distance and its square."""
    return tuple(_around(np.ones(count), reach, power) for power in range(3))


def _around(values: FloatArray, reach: int, power: int) -> FloatArray:
    """The sum of the values around each point, times weight and a power of the distance, shape (n,)."""
    padded = np.zeros(len(values) + 2 * reach)
    padded[reach : reach + len(values)] = values
    return np.convolve(padded, _weights(reach, power), mode="valid")


@lru_cache(maxsize=64)
def _weights(reach: int, power: int) -> FloatArray:
    """The weights around a point times a power of the distance, shape (2 reach + 1,), from far ahead to far behind."""
    distance = np.arange(-reach, reach + 1)
    weight = np.cos(np.pi * distance / (2 * reach + 2)) ** 2
    return np.asarray((weight * distance**power)[::-1])


def correlation(one: FloatArray, other: FloatArray) -> float:
    """Pearson's, of two points at least; NaN where one of them is constant."""
    both = np.array([one, other])
    both -= np.add.reduce(both, axis=1, keepdims=True) / len(one)
    (of_one, shared), (_, of_other) = (np.dot(both, both.T) * (1 / (len(one) - 1))).tolist()
    if not (of_one > 0 and of_other > 0):
        return nan
    return float(min(max(shared / sqrt(of_one) / sqrt(of_other), -1.0), 1.0))


def nearest_means(x: FloatArray, fine_x: FloatArray, fine_values: FloatArray, cuts: FloatArray = _NONE) -> FloatArray:
    """The mean of the finite fine values that lie nearest to each x, shape (len(x),); NaN where there is none.

    Both x grids increase. Nothing is invented: every value is a mean of logged ones, and equal grids stay as they are.
    Points farther out than half a spacing beyond the ends of x are left out, and so are those that one of the `cuts`,
    in order, parts from all of x that is near.
    """
    if x is fine_x or np.array_equal(x, fine_x):
        return fine_values.copy()
    result = np.full(len(x), np.nan)
    if not len(x) or not len(fine_x):
        return result
    spacing = np.diff(x)
    reach = (spacing[0] / 2, spacing[-1] / 2) if len(spacing) else (np.inf, np.inf)
    near = (fine_x >= x[0] - reach[0]) & (fine_x <= x[-1] + reach[1]) & np.isfinite(fine_values)
    between = (x[1:] + x[:-1]) / 2
    if len(cuts):
        first = cuts.searchsorted(x[:-1], side="right")
        parted = first < cuts.searchsorted(x[1:], side="right")
        between[parted] = np.nextafter(cuts[first[parted]], -np.inf)
        cell = np.searchsorted(between, fine_x, side="left")
        near &= cuts.searchsorted(fine_x, side="right") == cuts.searchsorted(x, side="right")[cell]
    cell = np.searchsorted(between, fine_x[near], side="left")
    count = np.bincount(cell, minlength=len(x))
    total = np.bincount(cell, weights=fine_values[near], minlength=len(x))
    filled = count > 0
    result[filled] = total[filled] / count[filled]
    return result


def block_means(values: FloatArray, edges: IntArray) -> FloatArray:
    """Mean of the finite values in values[edges[i]:edges[i + 1]], shape (len(edges) - 1,); NaN where there is none."""
    finite = np.isfinite(values)
    total = np.add.reduceat(np.where(finite, values, 0.0), edges[:-1])
    count = np.add.reduceat(finite.astype(np.float64), edges[:-1])
    result = np.full(len(edges) - 1, np.nan)
    np.divide(total, count, out=result, where=count > 0)
    return result


def edges_of(count: int, most: int, starts: Sequence[int] = ()) -> IntArray:
    """Where blocks of so many points begin and the last one ends, about `most` of them, nearly equal: none reaches
    across one of `starts`, to which the nearest edge is moved.
    """
    edges = np.linspace(0, count, most + 1).astype(np.int64)
    if not len(starts):
        return edges
    moved = 1 + np.abs(edges[1:-1, None] - np.array(starts)).argmin(axis=0)
    return np.array(sorted({*np.delete(edges, moved).tolist(), *starts}), dtype=np.int64)


def in_bins(most: int, x: FloatArray, *values: FloatArray, cuts: FloatArray = _NONE) -> tuple[FloatArray, ...]:
    """x and values, shape (n,) each, averaged in `most` equal blocks, none of which reaches across one of the cuts.

    The x of a block is that of its middle, those of the first and the last are the ends of the curve.
    """
    if len(x) <= most:
        return x, *values
    edges = edges_of(len(x), most, starts_behind(x, cuts))
    places = (edges[:-1] + edges[1:]) // 2
    places[[0, -1]] = 0, len(x) - 1
    return x[places], *(block_means(value, edges) for value in values)


def logged_digits(fractions: FloatArray) -> int | None:
    """How many decimals the log writes, 1 to 6; None when it writes more or holds nothing finite."""
    some = fractions[:: max(1, len(fractions) // _MANY_VALUES)]
    finite = some[usable(some, _LARGEST_FRACTION)]
    if not len(finite):
        return None
    first = float(finite[0])
    for digits in range(1, 7):
        if abs(first * 10.0**digits - round(first * 10.0**digits)) >= _WHOLE:
            continue
        scaled = finite * 10.0**digits
        if (np.abs(scaled - np.rint(scaled)) < _WHOLE).all():
            return digits
    return None


def rounding_of(values: FloatArray) -> float:
    """Half of the last decimal that values were logged with; 0 where all are told."""
    digits = logged_digits(values)
    return 0.0 if digits is None else 0.5 * 10.0**-digits


def commonest(values: FloatArray) -> tuple[float, float]:
    """The number that stands most often among finite values, shape (n,), n >= 1, and the share of them that it is."""
    ordered = _sorted(values)
    begins = _begins(ordered).nonzero()[0]
    counts = len(ordered) - begins  # and all that are larger
    counts[:-1] -= counts[1:]
    most = int(counts.argmax())
    return float(ordered[begins[most]]), float(counts[most]) / len(values)


def most_jumps(values: FloatArray, turn: int = 0, starts: Sequence[int] = ()) -> float:
    """The most that values, shape (n,), n >= 2, can jump by as noise: twice the standard deviation of white noise that
    goes up and down by as much, within five steps each, before and after the point `turn`, in the parts that begin at
    `starts`. A curve that only falls, or turns there, does not jump, however its steps differ; in ten points of white
    noise one in twenty jumps by more.
    """
    sides = np.split(values, starts) if len(starts) else (values[: turn + 1], values[turn:])
    back = sum(_back_and_forth(side) for side in sides)
    return 2.0 * back / (_BACK * (len(values) - 1))


def _back_and_forth(values: FloatArray) -> float:
    """How far a curve goes both up and down, in parts of about five steps, shape (n,)."""
    steps = values[1:] - values[:-1]
    if not len(steps):
        return 0.0
    begins = _parts(len(steps), max(1, round(len(steps) / _STEPS)))
    up, down = np.add.reduceat(np.maximum(steps, 0.0), begins), np.add.reduceat(np.maximum(-steps, 0.0), begins)
    return float(np.add.reduce(np.minimum(up, down)))


@lru_cache(maxsize=64)
def _parts(count: int, parts: int) -> IntArray:
    """Where so many parts of about the same length begin, shape (parts,)."""
    begins: IntArray = np.arange(parts) * count // parts
    return begins


def inferred_examples(fractions: FloatArray, most: int, chance: float) -> int | None:
    """The smallest n <= `most` such that every fraction is a multiple of 1/n; None when there is none.

    Accuracies are counts of right answers over n. A value fits n when n times it is whole but for the digits that the
    log cut off; a fit that `chance` or more of arbitrary logs would give as well says nothing and is not returned.
    Few digits leave neighbours of n open as well; people divide data by round numbers, so the roundest is taken.
    """
    some = fractions[:: max(1, len(fractions) // _MANY_VALUES)]
    values = distinct(some[(some > 0) & (some < 1)])
    if not len(values) or chance <= 0:
        return None
    precision = _cut_off(values)
    # the luck of n, n (2 n precision)^m for m values, grows with n: beyond this it is more than `chance`
    farthest = np.exp((np.log(chance) - len(values) * np.log(2 * precision)) / (len(values) + 1))
    last_tried = min(most, int(farthest) + 1)
    few = values[_spread_out(len(values), min(len(values), _FEW_VALUES))]
    few = few[np.abs(few - 0.5).argsort()]  # next to nothing and next to all leave the most sizes
    sizes = distinct(_left(_candidates(last_tried, float(few[-1]), precision), few, precision))
    sizes = sizes[(sizes >= 2) & (sizes <= last_tried)]
    luck = sizes * np.minimum(1.0, 2 * sizes * precision) ** len(values)
    fitting = _fitting(sizes[: int(luck.searchsorted(chance))], values, precision)
    if not len(fitting):
        return None
    n = fitting[0]
    near = _fitting(np.arange(n, min(n * _NEIGHBOURS, most) + 1), values, precision)
    return int(max(near, key=lambda size: (max(d for d in _ROUND if size % d == 0), -size)))


NORMAL_MAD = 1.4826
_LARGEST_FRACTION = 1e3  # larger numbers are no fractions, and too few of their decimals are kept
_WHOLE = 1e-9  # far above the rounding of doubles, far below single precision
_MANY_VALUES = 2000
_MANY_POINTS = 20_000  # a spread needs no more
_BACK = 0.45  # standard deviations that white noise goes back and forth, for each of five steps
_STEPS = 5
_FEW_VALUES = 4
_MORE_VALUES = 24
_FEW_SORTED = 400  # so many are sooner sorted than parted where the middle lies
_DUST = 1e-12  # of a fraction: what its rounding in doubles can be taken for
_FEW_CELLS = 10_000  # windows of so many values in all may be kept laid out
_NEIGHBOURS = 1.005  # times n: sizes that four decimals do not tell apart
_ROUND = (1000, 500, 100, 50, 10, 5, 1)
_SINGLE_PRECISION = 1.2e-7


def robust_deviation(values: FloatArray) -> float:
    """Robust standard deviation: 1.4826 times the median distance from the median."""
    return NORMAL_MAD * middle(np.abs(values - middle(values)))


@lru_cache(maxsize=128)
def _spread_out(count: int, few: int) -> IntArray:
    """So few places, from the first to the last of so many, shape (few,)."""
    return np.linspace(0, count - 1, few).astype(np.int64)


def _candidates(last: int, value: float, precision: float) -> FloatArray:
    """The sizes up to `last` of which `value` is a whole count but for an error of `precision`, and a few others.

    Each count of right (or of wrong) answers has sizes of its own: where the value is next to nothing or next to all,
    there are far fewer counts than sizes.
    """
    share, room = min(value, 1 - value), precision + _DUST
    smallest = np.ceil(np.arange(last * (share + room) + 1) / (share + room))
    sizes: FloatArray = np.add.outer(smallest, np.arange(int(2 * last * room / (share + room)) + 2)).ravel()
    return sizes


def _left(sizes: FloatArray, values: FloatArray, precision: float) -> FloatArray:
    """The sizes of which every value is a whole count but for what was cut off, an error of `precision`.

    One value after the other: the first leaves few of many sizes.
    """
    for value in values:
        if not len(sizes):
            break
        off = sizes * value
        off -= np.rint(off)
        np.abs(off, out=off)
        sizes = sizes.take((off <= sizes * precision).nonzero()[0])
    return sizes


def _fitting(sizes: FloatArray, values: FloatArray, precision: float) -> FloatArray:
    """The same of few sizes and many values at once."""
    for some in (values[:: max(1, len(values) // _MORE_VALUES)], values):  # so many leave next to none
        counts = some[:, None] * sizes
        off = np.abs(counts - np.rint(counts)).max(axis=0)
        sizes = sizes.take((off <= sizes * precision).nonzero()[0])
    return sizes


def _cut_off(values: FloatArray) -> float:
    """The largest error that writing the values with few digits can have made; single precision at the least."""
    return rounding_of(values) or _SINGLE_PRECISION


def row_medians(windows: FloatArray) -> FloatArray:
    """The median of each row, shape (..., width); a third of the time that numpy.median takes for rows as short as
    these.
    """
    width, ordered = windows.shape[-1], windows.copy()
    half = width // 2
    if width % 2:
        ordered.partition(half)
        return np.asarray(ordered[..., half])
    ordered.partition((half - 1, half))
    return np.asarray((ordered[..., half - 1] + ordered[..., half]) / 2)


def _means(windows: FloatArray) -> FloatArray:
    return np.asarray(np.add.reduce(windows, axis=-1) / windows.shape[-1])


def _windows(values: FloatArray, width: int, summary: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """What sums up the window around each point; curves of some dozen points take no longer together than alone."""
    count = values.shape[-1]
    if count == 0 or width <= 1:
        return values.copy()
    if count * width <= _FEW_CELLS:
        return summary(values.take(_places(count, width), axis=-1))
    if values.ndim > 1:
        return np.array([_windows(one, width, summary) for one in values])
    before = width // 2
    padded = np.pad(values, (before, width - 1 - before), mode="edge")
    return summary(np.lib.stride_tricks.sliding_window_view(padded, width))


@lru_cache(maxsize=64)
def _places(count: int, width: int) -> IntArray:
    """Which points lie in the window around each point, shape (count, width); curves of one run share it.

    Looking them up takes a fifth of the time that numpy.pad and a sliding view take for short curves.
    """
    around = np.arange(count)[:, None] + (np.arange(width) - width // 2)
    places: IntArray = np.minimum(np.maximum(around, 0), count - 1)
    return places
