"""The logs that were opened last: remembered, offered to who has none open, forgotten when a person wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow, QMessageBox

from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.window.empty_state import EmptyState
from lossacc_gui.samples import Sample


class Recents(QObject):
    """Follows what a session opens; `samples` are none of it."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        settings: Settings,
        empty: EmptyState,
        samples: Callable[[], tuple[Sample, ...]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._empty = empty
        self._samples = samples
        session.opened.connect(self._on_opened)

    def _on_opened(self, paths: tuple[Path, ...]) -> None:
        own = {sample.path for sample in self._samples()}
        self._settings.remember([path for path in paths if path not in own])
        self._empty.show_recents(self._settings.recents)

    def ask_to_forget(self) -> None:
        """Forget them, if a person means it."""
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Forget recent logs"))
        box.setText(self.tr("Forget the {0} logs that were opened last?").format(len(self._settings.recents)))
        forget = box.addButton(self.tr("Forget"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        forget.clicked.connect(self._forget)
        box.open()

    def _forget(self) -> None:
        self._settings.forget_recents()
        self._empty.show_recents(())
