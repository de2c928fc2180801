"""Text from logs in widgets that would take some of it for HTML."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

NEWLINE = "\n"


def plain(label: QLabel) -> QLabel:
    """The label, which from now on shows any text as it is."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def plain_tip(text: str) -> str:
    """A text for a tool tip or a message box, which always guess whether it is HTML."""
    if "<" not in text:
        return text
    from html import escape  # the start does without

    return f"<span>{escape(text).replace(NEWLINE, '<br>')}</span>"
