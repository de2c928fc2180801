"""What the axes of a chart may show, on both sides of every limit and on it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import handmade
import pytest
from in_one import in_one_test

from lossacc_gui.chart import Axis, View, chart_of
from lossacc_gui.gui.chart.ranges import DECADES, FURTHEST, SMALLEST_BOX, SMALLEST_SHARE, Ranges, Span, Which

HAIR = 1 + 1e-6
CHART = chart_of(handmade.analysis(), View())
WITHIN = Axis("x", 0.0, 16.0)


@in_one_test(
    ("span", "drawable"),
    [
        ((0.0, 1.0), True),
        ((1.0, 1.0), False),
        ((2.0, 1.0), False),
        ((-FURTHEST, FURTHEST), True),
        ((-FURTHEST * HAIR, FURTHEST), False),
        ((-FURTHEST, FURTHEST * HAIR), False),
        ((1.0, 1.0 + 2.0**-39), True),  # 1.8e-12
        ((1.0, 1.0 + 2.0**-41), False),  # 4.5e-13
        ((-1.0 - 2.0**-41, -1.0), False),
        ((2.0**20, 2.0**20 + 2.0**-18), True),
        ((2.0**20, 2.0**20 + 2.0**-21), False),
    ],
)
@in_one_test("which", ["x", "left", "right"])
def test_a_range_is_drawn_where_it_is_neither_empty_nor_too_far_nor_too_narrow(
    which: Which, span: Span, drawable: bool
) -> None:
    assert replace(Ranges(), **{which: span}).drawable is drawable


@pytest.mark.parametrize(
    ("left", "log", "linear"),
    [
        ((-DECADES, DECADES), True, True),
        ((-DECADES * HAIR, DECADES), False, True),
        ((-DECADES, DECADES * HAIR), False, True),
        ((0.0, SMALLEST_SHARE), True, True),
        ((0.0, SMALLEST_SHARE / HAIR), False, True),
        ((1.0, 1.0), False, False),
    ],
)
def test_powers_of_ten_must_be_numbers_themselves(left: Span, log: bool, linear: bool) -> None:
    ranges = Ranges(left=left)
    assert (ranges.drawable_as(True), ranges.drawable_as(False)) == (log, linear)


@in_one_test(
    ("start", "end", "within", "x"),
    [
        (4.0, 8.0, None, (3.0, 9.0)),  # a quarter of it
        (4.0, 4.0, None, (2.0, 6.0)),  # where nothing tells how much
        (4.0, 4.0, WITHIN, (3.52, 4.48)),  # three hundredths of the whole
        (4.0, 8.0, WITHIN, (3.0, 9.0)),
        (0.0, 8.0, WITHIN, (0.0, 10.0)),  # no further than there is something
        (8.0, 16.0, WITHIN, (6.0, 16.0)),
        (16.0, 24.0, WITHIN, (14.0, 16.0)),
        (20.0, 28.0, WITHIN, (18.0, 30.0)),  # beside it all
        (18.0, 26.0, WITHIN, (16.0, 28.0)),  # it touches the end only
        (-10.0, -2.0, WITHIN, (-12.0, 0.0)),
        (-9.0, -1.0, WITHIN, (0.0, 1.0)),
    ],
)
def test_a_stretch_is_shown_with_room_on_both_sides_inside_the_chart(
    start: float, end: float, within: Axis | None, x: Span
) -> None:
    assert Ranges(right=(3.0, 4.0)).around(start, end, within) == Ranges(x=pytest.approx(x), right=(3.0, 4.0))
    later = None if within is None else replace(within, low=within.low + 1e4, high=within.high + 1e4)
    assert Ranges().around(start + 1e4, end + 1e4, later).x == pytest.approx((x[0] + 1e4, x[1] + 1e4), rel=1e-9)


def test_a_chart_that_begins_late_is_moved_and_boxed_as_one_that_begins_at_zero() -> None:
    late = Ranges((100.0, 104.0), (1.0, 3.0), (1.0, 3.0))
    assert late.panned(0.25, 0.0, None).x == (101.0, 105.0)
    boxed = late.boxed((0.5, 0.75), (0.25, 0.5))
    assert boxed is not None and boxed.x == (101.0, 102.0)


def test_x_is_zoomed_out_to_the_chart_and_no_wider_and_y_as_far_as_one_likes() -> None:
    low, high = CHART.x.low, CHART.x.high
    quarter = Ranges(x=(low, low + (high - low) / 4))
    assert quarter.zoomed("x", 0.0, 2.0, CHART).x == pytest.approx((low, low + (high - low) / 2))
    assert quarter.zoomed("x", 1.0, 4.0, CHART).x == (low, high)  # as wide as the chart: it is the chart
    assert quarter.zoomed("x", 1.0, 3.99, CHART).x != (low, high)
    assert quarter.zoomed("x", 0.5, 9.0, None).x[1] > high
    for which, other in (("left", "right"), ("right", "left")):
        wider = Ranges(left=(1.0, 3.0), right=(1.0, 3.0)).zoomed(cast(Which, which), 0.25, 2.0, CHART)
        assert getattr(wider, which) == (0.5, 4.5) and getattr(wider, other) == (1.0, 3.0)


@pytest.mark.parametrize(("side", "left", "right"), [(None, 1.0, 1.0), ("left", 1.0, 0.0), ("right", 0.0, 1.0)])
def test_panning_moves_one_side_or_both_by_shares_of_what_is_visible(side: str, left: float, right: float) -> None:
    moved = Ranges((0.0, 4.0), (1.0, 3.0), (1.0, 3.0)).panned(0.25, 0.5, side)  # type: ignore[arg-type]
    assert moved == Ranges((1.0, 5.0), (1.0 + left, 3.0 + left), (1.0 + right, 3.0 + right))


def test_a_box_is_meant_where_it_is_larger_than_a_slip_of_the_hand_both_ways() -> None:
    ranges = Ranges((0.0, 100.0), (0.0, 10.0), (1.0, 2.0))
    assert ranges.boxed((0.5, 0.75), (0.25, 0.5)) == Ranges((25.0, 50.0), (5.0, 7.5), (1.5, 1.75))
    for wide, tall in ((SMALLEST_BOX, 1.0), (1.0, SMALLEST_BOX)):
        assert ranges.boxed((0.0, 0.0), (wide, tall)) is None
        assert ranges.boxed((0.0, 0.0), (wide * HAIR, tall * HAIR)) is not None
