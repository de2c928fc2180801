"""JSON lines: one record a line, as mmcv, mmengine, detectron2 and many hand-written loops log them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

from lossacc_gui.language import say, say_many
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import Notice, Run, Split
from lossacc_gui.readers.files.encoding import whole_lines
from lossacc_gui.readers.files.growing import START, grown
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.kinds.foreign import INSTEAD
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.file_names import run_name
from lossacc_gui.readers.series.names import is_metric
from lossacc_gui.readers.series.other_fields import is_of_another_field
from lossacc_gui.readers.tables.row_keys import MOST
from lossacc_gui.readers.tables.row_kinds import counts
from lossacc_gui.readers.trees.records import Record, Shelf, json_lines, record_of, rows_of_records
from lossacc_gui.readers.trees.repeated_keys import Repeated
from lossacc_gui.readers.trees.result_records import said_of_results

ITER, EPOCH, STEP = "iter", "epoch", "step"
OF_SETTINGS = re.compile(r"(^|_)(config|cfg|args|arguments|hparams|hyper_?parameters|settings)$", re.IGNORECASE)
FIRST_LINES = 20  # that show which keys have words


def sniff(head: Head) -> float:
    """Sure where the first lines are dictionaries with a metric in them."""
    if "{" not in head.text:  # most texts, of which it is not worth looking at each line
        return 0.0
    lines = list(json_lines(head.text))
    items = [item for _, item in lines if item is not None]
    if len(items) < 2 or len(lines) > 2 * len(items):
        return 0.9 if len(items) == 1 and _is_start(head) else 0.0
    names = {name for item in items[:50] for name in record_of(item).numbers}
    return 0.95 if any(is_metric(name) for name in names) else 0.35 if counts(list(names)) else 0.0


def _is_start(head: Head) -> bool:
    """Whether the first line is the record of the environment with which mmcv's logs begin."""
    return '"env_info"' in head.text[:200]


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run; records of validation that do not count along have the place of the training record before them."""
    told = Told()
    text = text_of(path, part(progress, 0.0, 0.3))
    first = [item for _, item in islice(json_lines(text), MOST + 1) if item is not None]
    if result := said_of_results(first):
        raise UnreadableLog(path, result, advice=INSTEAD)
    _take(text, 1, told, part(progress, 0.3, 0.8))
    return _runs_of(path, told, progress)


@dataclass
class Told:
    """What the lines tell: their records, the lines without one, keys that come again, settings among them.

    `elsewhere` are keys of words that are told of another field than a training.
    """

    records: Shelf = field(default_factory=Shelf)
    broken: list[int] = field(default_factory=list)
    repeated: Repeated = field(default_factory=lambda: Repeated(one_record=True))
    settings: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)


def _take(text: str, first: int, told: Told, progress: Progress) -> None:
    """Add what a text tells whose first line is line `first`.

    What a record holds under a key that says settings is none of its metrics.
    """
    for line, item in json_lines(text, progress, first, told.repeated):
        if item is None:
            told.broken.append(line)
            continue
        for key in [key for key, value in item.items() if isinstance(value, dict) and OF_SETTINGS.search(key)]:
            told.settings.update(
                (name, str(value)) for name, value in item.pop(key).items() if not isinstance(value, dict | list)
            )
        if line <= FIRST_LINES:
            told.elsewhere.update(k for k, v in item.items() if isinstance(v, str) and is_of_another_field(k))
        if (record := record_of(item, line)).numbers:
            told.records.add(record)


def _runs_of(path: Path, told: Told, progress: Progress) -> tuple[Run, ...]:
    notices = (
        [
            Notice(
                say_many(
                    "{count} line is no JSON record and was left out.",
                    "{count} lines are no JSON records and were left out.",
                    len(told.broken),
                ),
                told.broken[0],
            )
        ]
        if told.broken
        else []
    )
    notices += told.repeated.notices()
    progress(0.8, "reading records")
    rows = rows_of_records(_placed(told.records))
    settings = tuple(told.settings.items())
    beside = sorted(told.elsewhere)
    run = run_of(run_name(path), path, READER.name, rows, notices=notices, settings=settings, beside=beside)
    if run is None:
        raise UnreadableLog(path, say("The records of this file hold no numbers that could be a metric."))
    progress(1.0, "read")
    return (run,)


class Following:
    """Reads JSON lines that grow: each record is parsed once."""

    def __init__(self) -> None:
        self._place = START
        self._told = Told()
        self._lines = 0

    def read(self, path: Path, progress: Progress) -> tuple[Run, ...] | None:
        """The runs as `read` finds them; None where the file has to be read from its start."""
        new = grown(path, self._place)
        if new is None:
            return None
        _take(new.whole, self._lines + 1, self._told, part(progress, 0.0, 0.8))
        self._place = new.place
        self._lines += sum(len(piece.splitlines()) for piece in whole_lines(new.whole))
        records, broken, keys = len(self._told.records), len(self._told.broken), dict(self._told.repeated.keys)
        _take(new.torn, self._lines + 1, self._told, silent)
        try:
            return _runs_of(path, self._told, progress)
        finally:
            while len(self._told.records) > records:
                self._told.records.take_back()
            del self._told.broken[broken:]
            self._told.repeated.keys = keys


def _placed(records: Shelf) -> Iterable[Record]:
    """The records counted alike: mm's iterations begin anew each epoch, and its validation has counters of its own."""
    first = next(_inner(records), None)
    if first is None or (STEP not in first[1].numbers and not _begins_anew(records)):
        return records
    length = max(record.numbers[ITER] for _, record in _inner(records))
    if not length > 0:  # a counter that never counts: the epochs are all there is
        return (Record({k: v for k, v in one.numbers.items() if k != ITER}, one.line, one.split) for one in records)
    return _counted_alike(islice(records, first[0], None), length)


