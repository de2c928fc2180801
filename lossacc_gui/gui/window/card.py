"""A button that says in a title and a sentence what it leads to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy

from lossacc_gui.gui.look.plain import plain


class Card(QPushButton):
    """As a QCommandLinkButton, whose letters have one size for ever, but in the letters of the window."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.title, self.sentence, self._sign = (plain(QLabel(text, self)) for text in (title, sentence, ""))
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        top = Qt.AlignmentFlag.AlignTop
        self._words = layout = QGridLayout(self)
        layout.setContentsMargins(11, 8, 11, 8)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.addWidget(self._sign, 0, 0, 2, 1, top)
        for row, label in enumerate((self.title, self.sentence)):
            label.setWordWrap(True)
            label.setAlignment(top)
            layout.addWidget(label, row, 1)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(1, 1)
        for label in (self.title, self.sentence, self._sign):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sign.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_sign(self, sign: QPixmap) -> None:
        """A picture before the words; not an icon, which counts the pixels of a fine screen as its size."""
        self._sign.setPixmap(sign)
        self._sign.show()

    def sizeHint(self) -> QSize:
        """As the words want it."""
        return self._words.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longest word."""
        return self._words.totalMinimumSize()

    def heightForWidth(self, width: int) -> int:
        """The narrower, the more lines."""
        return self._words.totalHeightForWidth(width)
