"""Turns what a training leaves in memory (a table, a history, lists, records) into runs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.readers.formats.history_json import runs_of_tree
from lossacc_gui.readers.formats.huggingface import SUMMARY
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.tables.columns import Content, runs_of_content
from lossacc_gui.readers.tables.numeric import Numbers, numbers_of
from lossacc_gui.readers.tables.table import Table
from lossacc_gui.readers.trees.records import Record, Shelf, record_of, rows_of_records

MEMORY = "(in memory)"
"""The folder that stands in the place of a log's; it is none, so that nothing is found beside it."""
ACCEPTED = "a path, a DataFrame, a Keras History, a dictionary of lists or a list of dictionaries"
_ALIAS = "run"  # the readers' own rules of naming are for files


def runs_of_object(thing: object, name: str) -> tuple[Run, ...]:
    """The runs that an object in memory holds, called `name`.

    Taken are a table (columns by name, as pandas and polars have them), anything with a `history` that is a dictionary
    of lists (Keras) or with a `log_history` that is a list of dictionaries (the state of a Hugging Face Trainer), a
    dictionary of lists, nested or not, and a list of dictionaries. Raises TypeError for any other object, UnreadableLog
    where there is nothing to read in it.
    """
    path = Path(MEMORY) / _ALIAS
    try:
        runs = _runs(thing, path)
    except UnreadableLog as error:
        raise UnreadableLog(Path(MEMORY) / name, error.reason, advice=error.advice) from error
    return tuple(
        replace(run, name=f"{name}{run.name.removeprefix(_ALIAS)}", source=Path(MEMORY) / name, files=())
        for run in runs
    )


def _runs(thing: object, path: Path) -> tuple[Run, ...]:
    history, records = getattr(thing, "history", None), getattr(thing, "log_history", None)
    if isinstance(history, Mapping):
        thing = history
    elif isinstance(records, Sequence):
        thing = records
    if isinstance(thing, Mapping):
        runs = runs_of_tree(_plain(thing), path, "dict")
        if not runs:
            raise UnreadableLog(path, say("This dictionary holds no list of numbers that could be a metric."))
        return runs
    if hasattr(thing, "columns") and hasattr(thing, "__getitem__"):
        content, told = _content(thing)
        return runs_of_content(content, path, "dataframe", notices=told)
    if isinstance(thing, Sequence) and not isinstance(thing, str | bytes):
        return _of_records(thing, path)
    raise TypeError(f"expected {ACCEPTED}, found {type(thing).__name__}")


def _of_records(things: Sequence[object], path: Path) -> tuple[Run, ...]:
    items = [item for item in things if isinstance(item, Mapping)]
    if len(items) < len(things):
        raise TypeError(f"expected {ACCEPTED}, found a list of other things")
    shelf = Shelf(_record(_plain(item)) for item in items if not SUMMARY & set(item))
    run = run_of(_ALIAS, path, "records", rows_of_records(shelf)) if len(shelf) else None
    if run is None:
        raise UnreadableLog(path, say("These records hold no number that could be a metric."))
    return (run,)


def _record(item: dict[str, Any]) -> Record:
    return record_of({key: value for key, value in item.items() if value is not None})


def _plain(value: Any) -> Any:
    """Arrays, tensors, columns and numbers of any library as lists and numbers of Python; keys become text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, str | bytes | bool | int | float) or value is None:
        return value
    for step in ("detach", "cpu"):  # tensors of PyTorch are taken off their graph and device first
        value = getattr(value, step)() if hasattr(value, step) else value
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "item"):
        return value.item()
    if hasattr(value, "__array__"):
        return np.asarray(value).tolist()
    return [_plain(inner) for inner in value] if isinstance(value, Sequence) else value


def _content(frame: Any) -> tuple[Content, list[Notice]]:
    """The columns of a table, an index with a name among them, and what is told of cells; a table has no lines."""
    if any(name is not None for name in getattr(getattr(frame, "index", None), "names", ())):
        frame = frame.reset_index()
    numeric: list[Numbers] = []
    words: dict[str, list[str]] = {}
    for at, name in enumerate(map(_name, frame.columns)):
        column = frame.iloc[:, at] if hasattr(frame, "iloc") else frame[name]
        value = _numbers(column)
        if value is None:
            words[name] = ["" if _is_missing(cell) else str(cell) for cell in column]
        elif not np.isnan(value).all():
            numeric.append(Numbers(name, value, np.isfinite(value) | np.isinf(value)))
    rows = [list(cells) for cells in zip(*words.values(), strict=True)]
    more, texts, told = numbers_of(Table(tuple(words), rows, list(range(1, len(rows) + 1))))
    return Content(_with_blown_up(numeric) + more, texts, None), [replace(one, line=None) for one in told]


def _name(label: object) -> str:
    """The name of a column; one of several levels as a path."""
    return "/".join(str(part) for part in label if part != "") if isinstance(label, tuple) else str(label)


def _numbers(column: Any) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """The column as float64 with NaN where a cell is missing; None where it holds something else than numbers."""
    values = np.asarray(column)
    if values.dtype.kind in "biuf":
        return values.astype(np.float64)
    cells = list(column)
    if not all(_is_missing(cell) or isinstance(cell, int | float | np.number) for cell in cells):
        return None
    return np.array([np.nan if _is_missing(cell) else float(cell) for cell in cells], dtype=np.float64)


def _is_missing(cell: object) -> bool:
    return (
        cell is None or type(cell).__name__ in ("NAType", "NaTType") or (isinstance(cell, float) and math.isnan(cell))
    )


def _with_blown_up(columns: list[Numbers]) -> list[Numbers]:
    """The columns with NaN that was logged told from blanks, which a table writes alike.

    A column with a number in every row up to some row and NaN from there to the end was logged as NaN there, unless
    another column begins in those last rows: then they tell of something else, as the row of a test after the training.
    """
    count = len(columns[0].value) if columns else 0
    ends = [_end(column) for column in columns]
    begins = [int(np.argmax(column.present)) for column in columns]
    told = []
    for column, end in zip(columns, ends, strict=True):
        blown_up = 0 < end < count and not any(begin >= end for begin in begins)
        told.append(replace(column, present=np.ones(count, dtype=bool)) if blown_up else column)
    return told


def _end(column: Numbers) -> int:
    """How many rows from the first on have a number where all others have none; 0 where numbers come later again."""
    filled = int(column.present.sum())
    return filled if column.present[:filled].all() else 0
