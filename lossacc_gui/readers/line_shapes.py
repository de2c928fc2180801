"""Understands a line that looks like an earlier one, but for its numbers, without reading it anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import isfinite

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.text_pairs import COUNTERS, Pair

NUMBER = re.compile(r"([0-9](?<![\w.@].)[0-9]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
"""A number as far as it may change from line to line; its sign, and a word it is part of, belong to the shape."""

LEADING_DIGITS = re.compile(r"^\d+")
MOST_SHAPES = 2000  # that are remembered: a text has a dozen, or as many as lines where names change
MOST_PARTS = 80  # numbers and texts between them in a line that is tried; longer ones come once
FIRST_TRIED = 10_007  # numbers that hardly stand in a log
STEP_TRIED = 2
GLOBAL = re.compile(r"global|updates", re.IGNORECASE)  # of several counters of steps, the one that never begins anew

Shape = tuple[str | bool, ...]
Group = tuple[Split | None, tuple[str, ...], tuple[int, ...]]
"""A split, the names of its metrics, and their places among the pairs."""


class Plan:
    """What the pairs of all lines of one shape are for: `epoch` and `step` are places among them, -1 for none.

    `metrics` tells whether anything is measured. The numbers in `pairs` are those of one line only.
    """

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.pairs = tuple(pairs)
        steps = [i for i, pair in enumerate(pairs) if pair.quantity is Quantity.STEP]
        self.epoch = max((i for i, pair in enumerate(pairs) if pair.quantity is Quantity.EPOCH), default=-1)
        self.step = next((i for i in steps if GLOBAL.search(pairs[i].name)), steps[0] if steps else -1)
        self.metrics = any(pair.quantity not in COUNTERS | {Quantity.TIME} for pair in pairs)
        self._groups: dict[Split | None, tuple[Group, ...]] = {}

    def groups(self, heading: Split | None) -> tuple[Group, ...]:
        """The metrics by split, where the line stands below a heading; of metrics of one name the first counts."""
        if heading not in self._groups:
            by_split: dict[Split | None, dict[str, int]] = {}
            for i, pair in enumerate(self.pairs):
                if pair.quantity not in COUNTERS | {Quantity.TIME}:
                    own = meaning_of(pair.name).split
                    names = by_split.setdefault(None if own else pair.split or heading, {})
                    names.setdefault(" ".join(pair.name.split()), i)
            self._groups[heading] = tuple((split, tuple(n), tuple(n.values())) for split, n in by_split.items())
        return self._groups[heading]


@dataclass(slots=True)
class Said:
    """What one line says: the value of each pair of the plan, and the total of its steps."""

    plan: Plan
    values: list[float]
    total: float | None = None


def said(pairs: Sequence[Pair]) -> Said:
    """What `pairs` say."""
    plan = Plan(pairs)
    return Said(plan, [pair.value for pair in pairs], pairs[plan.step].total if plan.step >= 0 else None)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a number comes from: number `at` of the line times `sign`, divided by number `over` if that is not -1.

    Where `at` is -1 it is `fixed` in all lines.
    """

    at: int = -1
    sign: float = 1.0
    over: int = -1
    fixed: float = 0.0

    def value(self, numbers: list[float]) -> float:
        """The number in a line; ZeroDivisionError where it has none."""
        if self.at < 0:
            return self.fixed
        value = self.sign * numbers[self.at]
        return value if self.over < 0 else value / numbers[self.over]


@dataclass(frozen=True, slots=True)
class _Known:
    """How to understand the lines of a shape. `simple` are the places of the values where they are plain numbers."""

    plan: Plan
    values: tuple[_Source, ...]
    total: _Source | None
    simple: tuple[int, ...] | None

    def said(self, numbers: list[float]) -> Said:
        """What a line of this shape says; ZeroDivisionError where that cannot be told."""
        if self.simple is not None:
            values = [numbers[i] for i in self.simple]
        else:
            values = [source.value(numbers) for source in self.values]
        return Said(self.plan, values, self.total.value(numbers) if self.total is not None else None)


class LineShapes:
    """Finds in lines what `understand` finds in them, which is asked for few lines of each shape only.

    How the pairs of a shape come from its numbers is found by trying: a line of other numbers must have the same pairs,
    each with the number of its place. Where it has not, every line of that shape is asked about.
    """

    def __init__(self, understand: Callable[[str], list[Pair]]) -> None:
        self._understand = understand
        self._known: dict[Shape, _Known | None] = {}
        self._seen: set[Shape] = set()

    def said(self, line: str) -> Said:
        """What a line says."""
        parts = NUMBER.split(line)
        shape = (*parts[::2], *map(str.isdigit, parts[1::2]))
        known = self._known.get(shape)
        if known is not None:
            try:
                return known.said(list(map(float, parts[1::2])))
            except ZeroDivisionError:
                return said(self._understand(line))
        pairs = self._understand(line)
        if shape not in self._seen:
            if len(self._seen) >= MOST_SHAPES:
                self._seen.clear()
                self._known.clear()
            self._seen.add(shape)
        elif shape not in self._known:
            self._known[shape] = self._tried(parts, pairs)
        return said(pairs)

    def _tried(self, parts: list[str], pairs: list[Pair]) -> _Known | None:
        """How `pairs` come from the numbers among `parts`; None where that cannot be told."""
        other = list(parts)
        for i in range(1, len(parts), 2):
            other[i] = LEADING_DIGITS.sub(str(FIRST_TRIED + STEP_TRIED * i), parts[i])
        twins = self._understand("".join(other))
        numbers = [(float(a), float(b)) for a, b in zip(parts[1::2], other[1::2], strict=True)]
        alike = [_named(pair) for pair in pairs] == [_named(twin) for twin in twins]
        if not alike or len(parts) > MOST_PARTS or not all(map(isfinite, chain(*numbers))):
            return None
        sources = _sources(numbers)
        values = [_source(a.value, b.value, sources) for a, b in zip(pairs, twins, strict=True)]
        plan = Plan(pairs)
        total = None
        if plan.step >= 0 and (told := pairs[plan.step].total) is not None:
            total = _source(told, twins[plan.step].total or 0.0, sources)
            values.append(total)
        found = tuple(source for source in values if source is not None)
        if len(found) < len(values):
            return None
        plain = all(source == _Source(source.at) and source.at >= 0 for source in found)
        simple = tuple(source.at for source in found[: len(pairs)]) if plain else None
        return _Known(plan, found[: len(pairs)], total, simple)


def _named(pair: Pair) -> Pair:
    """A pair without its numbers."""
    return replace(pair, value=0.0, total=None if pair.total is None else 0.0)


def _sources(numbers: list[tuple[float, float]]) -> dict[tuple[float, float], _Source]:
    """Where everything comes from that can be made of the numbers of two lines."""
    every = list(enumerate(numbers))
    found = {(a / c, b / d): _Source(i, over=k) for i, (a, b) in every for k, (c, d) in every if i != k and c and d}
    found |= {(-a, -b): _Source(i, -1.0) for i, (a, b) in every}
    return found | {both: _Source(i) for i, both in every}


def _source(a: float, b: float, sources: dict[tuple[float, float], _Source]) -> _Source | None:
    """Where the numbers `a` and `b` of two lines of one shape come from; None where that cannot be told."""
    fixed = _Source(fixed=a) if repr(a) == repr(b) else None  # nan, or the number in a word
    return sources.get((a, b), fixed)
