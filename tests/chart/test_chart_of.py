from __future__ import annotations

from dataclasses import replace

import handmade
import numpy as np
import pytest

from lossacc_gui.chart import Axis, View, chart_of, smoothed_of
from lossacc_gui.chart.choice import drawn_of
from lossacc_gui.chart.curves import y_axis
from lossacc_gui.chart.legend import legend_of
from lossacc_gui.chart.marks import marks_of
from lossacc_gui.chart.parts import Line, Mark
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Break, Quantity, Split
from lossacc_gui.use_case import analyze_run


def test_loss_is_on_the_left_and_accuracy_on_the_right() -> None:
    chart = chart_of(handmade.analysis(), View())
    sides = {line.label: line.axis for line in chart.lines}
    assert sides == {
        "loss (train)": "left",
        "val_loss": "left",
        "accuracy (train)": "right",
        "val_accuracy": "right",
    }
    assert chart.left is not None and chart.right is not None
    assert (chart.left.title, chart.right.title, chart.x.title) == ("loss", "accuracy (%)", "epoch")
    assert chart.right.percent and not chart.left.percent


def test_every_value_lies_within_its_axes() -> None:
    chart = chart_of(handmade.analysis(), View(smoothing=0.6))
    for line in chart.lines:
        axis = chart.left if line.axis == "left" else chart.right
        assert axis is not None
        assert axis.low < line.y.min() and line.y.max() < axis.high
        assert chart.x.low < line.x[0] and line.x[-1] < chart.x.high


def test_smoothing_adds_a_curve_over_the_raw_one_and_says_its_weight() -> None:
    plain = chart_of(handmade.analysis(), View())
    smooth = chart_of(handmade.analysis(), View(smoothing=0.6))
    assert [line.role for line in plain.lines] == ["smooth"] * 4
    assert sorted(line.role for line in smooth.lines) == ["raw"] * 4 + ["smooth"] * 4
    assert "Curves as logged." in plain.footnotes
    assert any("0.6" in note for note in smooth.footnotes)
    raw = next(line for line in smooth.lines if line.role == "raw" and line.label == "val_loss")
    assert np.array_equal(raw.y, handmade.curves()[2].value)


def test_no_curve_is_drawn_or_smoothed_across_a_break() -> None:
    run = handmade.run(breaks=(Break(31.0, "restart", "the log starts again"),))
    line = next(line for line in chart_of(handmade.analysis(run), View(smoothing=0.9)).lines if line.role == "smooth")
    gap = int(np.flatnonzero(np.isnan(line.y))[0])
    assert line.x[gap] == 31
    assert line.y[gap + 1] == run.series[0].value[30]  # the average begins anew
    assert np.count_nonzero(np.isnan(line.y)) == 1


def test_the_legend_tells_where_all_breaks_are() -> None:
    def told(*places: float) -> list[str]:
        breaks = tuple(Break(place, "restart", "The counter falls.") for place in places)
        chart = chart_of(handmade.analysis(handmade.run(breaks=breaks)), View())
        return [one.text for one in legend_of(chart) if isinstance(one.shown, Mark) and one.shown.kind == "break"]

    assert told(31.0) == ["The counter falls (epoch 31)"]
    assert told(40.0, 20.0, 31.0) == ["3 breaks in the log, at epochs 20, 31 and 40"]
    assert told(*range(20, 32)) == ["12 breaks in the log, at epochs 20–31"]


def test_at_a_break_the_cursor_reads_what_was_logged_there() -> None:
    run = handmade.run(breaks=(Break(31.0, "restart", "the log starts again"),))
    for smoothing in (0.0, 0.9):
        reading = reading_at(chart_of(handmade.analysis(run), View(smoothing=smoothing)), 31.2)
        assert reading is not None and reading.x == 31
        assert sorted(value.y for value in reading.values) == sorted(series.value[30] for series in run.series)


