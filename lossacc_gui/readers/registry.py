"""Which reader reads a log, and where the logs under a path are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import Run
from lossacc_gui.readers import (
    any_table,
    catboost,
    epoch_files,
    excel,
    fastai,
    history_json,
    history_pickle,
    huggingface,
    json_lines,
    keras_csv,
    lightning_csv,
    mlflow,
    parquet,
    tensorboard_download,
    tensorboard_events,
    text_log,
    ultralytics,
    wandb_csv,
)
from lossacc_gui.readers.patience import patiently
from lossacc_gui.readers.reader import Head, Reader
from lossacc_gui.readers.refusal import refused, seems_a_log
from lossacc_gui.readers.source import head_of, said

READERS: tuple[Reader, ...] = (
    tensorboard_events.READER,
    tensorboard_download.CSV,
    tensorboard_download.JSON,
    keras_csv.READER,
    history_json.READER,
    history_pickle.READER,
    huggingface.READER,
    lightning_csv.READER,
    ultralytics.READER,
    fastai.READER,
    wandb_csv.READER,
    mlflow.READER,
    epoch_files.READER,
    catboost.TSV,
    catboost.JSON,
    json_lines.READER,
    excel.READER,
    parquet.READER,
    any_table.READER,
    text_log.READER,
)
"""Every log format; of readers that are equally sure the first one reads."""


def identify(path: Path) -> Reader:
    """The reader that is most certain about the log at `path`; UnreadableLog where none is."""
    if path.is_dir() and tensorboard_events.is_run_folder(path):
        return tensorboard_events.READER
    return _identified(head_of(path))


def _identified(head: Head) -> Reader:
    best, certainty = None, 0.0
    for reader in READERS:
        found = certainty_of(reader, head)
        if found > certainty:
            best, certainty = reader, found
    if best is None:
        raise refused(head)
    return best


def certainty_of(reader: Reader, head: Head) -> float:
    """What `reader` says about the head, 0..1; a sniff that fails is not sure at all."""
    try:
        return reader.sniff(head)
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError):
        return 0.0


def read(path: Path, progress: Progress = silent) -> tuple[Run, ...]:
    """The runs of the log at `path`, at least one; UnreadableLog with a sentence where it cannot be read."""
    progress(0.0, f"opening {path.name}")
    return patiently(lambda tell: identify(path).read(path, tell), progress)


def logs_under(*paths: Path) -> list[Path | UnreadableLog]:
    """The logs that `paths` hold, each once: a file is itself; a folder is searched, sorted by name.

    A file that is read with a log before it, because it belongs to the same run, is no log of its own. In a folder,
    files that nobody reads are passed over unless their name says that they were meant as a log.
    """
    found: list[Path | UnreadableLog] = []
    taken: set[Path] = set()
    for path in _homes(paths):
        if path.is_dir():
            before = len(found)
            _search(path, found, taken)
            if len(found) == before and not any(file.is_relative_to(_place(path)) for file in taken):
                found.append(UnreadableLog(path, "There is no training log in this folder."))
        elif _place(path) not in taken:
            taken.add(_place(path))
            try:
                reader = identify(path)
            except UnreadableLog as error:
                found.append(error)
                continue
            found.append(path)
            taken.update(map(_place, reader.beside(path)))
    return found


def _homes(paths: Sequence[Path]) -> list[Path]:
    """`paths`, but a run's folder instead of its event files or its splits' folders where all of them are given."""
    if len(paths) < 2:
        return list(paths)
    given = {_place(file) for path in paths for file in _event_files(path)}
    homes = []
    for path in paths:
        mine = {_place(file) for file in _event_files(path)}
        above = (home for home in (path.parent.parent, path.parent) if mine and mine < _together(home) <= given)
        homes.append(next(above, path))
    return homes


def _event_files(path: Path) -> list[Path]:
    if tensorboard_events.MARK in path.name:
        return [path]
    try:
        return tensorboard_events.event_files(path) if path.is_dir() else []
    except OSError:
        return []


def _together(folder: Path) -> set[Path]:
    """The places of all event files of a folder that is one log; empty where it is none."""
    try:
        return {_place(file) for file in tensorboard_events.files_of_run_folder(folder)}
    except OSError:
        return set()


def _place(path: Path) -> Path:
    """The one path of a file, however it was called."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return path.absolute()


def _search(folder: Path, found: list[Path | UnreadableLog], taken: set[Path]) -> None:
    """Add the logs in `folder` to `found`; `taken` are the places of files that belong to a log that has been found."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        found.append(UnreadableLog(folder, f"The folder cannot be opened: {said(error)}."))
        return
    together = _together(folder)
    if len(together) > 1 and not taken.issuperset(together):
        found.append(folder)
        taken.update(together)
    for entry in entries:
        if entry.name.startswith(".") or entry.name in PASSED_OVER or entry.is_symlink():
            continue
        if entry.is_dir():
            _search(entry, found, taken)
        elif entry.is_file() and _place(entry) not in taken:
            _judge(entry, found, taken)


CERTAIN_WITHOUT_NAME = 0.65  # in a folder, what is less certain must be called like a log, or every README would be one
PASSED_OVER = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})


def _judge(path: Path, found: list[Path | UnreadableLog], taken: set[Path]) -> None:
    try:
        head = head_of(path)
    except UnreadableLog as error:
        found.append(error)
        return
    try:
        reader = _identified(head)
    except UnreadableLog as error:
        if seems_a_log(head):
            found.append(error)
        return
    if certainty_of(reader, head) >= CERTAIN_WITHOUT_NAME or seems_a_log(head):
        found.append(path)
        taken.add(_place(path))
        taken.update(map(_place, reader.beside(path)))
