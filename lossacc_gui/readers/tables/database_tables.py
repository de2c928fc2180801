"""Tables of a database in which a training kept its history: columns called after a loss, and after an epoch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.series.file_names import run_name
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.columns import runs_of_table
from lossacc_gui.readers.tables.table import Table

if TYPE_CHECKING:  # few logs are such a database
    import sqlite3

CREATED = re.compile(rb"CREATE\s+TABLE\b[^(\0]{0,300}\((?P<columns>[^\0]{0,5000})", re.IGNORECASE)
COLUMN = re.compile(r"(?:^|,)\s*[\"'`\[]?(?P<name>[^\W\d]\w*(?: \w+)*?)[\"'`\]]?(?=\s|,|\)|$)")
OF_RUN = re.compile(
    r"(?:^|_)(?:run|experiment|exp|trial|training|session|job|model|fold|study)s?(?:_?(?:id|uuid|name|key|no|number))?$",
    re.IGNORECASE,
)
CELL = (  # a number, or what a text begins with; never a model that is stored beside them
    "CASE typeof({name}) WHEN 'text' THEN substr({name}, 1, 200) WHEN 'blob' THEN NULL ELSE {name} END"
)
NAMES = ("name", "run_name", "title", "label")
MOST_TABLES = 200
MOST_RUNS = 2000
MOST_CELLS = 5_000_000
FEWEST_ROWS = 2  # of each run, so that what tells runs apart changes seldom


def may_hold_runs(data: bytes) -> bool:
    """Whether the first pages of a database create a table of metrics, as trackers do, or one that may be a history."""
    return b"metrics" in data or any(
        _is_history([found["name"] for found in COLUMN.finditer(match["columns"].decode("utf-8", errors="replace"))])
        for match in CREATED.finditer(data)
    )


def _is_history(names: Sequence[str]) -> bool:
    found = {meaning_of(name).quantity for name in names}
    return bool(found & COUNTERS) and any(quantity.is_progress for quantity in found)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A table of a database: its columns, the key that numbers its rows, the (table, key) to which columns refer."""

    name: str
    columns: tuple[str, ...]
    keys: frozenset[str]
    called: dict[str, tuple[str, str]]


def runs_in(base: sqlite3.Connection, path: Path, format_name: str) -> list[Run]:
    """The runs of each table that is a history; none where there is no such table."""
    runs: list[Run] = []
    tables = [one for one in _tables(base) if _is_history(one.columns)]
    for one in tables:
        title = one.name if len(tables) > 1 else ""
        for label, table in _parted(base, one, path):
            name = " ".join(word for word in (run_name(path), title, label) if word)
            try:
                found = runs_of_table(table, path, format_name, plain_split=meaning_of(one.name).split)
            except UnreadableLog:
                continue  # a run of which nothing was stored yet
            runs += [replace(run, name=name + run.name.removeprefix(run_name(path))) for run in found]
    return runs


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _tables(base: sqlite3.Connection) -> Iterator[_Stored]:
    """The tables that hold rows themselves: none that a module or a query makes."""
    names = base.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' LIMIT ?", (MOST_TABLES,)
    ).fetchall()
    for (name,) in names:
        info = base.execute(f"PRAGMA table_info({_quoted(name)})").fetchall()
        keys = [str(row[1]) for row in info if row[5]]
        others = base.execute(f"PRAGMA foreign_key_list({_quoted(name)})").fetchall()
        called = {str(row[3]): (str(row[2]), str(row[4] or "id")) for row in others}
        alone = frozenset(keys) if len(keys) == 1 else frozenset[str]()
        yield _Stored(str(name), tuple(str(row[1]) for row in info), alone, called)


def _parted(base: sqlite3.Connection, one: _Stored, path: Path) -> Iterator[tuple[str, Table]]:
    """(what a run is called, its rows) for each run of a table, by the columns that tell runs and change seldom."""
    most = MOST_CELLS // max(len(one.columns), 1)
    stored = ", ".join(CELL.format(name=_quoted(name)) for name in one.columns)
    rows = base.execute(f"SELECT {stored} FROM {_quoted(one.name)} LIMIT {most + 1}").fetchall()
    if len(rows) > most:
        raise UnreadableLog(path, say("The table `{name}` of this database is too large for a log.", name=one.name))
    apart = [i for i, name in enumerate(one.columns) if name in one.called or OF_RUN.search(name)]
    apart = [i for i in apart if len({row[i] for row in rows}) * FEWEST_ROWS <= len(rows)]
    groups: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[i] for i in apart), []).append(row)
    if len(groups) > MOST_RUNS or len(groups) * FEWEST_ROWS > len(rows):
        groups, apart = {(): rows}, []
    kept = [i for i, name in enumerate(one.columns) if i not in apart and not _numbers_rows(name, one)]
    telling = [k for k in range(len(apart)) if len({key[k] for key in groups}) > 1]
    header = tuple(one.columns[i] for i in kept)
    for key, some in groups.items():
        label = ", ".join(_label(base, one, one.columns[apart[k]], key[k]) for k in telling)
        yield label, Table(header, [[_text(row[i]) for i in kept] for row in some], list(range(1, len(some) + 1)))


def _numbers_rows(name: str, one: _Stored) -> bool:
    return name in one.keys and meaning_of(name).quantity not in COUNTERS


def _label(base: sqlite3.Connection, one: _Stored, column: str, value: object) -> str:
    """What a run is called in the table of its own, else by its number."""
    if column in one.called:
        table, key = one.called[column]
        known = [str(row[1]) for row in base.execute(f"PRAGMA table_info({_quoted(table)})")]
        name = next((name for name in NAMES if name in known), None)
        if name is not None and key in known:
            query = f"SELECT {_quoted(name)} FROM {_quoted(table)} WHERE {_quoted(key)} = ?"
            found = base.execute(query, (value,)).fetchone()
            if found is not None and found[0] not in (None, ""):
                return str(found[0])
    return f"{column} {value}" if isinstance(value, int | float) else str(value)


def _text(value: object) -> str:
    return "" if value is None else str(value)
