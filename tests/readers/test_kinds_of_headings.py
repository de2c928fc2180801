"""Headings far above their rows, and rows that pandas numbers."""

from __future__ import annotations

from pathlib import Path

from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, runs_of

from lossacc_gui.model.run import Split

BAR = "     total [###.......] {share:.2f}%\nthis epoch [######....] 60.00%\n{done:10d} iter, {i} epoch / 8 epochs\n"


def test_rows_between_bars_have_the_names_of_a_heading_far_above(tmp_path: Path) -> None:
    text = "epoch       iteration   main/loss   main/accuracy  validation/main/loss\n"
    for i in N:
        text += "".join(
            BAR.format(share=(i + q) * 12.5, done=int((i + q) * 600), i=i) + "\x1b[3A" for q in (0.2, 0.5, 0.9)
        )
        text += f"\x1b[J{i + 1:<10d}  {(i + 1) * 600:<10d}  {LOSS[i]:<10g}  {ACCURACY[i]:<13g}  {OTHER[i]:<20g}\n"
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY), VAL_LOSS]


def test_rows_that_pandas_numbers_have_times_and_units_in_their_cells(tmp_path: Path) -> None:
    text = "              timestamp   duration  number_of_trees  training_logloss  validation_logloss\n"
    for i in N:
        text += (
            f"{i:<3d} 2023-05-01 10:11:{12 + i}  {i * 0.3:.3f} sec  {i * 5:15.1f}  {LOSS[i]:16.6f}  {OTHER[i]:18.6f}\n"
        )
    (run,) = runs_of(tmp_path, text)
    assert [one for one in curves(run) if one[0] == "loss"] == [TRAIN_LOSS, VAL_LOSS]


def test_bars_of_a_norm_frame_no_table(tmp_path: Path) -> None:
    text = "    Iter          loss        ||dx||      ||grad||  # evals  Notes \n"
    text += "".join(f"{19 * (i + 1):8d}{LOSS[i]:14g}{0.1 / (i + 1):14g}{200 - i:14g}{23 * i:9d}   \n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert curves(run)[0] == TRAIN_LOSS
    assert run.series[-1].metric == "grad"


def test_a_table_of_one_row_that_tells_a_reward_anew_is_a_curve(tmp_path: Path) -> None:
    head = "+-----+\n| Trial name | status  |   iter |   reward |\n|------+------|\n"
    rows = (f"| PPO_v0_00000 | RUNNING | {i + 1:6d} | {LOSS[i]} |\n" for i in N)
    text = "".join(f"{head}{row}+-----+\n\n" for row in rows)
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [("reward", Split.TRAIN, LOSS)]


def test_bars_between_names_frame_a_table(tmp_path: Path) -> None:
    text = "started\nepoch|loss|val_loss\n" + "".join(f"{i + 1}|{LOSS[i]}|{OTHER[i]}\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
