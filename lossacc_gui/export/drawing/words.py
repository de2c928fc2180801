"""The words above a plot, title and legend, and the signs that stand for what is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.chart.legend import LegendEntry, Swatch, legend_of
from lossacc_gui.chart.palette import dash, has_rings, run_sign
from lossacc_gui.chart.parts import Band, Chart, Kept, Line, Mark
from lossacc_gui.export.drawing.primitives import Fill, Item, Rect, Shape, Sign, Stroke
from lossacc_gui.export.drawing.sheet import LEADING, Sheet

_TITLE_LINES = 3
SAMPLE_EMS = 2.6
"""Length of a legend's line sample, in font sizes: three dashes of a training curve."""
RUN_SIGN = 5.4
"""Width of the sign of a run of an overlay, in line widths."""


def head(sheet: Sheet, chart: Chart, room: float) -> tuple[list[Item], float]:
    """Title and legend from the top of the sheet, and the y where they end, which is within `room`.

    Where they need more, long names are shortened in their middle, then entries of marks are counted and not told.
    Where those of curves would be, too, all are so short that two stand side by side: who cannot name a curve has
    nothing of it.
    """
    entries = legend_of(chart) if sheet.style.parts.legend else []
    every, curves = len(entries), sum(entry.curve is not None for entry in entries)
    tries = [(every, 99, 1), (every, 2, 1), (every, 1, 1), *((most, 1, 1) for most in range(every - 1, curves - 1, -1))]
    for most, lines, columns in (*tries, *((most, 1, 2) for most in range(every, 0, -1))):
        items, bottom = _head(sheet, chart, entries[:most], every - most, lines, columns)
        if bottom <= room:
            return items, bottom
    return _head(sheet, chart, [], 0, 1, 1)


def _head(
    sheet: Sheet, chart: Chart, entries: list[LegendEntry], hidden: int, most: int, columns: int
) -> tuple[list[Item], float]:
    """With names of at most so many lines in so many columns, and the number of entries that are `hidden`."""
    items: list[Item] = []
    y = sheet.margin
    width = sheet.style.width_pt - 2 * sheet.margin
    if sheet.style.title and chart.title:
        size = 1.2 * sheet.em
        lines = sheet.wrapped(chart.title, width, size, bold=True, most=min(most, _TITLE_LINES))
        placed, y = sheet.lines(lines, sheet.margin, y, size=size, bold=True)
        items += placed
        y += 0.35 * sheet.em
    legend, y = _legend(sheet, entries, hidden, most, columns, y)
    return items + legend, y + 0.45 * sheet.em


def _legend(
    sheet: Sheet, entries: list[LegendEntry], hidden: int, most: int, columns: int, top: float
) -> tuple[list[Item], float]:
    """Entries side by side while they fit, on as many rows as they need, none wider than a column."""
    items: list[Item] = []
    width = sheet.style.width_pt - 2 * sheet.margin
    em = sheet.small
    indent, gap, leading = (SAMPLE_EMS + 0.5) * em, 1.6 * em, (LEADING + 0.1) * em
    column = (width + gap) / columns - gap
    x, y = 0.0, top
    more = [(None, f"and {hidden} more")] if hidden else []
    for shown, text in [*((entry.shown, entry.text) for entry in entries), *more]:
        before = 0.0 if shown is None else indent
        lines = sheet.wrapped(text, column - before, em, most=most)
        wide = before + max((sheet.measure(line, em, False) for line in lines), default=0.0)
        if x and (x + wide > width or len(lines) > 1):
            x, y = 0.0, y + leading
        left = sheet.margin + x
        if shown is not None:
            items += sample(sheet, shown, left, y + 0.65 * em)
        placed, bottom = sheet.lines(lines, left + before, y, size=em)
        items += placed
        if len(lines) > 1:
            x, y = 0.0, bottom
        else:
            x += wide + gap
    return items, y + (leading if x else 0.0)


def sample(sheet: Sheet, shown: Line | Mark | Kept | Swatch, x: float, y: float) -> list[Item]:
    """How a curve or a mark looks, in the room for a legend's sample whose left middle is (x, y)."""
    length = SAMPLE_EMS * sheet.small
    middle = x + length / 2
    if isinstance(shown, Swatch):
        return swatch(sheet, shown, x, y, length)
    if isinstance(shown, Kept):
        return [kept_sign(sheet, shown, middle, y, length)]
    if isinstance(shown, Mark):
        if shown.kind == "note":
            top, bottom = y - 0.55 * sheet.small, y + 0.5 * sheet.small
            left = middle - letter_box(sheet, shown.letter, middle, bottom).width / 2
            place, box = Rect(left, top, 0.0, bottom - top), letter_box(sheet, shown.letter, left, bottom)
            return list(note_sign(sheet, shown, left, left, place, box))
        if shown.kind in ("lr_step", "break"):
            return [upright(sheet, shown, middle, y - 0.55 * sheet.small, y + 0.5 * sheet.small)]
        return [mark_sign(sheet, shown, middle, y)]
    return line_sample(sheet, shown, x, y, length)


def line_sample(sheet: Sheet, line: Line, x: float, y: float, length: float) -> list[Item]:
    """A short piece of a curve as the plot shows it."""
    colour, width = sheet.theme.of(line), sheet.style.line_pt
    ends = np.array([x, x + length])
    items: list[Item] = [Stroke(ends, np.full(2, y), colour, width, dash(line.split))]
    if has_rings(line.axis):
        items.append(ring(sheet, x + length / 2, y, colour))
    return items


