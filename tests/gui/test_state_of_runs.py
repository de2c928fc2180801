"""What stays with a run while another is shown, what goes along to the next, and how one gets rid of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gui.gui_handmade import made_analysis, made_run, show
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.smoothing import Over
from lossacc_gui.resource import resource


@pytest.fixture
def two(qtbot: QtBot, window: MainWindow) -> MainWindow:
    show(qtbot, window.session, made_analysis("one"), made_analysis("two"))
    return window


def chart_of(window: MainWindow) -> ChartView:
    assert window.workspace is not None and window.workspace.chart is not None
    return window.workspace.chart


def go(qtbot: QtBot, window: MainWindow, index: int) -> None:
    with qtbot.waitSignal(window.session.chart_prepared):
        window.session.show_run(index)


def test_zoom_and_selection_stay_with_their_run(qtbot: QtBot, two: MainWindow) -> None:
    go(qtbot, two, 1)
    go(qtbot, two, 0)
    chart = chart_of(two)
    chart.place.zoom("x", 0.5, 0.5)
    zoomed = chart.place.ranges
    two.session.select_event(1)
    selected = chart.place.ranges
    go(qtbot, two, 1)
    assert two.session.selection.event is None and chart.place.ranges not in (zoomed, selected)
    go(qtbot, two, 0)
    assert two.session.selection.event == 1 and chart.place.ranges == selected
    two.session.select_event(None)
    assert chart.place.ranges == zoomed


def test_curves_that_are_hidden_stay_hidden_in_the_next_run_of_the_same_metrics(qtbot: QtBot, two: MainWindow) -> None:
    chart = chart_of(two)
    chart.legend.hide_curves(frozenset({("loss", "train")}))
    go(qtbot, two, 1)
    assert chart._prepared is not None
    assert "loss" not in {line.metric for line in chart._prepared.chart.lines}
    assert "1 curve hidden" in chart.legend.accessibleDescription()


def test_a_and_b_pin_wherever_the_keyboard_is_and_escape_takes_them_away_first(qtbot: QtBot, two: MainWindow) -> None:
    chart = chart_of(two)
    two.session.select_event(1)
    two.workspace.tabs.events.setFocus()  # type: ignore[union-attr]
    chart.move_cursor(5)
    at = chart.reading.x  # type: ignore[union-attr]
    chart._point_at(None)  # the mouse has left
    qtbot.keyClick(two.workspace.tabs.events, Qt.Key.Key_A)  # type: ignore[union-attr]
    assert chart.pins.places == {"A": at}
    two.actions_by_name["deselect"].trigger()
    assert not chart.pins.places and two.session.selection.event == 1
    two.actions_by_name["deselect"].trigger()
    assert two.session.selection.event is None


def test_recents_hold_only_what_opened_and_are_forgotten_only_when_asked(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    log, bad = tmp_path / "log.csv", tmp_path / "bad.csv"
    log.write_bytes(resource("samples", "overconfidence", "overconfidence.csv").read_bytes())
    bad.write_bytes(b"\x00\x01\x02 no log")
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([bad, log, tmp_path / "gone.csv"])
    assert window._settings.recents == (log,)
    for button, left in ((1, (log,)), (0, ())):
        window.actions_by_name["forget_recents"].trigger()
        box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
        roles = (QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.RejectRole)
        next(one for one in box.buttons() if box.buttonRole(one) == roles[button]).click()
        assert window._settings.recents == left


def test_a_stretch_to_smooth_over_is_the_same_share_of_a_run_that_is_shorter_or_counts_otherwise(
    qtbot: QtBot, window: MainWindow
) -> None:
    one = made_analysis("one")
    short = replace(one, run=made_run("short", 10))
    steps = tuple(replace(series, epoch=None, step=1000 * series.step) for series in one.run.series)
    counted = replace(one, run=replace(one.run, name="counted", x_name="step", series=steps))
    show(qtbot, window.session, one, made_analysis("two"), short, counted)
    session = window.session
    assert session.current is not None and session.current.run.name == "one"
    with qtbot.waitSignal(session.chart_prepared):
        session.drawing.look(smoothing=Over(30, median=True))
    for index, length in ((1, 30), (3, 30_000), (2, 4.6), (0, 30)):
        session.drawing._looks.pop(session.runs[index].key, None) if index else None
        go(qtbot, window, index)
        assert session.drawing.looks.smoothing == Over(pytest.approx(length, rel=0.05), median=True)
