"""The list of notes of a run, to read, change, remove and go to them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from lossacc_gui.chart.marks import note_text
from lossacc_gui.gui.dialogs.closing import add_action
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.session.session import Session
from lossacc_gui.language import tr
from lossacc_gui.model.note import Note, lettered

SIZE = QSize(560, 360)
NOTE_ROLE = Qt.ItemDataRole.UserRole


class NotesDialog(QDialog):
    """`change_asked` carries the note to change, `place_asked` that to be shown in the chart; follows the session."""

    add_asked = Signal()
    change_asked = Signal(object)
    place_asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, SIZE)
        self._session = session
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("Notes"))
        self.none = plain(QLabel(self.tr("Nothing is noted about this run yet."), self))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.add = add_action(self.buttons, self.tr("&Add…"))
        self.change = add_action(self.buttons, self.tr("&Change…"))
        self.remove = add_action(self.buttons, self.tr("&Remove"))
        self.go = add_action(self.buttons, self.tr("&Show in Chart"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.none)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.buttons)
        self.buttons.rejected.connect(self.reject)
        self.add.clicked.connect(self.add_asked)
        self.change.clicked.connect(lambda: self._ask(self.change_asked))
        self.go.clicked.connect(lambda: self._ask(self.place_asked))
        self.remove.clicked.connect(self._on_remove)
        self.list.itemActivated.connect(lambda _: self._ask(self.change_asked))
        self.list.currentItemChanged.connect(self._allow)
        session.made_changed.connect(self.follow)
        session.current_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """List what is noted now."""
        analysis = self._session.current
        row = self.list.currentRow()
        self.list.clear()
        name = "" if analysis is None else analysis.run.name
        self.setWindowTitle(self.tr("Notes: {0}").format(name))
        for letter, note in lettered(() if analysis is None else analysis.notes):
            text = tr(note_text(letter, note, "" if analysis is None else analysis.run.x_name))
            item = QListWidgetItem(text[:1].upper() + text[1:])
            item.setData(NOTE_ROLE, note)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self.none.setVisible(not self.list.count())
        self._allow()

    @property
    def _note(self) -> Note | None:
        item = self.list.currentItem()
        note = None if item is None else item.data(NOTE_ROLE)
        return note if isinstance(note, Note) else None

    def _ask(self, signal: object) -> None:
        note = self._note
        if note is not None:
            signal.emit(note)  # type: ignore[attr-defined]

    def _on_remove(self) -> None:
        if self._note is not None:
            self._session.doing.remove_note(self._note)

    def _allow(self) -> None:
        note = self._note
        self.add.setEnabled(self._session.current is not None)
        for button in (self.change, self.remove):
            button.setEnabled(note is not None)
        self.go.setEnabled(note is not None and note.start is not None)
