"""Finds the names of numbers in framed tables of one row that are printed anew each time, as PrettyTable does."""

from __future__ import annotations

import re

import numpy as np

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.printed.phrases import LETTER
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.names import is_measured, meaning_of

BARS = re.compile(r"[|│┃║]")
FRAMED = re.compile(r"^\s*[|│┃║].*[|│┃║]\s*$")
RULE = re.compile(r"^[\s|+=\-:\u2500-\u257f]*[=\-\u2500-\u257f]{3}[\s|+=\-:\u2500-\u257f]*$")
NAME_ABOVE = 2  # lines from a row to the names of its columns; a rule is between
Named = tuple[Template, dict[int, str], tuple[int, ...]]
"""Rows of some tables, the name of each slot, the lines with the names."""


def named_in_frames(template: Template) -> list[Named]:
    """The rows of a template by the names above them, where each is the only one of its table; empty where it is not.

    A table of several rows lists classes or tasks, whose scores are no values of one curve.
    """
    page, lines = template.page, template.lines.tolist()
    last = len(page) - 1
    if FRAMED.match(page.line(lines[0])) is None:
        return []
    above: list[tuple[str, ...]] = []
    for line in lines:
        if not NAME_ABOVE <= line < last or not RULE.match(page.line(line - 1)) or not RULE.match(page.line(line + 1)):
            return []
        above.append(_cells(page.line(line - NAME_ABOVE)))
    out: list[Named] = []
    for names in dict.fromkeys(above):
        taken = np.array([one == names for one in above])
        part = template.some(taken)
        if part is None or not _measure(names):
            continue
        row = page.line(int(part.lines[0]))
        places = {i: len(BARS.findall(row[: slot.at])) - 1 for i, slot in enumerate(part.cut.slots)}
        named = {i: names[place] for i, place in places.items() if 0 <= place < len(names) == len(_cells(row))}
        out.append((part, named, tuple((part.lines - NAME_ABOVE).tolist())))
    return out if sum(len(part) for part, _, _ in out) == len(lines) else []


def _cells(line: str) -> tuple[str, ...]:
    """What stands between the bars of a line; empty where none frames it."""
    return tuple(cell.strip() for cell in BARS.split(line.strip())[1:-1]) if FRAMED.match(line) else ()


def _measure(names: tuple[str, ...]) -> bool:
    """Whether all cells are words, and one names what is measured."""
    words = bool(names) and all(LETTER.search(name) for name in names)
    return words and any(_tells_how_well(name) for name in names)


def _tells_how_well(name: str) -> bool:
    quantity = meaning_of(name).quantity
    return quantity.is_progress or quantity is Quantity.REWARD or is_measured(name)
