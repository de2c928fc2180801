"""Keras CSVLogger files and Keras histories saved as CSV."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.file_names import by_name_notice, split_by_name
from lossacc_gui.readers.series.names import AXES, meaning_of
from lossacc_gui.readers.tables.columns import INDEX_NAMES, FollowingTable, read_table_as
from lossacc_gui.readers.tables.large_table import GrowingTable
from lossacc_gui.readers.tables.row_kinds import counts

TITLE = "Keras CSVLogger, or a Keras History saved as CSV"
MOST_EPOCHS = 10_000  # rows that are epochs for sure; more may be batches
COUNTERS = frozenset({"epoch", *INDEX_NAMES})


def sniff(head: Head) -> float:
    """Sure where loss and val_ twins stand side by side as Keras names them."""
    names = [name for name in head.columns if name not in COUNTERS]
    if not names or head.table is None or not head.table.named:
        return 0.0
    if head.lists_others:
        return 0.0
    metrics = [name for name in names if meaning_of(name).quantity not in AXES]
    if len(metrics) < len(names) or "loss" not in metrics:
        return 0.0
    if any(meaning_of(name).split not in (None, Split.VAL) for name in metrics):
        return 0.0
    validated = [name for name in metrics if name.startswith("val_")]
    if any(meaning_of(name).quantity is Quantity.OTHER for name in metrics) and not validated:
        return 0.5
    twins = all(name.removeprefix("val_") in metrics for name in validated)
    return 0.95 if validated and twins else 0.7


def read(path: Path, progress: Progress, growing: GrowingTable | None = None) -> tuple[Run, ...]:
    """One run; unmarked metrics are training metrics, and rows that nothing counts are epochs."""
    head = head_of(path)
    split = split_by_name(path, (meaning_of(name).split for name in head.columns))
    whole = head.text if head.whole else ""
    runs = read_table_as(READER.name, path, progress, split or Split.TRAIN, growing, whole)
    if split is not None:
        runs = tuple(replace(run, notices=(by_name_notice(split), *run.notices)) for run in runs)
    if all(run.x_name != "row" for run in runs) or counts(head.columns):
        return runs
    return tuple(map(_by_epoch, runs))


def _by_epoch(run: Run) -> Run:
    """The run with its rows as epochs where the table had no counter: Keras writes a row an epoch."""
    longest = max(len(series.step) for series in run.series)
    if run.x_name != "row" or run.breaks or longest > MOST_EPOCHS:
        return run
    series = (replace(one, epoch=one.step.astype(np.float64)) for one in run.series)
    return replace(run, series=tuple(series), x_name="epoch", counters=())


READER = Reader(
    name="keras-csv",
    title=TITLE,
    looks_like="epoch,accuracy,loss,val_accuracy,val_loss",
    suffixes=(".csv", ".log", ".txt"),
    sniff=sniff,
    read=read,
    following=partial(FollowingTable, read),
)
