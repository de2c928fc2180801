"""What the program says that a log looks like is read by the reader that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lossacc_gui.readers.registry import READERS, identify, read

ROWS = 4


def under(heading: str) -> str:
    """A table with this heading."""
    delimiter = next(one for one in "\t;," if one in heading)
    names = heading.split(delimiter)
    rows = [
        [str(i) if re.search("epoch|step|iter", name, re.I) else f"{0.9 - i / 8}" for name in names]
        for i in range(ROWS)
    ]
    return "\n".join([heading, *(delimiter.join(row) for row in rows)]) + "\n"


def counted(line: str) -> str:
    """The line again and again, with its first whole number counted up."""
    return "".join(re.sub(r"\b\d+\b(?!\.)", str(i + 1), line, count=1) + "\n" for i in range(ROWS))


def as_it_is(text: str) -> str:
    """The text, which is whole."""
    return text


def continued(text: str) -> str:
    """A list that goes on after its first entry."""
    return text.replace("...", "[1700000060.0, 200, 0.41], [1700000120.0, 300, 0.35]")


# by reader: the form that is shown, how a log is made of it, what the file is called
FORMS: tuple[tuple[str, str, Callable[[str], str], str], ...] = (
    ("tensorboard-csv", "Wall time,Step,Value", under, "run-a-tag-loss.csv"),
    ("tensorboard-json", "[[1700000000.0, 100, 0.53], ...]", continued, "run-a-tag-loss.json"),
    ("keras-csv", "epoch,accuracy,loss,val_accuracy,val_loss", under, "log.csv"),
    (
        "keras-history-json",
        '{"loss": [0.9, 0.7], "accuracy": [0.6, 0.7], "val_loss": [0.8, 0.7], "val_accuracy": [0.6, 0.7]}',
        as_it_is,
        "log.json",
    ),
    (
        "huggingface",
        '{"log_history": [{"epoch": 0.5, "loss": 0.6, "step": 50}, {"epoch": 1.0, "eval_loss": 0.5}]}',
        as_it_is,
        "log.json",
    ),
    (
        "lightning-csv",
        "epoch,step,train_loss,val_acc,val_loss",
        lambda text: f"{text}\n0,9,0.9,,\n0,9,,0.5,0.9\n1,19,0.7,,\n1,19,,0.6,0.8\n",
        "metrics.csv",
    ),
    (
        "ultralytics",
        "epoch, train/loss, metrics/accuracy_top1, metrics/accuracy_top5, val/loss, lr/pg0",
        under,
        "results.csv",
    ),
    ("fastai", "epoch,train_loss,valid_loss,accuracy,time", under, "history.csv"),
    ("wandb-csv", '"Step","run - val_loss","run - val_loss__MIN","run - val_loss__MAX"', under, "export.csv"),
    (
        "dvclive",
        "step and loss",
        lambda text: under(text.replace(" and ", "\t")),
        "dvclive/plots/metrics/train/loss.tsv",
    ),
    ("mlflow", "1700000000000 0.53 12", lambda text: "".join(f"{text[:-2]}{i}\n" for i in range(ROWS)), "metrics/loss"),
    ("epoch-files", '{"epoch": 0, "training_loss": 0.9, "validation_accuracy": 0.6}', as_it_is, "metrics_epoch_0.json"),
    (
        "catboost-tsv",
        "iter<tab>Logloss",
        lambda text: under(text.replace("<tab>", "\t")),
        "catboost_info/learn_error.tsv",
    ),
    (
        "catboost-json",
        '{"meta": {"learn_metrics": [{"name": "Logloss"}]}, "iterations": [{"learn": [0.69], "iteration": 0}]}',
        as_it_is,
        "log.json",
    ),
    ("curves-json", '{"loss": {"train": {"x": [0, 1], "y": [0.9, 0.7]}}}', as_it_is, "log.json"),
    (
        "curves-json",
        '[{"metricName": "loss", "metricValue": 0.9}]',
        lambda text: f"[{', '.join([text[1:-1]] * ROWS)}]",
        "log.json",
    ),
    ("yaml-history", "- {epoch: 1, loss: 0.9, val_loss: 0.8}", counted, "log.yaml"),
    ("yaml-history", "loss: [0.9, 0.7]", as_it_is, "log.yaml"),
    ("markup", '<epoch number="1"><train loss="0.9"/><validation loss="0.8"/></epoch>', counted, "log.xml"),
    ("json-lines", '{"epoch": 1, "iter": 50, "loss": 0.71, "lr": 0.02}', counted, "log.jsonl"),
    (
        "wrapped-text",
        '{"log": "Epoch 3: loss 0.53, acc 0.81\\n", "stream": "stdout", "time": "2024-03-11T09:14:02Z"}',
        counted,
        "container.json",
    ),
    ("table", "Epoch;Train Accuracy;Validation Accuracy", under, "log.csv"),
    ("table", "one number a line in val_loss.csv", lambda _: "0.9\n0.7\n0.6\n", "val_loss.csv"),
    ("text", "Epoch 3/10 ... loss: 0.53 - accuracy: 0.81", counted, "log.txt"),
    ("text", "iter 250: loss 2.40, time 224.35ms", counted, "log.txt"),
)
NO_TEXT = {  # by reader: what it shows in place of text
    "tensorboard-events": "names of binary files",
    "keras-history-pickle": "names of binary files",
    "wandb-file": "the name of a binary file",
    "tracker-database": "names of databases",
    "excel": "columns of a workbook",
    "parquet": "columns of a binary table",
    "archive": "names of archives",
    "parts": "names of files that lie beside each other",
    "notebook": "the name of a notebook, in which another reader's text lies",
}


@pytest.mark.parametrize(("name", "form", "made", "file"), FORMS)
def test_a_log_that_looks_as_its_reader_says_is_read_by_it(
    tmp_path: Path, name: str, form: str, made: Callable[[str], str], file: str
) -> None:
    (reader,) = [one for one in READERS if one.name == name]
    assert form in reader.looks_like
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made(form), encoding="utf-8")
    assert identify(path) is reader
    assert all(len(series.value) for run in read(path) for series in run.series)


def test_every_reader_shows_text_that_is_tried_or_no_text() -> None:
    assert {name for name, *_ in FORMS} | set(NO_TEXT) == {reader.name for reader in READERS}
