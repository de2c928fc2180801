"""The chart on the screen: cursor, zoom, pan, fit, selection, themes, pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from gui.gui_handmade import show
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPicture, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.palette import DARK, LIGHT
from lossacc_gui.gui.chart.keyboard import Keyboard
from lossacc_gui.gui.chart.prepared import prepare
from lossacc_gui.gui.chart.view import ChartView
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis


@pytest.fixture
def view(qtbot: QtBot, analysis: Analysis) -> Iterator[ChartView]:
    made = ChartView()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show_chart(prepare(chart_of(analysis, View())), keep_place=False)
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    yield made
    made.close()


def wheel(view: ChartView, at: QPoint, delta: int, modifiers: Qt.KeyboardModifier) -> None:
    viewport = view.focusProxy().viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(viewport.mapToGlobal(at)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def middle(view: ChartView) -> QPoint:
    return view.focusProxy().viewport().rect().center()


def has_colour(image: QImage, name: str) -> bool:
    wanted = QColor(name).rgb()
    return any(image.pixel(x, y) == wanted for y in range(image.height()) for x in range(0, image.width(), 2))


def test_the_wheel_zooms_x_and_leaves_y_alone_unless_y_is_kept_fitted(view: ChartView) -> None:
    view.place.set_fits_y(False)
    before = view.place.ranges
    wheel(view, middle(view), 120, Qt.KeyboardModifier.NoModifier)
    after = view.place.ranges
    assert after.x[1] - after.x[0] < before.x[1] - before.x[0]
    assert (after.left, after.right) == (before.left, before.right)
    view.place.set_fits_y(True)
    assert view.place.ranges.left != before.left


def test_the_wheel_with_shift_zooms_both_y_and_leaves_x_alone(view: ChartView) -> None:
    before = view.place.ranges
    wheel(view, middle(view), 120, Qt.KeyboardModifier.ShiftModifier)
    after = view.place.ranges
    assert after.x == before.x
    for side in ("left", "right"):
        (low, high), (old_low, old_high) = getattr(after, side), getattr(before, side)
        assert high - low < old_high - old_low


def test_the_x_under_the_cursor_stays_under_it(view: ChartView) -> None:
    low, high = view.place.ranges.x
    view.place.zoom("x", 0.25, 0.5)
    new_low, new_high = view.place.ranges.x
    assert new_low + 0.25 * (new_high - new_low) == pytest.approx(low + 0.25 * (high - low))


def test_zooming_out_ends_at_the_whole_run(view: ChartView) -> None:
    whole = view.place.ranges.x
    view.place.zoom("x", 0.5, 50.0)
    assert view.place.ranges.x == whole


def test_panning_moves_both_axes_by_the_same_share(view: ChartView) -> None:
    view.place.set_fits_y(False)
    before = view.place.ranges
    view.place.pan(0.1, 0.2)
    after = view.place.ranges
    for side in ("left", "right"):
        (low, high), (new_low, _) = getattr(before, side), getattr(after, side)
        assert new_low == pytest.approx(low + 0.2 * (high - low))
    assert after.x[0] == pytest.approx(before.x[0] + 0.1 * (before.x[1] - before.x[0]))


def test_a_box_is_zoomed_to_and_fit_undoes_it(view: ChartView) -> None:
    whole = view.place.ranges
    view.place.box((0.25, 0.5), (0.75, 1.0))
    assert view.place.ranges.x[0] == pytest.approx(whole.x[0] + 0.25 * (whole.x[1] - whole.x[0]))
    assert view.place.ranges.right[1] == pytest.approx(whole.right[1])
    view.place.fit()
    assert view.place.ranges == whole


def test_a_click_or_a_tiny_box_zooms_to_nothing(view: ChartView) -> None:
    whole = view.place.ranges
    view.place.box((0.5, 0.5), (0.501, 0.9))
    assert view.place.ranges == whole


def test_the_cursor_reads_the_logged_values_of_every_curve(view: ChartView, analysis: Analysis) -> None:
    view.move_cursor(0)
    view.move_cursor(46)
    assert view.reading is not None
    assert view.reading.x == 47
    assert [value.line.metric for value in view.reading.values] == ["loss", "val_loss", "accuracy", "val_accuracy"]
    assert view.reading.values[1].y == analysis.run.series[2].value[46]
    assert view.reading.events == (2, 3)
    assert "epoch 47" in view.reading.sentence
    view.place.zoom("x", 0.5, 0.1)
    view.move_cursor(1)
    view.move_cursor(20)
    low, high = view.place.ranges.x
    assert view.reading is not None and (low + high) / 2 == pytest.approx(view.reading.x), "what it leaves is followed"


def test_smoothing_keeps_the_logged_value_in_the_readout(view: ChartView, analysis: Analysis) -> None:
    view.show_chart(prepare(chart_of(analysis, View(smoothing=0.9))), keep_place=True)
    view.move_cursor(0)
    assert view.reading is not None
    view.move_cursor(30)
    value = view.reading.values[1]
    assert value.y == analysis.run.series[2].value[30]
    assert value.smooth
    assert value.smooth != value.text


def test_arrow_keys_move_the_cursor(qtbot: QtBot, view: ChartView) -> None:
    plot = view.focusProxy()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert view.reading is not None
    assert view.reading.x == 2


@pytest.mark.parametrize("keypad", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier])
def test_keys_zoom_x_about_the_cursor_and_move_the_view_by_half(
    qtbot: QtBot, view: ChartView, keypad: Qt.KeyboardModifier
) -> None:
    plot, (low, high) = view.focusProxy(), view.place.ranges.x
    qtbot.keyClick(plot, Qt.Key.Key_Plus, keypad)
    closer = view.place.ranges.x
    assert closer[1] - closer[0] == pytest.approx((high - low) / 1.3)
    assert sum(closer) == pytest.approx(low + high), "about the middle, where there is no cursor"
    qtbot.keyClick(plot, Qt.Key.Key_PageUp, keypad)
    assert view.place.ranges.x[0] == pytest.approx(closer[0] - 0.5 * (closer[1] - closer[0]))
    qtbot.keyClick(plot, Qt.Key.Key_PageDown, keypad)
    assert view.place.ranges.x == pytest.approx(closer)
    qtbot.keyClick(plot, Qt.Key.Key_Minus, keypad)
    assert view.place.ranges.x == pytest.approx((low, high))
    qtbot.keyClick(plot, Qt.Key.Key_Right, keypad)
    assert view.reading is not None
    at = view.reading.x
    qtbot.keyClick(plot, Qt.Key.Key_Equal, keypad)  # the plus of an English keyboard without its Shift
    left, right = view.place.ranges.x
    assert (at - left) / (right - left) == pytest.approx((at - low) / (high - low)), "what it points at stays there"


def test_arrow_keys_with_shift_go_ten_points_and_the_view_follows(qtbot: QtBot, view: ChartView) -> None:
    view.place.zoom("x", 0.0, 0.1)
    came = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(view.focusProxy(), key, Qt.KeyboardModifier.ShiftModifier)
        assert view.reading is not None and view.place.ranges.x[0] <= view.reading.x <= view.place.ranges.x[1]
        came.append(view.reading.x)
    assert came == [1, 11, 21, 11], "first to the left edge of the view"


def test_other_keys_and_those_of_actions_are_not_the_charts(qtbot: QtBot, view: ChartView) -> None:
    heard: list[object] = []
    keyboard = view.findChild(Keyboard)
    assert keyboard is not None
    for signal in (keyboard.cursor_moved, keyboard.zoomed, keyboard.panned):
        signal.connect(lambda *told: heard.append(told))
    before = view.place.ranges
    for key, held in (
        (Qt.Key.Key_Q, "No"),
        (Qt.Key.Key_Up, "No"),
        (Qt.Key.Key_Plus, "Control"),
        (Qt.Key.Key_Left, "Alt"),
    ):
        qtbot.keyClick(view.focusProxy(), key, Qt.KeyboardModifier[f"{held}Modifier"])
    assert not heard and view.place.ranges == before and view.reading is None


def test_in_a_small_chart_the_readout_tells_the_values_and_leaves_marks_to_the_legend(view: ChartView) -> None:
    label = view._pointer._readout
    best = next(mark for mark in view._prepared.chart.marks if mark.kind == "best_loss")  # type: ignore[union-attr]
    for width, told in ((1400, True), (420, False)):
        view.resize(width, 600)
        QApplication.processEvents()
        view._point_at(None)
        view._point_at(best.x)
        assert ("chosen val_loss" in label.text()) is told and "val_loss" in label.text()


def test_a_cursor_that_the_view_leaves_reads_nothing_and_one_that_stays_does(view: ChartView) -> None:
    view.move_cursor(0)
    view.move_cursor(46)
    view.place.box((0.5, 0.1), (0.9, 0.9))
    assert view.reading is not None and view.reading.x == 47
    view.place.box((0.9, 0.1), (1.0, 0.9))
    assert view.reading is None


def test_a_click_on_a_band_tells_its_number_and_beside_it_none(qtbot: QtBot, view: ChartView) -> None:
    area = view._box.size()
    low, high = view.place.ranges.x
    for x, number in ((45.0, 3), (35.0, 2), (20.0, None)):
        with qtbot.waitSignal(view.event_clicked) as blocker:
            view.click(QPointF((x - low) / (high - low) * area.width(), area.height() / 2))
        assert blocker.args == [number]


def test_the_zoom_is_kept_when_only_the_smoothing_changes(view: ChartView, analysis: Analysis) -> None:
    view.place.zoom("x", 0.5, 0.5)
    zoomed = view.place.ranges.x
    view.show_chart(prepare(chart_of(analysis, View(smoothing=0.5))), keep_place=True)
    assert view.place.ranges.x == zoomed
    view.show_chart(prepare(chart_of(analysis, View())), keep_place=False)
    assert view.place.ranges.x != zoomed


def test_a_log_axis_has_log_ranges_and_ticks_in_data_units(view: ChartView, analysis: Analysis) -> None:
    view.show_chart(prepare(chart_of(analysis, View(log_loss=True))), keep_place=True)
    assert view.place.ranges.left[0] < 0 < view.place.ranges.left[1]
    texts = view._axes.ticks("left", *view.place.ranges.left, 500)
    assert texts
    for place, text in texts.items():
        assert 10**place == pytest.approx(float(text), rel=0.01)


def test_the_axes_never_show_a_factor(view: ChartView, analysis: Analysis) -> None:
    small = [replace(one, value=one.value * 1e-3) for one in analysis.run.series]
    run = replace(analysis.run, series=tuple(small))
    view.show_chart(prepare(chart_of(replace(analysis, run=run, pairs=()), View())), keep_place=False)
    for axis in view._axes.items.values():
        assert axis.autoSIPrefix is False
        assert "x0.001" not in axis.labelString()


def test_both_curves_and_the_band_are_on_the_screen_in_both_themes(view: ChartView) -> None:
    for dark, theme in ((False, LIGHT), (True, DARK)):
        view.apply_theme(dark)
        QApplication.processEvents()
        image = view.grab().toImage()
        for name in (theme.left[0], theme.right[0], theme.problem, theme.background):
            assert has_colour(image, name), f"{name} is not in the picture"


def test_a_lone_point_between_gaps_is_painted(view: ChartView, analysis: Analysis) -> None:
    series = analysis.run.series[2]
    value = np.full(len(series.value), np.nan)
    value[30] = 0.5
    run = replace(analysis.run, series=(replace(series, value=value),))
    lonely = replace(analysis, run=run, pairs=(), events=())
    view.show_chart(prepare(chart_of(lonely, View())), keep_place=False)
    QApplication.processEvents()
    assert has_colour(view.grab().toImage(), LIGHT.left[0])


def test_the_chart_has_a_text_description_and_a_legend_of_all_curves(view: ChartView) -> None:
    assert "val_loss goes from" in view.focusProxy().accessibleDescription()
    for label in ("loss (train)", "val_loss", "accuracy (train)", "val_accuracy"):
        assert label in view.legend.accessibleDescription()


def test_a_selected_event_outside_the_view_is_brought_into_it(view: ChartView) -> None:
    view.place.zoom_to(1, 4)
    view.select(2, None)
    low, high = view.place.ranges.x
    assert low < 30
    assert high > 60


def test_what_is_not_selected_is_dimmed(view: ChartView) -> None:
    view.select(2, None)
    QApplication.processEvents()
    band = view._band
    assert band is not None
    image, area = view._plot.grab().toImage(), view._box.sceneBoundingRect()
    x = view._frame(area.size()).x
    middle = [round(area.left() + x.pixel(at)) for at in (band.start - 1, (band.start + band.end) / 2)]
    columns = [
        {image.pixelColor(at, y).name() for y in range(round(area.top()), round(area.bottom()))} for at in middle
    ]
    assert LIGHT.left[0] not in columns[0] and LIGHT.left[0] in columns[1]


def test_the_frame_of_a_box_is_a_thin_line(qtbot: QtBot, view: ChartView) -> None:
    QApplication.processEvents()
    before = view.grab().toImage()
    view._box.updateScaleBox(QPointF(100, 100), QPointF(300, 250))
    QApplication.processEvents()
    after = view.grab().toImage()
    ink = QColor(LIGHT.ink).rgb()
    count = [sum(one.pixel(x, y) == ink for x in range(900) for y in range(600)) for one in (before, after)]
    assert 0 < count[1] - count[0] < 2 * (200 + 150) * 2


def test_a_resized_chart_keeps_its_ranges(view: ChartView) -> None:
    before = view.place.ranges
    view.resize(500, 400)
    QApplication.processEvents()
    assert view.place.ranges == before
    assert view._axes.items["right"].range == list(before.right)


def test_two_pinned_cursors_tell_what_changes_between_them(view: ChartView, analysis: Analysis) -> None:
    assert not view.pins.isVisible()
    view.move_cursor(0)
    view.move_cursor(29)
    view.pin("A")
    assert view.pins.text().startswith("A: epoch 30   loss (train) ")
    view.move_cursor(30)
    view.pin("B")
    loss, accuracy = (analysis.run.series[i].value[[29, 59]] for i in (2, 3))
    assert view.pins.text().startswith("A epoch 30 → B epoch 60 (30): ")
    assert f"val_loss {loss[0]:.3g} → {loss[1]:.3g} ({100 * (loss[1] / loss[0] - 1):+.0f} %)" in view.pins.text()
    assert f"({100 * (accuracy[1] - accuracy[0]):+.1f} points)" in view.pins.text()
    QApplication.processEvents()
    assert view.pins.isVisible() and view.pins.accessibleName()
    view.pin("B")
    assert "B" not in view.pins.places and view.pins.text().startswith("A: epoch 30")


def test_control_and_click_pins_the_nearest_point(view: ChartView) -> None:
    low, high = view.place.ranges.x
    for x in (20.3, 40.4, 50.2):
        view._box.pinned.emit(QPointF((x - low) / (high - low) * view._box.size().width(), 50))
    assert view.pins.places == {"A": 20.0, "B": 50.0}


def test_pins_stay_with_their_run_only(view: ChartView, analysis: Analysis) -> None:
    view.pin("A", 12.0)
    view.show_chart(prepare(chart_of(analysis, View(smoothing=0.5))), keep_place=True)
    assert view.pins.places == {"A": 12.0}
    view.show_chart(prepare(chart_of(analysis, View())), keep_place=False)
    assert not view.pins.places and not view.pins.isVisible()


def test_the_stretch_to_keep_lies_along_the_x_axis_and_is_named_in_legend_and_readout(
    view: ChartView, analysis: Analysis
) -> None:
    told = "to keep: epochs 24–31, as good as 27 within noise"
    assert told in view.legend.accessibleDescription()
    view.move_cursor(0)
    for by, inside in ((22, False), (1, True), (8, False)):
        view.move_cursor(by)
        assert view.reading is not None
        assert (told in view.reading.marks) is inside, view.reading.x
    axis = view._axes.items["bottom"]
    area = axis.mapRectToScene(QRectF(QPointF(), axis.size()))
    low, high = view.place.ranges.x
    QApplication.processEvents()
    image = view._plot.grab().toImage()
    kept = QPointF()
    for x, inside in ((27.0, True), (40.0, False)):
        at = QPointF(area.left() + (x - low) / (high - low) * area.width(), area.top() + 5)
        assert (image.pixelColor(at.toPoint()).name() == LIGHT.left[0]) is inside
        kept = at if inside else kept
    view.show_chart(prepare(replace(chart_of(analysis, View()), kept=None)), keep_place=True)
    assert "to keep" not in view.legend.accessibleDescription()
    QApplication.processEvents()
    assert view._plot.grab().toImage().pixelColor(kept.toPoint()).name() != LIGHT.left[0]


def test_an_event_between_two_points_is_painted_as_a_line(view: ChartView, analysis: Analysis) -> None:
    chart = chart_of(analysis, View())
    band = replace(chart.bands[1], start=20.0, end=20.0, point=True, severity="watch")
    view.show_chart(prepare(replace(chart, bands=(band,))), keep_place=False)
    QApplication.processEvents()
    image = view.grab().toImage()
    assert has_colour(image, LIGHT.watch)


def test_a_spike_is_left_out_of_the_axes_on_request_wherever_one_looks(
    qtbot: QtBot, window: MainWindow, analysis: Analysis
) -> None:
    series = []
    for one in analysis.run.series:
        value = one.value.copy()
        if one.metric == "val_loss":
            value[40] = 900.0
        series.append(replace(one, value=value))
    show(qtbot, window.session, replace(analysis, run=replace(analysis.run, series=tuple(series)), pairs=()))
    chart = window.workspace.chart  # type: ignore[union-attr]
    assert chart is not None and chart.place.ranges.left[1] > 900
    with qtbot.waitSignal(window.session.chart_prepared):
        window.actions_by_name["ignore_outliers"].trigger()
    assert chart.place.ranges.left[1] < 5 and window.actions_by_name["ignore_outliers"].isChecked()
    assert any("1 outlier" in note and "900" in note for note in window.session.prepared.chart.hidden)  # type: ignore[union-attr]
    chart.place.zoom_to(20, 60)
    assert chart.place.ranges.left[1] < 5, "what is visible has the spike, too"
    with qtbot.waitSignal(window.session.chart_prepared):
        window.actions_by_name["ignore_outliers"].trigger()
    assert chart.place.ranges.left[1] > 900


@pytest.mark.parametrize("side", ["left", "right", "bottom"])
@pytest.mark.parametrize("width", [1300, 500])
def test_axes_put_their_numbers_where_pyqtgraph_does(view: ChartView, side: str, width: int) -> None:
    view.resize(width, 420)
    view.grab()
    for step in range(3):
        axis, sheet = view._axes.items[side], QPicture()
        painter = QPainter(sheet)
        ours, theirs = axis.generateDrawSpecs(painter), pg.AxisItem.generateDrawSpecs(axis, painter)
        painter.end()
        assert ours is not None and len(ours[1]) == len(theirs[1]) > 1 and len(ours[2]) == len(theirs[2]) > 1
        for one, other in zip((ours[0], *ours[1]), (theirs[0], *theirs[1]), strict=True):
            for mine, their in zip(one[1:], other[1:], strict=True):
                assert (mine.x(), mine.y()) == pytest.approx((their.x(), their.y()), abs=1e-6)
        for (place, beside, text), (wanted, flags, said) in zip(ours[2], theirs[2], strict=True):
            assert (text, int(beside)) == (said, int(flags))
            assert place.getRect() == pytest.approx(wanted.getRect(), abs=1e-6)
        view.place.zoom("x", 0.3, 0.37)
        view.place.zoom("left", 0.3, 0.37 + step)


def test_the_room_beside_a_chart_is_as_wide_as_its_numbers_whatever_was_shown_before(
    view: ChartView, analysis: Analysis
) -> None:
    def width() -> float:
        for _ in range(3):  # numbers are measured when they are painted, and the room follows
            view.grab()
            QApplication.processEvents()
        return float(view._axes.items["left"].width())

    usual = width()
    view._axes.items["left"]._updateMaxTextSize(usual + 8)
    wide = width()
    assert wide > usual
    view._axes.items["left"]._updateMaxTextSize(10)
    assert width() == wide  # the same chart does not move when its numbers become short again
    view.show_chart(prepare(chart_of(analysis, View(smoothing=0.6))), keep_place=True)
    assert width() == wide
    view.show_chart(prepare(chart_of(analysis, View())), keep_place=False)
    assert width() == usual
