"""Does several things one after the other, each in a turn of the window's loop of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

Step = Callable[[], object]
_waiting: deque[tuple[QObject, tuple[Step, ...]]] = deque()


def in_turns(owner: QObject, *steps: Step) -> None:
    """Do this once it is its turn; nothing more is done once `owner` is gone. Keys and mouse are heard in between.

    Whoever asks, no two steps share a turn, nor does one share it with the painting that the step before has caused.
    """
    if steps:
        _waiting.append((owner, steps))
        if len(_waiting) == 1:
            _await_turn()


def _await_turn() -> None:
    app = QCoreApplication.instance()
    assert app is not None
    QTimer.singleShot(0, app, lambda: QTimer.singleShot(0, app, _take))  # what is to be painted is, in the first


def _take() -> None:
    owner, (first, *rest) = _waiting.popleft()
    there = isValid(owner)
    if there and rest:
        _waiting.append((owner, tuple(rest)))
    if _waiting:
        _await_turn()
    if there:
        first()
