"""Turns logged records, dictionaries of names and values one after the other, into rows of columns."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.progress import Progress, part, silent, told
from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Split
from lossacc_gui.readers.files.encoding import whole_lines
from lossacc_gui.readers.series.counting import best_counter
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.series.rows import BoolArray, Column, Rows
from lossacc_gui.readers.tables.cells import PROGRESS, number
from lossacc_gui.readers.trees.repeated_keys import Repeated, every_key_once, loads_repeated

SPLIT_FIELDS = frozenset({"mode", "phase", "split", "stage", "subset"})
EVENT_FIELDS = frozenset({"event", "type", "kind", "msg", "message", "loop"})  # where the words say no more than that
EVENT_WORDS = frozenset(
    {"step", "epoch", "iter", "batch", "end", "done", "metrics", "loss", "log", "result", "results"}
)
NAME_FIELDS = ("name", "metric", "tag", "key", "metric_name")
VALUE = "value"
MARK = re.compile(r"(?=[^{}\"']*\w)[^{}\"']{1,80}(?=\{\s*\")")  # :::MLLOG {"key": ...
FEWEST_BEGUN = 3  # names that begin with one word
DEEPEST = 4  # nested levels of a record
_PLAIN = frozenset({int, float})
MOST_COLUMNS = 5000  # names in one log


@dataclass(frozen=True, slots=True)
class Record:
    """One logged record: its numbers by name, its line (from 1; 0 where there are none), its split if told."""

    numbers: dict[str, float]
    line: int = 0
    split: Split | None = None


def record_of(item: dict[str, Any], line: int = 0) -> Record:
    """The numbers of a dictionary, nested names joined with a slash; text is left out but for the split."""
    if _PLAIN.issuperset(map(type, item.values())):  # as most are, by the hundred thousand
        with suppress(OverflowError):
            return Record(dict(zip(item, map(float, item.values()), strict=True)), line)
    numbers: dict[str, float] = {}
    split = None
    if names_its_value(item):
        called = _called(item)
        item = {called if key == VALUE else key: value for key, value in item.items()}
    for name, found in flat(item):
        value = _number(name, found) if isinstance(found, str) else found
        if isinstance(found, str) and name.lower() in SPLIT_FIELDS:
            split = meaning_of(found).split
        elif isinstance(found, str) and split is None and name.lower() in EVENT_FIELDS:
            said = meaning_of(found)
            split = said.split if EVENT_WORDS.issuperset(said.rest.split()) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                numbers[name] = float(value)
            except OverflowError:
                continue
    return Record(numbers, line, split)


def names_its_value(item: dict[str, Any]) -> bool:
    """Whether a record holds the value of one metric, whose name is in it: {"key": "loss", "value": 0.5, "step": 3}."""
    return _called(item) not in (None, VALUE) and isinstance(item.get(VALUE), int | float)


def _called(item: dict[str, Any]) -> Any:
    return next((item[key] for key in NAME_FIELDS if isinstance(item.get(key), str)), None)


def _number(name: str, text: str) -> float | None:
    """The number that a text is: 0.5, 85.3 %, and of 3/14 the 3 where it is called after a counter."""
    try:
        return float(text)
    except ValueError:
        pass
    if text.endswith("%"):
        return number(text)
    counted = PROGRESS.match(text)
    counts = counted is not None and meaning_of(name.rpartition("/")[2]).quantity in COUNTERS
    return float(counted[1]) if counted is not None and counts else None


def flat(item: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """(name, value) of what a dictionary holds, nested names joined with a slash, a list of one as what is in it."""
    for key, value in item.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            if depth < DEEPEST:
                yield from flat(value, f"{name}/", depth + 1)
        elif isinstance(value, list) and len(value) == 1:
            yield name, value[0]
        else:
            yield name, value


def json_lines(
    text: str, progress: Progress = silent, first: int = 1, repeated: Repeated | None = None
) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(line, dictionary) of every line of a text of JSON lines that is not blank; None where a line is none.

    Where `repeated` is given, it gets the keys that come again in one line, of which the last value counts.
    """
    at = 0
    for piece in whole_lines(text):
        lines, items = piece.splitlines(), []
        behind = part(progress, at / len(text), (at + len(piece)) / len(text))
        for line, content in told(enumerate(lines, start=first), len(lines), behind, "reading lines"):
            if not content.strip():
                continue
            item = _object_of(content)
            if item is not None:
                items.append(item)
            yield line, item
        if repeated is not None and not every_key_once(piece, items):
            _find_repeated(lines, first, repeated)
        first += len(lines)
        at += len(piece)


