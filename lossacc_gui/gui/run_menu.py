"""Menus that say how the current run is looked at, filled as they open, and the flat buttons that open them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from lossacc_gui.gui.plain import plain_tip

if TYPE_CHECKING:
    from lossacc_gui.gui.session import Session


class RunMenu(QMenu):
    """What can be chosen of the current run."""

    def __init__(self, session: Callable[[], Session | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is now."""
        raise NotImplementedError


class MenuButton(QToolButton):
    """Says what is chosen in its menu."""

    def __init__(self, menu: QMenu, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tip)


def add_ticked(menu: QMenu, text: str, ticked: bool) -> QAction:
    """An action of the menu, ticked or not, whose tip is its whole text."""
    action = menu.addAction(as_action(text))
    action.setToolTip(plain_tip(text))
    action.setCheckable(True)
    action.setChecked(ticked)
    return action


def as_action(name: str) -> str:
    """A text from a log as that of an action, where & would mark a key."""
    return name.replace("&", "&&")
