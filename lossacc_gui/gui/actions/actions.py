"""The actions of the window, made of their entries: menus, toolbar and shortcut sheet have these."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from lossacc_gui.gui.actions.entries import ENTRIES, MENUS, NEED_RUN, Entry
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.language import tr

ICON_SIZE = 20

BY_NAME = {entry.name: entry for entry in ENTRIES}


@cache
def usual_keys() -> dict[str, tuple[str, ...]]:
    """The keys of every action that nobody has changed, by name, as settings keep them."""
    from PySide6.QtGui import QKeySequence

    from lossacc_gui.gui.actions.keys import written

    return {entry.name: tuple(written(QKeySequence.fromString(key)) for key in entry.keys) for entry in ENTRIES}


class Actions:
    """The QActions, by name; those that the first frame does not show are made with their keys by `complete`.

    Before `keep_room` they have no icons, and before `dress` empty ones: the enumerations of QIcon, 160 names, take a
    sixtieth of the first frame.
    """

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._actions: dict[str, QAction] = {}
        self._withheld: dict[str, str] = {}

    def complete(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Make all of them; `keys` are those that a person gave to some."""
        self._actions = {entry.name: self[entry.name] for entry in ENTRIES}
        self.set_keys(keys)

    def keep_room(self) -> None:
        """Give those that will have an icon an empty one."""
        from PySide6.QtGui import QColor, QIcon, QPixmap

        side = enlarged(ICON_SIZE)
        room = QPixmap(side, side)
        room.fill(QColor(0, 0, 0, 0))
        for entry in ENTRIES:
            if entry.icon:
                self[entry.name].setIcon(QIcon(room))

    def set_keys(self, wanted: Mapping[str, tuple[str, ...]]) -> None:
        """Give the actions named their keys, in place of the usual ones; all others have the usual ones."""
        from PySide6.QtGui import QKeySequence

        from lossacc_gui.gui.actions.keys import cleaned

        for name, keys in cleaned(wanted, usual_keys(), menu_letters()).items():
            self._actions[name].setShortcuts([QKeySequence.fromString(key) for key in keys])
            self._give_tip(name)

    def withhold(self, name: str, reason: str) -> None:
        """Switch an action off, its tip the reason in a sentence; or on again, with the usual tip, for none."""
        self._withheld[name] = reason
        self[name].setEnabled(not reason)
        self._give_tip(name)

    def _give_tip(self, name: str) -> None:
        """The reason why an action is withheld, or else what it does, with its first key."""
        from lossacc_gui.gui.actions.keys import shown, written

        action, entry = self[name], BY_NAME[name]
        tip, keys = tr(entry.tip) or bare(tr(entry.text)), action.shortcuts()
        usual = f"{tip} ({shown(written(keys[0]))})" if keys else tip
        action.setToolTip(self._withheld.get(name) or usual)

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys of every action, by name."""
        from lossacc_gui.gui.actions.keys import written

        return {name: tuple(map(written, action.shortcuts())) for name, action in self._actions.items()}

    @property
    def titles(self) -> dict[str, str]:
        """What every action is called, by name."""
        return {name: bare(action.text()).rstrip("…") for name, action in self._actions.items()}

    def __getitem__(self, name: str) -> QAction:
        return self._actions.get(name) or self._made(BY_NAME[name])

    def _made(self, entry: Entry) -> QAction:
        action = self._actions[entry.name] = QAction(self._parent)  # with a text PySide asks whether that is an icon
        action.setText(tr(entry.text))
        action.setObjectName(entry.name)
        action.setCheckable(entry.checkable)
        action.setStatusTip("")
        action.setIconText(tr(entry.short) or bare(tr(entry.text)))
        action.setEnabled(entry.name not in NEED_RUN)
        return action

    def all(self) -> tuple[tuple[str, QAction], ...]:
        """Every action with its name."""
        return tuple(self._actions.items())

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


def menu_titles() -> dict[str, str]:
    """The titles of the menus by name, each with a mark before the letter that opens it: that one, or the next free."""
    titles, taken = dict[str, str](), set[str]()
    for menu in MENUS:
        title = tr(f"&{menu}")
        words = bare(title)
        places = (max(title.find("&"), 0), *range(len(words)))
        at = next((place for place in places if words[place].upper() not in taken), places[0])
        taken.add(words[at].upper())
        titles[menu] = f"{words[:at]}&{words[at:]}"
    return titles


def menu_letters() -> str:
    """The letters that open the menus with Alt."""
    return "".join(title.partition("&")[2][:1].upper() for title in menu_titles().values())
