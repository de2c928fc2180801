"""Which reader reads a log, and where the logs under a path are."""

from __future__ import annotations

from pathlib import Path

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import Run
from lossacc_gui.readers import (
    any_table,
    catboost,
    epoch_files,
    fastai,
    history_json,
    history_pickle,
    huggingface,
    json_lines,
    keras_csv,
    lightning_csv,
    mlflow,
    tensorboard_download,
    tensorboard_events,
    text_log,
    ultralytics,
    wandb_csv,
)
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
    return identify(path).read(path, progress)


def logs_under(path: Path) -> list[Path | UnreadableLog]:
    """The logs that `path` holds: a file is itself; a folder is searched, sorted by name.

    In a folder, files that nobody reads are passed over unless their name says that they were meant as a log.
    """
    if not path.is_dir():
        try:
            identify(path)
        except UnreadableLog as error:
            return [error]
        return [path]
    found: list[Path | UnreadableLog] = []
    _search(path, found, set())
    if not found:
        return [UnreadableLog(path, "There is no training log in this folder.")]
    return found


def _search(folder: Path, found: list[Path | UnreadableLog], taken: set[Path]) -> None:
    """Add the logs in `folder` to `found`; `taken` are files that belong to a log that has been found."""
    try:
        entries = sorted(folder.iterdir())
        together = tensorboard_events.files_of_run_folder(folder)
    except OSError as error:
        found.append(UnreadableLog(folder, f"The folder cannot be opened: {said(error)}."))
        return
    if len(together) > 1 and not taken.issuperset(together):
        found.append(folder)
        taken.update(together)
    for entry in entries:
        if entry.name.startswith(".") or entry.name in PASSED_OVER or entry.is_symlink() or entry in taken:
            continue
        if entry.is_dir():
            _search(entry, found, taken)
        elif entry.is_file():
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
        taken.update(reader.beside(path))
