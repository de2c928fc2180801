"""What the program is made of, and under which licences."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from lossacc_gui.gui.dialogs.closing import add_close_button
from lossacc_gui.gui.look.letters import fixed_letters
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.licences import components


class LicencesDialog(QDialog):
    """The parts of the program on the left, the licence of the chosen one on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, QSize(900, 560))
        self._components = components()
        self.parts = QListWidget()
        self.parts.setAccessibleName(self.tr("Parts of the program"))
        self.parts.addItems([f"{one.name} {one.version}\n{one.licence}" for one in self._components])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(fixed_letters())
        self.text.setAccessibleName(self.tr("Licence of the chosen part"))
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.parts, 2)
        row.addWidget(self.text, 5)
        add_close_button(self, inner)
        self.parts.currentRowChanged.connect(self._show)
        self.parts.setCurrentRow(0)
        self.parts.setFocus()

    def _show(self, row: int) -> None:
        self.text.setPlainText(self._components[row].text)
