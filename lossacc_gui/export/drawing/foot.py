"""The words under a plot: verdict, captions of the events, notes and where the figure comes from, as many as fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lossacc_gui.chart.parts import Band, Chart
from lossacc_gui.export.drawing.bands import first_told
from lossacc_gui.export.drawing.primitives import Item, Rect
from lossacc_gui.export.drawing.sheet import LEADING, Sheet
from lossacc_gui.export.drawing.words import run_mark, tab, tab_width

_AFTER_VERDICT, _AFTER_CAPTION = 0.35, 0.25

Subject = Band | int
"""What a caption is about: an event, or a run of an overlay by its number."""
Caption = tuple[Subject, list[str]]


@dataclass(frozen=True, slots=True)
class Foot:
    """Wrapped lines; `indent` and `badge` are the room for a caption's number."""

    verdict: list[str]
    captions: list[Caption]
    notes: list[str]
    badge: float
    indent: float

    def height(self, em: float) -> float:
        """What all of it needs."""
        lines = len(self.verdict) + sum(len(caption) for _, caption in self.captions) + len(self.notes)
        gaps = (_AFTER_VERDICT if self.verdict else 0.0) + _AFTER_CAPTION * len(self.captions)
        return (lines * LEADING + gaps) * em


def foot_of(sheet: Sheet, chart: Chart, notes: tuple[str, ...], room: float) -> Foot:
    """The words that fit into a height: captions of harmless events go first, then the verdict, then notes.

    That of the event which the verdict is about is the last to go.
    """
    em, width, parts = sheet.small, sheet.style.width_pt - 2 * sheet.margin, sheet.style.parts
    numbered = parts.numbers and parts.captions
    badge = max((tab_width(sheet, band.number) for band in chart.bands), default=0.0) if numbered else 0.0
    badge = em if chart.runs else badge
    indent = badge + 0.6 * em if badge else 0.0
    bands = chart.bands if parts.captions else ()
    captions: list[Caption] = [(band, sheet.wrapped(band.caption, width - indent, em)) for band in bands]
    captions += [
        (i, sheet.wrapped(f"{run.name}: {run.verdict}", width - indent, em))
        for i, run in enumerate(chart.runs)
        if run.verdict
    ]
    verdict = sheet.wrapped(chart.verdict, width, em, bold=True)
    told = _noted(sheet, notes, width, 0)
    whole = Foot(verdict, captions, told, badge, indent)
    if whole.height(em) <= room:
        return whole
    ranked = sorted(captions, key=_first_told)
    for heading in (verdict, []) if verdict else ([],):
        for most in range(len(captions) - (heading is verdict and bool(verdict)), -1, -1):
            kept = sorted(ranked[:most], key=_in_order)
            told = _noted(sheet, notes, width, len(captions) - most)
            less = Foot(heading, kept, told, badge, indent)
            if less.height(em) <= room:
                return less
    lines = max(0, int(room / (LEADING * em)))
    return Foot([], [], sheet.cut(told, lines, width, em), badge, indent)


def placed(sheet: Sheet, foot: Foot, top: float) -> tuple[list[Item], float]:
    """The words from `top` on, and the y where they end."""
    em, left = sheet.small, sheet.margin
    items: list[Item] = []
    lines, y = sheet.lines(foot.verdict, left, top, size=em, bold=True)
    items += lines
    y += _AFTER_VERDICT * em if foot.verdict else 0.0
    for subject, caption in foot.captions:
        if foot.badge:
            items += _badge(sheet, subject, Rect(left, y, foot.badge, LEADING * em))
        lines, y = sheet.lines(caption, left + foot.indent, y, size=em)
        items += lines
        y += _AFTER_CAPTION * em
    lines, y = sheet.lines(foot.notes, left, y, size=em, colour=sheet.theme.muted)
    return [*items, *lines], y


def _badge(sheet: Sheet, subject: Subject, box: Rect) -> list[Item]:
    if isinstance(subject, int):
        middle = box.x + box.width / 2, box.y + box.height / 2
        return [run_mark(sheet, subject, "left", *middle, sheet.theme.run(subject))]
    return tab(sheet, replace(subject, selected=False), box)


def _in_order(caption: Caption) -> int:
    subject = caption[0]
    return subject if isinstance(subject, int) else subject.number


def _first_told(caption: Caption) -> tuple[bool, int, int]:
    subject = caption[0]
    return (False, 0, subject) if isinstance(subject, int) else first_told(subject)


def _noted(sheet: Sheet, notes: tuple[str, ...], width: float, hidden: int) -> list[str]:
    if hidden:
        what = "captions" if hidden > 1 else "caption"
        notes = (f"{hidden} more {what} did not fit here; the report has all.", *notes)
    texts = (" ".join(notes), sheet.style.provenance)
    return [line for text in texts for line in sheet.wrapped(text, width, sheet.small)]
