"""Steps that are done one a turn: no two share one, nor does one with what the step before has to paint."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QAbstractEventDispatcher, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.background import in_turns as module
from lossacc_gui.gui.background.in_turns import PATIENCE, in_turns


class Painted(QWidget):
    """Notes when it is painted."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def paintEvent(self, event: QPaintEvent) -> None:
        self._told.append("painted")


def test_no_two_steps_share_a_turn_whoever_asks(qtbot: QtBot, qapp: QObject) -> None:
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None
    turns, at = 0, list[int]()

    def turn() -> None:
        nonlocal turns
        turns += 1

    dispatcher.awake.connect(turn)
    for owner in (qapp, dispatcher):
        in_turns(owner, *3 * [lambda: at.append(turns)])
    qtbot.waitUntil(lambda: len(at) == 6)
    dispatcher.awake.disconnect(turn)
    assert len(set(at)) == 6


def test_what_a_step_changes_is_painted_before_the_next_step(qtbot: QtBot) -> None:
    told: list[str] = []
    widget = Painted(told)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: "painted" in told)
    told.clear()
    in_turns(widget, widget.update, lambda: told.append("next"))
    qtbot.waitUntil(lambda: "next" in told)
    assert told == ["painted", "next"]


def test_nothing_is_done_for_who_is_gone(qtbot: QtBot, qapp: QObject) -> None:
    told: list[str] = []
    owner = QObject()
    in_turns(owner, lambda: told.append("gone"))
    in_turns(qapp, lambda: told.append("there"))
    shiboken6.delete(owner)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["there"]


@pytest.mark.parametrize(("full", "waited"), [(0, 0), (3, 3), (100, PATIENCE)])
def test_a_step_lets_full_turns_pass_but_not_for_ever(
    qtbot: QtBot, qapp: QObject, monkeypatch: pytest.MonkeyPatch, full: int, waited: int
) -> None:
    looks, clock = 0, 0.0

    def thread_time() -> float:
        """Every second look at the clock ends a turn; the first so many turns took a second."""
        nonlocal looks, clock
        looks += 1
        clock += looks % 2 == 0 and looks // 2 <= full
        return clock

    monkeypatch.setattr(module, "thread_time", thread_time)
    told: list[int] = []
    in_turns(qapp, lambda: told.append(looks))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0] == 2 * waited + (1 if waited == PATIENCE else 2)
