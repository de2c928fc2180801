"""The strip with the whole run: its window follows the chart and moves it; bookmarks come back to parts of the run."""

from __future__ import annotations

import pytest
from gui.gui_handmade import made_analysis
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View, chart_of
from lossacc_gui.gui.chart.overview import Overview
from lossacc_gui.gui.chart.prepared import PreparedChart, prepare
from lossacc_gui.gui.state import Bookmark
from lossacc_gui.gui.window.main_window import MainWindow


@pytest.fixture
def drawn() -> PreparedChart:
    return prepare(chart_of(made_analysis(), View()))


@pytest.fixture
def strip(qtbot: QtBot, drawn: PreparedChart) -> Overview:
    made = Overview(None)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(500, 40)
    made.show_chart(drawn)
    made.show_range((drawn.chart.x.low, drawn.chart.x.high), 50.0, 50.0)
    made.show()
    return made


def dragged(strip: Overview, start: float, end: float) -> tuple[float, float]:
    """What is shown after a drag between two shares of the strip's run."""
    found: list[tuple[float, float]] = []
    strip.moved.connect(lambda low, high: found.append((low, high)))
    points = [QPoint(round(50 + 400 * share), 20) for share in (start, end)]
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=points[0])
    QTest.mouseMove(strip, points[1])
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=points[1])
    return found[-1]


@pytest.mark.parametrize(
    ("shown", "start", "end", "expected"),
    [
        ((0.2, 0.6), 0.4, 0.5, (0.3, 0.7)),  # the window itself
        ((0.2, 0.6), 0.4, 0.95, (0.6, 1.0)),  # no further than the run
        ((0.2, 0.6), 0.2, 0.3, (0.3, 0.6)),  # its edges
        ((0.2, 0.6), 0.6, 0.8, (0.2, 0.8)),
        ((0.2, 0.4), 0.7, 0.7, (0.6, 0.8)),  # beside it
    ],
)
def test_a_drag_in_the_strip_moves_what_the_chart_shows(
    strip: Overview,
    drawn: PreparedChart,
    shown: tuple[float, float],
    start: float,
    end: float,
    expected: tuple[float, float],
) -> None:
    low, high = drawn.chart.x.low, drawn.chart.x.high
    strip.show_range((low + shown[0] * (high - low), low + shown[1] * (high - low)), 50.0, 50.0)
    found = tuple((x - low) / (high - low) for x in dragged(strip, start, end))
    assert found == pytest.approx(expected, abs=0.01)


def test_an_edge_cannot_be_dragged_past_the_other(strip: Overview, drawn: PreparedChart) -> None:
    low, high = dragged(strip, 0.0, 1.0)
    assert drawn.chart.x.low < low < high == drawn.chart.x.high


def test_the_strip_paints_curves_bands_and_its_window(strip: Overview) -> None:
    whole = strip.grab().toImage()
    strip.show_range((10.0, 20.0), 50.0, 50.0)
    part = strip.grab().toImage()
    assert len({whole.pixel(x, 20) for x in range(50, 450)}) > 2
    assert whole != part


def test_chart_and_strip_follow_each_other(qtbot: QtBot, filled: MainWindow) -> None:
    chart, session = filled.workspace.chart, filled.session
    strip = chart.overview
    assert strip.isVisible()
    strip.moved.emit(12.0, 30.0)
    assert chart.ranges.x == (12.0, 30.0)
    strip.fitted.emit()
    assert chart.spot.whole
    filled.actions_by_name["overview"].trigger()
    assert strip.isHidden()
    filled.actions_by_name["overview"].trigger()
    assert strip.isVisible()

    with qtbot.waitSignal(session.chart_prepared):
        filled.actions_by_name["levels"].trigger()
    assert session.drawing.looks.levels and filled.actions_by_name["levels"].isChecked()

    menu = filled.actions_by_name["bookmarks"].menu()
    chart.look_at(20.0, 40.0)
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    asking = filled.findChild(QInputDialog)
    assert asking.textValue() == "20 – 40"
    asking.setTextValue("the fall")
    asking.accept()
    assert session.drawing.bookmarks == (Bookmark("the fall", 20.0, 40.0),)
    chart.fit()
    with qtbot.waitSignal(session.chart_prepared):
        session.drawing.look(x="row")  # counts from 0
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if "the fall" in action.text()).trigger()
    assert chart.ranges.x == pytest.approx((19.0, 39.0))
    menu.actions()[-1].menu().actions()[0].trigger()
    assert session.drawing.bookmarks == ()
