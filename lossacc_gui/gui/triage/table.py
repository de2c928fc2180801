"""The runs of a triage as a table that sorts and filters itself: ten thousand rows at a stroke."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from lossacc_gui.chart.run_names import Shared, SharedEnds
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.tables import TextTable
from lossacc_gui.language import joined, say, shown, tr
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import whole_text
from lossacc_gui.triage.groups import Group, Key, grouped, key_of
from lossacc_gui.triage.harm import RANKS, harm_of, place_of
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.words import accuracy_value, cause_text, cost_text, keep_text, loss_value, main_text, names_of

_Index = QModelIndex | QPersistentModelIndex
SETTINGS = 12  # columns of settings that differ; the exported table has all
MISSING = float("inf")  # what a number that is not there is sorted as


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the text of a cell, what it is sorted by, its width in characters, and whether it is a number."""

    heading: str
    text: Callable[[Row], str]
    order: Callable[[Row], Any]
    width: int
    number: bool = False


LEFT = 6
"""The columns that are seen without scrolling in a window of the usual size."""
MEASURED = 200
"""Rows of which the texts are measured: those of ten thousand would stop the window."""
RUN, CURVES = 1, 2
"""The columns with the name and a small drawing, which the window paints."""


def columns(options: Options) -> tuple[Column, ...]:
    """What is told of every run."""
    return (
        Column(say("State"), lambda row: State(row.state).said, lambda row: RANKS[State(row.state)], _widest()),
        Column(say("Run"), lambda row: row.name, lambda row: row.name.lower(), 30),
        Column(say("Curves"), lambda row: "", lambda row: place_of(row, options), 16),
        Column(say("What"), main_text, main_text, 42),
        Column(say("Cause"), cause_text, cause_text, 28),
        Column(say("Keep"), keep_text, lambda row: _number(row.keep), 7, True),
        Column(say("Best loss"), lambda row: loss_value(row.best_loss), lambda row: _number(row.best_loss), 10, True),
        Column(say("Last loss"), lambda row: loss_value(row.last_loss), lambda row: _number(row.last_loss), 10, True),
        Column(say("Best accuracy"), lambda row: accuracy_value(row.best_accuracy), _down("best_accuracy"), 14, True),
        Column(say("Last accuracy"), lambda row: accuracy_value(row.last_accuracy), _down("last_accuracy"), 14, True),
        Column(say("Stopping late"), cost_text, lambda row: -harm_of(row, options), 24, True),
        Column(say("Points"), lambda row: whole_text(row.length), lambda row: -row.length, 9, True),
        Column(say("Format"), lambda row: row.format, lambda row: row.format, 18),
        Column(say("Notices"), lambda row: str(len(row.notices) or ""), lambda row: -len(row.notices), 9, True),
        Column(say("Log"), lambda row: row.source, lambda row: row.source, 60),
    )


def _widest() -> int:
    """The characters of the longest state, in the language of the window."""
    return max(len(tr(state.said)) for state in State) + 1


