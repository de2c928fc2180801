"""Which reader reads a log, and where the logs under a path are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lossacc_gui.model.errors import Cancelled, TableOfRuns, UnreadableLog
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import Notice, Run, Series
from lossacc_gui.readers import (
    any_table,
    archive,
    catboost,
    curves_json,
    dvclive,
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
    notebook,
    parquet,
    runs_table,
    tensorboard_download,
    tensorboard_events,
    tracker_database,
    ultralytics,
    wandb_csv,
    wandb_file,
    yaml_history,
)
from lossacc_gui.readers.patience import patiently
from lossacc_gui.readers.printed import reader as printed_reader
from lossacc_gui.readers.reader import Head, Reader, alone
from lossacc_gui.readers.refusal import foreign, refused, seems_a_log
from lossacc_gui.readers.settings import merged, settings_beside
from lossacc_gui.readers.source import head_of, said
from lossacc_gui.readers.unknown import unknown_runs
from lossacc_gui.troubles import trouble_with

Unpack = Callable[[Path, Path, Progress], list[Notice]]
"""Writes the logs in a file into a folder; what was left out."""


def _read_unpacked(unpack: Unpack, path: Path, progress: Progress) -> tuple[Run, ...]:
    """The runs of all logs in one file, as they would be read from a folder with those logs."""
    import tempfile  # takes longer to import than a small log takes to read

    with tempfile.TemporaryDirectory(prefix="lossacc-", ignore_cleanup_errors=True) as temporary:
        above = path.resolve().parts[1:-1][-NAMED_FOLDERS:]  # runs are called after the folders above them
        folder = Path(temporary, *above, path.name.split(".")[0] or "archive")
        notices = unpack(path, folder, part(progress, 0.0, 0.3))
        found = logs_under(folder) if folder.is_dir() else []
        logs = [log for log in found if isinstance(log, Path)]
        refusals = [log for log in found if isinstance(log, UnreadableLog)]
        runs: list[tuple[Path, Run]] = []
        for i, log in enumerate(logs):
            try:
                share = part(progress, 0.3 + 0.7 * i / len(logs), 0.3 + 0.7 * (i + 1) / len(logs))
                runs += [(log, run) for run in _with_settings(log, identify(log).read(log, share))]
            except UnreadableLog as error:
                refusals.append(error)
            except Cancelled:
                raise
            except Exception as error:  # noqa: BLE001 - one log never takes others down
                refusals.append(trouble_with(log, error))
        left_out = [error for error in refusals if error.path != folder]
        if not runs:
            raise _without_log(path, folder, left_out, notices)
        notices += [Notice(f"{_within(folder, e.path)} in the archive was left out: {e.sentence}") for e in left_out]
        progress(1.0, "read")
        return tuple(_of_archive(path, folder, runs, notices))


NAMED_FOLDERS = 3  # of the folders above an archive


def _of_archive(path: Path, folder: Path, runs: list[tuple[Path, Run]], notices: list[Notice]) -> Iterator[Run]:
    """The runs as runs of the archive, each with a name of its own; the first tells what was left out."""
    names = Counter(run.name for _, run in runs)
    many = len({log for log, _ in runs}) > 1
    for i, (log, run) in enumerate(runs):
        within = _within(folder, log)
        told = [replace(n, text=f"{within}: {n.text}", line=n.line) for n in run.notices] if many else run.notices
        name = f"{run.name} ({within})" if names[run.name] > 1 and many else run.name
        yield replace(run, name=name, source=path, notices=(*told, *(notices if i == 0 else ())))


def _without_log(path: Path, folder: Path, left_out: list[UnreadableLog], notices: list[Notice]) -> UnreadableLog:
    if not left_out:
        advice = " ".join(notice.text for notice in notices)
        return UnreadableLog(path, "There is no training log in this archive.", advice=advice)
    first = left_out[0]
    what = "is its only log, but" if len(left_out) == 1 else f"and {len(left_out) - 1} others look like logs, but"
    reason = f"{_within(folder, first.path)} in the archive {what} cannot be read: {first.reason}"
    return UnreadableLog(path, reason, advice=first.advice)


def _within(folder: Path, path: Path) -> str:
    """What a file is called in the archive."""
    return path.relative_to(folder).as_posix() if path != folder else folder.name


ARCHIVE = Reader(
    name="archive",
    title="Archive of several files (zip, tar, tar.gz), read as the folder that was packed",
    looks_like="run.zip with train/ and validation/ in it, mlruns.tar.gz",
    suffixes=(".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz"),
    sniff=archive.sniff,
    read=partial(_read_unpacked, archive.unpack),
)
NOTEBOOK = Reader(
    name="notebook",
    title="Jupyter notebook: what its cells printed, and the tables of fastai and Hugging Face",
    looks_like="train.ipynb with saved outputs",
    suffixes=(".ipynb",),
    sniff=notebook.sniff,
    read=partial(_read_unpacked, notebook.unpack),
)
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
    wandb_file.READER,
    tracker_database.READER,
    dvclive.READER,
    mlflow.READER,
    epoch_files.READER,
    catboost.TSV,
    catboost.JSON,
    curves_json.READER,
    yaml_history.READER,
    json_lines.READER,
    excel.READER,
    parquet.READER,
    any_table.READER,
    printed_reader.READER,
    ARCHIVE,
    NOTEBOOK,
)
"""Every log format; of readers that are equally sure the first one reads."""


TABLE_OF_RUNS = 0.5  # a reader that is surer has seen the form of its own logs


def identify(path: Path) -> Reader:
    """The reader that is most certain about the log at `path`; UnreadableLog where none is."""
    if _is_folder(path) and tensorboard_events.is_run_folder(path):
        return tensorboard_events.READER
    return _identified(head_of(path))


def _identified(head: Head) -> Reader:
    if foreign(head.data) is not None:
        raise refused(head)
    best, certainty = None, 0.0
    for reader in READERS:
        found = certainty_of(reader, head)
        if found > certainty:
            best, certainty = reader, found
    if certainty < TABLE_OF_RUNS and runs_table.is_table_of_runs(head):
        raise runs_table.table_of_runs(head.path)
    if best is None:
        raise refused(head)
    return best


def certainty_of(reader: Reader, head: Head) -> float:
    """What `reader` says about the head, 0..1; a sniff that fails is not sure at all."""
    try:
        return reader.sniff(head)
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError):
        return 0.0


ReadBy = Callable[[Path, Reader, Progress], tuple[Run, ...]]
"""Reads a log as its reader does."""


def _once(path: Path, reader: Reader, progress: Progress) -> tuple[Run, ...]:
    return reader.read(path, progress)


def read(path: Path, progress: Progress = silent, read_by: ReadBy = _once) -> tuple[Run, ...]:
    """The runs of the log at `path`, at least one; UnreadableLog with a sentence where it cannot be read."""
    progress(0.0, f"opening {plain_text(path.name)}")
    return tuple(map(_in_plain_text, patiently(lambda tell: _read(path, tell, read_by), progress)))


def read_unknown(path: Path, progress: Progress = silent) -> tuple[Run, ...]:
    """The runs of a file that no reader takes for a log, as `unknown_runs`; none where no numbers come again in it."""
    runs = patiently(lambda tell: unknown_runs(path, tell), progress)
    return tuple(replace(_in_plain_text(run), files=(path,)) for run in runs)


def _in_plain_text(run: Run) -> Run:
    """The run with all text that comes from the log made harmless to show, and a name for a metric that has none."""

    def named(one: Series) -> Series:
        return replace(one, metric=plain_text(one.metric).strip() or UNNAMED)

    return replace(
        run,
        name=plain_text(run.name).strip() or UNNAMED,
        series=tuple(map(named, run.series)),
        breaks=tuple(replace(one, text=plain_text(one.text)) for one in run.breaks),
        notices=tuple(replace(one, text=plain_text(one.text)) for one in run.notices),
        settings=tuple((plain_text(name), plain_text(value)) for name, value in run.settings),
        left_out=tuple(
            replace(
                one,
                metric=plain_text(one.metric).strip() or UNNAMED,
                series=None if one.series is None else named(one.series),
            )
            for one in run.left_out
        ),
    )


UNNAMED = "unnamed"


def _read(path: Path, progress: Progress, read_by: ReadBy) -> tuple[Run, ...]:
    reader = identify(path)
    runs = read_by(path, reader, progress)
    files = tuple(tensorboard_events.files_of_run_folder(path)) if path.is_dir() else (path, *reader.beside(path))
    return _with_settings(path, tuple(replace(run, files=run.files or files) for run in runs))


def _with_settings(path: Path, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs with what the files beside the log say of the settings; of several runs that says nothing."""
    if len(runs) != 1:
        return runs
    (run,) = runs
    settings, files = settings_beside(path)
    return (replace(run, settings=merged(run.settings, settings), files=(*run.files, *files)),)


