"""The tables under the chart: events and the logged values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from lossacc_gui.chart.named import cause_text, named
from lossacc_gui.chart.words import also_text
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.look.theme import LIGHT, Theme
from lossacc_gui.language import Number, joined, say, shown
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.event import Event
from lossacc_gui.model.run import FloatArray, Series
from lossacc_gui.numerals import (
    belief_text,
    change_text,
    loss_text,
    noun_text,
    percent_text,
    points_text,
    relative_text,
    span_text,
    x_text,
)

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TextTable(QAbstractTableModel):
    """A table whose cells are texts; what is right-aligned is a number."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        if last.isValid():
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.ForegroundRole])

    def headings(self) -> Sequence[str]:
        """The titles of the columns; kept, since they are asked for hundreds of times whenever columns are measured."""
        raise NotImplementedError

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        raise NotImplementedError

    def tip(self, row: int, column: int) -> str:
        """What the tool tip of a cell says: its whole text, where it says no more."""
        return self.text(row, column)

    def colour(self, row: int, column: int) -> str | None:
        """The colour of a cell's text, None for the usual one."""
        return None

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return False

    def columnCount(self, parent: _Index | None = None) -> int:
        """As many as there are headings."""
        return 0 if parent is not None and parent.isValid() else len(self.headings())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles over the columns; no row numbers."""
        if orientation == Qt.Orientation.Horizontal and section < len(self.headings()):
            if role == Qt.ItemDataRole.DisplayRole:
                return shown(self.headings()[section])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.is_number(section) else _LEFT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, its alignment and colour; the whole text as tool tip."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(self.text(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(str(shown(self.tip(index.row(), index.column()))))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.is_number(index.column()) else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = self.colour(index.row(), index.column())
            return None if colour is None else QColor(colour)
        return None


_EVENT_HEADINGS = (
    *(say("Split"), say("What happens"), say("Severity"), say("Likeliest cause"), say("Loss"), say("Accuracy")),
    say("Sure"),
)


class EventTable(TextTable):
    """The events of a run, one a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._analysis: Analysis | None = None
        self._headings = self._titles("epoch")
        self._told: dict[int, tuple[str, ...]] = {}  # the rows that were asked for

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Fill the table anew."""
        self.beginResetModel()
        self._analysis = analysis
        self._told = {}
        self._headings = self._titles(analysis.run.x_name if analysis is not None else "epoch")
        self.endResetModel()

    def headings(self) -> Sequence[str]:
        """The titles of the columns."""
        return self._headings

    @staticmethod
    def _titles(x_name: str) -> tuple[str, ...]:
        return ("#", say("{noun:upper}", noun=noun_text(x_name, several=True)), *_EVENT_HEADINGS)

    def is_number(self, column: int) -> bool:
        """Changes and confidence; the number of an event is its name."""
        return column in (6, 7, 8)

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row an event."""
        return 0 if parent is not None and parent.isValid() else len(self._events)

    @property
    def _events(self) -> tuple[Event, ...]:
        return self._analysis.events if self._analysis is not None else ()

    def text(self, row: int, column: int) -> str:
        """The text of a cell."""
        if row not in self._told:
            self._told[row] = self._cells(row)
        return self._told[row][column]

    def _cells(self, row: int) -> tuple[str, ...]:
        event = self._events[row]
        assert self._analysis is not None
        loss, accuracy = event.what.loss_change, event.what.accuracy_change
        changes = (
            "" if loss is None else relative_text(loss),
            "" if accuracy is None else points_text(accuracy),
            "" if event.episode is None else belief_text(event.episode.confidence),
        )
        return (
            str(row + 1),
            span_text(event.start, event.end),
            event.split,
            joined(" · ", (part for part in (event.said, also_text(event)) if part)),
            event.severity.said,
            cause_text(named(self._analysis, event)),
            *changes,
        )

    def tip(self, row: int, column: int) -> str:
        """Changes with the values they go from and to; what happens in a sentence, with all who show it."""
        event, title = self._events[row], self.headings()[column]
        episode = event.episode
        if title == "Loss" and episode is not None:
            return joined(": ", (episode.loss_metric, loss_said(episode)))
        if title == "Accuracy" and episode is not None:
            return joined(": ", (episode.accuracy_metric, accuracy_said(episode)))
        if title == "What happens":
            also = say("{also:upper}: {metrics}", also=also_text(event), metrics=", ".join(event.also))
            return joined("\n", (event.explanation.summary, *([also] if event.also else [])))
        return super().tip(row, column)

    def colour(self, row: int, column: int) -> str | None:
        """Severities look as in the chart."""
        return self._theme.severity(self._events[row].severity.value) if column == 4 else None


class DataTable(TextTable):
    """The logged values: one row for each x, one column for each metric; the full equivalent of the chart."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[Series, ...] = ()
        self._xs: tuple[FloatArray, ...] = ()
        self._x: FloatArray = np.empty(0)
        self._headings: tuple[str, ...] = ("epoch",)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Fill the table anew."""
        self.beginResetModel()
        self._series = analysis.run.series if analysis is not None else ()
        x_name = analysis.run.x_name if analysis is not None else "epoch"
        self._headings = (x_name, *(series.metric for series in self._series))
        self._xs = tuple(series.x for series in self._series)
        self._x = _union(self._xs)
        self.endResetModel()

    def row_at(self, x: float) -> int:
        """The row of the first x that is not below this one."""
        return int(np.searchsorted(self._x, x))

    def headings(self) -> Sequence[str]:
        """The titles of the columns."""
        return self._headings

    def is_number(self, column: int) -> bool:
        """All of them."""
        return True

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row an x."""
        return 0 if parent is not None and parent.isValid() else len(self._x)

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty where a metric was not logged."""
        x = float(self._x[row])
        if column == 0:
            return x_text(x)
        series, places = self._series[column - 1], self._xs[column - 1]
        i = int(np.searchsorted(places, x))
        if i >= len(places) or places[i] != x:
            return ""
        value = float(series.value[i])
        return percent_text(value, 2) if series.quantity.is_fraction else Number(f"{value:.6g}")


def loss_said(episode: Episode) -> str:
    """How the loss changed in a disagreement."""
    ends = loss_text(episode.loss_from), loss_text(episode.loss_to), change_text(episode.loss_from, episode.loss_to)
    return from_to(*ends)


def accuracy_said(episode: Episode) -> str:
    """How the accuracy changed in a disagreement."""
    ends = percent_text(episode.accuracy_from), percent_text(episode.accuracy_to), points_text(episode.accuracy_change)
    return from_to(*ends)


def from_to(one: str, other: str, by: str) -> str:
    """From where to where something goes, and by how much."""
    return say("{one} → {other} ({by})", one=one, other=other, by=by)


def _union(xs: tuple[FloatArray, ...]) -> FloatArray:
    if not xs:
        return np.empty(0)
    first = xs[0]
    if all(np.array_equal(first, other) for other in xs[1:]):
        return first
    return np.unique(np.concatenate(xs))
