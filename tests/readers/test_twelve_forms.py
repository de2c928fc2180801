"""One run written in twelve forms gives equal series and an equal verdict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.request import Request
from lossacc_gui.readers.registry import read
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze

N = 40  # epochs of a run that overfits, told with four digits, so that every form holds it exactly
TRAIN = [round(1.6 * 0.9**i + 0.05, 4) for i in range(N)]
VAL = [round(1.7 * 0.88**i + 0.4 + 0.0008 * i * i * (i > 12), 4) for i in range(N)]
ACC = [round(0.95 - 0.6 * 0.88**i, 4) for i in range(N)]
LOW = [round(0.82 - 0.5 * 0.85**i - 0.004 * max(i - 15, 0), 4) for i in range(N)]
NAMES = ("train_loss", "val_loss", "train_accuracy", "val_accuracy")
ROWS = list(zip(TRAIN, VAL, ACC, LOW, strict=True))
SINGLE = 2e-7  # relative: event files hold numbers of four bytes


def lines(form: str) -> str:
    """`form` for every epoch, with {i}, {k} (from 1), {a}, {b}, {c} and {d} filled in."""
    return "".join(form.format(i=i, k=i + 1, a=a, b=b, c=c, d=d) for i, (a, b, c, d) in enumerate(ROWS))


def written(name: str, text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_text(text, encoding="utf-8", newline="")
        return folder / name

    return write


def _message(number: int, content: bytes) -> bytes:
    """A field of bytes of a protobuf message."""
    out = bytearray()
    for value in (number << 3 | 2, len(content)):
        rest = value
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out) + content


def wandb_file(folder: Path) -> Path:
    data = bytearray(b":W&B\xd9\x46\x00"[:7])
    for i, row in enumerate(ROWS):
        items = {"_step": i, "epoch": i, **dict(zip(NAMES, row, strict=True))}
        history = b"".join(
            _message(1, _message(1, key.encode()) + _message(16, json.dumps(value).encode()))
            for key, value in items.items()
        )
        record = _message(2, history)
        left = 32_768 - len(data) % 32_768
        if left < len(record) + 7:
            data += bytes(left)
        data += bytes(4) + len(record).to_bytes(2, "little") + b"\x01" + record
    path = folder / "run-abcd1234.wandb"
    path.write_bytes(bytes(data))
    return path


def database(folder: Path) -> Path:
    path = folder / "project.db"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE metrics (id INTEGER PRIMARY KEY, run_name TEXT, step INTEGER, metrics TEXT)")
        for i, row in enumerate(ROWS):
            metrics = json.dumps(dict(zip(NAMES, row, strict=True)))
            base.execute("INSERT INTO metrics (run_name, step, metrics) VALUES ('one', ?, ?)", (i, metrics))
    return path


def event_file(folder: Path) -> Path:
    writer = EventFileWriter(str(folder))
    for i, row in enumerate(ROWS):
        for name, value in zip(NAMES, row, strict=True):
            summary = Summary(value=[Summary.Value(tag=name, simple_value=value)])
            writer.add_event(Event(step=i, wall_time=1e9 + i, summary=summary))
    writer.close()
    return folder


RECORDS = "".join(json.dumps({"epoch": i, **dict(zip(NAMES, row, strict=True))}) + "\n" for i, row in enumerate(ROWS))
LONG = "epoch,metric,value\n" + "".join(
    f"{i},{name},{value}\n" for i, row in enumerate(ROWS) for name, value in zip(NAMES, row, strict=True)
)
STAMPED = "2024-05-01 10:00:00,123 epoch\ttrain_loss\tval_loss\ttrain_accuracy\tval_accuracy\n"
KERAS = lines(
    "Epoch {k}/40\n10/10 [==============================] - 1s 12ms/step"
    " - loss: {a} - accuracy: {c} - val_loss: {b} - val_accuracy: {d}\n"
)
LOGGER = lines(
    "2024-05-01 10:00:00,123 - trainer - INFO - Epoch {i}\n"
    "2024-05-01 10:00:01,123 - trainer - INFO - Train Loss: {a} Train Acc: {c}\n"
    "2024-05-01 10:00:02,123 - trainer - INFO - Val Loss: {b} Val Acc: {d}\n"
)
TQDM = lines(
    "\rEpoch {i}: 50%|#####     | 5/10 [00:01<00:01, 5.0it/s]"
    "\rEpoch {i}: 100%|##########| 10/10 [00:02<00:00, 5.0it/s, train_loss={a}, val_loss={b}, "
    "train_acc={c}, val_acc={d}]\n"
)
MARKDOWN = "| Epoch | Train Loss | Val Loss | Train Acc | Val Acc |\n|---|---|---|---|---|\n"
FORMS: dict[str, Callable[[Path], Path]] = {
    "CSV": written("log.csv", "epoch," + ",".join(NAMES) + "\n" + lines("{i},{a},{b},{c},{d}\n")),
    "JSON lines": written("log.jsonl", RECORDS),
    "long table": written("long.csv", LONG),
    "Keras text": written("keras.log", KERAS),
    "tab table behind a time": written(
        "table.log", STAMPED + lines("2024-05-01 10:00:01,123 {i}\t{a}\t{b}\t{c}\t{d}\n")
    ),
    "logging with levels": written("logger.log", LOGGER),
    "tqdm": written("bar.log", TQDM),
    "Markdown table": written("table.md", MARKDOWN + lines("| {i} | {a} | {b} | {c} | {d} |\n")),
    "dictionaries of Python": written(
        "trainer.log",
        lines(
            "{{'loss': {a}, 'accuracy': {c}, 'epoch': {i}.0}}\n"
            "{{'eval_loss': {b}, 'eval_accuracy': {d}, 'epoch': {i}.0}}\n"
        ),
    ),
    "record of Weights & Biases": wandb_file,
    "SQLite": database,
    "TensorBoard": event_file,
}


@cache
def causes() -> tuple[Cause, ...]:
    return load_causes(resource("causes"))


def judged(path: Path) -> tuple[object, ...]:
    """State, cause and place of the main event, in epochs from the first one."""
    (analysis,) = analyze(path, Request(causes=causes()))
    verdict, first = analysis.verdict, float(analysis.run.series[0].x[0])
    main = verdict.main
    return verdict.state, verdict.cause, main and (main.kind, main.split, main.start - first, main.end - first)


@pytest.mark.parametrize("form", list(FORMS))
def test_a_run_has_the_same_series_and_verdict_in_every_form(tmp_path: Path, form: str) -> None:
    path = FORMS[form](tmp_path)
    (run,) = read(path)
    found = {(str(s.quantity), str(s.split)): s for s in run.series if s.quantity.is_progress}
    expected = {("loss", "train"): TRAIN, ("loss", "val"): VAL, ("accuracy", "train"): ACC, ("accuracy", "val"): LOW}
    assert set(found) == set(expected)
    for key, values in expected.items():
        assert np.allclose(found[key].value, values, rtol=SINGLE, atol=0)
        assert (found[key].x - found[key].x[0]).tolist() == list(range(N))
    (tmp_path / "csv").mkdir()
    assert judged(path) == judged(FORMS["CSV"](tmp_path / "csv"))
