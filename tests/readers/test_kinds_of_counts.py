"""What counts, though one line alone tells it or a word with a number stands before each line."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, runs_of

from lossacc_gui.model.run import Split


def test_the_first_line_without_the_best_so_far_is_of_its_curve(tmp_path: Path) -> None:
    text = ""
    for i in N:
        text += f'[train] {{"epoch": {i + 1}, "train_loss": "{LOSS[i]}", "train_num_updates": "{(i + 1) * 160}"}}\n'
        best = f', "valid_best_loss": "{min(OTHER[: i + 1])}"' if i else ""
        text += (
            f'[valid] {{"epoch": {i + 1}, "valid_loss": "{OTHER[i]}", "valid_num_updates": "{(i + 1) * 160}"{best}}}\n'
        )
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[1].step.tolist() == [160 * (i + 1) for i in N]


def test_a_word_with_a_number_before_each_line_is_no_part_of_it(tmp_path: Path) -> None:
    rows = "".join(f"Chain 1: {100 * (i + 1):6d} {-LOSS[i]:15.3f} {OTHER[i]:17.3f}\n" for i in N)
    text = (
        "Chain 1: Begin stochastic gradient ascent.\nChain 1:   iter            ELBO   delta_ELBO_mean   notes\n" + rows
    )
    (run,) = runs_of(tmp_path, text)
    assert curves(run)[0] == ("loss", Split.TRAIN, [-value for value in LOSS])
    assert run.series[0].step.tolist() == [100 * (i + 1) for i in N]


def test_a_remark_in_the_last_row_of_columns_leaves_its_numbers(tmp_path: Path) -> None:
    values = [*LOSS, *OTHER]
    rows = [f"{100 * (i + 1):6d}  {value:15.3f}{0.5:10.3f}\n" for i, value in enumerate(values)]
    rows[-1] = rows[-1].replace("\n", "   MEAN LOSS CONVERGED\n")
    (run,) = runs_of(tmp_path, "  iter             loss     delta   notes\n" + "".join(rows))
    assert curves(run) == [("loss", Split.TRAIN, values)]


def test_a_row_far_below_a_word_of_evaluation_is_no_validation(tmp_path: Path) -> None:
    rows = "".join(f"{100 * (i + 1):6d}  {LOSS[i]:15.3f}{0.5:10.3f}{'   CONVERGED' if i == N[-1] else ''}\n" for i in N)
    above = "Gradient evaluation took 0.0001 seconds\n" + "Adapting\n" * 4 + "Begin stochastic gradient ascent\n"
    (run,) = runs_of(tmp_path, f"{above}  iter             loss     delta   notes\n{rows}")
    assert curves(run) == [TRAIN_LOSS]


def test_folds_before_each_line_stay_apart(tmp_path: Path) -> None:
    text = "".join(f"Fold {fold}: epoch {i + 1} loss {LOSS[i] + fold}\n" for fold in (1, 2) for i in N)
    assert [curves(run)[0][2] for run in runs_of(tmp_path, text)] == [[v + fold for v in LOSS] for fold in (1, 2)]


def test_a_score_of_which_the_best_is_kept_is_of_validation(tmp_path: Path) -> None:
    text = ""
    for i in N:
        text += "".join(
            f"epoch: {i + 1}, step: {4 * i + b}, acc: {ACCURACY[i]}, loss: {LOSS[i] + b}\n" for b in range(4)
        )
        text += (
            f"cur metric, acc: {ACCURACY[i] / 2}, fps: 21.2\nbest metric, acc: {ACCURACY[i] / 2}, best_epoch: {i + 1}\n"
        )
    (run,) = runs_of(tmp_path, text)
    assert ("accuracy", Split.VAL, [value / 2 for value in ACCURACY]) in curves(run)


@pytest.mark.parametrize(
    "head", ["[VALIDATION] step {i} val_loss:", "VALIDATION nsamp = {i} p_loss = 0.{i}, val_loss ="]
)
def test_a_word_for_all_numbers_of_a_line_holds_behind_one_that_says_so_itself(head: str, tmp_path: Path) -> None:
    text = "".join(f"step {i} loss: {LOSS[i]} acc: {ACCURACY[i]}\n" for i in N)
    text += "".join(f"{head.format(i=i)} {OTHER[i]}, acc: {ACCURACY[i] / 2}\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert ("accuracy", Split.VAL, [value / 2 for value in ACCURACY]) in curves(run)


def test_exponents_are_those_of_fortran_too(tmp_path: Path) -> None:
    text = "".join(f" Epoch {i + 1:5d}  Loss:  0.{round(LOSS[i] * 1000):05d}D+02\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS]


def test_numbers_of_processes_before_all_lines_count_nothing(tmp_path: Path) -> None:
    text = "".join(f"{rank}: model ready\n" for rank in (1, 0))
    text += "".join(f"{rank}: epoch {i + 1}: train loss {LOSS[i] + rank}\n" for i in N for rank in (0, 1))
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS]
    assert any("Several processes" in one.text for one in run.notices)


def test_batches_in_turn_are_no_processes(tmp_path: Path) -> None:
    text = "".join(f"{b}: epoch {i + 1} loss {LOSS[i] + b / 100}\n" for i in N for b in (0, 1))
    (run,) = runs_of(tmp_path, text)
    assert len(run.series[0].value) == 2 * len(LOSS)


def test_the_name_of_the_next_number_is_no_unit(tmp_path: Path) -> None:
    text = "".join(f"Iter: {i}\tTRAIN loss: {LOSS[i]}    Words/sec: 92{i}.6   VALID loss: {OTHER[i]}\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


@pytest.mark.parametrize("above", ["(epoch,loss,val_loss)\n", "started\n(epoch,loss,val_loss)\n"])
def test_rows_in_brackets_have_cells_between_commas(above: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, above + "".join(f"({i + 1},{LOSS[i]},{OTHER[i]})\n" for i in N))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].epoch is not None
    assert run.series[0].epoch.tolist() == [i + 1 for i in N]