def logs_under(*paths: Path, judge: Judge | None = None) -> list[Path | UnreadableLog]:
    """The logs that `paths` hold, each once, in their order: a file is itself; a folder is searched, sorted by name.

    A file that is read with another log, because it belongs to the same run, is no log of its own, and nothing in a
    folder that was given too comes twice. In a folder, files that nobody reads are passed over unless their name says
    that they were meant as a log. `judge` is in place of `judged` for who knows what files are without opening them.
    """
    judge = judge or judged
    homes = _homes(paths)
    called = {_place(path): path for path in reversed(homes)}
    found: list[list[Path | UnreadableLog]] = [[] for _ in homes]
    taken: set[Path] = set()
    for i in sorted(range(len(homes)), key=lambda i: _breadth(homes[i])):
        _open(homes[i], found[i], taken, judge)
    return [called.get(_place(log), log) if isinstance(log, Path) else log for logs in found for log in logs]


def _breadth(path: Path) -> tuple[bool, int]:
    """Sorts folders before files and outer folders before inner ones."""
    return not _is_folder(path), len(_place(path).parts)


def _open(path: Path, found: list[Path | UnreadableLog], taken: set[Path], judge: Judge) -> None:
    """Add the logs of a path that a person gave to `found`; `taken` are the places of all files found so far."""
    if _is_folder(path):
        _search(path, found, taken, judge)
        if not found and not any(file.is_relative_to(_place(path)) for file in taken):
            advice = "Open a file in it by itself: one whose names say nothing can be told what they mean."
            found.append(UnreadableLog(path, "There is no training log in this folder.", advice=advice))
    elif _place(path) not in taken:
        taken.add(_place(path))
        try:
            beside = identify(path).beside(path)
        except TableOfRuns:
            found.append(path)  # who reads it is told
        except UnreadableLog as error:
            found.append(error)
        except Exception as error:  # noqa: BLE001 - one log never takes others down
            found.append(trouble_with(path, error))
        else:
            found.append(path)
            taken.update(map(_place, beside))


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
        return tensorboard_events.event_files(path) if _is_folder(path) else []
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
    except (OSError, RuntimeError, ValueError):  # links in a circle
        return path.absolute()


