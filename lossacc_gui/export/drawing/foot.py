"""The words under a plot: verdict, captions of the events, notes and where the figure comes from, as many as fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lossacc_gui.chart.parts import Band, Chart
from lossacc_gui.export.drawing.bands import first_told
from lossacc_gui.export.drawing.primitives import Item, Rect
from lossacc_gui.export.drawing.sheet import LEADING, Sheet
from lossacc_gui.export.drawing.words import run_mark, tab, tab_width

_AFTER_VERDICT, _AFTER_CAPTION = 0.35, 0.25
_BETWEEN = 1.6
"""From one caption to the next beside it, in font sizes of notes."""

Subject = Band | int
"""What a caption is about: an event, or a run of an overlay by its number."""
Caption = tuple[Subject, list[str]]


@dataclass(frozen=True, slots=True)
class Foot:
    """Wrapped lines; `indent` and `badge` are the room for a caption's number.

    Captions of one line each may stand side by side in `rows`, `column` from one to the next; 0 where none is even.
    """

    verdict: list[str]
    rows: list[list[Caption]]
    notes: list[str]
    badge: float
    indent: float
    column: float = 0.0

    def height(self, em: float) -> float:
        """What all of it needs."""
        lines = len(self.verdict) + sum(len(row[0][1]) for row in self.rows) + len(self.notes)
        gaps = (_AFTER_VERDICT if self.verdict else 0.0) + _AFTER_CAPTION * len(self.rows)
        return (lines * LEADING + gaps) * em


def foot_of(sheet: Sheet, chart: Chart, notes: tuple[str, ...], room: float) -> Foot:
    """The words that fit into a height: captions stand in columns, those of harmless events go first, then the verdict.

    That of the event which the verdict is about is the last to go. Those of runs are told in brief first.
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
    whole = Foot(verdict, [[caption] for caption in captions], told, badge, indent)
    if whole.height(em) <= room:
        return whole
    if any(run.verdict for run in chart.runs):
        return _in_brief(sheet, chart, notes, room, whole)
    ranked = sorted(captions, key=_first_told)
    for heading in (verdict, []) if verdict else ([],):
        for most in range(len(captions), -1, -1):
            kept = sorted(ranked[:most], key=_in_order)
            told = _noted(sheet, notes, width, len(captions) - most)
            rows, column = _in_columns(sheet, kept, width, indent)
            less = Foot(heading, rows, told, badge, indent, column)
            if less.height(em) <= room:
                return less
    lines = max(0, int(room / (LEADING * em)))
    return Foot([], [], sheet.cut(told, lines, width, em), badge, indent)


def _in_brief(sheet: Sheet, chart: Chart, notes: tuple[str, ...], room: float, whole: Foot) -> Foot:
    """The verdicts of the runs in few words, side by side where they are short; those of the worst runs go last.

    Before any goes, all are told without the names of their runs, whose signs a legend names, and then without their
    states, which the bars below the plot show.
    """
    em, width = sheet.small, sheet.style.width_pt - 2 * sheet.margin
    runs = {i: run for i, run in enumerate(chart.runs) if run.verdict}
    forms = [{i: f"{run.name}: {run.brief}" for i, run in runs.items()}]
    if sheet.style.parts.legend:
        forms += [{i: run.brief for i, run in runs.items()}, {i: run.briefest for i, run in runs.items()}]
    ranked = sorted(runs, key=lambda i: (runs[i].rank, i))
    tries = [*((form, len(runs)) for form in forms[:-1]), *((forms[-1], most) for most in range(len(runs), -1, -1))]
    for texts, most in tries:
        kept: list[Caption] = [
            (i, sheet.wrapped(texts[i], width - whole.indent, em, most=1)) for i in sorted(ranked[:most])
        ]
        told = _noted(sheet, notes, width, len(ranked) - most)
        foot = replace(whole, rows=_side_by_side(sheet, kept, width, whole.indent), notes=told)
        if foot.height(em) <= room:
            return foot
    return replace(whole, rows=[], notes=sheet.cut(told, max(0, int(room / (LEADING * em))), width, em))


def _side_by_side(sheet: Sheet, captions: list[Caption], width: float, indent: float) -> list[list[Caption]]:
    rows: list[list[Caption]] = []
    used = 0.0
    for caption in captions:
        wide = _step(sheet, caption, indent)
        if rows and used + wide - _BETWEEN * sheet.small <= width:
            rows[-1].append(caption)
        else:
            rows.append([caption])
            used = 0.0
        used += wide
    return rows


def _in_columns(
    sheet: Sheet, captions: list[Caption], width: float, indent: float
) -> tuple[list[list[Caption]], float]:
    """Captions of one line each in as many columns as the widest allows, and from one column to the next; else 0."""
    widest = max((_step(sheet, caption, indent) for caption in captions), default=width)
    across = int((width + _BETWEEN * sheet.small) / widest)
    if across < 2 or any(len(lines) > 1 for _, lines in captions):
        return [[caption] for caption in captions], 0.0
    return [captions[i : i + across] for i in range(0, len(captions), across)], widest


def _step(sheet: Sheet, caption: Caption, indent: float) -> float:
    """From a caption of one line to the one beside it."""
    return indent + sheet.measure(caption[1][0], sheet.small, False) + _BETWEEN * sheet.small


def placed(sheet: Sheet, foot: Foot, top: float) -> tuple[list[Item], float]:
    """The words from `top` on, and the y where they end."""
    em, left = sheet.small, sheet.margin
    items: list[Item] = []
    lines, y = sheet.lines(foot.verdict, left, top, size=em, bold=True)
    items += lines
    y += _AFTER_VERDICT * em if foot.verdict else 0.0
    for row in foot.rows:
        top, across = y, left
        for subject, caption in row:
            if foot.badge:
                items += _badge(sheet, subject, Rect(across, top, foot.badge, LEADING * em))
            lines, y = sheet.lines(caption, across + foot.indent, top, size=em)
            items += lines
            across += foot.column or _step(sheet, (subject, caption), foot.indent)
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
