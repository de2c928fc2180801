"""Does several things one after the other, each in a turn of the window's loop of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def in_turns(owner: QObject, *steps: Callable[[], object]) -> None:
    """Begin with the next turn; nothing more is done once `owner` is gone. Keys and mouse are heard in between."""
    if steps:
        QTimer.singleShot(0, owner, lambda: _take(owner, *steps))


def _take(owner: QObject, first: Callable[[], object], *rest: Callable[[], object]) -> None:
    in_turns(owner, *rest)
    first()
