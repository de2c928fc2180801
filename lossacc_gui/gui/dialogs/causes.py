"""The dialog for a folder of the person's own causes: what is read from it, and what is wrong with it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.background.threads import Background, Deliver, Work, raise_unexpected
from lossacc_gui.gui.dialogs.closing import be_aside
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.language import tr
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import BadKnowledge
from lossacc_gui.model.progress import Progress

MOST_TOLD = 20  # files that are told to be wrong


class CausesDialog(QDialog):
    """Asks for the folder and tries it at once; after it was accepted, `folder` is the one to use, None for none."""

    def __init__(self, folder: Path | None, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Own causes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, QSize(640, 420))
        self._theme = theme
        self.path = QLineEdit(self)
        self.path.setPlaceholderText(self.tr("No folder: only the causes that come with the program"))
        self.path.setAccessibleName(self.tr("Folder of own causes"))
        self.path.setClearButtonEnabled(True)
        self.told = QTextBrowser(self)
        self.told.setAccessibleName(self.tr("What was read"))
        self.told.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.buttons = QDialogButtonBox(self)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.choose = QPushButton(self.tr("&Choose Folder…"), self)
        self.again = QPushButton(self.tr("&Read Again"), self)
        below = QHBoxLayout()  # the line has all of the width: a folder is long
        for button in (self.choose, self.again):
            be_aside(button)
            below.addWidget(button)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.path)
        layout.addLayout(below)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.buttons)
        self._reader = Background("causes", self)
        self._reader.delivered.connect(self._on_delivered)
        self._reader.ended.connect(raise_unexpected)
        self.finished.connect(self._reader.close)
        self.path.textChanged.connect(self.read)
        self.choose.clicked.connect(self._on_choose)
        self.again.clicked.connect(self.read)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.path.setText("" if folder is None else str(folder))
        self.read()

    @property
    def folder(self) -> Path | None:
        """The folder that is chosen."""
        text = self.path.text().strip()
        return Path(text).expanduser() if text else None

    def read(self) -> None:
        """Read the folder, and tell what came of it."""
        self._allow(False)
        self._reader.start(_reading(self.folder))

    def _on_choose(self) -> None:
        start = self.folder or Path.home()
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of causes"), str(start))
        if name:
            self.path.setText(name)

    def _on_delivered(self, read: tuple[tuple[Cause, ...], tuple[BadKnowledge, ...]]) -> None:
        causes, errors = read
        self._allow(bool(causes) or not errors)
        wrong = ""
        if errors:
            what = self.tr("This cannot be used.") if not causes else self.tr("These files cannot be used.")
            told = "".join(f"<p>{escape(tr(error.said))}</p>" for error in errors[:MOST_TOLD])
            wrong = f"<p style='color: {self._theme.problem}'><b>{what}</b></p>{told}"
        if errors and not causes:
            self.told.setHtml(wrong)
        elif self.folder is None:
            how = self.tr(
                "A cause is one TOML file: its name is the id of the cause. It is tried on every run from the moment "
                "you choose its folder; one with the id of a cause that comes with the program replaces it."
            )
            self.told.setHtml(f"<p>{how}</p>")
        else:
            rows = "".join(
                f"<tr><td><code>{escape(cause.id)}.toml</code>&nbsp;&nbsp;</td><td>{escape(tr(cause.title))}</td></tr>"
                for cause in causes
            )
            count = self.tr("{0} read:").format(len(causes)) if causes else self.tr("There is no .toml file in it.")
            self.told.setHtml(f"{wrong}<p>{count}</p><table cellspacing='0' cellpadding='2'>{rows}</table>")

    def _allow(self, right: bool) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(right)


def _reading(folder: Path | None) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.explain.knowledge import own_causes

        deliver(((), ()) if folder is None else own_causes(folder))

    return work
