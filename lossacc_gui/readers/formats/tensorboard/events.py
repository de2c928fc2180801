"""TensorBoard event files, and run folders with splits in train/ and validation/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lossacc_gui.language import say, say_many
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Notice, Quantity, Run, Split
from lossacc_gui.readers.formats.tensorboard.crc32c import masked_one
from lossacc_gui.readers.formats.tensorboard.event_records import HEADER
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.names import is_metric, meaning_of
from lossacc_gui.readers.series.streams import Stream, run_of_streams
from lossacc_gui.readers.settings import merged

MARK = "tfevents"
PROFILES = ".profile-empty"  # what the profiler leaves beside the events of a run
FIRST_FIELDS = (0x09, 0x10, 0x1A)  # an event starts with its wall time, its step or the version
FOLDERS_THAT_SAY_LITTLE = frozenset(
    {"train", "training", "logs", "log", "tb", "tensorboard", "events", "runs", "validation", "val"}
)


def sniff(head: Head) -> float:
    """Certain where the first record's length carries its checksum."""
    data = head.data
    if len(data) <= HEADER:
        return 0.0
    proved = masked_one(data[:8]) == int.from_bytes(data[8:HEADER], "little")
    if not proved:
        return 0.3 if MARK in head.path.name and not head.text else 0.0
    return 1.0 if data[HEADER] in FIRST_FIELDS else 0.2


def event_files(folder: Path) -> list[Path]:
    """The event files directly in `folder`, oldest first (their names carry the time)."""
    return _event_files_among(folder.iterdir())


def _event_files_among(entries: Iterable[Path]) -> list[Path]:
    return sorted(p for p in entries if MARK in p.name and p.is_file() and not p.name.endswith(PROFILES))


def _folders_among(entries: Iterable[Path]) -> list[Path]:
    return sorted(p for p in entries if p.is_dir())


def _folders_of_parts(folders: Sequence[Path]) -> list[Path]:
    """Those of the folders in one that hold a part of its run each: one split's events, or one curve."""
    return [*_split_folders(folders), *_scalar_folders(folders)]


def _split_folders(folders: Sequence[Path]) -> list[Path]:
    """The folders that hold one split's events each; empty unless there are two or more of one run."""
    found = [p for p in folders if split_of_folder(p) is not None and event_files(p)]
    return found if len(found) > 1 else []


def _scalar_folders(folders: Sequence[Path]) -> list[Path]:
    """The folders that add_scalars writes, one for each curve: loss_train, loss_val, or loss/train."""
    inner = [p for p in folders if is_metric(p.name)]
    found = [p for p in inner if meaning_of(p.name).split is not None and event_files(p)]
    alone = [p for p in inner if meaning_of(p.name).split is None]
    found += [split for p in alone for split in _split_folders(_folders_among(p.iterdir()))]
    return found if len(found) > 1 else []


def split_of_folder(folder: Path) -> Split | None:
    """The split that a folder's name is (train, validation, ...), None where it says more or nothing of the kind."""
    meaning = meaning_of(folder.name)
    return meaning.split if not meaning.rest else None


def files_of_run_folder(folder: Path) -> list[Path]:
    """All event files that `folder` holds if it is one log; empty where it is none."""
    return files_of_run_among(list(folder.iterdir()))


def files_of_run_among(entries: Sequence[Path]) -> list[Path]:
    """The same of a folder that holds these entries."""
    parts = _folders_of_parts(_folders_among(entries))
    return _event_files_among(entries) + [file for one in parts for file in event_files(one)]


