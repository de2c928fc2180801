"""What can be claimed of a stretch of two curves whose changes and their errors are known, and by how wide a margin."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

import numpy as np

from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options

_UP, _FLAT, _DOWN = Direction.UP, Direction.FLAT, Direction.DOWN


TOGETHER = frozenset({(_DOWN, _UP), (_FLAT, _FLAT)})
"""Directions of loss and accuracy of which there is nothing to claim: both improve, or neither moves."""


class Hurdle(Enum):
    """What a claim has most trouble to clear."""

    SIZE = auto()  # neither of the curves moves enough, or one moves too much to be called flat
    NOISE = auto()  # what moves must stand out of its noise
    STILL = auto()  # what is called flat must be known not to have moved
    PRICE = auto()  # the other curve must stay behind what such a movement brings elsewhere in the run


class Claim(NamedTuple):
    """Directions with the standard errors by which they clear the highest `hurdle`; less than none is not enough."""

    margin: float
    loss: Direction
    accuracy: Direction
    hurdle: Hurdle


class Measured(NamedTuple):
    """The changes of straight lines through a stretch, with what it takes to believe them.

    loss, accuracy      changes: of ln loss or of the scaled loss, and of a fraction; `..._error` their standard errors
    relative, absolute  the change of the loss as a share of it, and in its own unit; `absolute_error` of the latter
    ..._room            what a curve may change by and count as flat
    needed              standard errors that noise alone reaches somewhere in a run of this length
    price               accuracy that this run gains for each unit of loss it loses; None where unknown
    price_needed        standard errors by which less than that price must be paid
    wrong               the change of the share of wrong answers, as a logarithm; 0 where none is wrong at an end
    """

    loss: float
    loss_error: float
    accuracy: float
    accuracy_error: float
    relative: float
    absolute: float
    absolute_error: float
    loss_room: float
    accuracy_room: float
    needed: float
    price: float | None
    price_needed: float
    wrong: float = 0.0

    @property
    def loss_errors(self) -> float:
        """The change of the loss in standard errors."""
        return self.loss / self.loss_error

    @property
    def accuracy_errors(self) -> float:
        """The change of the accuracy in standard errors."""
        return self.accuracy / self.accuracy_error


def claim(at: Measured, loss: Direction, accuracy: Direction | None, options: Options) -> Claim | None:
    """What can be claimed where the curves are thought to go these ways, None where too little moves.

    Without an `accuracy` it may do whatever it does while the loss rises.
    """
    if loss is _UP:
        return _loss_up(at, accuracy, options)
    if accuracy is _DOWN:
        return _accuracy_down(at, loss, options)
    if loss is _DOWN and accuracy is _FLAT:
        return _loss_alone_improves(at, options)
    if loss is _FLAT and accuracy is _UP:
        return _accuracy_alone_improves(at, options)
    return None


def known_rise(at: Measured, options: Options) -> Claim | None:
    """A rise that training proves needs no proof of its own, but it must be worth a look."""
    if at.relative < options.both_loss_effect:
        return None
    moved = abs(at.accuracy) >= options.both_accuracy_effect
    return Claim(0.0, _UP, (_UP if at.accuracy > 0 else _DOWN) if moved else _FLAT, Hurdle.NOISE)


def _loss_up(at: Measured, accuracy: Direction | None, options: Options) -> Claim | None:
    """That the loss rises is the message: the accuracy counts as flat unless it clearly moved, or fell by a sixth
    of what such a rise costs elsewhere in this run. No more can be asked of an accuracy of a hundred examples.

    A longer stretch may drift farther and count as flat, but only where it is known that it drifted no farther.
    """
    margin, moved = at.loss_errors - at.needed, options.gate_moved
    room = max(options.accuracy_effect, at.accuracy_room - options.gate_flat * at.accuracy_error)
    if at.price is not None and at.loss > 0 and accuracy is not None:
        room = max(room, options.gate_price_share * at.price * at.absolute)
    better = at.accuracy_errors >= moved and at.accuracy > at.accuracy_room  # within it, flat is all that can be said
    worse = at.accuracy_errors <= -moved and at.accuracy <= -options.both_accuracy_effect
    if accuracy is not _DOWN and better and at.relative >= options.both_loss_effect:
        return Claim(margin, _UP, _UP, Hurdle.NOISE)
    more_wrong = at.accuracy_errors <= -moved and _as_many_more_wrong(at, options)
    if more_wrong or (worse and (accuracy is _DOWN or -at.accuracy > room)):
        return Claim(margin, _UP, _DOWN, Hurdle.NOISE)
    if at.relative < options.loss_effect:
        return None
    if -room <= at.accuracy <= at.accuracy_room:
        return Claim(margin, _UP, _FLAT, Hurdle.NOISE)
    # neither known to have moved nor to have stayed: that the loss rises is known all the same
    if at.accuracy > 0 and accuracy is not _DOWN:
        return Claim(margin, _UP, _UP, Hurdle.NOISE)
    return Claim(margin, _UP, _DOWN, Hurdle.NOISE) if at.accuracy < 0 and accuracy is not _UP else None


def _as_many_more_wrong(at: Measured, options: Options) -> bool:
    """Whether the errors grow as the loss does, though by few points where nearly all answers were right."""
    return at.wrong >= max(options.errors_grown, options.errors_share * float(np.log1p(max(at.relative, 0.0))))


def _accuracy_down(at: Measured, loss: Direction, options: Options) -> Claim | None:
    margin, moved = -at.accuracy_errors - at.needed, options.gate_moved
    better = at.loss_errors <= -moved and at.relative <= -options.both_loss_effect
    worse = at.loss_errors >= moved and at.relative >= options.both_loss_effect
    if loss is _DOWN and better and -at.accuracy >= options.both_accuracy_effect:
        return Claim(max(margin, _stays_behind(at, options)), _DOWN, _DOWN, Hurdle.NOISE)
    if -at.accuracy >= options.accuracy_effect and abs(at.loss) <= at.loss_room and not worse:
        return Claim(margin, _FLAT, _DOWN, Hurdle.NOISE)
    return None


def _stays_behind(at: Measured, options: Options) -> float:
    """The margin by which an accuracy that has moved down stays behind what the fall of the loss buys elsewhere."""
    if at.price is None:
        return -np.inf
    behind = (at.price * -at.absolute - at.accuracy) / _price_error(at, at.price) - at.price_needed
    return min(-at.loss_errors - at.needed, -at.accuracy_errors - options.gate_moved, behind)


def _loss_alone_improves(at: Measured, options: Options) -> Claim | None:
    """The accuracy gains significantly less than such a fall of the loss buys elsewhere in this run."""
    if at.relative > -options.loss_effect or abs(at.accuracy) > at.accuracy_room:
        return None
    hurdles = [
        (-at.loss_errors - at.needed, Hurdle.NOISE),
        ((at.accuracy_room - abs(at.accuracy)) / at.accuracy_error - options.gate_flat, Hurdle.STILL),
    ]
    if at.price is not None:
        left = at.price * -at.absolute - max(at.accuracy, 0.0)
        hurdles.append((left / _price_error(at, at.price) - at.price_needed, Hurdle.PRICE))
    margin, hurdle = min(hurdles, key=lambda one: one[0])
    return Claim(margin, _DOWN, _FLAT, hurdle)


def _accuracy_alone_improves(at: Measured, options: Options) -> Claim | None:
    """The loss falls significantly less than such a gain of the accuracy costs elsewhere in this run."""
    if at.accuracy < options.accuracy_effect or abs(at.loss) > at.loss_room:
        return None
    hurdles = [
        (at.accuracy_errors - at.needed, Hurdle.NOISE),
        ((at.loss_room - abs(at.loss)) / at.loss_error - options.gate_flat, Hurdle.STILL),
    ]
    if at.price is not None:
        left = at.accuracy - at.price * max(-at.absolute, 0.0)
        hurdles.append((left / _price_error(at, at.price) - at.price_needed, Hurdle.PRICE))
    margin, hurdle = min(hurdles, key=lambda one: one[0])
    return Claim(margin, _FLAT, _UP, hurdle)


def _price_error(at: Measured, price: float) -> float:
    return float(np.hypot(at.accuracy_error, price * at.absolute_error))