def _search(folder: Path, found: list[Path | UnreadableLog], taken: set[Path], judge: Judge) -> None:
    """Add the logs in `folder` to `found`; `taken` are the places of files that belong to a log that has been found."""
    open_folders = [iter(_entries(folder, found, taken))]  # a stack: folders may be nested deeper than calls
    while open_folders:
        entry = next(open_folders[-1], None)
        if entry is None:
            open_folders.pop()
        elif _is_folder(entry):
            open_folders.append(iter(_entries(entry, found, taken)))
        elif _place(entry) not in taken:
            _take(entry, judge(entry), found, taken)


def _entries(folder: Path, found: list[Path | UnreadableLog], taken: set[Path]) -> list[Path]:
    """What is to be searched in a folder; where it is one log, or cannot be opened, that is added to `found`."""
    try:
        entries = sorted(folder.iterdir(), key=_order)
        together = _together(folder)
        if len(together) > 1 and not taken.issuperset(together):
            found.append(folder)
            taken.update(together)
        shown = (entry for entry in entries if not entry.name.startswith(".") and entry.name not in PASSED_OVER)
        return [entry for entry in shown if not entry.is_symlink()]
    except OSError as error:
        found.append(UnreadableLog(folder, f"The folder cannot be opened: {said(error)}."))
        return []


def _is_folder(path: Path) -> bool:
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
Judge = Callable[[Path], "Judgement"]
CERTAIN_WITHOUT_NAME = 0.65  # in a folder, what is less certain must be called like a log, or every README would be one
PASSED_OVER = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a file in a folder is: a log, with the files `beside` that belong to it, or none, with the `error` to tell.

    `lone` says that nothing but the file itself had a say.
    """

    is_log: bool = False
    beside: tuple[Path, ...] = ()
    error: UnreadableLog | None = None
    lone: bool = True


def judged(path: Path) -> Judgement:
    """What a file in a folder is; without an error where nobody can have meant it as a log."""
    try:
        return _judged(path)
    except UnreadableLog as error:
        return Judgement(error=error)
    except Exception as error:  # noqa: BLE001 - one log never takes others down
        return Judgement(error=trouble_with(path, error))


def _judged(path: Path) -> Judgement:
    if not path.is_file():
        return Judgement()
    head = head_of(path)
    try:
        reader = _identified(head)
    except TableOfRuns:
        return Judgement(True, lone=True)  # for a triage it is as good as logs
    except UnreadableLog as error:
        return Judgement(error=error if seems_a_log(head) else None)
    if certainty_of(reader, head) >= CERTAIN_WITHOUT_NAME or seems_a_log(head):
        return Judgement(True, tuple(reader.beside(path)), lone=reader.beside is alone)
    return Judgement()


def _take(path: Path, judgement: Judgement, found: list[Path | UnreadableLog], taken: set[Path]) -> None:
    if judgement.error is not None:
        found.append(judgement.error)
    if judgement.is_log:
        found.append(path)
        taken.add(_place(path))
        taken.update(map(_place, judgement.beside))
