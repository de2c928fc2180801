"""Tables that people write by hand: any delimiter, with or without a header, one metric a file or many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Notice, Quantity, Run, Split
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.kinds.tabular import has_lines_between
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.behaviour import are_splits
from lossacc_gui.readers.series.file_names import run_name, told_by_file
from lossacc_gui.readers.series.names import AXES, COUNTERS, is_metric, meaning_of
from lossacc_gui.readers.siblings import metric_siblings, siblings_notice
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.columns import INDEX_NAMES, FollowingTable, read_table_as, runs_of_table
from lossacc_gui.readers.tables.large_table import LARGE, GrowingTable
from lossacc_gui.readers.tables.long_table import roles_of, run_of_long
from lossacc_gui.readers.tables.markdown_tables import tables_in
from lossacc_gui.readers.tables.numeric import numeric_names
from lossacc_gui.readers.tables.parsing import parse_table, table_of_rows
from lossacc_gui.readers.tables.row_kinds import counts, counts_rows, holds_predictions, measures, tells_results
from lossacc_gui.readers.tables.table import Table

LONG = 0.97  # certainty with a column of metrics' names beside one of values
KNOWN_NAMES = 0.45  # certainty with a loss or an accuracy among the columns; the named formats are surer
SOME_NUMBERS = 0.2  # certainty with numbers only
FEW_COLUMNS = 4  # columns without names that may be metrics
MOST_COLUMNS = 12  # of them, where the first counts the rows
COLOURS, FEWEST_COLOURS, MOST_TURNS = 3, 32, 4  # columns and rows of a palette, and turns of each column
FIRST_ROWS = 100  # rows that show whether there are fractions
FEWEST_STRIDES = 4  # rows whose first column shows that it counts
FEWEST_RANKED = 10  # rows that show that their order is that of the values
MOST_IN_ORDER = 0.2  # share of numbers of examples that rise, or fall, more than the others where they count
ALONE = re.compile(r"\s*[-+]?\d*[.,]?\d+(?:[eE][-+]?\d+)?\s*$")
MOST_ABOVE, FEWEST_BELOW = 8, 8  # lines of words above numbers that are one column; and of those
ONE_ROW = 4  # numbers in a single row that are taken as one metric's values, not as four metrics


def sniff(head: Head) -> float:
    """Not sure at all: every named format is surer of its own logs."""
    between = head.table is not None and has_lines_between(head.table)
    return min(_certainty(head), SOME_NUMBERS) if between else _certainty(head)


def _certainty(head: Head) -> float:
    table = head.table or (_below_words(head.text) if is_metric(head.path.stem) else None)
    if table is None or not table.rows or _is_of_examples(head, table) or _is_no_table(head.text, table):
        return 0.0
    roles = roles_of(table.header) if table.named else None
    if roles is not None and roles.name is not None:
        return LONG if any(is_metric(row[roles.name]) for row in table.rows) else SOME_NUMBERS
    if roles is not None and is_metric(head.path.stem):
        return KNOWN_NAMES
    names = _names(table, head.path.stem)
    if measures(names[-1:]) if table.named else names and is_metric(head.path.stem):
        return KNOWN_NAMES
    enough = len(table.rows) > 1 or len(names) >= ONE_ROW
    if table.named:
        bare = are_splits(names) and _has_fractions(table)  # train,val
        counted = counts_rows(table) and not _are_timings(names)
        return SOME_NUMBERS if enough and len(names) > 1 and (bare or counted) else 0.0
    return SOME_NUMBERS if enough and names and _may_be_metrics(table) else 0.0


def _is_of_examples(head: Head, table: Table) -> bool:
    """Whether rows are examples or other things, and no epochs or steps."""
    return (head.lists_others or holds_predictions(table.header)) if table.named else _ranks(table)


def _is_document(text: str) -> bool:
    from lossacc_gui.readers.kinds.documents import said_of_document  # here, as most tables have a heading

    return said_of_document(text) is not None


def _is_no_table(text: str, table: Table) -> bool:
    """Whether a text is a document of another form, or has several tables of Markdown, of which no heading is that of
    all, or each tells results.
    """
    if not table.named and _is_document(text):
        return True
    found = tables_in(text)
    if len({tuple(rows[0][1]) for rows in found}) > 1:
        return True
    tables = [one for rows in found if (one := table_of_rows(rows)) is not None]
    return bool(tables) and all(tells_results(one, prose=True) or _tells_once(one) for one in tables)


def _tells_once(table: Table) -> bool:
    """Whether a table measures nothing in its columns, or nothing counts there and a row tells each metric once."""
    roles = roles_of(table.header)
    if roles is None:
        return not measures(list(numeric_names(table))) and not counts(table.header)
    if roles.name is None or roles.epoch is not None or roles.step is not None:
        return False
    names = [row[roles.name].strip() for row in table.rows]
    return len(set(names)) == len(names)


def _names(table: Table, file: str) -> list[str]:
    """What its columns of numbers are called, up to the first that is one of a training."""
    names: list[str] = []
    for name in numeric_names(table):
        if name.strip().lower() not in INDEX_NAMES:
            names.append(told_by_file(name, file))
            if table.named and measures(names[-1:]):
                break
    return names


def _may_be_metrics(table: Table) -> bool:
    """Whether columns without names are few or counted, and one has fractions: no matrix, no pixels, no labels."""
    width = len(table.header)
    if len(table.rows) == 1:
        return True
    if _is_of_colours(table):
        return False
    return _has_fractions(table) and (width <= FEW_COLUMNS or (_counts(table) and width <= MOST_COLUMNS))


def _are_timings(names: Sequence[str]) -> bool:
    """Whether nothing is told but how long each part of a step took: forward_ms, backward_ms."""
    words = [meaning_of(name).rest.split() for name in names if meaning_of(name).quantity not in COUNTERS]
    times = all(meaning_of(name).quantity in AXES for name in names)
    return times and len(words) > 1 and all(len(some) > 1 for some in words) and len({some[-1] for some in words}) == 1


def _is_of_colours(table: Table) -> bool:
    """Whether rows are the red, green and blue of a palette: shares that turn seldom, as no training goes."""
    if len(table.header) != COLOURS or len(table.rows) < FEWEST_COLOURS:
        return False
    cells = [[number(cell, table.decimal_comma) for cell in row] for row in table.rows]
    if any(cell is None or not 0 <= cell <= 1 for row in cells for cell in row):
        return False
    steps = np.sign(np.diff(np.array(cells, dtype=np.float64), axis=0))
    turns = (steps[1:] * steps[:-1] < 0).sum(axis=0)
    return bool((turns <= MOST_TURNS).all())


def _ranks(table: Table) -> bool:
    """Whether two columns are a list of examples: their numbers in no order, values by their size."""
    if len(table.header) != 2 or len(table.rows) < FEWEST_RANKED:
        return False
    numbers, values = ([number(row[i], table.decimal_comma) for row in table.rows] for i in (0, 1))
    if any(one is None or one % 1 for one in numbers) or None in values or len(set(numbers)) < len(numbers):
        return False
    found, sizes = np.array(numbers, dtype=np.float64), np.diff(np.array(values, dtype=np.float64))
    falls = float((np.diff(found) < 0).mean())
    return MOST_IN_ORDER < falls < 1 - MOST_IN_ORDER and bool((sizes <= 0).all() or (sizes >= 0).all())


def _has_fractions(table: Table) -> bool:
    marks = ".e," if table.decimal_comma else ".e"
    return any(mark in cell.lower() for row in table.rows[:FIRST_ROWS] for cell in row for mark in marks)


def read(path: Path, progress: Progress, growing: GrowingTable | None = None) -> tuple[Run, ...]:
    """One run, or one for each of the runs that are stacked in the table."""
    head = head_of(path)
    siblings, long = _beside(head), _is_long(head)
    plain = _is_named(head) and not long and all(told_by_file(name, path.stem) == name for name in head.columns)
    if not siblings and path.stat().st_size >= LARGE and plain:
        return read_table_as(READER.name, path, progress, _split_of_file(path, head.columns), growing)
    tables = []
    for i, file in enumerate([path, *siblings]):
        share = part(progress, 0.8 * i / (len(siblings) + 1), 0.8 * (i + 1) / (len(siblings) + 1))
        tables.append(_table(file, share))
    notices = siblings_notice(siblings)
    if long:
        titled = [(file.stem, table) for file, table in zip([path, *siblings], tables, strict=True)]
        name = run_name(path) if not siblings else path.resolve().parent.name or run_name(path)
        run = run_of_long(titled, (name, path, READER.name), notices)
        if run is None:
            raise UnreadableLog(path, say("No row of this table has a value with a step or an epoch."))
        progress(1.0, "read")
        return (run,)
    table = _side_by_side(tables)
    if not tables[0].named and not is_metric(path.stem):
        notices.append(Notice(say("The table has no header, and the file name does not tell which metric it is.")))
    runs = runs_of_table(table, path, READER.name, plain_split=_split_of_file(path, table.header), notices=notices)
    progress(1.0, "read")
    return runs


def beside(path: Path) -> list[Path]:
    """The files that hold the other metrics, where `path` is one metric without a header."""
    try:
        head = head_of(path)
    except UnreadableLog:
        return []
    return _beside(head)


def _beside(head: Head) -> list[Path]:
    return metric_siblings(head.path, _holds_one) if _holds_one(head) else []


def _is_named(head: Head) -> bool:
    return head.table is not None and head.table.named


def _holds_one(head: Head) -> bool:
    table = head.table
    return (
        _is_long(head) and not _names_metrics(head)
        if _is_named(head)
        else table is not None and (len(table.header) == 1 or len(table.rows) == 1)
    )


def _is_long(head: Head) -> bool:
    return head.table is not None and head.table.named and roles_of(head.table.header) is not None


def _names_metrics(head: Head) -> bool:
    roles = roles_of(head.table.header) if head.table is not None else None
    return roles is not None and roles.name is not None


def _split_of_file(path: Path, names: Sequence[str]) -> Split | None:
    """What the file's name tells of the split, where no column tells another."""
    split = meaning_of(path.stem).split
    return split if {meaning_of(name).split for name in names} <= {None, split} else None


