"""Kinds of lines whose counters or values were missed: the 3rd epoch, i_iter, passes of k/n, values glued to names."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.series.names import meaning_of

TRAIN_ACCURACY = ("accuracy", Split.TRAIN, ACCURACY)
EPOCHS = [i + 1 for i in N]
COUNTED = {
    "an ordinal behind the name": (
        each("Training Loss after {k}th epoch ={loss}\nValidation Loss after {k}th epoch = {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "an ordinal in a sentence": (each("loss in the {k}th iteration is {loss}\n"), [TRAIN_LOSS]),
    "an ordinal with a hyphen": (
        each("Accuracy on test set after {k}-th epoch: {acc}\n"),
        [("accuracy", Split.TEST, ACCURACY)],
    ),
    "ordinals begin lines": (
        "".join(
            f"{i + 1}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(i + 1, 'th') } epoch: loss = {LOSS[i]}, acc = {ACCURACY[i]}\n"
            for i in N
        ),
        [TRAIN_LOSS, TRAIN_ACCURACY],
    ),
    "a letter before a counter": (
        each("i_epoch: {k} loss:{loss}  val_loss:{other} runtime: 11.4{k} m\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a word behind a counter": (each("epoch_i: {k} loss: {loss}\n"), [TRAIN_LOSS]),
    "this counter": (each("this_epoch={k} loss={loss} val_loss={other}\n"), [TRAIN_LOSS, VAL_LOSS]),
    "values glued to the next name": (
        each("epoch {k} loss: {loss}acc: {acc}val_loss: {other}\n"),
        [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS],
    ),
    "values glued to a name of words": (
        each("Epoch {k} Train cost: {loss}Validation cost: {other} counter 0\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "counted in a bracket": (each("Training Loss (epoch {k}): {loss}\n"), [TRAIN_LOSS]),
    "counted in a bracket, of so many": (each("val loss (epoch {k}/8): {other}\n"), [VAL_LOSS]),
    "counted in another bracket": (each("loss [step {k}] -> {loss}\n"), [TRAIN_LOSS]),
    "so many epochs are done": (each("{k}/8 epochs done\nloss: {loss}\n"), [TRAIN_LOSS]),
    "a tensor that says its loss": (
        each("Epoch {k} tensor({loss}, device='cuda:0', grad_fn=<NllLossBackward0>)\n"),
        [TRAIN_LOSS],
    ),
    "a tensor behind a bare count": (each("{k} tensor({loss}, grad_fn=<MseLossBackward0>)\n"), [TRAIN_LOSS]),
}


@pytest.mark.parametrize("form", COUNTED)
def test_values_are_counted_as_their_lines_say(form: str, tmp_path: Path) -> None:
    text, expected = COUNTED[form]
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == expected
    assert all(series.x.tolist() == EPOCHS for series in run.series)


def test_a_tensor_that_arithmetic_made_and_a_unit_are_no_losses(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, each("{k} tensor({acc}, grad_fn=<SelectBackward0>)\n"))
    (run,) = runs_of(tmp_path, each("epoch: {k} gap: 3{loss}mm loss: {loss}\n"))
    assert curves(run)[-1] == TRAIN_LOSS


def test_words_beside_a_counter_make_no_setting_one() -> None:
    assert meaning_of("i_iter").quantity is Quantity.STEP and meaning_of("epoch_idx").quantity is Quantity.EPOCH
    assert meaning_of("this").quantity is meaning_of("i").quantity is Quantity.OTHER


@pytest.mark.parametrize("between", ["", "epoch ended\n"])
def test_batches_that_begin_anew_behind_the_last_are_of_another_pass(between: str, tmp_path: Path) -> None:
    first, second = (
        "".join(f"{100 * (i + 1)}/870 batch error is : {values[i]}\n" for i in N) for values in (LOSS, OTHER)
    )
    (run,) = runs_of(tmp_path, first + between + second)
    assert run.series[0].value.tolist() == [*LOSS, *OTHER] and not run.breaks
    assert run.series[0].step.tolist()[7:9] == [800, 970]


def test_batches_that_fall_back_before_the_last_are_of_a_training_that_was_resumed(tmp_path: Path) -> None:
    lines = [f"{100 * (i + 1)}/870 loss: {LOSS[i]}\n" for i in N]
    (run,) = runs_of(tmp_path, "".join([*lines[:6], *lines[3:]]))
    assert run.series[0].value.tolist() == LOSS and len(run.breaks) == 1


def test_a_heading_that_comes_once_parts_no_training(tmp_path: Path) -> None:
    epoch = "".join(
        f"Epoch: [{{e}}] [{b}/300] eta: 0:03:1{b // 100} loss: {{loss}}{b} ({{loss}})\n" for b in (0, 100, 200)
    )
    test = "Test: Total time: 0:00:22\nTest: Acc@1 {acc}\n"
    told = "".join((epoch + test).format(e=i, loss=LOSS[i], acc=100 * ACCURACY[i]) for i in range(3))
    (run,) = runs_of(tmp_path, f"Loading training data\nLoading validation data\nStart training\n{told}")
    assert [len(s.value) for s in run.series if s.quantity is Quantity.LOSS] == [9]


def test_what_a_line_below_a_bar_tells_again_of_unknown_names_is_kept(tmp_path: Path) -> None:
    bar = "\rEpoch: {k}, Iter: 1, GXY: {other}9, GYZ: {other}8\rEpoch: {k}, Iter: 5, GXY: {loss}9, GYZ: {loss}8\n"
    (run,) = runs_of(tmp_path, each(bar + "Mean Epoch Performance: GXY: {loss}, GYZ: {other}\n"))
    found = [series.value.tolist() for series in run.series]
    assert LOSS in found and OTHER in found and len(found) == 4


@pytest.mark.parametrize("label", ["****** EXPERIMENT_{k} ******", "== run_{k} ==", "[fold_{k}]", "--- Client_{k} ---"])
def test_results_below_things_that_an_underscore_numbers_are_refused(label: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="several results"):
        runs_of(tmp_path, each(label + "\n- Train Accuracy : {acc}\n- Test Accuracy : 0.8{k}\n\n"))


def test_results_below_names_alone_are_refused_beside_a_loss_too(tmp_path: Path) -> None:
    names = ["resnet18", "vgg_16", "mobile_net", "densenet", "vit_b", "swin", "convnext", "alexnet"]
    results = "".join(f"{name}:\nval: acc={ACCURACY[i]}, loss={OTHER[i]}\n" for i, name in enumerate(names))
    with pytest.raises(UnreadableLog, match="several results"):
        runs_of(tmp_path, results)
    (run,) = runs_of(
        tmp_path, f"Train:\nloss={LOSS[0]}\nValid:\nloss={OTHER[0]}\nTrain:\nloss={LOSS[1]}\nValid:\nloss={OTHER[1]}\n"
    )
    assert {series.split for series in run.series} == {Split.TRAIN, Split.VAL}


def test_labels_of_epochs_that_an_underscore_numbers_are_no_things(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("run_epoch_{k}\ntrain loss {loss}\nval loss {other}\n"))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


HEADINGS = {
    "dots": ("Epoch:  loss . . ,acc . . ,val_loss . . , Time", "{k} : {loss} {acc} {other} 21.7{k}"),
    "a bar and commas": ("Epoch | loss, acc, val_loss", "{k} : {loss} {acc} {other}"),
    "a colon and commas": ("Epoch: loss, acc, val_loss", "{k}: {loss}, {acc}, {other}"),
    "dots as cells": ("Epoch ... loss ... acc ... val_loss", "{k} {loss} {acc} {other}"),
    "dashes as cells": ("epoch - loss - acc - val_loss", "{k} {loss} {acc} {other}"),
}


@pytest.mark.parametrize("form", HEADINGS)
def test_a_heading_names_its_columns_whatever_signs_stand_between(form: str, tmp_path: Path) -> None:
    heading, row = HEADINGS[form]
    (run,) = runs_of(tmp_path, f"{heading}\n" + each(row + "\n"))
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS]
    assert all(series.x.tolist() == EPOCHS for series in run.series)


@pytest.mark.parametrize("comma", [True, False])
def test_numbers_below_the_words_of_a_program_are_those_that_the_file_is_called_after(
    comma: bool, tmp_path: Path
) -> None:
    words = "\n> proj@1.0.0 start /home/someone/proj\n> node script.js\n\n"
    values = [loss / 7 for loss in LOSS]
    numbers = "".join(f"{value}\n" for value in values).replace(".", "," if comma else ".")
    (run,) = runs_of(tmp_path, words + numbers, "train_loss.txt")
    assert curves(run) == [("loss", Split.TRAIN, values)]
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, words + numbers, "numbers.txt")
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, words + numbers + "and more words\n", "train_loss.txt")


def rows_of_yolo(last: list[float]) -> str:
    return "".join(
        f"  {i}/299  2.{i}7G  {LOSS[i]}  0.05  0.04  0.2  4{i}  640  0.5  0.25  0.3  {one}  {OTHER[i]}  0.03  0.02\n"
        for i, one in enumerate(last)
    )


def test_the_rows_of_yolo_have_names_without_a_heading(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, rows_of_yolo(ACCURACY) + "  8/299  2.1", "results.txt")
    found = {series.metric: series for series in run.series}
    assert found["train/box_loss"].value.tolist() == LOSS and found["val/box_loss"].value.tolist() == OTHER
    assert found["metrics/mAP_0.5:0.95"].value.tolist() == ACCURACY
    assert found["train/loss"].x.tolist() == list(N) and found["img_size"].quantity is Quantity.OTHER
    (older,) = runs_of(tmp_path, rows_of_yolo([0.333] * len(N)), "results.txt")
    assert "metrics/F1" in {series.metric for series in older.series}


def test_rows_of_other_programs_get_no_names_of_yolo(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, rows_of_yolo(ACCURACY).replace("G  ", "M  "), "results.txt")
