"""Tells what stands between the cells of a line, and how its numbers are written."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import islice, pairwise, takewhile

from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.rows_of_yolo import are_rows_of_yolo

ALIGNED = "  "  # two blanks or more: columns set under each other
ALIGNED_GAP = re.compile(r"\s{2,}|\t")
RULE = re.compile(r"^[\s\-=+|]+$")
DELIMITERS = (",", ";", "\t", "|")
ALIGNED_ROWS = 0.8  # share of rows that must be numbers under the header
TRIED_LINES = 50  # lines that decide the delimiter
NAMED_CELLS = 0.5  # share of cells that must be words for a line to be a header
LONGEST_NAME = 200  # characters; longer "names" are prose, but where numbers stand under them
PAIRED = re.compile(  # a count and its value, where nothing else is said: 3: 0.53, epoch 3 -> 0.53, 3_0.53, epoch3 0.53
    r"^[ \t]*(?:(?P<word>[^\W\d_]+)[ \t]*)?(\d{1,9})(?:[ \t]*(?::|=|[-=]+>|_)[ \t]*|(?(word)[ \t]*[,;\t ][ \t]*|(?!)))"
    r"([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)[ \t]*$",
    re.MULTILINE,
)
TUPLE = re.compile(r"^[ \t]*\(([^()\n]*,[^()\n]*)\)[ \t]*$", re.MULTILINE)
COUNT_BEFORE_COLON = re.compile(r"^([ \t]*(?:[^\W\d_]+|\d{1,9}))[ \t]*:[ \t]*", re.MULTILINE)
WITH_COMMA = re.compile(r"[+-]?\d+(?:,\d+(?:[eE][+-]?\d+)?)?$")
FEWEST_FRACTIONS = 3  # lines
LONG_FRACTION = 7  # digits, as no whole number beside a count has
ROUNDED_TO = 4  # digits behind the commas of all lines


def without_tuples(text: str) -> str:
    """The text without the brackets around each of its first lines, of which one heads the others.

    (epoch,loss,acc), and below it (1,0.53,0.81), as Scala prints rows.
    """
    if not text.lstrip().startswith("("):
        return text
    lines = list(islice(filter(str.strip, text[: TRIED_LINES * LONGEST_NAME].splitlines()), TRIED_LINES))[:-1]
    headed = len(lines) > 1 and all(number(cell) is None for cell in lines[0].strip(" \t()").split(","))
    return TUPLE.sub(r"\1", text) if headed and all(map(TUPLE.match, lines)) else text


def is_paired(text: str) -> bool:
    """Whether each of the first lines is a count, which rises, and a value of which some have a fraction."""
    begun = text[: TRIED_LINES * LONGEST_NAME]
    begun = begun[: begun.rfind("\n") + 1] or begun  # without a line that is torn
    lines = list(islice(filter(str.strip, begun.splitlines()), TRIED_LINES))
    pairs = [match for match in takewhile(bool, map(PAIRED.match, lines)) if match is not None]
    if len(pairs) < len(lines) or len(pairs) < 2 or len({match["word"] for match in pairs}) > 1:
        return False
    word = pairs[0]["word"]
    if word is not None and meaning_of(word).quantity not in COUNTERS:
        return False
    counts = [int(match[2]) for match in pairs]
    return all(a < b for a, b in pairwise(counts)) and any(sign in match[3] for match in pairs for sign in ".eE")


def has_count_before_colon(text: str) -> bool:
    """Whether a colon stands behind what counts in the heading and in each row: epoch: loss, acc over 3: 0.53, 0.81."""
    heading = COUNT_BEFORE_COLON.match(text)
    if heading is None or meaning_of(heading[1]).quantity not in COUNTERS:
        return False
    begun = text[: TRIED_LINES * LONGEST_NAME]
    first, *rows = islice(begun[: begun.rfind("\n") + 1].splitlines() or [""], TRIED_LINES)
    found = [COUNT_BEFORE_COLON.match(row) for row in rows]
    counted = all(match is not None and match[1].strip().isdecimal() for match in found)
    return bool(rows) and counted and first[heading.end() :].strip() != ""


def split(line: str, delimiter: str) -> list[str]:
    """The cells of a line, which has no quotes that matter."""
    if delimiter in DELIMITERS:
        return line.strip().split(delimiter)
    return ALIGNED_GAP.split(line.strip()) if delimiter == ALIGNED else line.split()


def is_comment(content: str) -> bool:
    """Whether a line is none of the table; fastai writes #na# for a blank."""
    return content.startswith("#") and not content.startswith("#na#")


