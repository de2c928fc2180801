"""Finds the logs under paths: files and folders that a person gave, each log once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.files.source import said
from lossacc_gui.readers.formats.tensorboard import events as tensorboard_events
from lossacc_gui.troubles import told_of

PASSED_OVER = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a file in a folder is: a log, with the files `beside` that belong to it, or none, with the `error` to tell.

    `lone` says that nothing but the file itself had a say, `reader` is the name of the one that was most certain.
    """

    is_log: bool = False
    beside: tuple[Path, ...] = ()
    error: UnreadableLog | None = None
    lone: bool = True
    reader: str = ""


Judge = Callable[[Path], Judgement]
"""Says what a file in a folder is."""
Beside = Callable[[Path], list[Path]]
"""The other files of the log that a path is; UnreadableLog where it is none."""


def logs_among(paths: Sequence[Path], judge: Judge, beside: Beside) -> list[Path | UnreadableLog]:
    """The logs that `paths` hold, as `registry.logs_under` says; `judge` says what is in folders, `beside` of files."""
    homes = _homes(paths)
    called = {_place(path): path for path in reversed(homes)}
    found: list[list[Path | UnreadableLog]] = [[] for _ in homes]
    taken: set[Path] = set()
    for i in sorted(range(len(homes)), key=lambda i: _breadth(homes[i])):
        _open(homes[i], found[i], taken, judge, beside)
    if len(homes) == 1:  # nothing that was found in it has another name
        return found[0]
    return [called.get(_place(log), log) if isinstance(log, Path) else log for logs in found for log in logs]


def _breadth(path: Path) -> tuple[bool, int]:
    """Sorts folders before files and outer folders before inner ones."""
    return not is_folder(path), len(_place(path).parts)


def _open(path: Path, found: list[Path | UnreadableLog], taken: set[Path], judge: Judge, beside: Beside) -> None:
    """Add the logs of a path that a person gave to `found`; `taken` are the places of all files found so far."""
    if is_folder(path):
        _search(path, found, taken, judge)
        if not found and not any(file.is_relative_to(_place(path)) for file in taken):
            advice = say("Open a file in it by itself: one whose names say nothing can be told what they mean.")
            found.append(UnreadableLog(path, say("There is no training log in this folder."), advice=advice))
    elif _place(path) not in taken:
        taken.add(_place(path))
        try:
            others = beside(path)
        except Exception as error:  # noqa: BLE001 - one log never takes others down
            found.append(told_of(path, error))
        else:
            found.append(path)
            taken.update(map(_place, others))


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
        return tensorboard_events.event_files(path) if is_folder(path) else []
    except OSError:
        return []


def _together(folder: Path, entries: Sequence[Path] | None = None) -> set[Path]:
    """The places of all event files of a folder that is one log; empty where it is none.

    `entries` are what the folder holds, where that was listed already.
    """
    try:
        return {_place(file) for file in tensorboard_events.files_of_run_among(entries or list(folder.iterdir()))}
    except OSError:
        return set()


def _place(path: Path) -> Path:
    """The one path of a file, however it was called."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle
        return path.absolute()


def _search(folder: Path, found: list[Path | UnreadableLog], taken: set[Path], judge: Judge) -> None:
    """Add the logs in `folder` to `found`; `taken` are the places of files that belong to a log that has been found."""
    # a stack of the folders' places and what is left in them: folders may be nested deeper than calls
    open_folders = [(_place(folder), iter(_entries(folder, found, taken)))]
    while open_folders:
        here, left = open_folders[-1]
        entry = next(left, None)
        if entry is None:
            open_folders.pop()
            continue
        place = here / entry.name  # no entry is a link
        if is_folder(entry):
            open_folders.append((place, iter(_entries(entry, found, taken))))
        elif place not in taken:
            _take(entry, place, judge(entry), found, taken)


def _entries(folder: Path, found: list[Path | UnreadableLog], taken: set[Path]) -> list[Path]:
    """What is to be searched in a folder; where it is one log, or cannot be opened, that is added to `found`."""
    try:
        entries = sorted(folder.iterdir(), key=_order)
        together = _together(folder, entries)
        if len(together) > 1 and not taken.issuperset(together):
            found.append(folder)
            taken.update(together)
        shown = (entry for entry in entries if not entry.name.startswith(".") and entry.name not in PASSED_OVER)
        return [entry for entry in shown if not entry.is_symlink()]
    except OSError as error:
        found.append(UnreadableLog(folder, say("The folder cannot be opened: {error}.", error=said(error))))
        return []


def is_folder(path: Path) -> bool:
    """Whether a path is a folder, as far as that can be seen."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _order(path: Path) -> tuple[bool, int, str]:
    """By name, but checkpoints last and the latest, which holds the history of the others, before the others."""
    number = path.name.removeprefix("checkpoint-")
    latest = int(number) if number != path.name and number.isdecimal() and len(number) < LONGEST_NUMBER else 0
    return latest > 0, -latest, path.name


LONGEST_NUMBER = 18  # digits of a checkpoint's step


def _take(path: Path, place: Path, judgement: Judgement, found: list[Path | UnreadableLog], taken: set[Path]) -> None:
    if judgement.error is not None:
        found.append(judgement.error)
    if judgement.is_log:
        found.append(path)
        taken.add(place)
        taken.update(map(_place, judgement.beside))