def test_values_that_are_not_numbers_leave_a_gap_and_a_mark() -> None:
    series = list(handmade.curves())
    value = series[2].value.copy()
    value[[10, 11, 30]] = [np.nan, np.inf, np.nan]
    series[2] = replace(series[2], value=value)
    chart = chart_of(handmade.analysis(handmade.run(tuple(series))), View())
    line = next(line for line in chart.lines if line.label == "val_loss")
    assert np.flatnonzero(~np.isfinite(line.y)).tolist() == [10, 11, 30]
    marks = [mark for mark in chart.marks if mark.kind == "not_a_number"]
    assert [(mark.x, mark.text) for mark in marks] == [
        (11.0, "val_loss is NaN or infinite at epoch 11–12"),
        (31.0, "val_loss is NaN at epoch 31"),
    ]


@pytest.mark.parametrize("log", [False, True])
def test_numbers_too_large_for_an_axis_are_told_as_such_and_not_as_nan(log: bool) -> None:
    series = list(handmade.curves())
    value = series[2].value.copy()
    value[10:16] = [1e300, -1e308, np.inf, np.inf, np.nan, 1e305]
    series[2] = replace(series[2], value=value)
    chart = chart_of(handmade.analysis(handmade.run(tuple(series))), View(log_loss=log))
    assert [(mark.kind, mark.x, mark.text) for mark in chart.marks if mark.y is None] == [
        ("too_large", 11.0, "val_loss is too large to be drawn at epoch 11–12: -1e+308"),
        ("not_a_number", 13.0, "val_loss is NaN or infinite at epoch 13–15"),
        ("too_large", 16.0, "val_loss is too large to be drawn at epoch 16: 1e+305"),
    ]
    assert "2 stretches too large to be drawn, the first: val_loss" in " ".join(one.text for one in legend_of(chart))
    assert chart.left is not None and chart.left.high < 1e100


def test_a_curve_of_nothing_but_large_numbers_is_not_said_to_have_none() -> None:
    series = list(handmade.curves())
    series[2] = replace(series[2], value=np.full(len(series[2].x), 1e300))
    chart = chart_of(handmade.analysis(handmade.run(tuple(series))), View(log_loss=True))
    assert "val_loss has no value that can be drawn" in chart.description
    assert "NaN" not in chart.description and "too large to be drawn at epoch 1–60: 1e+300" in chart.description


def test_the_best_validation_values_are_marked() -> None:
    chart = chart_of(handmade.analysis(), View())
    loss, accuracy = handmade.curves()[2:]
    best = {mark.kind: mark for mark in chart.marks}
    assert best["best_loss"].x == loss.x[np.argmin(loss.value)]
    assert best["best_loss"].y == loss.value.min()
    assert best["best_accuracy"].x == accuracy.x[np.argmax(accuracy.value)]
    assert "89.4 %" in best["best_accuracy"].text


@pytest.mark.parametrize(
    ("rates", "steps"),
    [
        ([0.1] * 5 + [0.01] * 5, [6.0]),
        ([0.1, 0.1, 0.01, 0.01, 0.001, 0.001], [3.0, 5.0]),
        ([0.1] * 6, []),
        (list(np.cos(np.linspace(0, 1.5, 20))), []),  # a schedule that slides has no steps
    ],
)
def test_learning_rate_steps_are_marked_and_slopes_are_not(rates: list[float], steps: list[float]) -> None:
    groups = [handmade.series(f"lr/pg{i}", Quantity.LEARNING_RATE, Split.TRAIN, [r / i for r in rates]) for i in (1, 2)]
    for some in (groups[:1], groups):  # of parameters, which step together
        chart = chart_of(handmade.analysis(handmade.run((*handmade.curves(), *some))), View())
        assert [mark.x for mark in chart.marks if mark.kind == "lr_step"] == steps