class TriageTable(TextTable):
    """The runs that are shown are `shown`; without a chosen column they are in the order by harm.

    `asked_as` is what their analysis was asked for, whatever is wanted by now: they are compared and written so, too.
    Grouped runs stand below the heading of their group, which is a line of the table as they are.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.asked_as = Request()
        self._usual = columns(self._options)
        self._columns = self._usual
        self._rows: list[tuple[tuple[Any, ...], str, Row]] = []
        self._names: dict[int, str] = {}  # by the identity of the row: to compare two of them is dear
        self._ordered: tuple[Row, ...] = ()
        self._shared: SharedEnds | None = None
        self.shown: list[Row] = []
        self._lines: list[Row | Group] = []
        self._grouped_by = ""
        self._key: Key | None = None
        self._words: tuple[str, ...] = ()
        self._states: frozenset[str] = frozenset()
        self._causes: frozenset[str] = frozenset()
        self._sorted_by: tuple[int, bool] | None = None

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self._theme

    @property
    def count(self) -> int:
        """How many runs there are, shown or not."""
        return len(self._rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All runs in the order by harm."""
        return self._ordered

    def begin(self, asked_as: Request) -> None:
        """Forget all runs: those that come were analysed as this asks."""
        settings = self._columns[len(self._usual) :]
        self.asked_as = asked_as
        self._usual = columns(self._options)
        self._columns = (*self._usual, *settings)
        self._rows, self._ordered = [], ()
        self._names, self._shared = {}, None
        self._group()
        self._refresh()

    def add(self, rows: Iterable[Row]) -> None:
        """Put runs where they belong."""
        self._rows += [(place_of(row, self._options), _searched(row), row) for row in rows]
        self._rows.sort(key=lambda one: one[0])
        self._ordered = tuple([row for _, _, row in self._rows])
        self._names = {id(row): name for row, name in zip(self.rows, names_of(self.rows), strict=True)}
        self._shared = None
        self._group()
        self._refresh()

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide each column is, in characters; its heading has room in every language.

        As wide as it is meant to be, or as the first rows want where that is less; what the columns on the left leave
        of their room is for those among them that want more.
        """
        headings = [len(tr(column.heading)) + 2 for column in self._columns]
        wide = [max(column.width, heading) for column, heading in zip(self._columns, headings, strict=True)]
        if not self.shown:
            return tuple(wide)
        wanted = [
            wide[i]
            if i == CURVES
            else max(heading, max(len(self._shown_text(row, i)) for row in self.shown[:MEASURED]) + 2)
            for i, heading in enumerate(headings)
        ]
        found = [min(one, other) for one, other in zip(wide, wanted, strict=True)]
        left = sum(wide[:LEFT]) - sum(found[:LEFT])
        for i in sorted(range(LEFT), key=lambda i: i == RUN):  # names come last: they are cut where they are alike
            more = min(wanted[i] - found[i], left)
            found[i], left = found[i] + more, left - more
        return tuple(found)

    def _shown_text(self, row: Row, column: int) -> str:
        return str(shown(self.name_of(row) if column == RUN else self._columns[column].text(row)))

    def show_settings(self, names: Sequence[str]) -> None:
        """Give a column to each of the first of these settings."""
        names = names[:SETTINGS]
        self._columns = (*self._usual, *(_setting(name) for name in names))
        self._refresh()

    def filter(self, text: str, states: Iterable[str] = (), causes: Iterable[str] = ()) -> None:
        """Show the runs that have every word of a text in their name, path, cause, verdict or settings.

        `states` are those that are shown, `causes` the titles of those that are; none for all.
        """
        self._words, self._states, self._causes = tuple(text.lower().split()), frozenset(states), frozenset(causes)
        self._refresh()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; by harm where it is -1."""
        self._sorted_by = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._refresh()

    def group_by(self, name: str) -> None:
        """Group the runs by one of triage.groups.GROUPINGS or a setting; not at all by the empty name."""
        self._grouped_by = name
        self._group()
        self._refresh()

    def headings(self) -> Sequence[str]:
        """The titles of the columns."""
        return [column.heading for column in self._columns]

    def rowCount(self, parent: _Index | None = None) -> int:
        """One line a run that is shown, and one a heading."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def run_at(self, line: int) -> Row | None:
        """The run of a line, None where a heading stands."""
        found = self._lines[line]
        return found if isinstance(found, Row) else None

    def line_of(self, row: Row) -> int | None:
        """The line of a run, None where it is not shown."""
        lines = enumerate(self._lines)
        near = ((i, found) for i, found in lines if isinstance(found, Row) and found.source == row.source)
        return next((i for i, found in near if found is row or found == row), None)

    def lines_of(self, rows: Iterable[Row]) -> list[int]:
        """The lines of those of these runs of the table that are shown."""
        wanted = set(map(id, rows))  # to compare two rows is dear
        return [i for i, found in enumerate(self._lines) if id(found) in wanted]

    @property
    def headings_at(self) -> list[int]:
        """The lines on which headings stand."""
        return [i for i, found in enumerate(self._lines) if isinstance(found, Group)]

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        one = self._lines[row]
        if isinstance(one, Group):
            return one.text if column == 0 else ""
        return self.name_of(one) if column == RUN else self._columns[column].text(one)

    def name_of(self, row: Row) -> str:
        """What a run of the table is called beside the others."""
        return self._names[id(row)]

    def shared_ends_of(self, index: _Index) -> Shared | None:
        """How many letters at its beginning and its end the name of a run has in common with others; None of a heading.

        Found where a name is painted first: most of ten thousand never are.
        """
        row = self.run_at(index.row())
        if row is None:
            return None
        if self._shared is None:
            self._shared = SharedEnds(self._names.values())
        return self._shared.of(self.name_of(row))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As every table; headings are bold."""
        if role == Qt.ItemDataRole.FontRole and index.isValid() and self.run_at(index.row()) is None:
            font = QFont()
            font.setBold(True)
            return font
        return super().data(index, role)

    def tip(self, row: int, column: int) -> str:
        """The verdict; of the count of notices what they say."""
        one = self._lines[row]
        if isinstance(one, Group):
            return one.text
        if self._columns[column].heading == "Notices":
            return joined("\n", one.notices)
        return joined("\n", (one.text, one.source))

    def colour(self, row: int, column: int) -> str | None:
        """States stand out."""
        one = self._lines[row]
        return self._theme.severity(one.state) if column == 0 and isinstance(one, Row) else None

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return self._columns[column].number

    @property
    def _options(self) -> Options:
        return self.asked_as.options

    def _group(self) -> None:
        """Find what all runs are alike in; which of them are shown does not matter to it."""
        self._key = key_of(self.rows, self._grouped_by) if self._grouped_by else None

    def _refresh(self) -> None:
        self.beginResetModel()
        shown = list(self._ordered)
        if self._states or self._causes or self._words:
            shown = [
                row
                for _, searched, row in self._rows
                if (not self._states or row.state in self._states)
                and (not self._causes or row.title in self._causes)
                and all(word in searched for word in self._words)
            ]
        if self._sorted_by is not None and self._sorted_by[0] < len(self._columns):
            column, down = self._sorted_by
            order = self._columns[column].order if column != RUN else lambda row: self.name_of(row).lower()
            shown.sort(key=order, reverse=down)
        self.shown = shown
        self._lines = list(shown)
        if self._key is not None:
            self._lines = []
            for group in grouped(shown, self._key):
                self._lines += [group, *group.rows]
        self.endResetModel()


def _setting(name: str) -> Column:
    def value(row: Row) -> str:
        return dict(row.settings).get(name, "")

    return Column(name, value, lambda row: _natural(value(row)), 14)


def _natural(text: str) -> tuple[int, float, str]:
    """Numbers by their size, before texts."""
    try:
        return 0, float(text), ""
    except ValueError:
        return 1, 0.0, text


def _searched(row: Row) -> str:
    settings = " ".join(f"{name}={value}" for name, value in row.settings)
    return " ".join((row.name, row.source, row.state, row.main, row.title, row.cause, row.format, settings)).lower()


def _number(value: float | None) -> float:
    """A number to sort by: what is none goes to the end."""
    return MISSING if value is None or math.isnan(value) else value


def _down(name: str) -> Callable[[Row], float]:
    """By a number that is better the larger it is."""

    def order(row: Row) -> float:
        value = getattr(row, name)
        return MISSING if value is None or math.isnan(value) else -value

    return order
