"""Tells what each row of a table is: an epoch or a step, or else a thing (a customer, a model) or settings."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import AXES, COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.table import Table

WORD = re.compile(r"^[^\W\d_][\w .,'/&()+-]*$")
COUNTED_WORD = re.compile(r"^(epoch|step|iter\w*|ep)\W*\d", re.IGNORECASE)
FEW = 3  # rows that are too few to say that a column names things
FEWEST_OF_GRID = 6  # rows
FEWEST_COUNTED = 4  # different numbers of a column that counts; fewer may be settings that were tried
FEWEST_COUNTED_UNKNOWN = 8  # the same where the column is not called so, but seed or layers
MOST_COMBINED = 0.75  # of all combinations of settings have a row
WANDERING = 0.2  # share of rows at which a number falls that counts nothing
MOST_ALIKE = 0.1  # share of names that may come again
CURVES_ALONE = frozenset({Quantity.PRECISION, Quantity.RECALL})
"""What is drawn against each other over thresholds too: where nothing counts it makes no history."""
SET = frozenset({Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM})
"""What is set or watched, not reached: a table of settings has it too."""
REPEATED = re.compile(  # what tells repeated trainings apart, and counts nothing within one
    r"(?:random[_ ]?)?seed$|random[_ ]?state$|(?:cv[_ ]?|k[-_ ]?)?fold(?:[_ ]?(?:id|idx|index|no|number))?$",
    re.IGNORECASE,
)
PREDICTED = re.compile(r"^(p_\d+|y_pred|y_prob.*)$")


def counts(names: Sequence[str]) -> bool:
    """Whether one of the columns is an epoch or a step."""
    return any(meaning_of(name).quantity in COUNTERS for name in names)


def counts_rows(table: Table) -> bool:
    """Whether one of the columns is an epoch or a step that is not the same in all rows."""
    counters = [i for i, name in enumerate(table.header) if meaning_of(name).quantity in COUNTERS]
    if not counters or len(table.rows) < FEW:
        return bool(counters)
    first = [cell.strip() for cell in table.rows[0]]
    return any(row[i].strip() != first[i] for i in counters for row in table.rows)


def measures(names: Sequence[str]) -> bool:
    """Whether the columns, though none of them counts, are those of a training: a loss, an accuracy or the like."""
    quantities = {meaning_of(name).quantity for name in names}
    return bool(quantities - AXES - {Quantity.OTHER} - CURVES_ALONE - SET)


def names_things(table: Table) -> bool:
    """Whether nothing counts the rows but a column of words gives every row a name of its own."""
    if lists_experiments(table):
        return True
    if not table.named or counts_rows(table) or len(table.rows) < FEW:
        return False
    return any(
        is_label([row[i] for row in rows]) and len(rows) >= FEW
        for rows in _of_splits(table)
        for i, name in enumerate(table.header)
        if meaning_of(name).quantity not in AXES
    )


def _of_splits(table: Table) -> list[list[list[str]]]:
    """The rows of a table, or those of each split where a column tells it of each row."""
    for i in range(len(table.header)):
        cells = [row[i].strip() for row in table.rows]
        if len(set(cells)) > 1 and _tells_split(cells):
            return [[row for row in table.rows if row[i].strip() == cell] for cell in dict.fromkeys(cells)]
    return [table.rows]


def lists_experiments(table: Table) -> bool:
    """Whether each row is a training of its own: a column tells each in words, and what seems to count wanders.

    Of the history of a training that was resumed, or of several below each other, the counter rises but for a few rows.
    """
    if not table.named or len(table.rows) < FEW:
        return False
    counted = [
        [number(row[i]) for row in table.rows]
        for i, name in enumerate(table.header)
        if meaning_of(name).quantity in COUNTERS
    ]
    if not counted or not all(map(_wanders, counted)):
        return False
    return any(_tells_each(name, [row[i] for row in table.rows]) for i, name in enumerate(table.header))


def _wanders(count: Sequence[float | None]) -> bool:
    falls = sum(a is not None and b is not None and b < a for a, b in pairwise(count))
    return falls > WANDERING * len(count)


def _tells_each(name: str, cells: Sequence[str]) -> bool:
    """Whether the cells are words about each row, all different: a path or a sentence, no date, no `Epoch 3`."""
    words = [cell.strip() for cell in cells]
    if meaning_of(name).quantity in AXES or len(set(words)) < len(words):
        return False
    return all(
        number(word) is None and not COUNTED_WORD.match(word) and 2 * sum(map(str.isalpha, word)) > len(word)
        for word in words
    )


def names_several(cells: Sequence[str]) -> bool:
    """Whether the cells name several things (models, exercises), some of them again; no dates, splits or events."""
    words = {cell.strip() for cell in cells}
    if not 1 < len(words) <= len(cells) / 2 or any(not word or number(word) is not None for word in words):
        return False
    meanings = [meaning_of(word) for word in words]
    said = any(m.split is not None or m.quantity is not Quantity.OTHER for m in meanings)
    return not said and all(2 * sum(map(str.isalpha, word)) > len(word) for word in words)


def is_label(cells: Sequence[str]) -> bool:
    """Whether the cells are words, nearly all different, and not dates, numbers or `Epoch 3`."""
    words = [cell.strip() for cell in cells]
    if not all(WORD.match(word) and number(word) is None and not COUNTED_WORD.match(word) for word in words):
        return False
    return len(set(words)) >= (1 - MOST_ALIKE) * len(words)


def compares_settings(table: Table) -> bool:
    """Whether rows are trainings with other settings, and what is measured is what each came to: no history of one.

    Each has a seed or a fold of its own, or nearly all combinations of two settings or more have a row, and none of the
    columns counts from its start on.
    """
    # of a column that is no seed nobody asks for the numbers
    seeds = {
        name: [number(row[i]) for row in table.rows] if REPEATED.match(name.strip()) else []
        for i, name in enumerate(table.header)
    }
    if table.named and has_seed_each(seeds):
        return True
    if not table.named or len(table.rows) < FEWEST_OF_GRID:
        return False
    known = [meaning_of(name) for name in table.header]
    if not any(meaning.quantity.is_progress for meaning in known):
        return False
    chosen: list[list[str]] = []
    for i, (name, meaning) in enumerate(zip(table.header, known, strict=True)):
        if meaning.quantity.is_progress or meaning.quantity is Quantity.TIME:
            continue
        cells = [row[i].strip() for row in table.rows]
        if _tells_split(cells):
            continue
        repeats = REPEATED.match(name.strip()) is not None
        if not repeats and _counts_on(
            cells, FEWEST_COUNTED if meaning.quantity in COUNTERS else FEWEST_COUNTED_UNKNOWN
        ):
            return False
        if 1 < len(set(cells)) < len(cells):
            chosen.append(cells)
    combined = math.prod(len(set(cells)) for cells in chosen)
    different = len(set(zip(*chosen, strict=True)))
    return len(chosen) > 1 and different == len(table.rows) >= MOST_COMBINED * combined


def has_seed_each(columns: Mapping[str, Sequence[float | None]]) -> bool:
    """Whether each row of columns that reach something has another seed, or fold, and nothing counts: one training a
    row.

    The seeds of episodes, which tell a reward, are those of one training.
    """
    quantities = {meaning_of(name).quantity for name in columns}
    if quantities & COUNTERS or Quantity.REWARD in quantities or not any(one.is_progress for one in quantities):
        return False
    return any(
        REPEATED.match(name.strip()) and len(cells) >= FEW and None not in cells and len(set(cells)) == len(cells)
        for name, cells in columns.items()
    )


def _tells_split(cells: Sequence[str]) -> bool:
    return all(meaning_of(cell).split is not None for cell in set(cells))


def _counts_on(cells: Sequence[str], fewest: int) -> bool:
    """Whether the numbers of a column, each taken once, are epochs or steps: evenly apart, from 0, 1 or one step on.

    One by one is one number fewer enough.
    """
    found = sorted({value for cell in cells if (value := number(cell)) is not None})
    if len(found) < fewest - 1 or not all(float(value).is_integer() for value in found):
        return False
    stride = found[1] - found[0]
    return (
        (stride == 1 or len(found) >= fewest)
        and found[0] in (0, 1, stride)
        and all(b - a == stride for a, b in pairwise(found))
    )


def holds_predictions(names: Sequence[str]) -> bool:
    """Whether columns or arrays are a model's outputs for each example, evidence for a log rather than one."""
    told = {name.strip().lower() for name in names}
    return "y_true" in told and (bool({"sample", "epochs"} & told) or any(map(PREDICTED.match, told)))
