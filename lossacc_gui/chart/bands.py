"""Which stretches of a chart are marked as events, and how."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossacc_gui.chart.across import Across
from lossacc_gui.chart.parts import Axis, Band, View
from lossacc_gui.chart.words import band_caption
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.event import Event

_PLACES = frozenset({FindingKind.STEP, FindingKind.RESTART})
"""Kinds of events that happen between two points: a line marks them, however far they reach; of several restarts the
first is numbered, and each is a break of the chart anyway."""


def bands_of(analysis: Analysis, x: Axis, view: View, across: Across) -> Iterator[Band]:
    """The events that the x axis shows, numbered as in the table."""
    main = _main_split(analysis)
    whole = _of_the_whole_run(analysis, main)
    for i, event in enumerate(analysis.events):
        last = event.start if event.kind == FindingKind.RESTART else event.end
        start, end = across.plot_of(event.start), across.plot_of(last)
        if end < x.low or start > x.high:
            continue
        yield Band(
            number=i + 1,
            start=start if np.isfinite(start) else min(x.low, end),
            end=end,
            severity=event.severity.value,
            split=event.split,
            caption=band_caption(analysis, event, causes=view.causes),
            aside=event.split not in ("", main) or event in whole,
            point=event.start == event.end or event.kind in _PLACES,
            selected=i == view.selected,
            main=event is analysis.verdict.main,
        )


def _of_the_whole_run(analysis: Analysis, split: str) -> tuple[Event, ...]:
    """The events of a split that would shade all of it: they tell no stretch from another, and hide those that do."""
    here = [event for event in analysis.events if event.split == split]
    xs = [series.x for series in analysis.run.series if series.split == split and len(series.x)]
    first, last = min((x[0] for x in xs), default=0.0), max((x[-1] for x in xs), default=0.0)
    whole = tuple(event for event in here if event.start <= first and event.end >= last)
    suspected = tuple(event for event in here if event.kind == FindingKind.SUSPECTED)
    return whole if len(whole) < len(here) else suspected


def _main_split(analysis: Analysis) -> str:
    """The split whose events are shaded over the full height: that of the verdict, else what was held out."""
    main = analysis.verdict.main
    if main is not None and main.split:
        return main.split
    splits = [event.split for event in analysis.events if event.split]
    held_out = held_out_split(analysis.run)
    return held_out if held_out in splits else splits[0] if splits else ""
