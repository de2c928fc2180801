"""Tables of metrics in HTML, XML, LaTeX and Markdown: of all in a page those that have metrics over a counter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Quantity, Run
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.formats.markup.latex_tables import latex_tables
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.columns import INDEX_NAMES, runs_of_table
from lossacc_gui.readers.tables.markdown_tables import is_of_training, markdown_tables
from lossacc_gui.readers.tables.parsing import table_of_rows
from lossacc_gui.readers.tables.row_kinds import counts_rows, tells_results
from lossacc_gui.readers.tables.table import Table

HTML = re.compile(r"\s*<(!doctype\s+html|html|head|body|table|div|h\d|p)\b", re.IGNORECASE)
XML = re.compile(r"\s*(<\?xml\b|<[A-Za-z_][\w.-]*[\s>/])")
LATEX = re.compile(r"\\begin\{(tabular|longtable|tabularx|array)\*?\}")
RULED = re.compile(r"^[ \t]*\|[ \t]*:?-+:?[ \t]*\|", re.MULTILINE)  # below a heading of Markdown
NUMBERED = re.compile(r"^.*\d.*$", re.MULTILINE)
MARKDOWN = (".md", ".markdown")
CERTAIN = 0.75
OF_PROSE = 0.62  # surer than who reads its lines; in a folder no text for people is taken for a log by itself
LATE = 0.1  # a long page without such a table in its head: scripts and pictures may come before it
FEWEST = 2  # rows of a history
LARGEST = 64 << 20  # characters; a page beyond this is none that a person reads

Rows = list[tuple[int, list[str]]]
"""(line from 1, cells) of each row of a table, its heading among them."""


def sniff(head: Head) -> float:
    """Sure where a table in the page has metrics over a counter."""
    tables = _tables_of(head.text, head.path)
    if tables is None:
        return 0.0
    if _histories(tables):
        return OF_PROSE if head.path.suffix.lower() in MARKDOWN else CERTAIN
    return 0.0 if head.whole else LATE


def _tables_of(text: str, path: Path) -> list[Rows] | None:
    """The rows of all tables of a text in one of these languages; None where it is in none, or is broken."""
    if path.suffix.lower() in MARKDOWN:
        pasted = filter(is_of_training, _html_tables(text)) if "<table" in text else ()  # as pandas shows its tables
        return [*markdown_tables(text), *pasted] or None
    if HTML.match(text):
        return _html_tables(text)
    if XML.match(text):
        return _xml_tables(text)
    if LATEX.search(text):
        return latex_tables(text)
    return _mostly_tables(text) or None


def _mostly_tables(text: str) -> list[Rows]:
    """The tables of Markdown in another text, whose rows are most of its lines with numbers; else none."""
    if "|" not in text or RULED.search(text) is None:
        return []
    tables = markdown_tables(text)
    return tables if 2 * sum(map(len, tables)) >= len(NUMBERED.findall(text)) else []


def _html_tables(text: str) -> list[Rows]:
    from lossacc_gui.readers.formats.markup.html_tables import html_tables  # here, as few logs are such pages

    return html_tables(text)


def _xml_tables(text: str) -> list[Rows] | None:
    from lossacc_gui.readers.formats.markup.xml_tables import NoXml, xml_tables  # here, as few logs are such pages

    try:
        return xml_tables(text)
    except NoXml:
        return None


def _histories(tables: list[Rows]) -> list[Table]:
    """The tables with metrics over a counter; one all of which another says as well is told once."""
    found = [table for rows in tables if (table := table_of_rows(rows)) is not None and _is_history(table)]
    again = {
        i
        for i, one in enumerate(found)
        for j, other in enumerate(found)
        if i != j and _says(other, one) and (j < i or not _says(one, other))
    }
    return [table for i, table in enumerate(found) if i not in again]


def _says(table: Table, other: Table) -> bool:
    """Whether a table has all rows of another under the same heading."""
    return table.header == other.header and set(map(tuple, table.rows)).issuperset(map(tuple, other.rows))


def _is_history(table: Table) -> bool:
    measured = table.named and len(table.rows) >= FEWEST and _measured(table) > 0
    measured = measured and not tells_results(table)
    return measured and (counts_rows(table) or _indexed(table))


def _measured(table: Table) -> int:
    """How many of the columns are losses, accuracies, rewards or the like."""
    quantities = [meaning_of(name).quantity for name in table.header]
    return sum(one.is_progress or one is Quantity.REWARD for one in quantities)


def _indexed(table: Table) -> bool:
    """Whether the first column is an index as pandas writes it: without a name, counting from 0 or 1, gaps or none."""
    index = [number(row[0]) for row in table.rows]
    whole = [one for one in index if one is not None and one % 1 == 0]
    counted = whole == index and whole[0] in (0, 1) and all(a < b for a, b in pairwise(whole))
    return table.header[0].strip().lower() in INDEX_NAMES and counted


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The runs of all such tables, named by their place among them where there are several."""
    text = text_of(path, part(progress, 0.0, 0.3))
    if len(text) > LARGEST:
        raise UnreadableLog(
            path,
            say("The page is larger than {largest} MB, too large to look for tables in it.", largest=LARGEST >> 20),
        )
    progress(0.3, "looking for tables")
    tables = _histories(_tables_of(text, path) or [])
    if not tables:
        raise UnreadableLog(path, say("No table in this page has a loss or an accuracy over epochs or steps."))
    progress(0.7, "reading columns")
    runs = tuple(_runs(tables, path))
    progress(1.0, "read")
    return runs


def _runs(tables: list[Table], path: Path) -> Iterator[Run]:
    for place, table in enumerate(tables, 1):
        for run in runs_of_table(table, path, READER.name):
            yield run if len(tables) == 1 else replace(run, name=say("{run} table {place}", run=run.name, place=place))


READER = Reader(
    name="markup",
    title="Tables of metrics in a page (HTML, LaTeX, a model card), or an XML file with an element an epoch",
    looks_like='<epoch number="1"><train loss="0.9"/><validation loss="0.8"/></epoch>',
    suffixes=(".html", ".htm", ".xml", ".tex", ".md"),
    sniff=sniff,
    read=read,
)
