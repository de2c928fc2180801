"""Tells tables of finished trainings, one a row with what it was given and what it came to, from the history of one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.keys import DIGITS, are_fits, is_thing, is_training
from lossacc_gui.readers.series.names import AXES, COUNTERS, is_setting, meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.row_keys import FEW, MOST, key_of_rows
from lossacc_gui.readers.tables.table import Table

COUNTED_WORD = re.compile(  # Epoch 3, or runs/a/step_300.pt, but no sentence with "at step 4" in it
    r"(?:\S*(?<![^\W\d_]))?(?:epoch|step|iter\w*|ep|ckpt|checkpoint)[\W_]*\d", re.IGNORECASE
)
THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)\s?[kK]")
FEWEST_OF_GRID = 6  # rows
FEWEST_UNORDERED = 4  # rows
FEWEST_COUNTED = 4  # different numbers of a column that counts; fewer may be settings that were tried
FEWEST_COUNTED_UNKNOWN = 8  # the same where the column is not called so, but seed or layers
MOST_COMBINED = 0.75  # of all combinations of settings have a row
WANDERING = 0.2  # share of rows at which a number falls that counts nothing
MOST_FALLS = 0.4  # of the changes of what counts, where trainings that were resumed or stand in turns are in one table
UNORDERED = 0.3  # of the changes turn round, of two thirds in no order; a schedule turns seldom
FEWEST_MOVES = 1 / 3  # of the rows have another count than the one before: a row for each split and epoch
MOST_SPLITS = 4  # that are told once each: train, validation, test
MOST_DIFFERENT = 0.6  # of the values that were chosen, some of them again, in so many rows that it shows
ANEW = 2  # times that what counts does not rise from a row to the next
END = re.compile(  # not of the last 100
    r"(?<![^\W_])(?:final[esr]?|endg[üu]ltig\w*|финальн\w*|最终|最終|최종)(?![^\W_])|^\W*last(?![^\W_])(?![\W_]*\d)",
    re.IGNORECASE,
)


def are_trainings(table: Table) -> bool:
    """Whether each row is a training of its own: what is measured is what each came to, no history.

    Each has a seed, a fold or a description of its own, or settings that follow no schedule, or all that is measured is
    called final; and none of the columns counts.
    """
    if not table.named or not FEW <= len(table.rows) <= MOST:
        return False
    return lists_experiments(table) or _is_of_settings(table) or _sets_without_order(table) or _tells_ends(table)


def lists_experiments(table: Table) -> bool:
    """Whether a column tells each row in words, and what seems to count wanders or stands still.

    Of the history of a training that was resumed, or of several below each other, the counter rises but for a few rows.
    """
    if not table.named or len(table.rows) < FEW:
        return False
    worded = [i for i, cell in enumerate(table.rows[0]) if number(cell) is None]
    if not worded:  # as in most histories
        return False
    counted = [[number(cell) for cell in cells] for cells in _counters(table)]
    columns = [(table.header[i], [row[i].strip() for row in table.rows]) for i in worded]
    wanders = bool(counted) and all(map(_wanders, counted))
    return wanders and any(
        _tells_each(name, cells) or (is_training(name) and len(set(cells)) == len(cells)) for name, cells in columns
    )


def _counters(table: Table) -> list[list[str]]:
    return [
        [row[i] for row in table.rows] for i, name in enumerate(table.header) if meaning_of(name).quantity in COUNTERS
    ]


def _wanders(count: Sequence[float | None]) -> bool:
    rises = sum(a is not None and b is not None and b > a for a, b in pairwise(count))
    return len(count) - 1 - rises > WANDERING * len(count) and None not in count


def _tells_each(name: str, cells: Sequence[str]) -> bool:
    """Whether the cells are words about each row, all different: a path or a sentence, no date, no `Epoch 3`."""
    words = [cell.strip() for cell in cells]
    if meaning_of(name).quantity in AXES or len(set(words)) < len(words):
        return False
    return all(
        number(word) is None and not COUNTED_WORD.match(word) and 2 * sum(map(str.isalpha, word)) > len(word)
        for word in words
    )


def _is_of_settings(table: Table) -> bool:
    """Whether each row has another key, as a seed or a threshold, or nearly all combinations of settings have one."""
    if key_of_rows(table) is not None or are_fits(table.header):
        return True
    if _count_together(table):
        return False
    known = [meaning_of(name) for name in table.header]
    if len(table.rows) < FEWEST_UNORDERED or not any(meaning.quantity.is_progress for meaning in known):
        return False
    chosen: list[list[str]] = []
    things: list[list[str]] = []
    for i, (name, meaning) in enumerate(zip(table.header, known, strict=True)):
        if meaning.quantity.is_progress or meaning.quantity is Quantity.TIME:
            continue
        cells = [row[i].strip() for row in table.rows]
        if tells_split(cells):
            continue
        if not is_thing(name) and _counts_on(
            cells, FEWEST_COUNTED if meaning.quantity in COUNTERS else FEWEST_COUNTED_UNKNOWN
        ):
            return False
        if 1 < len(set(cells)) < len(cells):
            chosen.append(cells)
            things += [cells] if is_thing(name) else []
    by_things = any(_is_grid(cells, other) for cells in things for other in chosen if other is not cells)
    return by_things or _are_combined(_different(chosen), len(table.rows))


def _are_combined(chosen: Sequence[list[str]], count: int) -> bool:
    """Whether nearly all combinations of settings have a row of so many."""
    words = all(number(cell) is None for cells in chosen for cell in cells)
    if count < FEWEST_OF_GRID and not words:
        return False
    combined = math.prod(len(set(cells)) for cells in chosen)
    different = len(set(zip(*chosen, strict=True)))
    return len(chosen) > 1 and different == count >= MOST_COMBINED * combined


def _is_grid(things: Sequence[str], others: Sequence[str]) -> bool:
    """Whether each thing, as a seed, comes once with nearly each of other settings."""
    pairs = len(set(zip(things, others, strict=True)))
    return pairs == len(things) >= max(FEWEST_OF_GRID, MOST_COMBINED * len(set(things)) * len(set(others)))


def _different(columns: Sequence[list[str]]) -> list[list[str]]:
    """The columns without those that tell the same rows apart as one before them: rows of training and of test."""
    firsts: list[dict[str, int]] = [{} for _ in columns]
    codes = (
        tuple(first.setdefault(cell, i) for i, cell in enumerate(cells))
        for first, cells in zip(firsts, columns, strict=True)
    )
    return list(dict(zip(codes, columns, strict=True)).values())


def _count_together(table: Table) -> bool:
    """Whether two columns count, one within the other: iterations in epochs."""
    counters = _counters(table)
    if len(counters) < 2:
        return False
    counts = [[number(cell) for cell in cells] for cells in counters]
    if any(None in count for count in counts):
        return False
    places = list(zip(*counts, strict=True))
    return all(a < b for a, b in pairwise(places)) or all(a[::-1] < b[::-1] for a, b in pairwise(places))


def _sets_without_order(table: Table) -> bool:
    """Whether two settings or more rise and fall from row to row, each in its own way, and nothing counts.

    Over a training settings follow a schedule, which seldom turns, or are learned and have many digits.
    """
    measured = any(q.is_progress or q is Quantity.REWARD for q in (meaning_of(name).quantity for name in table.header))
    if len(table.rows) < FEWEST_UNORDERED or not measured:
        return False
    found: list[list[float]] = []
    for cells in _settings(table):
        codes = _codes(cells)
        if codes and _is_unordered(codes) and not any(_go_together(codes, other) for other in found):
            found.append(codes)
    still = any(len(set(map(str.strip, cells))) == 1 for cells in _counters(table))
    enough = 2 if still or len(table.rows) >= FEWEST_OF_GRID else 3
    return len(found) >= enough and not counts_up(table)


def _settings(table: Table) -> list[list[str]]:
    """The cells of the columns that are called after settings."""
    return [
        cells
        for i, name in enumerate(table.header)
        if is_setting(name) and all(cells := [row[i].strip() for row in table.rows]) and not tells_split(cells)
    ]


def _codes(cells: Sequence[str]) -> list[float]:
    """Numbers that a person chose, or for words their place among them; empty where they were computed."""
    values = [number(cell) for cell in cells]
    if all(value is None for value in values):
        places = {cell: i for i, cell in enumerate(dict.fromkeys(cells))}
        return [float(places[cell]) for cell in cells]
    known = [value for value in values if value is not None and float(f"{value:.{DIGITS}g}") == value]
    again = len(cells) < FEWEST_OF_GRID or len(set(known)) <= MOST_DIFFERENT * len(cells)
    return known if again and len(known) == len(values) else []


def _is_unordered(codes: Sequence[float]) -> bool:
    signs = [b > a for a, b in pairwise(codes) if a != b]
    turns = sum(a is not b for a, b in pairwise(signs))
    return turns > 0 and turns >= UNORDERED * (len(signs) - 1)


def _go_together(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether one column tells what the other does: both rise where the other rises, or falls; or values in pairs."""
    moves, others = ([(b > a) - (b < a) for a, b in pairwise(codes)] for codes in (one, other))
    pairs = len(set(zip(one, other, strict=True)))
    return moves in (others, [-move for move in others]) or pairs == len(set(one)) == len(set(other)) < len(one)


