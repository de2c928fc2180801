"""Tells what each row of a table is: an epoch or a step, or else a thing (a customer, a model) or a training."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossacc_gui.language import Said, say
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.series.keys import are_chosen, in_order, is_swept
from lossacc_gui.readers.series.names import AXES, COUNTERS, is_measured, is_metric, meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.finished import (
    COUNTED_WORD,
    are_trainings,
    counts_rows_up,
    sets_alone,
    sets_and_counts_anew,
    tells_split,
)
from lossacc_gui.readers.tables.row_keys import FEW, key_of_rows
from lossacc_gui.readers.tables.table import Table

WORD = re.compile(r"^[^\W\d_](?:[\w .,;'/&()\[\]{}@#*%=+-]|:(?=[^\W_]))*$")
SHOWN = 4  # columns that a sentence names
LONGEST_SHOWN = 24  # characters of each
MOST_ALIKE = 0.1  # share of names that may come again
CURVES_ALONE = frozenset({Quantity.PRECISION, Quantity.RECALL})
"""What is drawn against each other over thresholds too: where nothing counts it makes no history."""
SET = frozenset({Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM})
"""What is set or watched, not reached: a table of settings has it too."""
EVALUATED = (Split.VAL, Split.TEST)
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


def tells_results(table: Table, *, prose: bool = False) -> bool:
    """Whether each row is a result, of a thing that it names or of a finished training: no history of one.

    In a text for people (`prose`) settings beside nothing that counts, and words that come again, are what was tried.
    """
    still = _stands_still(table)
    tried = (
        (prose and (sets_alone(table) or sets_and_counts_anew(table)))
        or ((prose or still) and _compares(table))
        or (still and _sweeps(table))
    )
    return tried or names_things(table) or are_trainings(table) or is_evaluation(table)


def is_evaluation(table: Table) -> bool:
    """Whether the only row counts nothing, and tells an evaluation alone: eval_loss, eval_bleu; precision, recall."""
    if not table.named or len(table.rows) != 1 or counts(table.header):
        return False
    cells = zip(table.header, table.rows[0], strict=False)
    told = [meaning_of(name) for name, cell in cells if number(cell) is not None]
    measured = [meaning for meaning in told if meaning.quantity.is_progress]
    return bool(measured) and all(
        meaning.split in EVALUATED or (meaning.split is None and not meaning.quantity.is_loss) for meaning in measured
    )


def _stands_still(table: Table) -> bool:
    """Whether what is called after epochs or rounds is the same number in enough rows: so many each training had."""
    counted = [[row[i].strip() for row in table.rows] for i, name in enumerate(table.header) if _is_count(name)]
    return len(table.rows) > FEW and bool(counted) and all(len(set(cells)) == 1 for cells in counted)


def _sweeps(table: Table) -> bool:
    """Whether a column of what is set to one value after the other, as noise is, goes up and down."""
    for i, name in enumerate(table.header):
        cells = [number(row[i]) for row in table.rows] if is_swept(name) else []
        found = [cell for cell in cells if cell is not None]
        if found and len(found) == len(cells) and are_chosen(found) and len(set(found)) > FEW and not in_order(found):
            return True
    return False


def _is_count(name: str) -> bool:
    return meaning_of(name).quantity in COUNTERS


def _compares(table: Table) -> bool:
    """Whether nothing counts the rows, and a column tells in words which of several kinds each of them is."""
    columns = ([row[i] for row in table.rows] for i in range(len(table.header)))
    return table.named and not counts_rows_up(table) and any(map(names_several, columns))


def said_of_results(table: Table) -> Said | None:
    """What such a table is, in a sentence; None for any other."""
    shown = shown_columns(table)
    if names_things(table):
        return say(
            "This table (columns {shown}) has one row for each thing that it names, not for each epoch or step.",
            shown=shown,
        )
    if (key := key_of_rows(table)) is not None:
        return say(
            "This table (columns {shown}) has one row for each value of {key}, not for each epoch or step.",
            shown=shown,
            key=key.strip()[:LONGEST_SHOWN],
        )
    if is_evaluation(table):
        return say("This table (columns {shown}) tells one evaluation, not the history of a training.", shown=shown)
    if are_trainings(table):
        return say(
            "This table (columns {shown}) has one row for each finished training, not for each epoch or step.",
            shown=shown,
        )
    return None


def shown_columns(table: Table) -> str:
    """The first columns of a table, for a sentence."""
    shown = ", ".join(name[:LONGEST_SHOWN] for name in table.header[:SHOWN] if name)
    return shown + (say(", ...") if len(table.header) > SHOWN else "")


def names_things(table: Table) -> bool:
    """Whether nothing counts the rows but a column of words gives every row a name of its own."""
    if not table.named or counts_rows_up(table) or len(table.rows) < FEW:
        return False
    return any(
        is_label(cells) and len(cells) >= FEW
        for rows in _of_splits(table)
        for i, name in enumerate(table.header)
        if meaning_of(name).quantity not in AXES
        if (cells := _without_merged([row[i] for row in rows]))
    )


def _without_merged(cells: Sequence[str]) -> Sequence[str]:
    """The cells without the blank ones below others where few are: a thing is named once, for all its metrics."""
    told = [cell for cell in cells if cell.strip()]
    return told if cells[0].strip() and 2 * len(told) > len(cells) else cells


def _of_splits(table: Table) -> list[list[list[str]]]:
    """The rows of a table, or those of each split, or metric, where a column tells it of each row."""
    for i in range(len(table.header)):
        cells = [row[i].strip() for row in table.rows]
        if len(set(cells)) > 1 and (tells_split(cells) or _names_metrics(cells)):
            return [[row for row in table.rows if row[i].strip() == cell] for cell in dict.fromkeys(cells)]
    return [table.rows]


def _names_metrics(cells: Sequence[str]) -> bool:
    """Whether cells name metrics, each of which comes again."""
    return 2 * len(set(cells)) <= len(cells) and all(is_metric(cell) or is_measured(cell) for cell in set(cells))


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
    words = [cell.strip(" \t-*\u2022") for cell in cells]  # - humanities, below what it is a part of
    if not all(WORD.match(word) and number(word) is None and not COUNTED_WORD.match(word) for word in words):
        return False
    return len(set(words)) >= (1 - MOST_ALIKE) * len(words)


def holds_predictions(names: Sequence[str]) -> bool:
    """Whether columns or arrays are a model's outputs for each example, evidence for a log rather than one."""
    told = {name.strip().lower() for name in names}
    return "y_true" in told and (bool({"sample", "epochs"} & told) or any(map(PREDICTED.match, told)))
