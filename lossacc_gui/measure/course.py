"""One run laid out for measuring: loss and accuracy of validation, and of training at the same places."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite, sqrt
from typing import NamedTuple

import numpy as np

from lossacc_gui.measure.aligned import common_x, reckonable
from lossacc_gui.measure.anew import EVER, last_training
from lossacc_gui.measure.curves import (
    NORMAL_MAD,
    BoolArray,
    calmed,
    commonest,
    correlation,
    deviation,
    end_to_end,
    in_bins,
    middle,
    most_jumps,
    nearest_means,
    rounding_of,
    share,
    split_at,
    starts_behind,
)
from lossacc_gui.measure.harm import Rise, may_be_entropy
from lossacc_gui.measure.pairing import is_sum, main_of
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Run, Series, Split

FEWEST_POINTS = 2  # below that nothing has a course
MOST_POINTS = 400  # longer curves are averaged in blocks: nothing is measured on less than a fortieth of a run
WINDOWS = 20  # curves are smoothed over a twentieth of the run
FEWEST_SMOOTHED = 8  # shorter curves are taken as they are: a window of three would be half of them
FEWEST_FOR_NOISE = 6
FLOOR = 0.05  # of the first loss: below it, what is left of a loss is not told apart on the scale of `Loss`
_FLOOR_MEDIANS = 20.0  # times the median: a first loss far beyond it says nothing of the scale
_DIFFERENCES = (6.0, 20.0, 70.0)  # variances that white noise of variance 1 gives differences of order 2, 3, 4
_MOST_MEMORY = 0.8
_LEAST_SPREAD = 0.002
_LEAST_SPREAD_SHORT = 0.02  # of a curve of few points, whose spread is known badly
_UNKNOWN_SPREAD = 0.05
_SHORT = 12
LEAST_LOSS = 1e-8
NEARLY_ALL = 0.97  # of the points at which a loss is above zero
_COME_DOWN = 20.0  # halves of the last decimal: a loss so low may be written as zero at its next point


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve and the same calmed, shape (n,) each, all finite; `starts` are the points behind a break."""

    values: FloatArray
    smooth: FloatArray
    starts: tuple[int, ...] = field(default=(), kw_only=True)

    @cached_property
    def highest(self) -> int:
        """Where the calmed curve is highest: the best of an accuracy."""
        return int(self.smooth.argmax())

    @property
    def gain(self) -> float:
        """How far the calmed curve gets above the first point."""
        return float(self.smooth.max() - self.values[0])

    @cached_property
    def spread(self) -> float | None:
        """Standard deviation of a point about the course, in the curve's unit; None below six points.

        The least of three robust estimates from differences of order two to four, in the last two thirds of the curve:
        a steep start makes the low orders large, noise does not tell them apart (Gasser, Sroka, Jennen-Steinmetz 1986).
        """
        if len(self.values) < FEWEST_FOR_NOISE:
            return None
        parts, found = split_at(self.values[self.late], self._late_starts), []
        parts = [one[1:] - one[:-1] for one in parts]
        for variance in _DIFFERENCES:
            parts = [one[1:] - one[:-1] for one in parts]
            change = end_to_end(parts)
            if len(change) >= 3:
                found.append(NORMAL_MAD * middle(np.abs(change)) / variance**0.5)
        return min(found) if found else None

    @cached_property
    def jumps(self) -> float | None:
        """`spread`, but no more than twice what the curve goes back on its way by: one that only falls does not jump,
        however its steps differ.
        """
        if self.spread is None:
            return None
        return min(self.spread, most_jumps(self.values[self.late], starts=self._late_starts))

    @property
    def _late_starts(self) -> tuple[int, ...]:
        first = self.late.start
        return tuple(at - first for at in self.starts if at > first)

    @property
    def late(self) -> slice:
        """Where noise is measured: the last two thirds, of fewer than a dozen points all."""
        return slice(len(self.values) // 3 if len(self.values) >= _SHORT else 0, None)

    @cached_property
    def memory(self) -> float:
        """Correlation of neighbouring points about the calmed curve, 0 to 0.8; 0 where it cannot be told."""
        rest = self.values - self.smooth
        if len(rest) < _SHORT or deviation(rest) < 1e-12:
            return 0.0
        told = correlation(rest[1:], rest[:-1])
        return min(max(told, 0.0), _MOST_MEMORY) if isfinite(told) else 0.0

    def error(self, first: int, second: int) -> float:
        """Standard error of a difference between means of so many points, the memory of the noise included."""
        spread = _UNKNOWN_SPREAD if self.spread is None else self.spread
        least = _LEAST_SPREAD_SHORT if len(self.values) < _SHORT else _LEAST_SPREAD
        memory = (1 + self.memory) / (1 - self.memory)
        return max(spread, least) * sqrt((1 / first + 1 / second) * memory)


@dataclass(frozen=True, eq=False)
class Loss(Curve):
    """A loss on the scale ln(L + 0.05 L0), so that a loss near zero neither jumps nor rises; differences are in nats.

    `plain`, shape (n,), is the loss as logged, `floor` the 0.05 L0: L0 is the first loss, at most 20 medians; `least`
    is what a loss of 0 counts as.
    """

    plain: FloatArray
    floor: float
    least: float = LEAST_LOSS

    @cached_property
    def level(self) -> FloatArray:
        """The calmed loss in its own unit, shape (n,), > 0: it rises and falls where `smooth` does."""
        return np.maximum(np.exp(self.smooth) - self.floor, LEAST_LOSS)

    @cached_property
    def best(self) -> int:
        """Where the calmed loss is lowest."""
        return int(self.smooth.argmin())

    @property
    def fall(self) -> float:
        """How far the calmed loss gets below the first point, in nats."""
        return float(self.values[0] - self.smooth.min())

    @cached_property
    def commonest(self) -> tuple[float, float]:
        """The number that the loss is at most points, and the share of them."""
        return commonest(self.plain)

    @cached_property
    def lowest(self) -> int:
        """Where the loss itself is lowest among the points that the calmed loss is made of where it is lowest."""
        reach = _width(len(self.values)) - 1  # a median and a mean, each of this width
        first = max(0, self.best - reach)
        return first + int(self.values[first : self.best + reach + 1].argmin())

    @cached_property
    def jitter(self) -> float | None:
        """`jumps` as a share of the loss itself, without the floor: those of the curve as it is drawn."""
        return None if self.jumps is None else self.drawn(self.jumps)

    def drawn(self, spread: float) -> float:
        """A spread of `values` as a share of the loss itself, as one sees it in the curve."""
        late = self.level[self.late]
        return spread * middle((late + self.floor) / late)


@dataclass(frozen=True, eq=False)
class Side:
    """Loss and accuracy of one split at the same x, shape (n,); either may be missing.

    `counted` tells that the accuracy is a share of right answers, `entropy` that the loss may be a cross-entropy,
    `logged` how many points the log has, of which each of the n is the mean of n or one; `in_epochs` what x counts.
    """

    split: Split
    x: FloatArray
    loss: Loss | None
    accuracy: Curve | None
    counted: bool = False
    entropy: bool = False
    loss_metric: str = ""
    logged: int = 0
    in_epochs: bool = True

    @cached_property
    def n(self) -> int:
        """How many points there are."""
        return len(self.x)

    @property
    def smoothed(self) -> bool:
        """Whether its calmed curves are others than those that were logged."""
        return self.n >= FEWEST_SMOOTHED

    def loss_said(self, split: Split) -> str:
        """The loss of a split at these places, and that its numbers are those of the smoothed curve where they are."""
        return split.smoothed_loss_said if self.smoothed else split.loss_said

    @property
    def of_batches(self) -> bool:
        """Whether the points are batches of training, or means of a few, for all that is known."""
        return self.split is Split.TRAIN and (not self.in_epochs or middle(self.x[1:] - self.x[:-1]) < 1)

    def rise(self, before: float, after: float, relative: float, options: Options) -> Rise:
        """A rise of the loss from one value to another, with what the side tells of its unit."""
        answers = self.accuracy.values if self.counted and self.accuracy is not None else None
        entropy = self.entropy and (self.loss is None or may_be_entropy(self.loss.plain, answers, options))
        return Rise(before, after, relative, entropy, self.counted)

    @property
    def last(self) -> int:
        """How many points "the end" is: a tenth of the run, two at the least."""
        return max(2, self.n // 10)


@dataclass(frozen=True, eq=False)
class Course:
    """What is measured of a run: the held-out side, or training where there is none, and training at the same x.

    `train` is `lead` itself where there is no other; `train_own` is training with all of its own points. `others` tells
    that the log holds other trainings as well.
    """

    lead: Side | None
    train: Side | None
    train_own: Side | None
    others: bool = False

    @cached_property
    def held_out(self) -> Side | None:
        """Validation, else test; None for a run with training alone."""
        return self.lead if self.lead is not None and self.lead.split is not Split.TRAIN else None

    @cached_property
    def both(self) -> tuple[Loss, Loss] | None:
        """Training loss and held-out loss at the same x, None where one is missing."""
        if self.held_out is None or self.train is None:
            return None
        pair = self.train.loss, self.held_out.loss
        return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])

    @property
    def jumps(self) -> tuple[float | None, float | None]:
        """How far the leading loss (nats) and accuracy jump from point to point, as standard deviations; None where
        there is no such curve, or too short a one.
        """
        curves = () if self.lead is None else (self.lead.loss, self.lead.accuracy)
        loss, accuracy = (None if one is None else one.jumps for one in curves or (None, None))
        return loss, accuracy

    @property
    def single(self) -> bool:
        """Whether there is nothing that a curve could be related to: no two losses, no loss with an accuracy."""
        return self.both is None and (self.lead is None or self.lead.loss is None or self.lead.accuracy is None)


