"""Finds the names of numbers that stand in columns: in a heading above them whose fields line up."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from lossacc_gui.model.run import Notice, Quantity, Split
from lossacc_gui.readers.printed.framed import named_in_frames
from lossacc_gui.readers.printed.headings import (
    ANY_SIGN,
    COLUMN_COUNTERS,
    FEWEST,
    FRAMES,
    Heading,
    headings_in,
    two_lines,
)
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import LETTER, phrase_of
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.printed.under_headings import (
    fields_of_row,
    filled,
    has_label,
    is_numbered,
    slots_of_row,
    stands_below,
)
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.tables.table import DOTS, left_out_by_dots

RULE = re.compile(r"^[\s|+=\-:*#_\u2500-\u257f]*$")
NAMES_BELOW = re.compile(r"(?:[:=：]|->)\s*$")
TOTALS = re.compile(r"^[\s|│]*(?:all|total|overall|mean|avg|average|macro avg)\b", re.IGNORECASE)
LOOKED_UP = 6  # lines above a block of rows
FEWEST_ROWS = 3  # far below a heading
MOST_HEADINGS = 50  # lines above them that may be one
APART = re.compile(r"\S {2,}(?=\S)")
MOST_BLOCKS = 400  # blocks of rows whose lines above are looked at


@dataclass(frozen=True, eq=False)
class Headed:
    """A template with the names that a heading gives its slots; `at` are the lines on which the heading stands."""

    template: Template
    names: dict[int, str] = field(default_factory=dict)
    heading: Heading | None = None
    at: tuple[int, ...] = ()


def named_by_columns(templates: list[Template]) -> Iterator[Headed]:
    """The templates with the names of their slots; one whose rows stand below several headings is parted."""
    parts: list[Headed] = []
    alone: set[int] = set()
    for template in templates:
        bare = [i for i, text in enumerate(template.cut.texts[:-1]) if not LETTER.search(text)]
        found = list(_parted(template)) if _may_be_row(template, len(bare)) else []
        if all(part.heading is None for part in found) and (framed := named_in_frames(template)):
            parts += [Headed(rows, names, at=at) for rows, names, at in framed]
        elif not found:
            parts += _named_above(template) if len(bare) == len(template.cut.slots) == 1 else [Headed(template)]
        else:
            alone.update(len(parts) + i for i, part in enumerate(found) if part.heading is None)
            parts += found
    known = sorted({(line, part.heading) for part in parts if part.heading is not None for line in part.at}, key=_line)
    far = _far_headings(templates[0].page) if alone else []
    for i, part in enumerate(parts):
        below = _below_others(part, known) if i in alone and known else [part]
        for one in below:
            yield from _by_blanks(_far_below(one, far) if far and one.heading is None else one)


def _named_above(template: Template) -> Iterator[Headed]:
    """A template of lines with nothing but a number, parted by the lines right above that end in a sign and name it."""
    page, lines = template.page, template.lines
    if LETTER.search("".join(template.cut.texts)):
        yield Headed(template)
        return
    above = [page.line(line - 1) if line else "" for line in lines.tolist()]
    said = [NAMES_BELOW.sub("", text).strip() if NAMES_BELOW.search(text) else "" for text in above]
    names = [phrase_of(text).name if text and not any(c.isdigit() for c in text) else "" for text in said]
    names = [name if meaning_of(name).quantity.is_progress else "" for name in names]
    for name in dict.fromkeys(names):
        part = template.some(np.array([one == name for one in names]))
        if part is not None:
            yield Headed(part, {0: name} if name else {})


def _line(found: tuple[int, Heading]) -> int:
    return found[0]


def _below_others(part: Headed, known: Sequence[tuple[int, Heading]]) -> Iterator[Headed]:
    """A template of which the rows stand below a heading of others, with more or fewer of its columns filled."""
    template = part.template
    lines = [line for line, _ in known]
    first, last = (bisect_left(lines, int(line)) - 1 for line in (template.lines[0], template.lines[-1]))
    if first < 0 or any(heading != known[first][1] for _, heading in known[first : last + 1]):
        yield part
        return
    at, heading = known[first]
    row = template.page.line(int(template.lines[0]))
    blank = heading.delimiter == "  " and any(heading.at) and stands_below(heading, row)
    if not blank or not _names(heading, template):
        yield part
        return
    yield Headed(template, slots_of_row(template, heading, row), heading, (at,))


def _far_below(part: Headed, known: Sequence[tuple[int, Heading]]) -> Headed:
    """A template with the names of a heading far above it, printed once, with which all its columns line up.

    Bars and other lines may be drawn between the rows of a table, and above the first as many.
    """
    template = part.template
    first = int(template.lines[0])
    if part.names or len(template) < FEWEST_ROWS or not _may_be_row(template, len(template.cut.slots)):
        return part
    row = template.page.line(first)
    for at, heading in reversed(known):
        if at < first and stands_below(heading, row):
            return Headed(template, slots_of_row(template, heading, row), heading, (at,))
    return part


def _far_headings(page: Page) -> list[tuple[int, Heading]]:
    """(line, heading) of the lines that may head rows far below: names apart, of which one counts and one measures."""
    lines = (line for line in page.samples if len(APART.findall(page.line(line).strip())) >= FEWEST - 1)
    found = ((line, one) for line in lines for one in headings_in(page.line(line)))
    heads = ((line, one) for line, one in found if one.delimiter == "  " and one.counts and one.measures)
    return list(islice(((line, one) for line, one in heads if len(one.names) >= FEWEST), MOST_HEADINGS))


def _by_blanks(part: Headed) -> Iterator[Headed]:
    """A template parted where its rows are blank under different names."""
    heading, template = part.heading, part.template
    rows = [template.page.line(int(line)) for line in template.lines[:1]]
    if heading is None or all(filled(heading, rows[0])):
        yield part
        return
    under = [filled(heading, template.page.line(int(line))) for line in template.lines]
    for one in dict.fromkeys(under):
        some = template.some(np.array([other == one for other in under]))
        if some is not None:
            names = slots_of_row(some, heading, some.page.line(int(some.lines[0])))
            yield Headed(some, names, heading, part.at)


def _may_be_row(template: Template, bare: int) -> bool:
    """Whether the numbers of a template stand without names, as they do below a heading."""
    if _sums(template):
        return bare > 0
    return bare > 1 and LETTER.search(template.cut.texts[0]) is None


def _sums(template: Template) -> bool:
    """Whether rows are called after all classes, or after a split, so that nothing need count them."""
    return TOTALS.match(template.cut.texts[0]) is not None or split_of_row(template) is not None


def split_of_row(template: Template) -> Split | None:
    """The split after which the rows of a template are called; None where they are called otherwise."""
    label = re.sub(r"[\W\d_]+", " ", template.cut.texts[0]).strip()
    return meaning_of(label).split if is_split(label) else None


def _parted(template: Template) -> Iterator[Headed]:
    page, lines = template.page, template.lines
    begins = np.flatnonzero(np.append(True, np.diff(lines) > 1))
    headings: list[tuple[int, Heading]] = []
    for begin in begins[:MOST_BLOCKS]:
        found = _heading_above(template, int(lines[begin]))
        if found is not None and (not headings or headings[-1][0] != found[0]):
            headings.append(found)
    if not headings:
        yield Headed(template)
        return
    at = np.array([line for line, _ in headings])
    which = np.searchsorted(at, lines) - 1
    different = list(dict.fromkeys(heading for _, heading in headings))
    index = np.array([different.index(heading) for _, heading in headings])
    group = np.where(which >= 0, index[np.maximum(which, 0)], -1)
    for k in np.unique(group):
        part = template if (group == k).all() else template.some(group == k)
        if part is None:
            continue
        if k < 0:
            yield Headed(part)
            continue
        names = slots_of_row(part, different[k], page.line(int(part.lines[0])))
        yield Headed(part, names, different[k], tuple(at[index == k].tolist()))


def _heading_above(template: Template, line: int) -> tuple[int, Heading] | None:
    """The nearest line above that heads the row on `line`, which may be the second line of a heading."""
    page = template.page
    row = page.line(line)
    below: Heading | None = None
    for i in range(line - 1, max(line - 1 - LOOKED_UP, -1), -1):
        text = page.line(i)
        if RULE.match(text):
            continue
        headings = headings_in(text)
        if not headings:
            if below is not None:
                break
            continue
        heading = next((one for one in headings if below is None or _continues(one, below)), None)
        if heading is None:
            break
        if below is not None:
            names = tuple(f"{a} {b}".strip() for a, b in zip(heading.names, below.names, strict=True))
            headings = [Heading(names, heading.delimiter)]
        elif heading.delimiter not in FRAMES and i > 0:
            headings = [*two_lines(page.line(i - 1), headings), *headings]
        for one in headings:
            counted = len(one.names) >= FEWEST or one.counts or one.is_of_split or has_label(one, row)
            named = _names(one, template) or (one.measures and one.is_timed and is_numbered(one, row))
            if counted and named and fields_of_row(one, row):
                return i, one
        if below is not None or heading.delimiter not in FRAMES:
            break
        below = heading
    return None


def _names(heading: Heading, template: Template) -> bool:
    """Whether a heading names what the rows of a template measure."""
    counted = heading.counts and _is_sure(heading)
    return heading.only_measures or (_sums(template) and heading.measures) or counted


def _continues(above: Heading, below: Heading) -> bool:
    return len(above.names) == len(below.names) and above.delimiter == below.delimiter


def _is_sure(heading: Heading) -> bool:
    """Whether names are surely names: something is measured, or they stand apart."""
    return heading.measures or heading.delimiter in ("\t", "  ", ANY_SIGN)


def split_of_heading(names: tuple[str, ...], name: str) -> Split | None:
    """The split that a whole heading tells of its scores: a table by class, or spaCy's, is of validation data."""
    first = [one.lower() for one in names[:2]]
    if first[:1] == ["class"] or (tuple(first) == COLUMN_COUNTERS and meaning_of(name).quantity is not Quantity.LOSS):
        return Split.VAL
    return None


def told_of_dots(page: Page, parts: Sequence[Headed], notices: list[Notice]) -> None:
    """Say where dots stand between the rows of a table for those that were not printed."""
    shapes = [
        k for k, line in enumerate(page.samples) if set((cells := page.line(line)).split()) <= DOTS and cells.strip()
    ]
    at = np.flatnonzero(np.isin(page.shape, shapes)) if shapes else np.zeros(0, dtype=np.int64)
    rows = [part.template.lines for part in parts if part.heading is not None]
    gap = next((int(line) for line in at if any(lines[0] < line < lines[-1] for lines in rows)), None)
    if gap is not None:
        notices.append(Notice(left_out_by_dots(), int(page.number[gap])))
