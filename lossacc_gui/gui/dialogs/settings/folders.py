"""The page for the folders of own causes and of checkpoints."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from lossacc_gui.gui.dialogs.causes import CausesDialog
from lossacc_gui.gui.dialogs.closing import be_aside
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.preferences import Preferences
from lossacc_gui.gui.look.theme import Theme


class FoldersPage(QWidget):
    """`changed` carries the folder of own causes and that of checkpoints, each None for none."""

    changed = Signal(object, object)

    def __init__(self, now: Preferences, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.causes = self._line(now.causes, self.tr("Folder of own causes"))
        self.checkpoints = self._line(now.checkpoints, self.tr("Folder of checkpoints"))
        self.choose_causes = self._button(self.tr("&Own Causes…"), self.tr("Choose and try a folder of own causes"))
        self.no_causes = self._button(self.tr("&None"), self.tr("No own causes"))
        self.choose_checkpoints = self._button(self.tr("Chec&kpoints…"), self.tr("Choose a folder of checkpoints"))
        self.no_checkpoints = self._button(self.tr("Non&e"), self.tr("No folder of checkpoints"))
        grid = QGridLayout()
        for row, parts in enumerate(
            (
                (self._words(self.tr("Own causes: one TOML file each, tried on every run")),),
                (self.causes, self.choose_causes, self.no_causes),
                (
                    self._words(
                        self.tr(
                            "Checkpoints: where saved models lie, if not beside the log; a folder in it that is called "
                            "as the run or the log has those of that run. The epoch to keep is told with its file."
                        )
                    ),
                ),
                (self.checkpoints, self.choose_checkpoints, self.no_checkpoints),
            )
        ):
            for column, widget in enumerate(parts):
                grid.addWidget(widget, row, column, 1, 1 if len(parts) > 1 else 3)
        layout = QVBoxLayout(self)
        layout.addLayout(grid)
        layout.addStretch(1)
        self.choose_causes.clicked.connect(self._on_choose_causes)
        self.choose_checkpoints.clicked.connect(self._on_choose_checkpoints)
        self.no_causes.clicked.connect(lambda: self._take(self.causes, None))
        self.no_checkpoints.clicked.connect(lambda: self._take(self.checkpoints, None))

    def _line(self, folder: Path | None, name: str) -> QLineEdit:
        line = QLineEdit("" if folder is None else str(folder), self)
        line.setReadOnly(True)
        line.setPlaceholderText(self.tr("none"))
        line.setAccessibleName(name)
        return line

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        be_aside(button)
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button

    def _words(self, text: str) -> QLabel:
        label = plain(QLabel(text, self))
        label.setWordWrap(True)
        return label

    def _on_choose_causes(self) -> None:
        dialog = CausesDialog(_folder(self.causes), self._theme, self)
        dialog.accepted.connect(lambda: self._take(self.causes, dialog.folder))
        dialog.open()

    def _on_choose_checkpoints(self) -> None:
        start = _folder(self.checkpoints) or Path.home()
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of checkpoints"), str(start))
        if name:
            self._take(self.checkpoints, Path(name))

    def _take(self, line: QLineEdit, folder: Path | None) -> None:
        line.setText("" if folder is None else str(folder))
        self.changed.emit(_folder(self.causes), _folder(self.checkpoints))


def _folder(line: QLineEdit) -> Path | None:
    return Path(line.text()) if line.text() else None
