"""Ways in which programs print a training, in lines made by hand; each is read by a rule that holds for all texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import read

LOSS = [round(2.0 * 0.8**i, 5) for i in range(6)]
OTHER_LOSS = [round(2.2 * 0.85**i, 5) for i in range(6)]
ACCURACY = [round(0.9 - 0.6 * 0.7**i, 4) for i in range(6)]
N = range(6)
TRAIN_LOSS = (Quantity.LOSS, Split.TRAIN)
VAL_LOSS = (Quantity.LOSS, Split.VAL)
TEST_LOSS = (Quantity.LOSS, Split.TEST)
TRAIN_ACCURACY = (Quantity.ACCURACY, Split.TRAIN)
VAL_ACCURACY = (Quantity.ACCURACY, Split.VAL)
TEST_ACCURACY = (Quantity.ACCURACY, Split.TEST)


def each(line: str) -> str:
    """`line` for every epoch, with {i}, {k} (from 1), {loss}, {other} and {acc} filled in."""
    return "".join(line.format(i=i, k=i + 1, loss=LOSS[i], other=OTHER_LOSS[i], acc=ACCURACY[i]) for i in N)


def runs_of(folder: Path, text: str, name: str = "train.log") -> tuple[Run, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name)


def run_of(folder: Path, text: str, name: str = "train.log") -> Run:
    (run,) = runs_of(folder, text, name)
    return run


BOOSTING = each("[{k}]\ttrain's auc: {acc}\tvalid_0's binary_logloss: {other}\n")
CATBOOST = each("{i}:\tlearn: {loss}\ttest: {other}\tbest: {other} ({i})\ttotal: 12{i}ms\tremaining: 1m 4s\n")
MARIAN = each("[2021-05-26 23:2{i}:42] Ep. 1 : Up. {k}00 : Sen. 15,203 : Cost {loss} * 414,436 : Time 609.91s\n")
ESPNET = each(
    "[host] 12:37:4{i},484 (trainer:753) INFO: 1epoch:train:{i}1-{i}9batch: iter_time=1e-04, loss={loss}, acc={acc}\n"
)
CHINESE = each("Epoch {k}/6\n  训练损失：{loss}\n  验证损失: {other}（验证集准确率: {acc}）\n  学习率: 0.001\n")
SPANISH = each("Época {k}  Pérdida de entrenamiento {loss}  Pérdida de validación {other}\n")
KOREAN = each("에포크 {k} | 학습 손실: {loss} | 검증 손실: {other} | 검증 정확도: {acc}\n")
ONE_NAME = each("EPOCH {k}:\n  batch 1000 loss: 9.9\nLOSS train {loss} valid {other}\n")
TRANSLATOR = each(
    "epoch {k:03d} | valid on 'valid' subset | loss {other} | ppl 6.29 | num_updates {k}400 | best_loss 1.1\n"
)
CAFFE = each(
    "I0203 22:10:3{i}.772714  3769 solver.cpp:337] Iteration {i}00, Testing net (#0)\n"
    "I0203 22:10:3{i}.816495  3769 solver.cpp:404]     Test net output #0: accuracy = {acc}\n"
    "I0203 22:10:3{i}.818120  3769 solver.cpp:404]     Test net output #1: loss = {other} (* 1 = {other} loss)\n"
    "I0203 22:10:3{i}.918120  3769 solver.cpp:228] Iteration {i}00, loss = {loss}\n"
)
BARS = each(
    "EPOCH: {i}\nLoss={loss} Batch_id=97 Accuracy={acc}: 100%|####| 98/98 [00:08<00:00, 11.62it/s]\n\n"
    "Test set: Average loss: {other}, Accuracy: {acc}\n"
)
LANGUAGE = each(
    "-----------\n| end of epoch   {k} | time: 20.31s | valid loss {other} | valid ppl   9.70\n-----------\n"
)
BATCHES = each("| epoch   1 |  {k}00/ 1452 batches | lr 0.10 | ms/batch 106.52 | loss  {loss} | ppl    55.87\n")
TUTORIAL = "".join(f"[{1 + i // 3}, {2000 * (1 + i % 3):5d}] loss: {LOSS[i]}\n" for i in N) + "Finished Training\n"
EVALUATED = each(
    "global step {k}00, epoch: 1, batch: {k}00, loss: {loss}, speed: 4.7 step/s\neval loss: {other}, accu: {acc}\n"
)
PHASES = each("Epoch {i}/5\n----------\ntrain Loss: {loss} Acc: {acc}\nval Loss: {other} Acc: {acc}\n\n")
AT_STEP = each("Minibatch loss at step {i}00: {loss}\nMinibatch accuracy: {acc}\nValidation accuracy: {acc}\n")
IN_EPOCH = each("Train Epoch: {k}, Loss: {loss}\nValidation accuracy: {acc} in epoch: {k}\n")
SPACY = "i Pipeline: ['tok2vec', 'tagger']\n"
SPACY += "E    #       LOSS TAGGER  TAG_ACC  SCORE\n---  ------  ------------  ----  ----\n"
SPACY += each("  0     {i}00        {loss}    {acc}    0.80\n")
YOLO = each(
    "\n      Epoch    GPU_mem   box_loss  Instances       Size\n"
    "        {k}/6      6.18G    {loss}        126        640: 100% ━━━━ 417/417 3.4it/s 2:01\n"
    "                 Class     Images   Box(P          R      mAP50  mAP50-95): 100% ━━━━ 35/35 5.0it/s 7.0s\n"
    "                   all       1111    0.764      0.628    {acc}      0.488\n"
)
NOTEBOOK = "***** Running training *****\n  Num Epochs = 6\nEpoch\tTraining Loss\tValidation Loss\tAccuracy\n"
NOTEBOOK += each("{k}\t{loss}\t{other}\t{acc}\n") + "Training completed.\n"
FRAMED = (
    "Training on single CPU.\n|==========|\n|  Epoch  |  Iteration  |  Mini-batch  |  Validation  |  Base Learning  |\n"
)
FRAMED += "|         |             |     Loss     |     Loss     |      Rate       |\n|==========|\n"
FRAMED += each("|       1 |         {k}50 |       {loss} |       {other} |          0.0100 |\n")
PRINTED = each("{{'loss': {loss}, 'learning_rate': 1e-05, 'epoch': {k}.0}}\n{{'eval_loss': {other}, 'epoch': {k}.0}}\n")


@pytest.mark.parametrize(
    ("text", "x_name", "first", "expected"),
    [
        (BOOSTING, "step", 1, [VAL_LOSS]),
        (CATBOOST, "step", 0, [TRAIN_LOSS, TEST_LOSS]),
        (MARIAN, "step", 100, [TRAIN_LOSS]),
        (ESPNET, "step", 9, [TRAIN_LOSS, TRAIN_ACCURACY]),
        (CHINESE, "epoch", 1, [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]),
        (SPANISH, "epoch", 1, [TRAIN_LOSS, VAL_LOSS]),
        (KOREAN, "epoch", 1, [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]),
        (TRANSLATOR, "epoch", 1, [VAL_LOSS]),
        (CAFFE, "step", 0, [TEST_ACCURACY, TEST_LOSS, TRAIN_LOSS]),
        (BARS, "epoch", 0, [TRAIN_LOSS, TRAIN_ACCURACY, TEST_ACCURACY, TEST_LOSS]),
        (LANGUAGE, "epoch", 1, [VAL_LOSS]),
        (BATCHES, "step", 100, [TRAIN_LOSS]),
        (TUTORIAL, "step", 2000, [TRAIN_LOSS]),
        (EVALUATED, "step", 100, [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]),
        (PHASES, "epoch", 0, [TRAIN_LOSS, TRAIN_ACCURACY, VAL_ACCURACY, VAL_LOSS]),
        (AT_STEP, "step", 0, [TRAIN_LOSS, TRAIN_ACCURACY, VAL_ACCURACY]),
        (IN_EPOCH, "epoch", 1, [TRAIN_LOSS, VAL_ACCURACY]),
        (SPACY, "step", 0, [TRAIN_LOSS, VAL_ACCURACY]),
        (YOLO, "epoch", 1, [TRAIN_LOSS]),
        (NOTEBOOK, "epoch", 1, [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]),
        (FRAMED, "step", 150, [TRAIN_LOSS, VAL_LOSS]),
        (PRINTED, "epoch", 1, [TRAIN_LOSS, VAL_LOSS]),
    ],
)
def test_a_printed_training_is_read_with_its_counter_its_losses_and_its_accuracies(
    tmp_path: Path, text: str, x_name: str, first: int, expected: list[tuple[Quantity, Split]]
) -> None:
    run = run_of(tmp_path, text)
    assert run.x_name == x_name
    curves = [series for series in run.series if series.quantity in (Quantity.LOSS, Quantity.ACCURACY)]
    assert sorted((series.quantity, series.split) for series in curves) == sorted(expected)
    for series in curves:
        losses = LOSS if series.split is Split.TRAIN else OTHER_LOSS
        assert list(series.value) == pytest.approx(losses if series.quantity is Quantity.LOSS else ACCURACY)
        assert series.x[0] == first


def test_a_metric_named_once_is_measured_on_both_splits_that_follow(tmp_path: Path) -> None:
    run = run_of(tmp_path, ONE_NAME)
    found = {series.metric: list(series.value) for series in run.series}
    assert found["LOSS train"] == LOSS
    assert found["loss valid"] == OTHER_LOSS


def test_a_heading_that_comes_again_begins_another_training(tmp_path: Path) -> None:
    fit = "epoch\ttrain_loss\tvalid_loss\taccuracy\ttime\n"
    text = "Results: training and test\n\n" + fit + "0\t1.7\t1.2\t0.75\t00:08\n" + fit
    text += each("{i}\t{loss}\t{other}\t{acc}\t00:12\n") + "This is a file with probability 0.9\n"
    first, second = runs_of(tmp_path, text)
    assert [series.value[0] for series in first.series] == [1.7, 1.2, 0.75]
    assert [(s.quantity, s.split, len(s.value)) for s in second.series] == [
        (*TRAIN_LOSS, 6),
        (*VAL_LOSS, 6),
        (*VAL_ACCURACY, 6),
    ]


def test_a_column_that_was_not_logged_at_first_and_wrapped_numbers_are_numbers(tmp_path: Path) -> None:
    text = "Epoch\tTraining Loss\tValidation Loss\tAccuracy\n"
    text += "".join(f"{i}\t{'No log' if i < 5 else 1.4}\t1.2\t0.4\n" for i in range(1, 7))
    run = run_of(tmp_path, text, "table.txt")
    assert [(s.metric, s.split, len(s.value)) for s in run.series] == [
        ("Training Loss", Split.TRAIN, 2),
        ("Validation Loss", Split.VAL, 6),
        ("Accuracy", Split.VAL, 6),
    ]
    tensors = ",epoch,train_loss\n" + "".join(f'{i},{i},"tf.Tensor({10 - i}.5, shape=(), dtype=float32)"\n' for i in N)
    assert list(run_of(tmp_path, tensors, "loss_log.csv").series[0].value) == [10.5, 9.5, 8.5, 7.5, 6.5, 5.5]


def test_numbers_without_names_that_are_counted_again_and_again_are_a_log(tmp_path: Path) -> None:
    rows = "".join(f"{1 + i % 3},{LOSS[i]},{100 * ACCURACY[i]},{OTHER_LOSS[i]},25.1\n" for i in N)
    run = run_of(tmp_path, rows, "train_log.csv")
    assert {len(series.value) for series in run.series} == {6}
    assert len(run.breaks) == 1


def test_a_single_epoch_is_a_log_already(tmp_path: Path) -> None:
    run = run_of(tmp_path, "Device: cpu\nEpoch 01/1\n  Train  loss=0.7598  acc=0.52\n  Val    loss=0.8240  acc=0.50\n")
    assert sorted((s.metric, str(s.split), s.value[0]) for s in run.series) == [
        ("acc", "train", 0.52),
        ("acc", "val", 0.5),
        ("loss", "train", 0.7598),
        ("loss", "val", 0.824),
    ]


def test_a_best_iteration_that_is_told_again_is_no_step_back(tmp_path: Path) -> None:
    run = run_of(tmp_path, BOOSTING + "Did not meet early stopping. Best iteration is:\n" + BOOSTING.splitlines()[3])
    assert [list(series.x) for series in run.series] == [[1, 2, 3, 4, 5, 6]] * 2
    assert not run.breaks


def test_what_is_said_of_an_improvement_is_no_value(tmp_path: Path) -> None:
    told = "Epoch {k}\nTraining Loss: {loss}\tValidation Loss: {other}\n"
    told += "Validation loss decreased ({other} --> 0.01).  Saving model ...\n"
    run = run_of(tmp_path, each(told + "Epoch {k}: val_loss improved from inf to 0.02, saving\n"))
    assert [(series.metric, list(series.value)) for series in run.series] == [
        ("Training Loss", LOSS),
        ("Validation Loss", OTHER_LOSS),
    ]


def test_the_percentage_of_a_bar_is_no_value(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("Epoch {i} val_loss:  45%|███  | 45/100\nEpoch {i} val_loss: {other}\n"))
    assert [list(series.value) for series in run.series] == [OTHER_LOSS]


def test_the_global_step_is_preferred_to_the_batch(tmp_path: Path) -> None:
    text = each("epoch 1 batch {i} global_step 90{i} loss {loss}\n")
    assert list(run_of(tmp_path, text).series[0].x) == [900, 901, 902, 903, 904, 905]


def test_plain_names_that_come_twice_in_a_line_belong_to_the_name_before_them(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("{k} epoch {k}: train_loss={loss} acc={acc} val_loss={other} acc=0.25\n"))
    values = {(s.metric, s.split): s.value[0] for s in run.series}
    assert values["acc", Split.TRAIN] == ACCURACY[0]
    assert values["acc", Split.VAL] == 0.25


def test_a_plain_name_behind_names_in_one_word_keeps_its_own_split(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("Epoch {k} - val_accuracy: {acc} - val_loss: {other} - loss: {loss} - lr: 0.1\n"))
    assert [(s.metric, s.split) for s in run.series if s.metric == "loss"] == [("loss", Split.TRAIN)]


def test_a_metric_that_comes_again_and_again_in_the_one_epoch_is_read_row_by_row(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("Epoch 1 loss {loss} valid acc {acc}\n"))
    assert [list(series.value) for series in run.series] == [LOSS, ACCURACY]


def test_batches_that_begin_at_0_in_every_epoch_do_not_meet_the_last_of_the_epoch_before(tmp_path: Path) -> None:
    text = "".join(f"Epoch {1 + i // 2} Batch {100 * (i % 2)} Loss {LOSS[i]}\n" for i in N)
    (series,) = run_of(tmp_path, text).series
    assert list(series.x) == [0, 100, 200, 300, 400, 500]
    assert list(series.value) == LOSS


def test_a_loss_per_epoch_counts_no_epochs(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("Iteration {i}: Train Loss per epoch= {loss}\n"))
    assert [(series.metric, list(series.x)) for series in run.series] == [
        ("Train Loss per epoch", [0, 1, 2, 3, 4, 5]),
    ]


def test_the_same_numbers_below_another_epoch_are_another_record(tmp_path: Path) -> None:
    text = "".join(f"Epoch {k}/6\n2499/2499 [======] - 2s - loss: 1.9105 - acc: 0.5378\n" for k in range(1, 7))
    run = run_of(tmp_path, text)
    assert [list(series.x) for series in run.series] == [[1, 2, 3, 4, 5, 6]] * 2


def test_a_record_that_is_printed_twice_below_one_epoch_is_taken_once(tmp_path: Path) -> None:
    line = "2499/2499 [======] - 2s - loss: 1.9105 - acc: 0.5378\n"
    run = run_of(tmp_path, "".join(f"Epoch {k}/3\n{line}{line}" for k in range(1, 4)))
    assert [list(series.x) for series in run.series] == [[1, 2, 3]] * 2