def _object_of(line: str) -> dict[str, Any] | None:
    """The record of a line; behind a mark of its own, as benchmarks print them, only what says what its value is."""
    if "{" in line and (mark := MARK.match(line)) is not None:
        item = _object_of(line[mark.end() :])
        return item if item is not None and VALUE in item and _called(item) is not None else None
    try:
        item = json.loads(line) if line.lstrip().startswith("{") else None  # most texts are no JSON at all
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None


def _find_repeated(lines: list[str], first: int, repeated: Repeated) -> None:
    """Put the keys that come again in one of these lines, whose first is line `first`, into `repeated`."""
    for line, content in enumerate(lines, start=first):
        item = _object_of(content)
        if item is not None and not every_key_once(content, item):
            loads_repeated(content, repeated, line)


def taken_from(items: list[Any]) -> Iterator[Any]:
    """The items in their order, each let go at once: a million that go together hold up every thread."""
    items.reverse()
    while items:
        yield items.pop()


@dataclass(slots=True)
class Alike:
    """Records with the same names in the same order, and the same split: `values` has all numbers of each in turn."""

    names: tuple[str, ...]
    split: Split | None
    number: int
    values: array[float] = field(default_factory=lambda: array("d"))
    lines: array[int] = field(default_factory=lambda: array("i"))


@dataclass(frozen=True, eq=False)
class Filled:
    """Records as columns; arrays have shape (n,). `split[i]` is which of `splits` record i has.

    numbers  by name: the value (NaN where a record has none), and which records have one
    """

    numbers: dict[str, tuple[FloatArray, BoolArray]]
    line: IntArray
    split: NDArray[np.int8]
    splits: tuple[Split | None, ...]

    def known(self, name: str) -> FloatArray:
        """The numbers of that name, of the records that have one."""
        value, present = self.numbers.get(name, (np.zeros(0), np.zeros(0, dtype=bool)))
        return value[present]


