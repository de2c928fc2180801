"""Finds the tables of a web page."""

from __future__ import annotations

from html.parser import HTMLParser

MOST_SPANNED = 200  # columns or rows of a cell; more is a mistake
MOST_COLUMNS = 500  # cells of a row, those that others reach into among them; what is beyond is left out
HIDDEN = frozenset({"script", "style", "template"})


def html_tables(text: str) -> list[list[tuple[int, list[str]]]]:
    """(line, cells) of each row of each table; what a cell spans besides its place is blank."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.end_all()
    return parser.done


class _Open:
    """A table that is being read; one within a cell lies on top of it."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self.cell: list[str] | None = None
        self.span = 1, 1
        self.above: set[int] = set()  # the columns of this row that a cell above reaches into
        self.reach: dict[int, int] = {}  # how many rows the cell of a column takes, this one counted

    def begin_row(self, line: int) -> None:
        self.end_cell()
        self.reach = {column: rows - 1 for column, rows in self.reach.items() if rows > 1}
        self.above = set(self.reach)
        self.rows.append((line, []))
        self._fill()

    def begin_cell(self, line: int, span: tuple[int, int]) -> None:
        self.end_cell()
        if not self.rows:
            self.begin_row(line)
        self.cell, self.span = [], span

    def end_cell(self) -> None:
        if self.cell is None:
            return
        cells, (across, down) = self.rows[-1][1], self.span
        across = max(0, min(across, MOST_COLUMNS - len(cells)))
        for text in (" ".join("".join(self.cell).split()), *[""] * (across - 1))[:across]:
            self.reach[len(cells)] = down
            cells.append(text)
        self.cell = None
        self._fill()

    def _fill(self) -> None:
        cells = self.rows[-1][1]
        while len(cells) in self.above and len(cells) < MOST_COLUMNS:
            cells.append("")


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[list[tuple[int, list[str]]]] = []
        self.open: list[_Open] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self.hidden += 1
        elif tag == "table":
            self.open.append(_Open())
        elif self.open and tag == "tr":
            self.open[-1].begin_row(self.getpos()[0])
        elif self.open and tag in ("td", "th"):
            told = dict(attrs)
            self.open[-1].begin_cell(self.getpos()[0], (_span(told.get("colspan")), _span(told.get("rowspan"))))
        elif self.open and tag == "br" and self.open[-1].cell is not None:
            self.open[-1].cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self.hidden = max(self.hidden - 1, 0)
        elif self.open and tag == "table":
            self._end_table()
        elif self.open and tag in ("td", "th", "tr"):
            self.open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self.open and not self.hidden and self.open[-1].cell is not None:
            self.open[-1].cell.append(data)

    def _end_table(self) -> None:
        table = self.open.pop()
        table.end_cell()
        self.done.append([(line, cells) for line, cells in table.rows if any(cells)])

    def end_all(self) -> None:
        """End the tables of a page that breaks off."""
        while self.open:
            self._end_table()


def _span(told: str | None) -> int:
    return min(max(int(told), 1), MOST_SPANNED) if told and told.isdecimal() else 1
