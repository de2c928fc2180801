"""Answers Qt in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

from lossacc_gui.language import tr


class Translator(QTranslator):
    """Answers Qt, and what calls `self.tr`, from the program's own catalogue."""

    def translate(self, _context: str, text: str, _about: str | None = None, _count: int = -1) -> str:
        """The text in the window's language."""
        return tr(text)
