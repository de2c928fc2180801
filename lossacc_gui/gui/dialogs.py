"""Small dialogs: the sheet of shortcuts, and the messages while no log is open."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTableView, QTextBrowser, QVBoxLayout, QWidget

from lossacc_gui.gui.actions import MOUSE, Actions
from lossacc_gui.gui.session import Message
from lossacc_gui.gui.theme import Theme


class ShortcutsDialog(QDialog):
    """All keys and what the mouse does in the chart."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard and mouse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 640)
        page = QTextBrowser(self)
        page.setAccessibleName(self.windowTitle())
        page.setFrameShape(QTextBrowser.Shape.NoFrame)
        groups = [*actions.sheet(), (self.tr("Mouse and keys in the chart"), MOUSE)]
        rows = "".join(
            f"<tr><td colspan='2'><h3 style='margin: 10px 0 2px 0'>{escape(title)}</h3></td></tr>"
            + "".join(
                f"<tr><td><b>{escape(k)}</b>&nbsp;&nbsp;&nbsp;&nbsp;</td><td>{escape(t)}</td></tr>" for k, t in pairs
            )
            for title, pairs in groups
            if pairs
        )
        page.setHtml(f"<table cellspacing='0' cellpadding='2'>{rows}</table>")
        _finish(self, page)


class MessagesDialog(QDialog):
    """The messages, for a window that has no table of them yet."""

    def __init__(self, messages: tuple[Message, ...], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from lossacc_gui.gui.table_models import MessageTable

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
        _finish(self, table)


def _finish(dialog: QDialog, content: QWidget) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=dialog)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(content, 1)
    layout.addWidget(buttons)
