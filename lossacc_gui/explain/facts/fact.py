"""What a fact is: a measured number with a unit, a definition and the stretch of the run that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import Split
from lossacc_gui.numerals import errors_text, loss_text, percent_text, points_text, relative_text, unsigned_text, x_text

if TYPE_CHECKING:
    from lossacc_gui.explain.facts.case import Case
    from lossacc_gui.measure.course import Side


class Unit(StrEnum):
    """How the number of a fact is written for a person."""

    SHARE = "share"
    POINTS = "points"
    DISTANCE = "distance"
    RELATIVE = "relative"
    LOSS = "loss"
    RATIO = "ratio"
    COUNT = "count"
    ERRORS = "standard errors"

    def written(self, value: float) -> str:
        """The number as it stands in a sentence; ratios and losses have three significant digits, distances no sign.

        A share or a distance that is not zero is never written as zero.
        """
        return _WRITTEN.get(self, loss_text)(value)


_NOTHING = 1e-9  # what rounding leaves of a difference of equal numbers
_LEAST = 0.0005  # written as a tenth of a per cent or of a point
LESS = "less than"
"""Begins what is written of a value that is not zero, but so small that it would be written as zero."""


def _share_text(value: float) -> str:
    if _NOTHING < value < _LEAST:
        return say("less than {value}", value=Number("0.1 %"))
    return percent_text(value, 0 if value == 1 else 1)


def _distance_text(value: float) -> str:
    if _NOTHING < value < _LEAST:
        return say("less than {value}", value=say("{change} points", change=Number("0.1")))
    return unsigned_text(points_text(value))


def _ratio_text(value: float) -> str:
    return Number(f"{value:,.0f}") if 1000 <= abs(value) < 1e6 else loss_text(value)


_WRITTEN: dict[Unit, Callable[[float], str]] = {
    Unit.SHARE: _share_text,
    Unit.POINTS: points_text,
    Unit.DISTANCE: _distance_text,
    Unit.RELATIVE: relative_text,
    Unit.RATIO: _ratio_text,
    Unit.COUNT: lambda value: x_text(round(value)),
    Unit.ERRORS: lambda value: say("{count} standard errors", count=errors_text(value)),
}


class Measured(NamedTuple):
    """A fact's value in one run; `start`..`end` are the x values that show it, None where no stretch does.

    `shown` is the number that a sentence tells, in the unit of the fact, where it is not the value that signs judge: a
    difference of floored logarithms is judged, but the change of the curve as it is drawn is told. `places` are the x
    values of several incidents, of which `start` and `end` are the first and the last. `split` is whose number it is,
    where the run has both and the fact may be of either. `ends` are two numbers beside the one that is told, from which
    it comes, and `given` is what it was reckoned with. What is `untold` is judged and not told: in this run its
    sentence would take for granted what is not so, or read the other way round.
    """

    value: float
    start: float | None = None
    end: float | None = None
    shown: float | None = None
    places: tuple[float, ...] = ()
    split: Split | None = None
    ends: tuple[float, float] | None = None
    given: str = ""
    untold: bool = False

    @property
    def told(self) -> float:
        """The number for a sentence."""
        return self.value if self.shown is None else self.shown

    def of(self, split: Split | None) -> Measured:
        """The same, of a split: written out, which takes a third of the time of `_replace`."""
        value, start, end, shown, places, _, ends, given, untold = self
        return Measured(value, start, end, shown, places, split, ends, given, untold)


def of_side(found: Measured | None, case: Case, side: Side) -> Measured | None:
    """What was measured of one side, with its split where both could be meant."""
    return None if found is None else found.of(case.split_of(side))


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the closed vocabulary; `measure` returns None where the fact is not known."""

    name: str
    unit: Unit
    definition: str
    measure: Callable[[Case], Measured | None]


@dataclass(frozen=True, slots=True)
class Words:
    """How a fact is told, and over which range of values it speaks.

    low, high  from the one to the other a fact goes from saying no to saying yes; beyond them it says no more
    said       the sentence with {value}, {size} (the value without its sign), {over} (the size, and whether it is above
               or below), {where}, {first} and {last} (see `Measured.ends`, written in the unit `of_ends`) and {given}
    zero       the sentence where the value would be written as `nothing`; empty: as any other
    nothing    the value at which there is nothing to tell: zero, of a ratio one
    bound      what stands for {bound}: the number by which the fact itself is defined, which no text spells out;
               said where it is more than a number
    least      what stands for {least}: a second such number
    little     the sentence where the fact says no though there is something to tell; empty: as any other
    whole      the sentence of a share of all there is; empty: as any other
    below      the sentence where the number is below `nothing`; empty: as any other
    """

    low: float
    high: float
    said: str
    zero: str = ""
    nothing: float = 0.0
    bound: str = ""
    little: str = ""
    least: str = ""
    whole: str = ""
    below: str = ""
    of_ends: Unit = Unit.SHARE

    @property
    def middle(self) -> float:
        """Where a fact says neither no nor yes."""
        return (self.low + self.high) / 2

    def says(self, value: float) -> float:
        """-1 at `low` and below, 1 at `high` and above, straight between."""
        return 2 * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low) - 1

    def denies(self, judged: float, told: float) -> bool:
        """Whether another measure of the same would clearly speak for the other side than the one that is judged."""
        one, other = self.says(judged), self.says(told)
        return one * other < 0 and abs(one - other) > 1
