"""How the values of a row are said, in every report and in the window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lossacc_gui.chart.run_names import told_apart
from lossacc_gui.language import joined, say
from lossacc_gui.model.verdict import WORST_FIRST
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, stretch_text, whole_text, x_text
from lossacc_gui.triage.row import Row


def names_of(rows: Sequence[Row]) -> list[str]:
    """What the runs are called beside each other: those of one name are told apart by their places."""
    return told_apart([(row.name, row.source) for row in rows])


def states_text(rows: Sequence[Row]) -> str:
    """How many runs are in which state, the worst first."""
    counts = Counter(row.state for row in rows)
    told = ((counts[state], state) for state in WORST_FIRST)
    return joined(", ", (joined(" ", (whole_text(count), state.said)) for count, state in told if count))


def main_text(row: Row) -> str:
    """What the verdict is about and where; empty for a run of which nothing is told."""
    if not row.main:
        return ""
    told: str = next((one.said for one in row.events if one.said == row.main), row.main)
    if row.split:
        told = say("{what} ({split})", what=told, split=row.split)
    if row.start is None or row.end is None:
        return told
    return joined(", ", (told, stretch_text(row.start, row.end, row.x_name)))


def cause_text(row: Row) -> str:
    """The short name of the cause: its title up to a colon."""
    return short_title(row.title)


def short_title(title: str) -> str:
    """The name of a cause without what it means; empty of an empty title."""
    return say(title.partition(": ")[0]) if title else ""


def keep_text(row: Row) -> str:
    """The epoch or step to keep."""
    return "" if row.keep is None else x_text(row.keep)


def cost_text(row: Row) -> str:
    """What stopping late cost: the rise of the loss and the fall of the accuracy since the epoch to keep."""
    parts: list[str] = []
    if row.loss_cost:
        parts.append(say("loss {change}", change=relative_text(row.loss_cost)))
    if row.accuracy_cost:
        parts.append(points_text(-row.accuracy_cost))
    return joined(", ", parts)


def number_texts(row: Row) -> tuple[str, ...]:
    """The epoch to keep, the best and the last loss and accuracy, what stopping late cost, and the length."""
    return (
        keep_text(row),
        loss_value(row.best_loss),
        loss_value(row.last_loss),
        accuracy_value(row.best_accuracy),
        accuracy_value(row.last_accuracy),
        cost_text(row),
        whole_text(row.length),
    )


def loss_value(value: float | None) -> str:
    """A loss, empty where there is none."""
    return "" if value is None else loss_text(value)


def accuracy_value(value: float | None) -> str:
    """An accuracy as a percentage, empty where there is none; what is no fraction (a reward) as a plain number."""
    if value is None:
        return ""
    return percent_text(value) if 0 <= value <= 1 else loss_text(value)
