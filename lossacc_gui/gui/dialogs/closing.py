"""The lower edge of dialogs: the button that closes them, and those of what they do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget


def add_close_button(dialog: QDialog, content: QWidget) -> None:
    """Lay out a dialog: its content, and a button that closes it."""
    layout = QVBoxLayout(dialog)
    layout.addWidget(content, 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=dialog)  # last, for Tab as well
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)


def add_action(buttons: QDialogButtonBox, text: str) -> QPushButton:
    """A further button of a dialog, which Enter presses only where it has the focus or is told to."""
    button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
    be_aside(button)
    return button


def be_aside(button: QPushButton) -> None:
    """Enter presses a button that has the focus, and elsewhere in the dialog never this one."""
    button.setAutoDefault(False)  # or it would be what Enter does in the fields beside it
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        pressed = QShortcut(QKeySequence(key), button)
        pressed.setContext(Qt.ShortcutContext.WidgetShortcut)
        pressed.activated.connect(button.click)
