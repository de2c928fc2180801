"""What a person prefers, on three pages; it applies at once, and Cancel takes it back."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from lossacc_gui.gui.dialogs.settings.folders import FoldersPage
from lossacc_gui.gui.dialogs.settings.looks import LooksPage
from lossacc_gui.gui.dialogs.settings.thresholds import ThresholdsPage
from lossacc_gui.gui.look.preferences import Preferences
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.theme import Theme

SIZE = QSize(800, 520)


class SettingsDialog(QDialog):
    """`preferred` carries the Preferences that hold from now on."""

    preferred = Signal(object)

    def __init__(self, before: Preferences, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, SIZE)
        self._before = before
        self.now = before
        self.looks = LooksPage(before, self)
        self.thresholds = ThresholdsPage(before.options, theme, self)
        self.folders = FoldersPage(before, theme, self)
        self.tabs = QTabWidget(self)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of settings"))
        for page, title in (
            (self.looks, self.tr("&Looks and Wheel")),
            (self.thresholds, self.tr("&Thresholds")),
            (self.folders, self.tr("&Folders")),
        ):
            self.tabs.addTab(page, title)
        self.buttons = QDialogButtonBox(self)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.buttons)
        self.looks.changed.connect(self._on_looks)
        self.thresholds.changed.connect(lambda options: self._take(replace(self.now, options=options)))
        self.folders.changed.connect(
            lambda causes, checkpoints: self._take(replace(self.now, causes=causes, checkpoints=checkpoints))
        )

    def reject(self) -> None:
        """Everything is as it was before."""
        self._take(self._before)
        super().reject()

    def _on_looks(self, looks: Preferences) -> None:
        now = self.now
        self._take(replace(looks, options=now.options, causes=now.causes, checkpoints=now.checkpoints))

    def _take(self, now: Preferences) -> None:
        if now != self.now:
            self.now = now
            self.preferred.emit(now)
