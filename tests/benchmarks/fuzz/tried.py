"""Takes one input through reading, analysis, every exporter and the chart's geometry, and says what is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import traceback
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from made import Input
from PySide6.QtGui import QFont, QImage, QPainter

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.explain.knowledge import known_causes
from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.export.figure import figure_bytes, style_for
from lossacc_gui.export.registry import REPORTS
from lossacc_gui.gui.chart.paint import paint, paint_cursor
from lossacc_gui.gui.chart.prepared import PreparedChart, prepare
from lossacc_gui.gui.chart.ranges import Ranges
from lossacc_gui.gui.chart.scale import frame_of
from lossacc_gui.gui.chart.scene import Scene, sheet_of
from lossacc_gui.measure.pairing import related
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import BadOption, UnreadableLog
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Run
from lossacc_gui.readers.mapping import check_metrics, choice_of, mapped
from lossacc_gui.readers.registry import read
from lossacc_gui.use_case import analyze_run, with_stretches

MOST_SECONDS = 5.0  # of the processor
MOST_RUNS = 3  # of one log that are analysed
WIDTH, HEIGHT = 420, 260  # pixels
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
NO_NUMBER = re.compile(r'[ ="(,-](?:nan|inf)[ ",)]')
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
EMPTY = frozenset(("meta", "br"))
KNOWN = {"html", "head", "title", "style", "body", "main", "article", "section", "figure", "details", "summary", "svg"}
KNOWN |= {"h1", "h2", "h3", "h4", "p", "ul", "li", "a", "b", "span", "code", "nav"}


class TookTooLong(BaseException):
    """Raised by the alarm clock; nothing may swallow it."""


class Wrong(Exception):
    """An output that is not what its format asks for."""


@contextmanager
def limited() -> Iterator[None]:
    """Raise TookTooLong after MOST_SECONDS of the processor."""

    def ring(*_: object) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcome(one: Input, folder: Path, *, reading: bool = False) -> str:
    """What the input, whose files lie in `folder`, gives: "shown", "refused", or a defect in words.

    With `reading` the log is read, and no more.
    """
    try:
        with limited():
            return tried(one, folder, reading=reading)
    except UnreadableLog as error:
        return "refused" if error.reason and "\n" not in error.sentence else "a sentence with line breaks"
    except TookTooLong as error:
        return f"took more than {MOST_SECONDS:g} s in {_place(error)}"
    except Wrong as error:
        return f"wrong: {error}"
    except Exception as error:  # noqa: BLE001 - whatever falls is what this looks for
        return f"{type(error).__name__}: {error} in {_place(error)}"


def _place(error: BaseException) -> str:
    ours = [one for one in traceback.extract_tb(error.__traceback__) if "lossacc_gui" in one.filename]
    where = (ours or traceback.extract_tb(error.__traceback__))[-1]
    return f"{Path(where.filename).name}:{where.lineno}"


@cache
def _usual_causes() -> tuple[Cause, ...]:
    return known_causes(None)[0]


def tried(one: Input, folder: Path, *, reading: bool) -> str:
    """As `outcome`, but a defect is raised."""
    if reading:
        _hold_contract(read(folder / one.log))
        return "shown"
    options = _options(one)
    causes = _usual_causes()
    if one.causes:
        causes, errors = known_causes(folder / "causes")
        _one_line([str(error) for error in errors])
    refusals: list[UnreadableLog] = []
    source, predictions = _evidence(one, folder, refusals)
    runs = read(folder / one.log)
    _hold_contract(runs)
    analyses = [_analysed(run, one, causes, options, source, predictions) for run in runs[:MOST_RUNS]]
    _check_reports(analyses, refusals)
    for analysis in analyses:
        _check_figure(analysis, one)
    return "shown"


def _options(one: Input) -> Options:
    try:
        return Options().changed(one.options)
    except BadOption as error:
        _one_line([str(error)])
        return Options()


def _evidence(one: Input, folder: Path, refusals: list[UnreadableLog]) -> tuple[Path | None, Predictions | None]:
    if one.evidence is None:
        return None, None
    try:
        return folder / one.evidence, read_predictions(folder / one.evidence)
    except UnreadableLog as error:
        refusals.append(error)
        return None, None


def _analysed(
    run: Run,
    one: Input,
    causes: tuple[Cause, ...],
    options: Options,
    source: Path | None,
    predictions: Predictions | None,
) -> Analysis:
    try:
        choices = [choice_of(text) for text in one.maps]
        meant = mapped(run, choices)
        check_metrics(choices, [meant])
        run = related(meant, ["loss:accuracy"])
    except BadOption as error:
        _one_line([str(error)])
    analysis = analyze_run(run, Request(options=options, causes=causes), source, predictions)
    return with_stretches(analysis) if one.zooms else analysis


def _hold_contract(runs: tuple[Run, ...]) -> None:
    if not runs:
        raise Wrong("no runs")
    for series in (series for run in runs for series in run.series):
        lengths = {len(a) for a in (series.step, series.value, series.epoch, series.time) if a is not None}
        if len(lengths) != 1 or not len(series.step):
            raise Wrong(f"{series.metric}: arrays of lengths {lengths}")
        if not (np.diff(series.step) > 0).all() or not (np.diff(series.x) > 0).all():
            raise Wrong(f"{series.metric}: x does not rise")
        if not series.metric.strip() or CONTROL.search(series.metric):
            raise Wrong(f"a metric is called {series.metric!r}")


def _one_line(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        if not sentence or CONTROL.search(sentence) or "\n" in sentence or len(sentence) > 4000:
            raise Wrong(f"a sentence is {sentence[:300]!r}")


# Reports


def _check_reports(analyses: list[Analysis], refusals: list[UnreadableLog]) -> None:
    for exporter in REPORTS:
        text = exporter.render(analyses, refusals)
        text.encode("utf-8", "backslashreplace")
        if (found := CONTROL.search(text)) is not None:
            raise Wrong(f"{exporter.name} holds {found[0]!r}")
        CHECKS[exporter.name](text)


def _no_constant(text: str) -> float:
    raise Wrong(f"json holds {text}")


def _check_json(text: str) -> None:
    told = json.loads(text, parse_constant=_no_constant)
    if not isinstance(told["runs"], list):
        raise Wrong("json has no runs")


def _check_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text)))
    if {len(row) for row in rows} != {len(rows[0])}:
        raise Wrong("csv has rows of several lengths")
    for row in rows[1:]:
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                try:
                    float(cell)
                except ValueError:
                    raise Wrong(f"csv has the cell {cell[:60]!r}") from None


def _check_html(text: str) -> None:
    """Tags are closed in their turn, drawings are XML, and there is no tag that no report has."""
    for drawing in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ET.fromstring(drawing)
        _check_numbers(drawing)
    text = re.sub(r"<(svg|style).*?</\1>", "", text, flags=re.DOTALL)
    waiting: list[str] = []
    for closing, tag in TAG.findall(text):
        if tag not in KNOWN | EMPTY:
            raise Wrong(f"html holds <{tag}>")
        if closing and (not waiting or waiting.pop() != tag):
            raise Wrong(f"html closes </{tag}> out of turn")
        if not closing and tag not in EMPTY:
            waiting.append(tag)
    if waiting:
        raise Wrong(f"html leaves {waiting} open")


def _check_text(text: str) -> None:
    if not text.strip():
        raise Wrong("a report is empty")


CHECKS: dict[str, Callable[[str], None]] = {
    "json": _check_json,
    "csv": _check_csv,
    "html": _check_html,
    "text": _check_text,
    "markdown": _check_text,
}


# Figures and the chart on the screen


def _check_numbers(drawing: str) -> None:
    shapes = " ".join(re.findall(r' (?:d|points|x|y|x1|y1|width|height|transform|cx|r)="[^"]*"', drawing))
    if (found := NO_NUMBER.search(shapes)) is not None:
        raise Wrong(f"svg holds {shapes[max(found.start() - 30, 0) : found.end() + 30]!r}")


def _check_figure(analysis: Analysis, one: Input) -> None:
    view = replace(one.view, selected=one.view.selected if analysis.events else None)
    if one.drawn:
        content = figure_bytes(chart_of(analysis, view), one.drawn, style_for("icml", dpi=96))
        if one.drawn == "svg":
            ET.fromstring(content)
            _check_numbers(content.decode())
        elif not content.startswith(b"%PDF" if one.drawn == "pdf" else b"\x89PNG"):
            raise Wrong(f"{one.drawn} begins with {content[:8]!r}")
    _show(prepare(chart_of(analysis, replace(view, x_range=None))), view, one)


def _show(prepared: PreparedChart, view: View, one: Input) -> None:
    """Paint the chart as the window does, at the places where zooming and panning lead."""
    chart = prepared.chart
    log = chart.left is not None and chart.left.log
    ranges = Ranges.of(chart)
    if not ranges.drawable_as(log):
        raise Wrong(f"the whole chart cannot be drawn: {ranges}")
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    sheet = sheet_of(QFont(), dark=view.log_loss, contrast=False)
    for zoom in (None, *one.zooms):
        if zoom is not None:
            moved = _moved(ranges, zoom, prepared)
            ranges = moved if moved is not None and moved.drawable_as(log) else ranges
        frame = frame_of(ranges, float(WIDTH), float(HEIGHT), log=log)
        painter = QPainter(image)
        try:
            paint(painter, Scene(prepared, frame, sheet, view.selected), hurried=zoom is not None)
            reading = reading_at(chart, frame.x.value(WIDTH * 0.4))
            if reading is not None:
                _one_line([reading.sentence])
                paint_cursor(painter, reading, frame, sheet.theme)
        finally:
            painter.end()


def _moved(ranges: Ranges, zoom: tuple[str, float, float], prepared: PreparedChart) -> Ranges | None:
    which, share, factor = zoom
    if which == "pan":
        return ranges.panned(share * factor, -factor, "left" if share < 0.5 else None)
    if which == "box":
        return ranges.boxed((share, share / 2), (min(factor, 1.0), share))
    if which == "around":
        return ranges.around(share, share + factor, prepared.chart.x)
    return ranges.zoomed("x" if which == "x" else "left" if which == "left" else "right", share, factor, prepared.chart)
