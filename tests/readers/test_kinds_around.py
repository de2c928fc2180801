"""What stands around a log or beside its numbers: titles, means, marks of comments, copies, programs, blank cells."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.registry import read

VAL_ACCURACY = ("accuracy", Split.VAL, ACCURACY)


def as_excel(cells: list[object]) -> str:
    return "\t".join(str(cell).replace(".", ",") if isinstance(cell, float) else str(cell) for cell in cells) + "\r\n"


@pytest.mark.parametrize("above", [["Run 12, Adam with 0,001"], ["Run 12, Adam with 0,001", "", ""]])
@pytest.mark.parametrize("below", [[], [["", "", ""], ["Mean", 0.7, 0.8]]])
def test_a_title_above_and_means_below_are_no_rows_of_a_table(
    above: list[str], below: list[list[object]], tmp_path: Path
) -> None:
    rows: list[list[object]] = [[*above], ["", "", ""], ["Epoch", "Training loss", "Validation loss"]]
    rows += [[i + 1, LOSS[i], OTHER[i]] for i in N]
    path = tmp_path / "run.txt"
    path.write_bytes("".join(map(as_excel, rows + below)).encode("utf-16"))
    (run,) = read(path)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.x_name == "epoch"
    assert any("left out" in notice.text for notice in run.notices) is bool(below)


@pytest.mark.parametrize("name", ["prev_loss", "last loss", "former"])
def test_a_loss_that_comes_again_one_row_later_is_no_series(name: str, tmp_path: Path) -> None:
    before = ["nan", *LOSS]
    rows = [f"{i},{LOSS[i]},{before[i]},{OTHER[i]}" for i in N]
    text = "\n".join([f"epoch,loss,{name if name != 'former' else 'loss of before'},val_loss", *rows])
    (run,) = runs_of(tmp_path, text + "\n", "run.csv")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert len(run.left_out) == 1
    assert any("row before" in notice.text for notice in run.notices)


def test_what_is_called_previous_is_none_though_rows_between_were_not_printed(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("Epoch {k} loss: {loss} previous loss: {acc} val_loss: {other}\n"))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_the_loss_of_a_last_batch_and_of_what_was_learned_before_are_series(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("Epoch {k} loss: {loss} last loss: {other}\n"))
    assert [s.value.tolist() for s in run.series] == [LOSS, OTHER]


PROGRAM = """import torch

def train(model, batches, optimizer):
    total = 0.0
    for x, y in batches:
        loss = cost(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)

for epoch in range(1, 21):
    loss = train(model, batches, optimizer)
    print(f"Epoch {epoch}/20 loss: {loss:.4f} accuracy: {100 * right / 50:.2f}%")
    print("Epoch %d/20 val loss: %.4f val accuracy: %.2f%%" % (epoch, loss, 0.5))
