"""Tables with one value a row: a column names the metric (Comet, Neptune, melted frames), or the file does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lossacc_gui.model.run import FloatArray, Notice, Quantity, Run
from lossacc_gui.readers.series.names import AXES, meaning_of
from lossacc_gui.readers.series.streams import LARGEST_STEP, Stream, run_of_streams
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.table import Table

NAMES = frozenset({"metric", "metricname", "metric_name", "name", "tag", "key", "variable", "scalar", "series"})
VALUES = frozenset({"value", "values", "metricvalue", "metric_value", "scalar_value", "y"})
SPLITS = frozenset({"data", "split", "phase", "mode", "subset", "dataset", "set", "stage", "partition"})
MOST_METRICS = 5000  # names in one table; more are no names
UNNAMED = frozenset({"", "unnamed: 0", "index", "idx"})


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns of a long table do what; None where there is none."""

    value: int
    name: int | None
    epoch: int | None
    step: int | None
    split: int | None = None


def roles_of(header: Sequence[str]) -> Roles | None:
    """What the columns are, None where the table is not long. Without a column of names it has no other metric."""
    names = [name.strip().lower() for name in header]
    values = [i for i, name in enumerate(names) if name in VALUES]
    if len(values) != 1:
        return None
    name = next((i for i, found in enumerate(names) if found in NAMES), None)
    counters: dict[Quantity, int] = {}
    rest = 0
    for i, found in enumerate(names):
        quantity = meaning_of(found).quantity
        if i not in (values[0], name) and found not in UNNAMED:
            counters.setdefault(quantity, i)
            rest += quantity not in AXES and found not in SPLITS
    split = next((i for i, found in enumerate(names) if found in SPLITS and i not in (values[0], name)), None)
    if name is None and (rest or not counters):
        return None
    return Roles(values[0], name, counters.get(Quantity.EPOCH), counters.get(Quantity.STEP), split)


def run_of_long(
    tables: Sequence[tuple[str, Table]], labels: tuple[str, Path, str], notices: Sequence[Notice] = ()
) -> Run | None:
    """The one run of long `tables`, each with what its values are called where no column tells.

    `labels` are the run's name, its log and its format. None where there is no value.
    """
    streams: list[Stream] = []
    told = list(notices)
    counts_epochs = True
    for title, table in tables:
        roles = roles_of(table.header)
        if roles is None:
            continue
        told += table.notices
        counts_epochs &= roles.step is None and roles.epoch is not None
        streams += _streams(table, roles, title)
    return run_of_streams(*labels, streams, counts="epoch" if counts_epochs else "step", notices=told)


def _streams(table: Table, roles: Roles, title: str) -> list[Stream]:
    """A stream for each metric, and one of the epochs where the table has them beside steps."""
    value = _column(table, roles.value)
    at = roles.step if roles.step is not None else roles.epoch
    count = _column(table, at) if at is not None else np.full(len(value), np.nan)
    epoch = _column(table, roles.epoch) if roles.epoch is not None and roles.step is not None else None
    rows: dict[str, list[int]] = {}
    for i, row in enumerate(table.rows):
        metric = row[roles.name].strip() if roles.name is not None else title
        if roles.split is not None and (split := meaning_of(row[roles.split]).split) is not None:
            metric = f"{split} {metric}"
        if metric and (at is None or np.isfinite(count[i])) and row[roles.value].strip():
            rows.setdefault(metric, []).append(i)
    out = []
    for metric, found in list(rows.items())[:MOST_METRICS]:
        steps = count[found] if at is not None else np.arange(len(found), dtype=np.float64)
        kept = np.abs(steps) < LARGEST_STEP
        out.append(Stream(metric, steps[kept].astype(np.int64), value[found][kept]))
    if epoch is not None and np.isfinite(epoch).all() and out:
        order = np.argsort(count, kind="stable")
        order = order[np.abs(count[order]) < LARGEST_STEP]
        out.append(Stream("epoch", count[order].astype(np.int64), epoch[order]))
    return out


def _column(table: Table, column: int) -> FloatArray:
    found = (number(row[column], table.decimal_comma) for row in table.rows)
    return np.array([np.nan if x is None else x for x in found], dtype=np.float64)