@pytest.mark.parametrize("hidden", [[0.0, -1.0], [0.0, 0.0]])
def test_a_log_axis_says_how_many_points_it_hides(hidden: list[float]) -> None:
    series = list(handmade.curves())
    value = series[2].value.copy()
    value[[3, 4]] = hidden
    series[2] = replace(series[2], value=value)
    chart = chart_of(handmade.analysis(handmade.run(tuple(series))), View(log_loss=True))
    assert chart.left is not None and chart.left.log and chart.left.low > 0
    assert any("hides 2 points of val_loss" in note for note in chart.footnotes)
    assert not any(mark.kind == "best_loss" for mark in chart.marks)  # neither has a place on it


def test_a_loss_that_is_never_positive_keeps_its_linear_axis_and_says_so() -> None:
    series = handmade.series("val_loss", Quantity.LOSS, Split.VAL, [-1.0, -2.0, -3.0])
    chart = chart_of(handmade.analysis(handmade.run((series,)), ()), View(log_loss=True))
    assert chart.left is not None and not chart.left.log
    assert any("linear" in note for note in chart.footnotes)


def test_bands_keep_the_numbers_of_the_table_when_some_are_out_of_view() -> None:
    analysis = handmade.analysis(episodes=(handmade.episode(2, 9), handmade.episode(20, 40), handmade.episode(50, 60)))
    chart = chart_of(analysis, View(x_range=(15, 45), selected=1))
    assert [(band.number, band.start, band.end, band.selected) for band in chart.bands] == [(2, 20, 40, True)]
    assert (chart.x.low, chart.x.high) == (15, 45)
    assert chart.captions == (
        "epochs 20–40, val: loss gets worse, accuracy stays flat (problem). Over-confidence (71 %)",
    )
    assert any("15–45 of 1–60" in note for note in chart.footnotes)


def test_events_of_training_step_aside_for_those_of_validation_unless_the_verdict_is_about_them() -> None:
    both = handmade.analysis(episodes=(handmade.episode(split="train"), handmade.episode(5, 10)))
    about_train, about_val = both, replace(both, verdict=replace(both.verdict, main=both.events[1]))
    about_none = replace(both, verdict=replace(both.verdict, main=None))
    assert [band.aside for band in chart_of(about_val, View()).bands] == [True, False]
    assert [band.aside for band in chart_of(about_none, View()).bands] == [True, False]
    assert [band.aside for band in chart_of(about_train, View()).bands] == [False, True]
    alone = handmade.analysis(episodes=(handmade.episode(split="train"),))
    assert [band.aside for band in chart_of(alone, View()).bands] == [False]


def test_an_episode_without_a_cause_says_so() -> None:
    chart = chart_of(handmade.analysis(explained=False), View())
    assert chart.captions[0].endswith("Not enough evidence for a cause")
    without = chart_of(handmade.analysis(), View(causes=False))
    assert not any("cause" in caption for caption in without.captions)


def test_chosen_metrics_replace_the_usual_ones() -> None:
    f1 = handmade.series("val_f1", Quantity.F1, Split.VAL, np.linspace(0, 0.5, 60))
    analysis = handmade.analysis(handmade.run((*handmade.curves(), f1)))
    chart = chart_of(analysis, View(shown=("val_f1", "val_accuracy", "val_loss")))
    assert [(line.label, line.axis, line.tone) for line in chart.lines] == [
        ("val_loss", "left", 0),
        ("val_accuracy", "right", 0),
        ("val_f1", "right", 1),
    ]
    assert chart.right is not None and chart.right.title == "accuracy, F1 (%)"


def test_one_name_in_two_splits_gives_two_labels() -> None:
    members = tuple(
        handmade.series("epoch_loss", Quantity.LOSS, split, [1.0, 0.5]) for split in (Split.TRAIN, Split.VAL)
    )
    chart = chart_of(handmade.analysis(handmade.run(members), ()), View())
    assert [line.label for line in chart.lines] == ["epoch_loss (train)", "epoch_loss (val)"]


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [0.5], [0.7, 0.7, 0.7], [0.5, 0.5 + 1e-17, 0.5]])
def test_poor_curves_still_have_axes(values: list[float]) -> None:
    series = handmade.series("val_loss", Quantity.LOSS, Split.VAL, values)
    for log_loss in (False, True):
        chart = chart_of(handmade.analysis(handmade.run((series,)), ()), View(smoothing=0.5, log_loss=log_loss))
        assert chart.left is not None and chart.left.low < chart.left.high
        assert chart.x.low < chart.x.high


