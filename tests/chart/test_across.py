from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.across import Across, axes_of, axis_in
from lossacc_gui.chart.ticks import x_ticks_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Kind, Run, XAxis
from lossacc_gui.numerals import duration_text
from lossacc_gui.readers.registry import read
from lossacc_gui.use_case import analyze

DATA = Path(__file__).parent.parent / "data"
NOON = 1_767_225_600.0  # 2026-01-01 00:00 UTC


def ids(run: Run) -> list[str]:
    return [axis.id for axis in axes_of(run)]


def timed(analysis: Analysis, seconds: float = 90.0) -> Analysis:
    """The analysis with a minute and a half between the epochs."""
    series = tuple(replace(one, time=NOON + seconds * one.x) for one in analysis.run.series)
    return replace(analysis, run=replace(analysis.run, series=series))


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("tensorboard-events/torch", ["step", "time", "wall", "row"]),
        ("wandb-file/run-sample.wandb", ["epoch", "time", "wall", "row"]),
        ("lightning-csv/metrics.csv", ["step", "epoch", "row"]),
        ("huggingface/trainer_state.json", ["epoch", "step", "row"]),
        ("keras-csv/csvlogger.csv", ["epoch", "row"]),
        ("fastai/history.csv", ["row"]),
        ("ultralytics/results.csv", ["epoch", "row"]),
    ],
)
def test_a_log_tells_by_what_its_curves_can_be_counted(log: str, told: list[str]) -> None:
    assert ids(read(DATA / log)[0]) == told


def test_a_table_counts_by_its_times_and_by_any_column_that_only_rises(tmp_path: Path) -> None:
    rows = [f"{e},{NOON + 60 * e},{2048 * e},{1 / (e + 1)},{e / 50}" for e in range(20)]
    (tmp_path / "run.csv").write_text("\n".join(["epoch,_timestamp,tokens,loss,accuracy", *rows]))
    run = read(tmp_path / "run.csv")[0]
    assert ids(run) == ["epoch", "time", "wall", "row", "tokens"]
    assert axis_in(axes_of(run), "time").values(np.array([0.0, 3.0])).tolist() == [0.0, 180.0]
    assert axis_in(axes_of(run), "tokens").places(np.array([4096.0])).tolist() == [2.0]


def test_an_axis_that_the_log_does_not_tell_is_refused_with_those_it_tells() -> None:
    with pytest.raises(BadOption, match=r"'wall' .* epoch, row"):
        chart_of(handmade.analysis(), View(x="wall"))


def test_curves_bands_and_signs_move_together_to_another_axis() -> None:
    analysis = timed(handmade.analysis())
    own, other = chart_of(analysis, View()), chart_of(analysis, View(x="time"))
    for before, after in zip(own.lines, other.lines, strict=True):
        assert after.x == pytest.approx(90.0 * (before.x - 1))
        assert np.array_equal(before.y, after.y, equal_nan=True)
    assert own.bands
    for band, moved in zip(own.bands, other.bands, strict=True):
        assert (moved.start, moved.end) == pytest.approx((90 * (band.start - 1), 90 * (band.end - 1)))
        assert moved.caption == band.caption  # what is said of a run stays in the count of its log
    assert [mark.x for mark in other.marks] == pytest.approx([90 * (mark.x - 1) for mark in own.marks])
    assert other.x.title == "time since the start"
    assert dict(other.axes)["wall"] == "wall time (UTC)"


def test_a_logarithmic_x_axis_lies_on_powers_of_ten_and_counts_what_it_hides() -> None:
    analysis = handmade.analysis()  # its rows count from 0
    own, logarithmic = chart_of(analysis, View(x="row")), chart_of(analysis, View(x="row", log_x=True))
    for before, after in zip(own.lines, logarithmic.lines, strict=True):
        assert after.x == pytest.approx(np.log10(before.x[1:]))
    assert "The logarithmic x axis hides 4 points of 4 curves at or below zero." in logarithmic.hidden
    assert not own.hidden
    assert all(np.isfinite([band.start, band.end]).all() for band in logarithmic.bands)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (0, 1, "The logarithmic x axis hides 1 point at or below zero."),
        (-1, 1, "The logarithmic x axis hides 2 points at or below zero."),
        (-1, 0, "The logarithmic x axis hides 3 points of 2 curves at or below zero."),
    ],
)
def test_a_logarithmic_x_axis_counts_the_curves_of_which_it_hides_something(
    first: int, second: int, told: str, tmp_path: Path
) -> None:
    rows = [f"{i},{1 / (i + 3) if i >= first else ''},{2 / (i + 3) if i >= second else ''}" for i in range(-1, 9)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["epoch,loss,val_loss", *rows, ""]))
    (analysis,) = analyze(path, Request(causes=()))
    assert chart_of(analysis, View(log_x=True)).hidden == (told,)