def swatch(sheet: Sheet, shown: Swatch, x: float, y: float, length: float) -> list[Item]:
    """A piece of line as all curves of a run have it, or (in ink) all of an axis and a split."""
    colour = sheet.theme.ink if shown.run is None else sheet.theme.run(shown.run)
    ends, width = np.array([x, x + length]), sheet.style.line_pt
    line = Stroke(ends, np.full(2, y), colour, width, dash(shown.split))
    return [line, run_mark(sheet, shown.run or 0, shown.axis, x + length / 2, y, colour)]


def run_mark(sheet: Sheet, run: int, axis: str, x: float, y: float, colour: str) -> Sign:
    """The sign of a run of an overlay: filled on curves of the left axis, hollow on those of the right one.

    A filled one has an edge of the background, so that it is seen on a broad band of its own colour, too.
    """
    width, paper = sheet.style.line_pt, sheet.theme.background
    if axis == "left":
        return Sign(run_sign(run), x, y, RUN_SIGN * width, paper, colour, 0.5 * width)
    return Sign(run_sign(run), x, y, 4.4 * width, colour, paper, 0.7 * width)


def ring(sheet: Sheet, x: float, y: float, colour: str) -> Sign:
    """The sign that curves of the right axis carry."""
    return Sign("ring", x, y, 3.2 * sheet.style.line_pt, colour, sheet.theme.background, 0.8 * sheet.style.line_pt)


def mark_sign(sheet: Sheet, mark: Mark, x: float, y: float) -> Sign:
    """The sign of a best value or of a stretch that has none to be drawn."""
    shapes: dict[str, Shape] = {"best_loss": "diamond", "best_accuracy": "triangle"}
    colour = mark.colour or sheet.theme.line(mark.axis, 0)
    size = (5.4 if mark.kind in shapes else 4.2) * sheet.style.line_pt
    return Sign(shapes.get(mark.kind, "cross"), x, y, size, colour, colour, 0.9 * sheet.style.line_pt)


def kept_sign(sheet: Sheet, kept: Kept, x: float, y: float, length: float) -> Fill:
    """The bar of the stretch to keep, its middle at (x, y)."""
    colour, width = sheet.theme.line(kept.axis, 0), max(length, sheet.em)  # one epoch is a bar, too
    thick = 1.6 * sheet.style.line_pt
    return Fill(Rect(x - width / 2, y - thick / 2, width, thick), colour, radius=thick / 2)


def upright(sheet: Sheet, mark: Mark, x: float, top: float, bottom: float) -> Stroke:
    """The vertical line of a learning-rate step (dotted) or a break (dashed)."""
    width = 0.8 * sheet.style.line_pt
    pattern = (1.0, 2.0) if mark.kind == "lr_step" else (4.0, 1.5)
    return Stroke(np.array([x, x]), np.array([top, bottom]), sheet.theme.muted, width, pattern)


def note_sign(sheet: Sheet, mark: Mark, left: float, right: float, data: Rect, box: Rect | None) -> Iterator[Item]:
    """The lines at the ends of a note, a bar along the bottom between them, its letter in its box, if any."""
    width, ink = 0.7 * sheet.style.line_pt, sheet.theme.ink
    for x in dict.fromkeys((left, right)):
        yield Stroke(np.array([x, x]), np.array([data.y, data.bottom]), ink, width, (3.0, 1.5))
    if right > left:
        yield Fill(Rect(left, data.bottom - 0.25 * sheet.em, right - left, 0.25 * sheet.em), ink, 0.35)
    if box is not None:
        yield Fill(box, sheet.theme.background, edge=ink, edge_width=1.3 * sheet.hair)
        baseline = box.y + box.height / 2 + 0.36 * sheet.small
        middle = box.x + box.width / 2
        yield sheet.text(mark.letter, middle, baseline, size=sheet.small, anchor="middle", bold=True)


def letter_box(sheet: Sheet, letter: str, left: float, bottom: float) -> Rect:
    """The box of a letter, from its lower left corner."""
    height = 1.15 * sheet.small
    return Rect(left, bottom - height, sheet.measure(letter, sheet.small, True) + 0.5 * sheet.small, height)


def letter_boxes(
    sheet: Sheet, notes: Sequence[tuple[str, float]], data: Rect, taken: Iterable[Rect]
) -> tuple[Rect | None, ...]:
    """Where the letters of notes stand, told by letter and left end: there at the bottom, higher where others are.

    None where all is taken.
    """
    boxes, full = list[Rect | None](), list(taken)
    for letter, left in notes:
        first = letter_box(sheet, letter, left, data.bottom)
        x = min(left, data.right - first.width)
        rows = (replace(first, x=x, y=first.y - row * first.height) for row in range(int(data.height / first.height)))
        free = next((box for box in rows if not any(box.overlaps(other) for other in full)), None)
        boxes.append(free)
        full += [free] if free is not None else []
    return tuple(boxes)


def tab_width(sheet: Sheet, number: int) -> float:
    """The width of a number's tab."""
    return sheet.measure(str(number), sheet.small, True) + 0.7 * sheet.small


def tab(sheet: Sheet, band: Band, box: Rect) -> list[Item]:
    """An episode's number in a box edged in the colour of its severity; nothing in a figure without numbers.

    That of the selected one is filled with it.
    """
    if not sheet.style.parts.numbers:
        return []
    theme = sheet.theme
    colour = theme.band(band.severity)
    baseline = box.y + box.height / 2 + 0.36 * sheet.small
    middle, number = box.x + box.width / 2, str(band.number)
    paper, edge, ink = (colour, theme.ink, theme.background) if band.selected else (theme.background, colour, theme.ink)
    return [
        Fill(box, paper, edge=edge, edge_width=1.3 * sheet.hair, radius=0.2 * sheet.em),
        sheet.text(number, middle, baseline, size=sheet.small, anchor="middle", colour=ink, bold=True),
    ]
