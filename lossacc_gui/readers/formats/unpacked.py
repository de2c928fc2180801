"""Reads a file that holds files, an archive or a notebook, as the folder that was packed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lossacc_gui.language import joined, say, say_many
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.readers.series.file_names import bare_name
from lossacc_gui.troubles import told_of

Unpack = Callable[[Path, Path, Progress], list[Notice]]
"""Writes the logs in a file into a folder; what was left out."""


@dataclass(frozen=True, slots=True)
class Within:
    """How the logs of a folder are found and each is read, as anywhere else."""

    logs_under: Callable[[Path], list[Path | UnreadableLog]]
    read: Callable[[Path, Progress], tuple[Run, ...]]


def read_unpacked(unpack: Unpack, within: Within, path: Path, progress: Progress) -> tuple[Run, ...]:
    """The runs of all logs in one file, as they would be read from a folder with those logs."""
    import tempfile  # takes longer to import than a small log takes to read

    with tempfile.TemporaryDirectory(prefix="lossacc-", ignore_cleanup_errors=True) as temporary:
        above = path.resolve().parts[1:-1][-NAMED_FOLDERS:]  # runs are called after the folders above them
        folder = Path(temporary, *above, bare_name(path))
        notices = unpack(path, folder, part(progress, 0.0, 0.3))
        found = within.logs_under(folder) if folder.is_dir() else []
        logs = [log for log in found if isinstance(log, Path)]
        refusals = [log for log in found if isinstance(log, UnreadableLog)]
        runs: list[tuple[Path, Run]] = []
        for i, log in enumerate(logs):
            try:
                share = part(progress, 0.3 + 0.7 * i / len(logs), 0.3 + 0.7 * (i + 1) / len(logs))
                runs += [(log, run) for run in within.read(log, share)]
            except Exception as error:  # noqa: BLE001 - one log never takes others down
                refusals.append(told_of(log, error))
        left_out = [error for error in refusals if error.path != folder]
        if not runs:
            raise _without_log(path, folder, left_out, notices)
        notices += [
            Notice(
                say(
                    "{name} in the archive was left out: {sentence}",
                    name=_within(folder, e.path),
                    sentence=e.sentence,
                )
            )
            for e in left_out
        ]
        progress(1.0, "read")
        return tuple(_of_archive(path, folder, runs, notices))


NAMED_FOLDERS = 3  # of the folders above an archive


def _of_archive(path: Path, folder: Path, runs: list[tuple[Path, Run]], notices: list[Notice]) -> Iterator[Run]:
    """The runs as runs of the archive, each with a name of its own; the first tells what was left out."""
    names = Counter(run.name for _, run in runs)
    many = len({log for log, _ in runs}) > 1
    for i, (log, run) in enumerate(runs):
        within = _within(folder, log)
        told = (
            [replace(n, text=say("{within}: {text}", within=within, text=n.text)) for n in run.notices]
            if many
            else run.notices
        )
        name = f"{run.name} ({within})" if names[run.name] > 1 and many else run.name
        yield replace(run, name=name, source=path, notices=(*told, *(notices if i == 0 else ())))


def _without_log(path: Path, folder: Path, left_out: list[UnreadableLog], notices: list[Notice]) -> UnreadableLog:
    if not left_out:
        advice = joined(" ", (notice.text for notice in notices))
        return UnreadableLog(path, say("There is no training log in this archive."), advice=advice)
    first = left_out[0]
    told = {"name": _within(folder, first.path), "reason": first.reason}
    if len(left_out) == 1:
        reason = say("{name} in the archive is its only log, but cannot be read: {reason}", **told)
    else:
        reason = say_many(
            "{name} in the archive and {count} other look like logs, but cannot be read: {reason}",
            "{name} in the archive and {count} others look like logs, but cannot be read: {reason}",
            len(left_out) - 1,
            **told,
        )
    return UnreadableLog(path, reason, advice=first.advice)


def _within(folder: Path, path: Path) -> str:
    """What a file is called in the archive."""
    return path.relative_to(folder).as_posix() if path != folder else folder.name
