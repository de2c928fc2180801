"""Does several things one after the other, each in a turn of the window's loop of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import thread_time

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

Step = Callable[[], object]
MUCH = 0.004
"""Seconds of the processor in a turn with which a step does not share it."""
PATIENCE = 8
"""Turns that a step lets pass, so that it comes even where each of them is full."""
_waiting: deque[tuple[QObject, tuple[Step, ...]]] = deque()


def in_turns(owner: QObject, *steps: Step) -> None:
    """Do this once it is its turn; nothing more is done once `owner` is gone. Keys and mouse are heard in between.

    Whoever asks, no two steps share a turn, nor does one share it with the painting that the step before has caused,
    nor, where it can be helped, with any other work.
    """
    if steps:
        _waiting.append((owner, steps))
        if len(_waiting) == 1:
            _await_turn()


def _await_turn() -> None:
    app = QCoreApplication.instance()
    assert app is not None
    QTimer.singleShot(0, app, lambda: _await_quiet(PATIENCE))  # what is to be painted is, in this turn


def _await_quiet(patience: int) -> None:
    """Take the next step in the next turn that is not full of something else already."""
    begun = thread_time()

    def look() -> None:
        if patience and thread_time() - begun > MUCH:
            _await_quiet(patience - 1)
        else:
            _take()

    app = QCoreApplication.instance()
    if app is not None:
        QTimer.singleShot(0, app, look)


def _take() -> None:
    owner, (first, *rest) = _waiting.popleft()
    there = isValid(owner)
    if there and rest:
        _waiting.append((owner, tuple(rest)))
    if _waiting:
        _await_turn()
    if there:
        first()
