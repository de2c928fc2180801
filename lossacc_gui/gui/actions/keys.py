"""Keys that a person gives to actions: how they are kept, and which are refused."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from lossacc_gui.language import tr

CHART_KEYS = ("Left", "Right", "Shift+Left", "Shift+Right", "+", "-", "PgUp", "PgDown", "Home", "End")
ALWAYS_TAKEN = ("Tab", "Shift+Tab", "Space", "Up", "Down", "F10", "Alt+F4")
"""Without these nobody gets about by keyboard."""


def written(key: QKeySequence) -> str:
    """A key as settings keep it: the same in every language and on every system."""
    return key.toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """A key as a person reads it."""
    return QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.NativeText)


def refused(key: str, of: str, taken: Mapping[str, tuple[str, ...]], titles: Mapping[str, str], menus: str) -> str:
    """Why the action named `of` cannot have a key, empty where it can.

    taken   the keys of all actions, by name
    titles  what each action is called
    menus   the letters that open menus together with Alt
    """
    if not key or written(QKeySequence(key)) != key:
        return tr("That is no key")
    if key in ALWAYS_TAKEN:
        return tr("{0} moves through the window").format(shown(key))
    if key in CHART_KEYS:
        return tr("{0} moves the cursor or the view of the chart").format(shown(key))
    if key.startswith("Alt+") and key.removeprefix("Alt+").lower() in menus.lower():
        return tr("{0} opens a menu").format(shown(key))
    other = next((name for name, keys in taken.items() if name != of and key in keys), None)
    return "" if other is None else tr("{0} is the key of “{1}”").format(shown(key), titles[other])


def cleaned(
    wanted: Mapping[str, tuple[str, ...]], usual: Mapping[str, tuple[str, ...]], menus: str
) -> dict[str, tuple[str, ...]]:
    """The keys of all actions with those that a person wanted; what settings say wrongly or twice is passed over."""
    keys = {name: wanted.get(name, own) for name, own in usual.items()}
    given: set[str] = set()
    chosen = [name for name in usual if name in wanted]
    for name in (*chosen, *(name for name in usual if name not in wanted)):  # a person's own come first
        keys[name] = tuple(
            dict.fromkeys(
                key
                for key in keys[name]
                if key not in given and (key in usual[name] or not refused(key, name, {}, {}, menus))
            )
        )
        given |= set(keys[name])
    return keys