def _table(path: Path, progress: Progress) -> Table:
    text = text_of(path, part(progress, 0.0, 0.3))
    table = parse_table(text, part(progress, 0.3, 1.0)) or _below_words(text)
    if table is None:
        raise UnreadableLog(path, say("The lines do not have the same number of columns, so this is no table."))
    if not table.named:
        return _named(table, path.stem)
    return replace(table, header=tuple(told_by_file(name, path.stem) for name in table.header))


def _below_words(text: str) -> Table | None:
    """The one column of numbers that a text is below a few lines of a program's words; None for any other text."""
    lines = text.splitlines()
    begin = next((i for i, line in enumerate(lines[: MOST_ABOVE + 1]) if ALONE.match(line)), 0)
    below = lines[begin:]
    if not begin or len(below) < FEWEST_BELOW or not all(ALONE.match(line) or not line.strip() for line in below):
        return None
    return parse_table("\n" * begin + "\n".join(below) + "\n")


def _named(table: Table, metric: str) -> Table:
    """A table without a header, its columns called after the file; values in one row are one column."""
    if len(table.rows) == 1 and len(table.header) >= ONE_ROW:
        cells = [[cell] for cell in table.rows[0]]
        return replace(table, header=(metric,), rows=cells, lines=table.lines * len(cells))
    width = len(table.header)
    if width == 1:
        return replace(table, header=(metric,))
    if _counts(table):
        names = (metric,) if width == 2 else tuple(f"{metric} {i}" for i in range(1, width))
        return replace(table, header=("epoch", *names))
    if width > 1 and _strides(table):
        names = (metric,) if width == 2 else tuple(f"{metric} {i}" for i in range(2, width + 1))
        return replace(table, header=("step", *names))
    beside = _counted_beside(table, metric)
    return replace(table, header=tuple(f"column {i}" if i in beside else f"{metric} {i}" for i in range(1, width + 1)))


