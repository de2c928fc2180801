"""Episodes that a person takes out of sight, and brings back."""

from __future__ import annotations

from dataclasses import replace

from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.window.main_window import MainWindow


def starts(window: MainWindow) -> list[float]:
    assert window.session.current is not None
    return [episode.start for episode in window.session.current.episodes]


def test_delete_dismisses_the_selected_episode_everywhere(qtbot: QtBot, filled: MainWindow) -> None:
    session = filled.session
    session.select_event(0)
    with qtbot.waitSignal(session.chart_prepared):
        qtbot.keyClick(filled, Qt.Key.Key_Delete)
    assert starts(filled) == [30]
    assert session.prepared is not None and [band.start for band in session.prepared.chart.bands] == [30]
    assert filled.workspace is not None
    assert filled.workspace.tabs.events.model().rowCount() == 1
    assert filled.workspace.tabs.tabText(0) == "Episodes (1)"
    assert session.selection.event is None
    assert filled.workspace.runs.model.item(0, 3).text() == "1"
    assert "Ctrl+Z brings it back" in filled.statusBar().currentMessage()


def test_it_comes_back_where_it_was_and_can_go_again(filled: MainWindow) -> None:
    session, act = filled.session, filled.actions_by_name
    assert not act["undo"].isEnabled()
    for _ in range(2):
        session.select_event(0)
        act["dismiss"].trigger()
    assert starts(filled) == [] and act["undo"].isEnabled() and not act["redo"].isEnabled()
    assert act["undo"].shortcut().toString() == "Ctrl+Z"
    act["undo"].trigger()
    assert "dismissed" not in filled.statusBar().currentMessage()
    assert starts(filled) == [30] and session.selection.event == 0
    act["undo"].trigger()
    assert starts(filled) == [5, 30] and session.selection.event == 0
    act["redo"].trigger()
    assert starts(filled) == [30] and act["undo"].isEnabled()


def test_without_a_selected_episode_nothing_is_dismissed(filled: MainWindow) -> None:
    filled.actions_by_name["dismiss"].trigger()
    assert starts(filled) == [5, 30]
    assert filled.statusBar().currentMessage() == "Select the episode to dismiss"


def test_a_dismissed_episode_stays_away_when_its_log_grows(qtbot: QtBot, filled: MainWindow) -> None:
    filled.session.select_event(1)
    filled.session.dismiss_event()
    grown = made_analysis()
    moved = replace(grown.episodes[1], start=32, end=75)
    show(qtbot, filled.session, replace(grown, episodes=(grown.episodes[0], moved)))
    assert starts(filled) == [5]
    filled.session.undo()
    assert starts(filled) == [5, 32]


def test_undoing_for_a_run_that_was_closed_does_nothing(filled: MainWindow) -> None:
    filled.session.select_event(0)
    filled.session.dismiss_event()
    filled.session.close_run(0)
    filled.session.undo()
    assert filled.session.runs == ()
