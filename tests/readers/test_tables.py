"""Logs that are tables: Keras' CSV files and their many dialects."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import identify, logs_under, read
from lossacc_gui.readers.tables import parsing
from lossacc_gui.readers.tables.delimiters import delimiter_of
from lossacc_gui.readers.tables.table import Table

LINES = ["epoch,accuracy,loss,val_accuracy,val_loss", "0,0.5,0.9,0.45,1.0", "1,0.6,0.7,0.55,0.8", "2,0.7,nan,0.6,inf"]


def run_of(path: Path, text: str | bytes) -> Run:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (run,) = read(path)
    return run


def values(run: Run, metric: str) -> list[float]:
    (found,) = [series for series in run.series if series.metric == metric]
    return [float(value) for value in found.value]


def test_nan_and_inf_are_kept(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", "\n".join(LINES) + "\n")
    assert run.format == "keras-csv"
    assert np.isnan(values(run, "loss")[2])
    assert values(run, "val_loss")[2] == np.inf
    assert run.x_name == "epoch"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_delimiter_line_end_and_encoding_reads_alike(
    tmp_path: Path, delimiter: str, end: str, encoding: str
) -> None:
    text = end.join(line.replace(",", delimiter) for line in LINES) + end
    run = run_of(tmp_path / "log.csv", text.encode(encoding))
    assert values(run, "val_accuracy") == [0.45, 0.55, 0.6]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_cuts_at_least_half_of_the_lines_into_as_many_cells(delimiter: str) -> None:
    for rows in (4, 5, 8):
        lines = ["epoch,loss,acc", *(f"{i},0.5,0.7" for i in range(rows - 1)), *["a note of words"] * (10 - rows)]
        found = delimiter_of("".join(f"{line.replace(',', delimiter)}\n" for line in lines))
        assert found == (delimiter if rows >= 5 else None)


def test_a_name_of_10_000_letters_is_one_where_numbers_stand_under_it(tmp_path: Path) -> None:
    name = "x" * 10_000
    cells = (name, "0.7", "0.2", "0.5")
    text = "\n".join(f"{line},{cell}" for line, cell in zip(LINES, cells, strict=True)) + "\n"
    run = run_of(tmp_path / "log.csv", text)
    (odd,) = [series for series in run.series if series.metric.startswith("xxx")]
    assert values(run, "val_loss")[0] == 1.0 and list(odd.value) == [0.7, 0.2, 0.5]


def test_a_decimal_comma_is_read_as_a_point(tmp_path: Path) -> None:
    text = "\n".join(line.replace(",", ";").replace(".", ",") for line in LINES) + "\n"
    assert values(run_of(tmp_path / "log.csv", text), "val_accuracy") == [0.45, 0.55, 0.6]


def test_without_an_epoch_column_rows_are_counted_from_zero(tmp_path: Path) -> None:
    text = "\n".join(line.split(",", 1)[1] for line in LINES) + "\n"
    run = run_of(tmp_path / "log.csv", text)
    assert run.x_name == "epoch"  # Keras writes a row an epoch
    assert list(run.series[0].x) == [0, 1, 2]
    other = run_of(tmp_path / "other.csv", text.replace("loss", "train_loss", 1))
    assert other.x_name == "row"
    assert list(other.series[0].x) == [0, 1, 2]


def test_one_row_is_a_run_of_one_point(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", "\n".join(LINES[:2]) + "\n")
    assert [len(series.value) for series in run.series] == [1, 1, 1, 1]


def test_an_epoch_that_falls_back_is_a_break_with_its_line_and_no_false_line(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", "\n".join([*LINES, *LINES[1:]]) + "\n")
    (restart,) = run.breaks
    assert (restart.kind, restart.position) == ("restart", 3.0)
    assert run.x_name == "row"
    assert list(run.series[0].x) == [0, 1, 2, 3, 4, 5]
    assert any(notice.line == 5 for notice in run.notices)


def test_a_training_that_goes_on_at_a_checkpoint_was_resumed(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", "\n".join([*LINES, *LINES[2:]]) + "\n")
    assert [b.kind for b in run.breaks] == ["resume"]


def test_epochs_are_given_as_they_are_logged(tmp_path: Path) -> None:
    text = "epoch,loss,val_loss\n5,1,1\n7,0.5,0.6\n10,0.4,0.6\n"
    run = run_of(tmp_path / "log.csv", text)
    assert list(run.series[0].x) == [5, 7, 10]


def test_a_torn_last_line_is_left_out_with_a_notice(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", "\n".join(LINES[:3]) + "\n2,0.7")
    assert values(run, "accuracy") == [0.5, 0.6]
    assert any("not complete" in notice.text and notice.line == 4 for notice in run.notices)


def test_percent_is_decided_for_each_metric_and_said(tmp_path: Path) -> None:
    text = "epoch,acc,loss,val_acc,val_loss\n0,51.5,2,0.4,2\n1,80,1,0.5,1\n"
    run = run_of(tmp_path / "log.csv", text)
    assert values(run, "acc") == [0.515, 0.8]
    assert {s.metric: s.percent for s in run.series} == {
        "acc": True,
        "loss": False,
        "val_acc": False,
        "val_loss": False,
    }
    assert any("acc reaches 80 and is taken as a percentage" in notice.text for notice in run.notices)


def test_an_accuracy_that_is_no_fraction_and_no_percentage_is_not_called_one(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", "epoch,acc,loss,val_acc,val_loss\n0,5150,2,0.4,2\n1,8000,1,0.5,1\n")
    assert next(s for s in run.series if s.metric == "acc").quantity is Quantity.OTHER


def test_blank_cells_are_left_out_and_literal_nan_is_kept(tmp_path: Path) -> None:
    run = run_of(tmp_path / "metrics.csv", "epoch,step,train_loss,val_loss\n0,9,1,\n0,9,,2\n1,19,nan,\n1,19,,1\n")
    assert np.isnan(values(run, "train_loss")[1])
    assert values(run, "val_loss") == [2, 1]
    assert run.format == "lightning-csv"


def test_columns_are_taken_as_validation_where_only_they_are_unmarked(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.csv", "epoch,train_loss,val_loss,accuracy\n1,1,1,0.5\n2,0.8,0.9,0.6\n")
    assert next(s for s in run.series if s.metric == "accuracy").split is Split.VAL
    assert any("accuracy" in notice.text and "split" in notice.text for notice in run.notices)


def test_runs_stacked_in_one_table_are_not_joined(tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    rows = [f"{o},{e},{1 / (e + 1)},0.{5 + e}" for o in ("adam", "sgd", "rmsprop") for e in range(3)]
    path.write_text("\n".join(["optimizer,epoch,loss,val_accuracy", *rows]) + "\n")
    runs = read(path)
    assert [run.name for run in runs] == ["grid adam", "grid sgd", "grid rmsprop"]
    assert all(not run.breaks and len(run.series[0].value) == 3 for run in runs)


def test_a_phase_column_tells_the_split_of_its_rows(tmp_path: Path) -> None:
    rows = [f"{e},{p},{1 / (e + 1)},0.{5 + e}" for e in range(3) for p in ("train", "val")]
    run = run_of(tmp_path / "log.csv", "\n".join(["epoch,phase,loss,acc", *rows]) + "\n")
    assert {(s.metric, s.split) for s in run.series} == {
        (m, s) for m in ("loss", "acc") for s in (Split.TRAIN, Split.VAL)
    }
    assert run.x_name == "epoch"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("log.csv", b"", "empty"),
        ("log.csv", b"\n\n  \n", "blank"),
        ("log.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 99\n", "Git LFS pointer"),
        ("log.csv", b'Traceback (most recent call last):\n  File "a.py", line 3\nValueError: x\n', "error message"),
        ("log.csv", b"%PDF-1.7\n1 0 obj\n", "PDF"),
        ("log.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        ("log.csv", bytes(range(256)) * 4, "binary"),
        ("log.csv", b"epoch,loss,val_loss\n", "no complete row"),
        ("history.json", b'{"loss": [0.5, 0.4', "broken or cut off"),
        ("log.csv", b"<!DOCTYPE html><html></html>", "web page"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_true_sentence(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableLog, match=words):
        read(path)


def test_a_missing_file_and_an_empty_folder_are_errors(tmp_path: Path) -> None:
    (missing,) = logs_under(tmp_path / "nothing.csv")
    (empty,) = logs_under(tmp_path)
    assert isinstance(missing, UnreadableLog)
    assert isinstance(empty, UnreadableLog)
    with pytest.raises(UnreadableLog, match="folder"):
        identify(tmp_path)


def test_a_folder_gives_its_logs_and_passes_over_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "log.csv").write_text("\n".join(LINES))
    (tmp_path / "b.csv").write_bytes(b"\0\1\2\3" * 50)
    (tmp_path / "README.md").write_text("# Results\nEpoch 1: loss 0.5\nEpoch 2: loss 0.4\nEpoch 3: loss 0.4\n")
    (tmp_path / "train.py").write_text("import os\nloss = 0.5\nepochs = 3\n")
    (tmp_path / "curve.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    log, error = logs_under(tmp_path)
    assert log == tmp_path / "a" / "log.csv"
    assert isinstance(error, UnreadableLog)
    assert error.path == tmp_path / "b.csv"


def test_one_metric_a_file_is_one_run_and_one_log_of_its_folder(tmp_path: Path) -> None:
    for metric in ("loss", "acc", "val_loss", "val_acc"):
        (tmp_path / f"{metric}.json").write_text("[0.5, 0.6, 0.7]")
    (log,) = logs_under(tmp_path)
    assert isinstance(log, Path)
    (run,) = read(log)
    assert {(s.quantity, s.split) for s in run.series} == {
        (q, s) for q in (Quantity.LOSS, Quantity.ACCURACY) for s in (Split.TRAIN, Split.VAL)
    }


@pytest.mark.parametrize("last", ["nan", "", "1.25", "x"])
def test_a_large_table_reads_as_its_small_parts_do(tmp_path: Path, last: str) -> None:
    rows = [f"{i},{1 / (i + 3):.17g},{0.1 * i!r},1e-{i % 300},inf" for i in range(25_000)]
    rows[-1] = f"24999,0.5,0.25,{last},1"
    run = run_of(tmp_path / "log.csv", "\n".join(["epoch,loss,val_loss,lr,auc", *rows]) + "\n")
    assert values(run, "loss")[:-1] == [float(row.split(",")[1]) for row in rows[:-1]]
    rates = values(run, "lr")
    assert rates[:24_999] == [float(row.split(",")[3]) for row in rows[:-1]]
    assert len(rates) == (25_000 if last in ("nan", "1.25") else 24_999)
    if last == "nan":
        assert np.isnan(rates[-1])


def test_a_learning_rate_that_changes_at_a_restart_makes_no_other_run(tmp_path: Path) -> None:
    rates = [1e-4] * 3 + [1e-5] * 3 + [1e-4] * 3
    rows = "".join(f"{i % 3},{rates[i]},{1 / (i + 1)},{1 / (i + 2)}\n" for i in range(9))
    run = run_of(tmp_path / "log.csv", "epoch,learning_rate,loss,val_loss\n" + rows)
    assert [at.position for at in run.breaks] == [3, 6]
    assert [len(series.value) for series in run.series] == [9, 9, 9]


def test_an_aligned_text_with_quotes_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text('epoch  "loss"\n' + "".join(f"{i}  {1 / (i + 1):.4f}\n" for i in range(9)))
    (run,) = read(path)
    assert [len(series.value) for series in run.series] == [9]


def test_a_heading_that_looks_like_a_printed_line_loses_no_column(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    rows = "".join(f"{i},{1 / (i + 1)},{0.5 + i / 100}\n" for i in range(30))
    log.write_text(f"epoch,=lr|'/2' A0 val_loss,x=1 val_accuracy\n{rows}")
    (run,) = read(log)
    assert [series.metric for series in run.series] == ["=lr|'/2' A0 val_loss", "x=1 val_accuracy"]


@pytest.mark.parametrize(
    "text",
    [
        ",train,train,valid,valid\nepoch,loss,acc,loss,acc\n0,2.5,0.25,2.25,0.125\n1,1.5,0.5,1.75,0.375\n",
        ",train,train,valid,valid\n,loss,acc,loss,acc\nepoch,,,,\n0,2.5,0.25,2.25,0.125\n1,1.5,0.5,1.75,0.375\n",
        "epoch;train;;valid;\n;loss;acc;loss;acc\n0;2,5;0,25;2,25;0,125\n1;1,5;0,5;1,75;0,375\n",
        "\tloss\tloss\tacc\tacc\n\ttrain\tvalid\ttrain\tvalid\n0\t2.5\t2.25\t0.25\t0.125\n1\t1.5\t1.75\t0.5\t0.375\n",
    ],
)
def test_a_heading_of_two_lines_names_split_and_metric(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.csv"
    path.write_text(text, encoding="utf-8")
    (run,) = read(path)
    found = {(one.split, one.quantity): one.value.tolist() for one in run.series}
    assert found == {
        (Split.TRAIN, Quantity.LOSS): [2.5, 1.5],
        (Split.TRAIN, Quantity.ACCURACY): [0.25, 0.5],
        (Split.VAL, Quantity.LOSS): [2.25, 1.75],
        (Split.VAL, Quantity.ACCURACY): [0.125, 0.375],
    }


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("broken", [0, 3])
def test_numbers_beyond_the_heading_are_a_column_without_a_name(tmp_path: Path, delimiter: str, broken: int) -> None:
    """A program that got a second loss and kept its heading; its first tries broke off in their first epoch."""
    rows = [("epoch", "loss"), *[("0",)] * broken, *((str(e), f"{0.9 / e:.4f}", f"{1 / e:.4f}") for e in range(1, 9))]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(map(delimiter.join, rows)) + "\n")
    (run,) = read(log)
    assert [(one.metric, one.quantity, one.value[-1]) for one in run.series] == [
        ("loss", Quantity.LOSS, 0.1125),
        ("2", Quantity.OTHER, 0.125),
    ]


def test_words_beyond_the_heading_leave_their_row_out(tmp_path: Path) -> None:
    """The name of a model holds the delimiter: which cell is too many nobody knows."""
    rows = [f"{e},net, wide,{1 / e:.3f}" if e > 7 else f"{e},net,{1 / e:.3f}" for e in range(1, 12)]
    log = tmp_path / "log.csv"
    log.write_text("epoch,model,loss\n" + "\n".join(rows) + "\n")
    (run,) = read(log)
    assert [len(one.value) for one in run.series] == [7]
    assert "4 columns where 3 are expected; the line was skipped" in " ".join(n.text for n in run.notices)


def test_a_short_log_is_parsed_once_by_a_reader_that_asks_for_its_names_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    once = parsing._parsed

    def counted(text: str, progress: Progress) -> Table | None:
        parsed.append(text)
        return once(text, progress)

    monkeypatch.setattr(parsing, "_parsed", counted)
    log = tmp_path / "history.csv"
    log.write_text("epoch,accuracy,loss\n0,0.1,2.25\n1,0.2,1.75\n2,0.3,1.5\n")
    (run,) = read(log, reader="keras-csv")
    assert parsed == [log.read_text()] and len(run.series) == 2
