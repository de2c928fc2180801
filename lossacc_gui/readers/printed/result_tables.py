"""Makes the tables of a text blank of which each row is a result of its own, so that nobody reads them as a history."""

from __future__ import annotations

from lossacc_gui.readers.tables.markdown_tables import tables_in
from lossacc_gui.readers.tables.parsing import table_of_rows
from lossacc_gui.readers.tables.row_kinds import tells_results
from lossacc_gui.readers.tables.table import Table

FEWEST = 3  # rows
LONGEST = 1 << 20  # characters; nobody writes as much with a table of results in it
RULES = ("|-", "| -", "-|", "- |")  # of which one stands in the line below any heading of Markdown


def without_result_tables(text: str) -> str:
    """A text without the rows of such tables of Markdown; all other lines stay where they are."""
    if len(text) > LONGEST or "|" not in text or not any(sign in text for sign in RULES):
        return text
    blank = {line for rows in tables_in(text) if _tells_results(table_of_rows(rows)) for line, _ in rows}
    if not blank:
        return text
    return "\n".join("" if i in blank else line for i, line in enumerate(text.splitlines(), 1)) + "\n"


def _tells_results(table: Table | None) -> bool:
    if table is None or not table.named or len(table.rows) < FEWEST:
        return False
    return tells_results(table, prose=True)
