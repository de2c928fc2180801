"""For people who see nothing of the window, or use no mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(speaker: QWidget, text: str) -> None:
    """Have a screen reader say it now, as what this widget says, wherever the focus is."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(speaker, text))


def by_tab(within: QWidget) -> list[QWidget]:
    """What the Tab key reaches in a widget, itself included, in the order in which it does."""
    found, one = [], within
    while True:
        takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
        if takes and (one is within or within.isAncestorOf(one)):
            found.append(one)
        following = one.nextInFocusChain()
        if following is None or following is within:
            return found
        one = following