def _inner(records: Shelf) -> Iterator[tuple[int, Record]]:
    """(place, record) of those that count iterations within an epoch."""
    counted = any(ITER in alike.names for alike in records.kinds())
    for i, record in enumerate(records if counted else ()):
        if ITER in record.numbers and EPOCH in record.numbers and record.split is not Split.VAL:
            yield i, record


def _counted_alike(records: Iterable[Record], length: float) -> Iterator[Record]:
    """The records with epoch and step, where an epoch has `length` iterations."""
    epoch = step = 0.0
    for record in records:
        numbers = dict(record.numbers)
        own = numbers.pop(ITER, None)
        if own is None or record.split is Split.VAL:
            split = record.split or Split.VAL
            epoch = numbers.get(EPOCH, epoch)
        else:
            split = record.split or Split.TRAIN
            whole = STEP not in numbers
            step = (numbers[EPOCH] - 1) * length + own if whole and EPOCH in numbers else numbers.get(STEP, own)
            epoch = numbers[EPOCH] - 1 + own / length if whole and EPOCH in numbers else numbers.get(EPOCH, epoch)
        if record.split is Split.VAL:
            step = max(step, epoch * length)
        yield Record(numbers | {EPOCH: epoch, STEP: step}, record.line, split)


def _begins_anew(records: Shelf) -> bool:
    """Whether the iterations fall while the epoch rises."""
    return any(
        b.numbers[ITER] <= a.numbers[ITER] and b.numbers[EPOCH] > a.numbers[EPOCH]
        for (_, a), (_, b) in pairwise(_inner(records))
    )


READER = Reader(
    name="json-lines",
    title="JSON lines: mmcv, mmengine (scalars.json), detectron2 (metrics.json) and others",
    looks_like='{"epoch": 1, "iter": 50, "loss": 0.71, "lr": 0.02}   one record a line',
    suffixes=(".json", ".jsonl", ".log.json"),
    sniff=sniff,
    read=read,
    following=Following,
)
