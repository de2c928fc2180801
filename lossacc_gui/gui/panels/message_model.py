"""The messages as a list: errors first, each with all that is told of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from lossacc_gui.gui.look.plain import plain_tip, spoken
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.language import say, tr

_Index = QModelIndex | QPersistentModelIndex
ORDER = (MessageKind.ERROR, MessageKind.NOTICE, MessageKind.LEFT_OUT)
KIND_TITLES = {
    MessageKind.ERROR: say("Error"),
    MessageKind.NOTICE: say("Notice"),
    MessageKind.LEFT_OUT: say("Not taken"),
}
MESSAGE = Qt.ItemDataRole.UserRole


class MessageModel(QAbstractListModel):
    """Each item's MESSAGE is the message; its text is the whole of it, for copying and for assistive programs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: tuple[Message, ...] = ()

    def show_messages(self, messages: tuple[Message, ...]) -> None:
        """Fill the list anew, errors first, then in the order in which they came."""
        self.beginResetModel()
        self._messages = tuple(sorted(messages, key=lambda message: ORDER.index(message.kind)))
        self.endResetModel()

    def message(self, index: _Index) -> Message | None:
        """The message of an item."""
        return self._messages[index.row()] if index.isValid() else None

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row a message."""
        return 0 if parent is not None and parent.isValid() else len(self._messages)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The message, and its words."""
        message = self.message(index)
        if message is None:
            return None
        if role == MESSAGE:
            return message
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return said(message)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.tr("Enter opens the log there") if message.path is not None else ""
        if role == Qt.ItemDataRole.ToolTipRole and message.path is not None:
            return plain_tip(str(message.path))
        return None


def said(message: Message) -> str:
    """All that a message tells, in one line."""
    where = f" {message.path}" if message.path is not None else ""
    line = f", {line_said(message.line)}" if message.line is not None else ""
    return f"{tr(KIND_TITLES[message.kind])}{where}{line}: {spoken(message.text)}"


def line_said(line: int) -> str:
    """Which line of a log it is."""
    return tr(say("line {number}", number=line))
