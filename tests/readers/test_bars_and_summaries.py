"""Bars that count in themselves, banners of the best, epochs that two lines number otherwise, summaries, own names."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.registry import read

TRAIN_ACC, VAL_ACC = (("accuracy", split, ACCURACY) for split in (Split.TRAIN, Split.VAL))
BEST = [min(OTHER[: i + 1]) for i in N]


def bar(said: str, batches: int, width: int) -> str:
    """A bar with what is said beside it, which goes back into itself to count, as pytorch-cifar's does."""
    states = []
    for i in range(batches):
        done = "=" * (20 * i // batches)
        state = (
            f" [{done}>{'.' * (19 - len(done))}]  Step: {30 + i}ms | Tot: {i}s0ms | {said.format(left=batches - 1 - i)}"
        )
        states.append(state.ljust(width) + "\b" * (width - 10) + f" {i + 1}/{batches} ")
    return "\r".join(states) + "\n"


@pytest.mark.parametrize("batches", [(5, 3), (4, 4), (12, 2)])
@pytest.mark.parametrize("width", [70, 110])
def test_a_count_within_a_bar_is_of_its_state(batches: tuple[int, int], width: int, tmp_path: Path) -> None:
    said = "Loss: {loss}{{left}} | Acc: 50.000% (5/10)"
    text = "".join(
        f"\nEpoch: {i}\n"
        + bar(said.format(loss=LOSS[i]), batches[0], width)
        + bar(said.format(loss=OTHER[i]), batches[1], width)
        for i in N
    )
    (run,) = runs_of(tmp_path, text)
    losses = [one for one in curves(run) if one[0] == "loss"]
    assert losses == [TRAIN_LOSS, VAL_LOSS]


def test_the_second_bar_of_each_epoch_is_the_validation_also_where_it_is_as_long(tmp_path: Path) -> None:
    def states(loss: float) -> str:
        return "".join(
            f"\r{25 * b:3}%|{'#' * b:<4}| {b}/4 [00:0{b}<00:01, 3.1it/s, loss={loss}{4 - b}]" for b in range(5)
        )

    text = "".join(f"Epoch {i + 1}\n{states(LOSS[i])}\n{states(OTHER[i])}\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert any("the second is taken as validation" in notice.text for notice in run.notices)


SHARES = [
    "acc {k}.0 / 64.0",
    "Accuracy: {k}.0000 / 64.0000 = {percent}, time: 0.2",
    "acc: {k}/64 = {share}",
    "correct: {k}.0 / 64.0 -> {percent}%",
    "acc {k}.0 out of 64.0 ({percent})",
]


@pytest.mark.parametrize("form", SHARES)
def test_whole_numbers_printed_as_fractions_are_so_many_right_ones_of_so_many(form: str, tmp_path: Path) -> None:
    right = [8 * i + 3 for i in N]
    lines = (
        f"epoch {i + 1} loss {LOSS[i]} " + form.format(k=k, share=k / 64, percent=100 * k / 64)
        for i, k in enumerate(right)
    )
    (run,) = runs_of(tmp_path, "\n".join(lines) + "\n")
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, [k / 64 for k in right])]


