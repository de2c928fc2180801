"""The strip below the chart shows the whole run, and its window moves what the chart shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View, chart_of
from lossacc_gui.gui.chart.overview import Overview
from lossacc_gui.gui.chart.prepared import prepare
from lossacc_gui.gui.chart.scene import sheet_of
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis

WIDTH, EDGES = 440, (20.0, 20.0)


@pytest.fixture
def strip(qtbot: QtBot, analysis: Analysis) -> Overview:
    """400 pixels for the run, the middle half of which the chart shows."""
    made = Overview(sheet_of(QFont(), dark=False, contrast=False))
    qtbot.addWidget(made)
    made.resize(WIDTH, made.height())
    made.show_chart(prepare(chart_of(analysis, View())))
    low, high = made._whole
    made.show_window((low + (high - low) / 4, high - (high - low) / 4), EDGES)
    made.show()
    return made


def dragged(qtbot: QtBot, strip: Overview, start: int, end: int) -> tuple[float, float]:
    """The window that a drag between two pixels asks for, as shares of the run."""
    with qtbot.waitSignal(strip.moved) as told:
        qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(start, 10))
        qtbot.mouseMove(strip, QPoint(end, 10))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(end, 10))
    low, high = strip._whole
    return tuple((x - low) / (high - low) for x in told.args)


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (220, 260, (0.35, 0.85)),  # the middle: all of it
        (220, 400, (0.5, 1.0)),  # no further than the run reaches
        (121, 81, (0.15, 0.75)),  # the first end
        (319, 359, (0.25, 0.85)),  # the last end
        (121, 430, (0.749, 0.75)),  # never turned round
    ],
)
def test_the_window_is_dragged_as_a_whole_and_by_its_ends(
    qtbot: QtBot, strip: Overview, start: int, end: int, wanted: tuple[float, float]
) -> None:
    assert dragged(qtbot, strip, start, end) == pytest.approx(wanted, abs=0.006)


def test_the_arrows_move_it_and_a_double_click_wants_all(qtbot: QtBot, strip: Overview) -> None:
    low, high = strip._whole
    with qtbot.waitSignal(strip.moved) as told:
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert told.args == pytest.approx((low + 0.3 * (high - low), low + 0.8 * (high - low)))
    with qtbot.waitSignal(strip.moved) as told:
        qtbot.keyClick(strip, Qt.Key.Key_End)
    assert told.args == pytest.approx((low + 0.5 * (high - low), high))
    with qtbot.waitSignal(strip.all_wanted):
        qtbot.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(200, 10))


def test_what_the_chart_does_not_show_is_veiled(qtbot: QtBot, strip: Overview) -> None:
    strip.grab()
    qtbot.waitUntil(lambda: not strip._stale)  # its picture is painted in a turn of its own
    image = strip.grab().toImage()
    ratio = image.devicePixelRatio()

    def colours(start: int, end: int) -> float:
        """How far the most vivid pixel is from the background."""
        pixels = [
            image.pixelColor(int(x * ratio), int(y * ratio))
            for x in range(start, end)
            for y in range(3, strip.height() - 3)
        ]
        return float(max(np.ptp([one.red(), one.green(), one.blue()]) for one in pixels))

    assert colours(130, 310) > 1.5 * colours(22, 110) > 0


def test_the_window_follows_the_chart_and_the_chart_the_window(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path
) -> None:
    assert filled.workspace is not None
    chart = filled.workspace.made_chart()
    assert chart.overview.isVisible() and filled.actions_by_name["overview"].isChecked()
    low, high = chart.place.ranges.x
    chart.overview.moved.emit(low + 0.25 * (high - low), high - 0.25 * (high - low))
    assert chart.place.ranges.x == pytest.approx((low + 0.25 * (high - low), high - 0.25 * (high - low)))
    chart.place.zoom("x", 0.5, 0.5)
    assert chart.overview._shown == chart.place.ranges.x
    chart.overview.all_wanted.emit()
    assert chart.place.ranges.x == (low, high)
    filled.actions_by_name["overview"].trigger()
    assert not chart.overview.isVisible()
