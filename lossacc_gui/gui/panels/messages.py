"""The list of a session's messages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.panels.message_list import MessageList
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import Message
from lossacc_gui.language import tr


class SessionMessages(MessageList):
    """Follows the messages of a session, and takes to it what a person wants of them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_title, parent)
        self._session = session
        session.messages.changed.connect(self._follow)
        self.help_asked.connect(session.help_with)
        self.going_asked.connect(session.messages.place_asked)
        self._follow()

    def _follow(self) -> None:
        self.messages.show_messages(self._session.messages.all)


def _title(message: Message) -> str:
    """What the button of a message says."""
    if message.metric:
        return tr("Take")
    return tr("Choose Metrics…") if message.offer == "name_metrics" else ""
