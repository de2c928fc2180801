"""Names the columns of a table without a heading whose rows have a value of one metric each: epoch,3,val_loss,0.53."""

from __future__ import annotations

from collections.abc import Sequence

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import AXES, COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import number

FEWEST = 4  # rows
WIDEST = 8  # columns


def heading_of_long(rows: Sequence[Sequence[str]], comma: bool) -> tuple[str, ...] | None:
    """What heads the columns; None where rows are of another form.

    One column has the values, one of words the metrics, which come again, one or two of whole numbers count; with what
    tells the split they say of each row what it is of, once.
    """
    if len(rows) < FEWEST or not 3 <= len(rows[0]) <= WIDEST:
        return None
    first = zip(rows[0], rows[1], strict=False)
    no_words = not any(number(a, comma) is None and number(b, comma) is None for a, b in first)  # as in most tables
    if no_words or any(len(row) != len(rows[0]) for row in rows):
        return None
    columns = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
    words = {
        i: column for i, column in enumerate(columns) if not any(number(cell, comma) is not None for cell in column)
    }
    numbers = {i: [number(cell, comma) for cell in column] for i, column in enumerate(columns) if i not in words}
    if not words or any(value is None for column in numbers.values() for value in column):
        return None
    whole = {i for i, column in numbers.items() if all(value is not None and value % 1 == 0 for value in column)}
    values = numbers.keys() - whole
    names = [i for i, column in words.items() if _names_metrics(column)]
    counting = [i for i in sorted(whole) if len(set(columns[i])) > 1]
    if len(values) != 1 or len(names) != 1 or not 1 <= len(counting) <= 2:
        return None
    splits = [i for i, column in words.items() if i != names[0] and _tells_split(column)][:1]
    counters = _counters(columns, counting)
    inner = next((i for i in counting if counters[i] == "step"), counting[0])
    said = {tuple(row[i].strip() for i in (names[0], *splits, inner)) for row in rows}
    if len(said) < len(rows):
        return None
    heading = {values.pop(): "value", names[0]: "name"} | dict.fromkeys(splits, "split") | counters
    return tuple(heading.get(i, f"field {i + 1}") for i in range(len(columns)))


def _names_metrics(column: list[str]) -> bool:
    meanings = [meaning_of(name) for name in set(column)]
    known = any(one.quantity not in AXES | {Quantity.OTHER} for one in meanings)
    return known and 2 * len(meanings) <= len(column) and not any(one.quantity in AXES for one in meanings)


def _tells_split(column: list[str]) -> bool:
    meanings = [meaning_of(word) for word in set(column)]
    return all(one.split is not None and not one.rest for one in meanings)


def _counters(columns: list[list[str]], counting: list[int]) -> dict[int, str]:
    """What the columns count: what the word left of one says; of two the one that rises less often counts epochs."""
    said = {i: meaning_of(columns[i - 1][0]).quantity for i in counting if i > 0 and len(set(columns[i - 1])) == 1}
    told = {i: quantity.value for i, quantity in said.items() if quantity in COUNTERS}
    if len(counting) == 2:
        outer, inner = sorted(counting, key=lambda i: len(set(columns[i])))
        return {outer: "epoch", inner: "step"} | told
    found = sorted({int(float(cell)) for cell in columns[counting[0]]})
    by_one = found[0] in (0, 1) and found == list(range(found[0], found[0] + len(found)))
    return {counting[0]: "epoch" if by_one else "step"} | told