class Shelf:
    """Records in their order, put away closely: a number takes 8 bytes instead of a hundred."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._alike: dict[tuple[tuple[str, ...], Split | None], Alike] = {}
        self._order = array("i")
        for record in records:
            self.add(record)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._order)

    def add(self, record: Record) -> None:
        """Put a record behind the others."""
        self.put(tuple(record.numbers), record.numbers.values(), record.line, record.split)

    def put(self, names: tuple[str, ...], numbers: Iterable[float], line: int, split: Split | None) -> None:
        """Put a record behind the others that has not been made yet: as many numbers as names."""
        alike = self._alike.get((names, split))
        if alike is None:
            alike = self._alike[names, split] = Alike(names, split, len(self._alike))
        alike.values.extend(numbers)
        alike.lines.append(line)
        self._order.append(alike.number)

    def take_back(self) -> None:
        """Take the last record away again."""
        number = self._order.pop()
        alike = list(self._alike.values())[number]
        del alike.values[-len(alike.names) :]
        alike.lines.pop()
        if not alike.lines:  # none of its kind came before it, so that its kind is the last
            del self._alike[alike.names, alike.split]

    def __iter__(self) -> Iterator[Record]:
        """The records, made anew."""
        everyone = list(self._alike.values())
        places = [0] * len(everyone)
        for kind in self._order:
            alike, i = everyone[kind], places[kind]
            places[kind] += 1
            width = len(alike.names)
            numbers = dict(zip(alike.names, alike.values[i * width : (i + 1) * width], strict=True))
            yield Record(numbers, alike.lines[i], alike.split)

    def kinds(self) -> list[Alike]:
        """The records that are alike, in the order of the first of each."""
        return list(self._alike.values())

    def filled(self) -> Filled:
        """The records as columns."""
        count = len(self)
        numbers: dict[str, tuple[FloatArray, BoolArray]] = {}
        line = np.zeros(count, dtype=np.int64)
        split = np.zeros(count, dtype=np.int8)
        splits: dict[Split | None, int] = {}
        order = np.frombuffer(self._order, dtype=np.intc)
        stops = np.cumsum(np.bincount(order, minlength=len(self._alike)))[:-1]
        for places, alike in zip(np.split(np.argsort(order, kind="stable"), stops), self.kinds(), strict=True):
            line[places] = alike.lines
            split[places] = splits.setdefault(alike.split, len(splits))
            table = np.frombuffer(alike.values, dtype=np.float64).reshape(len(places), len(alike.names))
            for name, column in zip(alike.names, table.T, strict=True):
                if name not in numbers and len(numbers) < MOST_COLUMNS:
                    numbers[name] = (np.full(count, np.nan), np.zeros(count, dtype=bool))
                if name in numbers:
                    numbers[name][0][places] = column
                    numbers[name][1][places] = True
        return Filled(numbers, line, split, tuple(splits))


def rows_of_records(
    records: Iterable[Record], epoch: str | None = None, step: str | None = None, time: str | None = None
) -> Rows:
    """The records as rows; `epoch` and `step` name the counters, else the first names that mean them are taken.

    `time` names what tells the seconds since 1970; without it the records tell none.
    """
    shelf = records if isinstance(records, Shelf) else Shelf(records)
    return rows_of(shelf.filled(), epoch, step, time) if len(shelf) else Rows([])


def rows_of(filled: Filled, epoch: str | None = None, step: str | None = None, time: str | None = None) -> Rows:
    """Columns as rows; `epoch`, `step` and `time` as above."""
    counters = {Quantity.EPOCH: epoch, Quantity.STEP: step}
    for quantity, given in counters.items():
        if given is None:  # data/step counts as step does
            named = [name for name in filled.numbers if meaning_of(name.rpartition("/")[2]).quantity is quantity]
            named += _behind_prefix(filled.numbers, quantity)
            counters[quantity] = best_counter({name: filled.known(name) for name in named})
    counted = {quantity: filled.numbers[name][0] for quantity, name in counters.items() if name in filled.numbers}
    metrics = [name for name in filled.numbers if name not in counters.values() and name != time]
    return Rows(
        [column for name in metrics for column in _columns(name, filled)],
        epoch=counted.get(Quantity.EPOCH),
        step=counted.get(Quantity.STEP),
        time=filled.numbers[time][0] if time in filled.numbers else None,
        line=filled.line if filled.line.any() else None,
    )


def _behind_prefix(names: Iterable[str], quantity: Quantity) -> list[str]:
    """The counters behind a word with which most names begin: stage2_step, stage2_loss, stage2_lr."""
    begun: dict[str, list[str]] = {}
    for name in names:
        first, parted, rest = name.partition("_")
        if parted and "/" not in name:
            begun.setdefault(first, []).append(rest)
    word, rests = max(begun.items(), key=lambda one: len(one[1]), default=("", []))
    if (
        len(rests) < FEWEST_BEGUN
        or meaning_of(word).split is not None
        or meaning_of(word).quantity is not Quantity.OTHER
    ):
        return []
    return [f"{word}_{rest}" for rest in rests if meaning_of(rest).quantity is quantity]


def _columns(name: str, filled: Filled) -> list[Column]:
    """The column of a name, one for each split that the records with it tell."""
    value, present = filled.numbers[name]
    found, first = np.unique(filled.split[present], return_index=True)
    if len(found) == 1:
        return [Column(name, value, present, filled.splits[found[0]])]
    return [
        Column(name, value, present & (filled.split == split), filled.splits[split])
        for split in found[np.argsort(first)]
    ]
