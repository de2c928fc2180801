"""Kinds of tables and lists that were read wrongly when first met: on their side, shortened, wrapped, of settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import logs_under, read

VAL_ACCURACY = ("accuracy", Split.VAL, ACCURACY)
SHORT = [*range(3), *range(5, 8)]
"""The rows that a table keeps that was printed without those in its middle."""


def row(name: str, values: list[float], delimiter: str) -> str:
    return delimiter.join([name, *map(str, values)]) + "\n"


def frame(names: list[str], first: int = 0, end: str = "") -> str:
    """Columns as pandas prints them, with dots in place of two rows."""
    columns = {"loss": LOSS, "val_loss": OTHER, "val_acc": ACCURACY}
    lines = ["   " + "".join(f"{name:>10}" for name in names) + end]
    for at in [*range(3), -1, *range(5, 8)]:
        cells = ["..."] * len(names) if at < 0 else [f"{columns[name][at]:.4f}" for name in names]
        lines.append(("..  " if at < 0 else f"{at + first:<4}") + "".join(f"{cell:>10}" for cell in cells))
    return "\n".join(lines) + "\n"


def html(rows: list[list[str]]) -> str:
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>\n" for cells in rows) + "</table>"
    )


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.tsv", "\t"), ("a.txt", " "), ("b.txt", ";")])
def test_rows_that_are_a_name_and_its_numbers_are_metrics(name: str, delimiter: str, tmp_path: Path) -> None:
    text = (
        row("train_loss", LOSS, delimiter) + row("loss_valid", OTHER, delimiter) + row("acc_valid", ACCURACY, delimiter)
    )
    (run,) = runs_of(tmp_path, text, name)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]
    assert any("taken as one metric" in str(notice.text) for notice in run.notices)


def test_a_row_of_such_a_table_may_count_the_columns(tmp_path: Path) -> None:
    steps = [250.0 * (i + 1) for i in N]
    (run,) = runs_of(
        tmp_path, row("Val Loss", OTHER, ",") + row("Loss", LOSS, ",") + row("iteration", steps, ","), "a.csv"
    )
    assert curves(run) == [VAL_LOSS, TRAIN_LOSS]
    assert run.series[0].x.tolist() == steps


@pytest.mark.parametrize(
    "text",
    [
        row("accuracy", ACCURACY, ",") + row("precision", ACCURACY[::-1], ","),
        "fold,1,2,3,4,5,6,7,8\n" + row("accuracy", ACCURACY, ",") + row("recall", ACCURACY[::-1], ","),
        row("train_loss", LOSS, ",") + row("val_loss", OTHER[:3], ","),
    ],
    ids=["scores alone may be those of folds", "a fold is no epoch", "rows of other lengths"],
)
def test_rows_of_which_nothing_tells_the_epochs_are_no_curves(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, "a.csv")


@pytest.mark.parametrize("delimiter", [" ", ", ", "  "])
def test_lists_may_be_printed_without_brackets(delimiter: str, tmp_path: Path) -> None:
    named = {"Training loss": LOSS, "Validation loss": OTHER}
    lines = [f"{name}: {delimiter.join(map(str, values))}" for name, values in named.items()]
    (run,) = runs_of(tmp_path, "Done in 3 min\n" + "\n".join(lines) + "\nBye\n")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_lines_of_numbers_behind_one_name_are_no_lists_of_one_training_each(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, each("epoch {k}\nlosses: {loss} 0.{k}1 0.{k}2 0.{k}3 0.{k}4\n"))
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (">>> frame\n" + frame(["loss", "val_loss"]) + "\n[8 rows x 2 columns]\n", "session.txt"),
        ("Out[7]:\n" + frame(["loss", "val_loss"]), "notes.log"),
        (frame(["loss", "val_loss"]), "history.txt"),
        (
            html([["", "loss", "val_loss"], *([str(i), str(LOSS[i]), str(OTHER[i])] for i in range(3)), ["..."] * 3]
            + [[str(i), str(LOSS[i]), str(OTHER[i])] for i in range(5, 8)]),
            "page.html",
        ),
    ],
    ids=["in a session", "in a notebook", "alone", "in a page"],
)  # fmt: skip
def test_dots_in_a_table_stand_for_rows_that_are_told_to_be_missing(text: str, name: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text, name)
    assert curves(run) == [
        ("loss", Split.TRAIN, [LOSS[i] for i in SHORT]),
        ("loss", Split.VAL, [OTHER[i] for i in SHORT]),
    ]
    assert any("dots stand for them" in str(notice.text) for notice in run.notices)


@pytest.mark.parametrize("above", ["", "Epochs of the best model:\n\n"])
def test_a_table_in_parts_below_each_other_is_one(above: str, tmp_path: Path) -> None:
    text = above + frame(["loss"], end="  \\") + "\n" + frame(["val_loss", "val_acc"])
    (run,) = runs_of(tmp_path, text, "frame.txt")
    short = [[values[i] for i in SHORT] for values in (LOSS, OTHER, ACCURACY)]
    assert [one.value.tolist() for one in run.series] == short
    assert [one.split for one in run.series] == [Split.TRAIN, Split.VAL, Split.VAL]


def test_a_line_that_ends_in_a_backslash_is_no_table_in_parts(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "python fit.py \\\n  --lr 0.1 \\\n  --epochs 8\n\n" + each("epoch {k} loss {loss}\n"))
    assert curves(run) == [TRAIN_LOSS]


def test_a_page_within_a_text_for_people_is_read_where_it_tells_of_a_training(tmp_path: Path) -> None:
    trained = html([["epoch", "train_loss", "valid_loss"], *([str(i), str(LOSS[i]), str(OTHER[i])] for i in N)])
    (run,) = runs_of(tmp_path, f"# Notes\n\nThe loss falls.\n\n{trained}\n", "notes.md")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    models = html([["model", "loss"], *([f"net{i}", str(LOSS[i])] for i in N)])
    with pytest.raises(UnreadableLog, match="text for people"):
        runs_of(tmp_path, f"# Models\n\n{models}\n", "models.md")


TWO_LINES = {
    "words over several names each": "          train             valid\nepoch      loss  loss_b     loss  loss_b\n",
    "words over each name": "         train   train    valid    valid\nepoch     loss  loss_b     loss   loss_b\n",
    "what counts above": "epoch    train   train    valid    valid\n          loss  loss_b     loss   loss_b\n",
}


@pytest.mark.parametrize("heading", TWO_LINES)
def test_two_lines_head_columns_together(heading: str, tmp_path: Path) -> None:
    rows = each("{k:>5}  {loss:>8}  {acc:>8}  {other:>8}  {acc:>8}\n")
    (run,) = runs_of(tmp_path, "Fit\n" + TWO_LINES[heading] + rows)
    assert [one for one in curves(run) if one[2] != ACCURACY] == [TRAIN_LOSS, VAL_LOSS]
    assert run.x_name == "epoch"


def test_two_numbers_in_one_field_are_not_both_called_after_it(tmp_path: Path) -> None:
    heading = "total recent   batch    seen\nloss loss      number   images\n"
    (run,) = runs_of(tmp_path, "Fit\n" + heading + each("{loss:.4f} {other:.4f}   {k}   {hits}\n"))
    assert [(one.metric, one.value.tolist()) for one in run.series] == [("total loss", LOSS), ("recent loss", OTHER)]


GRIDS = {
    "epochs fall and come again": "lr,epochs,drop,test_acc\n"
    + "".join(f"{a},{b},{c},0.{b}{c}7\n" for a in (0.1, 0.01) for b in (5, 20) for c in (0, 1)),
    "a seed is no epoch": "seed\tdim\taccuracy\n"
    + "".join(f"{s}\t{d}\t0.{s}{d}\n" for s in range(5) for d in (64, 128)),
    "one number of epochs": "hidden;layers;epochs;val_loss\n"
    + "".join(f"{h};{n};30;0.{h}{n}\n" for h in (16, 32, 64) for n in (1, 2, 3)),
}  # fmt: skip


@pytest.mark.parametrize("grid", GRIDS)
def test_a_table_of_settings_is_no_history(grid: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="each finished training"):
        runs_of(tmp_path, GRIDS[grid], "summary.csv")


def test_runs_of_other_settings_below_each_other_are_no_table_of_settings(tmp_path: Path) -> None:
    text = "optimizer,epoch,loss\n" + "".join(f"{o},{e},{LOSS[e] + k}\n" for k, o in enumerate("ab") for e in range(3))
    assert [run.series[0].value.tolist() for run in runs_of(tmp_path, text, "stacked.csv")] == [
        LOSS[:3],
        [x + 1 for x in LOSS[:3]],
    ]


def test_a_printed_line_that_comes_again_is_no_heading(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, each("loss, acc: {k}, {loss}, {acc}\n"))


def both(folder: Path, files: dict[str, str]) -> dict[str, Run]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    logs = [log for log in logs_under(folder) if isinstance(log, Path)]
    return {log.name: run for log in logs for run in read(log)}


COLUMNS = "epoch,loss,accuracy\n" + each("{i},{loss},{acc}\n")
LINES = each("epoch {k} loss {loss} accuracy {acc}\n")


@pytest.mark.parametrize(
    ("training", "evaluation", "text", "split"),
    [
        ("train.csv", "val.csv", COLUMNS, Split.VAL),
        ("training_log.csv", "test_log.csv", COLUMNS, Split.TEST),
        ("train.log", "valid.log", LINES, Split.VAL),
        ("train.tsv", "test.tsv", COLUMNS.replace(",loss", ",test loss").replace(",", "\t"), Split.TEST),
    ],
)
def test_the_name_of_a_file_tells_the_split_where_nothing_else_does(
    training: str, evaluation: str, text: str, split: Split, tmp_path: Path
) -> None:
    found = both(tmp_path, {training: text.replace("test loss", "train loss"), evaluation: text})
    (run,) = found.values()
    assert [(one.quantity, one.split) for one in run.series] == [
        (kind, of) for of in (Split.TRAIN, split) for kind in (Quantity.LOSS, Quantity.ACCURACY)
    ]


@pytest.mark.parametrize("name", ["test.log", "dev.log"])
def test_a_log_that_is_called_after_a_trial_is_of_the_training(name: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, LINES, name)
    assert {one.split for one in run.series} == {Split.TRAIN}


def test_the_name_of_a_file_does_not_speak_against_its_lines(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} train loss {loss} accuracy {acc}\n"), "val.log")
    assert Split.VAL not in {one.split for one in run.series}


def test_a_counter_may_have_signs_around_it(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "epoch,train loss,val loss\n" + each("---> {x},{loss},{other}\n"), "a.csv")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [57 * i for i in N]


@pytest.mark.parametrize("end", ["", "done\n"])
def test_words_alone_between_rows_are_what_the_rows_below_them_are_of(end: str, tmp_path: Path) -> None:
    rows = each("{k},{loss}\n")
    text = f"Epoch,Loss\ntraining: SGD\n{rows}training: Adam\n{rows}{end}"
    runs = runs_of(tmp_path, text, "log.csv")
    assert [run.name.partition("/")[2] for run in runs] == ["log training: SGD", "log training: Adam"]
    assert all(curves(run) == [TRAIN_LOSS] for run in runs)


def test_words_alone_between_rows_that_part_no_trainings_are_left_out_and_said(tmp_path: Path) -> None:
    rows = each("{k},{loss}\n").splitlines(keepends=True)
    (run,) = runs_of(tmp_path, "Epoch,Loss\n" + "".join([*rows[:4], "saved\n", *rows[4:]]), "log.csv")
    assert curves(run) == [TRAIN_LOSS]
    assert [(told.line, "Words alone" in told.text) for told in run.notices] == [(6, True)]


@pytest.mark.parametrize("heading", [",0", "0,1"])
def test_the_numbers_that_pandas_gives_what_has_no_name_head_a_table(heading: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, f"{heading}\n" + each("{i},{loss}\n"), "train_loss.csv")
    assert curves(run) == [TRAIN_LOSS]
