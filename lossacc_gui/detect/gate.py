"""Whether a stretch moved by more than the curves' own noise explains, at its length, with as many places to look."""

from __future__ import annotations

from functools import cached_property, lru_cache
from math import log, sqrt
from typing import NamedTuple

import numpy as np

from lossacc_gui.detect.claims import TOGETHER, Claim, Hurdle, Measured, claim, known_rise
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import by_parts, calmed, mean, rolling_median
from lossacc_gui.measure.noise import Noise, line_change, noise_about_line
from lossacc_gui.measure.windows import share_of
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

_UP, _FLAT, _DOWN = Direction.UP, Direction.FLAT, Direction.DOWN
_LEAST_ERROR = 1e-12
_FEWEST_NEAR = 10  # points; fewer do not tell the noise of their own place
_FEWEST_ABOUT_LINE = 4  # points; fewer have one degree of freedom or none
_AFTER_BEST = 6  # points that a piece needs for a best and what comes after it


class Passage(NamedTuple):
    """What the gate says of a stretch.

    loss, accuracy  the directions that can be claimed, or those that were asked about where nothing can
    margin          standard errors beyond what it takes to be shown; shown from 0 on, -inf where it moves too little
    loss_errors, accuracy_errors    the changes of straight lines through it in standard errors
    loss_seen, accuracy_seen        the least changes (of ln loss or the scaled loss; a fraction) to be seen there
    loss_jump, accuracy_jump        how far a point lies off the course there (standard deviation, in the same units)
    hurdle          what decided the margin
    """

    loss: Direction
    accuracy: Direction
    margin: float
    loss_errors: float
    accuracy_errors: float
    loss_seen: float
    accuracy_seen: float
    loss_jump: float = 0.0
    accuracy_jump: float = 0.0
    hurdle: Hurdle = Hurdle.SIZE

    @property
    def shown(self) -> bool:
        """Whether it stands out of the noise."""
        return self.margin >= 0

    @property
    def confidence(self) -> float:
        """The probability that the stretch is what it is called, from runs whose truth is known."""
        return float(np.interp(self.margin, _MARGINS, _RIGHT))


# margin, and how often such stretches were what they were called: 444 in 313 runs of three makers whose truth is known,
# most of which were looked at when the gate was built. Beyond two standard errors more margin makes nothing surer: what
# is wrong there is not noise but a slow change that the truth does not count, or a fall of accuracy too small to see
_MARGINS, _RIGHT = (-2.0, 0.0, 2.0), (0.65, 0.85, 0.91)


