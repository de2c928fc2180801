"""Smoothing over a stretch: in steps, in shares of the run, by medians; what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pytest
from commanded import LOG
from commanded import run as command
from hypothesis import given
from hypothesis import strategies as st
from in_one import in_one_test

import lossacc_gui as lossacc
from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.chart.smooth import points_of, smoothed_of, smoothing_text
from lossacc_gui.export.drawing.content import as_wanted
from lossacc_gui.export.drawing.style import PRESETS
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.model.smoothing import Over, Smoothing, smoothing_in, written_smoothing

SHARE, MEDIAN = Over(0.01, share=True), Over(0.01, share=True, median=True)


def noisy(steps: int, every: int = 1) -> Series:
    """A level with noise and a spike each hundred points."""
    step = np.arange(0, steps, every)
    value = 1.0 + 0.1 * np.random.default_rng(1).standard_normal(len(step))
    value[::100] = 50.0
    return Series("loss" if every == 1 else "val_loss", Quantity.LOSS, Split.TRAIN, step, value)


def run_of(*series: Series) -> Run:
    return Run("long", Path("/logs/long.csv"), "csv", series)


@given(st.sampled_from([0.0, 0.3, 0.99]) | st.builds(Over, st.floats(1, 1e12).map(lambda x: float(f"{x:.9g}"))))
def test_a_smoothing_is_read_as_it_is_written(smoothing: Smoothing) -> None:
    assert smoothing_in(written_smoothing(smoothing)) == smoothing


@pytest.mark.parametrize(
    ("text", "smoothing"),
    [
        *(("1%", SHARE), (" median: 1 %", MEDIAN), ("10,000", Over(1e4)), ("MEDIAN:5e3", Over(5e3, median=True))),
        *(("0", 0.0), ("0.99", 0.99), ("1", Over(1.0)), ("999999999999999", Over(999999999999999.0))),
        *(("100%", Over(1.0, share=True)), ("median:1", Over(1.0, median=True))),
    ],
)
def test_stretches_are_read_as_people_type_them(text: str, smoothing: Smoothing) -> None:
    assert smoothing_in(text) == smoothing == smoothing_in(written_smoothing(smoothing))


@in_one_test("text", ["", "much", "-1", "0.995", "0%", "101%", "median:0.6", "nan", "inf", "1e15", "mean:5"])
def test_what_is_no_smoothing_is_told_what_is_wanted(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected a weight from 0 to 0.99, a number of steps from 1 on"):
        smoothing_in(text)


def test_a_share_calms_a_long_run_as_no_weight_does_and_a_median_takes_no_spike_along() -> None:
    series = noisy(50_000)
    run = run_of(series)
    spread = {one: float(np.std(smoothed_of(series, run, one)[1000:])) for one in (0.99, SHARE, MEDIAN)}
    assert spread[SHARE] < 0.7 * spread[0.99] and spread[MEDIAN] < 0.02
    assert abs(float(np.mean(smoothed_of(series, run, MEDIAN))) - 1.0) < 0.01
    assert np.mean(series.value) > 1.4


def test_a_stretch_counts_in_steps_whatever_a_series_logs_of_them() -> None:
    train, val = noisy(10_000), noisy(10_000, every=50)
    run = run_of(train, val)
    assert points_of(train, run, Over(500)) == 500 and points_of(val, run, Over(500)) == 10
    assert points_of(train, run, SHARE) == 100 and points_of(val, run, SHARE) == 2
    assert points_of(val, run, Over(20)) == 1
    np.testing.assert_array_equal(smoothed_of(val, run, Over(20, median=True)), val.value)


def test_the_average_over_n_points_is_as_old_as_a_plain_one() -> None:
    step = np.arange(5000)
    impulse = Series("loss", Quantity.LOSS, Split.TRAIN, step, (step == 1000).astype(float))
    after = smoothed_of(impulse, run_of(impulse), Over(101))[1000:]
    assert float(np.sum(after * np.arange(len(after))) / after.sum()) == pytest.approx(50, rel=0.01)


@given(
    st.floats(0.0, 0.99)
    | st.builds(Over, st.floats(1.0, 9e14), median=st.booleans())
    | st.builds(Over, st.floats(1e-12, 1.0), share=st.just(True), median=st.booleans())
)
def test_every_smoothing_is_read_as_it_was_written(smoothing: Smoothing) -> None:
    again = smoothing_in(written_smoothing(smoothing))
    if not isinstance(smoothing, Over):
        assert again == smoothing
        return
    assert isinstance(again, Over) and (again.share, again.median) == (smoothing.share, smoothing.median)
    assert again.length == pytest.approx(smoothing.length, rel=1e-11, abs=0.0)


@pytest.mark.parametrize("text", ["0,6", "1,00", "10,0000", "1,5%", "-0.5", "-1%"])
def test_a_comma_that_parts_no_thousands_is_no_number_of_steps(text: str) -> None:
    with pytest.raises(ValueError, match="expected a weight"):
        smoothing_in(text)


@pytest.mark.parametrize(
    ("smoothing", "said"),
    [
        (0.5, "exponential average, weight 0.5"),
        (Over(10), "exponential average over 10 epochs"),
        (Over(0.2, share=True, median=True), "median over 11.8 epochs (20 % of the run)"),
    ],
)
def test_what_is_done_is_said_on_screen_and_in_files(smoothing: Smoothing, said: str) -> None:
    chart = chart_of(handmade.analysis(), View(smoothing=smoothing))
    assert chart.smoothed == f"Smoothed: {said}"
    assert f"Smoothing: {said}; thin light curves are the values as logged." in chart.footnotes
    assert {line.role for line in chart.lines} == {"raw", "smooth"}


def test_a_stretch_without_a_second_point_is_said_to_smooth_nothing() -> None:
    chart = chart_of(handmade.analysis(), View(smoothing=SHARE))
    assert chart.smoothed == "Too short to smooth: exponential average over 0.59 epochs (1 % of the run)"
    assert any("nothing is smoothed" in note for note in chart.footnotes)
    plain = chart_of(handmade.analysis(), View())
    assert not plain.smoothed and "Curves as logged." in plain.footnotes


def test_it_is_said_whose_smoothing_the_values_of_a_verdict_have_where_it_tells_such() -> None:
    whose = "Values called smoothed are those of the analysis."
    told = handmade.analysis()
    assert "smoothed" not in told.verdict.text
    assert not any(whose in note for note in chart_of(told, View(smoothing=0.5)).footnotes)
    told = replace(told, verdict=replace(told.verdict, text="In epochs 3–9 smoothed val_loss rises (0.4 to 0.6)."))
    for smoothing, curves in ((0.0, "Curves as logged."), (0.5, "Smoothing: exponential average, weight 0.5; ")):
        chart = chart_of(told, View(smoothing=smoothing))
        (note,) = (note for note in chart.footnotes if note.startswith(curves))
        assert note.endswith(f" {whose}")
        over = overlay_of([Member(told), Member(told)], View(smoothing=smoothing))
        assert any(note.endswith(f" {whose}") for note in over.footnotes)
        untold = as_wanted(chart, replace(PRESETS[0], parts=replace(PRESETS[0].parts, captions=False)))
        assert not any(whose in note for note in untold.footnotes) and len(untold.footnotes) == len(chart.footnotes)


def test_an_overlay_says_the_share_of_each_run() -> None:
    members = [Member(handmade.analysis()), Member(handmade.analysis())]
    chart = overlay_of(members, View(smoothing=Over(0.2, share=True)))
    assert chart.smoothed == "Smoothed: exponential average over 20 % of each run"
    assert any(note.startswith("Smoothing: exponential average over 20 % of each run;") for note in chart.footnotes)


def test_figures_tables_and_notebooks_take_it_in_the_same_words(tmp_path: Path) -> None:
    log = tmp_path / "a.csv"
    log.write_text(LOG)
    for suffix in ("svg", "csv"):
        assert command("export", log, "-o", tmp_path / f"out.{suffix}", "--smoothing", "median:20%") == 0
    assert "median over 9.8 epochs (20 % of the run)" in (tmp_path / "out.svg").read_text(encoding="utf-8")
    header, *rows = (line.split(",") for line in (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines())
    raw, smooth = header.index("raw"), header.index("smoothed")
    assert any(row[raw] != row[smooth] for row in rows)
    result = lossacc.analyze(log)
    assert b"median over 9.8 epochs" in result.figure("svg", smoothing="median:20%").data
    with pytest.raises(BadOption, match="smoothing: expected a weight"):
        result.figure("svg", smoothing="much")


def test_one_epoch_is_not_told_as_several() -> None:
    told = [smoothing_text(Over(length, median=True), handmade.run()) for length in (1.0, 2.0)]
    assert told == ["median over 1 epoch", "median over 2 epochs"]
