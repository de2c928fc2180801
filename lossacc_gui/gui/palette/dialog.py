"""The palette itself: a line to type in and what answers to it, all by keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListView, QMainWindow, QVBoxLayout

from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.background.threads import Background, Deliver, Work, raise_unexpected
from lossacc_gui.gui.dialogs.cause import CauseDialog
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.palette.lines import LinePainter, Lines
from lossacc_gui.gui.palette.things import causes_as_things, found, things_of
from lossacc_gui.gui.session.session import Session
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.request import Request

if TYPE_CHECKING:
    from lossacc_gui.model.cause import Cause

WIDEST, WIDTH_SHARE, HEIGHT_SHARE = 760, 0.8, 0.6
"""Pixels, and shares of the window."""
WALKING = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class PaletteDialog(QDialog):
    """Type, walk with the arrow keys, Enter does it, Escape leaves; the causes join once they are read."""

    def __init__(self, window: QMainWindow, session: Session, theme: Theme) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(self.tr("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._session = session
        self._theme = theme
        self._things = things_of(window.menuBar(), session)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Type what you want to do or see"))
        self.line.setAccessibleName(self.tr("Search actions, runs, events, metrics and causes"))
        self.line.installEventFilter(self)
        self.list = QListView(self)
        self.list.setAccessibleName(self.tr("What was found"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines = Lines(self)
        self.list.setModel(self.lines)
        self.list.setItemDelegate(LinePainter(theme, self))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told = plain(QLabel(self))
        self.told.setWordWrap(True)
        self._lay_out(window)
        self._reader = Background("causes of the palette", self)
        self._reader.delivered.connect(self._on_causes)
        self._reader.ended.connect(raise_unexpected)
        self.finished.connect(self._reader.close)
        self.line.textChanged.connect(self._search)
        self.list.clicked.connect(self._choose)
        self.list.selectionModel().currentChanged.connect(self._tell)
        self._search("")
        self._reader.start(_reading(session.request))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys walk through the list while one types; Enter does what is chosen."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in WALKING:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self, window: QMainWindow) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        theme = self._theme
        self.setStyleSheet(
            f"PaletteDialog {{ background: {theme.window}; border: 1px solid {theme.accent}; }}"
            f"QListView {{ border: none; background: {theme.window}; }}"
            f"QLabel {{ color: {theme.muted}; }}"
        )
        width = min(WIDEST, int(WIDTH_SHARE * window.width()))
        self.resize(width, int(HEIGHT_SHARE * window.height()))
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, window.menuBar().height() + 8)))

    def _search(self, text: str) -> None:
        self.lines.show(found(text, self._things))
        self.list.setCurrentIndex(self.lines.index(0, 0))
        self._tell()

    def _tell(self) -> None:
        thing = self.lines.thing(self.list.currentIndex())
        if thing is None:
            self.told.setText(self.tr("Nothing answers to that"))
        elif thing.why_not:
            self.told.setText(self.tr("Not possible now: {0}").format(thing.why_not))
        else:
            self.told.setText(self.tr("Enter does it, Escape leaves"))

    def _choose(self) -> None:
        thing = self.lines.thing(self.list.currentIndex())
        if thing is not None and not thing.why_not:
            self.accept()
            in_turns(self._window, thing.do)  # what opens a dialog does so once this one is gone

    def _on_causes(self, causes: tuple[Cause, ...]) -> None:
        show = partial(_show_cause, self._window)  # a method would hold the palette in a circle
        self._things = (*self._things, *causes_as_things(causes, self._session, show))
        row = self.list.currentIndex().row()
        self.lines.show(found(self.line.text(), self._things))
        self.list.setCurrentIndex(self.lines.index(max(row, 0), 0))


def _show_cause(window: QMainWindow, cause: Cause) -> None:
    CauseDialog(cause, window).show()


def _reading(request: Request) -> Work:
    """Deliver all causes; those of a folder that cannot be read are missing, as the session tells already."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.explain.knowledge import known_causes
        from lossacc_gui.model.errors import BadKnowledge

        if request.causes is not None:
            deliver(request.causes)
            return
        try:
            deliver(known_causes(request.own_causes)[0])
        except BadKnowledge:
            deliver(known_causes(None)[0])

    return work
