"""The numbers of facts that are read off the curves, from the raw values and in plain Python."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

from reckoned_sides import DUST, Curve, Loss, Side, Sides, Values

MOST_PAIRS = 200  # points: of more the program compares every second one, every third ...
NO_BETTER, BETTER = 0.005, 0.03  # of the accuracy; of ln(L + floor)
FEWEST_ERRORS = 0.001  # of the answers
Place = tuple[float, float]


class Told(NamedTuple):
    """A number of a sentence, two numbers beside it where it tells them, and the x values between which it holds."""

    value: float
    ends: tuple[float, float] | None = None
    where: Place | None = None


Told1 = Iterator[tuple[str, Told]]


def of_curves(sides: Sides) -> Told1:
    """What curves tell by fact; a fact that comes twice may be either, as rounding decides between them."""
    held, train, lead = sides.held, sides.train, sides.lead
    if held is not None and held.loss is not None:
        yield from _of_loss("val", held, held.loss)
        if held.n >= 8:
            yield from _second_descent(held, held.loss)
    if train is not None and train.loss is not None:
        yield from _of_loss("train", train, train.loss)
    if held is not None and train is not None and held.loss is not None and train.loss is not None:
        yield from _of_both(held, held.loss, train.loss)
    yield from _of_all_losses(sides)
    if lead is not None and lead.right is not None:
        yield from _of_answers("", lead, lead.right)
    if train is not None and train.right is not None:
        yield from _of_answers("train_", train, train.right)
    if held is not None and train is not None and held.right is not None and train.right is not None:
        yield from _of_both_answers(held, train.right, held.right)
    for prefix, side in (("", lead), ("train_", train)):
        if side is not None and side.loss is not None and side.right is not None:
            yield from _of_pair(prefix, side, side.loss, side.right)


def _of_loss(name: str, side: Side, loss: Loss) -> Told1:
    level, scaled, n = loss.level, loss.scaled, side.n
    for best in loss.best:
        rise = Told(level[-1] / level[best] - 1, None, (side.x[best], side.x[-1]))
        yield ("val_rise" if name == "val" else "train_end_up"), rise
        yield f"{name}_fall", Told(level[best] / max(loss.raw[0], loss.least) - 1, None, (side.x[0], side.x[best]))
        if name == "val":
            some = max(1, min(side.last, n - 1 - best))
            above = loss.calmed[-1] - loss.calmed[best]
            errors = above / loss.error(some, some) - math.sqrt(2 * math.log(max(1.0, n / some)))
            yield "val_rise_errors", Told(max(0.0, errors), None, (side.x[best], side.x[-1]))
    if name == "train":
        yield "train_late_fall", Told(level[-1] / level[max(0, n - 1 - max(2, n // 4))] - 1)
    if loss.jumps is not None:
        yield f"{name}_noise", Told(loss.drawn(loss.jumps))
    if loss.jumps is not None and n >= 6:
        steps = [b - a for a, b in pairwise(scaled)]
        for at in _highest(steps):
            told = Told(max(0.0, steps[at] / max(loss.jumps, 0.01)), None, (side.x[at], side.x[at + 1]))
            yield f"{name}_jump_errors", told
    if n >= 3:
        above = [a - b for a, b in zip(scaled, loss.calmed, strict=True)][1:]
        for i in _highest(above):
            at = i + 1
            told = loss.raw[at] / level[at] - 1 if above[i] > 0 else 0.0
            yield f"{name}_spike", Told(told, None, (side.x[at], side.x[at]))


def _highest(values: Values) -> list[int]:
    """Where values are highest; several where rounding decides."""
    return [i for i, one in enumerate(values) if one >= max(values) - DUST]


def _second_descent(side: Side, loss: Loss) -> Told1:
    reached = list(accumulate(loss.calmed, min))
    for top in _highest([a - b for a, b in zip(loss.calmed, reached, strict=True)]):
        back = max(min(loss.level[top:]), min(loss.level[: top + 1]))
        yield "val_second_descent", Told(1 - back / loss.level[top])


def _of_all_losses(sides: Sides) -> Told1:
    ratios = {}
    for side in (sides.held, sides.own):
        if side is not None and side.loss is not None:
            loss, top = side.loss, side.loss.scaled.index(max(side.loss.scaled))
            where = side.x[top], side.x[top]
            ratios[loss.scaled[top] - loss.scaled[0]] = Told(loss.raw[top] / max(loss.raw[0], loss.least), None, where)
    if ratios:
        yield "loss_over_first", ratios[max(ratios)]
    side = sides.held or sides.train
    if side is None or side.loss is None or side.n < 10:
        return
    both = sides.held is not None and sides.train is not None and sides.train.loss is not None
    losses = [sides.train.loss, side.loss] if both and sides.train is not None else [side.loss]
    falls = []
    for loss in (one for one in losses if one is not None):
        steps = [b - a for a, b in pairwise(loss.scaled)]
        falls.append([min(median(steps), 0.0) - step for step in steps])
    common = [min(of) for of in zip(*falls, strict=True)]
    begin = side.n // 5
    for i in _highest(common[begin:]):
        at = begin + i
        share = max(one.raw[at + 1] / max(one.raw[at], one.least) for one in losses if one is not None)
        yield "late_step", Told(1 - share if common[at] > 0 else 0.0, None, (side.x[at], side.x[at + 1]))


def _of_both(side: Side, held: Loss, train: Loss) -> Told1:
    end = slice(side.n - side.last, side.n)

    def gap(where: slice) -> float:
        return median(held.raw[where]) / max(median(train.raw[where]), train.least) - 1

    yield "gap_end", Told(gap(end), None, (side.x[end][0], side.x[-1]))
    yield "gap_first", Told(gap(slice(0, 2)))
    yield "val_ahead_share", Told(sum(h < t for h, t in zip(held.level, train.level, strict=True)) / side.n)
    for best in held.best:
        first = held.level[best] / max(train.level[best], train.least)
        last = median(held.raw[end]) / max(median(train.raw[end]), train.least)
        if first > 0:
            yield "gap_growth", Told(last / first - 1, (first, last))
        yield "train_fall_after_best", Told(train.level[-1] / train.level[best] - 1)
    way = train.calmed[0] - min(train.calmed)
    if way > 0.1 - DUST:
        at = next(i for i, one in enumerate(train.calmed) if one <= train.calmed[0] - way / 2)
        yield "gap_halfway", Told(held.level[at] / train.level[at] - 1, None, (side.x[at], side.x[at]))
        if at:
            fell = 1 - min(held.level[: at + 1]) / held.level[0]
            yield "early_rate", Told(fell, (1 - train.level[at] / train.level[0], fell))
    if held.jumps is not None and train.jumps is not None:
        ends = held.drawn(held.jumps), train.drawn(train.jumps)
        yield "noise_lead", Told(max(ends[0], 1e-3) / max(ends[1], 1e-3), ends)


def _of_answers(prefix: str, side: Side, right: Curve) -> Told1:
    raw, level, n = right.raw, right.calmed, side.n
    best = max(level)
    yield f"{prefix}accuracy_gain", Told(best - raw[0])
    yield f"{prefix}errors_left", Told(best)
    yield "accuracy_start" if not prefix else "train_accuracy_start", Told(raw[0])
    if prefix:
        return
    yield "accuracy_end", Told(median(raw[-side.last :]))
    yield "accuracy_fall", Told(best - level[-1])
    if right.spread is not None:
        yield "accuracy_fall_errors", Told((best - level[-1]) / right.error(side.last, side.last))
        if n >= 6 and right.jumps is not None:
            yield "accuracy_noise", Told(right.jumps)
    yield "accuracy_constant", Told(max(Counter(round(one, 4) for one in raw).values()) / n)
    losses = side.loss.raw if side.loss is not None and side.entropy else [0.0] * n
    odd = [a <= 0 or a > 1.000001 or (a >= 1 and h > math.log(2)) for a, h in zip(raw, losses, strict=True)]
    yield "accuracy_extreme", Told(sum(odd) / n)
    different = sorted({round(one, 6) for one in raw})
    if len(different) >= 3:
        yield "accuracy_grain", Told(min(b - a for a, b in pairwise(different)))
    if raw[0] < 1:
        yield "errors_gone", Told((1 - best) / (1 - raw[0]) - 1)


def _of_both_answers(side: Side, train: Curve, held: Curve) -> Told1:
    end = slice(side.n - side.last, side.n)
    yield "answers_gap_end", Told(median(train.raw[end]) - median(held.raw[end]), None, (side.x[end][0], side.x[-1]))
    yield "answers_gap_first", Told(median(train.raw[:2]) - median(held.raw[:2]))
    gained = max(train.calmed) - train.calmed[0]
    if gained >= 0.02 - DUST:
        at = next(i for i, one in enumerate(train.calmed) if one >= train.calmed[0] + gained / 2)
        yield "answers_gap_halfway", Told(train.calmed[at] - held.calmed[at], None, (side.x[at], side.x[at]))
    fitted = next((i for i, one in enumerate(train.calmed) if one >= 0.985), None)
    if fitted is not None:
        yield "gain_after_fit", Told(held.calmed[-1] - held.calmed[fitted])
    if train.jumps is not None and held.jumps is not None:
        ends = held.jumps, train.jumps
        yield "answers_noise_lead", Told(max(ends[0], 1e-3) / max(ends[1], 1e-3), ends)
    yield "first_errors", Told((1 - train.raw[0]) / max(1 - held.raw[0], FEWEST_ERRORS))


def _of_pair(prefix: str, side: Side, loss: Loss, right: Curve) -> Told1:
    """What one split tells of its loss and its accuracy together."""
    level, wrong = loss.level, [min(max(1 - a, FEWEST_ERRORS), 1.5) for a in right.calmed]
    yield from _idle(prefix, side, loss, right)
    if prefix:
        yield "train_loss_per_error_end", Told(level[-1] / wrong[-1])
        return
    for best in loss.best:
        yield "loss_per_error_best", Told(level[best] / wrong[best])
        yield "confident_rise", Told(level[-1] / wrong[-1] / (level[best] / wrong[best]) - 1)
        yield "accuracy_after_best_loss", Told(right.calmed[-1] - right.calmed[best])
    cost = {i: level[i] / wrong[i] for i in range(side.n) if wrong[i] > 0.01 + DUST}
    if cost:
        at = min(cost, key=lambda i: cost[i])
        yield "bound_ratio", Told(cost[at] / math.log(2), (cost[at], math.log(2)), (side.x[at], side.x[at]))
    yield "chance_share", Told(sum(_guessing(loss.raw, right.raw)) / side.n)
    moved = next((i for i, one in enumerate(right.raw) if abs(one - right.raw[0]) > NO_BETTER), side.n)
    yield "stuck_start_fall", Told(loss.raw[max(0, moved - 1)] / max(loss.raw[0], loss.least) - 1)


def _guessing(losses: Values, right: Values) -> Iterator[bool]:
    for loss, hits in zip(losses, right, strict=True):
        nats = min(max(loss, 1e-6), 7.0)
        classes = max(2, round(math.exp(nats)))
        possible = min(right) >= 0.7 / classes
        yield (
            possible
            and abs(nats - math.log(classes)) <= 0.03 * math.log(classes)
            and (abs(hits - 1 / classes) <= 0.3 / classes)
        )


def _idle(prefix: str, side: Side, loss: Loss, right: Curve) -> Told1:
    """The largest fall of one of the two while the other does not get better; all that may be it by rounding."""
    stride = -(-side.n // MOST_PAIRS)
    at = list(range(side.n - 1, -1, -stride))[::-1]
    for fact, falls, other, most in (
        ("idle_fall", loss.calmed, right.calmed, NO_BETTER),
        ("worse_answers", right.calmed, loss.calmed, -BETTER),
    ):
        where = _largest_falls(at, falls, other, most)
        for i, j in where or {(at[0], at[0])}:
            x = (side.x[i], side.x[j]) if where else None
            if falls is loss.calmed:
                told = Told(1 - loss.level[j] / loss.level[i], (right.calmed[i], right.calmed[j]), x)
            else:
                told = Told(falls[i] - falls[j], (loss.level[i], loss.level[j]), x)
            yield f"{prefix}{fact}", told


def _largest_falls(at: list[int], falls: Values, other: Values, most: float) -> list[tuple[int, int]]:
    """Between which two places the first falls most while the other gains no more than `most`: all that may be it, as
    rounding decides of each that gains just as much.
    """
    fallen = [(falls[i] - falls[j], other[j] - other[i], i, j) for k, i in enumerate(at) for j in at[k + 1 :]]
    least = max((fall for fall, gain, _, _ in fallen if gain <= most - DUST), default=0.0)
    return [(i, j) for fall, gain, i, j in fallen if fall > 0 and fall >= least - DUST and gain <= most + DUST]
