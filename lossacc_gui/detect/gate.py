"""Whether a stretch moved by more than the curves' own noise explains, at its length, with as many places to look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossacc_gui.detect.trends import LossScale, loss_scale
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import calmed, rolling_median
from lossacc_gui.measure.noise import Noise, line_change, noise_of
from lossacc_gui.measure.windows import share_of, window_of
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

_UP, _FLAT, _DOWN = Direction.UP, Direction.FLAT, Direction.DOWN
_LOSS_FLOOR = 1e-6
_EXAMPLE_SHARE = 0.3  # of one example: the least spread of an accuracy, which is a count
_FEWEST_NEAR = 10  # points; fewer do not tell the noise of their own place
_AFTER_BEST = 6  # points that a piece needs for a best and what comes after it


@dataclass(frozen=True, slots=True)
class Passage:
    """What the gate says of a stretch.

    loss, accuracy  the directions that can be claimed, or those that were asked about where nothing can
    margin          standard errors beyond what it takes to be shown; shown from 0 on, -inf where it moves too little
    loss_errors, accuracy_errors    the changes of straight lines through it in standard errors
    loss_seen, accuracy_seen        the least changes (of ln loss or the scaled loss; a fraction) to be seen there
    """

    loss: Direction
    accuracy: Direction
    margin: float
    loss_errors: float
    accuracy_errors: float
    loss_seen: float
    accuracy_seen: float

    @property
    def shown(self) -> bool:
        """Whether it stands out of the noise."""
        return self.margin >= 0

    @property
    def confidence(self) -> float:
        """The probability that the stretch is what it is called, from runs whose truth is known."""
        return float(np.interp(self.margin, *zip(*_RIGHT, strict=True)))


# margin, and how often such stretches were what they were called: 444 in 313 runs of three makers whose truth is known,
# most of which were looked at when the gate was built. Beyond two standard errors more margin makes nothing surer: what
# is wrong there is not noise but a slow change that the truth does not count, or a fall of accuracy too small to see
_RIGHT = ((-2.0, 0.65), (0.0, 0.85), (2.0, 0.91))


@dataclass(frozen=True, slots=True)
class _Change:
    """The changes of straight lines through a stretch of `points` points, with their standard errors."""

    points: int
    loss: float
    loss_error: float
    accuracy: float
    accuracy_error: float
    size: float  # mean loss of the stretch, or the unit of the scale: what a change of the scale is worth


class Gate:
    """One pair with its noise; built once, asked of any number of stretches."""

    def __init__(self, curves: Aligned, options: Options) -> None:
        self._curves, self._options = curves, options
        self._scale: LossScale = loss_scale(curves.loss)
        raw = self._scale.of(curves.loss)
        self._least = max(_EXAMPLE_SHARE / curves.noise_examples, _LOSS_FLOOR)
        pieces = curves.pieces
        self._loss_noise = noise_of([raw[a:b] for a, b in pieces], _LOSS_FLOOR)
        self._accuracy_noise = noise_of([curves.accuracy[a:b] for a, b in pieces], self._least)
        self._raw = raw
        self._loss = _clipped(raw, pieces, self._loss_noise.spread, options)
        self._accuracy = _clipped(curves.accuracy, pieces, self._accuracy_noise.spread, options)
        self._near: dict[tuple[int, int], tuple[Noise, Noise]] = {}
        self._price = _price(curves, options)
        n = max(curves.size, 2)
        self._threshold = _interpolated(n, _THRESHOLDS) + options.gate_offset
        self._price_threshold = _interpolated(n, _PRICE_THRESHOLDS) + options.gate_offset

    def passage(
        self, first: int, last: int, loss: Direction, accuracy: Direction | None, *, known: bool = False
    ) -> Passage:
        """Judge the points `first` to `last` (of the pair), thought to go these ways.

        Without an `accuracy` the loss is thought to rise since its best, and the accuracy to do whatever it does. That
        the loss rises may be `known` already, from training that improves meanwhile.
        """
        if last - first < 1:
            return Passage(loss, accuracy or _FLAT, -np.inf, 0.0, 0.0, np.inf, np.inf)
        piece = next((a, b) for a, b in self._curves.pieces if a <= first < b)
        local = loss is _UP or accuracy is _DOWN
        change = self._change(first, last, piece, local=local)
        n = self._curves.size
        chance = float(np.sqrt(2 * np.log(np.e * max(n, change.points) / change.points)))  # places of its length to be
        needed = chance + self._threshold + (self._options.gate_after_best if accuracy is None else 0.0)
        claims = self._claims(change, loss, accuracy, needed)
        if known and not claims:
            claims = self._known_rise(change)
        margin, loss, accuracy = max(claims, key=lambda one: one[0], default=(-np.inf, loss, accuracy or _FLAT))
        return Passage(
            loss,
            accuracy,
            max(margin, 0.0) if known and np.isfinite(margin) else margin,
            change.loss / change.loss_error,
            change.accuracy / change.accuracy_error,
            needed * change.loss_error,
            needed * change.accuracy_error,
        )

    def after_best(self, start: int, stop: int, *, known: bool) -> tuple[tuple[int, int], Passage] | None:
        """The rise of the loss of a piece since its best, to its end or to its highest point; None without one.

        `known`: that the loss rises since its best is known already, from training that improves meanwhile.
        """
        least = window_of(self._curves.size, self._options)
        if stop - start < (least + 1 if known else _AFTER_BEST):
            return None
        calm = calmed(self._loss[start:stop], min(least, stop - start))
        best = int(calm.argmin())
        ends = {best + int(calm[best:].argmax()), stop - start - 1}
        found = [
            ((start + best, start + end), self.passage(start + best, start + end, _UP, None, known=known))
            for end in ends
            if end - best + 1 >= least
        ]
        shown = [one for one in found if one[1].shown]
        return max(shown, key=lambda one: one[1].margin, default=None)

    def _change(self, first: int, last: int, piece: tuple[int, int], *, local: bool) -> _Change:
        points = last - first + 1
        loss, accuracy = (line_change(v, first, last) for v in (self._loss, self._accuracy))
        loss_noise, accuracy_noise = (
            self._noise_near(first, last, piece) if local else (self._loss_noise, self._accuracy_noise)
        )
        # the same examples are asked each time: those that changed count, at least the net change (McNemar 1947)
        churn = self._options.accuracy_churn * abs(accuracy) / self._curves.noise_examples
        error = float(np.sqrt(accuracy_noise.error(points) ** 2 + churn))
        size = self._scale.size or float(self._curves.loss[first : last + 1].mean())
        return _Change(points, loss, max(loss_noise.error(points), 1e-12), accuracy, max(error, 1e-12), size)

    def _noise_near(self, first: int, last: int, piece: tuple[int, int]) -> tuple[Noise, Noise]:
        """Noise where the stretch lies, widened inside its piece: it differs before and after a learning-rate step."""
        start, stop = piece
        points = last - first + 1
        more = max(0, self._options.gate_near - points)
        low = max(start, first - (more + 1) // 2)
        high = min(stop, low + points + more)
        low = max(start, high - points - more)
        if high - low < _FEWEST_NEAR:
            return self._loss_noise, self._accuracy_noise
        if (low, high) not in self._near:
            self._near[low, high] = (
                noise_of([self._raw[low:high]], _LOSS_FLOOR),
                noise_of([self._curves.accuracy[low:high]], self._least),
            )
        return self._near[low, high]

    def _claims(
        self, change: _Change, loss: Direction, accuracy: Direction | None, needed: float
    ) -> list[tuple[float, Direction, Direction]]:
        """(margin, loss, accuracy) of each pair of directions that moves enough to be worth attention."""
        options = self._options
        drift = change.points / (2 * share_of(self._curves.size, options))
        loss_room = max(options.loss_effect, options.loss_margin * drift)
        accuracy_room = options.accuracy_effect
        if accuracy is not None:
            accuracy_room = max(accuracy_room, options.accuracy_margin * drift)
        at = _Measured(change, self._relative(change), loss_room, accuracy_room, needed)
        if loss is _UP:
            return self._loss_up(at, accuracy)
        if accuracy is _DOWN:
            return self._accuracy_down(at, loss)
        if loss is _DOWN and accuracy is _FLAT:
            return self._loss_alone_improves(at)
        if loss is _FLAT and accuracy is _UP:
            return self._accuracy_alone_improves(at)
        return []

    def _loss_up(self, at: _Measured, accuracy: Direction | None) -> list[tuple[float, Direction, Direction]]:
        """That the loss rises is the message: the accuracy counts as flat unless it clearly moved, or fell by a sixth
        of what such a rise costs elsewhere in this run. No more can be asked of an accuracy of a hundred examples.
        """
        options, change = self._options, at.change
        margin = at.loss_errors - at.needed
        room = at.accuracy_room
        if self._price is not None and change.loss > 0 and accuracy is not None:
            room = max(room, options.gate_price_share * self._price * change.loss * change.size)
        if accuracy is not _DOWN and at.accuracy_up(options) and at.relative >= options.both_loss_effect:
            return [(margin, _UP, _UP)]
        if at.accuracy_down(options) and (accuracy is _DOWN or -change.accuracy > room):
            return [(margin, _UP, _DOWN)]
        if at.relative >= options.loss_effect and -room <= change.accuracy <= at.accuracy_room:
            return [(margin, _UP, _FLAT)]
        return []

    def _known_rise(self, change: _Change) -> list[tuple[float, Direction, Direction]]:
        """A rise that training proves needs no proof of its own, but it must be worth a look."""
        options = self._options
        if self._relative(change) < options.both_loss_effect:
            return []
        moved = abs(change.accuracy) >= options.both_accuracy_effect
        return [(0.0, _UP, (_UP if change.accuracy > 0 else _DOWN) if moved else _FLAT)]

    def _relative(self, change: _Change) -> float:
        """The relative change of the loss; that of the scaled loss where it has no logarithm."""
        return float(np.expm1(np.clip(change.loss, -20, 20))) if self._scale.size is None else change.loss

    def _accuracy_down(self, at: _Measured, loss: Direction) -> list[tuple[float, Direction, Direction]]:
        options, change = self._options, at.change
        margin = -at.accuracy_errors - at.needed
        down = at.loss_errors <= -options.gate_moved and at.relative <= -options.both_loss_effect
        up = at.loss_errors >= options.gate_moved and at.relative >= options.both_loss_effect
        if loss is _DOWN and down and -change.accuracy >= options.both_accuracy_effect:
            return [(margin, _DOWN, _DOWN)]
        if -change.accuracy >= options.accuracy_effect and abs(change.loss) <= at.loss_room and not up:
            return [(margin, _FLAT, _DOWN)]
        return []

    def _loss_alone_improves(self, at: _Measured) -> list[tuple[float, Direction, Direction]]:
        """The accuracy gains significantly less than such a fall of the loss buys elsewhere in this run."""
        change, options = at.change, self._options
        if at.relative > -options.loss_effect or abs(change.accuracy) > at.accuracy_room:
            return []
        margin = min(
            -at.loss_errors - at.needed,
            (at.accuracy_room - abs(change.accuracy)) / change.accuracy_error - options.gate_flat,
        )
        if self._price is not None:
            bought = self._price * -change.loss * change.size
            error = np.hypot(change.accuracy_error, self._price * change.loss_error * change.size)
            margin = min(margin, float((bought - max(change.accuracy, 0.0)) / error) - self._price_threshold)
        return [(margin, _DOWN, _FLAT)]

    def _accuracy_alone_improves(self, at: _Measured) -> list[tuple[float, Direction, Direction]]:
        change, options = at.change, self._options
        if change.accuracy < options.accuracy_effect or abs(change.loss) > at.loss_room:
            return []
        margin = min(
            at.accuracy_errors - at.needed,
            (at.loss_room - abs(change.loss)) / change.loss_error - options.gate_flat,
        )
        if self._price is not None:
            bought = self._price * max(-change.loss * change.size, 0.0)
            error = np.hypot(change.accuracy_error, self._price * change.loss_error * change.size)
            margin = min(margin, float((change.accuracy - bought) / error) - self._price_threshold)
        return [(margin, _FLAT, _UP)]


@dataclass(frozen=True, slots=True)
class _Measured:
    """A change with what counts as flat at its length, and the standard errors it takes to be seen."""

    change: _Change
    relative: float
    loss_room: float
    accuracy_room: float
    needed: float

    @property
    def loss_errors(self) -> float:
        return self.change.loss / self.change.loss_error

    @property
    def accuracy_errors(self) -> float:
        return self.change.accuracy / self.change.accuracy_error

    def accuracy_up(self, options: Options) -> bool:
        return self.accuracy_errors >= options.gate_moved and self.change.accuracy >= options.both_accuracy_effect

    def accuracy_down(self, options: Options) -> bool:
        return self.accuracy_errors <= -options.gate_moved and self.change.accuracy <= -options.both_accuracy_effect


# standard errors beyond the chance of the best place, by the points of the run: from 12,480 simulated runs without any
# disagreement, so that a band is shown in none but a few of a thousand (tests/benchmarks/episodes); between, in ln n
_THRESHOLDS = ((6, 1.0), (8, 0.25), (12, 0.25), (20, 0.35), (30, 0.5), (60, 0.75), (400, 0.75))
_PRICE_THRESHOLDS = ((15, 0.0), (30, 0.25), (60, 0.6), (100, 1.0), (200, 1.8), (400, 2.0))


def _interpolated(n: int, table: tuple[tuple[int, float], ...]) -> float:
    at, values = zip(*table, strict=True)
    return float(np.interp(np.log(n), np.log(at), values))


def _clipped(values: FloatArray, pieces: tuple[tuple[int, int], ...], spread: float, options: Options) -> FloatArray:
    """The curve without its spikes: no farther from a running median than a few spreads (Hampel 1974)."""
    result = values.copy()
    room = options.gate_spike * spread
    for start, stop in pieces:
        median = rolling_median(values[start:stop], 5)
        result[start:stop] = np.clip(values[start:stop], median - room, median + room)
    return result


def _price(curves: Aligned, options: Options) -> float | None:
    """Accuracy that this run gains for each unit of loss it loses, on the way to its best loss; None for none."""
    if not len(curves.loss):
        return None
    loss, accuracy = rolling_median(curves.loss, 3), rolling_median(curves.accuracy, 3)
    best = int(loss.argmin())
    fallen = float(loss[: best + 1].max() - loss[best])
    gained = float(accuracy.max() - accuracy[: max(best, 1)].min())
    return gained / fallen if fallen > 0 and gained > options.accuracy_effect else None
