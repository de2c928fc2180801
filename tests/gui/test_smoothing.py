"""Smoothing in the window: its ways, its slider, its keys, and what it says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.gui.window.slider import POSITIONS
from lossacc_gui.gui.window.smoothing_menu import SmoothingMenu
from lossacc_gui.gui.window.smoothing_ways import Way
from lossacc_gui.language import ENGLISH, Speech, speak
from lossacc_gui.model.smoothing import Over, Smoothing

LONG = 1_000_000.0
SHARES = Way(Over(1.0, share=True), LONG)


@pytest.mark.parametrize("over", [None, Over(1.0), Over(1.0, share=True), Over(1.0, median=True)])
def test_the_slider_stays_where_it_is_put(over: Over | None) -> None:
    way = Way(over, LONG)
    found = [way.position(way.at(position)) for position in range(POSITIONS + 1)]
    assert found == sorted(found) and found[0] == 0 and found[-1] == POSITIONS
    assert all(abs(one - position) <= 1 for position, one in enumerate(found))
    assert way.at(0) == 0.0


@pytest.mark.parametrize(
    ("way", "before", "by", "after"),
    [
        (Way(), 0.0, 1, 0.1),
        (Way(), 0.95, 1, 0.99),
        (Way(), 0.05, -1, 0.0),
        (SHARES, 0.0, 1, Over(0.01, share=True)),
        (SHARES, 0.0, -1, 0.0),
        (SHARES, Over(0.01, share=True), 1, Over(0.02, share=True)),
        (SHARES, Over(0.8, share=True), 1, Over(1.0, share=True)),
        (SHARES, Over(0.0001, share=True), -1, 0.0),
        (Way(Over(100.0, median=True), 60.0), Over(4.0, median=True), -1, Over(2.0, median=True)),
        (Way(Over(100.0), 60.0), Over(1.0), -1, 0.0),
        (Way(Over(100.0), 60.0), Over(40.0), 1, Over(60.0)),
    ],
)
def test_keys_smooth_more_and_less(way: Way, before: Smoothing, by: int, after: Smoothing) -> None:
    assert way.stepped(before, by) == after


def test_the_menu_chooses_a_way_and_the_chart_says_it(qtbot: QtBot, filled: MainWindow) -> None:
    session, control = filled.session, filled.tools.smoothing
    menu = filled.actions_by_name["smoothing"].menu()
    assert isinstance(menu, SmoothingMenu)
    menu.fill()
    texts = [action.text() for action in menu.actions() if action.isCheckable()]
    assert texts[0].startswith("Average, by the Weight") and texts[-1] == "Median over epochs"
    median = "Median over a Share of the Run"
    next(action for action in menu.actions() if action.text() == median).trigger()
    assert session.drawing.looks.smoothing == Over(0.01, share=True, median=True) and control.value.text() == "1 %"
    filled.actions_by_name["smooth_more"].trigger()
    assert control.value.text() == "2 %"
    control.slider.setValue(90)
    now = session.drawing.looks.smoothing
    assert isinstance(now, Over) and now.median and now.share and 0.1 < now.length < 0.5
    assert filled.workspace is not None and filled.workspace.chart is not None
    legend = filled.workspace.chart.legend
    qtbot.waitUntil(lambda: "Smoothed: median over" in legend.accessibleDescription())
    menu.fill()
    assert [action.text() for action in menu.actions() if action.isChecked()] == [median]
    next(action for action in menu.actions() if action.text() == "Average over epochs").trigger()
    steps = session.drawing.looks.smoothing
    assert isinstance(steps, Over) and not steps.share and steps.length == pytest.approx(now.length * 59, rel=0.1)
    control.slider.setValue(0)
    assert session.drawing.looks.smoothing == 0.0 and control.way.over is not None, "the way stays"
    menu.actions()[0].trigger()
    assert session.drawing.looks.smoothing == 0.6
    qtbot.waitUntil(lambda: "weight 0.6" in legend.accessibleDescription())


def test_a_smoothing_is_typed_and_asked_for_again_where_it_is_none(qtbot: QtBot, filled: MainWindow) -> None:
    menu = filled.actions_by_name["smoothing"].menu()
    assert isinstance(menu, SmoothingMenu)
    menu.ask()
    (asking,) = filled.findChildren(QInputDialog)
    assert "over 500 epochs" in asking.labelText() and asking.textValue() == "0.0"
    asking.setTextValue("much")
    asking.accept()
    qtbot.waitUntil(lambda: any("expected a weight" in one.labelText() for one in filled.findChildren(QInputDialog)))
    again = next(one for one in filled.findChildren(QInputDialog) if "expected a weight" in one.labelText())
    assert again.textValue() == "much"
    again.setTextValue("median:20%")
    again.accept()
    assert filled.session.drawing.looks.smoothing == Over(0.2, share=True, median=True)
    assert filled.tools.smoothing.value.text() == "20 %"


def test_a_comma_before_a_fraction_is_typed_where_the_window_writes_it_so(filled: MainWindow) -> None:
    menu = filled.actions_by_name["smoothing"].menu()
    assert isinstance(menu, SmoothingMenu)
    speak(Speech(comma=True))
    try:
        menu._take("0,5")
        weight = filled.session.drawing.looks.smoothing
        menu._take("median:12,5%")
        shown = filled.tools.smoothing.value.text()
    finally:
        speak(ENGLISH)
    assert weight == 0.5 and shown == "12,5 %"
    assert filled.session.drawing.looks.smoothing == Over(0.125, share=True, median=True)
