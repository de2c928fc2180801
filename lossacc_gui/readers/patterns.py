"""Shows how lines of a log are understood: the text of a line, and which metric each number in it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.head import head_of
from lossacc_gui.readers.kinds.tabular import looks_tabular
from lossacc_gui.readers.mapping import names_of
from lossacc_gui.readers.printed.columns import named_by_columns
from lossacc_gui.readers.printed.page import page_of
from lossacc_gui.readers.printed.sharing import fields_of
from lossacc_gui.readers.printed.template import templates_of

MOST = 4  # lines of each kind that a person is shown
LONGEST = 400  # characters of a line
ROWS = 2  # of a table, below its heading
ADDED = re.compile(r" \((?:batches|average|\d+)\)$| \[\d+\]$")  # what the reader puts behind a printed name
JSON_NUMBER = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*\[?\s*(-?\d[\d.eE+-]*|NaN|-?Infinity)')


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `stop` of a line, which say a number or the name of `metric`."""

    start: int
    stop: int
    metric: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of a log, with the places of what is known in it, from left to right."""

    text: str
    places: tuple[Place, ...]


def patterns_of(run: Run) -> tuple[Pattern, ...]:
    """A few lines of the log of `run` as they are understood; none where it has no lines, or they cannot be found."""
    try:
        head = head_of(run.source)
    except UnreadableLog:
        return ()
    if not head.text:
        return ()
    names = list(dict.fromkeys(names_of(run)))
    lines = head.text.lstrip("\ufeff").splitlines()
    if looks_tabular(head) and head.table is not None:
        table = head.table
        top = max(min(table.lines[:1], default=2) - 2, 0)
        found = [_row(line, table.header, table.header, names) for line in lines[top : top + 1]]
        for cells, number in zip(table.rows[:ROWS], table.lines, strict=False):
            found += [_row(line, cells, table.header, names) for line in lines[number - 1 : number]]
    elif lines and lines[0].lstrip().startswith("{"):
        found = [_json(line, names) for line in lines[:ROWS]]
    else:
        found = _printed(head.text, names)
    return tuple(pattern for pattern in found if pattern.places)[: max(MOST, ROWS + 1)]


def _row(line: str, cells: Sequence[str], header: Sequence[str], names: Sequence[str]) -> Pattern:
    places, at = [], 0
    for cell, column in zip(cells, header, strict=False):
        start = line.find(cell.strip(), at)
        if start < 0 or not cell.strip():
            continue
        at = start + len(cell.strip())
        metric = _among(column.strip(), names)
        if metric and at <= LONGEST:
            places.append(Place(start, at, metric))
    return Pattern(line[:LONGEST], tuple(places))


def _json(line: str, names: Sequence[str]) -> Pattern:
    places = []
    for match in JSON_NUMBER.finditer(line[:LONGEST]):
        metric = _among(match[1], names)
        if metric:
            places += [Place(match.start(1), match.end(1), metric), Place(match.start(2), match.end(2), metric)]
    return Pattern(line[:LONGEST], tuple(places))


def _printed(text: str, names: Sequence[str]) -> list[Pattern]:
    page = page_of(text)
    found: list[tuple[int, int, Pattern]] = []
    for headed in named_by_columns(templates_of(page)):
        template = headed.template
        line = page.line(int(template.lines[0]))
        places = []
        for field in fields_of(template, headed.names):
            slot = template.cut.slots[field.slot]
            metric = _among(" ".join(field.name.split()) or f"number {field.slot + 1}", names)
            if metric and slot.at + len(slot.text) <= LONGEST:
                places.append(Place(slot.at, slot.at + len(slot.text), metric))
        if len(template) > 1 and places:
            found.append((len(template), int(template.lines[0]), Pattern(line[:LONGEST], tuple(places))))
    often = sorted(found, key=lambda one: -one[0])[:MOST]
    return [pattern for _, _, pattern in sorted(often, key=lambda one: one[1])]


def _among(name: str, names: Sequence[str]) -> str:
    """The metric that is called so, or so with what the reader put behind it; empty for none."""
    if name in names:
        return name
    return next((one for one in names if ADDED.sub("", one.split("#")[0]) == name), "")
