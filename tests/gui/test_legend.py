"""The legend and the lane: everything drawn is named, everything hidden is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import Chart, Line, Mark, View, chart_of
from lossacc_gui.chart.legend import LegendEntry, legend_of
from lossacc_gui.chart.palette import LIGHT
from lossacc_gui.export.drawing.primitives import Fill
from lossacc_gui.export.drawing.words import SAMPLE_EMS, sample
from lossacc_gui.gui.chart.lane import Lane
from lossacc_gui.gui.chart.prepared import prepare
from lossacc_gui.gui.chart.scene import sheet_of
from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze


def shown(qtbot: QtBot, chart: Chart) -> ChartView:
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show_chart(prepare(chart), keep_place=False)
    view.show()
    qtbot.waitExposed(view)
    QApplication.processEvents()
    return view


@pytest.fixture(scope="module")
def chart() -> Chart:
    log = resource("samples", "overconfidence", "overconfidence.csv")
    return chart_of(analyze(log, Request(causes=()))[0], View())


@pytest.fixture
def view(qtbot: QtBot, chart: Chart) -> Iterator[ChartView]:
    made = shown(qtbot, chart)
    yield made
    made.close()


def place_of(view: ChartView, metric: str) -> QPoint:
    for entry, place in zip(view.legend._entries, view.legend._places(), strict=True):
        if isinstance(entry, LegendEntry) and isinstance(entry.shown, Line) and entry.shown.metric == metric:
            return place.center().toPoint()
    raise AssertionError(metric)


def drawn(view: ChartView) -> set[str]:
    assert view._prepared is not None
    return {line.metric for line in view._prepared.chart.lines}


def test_the_legend_names_every_mark_as_the_exports_do(view: ChartView, chart: Chart) -> None:
    told = view.legend.accessibleDescription()
    assert "best val_loss: 0.239 at epoch 20" in told and "best val_accuracy: 92.5 % at epoch 113" in told
    assert all(entry.text in told for entry in legend_of(chart))


def test_learning_rate_steps_and_restarts_are_named(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    epochs = [*range(12), *range(12)]
    rates = [0.1] * 6 + [0.01] * 18
    rows = "".join(f"{e},{1 / (i + 1):.4f},{1 - 1 / (i + 2):.4f},{rates[i]}\n" for i, e in enumerate(epochs))
    log.write_text(f"epoch,loss,accuracy,lr\n{rows}", encoding="utf-8")
    view = shown(qtbot, chart_of(analyze(log, Request(causes=()))[0], View()))
    told = view.legend.accessibleDescription()
    assert "learning rate 0.1 → 0.01 at row 6" in told and "the training started again here (row 12)" in told


def test_points_that_a_log_axis_hides_are_counted_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "epoch,loss,accuracy\n" + "".join(f"{i},{max(0, 20 - i)},0.5\n" for i in range(62)), encoding="utf-8"
    )
    analysis = analyze(log, Request(causes=()))[0]
    hides = "The logarithmic axis hides 42 points of loss (train) at or below zero."
    view = shown(qtbot, chart_of(analysis, View()))
    assert hides not in view.legend.accessibleDescription()
    view.show_chart(prepare(chart_of(analysis, View(log_loss=True))), keep_place=True)
    assert hides in view.legend.accessibleDescription()


def test_a_click_hides_a_curve_counts_it_and_lets_the_others_have_the_axis(qtbot: QtBot, view: ChartView) -> None:
    before = view.place.ranges
    qtbot.mouseClick(view.legend, Qt.MouseButton.LeftButton, pos=place_of(view, "val_accuracy"))
    assert drawn(view) == {"loss", "val_loss", "accuracy"}
    assert "1 curve hidden" in view.legend.accessibleDescription()
    view.move_cursor(0)
    assert view.reading is not None
    assert [value.line.metric for value in view.reading.values] == ["loss", "val_loss", "accuracy"]
    qtbot.mouseClick(view.legend, Qt.MouseButton.LeftButton, pos=place_of(view, "val_accuracy"))
    assert len(drawn(view)) == 4 and view.place.ranges == before and "hidden" not in view.legend.accessibleDescription()


FAINT = 30
"""Saturation of 255: where the edges of two curves meet any hue may come out of them."""


def double_click(widget: QWidget, at: QPoint) -> None:
    """As Qt tells of one: a press that is released, a double click, another release."""
    kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (*kinds, QEvent.Type.MouseButtonRelease):
        place = QPointF(at)
        QApplication.sendEvent(widget, QMouseEvent(kind, place, QPointF(widget.mapToGlobal(at)), left, left, none))


def test_a_double_click_shows_a_curve_alone_with_its_axis_and_again_all(view: ChartView) -> None:
    before = view.place.ranges
    at = place_of(view, "val_accuracy")

    double_click(view.legend, at)
    assert drawn(view) == {"val_accuracy"}
    assert view.place.ranges.right[0] > before.right[0]  # the training accuracy, which starts at 30 %, is gone
    told = view.legend.accessibleDescription()
    assert "3 curves hidden" in told and "best val_accuracy" in told and "best val_loss" not in told
    double_click(view.legend, at)
    assert len(drawn(view)) == 4 and view.place.ranges == before


def test_the_events_of_training_lie_below_the_axis_and_are_selected_by_a_click(qtbot: QtBot, view: ChartView) -> None:
    QApplication.processEvents()
    told: list[object] = []
    view.event_clicked.connect(told.append)
    image, area = view._plot.grab().toImage(), view._box.sceneBoundingRect()
    x = round(area.left() + view._frame(area.size()).x.pixel(137))
    colours = {y: image.pixelColor(x, y) for y in range(image.height())}
    rows = [y for y, one in colours.items() if one.hue() in range(150, 175) and one.hsvSaturation() > FAINT]
    assert rows and min(rows) > area.bottom()
    qtbot.mouseClick(view._plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, sum(rows) // len(rows)))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [2]


def test_bars_that_overlap_lie_below_each_other(qapp: QApplication, chart: Chart) -> None:
    aside = next(band for band in chart.bands if band.aside)
    bands = tuple(
        replace(aside, number=i, start=i * 10.0, end=i * 10.0 + width) for i, width in enumerate((5, 25, 5, 5))
    )
    sheet = sheet_of(QFont(), dark=False, contrast=False)
    none, one, apart, overlapping = (
        Lane(replace(chart, bands=some, kept=None), sheet).height for some in ((), bands[:1], bands[:2], bands[:3])
    )
    assert none == 0 < one == apart < overlapping


def test_the_signs_of_the_legend_have_the_colours_of_the_chart(view: ChartView) -> None:
    image = view.legend.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {LIGHT.left[0], LIGHT.right[0]} <= colours


def test_the_letter_of_a_note_lies_in_the_middle_of_its_sample(qapp: QApplication) -> None:
    sheet = sheet_of(QApplication.font(), dark=False, contrast=False)
    length = SAMPLE_EMS * sheet.small
    parts = sample(sheet, Mark("note", 3.0, None, "left", "here", until=3.0, letter="a"), 10.0, 5.0)
    (box,) = [part.rect for part in parts if isinstance(part, Fill)]
    assert box.x + box.width / 2 == pytest.approx(10.0 + length / 2)


def test_what_has_no_room_in_the_legend_of_a_small_chart_is_counted(view: ChartView) -> None:
    view.resize(330, 200)
    QApplication.processEvents()
    assert view.legend.height() <= 0.4 * view.height()
    last = view.legend._entries[-1]
    assert isinstance(last, str) and last.endswith("more") and len(view.legend._left_out) == int(last.split()[0])
    view.resize(900, 600)
    QApplication.processEvents()
    assert not view.legend._left_out
