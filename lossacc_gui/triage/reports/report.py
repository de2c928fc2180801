"""What a report of a triage is: a name, the endings of its files, and a function from a table to text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lossacc_gui.language import joined, say, say_many
from lossacc_gui.model.verdict import WORST_FIRST, State
from lossacc_gui.numerals import counted_text
from lossacc_gui.triage.compare import Argued
from lossacc_gui.triage.row import Row, Table
from lossacc_gui.triage.settings import Statement
from lossacc_gui.triage.words import states_text


@dataclass(frozen=True, slots=True)
class Told:
    """What is reported: the table, the state that fails a check, the version, what was seen of settings, and what runs
    say of each other's causes.
    """

    table: Table
    fail_on: State
    version: str
    statements: tuple[Statement, ...] = ()
    groups: tuple[str, ...] = ()
    argued: tuple[tuple[Row, Argued], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report; the first suffix is the usual one, dots included."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    render: Callable[[Told], str]


GROUPS_TITLE = "Groups"
STATES_TITLE, NAMED_TITLE = say("States"), say("Causes")
SETTINGS_TITLE = "What goes with which setting"
CAUSES_TITLE = say("What other runs say of causes")


def counted(table: Table) -> str:
    """How many runs are in which state, and what failed: '3 runs: 1 problem, 2 fine. 1 log could not be read.'"""
    told, failed, others = states_text(table.rows), len(table.failures), len(table.passed_over)
    runs = counted_text(len(table.rows), "run")
    parts = [say("{runs}: {states}.", runs=runs, states=told) if told else say("{runs}.", runs=runs)]
    if failed:
        parts.append(say_many("{count} log could not be read.", "{count} logs could not be read.", failed))
    if others:
        parts.append(
            say_many(
                "{count} other file is no log and no part of one.",
                "{count} other files are no log and no part of one.",
                others,
            )
        )
    return joined(" ", parts)


def named_states(table: Table) -> tuple[tuple[State, int], ...]:
    """(state, runs) of each state that a run is in, the worst first."""
    counts = Counter(row.state for row in table.rows)
    return tuple((state, counts[state]) for state in WORST_FIRST if counts[state])


def causes_of(table: Table) -> tuple[tuple[str, int], ...]:
    """(id, runs) of each cause that a verdict has, the most frequent first."""
    return tuple(Counter(row.cause for row in table.rows if row.cause).most_common())


def named_causes(table: Table) -> tuple[tuple[str, int], ...]:
    """(title, runs) of what is said to be the cause, the most frequent first: of some runs only the family is."""
    return tuple(Counter(row.title for row in table.rows if row.title).most_common())
