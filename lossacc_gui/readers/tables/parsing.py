"""Splits delimited text into named columns, whatever the delimiter, quoting and line ends."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from lossacc_gui.language import say, say_many
from lossacc_gui.model.progress import Progress, silent, told
from lossacc_gui.model.run import Notice
from lossacc_gui.readers.files.encoding import whole_lines
from lossacc_gui.readers.tables.cells import BLANK, number
from lossacc_gui.readers.tables.comments import with_heading
from lossacc_gui.readers.tables.delimiters import (
    ALIGNED,
    ALIGNED_GAP,
    COUNT_BEFORE_COLON,
    DELIMITERS,
    PAIRED,
    RULE,
    TRIED_LINES,
    delimiter_of,
    has_count_before_colon,
    has_decimal_comma,
    is_comment,
    is_paired,
    without_tuples,
)
from lossacc_gui.readers.tables.folded import unfolded
from lossacc_gui.readers.tables.headings import (
    comes_again,
    has_row_names,
    is_header,
    is_prose,
    other_heading,
    width_of_numbers,
    without_signs,
)
from lossacc_gui.readers.tables.lists_in_cells import with_lists_unfolded
from lossacc_gui.readers.tables.rows_of_yolo import heading_of_yolo
from lossacc_gui.readers.tables.sideways import MOST as MOST_SIDEWAYS
from lossacc_gui.readers.tables.sideways import Turned, upright
from lossacc_gui.readers.tables.table import DOTS, Table, left_out_by_dots
from lossacc_gui.readers.tables.titled import rows_above, rows_below, without_title
from lossacc_gui.readers.tables.two_levels import two_levels
from lossacc_gui.readers.tables.unheaded import heading_of_long
from lossacc_gui.readers.tables.wrapped_tables import side_by_side

MARKDOWN_RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*$")
SHORT = 65_536  # characters: some milliseconds, for which nobody needs to be told how far it is
_FEWEST_BELOW = 2  # rows, on average, below words alone: else they are what a text says
PARTS = "part"  # what heads the words that stand alone on lines above rows
SHOWN_LINES = 3  # how many skipped lines a notice names


def parse_table(text: str, progress: Progress = silent) -> Table | None:
    """The table that `text` is, or None where it is none (no two lines alike, or prose); it is shared, so only read."""
    return _again(text) if len(text) <= SHORT else _parsed(text, progress)


@lru_cache(maxsize=1)
def _again(text: str) -> Table | None:
    """A short log is its own head: a reader that asks that for its names, and then reads the log, parses it once."""
    return _parsed(text, silent)


def _parsed(text: str, progress: Progress) -> Table | None:
    text = without_title(side_by_side(with_heading(without_tuples(text))))
    delimiter = delimiter_of(text)
    if is_paired(text):
        text, delimiter = PAIRED.sub(r"\2,\3", text), ","
    if delimiter is None:
        return None
    if delimiter in DELIMITERS and has_count_before_colon(text):
        text = COUNT_BEFORE_COLON.sub(rf"\1{delimiter}", text)
    comma = delimiter != "," and has_decimal_comma(text)
    torn = not text.endswith(("\n", "\r"))
    rows = told(_rows(text, delimiter), text.count("\n") + 1, progress, "reading rows")
    table = _table(rows, comma=comma, torn=torn)
    return table and with_lists_unfolded(table)


def table_of_rows(rows: Sequence[tuple[int, list[str]]]) -> Table | None:
    """The table of (line, cells) rows, None where its first row is prose."""
    return _table(iter(unfolded(rows)), comma=False, torn=False)


def _table(rows: Iterator[tuple[int, list[str]]], *, comma: bool, torn: bool) -> Table | None:
    first = list(islice(rows, MOST_SIDEWAYS + 2))
    del first[: rows_above([cells for _, cells in first])]
    if not first:
        return None
    turned = upright(first)
    if turned is not None:
        return _of_turned(turned, comma)
    bare = [cells for _, cells in first[:TRIED_LINES]]
    names = heading_of_long(bare, comma) or heading_of_yolo(bare)
    if names is not None:
        return _collect(names, chain(first, rows), True, comma, torn)
    header = tuple(cell.strip() for cell in first[0][1])
    named = not all(number(cell, comma) is not None or cell in BLANK for cell in header)
    begun = [cells for _, cells in first[1:TRIED_LINES]]
    if named and (is_prose(header, begun, comma) or not is_header(header, comma) or comes_again(header, begun)):
        return None
    if named:
        header = without_signs(header, begun)
    levels = 1
    below = two_levels(header, begun[:2], comma) if named else None
    if below is not None:
        header, levels = below
    elif named and has_row_names(header, begun):
        header = ("", *header)
    elif named and max(map(len, begun), default=0) > len(header):
        # a heading of fewer than half of the columns is none of theirs
        header += tuple(str(i) for i in range(len(header), width_of_numbers(begun, 2 * len(header), comma)))
    if not named:
        counted = tuple(str(i) for i in range(len(header)))  # so pandas names what has no name
        header, levels = counted, int(header in (counted, ("", *counted[:-1])))  # beside its rows, if they have one
    return _collect(header, chain(first[levels:], rows), named, comma, torn)


def _of_turned(turned: Turned, comma: bool) -> Table:
    width = len(turned.rows) + 1
    if not turned.headed:
        told = Notice(
            say("Each row of this table is taken as one metric, and its columns as one epoch after the other.")
        )
        lines = [turned.lines[0]] * len(turned.rows)
        return Table(turned.header, turned.rows, lines, True, comma, (), (told,), turned.lines)
    notices = _ragged(
        turned.long, say("columns where {width} are expected; those beyond the heading were left out.", width=width)
    )
    notices += _ragged(
        turned.short, say("columns where {width} are expected; the rest was taken as not logged.", width=width)
    )
    lines = [turned.lines[0]] * len(turned.rows)
    return Table(turned.header, turned.rows, lines, True, comma, (), notices, turned.lines)


def _collect(
    header: tuple[str, ...], rows: Iterator[tuple[int, list[str]]], named: bool, comma: bool, torn: bool
) -> Table:
    first, width = header, len(header)
    kept, lines, rows = _begun(rows, width, DOTS | {first[0]} if named else DOTS)
    again: list[int] = []
    long: list[tuple[int, int]] = []
    short: list[tuple[int, int]] = []
    dots: list[int] = []
    titles: list[int] = []  # rows that are words alone
    order: list[int] | None = None  # where the cells of a row go, below another heading than the first
    for line, cells in rows:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        heads = named and cells[0].strip() == header[0]
        if heads and tuple(cell.strip() for cell in cells) == first:
            again.append(len(kept))
            order = None
        elif heads and (wider := other_heading(header, cells)) is not None:
            again.append(len(kept))
            header = tuple(dict.fromkeys((*header, *wider)))
            order, width = [header.index(name) for name in wider], len(header)
        elif (not cells or cells[0].strip() in DOTS) and all(cell.strip() in DOTS for cell in cells):
            dots.append(line)
        elif len(cells) > (width if order is None else len(order)):
            long.append((line, len(cells)))
        else:
            if len(cells) < (len(first) if order is None else len(order)):
                short.append((line, len(cells)))
                titles += [len(kept)] if named and _is_title(cells, width) else []
            kept.append(cells if order is None else _placed(cells, order, width))
            lines.append(line)
    below = rows_below(header, kept) if named else 0
    of_all = lines[len(lines) - below :]
    del kept[len(kept) - below :], lines[len(lines) - below :]
    titles = _between_rows(titles, kept, comma)
    of_titles = {lines[i] for i in titles}
    short = [(line, count) for line, count in short if line not in of_titles]
    again = [row - bisect_left(titles, row) for row in again]
    header, kept, lines, left_out = _with_parts(header, kept, lines, titles)
    for row in kept if short or len(header) > len(first) else ():
        row.extend([""] * (len(header) - len(row)))
    notices: tuple[Notice, ...] = (Notice(left_out_by_dots(), dots[0]),) if dots else ()
    if of_all:
        told = say("This line has a word where the others count, as a mean of them has, and was left out.")
        notices += tuple(Notice(told, line) for line in of_all[:SHOWN_LINES])
        short = [(line, count) for line, count in short if line not in of_all]
    notices += left_out
    if short and torn and short[-1][0] == lines[-1]:
        kept.pop()
        lines.pop()
        notices += (Notice(say("The last line is not complete and was left out."), short.pop()[0]),)
    notices += _ragged(long, say("columns where {width} are expected; the line was skipped.", width=width))
    notices += _ragged(short, say("columns where {width} are expected; the rest was taken as not logged.", width=width))
    return Table(header, kept, lines, named, comma, tuple(again), notices)


def _begun(
    rows: Iterator[tuple[int, list[str]]], width: int, unlike: frozenset[str]
) -> tuple[list[list[str]], list[int], Iterator[tuple[int, list[str]]]]:
    """(rows, their lines, what follows): rows of as many cells as the heading, up to one that begins as none does."""
    kept: list[list[str]] = []
    lines: list[int] = []
    for line, cells in rows:
        if len(cells) != width or cells[0].strip() in unlike:
            return kept, lines, chain([(line, cells)], rows)
        kept.append(cells)
        lines.append(line)
    return kept, lines, rows


def _between_rows(titles: list[int], rows: list[list[str]], comma: bool) -> list[int]:
    """The rows that are words alone where rows enough stand below them, each of which begins with a number."""
    titles = titles[: bisect_left(titles, len(rows))]
    if not titles or len(rows) - len(titles) < _FEWEST_BELOW * len(titles):
        return []
    counted = sum(number(cells[0], comma) is not None for cells in rows)
    return titles if counted == len(rows) - len(titles) else []


def _with_parts(
    header: tuple[str, ...], rows: list[list[str]], lines: list[int], titles: list[int]
) -> tuple[tuple[str, ...], list[list[str]], list[int], tuple[Notice, ...]]:
    """(heading, rows, their lines, what is told) without the rows that are words alone; of several such words with a
    cell more in each row: the last above it.
    """
    if not titles:
        return header, rows, lines, ()
    words = {i: rows[i][0].strip() for i in titles}
    kept = [i for i in range(len(rows)) if i not in words]
    below = [lines[i] for i in kept]
    if len({words[i] for i in titles if i < kept[-1]}) < 2:
        told = say("Words alone on this line, between rows of the table, were left out.")
        notices = tuple(Notice(told, lines[i]) for i in titles[:SHOWN_LINES])
        return header, [rows[i] for i in kept], below, notices
    parts, above = [], ""
    for i, row in enumerate(rows):
        if i in words:
            above = words[i]
        else:
            parts.append([*row, *[""] * (len(header) - len(row)), above])
    return (*header, PARTS), parts, below, ()


def _is_title(cells: list[str], width: int) -> bool:
    """Whether words stand alone on a line between the rows: what those below it are of."""
    title = cells[0].strip()
    words = number(title) is None and title not in BLANK | DOTS and any(map(str.isalpha, title))
    return len(cells) == 1 < width and words


def _placed(cells: list[str], order: list[int], width: int) -> list[str]:
    row = [""] * width
    for place, cell in zip(order, cells, strict=False):
        row[place] = cell
    return row


def _ragged(found: list[tuple[int, int]], what: str) -> tuple[Notice, ...]:
    notices = [Notice(say("Found {count} {what}", count=count, what=what), line) for line, count in found[:SHOWN_LINES]]
    if len(found) > SHOWN_LINES:
        notices.append(
            Notice(
                say_many("So it is on {count} more line.", "So it is on {count} more lines.", len(found) - SHOWN_LINES)
            )
        )
    return tuple(notices)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every line that is not blank; a quote that never closes ends its cell at the line's end."""
    if '"' in text and delimiter != ALIGNED:
        reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:  # a cell longer than the module allows: no table's cell
                continue
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    else:
        commented, plain = "#" in text, delimiter not in (ALIGNED, "|", " ")
        for line, content in enumerate(_lines(text), start=1):
            if content.strip() and not (commented and is_comment(content)):
                if plain:
                    yield line, content.split(delimiter)
                elif delimiter == ALIGNED:
                    if not RULE.match(content):
                        yield line, ALIGNED_GAP.split(content.strip())
                elif delimiter != "|" or not MARKDOWN_RULE.match(content):
                    yield line, content.split(delimiter) if delimiter != " " else content.split()


def _lines(text: str) -> Iterator[str]:
    for piece in whole_lines(text):
        lines = piece.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
        yield from lines[:-1] if not lines[-1] else lines
