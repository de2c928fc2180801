"""Lines of a log with the numbers coloured by what they are taken for; a click on one chooses its metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from lossacc_gui.gui.look.letters import fixed_letters
from lossacc_gui.model.run import Quantity, Split

if TYPE_CHECKING:
    from lossacc_gui.readers.patterns import Pattern

LOSS, ACCURACY, COUNTER, RATE, OTHER = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#808890"
WASH_LIGHT, WASH_DARK = 70, 120
"""Opacity, of 255, of a colour behind text."""


def colour_of(quantity: Quantity) -> QColor:
    """The colour of what a metric is taken for: losses and accuracies as in the chart."""
    kinds = (
        (quantity.is_loss, LOSS),
        (quantity.is_accuracy, ACCURACY),
        (quantity in (Quantity.EPOCH, Quantity.STEP), COUNTER),
        (quantity in (Quantity.TIME, Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM), RATE),
    )
    return QColor(next((colour for applies, colour in kinds if applies), OTHER))


class PatternView(QPlainTextEdit):
    """Shows patterns; `metric_chosen` has the metric of the number or name that was clicked."""

    metric_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._patterns: tuple[Pattern, ...] = ()
        self._meanings: Mapping[str, tuple[Quantity, Split]] = {}
        self._chosen: frozenset[str] = frozenset()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(fixed_letters())
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance("0") * 8)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Lines of the log"))
        self.setAccessibleDescription(self.tr("Each number is coloured by what it is taken for"))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_patterns(self, patterns: Sequence[Pattern]) -> None:
        """Show these lines, as high as they are, nothing where there are none; `show_meanings` colours them."""
        self._patterns = tuple(patterns)
        self.setPlainText("\n".join(pattern.text for pattern in patterns))
        widest = max((self.fontMetrics().horizontalAdvance(pattern.text) for pattern in patterns), default=0)
        bar = self.horizontalScrollBar().sizeHint().height() if widest > self.viewport().width() else 0
        frame = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        self.setFixedHeight(len(patterns) * self.fontMetrics().lineSpacing() + frame + bar)
        self.setVisible(bool(patterns))

    def show_meanings(self, meanings: Mapping[str, tuple[Quantity, Split]], chosen: frozenset[str]) -> None:
        """Colour the places by what their metrics mean; those of the chosen ones stand out."""
        self._meanings, self._chosen = meanings, chosen
        self._paint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the mouse."""
        super().mouseReleaseEvent(event)
        cursor = self.cursorForPosition(event.position().toPoint())
        if not self.textCursor().hasSelection() and cursor.blockNumber() < len(self._patterns):
            at = cursor.positionInBlock()
            for place in self._patterns[cursor.blockNumber()].places:
                if place.start <= at <= place.stop:
                    self.metric_chosen.emit(place.metric)
                    return

    def _paint(self) -> None:
        dark = self.palette().base().color().lightness() < WASH_DARK
        marks = []
        known = {}
        for i, pattern in enumerate(self._patterns):
            begin = self.document().findBlockByNumber(i).position()
            for place in pattern.places:
                quantity, split = self._meanings.get(place.metric, (Quantity.OTHER, Split.TRAIN))
                mark = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.document())
                cursor.setPosition(begin + place.start)
                cursor.setPosition(begin + place.stop, QTextCursor.MoveMode.KeepAnchor)
                mark.cursor = cursor
                looks = (quantity, split, place.metric in self._chosen)
                if looks not in known:
                    known[looks] = self._format(*looks, dark)
                mark.format = known[looks]
                marks.append(mark)
        self.setExtraSelections(marks)

    def _format(self, quantity: Quantity, split: Split, chosen: bool, dark: bool) -> QTextCharFormat:
        out = QTextCharFormat()
        colour = colour_of(quantity)
        wash = QColor(colour)
        wash.setAlpha(255 if chosen else WASH_DARK if dark else WASH_LIGHT)
        out.setBackground(wash)
        if chosen:
            out.setForeground(QColor("#ffffff"))
        if split is not Split.TRAIN and quantity.is_progress:
            out.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
            out.setUnderlineColor(QColor("#ffffff") if chosen else self.palette().text().color())
        return out
