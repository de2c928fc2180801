"""The dialog in which a person writes a note and says what it is about."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.language import tr
from lossacc_gui.model.note import LONGEST_NOTE, Note
from lossacc_gui.numerals import noun_text, whole_text

Place = tuple[float, float] | None
SIZE = QSize(520, 320)
FARTHEST = 1e15
DIGITS = 4
ABOUT_RUN, ABOUT_POINT, ABOUT_STRETCH = range(3)


class _PlaceBox(QDoubleSpinBox):
    """Shows whole numbers without a fraction."""

    def textFromValue(self, val: float) -> str:
        """As the chart writes them, with all digits there are."""
        return self.locale().toString(val, "g", 15)


class NoteDialog(QDialog):
    """After it was accepted, `text` and `place` are what was written, and about what (None: the whole run)."""

    def __init__(
        self, old: Note | None, suggested: Place, whole: tuple[float, float], x_name: str, parent: QWidget
    ) -> None:
        """`suggested` is what a new note may be about, `whole` where the run begins and ends."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Note") if old is None else self.tr("Change Note"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, SIZE)
        start = suggested if old is None else None if old.start is None else (old.start, old.end or old.start)
        self._exact = start or whole
        self.words = QPlainTextEdit("" if old is None else old.text, self)
        self.words.setPlaceholderText(self.tr("What do you want to remember?"))
        self.words.setAccessibleName(self.tr("Text of the note"))
        self.words.setTabChangesFocus(True)
        self.kinds = QButtonGroup(self)
        noun = tr(noun_text(x_name, several=False))
        places = {
            ABOUT_RUN: QRadioButton(self.tr("The whole &run"), self),
            ABOUT_POINT: QRadioButton(self.tr("&One {0}").format(noun), self),
            ABOUT_STRETCH: QRadioButton(self.tr("A &stretch of {0}").format(tr(noun_text(x_name, several=True))), self),
        }
        self.first = self._number(self._exact[0], self.tr("First {0}").format(noun))
        self.last = self._number(self._exact[1], self.tr("Last {0}").format(noun))
        self.told = plain(QLabel(self))
        self.told.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words, 1)
        for number, button in places.items():
            self.kinds.addButton(button, number)
            layout.addWidget(button)
        ends = QHBoxLayout()
        for text, box in ((self.tr("&From"), self.first), (self.tr("&to"), self.last)):
            label = QLabel(text, self)
            label.setBuddy(box)
            ends.addWidget(label)
            ends.addWidget(box, 1)
        layout.addLayout(ends)
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)
        kind = ABOUT_RUN if start is None else ABOUT_POINT if start[0] == start[1] else ABOUT_STRETCH
        places[kind].setChecked(True)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._accept_by_key)
        self.words.textChanged.connect(self._check)
        self.kinds.idToggled.connect(self._check)
        self.first.valueChanged.connect(self._check)
        self.last.valueChanged.connect(self._check)
        self._check()
        self.words.setFocus()

    @property
    def text(self) -> str:
        """What was written."""
        return self.words.toPlainText().strip()

    @property
    def place(self) -> Place:
        """What it is about; ends that were not touched are as exact as they were given."""
        first, last = (
            exact if box.value() == round(exact, DIGITS) else box.value()
            for box, exact in zip((self.first, self.last), self._exact, strict=True)
        )
        return {ABOUT_RUN: None, ABOUT_POINT: (first, first)}.get(self.kinds.checkedId(), (first, last))

    def _accept_by_key(self) -> None:
        """Enter alone begins a line of the text."""
        if self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled():
            self.accept()

    def _number(self, value: float, name: str) -> QDoubleSpinBox:
        box = _PlaceBox(self)
        box.setDecimals(DIGITS)
        box.setRange(-FARTHEST, FARTHEST)
        box.setValue(value)
        box.setAccessibleName(name)
        return box

    def _check(self) -> None:
        """Allow what is a note, and say why something is none."""
        kind = self.kinds.checkedId()
        self.first.setEnabled(kind != ABOUT_RUN)
        self.last.setEnabled(kind == ABOUT_STRETCH)
        place = self.place
        backwards = place is not None and place[0] > place[1]
        long = len(self.text) > LONGEST_NOTE
        why = self.tr("The stretch ends before it begins.") if backwards else ""
        why = self.tr("No more than {0} letters.").format(tr(whole_text(LONGEST_NOTE))) if long else why
        self.told.setText(why)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.text) and not why)
