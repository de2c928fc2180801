"""The sheet of shortcuts."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from lossacc_gui.gui.actions import MOUSE, Actions
from lossacc_gui.gui.dialogs.closing import add_close_button


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
        add_close_button(self, page)
