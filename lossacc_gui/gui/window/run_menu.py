"""Menus that say how the current run is looked at, filled as they open, and the flat buttons that open them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import plain_tip

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session


LETTERS = 9
"""What a button keeps of its words however narrow the tool bar is."""
_SHOW_MNEMONIC = 0x0800
"""Qt.TextFlag.TextShowMnemonic: see `by_name`."""


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


class MenuButton(QToolButton):
    """Says what is chosen in its menu, as much of it as there is room for."""

    def __init__(self, menu: QMenu, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        by_name(self, focusPolicy="TabFocus")
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for so much of its words that it is known: in a narrow tool bar they give way before a tool does."""
        least = LETTERS * self.fontMetrics().averageCharWidth()
        return self.sizeHint() - QSize(max(self._words() - least, 0), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what there is room for."""
        missing = self.sizeHint().width() - self.width()
        if missing <= 0:
            super().paintEvent(event)
            return
        # Here and not above: PySide makes a class with all its enumerations when it is first named, and those of Qt
        # and QStyle are thousands of names, which the first frame has no need of.
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter

        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self._words() - missing, Qt.TextFlag.TextShowMnemonic
        )
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    def _words(self) -> int:
        return self.fontMetrics().size(_SHOW_MNEMONIC, self.text()).width()


def cut_in_the_middle(widget: QWidget, text: str, width: int) -> str:
    """A text that takes no more than so many pixels, told for letters of the usual size, in those of a widget."""
    letters, width = widget.fontMetrics(), enlarged(width)
    if letters.horizontalAdvance(text) <= width:
        return text
    from PySide6.QtCore import Qt  # the first frame does without

    return letters.elidedText(text, Qt.TextElideMode.ElideMiddle, width)


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
