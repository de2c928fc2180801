"""How many runs of a triage are in which state and have which cause, as bars; a chosen bar filters the runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.gui.panels.tables import TextTable
from lossacc_gui.language import say, shown
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import counted_text, whole_text
from lossacc_gui.triage.reports.report import NAMED_TITLE, STATES_TITLE, named_causes, named_states
from lossacc_gui.triage.row import Table
from lossacc_gui.triage.words import short_title

_Index = QModelIndex | QPersistentModelIndex
NAME, BAR = 0, 1
ROOM = 4
"""Pixels between a bar and the edges of its cell."""
WIDE, BARS = 44, 16
"""Letters of the whole, as it is at first, and of the column with the bars."""
BARS_SHARE = 0.4
"""Of the width for the bars at most."""


class Key(NamedTuple):
    """What a bar filters by."""

    text: str
    is_state: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A state or the title of a cause with its number of runs; `key` is None for a heading."""

    key: Key | None
    said: str
    count: int = 0


class Counts(TextTable):
    """The bars of the states under their heading, then those of the causes, the most frequent first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[Bar, ...] = ()
        self.most = 1

    def show_table(self, table: Table, chosen: Iterable[Key]) -> None:
        """Count anew; a bar that is chosen stays, with no run if need be."""
        bars = tuple(_bars(table, set(chosen)))
        same = [bar.key for bar in bars] == [bar.key for bar in self.bars]
        self.most = max((bar.count for bar in bars), default=1)
        if not same:
            self.beginResetModel()
        self.bars = bars
        if not same:
            self.endResetModel()
        elif bars:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(bars) - 1, BAR))

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self._theme

    def headings(self) -> Sequence[str]:
        """They are not seen, but read out."""
        return (say("State or cause"), say("Runs"))

    def rowCount(self, parent: _Index | None = None) -> int:
        """A line a bar or heading."""
        return 0 if parent is not None and parent.isValid() else len(self.bars)

    def text(self, row: int, column: int) -> str:
        """The name, and the number as it is read out: it is painted with its bar."""
        bar = self.bars[row]
        return bar.said if column == NAME else whole_text(bar.count) if bar.key else ""

    def tip(self, row: int, column: int) -> str:
        """The whole of it."""
        bar = self.bars[row]
        return say("{name}: {runs}", name=bar.said, runs=counted_text(bar.count, "run")) if bar.key else bar.said

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As every table; headings are bold."""
        if role == Qt.ItemDataRole.FontRole and index.isValid() and not self.bars[index.row()].key:
            font = QFont()
            font.setBold(True)
            return font
        return super().data(index, role)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        bar = self.bars[index.row()] if index.isValid() else None
        return super().flags(index) if bar is not None and bar.key else Qt.ItemFlag.ItemIsEnabled

    def colour(self, row: int, column: int) -> str | None:
        """States look as in the table."""
        bar = self.bars[row]
        return self._theme.severity(bar.key.text) if bar.key and bar.key.is_state and column == NAME else None


def _bars(table: Table, chosen: set[Key]) -> Iterator[Bar]:
    states = {Key(state.value, True): count for state, count in named_states(table)}
    causes = {Key(title, False): count for title, count in named_causes(table)}
    for key in sorted(chosen - {*states, *causes}):
        (states if key.is_state else causes)[key] = 0
    if states:
        yield Bar(None, STATES_TITLE)
    for key, count in states.items():
        yield Bar(key, State(key.text).said, count)
    if causes:
        yield Bar(None, NAMED_TITLE)
    for key, count in causes.items():
        yield Bar(key, short_title(key.text), count)


class _Painter(QStyledItemDelegate):
    """A number, and beside it a bar as long as its share of the longest."""

    def __init__(self, model: Counts, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The cell as any other without its text, then the two."""
        bar = self._model.bars[index.row()]
        super().paint(painter, option, index)
        if not bar.key:
            return
        theme = self._model.theme
        place = QRectF(option.rect).adjusted(ROOM, ROOM, -ROOM, -ROOM)
        left = option.fontMetrics.horizontalAdvance(str(shown(whole_text(self._model.most)))) + 2 * ROOM
        place.setLeft(place.left() + left)
        place.setWidth(max(2.0, place.width() * bar.count / self._model.most))
        painter.fillRect(place, QColor(theme.severity(bar.key.text) if bar.key.is_state else theme.muted))

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """The number stands in a column of its own, at the right of what the longest needs."""
        super().initStyleOption(option, index)
        wide = option.fontMetrics.horizontalAdvance(str(shown(whole_text(self._model.most))))
        missing = wide - option.fontMetrics.horizontalAdvance(option.text)
        blank = max(option.fontMetrics.horizontalAdvance("\u2007"), 1)  # as wide as a digit
        option.text = "\u2007" * round(missing / blank) + option.text if option.text else ""


class Histogram(TableView):
    """`chosen` carries the states and the titles of causes that are chosen, none of either for all."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        self.counts = Counts()
        super().__init__(self.counts, "", fitted=False, parent=parent)
        self.setAccessibleName(self.tr("How many runs are in which state and have which cause"))
        self.counts.setParent(self)
        self.setSelectionMode(TableView.SelectionMode.MultiSelection)  # a second click takes it back
        self.setAlternatingRowColors(False)
        self.setItemDelegateForColumn(BAR, _Painter(self.counts, self))
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setToolTip(self.tr("Choose bars to see these runs alone"))
        self.selectionModel().selectionChanged.connect(self._tell)

    def sizeHint(self) -> QSize:
        """Room for the longest usual names."""
        return QSize(WIDE * self.fontMetrics().averageCharWidth(), 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, most of it is for the names."""
        super().resizeEvent(event)
        usual = BARS * self.fontMetrics().averageCharWidth()
        self.setColumnWidth(BAR, min(usual, round(BARS_SHARE * self.viewport().width())))

    def show_table(self, table: Table) -> None:
        """Count anew; what is chosen stays so."""
        chosen = self._keys()
        with QSignalBlocker(self.selectionModel()):
            self.counts.show_table(table, chosen)
            self._choose(chosen)

    def choose_states(self, states: Iterable[str]) -> None:
        """Show as chosen what was chosen elsewhere."""
        wanted = {key for key in self._keys() if not key.is_state} | {Key(state, True) for state in states}
        if wanted != self._keys():
            with QSignalBlocker(self.selectionModel()):
                self._choose(wanted)
            self.viewport().update()

    def _keys(self) -> set[Key]:
        bars = [self.counts.bars[index.row()] for index in self.selectionModel().selectedRows()]
        return {bar.key for bar in bars if bar.key is not None}

    def _choose(self, keys: set[Key]) -> None:
        found = QItemSelection()
        for line, bar in enumerate(self.counts.bars):
            if bar.key in keys:
                found.select(self.counts.index(line, NAME), self.counts.index(line, BAR))
        self.selectionModel().select(found, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _tell(self) -> None:
        keys = sorted(self._keys())
        self.chosen.emit(
            tuple(key.text for key in keys if key.is_state), tuple(key.text for key in keys if not key.is_state)
        )
