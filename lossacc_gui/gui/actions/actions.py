"""The actions of the window, made of their entries: menus, toolbar and shortcut sheet have these."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPixmap

from lossacc_gui.gui.actions.entries import ENTRIES, MENUS, NEED_RUN
from lossacc_gui.gui.actions.keys import cleaned, shown, written
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.language import tr

ICON_SIZE = 20

BY_NAME = {entry.name: entry for entry in ENTRIES}
USUAL_KEYS = {entry.name: tuple(written(QKeySequence(key)) for key in entry.keys) for entry in ENTRIES}


class Actions:
    """The QActions, by name."""

    def __init__(self, parent: QObject, keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`keys` are those that a person gave to some of them."""
        self._actions: dict[str, QAction] = {}
        for entry in ENTRIES:
            action = QAction(tr(entry.text), parent)
            action.setObjectName(entry.name)
            action.setCheckable(entry.checkable)
            action.setStatusTip("")
            action.setIconText(tr(entry.short) or bare(tr(entry.text)))
            self._actions[entry.name] = action
        self.set_keys(keys or {})

    def set_keys(self, wanted: Mapping[str, tuple[str, ...]]) -> None:
        """Give the actions named their keys, in place of the usual ones; all others have the usual ones."""
        for name, keys in cleaned(wanted, USUAL_KEYS, menu_letters()).items():
            action, entry = self._actions[name], BY_NAME[name]
            action.setShortcuts([QKeySequence(key) for key in keys])
            tip = tr(entry.tip) or bare(tr(entry.text))
            action.setToolTip(f"{tip} ({shown(keys[0])})" if keys else tip)

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys of every action, by name."""
        return {name: tuple(map(written, action.shortcuts())) for name, action in self._actions.items()}

    @property
    def titles(self) -> dict[str, str]:
        """What every action is called, by name."""
        return {name: bare(action.text()).rstrip("…") for name, action in self._actions.items()}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[tuple[str, QAction], ...]:
        """Every action with its name."""
        return tuple(self._actions.items())

    def keep_room(self) -> None:
        """Give every action with an icon an empty one: for the first frame the room is enough."""
        side = enlarged(ICON_SIZE)
        blank = QPixmap(side, side)
        blank.fill(QColor(0, 0, 0, 0))
        room = QIcon(blank)
        for entry in ENTRIES:
            if entry.icon:
                self[entry.name].setIcon(room)

    def dress(self, theme: Theme) -> None:
        """Paint the icons for a theme."""
        from lossacc_gui.gui.look.icons import icon  # after the first frame

        for entry in ENTRIES:
            if entry.icon:
                self[entry.name].setIcon(icon(entry.icon, theme))

    def enable(self, *, run: bool) -> None:
        """Switch on what makes sense with or without a run."""
        for name in NEED_RUN:
            self[name].setEnabled(run)


def bare(text: str) -> str:
    """The words of a menu without the mark of its letter."""
    return text.replace("&", "")


def menu_letters() -> str:
    """The letters that open the menus with Alt."""
    return "".join(title.partition("&")[2][:1].upper() for title in map(tr, (f"&{menu}" for menu in MENUS)))