def _counted_beside(table: Table, metric: str) -> set[int]:
    """The columns (from 1) that hold nothing but whole numbers beside one of losses: milliseconds, sizes."""
    columns = [[number(cell, table.decimal_comma) for cell in cells] for cells in zip(*table.rows, strict=True)]
    whole = {i for i, some in enumerate(columns, 1) if all(one is None or one % 1 == 0 for one in some)}
    return whole if meaning_of(metric).quantity is Quantity.LOSS and len(whole) < len(columns) else set()


def _counts(table: Table) -> bool:
    """Whether the first column counts the rows, once or again and again from its start."""
    first = [number(row[0], table.decimal_comma) for row in table.rows]
    rising = (a is not None and b is not None and b in (a + 1, first[0]) for a, b in pairwise(first))
    return first[0] in (0, 1) and all(rising) and first.count(first[0]) < len(first)


def _strides(table: Table) -> bool:
    """Whether the first column counts in equal steps of more than one, from nothing or from one step on."""
    first = [number(row[0], table.decimal_comma) for row in table.rows]
    if len(first) < FEWEST_STRIDES or any(a is None or a % 1 for a in first):
        return False
    found = np.array(first, dtype=np.float64)
    stride = found[1] - found[0]
    return bool(stride > 1 and found[0] in (0, 1, stride) and (np.diff(found) == stride).all())


def _side_by_side(tables: list[Table]) -> Table:
    """Tables of one column each as one table; shorter ones end in blanks."""
    if len(tables) == 1:
        return tables[0]
    longest = max(tables, key=lambda table: len(table.rows))
    count = len(longest.rows)
    columns = [[row[-1] for row in table.rows] + [""] * (count - len(table.rows)) for table in tables]
    header = tuple(table.header[-1] for table in tables)
    return replace(
        tables[0], header=header, rows=[list(row) for row in zip(*columns, strict=True)], lines=longest.lines
    )


READER = Reader(
    name="table",
    title="Any other table of numbers (CSV, TSV, ...), with or without a header",
    looks_like="Epoch;Train Accuracy;Validation Accuracy, or one number a line in val_loss.csv",
    suffixes=(".csv", ".tsv", ".txt", ".dat"),
    sniff=sniff,
    read=read,
    beside=beside,
    following=partial(FollowingTable, read),
)
