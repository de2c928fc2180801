"""How the values of a row are said, in every report and in the window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lossacc_gui.model.verdict import WORST_FIRST
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, stretch_text, x_text
from lossacc_gui.triage.row import Row


def states_text(rows: Sequence[Row]) -> str:
    """How many runs are in which state, the worst first."""
    counts = Counter(row.state for row in rows)
    return ", ".join(f"{counts[state]:,} {state.said}" for state in WORST_FIRST if counts[state])


def main_text(row: Row) -> str:
    """What the verdict is about and where; empty for a run of which nothing is told."""
    if not row.main:
        return ""
    where = "" if row.start is None or row.end is None else f", {stretch_text(row.start, row.end, row.x_name)}"
    return f"{row.main}{f' ({row.split})' if row.split else ''}{where}"


def cause_text(row: Row) -> str:
    """The short name of the cause: its title up to a colon."""
    return row.title.partition(":")[0]


def keep_text(row: Row) -> str:
    """The epoch or step to keep."""
    return "" if row.keep is None else x_text(row.keep)


def cost_text(row: Row) -> str:
    """What stopping late cost: the rise of the loss and the fall of the accuracy since the epoch to keep."""
    parts = []
    if row.loss_cost:
        parts.append(f"loss {relative_text(row.loss_cost)}")
    if row.accuracy_cost:
        parts.append(points_text(-row.accuracy_cost))
    return ", ".join(parts)


def number_texts(row: Row) -> tuple[str, ...]:
    """The epoch to keep, the best and the last loss and accuracy, what stopping late cost, and the length."""
    return (
        keep_text(row),
        loss_value(row.best_loss),
        loss_value(row.last_loss),
        accuracy_value(row.best_accuracy),
        accuracy_value(row.last_accuracy),
        cost_text(row),
        f"{row.length:,}",
    )


def loss_value(value: float | None) -> str:
    """A loss, empty where there is none."""
    return "" if value is None else loss_text(value)


def accuracy_value(value: float | None) -> str:
    """An accuracy as a percentage, empty where there is none; what is no fraction (a reward) as a plain number."""
    if value is None:
        return ""
    return percent_text(value) if 0 <= value <= 1 else loss_text(value)
