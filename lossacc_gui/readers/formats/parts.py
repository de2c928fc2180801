"""One run whose splits or metrics stand in a file each: train.csv beside val.csv, loss.csv beside accuracy.csv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import Notice, Quantity, Run, Series, Split
from lossacc_gui.readers.series.assemble import splits_of
from lossacc_gui.readers.series.file_names import OF_LOGS, bare_name
from lossacc_gui.readers.series.names import AXES, meaning_of, vocabulary
from lossacc_gui.readers.series.rows import Column
from lossacc_gui.readers.settings import merged
from lossacc_gui.readers.siblings import siblings_notice

SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".dat", ".log", ".out", ".json", ".jsonl"})
CERTAIN = 0.995  # surer than who knows the form of the single file
MOST_PARTS = 16  # files of one run; a folder of more is no run of a few splits and metrics
LARGEST = 16 << 20  # bytes of a file, which is read to tell whether its curves go along with those of others
LISTED = 8  # folders whose files are remembered
ORDER = {Split.TRAIN: 0, Split.VAL: 1, Split.TEST: 2}

ReadAlone = Callable[[Path, Progress], tuple[Run, ...]]
"""Reads a file as if nothing stood beside it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the name of a file tells of its part: `rest` are the words beside, the same for all parts of a run."""

    split: Split | None
    quantity: Quantity
    rest: tuple[str, ...]


def told_by(name: str) -> Told | None:
    """The part that a file is by its name; None where it tells neither a split nor a metric."""
    meaning = meaning_of(name)
    if meaning.quantity in AXES:
        return None
    words = meaning.rest.split()
    if meaning.quantity is Quantity.OTHER:
        rest = [word for word in words if word not in OF_LOGS]
        return Told(meaning.split, Quantity.OTHER, tuple(rest)) if meaning.split is not None else None
    while len(words) > 1 and meaning_of(" ".join(words[1:])).quantity is meaning.quantity:
        words = words[1:]
    while len(words) > 1 and meaning_of(" ".join(words[:-1])).quantity is meaning.quantity:
        words = words[:-1]
    measured = " ".join(words)
    beside = meaning.rest.replace(measured, "", 1).split()
    rest = [word for word in beside if word not in OF_LOGS | vocabulary().fillers]
    return Told(meaning.split, meaning.quantity, tuple(rest))


def partners(path: Path) -> list[Path]:
    """The files of the folder that may be parts of the run of `path` by their names, itself among them."""
    told = told_by(bare_name(path)) if path.suffix.lower() in SUFFIXES else None
    if told is None:
        return []
    try:
        listed = _parts_in(path.parent.absolute(), path.parent.stat().st_mtime_ns)
    except OSError:
        return []
    names = listed.get(_key(path.name, told), [])
    parts = {name: part for name in names if (part := told_by(bare_name(Path(name)))) is not None}
    different = {(part.split, part.quantity) for part in parts.values()}
    if not 1 < len(parts) <= MOST_PARTS or len(different) < len(parts) or path.name not in parts:
        return []  # two files that are the same part are of two runs, and nobody knows which goes with which
    if told.quantity is Quantity.OTHER and all(part.split is not Split.TRAIN for part in parts.values()):
        return []
    return [path.parent / name for name in sorted(parts, key=lambda name: _order(parts[name]))]


def _key(name: str, told: Told) -> tuple[str, bool, tuple[str, ...]]:
    return Path(name).suffix.lower(), told.quantity is Quantity.OTHER, told.rest


def _order(told: Told) -> tuple[int, bool, str]:
    return (
        ORDER.get(told.split, -1) if told.split is not None else -1,
        told.quantity is not Quantity.LOSS,
        told.quantity,
    )


@lru_cache(maxsize=LISTED)
def _parts_in(folder: Path, changed: int) -> dict[tuple[str, bool, tuple[str, ...]], list[str]]:
    """The files of a folder, as it was at that time, that are called after a split or a metric: those of one run."""
    found: dict[tuple[str, bool, tuple[str, ...]], list[str]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        told = told_by(bare_name(path)) if path.suffix.lower() in SUFFIXES else None
        if told is not None:
            found[_key(path.name, told)].append(path.name)
    return found


def parts_of(path: Path, alone: ReadAlone) -> dict[Path, Run]:
    """The parts of the run that `path` is a part of, as runs, in order; empty where it is a log by itself.

    A part tells no other split and no other measure than its name does, and its curves lie along the others: two runs
    called train and validation have axes of their own.
    """
    found = {file: run for file in partners(path) if (run := _part(file, alone)) is not None}
    if path not in found:
        return {}
    base = next(iter(found.values()))
    along = {file: run for file, run in found.items() if run is base or _along(base, run)}
    return along if path in along and len(along) > 1 else {}


def _part(file: Path, alone: ReadAlone) -> Run | None:
    """What a file tells, its splits those of its name; None where it tells more than a part, or nothing."""
    try:
        state = file.stat()
        if state.st_size > LARGEST:
            return None
        identity = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
        return _part_as_it_was(file, identity, file.parent.stat().st_mtime_ns, alone)
    except OSError:
        return None


@lru_cache(maxsize=MOST_PARTS)
def _part_as_it_was(file: Path, state: tuple[int, ...], listed: int, alone: ReadAlone) -> Run | None:
    """The part in a file that was in that state, in a folder that was last changed at that time; None as above.

    Remembered, as who finds a log, tells its reader, lists the files beside it and reads it asks for all parts.
    """
    told = told_by(bare_name(file))
    try:
        runs = alone(file, silent)
    except UnreadableLog:
        return None
    if told is None or len(runs) != 1 or runs[0].breaks:
        return None
    series = [_of_part(one, told) for one in runs[0].series]
    known = [one for one in series if one is not None]
    if len(known) < len(series) or not any(one.quantity.is_progress for one in known):
        return None
    return replace(runs[0], series=tuple(known))


def _of_part(series: Series, told: Told) -> Series | None:
    """A series of a part; None where it is of another split or measure than the name of its file says."""
    own = meaning_of(series.logged_as).split
    if told.split is not None and own not in (None, told.split):
        return None
    if told.quantity is not Quantity.OTHER and series.quantity.is_progress and series.quantity is not told.quantity:
        return None
    return replace(series, split=told.split or series.split)


def _along(one: Run, other: Run) -> bool:
    """Whether two runs are counted alike, from and to the same place but for less than a step of the slower."""
    if one.x_name != other.x_name:
        return False
    first, second = _measured(one), _measured(other)
    stride = max(_stride(first), _stride(second))
    return all(abs(a - b) <= stride for a, b in zip(first.ends, second.ends, strict=True))


def _measured(run: Run) -> Series:
    """The longest of the curves."""
    return max((one for one in run.series if one.quantity.is_progress), key=lambda one: len(one.value))


def _stride(series: Series) -> float:
    return float(np.median(np.diff(series.x))) if len(series.value) > 1 else 0.0


def sniff(path: Path, alone: ReadAlone) -> float:
    """Certain where the curves of files that are called after splits or metrics go along."""
    return CERTAIN if len(partners(path)) > 1 and parts_of(path, alone) else 0.0


def beside(path: Path, alone: ReadAlone) -> list[Path]:
    """The files of the other parts."""
    return [file for file in parts_of(path, alone) if file != path]


def read(path: Path, progress: Progress, alone: ReadAlone) -> tuple[Run, ...]:
    """The one run of all parts."""
    progress(0.1, "reading the parts")
    found = parts_of(path, alone)
    if not found:
        return alone(path, part(progress, 0.5, 1.0))
    runs = list(found.values())
    others = [file for file in found if file != path]
    told = told_by(bare_name(path))
    folder = path.resolve().parent.name
    series, guessed = _with_splits(runs)
    notices = [*siblings_notice(others), *found[path].notices, *guessed]
    notices += [
        replace(notice, line=None) for file in others for notice in found[file].notices
    ]  # lines of another file
    run = replace(
        found[path],
        name=" ".join(told.rest) if told is not None and told.rest else folder or path.stem,
        series=tuple(series),
        notices=tuple(dict.fromkeys(notices)),
        settings=merged(*(one.settings for one in runs)),
        left_out=tuple(left for one in runs for left in one.left_out),
        files=(path, *others),
        counters=next((one.counters for one in runs if one.counters), ()),
    )
    progress(1.0, "read")
    return (run,)


def _with_splits(runs: list[Run]) -> tuple[list[Series], list[Notice]]:
    """The series of all parts; where neither the name of a file nor a word in it tells the split, the others do."""
    columns = [
        Column(one.metric, one.value, np.ones(len(one.value), dtype=bool), one.split if _tells_split(run) else None)
        for run in runs
        for one in run.series
    ]
    splits, notices = splits_of(columns, None)
    series = [one for run in runs for one in run.series]
    return [replace(one, split=split) for one, split in zip(series, splits, strict=True)], notices


def _tells_split(run: Run) -> bool:
    told = told_by(bare_name(run.source))
    named = (told is not None and told.split is not None) or any(one.split is not Split.TRAIN for one in run.series)
    return named or any(meaning_of(one.logged_as).split is not None for one in run.series)
