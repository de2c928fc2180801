"""Splits delimited text into named columns, whatever the delimiter, quoting and line ends."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice, pairwise

from lossacc_gui.language import Said, say, say_many
from lossacc_gui.model.progress import Progress, silent, told
from lossacc_gui.model.run import Notice, Quantity
from lossacc_gui.readers.cells import BLANK, number
from lossacc_gui.readers.encoding import whole_lines
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.sideways import MOST as MOST_SIDEWAYS
from lossacc_gui.readers.sideways import Turned, upright
from lossacc_gui.readers.titled import rows_above, rows_below, without_title
from lossacc_gui.readers.two_levels import two_levels
from lossacc_gui.readers.unheaded import heading_of_long
from lossacc_gui.readers.wrapped_tables import side_by_side

ALIGNED = "  "  # two blanks or more: columns set under each other
ALIGNED_GAP = re.compile(r"\s{2,}|\t")
RULE = re.compile(r"^[\s\-=+|]+$")
DELIMITERS = (",", ";", "\t", "|")
ALIGNED_ROWS = 0.8  # share of rows that must be numbers under the header
TRIED_LINES = 50  # lines that decide the delimiter
NAMED_CELLS = 0.5  # share of cells that must be words for a line to be a header
LONGEST_NAME = 200  # characters; longer "names" are prose, but where numbers stand under them
DOTS = frozenset({"..", "...", "\u2026", "\u22ee"})  # what pandas prints for rows that it leaves out
NUMBERED = re.compile(  # a word with its number behind it: acc: 0.5, (loss) => 0.4
    r"[^\W\d_][)\]]?\s*(?:[:=]+|[-=~]*>+)\s*[(\[]?[-+]?\.?\d"
)
DIGITS = re.compile(r"[-+]?\d[\d.]*(?:[eE][-+]?\d+)?")
SHORT = 65_536  # characters: some milliseconds, for which nobody needs to be told how far it is
SHOWN_LINES = 3  # how many skipped lines a notice names


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text cells under a header.

    `lines[i]` is the line (from 1) on which `rows[i]` stands; every row has as many cells as the header.
    `named` is False where the file has no header: the names are then "0", "1", ...
    `turned` is the line of each column where it was a row of the file; each row's line is then that of the heading.
    `headers` are the rows before which the header came again; `decimal_comma` tells how numbers are written.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    named: bool = True
    decimal_comma: bool = False
    headers: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = field(default=())
    turned: tuple[int, ...] = ()

    def line_of(self, row: int, column: int) -> int:
        """The line on which a cell stands."""
        return self.turned[column] if self.turned else self.lines[row]


def parse_table(text: str, progress: Progress = silent) -> Table | None:
    """The table that `text` is, or None where it is none (no two lines alike, or prose); it is shared, so only read."""
    return _again(text) if len(text) <= SHORT else _parsed(text, progress)


@lru_cache(maxsize=1)
def _again(text: str) -> Table | None:
    """A short log is its own head: a reader that asks that for its names, and then reads the log, parses it once."""
    return _parsed(text, silent)


def _parsed(text: str, progress: Progress) -> Table | None:
    text = without_title(side_by_side(_with_heading(text)))
    delimiter = _delimiter(text)
    if delimiter is None and _is_paired(text):
        text, delimiter = PAIRED.sub(r"\2,\3", text), ","
    if delimiter is None:
        return None
    comma = delimiter != "," and _has_decimal_comma(text)
    torn = not text.endswith(("\n", "\r"))
    rows = told(_rows(text, delimiter), text.count("\n") + 1, progress, "reading rows")
    table = _table(rows, comma=comma, torn=torn)
    return table and with_lists_unfolded(table)


EXCEL = re.compile(r"\s*\"?sep=(.)\"?[ \t]*(\r\n|\n|\r)", re.IGNORECASE)
COMMENTED = re.compile(r"^#+[ \t]*(?=[^\d\s#])(.*)$")


def with_lists_unfolded(table: Table) -> Table:
    """The table with a row for each place of its lists, where its cells are lists and it has one row.

    What is no list is said of the whole training.
    """
    if not table.named or len(table.rows) != 1:
        return table
    lists = {i: values for i, cell in enumerate(table.rows[0]) if (values := _listed(cell))}
    if not lists:
        return table
    longest = max(map(len, lists.values()))
    columns = [values + [""] * (longest - len(values)) for values in lists.values()]
    told = [Notice(say("Each cell of this table is a list; its values are counted from 0."))]
    single = ", ".join(name.strip() for i, name in enumerate(table.header) if i not in lists and name.strip())
    if single:
        told.append(Notice(say("{names}: no list, said of the whole training; left out.", names=single)))
    return replace(
        table,
        header=tuple(table.header[i] for i in lists),
        rows=[list(cells) for cells in zip(*columns, strict=True)],
        lines=table.lines * longest,
        notices=(*table.notices, *told),
    )


def _listed(cell: str) -> list[str]:
    """The numbers of a list in a cell, at least two; empty where it holds anything else."""
    inner = cell.strip()
    if inner[:1] + inner[-1:] not in ("[]", "()"):
        return []
    values = inner[1:-1].replace(",", " ").split()
    return values if len(values) > 1 and all(number(value) is not None for value in values) else []


def _with_heading(text: str) -> str:
    """The text with Excel's `sep=;` made a blank line, and with the heading that numpy.savetxt puts behind a hash.

    A comment is a heading where it is the only one above the rows, or has as many fields as they have; lines stay
    where they are.
    """
    match = EXCEL.match(text[:50])
    if match is not None:
        text = match[2] + text[match.end() :]
    if text.lstrip()[:1] != "#":
        return text
    lines = text[: TRIED_LINES * 2000].splitlines(keepends=True)
    above = [i for i, line in enumerate(lines) if line.startswith("#")]
    rows = [line for line in lines if line.strip() and not line.startswith("#")][:TRIED_LINES]
    if not rows or not above or above[-1] > len(above) + 1 or number(re.split(r"[\s,;|]", rows[0].strip())[0]) is None:
        return text
    for delimiter in (*DELIMITERS, ALIGNED, " "):
        cells = [len(_split(line, delimiter)) for line in rows]
        if cells[0] < 2 or cells.count(cells[0]) < len(cells) - 1:
            continue
        for i in reversed(above):  # the nearest to the rows
            heading = COMMENTED.match(lines[i].rstrip("\r\n"))
            if heading is not None and len(_split(heading[1], delimiter)) == cells[0]:
                end = lines[i][len(lines[i].rstrip("\r\n")) :]
                written = heading[1].strip() if delimiter != " " else "  ".join(heading[1].split())
                lines[i] = written + end
                return "".join(lines) + text[sum(map(len, lines)) - len(written + end) + len(heading[0] + end) :]
    return text


PAIRED = re.compile(  # a count and its value, where nothing else is said: 3: 0.53, epoch 3 -> 0.53
    r"^[ \t]*(?:(?P<word>[^\W\d_]+)[ \t]*)?(\d{1,9})[ \t]*(?::|=|[-=]+>)[ \t]*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)[ \t]*$",
    re.MULTILINE,
)


def _is_paired(text: str) -> bool:
    """Whether each of the first lines is a count, which rises, and a value of which some have a fraction."""
    begun = text[: TRIED_LINES * LONGEST_NAME]
    begun = begun[: begun.rfind("\n") + 1] or begun  # without a line that is torn
    lines = [line for line in begun.splitlines() if line.strip()][:TRIED_LINES]
    pairs = [match for match in map(PAIRED.match, lines) if match is not None]
    if len(pairs) < len(lines) or len(pairs) < 2 or len({match["word"] for match in pairs}) > 1:
        return False
    word = pairs[0]["word"]
    if word is not None and meaning_of(word).quantity not in (Quantity.EPOCH, Quantity.STEP):
        return False
    counts = [int(match[2]) for match in pairs]
    return all(a < b for a, b in pairwise(counts)) and any(sign in match[3] for match in pairs for sign in ".eE")


def _split(line: str, delimiter: str) -> list[str]:
    if delimiter in DELIMITERS:
        return line.strip().split(delimiter)
    return ALIGNED_GAP.split(line.strip()) if delimiter == ALIGNED else line.split()


def table_of_rows(rows: Sequence[tuple[int, list[str]]]) -> Table | None:
    """The table of (line, cells) rows, None where its first row is prose."""
    return _table(iter(rows), comma=False, torn=False)


def _table(rows: Iterator[tuple[int, list[str]]], *, comma: bool, torn: bool) -> Table | None:
    first = list(islice(rows, MOST_SIDEWAYS + 2))
    del first[: rows_above([cells for _, cells in first])]
    if not first:
        return None
    turned = upright(first)
    if turned is not None:
        return _of_turned(turned, comma)
    long = heading_of_long([cells for _, cells in first[:TRIED_LINES]], comma)
    if long is not None:
        return _collect(long, chain(first, rows), True, comma, torn)
    header = tuple(cell.strip() for cell in first[0][1])
    named = not all(number(cell, comma) is not None or cell in BLANK for cell in header)
    begun = [cells for _, cells in first[1:TRIED_LINES]]
    if named and (_is_prose(header, begun, comma) or not _is_header(header, comma) or _comes_again(header, begun)):
        return None
    levels = 1
    below = two_levels(header, begun[:2], comma) if named else None
    if below is not None:
        header, levels = below
    elif named and _has_row_names(header, begun):
        header = ("", *header)
    elif named and any(len(cells) > len(header) for cells in begun):
        # a heading of fewer than half of the columns is none of theirs
        header += tuple(str(i) for i in range(len(header), _width_of_numbers(begun, 2 * len(header), comma)))
    if not named and header != tuple(str(i) for i in range(len(header))):  # so pandas names what has no name
        header, levels = tuple(str(i) for i in range(len(header))), 0
    return _collect(header, chain(first[levels:], rows), named, comma, torn)


def _is_prose(header: tuple[str, ...], rows: Sequence[list[str]], comma: bool) -> bool:
    """Whether a name is longer than names are, and no number stands under it in the first of the rows."""
    long = [i for i, name in enumerate(header) if len(name) > LONGEST_NAME]
    below = rows[0] if rows else []
    return any(i >= len(below) or number(below[i], comma) is None for i in long)


def _comes_again(header: tuple[str, ...], rows: Sequence[list[str]]) -> bool:
    """Whether the words of a cell come again below it with other numbers: lines that were printed, and no heading."""
    spoken = [i for i, name in enumerate(header) if NUMBERED.search(name) and number(name) is None]
    if any("." in name and number(name) is not None for name in header) and _is_row(header, rows):
        return True
    return bool(rows) and any(
        all(i < len(cells) and _without_digits(cells[i]) == _without_digits(header[i]) for cells in rows)
        for i in spoken
    )


def _is_row(header: tuple[str, ...], rows: Sequence[list[str]]) -> bool:
    """Whether a first line has words and numbers where the others have them, and one of its words comes again below."""
    if any(len(cells) != len(header) for cells in rows):
        return False
    alike = all((number(cells[i]) is None) == (number(name) is None) for cells in rows for i, name in enumerate(header))
    again = any(cells[i].strip() == name for cells in rows for i, name in enumerate(header) if number(name) is None)
    return alike and again


def _without_digits(cell: str) -> str:
    return DIGITS.sub("", cell).strip()


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


def _has_row_names(header: Sequence[str], rows: Sequence[list[str]]) -> bool:
    """Whether each row has one cell more than the heading and begins with a number: as pandas prints and R writes.

    Not where the heading begins with a counter that only the first cell of a row counts.
    """
    width, first = len(header), list(rows)
    if len(first) > 1 and len(first[-1]) != width + 1:
        first.pop()  # the last line of a table that is still written may be torn
    if width < 2 or not first or any(len(cells) != width + 1 for cells in first):
        return False
    if meaning_of(header[0]).quantity in (Quantity.EPOCH, Quantity.STEP) and not all(_count(c[1]) for c in first):
        return False
    return all(_count(cells[0]) and cells[-1].strip() for cells in first)


def _count(cell: str) -> bool:
    value = number(cell.strip().strip('"'))
    return value is not None and value % 1 == 0


def _width_of_numbers(rows: Sequence[list[str]], most: int, comma: bool) -> int:
    """How many cells, up to `most`, more than half of the rows have and fill with numbers; 0 where that differs.

    A row of words may be longer because a word holds the delimiter, and nobody knows which.
    """
    filled = [cells[: max((i + 1 for i, cell in enumerate(cells) if cell.strip()), default=0)] for cells in rows]
    widths = Counter(len(cells) for cells in filled if all(number(cell, comma) is not None for cell in cells))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return width if 2 * count > len(rows) and width <= most else 0


def _collect(
    header: tuple[str, ...], rows: Iterator[tuple[int, list[str]]], named: bool, comma: bool, torn: bool
) -> Table:
    first, width = header, len(header)
    kept: list[list[str]] = []
    lines: list[int] = []
    again: list[int] = []
    long: list[tuple[int, int]] = []
    short: list[tuple[int, int]] = []
    dots: list[int] = []
    order: list[int] | None = None  # where the cells of a row go, below another heading than the first
    for line, cells in rows:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        heads = named and cells[0].strip() == header[0]
        if heads and tuple(cell.strip() for cell in cells) == first:
            again.append(len(kept))
            order = None
        elif heads and (wider := _other_heading(header, cells)) is not None:
            again.append(len(kept))
            header = tuple(dict.fromkeys((*header, *wider)))
            order, width = [header.index(name) for name in wider], len(header)
        elif all(cell.strip() in DOTS for cell in cells):
            dots.append(line)
        elif len(cells) > (width if order is None else len(order)):
            long.append((line, len(cells)))
        else:
            if len(cells) < (len(first) if order is None else len(order)):
                short.append((line, len(cells)))
            kept.append(cells if order is None else _placed(cells, order, width))
            lines.append(line)
    below = rows_below(header, kept) if named else 0
    of_all = lines[len(lines) - below :]
    del kept[len(kept) - below :], lines[len(lines) - below :]
    for row in kept:
        row.extend([""] * (width - len(row)))
    notices: tuple[Notice, ...] = (Notice(left_out_by_dots(), dots[0]),) if dots else ()
    if of_all:
        told = say("This line has a word where the others count, as a mean of them has, and was left out.")
        notices += tuple(Notice(told, line) for line in of_all[:SHOWN_LINES])
        short = [(line, count) for line, count in short if line not in of_all]
    if short and torn and short[-1][0] == lines[-1]:
        kept.pop()
        lines.pop()
        notices += (Notice(say("The last line is not complete and was left out."), short.pop()[0]),)
    notices += _ragged(long, say("columns where {width} are expected; the line was skipped.", width=width))
    notices += _ragged(short, say("columns where {width} are expected; the rest was taken as not logged.", width=width))
    return Table(header, kept, lines, named, comma, tuple(again), notices)


def left_out_by_dots() -> Said:
    """That who printed a table left rows out of its middle."""
    return say("The table was printed without some of its rows, dots stand for them: the curves have a gap there.")


def _other_heading(header: tuple[str, ...], cells: list[str]) -> tuple[str, ...] | None:
    """The names in a row, which begins as the heading, that heads what follows: a training that went on logged other
    columns; None for numbers.
    """
    names = tuple(cell.strip() for cell in cells)
    if len(names) < 2 or len(set(names)) < len(names):
        return None
    if any(not name or name in BLANK or number(name) is not None for name in names[1:]):
        return None
    return names if 2 * len(set(names) & set(header)) >= min(len(names), len(header)) else None


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
        for line, content in enumerate(_lines(text), start=1):
            if content.strip() and not _is_comment(content):
                if delimiter == ALIGNED:
                    if not RULE.match(content):
                        yield line, ALIGNED_GAP.split(content.strip())
                else:
                    yield line, content.split(delimiter) if delimiter != " " else content.split()


def _lines(text: str) -> Iterator[str]:
    for piece in whole_lines(text):
        lines = piece.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
        yield from lines[:-1] if not lines[-1] else lines


def _is_comment(content: str) -> bool:
    return content.startswith("#") and not content.startswith("#na#")


def _delimiter(text: str) -> str | None:
    """The delimiter that cuts the first lines into the same number (two or more) of cells most often."""
    lines = [line for line in text[: TRIED_LINES * 2000].splitlines() if line.strip() and not _is_comment(line)]
    lines = lines[:TRIED_LINES]
    if not lines:
        return None
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        width = _width(lines[0], delimiter)
        if width < 1:
            continue
        alike = sum(_width(line, delimiter) == width for line in lines) / len(lines)
        score = alike * (1 if delimiter == "," and ";" not in lines[0] else 1.1)
        if score > best_score:
            best, best_score = delimiter, score
    if best is not None and best_score >= NAMED_CELLS:
        return best
    return next((one for one in DELIMITERS if _beyond(lines[0], lines[1:], one)), None) or _without_delimiter(lines)


def _beyond(heading: str, rows: Sequence[str], delimiter: str) -> bool:
    """Whether most rows are numbers under a heading of fewer names, as of a log that got a column more than it says."""
    names = [cell.strip() for cell in _split(heading, delimiter)]
    if len(names) < 2 or any(not name or number(name) is not None for name in names):
        return False
    longer = [cells for row in rows if len(cells := _split(row, delimiter)) > len(names)]
    if delimiter == "," and not any("." in cell for cells in longer for cell in cells):
        return False  # the commas may be decimal ones
    return 2 * len(longer) > len(rows) and all(number(cell) is not None for cells in longer for cell in cells)


def _width(line: str, delimiter: str) -> int:
    if '"' in line:
        return len(next(csv.reader([line], delimiter=delimiter), [])) - 1
    return line.count(delimiter)


def _without_delimiter(lines: list[str]) -> str | None:
    """One number a line is a table of one column; numbers between blanks one of several."""
    body = lines[1:] if len(lines) > 1 else lines
    if all(number(line, False) is not None for line in body):
        return ","
    if _is_aligned([line for line in lines if not RULE.match(line)]):
        return ALIGNED
    rows = [line.split() for line in lines]
    if len(rows) > 1 and len({len(row) for row in rows}) == 1 < len(rows[0]):  # train_loss 0.9 0.8 0.7, val_loss ...
        cells = [row[1:] for row in rows]
        if all(number(cell, False) is not None for row in cells for cell in row):
            return " "
    if ALIGNED in lines[0] and any(len(row) < len(rows[0]) for row in rows[1:-1]):
        return None  # nobody knows below which names there is nothing, but who looks at places
    return " " if all(all(number(cell, False) is not None for cell in line.split()) for line in body) else None


def _is_aligned(lines: list[str]) -> bool:
    """Whether most lines have as many cells between wide gaps as the first, and those are numbers."""
    cells = [ALIGNED_GAP.split(line.strip()) for line in lines]
    if len(cells) < 2 or len(cells[0]) < 2:
        return False
    alike = [row for row in cells[1:] if len(row) == len(cells[0])]
    filled = [row for row in alike if number(row[0], False) is not None and number(row[1], False) is not None]
    return len(filled) >= ALIGNED_ROWS * (len(cells) - 1)


def _has_decimal_comma(text: str) -> bool:
    sample = text[:SAMPLE_CHARACTERS]
    commas = len(DECIMAL_COMMA.findall(sample))
    return commas > len(DECIMAL_POINT.findall(sample))


SAMPLE_CHARACTERS = 20_000
DECIMAL_COMMA = re.compile(r"\d,\d")
DECIMAL_POINT = re.compile(r"\d\.\d")


def _is_header(header: tuple[str, ...], comma: bool) -> bool:
    words = sum(number(name, comma) is None for name in header)
    return words >= NAMED_CELLS * len(header)