def test_a_run_without_series_is_an_empty_chart_that_says_so() -> None:
    chart = chart_of(handmade.analysis(handmade.run(()), ()), View())
    assert chart.left is None and chart.right is None
    assert chart.footnotes == ("This run has no loss and no accuracy to draw.",)


def test_the_description_tells_curves_marks_and_episodes() -> None:
    text = chart_of(handmade.analysis(), View()).description
    assert "val_loss goes from 1.22 at 1 to 0.672 at 60." in text
    assert "Best val_accuracy: 89.4 %" in text
    assert "1: epochs 24–60, val" in text


def test_smoothed_values_belong_to_their_points() -> None:
    run = handmade.run()
    series = run.series[0]
    assert np.array_equal(smoothed_of(series, run, 0.0), series.value)
    assert smoothed_of(series, run, 0.9)[0] == pytest.approx(series.value[0])


def test_an_accuracy_that_hardly_moves_looks_flat() -> None:
    hardly = 0.99 + 0.002 * (np.arange(20) % 2)
    members = (
        handmade.series("val_loss", Quantity.LOSS, Split.VAL, np.linspace(2, 1, 20)),
        handmade.series("val_accuracy", Quantity.ACCURACY, Split.VAL, hardly),
    )
    right = chart_of(handmade.analysis(handmade.run(members)), View()).right
    assert right is not None and right.high - right.low >= 0.05
    assert right.low < 0.96 and 0.992 < right.high < 1.01


def test_the_best_values_are_marked_where_they_are_to_be_kept() -> None:
    loss = np.full(40, 0.5)
    loss[:30] = np.linspace(2.0, 0.5, 30)
    loss[5] = 0.499  # one lucky epoch: the least, but not the one to keep
    run = handmade.run((handmade.series("val_loss", Quantity.LOSS, Split.TEST, loss),))
    analysis = analyze_run(run, Request(causes=()))
    (mark,) = marks_of(analysis, drawn_of(analysis, None), log_loss=False)
    assert analysis.verdict.keep is not None
    assert mark.kind == "best_loss" and mark.x == analysis.verdict.keep.chosen.x >= 30
    assert mark.y == 0.5


def test_a_mark_at_an_end_of_what_is_shown_is_in_sight_and_one_beyond_it_is_not() -> None:
    analysis = handmade.crowded()
    marks = [mark for mark in chart_of(analysis, View()).marks if mark.until is None and mark.x > 1]
    assert marks
    for mark in marks:
        for seen, ends in (
            (True, (mark.x - 1, mark.x)),
            (True, (mark.x, mark.x + 1)),
            (False, (mark.x - 1, mark.x - 0.5)),
        ):
            shown = chart_of(analysis, View(x_range=ends)).marks
            assert (mark.kind in [one.kind for one in shown if one.x == mark.x]) is seen


def test_findings_are_bands_like_episodes_and_what_happens_between_points_is_a_line() -> None:
    analysis = handmade.analysis(findings=(handmade.GAP, handmade.RESTART))
    bands = chart_of(analysis, View()).bands
    assert [(band.number, band.start, band.end, band.point) for band in bands] == [
        (1, 24, 60, False),
        (2, 30, 60, False),
        (3, 31, 31, True),
    ]
    assert not bands[2].aside, "an event of no split belongs to all"
    assert (
        bands[1].caption
        == "epochs 30–60, val: training and validation stand apart (worth a look). Over-confidence (71 %)"
    )


def test_of_several_restarts_the_first_carries_the_number() -> None:
    restarts = replace(handmade.RESTART, start=10, end=31)
    (band,) = chart_of(handmade.analysis(episodes=(), findings=(restarts,)), View()).bands
    assert (band.start, band.end, band.point) == (10, 10, True)


