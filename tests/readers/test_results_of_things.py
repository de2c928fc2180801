"""Results of things and settings are no history; a training that tells them beside what it counts is one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.series.keys import is_key, is_over_things

N = range(1, 11)
LOSS = [round(2.3 / i + 0.013 * (i % 3), 4) for i in N]
SCORE = [round(0.5 + 0.04 * i + 0.007 * (i % 4), 4) for i in N]
VALUES = list(zip(N, LOSS, SCORE, strict=True))
SPREAD = (0.81, 0.84, 0.78, 0.85)
WORDS = ("tabby", "beagle", "heron", "newt")


def rows(heading: str, row: str) -> str:
    return heading + "".join(row.format(i=i, part=i / 20, loss=loss, score=score) for i, loss, score in VALUES)


RESULTS = {
    "classes.txt": rows("", "Class {i}: accuracy {score}\n") + "Overall accuracy: 0.8\n",
    "class_blocks.txt": rows("", "## Label {i}\n- precision: {score}\n- recall: {score}\n\n"),
    "layers.txt": rows("Probing\n", "Layer {i:2} | probe accuracy: {score} | probe loss: {loss}\n"),
    "folds.md": rows(
        "", "# FOLD {i:02}\n### Accuracy : {score}\n|  0  |  7{i}  |  2  |\n|  1  |  1{i}  |  3  |\n### AUC : 0.7\n"
    ),
    "sentence.txt": rows("", "Score for fold {i}: loss of {loss}; accuracy of {score}\n"),
    "horizons.txt": rows("", "Evaluate best model on test data for horizon {i}, Test MAE: {loss}, Test RMSE: {loss}\n"),
    "neighbours.txt": rows("", "Accuracy for k={i} is: {score}\n"),
    "noise.txt": rows("", "Noise: {part}  Test accuracy: {score}  Loss: {loss}\n"),
    "right_answers.txt": rows("", "Epsilon: {part}\tTest Accuracy = {i}00 / 1000 = 0.{i}00\n"),
    "thresholds.tsv": rows("precision\trecall\tF1_score\tthresholds\n", "{score}\t{score}\t{score}\t{part}3126892\n"),
    "complexity.csv": rows("Complexity,Loss,Equation\n", '{i},{loss},"{i}.5"\n'),
    "depths.csv": rows("max_depth,train_accuracy,test_accuracy\n", "{i},{score},{score}\n"),
    "clients.json": json.dumps({"clients": [{"client_id": i, "test_loss": x, "test_acc": y} for i, x, y in VALUES]}),
    "classes.jsonl": "".join(json.dumps({"class": i, "precision": y, "recall": y}) + "\n" for i, _, y in VALUES),
    "cutoffs.json": json.dumps({"thresholds": [i / 20 for i in N], "recall": SCORE, "f1": SCORE}),
    "validated_folds.json": json.dumps({"cv": {str(i): {"accuracy": y, "loss": x} for i, x, y in VALUES}}),
    "best_of_folds.csv": rows("fold,epoch,val_loss\n", "{i},{i}7,{loss}\n").replace("10,107", "10,3"),
    "fold_lists.txt": f"Fold accuracies: {SCORE}\nFold losses: {LOSS}\nAverage accuracy: 0.8\n",
    "lengths.csv": "seq_len,ppl,loss\n" + "".join(f"{2 ** (6 + i)},{x * 9:.4f},{x}\n" for i, x, _ in VALUES),
    "per_class.json": json.dumps({"loss": 0.4, "accuracy": 0.8, "per_class_accuracy": SCORE}),
    "fold_lists.json": json.dumps({"fold_accuracies": SCORE, "fold_losses": LOSS, "mean_accuracy": 0.8}),
    "validated.json": json.dumps({"fit_time": LOSS, "score_time": LOSS, "test_accuracy": SCORE}),
    "named.json": json.dumps({"accuracy": 0.8, "recall": SCORE[:4], "f1": SCORE[:4], "names": WORDS}),
    "report.json": json.dumps({key: {"precision": 0.8, "recall": 0.7} for key in ("0", "1", "2", "macro avg")}),
    "of_classes.json": json.dumps({"mean": {str(i): {"IoU": y, "Dice": y} for i, _, y in VALUES}}),
    "metrics.json": json.dumps({"accuracy": 0.8, "f1": 0.7, "confusion_matrix": [[9, 1], [2, 8]]}),
    "tasks.md": "|Tasks|Version|Metric|Value|Stderr|\n|---|---|---|---|---|\n"
    + "".join(f"|{word}|1|{metric}|0.{i}4|0.01|\n" for i, word in enumerate(WORDS) for metric in ("acc", "acc_norm")),
    "compared.md": "|Models|features|monitor|batch size|macro-F1|\n|---|---|---|---|---|\n"
    + "".join(f"|{name}|{feature}|val_acc|32|0.{i}1|\n" for name in ("rnn", "cnn") for i, feature in enumerate("none")),
    "grid.txt": "".join(
        f"MPI: Train Rows:{n}, Test Rows:{n}, Time:0.{p}51, Accuracy:0.7{p}, Processes:{p}\n"
        for n in (200, 500, 1000)
        for p in (2, 4, 6)
    ),
    "repeated.txt": "".join(f"Subject: {s} Train no. {i} Test_acc: {y}\n" for s in (1, 2) for i, y in enumerate(SPREAD))
    .replace("Subject: 2 Train no. 0", "Subject: 1 avg_acc: 0.8200 +- 0.0274\nSubject: 2 Train no. 0")
    .rstrip("\n")
    + "\nSubject: 2 avg_acc: 0.8200 +- 0.0274\n",
    "lengths.md": "".join(
        f"- Run {i}\n\t+ final accuracy: 9{i}\n\t+ number of epochs: {9 - i % 3}\n" for i in range(9)
    ),
    "best.txt": rows("", "Run {i}: best epoch {i}3, val loss {loss}, val acc {score}\n"),
    "found.txt": rows("$ grep -rn loss src\n", "src/losses.py:{i}7:    loss = {part} * bce + 0.5\n"),
    "cases.txt": rows("", "[PASS] case {i:02} accuracy {score} (min 0.5)\n"),
}
TRAININGS = {
    "classes_of_each_epoch.txt": rows(
        "", "Epoch {i}: loss {loss} acc {score}\n  class 0: acc 0.5\n  class 1: acc 0.6\n"
    ),
    "classes_at_the_end.txt": rows("", "train loss: {loss} val loss: {loss}\n") + rows("", "class {i}: acc {score}\n"),
    "layers_in_turns.txt": "".join(f"Layer {k}, epoch {i}, cost {x}\n" for k in range(3) for i, x, _ in VALUES),
    "epochs_of_folds.txt": "".join(
        f"Fold {k}\n" + rows("", "Epoch {i} loss: {loss} acc: {score}\n") for k in range(1, 4)
    ),
    "iterations.txt": rows("", "k = {i}, loss = {loss}\n"),
    "schedule.txt": rows("", "step 1 alpha {part} kl {loss} loss {loss}\n"),
    "schedule.csv": rows("loss,accuracy,temperature\n", "{loss},{score},{part}\n"),
    "cutoff_of_each_epoch.csv": "train_loss,val_loss,threshold,val_f1\n"
    + "".join(f"{x},{x},0.{3 + i * 7 % 4}{i % 9},{y}\n" for i, x, y in VALUES),
    "history.json": json.dumps({"loss": LOSS, "val_loss": LOSS, "class_loss": LOSS, "classes": WORDS, "test_acc": 0.8}),
    "as_many.json": json.dumps({"loss": LOSS[:4], "accuracy": SCORE[:4], "classes": WORDS}),
    "folds.json": json.dumps({"fold_1_loss": LOSS, "fold_2_loss": LOSS}),
    "epochs.json": json.dumps({str(i): {"loss": x, "val_f1": y} for i, x, y in VALUES}),
    "clients.csv": "round,client,loss\n" + "".join(f"{i},{k},{x}\n" for i, x, _ in VALUES for k in range(3)),
    "metrics.json": json.dumps({"training_epochs": 9, "training_loss": 0.4, "validation_accuracy": 0.8}),
    "seed_of_each_epoch.csv": rows("epoch,seed,loss\n", "{i},4{i},{loss}\n"),
    "long.csv": "metric,value\n" + "".join(f"loss,{x}\naccuracy,{y}\n" for _, x, y in VALUES),
    "places.log": rows("", "train.py:88: epoch {i} loss {loss} acc {score}\n"),
    "passed.txt": rows("", "epoch {i} loss {loss}, 12 s passed\n"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_of_things_and_settings_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, RESULTS[name], name)


@pytest.mark.parametrize("name", TRAININGS)
def test_a_training_that_tells_of_things_too_is_read(name: str, tmp_path: Path) -> None:
    runs = runs_of(tmp_path, TRAININGS[name], name)
    assert any(series.quantity.is_progress for run in runs for series in run.series)


def test_the_refusal_shows_the_first_of_the_things(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="Class 1: accuracy"):
        runs_of(tmp_path, RESULTS["classes.txt"], "classes.txt")


def test_tests_of_a_program_are_said_to_be_tests(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="results of tests"):
        runs_of(tmp_path, RESULTS["cases.txt"], "cases.txt")


PASSED = "".join(f"tests/test_loss.py::test_loss[0.{k}] PASSED   [ {k}0%]\n" for k in range(1, 7))
WHY_FAILED = "".join(f"E   assert loss: 0.{k} == accuracy: 0.6\nE   Obtained: 0.{k}\n" for k in range(1, 7))


@pytest.mark.parametrize("heading", ["=== FAILURES ===", "failures:", "=" * 70 + "\nFAIL: test_f1 (tests.T)"])
def test_what_failing_tests_came_to_is_no_training(heading: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="results of tests"):
        runs_of(tmp_path, f"collected 7 items\n{PASSED}\n{heading}\n{WHY_FAILED}", "out.txt")


def test_names_of_keys() -> None:
    keys = ("class_id", "Layers", "iou_threshold", "Score for fold", "random_state", "noise level", "C")
    others = ("class_loss", "epoch", "best_threshold", "fold accuracy", "trial", "val_loss", "lr", "bias")
    assert [name for name in (*keys, *others) if is_key(name)] == list(keys)
    assert not is_key("k", loss=True)


def test_names_of_values_of_one_thing_each() -> None:
    names = ("per_class_accuracy", "recall_at_k", "fold_scores", "f1_by_label", "fold_1_loss", "class_loss", "loss")
    assert [is_over_things(name) for name in names] == [True, False, False, True, False, False, False]
