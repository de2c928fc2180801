"""Finds which field of a row stands under which name of a heading."""

from __future__ import annotations

import re

from lossacc_gui.readers.printed.cutting import Cut, cut
from lossacc_gui.readers.printed.headings import ANY_SIGN, BAR, FEWEST, FRAMES, Heading, spans_of, within_bars
from lossacc_gui.readers.printed.phrases import LETTER
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.tables.cells import number

TWO_NUMBERS = re.compile(r"\s*[-+]?\.?\d[-+.\deE]* [-+]?\.?\d[-+.\deE]*\s*$")
CELL = re.compile(r"[^\s,:|]*[^\W_][^\s,:|]*")
NOWHERE = (-1, -1)


def fields_of_row(heading: Heading, row: str) -> list[tuple[int, int]]:
    """Where the fields of a row begin and end that stand under the names of a heading; empty where they do not fit."""
    begin = end_of_prefix(row)[0]
    text = row[begin:]
    delimiter = heading.delimiter
    if delimiter == ANY_SIGN:
        spans = [match.span() for match in CELL.finditer(text)]
        fits = len(spans) == len(heading.names) and all(number(text[slice(*span)]) is not None for span in spans)
        return [(start + begin, stop + begin) for start, stop in spans] if fits else []
    if delimiter in FRAMES:  # rich frames its heading by heavier bars than its rows
        delimiter = max(FRAMES, key=text.count)
    spans = spans_of(text, delimiter)
    count = len(heading.names)
    crowded = delimiter == "  " and any(TWO_NUMBERS.match(text, *span) for span in spans)
    if (len(spans) != count or crowded) and heading.delimiter in ("  ", " ", *((",",) if "," not in text else ())):
        spans = spans_of(BAR.sub("", text), "  ")
        if len(spans) != count or crowded:
            words = spans_of(BAR.sub("", text), " ")
            if has_label(heading, row):
                words = words[1:]
            spans = words if len(words) == count else words[:count] if "%" in text else []
    if len(spans) != count and is_numbered(heading, row):
        spans = spans_of(text, "  ")[1:]
    if len(spans) != count and delimiter in FRAMES:
        spans = within_bars(text, delimiter)[-count:]  # a mark may stand before the first: * 12 | 0.51  0.62
    if len(spans) != count:
        return _below_names(heading, row)
    return [(start + begin, stop + begin) for start, stop in spans]


def _below_names(heading: Heading, row: str) -> list[tuple[int, int]]:
    """Where the fields of a row stand that has blanks under some names: each begins, or ends, where its name does.

    A name with nothing below has a field of no width before the row.
    """
    begin = end_of_prefix(row)[0]
    spans = [(start + begin, stop + begin) for start, stop in spans_of(row[begin:], "  ")]
    if heading.delimiter != "  " or "\t" in row or not FEWEST <= len(spans) < len(heading.at):
        return []
    for side in (0, 1):
        columns = {name[side]: k for k, name in enumerate(heading.at)}
        if all(span[side] in columns for span in spans):
            fields = [NOWHERE] * len(heading.at)
            for span in spans:
                fields[columns[span[side]]] = span
            return fields
    return []


def has_label(heading: Heading, row: str) -> bool:
    """Whether a row begins with one cell more than the heading has names: a number, as pandas prints it, or a split."""
    words = row[end_of_prefix(row)[0] :].split()
    if len(words) != len(heading.names) + 1 or any(number(word) is None for word in words[1:]):
        return False
    return words[0].isdecimal() or (heading.only_measures and is_split(words[0].strip(":[]()")))


def is_numbered(heading: Heading, row: str) -> bool:
    """Whether a row has a whole number before its cells, each of which ends where its name does, as pandas prints it.

    A cell may have blanks in it, as a time or a value with its unit has.
    """
    if heading.delimiter != "  " or not heading.at:
        return False
    begin = end_of_prefix(row)[0]
    label, *spans = spans_of(row[begin:], "  ")
    ends = [begin + stop for _, stop in spans]
    return row[begin:][slice(*label)].isdecimal() and ends == [stop for _, stop in heading.at]


def stands_below(heading: Heading, row: str) -> bool:
    """Whether each field of a row begins or ends where its name in the heading does, all numbers alike.

    A remark in the last column stands at its left, whatever the numbers do.
    """
    spans = fields_of_row(heading, row)
    taken = [(span, name) for span, name in zip(spans, heading.at, strict=True) if span != NOWHERE] if spans else []
    numbers = [(span, name) for span, name in taken if not LETTER.search(row[slice(*span)])]
    said = [(span, name) for span, name in taken if (span, name) not in numbers]
    numbers_fit = any(all(span[side] == name[side] for span, name in numbers) for side in (0, 1))
    return bool(numbers) and numbers_fit and all(span[0] == name[0] or span[1] == name[1] for span, name in said)


def filled(heading: Heading, row: str) -> tuple[bool, ...]:
    """Under which names of a heading a row has something."""
    return tuple(span != NOWHERE for span in fields_of_row(heading, row))


def slots_of_row(template: Template, heading: Heading, row: str) -> dict[int, str]:
    """The name of each slot that begins a field."""
    spans = fields_of_row(heading, row)
    known: Cut = next(one for one, lines in template.members if int(template.lines[0]) in lines)
    own = cut(row)  # another line of that shape may have numbers of other lengths
    slots = own.slots if len(own.slots) == len(known.slots) else known.slots
    begin_of_row = {}
    taken = set()
    for i, slot in enumerate(slots):
        place = slot.at
        column = next((k for k, (start, stop) in enumerate(spans) if start <= place < max(stop, start + 1)), -1)
        if column >= 0 and column not in taken:
            taken.add(column)
            begin_of_row[i] = heading.names[column]
    return begin_of_row
