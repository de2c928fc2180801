"""Turns logged records, dictionaries of names and values one after the other, into rows of columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossacc_gui.model.progress import Progress, silent, told
from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Split
from lossacc_gui.readers.assemble import BoolArray, Column, Rows
from lossacc_gui.readers.encoding import whole_lines
from lossacc_gui.readers.names import meaning_of

SPLIT_FIELDS = frozenset({"mode", "phase", "split", "stage", "subset"})
DEEPEST = 4  # nested levels of a record
MOST_COLUMNS = 5000  # names in one log


@dataclass(frozen=True, slots=True)
class Record:
    """One logged record: its numbers by name, its line (from 1; 0 where there are none), its split if told."""

    numbers: dict[str, float]
    line: int = 0
    split: Split | None = None


def record_of(item: dict[str, Any], line: int = 0) -> Record:
    """The numbers of a dictionary, nested names joined with a slash; text is left out but for the split."""
    numbers: dict[str, float] = {}
    split = None
    for name, found in _flat(item):
        value = _number(found) if isinstance(found, str) else found
        if isinstance(found, str) and name.lower() in SPLIT_FIELDS:
            split = meaning_of(found).split
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                numbers[name] = float(value)
            except OverflowError:
                continue
    return Record(numbers, line, split)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _flat(item: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            if depth < DEEPEST:
                yield from _flat(value, f"{name}/", depth + 1)
        elif isinstance(value, list) and len(value) == 1:
            yield name, value[0]
        else:
            yield name, value


def json_lines(text: str, progress: Progress = silent) -> tuple[list[tuple[int, dict[str, Any]]], list[int]]:
    """((line, dictionary) of every line that is one, lines that are none) of a text of JSON lines."""
    records: list[tuple[int, dict[str, Any]]] = []
    broken: list[int] = []
    lines = (line for piece in whole_lines(text) for line in piece.splitlines())
    for line, content in told(enumerate(lines, start=1), text.count("\n") + 1, progress, "reading lines"):
        if not content.strip():
            continue
        try:
            item = json.loads(content)
        except (ValueError, RecursionError):
            broken.append(line)
            continue
        if isinstance(item, dict):
            records.append((line, item))
        else:
            broken.append(line)
    return records, broken


def rows_of_records(records: Sequence[Record], epoch: str | None = None, step: str | None = None) -> Rows:
    """The records as rows; `epoch` and `step` name the counters, else the first names that mean them are taken."""
    filled = _filled(records)
    names = list(filled)
    counters = {Quantity.EPOCH: epoch, Quantity.STEP: step}
    for name in names:
        quantity = meaning_of(name).quantity
        if quantity in counters and counters[quantity] is None:
            counters[quantity] = name
    taken = set(counters.values())
    line = np.array([record.line for record in records], dtype=np.int64)
    kinds = list(dict.fromkeys(record.split for record in records))
    at = {split: i for i, split in enumerate(kinds)}
    split = np.array([at[record.split] for record in records], dtype=np.int64)
    return Rows(
        [column for name in names if name not in taken for column in _columns(name, *filled[name], split, kinds)],
        epoch=_values(counters[Quantity.EPOCH], filled, len(records)),
        step=_values(counters[Quantity.STEP], filled, len(records)),
        line=line if line.any() else None,
    )


Filled = dict[str, tuple[FloatArray, BoolArray]]
"""(value of each record, NaN where it has none; which records have one) of each name."""


def _filled(records: Sequence[Record]) -> Filled:
    """The numbers of all records by name; records of the same names in the same order are taken together."""
    alike: dict[tuple[str, ...], tuple[list[int], list[float]]] = {}
    for i, record in enumerate(records):
        numbers = record.numbers
        places, values = alike.setdefault(tuple(numbers), ([], []))
        places.append(i)
        values.extend(numbers.values())
    out: Filled = {}
    for names, (places, values) in alike.items():
        rows = np.array(places, dtype=np.int64)
        table = np.array(values, dtype=np.float64).reshape(len(rows), len(names))
        for name, column in zip(names, table.T, strict=True):
            if name not in out and len(out) < MOST_COLUMNS:
                out[name] = (np.full(len(records), np.nan), np.zeros(len(records), dtype=bool))
            if name in out:
                out[name][0][rows] = column
                out[name][1][rows] = True
    return out


def _columns(
    name: str, value: FloatArray, present: BoolArray, split: IntArray, kinds: Sequence[Split | None]
) -> list[Column]:
    """The column of a name, one for each split that the records with it tell."""
    found, first = np.unique(split[present], return_index=True)
    if len(found) == 1:
        return [Column(name, value, present, kinds[found[0]])]
    return [Column(name, value, present & (split == kind), kinds[kind]) for kind in found[np.argsort(first)]]


def _values(name: str | None, filled: Filled, count: int) -> FloatArray | None:
    if name is None:
        return None
    return filled[name][0] if name in filled else np.full(count, np.nan)
