"""Logs of other programs, made by hand after what they print or export; each kind is read by a general rule."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import read

LOSS = [round(1.5 * 0.9**i, 6) for i in range(8)]
ACCURACY = [round(0.9 - 0.5 * 0.85**i, 6) for i in range(8)]
N = range(8)
DARKNET = "".join(
    f" Region 82 Avg IOU: 0.4{i}, Class: 0.7, Obj: 0.3\n (next mAP calculation at 1000 iterations)\n"
    f" {i + 1}: {LOSS[i] + 1:.6f}, {LOSS[i]:.6f} avg loss, 0.001000 rate, 2.5 seconds, {64 * i} images, 5.1 hours\n"
    f"Loaded: 0.000032 seconds\n" + (f" mean_average_precision (mAP@0.50) = {ACCURACY[i]:.6f}\n" if i % 4 == 3 else "")
    for i in N
)
MLP = "".join(f"Iteration {i + 1}, loss = {LOSS[i]:.8f}\nValidation score: {ACCURACY[i]:.6f}\n" for i in N)
SGD = "".join(
    f"-- Epoch {i + 1}\nNorm: {i}.23, NNZs: 4, Bias: 0.1, T: {100 * i}, Avg. loss: {LOSS[i]:.6f}\n"
    "Total training time: 0.00 seconds.\n"
    for i in N
)
BOOSTING = "      Iter       Train Loss      OOB Improve   Remaining Time \n" + "".join(
    f"{i + 1:10d} {LOSS[i]:16.4f} {0.01:16.4f} {0.5 + i:15.2f}s\n" for i in N
)
HISTOGRAM = "Fitting gradient boosted rounds:\n" + "".join(
    f"[{i + 1}/100] 1 tree, 31 leaves, max depth = 9, train loss: {LOSS[i]:.5f}, val loss: {LOSS[i]:.5f}, in 0.012s\n"
    for i in N
)
SKORCH = "  epoch    train_loss    valid_acc    valid_loss     dur\n"
SKORCH += "-------  ------------  -----------  ------------  ------\n" + "".join(
    f"{i + 1:7d}  {LOSS[i]:12.4f}  {ACCURACY[i]:11.4f}  {LOSS[i]:12.4f}  0.1234\n" for i in N
)
DCGAN = "".join(f"[{i // 4}/2][{i % 4}/4] Loss_D: {LOSS[i]:.4f} Loss_G: 1.5 D(x): 0.5\n" for i in N)
COMET = "metricName,metricValue,timestamp,step,epoch\n" + "".join(
    f"train_loss,{LOSS[i]},170000000{i}000,{100 * i},{i}\nval_accuracy,{ACCURACY[i]},170000000{i}500,{100 * i},{i}\n"
    for i in N
)
MELTED = "name,step,value\n" + "".join(
    f"{name},{i},{values[i]}\n" for name, values in (("train/loss", LOSS), ("val/acc", ACCURACY)) for i in N
)
TIMM = "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n" + "".join(
    f"{i},{LOSS[i]},{LOSS[i]},{100 * ACCURACY[i]:.3f},{100 * ACCURACY[i] + 5:.3f},1e-3\n" for i in N
)
CLEARML = "Iterations,loss/train,loss/validation,accuracy/validation\n" + "".join(
    f"{i},{LOSS[i]},{LOSS[i]},{ACCURACY[i]}\n" for i in N
)
BY_EPOCH = json.dumps({str(i + 1): {"train_loss": LOSS[i], "val_acc": ACCURACY[i]} for i in N})
BY_NAMED_EPOCH = json.dumps({f"epoch_{i + 1}": {"train": {"loss": LOSS[i]}, "val_acc": ACCURACY[i]} for i in N})
RECORDS = json.dumps(
    {"history": [{"epoch": i + 1, "train": {"loss": LOSS[i]}, "val": {"acc": ACCURACY[i]}} for i in N]}
)

TRAIN_LOSS = (Quantity.LOSS, Split.TRAIN)
VAL_LOSS = (Quantity.LOSS, Split.VAL)
VAL_ACCURACY = (Quantity.ACCURACY, Split.VAL)


def run_of(path: Path, text: str) -> Run:
    path.write_text(text, encoding="utf-8")
    (run,) = read(path)
    return run


@pytest.mark.parametrize(
    ("name", "text", "x_name", "first", "expected"),
    [
        ("darknet.log", DARKNET, "step", 1, [TRAIN_LOSS]),
        ("old.log", DARKNET.replace("avg loss", "avg"), "step", 1, [TRAIN_LOSS]),
        ("mlp.txt", MLP, "step", 1, [TRAIN_LOSS]),
        ("sgd.txt", SGD, "epoch", 1, [TRAIN_LOSS]),
        ("boosting.txt", BOOSTING, "step", 1, [TRAIN_LOSS]),
        ("histogram.txt", HISTOGRAM, "step", 1, [TRAIN_LOSS, VAL_LOSS]),
        ("skorch.txt", SKORCH, "epoch", 1, [TRAIN_LOSS, VAL_ACCURACY, VAL_LOSS]),
        ("comet.csv", COMET, "epoch", 0, [TRAIN_LOSS, VAL_ACCURACY]),
        ("melted.csv", MELTED, "step", 0, [TRAIN_LOSS, VAL_ACCURACY]),
        ("summary.csv", TIMM, "epoch", 0, [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]),
        ("clearml.csv", CLEARML, "step", 0, [TRAIN_LOSS, VAL_LOSS, VAL_ACCURACY]),
        ("by_epoch.json", BY_EPOCH, "epoch", 1, [TRAIN_LOSS, VAL_ACCURACY]),
        ("named_epochs.json", BY_NAMED_EPOCH, "epoch", 1, [TRAIN_LOSS, VAL_ACCURACY]),
        ("records.json", RECORDS, "epoch", 1, [TRAIN_LOSS, VAL_ACCURACY]),
    ],
)
def test_a_log_is_read_with_its_counter_its_losses_and_its_accuracies(
    tmp_path: Path, name: str, text: str, x_name: str, first: int, expected: list[tuple[Quantity, Split]]
) -> None:
    run = run_of(tmp_path / name, text)
    assert run.x_name == x_name
    curves = [series for series in run.series if series.quantity in (Quantity.LOSS, Quantity.ACCURACY)]
    assert [(series.quantity, series.split) for series in curves] == expected
    for series in curves:
        wanted = LOSS if series.quantity is Quantity.LOSS else ACCURACY
        assert series.x[0] == first
        assert list(series.value) == pytest.approx(wanted, abs=1e-4)


def test_the_number_of_a_threshold_belongs_to_the_name(tmp_path: Path) -> None:
    run = run_of(tmp_path / "darknet.log", DARKNET)
    (found,) = [series for series in run.series if series.quantity is Quantity.MAP]
    assert list(found.value) == pytest.approx([ACCURACY[3], ACCURACY[7]])


def test_a_score_is_kept_for_a_person_to_say_what_it_is(tmp_path: Path) -> None:
    run = run_of(tmp_path / "mlp.txt", MLP)
    (score,) = [series for series in run.series if series.metric == "Validation score"]
    assert (score.quantity, score.split, len(score.value)) == (Quantity.OTHER, Split.VAL, 8)


def test_epochs_and_batches_in_brackets_are_counted_through(tmp_path: Path) -> None:
    run = run_of(tmp_path / "gan.txt", DCGAN)
    assert list(run.series[0].step) == [0, 1, 2, 3, 4, 5, 6, 7]


def test_values_without_names_are_read_epoch_by_epoch(tmp_path: Path) -> None:
    run = run_of(tmp_path / "log.json", json.dumps({str(i): [LOSS[i], ACCURACY[i]] for i in N}))
    assert [series.metric for series in run.series] == ["log 1", "log 2"]
    assert list(run.series[1].x) == list(N)


def test_what_tells_no_history_is_refused_with_its_reason(tmp_path: Path) -> None:
    summary, bare = tmp_path / "summary.json", tmp_path / "train.log"
    summary.write_text(json.dumps({"val_loss": 0.5, "Media": [{"size": 3}, {"size": 4}], "_step": 7}))
    bare.write_text("epoch: 0\n0.18\nlosses: <Meter object>\nepoch: 1\n0.12\nepoch: 2\n0.08\n")
    with pytest.raises(UnreadableLog, match="summary of a run"):
        read(summary)
    with pytest.raises(UnreadableLog, match="have no names"):
        read(bare)


def test_lists_numbered_in_a_file_called_after_a_metric_are_that_metric(tmp_path: Path) -> None:
    run = run_of(tmp_path / "val_loss.json", json.dumps({"1": LOSS, "2": LOSS}))
    assert [(series.metric, series.quantity) for series in run.series] == [
        ("val_loss 1", Quantity.LOSS),
        ("val_loss 2", Quantity.LOSS),
    ]


def test_files_with_a_column_called_value_are_one_run_named_by_the_files(tmp_path: Path) -> None:
    (tmp_path / "val_loss.csv").write_text(",step,value,timestamp\n0,0.0,1.5,2023-04-01\n1,10.0,1.2,2023-04-01\n")
    run = run_of(tmp_path / "train_accuracy.csv", "step,value\n0,0.5\n5,0.6\n10,0.7\n")
    assert [(series.metric, list(series.step)) for series in run.series] == [
        ("train_accuracy", [0, 5, 10]),
        ("val_loss", [0, 10]),
    ]


def test_a_long_text_keeps_the_values_of_all_batches_and_ends_each_epoch_at_its_number(tmp_path: Path) -> None:
    lines = ["loss 9.0"]  # before the first epoch
    for epoch in range(40):
        lines += [f"Epoch {epoch} step {i}: train loss {epoch + i / 1000:.3f}, acc 0.5" for i in range(400)]
        lines.append(f"Epoch {epoch}: val loss {epoch + 0.5}")
    run = run_of(tmp_path / "train.log", "\n".join(lines))
    by_split = {(series.metric, series.split): series for series in run.series}
    train, val = by_split["train loss", Split.TRAIN], by_split["val loss", Split.VAL]
    ends = np.isin(train.x, val.x)
    assert len(train.value) == 40 * 400
    assert list(train.value[ends]) == pytest.approx([epoch + 0.399 for epoch in range(40)])
    assert list(val.x) == list(range(40))
    assert list(val.value) == [epoch + 0.5 for epoch in range(40)]


def test_metrics_before_the_first_heading_join_those_under_headings_of_training(tmp_path: Path) -> None:
    log = tmp_path / "out.txt"
    epochs = "".join(
        f"testing in eval mode\nepoch: {i}, loss is: {0.6 - i / 100}, acc is: 0.7\n"
        f"training in train mode\nepoch: {i}, loss is: {0.4 - i / 100}, acc is: 0.8\n"
        for i in range(1, 6)
    )
    log.write_text("epoch: 0, loss is: 0.5, acc is: 0.75\n" + epochs)
    (run,) = read(log)
    assert sorted((s.metric, str(s.split), len(s.value)) for s in run.series) == [
        ("acc", "test", 5),
        ("acc", "train", 6),
        ("loss", "test", 5),
        ("loss", "train", 6),
    ]
