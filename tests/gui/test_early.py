"""What a person does before the window's first turns are done is done once they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commanded import LOG
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.palette.dialog import PaletteDialog
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.app import _add_session
from lossacc_gui.gui.window.main_window import MainWindow


@pytest.fixture
def painted(qtbot: QtBot, store: QSettings) -> Iterator[MainWindow]:
    """A window that is on the screen, and nothing more."""
    made = MainWindow(Settings(store))
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.painted):
        made.show()
    yield made
    made.close()


def test_keys_and_what_is_dropped_wait_for_the_session(
    qtbot: QtBot, painted: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, dropped = tmp_path / "asked.csv", tmp_path / "dropped.csv"
    for path in (log, dropped):
        path.write_text(LOG)
    asked: list[object] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: asked.append(1) or ([str(log)], ""))
    qtbot.keyClick(painted, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(painted, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(dropped))])
    no_keys, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    painted.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, no_keys))
    assert not asked
    session = _add_session(painted)
    qtbot.waitUntil(lambda: {run.key.name for run in session.runs} == {"asked", "dropped"})
    assert asked == [1]
    (palette,) = painted.findChildren(PaletteDialog)
    palette.reject()
    painted.actions_by_name["open"].trigger()
    assert asked == [1, 1], "from now on a key is heard once"
    qtbot.waitUntil(lambda: not session.busy and session.prepared is not None)  # nothing is under way when it closes


def test_what_is_switched_early_stays_switched(qtbot: QtBot, painted: MainWindow) -> None:
    action = painted.actions_by_name["theme_dark"]
    action.trigger()
    assert action.isChecked() and not painted.theme.dark
    _add_session(painted)
    qtbot.waitUntil(lambda: painted.theme.dark)
    assert action.isChecked()


def test_who_quits_early_need_not_ask_twice(qtbot: QtBot, painted: MainWindow) -> None:
    painted.actions_by_name["quit"].trigger()
    assert painted.isVisible()
    _add_session(painted)
    qtbot.waitUntil(lambda: not painted.isVisible())
