"""The logged learning rate: where it moves, and where it steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.measure.curves import BoolArray, starts_behind, true_places
from lossacc_gui.measure.once import once
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Run, Series

FEWEST = 4  # points: fewer show no schedule
_CLEAR = 2.0  # times what the rate moves by beside a step: a cosine sampled at a few points moves by less than that
_STILL = 1e-6  # of the logarithm: what rounding leaves of an equal rate


@dataclass(frozen=True, eq=False)
class Rate:
    """The learning rate where it is a positive number: x and value, shape (n,) each.

    `metric` names it where the log holds another one that goes another way (of the head of a network, say). `starts`
    are the points behind a break of the run: what another training begins with is no move of the rate. `nothing` is
    the x of the first of the points that the log ends with where the rate is 0, which has no logarithm; None without.
    """

    x: FloatArray
    value: FloatArray
    metric: str = ""
    starts: tuple[int, ...] = ()
    nothing: float | None = None

    @property
    def last(self) -> float:
        """What the rate ends at."""
        return float(self.value[-1]) if self.nothing is None else 0.0

    @property
    def said(self) -> str:
        """How it is called."""
        return say("the learning rate {metric}", metric=self.metric) if self.metric else say("the learning rate")

    @cached_property
    def changes(self) -> FloatArray:
        """By how much ln of the rate differs from one point to the next, without its sign, shape (n - 1,)."""
        return self._moved(np.log(self.value))

    def _moved(self, values: FloatArray) -> FloatArray:
        moved = np.abs(np.diff(values))
        moved[[at - 1 for at in self.starts]] = 0.0
        return moved

    @property
    def sliding(self) -> BoolArray:
        """Whether the rate moved from one point to the next, shape (n - 1,)."""
        return np.asarray(self.changes > _STILL)

    @cached_property
    def warm_up(self) -> int:
        """The index of the point up to which the rate rises at each point from the first on; 0 where it does not."""
        rising = self.sliding & (np.diff(self.value) > 0)
        return int(np.argmin(rising)) if len(rising) and not rising.all() else 0

    @property
    def moves(self) -> FloatArray:
        """The x after its warm-up at which the rate is another one than before; none of too few points."""
        if len(self.x) < FEWEST:
            return np.empty(0)
        moved = true_places(self.sliding) + 1
        return self.x[moved[moved > self.warm_up]]

    @property
    def latest(self) -> Rate:
        """The rate since the last break at which it is another one: each training has a schedule of its own."""
        logs = np.log(self.value)
        moved = [at for at in self.starts if abs(float(logs[at] - logs[at - 1])) > _STILL]
        if not moved:
            return self
        first = moved[-1]
        starts = tuple(at - first for at in self.starts if at > first)
        return Rate(self.x[first:], self.value[first:], self.metric, starts, self.nothing)

    def steps(self, options: Options) -> FloatArray:
        """The first x after each step; none for smooth or cyclic schedules, nor while the rate warms up, nor of too few
        points: three samples of any decay lie far apart.
        """
        if len(self.x) < FEWEST:
            return np.empty(0)
        steps = true_places(self.changes >= np.log(options.rate_step)) + 1
        steps = steps[steps > self.warm_up]
        few = len(steps) <= max(1.0, options.rate_steps_most * min(len(self.x), options.most_bins))
        if not few or not len(steps):
            return np.empty(0)
        return self.x[steps[self.stands_out[steps - 1]]]

    @cached_property
    def stands_out(self) -> BoolArray:
        """Whether the rate moves farther than just before and just after, by share and by amount, shape (n - 1,): at
        its end a line to nothing moves by large shares, and a sampled decay by as large ones everywhere.
        """
        found = np.ones(len(self.changes), dtype=np.bool_)
        for moved in (self.changes, self._moved(self.value)):
            found[1:] &= moved[1:] / _CLEAR >= moved[:-1]
            found[:-1] &= moved[:-1] / _CLEAR >= moved[1:]
        return found

    def steps_only(self, options: Options) -> bool:
        """Whether the rate stands still between its moves, at most of the points."""
        return len(self.x) >= FEWEST and len(self.moves) < options.schedule_sliding * (len(self.x) - 1)


@once
def rate_of(run: Run, like: Series | None = None) -> Rate:
    """The learning rate of a run; of no points where none is logged, or it is counted otherwise than `like`."""
    rates = [s for s in run.series if s.quantity is Quantity.LEARNING_RATE and len(s.value) > 1]
    rate = next(iter(rates), None)
    if rate is None or (like is not None and (rate.epoch is None) != (like.epoch is None)):
        return Rate(np.empty(0), np.empty(0))
    usable = np.isfinite(rate.value) & (rate.value > 0)
    alone = all(np.array_equal(other.value, rate.value, equal_nan=True) for other in rates)
    x, metric = rate.x[usable], "" if alone else rate.metric
    return Rate(x, rate.value[usable], metric, starts_behind(x, run.break_places), _nothing(rate, usable))


def _nothing(rate: Series, usable: BoolArray) -> float | None:
    """Where the zeros begin that a rate ends with; None where it ends otherwise."""
    behind = int(np.flatnonzero(usable)[-1]) + 1 if usable.any() else len(usable)
    rest = rate.value[behind:]
    return float(rate.x[behind]) if len(rest) and not rest.any() else None


def rate_steps(run: Run, like: Series, options: Options) -> FloatArray:
    """The first x after each step of the learning rate, in the count of `like`."""
    return rate_of(run, like).steps(options)
