"""Cuts a pair into stretches of one joint direction of loss and accuracy, worth attention and sure enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import sqrt

import numpy as np

from lossacc_gui.detect.claims import Hurdle
from lossacc_gui.detect.gate import Gate, Passage
from lossacc_gui.detect.guessing import guessing, guessing_error
from lossacc_gui.detect.phases import phases
from lossacc_gui.detect.trends import Slope, slopes
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.course import FLOOR, LEAST_LOSS, floor_of
from lossacc_gui.measure.curves import middle, share, unbroken
from lossacc_gui.measure.harm import Rise, may_be_entropy
from lossacc_gui.model.episode import Direction, Turn
from lossacc_gui.model.later import Later
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.numerals import change_text, counted_text, points_text, relative_text, unsigned_text

_DIRECTIONS = (Direction.DOWN, Direction.FLAT, Direction.UP)

_LONG = 9  # points: each point of a shorter stretch is seen


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one pair; see Episode for the fields. `passage` is what the gate said of it."""

    loss: Direction
    accuracy: Direction
    start: float
    end: float
    start_range: Sequence[float]
    end_range: Sequence[float]
    piece: int
    points: int
    loss_from: float
    loss_to: float
    accuracy_from: float
    accuracy_to: float
    passage: Passage
    loss_turns: Sequence[Turn] = ()
    accuracy_turns: Sequence[Turn] = ()

    @property
    def loss_change(self) -> float:
        """Relative change of the loss; 0 where it starts at nothing."""
        return (self.loss_to - self.loss_from) / abs(self.loss_from) if self.loss_from else 0.0

    @property
    def accuracy_change(self) -> float:
        """Change of the accuracy, a fraction."""
        return self.accuracy_to - self.accuracy_from

    def joined(self, later: Stretch) -> Stretch:
        """This stretch with one that goes on like it at its end; the surer one's confidence."""
        surer = max((self, later), key=lambda one: one.passage.margin)
        return replace(
            surer,
            start=self.start,
            start_range=self.start_range,
            end=later.end,
            end_range=later.end_range,
            points=self.points + later.points,
            loss_from=self.loss_from,
            loss_to=later.loss_to,
            accuracy_from=self.accuracy_from,
            accuracy_to=later.accuracy_to,
            loss_turns=_turns(*_laid_out(*self._loss_way, *later._loss_way), self.loss),
            accuracy_turns=_turns(*_laid_out(*self._accuracy_way, *later._accuracy_way), self.accuracy),
        )

    @property
    def _loss_way(self) -> tuple[Turn, ...]:
        return ((self.start, self.loss_from), *self.loss_turns, (self.end, self.loss_to))

    @property
    def _accuracy_way(self) -> tuple[Turn, ...]:
        return ((self.start, self.accuracy_from), *self.accuracy_turns, (self.end, self.accuracy_to))


def _turns_seen(ends: tuple[float, float], x: FloatArray, values: FloatArray, direction: Direction) -> tuple[Turn, ...]:
    """The turns of a curve, shape (n,) as x, as it is logged or between what is told of its ends: the longer way back.

    Ends are told calmed; from an end as logged to the same as told is no way.
    """
    told = np.concatenate([ends[:1], values[1:-1], ends[1:]]) if len(x) > 1 else values
    found = [_turns(x, way, direction) for way in (values, told)]
    return max(found, key=lambda turns: abs(turns[-1][1] - turns[0][1]) if turns else 0.0)


def _laid_out(*way: Turn) -> tuple[FloatArray, FloatArray]:
    """The x and the values of the places of a way."""
    x, values = np.array(way).T
    return x, values


def _turns(x: FloatArray, values: FloatArray, direction: Direction) -> tuple[Turn, ...]:
    """Both ends of the longest part of a curve, shape (n,), that goes against its direction; of one without direction
    from the nearer end to what is farthest beyond both. Empty where there is none.
    """
    if len(x) < 3:
        return ()
    if direction in (Direction.UP, Direction.DOWN):
        going = values if direction is Direction.UP else -values
        back = np.maximum.accumulate(going) - going
        last = int(back.argmax())
        places = [int(going[: last + 1].argmax()), last] if back[last] > 0 else []
        return tuple((float(x[at]), float(values[at])) for at in places)
    low, high = sorted((values[0], values[-1]))
    beyond = np.maximum(values - high, low - values)
    far = int(beyond.argmax())
    if beyond[far] <= 0:
        return ()
    near = 0 if abs(values[0] - values[far]) <= abs(values[-1] - values[far]) else len(x) - 1
    return tuple((float(x[at]), float(values[at])) for at in sorted((near, far)))