def counts_up(table: Table) -> bool:
    """Whether a column counts: it falls seldom, or among the rows with the same settings."""
    settings = list(zip(*_settings(table), strict=True))
    for cells in _counters(table):
        count = [_count(cell) for cell in cells]
        if _rises(count) or (None in count and len(set(cells)) > 1):  # 3/10
            return True
        groups: dict[tuple[str, ...], list[float | None]] = {}
        for alike, value in zip(settings, count, strict=False):
            groups.setdefault(alike, []).append(value)
        if groups and all(map(_rises, groups.values())):
            return True
    return False


def _count(cell: str) -> float | None:
    """The number of a cell, also of thousands: 80k."""
    thousands = THOUSANDS.fullmatch(cell.strip())
    return number(cell) if thousands is None else 1000 * float(thousands[1])


def counts_rows_up(table: Table) -> bool:
    """Whether a column counts, and goes on from a row to the next rather than staying as it is."""
    moves = (sum(a.strip() != b.strip() for a, b in pairwise(cells)) for cells in _counters(table))
    return counts_up(table) and max(moves) >= FEWEST_MOVES * (len(table.rows) - 1)


def sets_alone(table: Table) -> bool:
    """Whether a column of settings varies and nothing counts, as where people write of what they tried."""
    return not counts_up(table) and _gives(table)


