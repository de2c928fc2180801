"""Writes large logs of every kind, for the benchmark of the readers."""

from __future__ import annotations

import json
import lzma
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.readers.formats.tensorboard.crc32c import masked, masked_one

TAGS = (b"loss/train", b"acc/train.", b"loss/valid", b"acc/valid.")
METRICS = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate")
PRINTED_EVERY = 100  # steps of an epoch in texts


def varint(number: int) -> bytes:
    """A number as protocol buffers write it."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def event(step: int, tag: bytes, value: float) -> bytes:
    """One event with one scalar, as PyTorch's and TensorFlow 1's writers make it."""
    scalar = b"\x0a" + varint(len(tag)) + tag + b"\x15" + struct.pack("<f", value)
    summary = b"\x0a" + varint(len(scalar)) + scalar
    wall = b"\x09" + struct.pack("<d", 1.7e9 + step)
    return wall + b"\x10" + varint(step) + b"\x2a" + varint(len(summary)) + summary


def framed(body: NDArray[np.uint8]) -> bytes:
    """Records of one length (n, length) with their lengths and checksums."""
    length = struct.pack("<Q", body.shape[1])
    head = np.frombuffer(length + struct.pack("<I", masked_one(length)), dtype=np.uint8)
    tail = masked(body).astype("<u4")[:, np.newaxis].view(np.uint8)
    return np.hstack([np.broadcast_to(head, (len(body), len(head))), body, tail]).tobytes()


def write_events(path: Path, scalars: int) -> None:
    """An event file with `scalars` values of four tags, every tag at every step."""
    version = b"\x09" + struct.pack("<d", 1.7e9) + b"\x1a\x0dbrain.Event:2"
    rng = np.random.default_rng(0)
    with path.open("wb") as file:
        file.write(framed(np.frombuffer(version, dtype=np.uint8)[np.newaxis]))
        steps = np.arange(1, scalars // len(TAGS) + 1)
        for low, high in ((1, 128), (128, 16_384), (16_384, 2_097_152)):  # steps of one, two and three bytes
            some = steps[(steps >= low) & (steps < high)]
            if not some.size:
                continue
            templates = [np.frombuffer(event(int(some[0]), tag, 0.0), dtype=np.uint8) for tag in TAGS]
            body = np.tile(np.stack(templates), (len(some), 1)).copy()
            step = np.repeat(some, len(TAGS))
            body[:, 1:9] = (1.7e9 + step).astype("<f8")[:, np.newaxis].view(np.uint8)
            width = len(varint(int(some[0])))
            for i in range(width):
                more = 128 if i < width - 1 else 0
                body[:, 10 + i] = (step >> (7 * i) & 127) | more
            body[:, -4:] = rng.random(len(step), dtype=np.float32).astype("<f4")[:, np.newaxis].view(np.uint8)
            file.write(framed(body))


def rows_of(count: int) -> Iterator[tuple[int, list[float]]]:
    """(epoch, five values) of `count` epochs."""
    return enumerate(np.random.default_rng(0).random((count, len(METRICS))).round(6).tolist())


def write_csv(path: Path, rows: int) -> None:
    """A table of an epoch and five metrics."""
    with path.open("w", encoding="ascii") as file:
        file.write(f"epoch,{','.join(METRICS)}\n")
        file.writelines(f"{i},{a:.6f},{b:.6f},{c:.6f},{d:.6f},{e:.6f}\n" for i, (a, b, c, d, e) in rows_of(rows))


def write_csv_xz(path: Path, rows: int) -> None:
    """The same, compressed."""
    write_csv(path.with_suffix(".plain"), rows)
    path.write_bytes(lzma.compress(path.with_suffix(".plain").read_bytes(), preset=0))
    path.with_suffix(".plain").unlink()


def write_sparse_csv(path: Path, rows: int) -> None:
    """What Lightning writes: training and validation on rows of their own, a value that was not a number."""
    with path.open("w", encoding="ascii") as file:
        file.write("epoch,step,train_loss,val_loss\n")
        file.writelines(
            f"{i},{i},{a:.6f},\n" if i % 2 else f"{i},{i},,{'nan' if i == 2 else b}\n"
            for i, (a, b, *_) in rows_of(rows)
        )


def write_quoted_csv(path: Path, rows: int) -> None:
    """What Weights & Biases exports."""
    with path.open("w", encoding="ascii") as file:
        file.write('"Step","one - val_loss","one - val_loss__MIN","one - val_loss__MAX"\n')
        file.writelines(f'"{i}","{a}","{a}","{a}"\n' for i, (a, *_) in rows_of(rows))


def write_text(path: Path, rows: int) -> None:
    """What a training loop printed."""
    with path.open("w", encoding="ascii") as file:
        file.writelines(
            f"Epoch {i // PRINTED_EVERY + 1} step {i}: train loss {a:.4f}, accuracy {b:.4f}\n"
            for i, (a, b, *_) in rows_of(rows)
        )


def write_bars(path: Path, rows: int) -> None:
    """What Keras printed: a bar redrawn in place, with times."""
    with path.open("w", encoding="utf-8") as file:
        for i, (a, b, *_) in rows_of(rows):
            at = i % PRINTED_EVERY
            if not at:
                file.write(f"\nEpoch {i // PRINTED_EVERY + 1}/{rows // PRINTED_EVERY}\n")
            bar = "=" * (at * 30 // PRINTED_EVERY)
            took = f"ETA: {PRINTED_EVERY - at}s"
            file.write(f"\r{at + 1}/{PRINTED_EVERY} [{bar:.<30}] - {took} - loss: {a:.4f} - accuracy: {b:.4f}")


def write_boosting(path: Path, rows: int) -> None:
    """What XGBoost printed."""
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"[{i}]\ttrain-logloss:{a:.5f}\ttest-logloss:{b:.5f}\n" for i, (a, b, *_) in rows_of(rows))


def write_history(path: Path, rows: int) -> None:
    """A Keras History."""
    columns = zip(*(values for _, values in rows_of(rows)), strict=True)
    path.write_text(json.dumps(dict(zip(METRICS, columns, strict=True))), encoding="ascii")


def write_trainer_state(path: Path, rows: int) -> None:
    """The state of a Hugging Face Trainer."""
    log = [
        {"epoch": i / 1000, "grad_norm": a, "learning_rate": b, "loss": c, "step": i}
        for i, (a, b, c, *_) in rows_of(rows)
    ]
    path.write_text(json.dumps({"best_metric": None, "log_history": log}, indent=2), encoding="ascii")


def write_json_lines(path: Path, rows: int) -> None:
    """One record a line, as detectron2 and many loops write it."""
    with path.open("w", encoding="ascii") as file:
        file.writelines(json.dumps({"step": i, "loss": a, "accuracy": b}) + "\n" for i, (a, b, *_) in rows_of(rows))


def write_mmengine(path: Path, rows: int) -> None:
    """mmengine's scalars.json."""
    with path.open("w", encoding="ascii") as file:
        for i, (a, b, c, *_) in rows_of(rows):
            record = {"lr": 0.01, "data_time": c, "loss": a, "time": b, "epoch": i // PRINTED_EVERY + 1, "step": i}
            file.write(json.dumps(record) + "\n")
            if i % PRINTED_EVERY == PRINTED_EVERY - 1:
                file.write(json.dumps({"accuracy/top1": c, "step": i // PRINTED_EVERY + 1}) + "\n")


def write_download(path: Path, rows: int) -> None:
    """A download from TensorBoard's page, longer than it makes them."""
    path.write_text(json.dumps([[1.7e9 + i, i, a] for i, (a, *_) in rows_of(rows)]), encoding="ascii")


def write_mlflow(path: Path, rows: int) -> None:
    """A metric of MLflow's file store."""
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"{1_700_000_000_000 + i} {a} {i}\n" for i, (a, *_) in rows_of(rows))


def write_excel(path: Path, rows: int) -> None:
    """A workbook with one sheet."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("log")
    sheet.append(["epoch", *METRICS])
    for i, values in rows_of(rows):
        sheet.append([i, *values])
    book.save(path)


def write_parquet(path: Path, rows: int) -> None:
    """A table with a column of numbers for each metric."""
    import pyarrow
    import pyarrow.parquet

    columns = np.array([values for _, values in rows_of(rows)]).T
    table = pyarrow.table({"epoch": np.arange(rows)} | dict(zip(METRICS, columns, strict=True)))
    pyarrow.parquet.write_table(table, path)


Write = Callable[[Path, int], None]

OTHERS: tuple[tuple[str, str, float, Write], ...] = (
    ("CSV in xz", "log.csv.xz", 1.0, write_csv_xz),
    ("Lightning CSV, blanks and a nan", "metrics.csv", 0.5, write_sparse_csv),
    ("W&B export, every cell quoted", "wandb.csv", 0.2, write_quoted_csv),
    ("Keras bars redrawn in place", "bars.txt", 0.2, write_bars),
    ("XGBoost text", "boosting.txt", 0.2, write_boosting),
    ("Keras History JSON", "history.json", 1.0, write_history),
    ("trainer_state.json", "trainer_state.json", 0.65, write_trainer_state),
    ("JSON lines", "metrics.json", 0.5, write_json_lines),
    ("mmengine scalars.json", "scalars.json", 0.3, write_mmengine),
    ("TensorBoard JSON download", "run-a-tag-loss.json", 0.5, write_download),
    ("MLflow metric", "mlruns/0/one/metrics/loss", 1.0, write_mlflow),
    ("Excel workbook", "log.xlsx", 0.1, write_excel),
    ("Parquet table", "log.parquet", 1.0, write_parquet),
)
"""What it is, what the file is called in a folder of its own, its rows for a row of the CSV file, and who writes it."""
