"""Events that a person takes out of sight, and brings back."""

from __future__ import annotations

from dataclasses import replace

from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.level import Level


def starts(window: MainWindow) -> list[float]:
    assert window.session.current is not None
    return [event.start for event in window.session.current.events]


def test_delete_dismisses_the_selected_event_everywhere(qtbot: QtBot, filled: MainWindow) -> None:
    session = filled.session
    session.select_event(0)
    with qtbot.waitSignal(session.chart_prepared):
        qtbot.keyClick(filled, Qt.Key.Key_Delete)
    assert starts(filled) == [30, 40]
    assert session.prepared is not None and [band.start for band in session.prepared.chart.bands] == [30, 40]
    assert filled.workspace is not None
    assert filled.workspace.tabs.events.model().rowCount() == 2
    assert filled.workspace.tabs.tabText(0) == "Events (2)"
    assert session.selection.event is None
    assert filled.workspace.runs.model.item(0).toolTip().count("2 events: 1 problem, 1 worth a look.")
    assert "Ctrl+Z brings it back" in filled.statusBar().currentMessage()


def test_it_comes_back_where_it_was_and_can_go_again(filled: MainWindow) -> None:
    session, act = filled.session, filled.actions_by_name
    assert not act["undo"].isEnabled()
    for _ in range(3):
        session.select_event(0)
        act["dismiss"].trigger()
    assert starts(filled) == [] and act["undo"].isEnabled() and not act["redo"].isEnabled()
    assert act["undo"].shortcut().toString() == "Ctrl+Z"
    act["undo"].trigger()
    assert "dismissed" not in filled.statusBar().currentMessage()
    assert starts(filled) == [40] and session.selection.event == 0
    act["undo"].trigger()
    assert starts(filled) == [30, 40] and session.selection.event == 0
    act["redo"].trigger()
    assert starts(filled) == [40] and act["undo"].isEnabled()


def test_without_a_selected_event_nothing_is_dismissed(filled: MainWindow) -> None:
    filled.actions_by_name["dismiss"].trigger()
    assert starts(filled) == [5, 30, 40]
    assert filled.statusBar().currentMessage() == "Select the event to dismiss"


def test_a_dismissed_event_stays_away_when_its_log_grows(qtbot: QtBot, filled: MainWindow) -> None:
    filled.session.select_event(1)
    filled.session.doing.dismiss_event()
    grown = made_analysis()
    first, second, third = grown.events
    moved = replace(second, what=replace(second.what, start=32, end=75))
    show(qtbot, filled.session, replace(grown, events=(first, moved, third)))
    assert starts(filled) == [5, 40]
    filled.session.doing.undo()
    assert starts(filled) == [5, 32, 40]


def test_a_dismissed_finding_is_not_told_aside_either(filled: MainWindow) -> None:
    filled.session.select_event(2)
    filled.session.doing.dismiss_event()
    analysis = filled.session.current
    assert analysis is not None and [one.kind for one in analysis.remarks] == [FindingKind.PLATEAU]
    assert filled.workspace is not None
    assert "part from 30 on" not in filled.workspace.panel.text()


def test_what_was_made_of_a_run_that_was_closed_waits_for_it(qtbot: QtBot, filled: MainWindow) -> None:
    session, act = filled.session, filled.actions_by_name
    whole = session.runs[0].whole
    session.doing.note("look", 3.0, 3.0)
    session.select_event(0)
    session.doing.dismiss_event()
    left = starts(filled)
    session.doing.draw_lines((Level("left", 0.5, "chance"),))
    session.close_run(0)
    assert act["undo"].text() == "&Undo Lines"
    for name in ("undo", "undo", "redo", "undo"):
        act[name].trigger()
    assert session.runs == () and session.drawing.lines == ()
    assert not act["undo"].isEnabled() and act["redo"].text() == "&Redo Lines"
    show(qtbot, session, whole)
    assert starts(filled) == left and [one.text for one in session.runs[0].notes] == ["look"]
    assert act["undo"].text() == "&Undo Dismiss"
    act["undo"].trigger()
    act["undo"].trigger()
    assert session.runs[0].notes == () and not act["undo"].isEnabled()


def test_a_table_without_events_says_why_it_is_empty(qtbot: QtBot, filled: MainWindow) -> None:
    session, act = filled.session, filled.actions_by_name
    assert filled.workspace is not None
    events = filled.workspace.tabs.events
    assert events.accessibleDescription() == ""
    for _ in range(3):
        session.select_event(0)
        act["dismiss"].trigger()
    qtbot.waitUntil(lambda: "Undo brings them back" in events.accessibleDescription())
    picture = events.viewport().grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(8, 300) for y in range(8, 24)}
    assert len(inks) > 3, "it is seen as well"
    act["undo"].trigger()
    qtbot.waitUntil(lambda: not events.accessibleDescription())
    assert events.model().rowCount() == 1


def test_a_run_in_which_nothing_stands_out_says_so_where_events_would_be(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, replace(made_analysis(), events=()))
    assert window.workspace is not None
    events = window.workspace.tabs.events
    qtbot.waitUntil(lambda: "nothing in this run stands out" in events.accessibleDescription())
