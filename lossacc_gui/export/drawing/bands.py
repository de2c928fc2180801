"""Events on a sheet: shaded bands with their edges and numbers, bars for those of other splits, the stretch to keep."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lossacc_gui.chart.palette import BAND_ALPHA, SELECTED_ALPHA, band_dash
from lossacc_gui.chart.parts import Band, Chart
from lossacc_gui.export.drawing.primitives import Fill, Item, Rect, Stroke
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import LEADING, Sheet
from lossacc_gui.export.drawing.words import kept_sign, tab, tab_width

_WORST_FIRST = {"problem": 0, "watch": 1, "benign": 2}
Place = Literal["above", "within"]
"""Where numbers stand: above the plot, or within it under its upper edge."""

_LANE_GAP = 0.4
"""Above and below the bars of other splits, in font sizes: the lowest number of an axis reaches that far."""
_KEPT_EMS = 0.35
"""Half of the height of the lane of the stretch to keep, in font sizes."""
_BAR_EMS = 0.45
_BAR_ALPHA, _SELECTED_BAR_ALPHA = 0.35, 0.9
_BESIDE_MIDDLE = (0.25, 0.75, 0.0, 1.0)
"""Where else over an episode its number may stand, as shares of the way from its left end to its right one."""
_SELECTED_EDGE = 2.0
"""How much thicker the edges of a selected band are."""


@dataclass(frozen=True, slots=True)
class Tab:
    """Where an episode and its number stand: `left`..`right` is the episode, `row` counts away from the edge.

    `shown` is False where the rows are full and the number would hide another one: its caption alone tells where it is.
    """

    band: Band
    left: float
    right: float
    box_left: float
    box_width: float
    row: int
    shown: bool = True


def tabs_of(sheet: Sheet, bands: Iterable[Band], scale: Scale, most: int) -> list[Tab]:
    """A place for each number near the middle of its episode, in the first of `most` rows where it hides no other.

    Where all rows are taken there, it stands elsewhere over the episode.

    Where the rows are too few, the event of the verdict and the worst ones are numbered. Bands that are not seen have
    no place.
    """
    bands = [band for band in bands if scale.sees(band.start, band.end)]
    tabs = _tabs(sheet, bands, scale, most)
    if all(tab.shown for tab in tabs):
        return tabs
    return sorted(_tabs(sheet, sorted(bands, key=first_told), scale, most), key=lambda tab: tab.band.number)


def first_told(band: Band) -> tuple[bool, int, int]:
    """The order in which events get what room there is: that of the verdict, then the worst."""
    return not band.main, _WORST_FIRST.get(band.severity, 0), band.number


def _tabs(sheet: Sheet, bands: Iterable[Band], scale: Scale, most: int) -> list[Tab]:
    placed: list[Tab] = []
    taken: list[list[tuple[float, float]]] = [[] for _ in range(most)]  # of each row, from left to right
    for band in bands:
        ends = np.clip(np.array([band.start, band.end]), scale.x.low, scale.x.high)
        left, right = (float(end) for end in scale.across(ends))
        width = tab_width(sheet, band.number)
        middle = (left + right - width) / 2
        aside = [] if band.aside else [left + share * (right - width - left) for share in _BESIDE_MIDDLE]
        stacked = band.aside or sheet.style.parts.numbers
        row = None
        for place in [middle, *(aside if right - left > width else [])]:
            box = min(max(place, scale.data.x), scale.data.right - width)
            # A bar in the lane occupies its whole length, a tab above the plot only itself.
            stretch = (min(left, box), max(right, box + width)) if band.aside else (box, box + width)
            free = (row for row in range(most) if not stacked or _is_free(stretch, taken[row], 0.2 * sheet.em))
            row = next(free, None)
            if row is not None:
                insort(taken[row], stretch)
                break
        placed.append(Tab(band, left, right, box, width, most - 1 if row is None else row, row is not None))
    return placed


def _is_free(stretch: tuple[float, float], taken: list[tuple[float, float]], gap: float) -> bool:
    """Whether a stretch keeps its distance from others, which are in order and do so too."""
    start, stop = stretch
    after = bisect(taken, stretch)
    return not any(start < right + gap and left < stop + gap for left, right in taken[max(after - 1, 0) : after + 1])


def rows(tabs: Sequence[Tab]) -> int:
    """How many rows the tabs need."""
    return 1 + max((tab.row for tab in tabs), default=-1)


def row_height(sheet: Sheet) -> float:
    """The height of a row of tabs."""
    return (LEADING + 0.2) * sheet.small


def shaded(sheet: Sheet, tabs: Iterable[Tab], scale: Scale) -> Iterator[Item]:
    """The bands with their edges, where these are seen; those of other splits only while they are selected."""
    data, line = scale.data, sheet.style.line_pt
    ends = np.array([data.y, data.bottom])
    for one in tabs:
        band, colour = one.band, sheet.theme.band(one.band.severity)
        wide = _SELECTED_EDGE if band.selected else 1.0
        if band.aside and not band.selected:
            continue
        if band.point:
            middle = np.full(2, (one.left + one.right) / 2)
            yield Stroke(middle, ends, colour, 0.8 * wide * line, band_dash(band.severity))
            continue
        width = max(one.right - one.left, line)  # the narrowest event is still a band
        left = (one.left + one.right - width) / 2
        yield Fill(Rect(left, data.y, width, data.height), colour, SELECTED_ALPHA if band.selected else BAND_ALPHA)
        for edge, place in ((left, band.start), (left + width, band.end)):
            if scale.sees(place, place):
                yield Stroke(np.full(2, edge), ends, colour, 1.2 * wide * sheet.hair, band_dash(band.severity))


def numbers(sheet: Sheet, tabs: Iterable[Tab], data: Rect, place: Place) -> Iterator[Item]:
    """The numbers of the bands, with a line down to the plot where they stand in a row further above."""
    shown = [one for one in tabs if one.shown and not one.band.aside]
    for one in shown if place == "above" else ():
        if one.row:
            ends = np.array([data.y - one.row * row_height(sheet), data.y])
            middle = np.full(2, one.box_left + one.box_width / 2)
            yield Stroke(middle, ends, sheet.theme.band(one.band.severity), sheet.hair)
    for one in shown:
        yield from tab(sheet, one.band, number_box(sheet, one, data, place))


def number_box(sheet: Sheet, one: Tab, data: Rect, place: Place) -> Rect:
    """The box around the number of a band."""
    height = row_height(sheet)
    top = data.y + one.row * height if place == "within" else data.y - (one.row + 1) * height
    return Rect(one.box_left, top + 0.1 * sheet.em, one.box_width, LEADING * sheet.small)


def lane_height(sheet: Sheet, bars: Sequence[Tab]) -> float:
    """The room under the data for the bars of other splits."""
    return rows(bars) * row_height(sheet) + 2 * _LANE_GAP * sheet.em if bars else 0.0


def bar_boxes(sheet: Sheet, one: Tab, data: Rect) -> tuple[Rect, Rect]:
    """The bar of an episode of another split under the data, and the box around its number."""
    middle = data.bottom + _LANE_GAP * sheet.em + (one.row + 0.5) * row_height(sheet)
    thick = _BAR_EMS * sheet.em
    bar = Rect(one.left, middle - thick / 2, max(one.right - one.left, sheet.style.line_pt), thick)
    return bar, Rect(one.box_left, middle - LEADING * sheet.small / 2, one.box_width, LEADING * sheet.small)


def lane(sheet: Sheet, bars: Sequence[Tab], data: Rect) -> Iterator[Item]:
    """The episodes of other splits as bars under the data, each with its number, after the name of the split."""
    for one in bars:
        colour = sheet.theme.band(one.band.severity)
        bar, box = bar_boxes(sheet, one, data)
        alpha = _SELECTED_BAR_ALPHA if one.band.selected else _BAR_ALPHA
        yield Fill(bar, colour, alpha, edge=colour, edge_width=sheet.hair)
        if one.shown:
            yield from tab(sheet, one.band, box)
    if bars:
        ends = np.array([data.x, data.right])
        yield Stroke(ends, np.full(2, data.bottom), sheet.theme.grid, sheet.hair)
        middle = data.bottom + lane_height(sheet, bars) / 2 + 0.36 * sheet.small
        splits = {bar.band.split for bar in bars}
        split = splits.pop() if len(splits) == 1 else ""
        name = sheet.text(split, data.x - 0.4 * sheet.em, middle, size=sheet.small, anchor="right")
        yield replace(name, colour=sheet.theme.muted)


def kept_height(sheet: Sheet, chart: Chart) -> float:
    """The room under the data for the stretch to keep."""
    return 2 * _KEPT_EMS * sheet.em if chart.kept is not None else 0.0


def kept_bar(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """The stretch to keep as a thin bar right under the data, in the colour of the axis that says so."""
    kept = chart.kept
    if kept is None or not scale.sees(kept.start, kept.end):
        return
    ends = np.clip(np.array([kept.start, kept.end]), scale.x.low, scale.x.high)
    left, right = (float(end) for end in scale.across(ends))
    yield kept_sign(sheet, kept, (left + right) / 2, scale.data.bottom + _KEPT_EMS * sheet.em, right - left)