def test_what_holds_for_the_whole_run_shades_nothing() -> None:
    whole = replace(handmade.GAP, kind=FindingKind.SUSPECTED, start=1, end=60)
    (band,) = chart_of(handmade.analysis(episodes=(), findings=(whole,)), View()).bands
    assert band.aside
    unsteady = replace(whole, kind=FindingKind.UNSTEADY)
    shaded = chart_of(handmade.analysis(findings=(unsteady,)), View()).bands
    assert [band.aside for band in shaded] == [False, True], "it would hide where the other one is"
    (band,) = chart_of(handmade.analysis(episodes=(), findings=(unsteady,)), View()).bands
    assert not band.aside


def test_one_stretch_of_many_metrics_is_one_band_that_counts_them() -> None:
    made = handmade.analysis()
    event = replace(made.events[0], also=tuple(f"val_metric_{i}" for i in range(29)))
    (band,) = chart_of(replace(made, events=(event,)), View()).bands
    assert "also in 29 metrics" in band.caption


def test_the_chart_carries_the_verdict_unless_no_cause_was_looked_for() -> None:
    chart = chart_of(handmade.analysis(), View())
    assert chart.verdict == f"[problem] {handmade.HEADLINE}"
    assert chart.description.index(handmade.HEADLINE) < chart.description.index("val_loss goes from")
    assert chart_of(handmade.analysis(), View(causes=False)).verdict == ""


def test_the_pair_that_the_verdict_is_about_is_drawn_and_marked() -> None:
    other = (
        handmade.series("val_aux_loss", Quantity.LOSS, Split.VAL, np.linspace(2, 1, 60)),
        handmade.series("val_f1", Quantity.F1, Split.VAL, np.linspace(0.2, 0.7, 60)),
    )
    made = handmade.analysis(handmade.run((*handmade.curves(), *other)))
    made = replace(made, pairs=(*made.pairs, Pair(other[0], other[1])))
    about = replace(made.events[0], what=handmade.episode(loss_metric="val_aux_loss", accuracy_metric="val_f1"))
    usual = {line.metric for line in chart_of(made, View()).lines}
    chart = chart_of(replace(made, events=(about,), verdict=replace(made.verdict, main=about)), View())
    assert usual == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert {line.metric for line in chart.lines} == {"loss", "accuracy", "val_aux_loss", "val_f1"}
    assert [mark.text for mark in chart.marks if mark.y is not None] == [
        "best val_aux_loss: 1 at epoch 60",
        "best val_f1: 70.0 % at epoch 60",
    ]


def test_the_stretch_to_keep_is_as_long_as_the_noise_says_and_cut_to_what_is_shown() -> None:
    analysis = handmade.analysis(keep=handmade.keep())
    kept = chart_of(analysis, View()).kept
    assert kept is not None and (kept.start, kept.end, kept.axis) == (25, 33, "left")
    assert kept.text == "to keep: epochs 25–33, as good as 29 within noise"
    cut = chart_of(analysis, View(x_range=(30, 50))).kept
    assert cut is not None and (cut.start, cut.end) == (30, 33)
    assert chart_of(analysis, View(x_range=(40, 50))).kept is None
    by_accuracy = handmade.analysis(keep=handmade.keep(by_loss=None))
    kept = chart_of(by_accuracy, View()).kept
    assert kept is not None and (kept.start, kept.axis) == (38, "right")


def test_an_axis_is_in_percent_only_where_all_on_it_are_shares() -> None:
    x = Axis("epoch", 0.0, 2.0)
    values = np.array([0.1, 0.5, 0.9])
    line = Line("some", "some", "val", "right", "smooth", np.arange(3.0), values)

    def in_percent(*quantities: Quantity) -> bool:
        made = y_axis(quantities, [line], "right", x, log=False)
        assert made is not None
        return made.percent

    assert in_percent(Quantity.ACCURACY) and in_percent(Quantity.ACCURACY, Quantity.F1)
    assert not in_percent(Quantity.ACCURACY, Quantity.REWARD)
