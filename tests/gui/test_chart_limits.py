"""The chart on the screen with numbers that no axis was made for, and painting that fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from chart.test_limits import LOGS, VIEWS
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View, chart_of
from lossacc_gui.gui.chart import axes, picture
from lossacc_gui.gui.chart import view as chart_view
from lossacc_gui.gui.chart.prepared import prepare
from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.model.request import Request
from lossacc_gui.use_case import analyze


@pytest.fixture
def view(qtbot: QtBot) -> ChartView:
    made = ChartView()
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("log", LOGS)
def test_it_is_shown_zoomed_panned_and_pointed_at(log: str, view: ChartView, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = "".join(f"{x!r},{loss!r},{accuracy!r}\n" for x, loss, accuracy in LOGS[log])
    path.write_text("epoch,loss,accuracy\n" + rows, encoding="utf-8")
    (analysis,) = analyze(path, Request(causes=()))
    for how in VIEWS:
        view.show_chart(prepare(chart_of(analysis, how)), keep_place=False)
        QApplication.processEvents()
        for which in ("x", "left", "right"):
            for factor in (1e-12, 1e300):
                view.place.zoom(which, 0.3, factor)
                assert view.place.ranges.drawable
                view._picture._on_rested()
                QApplication.processEvents()
            view.place.fit()
        for _ in range(5):
            view.place.pan(1e60, -1e60)
        view.move_cursor(1)
        view.move_cursor(1)
        qtbot.mouseMove(view._plot.viewport(), QPoint(200, 150))
        QApplication.processEvents()
        assert not view.grab().isNull()


def test_an_exception_while_painting_is_told_and_survived(
    view: ChartView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,accuracy\n0,1,0.5\n1,0.5,0.6\n2,0.2,0.7\n", encoding="utf-8")
    view.show_chart(prepare(chart_of(analyze(path, Request(causes=()))[0], View())), keep_place=False)
    told = list[str]()

    def broken(*_: object, **__: object) -> None:
        raise ArithmeticError("planted")

    with monkeypatch.context() as planted:
        planted.setattr(sys, "excepthook", lambda kind, error, trace: told.append(f"{kind.__name__}: {error}"))
        planted.setattr(picture, "paint", broken)
        planted.setattr(chart_view, "paint_cursor", broken)
        planted.setattr(axes, "x_ticks", broken)
        view.move_cursor(1)
        view.resize(720, 410)
        QApplication.processEvents()
        assert not view.grab().isNull()
    assert set(told) == {"ArithmeticError: planted"}
    view.resize(700, 400)
    QApplication.processEvents()


@pytest.mark.parametrize(("side", "which"), [("left", "left"), ("right", "right"), ("bottom", "x")])
def test_the_wheel_over_an_axis_zooms_it_alone(side: str, which: str, view: ChartView, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,accuracy\n0,1,0.5\n1,0.5,0.6\n2,0.2,0.7\n", encoding="utf-8")
    view.show_chart(prepare(chart_of(analyze(path, Request(causes=()))[0], View())), keep_place=False)
    view.place.set_fits_y(False)
    QApplication.processEvents()
    before = view.place.ranges
    place = view._axes.items[side].sceneBoundingRect().center().toPoint()
    event = QWheelEvent(
        QPointF(place),
        QPointF(view._plot.viewport().mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view._plot.viewport(), event)
    changed = {name for name in ("x", "left", "right") if getattr(before, name) != getattr(view.place.ranges, name)}
    assert changed == {which}


@pytest.mark.parametrize("dark", [False, True])
def test_before_the_first_chart_the_place_of_the_curves_is_empty_and_not_black(view: ChartView, dark: bool) -> None:
    view.apply_theme(dark)
    QApplication.processEvents()
    area = view._box.sceneBoundingRect().toRect().adjusted(4, 4, -4, -4)
    image = view._plot.grab(area).toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, area.width(), 9) for y in range(0, area.height(), 9)}
    assert seen == {view._sheet.theme.background.lower()}
