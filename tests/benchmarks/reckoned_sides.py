"""The raw curves of a run laid out once more, in plain Python: what is reckoned with of each split, calmed, with noise.

Which loss and which accuracy speak for a split is taken from the program; every number is reckoned here.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from lossacc_gui.measure.pairing import main_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.run import Quantity, Series, Split

Values = list[float]
MOST = 400  # points: of more, blocks of neighbours are one
SMALLEST = 1e-8
DUST = 1e-9  # where it decides, rounding does


def calm(values: Values) -> Values:
    """Running median, then running mean, over a twentieth of the points; the ends repeat."""
    n = len(values)
    if n < 8:
        return list(values)
    width = max(3, n // 20)
    width += 1 - width % 2

    def rolled(given: Values, summary: Callable[[Values], float]) -> Values:
        return [
            summary([given[min(max(j, 0), n - 1)] for j in range(i - width // 2, i + width // 2 + 1)]) for i in range(n)
        ]

    return rolled(rolled(values, median), lambda w: math.fsum(w) / width)


def entropy(right: float, others: float, least: float = 0.001) -> float:
    """h_K of an accuracy whose errors spread over that many classes; no fewer than `least` are wrong."""
    a = min(max(right, least), 1 - least)
    return -a * math.log(a) - (1 - a) * math.log((1 - a) / others)


def decimals(values: Values) -> int | None:
    """With how many decimals values were written, up to six; None where with more."""
    return next(
        (d for d in range(1, 7) if all(abs(v * 10**d - round(v * 10**d)) < 1e-9 for v in values)),
        None,
    )


@dataclass(frozen=True)
class Curve:
    """A curve with what is seen of it: shape (n,) all; `scaled` is what it is calmed and measured as."""

    raw: Values
    scaled: Values
    calmed: Values = field(default_factory=list)

    @cached_property
    def late(self) -> Values:
        """The last two thirds, of fewer than a dozen points all."""
        n = len(self.scaled)
        return self.scaled[n // 3 if n >= 12 else 0 :]

    @cached_property
    def spread(self) -> float | None:
        """The least of what differences of order 2, 3 and 4 tell of a point's standard deviation."""
        if len(self.scaled) < 6:
            return None
        found, change = [], [b - a for a, b in pairwise(self.late)]
        for variance in (6.0, 20.0, 70.0):
            change = [b - a for a, b in pairwise(change)]
            if len(change) >= 3:
                found.append(1.4826 * median(map(abs, change)) / math.sqrt(variance))
        return min(found, default=None)

    @cached_property
    def jumps(self) -> float | None:
        """The spread, no more than twice what white noise would have that goes back and forth as far."""
        steps = [b - a for a, b in pairwise(self.late)]
        if self.spread is None or not steps:
            return self.spread
        parts, back = max(1, round(len(steps) / 5)), 0.0
        for i in range(parts):
            own = steps[i * len(steps) // parts : (i + 1) * len(steps) // parts]
            back += min(sum(max(s, 0.0) for s in own), sum(max(-s, 0.0) for s in own))
        return min(self.spread, 2 * back / (0.45 * len(steps)))

    def error(self, first: int, second: int) -> float:
        """The standard error of a difference of means of so many points."""
        n, rest = len(self.scaled), [a - b for a, b in zip(self.scaled, self.calmed, strict=True)]
        memory = 0.0
        if n >= 12:
            level = sum(rest) / n
            if sum((r - level) ** 2 for r in rest) / n >= 1e-24:
                memory = min(max(_correlation(rest[1:], rest[:-1]), 0.0), 0.8)
        least = 0.02 if n < 12 else 0.002
        spread = max(0.05 if self.spread is None else self.spread, least)
        return spread * math.sqrt((1 / first + 1 / second) * (1 + memory) / (1 - memory))


def _correlation(one: Values, other: Values) -> float:
    a, b = sum(one) / len(one), sum(other) / len(other)
    squares = sum((v - a) ** 2 for v in one) * sum((v - b) ** 2 for v in other)
    return sum((v - a) * (w - b) for v, w in zip(one, other, strict=True)) / math.sqrt(squares) if squares > 0 else 0.0


@dataclass(frozen=True)
class Loss(Curve):
    """A loss, measured as ln(L + floor); what is not above `least` counts as that."""

    floor: float = 0.0
    least: float = SMALLEST

    @cached_property
    def level(self) -> Values:
        """Calmed, in its own unit."""
        return [max(math.exp(one) - self.floor, SMALLEST) for one in self.calmed]

    @cached_property
    def best(self) -> list[int]:
        """Where it is lowest, calmed; several where rounding decides."""
        return [i for i, one in enumerate(self.calmed) if one <= min(self.calmed) + DUST]

    def drawn(self, spread: float) -> float:
        """A spread as a share of the loss itself."""
        late = self.level[-len(self.late) :]
        return spread * median((one + self.floor) / one for one in late)


@dataclass(frozen=True)
class Side:
    """Loss and accuracy of a split at the same places."""

    split: Split
    x: Values
    loss: Loss | None
    right: Curve | None
    logged: int
    in_epochs: bool
    counted: bool
    entropy: bool

    @property
    def n(self) -> int:
        """How many points there are."""
        return len(self.x)

    @property
    def last(self) -> int:
        """How many of them the end is."""
        return max(2, self.n // 10)


@dataclass(frozen=True)
class Sides:
    """The split that leads, training at its places, and training at its own."""

    lead: Side | None
    train: Side | None
    own: Side | None

    def of(self, split: str) -> Side | None:
        """The one that was logged of a split."""
        return next((one for one in (self.lead, self.own) if one is not None and one.split.value == split), None)

    @property
    def held(self) -> Side | None:
        """What was held out."""
        return self.lead if self.lead is not None and self.lead.split is not Split.TRAIN else None

    @property
    def judged(self) -> list[Side]:
        """Those of which the loss can be held against a share of right answers."""
        own = [self.lead] + ([self.own] if self.own is not self.lead else [])
        sides = [s for s in own if s is not None and s.loss and s.right and s.counted and s.entropy]
        return [s for s in sides if s.right is not None and max(s.right.raw) <= 1 + 1e-6]


def sides_of(analysis: Analysis) -> Sides:
    """The raw curves of a run as they are reckoned with."""
    own = {split: _side(analysis, split) for split in Split}
    lead = own[Split.VAL] or own[Split.TEST] or own[Split.TRAIN]
    train = own[Split.TRAIN]
    if lead is None or train is None or lead is train:
        return Sides(lead, train, train)
    return Sides(lead, _moved(train, lead), train)


def numbers_of(series: Series, most: float) -> Values:
    """Its values, NaN for what nobody reckons with."""
    return [v if abs(v) <= most else math.nan for v in series.value.tolist()]


def _side(analysis: Analysis, split: Split) -> Side | None:
    chosen = main_of(analysis.run, split, analysis.pairs)
    first = chosen.loss if chosen.loss is not None else chosen.accuracy
    if first is None:
        return None
    most, x = analysis.options.largest_value, first.x.tolist()
    loss = None if chosen.loss is None else numbers_of(chosen.loss, most)
    right = None if chosen.accuracy is None else numbers_of(chosen.accuracy, most)
    if loss is not None and right is not None and chosen.accuracy is not None:
        alike = (first.epoch is None) == (chosen.accuracy.epoch is None)
        places = [(s.x if alike else s.step.astype(float)).tolist() for s in (first, chosen.accuracy)]
        right = near(places[0], places[1], right)
    zero = 0.0 if loss is None else _zero(loss)
    columns = [c for c in (loss, right) if c is not None]
    known = [all(math.isfinite(c[i]) for c in columns) for i in range(len(x))]
    of_first = sum(map(math.isfinite, columns[0]))
    if sum(known) < max(2, of_first // 2):
        known, right = list(map(math.isfinite, columns[0])), None if loss is not None else right
    if sum(known) < 2:
        return None
    loss, right = (None if c is None else in_blocks(kept(c, known)) for c in (loss, right))
    of_loss = None if loss is None else loss_of(loss, zero)
    if of_loss is None and right is None:
        return None
    return Side(
        split,
        places_of(kept(x, known)),
        of_loss,
        None if right is None else Curve(right, right, calm(right)),
        sum(known),
        first.epoch is not None,
        right is not None and chosen.accuracy is not None and chosen.accuracy.quantity is Quantity.ACCURACY,
        chosen.loss is not None and chosen.loss.quantity is Quantity.LOSS,
    )


def kept(values: Values, wanted: list[bool]) -> Values:
    """The values that are wanted."""
    return [v for v, so in zip(values, wanted, strict=True) if so]


def in_blocks(values: Values) -> Values:
    """Means of neighbours in blocks of about one size, so many that there are no more than MOST."""
    return [sum(values[a:b]) / (b - a) for a, b in pairwise(_edges(len(values)))]


def places_of(x: Values) -> Values:
    """Where such blocks stand: at the places in their middles, the first and the last at the ends."""
    if len(x) <= MOST:
        return x
    return [x[0], *(x[(a + b) // 2] for a, b in list(pairwise(_edges(len(x))))[1:-1]), x[-1]]


def _edges(count: int) -> list[int]:
    blocks = count // -(-count // MOST)
    return [*(int(i * (count / blocks)) for i in range(blocks)), count]


def near(x: Values, others: Values, values: Values) -> Values:
    """Of each place the mean of the values that lie nearest to it; NaN where none does."""
    if x == others:
        return values
    middles = [(a + b) / 2 for a, b in pairwise(x)]
    reach = ((x[1] - x[0]) / 2, (x[-1] - x[-2]) / 2) if len(x) > 1 else (math.inf, math.inf)
    cells: list[Values] = [[] for _ in x]
    for at, value in zip(others, values, strict=True):
        if math.isfinite(value) and x[0] - reach[0] <= at <= x[-1] + reach[1]:
            cells[bisect_left(middles, at)].append(value)
    return [sum(cell) / len(cell) if cell else math.nan for cell in cells]


def loss_of(values: Values, zero: float) -> Loss | None:
    """A loss on its scale; None where it is not above zero nearly everywhere."""
    least = max(zero, SMALLEST)
    above = sum(v >= 0 if least > SMALLEST else v > 0 for v in values) / len(values)
    if above <= 0.97:
        return None
    positive = [max(v, least) for v in values]
    floor = 0.05 * min(positive[0], 20 * median(positive))
    scaled = [math.log(v + floor) for v in positive]
    return Loss(values, scaled, calm(scaled), floor, least)


def _zero(values: Values) -> float:
    """What a logged zero stands for: half of the last decimal, where the loss had come down to that."""
    finite = [v for v in values if math.isfinite(v)]
    zeros = [i for i, v in enumerate(finite) if v == 0]
    if not zeros or zeros[0] == 0:
        return 0.0
    digits = decimals(finite)
    half = 0.0 if digits is None else 0.5 * 10.0**-digits
    before = max(finite[i - 1] for i in zeros if finite[i - 1] != 0)
    return half if before <= 20 * half else 0.0


def _moved(train: Side, lead: Side) -> Side | None:
    """Training at the places of another split: means of what is nearest, and a straight line across what is empty."""
    if train.in_epochs is not lead.in_epochs:
        return None
    if train.x == lead.x:
        return train

    def at(values: Values) -> Values:
        found = near(lead.x, train.x, values)
        return [_between(train.x, values, x) if math.isnan(v) else v for x, v in zip(lead.x, found, strict=True)]

    if all(map(math.isnan, near(lead.x, train.x, [0.0] * train.n))):
        return None
    loss = None if train.loss is None else loss_of(at(train.loss.raw), train.loss.least)
    right = None if train.right is None else at(train.right.raw)
    of_right = None if right is None else Curve(right, right, calm(right))
    return Side(train.split, lead.x, loss, of_right, train.logged, train.in_epochs, train.counted, train.entropy)


def _between(x: Values, values: Values, at: float) -> float:
    i = bisect_left(x, at)
    if i in (0, len(x)):
        return values[min(i, len(x) - 1)]
    return values[i - 1] + (values[i] - values[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1])
