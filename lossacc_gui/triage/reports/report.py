"""What a report of a triage is: a name, the endings of its files, and a function from a table to text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, stretch_text, x_text
from lossacc_gui.triage.compare import Statement
from lossacc_gui.triage.row import Row, Table


@dataclass(frozen=True, slots=True)
class Told:
    """What is reported: the table, the state that fails a check, the version, and what was seen of settings."""

    table: Table
    fail_on: State
    version: str
    statements: tuple[Statement, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report; the first suffix is the usual one, dots included."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    render: Callable[[Told], str]


GROUPS_TITLE = "Groups"
SETTINGS_TITLE = "What goes with which setting"


def counted(table: Table) -> str:
    """How many runs are in which state, and what failed: '3 runs: 1 problem, 2 fine. 1 log could not be read.'"""
    states = Counter(row.state for row in table.rows)
    told = ", ".join(f"{states[state]:,} {state.said}" for state in STATES if states[state])
    runs = f"{len(table.rows):,} run{'' if len(table.rows) == 1 else 's'}{f': {told}' if told else ''}."
    failed = len(table.failures)
    lost = f" {failed:,} log{'' if failed == 1 else 's'} could not be read." if failed else ""
    others = len(table.passed_over)
    rest = f" {others:,} other file{' is' if others == 1 else 's are'} no log and no part of one." if others else ""
    return f"{runs}{lost}{rest}"


STATES = (State.PROBLEM, State.WATCH, State.UNDETERMINED, State.TOO_SHORT, State.FINE)
"""The worst first."""


def causes_of(table: Table) -> tuple[tuple[str, str, int], ...]:
    """(id, title, runs) of each cause that a verdict names, the most frequent first."""
    counts = Counter((row.cause, row.title) for row in table.rows if row.cause)
    return tuple((cause, title, count) for (cause, title), count in counts.most_common())


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
