"""The lines that a person wants across the chart, each at a level of one of its axes."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.chart.parts import Axis, Chart, Reference
from lossacc_gui.chart.room import y_room
from lossacc_gui.language import say
from lossacc_gui.model.level import Level
from lossacc_gui.numerals import loss_text, percent_text


def with_levels(chart: Chart, levels: tuple[Level, ...]) -> tuple[Chart, tuple[str, ...]]:
    """The chart with these lines, for which its axes make room, and a note of each: its words may not fit beside it."""
    notes = []
    for level in levels:
        axis = chart.left if level.axis == "left" else chart.right
        if axis is None:
            side = say("left axis") if level.axis == "left" else say("right axis")
            notes.append(
                say("No line at {level}: no curve counts on the {side}.", level=loss_text(level.value), side=side)
            )
            continue
        place = level.on(percent=axis.percent)
        value = percent_text(place) if axis.percent else loss_text(place)
        told = say("{axis} {value}", axis=axis.what or axis.title, value=value)
        told = say("{level}: {text}", level=told, text=level.text) if level.text else told
        if axis.log and place <= 0:
            notes.append(say("No line at {level}: a logarithmic axis does not reach it.", level=told))
            continue
        if axis.percent and place > 1:
            notes.append(say("No line at {level}: that is more than all.", level=told))
            continue
        reached = reaching(axis, place)
        chart = replace(chart, left=reached) if level.axis == "left" else replace(chart, right=reached)
        drawn = Reference(place, level.text or value, level.axis)
        chart = replace(chart, references=(*chart.references, drawn))
        notes.append(say("Line at {level}.", level=told))
    return chart, tuple(notes)


def reaching(axis: Axis, value: float) -> Axis:
    """The axis with room for a value."""
    if axis.low <= value <= axis.high:
        return axis
    low, high = y_room(min(axis.low, value), max(axis.high, value), log=axis.log, percent=False)
    return replace(axis, low=min(low, axis.low), high=max(high, axis.high))