def stretches_of(
    curves: Aligned, options: Options, *, overfits: bool = False, every: bool = False
) -> tuple[Stretch, ...]:
    """All stretches of a pair, in order, whatever their directions, shown or not.

    The phases of the curves, each as the gate judges it, and what the rise of the loss since its best adds to them.
    `overfits`: that it rises is known from training, which improves meanwhile. `every`: the gate measures all of them.
    """
    gate = Gate(curves, options, every=every)
    found: list[Stretch] = []
    for (start, stop), judged in zip(curves.pieces, slopes(curves, options), strict=True):
        loss, accuracy = judged
        states = phases(loss.odds, accuracy.odds, curves.window, options.switch_cost)
        edges = [0, *((states[1:] != states[:-1]).nonzero()[0] + 1).tolist(), stop - start]
        own = []
        for first, after in pairwise(edges):
            of_loss, of_accuracy = divmod(int(states[first]), 3)
            directions = _DIRECTIONS[of_loss], _DIRECTIONS[of_accuracy]
            passage = gate.passage(start + first, start + after - 1, *directions)
            rises = directions[0] is Direction.UP and passage.shown
            begin = _lowest(loss.calm, first, after, curves.window) if rises else first
            state = of_loss, of_accuracy
            own.append(_stretch(curves, start, (begin, after - 1), passage, judged, state, options))
        found += _with_rise(own, curves, (start, stop), gate, judged, options, overfits=overfits)
    return tuple(found)