def course_of(run: Run, pairs: tuple[Pair, ...], options: Options) -> Course:
    """Lay the last training of a run out for measuring; `pairs` tell which loss and accuracy of each split matter most.

    Which one is the last the points of the side that leads tell (anew.last_training).
    """
    logged = {split: _logged(split, run, pairs, options) for split in Split}
    first = logged[Split.VAL] or logged[Split.TEST] or logged[Split.TRAIN]
    span = EVER if first is None else last_training(run, first.x[first.known], FEWEST_POINTS)
    sides = {split: None if one is None else _side(split, one, run, span) for split, one in logged.items()}
    train = sides[Split.TRAIN]
    lead = sides[Split.VAL] or sides[Split.TEST] or train
    if lead is None or lead is train:
        return Course(lead, train, train, span != EVER)
    return Course(lead, None if train is None else _moved(train, lead, run), train, span != EVER)


class _Logged(NamedTuple):
    """Loss and accuracy of a split as the log has them, at one x, shape (n,), and at which points both are known."""

    loss: Series | None
    accuracy: Series | None
    x: FloatArray
    columns: list[FloatArray]
    known: BoolArray
    least: float


def _logged(split: Split, run: Run, pairs: tuple[Pair, ...], options: Options) -> _Logged | None:
    """None where fewer points are known than have a course; the one curve alone that is known far oftener."""
    main = main_of(run, split, pairs)
    loss, accuracy = main.loss, main.accuracy
    first = loss if loss is not None else accuracy
    if first is None:
        return None
    columns = []
    for series in (loss, accuracy):
        if series is None:
            continue
        values = reckonable(series, options)
        own, other = common_x(first, series)
        columns.append(values if series is first else nearest_means(own, other, values, run.break_places))
    least = LEAST_LOSS if loss is None else _least_told(reckonable(loss, options))
    finite = [np.isfinite(c) for c in columns]
    known = finite[0] & finite[-1]
    points, of_first = int(np.count_nonzero(known)), int(np.count_nonzero(finite[0]))
    if points < max(FEWEST_POINTS, of_first // 2):
        known, points, columns = finite[0], of_first, columns[:1]
        loss, accuracy = (loss, None) if loss is not None else (None, accuracy)
    return None if points < FEWEST_POINTS else _Logged(loss, accuracy, first.x, columns, known, least)


def _side(split: Split, logged: _Logged, run: Run, span: tuple[float, float]) -> Side | None:
    """What a split has of the training in a span of x, [first, stop)."""
    loss, accuracy, x = logged.loss, logged.accuracy, logged.x
    here = logged.known & (x >= span[0]) & (x < span[1])
    points = int(np.count_nonzero(here))
    if points < FEWEST_POINTS:
        return None
    most = points // -(-points // MOST_POINTS)  # in blocks of one size, as far as that can be
    x, *averaged = in_bins(most, x[here], *(one[here] for one in logged.columns), cuts=run.break_places)
    starts, blocks = starts_behind(x, run.break_places), iter(averaged)
    of_loss = None if loss is None else loss_curve(next(blocks), logged.least, starts)
    of_accuracy = None if accuracy is None else curve(next(blocks), starts)
    if of_loss is None and of_accuracy is None:
        return None
    told = loss if loss is not None else accuracy
    return Side(
        split,
        x,
        of_loss,
        of_accuracy,
        accuracy is not None and accuracy.quantity is Quantity.ACCURACY,
        loss is not None and loss.quantity is Quantity.LOSS and (accuracy is None or not is_sum(run, loss, accuracy)),
        "" if loss is None else loss.metric,
        points,
        told is not None and told.epoch is not None,
    )


def _moved(train: Side, lead: Side, run: Run) -> Side | None:
    """Training at the x of the held-out side: means of the points nearest to each of its points."""
    if train.in_epochs is not lead.in_epochs:
        return None
    if np.array_equal(train.x, lead.x):
        return train
    found: list[FloatArray | None] = []
    breaks = run.break_places
    for values in (
        None if train.loss is None else train.loss.plain,
        None if train.accuracy is None else train.accuracy.values,
    ):
        if values is None:
            found.append(None)
            continue
        at = nearest_means(lead.x, train.x, values, breaks)
        gaps = ~np.isfinite(at)
        if gaps.all():
            return None
        # every place of validation needs a value: a straight line between two logged ones invents least
        at[gaps] = _between(lead.x[gaps], train.x, values, breaks)
        found.append(at)
    (loss, accuracy), starts = found, starts_behind(lead.x, breaks)
    return Side(
        train.split,
        lead.x,
        None if loss is None or train.loss is None else loss_curve(loss, train.loss.least, starts),
        None if accuracy is None else curve(accuracy, starts),
        train.counted,
        train.entropy,
        train.loss_metric,
        train.logged,
        train.in_epochs,
    )


def _between(places: FloatArray, x: FloatArray, values: FloatArray, breaks: FloatArray) -> FloatArray:
    """Values on straight lines between those known, shape (len(places),); none over a break if its part knows any."""
    line: FloatArray = np.interp(places, x, values)
    parts, known = breaks.searchsorted(places, side="right"), breaks.searchsorted(x, side="right")
    for part in set(parts.tolist()) if len(breaks) else ():
        own = known == part
        if own.any():
            line[parts == part] = np.interp(places[parts == part], x[own], values[own])
    return line


def learned(side: Side, options: Options, since: int = 0) -> bool:
    """Whether answers got better from a point on (its index), or the loss by much."""
    if side.accuracy is not None:
        start = side.accuracy.values[0] if not since else side.accuracy.smooth[since]
        if float(side.accuracy.smooth[since:].max() - start) >= options.hardly_gain:
            return True
    if side.loss is None:
        return False
    start = side.loss.values[0] if not since else side.loss.smooth[since]
    return float(start - side.loss.smooth[since:].min()) >= options.hardly_loss


def moved(side: Side, options: Options) -> bool:
    """Whether loss or accuracy went anywhere, up or down, by more than next to nothing."""
    curves = ((side.loss, options.dead_loss), (side.accuracy, options.dead_accuracy))
    return any(one is not None and float(np.abs(one.smooth - one.values[0]).max()) >= least for one, least in curves)


def curve(values: FloatArray, starts: tuple[int, ...] = ()) -> Curve:
    """A curve with its calmed form; what begins at one of `starts` is calmed by itself."""
    return Curve(values, _calm(values, starts), starts=starts)


def loss_curve(plain: FloatArray, least: float = LEAST_LOSS, starts: tuple[int, ...] = ()) -> Loss | None:
    """A loss on the scale of `Loss`; None for one that is not positive nearly everywhere, unless `least` tells what its
    zeros are.
    """
    told = plain >= 0 if least > LEAST_LOSS else plain > 0
    if share(told) <= NEARLY_ALL:
        return None
    positive = np.maximum(plain, least)
    floor = floor_of(positive)
    values = np.log(positive + floor)
    return Loss(values, _calm(values, starts), plain, floor, least, starts=starts)


def _least_told(values: FloatArray) -> float:
    """What a loss of 0 counts as: half of the last decimal that the log writes, where the loss came down to that before
    it was 0; elsewhere a zero is no measurement, and next to nothing stands for it.
    """
    finite = values[np.isfinite(values)]
    zero = finite == 0
    if not zero.any() or zero[0]:
        return LEAST_LOSS
    half = rounding_of(finite)
    above = finite[:-1][zero[1:] & ~zero[:-1]]
    return half if half > LEAST_LOSS and float(above.max()) <= _COME_DOWN * half else LEAST_LOSS


def floor_of(positive: FloatArray) -> float:
    """What is added to a loss before its logarithm, see `Loss`: a twentieth of its first value; shape (n,), all > 0."""
    return FLOOR * min(float(positive[0]), _FLOOR_MEDIANS * middle(positive))


def apart(held: Loss, of_held: float, train: Loss, of_train: float) -> float:
    """How far one value of the held-out loss stands above one of training loss, in nats, on one scale for both.

    Each on its own scale, equal losses would seem apart where the first ones were not equal; the lower floor serves.
    """
    floor = min(held.floor, train.floor)
    above = np.log(max(of_held, LEAST_LOSS) + floor) - np.log(max(of_train, LEAST_LOSS) + floor)
    return float(above)


def _calm(values: FloatArray, starts: tuple[int, ...]) -> FloatArray:
    width = _width(len(values))
    return values.copy() if width == 1 else calmed(values, width, starts)


def _width(n: int) -> int:
    """How many points a curve of n is smoothed over, an odd number."""
    return 1 if n < FEWEST_SMOOTHED else max(3, n // WINDOWS) | 1
