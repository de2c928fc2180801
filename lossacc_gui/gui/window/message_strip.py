"""A strip over the chart that tells the newest error, so that no dialog needs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import plain_tip, spoken
from lossacc_gui.gui.look.theme import LIGHT, Theme

if TYPE_CHECKING:
    from lossacc_gui.gui.session.state import Message

SIGN_SIZE = 20
"""Pixels, beside letters of the usual size."""


class MessageStrip(QFrame):
    """Shows one message until it is closed or the next one comes."""

    details_asked = Signal()
    offer_taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._count = 0
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setAccessibleName(self.tr("Error"))
        self._error = True
        self._offered = ""
        self._offer = QToolButton(self)
        self._offer.setObjectName("offer")
        self._offer.clicked.connect(lambda: self.offer_taken.emit(self._offered))
        self._details = QToolButton(self)
        self._details.setText(self.tr("All messages"))
        self._details.clicked.connect(self.details_asked)
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 8, 7)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._offer)
        layout.addWidget(self._details)
        layout.addWidget(self._close)
        self._theme = LIGHT
        self.hide()

    def text(self) -> str:
        """What the strip says now."""
        return self._text.text() if not self.isHidden() else ""

    def tell(self, message: Message, offer: str = "") -> None:
        """Show a message; several in a row are counted. `offer` is on the button of the action that helps.

        No notice takes the place of an error.
        """
        if self._error and not message.is_error and not self.isHidden():
            return
        self._count += 1
        self._error = message.is_error
        where = f"{message.path.name}: " if message.path is not None else ""
        line = self.tr("line {0}: ").format(message.line) if message.line is not None else ""
        said = spoken(message.text)
        text = said if said.startswith(line) else line + said
        more = self.tr("  ({0} more)").format(self._count - 1) if self._count > 1 else ""
        self._text.setText(where + text + more)
        self._text.setToolTip(plain_tip(str(message.path or "")))
        self._offered = message.offer
        self._offer.setText(offer)
        self._offer.setVisible(bool(offer))
        self._details.setVisible(not offer)
        self._dress()
        self.show()

    def withdraw_offer(self) -> None:
        """Hide a message whose offer is being taken, or comes too late."""
        if self._offered:
            self._offered = ""
            self.dismiss()

    def dismiss(self) -> None:
        """Hide the strip; the messages stay in their table."""
        self._count = 0
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours; they are put on when there is something to tell."""
        self._theme = theme
        if not self.isHidden():
            self._dress()

    def _dress(self) -> None:
        from lossacc_gui.gui.look.icons import icon, pixmap

        theme = self._theme
        wash, ink = (theme.problem_wash, theme.problem) if self._error else (theme.raised, theme.text)
        self.setStyleSheet(
            f"#strip {{ background: {wash}; border-bottom: 1px solid {theme.line}; }}#strip QLabel {{ color: {ink}; }}"
        )
        side = enlarged(SIGN_SIZE)
        self._sign.setPixmap(pixmap("problem", ink, side, self.devicePixelRatioF()))
        self._close.setIconSize(QSize(side, side))
        self._sign.setVisible(self._error)
        self._close.setIcon(icon("close", theme))
