"""Where a chart is looked at, on a log of a real training: going to events and back, y that fits what is visible."""

from __future__ import annotations

import numpy as np
import pytest

from lossacc_gui.chart import Band, Chart, View, chart_of
from lossacc_gui.gui.chart.place import Place
from lossacc_gui.gui.chart.prepared import prepare
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze


@pytest.fixture(scope="module")
def chart() -> Chart:
    log = resource("samples", "overconfidence", "overconfidence.csv")
    return chart_of(analyze(log, Request(causes=()))[0], View())


@pytest.fixture
def place(chart: Chart) -> Place:
    made = Place(lambda _: None)
    made.show(prepare(chart), keep=False)
    return made


def rise(chart: Chart) -> Band:
    return next(band for band in chart.bands if band.split == "val")


def share_of(metric: str, chart: Chart, place: Place) -> float:
    """How much of its axis a curve takes within the event that is looked at."""
    line = next(line for line in chart.lines if line.metric == metric)
    band = rise(chart)
    y = line.y[(line.x >= band.start) & (line.x <= band.end)]
    low, high = place.ranges.left if line.axis == "left" else place.ranges.right
    return float(np.ptp(y)) / (high - low)


def test_an_event_that_is_visited_is_shown_larger_inside_the_run_and_left_again(place: Place, chart: Chart) -> None:
    whole, flat = place.ranges, share_of("val_loss", chart, place)
    band = rise(chart)
    place.visit(band.start, band.end)
    low, high = place.ranges.x
    assert chart.x.low <= low < band.start and band.end < high <= chart.x.high
    assert share_of("val_loss", chart, place) > 3 * flat
    place.leave()
    assert place.ranges == whole and place.spot.whole


def test_a_move_of_a_person_is_told_with_whether_more_follows_and_none_that_the_chart_makes_itself(
    chart: Chart,
) -> None:
    told: list[bool] = []
    place = Place(told.append)
    place.show(prepare(chart), keep=False)
    place.visit(10.0, 20.0)
    place.leave()
    place.go_to(10.0, 20.0)
    assert told == []
    place.zoom("x", 0.5, 0.5)
    place.pan(0.1, 0.0)
    place.show_stretch(10.0, 20.0)
    assert told == [True] * 3
    for move in (place.fit, lambda: place.look_at(10.0, 20.0), lambda: place.zoom_to(10.0, 20.0)):
        move()
    place.box((0.0, 0.0), (0.5, 0.5))
    place.set_fits_y(True)
    place.go_back_to(place.spot)
    assert told == [True] * 3 + [False] * 6


def test_a_visit_comes_back_to_where_one_was_however_many_events_are_visited(place: Place, chart: Chart) -> None:
    place.zoom("x", 0.5, 0.5)
    before = place.spot
    for band in chart.bands:
        place.visit(band.start, band.end)
    place.pan(0.1, 0.0, None)
    place.leave()
    assert place.spot == before


def test_an_event_of_one_point_is_shown_with_what_is_around_it(place: Place, chart: Chart) -> None:
    place.visit(8.0, 8.0)
    low, high = place.ranges.x
    assert low < 8 < high and 2 < high - low < 0.1 * (chart.x.high - chart.x.low)
    for line in chart.lines:
        bottom, top = place.ranges.left if line.axis == "left" else place.ranges.right
        around = line.y[(line.x >= low) & (line.x <= high)]
        assert bottom <= around.min() and around.max() <= top


def test_y_fits_what_is_visible_wherever_the_view_goes(place: Place, chart: Chart) -> None:
    for move in (lambda: place.zoom("x", 1.0, 0.4), lambda: place.pan(-0.3, 0.0, None)):
        move()
        low, high = place.ranges.x
        for side, span in (("left", place.ranges.left), ("right", place.ranges.right)):
            seen = [line.y[(line.x >= low) & (line.x <= high)] for line in chart.lines if line.axis == side]
            values = np.concatenate(seen)
            assert span[0] <= values.min() and values.max() <= span[1]
            assert side == "right" or np.ptp(values) > 0.8 * (span[1] - span[0])


def test_a_percentage_that_hardly_moves_does_not_fill_its_axis(place: Place) -> None:
    place.go_to(100, 140)
    low, high = place.ranges.right
    assert high - low >= 0.05


def test_y_that_a_person_set_stays_until_everything_is_fitted(place: Place) -> None:
    place.zoom("left", 0.0, 0.2)
    mine = place.ranges.left
    place.zoom("x", 0.5, 0.5)
    assert place.ranges.left == mine
    place.fit()
    place.zoom("x", 1.0, 0.5)
    assert place.ranges.left != mine and not place.spot.own_y


def test_dragging_up_moves_y_only_where_it_is_not_kept_fitted(place: Place) -> None:
    place.zoom("x", 0.5, 0.5)
    before = place.ranges
    place.pan(0.0, 0.3, None)
    assert place.ranges == before
    place.set_fits_y(False)
    place.pan(0.0, 0.3, None)
    assert place.ranges.left != before.left and place.ranges.right != before.right
    place.set_fits_y(True)
    assert place.ranges == before


def test_on_a_logarithmic_axis_y_fits_in_powers_of_ten() -> None:
    log = resource("samples", "overconfidence", "overconfidence.csv")
    chart = chart_of(analyze(log, Request(causes=()))[0], View(log_loss=True))
    place = Place(lambda _: None)
    place.show(prepare(chart), keep=False)
    place.go_to(100, 150)
    seen = [line.y[(line.x >= 63) & (line.x <= 160)] for line in chart.lines if line.axis == "left"]
    low, high = np.log10(np.nanmin(np.concatenate(seen))), np.log10(np.nanmax(np.concatenate(seen)))
    assert place.ranges.left[0] < low + 0.5 and place.ranges.left[1] == pytest.approx(high, abs=0.4)


def test_a_loss_that_is_no_number_any_more_is_shown_with_what_was_before() -> None:
    (log,) = sorted(resource("samples", "blow_up").glob("*"))[:1]
    (analysis,) = analyze(log, Request(causes=()))
    chart = chart_of(analysis, View())
    place = Place(lambda _: None)
    place.show(prepare(chart), keep=False)
    event = analysis.events[0]
    assert all(np.isnan(line.y[line.x >= event.start]).all() for line in chart.lines if line.axis == "left")
    place.visit(event.start, event.end)
    low, high = place.ranges.right
    before = [line.y[(line.x >= place.ranges.x[0]) & (line.x < event.start)] for line in chart.lines]
    accuracy = np.concatenate([y for y, line in zip(before, chart.lines, strict=True) if line.axis == "right"])
    loss = np.concatenate([y for y, line in zip(before, chart.lines, strict=True) if line.axis == "left"])
    assert len(accuracy) and low <= accuracy.min() and accuracy.max() <= high, "the fall is seen"
    assert place.ranges.left[1] < 2 * np.nanmax(loss)
