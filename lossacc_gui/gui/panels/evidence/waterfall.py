"""The account of a change as a waterfall: from the loss at the start, over the four groups, to the loss at the end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.panels.evidence.diagram import SIZE, Diagram, Scale
from lossacc_gui.language import Number, joined, say, tr
from lossacc_gui.model.evidence import Account, Change, Group
from lossacc_gui.numerals import counted_text, loss_text, points_text, signed_loss_text, whole_text, x_text

CENTRED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
HEADROOM = 0.16
"""Of the levels' extent, above and below, for the numbers."""


class Waterfall(Diagram):
    """Six columns: start, stayed right, fixed, broken, stayed wrong, end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Who made the change"), parent)
        self._account: Account | None = None
        self._levels: tuple[float, ...] = ()
        self.setMinimumSize(QSize(370, SIZE.height()))

    def show_change(self, change: Change | None, loss_from: float) -> None:
        """Show a change that began at a mean loss."""
        self._account = change.account if change is not None else None
        if change is None:
            self.tell("", "", shown=False)
            return
        levels = [loss_from]
        for group in change.account.groups:
            levels.append(levels[-1] + group.loss)
        self._levels = tuple(levels)
        account = change.account
        told = {"loss": signed_loss_text(account.loss_change), "accuracy": points_text(account.accuracy_change)}
        words = say(
            "{summary} Mean loss {start} to {end}. {groups}.",
            summary=change.summary,
            start=loss_text(levels[0]),
            end=loss_text(levels[-1]),
            groups=joined("; ", map(_group_said, account.groups)),
        )
        self.tell(say("loss {loss}, accuracy {accuracy}", **told), words)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Floating bars, joined by thin lines."""
        if self._account is None:
            return
        line = self.fontMetrics().height()
        width = area.width() / 6
        widest = max(self.fontMetrics().horizontalAdvance(tr(group.name)) for group in self._account.groups)
        rows = 1 if widest < width else 2  # the names of the groups are of two words
        room = area.adjusted(0, 0, 0, -(2 + rows) * line - 2)
        low, high = min(self._levels), max(self._levels)
        spare = (high - low or 1.0) * HEADROOM
        y = Scale(low - spare, high + spare, room.bottom(), room.top())
        names = [
            _at(self._account.start),
            *(tr(group.name) for group in self._account.groups),
            _at(self._account.end),
        ]
        columns = [QRectF(area.left() + i * width + 3, room.top(), width - 6, room.height()) for i in range(6)]
        painter.setPen(QPen(QColor(self.theme.line), 1.0, Qt.PenStyle.DashLine))
        for i, level in enumerate(self._levels):
            painter.drawLine(QPointF(columns[i].left(), y(level)), QPointF(columns[i + 1].right(), y(level)))
        for column, level in ((columns[0], self._levels[0]), (columns[5], self._levels[-1])):
            painter.setPen(QPen(QColor(self.colours.line("left", 0)), 3.0))
            painter.drawLine(QPointF(column.left(), y(level)), QPointF(column.right(), y(level)))
            self._number(painter, column, y(level) - 2, loss_text(level), room)
        for i, group in enumerate(self._account.groups):
            top, bottom = sorted((y(self._levels[i]), y(self._levels[i + 1])))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.colours.problem if group.loss > 0 else self.colours.benign))
            painter.drawRect(QRectF(columns[i + 1].left(), top, columns[i + 1].width(), max(bottom - top, 1.0)))
            if group.examples:
                self._number(painter, columns[i + 1], top - 2, signed_loss_text(group.loss), room)
        for i, (column, name) in enumerate(zip(columns, names, strict=True)):
            under = QRectF(column.left() - 3, room.bottom() + 2, column.width() + 6, line)
            words = name.split() if rows == 2 and 1 <= i <= 4 else [name]
            for row, word in enumerate(words):
                self.label(painter, under.translated(0, row * line), word, self.theme.text, CENTRED)
            under.translate(0, (rows - 1) * line)
            if 1 <= i <= 4:
                group = self._account.groups[i - 1]
                self.label(
                    painter, under.translated(0, line), tr(whole_text(group.examples)), self.theme.muted, CENTRED
                )
                if group.accuracy:
                    accuracy = self.colours.line("right", 0)
                    said = tr(say("{change} pts", change=Number(f"{100 * group.accuracy:+.1f}")))
                    self.label(painter, under.translated(0, 2 * line), said, accuracy, CENTRED)

    def _number(self, painter: QPainter, column: QRectF, bottom: float, text: str, room: QRectF) -> None:
        height = self.fontMetrics().height()
        top = max(bottom - height, room.top() - 4)
        self.label(
            painter, QRectF(column.left() - 8, top, column.width() + 16, height), tr(text), self.theme.text, CENTRED
        )


def _at(epoch: float) -> str:
    return tr(say("at {epoch}", epoch=x_text(epoch)))


def _group_said(group: Group) -> str:
    return say(
        "{group}: {examples}, loss {loss}, accuracy {accuracy}",
        group=group.name,
        examples=counted_text(group.examples, "example"),
        loss=signed_loss_text(group.loss),
        accuracy=points_text(group.accuracy),
    )
