"""Makes the tables of a text blank of which each row is a result of its own, so that nobody reads them as a history."""

from __future__ import annotations

from itertools import pairwise

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import COUNTERS, is_setting, meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.markdown_tables import tables_in
from lossacc_gui.readers.tables.parsing import table_of_rows
from lossacc_gui.readers.tables.row_kinds import tells_results
from lossacc_gui.readers.tables.table import Table

FEWEST = 3  # rows
OFTEN = 2  # times that what counts does not rise from a row to the next


def without_result_tables(text: str) -> str:
    """A text without the rows of such tables of Markdown; all other lines stay where they are."""
    if "|" not in text or "--" not in text:
        return text
    blank = {line for rows in tables_in(text) if _tells_results(table_of_rows(rows)) for line, _ in rows}
    if not blank:
        return text
    return "\n".join("" if i in blank else line for i, line in enumerate(text.splitlines(), 1)) + "\n"


def _tells_results(table: Table | None) -> bool:
    if table is None or not table.named or len(table.rows) < FEWEST:
        return False
    return tells_results(table, prose=True) or _sets_and_counts_anew(table)


def _sets_and_counts_anew(table: Table) -> bool:
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
    return still >= OFTEN
