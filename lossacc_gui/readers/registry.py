"""Which reader reads a log, and where the logs under a path are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_said, plain_text
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import Run, Series
from lossacc_gui.readers.doubt import decided_or_told
from lossacc_gui.readers.formats import (
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
    parts,
    runs_table,
    tracker_database,
    ultralytics,
    wandb_csv,
    wandb_file,
    wrapped,
    yaml_history,
)
from lossacc_gui.readers.formats.markup import reader as markup
from lossacc_gui.readers.formats.tensorboard import download as tensorboard_download
from lossacc_gui.readers.formats.tensorboard import events as tensorboard_events
from lossacc_gui.readers.formats.unpacked import Unpack, Within, read_unpacked
from lossacc_gui.readers.guesses import with_not_judged
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.kinds.foreign import foreign, is_own
from lossacc_gui.readers.patience import patiently
from lossacc_gui.readers.printed import reader as printed_reader
from lossacc_gui.readers.reader import Reader, alone
from lossacc_gui.readers.searching import Judge, Judgement, is_folder, logs_among
from lossacc_gui.readers.series.file_names import bare_name
from lossacc_gui.readers.series.holes import with_gaps
from lossacc_gui.readers.settings import merged, settings_beside
from lossacc_gui.troubles import told_of


def _unpacked(unpack: Unpack, path: Path, progress: Progress) -> tuple[Run, ...]:
    return read_unpacked(unpack, Within(logs_under, _read_within), path, progress)


def _read_within(path: Path, progress: Progress) -> tuple[Run, ...]:
    return _with_settings(path, identify(path).read(path, progress))


def _read_alone(path: Path, progress: Progress) -> tuple[Run, ...]:
    """A file read by who is most certain about it, as if nothing stood beside it; UnreadableLog where nobody is."""
    head = head_of(path)
    reader, certainty = _best(head, apart=True)
    if reader is None or _lists_runs(head, certainty):
        raise _refused(head)
    if reader.beside(path):
        raise UnreadableLog(path, say("This file is read with others beside it."))
    return reader.read(path, progress)


ARCHIVE = Reader(
    name="archive",
    title="Archive of several files (zip, tar, tar.gz), read as the folder that was packed",
    looks_like="run.zip with train/ and validation/ in it, mlruns.tar.gz",
    suffixes=(".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz"),
    sniff=archive.sniff,
    read=partial(_unpacked, archive.unpack),
)
NOTEBOOK = Reader(
    name="notebook",
    title="Jupyter notebook: what its cells printed, and the tables of fastai and Hugging Face",
    looks_like="train.ipynb with saved outputs",
    suffixes=(".ipynb",),
    sniff=notebook.sniff,
    read=partial(_unpacked, notebook.unpack),
)
WRAPPED = Reader(
    name="wrapped-text",
    title="Printed lines in JSON records: Docker, Kaggle, cloud logging, loguru",
    looks_like='{"log": "Epoch 3: loss 0.53, acc 0.81\\n", "stream": "stdout", "time": "2024-03-11T09:14:02Z"}',
    suffixes=(".json", ".jsonl", ".log"),
    sniff=wrapped.sniff,
    read=partial(_unpacked, wrapped.unpack),
)
PARTS = Reader(
    name="parts",
    title="One run in several files, one for each split or each metric",
    looks_like="train.csv beside val.csv, loss.csv beside accuracy.csv",
    suffixes=tuple(sorted(parts.SUFFIXES)),
    sniff=lambda head: parts.sniff(head.path, _read_alone),
    read=lambda path, progress: parts.read(path, progress, _read_alone),
    beside=lambda path: parts.beside(path, _read_alone),
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
    markup.READER,
    json_lines.READER,
    excel.READER,
    parquet.READER,
    any_table.READER,
    printed_reader.READER,
    ARCHIVE,
    NOTEBOOK,
    WRAPPED,
    PARTS,
)
"""Every log format; of readers that are equally sure the first one reads."""


TABLE_OF_RUNS = 0.5  # a reader that is surer has seen the form of its own logs


def identify(path: Path) -> Reader:
    """The reader that is most certain about the log at `path`; UnreadableLog where none is."""
    if is_folder(path) and tensorboard_events.is_run_folder(path):
        return tensorboard_events.READER
    head = head_of(path)
    best, certainty = _best(head)
    if _lists_runs(head, certainty):
        raise runs_table.table_of_runs(head.path)
    if best is None:
        raise _refused(head)
    return best


def _best(head: Head, *, apart: bool = False) -> tuple[Reader | None, float]:
    """The reader that is most certain about a log, and how certain it is; None for what is never a log.

    `apart` asks nobody who looks for other parts of its run.
    """
    best, certainty = None, 0.0
    for reader in READERS if foreign(head.data) is None else ():
        found = 0.0 if apart and reader is PARTS else certainty_of(reader, head)
        if found > certainty:
            best, certainty = reader, found
    return best, certainty


def _lists_runs(head: Head, certainty: float) -> bool:
    return certainty < TABLE_OF_RUNS and foreign(head.data) is None and runs_table.is_table_of_runs(head)


def _refused(head: Head) -> UnreadableLog:
    from lossacc_gui.readers.refusal import refused  # here, as most logs are read

    return refused(head)


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


def read(
    path: Path, progress: Progress = silent, read_by: ReadBy = _once, reader: str | None = None
) -> tuple[Run, ...]:
    """The runs of the log at `path`, at least one; UnreadableLog with a sentence where it cannot be read.

    UnknownNames, which has the runs, where two ways to read them are about equally good. `reader` is the name of the
    one that is known to be most certain about the log.
    """
    progress(0.0, say("opening {file}", file=plain_text(path.name)))
    known = next((one for one in READERS if one.name == reader), None)
    found = patiently(lambda tell: _read(path, tell, read_by, known), progress)
    runs = tuple(with_not_judged(with_gaps(_in_plain_text(run))) for run in found)
    return decided_or_told(path, runs)


def read_unknown(path: Path, progress: Progress = silent) -> tuple[Run, ...]:
    """The runs of a file that no reader takes for a log, as `unknown_runs`; none where no numbers come again in it."""
    from lossacc_gui.readers.unknown import unknown_runs  # here, as most logs are known

    runs = patiently(lambda tell: unknown_runs(path, tell), progress)
    return tuple(replace(_in_plain_text(run), files=(path,)) for run in runs)


def _in_plain_text(run: Run) -> Run:
    """The run with all text that comes from the log made harmless to show, and a name for a metric that has none."""

    def named(one: Series) -> Series:
        metric = plain_text(one.metric).strip() or UNNAMED
        return one if metric == one.metric else replace(one, metric=metric)

    return replace(
        run,
        name=plain_text(run.name).strip() or UNNAMED,
        series=tuple(map(named, run.series)),
        breaks=tuple(replace(one, text=plain_said(one.text)) for one in run.breaks),
        notices=tuple(replace(one, text=plain_said(one.text)) for one in run.notices),
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


def _read(path: Path, progress: Progress, read_by: ReadBy, reader: Reader | None) -> tuple[Run, ...]:
    reader = reader or identify(path)
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
    return logs_among(paths, judge or judged, _beside)


def _beside(path: Path) -> list[Path]:
    """The other files of the log that a person gave; UnreadableLog where it is none that can be read or listed."""
    head = head_of(path)
    best, certainty = _best(head)
    if _lists_runs(head, certainty):
        return []  # who reads it is told
    if best is None:
        raise _refused(head)
    return best.beside(path)


CERTAIN_WITHOUT_NAME = 0.65  # in a folder, what is less certain must be called like a log, or every README would be one


def judged(path: Path) -> Judgement:
    """What a file in a folder is; without an error where nobody can have meant it as a log."""
    try:
        return _judged(path)
    except Exception as error:  # noqa: BLE001 - one log never takes others down
        return Judgement(error=told_of(path, error))


def _judged(path: Path) -> Judgement:
    if not path.is_file():
        return Judgement()
    head = head_of(path)
    if is_own(head.data):
        return Judgement()
    from lossacc_gui.readers.refusal import seems_a_log

    reader, certainty = _best(head)
    if _lists_runs(head, certainty):
        return Judgement(True, lone=True)  # for a triage it is as good as logs
    if reader is None:
        return Judgement(error=_refused(head) if seems_a_log(head) else None)
    if certainty >= CERTAIN_WITHOUT_NAME or seems_a_log(head):
        lone = reader.beside is alone and parts.told_by(bare_name(path)) is None
        return Judgement(True, tuple(reader.beside(path)), lone=lone, reader=reader.name)
    return Judgement()
