"""Turns logged records, dictionaries of names and values one after the other, into rows of columns."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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


def json_lines(text: str, progress: Progress = silent) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(line, dictionary) of every line of a text of JSON lines that is not blank; None where a line is none."""
    lines = (line for piece in whole_lines(text) for line in piece.splitlines())
    for line, content in told(enumerate(lines, start=1), text.count("\n") + 1, progress, "reading lines"):
        if not content.strip():
            continue
        try:
            item = json.loads(content)
        except (ValueError, RecursionError):
            item = None
        yield line, item if isinstance(item, dict) else None


def taken_from(items: list[Any]) -> Iterator[Any]:
    """The items in their order, each let go at once: a million that go together hold up every thread."""
    items.reverse()
    while items:
        yield items.pop()


@dataclass(frozen=True, slots=True)
class _Alike:
    """Records with the same names in the same order, and the same split: `values` has all numbers of each in turn."""

    names: tuple[str, ...]
    split: Split | None
    number: int
    values: array[float] = field(default_factory=lambda: array("d"))
    lines: array[int] = field(default_factory=lambda: array("q"))


class Shelf:
    """Records in their order, put away closely: a number takes 8 bytes instead of a hundred."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._alike: dict[tuple[tuple[str, ...], Split | None], _Alike] = {}
        self._order = array("q")
        for record in records:
            self.add(record)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._order)

    def add(self, record: Record) -> None:
        """Put a record behind the others."""
        key = (tuple(record.numbers), record.split)
        alike = self._alike.get(key)
        if alike is None:
            alike = self._alike[key] = _Alike(*key, len(self._alike))
        alike.values.extend(record.numbers.values())
        alike.lines.append(record.line)
        self._order.append(alike.number)

    def __iter__(self) -> Iterator[Record]:
        """The records, made anew."""
        everyone = list(self._alike.values())
        places = [0] * len(everyone)
        for number in self._order:
            alike, i = everyone[number], places[number]
            places[number] += 1
            width = len(alike.names)
            numbers = dict(zip(alike.names, alike.values[i * width : (i + 1) * width], strict=True))
            yield Record(numbers, alike.lines[i], alike.split)

    def together(self) -> Iterator[tuple[IntArray, _Alike]]:
        """Records that are alike, and their places among all."""
        order = np.frombuffer(self._order, dtype=np.int64)
        stops = np.cumsum(np.bincount(order, minlength=len(self._alike)))[:-1]
        return zip(np.split(np.argsort(order, kind="stable"), stops), self._alike.values(), strict=True)


def rows_of_records(records: Iterable[Record], epoch: str | None = None, step: str | None = None) -> Rows:
    """The records as rows; `epoch` and `step` name the counters, else the first names that mean them are taken."""
    shelf = records if isinstance(records, Shelf) else Shelf(records)
    if not len(shelf):
        return Rows([])
    count = len(shelf)
    filled: dict[str, tuple[FloatArray, BoolArray]] = {}
    line = np.zeros(count, dtype=np.int64)
    split = np.zeros(count, dtype=np.int64)
    kinds: dict[Split | None, int] = {}
    for places, alike in shelf.together():
        line[places] = alike.lines
        split[places] = kinds.setdefault(alike.split, len(kinds))
        table = np.frombuffer(alike.values, dtype=np.float64).reshape(len(places), len(alike.names))
        for name, column in zip(alike.names, table.T, strict=True):
            if name not in filled and len(filled) < MOST_COLUMNS:
                filled[name] = (np.full(count, np.nan), np.zeros(count, dtype=bool))
            if name in filled:
                filled[name][0][places] = column
                filled[name][1][places] = True
    counters = {Quantity.EPOCH: epoch, Quantity.STEP: step}
    for name in filled:
        quantity = meaning_of(name).quantity
        if quantity in counters and counters[quantity] is None:
            counters[quantity] = name
    counted = {quantity: filled[name][0] for quantity, name in counters.items() if name is not None and name in filled}
    metrics = [name for name in filled if name not in counters.values()]
    return Rows(
        [column for name in metrics for column in _columns(name, *filled[name], split, list(kinds))],
        epoch=counted.get(Quantity.EPOCH),
        step=counted.get(Quantity.STEP),
        line=line if line.any() else None,
    )


def _columns(
    name: str, value: FloatArray, present: BoolArray, split: IntArray, kinds: Sequence[Split | None]
) -> list[Column]:
    """The column of a name, one for each split that the records with it tell."""
    found, first = np.unique(split[present], return_index=True)
    if len(found) == 1:
        return [Column(name, value, present, kinds[found[0]])]
    return [Column(name, value, present & (split == kind), kinds[kind]) for kind in found[np.argsort(first)]]