def test_two_accuracies_side_by_side_stay_two(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss {loss} train/val acc: {k}0.0 / {k}2.0\n"))
    assert [(s.split, s.value.tolist()) for s in run.series if s.quantity is Quantity.ACCURACY] == [
        (Split.TRAIN, [(i + 1) / 10 for i in N]),
        (Split.VAL, [(10 * i + 12) / 100 for i in N]),
    ]


NUMBERED = {
    "a heading from 1 above batches from 0": each(
        "Epoch {k}/8\nEpoch: {i} [0/300] Loss: {loss}1\nEpoch: {i} [200/300] Loss: {loss}\nval loss {other}\n"
    ),
    "results from 1 below batches from 0": each(
        "epoch {i} iter 0 loss {loss}1\nepoch {i} iter 200 loss {loss}\nEpoch [{k}/8] val loss {other}\n"
    ),
    "a heading from 1 above results from 0": each(
        "---- Epoch {k} of 8 ----\n[epoch {i}] loss={loss} val_loss={other}\n"
    ),
}


@pytest.mark.parametrize("text", NUMBERED.values(), ids=NUMBERED)
def test_epochs_count_as_the_line_does_that_tells_their_number(text: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text)
    for series in run.series:
        assert series.epoch is not None
        assert 0 < series.epoch[0] <= 1
        assert 7 < series.epoch[-1] <= 8
    (val,) = (series for series in run.series if series.split is Split.VAL)
    assert val.epoch is not None
    assert val.epoch.tolist() == [i + 1 for i in N]


def test_a_heading_of_the_next_epoch_renumbers_nothing(tmp_path: Path) -> None:
    text = each("current epoch: {i}, epoch: {k}\n 12%|#   | 41/3280 [00:50<1:06, 1.2s/it, loss={loss}]\nepoch {x}/80\n")
    for i in N:
        text = text.replace(f"epoch {57 * i}/80", f"epoch {i + 2}/80", 1)
    (run,) = runs_of(tmp_path, text)
    (loss,) = run.series
    assert loss.epoch is not None
    assert loss.epoch.tolist() == [i + 1 for i in N]


BANNERS = {
    "the best of the test, of the epoch that runs": (
        "==TRAIN==\nA->B\nEPOCH:: {i}, Loss: {loss}, MSE: 1.5\n"
        "==TEST==\nA->B\nEPOCH:: {i}, Loss: {other}, MSE: 2.5\n"
        "==BEST TEST==\nA->B\nEPOCH:: {i}, Loss: {best}, MSE: 2.5\n",
        "==FINAL TEST==\nA->B\nEPOCH:: -1, Loss: 1.18, MSE: 2.5\n",
        Split.TEST,
    ),
    "the best so far, of its epoch": (
        "--- Training ---\nepoch {i} loss {loss}\n--- Validation ---\nepoch {i} loss {other}\n"
        "--- Best validation so far ---\nepoch {at} loss {best}\n",
        "",
        Split.VAL,
    ),
    "behind what a logger writes": (
        "10:00:01 INFO - ==TRAIN==\n10:00:02 INFO - epoch {i}, loss: {loss}\n"
        "10:00:03 INFO - ==VAL==\n10:00:04 INFO - epoch {i}, loss: {other}\n"
        "10:00:05 INFO - ==BEST VAL==\n10:00:06 INFO - epoch {i}, loss: {best}\n",
        "",
        Split.VAL,
    ),
    "lines that count nothing": (
        "*** train ***\nloss {loss}\n*** dev ***\nloss {other}\n*** best dev ***\nloss {best}\n",
        "",
        Split.VAL,
    ),
}


@pytest.mark.parametrize(("form", "end", "split"), BANNERS.values(), ids=BANNERS)
def test_what_stands_below_a_banner_of_the_best_came_before(form: str, end: str, split: Split, tmp_path: Path) -> None:
    lines = (form.format(i=i, loss=LOSS[i], other=OTHER[i], best=BEST[i], at=OTHER.index(BEST[i])) for i in N)
    (run,) = runs_of(tmp_path, "".join(lines) + end)
    assert [one for one in curves(run) if one[0] == "loss"] == [TRAIN_LOSS, ("loss", split, OTHER)]


@pytest.mark.parametrize("saved", ["=== new best model saved ===", "=> saving best model", "*** best ***"])
def test_a_banner_that_says_that_a_model_was_saved_heads_nothing(saved: str, tmp_path: Path) -> None:
    text = each(f"Epoch {{k}} | lr 0.001\n=== train ===\nloss {{loss}}\n=== val ===\nloss {{other}}\n{saved}\n")
    (run,) = runs_of(tmp_path, text)
    assert [one for one in curves(run) if one[0] == "loss"] == [TRAIN_LOSS, VAL_LOSS]
    assert all(series.epoch is not None and series.epoch.tolist() == [i + 1 for i in N] for series in run.series)


def test_epoch_minus_one_behind_the_others_is_no_epoch(tmp_path: Path) -> None:
    text = each("[epoch {i}] train loss {loss}\n[epoch {i}] val loss {other}\n") + "[epoch -1] val loss 1.18\n"
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert [one.why for one in run.left_out] == ["told of no epoch, behind all"]


SUMMARIES = {
    "every second epoch": "\nSummary\n"
    + "".join(f"  {i + 1:>4}   {LOSS[i]:.2f}   {OTHER[i]:.2f}   {ACCURACY[i]:.2f}\n" for i in (1, 3, 5, 7)),
    "in a sentence": "\n"
    + "".join(f"  epoch {i + 1}: val loss {OTHER[i]:.2f}, val acc {ACCURACY[i]:.0%}\n" for i in N),
    "as pandas prints it": "\n   epoch  train_loss  val_loss  val_acc\n"
    + "".join(f"{i}      {i + 1}        {LOSS[i]:.4f}      {OTHER[i]:.4f}     {ACCURACY[i]:.4f}\n" for i in N),
    "the best three": "\nTop 3 epochs:\nepoch  val_loss  val_acc\n"
    + "".join(f"{i + 1:5}  {OTHER[i]:.4f}  {ACCURACY[i]:.4f}\n" for i in (6, 7, 5)),
}
HEADED = SUMMARIES | {
    "every second epoch": SUMMARIES["every second epoch"].replace("y\n", "y\n  epoch  train_loss  val_loss  val_acc\n")
}


@pytest.mark.parametrize("summary", HEADED.values(), ids=HEADED)
def test_a_summary_behind_a_training_is_none_of_its_own(summary: str, tmp_path: Path) -> None:
    (run,) = runs_of(
        tmp_path, each("Epoch {k}/8 - train_loss: {loss} - val_loss: {other} - val_acc: {acc}\n") + summary
    )
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS, VAL_ACC]
    assert any("told again behind the training" in notice.text for notice in run.notices)