def is_run_folder(folder: Path) -> bool:
    """Whether `folder` is one log: event files in it, or one split's in each of several folders."""
    try:
        return bool(files_of_run_folder(folder))
    except OSError:
        return False


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The runs of an event file or a run folder.

    Several files in one folder are one training resumed, unless a later file starts over with the same metrics:
    then each is a run of its own.
    """
    folders = [path, *_folders_of_parts(_folders_among(path.iterdir()))] if path.is_dir() else []
    shelves = [files for files in map(event_files, folders) if files] or [[path]]
    count = sum(map(len, shelves))
    done = 0
    sessions: list[list[_Read]] = []
    for files in shelves:
        found: list[_Read] = []
        for file in files:
            found.append(_streams(file, part(progress, done / count, (done + 1) / count)))
            done += 1
        sessions.append(_sessions(found))
    alike = len({len(shelf) for shelf in sessions}) == 1
    together = zip(*sessions, strict=True) if alike else [[piece for shelf in sessions for piece in shelf]]
    runs = [_run(list(pieces), path, many=alike and len(sessions[0]) > 1) for pieces in together]
    kept = tuple(run for run in runs if run is not None)
    if not kept:
        raise UnreadableLog(
            path,
            say_many(
                "This event file holds no scalars (only graphs, images, texts, hyper-parameters or the like).",
                "These event files hold no scalars (only graphs, images, texts, hyper-parameters or the like).",
                count,
            ),
        )
    return kept


@dataclass(frozen=True, eq=False)
class _Read:
    """What was read of one or more event files of one training: `label` tells it from others, `files` how many."""

    label: str
    streams: list[Stream]
    notices: list[Notice]
    files: int = 1
    settings: Sequence[tuple[str, str]] = ()


def _sessions(found: list[_Read]) -> list[_Read]:
    """The files of one folder as trainings: a file that goes on where the one before ended belongs to it."""
    out: list[_Read] = []
    for piece in found:
        if out and (not piece.streams or not out[-1].streams or not _starts_over(out[-1].streams, piece.streams)):
            before = out.pop()
            streams, notices = [*before.streams, *piece.streams], [*before.notices, *piece.notices]
            settings = merged(before.settings, piece.settings)
            out.append(_Read(before.label, streams, notices, before.files + 1, settings))
        else:
            out.append(piece)
    return out


def _run(pieces: list[_Read], path: Path, *, many: bool) -> Run | None:
    notices = [notice for piece in pieces for notice in piece.notices]
    for piece in pieces:
        if piece.files > 1:
            notices.append(
                Notice(
                    say(
                        "{files} event files of one folder were read as one training that was resumed.",
                        files=piece.files,
                    )
                )
            )
    name = f"{_name(path)} {pieces[0].label}" if many else _name(path)
    settings = merged(*(piece.settings for piece in pieces))
    streams = _joined([s for p in pieces for s in p.streams])
    return run_of_streams(name, path, READER.name, streams, notices=notices, settings=settings)


def _starts_over(before: list[Stream], after: list[Stream]) -> bool:
    """Whether `after` logs metrics of `before` from their first step on again."""
    first = {stream.name: int(stream.step[0]) for stream in reversed(before)}
    shared = [
        stream for stream in after if stream.name in first and meaning_of(stream.name).quantity is not Quantity.OTHER
    ]
    return bool(shared) and all(int(stream.step[0]) <= first[stream.name] for stream in shared)


def _streams(file: Path, progress: Progress) -> _Read:
    """The scalars of one file; the folder tells the split where no metric tells its own."""
    from lossacc_gui.readers.formats.tensorboard.event_file import read_tags  # here, as most logs are text
    from lossacc_gui.readers.formats.tensorboard.event_hparams import hparams_of

    tags, notices = read_tags(file, progress)
    folder = split_of_folder(file.parent) or (
        meaning_of(file.parent.name).split if is_metric(file.parent.name) else None
    )
    told = any(meaning_of(tag.name).split not in (None, folder) for tag in tags)
    split = None if told else folder
    streams = [Stream(tag.name, tag.step, tag.value, tag.time, split) for tag in tags]
    return _Read(file.name.split(f"{MARK}.")[-1], streams, notices, settings=hparams_of(file))


def _joined(streams: list[Stream]) -> list[Stream]:
    """Streams of the same metric and split, file after file, as one."""
    by_name: dict[tuple[str, Split | None], list[Stream]] = {}
    for stream in streams:
        by_name.setdefault((stream.name, stream.split), []).append(stream)
    return [
        pieces[0]
        if len(pieces) == 1
        else Stream(
            name,
            np.concatenate([p.step for p in pieces]),
            np.concatenate([p.value for p in pieces]),
            np.concatenate([p.time for p in pieces if p.time is not None])
            if all(p.time is not None for p in pieces)
            else None,
            split,
        )
        for (name, split), pieces in by_name.items()
    ]


def _name(path: Path) -> str:
    """A run is called after its folder, with the folder above where that is but train, logs or the like."""
    folder = path if path.is_dir() else path.parent
    folder = folder.resolve()
    said = folder.name
    while folder.name.lower() in FOLDERS_THAT_SAY_LITTLE and folder.parent != folder:
        folder = folder.parent
        said = f"{folder.name}/{said}"
    return said


READER = Reader(
    name="tensorboard-events",
    title="TensorBoard event files (TensorFlow 1 and 2, PyTorch, Lightning) and run folders",
    looks_like="events.out.tfevents.1700000000.host.1.0, alone or in train/ and validation/",
    suffixes=(".v2", ".0"),
    sniff=sniff,
    read=read,
)
