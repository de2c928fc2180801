"""What stands beside a curve is no point of it, and what is told seldom, behind a mark or by a number is not lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Split

N = range(1, 41)
LOSS = [round(2.3 / i**0.5 + 0.013 * (i % 3), 4) for i in N]
WINS = (55, 50, 65, 60, 90, 75, 85, 95)  # of 20 games each
SCORE = [round(0.5 + 0.01 * i + 0.004 * (i % 4), 4) for i in N]
ROWS = list(zip(N, LOSS, SCORE, strict=True))


def points(run: Run) -> dict[tuple[str, Split], int]:
    return {(series.metric, series.split): len(series.value) for series in run.series}


def of_epochs(line: str, seldom: str = "", every: int = 5) -> str:
    return "".join(
        line.format(
            i=i,
            loss=loss,
            score=score,
            more=seldom.format(i=i, score=score, wins=WINS[i // every % 8 - 1]) if i % every == 0 else "",
        )
        for i, loss, score in ROWS
    )


NOW_AND_THEN = {
    "in some lines": (of_epochs("epoch {i}: loss={loss}{more} t=1.9\n", " vs_random={wins}%"), "vs_random", None),
    "in lines of their own": (
        of_epochs("Iter {i}00, loss = {loss}\n{more}", "Iter {i}00, test purity = {score}\n"),
        "test purity",
        Split.TEST,
    ),
    "below the epoch": (
        of_epochs(">> Epoch {i}: loss: {loss}, epe: 1{loss}\n{more}", ">> Validation: epe: {score}\n"),
        "epe",
        Split.VAL,
    ),
}


@pytest.mark.parametrize(("text", "name", "split"), NOW_AND_THEN.values(), ids=NOW_AND_THEN)
def test_what_is_told_every_so_many_epochs_is_read(text: str, name: str, split: Split | None, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text)
    (series,) = (s for s in run.series if s.metric == name and split in (None, s.split) and len(s.value) < len(N))
    at = series.step if series.epoch is None else series.epoch
    assert at[-1] == (40 if series.epoch is not None else 4000)


@pytest.mark.parametrize("more", [" eps={i}.5", " mem=3.{i}", " buffer={i}.0", " best={score}%", " wait={i}.25s"])
def test_settings_and_speeds_that_are_told_seldom_are_none(more: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, of_epochs("epoch {i}: loss={loss}{more}\n", more))
    assert points(run) == {("loss", Split.TRAIN): len(N)}


EPOCHS = of_epochs("Epoch {i}\n  train loss: {loss}\n  val mIoU: {score}\n")
AGAIN = {
    "the best is loaded": "Loading best checkpoint\n  val mIoU: 0.8\n",
    "the best is evaluated": "Validating runs/exp/weights/best.pt...\nFusing layers\n  val mIoU: 0.8\n",
    "the training is over": "40 epochs completed in 0.9 hours.\n  val mIoU: 0.8\n",
}


@pytest.mark.parametrize("end", AGAIN.values(), ids=AGAIN)
def test_the_best_model_told_once_more_is_no_epoch(end: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, EPOCHS + end)
    assert points(run)["val mIoU", Split.VAL] == len(N)
    assert run.series[1].value[-1] == SCORE[-1]


def test_an_epoch_of_its_own_behind_the_best_model_counts(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, EPOCHS + "Loaded best.pt\nEpoch 41\n  train loss: 0.3\n  val mIoU: 0.97\n")
    assert run.series[1].value[-1] == 0.97


def test_lines_of_angles_are_a_curve_each_beside_the_summary(tmp_path: Path) -> None:
    angles = "".join(f"  Angle {angle}°: Secret Acc=7{{i}}.{angle % 7}%\n" for angle in (0, 90, 180, 270))
    text = "".join(
        f"Epoch {i} Validation: Loss={loss}, SecAcc={50 + i}.5%\n" + angles.format(i=i % 10) for i, loss, _ in ROWS
    )
    (run,) = runs_of(tmp_path, text)
    assert {len(series.value) for series in run.series} == {len(N)}
    assert next(s.value[0] for s in run.series if s.metric == "SecAcc") == 0.515


@pytest.mark.parametrize("model", ["vgg-s", "exp/run_large", "musicgen/musicgen_baseline"])
def test_a_counter_is_known_behind_the_name_of_a_model(model: str, tmp_path: Path) -> None:
    text = of_epochs(f"{model} epoch {{i:02}}: loss={{loss}}, AUC={{score}}\n") + "Stopped in epoch 41.\n"
    (run,) = runs_of(tmp_path, text)
    assert [series.epoch.tolist() for series in run.series if series.epoch is not None] == [[*N], [*N]]


@pytest.mark.parametrize("mark", [":::MLLOG ", "METRIC ", "[rank0] ", "2024-03-01 10:00:00 INFO "])
def test_records_behind_a_mark_tell_their_values(mark: str, tmp_path: Path) -> None:
    record = '{{"key": "eval_accuracy", "value": {score}, "metadata": {{"file": "t.py", "epoch_num": {i}}}}}\n'
    (run,) = runs_of(tmp_path, f'{mark}{{"key": "benchmark", "value": "resnet"}}\n' + of_epochs(mark + record))
    (series,) = (series for series in run.series if series.quantity is Quantity.ACCURACY)
    assert (series.split, series.value.tolist()) == (Split.VAL, SCORE)
    assert series.epoch is not None and series.epoch[-1] == 40


@pytest.mark.parametrize("name", ["trial", "minibatches_done", "n", "tick"])
def test_a_column_that_goes_on_evenly_counts_steps(name: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, f"{name},loss,acc\n" + of_epochs("{i}00,{loss},{score}\n"), "run.csv")
    assert [series.step[-1] for series in run.series] == [4000, 4000]


@pytest.mark.parametrize("name", ["n_estimators", "hidden_units"])
def test_a_setting_that_goes_on_evenly_counts_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, f"{name},loss,acc\n" + of_epochs("{i}00,{loss},{score}\n"), "run.csv")


def test_numbered_accuracies_that_cross_are_of_several_models(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "epoch,acc1,acc2,acc3\n" + of_epochs("{i},{score},0.7,0.6\n"), "a.csv")
    assert {series.quantity for series in run.series} == {Quantity.ACCURACY}
    (run,) = runs_of(tmp_path, "epoch,acc1,acc3\n" + of_epochs("{i},{score},0.97\n"), "b.csv")
    assert [series.quantity for series in run.series] == [Quantity.ACCURACY, Quantity.TOP_K]


def test_what_is_pasted_behind_the_mark_of_a_fence_is_its_first_line(tmp_path: Path) -> None:
    row = "{i:>7}/40      {loss:.5f}    0.{i:03}1         32: 100% 15/15 [00:08<00:00,  1.79it/s]\n"
    heading = "      Epoch   box_loss   cls_loss  Instances\n"
    text = of_epochs(heading + row).replace("      Epoch", "  ``` Epoch", 1)
    (run,) = runs_of(tmp_path, f"# Detector\n\nIt was trained as below.\n\n{text}```\n", "README.md")
    assert {len(series.value) for series in run.series} == {len(N)}
