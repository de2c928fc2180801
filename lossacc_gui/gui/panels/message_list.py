"""The messages as a person reads them: wrapped, with the whole path, a button that helps, and the way to the line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lossacc_gui.gui.look.plain import spoken
from lossacc_gui.gui.look.theme import LIGHT, Theme
from lossacc_gui.gui.panels.message_model import KIND_TITLES, MESSAGE, MessageModel, line_said, said
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.language import tr

_Index = QModelIndex | QPersistentModelIndex
SIDE, ABOVE, GAP = 10, 6, 12
ROOM = 230
"""Pixels that a few messages want at most."""
BATCH = 12
"""Messages whose heights are found in one turn of the loop."""


class MessageList(QListView):
    """Shows messages. `going_asked` has the message whose place a person wants to see, `help_asked` the one whose
    offer they take.
    """

    going_asked = Signal(object)
    help_asked = Signal(object)

    def __init__(self, titles: Callable[[Message], str], parent: QWidget | None = None) -> None:
        """`titles` tells what the button of a message says, empty for none."""
        super().__init__(parent)
        self._titles = titles
        self.messages = MessageModel(self)
        self._delegate = MessageDelegate(titles, self)
        self.setModel(self.messages)
        self.setItemDelegate(self._delegate)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(BATCH)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Messages"))
        self.setAccessibleDescription(self.tr("Errors first; Enter opens the log at the line, the menu key has more"))
        self.doubleClicked.connect(lambda index: self._go(self.messages.message(index)))

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._delegate.theme = theme
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """As high as the messages are, up to a few."""
        rows = range(min(self.messages.rowCount(), ROOM // self.fontMetrics().height()))
        heights = (self.sizeHintForIndex(self.messages.index(row)).height() for row in rows)
        return QSize(400, min(max(sum(heights), self.fontMetrics().height() + 2 * ABOVE), ROOM))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over a button."""
        super().mouseMoveEvent(event)
        over = self._button_at(event) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the offer whose button was clicked."""
        super().mouseReleaseEvent(event)
        message = self._button_at(event) if event.button() == Qt.MouseButton.LeftButton else None
        if message is not None:
            self.help_asked.emit(message)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click on a button is none on the message."""
        if self._button_at(event) is None:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the line, or takes the offer where there is no place to go; copying copies all of it."""
        message = self.messages.message(self.currentIndex())
        if message is not None and event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(said(message))
        elif message is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if message.path is not None:
                self._go(message)
            elif self._titles(message):
                self.help_asked.emit(message)
        elif message is not None and event.key() == Qt.Key.Key_Space and self._titles(message):
            self.help_asked.emit(message)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """All that can be done with the message."""
        message = self.messages.message(self.currentIndex())
        if message is not None:
            self.menu_of(message).popup(event.globalPos())

    def menu_of(self, message: Message) -> QMenu:
        """The menu of a message."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if title := self._titles(message):
            menu.addAction(title.replace("&", "&&")).triggered.connect(lambda: self.help_asked.emit(message))
        if message.path is not None:
            going = self.tr("Go to Line {0}").format(message.line) if message.line else self.tr("Show the Log")
            menu.addAction(going).triggered.connect(lambda: self._go(message))
        menu.addAction(self.tr("Copy")).triggered.connect(lambda: QGuiApplication.clipboard().setText(said(message)))
        return menu

    def button_of(self, index: QModelIndex) -> QRect:
        """Where the button of a message is in the viewport; empty where it has none."""
        return self._delegate.button(self.visualRect(index), self.messages.message(index))

    def _go(self, message: Message | None) -> None:
        if message is not None and message.path is not None:
            self.going_asked.emit(message)

    def _button_at(self, event: QMouseEvent) -> Message | None:
        index = self.indexAt(event.position().toPoint())
        inside = index.isValid() and self.button_of(index).contains(event.position().toPoint())
        return self.messages.message(index) if inside else None

    def changeEvent(self, event: QEvent) -> None:
        """Heights are found anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()


class MessageDelegate(QStyledItemDelegate):
    """Paints a message: kind, path and line in one paragraph, what is told in the next, a button on the right."""

    def __init__(self, titles: Callable[[Message], str], view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._titles = titles
        self.theme: Theme = LIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As high as its words in the width there is."""
        width = max(self._view.viewport().width(), 80)
        message = index.data(MESSAGE)
        _, _, height = self._laid_out(message, width)
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint it."""
        message = index.data(MESSAGE)
        area = option.rect
        state = option.state
        head, body, _ = self._laid_out(message, area.width())
        painter.save()
        painter.setClipRect(area)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(self.theme.raised))
            painter.fillRect(area.x(), area.y(), 3, area.height(), QColor(self.theme.accent))
        painter.setPen(QColor(self.theme.text))
        top = QPointF(area.x() + SIDE, area.y() + ABOVE)
        head.draw(painter, top)
        body.draw(painter, top + QPointF(0, head.boundingRect().height() + 1))
        painter.setPen(QColor(self.theme.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._paint_button(painter, area, message)
        painter.restore()

    def button(self, area: QRect, message: Message | None) -> QRect:
        """Where the button of a message is in its area; empty where it has none."""
        title = self._titles(message) if message is not None else ""
        if not title:
            return QRect()
        metrics = self._view.fontMetrics()
        width, height = metrics.horizontalAdvance(title) + 2 * GAP, metrics.height() + 6
        return QRect(area.right() - SIDE - width, area.y() + ABOVE, width, height)

    def _paint_button(self, painter: QPainter, area: QRect, message: Message) -> None:
        place = self.button(area, message)
        if place.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self.theme.accent))
        painter.setBrush(QColor(self.theme.base))
        painter.drawRoundedRect(place, 5, 5)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._titles(message))

    def _laid_out(self, message: Message, width: int) -> tuple[QTextLayout, QTextLayout, int]:
        """(first paragraph, second paragraph, height of the item)."""
        button = self.button(QRect(0, 0, width, 0), message)
        room = width - 2 * SIDE - (button.width() + GAP if not button.isEmpty() else 0)
        head = self._head(message)
        body = QTextLayout(spoken(message.text), self._view.font())
        height = sum(_wrap(layout, max(room, 40)) for layout in (head, body)) + 1
        return head, body, int(max(height, button.height())) + 2 * ABOVE + 1

    def _head(self, message: Message) -> QTextLayout:
        kind = tr(KIND_TITLES[message.kind])
        folder = f"{message.path.parent}/".replace("//", "/") if message.path is not None else ""
        name = message.path.name if message.path is not None else ""
        line = f"  {line_said(message.line)}" if message.line is not None else ""
        parts = (
            (kind, self.theme.problem if message.kind is MessageKind.ERROR else self.theme.text, True),
            ("  ", self.theme.muted, False),
            (folder, self.theme.muted, False),
            (name, self.theme.text, True),
            (line, self.theme.muted, False),
        )
        layout = QTextLayout("".join(text for text, _, _ in parts), self._view.font())
        formats = []
        at = 0
        for text, colour, bold in parts:
            one = QTextLayout.FormatRange()
            one.start, one.length = at, len(text.encode("utf-16-le", "surrogatepass")) // 2
            one.format = _format(colour, bold)
            at += one.length
            formats.append(one)
        layout.setFormats(formats)
        return layout


def _format(colour: str, bold: bool) -> QTextCharFormat:
    out = QTextCharFormat()
    out.setForeground(QColor(colour))
    out.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return out


def _wrap(layout: QTextLayout, width: int) -> float:
    """Break a paragraph into lines of a width; how high it is then."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    height = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return height
