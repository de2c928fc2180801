"""Shows the lines of a log around the one that a message is about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from lossacc_gui.gui.background.threads import Background, Deliver, Work, raise_unexpected
from lossacc_gui.gui.dialogs.closing import add_close_button
from lossacc_gui.gui.look.letters import fixed_letters
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.progress import Progress

AROUND = 300
"""Lines above and below that are shown too."""
LONGEST = 2000
"""Characters of a line."""
SIZE = QSize(860, 480)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file, the first of them `first` (from 1), of `count` in all."""

    lines: tuple[str, ...]
    first: int
    count: int


class SourceDialog(QDialog):
    """The text of a log, with one line marked."""

    def __init__(self, path: Path, line: int | None, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self._theme = theme
        self.setWindowTitle(plain_text(path.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, SIZE)
        self.place = plain(QLabel(plain_text(str(path)), self))
        self.place.setWordWrap(True)
        self.place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.place.setAccessibleName(self.tr("Path"))
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(fixed_letters())
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Lines of {0}").format(plain_text(path.name)))
        self.text.setPlaceholderText(self.tr("Reading…"))
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.place)
        layout.addWidget(self.text, 1)
        add_close_button(self, content)
        self._reader = Background("showing lines", self)
        self._reader.delivered.connect(self._on_delivered)
        self._reader.ended.connect(self._on_ended)
        self.finished.connect(self._reader.close)
        self._reader.start(_excerpt(path, line or 1))
        self.text.setFocus()

    def _on_delivered(self, excerpt: Excerpt) -> None:
        self.text.setPlaceholderText(self.tr("There are no lines in this file."))
        width = len(str(excerpt.first + len(excerpt.lines)))
        numbered = (f"{excerpt.first + i:>{width}}  {line}" for i, line in enumerate(excerpt.lines))
        self.text.setPlainText("\n".join(numbered))
        if self._line is not None and 0 <= self._line - excerpt.first < len(excerpt.lines):
            self._mark(self._line - excerpt.first)
        elif self._line is not None:
            self._say(
                self.tr("The log has {0} lines now, line {1} is not among them.").format(excerpt.count, self._line)
            )

    def _mark(self, block: int) -> None:
        cursor = QTextCursor(self.text.document().findBlockByNumber(block))
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(QColor(self._theme.watch_wash))
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.text.setExtraSelections([mark])
        self.text.setTextCursor(cursor)
        self.text.centerCursor()

    def _on_ended(self, error: BaseException | None) -> None:
        if isinstance(error, UnreadableLog):
            self._say(error.sentence)
        else:
            raise_unexpected(error)

    def _say(self, text: str) -> None:
        self.place.setText(f"{self.place.text()}\n{text}")
        self.text.setPlaceholderText("")


def _excerpt(path: Path, line: int) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.readers.files.source import text_of

        lines = text_of(path, progress).splitlines()
        first = max(line - AROUND, 1)
        shown = (plain_text(one[:LONGEST]) for one in lines[first - 1 : first + 2 * AROUND])
        deliver(Excerpt(tuple(shown), first, len(lines)))

    return work
