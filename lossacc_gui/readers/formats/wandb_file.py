"""The record that Weights & Biases keeps of a run on disk (run-ID.wandb), read without its package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lossacc_gui.language import say, say_many
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.readers.files.protobuf import fields_of, parts_of, texts_of
from lossacc_gui.readers.files.source import bytes_of
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.file_names import run_name
from lossacc_gui.readers.trees.records import Record, Shelf, record_of, rows_of_records

MARK = b":W&B"
HEADER = 7  # bytes before the first record: the mark, a magic number, a version
BLOCK = 32_768  # bytes; no record's head crosses the end of one, as in a LevelDB log
RECORD_HEAD = 7  # bytes: checksum, length, kind
WHOLE, FIRST, MIDDLE, LAST = 1, 2, 3, 4
HISTORY, CONFIG, RUN = 2, 5, 17  # fields of a record
KEY, NESTED_KEY, VALUE = 1, 2, 16  # fields of an item of the history and of the configuration
RUN_CONFIG, DISPLAY_NAME = 4, 8  # fields of a run
LONGEST_SETTING = 200  # characters


def sniff(head: Head) -> float:
    """Certain by its first bytes."""
    return 1.0 if head.data.startswith(MARK) else 0.0


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The one run, with its configuration as settings."""
    data = bytes(bytes_of(path, part(progress, 0.0, 0.3)))
    shelf = Shelf()
    settings: dict[str, str] = {}
    name, broken = "", 0
    tell = part(progress, 0.3, 0.8)
    for at, record in records_of(data):
        tell(at / max(len(data), 1), "reading records")
        try:
            for number, value in fields_of(record):
                if not isinstance(value, bytes):
                    continue
                if number == HISTORY:
                    shelf.add(_row(value))
                elif number in (CONFIG, RUN):
                    configs = [value] if number == CONFIG else parts_of(value, RUN_CONFIG)
                    settings |= {k: v for config in configs for k, v in _settings(config)}
                    name = next(iter(texts_of(value, DISPLAY_NAME)), name) if number == RUN else name
        except ValueError:
            broken += 1
    notices = (
        [
            Notice(
                say_many(
                    "{count} record is broken and was left out.",
                    "{count} records are broken and were left out.",
                    broken,
                )
            )
        ]
        if broken
        else []
    )
    rows = rows_of_records(shelf, epoch=_counter(shelf, "epoch"), step="_step", time="_timestamp")
    run = None
    if rows.columns:
        kept = tuple(sorted(settings.items()))
        run = run_of(name or run_name(path), path, READER.name, rows, notices=notices, settings=kept)
    if run is None:
        raise UnreadableLog(path, say("This run of Weights & Biases has no history yet."))
    progress(1.0, "read")
    return (run,)


def records_of(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(place, content) of each record of a LevelDB log; a torn last one is left out."""
    at, whole = HEADER, b""
    while at + RECORD_HEAD <= len(data):
        left = BLOCK - at % BLOCK
        if left < RECORD_HEAD:
            at += left
            continue
        size, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        content = data[at + RECORD_HEAD : at + RECORD_HEAD + size]
        if len(content) < size:
            return
        if not WHOLE <= kind <= LAST:  # a block that was not filled
            at += left
            whole = b""
            continue
        at += RECORD_HEAD + size
        whole = content if kind in (WHOLE, FIRST) else whole + content
        if kind in (WHOLE, LAST):
            yield at, whole
            whole = b""


def _items(data: bytes) -> Iterator[tuple[str, Any]]:
    """(name, value) of the items in a history or a configuration."""
    for item in parts_of(data, 1):
        texts = texts_of(item, VALUE)
        name = "/".join(texts_of(item, KEY) or texts_of(item, NESTED_KEY))
        try:
            value = json.loads(texts[0]) if texts else None
        except (ValueError, RecursionError):
            continue
        if name:
            yield name, value


def _row(data: bytes) -> Record:
    """A row of the history; NaN and infinity are texts in it."""
    items = {
        name: float(value) if value in ("NaN", "Infinity", "-Infinity") else value
        for name, value in _items(data)
        if name not in ("_runtime", "_wandb")
    }
    return record_of({name: value for name, value in items.items() if not isinstance(value, str)})


def _settings(data: bytes) -> Iterator[tuple[str, str]]:
    for name, value in _items(data):
        text = str(value)
        if not name.startswith("_") and len(text) <= LONGEST_SETTING:
            yield name, text


def _counter(shelf: Shelf, name: str) -> str | None:
    return name if any(name in alike.names for alike in shelf.kinds()) else None


READER = Reader(
    name="wandb-file",
    title="Weights & Biases run on disk (wandb/run-.../run-ID.wandb), offline or not",
    looks_like="wandb/offline-run-20260101_120000-abcd1234/run-abcd1234.wandb",
    suffixes=(".wandb",),
    sniff=sniff,
    read=read,
)
