"""The font of code and of lines of a log."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication


def fixed_letters() -> QFont:
    """The system's font of letters of one width, as large as those of the window, which a person may have enlarged."""
    font, size = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), QGuiApplication.font().pointSizeF()
    if size > 0:  # less than 0 where it is told in pixels
        font.setPointSizeF(size)
    return font
