from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import handmade
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lossacc_gui.chart import Axis, View, chart_of
from lossacc_gui.chart.legend import curves_of, is_hidden, legend_of, of_metrics
from lossacc_gui.chart.overlay import MOST_RUNS, Member, overlay_of
from lossacc_gui.chart.overlay.difference import difference_axes, difference_of
from lossacc_gui.chart.palette import RUN_SIGNS, theme_of
from lossacc_gui.chart.parts import Chart
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.chart.run_names import brief, differing
from lossacc_gui.export.drawing.palettes import PALETTES
from lossacc_gui.measure.middle import middle_of
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.run import Quantity, Split


def member(name: str, **changes: Any) -> Member:
    run = handmade.run(**({"name": name, "source": Path(f"logs/{name}.csv")} | changes))
    return Member(handmade.analysis(run))


def members(count: int) -> list[Member]:
    return [member(f"sweep-lr{i}", members=handmade.curves(40 + 10 * i)) for i in range(count)]


def test_colour_is_the_run_and_dash_the_split_and_every_curve_is_as_in_the_chart_of_its_run_alone() -> None:
    chart = overlay_of(members(3), View())
    assert [run.name for run in chart.runs] == ["lr0", "lr1", "lr2"]
    assert {(line.run, line.split, line.axis) for line in chart.lines} == {
        (run, split, axis) for run in range(3) for split in ("train", "val") for axis in ("left", "right")
    }
    for one in theme_of(dark=False, contrast=False), theme_of(dark=True, contrast=False):
        colours = {line.run: set[str]() for line in chart.lines}
        for line in chart.lines:
            colours[line.run].add(one.of(line))
        assert all(len(found) == 1 for found in colours.values()) and len(set.union(*colours.values())) == 3
    values = handmade.curves(50)[2].value
    (line,) = (line for line in chart.lines if line.run == 1 and (line.axis, line.split) == ("left", "val"))
    assert np.array_equal(line.y, values)
    assert chart.x.low < 1 and chart.x.high > 60 and chart.title == "sweep-… (3 runs)"


def test_legend_and_hiding_go_by_run_and_by_kind_of_curve() -> None:
    chart = overlay_of(members(3), View())
    entries = {entry.text: entry.curve for entry in legend_of(chart)}
    assert list(entries) == ["lr0", "lr1", "lr2", "val_loss", "loss (train)", "val_accuracy", "accuracy (train)"]
    metric = ("left axis", "val")
    assert of_metrics({metric, *curves_of(chart.lines[0])}) == {metric}, "no name of a metric is taken for an overlay's"
    without_run = [line for line in chart.lines if not is_hidden(line, frozenset({entries["lr1"]}))]  # type: ignore[arg-type]
    assert {line.run for line in without_run} == {0, 2}
    without_kind = [line for line in chart.lines if not is_hidden(line, frozenset({entries["loss (train)"]}))]  # type: ignore[arg-type]
    assert len(without_kind) == 9 and all((line.axis, line.split) != ("left", "train") for line in without_kind)


def test_the_events_of_each_run_are_its_own_lane_and_its_verdict_is_told() -> None:
    some = [member("a"), Member(handmade.analysis(handmade.run(name="b", source=Path("b.csv")), ()))]
    chart = overlay_of(some, View())
    assert [len(run.events) for run in chart.runs] == [len(some[0].analysis.events), 0] and not chart.bands
    assert all(run.verdict for run in chart.runs) and not any(
        run.verdict for run in overlay_of(some, View(causes=False)).runs
    )
    assert "a: [" in chart.description and "of b goes from" in chart.description


def test_the_cursor_reads_a_row_of_each_run_at_its_own_nearest_point() -> None:
    steps = [5 * i for i in range(1, 21)]
    coarse = member("coarse", members=(handmade.series("val_loss", Quantity.LOSS, Split.VAL, range(20), step=steps),))
    chart = overlay_of([member("fine"), coarse], View())
    reading = reading_at(chart, 12.2)
    assert reading is not None and reading.x == 12 and reading.x_said == "epoch 12"
    fine, rough = reading.rows
    assert (fine.name, rough.name) == ("fine", "coarse")
    assert fine.texts[0] == f"{handmade.curves()[2].value[11]:.3g}" and fine.texts[2].endswith("%")
    assert rough.texts == ("1 (at 10)", "", "", "")
    assert reading.sentence.startswith("epoch 12   fine: ") and "coarse: " in reading.sentence
    beyond = reading_at(chart, 90.0)
    assert beyond is not None and beyond.rows[0].texts == ("", "", "", "") and beyond.rows[1].texts[0] == "17"