def test_a_second_training_in_another_form_is_no_summary(tmp_path: Path) -> None:
    first = each("Epoch {k}/8 - train_loss: {loss} - val_loss: {other}\n")
    second = "\n".join(f"{i + 1:4}   {LOSS[i] / 2:.3f}   {OTHER[i] / 2:.3f}" for i in N)
    found = runs_of(tmp_path, first + "\n epoch  train_loss  val_loss\n" + second + "\n")
    assert sum(len(run.series) for run in found) == 4


SCORES = [1.6, 1.9, 2.2, 2.5, 2.7, 2.95, 3.05, 3.1]
NAMED_IS = ["[Epoch {i}] IS: {score} ± 0.2\n[Epoch {i}] FID: {fid}\n", "iter {i}00: IS: {score:.3f} FID: {fid:.2f}\n"]
NAMED_IS += ["Epoch {i} | IS = {score:.3f} +- 0.1 | FID = {fid:.2f}\n", "Step {i}, IS={score:.3f}, FID={fid:.2f}\n"]


@pytest.mark.parametrize("form", NAMED_IS)
def test_is_in_capitals_before_a_sign_is_a_name(form: str, tmp_path: Path) -> None:
    text = "".join(form.format(i=i, score=SCORES[i], fid=219.5 - 40 * SCORES[i]) for i in N)
    (run,) = runs_of(tmp_path, text)
    assert [series.value.tolist() for series in run.series if series.metric == "IS"] == [SCORES]


def test_is_in_capitals_within_a_sentence_is_none(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("EPOCH {k}, TRAIN LOSS IS: {loss}, VAL LOSS IS {other}\n"))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def falling(begin: float, i: int) -> float:
    return round(begin * (0.2 + 0.8 * math.exp(-i / 12)) + 0.04 * begin * math.sin(2.5 * i), 4)


OWN_NAMES = {
    "batches of an epoch": "".join(
        f"2021-04-18 03:20:53.27 Epoch [{e:03}/020], Step [{s:04}/0100], [side-1: {falling(1.6, e + s / 200)}, side-2: "
        f"{falling(1.7, e + s / 200)}]\n"
        for e in range(1, 21)
        for s in (50, 100)
    ),
    "a table below arguments": "batch_size : 64\nepochs : 20\nepoch\tlr\terror_a_p1\terror_b_p2\t\n"
    + "".join(f"{e}.000000\t{0.0001 - e * 1e-6:.6f}\t{falling(55, e)}\t{falling(95, e)}\t\n" for e in range(1, 21)),
    "a line for each epoch": "".join(
        f"epoch {e}: rotdist={falling(1.3, e)} transdist={falling(0.4, e)}\n" for e in range(20)
    ),
    "percentages without a sign": "".join(f"Epoch {e} | cer_dev {falling(80, e)} | lr 0.001\n" for e in range(20)),
    "an unknown tongue": "".join(
        f"Epoch {e}/20  virhe={falling(0.9, e)}  hukka={falling(2.9, e)}\n" for e in range(20)
    ),
}


@pytest.mark.parametrize("text", OWN_NAMES.values(), ids=OWN_NAMES)
def test_unknown_names_that_fall_over_epochs_are_measured_where_nothing_else_is(text: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text)
    named = [series for series in run.series if series.quantity is not Quantity.LEARNING_RATE]
    assert len(named) == (1 if "cer_dev" in text else 2)
    assert all(series.value[-1] < 0.5 * series.value[0] for series in named)


COUNTED_ONLY = {
    "a schedule": "".join(
        f"Epoch {e}: tau={0.5 + 0.5 * math.cos(e / 7):.4f} gumbel={0.97**e:.4f}\n" for e in range(20)
    ),
    "speeds": "".join(
        f"Epoch {e}: fwd={0.31 + 0.01 * (e * 7 % 5):.3f} bwd={0.52 + 0.01 * (e * 3 % 7):.3f}\n" for e in range(20)
    ),
    "no epochs": "".join(f"block {e}: drift={falling(1.3, e)}\n" for e in range(20)),
}


@pytest.mark.parametrize("text", COUNTED_ONLY.values(), ids=COUNTED_ONLY)
def test_unknown_names_that_do_not_fall_so_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.log").write_text(text)
    with pytest.raises(UnreadableLog):
        read(tmp_path / "x.log")


NUMBERED_HEADINGS = [
    "===== Train {k} =====\nloss: {loss}\n===== Val {k} =====\nloss: {other}\n",
    "[TRAIN #{i}]\n  loss {loss}\n[VAL #{i}]\n  loss {other}\n",
    "Epoch {k}\n** train {k} **\nloss {loss}\n** validation {k} **\nloss {other}\n",
    "#### TRAIN {i} ####\nloss: {loss}\n#### VALID {i} ####\nloss: {other}\n#### BEST {i} ####\nloss: {other}\n",
    "training {k}\n  12 batches in 3.2s\n  loss = {loss}\nvalidating {k}\n  loss = {other}\n",
]


@pytest.mark.parametrize("form", NUMBERED_HEADINGS)
def test_headings_that_number_their_split_tell_it(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(form))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
