"""What a fact is: a measured number with a unit, a definition and the stretch of the run that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, x_text

if TYPE_CHECKING:
    from lossacc_gui.explain.facts.case import Case, Curve


class Unit(StrEnum):
    """How the number of a fact is written for a person."""

    SHARE = "share"
    POINTS = "points"
    DISTANCE = "distance"
    RELATIVE = "relative"
    LOSS = "loss"
    RATIO = "ratio"
    COUNT = "count"

    def written(self, value: float) -> str:
        """The number as it stands in a sentence; ratios and losses have three significant digits, distances no sign."""
        match self:
            case Unit.SHARE:
                return percent_text(value)
            case Unit.POINTS:
                return points_text(value)
            case Unit.DISTANCE:
                return points_text(value).removeprefix("+")
            case Unit.RELATIVE:
                return relative_text(value)
            case Unit.COUNT:
                return x_text(round(value))
            case _:
                return loss_text(value)


@dataclass(frozen=True, slots=True)
class Measured:
    """A fact's value in one run; `start`..`end` are the x values that show it, None where no stretch does."""

    value: float
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the closed vocabulary; `measure` returns None where the fact is not known.

    `of_episode` tells that it is about the one episode that is explained, not about the run.
    """

    name: str
    unit: Unit
    definition: str
    measure: Callable[[Case], Measured | None]
    of_episode: bool = False


def of_both_splits(
    name: str, unit: Unit, definition: str, measure: Callable[[Curve], Measured | None]
) -> tuple[Fact, Fact]:
    """The fact `train_<name>` and the fact `val_<name>`; `{split}` in the definition is filled."""

    def of(split: str) -> Fact:
        def measured(case: Case) -> Measured | None:
            curve = case.train if split == "train" else case.val
            return None if curve is None else measure(curve)

        said = {"train": "training", "val": "validation"}[split]
        return Fact(f"{split}_{name}", unit, definition.replace("{split}", said), measured)

    return of("train"), of("val")


def of_validation(name: str, unit: Unit, definition: str, measure: Callable[[Curve], Measured | None]) -> Fact:
    """A fact that only the held-out curves have; the name is used as it is."""
    return Fact(name, unit, definition, lambda case: None if case.val is None else measure(case.val))