def test_what_is_hidden_has_no_row() -> None:
    chart = overlay_of(members(3), View())
    left = replace(chart, lines=tuple(line for line in chart.lines if line.run != 1))
    reading = reading_at(left, 10)
    assert reading is not None and [row.name for row in reading.rows] == ["lr0", "lr2"]


def test_runs_are_aligned_by_an_axis_that_all_of_them_tell() -> None:
    by_step = member("b", members=tuple(replace(one, epoch=None) for one in handmade.curves()), x_name="step")
    chart = overlay_of([member("a"), by_step], View())
    assert [name for name, _ in chart.axes] == ["row"]
    with pytest.raises(BadOption, match="epoch"):
        overlay_of([member("a"), by_step], View(x="epoch"))


@pytest.mark.parametrize("count", [0, MOST_RUNS + 1])
def test_more_runs_than_have_a_sign_are_refused(count: int) -> None:
    with pytest.raises(BadOption, match=f"up to {MOST_RUNS}"):
        overlay_of(members(count), View())


def test_runs_without_accuracy_gaps_and_points_below_a_logarithmic_axis_are_told() -> None:
    values = np.array([1.0, np.nan, 0.5, 0.0, np.inf, 0.2, 1e300])
    bare = member("bare", members=(handmade.series("loss", Quantity.LOSS, Split.TRAIN, values),))
    chart = overlay_of([member("whole"), bare], View(log_loss=True))
    assert "No accuracy: bare." in chart.footnotes
    assert chart.hidden == (
        "Values that are no numbers: 2 of bare.",
        "Values that are too large to be drawn: 1 of bare.",
        "The logarithmic axis hides 1 point at or below zero.",
    )
    assert chart.left is not None and chart.left.log
    (line,) = (line for line in chart.lines if line.run == 1)
    assert np.array_equal(np.isnan(line.y), [False, True, False, True, True, False, True])


def test_a_second_curve_of_an_axis_and_split_is_counted_and_not_drawn() -> None:
    more = (*handmade.curves(), handmade.series("top5", Quantity.ACCURACY, Split.VAL, np.linspace(0.5, 1, 60)))
    names = tuple(one.metric for one in more)
    chart = overlay_of([member("a", members=more), member("b")], View(shown=names))
    assert any("1 of a" in note for note in chart.footnotes) and len(chart.lines) == 8


# Differences


def test_the_baseline_is_zero_and_the_axes_say_whose_difference_they_show_with_zero_at_one_height() -> None:
    chart = overlay_of(members(3), View(smoothing=0.5, log_loss=True), baseline=1)
    assert chart.left is not None and chart.right is not None and not chart.left.log
    assert (chart.left.title, chart.right.title) == (
        "loss minus that of lr1",
        "accuracy minus that of lr1 (points)",
    )
    assert all(not np.any(line.y) for line in chart.lines if line.run == 1)
    assert any(np.any(line.y) for line in chart.lines if line.run == 0)
    assert legend_of(chart)[1].text == "lr1 (baseline)"
    assert any("thin light curves are those of the values as logged" in note for note in chart.footnotes)
    height = [-axis.low / (axis.high - axis.low) for axis in (chart.left, chart.right)]
    assert height[0] == pytest.approx(height[1]) and 0 < height[0] < 1
    for line in chart.lines:
        axis = chart.left if line.axis == "left" else chart.right
        assert axis.low <= np.nanmin(line.y) and np.nanmax(line.y) <= axis.high
    longest = max(float(line.x[-1]) for line in chart.lines if line.run == 2)
    assert longest == 50.0, "where the baseline ends nothing is known"
    reading = reading_at(chart, 10.0)
    assert reading is not None and reading.rows[0].texts[0][0] in "+-0" and "points" in reading.rows[0].texts[2]


def test_kinds_that_runs_call_otherwise_are_named_by_what_the_axis_shows_also_in_a_difference() -> None:
    loss = handmade.series("eval_loss", Quantity.LOSS, Split.VAL, np.linspace(1, 0, 9))
    other = member("b (minus that of c)", members=(loss,))
    for baseline in (None, 0, 1):
        chart = overlay_of([member("a"), other], View(log_loss=True), baseline)
        assert chart.left is not None and chart.left.what == "loss"
        assert (chart.right is None) == (baseline == 1), "nothing is known of a difference to what the baseline lacks"
        assert "loss (val)" in [entry.text for entry in legend_of(chart)]


