"""What the fuzzer found, each as the smallest log that shows it; warnings are errors here as in the fuzzer."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import LeftOut, Run, Series, Split
from lossacc_gui.numerals import x_text
from lossacc_gui.readers import registry
from lossacc_gui.readers.guesses import guesses
from lossacc_gui.readers.mapping import check_metrics, choice_of
from lossacc_gui.readers.registry import read, read_unknown
from lossacc_gui.readers.series.errors import is_no_rate
from lossacc_gui.triage.summary import row_of
from lossacc_gui.use_case import analyze


def analysed(path: Path, content: str) -> Analysis:
    path.write_text(content, encoding="utf-8")
    (analysis,) = analyze(path, Request(causes=()))
    return analysis


def test_an_epoch_beyond_all_counting_is_no_step_of_a_printed_log(tmp_path: Path) -> None:
    path = tmp_path / "train.log"
    epochs = ("1", "2", "3", "1e308")
    path.write_text("".join(f"Epoch {e}: train loss 0.{9 - i} acc 0.6\n" for i, e in enumerate(epochs)), "utf-8")
    for series in (series for run in read(path) for series in run.series):
        assert (np.diff(series.step) > 0).all()


def test_a_learning_rate_that_stays_infinite_has_no_step(tmp_path: Path) -> None:
    rates = [0.1, 0.1, *[float("inf")] * 3, 0.01, 0.01]
    rows = [json.dumps({"epoch": i, "loss": 1 / (1 + i), "lr": rate}) for i, rate in enumerate(rates)]
    chart = chart_of(analysed(tmp_path / "log.jsonl", "\n".join(rows)), View())
    assert not [mark for mark in chart.marks if mark.kind == "lr_step"]


def test_what_was_left_out_has_no_control_character_when_a_person_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    step = np.arange(3, dtype=np.int64)
    series = Series("val_\x87\x1b[31mx", Quantity.OTHER, Split.VAL, step, np.ones(3))
    run = Run("run", Path("log.csv"), "table", (), left_out=(LeftOut(series.metric, 3, "not known", series),))
    monkeypatch.setattr(registry, "_read", lambda *_: (run,))
    (told,) = read(Path("log.csv"))
    with pytest.raises(BadOption, match="there are val_x"):
        check_metrics([choice_of("f1=accuracy")], [told])


def test_an_epoch_that_stays_infinite_begins_no_run_of_a_table(tmp_path: Path) -> None:
    rows = "".join(
        f"{epoch},{rate},{1 / (1 + i)}\n" for i, (epoch, rate) in enumerate([(0, 1), ("inf", 1), ("inf", 2)])
    )
    (tmp_path / "log.csv").write_text("epoch,size,loss\n" + rows, encoding="utf-8")
    assert len(read(tmp_path / "log.csv")) == 1


def test_no_step_is_looked_for_where_there_is_no_room_for_its_windows(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,accuracy\n" + "".join(f"{i},1.5,0.5\n" for i in range(40)), encoding="utf-8")
    (analysis,) = analyze(path, Request(causes=(), options=Options().changed({"step_loss": "0.0"})))
    assert analysis.run.series


def test_the_readout_tells_two_curves_of_one_name_apart(tmp_path: Path) -> None:
    rows = [f"{i},{1 / (1 + i)},{'' if i % 2 else 2 / (1 + i)}" for i in range(12)]
    analysis = analysed(tmp_path / "log.csv", "\n".join(["epoch,loss,loss", *rows, ""]))
    chart = chart_of(analysis, View(smoothing=0.6, shown=("loss",)))
    reading = reading_at(chart, 10.0)
    assert reading is not None and [value.y for value in reading.values] == [1 / 11, 2 / 11]


def test_the_best_loss_has_a_finite_tolerance_where_noise_spans_all_that_a_number_can_hold(tmp_path: Path) -> None:
    rows = "".join(f"{i},{'1e-320' if i % 2 else '1e305'},{i / 40}\n" for i in range(40))
    keep = analysed(tmp_path / "log.csv", "epoch,val_loss,val_accuracy\n" + rows).verdict.keep
    assert keep is not None and keep.by_loss is not None
    assert np.isfinite(keep.by_loss.noise)


@pytest.mark.parametrize(("xs", "losses"), [((-1e308, 0, 1e308), (1, 2, 3)), ((0, 1, 2), (1e308, -1e308, 1e308))])
def test_the_sketch_of_a_triage_is_within_its_frame_where_the_ends_are_too_far_apart_for_a_difference(
    tmp_path: Path, xs: tuple[float, ...], losses: tuple[float, ...]
) -> None:
    rows = "".join(f"{x},{loss},{i / 9}\n" for i, (x, loss) in enumerate(zip(xs, losses, strict=True)))
    row = row_of(analysed(tmp_path / "log.csv", "epoch,val_loss,val_accuracy\n" + rows), "log.csv")
    assert {min(row.sketch.loss), max(row.sketch.loss)} == {0, 100} and set(row.sketch.accuracy) <= set(range(101))


def test_an_epoch_that_no_float_holds_is_told_in_a_few_digits() -> None:
    assert x_text(-1e308) == "-1e+308" and x_text(1.5e12) == "1500000000000" and x_text(2.0**53) == "9007199254740992"


def test_an_epoch_to_keep_that_lies_beyond_the_chart_is_not_marked_there(tmp_path: Path) -> None:
    rows = "".join(
        f"{epoch},{1 / (1 + i)},{accuracy}\n"
        for i, (epoch, accuracy) in enumerate([(0, 0.5), (1e308, 1), (2, 0.6), (3, 0.6), (4, 0.7), (5, 0.7)])
    )
    analysis = analysed(tmp_path / "log.csv", f"epoch,val_loss,val_accuracy\n{rows}")
    chart = chart_of(analysis, View())
    assert [mark.x for mark in chart.marks if mark.kind == "best_accuracy"] == [4.0]


@pytest.mark.parametrize(
    ("epoch", "step", "total"), [("1e308", 0, 60000), (3, "1e308", 60000), (3, 40000, "1e308"), (3, "inf", 60000)]
)
def test_counters_beyond_all_numbers_count_nothing(
    tmp_path: Path, epoch: float | str, step: float | str, total: float | str
) -> None:
    """Sums and products with them would overflow, which is a warning and so an error here."""
    counted = [(e, at, 60000) for e in (1, 2, 3) for at in (0, 20000, 40000)]
    lines = []
    for i, (e, at, n) in enumerate([*counted, (epoch, step, total)]):
        lines.append(f"Epoch: {e} [{at}/{n}]\tLoss: {1 / (1 + i)}\n")
        lines += [f"Test set: loss {1 / (1 + i)}, accuracy 0.5\n"] * (at == 40000)
    (run,) = analyze(write(tmp_path / "train.log", "".join(lines)), Request(causes=()))
    for series in run.run.series:
        assert np.isfinite(series.x).all() and (np.diff(series.x) > 0).all()


def test_the_least_loss_that_there_is_has_a_distance_from_the_floor_of_a_smoothing(tmp_path: Path) -> None:
    rows = "".join(f"{i},{5e-324 if i > 5 else 2 / (1 + i)},{0.9 + i / 1000}\n" for i in range(20))
    log = write(tmp_path / "log.csv", f"epoch,val_loss,val_accuracy\n{rows}")
    (analysis,) = analyze(log, Request(options=Options().changed({"classes": "1000000"})))
    assert analysis.verdict.text


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_a_metric_that_leaps_over_all_numbers_counts_nothing_along_x(tmp_path: Path) -> None:
    rows = "".join(f"{i},{1 / (1 + i)},{odd}\n" for i, odd in enumerate([1.7e308, -1.7e308, 1.7e308]))
    chart = chart_of(analysed(tmp_path / "log.csv", f"epoch,loss,odd\n{rows}"), View())
    assert [name for name, _ in chart.axes] == ["epoch", "row"]


@pytest.mark.parametrize("epochs", [(1, 1.7e308, -1.7e308, 3, 2), (-1.7e308, -1.7e308, 1.7e308), (1.7e308, -1.7e308)])
def test_epochs_that_leap_from_one_end_of_all_numbers_to_the_other_are_read(
    tmp_path: Path, epochs: tuple[float, ...]
) -> None:
    rows = "".join(f"{epoch},{1 / (1 + i)},0.5\n" for i, epoch in enumerate(epochs))
    (run,) = analyze(write(tmp_path / "log.csv", f"epoch,loss,accuracy\n{rows}"), Request(causes=()))
    for series in run.run.series:
        assert (series.x[1:] >= series.x[:-1]).all()


@pytest.mark.parametrize("score", ["1e999", "inf"])
def test_a_number_beyond_all_numbers_before_a_slash_is_neither_whole_nor_a_fraction(tmp_path: Path, score: str) -> None:
    lines = [f"epoch {i} loss {1 / (1 + i):.3f}\n= {score if i == 2 else i}/60\n" for i in range(6)]
    (run,) = analyze(write(tmp_path / "train.log", "".join(lines)), Request(causes=()))
    assert [one.metric for one in run.run.series] == ["loss"]


@pytest.mark.parametrize("odd", [1.7e308, 1e308])
def test_an_error_and_an_accuracy_beyond_all_numbers_are_held_against_each_other(odd: float) -> None:
    values = np.full(6, odd)
    assert is_no_rate(values, values)
    assert is_no_rate(np.r_[np.full(5, 0.3), odd], np.full(6, 0.9))
    assert not is_no_rate(np.r_[np.full(5, 0.1), odd], np.full(6, 0.9))


@pytest.mark.parametrize(
    "losses",
    [((2, "1e308"), (3, "0.6"), (2, "1e308"), (1, "0.8")), ((2, "-inf"), (3, "-inf"), (1, "-inf"), (2, "-inf"))],
)
def test_a_training_may_begin_again_at_a_loss_beyond_all_numbers(
    tmp_path: Path, losses: tuple[tuple[int, str], ...]
) -> None:
    lines = [f"INFO:root:Epoch {epoch}: train loss {loss} acc 0.{5 + i}\n" for i, (epoch, loss) in enumerate(losses)]
    runs = read(write(tmp_path / "train.log", "".join(lines)))
    assert sum(len(one.value) for run in runs for one in run.series if one.metric == "acc") >= 3


def test_a_total_that_is_no_count_gives_no_progress(tmp_path: Path) -> None:
    total = defaultdict(lambda: "60000", {(2, 2): "5e-324"})
    lines = [
        f"Train Epoch: {epoch} [{1920 * i}/{total[epoch, i]} ({3 * i}%)]\tLoss: {1 / (epoch + i):f}"
        for epoch in (1, 2, 3)
        for i in range(4)
    ]
    run = analysed(tmp_path / "mnist.out", "\n".join(lines)).run
    assert [one.metric for one in run.series if len(one.value) > 1] == ["Loss"]


def test_a_score_beyond_all_numbers_is_none_of_a_coin(tmp_path: Path) -> None:
    rows = "".join(f"{i},{0.7 / i},{-1e308 if i < 6 else 0.5 + i / 50}\n" for i in range(1, 19))
    told = analysed(tmp_path / "log.csv", "epoch,val_loss,val_auc\n" + rows)
    assert "dead" not in [one.kind for one in told.findings]


def test_the_stretch_to_keep_is_shown_of_values_at_both_ends_of_all_numbers(tmp_path: Path) -> None:
    beyond = {3: 1e308, 9: -1e308}
    rows = "".join(f"{i},{0.7 / i},{beyond.get(i, 0.7 / min(i, 20) + i % 2 / 20)}\n" for i in range(1, 41))
    told = analysed(tmp_path / "log.csv", "epoch,loss,val_loss\n" + rows)
    assert chart_of(told, View()).x is not None


def test_no_loss_is_one_minus_an_overlap_that_is_no_number(tmp_path: Path) -> None:
    rows = "".join(f"{i},{0.7 / i},{0.5 + i / 40},-inf\n" for i in range(1, 19))
    told = analysed(tmp_path / "log.csv", "epoch,loss,accuracy,iou\n" + rows)
    assert ("loss", "accuracy") in [(one.loss.metric, one.accuracy.metric) for one in told.pairs]


def test_what_a_column_near_the_end_of_all_numbers_measures_is_guessed(tmp_path: Path) -> None:
    rows = "".join(f"{i},{1e308 / i},{0.9 / i}\n" for i in range(1, 30))
    (run,) = read_unknown(write(tmp_path / "log.csv", "t,foo,bar\n" + rows))
    assert guesses(run)
