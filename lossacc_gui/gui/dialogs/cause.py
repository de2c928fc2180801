"""All that is known about one cause."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from lossacc_gui.gui.dialogs.closing import add_close_button
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.language import tr
from lossacc_gui.model.cause import Cause


class CauseDialog(QDialog):
    """The words that `lossacc causes ID` prints, in the language of the window."""

    def __init__(self, cause: Cause, parent: QWidget) -> None:
        from lossacc_gui.export.text import cause_as_text

        super().__init__(parent)
        self.setWindowTitle(tr(cause.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, QSize(680, 520))
        page = QPlainTextEdit(cause_as_text(cause, tr), self)
        page.setReadOnly(True)
        page.setAccessibleName(tr(cause.title))
        page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        page.setTabChangesFocus(True)
        add_close_button(self, page)
