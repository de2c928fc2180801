"""Takes a table apart in which many runs stand one below the other, told apart by columns that describe them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossacc_gui.model.run import IntArray, Quantity
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.series.rows import BoolArray
from lossacc_gui.readers.series.whole_numbers import rises
from lossacc_gui.readers.tables.numeric import Numbers, Text

MOST_RUNS = 2000  # more "runs" than this are rows of something else
FEWEST_ROWS = 3  # of each of the runs that have a row each in turn
LONGEST_LABEL = 60  # characters of one value in a run's name
DESCRIBES = frozenset({Quantity.OTHER, Quantity.LEARNING_RATE})


def stacked_runs(numeric: Sequence[Numbers], texts: Sequence[Text]) -> list[tuple[str, IntArray]]:
    """(label, rows) of each run in a table; one with an empty label where the table is one run.

    Runs are stacked where the epoch counter falls and a column that is constant from fall to fall changes there, or
    stand row by row where the counter repeats and rises within the rows of each word.
    """
    count = len(numeric[0].value) if numeric else 0
    whole = [("", np.arange(count, dtype=np.int64))]
    counter = next((c for c in numeric if meaning_of(c.name).quantity in COUNTERS), None)
    if counter is None:
        return whole
    falls = np.flatnonzero(counter.value[1:] < counter.value[:-1]) + 1  # differences of infinities are none
    if not falls.size:
        return _in_turns(counter, texts) or whole
    keys = [np.array(text.cells, dtype=object) for text in texts]
    rates: list[np.ndarray[tuple[int], np.dtype[np.object_]]] = []
    for column in numeric:
        quantity = meaning_of(column.name).quantity
        if quantity in DESCRIBES:
            cells = np.array([f"{value:g}" for value in column.value], dtype=object)
            (rates if quantity is Quantity.LEARNING_RATE else keys).append(cells)
    keys = [cells for cells in keys if _changes_at(cells, falls)]
    if keys:  # a rate alone tells no runs apart: a training that is resumed may go on with another
        keys += [cells for cells in rates if _changes_at(cells, falls)]
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, key in enumerate(zip(*keys, strict=True)):
        groups.setdefault(key, []).append(row)
    if not 1 < len(groups) <= MOST_RUNS:
        return whole
    return [(_label(key), np.array(rows, dtype=np.int64)) for key, rows in groups.items()]


def _in_turns(counter: Numbers, texts: Sequence[Text]) -> list[tuple[str, IntArray]]:
    """(label, rows) of each of the runs that have a row each in turn; empty where no column of words tells them."""
    if rises(counter.value):
        return []
    for text in texts:
        groups: dict[str, list[int]] = {}
        for row, cell in enumerate(text.cells):
            groups.setdefault(cell.strip(), []).append(row)
        if not 1 < len(groups) <= MOST_RUNS or any(_is_said_of_rows(word) for word in groups):
            continue
        rows = [np.array(some, dtype=np.int64) for some in groups.values()]
        if all(len(some) >= FEWEST_ROWS and rises(counter.value[some]) for some in rows):
            return list(zip(groups, rows, strict=True))
    return []


def _is_said_of_rows(word: str) -> bool:
    """Whether a word tells the split or the metric of a row, or nothing: no run is called so."""
    return not word or meaning_of(word).split is not None or meaning_of(word).quantity is not Quantity.OTHER


def _changes_at(cells: np.ndarray[tuple[int], np.dtype[np.object_]], falls: IntArray) -> bool:
    """Whether the cells change, and only where the counter falls."""
    changes: BoolArray = cells[1:] != cells[:-1]
    return bool(changes.any()) and set(np.flatnonzero(changes) + 1) <= set(falls)


def _label(key: tuple[str, ...]) -> str:
    return ", ".join(part.strip()[:LONGEST_LABEL] for part in key if part.strip() and part != "nan")
