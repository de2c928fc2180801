"""Ultralytics YOLO results.csv: train/ and val/ losses, and validation metrics under metrics/."""

from __future__ import annotations

from pathlib import Path

from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.tables.columns import read_table_as


def sniff(head: Head) -> float:
    """Certain where an epoch column stands with metrics/ and train/ columns."""
    names = head.columns
    yolo = any(name.startswith("metrics/") for name in names) and any(name.startswith("train/") for name in names)
    return 0.97 if yolo and "epoch" in names else 0.0


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run; what is under metrics/ is validation."""
    return read_table_as(READER.name, path, progress)


READER = Reader(
    name="ultralytics",
    title="Ultralytics YOLO results.csv",
    looks_like="epoch, train/loss, metrics/accuracy_top1, metrics/accuracy_top5, val/loss, lr/pg0",
    suffixes=(".csv",),
    sniff=sniff,
    read=read,
)