def sets_and_counts_anew(table: Table) -> bool:
    """Whether a setting varies, and what seems to count does not rise at several rows."""
    columns = {name: [row[i].strip() for row in table.rows] for i, name in enumerate(table.header)}
    counted = [cells for name, cells in columns.items() if meaning_of(name).quantity in COUNTERS]
    given = any(len(set(cells)) > 1 for name, cells in columns.items() if _is_given(name))
    return given and bool(counted) and all(map(_counts_anew, counted))


def _is_given(name: str) -> bool:
    return is_setting(name) or meaning_of(name).quantity is Quantity.LEARNING_RATE


def _counts_anew(cells: list[str]) -> bool:
    count = [number(cell) for cell in cells]
    still = sum(a is not None and b is not None and b <= a for a, b in pairwise(count))
    return still >= ANEW


def _rises(count: Sequence[float | None]) -> bool:
    known = [value for value in count if value is not None]
    changes = [b > a for a, b in pairwise(known) if a != b]
    return bool(changes) and changes.count(False) <= MOST_FALLS * len(changes)


def _tells_ends(table: Table) -> bool:
    """Whether all that is measured is called final, beside another such or settings, and nothing counts."""
    measured = [name for name in table.header if meaning_of(name).quantity.is_progress]
    if not measured or not all(map(END.search, measured)) or counts_up(table):
        return False
    return len(measured) > 1 or _gives(table)


def _gives(table: Table) -> bool:
    """Whether a setting varies that follows no schedule as the rate does."""
    return any(
        len({row[i].strip() for row in table.rows}) > 1
        for i, name in enumerate(table.header)
        if is_setting(name) and meaning_of(name).quantity is not Quantity.LEARNING_RATE
    )


def tells_split(cells: Sequence[str]) -> bool:
    """Whether all cells say of which split a row is: few words that come again, and no files of test examples."""
    if cells and meaning_of(cells[0]).split is None:  # as in most columns
        return False
    said = set(cells)
    return len(said) <= max(MOST_SPLITS, len(cells) / 2) and all(meaning_of(cell).split is not None for cell in said)


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
