"""What stands around a log or beside its numbers: titles, means, marks of comments, copies, programs, blank cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

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
