"""The lines that a person wants across the chart, each at a level of one of its axes."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.chart.parts import Axis, Chart, Reference
from lossacc_gui.chart.room import y_room
from lossacc_gui.model.level import Level
from lossacc_gui.numerals import loss_text, percent_text


def with_levels(chart: Chart, levels: tuple[Level, ...]) -> tuple[Chart, tuple[str, ...]]:
    """The chart with these lines, for which its axes make room, and a note of each: its words may not fit beside it."""
    notes = []
    for level in levels:
        axis = chart.left if level.axis == "left" else chart.right
        if axis is None:
            notes.append(f"No line at {level.value:g}: no curve counts on the {level.axis} axis.")
            continue
        place = level.on(percent=axis.percent)
        value = percent_text(place) if axis.percent else loss_text(place)
        told = f"{axis.what or axis.title} {value}" + (f": {level.text}" if level.text else "")
        if axis.log and place <= 0:
            notes.append(f"No line at {told}: a logarithmic axis does not reach it.")
            continue
        if axis.percent and place > 1:
            notes.append(f"No line at {told}: that is more than all.")
            continue
        reaching = _reaching(axis, place)
        chart = replace(chart, left=reaching) if level.axis == "left" else replace(chart, right=reaching)
        drawn = Reference(place, level.text or value, level.axis)
        chart = replace(chart, references=(*chart.references, drawn))
        notes.append(f"Line at {told}.")
    return chart, tuple(notes)


def _reaching(axis: Axis, value: float) -> Axis:
    """The axis with room for a value."""
    if axis.low <= value <= axis.high:
        return axis
    low, high = y_room(min(axis.low, value), max(axis.high, value), log=axis.log, percent=False)
    return replace(axis, low=min(low, axis.low), high=max(high, axis.high))