"""


def test_a_program_that_only_says_what_it_prints_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="source code"):
        runs_of(tmp_path, PROGRAM, "train.txt")


@pytest.mark.parametrize("line", ["Epoch {k} loss: {loss}\n", "loss = float({loss}); step = {k}\n"])
def test_a_log_with_the_program_that_printed_it_is_a_log(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, PROGRAM + "\n" + each(line), "train.txt")
    assert TRAIN_LOSS in curves(run)


@pytest.mark.parametrize("mark", ["#", "# ", "//", "// ", "% ", "; ", "-- "])
@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("iter   tr_loss   va_loss", "{k:4}   {loss:8}  {other:8}"),
        ("epoch,train_loss,val_loss", "{k},{loss},{other}"),
        ("made by hand", "epoch {k} train loss {loss} val loss {other}"),
    ],
)
def test_a_log_of_which_each_line_is_commented_out_is_read(mark: str, heading: str, line: str, tmp_path: Path) -> None:
    text = f"{mark}{heading}\n" + each(f"{mark}{line}\n") + mark.rstrip() + "\n"
    (run,) = runs_of(tmp_path, text, "notes.txt")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_a_row_of_lists_is_a_table_of_their_values(tmp_path: Path) -> None:
    text = f'tr_loss,val_loss,val_acc,best_acc\n"{LOSS}","{OTHER}","{ACCURACY}",0.76\n'
    (run,) = runs_of(tmp_path, text, "all.csv")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]
    assert any("best_acc" in notice.text for notice in run.notices)


def stored(path: Path, columns: str, rows: list[tuple[object, ...]], more: str = "") -> Path:
    with closing(sqlite3.connect(path)) as base:
        base.executescript(f"{more}CREATE TABLE history ({columns});")
        base.executemany(f"INSERT INTO history VALUES ({', '.join('?' * len(rows[0]))})", rows)
        base.commit()
    return path


COLUMNS = "id INTEGER PRIMARY KEY, trial_id INTEGER{refers}, epoch INTEGER, train_loss FLOAT, val_loss FLOAT, note BLOB"
REFERS = " REFERENCES trials(key)"
TRIALS = "CREATE TABLE trials (key INTEGER PRIMARY KEY, name TEXT); INSERT INTO trials VALUES (4, 'wide'), (7, 'deep');"


@pytest.mark.parametrize(("refers", "more", "names"), [("", "", ["4", "7"]), (REFERS, TRIALS, ["wide", "deep"])])
@pytest.mark.parametrize("in_turns", [True, False])
def test_a_table_of_a_database_has_a_run_for_each_number_of_one(
    refers: str, more: str, names: list[str], in_turns: bool, tmp_path: Path
) -> None:
    pairs = [(i, trial) for i in N for trial in (4, 7)]
    pairs = pairs if in_turns else sorted(pairs, key=lambda pair: pair[1])
    rows = [
        (k, trial, i + 1, *((LOSS[i], OTHER[i]) if trial == 4 else (OTHER[i], LOSS[i])), b"x")
        for k, (i, trial) in enumerate(pairs, start=1)
    ]
    runs = read(stored(tmp_path / "study.db", COLUMNS.format(refers=refers), rows, more))
    assert [run.name.split()[-1] for run in runs] == names
    assert [s.value.tolist() for run in runs for s in run.series] == [LOSS, OTHER, OTHER, LOSS]
    assert all(run.x_name == "epoch" for run in runs)


def test_a_database_without_runs_that_are_told_apart_is_one_run(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [(i, LOSS[i], OTHER[i]) for i in N]
    (run,) = read(stored(tmp_path / "a.sqlite", '"step" INT, "loss" REAL, "val loss" REAL', rows))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_a_database_of_other_things_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="without a table that has a loss and an epoch"):
        read(stored(tmp_path / "shop.db", "id INTEGER PRIMARY KEY, price FLOAT, loss_of_weight FLOAT", [(1, 2.0, 0.1)]))


@pytest.mark.parametrize(
    "said", ["Final accuracy: 98%, 49/50.", "Overall accuracy: 0.98 (490/500)", "Best accuracy: 0.98"]
)
@pytest.mark.parametrize("above", [True, False])
def test_a_result_that_is_said_of_the_whole_training_is_no_series(said: str, above: bool, tmp_path: Path) -> None:
    log = each("Epoch: {k}/1200, loss: {loss}, val loss: {other}\n")
    (run,) = runs_of(tmp_path, f"{said}\n{log}" if above else f"{log}{said}\n")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


BAR = "\x1b[J     total [####......] 40.00%\nthis epoch [##########]  0.00%\n    2.5 iters/sec. To go: 0:00:03\n\x1b[3A"


@pytest.mark.parametrize("align", ["<", ">"])
@pytest.mark.parametrize("bar", ["", BAR])
def test_a_printed_table_with_blanks_below_some_names_is_read_by_places(align: str, bar: str, tmp_path: Path) -> None:
    names = ["epoch", "iteration", "main/loss", "validation/main/loss", "validation/main/accuracy", "elapsed_time"]

    def row(cells: list[object]) -> str:
        return "  ".join(f"{cell:{align}{max(len(name), 10)}}" for cell, name in zip(cells, names, strict=True)) + "\n"

    lines = [row([*names])]
    for i in range(24):
        k, last = divmod(i, 3)
        lines.append(row([k + (last == 2), 10 * i + 10, LOSS[k] + last / 100, *["", ""], f"{i + 1}.5"]))
        if last == 2:
            lines[-1] = row([k + 1, 10 * i + 10, LOSS[k] + 0.02, OTHER[k], ACCURACY[k], f"{i + 1}.5"])
        lines.append(bar if i % 5 == 4 else "")
    (run,) = runs_of(tmp_path, "".join(lines), "log.txt")
    series = {(s.quantity.value, s.split): s for s in run.series}
    assert series["loss", Split.VAL].value.tolist() == OTHER
    assert series["accuracy", Split.VAL].value.tolist() == ACCURACY
    assert series["loss", Split.TRAIN].value.tolist() == [LOSS[i // 3] + i % 3 / 100 for i in range(24)]
    assert series["loss", Split.VAL].step.tolist() == [30 * k for k in range(1, 9)]


def test_rows_with_as_many_numbers_below_other_names_are_told_apart(tmp_path: Path) -> None:
    lines = [f"{'epoch':8}{'train_loss':12}{'lr':8}{'val_loss':12}{'val_acc':12}\n"]
    for i in N:
        lines.append(f"{i + 1:<8}{LOSS[i]:<12}{0.01:<8}\n")
        lines.append(f"{i + 1:<8}{'':12}{'':8}{OTHER[i]:<12}{ACCURACY[i]:<12}\n")
    (run,) = runs_of(tmp_path, "".join(lines), "log.txt")
    assert [curve for curve in curves(run) if curve[0] != "learning_rate"] == [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]


@pytest.mark.parametrize("above", [True, False])
def test_the_test_of_a_trained_model_is_kept_where_its_counts_stand_below_the_log(above: bool, tmp_path: Path) -> None:
    log, said = each("Epoch: {k}/20, loss: {loss}, val loss: {other}\n"), "Overall test accuracy: 0.98 (490/500)\n"
    (run,) = runs_of(tmp_path, said + log if above else log + said)
    assert [s.value.tolist() for s in run.series if s.split is Split.TEST] == ([] if above else [[0.98]])


def test_a_large_table_has_a_title_too(tmp_path: Path) -> None:
    rows = "".join(f"{i};{1 / (i + 1):.9f};{2 / (i + 1):.9f}\n" for i in range(40_000))
    (run,) = runs_of(tmp_path, f"Run 3\n\nstep;loss;val_loss\n{rows}", "run.csv")
    assert [(len(s.value), s.split) for s in run.series] == [(40_000, Split.TRAIN), (40_000, Split.VAL)]
