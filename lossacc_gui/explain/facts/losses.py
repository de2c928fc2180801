"""How the losses move: validation against its own best, against its noise, and against training.

Differences are of ln(L + 0.05 L0), in nats (see measure.course.Loss): 0.1 is about a tenth of a loss far from zero.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, Words
from lossacc_gui.explain.facts.summed import has_sum
from lossacc_gui.explain.facts.words.losses import WORDS
from lossacc_gui.measure.course import Loss, Side, apart
from lossacc_gui.measure.curves import middle, share
from lossacc_gui.measure.turning import turning_of
from lossacc_gui.model.episode import Direction, FindingKind

_SEEN = 0.1  # nats: a training loss that has moved less has no "half of its way"
_MOST_RATE = 3.0
LEAST_SPREAD = 1e-4  # below it a curve has no noise worth a logarithm
LEAST_SEEN = 1e-3  # nats, or of an accuracy: jitter is held against jitter of that size at the least
LEAST_JUMP = 0.01  # nats: steps are held against jumps of that size at the least


def _held(measure: Callable[[Side, Loss], Measured | None], least: int = 2) -> Callable[[Case], Measured | None]:
    """A fact of the held-out loss."""

    def measured(case: Case) -> Measured | None:
        side = case.course.held_out
        if side is None or side.loss is None or side.n < least:
            return None
        return measure(side, side.loss)

    return measured


def _trained(measure: Callable[[Side, Loss], Measured | None], least: int = 2) -> Callable[[Case], Measured | None]:
    """A fact of the training loss, at the x of validation where there is validation."""

    def measured(case: Case) -> Measured | None:
        side = case.course.train
        if side is None or side.loss is None or side.n < least:
            return None
        return measure(side, side.loss)

    return measured


def _compared(measure: Callable[[Side, Loss, Loss], Measured | None]) -> Callable[[Case], Measured | None]:
    """A fact of both losses: the held-out side, training loss, held-out loss."""

    def measured(case: Case) -> Measured | None:
        both, side = case.course.both, case.course.held_out
        return None if both is None or side is None else measure(side, *both)

    return measured


def _levelled(measure: Callable[[Side, Loss, Loss], Measured | None]) -> Callable[[Case], Measured | None]:
    """A fact of how high both losses stand: not known where one of them is a sum, which is as high as it has parts."""
    compared = _compared(measure)
    return lambda case: None if has_sum(case.course) else compared(case)


def _relative(later: float, earlier: float) -> float:
    return later / earlier - 1


def _between(side: Side, loss: Loss, first: int, last: int, sign: float = 1.0) -> Measured:
    """The change of the calmed loss from point to point; told as the relative change of the loss."""
    change = sign * float(loss.smooth[last] - loss.smooth[first])
    told = _relative(float(loss.level[last]), float(loss.level[first]))
    return Measured(change, float(side.x[first]), float(side.x[last]), told)


def _rise(side: Side, loss: Loss) -> Measured:
    """The rise of the calmed loss from its best to the end."""
    return _between(side, loss, loss.best, side.n - 1)


def _lasting(
    measure: Callable[[Case], Measured | None], side_of: Callable[[Case], Side | None]
) -> Callable[[Case], Measured | None]:
    """A fact of the end of a loss: not known of one whose last value is no number, which ends nowhere."""

    def measured(case: Case) -> Measured | None:
        side = side_of(case)
        if side is None:
            return None
        own = (s for s in case.run.series if s.split is side.split and s.metric == side.loss_metric and len(s.value))
        ends = all(abs(float(s.value[-1])) <= case.options.largest_value for s in own if s.quantity.is_loss)
        return measure(case) if ends else None

    return measured


_val_rise = _lasting(_held(_rise), lambda case: case.course.held_out)
_train_rise = _lasting(_trained(_rise), lambda case: case.course.train)


def _rise_errors(case: Case) -> Measured | None:
    """Not known without the noise of the curve, nor where it denies a rise that was found by another test: that asks a
    line through the stretch and its own noise, or training as a witness, and sees what two ends of a curve do not show.
    """
    side = case.course.held_out
    if side is None or side.loss is None or side.loss.spread is None:
        return None
    both = case.course.both
    found = turning_of(side, side.loss, None if both is None else both[0])
    if WORDS["val_rise_errors"].says(found.rise_errors) < 0 and _rise_was_found(case, side):
        return None
    return Measured(found.rise_errors, float(side.x[found.best]), float(side.x[-1]))


def _rise_was_found(case: Case, side: Side) -> bool:
    rising = {FindingKind.OVERFITTING, FindingKind.DETERIORATION, FindingKind.BLOW_UP}
    episodes = (e.split == side.split and e.loss is Direction.UP for e in case.detection.episodes)
    return any(episodes) or any(f.split == side.split and f.kind in rising for f in case.detection.findings)


def _fall(side: Side, loss: Loss) -> Measured:
    told = _relative(float(loss.level[loss.best]), max(float(loss.plain[0]), loss.least))
    return Measured(loss.fall, float(side.x[0]), float(side.x[loss.best]), told)


def _late_fall(side: Side, loss: Loss) -> Measured:
    at = side.n - 1 - max(2, side.n // 4)
    return _between(side, loss, max(at, 0, *loss.starts[-1:]), side.n - 1, -1.0)


def _over_first(case: Case) -> Measured | None:
    """The highest loss of any split over its first."""
    found = []
    for side in (case.course.held_out, case.course.train_own):
        if side is not None and side.loss is not None:
            top = int(side.loss.values.argmax())
            at = float(side.x[top])
            ratio = float(side.loss.plain[top] / max(side.loss.plain[0], side.loss.least))
            found.append(Measured(float(side.loss.values[top] - side.loss.values[0]), at, at, ratio))
    return max(found, key=lambda one: one.value, default=None)


def _noise(side: Side, loss: Loss) -> Measured | None:
    if loss.jumps is None:
        return None
    late = side.x[loss.late]
    return Measured(float(np.log(max(loss.jumps, LEAST_SPREAD))), float(late[0]), float(late[-1]), loss.jitter)


def _of_epochs(measure: Callable[[Case], Measured | None]) -> Callable[[Case], Measured | None]:
    """A fact of the jitter of training, which is not known where its points are batches: these differ by themselves."""

    def measured(case: Case) -> Measured | None:
        own, held = case.course.train_own, case.course.held_out
        finer = own is not None and (held is None or own.logged > held.logged)
        return None if own is not None and finer and own.of_batches else measure(case)

    return measured


def lead_of_noise(
    words: Words, side: Side, spreads: tuple[float | None, float | None], jitters: tuple[float | None, float | None]
) -> Measured | None:
    """How far validation lies off its course, by how far training does: the spreads of both are judged, and told are
    the jitters that the sentence of either alone tells. Not told where these would say the other thing.
    """
    (held, train), (held_told, train_told) = spreads, jitters
    if held is None or train is None or held_told is None or train_told is None:
        return None
    value = max(held, LEAST_SEEN) / max(train, LEAST_SEEN)
    seen = max(held_told, LEAST_SEEN) / max(train_told, LEAST_SEEN)
    denied = words.denies(value, seen) or (value - 1) * (seen - 1) < 0
    return Measured(value, float(side.x[0]), float(side.x[-1]), seen, ends=(held_told, train_told), untold=denied)


def _noise_lead(side: Side, train: Loss, held: Loss) -> Measured | None:
    return lead_of_noise(WORDS["noise_lead"], side, (held.spread, train.spread), (held.jitter, train.jitter))


def _spike(side: Side, loss: Loss) -> Measured:
    above = loss.values - loss.smooth
    above[[0, *loss.starts]] = -np.inf  # as high as a training begins is no spike
    at = int(above.argmax())
    x, height = float(side.x[at]), float(above[at])
    if height <= 0:
        return Measured(0.0, x, x)
    return Measured(height, x, x, _relative(float(loss.plain[at]), float(loss.level[at])))


def _jump_errors(side: Side, loss: Loss) -> Measured | None:
    if loss.spread is None or loss.jumps is None:
        return None
    steps = loss.values[1:] - loss.values[:-1]
    at = int(steps.argmax())
    value, seen = (max(0.0, float(steps[at]) / max(jitter, LEAST_JUMP)) for jitter in (loss.spread, loss.jumps))
    words = WORDS["train_jump_errors"]
    denied = words.denies(value, seen) or words.says(value) <= -1 < words.says(seen)  # no step is no event at a place
    return Measured(value, float(side.x[at]), float(side.x[at + 1]), seen, untold=denied)


def _second_descent(side: Side, loss: Loss) -> Measured:
    """How far the loss falls again after its highest rise above what it had reached, at most down to that."""
    reached = np.minimum.accumulate(loss.smooth)
    top = int((loss.smooth - reached).argmax())
    behind = np.maximum(loss.smooth[top:], reached[top])
    low = top + int(behind.argmin())
    back = max(float(loss.level[low]), float(loss.level[: top + 1].min()))
    fallen = float(loss.smooth[top] - behind[low - top])
    return Measured(fallen, float(side.x[top]), float(side.x[low]), 1 - back / float(loss.level[top]))


def _late_step(case: Case) -> Measured | None:
    """The largest fall from one point to the next after the first fifth, beyond the usual one, of both losses."""
    side, both = case.course.held_out or case.course.train, case.course.both
    if side is None or side.loss is None or side.n < 10:
        return None
    losses = both or (side.loss,)
    steps = [loss.values[1:] - loss.values[:-1] for loss in losses]
    # where a loss rises on the whole, a smaller rise than usual is no fall
    falls = np.min([min(middle(step), 0.0) - step for step in steps], axis=0)
    falls[[at - 1 for at in side.loss.starts]] = 0.0
    falls = falls[side.n // 5 :]
    at = int(falls.argmax()) + side.n // 5
    fall, first, last = float(falls[at - side.n // 5]), float(side.x[at]), float(side.x[at + 1])
    if fall <= 0:
        return Measured(0.0, first, last)
    shares = (float(loss.plain[at + 1] / max(loss.plain[at], loss.least)) for loss in losses)
    return Measured(fall, first, last, 1 - max(shares))


def _gap_in(where: slice, side: Side, train: Loss, held: Loss) -> Measured:
    """How far the median of the held-out loss stands above that of training loss in a stretch."""
    of_held, of_train = middle(held.plain[where]), middle(train.plain[where])
    x, above = side.x[where], _relative(of_held, max(of_train, train.least))
    return Measured(apart(held, of_held, train, of_train), float(x[0]), float(x[-1]), above)


def _gap_end(side: Side, train: Loss, held: Loss) -> Measured:
    return _gap_in(slice(side.n - side.last, side.n), side, train, held)


def _gap_growth(side: Side, train: Loss, held: Loss) -> Measured | None:
    found = turning_of(side, held, train)
    if found.gap_growth is None:
        return None
    last, x = slice(side.n - side.last, side.n), side.x
    first, end = (
        of_held / max(of_train, train.least)
        for of_held, of_train in (
            (float(held.level[found.best]), float(train.level[found.best])),
            (middle(held.plain[last]), middle(train.plain[last])),
        )
    )
    if first <= 0 or end <= 0:
        return Measured(found.gap_growth, float(x[found.best]), float(x[-1]), untold=True)
    denied = WORDS["gap_growth"].denies(found.gap_growth, float(np.log(end / first)))
    # of next to nothing shares may say one thing and differences another
    untold = denied or found.gap_growth * (end - first) < 0
    return Measured(
        found.gap_growth, float(x[found.best]), float(x[-1]), end / first - 1, ends=(first, end), untold=untold
    )


def _gap_first(side: Side, train: Loss, held: Loss) -> Measured:
    return _gap_in(slice(0, 2), side, train, held)


def _halfway(train: Loss) -> int | None:
    """Where training has gone half of its way; None where it hardly moved."""
    way = float(train.smooth[0] - train.smooth.min())
    if way <= _SEEN:
        return None
    return int((train.smooth <= train.smooth[0] - way / 2).argmax())


def _gap_halfway(side: Side, train: Loss, held: Loss) -> Measured | None:
    at = _halfway(train)
    if at is None:
        return None
    x, of_held, of_train = float(side.x[at]), float(held.level[at]), float(train.level[at])
    return Measured(apart(held, of_held, train, of_train), x, x, _relative(of_held, of_train))


def _early_rate(side: Side, train: Loss, held: Loss) -> Measured | None:
    """What validation gained for what training gained on the first half of training's way."""
    at = _halfway(train)
    if at is None or at == 0:
        return None
    gained = float(held.smooth[0] - held.smooth[: at + 1].min())
    rate = gained / max(float(train.smooth[0] - train.smooth[at]), 0.05)
    fell = 1 - float(held.level[: at + 1].min() / held.level[0])
    ends = 1 - float(train.level[at] / train.level[0]), fell
    return Measured(min(rate, _MOST_RATE), float(side.x[0]), float(side.x[at]), fell, ends=ends)


