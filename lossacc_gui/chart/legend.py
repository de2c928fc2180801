"""What the legend of a chart lists, on the screen as in every file."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.chart.parts import Chart, Kept, Line, Mark

_KINDS = {"lr_step": "learning-rate steps", "break": "breaks", "not_a_number": "stretches without a number"}


@dataclass(frozen=True, slots=True, eq=False)
class LegendEntry:
    """A line of the legend: what is drawn as its sample, and its words."""

    shown: Line | Mark | Kept
    text: str


def legend_of(chart: Chart) -> list[LegendEntry]:
    """Every curve, every best value and note, and one entry for all marks of one of the other kinds."""
    entries = [LegendEntry(line, line.label) for line in chart.lines if line.role == "smooth"]
    for mark in chart.marks:
        if mark.y is not None or mark.kind == "note":
            entries.append(LegendEntry(mark, mark.text))
    for kind, name in _KINDS.items():
        marks = [mark for mark in chart.marks if mark.kind == kind]
        if marks:
            more = f"{len(marks)} {name}, the first: " if len(marks) > 1 else ""
            entries.append(LegendEntry(marks[0], f"{more}{marks[0].text}"))
    if chart.kept is not None:
        entries.append(LegendEntry(chart.kept, chart.kept.text))
    return entries
