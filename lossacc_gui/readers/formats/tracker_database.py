"""SQLite databases: trackio's and MLflow's, read without their packages, and tables that programs keep themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lossacc_gui.language import say, say_many
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.streams import LARGEST_STEP, Stream, run_of_streams
from lossacc_gui.readers.trees.records import Shelf, record_of, rows_of_records

if TYPE_CHECKING:
    import sqlite3

MARK = b"SQLite format 3\0"
BESIDE = ("-wal", "-shm")  # what SQLite has written but not yet put into the file
TRACKIO = frozenset({"run_name", "step", "metrics"})
MLFLOW = frozenset({"key", "value", "step", "run_uuid"})
MOST_RUNS = 2000
LONGEST_SETTING = 200  # characters
MILLISECONDS = 1000.0
WAIT = 0.2  # seconds for a lock, before a copy is read instead


def sniff(head: Head) -> float:
    """Certain of a database with a table of metrics or of a history; the tables stand in its first pages."""
    if not head.data.startswith(MARK):
        return 0.0
    from lossacc_gui.readers.tables.database_tables import may_hold_runs

    return 1.0 if may_hold_runs(head.data) else 0.0


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each that is in the database."""
    import sqlite3  # here and elsewhere, as few logs are such a database

    from lossacc_gui.readers.tables.database_tables import runs_in

    try:
        with opened(path) as base:
            columns = _columns(base, "metrics")
            if columns >= TRACKIO:
                runs = _of_trackio(base, path, columns)
            elif columns >= MLFLOW:
                runs = _of_mlflow(base, path)
            else:
                runs = iter(runs_in(base, path, READER.name))
            found = tuple(runs)
            if not found and columns and not columns >= TRACKIO and not columns >= MLFLOW:
                raise UnreadableLog(
                    path,
                    say(
                        "The table `metrics` of this database has other columns ({columns}) than those of trackio and "
                        "MLflow.",
                        columns=", ".join(sorted(columns)[:8]),
                    ),
                )
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged schema may stand in the message of its own error
        raise UnreadableLog(path, say("The database cannot be read: {error}.", error=error)) from None
    if not found:
        raise UnreadableLog(path, say("No run in this database has a metric yet."))
    progress(1.0, "read")
    return found


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, never written to; a copy of it where it is locked, or where what is beside it cannot be used."""
    base = _in_place(path)
    if base is not None:
        with closing(base):
            yield base
        return
    import shutil  # here, as they load every kind of compression
    import sqlite3
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lossacc-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, path.name)
        shutil.copyfile(path, copy)
        beside = path.with_name(path.name + BESIDE[0])
        if beside.is_file():
            shutil.copyfile(beside, copy.with_name(copy.name + BESIDE[0]))
        with closing(sqlite3.connect(copy)) as base:
            yield base


def _in_place(path: Path) -> sqlite3.Connection | None:
    """The database where it lies; None where it cannot be read there."""
    import sqlite3

    base = None
    try:
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT)
        base.execute("SELECT name FROM sqlite_master").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if base is not None:
            base.close()
        if isinstance(error, sqlite3.OperationalError):
            return None
        raise
    return base


def _columns(base: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[1]) for row in base.execute(f"PRAGMA table_info({table})")}


def _of_trackio(base: sqlite3.Connection, path: Path, columns: set[str]) -> Iterator[Run]:
    """A row a step, its metrics as JSON."""
    key = "run_id" if "run_id" in columns else "run_name"
    configs: dict[str, Any] = {}
    if {key, "config"} <= _columns(base, "configs"):
        configs = dict(base.execute(f"SELECT {key}, config FROM configs"))
    runs = base.execute(f"SELECT {key}, max(run_name) FROM metrics GROUP BY {key} ORDER BY min(id) LIMIT {MOST_RUNS}")
    for run, name in runs.fetchall():
        shelf = Shelf()
        broken = 0
        for step, text in base.execute(f"SELECT step, metrics FROM metrics WHERE {key} = ? ORDER BY id", (run,)):
            item = _loaded(text)
            if isinstance(item, dict):
                shelf.add(record_of({**item, "step": step}))
            else:
                broken += 1
        notices = (
            [
                Notice(
                    say_many(
                        "{count} row holds no metrics and was left out.",
                        "{count} rows hold no metrics and were left out.",
                        broken,
                    )
                )
            ]
            if broken
            else []
        )
        rows = rows_of_records(shelf, step="step")
        settings = _settings(_loaded(configs.get(run)))
        made = run_of(str(name), path, READER.name, rows, notices=notices, settings=settings) if rows.columns else None
        if made is not None:
            yield made


def _of_mlflow(base: sqlite3.Connection, path: Path) -> Iterator[Run]:
    """A row a value."""
    names = (
        dict(base.execute("SELECT run_uuid, name FROM runs")) if {"run_uuid", "name"} <= _columns(base, "runs") else {}
    )
    uuids = [row[0] for row in base.execute(f"SELECT DISTINCT run_uuid FROM metrics LIMIT {MOST_RUNS}")]
    has_params = {"key", "value", "run_uuid"} <= _columns(base, "params")
    told = "is_nan" if "is_nan" in _columns(base, "metrics") else "0"
    for uuid in uuids:
        found: dict[str, list[tuple[int, float, float]]] = {}
        rows = base.execute(
            f"SELECT key, step, value, timestamp, {told} FROM metrics WHERE run_uuid = ? ORDER BY timestamp, step",
            (uuid,),
        )
        for key, step, value, time, nan in rows:
            number = float("nan") if nan or value is None else float(value)
            if abs(int(step or 0)) < LARGEST_STEP:
                found.setdefault(str(key), []).append((int(step or 0), number, float(time or 0) / MILLISECONDS))
        streams = [_stream(key, values) for key, values in found.items()]
        params = base.execute("SELECT key, value FROM params WHERE run_uuid = ?", (uuid,)) if has_params else ()
        settings = [(str(k), str(v)[:LONGEST_SETTING]) for k, v in params]
        made = run_of_streams(str(names.get(uuid) or uuid), path, READER.name, streams, settings=settings)
        if made is not None:
            yield made


def _stream(key: str, values: list[tuple[int, float, float]]) -> Stream:
    """One metric; where MLflow was given no step (all are 0) the values are counted."""
    step = np.array([v[0] for v in values], dtype=np.int64)
    if len(step) > 1 and not step.any():
        step = np.arange(len(step), dtype=np.int64)
    return Stream(key, step, np.array([v[1] for v in values]), np.array([v[2] for v in values]))


def _loaded(text: object) -> Any:
    try:
        return json.loads(text) if isinstance(text, str | bytes) else None
    except (ValueError, RecursionError):
        return None


def _settings(config: object) -> list[tuple[str, str]]:
    if not isinstance(config, dict):
        return []
    return [(str(k), str(v)[:LONGEST_SETTING]) for k, v in config.items() if not str(k).startswith("_")]


READER = Reader(
    name="tracker-database",
    title="SQLite databases: trackio, MLflow's mlflow.db, tables with columns for epochs and losses",
    looks_like="~/.cache/huggingface/trackio/project.db, mlflow.db with a table `metrics`",
    suffixes=(".db", ".sqlite"),
    sniff=sniff,
    read=read,
)
