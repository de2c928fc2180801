"""What a person says that a metric measures, where its name tells it wrongly or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lossacc_gui.model.quantity import Quantity, Split


@dataclass(frozen=True, slots=True)
class Choice:
    """What a metric means: `quantity`, and `split` where that changes too.

    `metric` is its name, which means all series that are called so; `name#2` is the second of them. As EPOCH or STEP
    the metric counts the others: it becomes their x axis.
    """

    metric: str
    quantity: Quantity
    split: Split | None = None


def json_of_choices(choices: Sequence[Choice]) -> list[list[str | None]]:
    """Choices as plain lists, to be kept in settings."""
    return [[choice.metric, choice.quantity.value, choice.split] for choice in choices]


def choices_of_json(found: Iterable[Sequence[str | None]]) -> tuple[Choice, ...]:
    """What `json_of_choices` gave; ValueError where it is something else."""
    return tuple(
        Choice(str(metric), Quantity(str(quantity)), Split(split) if split else None)
        for metric, quantity, split in found
    )