def delimiter_of(text: str) -> str | None:
    """The delimiter that cuts the first lines into the same number (two or more) of cells most often."""
    begun = text[: TRIED_LINES * 2000]
    commented, quoted = "#" in begun, '"' in begun
    written = filter(str.strip, begun.splitlines())
    lines = list(islice((line for line in written if not is_comment(line)) if commented else written, TRIED_LINES))
    if not lines:
        return None
    if (between := _between_decimals(lines)) is not None:
        return between
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        width = _width(lines[0], delimiter)
        if width < 1:
            continue
        widths = [_width(line, delimiter) if quoted else line.count(delimiter) for line in lines]
        alike = widths.count(width) / len(lines)
        score = alike * (1 if delimiter == "," and ";" not in lines[0] else 1.1)
        if score > best_score:
            best, best_score = delimiter, score
    if best is not None and best_score >= NAMED_CELLS:
        return best
    return next((one for one in DELIMITERS if _beyond(lines[0], lines[1:], one)), None) or _without_delimiter(lines)


def _between_decimals(lines: Sequence[str]) -> str | None:
    """What stands between numbers whose commas are decimal ones, on lines that nothing else heads; None for others."""
    rows = lines[1:] if lines[1:] and "," not in lines[0] and number(lines[0]) is None else lines
    if not all("," in row for row in rows) or any("." in row for row in rows):
        return None
    for delimiter in (";", "\t", " "):
        cells = [row.split(delimiter) if delimiter != " " else row.split() for row in rows]
        if all(WITH_COMMA.match(cell.strip()) for row in cells for cell in row):
            alike = {len(row) for row in cells}
            return delimiter if len(alike) == 1 and (alike != {1} or _are_fractions(rows)) else None
    return None


def _are_fractions(lines: Sequence[str]) -> bool:
    """Whether what stands behind the comma of each line is a fraction, and not a number of its own beside a count."""
    parts = [line.strip().partition(",") for line in lines]
    counts = [int(before) for before, _, _ in parts]
    if len(lines) < FEWEST_FRACTIONS or all(a < b for a, b in pairwise(counts)):
        return False
    behind = [digits for _, _, digits in parts]
    longest = max(map(len, behind))
    if longest >= LONG_FRACTION or any(digits[0] == "0" != digits for digits in behind):
        return True
    in_full = all(len(digits) == 1 or digits[-1] != "0" for digits in behind)  # as str() writes them
    return longest >= ROUNDED_TO and (in_full or min(map(len, behind)) == longest)


def _beyond(heading: str, rows: Sequence[str], delimiter: str) -> bool:
    """Whether most rows are numbers under a heading of fewer names, as of a log that got a column more than it says."""
    names = [cell.strip() for cell in split(heading, delimiter)]
    if len(names) < 2 or any(not name or number(name) is not None for name in names):
        return False
    longer = [cells for row in rows if len(cells := split(row, delimiter)) > len(names)]
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
    if are_rows_of_yolo(lines):
        return " "
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


def has_decimal_comma(text: str) -> bool:
    """Whether more digits of the first rows stand behind a comma than behind a point."""
    sample = text[:SAMPLE_CHARACTERS]
    commas = len(DECIMAL_COMMA.findall(sample))
    return commas > len(DECIMAL_POINT.findall(sample))


SAMPLE_CHARACTERS = 20_000
DECIMAL_COMMA = re.compile(r"\d,\d")
DECIMAL_POINT = re.compile(r"\d\.\d")
