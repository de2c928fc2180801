"""Puts what a training printed into rows: one an epoch, one a step, or one as often as the metrics come again."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, Split
from lossacc_gui.readers.assemble import BoolArray
from lossacc_gui.readers.records import Filled, Record, Shelf

EPOCH, STEP, TOTAL = "epoch", "step", "steps an epoch"
COUNTED = frozenset({EPOCH, STEP, TOTAL})  # in a record's numbers beside its metrics
AT_ONCE = 4096  # rows made Python's numbers
FEW_EPOCHS = 5  # below this a log that counts batches too is read batch by batch


def printed_rows(records: Shelf) -> Filled:
    """The rows of one training, from what its lines said in their order."""
    _put_under_headings(records)
    table = records.filled()
    epochs = len(np.unique(table.known(EPOCH)))
    if epochs < FEW_EPOCHS and _steps_move(table, epochs):
        return _by_step(table)
    if epochs and not (epochs == 1 and _repeats(records)):
        return _by_epoch(table)
    return Shelf(_by_row(records)).filled()


def _put_under_headings(records: Shelf) -> None:
    """Metrics that later stand under a heading of training are of training before the first heading too."""
    headed = {name for alike in records.kinds() if alike.split is Split.TRAIN for name in alike.names} - COUNTED
    for alike in records.kinds():
        if headed and alike.split is None and set(alike.names) - COUNTED <= headed:
            alike.split = Split.TRAIN


def _steps_move(table: Filled, epochs: int) -> bool:
    """Whether steps tell apart what epochs do not; the number of the last batch of every epoch counts nothing."""
    if STEP not in table.numbers:
        return False
    step, counted = table.numbers[STEP]
    pairs: set[tuple[float, ...]] = set()
    for pair in _one_by_one(_number(table, EPOCH, -1.0)[counted], step[counted]):
        pairs.add(pair)
        if len(pairs) > epochs:
            return True
    return False


def _repeats(records: Shelf) -> bool:
    """Whether some metric came again and again, so that in a single epoch only its rows can be told apart."""
    names: Counter[tuple[str, Split | None]] = Counter()
    for alike in records.kinds():
        for name in set(alike.names) - COUNTED:
            names[name, alike.split] += len(alike.lines)
    return max(names.values(), default=0) >= FEW_EPOCHS


def _number(table: Filled, name: str, missing: float) -> FloatArray:
    """The number of that name of every record, `missing` where a record has none."""
    if name not in table.numbers:
        return np.full(len(table.line), missing)
    value, present = table.numbers[name]
    return np.where(present, value, missing)


def _by_epoch(table: Filled) -> Filled:
    """One row an epoch and split: of what is printed while an epoch runs, the last counts."""
    epoch = _number(table, EPOCH, table.known(EPOCH)[0] - 1)  # before the first counter it is the epoch before
    begins = np.zeros(len(epoch), dtype=bool)
    begun_by = np.zeros(len(epoch), dtype=np.int64)
    for split in range(len(table.splits)):
        mine = np.flatnonzero(table.split == split)
        starts = np.append(True, np.diff(epoch[mine]) != 0)
        begins[mine] = starts
        begun_by[mine] = mine[starts][np.cumsum(starts) - 1]
    first = np.flatnonzero(begins)
    row = (np.cumsum(begins) - 1)[begun_by]
    numbers = {EPOCH: (epoch[first], np.ones(len(first), dtype=bool))}
    places: dict[str, tuple[int, int]] = {}
    for name in table.numbers.keys() - COUNTED:
        value, present = table.numbers[name]
        printed = np.flatnonzero(present)
        merged = np.full(len(first), np.nan)
        merged[row[printed]] = value[printed]  # of several the last stays
        some = np.zeros(len(first), dtype=bool)
        some[row[printed]] = True
        earliest = int(row[printed].min())
        places[name] = (earliest, int(printed[row[printed] == earliest][0]))
        numbers[name] = (merged, some)
    known = {name: i for i, name in enumerate(table.numbers)}
    names = sorted(places, key=lambda name: (*places[name], known[name]))  # as the rows have them
    ordered = {name: numbers[name] for name in (EPOCH, *names)}
    return Filled(ordered, table.line[first], table.split[first], table.splits)


def _by_step(table: Filled) -> Filled:
    """Steps counted through: a counter that begins anew each epoch goes on behind the epoch before."""
    columns = [_number(table, name, missing) for name, missing in ((STEP, 0.0), (EPOCH, -1.0), (TOTAL, 0.0))]
    counted = table.numbers[STEP][1]
    steps = array("d")
    before = last = stride = 0.0
    epoch = -1.0
    for counts, step, now, total in _one_by_one(counted, *columns):
        if counts:
            if now > epoch and step < last:
                before += max(total, last if step else last + stride)
            elif step > last:
                stride = step - last
            last, epoch = step, epoch if now < 0 else now
        steps.append(before + last)
    numbers = {name: found for name, found in table.numbers.items() if name not in COUNTED}
    numbers[STEP] = (np.frombuffer(steps, dtype=np.float64), np.ones(len(steps), dtype=bool))
    return Filled(numbers, table.line, table.split, table.splits)


def _one_by_one(*columns: FloatArray | BoolArray) -> Iterator[tuple[float, ...]]:
    """The columns row by row, as Python's numbers, which take four times the memory: a piece at a time."""
    for start in range(0, len(columns[0]), AT_ONCE):
        yield from zip(*(column[start : start + AT_ONCE].tolist() for column in columns), strict=True)


def _by_row(records: Iterable[Record]) -> list[Record]:
    """Nothing counts: a row ends where a metric comes again."""
    out: list[Record] = []
    for counted in records:
        record = replace(counted, numbers={k: v for k, v in counted.numbers.items() if k not in COUNTED})
        if out and record.split == out[-1].split and not set(record.numbers) & set(out[-1].numbers):
            out[-1] = replace(out[-1], numbers=out[-1].numbers | record.numbers)
        else:
            out.append(record)
    return out
