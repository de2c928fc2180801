"""What the x axis counts in the window: the menu, the view that stays where it was, a way of looking for each run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.gui.chart.pins import Pins
from lossacc_gui.gui.chart.place import Place
from lossacc_gui.gui.chart.prepared import PreparedChart, prepare
from lossacc_gui.gui.dialogs.export import ExportDialog
from lossacc_gui.gui.session.state import Looks
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis

MORNING = 1_767_254_400.0


def timed(analysis: Analysis) -> Analysis:
    series = tuple(replace(one, time=MORNING + 60.0 * one.x) for one in analysis.run.series)
    return replace(analysis, run=replace(analysis.run, series=series))


def drawn(view: View) -> PreparedChart:
    return prepare(chart_of(timed(made_analysis()), view))


def test_the_view_stays_on_the_same_part_of_the_run_when_its_axis_changes() -> None:
    place = Place(lambda _: None)
    place.show(drawn(View()), keep=False)
    place.go_to(10.0, 20.0)
    low, high = place.ranges.x
    place.show(drawn(View(x="time")), keep=True)
    first = float(timed(made_analysis()).run.series[0].x[0])
    assert place.ranges.x == pytest.approx((60 * (low - first), 60 * (high - first)))
    place.show(drawn(View(log_x=True)), keep=True)
    assert place.ranges.x == pytest.approx((np.log10(low), np.log10(high)))


def test_pinned_cursors_go_along_to_another_axis_and_tell_times_apart(qtbot: QtBot) -> None:
    pins = Pins(None)  # type: ignore[arg-type]
    qtbot.addWidget(pins)
    pins.show_chart(drawn(View()).chart, keep=True)
    pins.toggle("A", 10.0)
    pins.toggle("B", 20.0)
    pins.show_chart(drawn(View(x="time")).chart, keep=True)
    assert pins.places["B"] - pins.places["A"] == pytest.approx(600.0)
    assert "(10 min)" in pins.text()


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (View(), "epoch 10"),
        (View(x="wall"), "2026-01-01 08:10:00 (epoch 10)"),
        (View(log_x=True), "epoch 10"),
        (View(x="row"), "row "),
    ],
)
def test_the_cursor_says_its_place_as_the_axis_counts(view: View, said: str) -> None:
    chart = drawn(view).chart
    reading = reading_at(chart, chart.across.plot_of(10.0))
    assert reading is not None and reading.x_said.startswith(said)
    assert len(reading.values) == 4


def test_the_menu_counts_otherwise_and_each_run_is_looked_at_in_its_own_way(
    qtbot: QtBot, window: MainWindow, analysis: Analysis
) -> None:
    show(qtbot, window.session, timed(analysis))
    session, menu = window.session, window.actions_by_name["x_axis"].menu()
    menu.aboutToShow.emit()
    by_title = {action.text(): action for action in menu.actions()}
    assert by_title["epoch"].isChecked()
    with qtbot.waitSignal(session.chart_prepared):
        by_title["time since the start"].trigger()
    assert window.tools.counted.text() == "X: time"
    chart = window.workspace.chart
    session.select_event(0)
    event = session.current.events[0]
    band = session.prepared.chart.bands[0]
    assert chart.place.ranges.x[0] <= band.start == 60 * (event.start - session.current.run.series[0].x[0])
    with qtbot.waitSignal(session.chart_prepared):
        window.actions_by_name["log_x"].trigger()
    assert window.tools.counted.text() == "X: log time"

    another = replace(analysis, run=replace(analysis.run, name="another"))
    with qtbot.waitSignal(session.chart_prepared):
        session.add(another)
        session.show_run(1)
    assert session.drawing.looks == Looks(x="time", log_x=True)  # as the run before it, as far as it can
    assert session.drawing.view.x == "", "it does not tell the time"
    assert session.prepared.chart.across.axis.id == "epoch"
    with qtbot.waitSignal(session.chart_prepared):
        session.drawing.look(log_x=False, smoothing=0.6)
    with qtbot.waitSignal(session.chart_prepared):
        session.show_run(0)
    assert session.drawing.looks == Looks(x="time", log_x=True)
    assert window.tools.smoothing.slider.value() == 0 and window.actions_by_name["log_x"].isChecked()


def test_what_is_exported_counts_by_an_axis_that_it_tells_though_its_chart_is_not_there_yet(
    qtbot: QtBot, window: MainWindow
) -> None:
    show(qtbot, window.session, *(timed(made_analysis(name)) for name in "ab"), made_analysis("untimed"))
    session, export = window.session, window.actions_by_name["export"]
    session.drawing.look(x="time")
    session.doing.overlay(0, 1)
    qtbot.waitUntil(lambda: session.prepared is not None and len(session.prepared.chart.runs) == 2)
    assert session.drawing.view_drawn.x == "time"
    for change in (lambda: session.doing.overlay(0, 1, 2), lambda: session.show_run(2)):
        change()
        export.trigger()
        (dialog,) = window.findChildren(ExportDialog)
        assert dialog.choosing._view.x == ""
        dialog.reject()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: session.prepared is not None)
