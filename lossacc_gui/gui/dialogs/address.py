"""The dialog in which a person names an address whose logs are copied here, and sees how far that is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.background.threads import Background, Deliver, Progressed, Work
from lossacc_gui.gui.look.plain import plain, spoken
from lossacc_gui.language import tr
from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.model.progress import Progress

WIDTH = 560
"""Pixels: an address with a host and three folders."""


def copying(address: str) -> Work:
    """Deliver the Copy of what lies at an address."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.remote import copied

        progress(0.0, "connecting")
        deliver(copied(address, progress))

    return work


class AddressDialog(QDialog):
    """`brought` carries the Copy and whether it is to be triaged; the dialog has closed by then."""

    brought = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open Address"))
        self.setMinimumWidth(WIDTH)
        about = plain(QLabel(self.tr("A log, or a folder of runs, on another machine or in a bucket:"), self))
        about.setWordWrap(True)
        self.address = QLineEdit(self)
        self.address.setPlaceholderText(self.tr("sftp://me@host/runs   s3://bucket/runs"))
        self.address.setAccessibleName(self.tr("Address"))
        self.told = plain(QLabel(self))
        self.told.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.open_it = QPushButton(self.tr("&Open"), self)
        self.triage_it = QPushButton(self.tr("&Triage"), self)
        self.buttons = QDialogButtonBox(self)
        self.buttons.addButton(self.open_it, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.triage_it, QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._wants_triage = False
        self._reader = Background("address", self)
        layout = QVBoxLayout(self)
        for widget in (about, self.address, self.told, self.bar, self.buttons):
            layout.addWidget(widget)
        self._connect()
        self._show_work(False)

    def _connect(self) -> None:
        self.open_it.setDefault(True)
        self.open_it.clicked.connect(lambda: self._start(False))
        self.triage_it.clicked.connect(lambda: self._start(True))
        self.buttons.rejected.connect(self.reject)
        self.address.textChanged.connect(lambda: self._show_work(False))
        self._reader.progressed.connect(self._on_progressed)
        self._reader.delivered.connect(self._on_delivered)
        self._reader.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether something is being copied."""
        return self._reader.busy

    def reject(self) -> None:
        """Stop what is being copied; close where nothing is."""
        if self._reader.busy:
            self._reader.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close and end the work."""
        self._reader.close()
        super().done(result)

    def _start(self, triage: bool) -> None:
        from lossacc_gui.remote import is_address

        address = self.address.text().strip()
        if not is_address(address):
            self.told.setText(
                self.tr("This is no address: one begins with s3://, sftp:// or another word of this kind.")
            )
            return
        self._wants_triage = triage
        self.told.clear()
        self._show_work(True)
        self._reader.start(copying(address))

    def _on_progressed(self, progress: Progressed) -> None:
        self.bar.setValue(round(1000 * progress.fraction))
        self.told.setText(tr(progress.text))

    def _on_delivered(self, copy: object) -> None:
        self.accept()
        self.brought.emit(copy, self._wants_triage)

    def _on_ended(self, error: BaseException | None) -> None:
        self._show_work(False)
        self.address.setFocus()
        if isinstance(error, Cancelled):
            self.told.setText(self.tr("Cancelled. What is here by now is not copied again."))
        elif isinstance(error, LossaccError):
            self.told.setText(spoken(error.said))
        elif error is not None:
            raise error

    def _show_work(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.address.setReadOnly(busy)
        for button in (self.open_it, self.triage_it):
            button.setEnabled(not busy and bool(self.address.text().strip()))