class Gate:
    """One pair with its noise; built once, asked of any number of stretches.

    `every`: what goes together is measured too, for a person who asks how far it moved.
    """

    def __init__(self, curves: Aligned, options: Options, *, every: bool = False) -> None:
        self._curves, self._options, self._every = curves, options, every
        self._scale = curves.scale
        self._noises = curves.noises
        self._loss, self._accuracy = _clipped(curves, options)
        self._near: dict[tuple[int, int], tuple[Noise, Noise]] = {}
        n = max(curves.size, 2)
        self._threshold = _interpolated(n, _THRESHOLDS) + options.gate_offset
        self._price_threshold = _interpolated(n, _PRICE_THRESHOLDS) + options.gate_offset

    @cached_property
    def _price(self) -> float | None:
        return _price(self._curves, self._options)

    def passage(
        self, first: int, last: int, loss: Direction, accuracy: Direction | None, *, known: bool = False
    ) -> Passage:
        """Judge the points `first` to `last` (of the pair), thought to go these ways.

        Without an `accuracy` the loss is thought to rise since its best, and the accuracy to do whatever it does. That
        the loss rises may be `known` already, from training that improves meanwhile.
        """
        if last - first < 1 or (not self._every and (loss, accuracy) in TOGETHER):
            return Passage(loss, accuracy or _FLAT, -np.inf, 0.0, 0.0, np.inf, np.inf)
        piece = next((a, b) for a, b in self._curves.pieces if a <= first < b)
        local = loss is _UP or accuracy is _DOWN
        noises, more = self._noise_near(first, last, piece) if local else (self._noises, 0.0)
        if accuracy is None:
            more += self._options.gate_after_best
        at = self._measured(first, last, noises, more, since_best=accuracy is None)
        found = claim(at, loss, accuracy, self._options)
        if known and found is None:
            found = known_rise(at, self._options)
        if found is None:
            found = Claim(-np.inf, loss, accuracy or _FLAT, Hurdle.SIZE)
        elif known:
            found = found._replace(margin=max(found.margin, 0.0))
        return Passage(
            found.loss,
            found.accuracy,
            found.margin,
            at.loss_errors,
            at.accuracy_errors,
            at.needed * at.loss_error,
            at.needed * at.accuracy_error,
            noises[0].spread,
            noises[1].spread,
            found.hurdle,
        )

    def after_best(self, start: int, stop: int, *, known: bool) -> tuple[tuple[int, int], Passage] | None:
        """The rise of the loss of a piece since its best, to its end or to its highest point; None without one.

        `known`: that the loss rises since its best is known already, from training that improves meanwhile.
        """
        least = self._curves.window
        if stop - start < (least + 1 if known else _AFTER_BEST):
            return None
        as_it_is = self._loss is self._curves.scaled and len(self._curves.pieces) == 1 and least <= stop - start
        calm = self._curves.calm_scaled if as_it_is else calmed(self._loss[start:stop], min(least, stop - start))
        best = int(calm.argmin())
        ends = {best + int(calm[best:].argmax()), stop - start - 1}
        found = [
            ((start + best, start + end), self.passage(start + best, start + end, _UP, None, known=known))
            for end in ends
            if end - best + 1 >= least
        ]
        shown = [one for one in found if one[1].shown]
        return max(shown, key=lambda one: one[1].margin, default=None)

    def _measured(
        self, first: int, last: int, noises: tuple[Noise, Noise], more: float, *, since_best: bool
    ) -> Measured:
        options, points, n = self._options, last - first + 1, self._curves.size
        loss, accuracy = (line_change(v, first, last) for v in (self._loss, self._accuracy))
        loss_error = max(noises[0].error(points), _LEAST_ERROR)
        # the same examples are asked each time: those that changed count, at least the net change (McNemar 1947)
        churn = options.accuracy_churn * abs(accuracy) / self._curves.noise_examples
        accuracy_error = max(sqrt(noises[1].error(points) ** 2 + churn), _LEAST_ERROR)
        # what a change on the scale is worth in the unit of the loss
        unit = self._scale.size or mean(self._curves.loss[first : last + 1])
        drift = 0.0 if since_best else points / (2 * share_of(n, options))
        chance = sqrt(2 * np.log(np.e * max(n, points) / points))  # as many places there are of its length
        return Measured(
            loss=loss,
            loss_error=loss_error,
            accuracy=accuracy,
            accuracy_error=accuracy_error,
            relative=float(np.expm1(min(max(loss, -20.0), 20.0))) if self._scale.size is None else loss,
            absolute=loss * unit,
            absolute_error=loss_error * unit,
            loss_room=max(options.loss_effect, options.loss_margin * drift),
            accuracy_room=max(options.accuracy_effect, options.accuracy_margin * drift),
            needed=chance + self._threshold + more,
            price=self._price,
            price_needed=self._price_threshold,
            wrong=_grown(self._accuracy[first : last + 1], accuracy),
        )

    def _noise_near(self, first: int, last: int, piece: tuple[int, int]) -> tuple[tuple[Noise, Noise], float]:
        """Noise where the stretch lies, and the standard errors that are needed beyond the usual ones.

        In a short run it is the less of two estimates, as what is no line counts as noise in either.
        """
        wide = self._noise_around(first, last, piece)
        points = last - first + 1
        if self._curves.size >= self._options.gate_short or points < _FEWEST_ABOUT_LINE:
            return wide, 0.0
        floors = self._curves.least_spreads
        curves = self._loss, self._accuracy
        own = [noise_about_line(v[first : last + 1], floor) for v, floor in zip(curves, floors, strict=True)]
        loss, accuracy = (min(both, key=lambda one: one.error(points)) for both in zip(wide, own, strict=True))
        return (loss, accuracy), self._options.gate_of_two

    def _noise_around(self, first: int, last: int, piece: tuple[int, int]) -> tuple[Noise, Noise]:
        """That of the stretch widened inside its piece: it differs before and after a learning-rate step."""
        start, stop = piece
        points = last - first + 1
        more = max(0, self._options.gate_near - points)
        low = max(start, first - (more + 1) // 2)
        high = min(stop, low + points + more)
        low = max(start, high - points - more)
        if high - low < _FEWEST_NEAR or self._curves.pieces == ((low, high),):
            return self._noises
        if (low, high) not in self._near:
            self._near[low, high] = self._curves.noises_within(low, high)
        return self._near[low, high]


# standard errors beyond the chance of the best place, by the points of the run: from 12,480 simulated runs without any
# disagreement, so that a band is shown in none but a few of a thousand (tests/benchmarks/episodes); between, in ln n
_THRESHOLDS = ((6, 1.0), (8, 0.25), (12, 0.25), (20, 0.35), (30, 0.5), (60, 0.75), (400, 0.75))
_PRICE_THRESHOLDS = ((15, 0.0), (30, 0.25), (60, 0.9), (100, 1.3), (200, 1.8), (400, 2.0))


@lru_cache(maxsize=1024)
def _interpolated(n: int, table: tuple[tuple[int, float], ...]) -> float:
    at, values = zip(*table, strict=True)
    return float(np.interp(np.log(n), np.log(at), values))


def _clipped(curves: Aligned, options: Options) -> tuple[FloatArray, FloatArray]:
    """The scaled loss and the accuracy without their spikes: no farther from a running median than a few spreads
    (Hampel 1974); each itself where it has none.
    """
    result = curves.both.copy()
    room = np.array([[options.gate_spike * noise.spread] for noise in curves.noises])
    for start, stop in curves.pieces:
        values = curves.both[:, start:stop]
        median = rolling_median(values, 5)
        result[:, start:stop] = np.minimum(np.maximum(values, median - room), median + room)
    loss, accuracy = (result == curves.both).all(axis=1).tolist()
    return curves.scaled if loss else result[0], curves.accuracy if accuracy else result[1]


def _grown(accuracy: FloatArray, change: float) -> float:
    """The change of the share of wrong answers along a line of this change, as a logarithm; 0 where none is wrong."""
    middle = 1.0 - mean(accuracy)
    first, last = middle + change / 2, middle - change / 2
    return log(last / first) if min(first, last) > _LEAST_ERROR else 0.0


def _price(curves: Aligned, options: Options) -> float | None:
    """Accuracy that this run gains for each unit of loss it loses, on the way to its best loss; None for none."""
    if not len(curves.loss):
        return None
    both = np.array([curves.loss, curves.accuracy])
    loss, accuracy = by_parts(lambda part: rolling_median(part, 3), both, curves.starts)
    best = int(loss.argmin())
    fallen = float(loss[: best + 1].max() - loss[best])
    gained = float(accuracy.max() - accuracy[: max(best, 1)].min())
    return gained / fallen if fallen > 0 and gained > options.accuracy_effect else None
