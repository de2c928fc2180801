"""The messages, while no log is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTableView, QWidget

from lossacc_gui.gui.dialogs.closing import add_close_button
from lossacc_gui.gui.panels.tables import MessageTable
from lossacc_gui.gui.state import Message
from lossacc_gui.gui.theme import Theme


class MessagesDialog(QDialog):
    """The messages, for a window that has no table of them yet."""

    def __init__(self, messages: tuple[Message, ...], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Messages"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 360)
        model = MessageTable(self)
        model.apply_theme(theme)
        model.show_messages(messages)
        table = QTableView(self)
        table.setModel(model)
        table.setAccessibleName(self.windowTitle())
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.horizontalHeader().setStretchLastSection(True)
        table.resizeColumnsToContents()
        table.resizeRowsToContents()
        add_close_button(self, table)
