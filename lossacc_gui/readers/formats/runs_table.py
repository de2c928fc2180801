"""Tables of runs, one row a run, as trackers export them: no log of one run, but what a triage can list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import TableOfRuns, UnreadableLog
from lossacc_gui.model.progress import silent
from lossacc_gui.model.run import Quantity, Run
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.names import AXES, COUNTERS, meaning_of
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.tables.numeric import Numbers, numbers_of
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.tables.table import Table

NAMED_BY = (
    "name",
    "run name",
    "run_name",
    "tags.mlflow.runname",
    "run",
    "run id",
    "run_id",
    "trial",
    "trial_id",
    "number",
)
"""What the column is called that names a run, the one that says most first."""
FORMAT = "runs-table"
METRIC, SETTING = ("metrics.", "summary.", "summary/", "best_"), ("params.", "params_", "config.", "config/")
OUTCOMES = frozenset(
    {"state", "status", "created", "updated", "sweep", "notes", "tags", "user", "artifact_uri", "duration", "runtime"}
    | {"start_time", "end_time", "start time", "id", "run id", "run_id", "experiment_id", "trial_id"}
)
"""Columns that are neither chosen nor measured."""
WATCHED = frozenset({Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM, Quantity.OTHER})


def is_table_of_runs(head: Head) -> bool:
    """Whether the first column names runs and none counts; one must measure, unless it is called `name`."""
    table = head.table
    if table is None or not table.named or len(table.header) < 4 or head.columns[0] not in NAMED_BY:
        return False
    if any(meaning_of(name).quantity in COUNTERS and not _under(name, METRIC) for name in table.header[1:]):
        return False
    return head.columns[0] == NAMED_BY[0] or any(map(_measures, table.header))


def table_of_runs(path: Path) -> UnreadableLog:
    """The refusal of such a table, with a run of one point for each row."""
    table = parse_table(text_of(path, silent))
    if table is None or not table.named:
        return UnreadableLog(path, say("This table of runs has no rows with the same number of columns."))
    return TableOfRuns(
        path,
        say("This is a table of runs (one row a run), not the history of a run."),
        advice=say("List it with `lossacc triage` (in the window: File > Triage Folder), or export a run's history."),
        runs=tuple(_runs(table, path)),
    )


def _runs(table: Table, path: Path) -> list[Run]:
    header = [name.strip() for name in table.header]
    lowered = [name.lower() for name in header]
    by = next(lowered.index(name) for name in NAMED_BY if name in lowered)
    numeric, _, _ = numbers_of(table)
    measured = {one.name: one for one in numeric if _measures(one.name)}
    chosen = [i for i, name in enumerate(table.header) if name not in measured and _is_setting(lowered[i], i == by)]
    return [
        _run(
            row[by].strip() or f"{path.stem}:{at + 1}",
            path,
            list(measured.values()),
            at,
            tuple((_bare(header[i], SETTING), row[i].strip()) for i in chosen if row[i].strip()),
        )
        for at, row in enumerate(table.rows)
    ]


def _run(name: str, path: Path, measured: Sequence[Numbers], at: int, settings: tuple[tuple[str, str], ...]) -> Run:
    """One row; a run that came to nothing is a run too."""
    here = np.array([at], dtype=np.int64)
    columns = [
        Column(_bare(one.name, METRIC), one.value[here], one.present[here], percent=one.percent) for one in measured
    ]
    run = run_of(name, path, FORMAT, Rows(columns), settings=settings)
    return run or Run(name, path, FORMAT, (), "row", settings=settings)


def _measures(name: str) -> bool:
    if _under(name, SETTING):
        return False
    quantity = meaning_of(_bare(name, METRIC)).quantity
    return quantity not in AXES and quantity not in WATCHED


def _is_setting(name: str, names_run: bool) -> bool:
    return not names_run and name not in OUTCOMES and not _under(name, METRIC) and not name.startswith("tags.")


def _under(name: str, prefixes: Sequence[str]) -> bool:
    return name.strip().lower().startswith(tuple(prefixes))


def _bare(name: str, prefixes: Sequence[str]) -> str:
    name = name.strip()
    return next((name[len(prefix) :] for prefix in prefixes if name.lower().startswith(prefix)), name)
