"""PyTorch Lightning's metrics.csv: sparse rows, training and validation of one epoch on different ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.tables.columns import FollowingTable, read_table_as
from lossacc_gui.readers.tables.large_table import GrowingTable

FOLDER = "version_"  # Lightning numbers its run folders so


def sniff(head: Head) -> float:
    """Sure where epoch and step stand among the columns and rows are sparse or the file is where Lightning puts it."""
    table = head.table
    if table is None or not {"epoch", "step"} <= set(head.columns):
        return 0.0
    at_home = head.path.name.startswith("metrics.csv") and head.path.parent.name.startswith(FOLDER)
    sparse = any(not cell for row in table.rows for cell in row)
    return 0.95 if sparse else 0.9 if at_home else 0.6


def read(path: Path, progress: Progress, growing: GrowingTable | None = None) -> tuple[Run, ...]:
    """One run; a blank cell was not logged, a literal nan was."""
    return read_table_as(READER.name, path, progress, growing=growing)


READER = Reader(
    name="lightning-csv",
    title="PyTorch Lightning CSVLogger (metrics.csv)",
    looks_like="epoch,step,train_loss,val_acc,val_loss   with blanks, in version_0/metrics.csv",
    suffixes=(".csv",),
    sniff=sniff,
    read=read,
    following=partial(FollowingTable, read),
)