def _lowest(calm: FloatArray, first: int, after: int, window: int) -> int:
    """Where a rise from `first` to before `after` begins: at its lowest point, not where the level before it begins,
    if that lies in its first half and leaves a window.
    """
    half = min((after - first + 1) // 2, after - first - window + 1)
    return first + int(calm[first : first + half].argmin()) if half > 1 else first


def _with_rise(
    own: list[Stretch],
    curves: Aligned,
    piece: tuple[int, int],
    gate: Gate,
    judged: tuple[Slope, Slope],
    options: Options,
    *,
    overfits: bool,
) -> list[Stretch]:
    """The stretches of a piece with the rise of its loss since the best, where no stretch tells of that part of it.

    A short stretch in it keeps its own directions; parts in which the accuracy falls too are left to themselves, since
    there both get worse.
    """
    known = overfits and piece == curves.pieces[-1]
    rise = gate.after_best(*piece, known=known)
    if rise is None:
        return own
    (first, last), passage = rise
    start = piece[0]
    x = curves.x
    free = np.zeros(piece[1] - start, dtype=np.bool_)
    free[first - start : last - start + 1] = True
    places = x[start : piece[1]]
    for stretch in own:
        both_worse = (stretch.loss, stretch.accuracy) == (Direction.UP, Direction.DOWN)
        if worth_attention(stretch, curves, options) or (
            both_worse
            and passage.accuracy is not Direction.DOWN
            and stretch.accuracy_change <= -options.both_accuracy_effect
        ):
            free[(places >= stretch.start) & (places <= stretch.end)] = False
    begins, stops = unbroken(free)
    added = []
    for a, b in zip(begins.tolist(), stops.tolist(), strict=True):
        part = gate.passage(start + a, start + b - 1, Direction.UP, None, known=known)
        if _goes_along(part, passage):
            # the rise as a whole is seen: its parts need only to go along
            part = part._replace(margin=max(part.margin, 0.0))
        else:
            # the accuracy fell as a whole: a part in which it did not must stand out by itself
            part = gate.passage(start + a, start + b - 1, Direction.UP, None)
        if b - a >= curves.window and np.isfinite(part.margin):
            added.append(_stretch(curves, start, (a, b - 1), part, judged, None, options))
    kept = [s for s in own if not any(a.start <= s.start and s.end <= a.end for a in added)]
    return sorted((*kept, *added), key=lambda one: one.start)


def _goes_along(part: Passage, whole: Passage) -> bool:
    """Whether a part of a rise tells no other story than the whole: that both get worse, or that the loss does."""
    return whole.accuracy is not Direction.DOWN or part.accuracy is Direction.DOWN


def regained_share(stretch: Stretch, curves: Aligned, options: Options) -> float:
    """The share (0 and more) of what loss and accuracy lost in a stretch that its training has won back at its end.

    The lesser one where both got worse; 0 where it ends with the stretch.
    """
    later = curves.later(stretch.end)
    if later.stop - later.start < options.window_least:
        return 0.0
    shares = []
    for direction, worse, values, before, after in (
        (stretch.loss, Direction.UP, curves.loss, stretch.loss_from, stretch.loss_to),
        (stretch.accuracy, Direction.DOWN, curves.accuracy, stretch.accuracy_from, stretch.accuracy_to),
    ):
        if direction is worse and before != after:
            end = middle(values[later][-options.window_least :])
            shares.append((after - end) / (after - before))
    return max(0.0, min(shares, default=0.0))


def rise_of(stretch: Stretch, curves: Aligned, options: Options) -> Rise:
    """What the loss of a stretch rose by."""
    pair = curves.pair
    entropy, counted = pair.loss.quantity is Quantity.LOSS, pair.accuracy.quantity is Quantity.ACCURACY
    entropy = entropy and may_be_entropy(curves.loss, curves.accuracy if counted else None, options)
    return Rise(stretch.loss_from, stretch.loss_to, _rise_in_sight(stretch, curves), entropy, counted)


def _rise_in_sight(stretch: Stretch, curves: Aligned) -> float:
    """The relative rise of the loss; from below a twentieth of what it began with, that of the loss with the twentieth
    added to both ends, as for `Loss`: next to nothing may double and be next to nothing still.
    """
    floor = 0.0 if curves.scale.size is not None else floor_of(curves.loss)
    if stretch.loss_from >= floor or stretch.loss_from < 0:  # below zero there is no nothing
        return stretch.loss_change
    return (stretch.loss_to + floor) / (stretch.loss_from + floor) - 1


def worth_attention(stretch: Stretch, curves: Aligned, options: Options) -> bool:
    """Whether a stretch lasts, moves enough and is sure enough to be shown."""
    return next(_objections(stretch, curves, options), None) is None


def reasons_against(stretch: Stretch, curves: Aligned, options: Options) -> tuple[str, ...]:
    """Why a stretch is not shown, with its numbers; empty when it is worth attention."""
    return tuple(told() for told in _objections(stretch, curves, options))


def _objections(stretch: Stretch, curves: Aligned, options: Options) -> Iterator[Callable[[], str]]:
    """What speaks against showing a stretch, each to be said only where somebody asks."""
    least, moved = curves.window, stretch.accuracy_change
    if stretch.points < least:
        yield lambda: say(
            "it lasts {points}, a window is {least}", points=counted_text(stretch.points, "point"), least=least
        )
    if not stretch.passage.shown:
        yield lambda: _too_little(stretch)
    elif _goes_back(stretch.loss, stretch.loss_change) or _goes_back(stretch.accuracy, stretch.accuracy_change):
        yield lambda: _either_way(stretch)
    still = stretch.loss is Direction.FLAT
    if stretch.accuracy is Direction.DOWN and still and -moved < _luck(stretch, curves, options):
        yield lambda: say("the model guesses, and other guesses may have more luck")
    if max(stretch.accuracy_from, stretch.accuracy_to) <= 0 and _counts_nothing(curves, options):
        yield lambda: say("the accuracy is exactly 0 while much is learned: it counts nothing")


def _counts_nothing(curves: Aligned, options: Options) -> bool:
    """Whether an accuracy is zero all along while the loss falls far; that the metric is wrong is a finding then."""
    first, least = float(curves.loss[0]), max(float(curves.loss.min()), 0.0)
    fallen = float(np.log((1 + FLOOR) / (least / first + FLOOR))) if first > LEAST_LOSS else 0.0
    return share(curves.accuracy <= 0) >= options.metric_share and fallen >= options.metric_fall


def _goes_back(direction: Direction, change: float) -> bool:
    """Whether a smoothed curve ends on the other side of where it began than the direction that its points show."""
    return (direction is Direction.UP and change <= 0) or (direction is Direction.DOWN and change >= 0)


def _either_way(stretch: Stretch) -> str:
    return say("it moves too little, or not clearly one way (loss {loss}, accuracy {accuracy})", **_changes(stretch))


def _changes(stretch: Stretch) -> dict[str, str]:
    return {"loss": change_text(stretch.loss_from, stretch.loss_to), "accuracy": points_text(stretch.accuracy_change)}


def _too_little(stretch: Stretch) -> str:
    """What the gate has against a stretch, with its numbers."""
    passage = stretch.passage
    if passage.hurdle is Hurdle.SIZE:
        return _either_way(stretch)
    if passage.hurdle is Hurdle.PRICE:
        return say(
            "loss and accuracy go together there as elsewhere in this run (loss {loss}, accuracy {accuracy})",
            **_changes(stretch),
        )
    seen = _share_text(passage.loss_seen), _points_text(passage.accuracy_seen)
    jumps = _share_text(passage.loss_jump), _points_text(passage.accuracy_jump)
    noise = say(
        "a point of the loss lies about {loss} off its smooth course there, a point of the accuracy {accuracy}",
        loss=jumps[0],
        accuracy=jumps[1],
    )
    if passage.hurdle is Hurdle.STILL:
        return say("what seems to stay may have moved ({noise})", noise=noise)
    return say(
        "it does not stand out of the noise: {noise}, so over {count} points no change of the loss under {loss} or of "
        "the accuracy under {accuracy} can be told from it",
        noise=noise,
        count=stretch.points,
        loss=seen[0],
        accuracy=seen[1],
    )


def _share_text(change: float) -> str:
    return unsigned_text(relative_text(float(np.expm1(min(change, 20.0)))))


def _points_text(change: float) -> str:
    return unsigned_text(points_text(change))


def _luck(stretch: Stretch, curves: Aligned, options: Options) -> float:
    """The fall of accuracy that luck alone may bring about in a stretch of guessing; 0 in any other.

    A rise is another matter: that is how learning begins.
    """
    inside = (curves.x >= stretch.start) & (curves.x <= stretch.end)
    if share(guessing(curves, options)[inside]) < options.guessing_share:
        return 0.0
    level = (stretch.accuracy_from + stretch.accuracy_to) / 2
    return float(options.chance_errors * sqrt(2.0) * guessing_error(level, curves.noise_examples))


def _stretch(
    curves: Aligned,
    offset: int,
    ends: tuple[int, int],
    passage: Passage,
    judged: tuple[Slope, Slope],
    state: tuple[int, int] | None,
    options: Options,
) -> Stretch:
    """The stretch between two points of the piece that begins at `offset`.

    `state` is what it is cut by, of loss and of accuracy (see `phases`); None for one that is cut otherwise.
    """
    first, last = ends
    loss, accuracy = judged
    scale = curves.scale
    x, window = curves.x[offset : offset + len(loss.calm)], curves.window
    here = slice(first, last + 1)
    whole = slice(offset + first, offset + last + 1)
    calm_ends, right = (
        (float(loss.calm[first]), float(loss.calm[last])),
        (float(accuracy.calm[first]), float(accuracy.calm[last])),
    )
    loss_ends = scale.back(calm_ends[0]), scale.back(calm_ends[1])
    smoothed = last - first + 1 >= max(2 * window, _LONG)  # in a shorter one that hides what everybody sees

    def range_of(end: int, other: int) -> tuple[float, float]:
        odds = np.ones(len(x)) if state is None else loss.odds[:, state[0]] * accuracy.odds[:, state[1]]
        return _end_range(x, odds, end, other, window, options)

    def loss_turns() -> tuple[Turn, ...]:
        if not smoothed:
            return _turns_seen(loss_ends, x[here], curves.loss[whole], passage.loss)
        return tuple((at, scale.back(value)) for at, value in _turns(x[here], loss.calm[here], passage.loss))

    def accuracy_turns() -> tuple[Turn, ...]:
        answers = accuracy.calm[here] if smoothed else curves.accuracy[whole]
        return _turns_seen(right, x[here], answers, passage.accuracy)

    return Stretch(
        loss=passage.loss,
        accuracy=passage.accuracy,
        start=float(x[first]),
        end=float(x[last]),
        start_range=Later(partial(range_of, first, last)),  # of a stretch that is not shown nobody asks
        end_range=Later(partial(range_of, last, first)),
        piece=offset,
        points=last - first + 1,
        loss_from=loss_ends[0],
        loss_to=loss_ends[1],
        accuracy_from=right[0],
        accuracy_to=right[1],
        passage=passage,
        loss_turns=Later(loss_turns),
        accuracy_turns=Later(accuracy_turns),
    )


def _end_range(
    x: FloatArray, odds: FloatArray, end: int, other: int, window: int, options: Options
) -> tuple[float, float]:
    """The x values between which an end lies: outward while the state is possible, inward until it is sure.

    A steep neighbour blurs the end by a window and by half the smoothing, so it may lie that much farther out; never
    more than a window farther in, because two changes closer than that cannot be told apart anyway.
    """
    outward = -1 if end <= other else 1
    far = end
    while abs(far - end) < window and 0 <= far + outward < len(odds) and odds[far + outward] >= options.possible:
        far += outward
    far = min(max(far + outward * (window + window // 2), 0), len(odds) - 1)
    near = end
    while abs(near - end) < window and near != other and odds[near] < options.sure:
        near -= outward
    return (float(x[min(far, near)]), float(x[max(far, near)]))
