"""Text from logs in widgets that would take some of it for HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.language import Said, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

NEWLINE = "\n"
CODE = "`([^`]+)`"
COVER = "\ue000"
"""Of a private use: no text has it."""


def plain(label: QLabel) -> QLabel:
    """The label, which from now on shows any text as it is."""
    by_name(label, textFormat="PlainText")
    return label


def plain_tip(text: str) -> str:
    """A text for a tool tip or a message box, which always guess whether it is HTML."""
    if "<" not in text:
        return text
    from html import escape  # the start does without

    return f"<span>{escape(text).replace(NEWLINE, '<br>')}</span>"


def spoken(text: str) -> str:
    """A text in the language of the window for where there is no font of code: what is typed stands in quotes there.

    Backticks in what comes from a log are left alone.
    """
    if "`" not in text:
        return tr(text)
    return re.sub(CODE, "“\\1”", tr(_covered(text))).replace(COVER, "`")


def _covered(text: str) -> str:
    """The text with the backticks of its fields covered."""
    if not isinstance(text, Said):
        return text.replace("`", COVER)
    fields = {name: _covered(one) if isinstance(one, str) else one for name, one in text.fields.items()}
    return Said(text.template, text.many, text.number, fields)


class CutLabel(QLabel):
    """A line of plain text that takes what room there is, and loses its end where that is too little."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint as much as fits."""
        if not self.text():
            return
        from PySide6.QtCore import Qt  # the first frame does without
        from PySide6.QtGui import QPainter

        room, cut = self.contentsRect(), Qt.TextElideMode.ElideRight
        told = self.fontMetrics().elidedText(self.text(), cut, room.width())
        painter = QPainter(self)
        # not by the style: to wrap that for the first time takes a tenth of the start
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment() | Qt.TextFlag.TextSingleLine, told)
        painter.end()
