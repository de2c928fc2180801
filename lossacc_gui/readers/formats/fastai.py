"""fastai's CSVLogger: history.csv with a header for each fit, plain metrics measured on validation data."""

from __future__ import annotations

from pathlib import Path

from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.tables.columns import read_table_as

START = ("epoch", "train_loss", "valid_loss")


def sniff(head: Head) -> float:
    """Sure where the three columns fastai always writes come first and no metric names a split."""
    return 0.96 if head.columns[:3] == START and all("_acc" not in name for name in head.columns) else 0.0


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run; #na# is a blank, and each further fit is a break."""
    return read_table_as(READER.name, path, progress, plain_split=Split.VAL)


READER = Reader(
    name="fastai",
    title="fastai CSVLogger (history.csv)",
    looks_like="epoch,train_loss,valid_loss,accuracy,time",
    suffixes=(".csv",),
    sniff=sniff,
    read=read,
)
