"""The messages, while no log is open."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

from lossacc_gui.gui.dialogs.closing import add_close_button
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.messages import SessionMessages
from lossacc_gui.gui.session.session import Session


class MessagesDialog(QDialog):
    """The messages, for a window that has no list of them yet."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Messages"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, QSize(760, 360))
        self.messages = SessionMessages(session, self)
        self.messages.apply_theme(theme)
        self.messages.help_asked.connect(self.accept)
        add_close_button(self, self.messages)
        self.messages.setFocus()
