"""A strip over the chart that tells the newest error, so that no dialog needs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from lossacc_gui.gui.look.accessible import announce
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import plain_tip, spoken
from lossacc_gui.gui.look.theme import LIGHT, Theme

if TYPE_CHECKING:
    from lossacc_gui.gui.session.state import Message

SIGN_SIZE = 20
"""Pixels, beside letters of the usual size."""
FOR_A_LINE = 15
"""Lines of the window for each line that a message may have: in a low one the chart needs the room more."""
CUT = "…"


class MessageStrip(QFrame):
    """Shows one message until it is closed or the next one comes."""

    details_asked = Signal()
    offer_taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._count = 0
        self._sign = QLabel(self)
        self._text = _Lines(self)
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
        return self._text.whole if not self.isHidden() else ""

    def give_height(self, height: int) -> None:
        """Take no more lines than become a window of so many pixels."""
        self._text.give_lines(height // (FOR_A_LINE * self.fontMetrics().height()))

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
        self._text.setAccessibleName(self.tr("Error") if self._error else self.tr("Message"))
        self._text.tell(where + text + more, str(message.path or ""))
        self._offered = message.offer
        self._offer.setText(offer)
        self._offer.setVisible(bool(offer))
        self._details.setVisible(not offer)
        self._dress()
        self.show()
        announce(self, self._text.whole)

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


class _Lines(QLabel):
    """A text on no more than so many lines; what is cut stands in the tool tip, before what that says in any case."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.whole = ""
        self._tip = ""
        self._lines = 1
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def tell(self, text: str, tip: str) -> None:
        """Show another text."""
        self.whole, self._tip = text, tip
        self.setAccessibleDescription(text)
        self._fit()

    def give_lines(self, lines: int) -> None:
        """Take no more than so many, but one."""
        self._lines = max(lines, 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another part of it."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """What is not seen has no width yet."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        kept, most = len(self.whole), len(self.whole)
        if self.isVisible() and not self._has_room(self.whole):
            kept, most = 0, most - 1  # the longest beginning that has room with the sign of a cut
            while kept < most:
                middle = (kept + most + 1) // 2
                kept, most = (middle, most) if self._has_room(self.whole[:middle] + CUT) else (kept, middle - 1)
        cut = kept < len(self.whole)
        self.setText(self.whole[:kept].rstrip() + CUT if cut else self.whole)
        self.setToolTip(plain_tip("\n".join(text for text in (self.whole if cut else "", self._tip) if text)))

    def _has_room(self, text: str) -> bool:
        metrics, width = self.fontMetrics(), self.contentsRect().width()
        told = metrics.boundingRect(QRect(0, 0, width, 0), Qt.TextFlag.TextWordWrap, text)
        return told.height() < (self._lines + 0.5) * metrics.lineSpacing()  # both are rounded
