"""Finds the tables of an XML file: elements that come again below one parent are rows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from xml.parsers import expat

from lossacc_gui.readers.series.names import COUNTERS, meaning_of

DEEPEST = 40
NUMBERS = frozenset({"number", "n", "no", "nr", "num", "index", "idx", "id", "value", "i"})
"""Attributes that say which epoch an <epoch> is."""
_DECLARATION = re.compile(r"\A<\?xml\s[^>]*\?>")
"""Versions of expat differ in which of them they take; of a text that is decoded it tells nothing."""


class NoXml(ValueError):
    """Text that is no XML, or declares entities, of which a few lines can stand for more than any memory holds."""


@dataclass(slots=True)
class _Element:
    tag: str
    line: int
    told: list[tuple[str, str]]
    text: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)


def xml_tables(text: str) -> list[list[tuple[int, list[str]]]]:
    """(line, cells) of each row of each table, the heading first; NoXml where the text is none.

    A text that breaks off, as a training that still runs leaves it, has the elements that are whole.
    """
    root = _Element("", 1, [])
    open_ = [root]

    def begin(tag: str, told: dict[str, str]) -> None:
        if len(open_) > DEEPEST:
            raise NoXml("nested too deeply")
        open_.append(_Element(tag.rpartition(":")[2], parser.CurrentLineNumber, list(told.items())))

    def end(_: str) -> None:
        whole = open_.pop()
        open_[-1].children.append(whole)

    def add(data: str) -> None:
        open_[-1].text.append(data)

    def refuse(*_: object) -> None:
        raise NoXml("it declares entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = add
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]  # it never returns
    text = _DECLARATION.sub(
        lambda told: f"<?xml version='1.0'?>{chr(10) * told[0].count(chr(10))}", text.lstrip("\ufeff")
    )
    try:
        if not text.lstrip().startswith(("<?", "<!")):  # a log of elements one after another has no root
            parser.Parse("<log>", False)
        parser.Parse(text, False)
    except expat.ExpatError as error:
        raise NoXml(str(error)) from None
    for element, parent in reversed(list(zip(open_[1:], open_, strict=False))):
        parent.children += element.children  # of what is not closed
    return [rows for rows in _tables(root) if len(rows) > 1]


def _tables(root: _Element) -> list[list[tuple[int, list[str]]]]:
    tables = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        alike: dict[str, list[_Element]] = defaultdict(list)
        for child in element.children:
            alike[child.tag].append(child)
        tables += [_rows(some) for some in alike.values() if len(some) > 1]
        waiting += element.children
    return tables


def _rows(elements: list[_Element]) -> list[tuple[int, list[str]]]:
    found = [dict(reversed(_cells(one, ""))) for one in elements]  # of cells of one name the first counts
    header = list(dict.fromkeys(name for cells in found for name in reversed(cells)))
    rows = [(one.line, [cells.get(name, "") for name in header]) for one, cells in zip(elements, found, strict=True)]
    return [(elements[0].line, header), *rows]


def _cells(element: _Element, above: str) -> list[tuple[str, str]]:
    """(name, text) of all that an element says in its attributes, its text and the elements in it."""
    counts = meaning_of(element.tag).quantity in COUNTERS
    cells = []
    for name, value in element.told:
        is_number = counts and name.lower() in NUMBERS
        cells.append((element.tag if is_number else f"{above} {name}".strip(), value))
    text = "".join(element.text).strip()
    if text and above:
        cells.append((above, text))
    for child in element.children:
        cells += _cells(child, f"{above} {child.tag}".strip())
    return cells