def _fall_after_best(side: Side, train: Loss, held: Loss) -> Measured:
    return _between(side, train, held.best, side.n - 1, -1.0)


def _ahead_share(side: Side, train: Loss, held: Loss) -> Measured:
    return Measured(share(held.level < train.level), float(side.x[0]), float(side.x[-1]))


FACTS: tuple[Fact, ...] = (
    Fact(
        "val_rise",
        Unit.RELATIVE,
        "Rise of the calmed validation loss from its best to the end, in nats.",
        _val_rise,
    ),
    Fact(
        "val_rise_errors",
        Unit.ERRORS,
        "The same rise in standard errors of the curve, beyond what the best of so many points shows by chance.",
        _rise_errors,
    ),
    Fact(
        "val_fall",
        Unit.RELATIVE,
        "Fall of the validation loss from its first value to its best, in nats.",
        _held(_fall),
    ),
    Fact(
        "train_fall",
        Unit.RELATIVE,
        "Fall of the training loss from its first value to its best, in nats.",
        _trained(_fall),
    ),
    Fact(
        "train_fall_after_best",
        Unit.RELATIVE,
        "Fall of the calmed training loss from where validation loss is best to the end, in nats.",
        _compared(_fall_after_best),
    ),
    Fact(
        "train_late_fall",
        Unit.RELATIVE,
        "Fall of the calmed training loss over the last quarter of the run, in nats.",
        _trained(_late_fall, 4),
    ),
    Fact(
        "train_end_up",
        Unit.RELATIVE,
        "How far training loss ends above its best, in nats.",
        _train_rise,
    ),
    Fact("loss_over_first", Unit.RATIO, "Highest loss of any split over its first value, in nats.", _over_first),
    Fact(
        "val_noise",
        Unit.SHARE,
        "Jitter of the validation loss from point to point: ln of one standard deviation, in nats.",
        _held(_noise),
    ),
    Fact(
        "train_noise",
        Unit.SHARE,
        "Jitter of the training loss from point to point: ln of one standard deviation, in nats.",
        _of_epochs(_trained(_noise)),
    ),
    Fact(
        "noise_lead",
        Unit.RATIO,
        "Jitter of the validation loss divided by that of training.",
        _of_epochs(_compared(_noise_lead)),
    ),
    Fact(
        "val_spike",
        Unit.RELATIVE,
        "Highest point of the validation loss above its calmed course, in nats.",
        _held(_spike, 3),
    ),
    Fact(
        "train_jump_errors",
        Unit.RATIO,
        "Largest step upwards of the training loss, divided by its jitter (at least 0.01 nats).",
        _of_epochs(_trained(_jump_errors, 6)),
    ),
    Fact(
        "val_second_descent",
        Unit.SHARE,
        "How far validation loss fell again after its highest rise, at most that rise, in nats.",
        _held(_second_descent, 8),
    ),
    Fact(
        "late_step",
        Unit.SHARE,
        "Largest fall of the losses from one point to the next after the first fifth of the run, beyond the usual "
        "one, in nats; the smaller one of training and validation.",
        _late_step,
    ),
    Fact(
        "gap_end",
        Unit.RELATIVE,
        "Validation loss above training loss at the end (median of the last tenth), in nats.",
        _levelled(_gap_end),
    ),
    Fact(
        "gap_growth",
        Unit.RELATIVE,
        "How much that gap grew since validation loss was best, in nats.",
        _compared(_gap_growth),
    ),
    Fact(
        "gap_first",
        Unit.RELATIVE,
        "Validation loss above training loss in the first two points, in nats.",
        _levelled(_gap_first),
    ),
    Fact(
        "gap_halfway",
        Unit.RELATIVE,
        "Validation loss above training loss where training has gone half of its way, in nats.",
        _levelled(_gap_halfway),
    ),
    Fact(
        "early_rate",
        Unit.SHARE,
        "Fall of validation loss for each nat of training loss, up to where training has gone half of its way.",
        _compared(_early_rate),
    ),
    Fact(
        "val_ahead_share",
        Unit.SHARE,
        "Share of the points at which validation loss is below training loss.",
        _levelled(_ahead_share),
    ),
)
