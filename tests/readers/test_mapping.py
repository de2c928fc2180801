"""What a person says that metrics mean."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.readers.mapping import (
    Choice,
    check_metrics,
    choice_of,
    header_of,
    is_understood,
    mapped,
    mapped_or_told,
    names_of,
)
from lossacc_gui.readers.registry import read

DATA = Path(__file__).resolve().parents[1] / "data"


def run_of(path: Path, text: str) -> Run:
    path.write_text(text, encoding="utf-8")
    (run,) = read(path)
    return run


def series_of(run: Run, metric: str) -> Series:
    (found,) = [series for series in run.series if series.logged_as == metric]
    return found


@pytest.fixture
def run(tmp_path: Path) -> Run:
    rows = "1,0.9,50,40,10\n2,0.7,60,30,20\n3,0.6,65,25,30\n"
    return run_of(tmp_path / "log.csv", "epoch,val_badness,val_f1,top1_err,clock\n" + rows)


def test_the_text_of_a_choice_is_metric_quantity_and_split() -> None:
    assert choice_of("val_f1=accuracy:val") == Choice("val_f1", Quantity.ACCURACY, Split.VAL)
    assert choice_of("a=b: c=loss") == Choice("a=b: c", Quantity.LOSS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("val_f1", "METRIC=QUANTITY"),
        ("=loss", "METRIC=QUANTITY"),
        ("val_f1=good", "there are loss, accuracy, top_k"),
        ("val_f1=accuracy:dev", "there are train, val, test"),
    ],
)
def test_a_wrong_choice_says_what_there_is(text: str, words: str) -> None:
    with pytest.raises(BadOption, match=words):
        choice_of(text)


def test_a_metric_that_is_not_there_is_told_with_those_that_are(run: Run) -> None:
    check_metrics([choice_of("val_f1=accuracy")], [run])
    with pytest.raises(BadOption, match=r"no metric 'f1'.* val_badness, val_f1"):
        check_metrics([choice_of("f1=accuracy")], [run])


def test_quantity_and_split_change_and_percent_stays_a_fraction(run: Run) -> None:
    out = mapped(run, [choice_of("val_f1=accuracy:train"), choice_of("val_badness=loss")])
    f1, loss = series_of(out, "val_f1"), series_of(out, "val_badness")
    assert (f1.quantity, f1.split, f1.percent) == (Quantity.ACCURACY, Split.TRAIN, True)
    assert np.allclose(f1.value, [0.5, 0.6, 0.65])
    assert (loss.quantity, loss.split) == (Quantity.LOSS, Split.VAL)
    assert np.array_equal(loss.value, series_of(run, "val_badness").value)


def test_what_stops_being_a_fraction_has_the_values_of_the_log(run: Run) -> None:
    out = series_of(mapped(run, [choice_of("val_f1=loss")]), "val_f1")
    assert not out.percent
    assert np.allclose(out.value, [50, 60, 65])


def test_an_error_rate_taken_as_an_accuracy_is_turned_round_with_a_notice(run: Run) -> None:
    out = mapped(run, [choice_of("top1_err=accuracy:val")])
    assert np.allclose(series_of(out, "top1_err").value, [0.6, 0.7, 0.75])
    assert series_of(out, "top1_err").metric == "accuracy (1 - top1_err)"
    assert names_of(out) == names_of(run) and header_of(out) == header_of(run)
    assert any("error rate" in notice.text for notice in out.notices)
    again = mapped(out, [choice_of("top1_err=accuracy:val")])
    assert np.allclose(series_of(again, "top1_err").value, [0.6, 0.7, 0.75])
    back = mapped(out, [choice_of("top1_err=error_rate")])
    assert np.allclose(series_of(back, "top1_err").value, [0.4, 0.3, 0.25])
    assert series_of(back, "top1_err").metric == "top1_err"
    assert np.allclose(series_of(mapped(out, [choice_of("top1_err=other")]), "top1_err").value, [40, 30, 25])


def test_logs_with_the_same_metrics_have_one_header_and_some_are_not_understood(run: Run) -> None:
    turned = replace(run, series=run.series[::-1])
    assert header_of(run) == header_of(turned) != header_of(replace(run, series=run.series[1:]))
    assert is_understood(run)
    (odd,) = [series for series in run.series if series.metric == "clock"]
    assert not is_understood(replace(run, series=(odd,)))


def test_a_metric_as_epoch_becomes_the_x_axis(run: Run) -> None:
    out = mapped(run, [choice_of("clock=epoch")])
    assert out.x_name == "epoch"
    assert list(series_of(out, "val_f1").x) == [10, 20, 30]
    stepped = mapped(run, [choice_of("clock=step")])
    assert stepped.x_name == "step"
    assert list(series_of(stepped, "val_f1").step) == [10, 20, 30]


def test_a_metric_that_falls_cannot_be_the_x_axis(run: Run) -> None:
    with pytest.raises(BadOption, match="does not rise"):
        mapped(run, [choice_of("top1_err=epoch")])
    told = mapped_or_told(run, [choice_of("top1_err=epoch")])
    assert told.series == run.series
    assert "do not fit" in told.notices[-1].text


def test_two_splits_of_one_metric_are_chosen_apart_and_never_made_one() -> None:
    step = np.arange(3, dtype=np.int64)
    both = tuple(Series("score", Quantity.OTHER, split, step, np.ones(3)) for split in (Split.TRAIN, Split.VAL))
    run = Run("r", Path("r"), "table", both, "step")
    with pytest.raises(BadOption, match="several splits"):
        mapped(run, [choice_of("score=loss:val")])
    with pytest.raises(BadOption, match="score#1, score#2"):
        mapped(run, [choice_of("score#1=loss:val")])
    out = mapped(run, [choice_of("score#2=loss")])
    assert [series.quantity for series in out.series] == [Quantity.OTHER, Quantity.LOSS]
    assert [series.quantity for series in mapped(run, [choice_of("score=loss")]).series] == [Quantity.LOSS] * 2


TWINS = "epoch,loss,accuracy,accuracy\n" + "".join(f"{i},{9 - i},0.{i},0.{i}5\n" for i in range(9))


def test_columns_of_one_name_are_called_by_their_order(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", TWINS)
    assert names_of(run) == ["loss", "accuracy#1", "accuracy#2"]
    out = mapped(run, [choice_of("accuracy#2=accuracy:val")])
    assert [(s.metric, s.split, s.value[1]) for s in out.series] == [
        ("loss", Split.TRAIN, 8),
        ("accuracy", Split.TRAIN, 0.1),
        ("accuracy", Split.VAL, 0.15),
    ]
    assert [s.quantity for s in mapped(run, [choice_of("accuracy=f1")]).series][1:] == [Quantity.F1] * 2
    check_metrics([choice_of("accuracy#1=f1"), choice_of("accuracy=f1")], [run])
    with pytest.raises(BadOption, match=r"no metric 'accuracy#3'.* accuracy#1, accuracy#2"):
        check_metrics([choice_of("accuracy#3=f1")], [run])


def test_a_metric_whose_own_name_has_a_number_sign_keeps_it(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", TWINS.replace("accuracy,accuracy", "head#1,head#2"))
    out = mapped(run, [choice_of("head#2=accuracy:val")])
    assert [(s.metric, s.quantity, s.split) for s in out.series][1:] == [
        ("head#1", Quantity.OTHER, Split.TRAIN),
        ("head#2", Quantity.ACCURACY, Split.VAL),
    ]


def test_logs_with_one_and_with_two_metrics_of_a_name_are_of_different_kinds(tmp_path: Path) -> None:
    two = run_of(tmp_path / "two.csv", TWINS)
    one = run_of(tmp_path / "one.csv", TWINS.replace("accuracy,accuracy", "accuracy,other"))
    assert header_of(two) != header_of(one)


@pytest.mark.parametrize("number", [1, 2])
def test_the_command_line_chooses_one_tag_of_two_folders(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    run = DATA / "tensorboard-events" / "keras"
    assert command_line(["analyze", str(run), "--json", "--map", f"epoch_loss#{number}=loss:test"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["runs"]
    splits = [series["split"] for series in found["series"] if series["metric"] == "epoch_loss"]
    assert splits == (["test", "val"] if number == 1 else ["train", "test"])


LOG = "epoch,val_f1,val_badness\n" + "".join(
    f"{i},{0.8 + 0.001 * (i % 3):.3f},{0.5 + 0.02 * max(0, i - 10):.3f}\n" for i in range(40)
)


def test_the_command_line_takes_choices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.csv"
    log.write_text(LOG)
    arguments = ["analyze", str(log), "--json", "--map", "val_f1=accuracy:val", "--map", "val_badness=loss"]
    assert command_line(arguments) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert [(s["quantity"], s["split"]) for s in run["series"]] == [("accuracy", "val"), ("loss", "val")]
    assert run["episodes"]


def test_the_command_line_tells_a_metric_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.csv"
    log.write_text(LOG)
    assert command_line(["analyze", str(log), "--map", "f1=accuracy"]) == 2
    told = capsys.readouterr()
    assert "no metric 'f1'" in told.err and "val_f1, val_badness" in told.err
    assert not told.out
