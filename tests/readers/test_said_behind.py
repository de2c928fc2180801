"""What is said behind a number or in quotes, the two networks of a GAN, and columns that their file explains."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Quantity, Split

HEAD = "Loading the examples\n"
REWARDS = [3.5, 4.1, 4.0, 5.2, 6.9, 6.8, 8.1, 9.4]


@pytest.mark.parametrize(
    "line",
    [
        "epoch {k}: {loss} (train) {other} (val)\n",
        "epoch {k} loss {loss} (train), {other} (validation)\n",
        "Epoch {k}: loss = {loss} (train) / {other} (valid), rate 3\n",
        "[{k}] {loss} [train] {other} [valid]\n",
        "epoch {k} cost: {loss} (training set) | {other} (validation set)\n",
    ],
)
def test_a_bracket_behind_each_number_tells_its_split(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, HEAD + each(line))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


@pytest.mark.parametrize(
    "line",
    [
        "epoch {k} [train] loss = {loss} [train] acc = {acc} [dev] loss = {other}\n",
        "[train] loss {loss} acc {acc} [val] loss {other} [test] loss 3.{k}\n",
        "step {k} (train) {loss} (val) {other}\n",
    ],
)
def test_a_bracket_before_each_name_stays_that_of_the_next(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert TRAIN_LOSS in curves(run) and VAL_LOSS in curves(run)
    assert "acc" not in line or ("accuracy", Split.TRAIN, ACCURACY) in curves(run)


def test_brackets_behind_several_metrics_are_of_each(tmp_path: Path) -> None:
    line = "epoch {k} loss {loss} (train) {other} (val) acc {acc} (train) 0.5{k} (val)\n"
    (run,) = runs_of(tmp_path, each(line))
    found = [TRAIN_LOSS, VAL_LOSS, ("accuracy", Split.TRAIN, ACCURACY)]
    assert curves(run) == [*found, ("accuracy", Split.VAL, [float(f"0.5{i + 1}") for i in N])]


@pytest.mark.parametrize(
    "line",
    [
        "Epoch {k} loss {loss} with {hits}.5% accuracy\n",
        "In epoch {k} we got a loss of {loss} and {hits}.5% correct\n",
        "epoch {k}: loss {loss}, {hits}.5 % acc.\n",
        "epoch {k} loss {loss} ({hits}.5% accuracy)\n",
        "epoch {k} loss {loss} - {hits}.5% accuracy, rate 3\n",
    ],
)
def test_the_words_behind_a_percentage_say_what_it_is_of(line: str, tmp_path: Path) -> None:
    hits = [int(100 * accuracy) for accuracy in ACCURACY]
    text = "".join(line.format(k=i + 1, loss=LOSS[i], hits=hits[i]) for i in N)
    (run,) = runs_of(tmp_path, text)
    accuracy = [(one + 0.5) / 100.0 for one in hits]
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, pytest.approx(accuracy))]


def test_a_percentage_before_a_name_with_its_own_value_stays_progress(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch 1 {k}2% acc: {acc} loss: {loss}\n"))
    assert curves(run) == [("accuracy", Split.TRAIN, ACCURACY), TRAIN_LOSS]


@pytest.mark.parametrize(
    "line",
    [
        "{loss} loss, {acc} accuracy (epoch {k})\n",
        "{loss} loss | {acc} acc | epoch {k}/8\n",
        "{loss} train loss, {acc} train accuracy @ step {k}\n",
    ],
)
def test_names_stand_behind_also_where_what_counts_ends_the_line(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY)]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize(
    "line",
    [
        ">{k}, 1/391, d1={loss}, d2={other} g={acc}\n",
        "{k} D: {loss} G: {other} gp: {acc}\n",
        "Batch {k}: gen {loss} disc {other}\n",
        "step {k} critic: {loss} generator: {other}\n",
    ],
)
def test_what_is_called_after_the_two_networks_of_a_gan_are_its_losses(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, HEAD + each(line))
    found = [(quantity, values) for quantity, _, values in curves(run)]
    assert ("loss", LOSS) in found and ("loss", OTHER) in found


def test_letters_beside_a_known_metric_are_no_losses(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("step {k} accuracy {acc} d: {loss} g: {other}\n"))
    assert "loss" not in [quantity for quantity, _, values in curves(run) if values == OTHER]


@pytest.mark.parametrize(
    "line",
    [
        "step {k}: loss for 'output' is {loss}\n",
        "Average loss for `output` for minibatches {i}-{k} is {loss} over 64000 frames.\n",
        'Loss "main" at step {k}: {loss}\n',
    ],
)
def test_a_word_in_quotes_is_one_of_the_name(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert curves(run) == [TRAIN_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


def test_a_split_in_quotes_is_one(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("Metric 'accuracy' on split 'test' at epoch {k} = {acc}\n"))
    assert curves(run) == [("accuracy", Split.TEST, ACCURACY)]


@pytest.mark.parametrize(
    ("file", "header"),
    [("loss.csv", ",G,D"), ("losses.csv", "step,critic,gen"), ("loss_history.csv", "epoch,box,cls")],
)
def test_columns_called_after_parts_are_what_their_file_is_called_after(file: str, header: str, tmp_path: Path) -> None:
    rows = "".join(f"{i},{LOSS[i]},-{OTHER[i]}\n" for i in N)
    (run,) = runs_of(tmp_path, f"{header}\n{rows}", file)
    assert curves(run) == [TRAIN_LOSS, ("loss", Split.TRAIN, [-value for value in OTHER])]


@pytest.mark.parametrize(
    "block",
    [
        "Epoch {k}\n          loss      acc\ntrain     {loss}    {acc}\nvalid     {other}    0.5{k}\n\n",
        "Epoch  {k} |  Train  |  Valid\nloss     | {loss} | {other}\naccuracy | {acc} | 0.5{k}\n\n",
        "Epoch {k}/8   train   valid\nloss     {loss}   {other}\naccuracy    {acc}   0.5{k}\n\n",
        "== Epoch {k} ==\nMetric   Train   Valid\nloss    {loss}   {other}\naccuracy   {acc}   0.5{k}\n\n",
    ],
)
def test_a_small_table_of_each_epoch_tells_splits_and_metrics(block: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(block))
    accuracies = [("accuracy", Split.TRAIN, ACCURACY), ("accuracy", Split.VAL, [float(f"0.5{i + 1}") for i in N])]
    assert sorted(curves(run)) == sorted([TRAIN_LOSS, VAL_LOSS, *accuracies])
    assert all(one.x.tolist() == [i + 1 for i in N] for one in run.series)


def test_what_gym_writes_of_each_episode_tells_its_reward(tmp_path: Path) -> None:
    rows = "".join(f"{REWARDS[i]},{200 + i},{3.1 * i:.2f}\n" for i in N)
    (run,) = runs_of(tmp_path, '#{"t_start": 1.5, "env_id": "Pong"}\nr,l,t\n' + rows, "monitor.csv")
    assert (run.series[0].metric, run.series[0].quantity) == ("reward", Quantity.REWARD)
    assert run.series[0].value.tolist() == REWARDS


def test_a_list_of_one_number_is_that_number(tmp_path: Path) -> None:
    rows = "".join(f'{i},[{LOSS[i]}],"({ACCURACY[i]},)"\n' for i in N)
    (run,) = runs_of(tmp_path, "epoch,loss,acc\n" + rows, "history.csv")
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY)]