numbers = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(numbers, st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True))
def test_a_difference_is_that_to_the_straight_line_between_the_points_of_the_baseline(
    base: list[float], places: list[int]
) -> None:
    x = np.sort(np.array(places, dtype=float))
    base_x = 1.5 * np.arange(len(base))
    at, found = difference_of(x, np.full(len(x), 7.0), base_x, np.array(base))
    within = (x >= 0) & (x <= base_x[-1])
    assert np.array_equal(at, x[within])
    assert found == pytest.approx(7.0 - np.interp(at, base_x, base), abs=1e-9)


def test_beside_a_gap_of_the_baseline_nothing_is_known() -> None:
    def against(base: list[float]) -> NDArray[np.float64]:
        return difference_of(np.arange(0.0, 4.5, 0.5), np.zeros(9), np.arange(5.0), np.array(base))[1]

    assert list(np.isnan(against([1, 1, np.nan, 1, 1]))) == [0, 0, 0, 1, 1, 1, 0, 0, 0]
    assert not np.isnan(against([1, 1, 1, 1, 1])).any()


# Medians


def test_medians_carry_their_quartiles_in_the_chart_and_in_the_difference() -> None:
    runs = [
        handmade.run(tuple(replace(one, value=one.value + 0.01 * i) for one in handmade.curves())) for i in range(5)
    ]
    middle = middle_of(runs, "all")
    medians = Member(handmade.analysis(middle.run, ()), "lr = 0.1", middle.bands)
    chart = overlay_of([medians, member("run-a")], View())
    assert {spread.run for spread in chart.spreads} == {0} and len(chart.spreads) == 4
    for spread in chart.spreads:
        (line,) = (one for one in chart.lines if (one.run, one.axis, one.split) == (0, spread.axis, spread.split))
        assert np.all(spread.low <= line.y) and np.all(line.y <= spread.high)
        assert spread.high - spread.low == pytest.approx(0.02)
    assert any("quartile" in note for note in chart.footnotes)
    against = overlay_of([medians, member("run-a")], View(), baseline=1)
    assert all(spread.high - spread.low == pytest.approx(0.02) for spread in against.spreads)
    assert not overlay_of([medians, member("run-a")], View(), baseline=0).spreads


# Names and colours


@pytest.mark.parametrize(
    ("names", "parts", "common"),
    [
        (["resnet_lr0.1_s0.csv", "resnet_lr0.2_s0.csv"], ("lr0.1", "lr0.2"), "resnet_…_s0.csv"),
        (["a-lr=0.1-wd=0.csv", "a-lr=0.3-wd=0.csv"], ("lr=0.1", "lr=0.3"), "a-…-wd=0.csv"),
        (["train · a/x.log", "train · b/x.log"], ("a", "b"), "train…/x.log"),
        (["lr = 0.1 (5 runs)", "lr = 0.3 (5 runs)"], ("lr = 0.1", "lr = 0.3"), "… (5 runs)"),
        (["sweep-run-0.csv", "sweep-run-1.csv"], ("run-0", "run-1"), "sweep-….csv"),
        (["model", "model-big"], ("model", "model-big"), ""),
        (["run-", "run-2"], ("run-", "run-2"), ""),
        (["a", "a"], ("a", "a"), ""),
        (["alone"], ("alone",), ""),
        ([], (), ""),
    ],
)
def test_only_the_part_of_names_is_told_in_which_they_differ(
    names: list[str], parts: tuple[str, ...], common: str
) -> None:
    assert differing(names) == (parts, common)


def test_of_how_many_runs_medians_are_is_told_though_all_are_of_as_many() -> None:
    wholes = [f"learning_rate = {rate} (3 runs)" for rate in (0.1, 0.3, 1.0)]
    made = [replace(member(name), name=name) for name in wholes]
    assert [run.name for run in overlay_of(made, View()).runs] == wholes


@pytest.mark.parametrize("longest", [20, 30, 40])
def test_a_name_that_is_cut_keeps_of_how_many_runs_it_is(longest: int) -> None:
    names = [f"resnet{depth}-with-warmup-and-weight-decay-of-0.0001 (12 runs)" for depth in (18, 34, 50)]
    for name, depth in zip(brief(names, longest), (18, 34, 50), strict=True):
        assert name.endswith(" (12 runs)") and str(depth) in name and len(name) <= longest
    assert brief(["short (3 runs)"], longest) == ("short (3 runs)",)


