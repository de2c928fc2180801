"""What a printed log tells twice, and what one line tells several times; each kind on lines made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Split
from lossacc_gui.readers.printed.page import page_of

TRAIN_ACC, VAL_ACC = (("accuracy", split, ACCURACY) for split in (Split.TRAIN, Split.VAL))
BEST = (0, 1, 2, 5)  # epochs that are told as the best so far


def best_above(best: str, line: str) -> str:
    """`line` for each epoch, with `best` above it in some."""
    told, lines = (each(one + "\n").splitlines() for one in (best, line))
    return "".join(f"{told[i]}\n{lines[i]}\n" if i in BEST else f"{lines[i]}\n" for i in N)


ECHOES = {
    "the best stands above its epoch": best_above(
        "saving, val loss: {other}, val acc: {acc}",
        "Epoch {k}/8 - loss: {loss}, acc: {acc}, val loss: {other}, val acc: {acc}",
    ),
    "the best stands above its epoch with fewer decimals": best_above(
        "checkpoint written val_acc={acc:.2f}", "epoch={k} loss={loss} acc={acc} val_loss={other} val_acc={acc}"
    ),
    "the best is told above in words of another language": best_above(
        "Guardando modelo, val_loss: {other:.3f}",
        "Epoca {k}: loss {loss:.3f} acc {acc} val_loss {other:.3f} val_acc {acc}",
    ),
    "each epoch is told above its line": each(
        "val loss: {other:.3f}\n[{k}] epoch: {k} loss: {loss} acc: {acc} val loss: {other:.3f} val acc: {acc}\n"
    ),
}


@pytest.mark.parametrize("form", ECHOES)
def test_what_is_told_beside_its_line_is_taken_once(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, ECHOES[form])
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, VAL_ACC]
    assert any("told again" in one.text for one in run.notices)


def test_lines_of_other_values_beside_each_other_both_stay(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("val loss: {loss}\nepoch {k}: val loss: {other}\n"))
    assert [one for _, _, one in curves(run)] == [LOSS, OTHER]


def batches(inner: str, last: str, more: str = "") -> str:
    """Three batches of each epoch in one form and the fourth in another; `more` ends the epoch."""
    each_epoch = "".join(inner.replace("{b}", str(b)) for b in (1, 2, 3)) + last + more
    return each(each_epoch)


SUMMARIES = {
    "fewer decimals": batches("Epoch {k} [{b}/4] loss: {other:.5f}\n", "Epoch {k} [4/4] loss: {loss:.2f}\n"),
    "more decimals, and a percentage": batches(
        "train {k} batch {b}/4 (25%) avg loss {other:.1f}\n", "train {k} batch 4/4 (100%) avg loss {loss:.3f}\n"
    ),
    "fewer decimals and an evaluation": batches(
        "Epoch: {k} | {b} / 4 | Loss {other:.4f}\n", "Epoch: {k} | 4 / 4 | Loss {loss:.2f}\n", "val loss {other}\n"
    ),
}


@pytest.mark.parametrize("form", SUMMARIES)
def test_the_last_line_of_an_epoch_in_another_format_is_its_result(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, SUMMARIES[form])
    batch, whole, *_ = run.series
    assert len(batch.value) == 3 * len(LOSS)
    assert whole.value.tolist() == LOSS and whole.split is Split.TRAIN


def test_numbers_with_as_many_decimals_as_it_happens_are_of_one_curve(tmp_path: Path) -> None:
    text = "".join(f"epoch {i} [{b}/4] loss: {(LOSS[i] + b / 100):g}\n" for i in N for b in (1, 2, 3, 4))
    (run,) = runs_of(tmp_path, text)
    assert [len(one.value) for one in run.series] == [4 * len(LOSS)]


RECORDS = {
    "words count": ("epoch: {k}, [iter: {b} / all 4], loss: {loss}{b}", " "),
    "brackets count": ("[{k}, {b}] loss: {loss}{b}", " "),
    "bars part the records": ("step {k}0{b} | loss {loss}{b} | acc {acc}", " | "),
    "the names are not known": ("epoch: {k}, batch {b}, foo_a: {loss}{b}, foo_b: {other}", "  "),
}


@pytest.mark.parametrize("form", RECORDS)
def test_records_that_stand_on_one_line_are_each_a_line(form: str, tmp_path: Path) -> None:
    record, joint = RECORDS[form]
    line = joint.join(record.replace("{b}", str(b)) for b in (1, 2, 3, 4))
    (run,) = runs_of(tmp_path, each(f"{line}\ntest accuracy: {{acc}}\n"))
    numbers = [float(f"{loss}{b}") for loss in LOSS for b in (1, 2, 3, 4)]
    told = [*run.series, *(one.series for one in run.left_out if one.series is not None)]
    assert numbers in [one.value.tolist() for one in told]
    assert ("accuracy", Split.TEST, ACCURACY) in curves(run)


def test_lines_that_records_were_cut_from_keep_their_numbers() -> None:
    page = page_of(
        "begin 1\n" + "".join(f"step {k} loss 0.{k}5 step {k + 1} loss 0.{k}7\n" for k in (1, 3)) + "end 9\n"
    )
    lines = ["begin 1", "step 1 loss 0.15", "step 2 loss 0.17", "step 3 loss 0.35", "step 4 loss 0.37", "end 9"]
    assert [page.line(i) for i in range(len(page))] == lines
    assert page.number.tolist() == [1, 2, 2, 3, 3, 4]
    assert not page.redrawn.any()


@pytest.mark.parametrize(
    "line", ["epoch {k} loss {loss} best epoch 2 loss {other}", "epoch {k} | loss {loss} | loss {other}"]
)
def test_a_second_number_in_a_line_that_is_no_second_record_stays(line: str) -> None:
    assert len(page_of(each(line + "\n"))) == len(LOSS)
