"""Loss and accuracy of one split on a common grid, cut where no trend may be drawn across."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from lossacc_gui.measure.anew import others_begin
from lossacc_gui.measure.curves import (
    calmed,
    distinct,
    in_bins,
    middle,
    nearest_means,
    starts_behind,
    true_places,
    usable,
)
from lossacc_gui.measure.examples import Examples, examples_of
from lossacc_gui.measure.noise import Noise, noises_of
from lossacc_gui.measure.once import once_for_latest
from lossacc_gui.measure.rates import rate_steps
from lossacc_gui.measure.windows import window_of
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, IntArray, Run, Series, Split

_LOSS_FLOOR = 1e-6
_LEAST_SIZE = float(np.finfo(np.float64).tiny)  # by less nothing can be divided
_EXAMPLE_SHARE = 0.3  # of one example


@dataclass(frozen=True, slots=True)
class LossScale:
    """A scale on which equal steps of loss are equal relative changes: the logarithm (`size` is None).

    A loss that touches or passes zero has no logarithm: it is divided by its typical size.
    """

    size: float | None

    def of(self, loss: FloatArray) -> FloatArray:
        """Losses on the scale."""
        return np.log(loss) if self.size is None else loss / self.size

    def back(self, value: float) -> float:
        """The loss at a place of the scale."""
        return float(np.exp(value)) if self.size is None else value * self.size


def loss_scale(loss: FloatArray) -> LossScale:
    """The scale for a whole curve."""
    if len(loss) and loss.min() > 0:
        return LossScale(None)
    size = max(middle(np.abs(loss)), float(np.ptp(loss)) / 2) if len(loss) else 0.0
    return LossScale(size if size >= _LEAST_SIZE else 1.0)


@dataclass(frozen=True, eq=False)
class Aligned:
    """A pair on one grid; arrays have shape (n,) and are finite.

    pieces    the stretches [start, stop) inside which the run is continuous
    starts    the indices of the points that lie behind a break of the run
    anew      those of them at which another training starts; one that is taken up goes on
    size      how many points the pair has as a whole, NaN included: windows and lengths derive from it
    window    over how many points a change is judged
    examples  how many examples the accuracy was measured on
    """

    pair: Pair
    x: FloatArray
    loss: FloatArray
    accuracy: FloatArray
    pieces: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    anew: tuple[int, ...]
    size: int
    window: int
    examples: Examples

    def training(self, x: float) -> slice:
        """The points of the training that an x belongs to."""
        behind = int(self.x.searchsorted(x, side="right"))
        first = max((at for at in self.anew if at < behind), default=0)
        return slice(first, next((at for at in self.anew if at >= behind), len(self.x)))

    def size_of(self, x: float) -> int:
        """How many points the training has that an x belongs to; NaN included where it is all of the pair."""
        own = self.training(x)
        return own.stop - own.start if self.anew else self.size

    def later(self, x: float) -> slice:
        """The points behind an x, up to where another training starts."""
        return slice(int(self.x.searchsorted(x, side="right")), self.training(x).stop)

    @property
    def noise_examples(self) -> int:
        """The number of examples to reckon sampling noise with."""
        return self.examples.reckoned

    @property
    def in_epochs(self) -> bool:
        """Whether x counts epochs (else steps or rows)."""
        return self.pair.loss.epoch is not None and self.pair.accuracy.epoch is not None

    @property
    def split(self) -> Split:
        """The split of both."""
        return self.pair.loss.split

    @cached_property
    def scale(self) -> LossScale:
        """The scale on which changes of the loss are judged."""
        return loss_scale(self.loss)

    @cached_property
    def scaled(self) -> FloatArray:
        """The loss on that scale."""
        return self.scale.of(self.loss)

    @property
    def least_spreads(self) -> tuple[float, float]:
        """The least that the scaled loss, and that an accuracy, which is a count, jump by."""
        return _LOSS_FLOOR, max(_EXAMPLE_SHARE / self.noise_examples, _LOSS_FLOOR)

    @cached_property
    def both(self) -> FloatArray:
        """The scaled loss and the accuracy, shape (2, n)."""
        return np.array([self.scaled, self.accuracy])

    @cached_property
    def calm_both(self) -> FloatArray:
        """Both, calmed over the window, each part of the run by itself; steps of the rate are not seen."""
        return calmed(self.both, self.window, self.starts)

    @property
    def calm_scaled(self) -> FloatArray:
        """The scaled loss, calmed, shape (n,)."""
        return np.asarray(self.calm_both[0])

    @cached_property
    def calm_loss(self) -> FloatArray:
        """The loss itself, calmed alike."""
        return calmed(self.loss, self.window, self.starts)

    @property
    def calm_accuracy(self) -> FloatArray:
        """The accuracy alike."""
        return np.asarray(self.calm_both[1])

    @cached_property
    def noises(self) -> tuple[Noise, Noise]:
        """The noise of the scaled loss and of the accuracy."""
        return self._noises(self.pieces)

    def noises_within(self, first: int, stop: int) -> tuple[Noise, Noise]:
        """Those of the points [first, stop) of one piece alone."""
        return self._noises(((first, stop),))

    def _noises(self, pieces: tuple[tuple[int, int], ...]) -> tuple[Noise, Noise]:
        loss, accuracy = noises_of([self.both[:, a:b] for a, b in pieces], self.least_spreads)
        return loss, accuracy


def aligned(run: Run, pair: Pair, options: Options) -> Aligned:
    """Put a pair on the coarser of its two grids by averaging the finer one, leave out what is not a number.

    Curves longer than `most_bins` are averaged in equal blocks; the x of a block is one that was logged.
    """
    loss_x, accuracy_x = common_x(pair.loss, pair.accuracy)
    breaks = run.break_places
    loss, accuracy = (reckonable(s, options) for s in (pair.loss, pair.accuracy))
    if len(loss_x) <= len(accuracy_x):
        x, accuracy = loss_x, nearest_means(loss_x, accuracy_x, accuracy, breaks)
    else:
        x, loss = accuracy_x, nearest_means(accuracy_x, loss_x, loss, breaks)
    x, loss, accuracy = in_bins(options.most_bins, x, loss, accuracy, cuts=breaks)
    known = np.isfinite(loss) & np.isfinite(accuracy)
    holes = (~known).cumsum()[known]
    cuts = cut_places(run, pair.loss, options).searchsorted(x[known], side="right")
    window = window_of(len(x), options)
    cuts += _first_move(accuracy[known], window)
    return Aligned(
        pair=pair,
        x=x[known],
        loss=loss[known],
        accuracy=accuracy[known],
        pieces=pieces_of(holes + cuts),
        starts=starts_behind(x[known], breaks),
        anew=starts_behind(x[known], others_begin(run)),
        size=len(x),
        window=window,
        examples=examples_of(run, pair.accuracy, options),
    )


@once_for_latest
def reckonable(series: Series, options: Options) -> FloatArray:
    """Its values, NaN where they cannot be reckoned with; read-only."""
    values = np.where(usable(series.value, options.largest_value), series.value, np.nan)
    values.setflags(write=False)
    return values


def common_x(first: Series, second: Series) -> tuple[FloatArray, FloatArray]:
    """The x values of two series in the same count: epochs where both know them or neither, else steps."""
    if (first.epoch is None) == (second.epoch is None):
        return first.x, second.x
    return first.step.astype(np.float64), second.step.astype(np.float64)


@once_for_latest
def cut_places(run: Run, like: Series, options: Options) -> FloatArray:
    """The x values, counted as `like` counts, at which a new piece begins: breaks of the run, learning-rate steps."""
    steps = rate_steps(run, like, options)
    if not run.breaks:
        return steps
    return distinct(np.concatenate([run.break_places, steps]))


def _first_move(accuracy: FloatArray, window: int) -> IntArray:
    """A label for each point, shape (n,), that changes where the accuracy first moves after it stood still.

    A model that gives every example the same answer has exactly the same accuracy for many points at the start. When it
    begins to learn, the jump would spread over the windows on both sides and hide how the loss moved before.
    """
    labels = np.zeros(len(accuracy), dtype=np.int64)
    moves = true_places(accuracy != accuracy[:1])
    if len(moves) and moves[0] > window:
        labels[moves[0] :] = 1
    return labels


def pieces_of(labels: IntArray) -> tuple[tuple[int, int], ...]:
    """The stretches of equal labels, shape (n,) and never falling, as (start, stop)."""
    if not len(labels):
        return ()
    return tuple(pairwise([0, *(true_places(labels[1:] != labels[:-1]) + 1).tolist(), len(labels)]))
