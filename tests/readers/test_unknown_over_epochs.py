"""Numbers of unknown or no names over named epochs, windows within names, and words that mean in one line what they do
in others."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.series.names import is_measured, meaning_of

PROSE = "Loading the examples\n"
REWARDS = [3.5, 4.1, 4.0, 5.2, 6.9, 6.8, 8.1, 9.4]


@pytest.mark.parametrize(
    "line",
    ["Epoche {k}: {loss}\n", "epoch = {k} => {loss}\n", "Iteration {k} - {loss}\n", "Epoch {k} finished with {loss}\n"],
)
def test_a_bare_number_behind_a_named_counter_is_taken_where_it_falls(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, PROSE + each(line))
    assert [(one.split, one.value.tolist()) for one in run.series] == [(Split.TRAIN, LOSS)]
    assert run.series[0].x.tolist() == [i + 1 for i in N]
    assert any("Choose Metrics" in notice.text for notice in run.notices)


@pytest.mark.parametrize(
    "line",
    [
        "step {k} [ 11.2s] E_min=-{acc} |g|max={loss} bad=[]\n",
        "Epoch {k}/8 (1.2s)\n  Supervised: {loss}\n  Alignment: -{acc}\n",
        "round {k} | foo {loss} | bar -{acc} | {jump}\n",
    ],
)
def test_unknown_names_that_go_one_way_are_taken(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, PROSE + each(line))
    values = [one.value.tolist() for one in run.series]
    assert [-value for value in ACCURACY] in values
    assert (LOSS in values) is ("max" not in line)
    assert run.series[0].x.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize("line", ["EM iteration {k}: -{loss}\n", "Gibbs sweep, iteration {k} -{loss}\n"])
def test_a_bare_number_may_rise_from_below_nothing(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, PROSE + each(line))
    assert [one.value.tolist() for one in run.series] == [[-value for value in LOSS]]


def test_a_pair_without_names_is_taken_where_one_falls_and_one_is_a_share(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, PROSE + each("Epoch {k} [{loss}, {acc}]\n"))
    assert [one.value.tolist() for one in run.series] == [LOSS, ACCURACY]
    with pytest.raises(UnreadableLog):  # the second may be of the validation
        runs_of(tmp_path, PROSE + each("Epoch {k} [{loss}, {other}]\n"))


def test_how_a_tensor_was_made_is_no_name(tmp_path: Path) -> None:
    line = "epoch {k} loss: tensor({loss}, device='cuda:0', grad_fn=<NllLossBackward0>) tensor({acc})\n"
    (run,) = runs_of(tmp_path, each(line))
    assert curves(run) == [TRAIN_LOSS]


def test_the_total_of_what_falls_is_taken_with_it(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, PROSE + each("Epoch {k}/8\n  Total: {other}\n  Align: {loss}\n"))
    assert [one.value.tolist() for one in run.series] == [OTHER, LOSS]


@pytest.mark.parametrize(
    "line",
    [
        "Epoch {k} took {jump}.4\n",
        "Epoch {k} done after {x}.4\n",
        "step {k}: latency {loss}\n",
        "step {k}: {x}.5\n",
        "step {k}/8 sigma={loss}\n",
        "step {k} allocated {acc} reserved {acc}\n",
        "item {k}: {loss}\n",
        "step {k} rate {loss}\n",
    ],
)
def test_what_goes_to_and_fro_or_says_how_it_runs_is_no_metric(line: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, PROSE + each(line))


@pytest.mark.parametrize(
    "name",
    [
        "mean 100 episode reward: ",
        "100 episode average reward: ",
        "avg reward last 100: ",
        "rolling 20 episode return = ",
        "average 50 game score: ",
    ],
)
def test_a_number_that_says_over_how_many_is_averaged_is_a_part_of_the_name(name: str, tmp_path: Path) -> None:
    text = "".join(f"***\nsteps: {1017 * i + 9}\nepisodes: {10 * i + 10}\n{name}{REWARDS[i]}\n***\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert [one.value.tolist() for one in run.series] == [REWARDS]
    assert run.series[0].x.tolist() == [10 * i + 10 for i in N]


@pytest.mark.parametrize("line", ["epoch {k}: train={acc}", "Epoch {k} training {acc}"])
def test_the_same_words_mean_the_same_in_lines_that_tell_less(line: str, tmp_path: Path) -> None:
    accuracy = [0.2 + 0.02 * i for i in range(24)]
    lines = (
        line.format(k=i, acc=f"{accuracy[i]:.2f}") + f", test={accuracy[i] - 0.1:.2f}" * (i % 4 == 3) for i in range(24)
    )
    (run,) = runs_of(tmp_path, "\n".join(lines) + "\n")
    train, test = run.series
    assert (train.quantity, train.split, len(train.value)) == (Quantity.ACCURACY, Split.TRAIN, 24)
    assert (test.quantity, test.split, len(test.value)) == (Quantity.ACCURACY, Split.TEST, 6)


def test_a_sum_with_more_parts_in_some_lines_is_one_loss(tmp_path: Path) -> None:
    more = [f" + 0.300], recall=[0.{i}1, 0.{i}2]" if i % 4 == 3 else "]" for i in range(40)]
    rest = [0.3 * (i % 4 == 3) + 0.2 * (i % 4 != 3) for i in range(40)]  # a part is not printed in most lines
    total = [40.25 - i for i in range(40)]
    text = "".join(
        f"Epoch {i}: train==[{total[i]:.3f}={total[i] - 0.5 - rest[i]:.3f} + 0.500{more[i]}\n" for i in range(40)
    )
    (run,) = runs_of(tmp_path, text)
    (loss,) = [one for one in run.series if one.quantity is Quantity.LOSS]
    assert loss.value.tolist() == total
    recalls = [one for one in run.series if one.quantity is Quantity.RECALL]
    assert [one.split for one in recalls] == [Split.VAL] * 2  # the bracket of the training has closed before them


@pytest.mark.parametrize(
    ("name", "quantity"),
    [("Средняя Ошибка (Loss)", "loss"), ("Error (MSE)", "mse"), ("avg error (cross entropy)", "loss")],
)
def test_a_bracket_says_which_error_is_meant(name: str, quantity: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("Epoch {k} done. " + name + ": {loss}\n"))
    assert curves(run) == [(quantity, Split.TRAIN, LOSS)]


@pytest.mark.parametrize("name", ["Партия", "chunk", "Батч", "batch n°"])
def test_what_goes_on_evenly_within_each_epoch_counts_its_batches(name: str, tmp_path: Path) -> None:
    (run,) = runs_of(
        tmp_path, "".join(f"Epoch {i // 4 + 1}, {name}: {10 * (i % 4) + 10}, Loss: {LOSS[i]}\n" for i in N)
    )
    assert curves(run) == [TRAIN_LOSS]
    assert (run.x_name, run.series[0].step.tolist()) == ("step", [10 * i + 10 for i in N])


def test_lines_that_count_batches_end_the_block_of_the_test_above(tmp_path: Path) -> None:
    blocks = (
        f"batch count {20 * i + 20}/160\nlocal loss {LOSS[i]}\n\nTesting...\naccuracy {ACCURACY[i]}\n\n" for i in N
    )
    (run,) = runs_of(tmp_path, "epoch 1\n\n" + "".join(blocks))
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TEST, ACCURACY)]


@pytest.mark.parametrize("name", ["Log-likelihood", "loglik", "test_log_prob"])
def test_a_likelihood_is_measured_and_no_loss_but_where_it_is_negative(name: str) -> None:
    assert is_measured(name) and meaning_of(name).quantity is Quantity.OTHER
    assert meaning_of("negative log-likelihood").quantity is Quantity.LOSS


@pytest.mark.parametrize(
    "block",
    [
        "loss {loss}\nEvaluating...\naccuracy {acc}\n",
        "{x} images processed\nloss {loss}\n\nTesting...\naccuracy {acc}\n",
        "loss {loss}\nEvaluate on test set\nrunning the test\naccuracy {acc}\n\n",
    ],
)
def test_what_stands_above_the_first_heading_begins_each_round(block: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "Epoch 1\n" + each(block))
    assert sorted((quantity, values) for quantity, _, values in curves(run)) == [("accuracy", ACCURACY), ("loss", LOSS)]
    assert {split for quantity, split, _ in curves(run) if quantity == "loss"} == {Split.TRAIN}


def test_lines_of_one_form_are_parted_where_the_heading_stands(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "Start\n" + each("loss={loss}\nValidation:\nloss={other}\n-----\n"))
    assert curves(run) == [TRAIN_LOSS, ("loss", Split.VAL, OTHER)]
