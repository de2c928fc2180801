"""A table that needs no scrolling sideways: long texts give way, and are whole in their tool tips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from lossacc_gui.gui.panels.tables import TextTable
from lossacc_gui.language import shown

LOOKED_AT = 100
"""Rows that are measured to find the width of a column."""
NARROWEST = 44
"""Pixels that a column keeps however narrow the table is."""
MOST_CUT = 17
"""Letters of a text that can always be read; where there is no room, the numbers behind them are scrolled to."""
EDGE = 8
"""Pixels around what an empty table says."""
GAP = 1
"""Letters that a column keeps free beside its texts: those of two columns would read as one."""
NUMBER_WIDTH = 110
"""Pixels of a column of a table that is too wide to be fitted."""


class TableView(QTableView):
    """Shows a TextTable. `fitted`: its columns share the width there is; else they keep one width and scroll."""

    def __init__(self, model: TextTable, name: str, *, fitted: bool, parent: QWidget | None = None) -> None:
        self._wanted: list[int] = []  # events come as early as the next line
        super().__init__(parent)
        self._table = model
        self._fitted = fitted
        self._if_empty = ""
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(NARROWEST // 2)
        # Metrics of a log are called alike up to their ends.
        header.setTextElideMode(Qt.TextElideMode.ElideRight if fitted else Qt.TextElideMode.ElideMiddle)
        header.setDefaultSectionSize(NUMBER_WIDTH)
        header.setResizeContentsPrecision(LOOKED_AT)
        header.setStretchLastSection(fitted and not model.is_number(model.columnCount() - 1))
        if fitted:
            model.modelReset.connect(self._measure)

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(400, 160)

    def say_if_empty(self, text: str) -> None:
        """What stands in place of rows where there are none."""
        self._if_empty = text
        self.setAccessibleDescription(text if self._table.rowCount() == 0 else "")
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """An empty table says why it is empty."""
        super().paintEvent(event)
        if self._if_empty and self._table.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._if_empty)
            painter.end()

    def height_of(self, rows: int) -> int:
        """Pixels that so many rows need below their headings, and above the bar where columns are scrolled to."""
        header, bar = self.horizontalHeader(), self.horizontalScrollBar().sizeHint().height()
        scrolled = bar if header.length() > self.viewport().width() else 0
        return header.sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + scrolled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._share()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what has changed while nobody saw it."""
        super().showEvent(event)
        if self._fitted and not self._wanted:
            self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in the style of the window that the table has come into, or in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        styled = event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange)
        if styled and self._wanted and self.model() is not None:  # a window that goes may lose its tables' models first
            self._measure()

    def _measure(self) -> None:
        """Find what each column wants, once the table is seen."""
        self._wanted = []
        if self.isVisible():
            header = self.horizontalHeader()
            columns = range(self._table.columnCount())
            self._wanted = [max(self._text_width(i), header.sectionSizeHint(i)) for i in columns]
            self._share()

    def _text_width(self, column: int) -> int:
        """What Qt's sizeHintForColumn says, which takes twenty times as long: it asks eight things of every cell."""
        advance = self.fontMetrics().horizontalAdvance
        texts = [str(shown(self._table.text(i, column))) for i in range(min(self._table.rowCount(), LOOKED_AT))]
        if not texts:
            return 0
        margins = self.sizeHintForIndex(self._table.index(0, column)).width() - advance(texts[0])
        free = max(GAP * self.fontMetrics().averageCharWidth() - margins, 0)  # of large letters the style knows nothing
        return max(map(advance, set(texts))) + margins + free + 1  # an advance leaves out part of a pixel

    def _share(self) -> None:
        """Let the widest columns give way, those of texts no further than to MOST_CUT letters.

        The last column of texts has what is left: the stripes of the rows end with the last column.
        """
        cap = _cap(self._wanted, self.viewport().width())
        least = MOST_CUT * self.fontMetrics().averageCharWidth()
        texts = [i for i in range(len(self._wanted)) if not self._table.is_number(i)]
        widths = [min(one, max(cap, least if i in texts else one)) for i, one in enumerate(self._wanted)]
        if widths:
            widths[texts[-1] if texts else -1] += max(self.viewport().width() - sum(widths), 0)
        for i, width in enumerate(widths):
            self.setColumnWidth(i, width)


def _cap(wanted: list[int], width: int) -> int:
    """The width that no column may exceed so that all together fit: only the widest ones give way."""
    left, columns = width, sorted(wanted)
    for i, narrowest in enumerate(columns):
        share = left // (len(columns) - i)
        if narrowest > share:
            return max(share, NARROWEST)
        left -= narrowest
    return max(columns, default=0)
