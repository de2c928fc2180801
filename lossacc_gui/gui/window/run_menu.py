"""Menus that say how the current run is looked at, filled as they open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.window.run_buttons import as_action

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session


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

    def empty(self) -> None:
        """Take out what was listed; what actions were put into would live as long as this menu does."""
        self.clear()
        for one in self.children():
            if one.metaObject().className() in ("QMenu", "QActionGroup"):
                one.setParent(None)
                one.deleteLater()


def add_ticked(menu: QMenu, text: str, ticked: bool) -> QAction:
    """An action of the menu, ticked or not, whose tip is its whole text."""
    action = menu.addAction(as_action(text))
    action.setToolTip(plain_tip(text))
    action.setCheckable(True)
    action.setChecked(ticked)
    return action
