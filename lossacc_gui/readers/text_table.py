"""Finds the tables that programs print amid other lines: a line of names, then rows of numbers below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.cells import is_blank, number
from lossacc_gui.readers.names import AXES, meaning_of
from lossacc_gui.readers.text_pairs import COUNTERS, MOST_WORDS, Pair

GAP = re.compile(r"\t|  +")
FRAME = "|│"
FREE_NUMBER = re.compile(r"[\s:=]\d")  # stands in no heading, but for the bar that runs on behind YOLO's
MAY_BE_ROW = re.compile(r"[\s|│]*(?:[-+.]?\d|all|total|overall|mean|avg|average)", re.IGNORECASE)
VALUE = re.compile(r"[:=]\s*[-+.\d]")  # a name with its value is no column's name
BAR = re.compile(r":\s+\d+%.*")  # what stands behind the last name where a bar runs on
COUNT = re.compile(r"^(\d+)(?:/\d+)?:?$")  # 3 or 3/10
FEWEST_COLUMNS = 3  # two words side by side head no table
FEWEST_NUMBERS = 0.5  # share of the cells of a row that must be numbers, more where nothing was logged yet
TOTALS = frozenset({"all", "total", "overall", "mean", "avg", "average"})  # of rows by class, the one of all classes
SPACY = ("e", "#")  # spaCy heads epoch and step so; its scores are of the development data
SPACY_SCORES = {"f": "f1", "p": "precision", "r": "recall"}


@dataclass(frozen=True, slots=True)
class Heading:
    """The names of a table's columns, and how its cells are parted."""

    names: tuple[str, ...]
    delimiter: str

    @property
    def counts(self) -> bool:
        """Whether a column counts epochs or steps."""
        return any(_quantity(name) in COUNTERS for name in self.names)


def heading_in(line: str, before: Heading | None) -> Heading | None:
    """The table that `line` heads, None where it heads none; `before` is the heading whose second line it may be."""
    if FREE_NUMBER.search(line) is not None and "%" not in line:
        return None
    delimiter = next((mark for mark in FRAME if line.count(mark) > 1), "")
    if not delimiter:
        delimiter = "\t" if "\t" in line.strip() else "," if line.count(",") >= FEWEST_COLUMNS - 1 else "  "
    names = tuple(BAR.sub("", name).strip() for name in _cells(line, delimiter))
    if len(names) < FEWEST_COLUMNS or not all(_is_name(name) for name in names):
        return None
    if before is not None and delimiter == before.delimiter in FRAME and len(names) == len(before.names):
        return Heading(tuple(f"{a} {b}".strip() for a, b in zip(before.names, names, strict=True)), delimiter)
    found = Heading(names, delimiter)
    measured = any(_measures(name) for name in names)
    framed = delimiter in FRAME and found.counts  # the metrics may stand in a second line
    by_class = names[0].lower() == "class"
    return found if (measured and (found.counts or by_class)) or framed else None


def pairs_in_row(heading: Heading, line: str) -> list[Pair]:
    """The pairs of a row under `heading`; empty where the line is no such row."""
    if MAY_BE_ROW.match(line) is None:
        return []
    cells = _cells(line, heading.delimiter)
    if len(cells) != len(heading.names) and heading.delimiter == "  ":
        cells = line.split()[: len(heading.names)]
    if len(cells) != len(heading.names):
        return []
    counters = [_count(cell) for name, cell in zip(heading.names, cells, strict=True) if _quantity(name) in COUNTERS]
    if any(count is None for count in counters) or (not counters and cells[0].lower() not in TOTALS):
        return []
    pairs = []
    filled = len(counters)
    for name, cell in zip(heading.names, cells, strict=True):
        quantity = _quantity(name)
        value = _count(cell) if quantity in COUNTERS else number(cell)
        filled += value is not None and quantity not in COUNTERS
        if value is not None and not is_blank(cell) and (quantity in COUNTERS or _measures(name)):
            pairs.append(Pair(_name(name), quantity, value, _split(heading, name)))
    measured = any(pair.quantity not in COUNTERS for pair in pairs)
    return pairs if measured and filled >= FEWEST_NUMBERS * len(cells) else []


def _is_name(name: str) -> bool:
    return number(name) is None and VALUE.search(name) is None and len(name.split()) <= MOST_WORDS


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == "  ":
        return [cell for cell in GAP.split(line.strip()) if cell]
    stripped = line.strip().strip(delimiter) if delimiter in FRAME else line.strip()
    return [cell.strip() for cell in stripped.split(delimiter)]


def _count(cell: str) -> float | None:
    match = COUNT.match(cell)
    return float(match[1]) if match is not None else None


def _name(name: str) -> str:
    """The name with what spaCy abbreviates spelled out (ENTS_F)."""
    stem, _, last = name.rpartition("_")
    return f"{stem}_{SPACY_SCORES[last.lower()]}" if stem and last.lower() in SPACY_SCORES else name


def _quantity(name: str) -> Quantity:
    if name.lower() in SPACY:
        return (Quantity.EPOCH, Quantity.STEP)[SPACY.index(name.lower())]
    return meaning_of(_name(name)).quantity


def _measures(name: str) -> bool:
    return _quantity(name) not in AXES | {Quantity.OTHER}


def _split(heading: Heading, name: str) -> Split | None:
    first: Sequence[str] = [name.lower() for name in heading.names[:2]]
    if first[0] == "class" or (tuple(first) == SPACY and _quantity(name) is not Quantity.LOSS):
        return Split.VAL
    return None
