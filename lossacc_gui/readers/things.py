"""Tells a table of things (customers, models, classes), one row a thing, from the history of a training."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.cells import number
from lossacc_gui.readers.names import AXES, meaning_of
from lossacc_gui.readers.table import Table

COUNTERS = frozenset({Quantity.EPOCH, Quantity.STEP})
WORD = re.compile(r"^[^\W\d_][\w .,'/&()+-]*$")
COUNTED_WORD = re.compile(r"^(epoch|step|iter\w*|ep)\W*\d", re.IGNORECASE)
FEW = 3  # rows that are too few to say that a column names things
MOST_ALIKE = 0.1  # share of names that may come again
CURVES_ALONE = frozenset({Quantity.PRECISION, Quantity.RECALL})
"""What is drawn against each other over thresholds too: where nothing counts it makes no history."""
SET = frozenset({Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM})
"""What is set or watched, not reached: a table of settings has it too."""
PREDICTED = re.compile(r"^(p_\d+|y_pred|y_prob.*)$")


def counts(names: Sequence[str]) -> bool:
    """Whether one of the columns is an epoch or a step."""
    return any(meaning_of(name).quantity in COUNTERS for name in names)


def counts_rows(table: Table) -> bool:
    """Whether one of the columns is an epoch or a step that is not the same in all rows."""
    counters = [i for i, name in enumerate(table.header) if meaning_of(name).quantity in COUNTERS]
    return any(len({row[i].strip() for row in table.rows}) > 1 for i in counters) or (
        bool(counters) and len(table.rows) < FEW
    )


def measures(names: Sequence[str]) -> bool:
    """Whether the columns, though none of them counts, are those of a training: a loss, an accuracy or the like."""
    quantities = {meaning_of(name).quantity for name in names}
    return bool(quantities - AXES - {Quantity.OTHER} - CURVES_ALONE - SET)


def names_things(table: Table) -> bool:
    """Whether nothing counts the rows but a column of words gives every row a name of its own."""
    if not table.named or counts_rows(table) or len(table.rows) < FEW:
        return False
    return any(
        is_label([row[i] for row in table.rows])
        for i, name in enumerate(table.header)
        if meaning_of(name).quantity not in AXES
    )


def is_label(cells: Sequence[str]) -> bool:
    """Whether the cells are words, nearly all different, and not dates, numbers or `Epoch 3`."""
    words = [cell.strip() for cell in cells]
    if not all(WORD.match(word) and number(word) is None and not COUNTED_WORD.match(word) for word in words):
        return False
    return len(set(words)) >= (1 - MOST_ALIKE) * len(words)


def holds_predictions(names: Sequence[str]) -> bool:
    """Whether columns or arrays are a model's outputs for each example, evidence for a log rather than one."""
    told = {name.strip().lower() for name in names}
    return "y_true" in told and (bool({"sample", "epochs"} & told) or any(map(PREDICTED.match, told)))
