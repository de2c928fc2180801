"""Keras histories saved as JSON: a dictionary of lists, nested or not, or one bare list a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import LeftOut, Notice, Quantity, Run
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.counting import counter_within, counts_by_one
from lossacc_gui.readers.series.file_names import bare_name, run_name
from lossacc_gui.readers.series.names import AXES, COUNTERS, is_metric, meaning_of
from lossacc_gui.readers.series.other_fields import of_another_field
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.siblings import metric_siblings, siblings_notice
from lossacc_gui.readers.trees.history_tree import Group, groups_of, numbers_of_list, understood
from lossacc_gui.readers.trees.json_tree import begins_as_json, load_json, loads, loads_all
from lossacc_gui.readers.trees.repeated_keys import Repeated
from lossacc_gui.readers.trees.split_groups import joined_by_counter, joined_by_pace

MOST_EPOCHS = 10_000  # entries of lists that are epochs for sure; longer lists may be batches


def sniff(head: Head) -> float:
    """Sure where a dictionary of number lists has a metric among its keys."""
    text = head.text.lstrip() or head.data[:200].decode("utf-8", errors="ignore").lstrip()
    if not begins_as_json(text):
        return 0.0
    if head.whole:
        try:
            tree = loads_all(text, repeated=Repeated())
        except ValueError as error:  # more behind a whole value: JSON lines, or a text that begins with [1]
            return 0.0 if "Extra data" in str(error) else 0.3
        groups = understood(groups_of(tree, bare_name(head.path)), head.path)
        if not groups:
            return 0.0
        known = any(meaning_of(name).quantity is Quantity.LOSS for group in groups for name in group.lists)
        return 0.9 if known and groups[0].placed else 0.45
    return 0.6 if text.startswith("{") and "[" in text and '"log_history"' not in text else 0.3


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each dictionary with lists."""
    repeated = Repeated()
    tree = load_json(path, part(progress, 0.0, 0.6), repeated)
    progress(0.7, "reading lists")
    siblings = beside(path) if isinstance(tree, list) else []
    if siblings:
        tree = {bare_name(path): tree} | {bare_name(s): load_json(s, silent) for s in siblings}
    runs = runs_of_tree(tree, path, READER.name, [*siblings_notice(siblings), *repeated.notices()])
    if not runs:
        raise UnreadableLog(path, say("This JSON file holds no list of numbers that could be a metric."))
    progress(1.0, "read")
    return runs


def beside(path: Path) -> list[Path]:
    """The files that hold the other metrics, where `path` is one bare list."""
    try:
        return metric_siblings(path, _is_bare_list) if _is_bare_list(head_of(path)) else []
    except UnreadableLog:
        return []


def _is_bare_list(head: Head) -> bool:
    if not head.whole or not head.data.lstrip().startswith(b"["):
        return False
    try:
        return bool(numbers_of_list(loads(head.text)))
    except ValueError:
        return False


def runs_of_tree(tree: Any, path: Path, format_name: str, notices: Sequence[Notice] = ()) -> tuple[Run, ...]:
    """The runs that a tree of dictionaries and lists tells; empty where it tells none."""
    groups = _one_of_splits(understood(groups_of(tree, bare_name(path)), path))
    runs = [_run(group, path, format_name, notices) for group in groups]
    return tuple(run for run in runs if run is not None)


def _one_of_splits(groups: list[Group]) -> list[Group]:
    """Groups that are the splits of one run (XGBoost's and LightGBM's evals), or its steps and its epochs, as one."""
    paced = joined_by_pace(groups) if len(groups) == len(COUNTERS) else None
    if paced is not None:
        return [paced]
    splits = [meaning_of(group.name.split("/")[-1]) for group in groups]
    if len(groups) < 2 or any(split.split is None for split in splits):
        return groups
    joined = joined_by_counter(groups)
    if joined is not None:
        return [joined]
    if any(split.rest.strip("0123456789 ") for split in splits):
        return groups
    lists = {f"{group.name.split('/')[-1]}/{name}": values for group in groups for name, values in group.lists.items()}
    return [Group("", lists, groups[0].settings, rounds=True)]


def _run(group: Group, path: Path, format_name: str, told: Sequence[Notice]) -> Run | None:
    longest = max(len(numbers) for numbers in group.lists.values())
    notices_of_length = _length_notices(group, longest)
    notices = [*told, *notices_of_length]
    columns: list[Column] = []
    epoch = step = None
    for name, numbers in group.lists.items():
        value = np.full(longest, np.nan)
        value[: len(numbers)] = [np.nan if x is None else x for x in numbers]
        present = np.zeros(longest, dtype=bool)
        present[: len(numbers)] = [x is not None for x in numbers]
        quantity = meaning_of(name).quantity
        if quantity is Quantity.EPOCH and epoch is None:
            epoch = value
        elif quantity is Quantity.STEP and step is None:
            step = value
        else:
            columns.append(Column(name, value, present))
    found = counter_within({c.name: c.value for c in columns if c.present.all()}) if epoch is step is None else None
    if found is not None:
        counts = next(column for column in columns if column.name == found[0])
        columns = [column for column in columns if column is not counts]
        epoch, step = (counts.value, None) if found[1] is Quantity.EPOCH else (None, counts.value)
    name = f"{run_name(path)} {group.name}".strip() if group.name not in ("", "history") else run_name(path)
    if all(meaning_of(column.name).quantity in AXES for column in columns):
        return None
    counter = any(column.present.all() and counts_by_one(column.name, column.value) for column in columns)
    counter &= any(map(is_metric, group.lists))
    told_nowhere = epoch is None and step is None
    if told_nowhere and not notices_of_length and not counter:
        counted = np.arange(longest, dtype=np.float64)
        if group.rounds:
            step = counted
        elif longest <= MOST_EPOCHS:
            epoch = counted
    run = run_of(name, path, format_name, Rows(columns, epoch, step), notices=notices, settings=group.settings)
    if run is None:
        return None
    why = say("it has several numbers at each place")
    left_out = (*run.left_out, *(LeftOut(name, count, why) for name, count in group.several))
    return replace(run, left_out=left_out, unlikely=of_another_field(Rows(columns)) if told_nowhere else run.unlikely)


def _length_notices(group: Group, longest: int) -> list[Notice]:
    short = {name: len(numbers) for name, numbers in group.lists.items() if len(numbers) < longest}
    if not short:
        return []
    told = ", ".join(f"{name} {count}" for name, count in list(short.items())[:4])
    return [
        Notice(
            say(
                "The lists have unequal lengths (longest {longest}; {told}); each is counted from its start.",
                longest=longest,
                told=told,
            )
        )
    ]


READER = Reader(
    name="keras-history-json",
    title="Keras History saved as JSON (a dictionary of lists, or one list a file)",
    looks_like='{"loss": [0.9, 0.7], "accuracy": [0.6, 0.7], "val_loss": [0.8, 0.7], "val_accuracy": [0.6, 0.7]}',
    suffixes=(".json",),
    sniff=sniff,
    read=read,
    beside=beside,
)