def test_a_part_of_the_run_is_asked_for_as_its_axis_counts() -> None:
    chart = chart_of(timed(handmade.analysis()), View(x="time", x_range=(900.0, 1800.0)))
    assert (chart.x.low, chart.x.high) == (900.0, 1800.0)
    assert "Shown: time since the start: 15 min to 30 min of 0 s to 1 h 28 min 30 s." in chart.footnotes
    logarithmic = chart_of(handmade.analysis(), View(log_x=True, x_range=(10.0, 100.0)))
    assert (logarithmic.x.low, logarithmic.x.high) == (1.0, 2.0)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.floats(0, 1e9, width=32)), min_size=2, max_size=40),
    st.floats(-10, 60),
)
def test_what_an_axis_counts_rises_with_the_run_and_leads_back_to_it(
    points: list[tuple[int, float]], at: float
) -> None:
    axis = XAxis.of("t", "t", np.array([p[0] for p in points], float), np.array([p[1] for p in points], float))
    if axis is None:
        return
    assert np.all(np.diff(axis.at) > 0) and np.all(np.diff(axis.shown) > 0)
    places = np.sort(np.array([at, at + 1.0, *axis.at]))
    values = axis.values(places)
    assert np.all(np.diff(values) >= 0)
    assert axis.values(axis.places(axis.values(axis.at))) == pytest.approx(axis.shown, rel=1e-6, abs=1e-3)


def test_steps_of_one_epoch_lie_between_it_and_the_next() -> None:
    axis = XAxis.of("epoch", "epoch", np.arange(6.0), np.array([0, 0, 0, 1, 1, 1.0]))
    assert axis is not None
    assert axis.values(np.arange(6.0)) == pytest.approx([0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3])


@pytest.mark.parametrize(
    ("kind", "low", "high", "texts"),
    [
        ("number", 0.0, 40.0, ["0", "10", "20", "30", "40"]),
        ("duration", -60.0, 7300.0, ["0 s", "30 min", "1 h", "1 h 30 min", "2 h"]),
        ("duration", 0.0, 2.0, ["0.0", "0.5", "1.0", "1.5", "2.0"]),
        ("date", NOON - 3600, NOON + 7200, ["12-31 23:00", "01-01 00:00", "01:00", "02:00"]),
        ("date", NOON, NOON + 8.7e5, ["2026-01-02", "2026-01-07"]),
    ],
)
def test_ticks_of_times_are_round_times(kind: Kind, low: float, high: float, texts: list[str]) -> None:
    across = Across(XAxis("x", "x", kind))
    ticks = x_ticks_of(across, low, high, 5)
    assert [text for _, text in ticks] == texts
    assert all(low <= at <= high for at, _ in ticks)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [(1.0, 5.0, ["10 s", "1 min", "10 min", "1 h", "6 h", "1 d"]), (4.0, 4.2, ["3 h", "3 h 30 min", "4 h"])],
)
def test_ticks_of_times_are_round_on_a_logarithmic_axis_too(low: float, high: float, texts: list[str]) -> None:
    ticks = x_ticks_of(Across(XAxis("x", "x", "duration"), log=True), low, high, 6)
    assert [text for _, text in ticks] == texts
    assert all(low <= at <= high for at, _ in ticks)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.25, "0.25 s"), (59.7, "59.7 s"), (3600, "1 h"), (5400, "1 h 30 min"), (90061, "1 d 1 h 1 min 1 s")],
)
def test_a_length_of_time_is_told_in_its_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
    assert duration_text(-seconds) == (f"-{text}" if seconds else text)