def test_long_names_are_cut_as_long_as_that_tells_them_apart() -> None:
    ids = [f"{i}{'0123456789abcdef' * 3}" for i in range(3)]
    assert [name[0] for name in brief(ids)] == ["0", "1", "2"] and max(map(len, brief(ids))) <= 40
    hard = [f"{'a' * 30}{i}{'b' * 30}" for i in range(2)]
    assert brief(hard) == tuple(hard) and brief(["short"]) == ("short",)


def linear(colour: str) -> NDArray[np.float64]:
    value = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    high, low = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


DEUTERANOPIA = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
"""Machado, Oliveira and Fernandes (2009), on linear RGB."""


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ light
    xyz = xyz / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("high", [False, True])
def test_the_colours_of_runs_stand_out_and_are_told_apart_without_red_and_green(dark: bool, high: bool) -> None:
    theme = theme_of(dark=dark, contrast=high)
    assert len(theme.runs) == MOST_RUNS
    assert min(contrast(one, theme.background) for one in theme.runs) >= (7 if high else 3)
    for one, other in combinations(theme.runs, 2):
        seen = [np.clip(np.array(DEUTERANOPIA) @ linear(colour), 0, 1) for colour in (one, other)]
        assert np.linalg.norm(lab(seen[0]) - lab(seen[1])) > 20
        assert np.linalg.norm(lab(linear(one)) - lab(linear(other))) > 20


@pytest.mark.parametrize("dark", [False, True])
def test_greys_stand_out_and_the_signs_tell_the_runs_that_share_one(dark: bool) -> None:
    theme = PALETTES["grey"][dark]
    assert min(contrast(one, theme.background) for one in theme.runs) >= 3
    looks = {(theme.run(i), RUN_SIGNS[i]) for i in range(MOST_RUNS)}
    assert len(looks) == MOST_RUNS


def test_the_chart_of_an_overlay_of_one_run_is_a_chart() -> None:
    chart: Chart = overlay_of(members(1), View())
    assert chart.title == "1 run" and [run.name for run in chart.runs] == ["sweep-lr0"]


@pytest.mark.parametrize(
    ("left", "right"), [((-1.0, 3.0), (-2.0, 2.0)), ((0.0, 3.0), (-2.0, 0.0)), ((-1.0, 3.0), (-0.1, 0.1))]
)
def test_zero_lies_equally_high_on_both_axes_of_differences_and_all_of_them_are_seen(
    left: tuple[float, float], right: tuple[float, float]
) -> None:
    at = np.arange(2.0)
    any_line = chart_of(handmade.analysis(), View()).lines[0]
    lines = [replace(any_line, axis=side, x=at, y=np.array(y)) for side, y in (("left", left), ("right", right))]
    axes = (Axis("loss", 0.0, 1.0, what="loss"), Axis("accuracy", 0.0, 1.0, what="accuracy"))
    found = difference_axes(axes, lines, Axis("epoch", 0.0, 1.0), "base")
    shares = []
    for axis, (low, high) in zip(found, (left, right), strict=True):
        assert axis is not None and axis.low <= low and axis.high >= high
        assert axis.high - axis.low < 4 * (high - low)
        shares.append(-axis.low / (axis.high - axis.low))
    assert shares[0] == pytest.approx(shares[1])


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (("net drop 0.1 a", "net drop 0.25 b"), ("0.1 a", "0.25 b")),
        (("net 10.5k", "net 10.7k"), ("10.5k", "10.7k")),
        (("a lr=0.1 end", "a lr=0.2 end"), ("lr=0.1", "lr=0.2")),
        (("x lr = 0.1", "x lr = 0.3"), ("lr = 0.1", "lr = 0.3")),
        (("run. one", "run. two"), ("one", "two")),
        (("v.1a", "v.1b"), ("1a", "1b")),
    ],
)
def test_no_number_and_no_setting_is_cut_where_names_are_told_by_what_differs(
    names: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    assert differing(names)[0] == parts


def test_points_that_a_logarithmic_x_axis_has_no_place_for_are_counted_over_all_runs() -> None:
    chart = overlay_of(members(2), View(x="row", log_x=True))
    assert chart.hidden == ("The logarithmic x axis hides 8 points of 8 curves at or below zero.",)
