"""What a screen reader says without being asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui.test_room import opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.chart import pointer, view
from lossacc_gui.gui.window import message_strip
from lossacc_gui.gui.window.main_window import MainWindow


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    for room in (view, pointer, message_strip):
        monkeypatch.setattr(room, "announce", lambda _, text: texts.append(text))
    return texts


def test_events_points_and_messages_are_said_when_they_come(
    qtbot: QtBot, window: MainWindow, said: list[str], tmp_path: Path
) -> None:
    opened(qtbot, window, 1, 1280, 800)
    assert any("its predictions can settle the cause" in text for text in said)
    assert window.strip._text.accessibleName() == "Message"
    window.actions_by_name["next_event"].trigger()
    assert said[-1].startswith("1: epochs 27–159, val: loss gets worse")
    assert window.workspace is not None and window.workspace.chart is not None
    page = window.workspace.panel._page
    assert page.accessibleDescription().startswith("In epochs 27–159 smoothed validation loss rises")
    QTest.keyClick(window.workspace.chart.focus, Qt.Key.Key_Right)
    assert said[-1].startswith("epoch ") and "val_loss" in said[-1]
    (tmp_path / "odd.csv").write_text("nothing\n")
    with qtbot.waitSignal(window.session.messages.complained):
        window.session.open([tmp_path / "odd.csv"])
    assert said[-1].startswith("odd.csv: ") and window.strip._text.accessibleName() == "Error"
