"""Analyses as one long table: a row for every logged value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import numpy as np

from lossacc_gui.chart import View, smoothed_of
from lossacc_gui.chart.across import axes_of, axis_in
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.event import Event
from lossacc_gui.model.run import FloatArray, Series

COLUMNS = ("run", "step", "epoch", "metric", "split", "raw", "smoothed", "episode")


def as_csv(analyses: Sequence[Analysis], _: Sequence[UnreadableLog] = (), look: Look = PLAIN) -> str:
    """The values of all runs as comma-separated rows under the names in COLUMNS.

    raw       as the program reads it: accuracies are fractions 0..1, nan and inf by name, full precision
    smoothed  as the view of the run wants it, equal to raw where nothing is smoothed
    episode   the numbers of the events that this value belongs to, joined by ';'
    Names that begin as a formula does stand after a tick, as spreadsheets write text.
    The part of x that the view of a run shows (both ends included) leaves out the rest of it.
    Logs that could not be read have no values and no rows.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for analysis in analyses:
        for series in analysis.run.series:
            writer.writerows(_rows(analysis, series, look.view_of(analysis)))
    return target.getvalue()


def _rows(analysis: Analysis, series: Series, view: View) -> Iterator[tuple[object, ...]]:
    x, x_range = series.x, view.x_range
    low, high = x_range if x_range is not None else (-np.inf, np.inf)
    seen = axis_in(axes_of(analysis.run), view.x).values(x)
    shown = np.flatnonzero((seen >= low) & (seen <= high)) if x_range is not None else np.arange(len(x))
    smooth = smoothed_of(series, analysis.run, view.smoothing)[shown].tolist()
    epochs: Sequence[float | str] = [""] * len(shown) if series.epoch is None else _whole(series.epoch[shown])
    names = {series.metric} | {
        pair.accuracy.metric for pair in analysis.pairs if pair.accuracy.turned_from == series.logged_as
    }
    members = [
        (number, event.start, event.end)
        for number, event in enumerate(analysis.events, start=1)
        if _shows(event, series, names)
    ]
    name, metric, split = guarded(analysis.run.name), guarded(series.metric), series.split.value
    columns = zip(
        series.step[shown].tolist(), epochs, series.value[shown].tolist(), smooth, x[shown].tolist(), strict=True
    )
    for step, epoch, raw, soft, at in columns:
        within = ";".join(str(number) for number, start, end in members if start <= at <= end)
        yield name, step, epoch, metric, split, raw, soft, within


def _shows(event: Event, series: Series, names: set[str]) -> bool:
    """Whether a series is one that an event was seen in: its metrics, for a finding the curves of its split."""
    if event.split not in ("", series.split):
        return False
    return series.quantity.is_progress if event.episode is None else not names.isdisjoint((*event.metrics, *event.also))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: after a tick where it begins as one."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _whole(epochs: FloatArray) -> list[float]:
    """Epochs as the log writes them: 12 where it is 12.0."""
    return [int(epoch) if epoch.is_integer() else epoch for epoch in epochs.tolist()]


EXPORTER = Exporter(
    "csv",
    "CSV, a row for every logged value",
    (".csv",),
    as_csv,
    "Every logged value, one row each; its smoothed value.",
    ranged=True,
)
