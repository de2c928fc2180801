"""How large letters are, and what stands beside them: the font of code, the size of icons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QFontMetrics

USUAL_LINE = 16
"""Pixels of a line of letters up to which icons are as large as they were drawn."""


def fixed_letters() -> QFont:
    """The system's font of letters of one width, as large as those of the window, which a person may have enlarged."""
    from PySide6.QtGui import QFontDatabase, QGuiApplication  # the first frame does without

    font, size = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), QGuiApplication.font().pointSizeF()
    if size > 0:  # less than 0 where it is told in pixels
        font.setPointSizeF(size)
    return font


def usual_letters() -> QFontMetrics:
    """The letters of the program, asked without naming QFont: its enumerations take a hundredth of the first frame."""
    return QWidget().fontMetrics()


def enlarged(pixels: int) -> int:
    """How large something of so many pixels is beside the letters of the window, which a person may have enlarged."""
    return max(pixels, round(pixels * usual_letters().height() / USUAL_LINE))
