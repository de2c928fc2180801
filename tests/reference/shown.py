"""What charts, reports and triage show of the runs of runs.py, as lines, and what is read of logs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import combinations, product
from pathlib import Path
from random import Random
from unittest.mock import patch

import numpy as np
from reference.commands import parts as parts_answered
from reference.measured import written
from reference.read import parts as parts_read
from reference.runs import Made, made
from reference.sheets import figure, paper
from reference.sheets import parts as parts_drawn
from reference.told import digest, lines, numbers

from lossacc_gui.chart import Axis, Chart, View, chart_of
from lossacc_gui.chart.across import Across, axes_of
from lossacc_gui.chart.legend import legend_of
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.chart.reading import reading_at
from lossacc_gui.chart.room import y_room
from lossacc_gui.chart.ticks import ticks_of, x_ticks_of
from lossacc_gui.explain.knowledge import with_causes
from lossacc_gui.export import html
from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.style import PRESETS, style_for
from lossacc_gui.export.look import Look
from lossacc_gui.export.registry import REPORTS
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import XAxis
from lossacc_gui.model.smoothing import Over, Smoothing
from lossacc_gui.model.verdict import State
from lossacc_gui.triage.compare.runs import compare
from lossacc_gui.triage.groups import GROUPINGS, groups_of
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.reports import comparison
from lossacc_gui.triage.reports import seeds as seeds_report
from lossacc_gui.triage.reports.registry import REPORTS as OF_TRIAGE
from lossacc_gui.triage.reports.report import Told
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.seeds import seeds_of
from lossacc_gui.triage.settings import statements
from lossacc_gui.triage.summary import row_of
from lossacc_gui.use_case import analyze_run, with_stretches

SMOOTHINGS: tuple[Smoothing, ...] = (0.0, 0.6, Over(5), Over(0.1, share=True, median=True))
PRESET_NAMES = sorted(preset.name for preset in PRESETS)
CHOICES = {  # the usual one first
    "lr": ("0.1", "0.01", "0.15"),
    "weight_decay": ("0", "0.01", "0.0001"),
    "dropout": ("0", "0.5"),
    "batch_size": ("32", "256", "40"),
    "label_smoothing": ("0", "0.1"),
    "augmentation": ("none", "mixup"),
    "width": ("64", "16", "512"),
    "class_weight": ("no", "yes"),
    "model": ("a", "b"),
}
Lines = Callable[[], Iterator[str]]


@cache
def _request() -> Request:
    return with_causes(Request())[0]


@cache
def _analysis(name: str) -> Analysis:
    run, predictions = dict(made())[name]()
    run = replace(run, source=Path("log.csv"), files=())  # where the checkout lies says nothing
    source = None if predictions is None else Path("predictions.npz")
    return with_stretches(analyze_run(run, _request(), source, predictions))


def _view(number: int, analysis: Analysis) -> View:
    """One of the ways to look at a run, another for each number."""
    axes = axes_of(analysis.run)
    length = max(len(one.value) for one in analysis.run.series)
    return View(
        smoothing=SMOOTHINGS[number % 4],
        log_loss=number % 3 == 1,
        x_range=(length / 4, 0.8 * length) if number % 5 == 2 else None,
        shown=tuple(one.metric for one in analysis.run.series) if number % 7 == 3 else None,
        selected=0 if number % 2 and analysis.events else None,
        causes=number % 6 != 4,
        x=axes[number % len(axes)].id if number % 5 != 2 else "",
        log_x=number % 8 == 5,
        references=number % 4 > 1,
        trimmed=number % 3 == 2,
    )


def _of_chart(chart: Chart) -> Iterator[str]:
    """The chart, its legend, what is read at three places, and its ticks."""
    yield from lines("chart", replace(chart, axes=()))
    for i, entry in enumerate(legend_of(chart)):
        yield f"legend.{i} {type(entry.shown).__name__} {numbers(entry.text)}"
    for share in (0.0, 0.37, 1.0):
        found = reading_at(chart, chart.x.low + share * (chart.x.high - chart.x.low))
        if found is not None:
            yield f"read {numbers(found.sentence)}"
    ticks = [x_ticks_of(chart.across, chart.x.low, chart.x.high, 7)]
    ticks += [ticks_of(axis, 6) for axis in (chart.left, chart.right) if isinstance(axis, Axis)]
    for some in ticks:
        yield f"ticks {' '.join(text for _, text in some)}"


def _of_run(name: str, number: int) -> Iterator[str]:
    analysis = _analysis(name)
    chart = chart_of(analysis, _view(number, analysis))
    yield from _of_chart(chart)
    style = style_for(PRESET_NAMES[number % len(PRESET_NAMES)])
    yield f"svg {figure(chart, style)}"
    if number % 3 == 0:
        yield from paper(analysis, _view(number, analysis), style)
    look = Look(_view(number, analysis))
    for report in REPORTS:
        text = _page(analysis, look) if report.name == "html" else report.render([analysis], (), look)
        if report.name == "text":
            yield from _blocks(text)
        else:
            yield f"{report.name} {digest(text)}"


def _page(analysis: Analysis, look: Look) -> str:
    """Without its figures, which take most of its time: figures have lines of their own."""
    with patch.multiple(html, laid_out=lambda *_: None, svg_element=_no_figure):
        return html.as_html([analysis], (), look, _no_figure)


def _no_figure(_: Drawing, __: str) -> str:
    return ""


def _places(chart: Chart) -> list[float]:
    """Where something begins or ends: curves, bands, marks, the stretch to keep."""
    found = {end for band in chart.bands for end in (band.start, band.end)}
    found |= {end for mark in chart.marks for end in (mark.x, mark.x if mark.until is None else mark.until)}
    found |= {float(end) for line in chart.lines if len(line.x) for end in (line.x[0], line.x[-1])}
    return sorted(found | (set() if chart.kept is None else {chart.kept.start, chart.kept.end}))


def _touching(name: str) -> Iterator[str]:
    """Charts whose visible range ends exactly where something begins or ends, and what is read just there."""
    analysis = _analysis(name)
    axis = axes_of(analysis.run)[-1].id  # of several the last one
    for x in dict.fromkeys(("", axis)):
        places = _places(chart_of(analysis, View(x=x)))
        for low, high in zip(places, places[1:] + places[:1], strict=True):
            some = (low, high) if low < high else (places[0], places[-1])
            view = View(x=x, x_range=some, references=True, log_loss=low > high, smoothing=0.6 if x else 0.0)
            chart = chart_of(analysis, view)
            told = [one for one in _of_chart(chart) if not re.match(r"chart\.(left|right)\.", one)]
            read = [reading_at(chart, place) for place in places]
            told += [
                f"{place} {numbers(one.sentence)} {one.events}" for place, one in zip(places, read, strict=True) if one
            ]
            table = next(report for report in REPORTS if report.name == "csv").render([analysis], (), Look(view))
            yield f"{written(*some)} {len(told)} {digest(chr(10).join(told))} {digest(table)}"


ENDS = (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 30.0, 60.0, 3600.0, 86_400.0, 864_000.0, 1e9, 4e9, 8e9)
POWERS = (1e-3, 1.0, 10.0, 1e3, 1e6, 1e10)  # there and back again, they are what they were on every machine
SMALL_ENDS = (-0.25, 0.0, 2.0**-40, 1e-4, 0.0625, 0.25, 0.5, 1.0, 1.25, 10.0, 1e4, 1e5, 1e9)


def _of_axes() -> Iterator[str]:
    """Ticks of axes that end where the rules for them change, and the room around values."""
    for kind, log in product(("number", "duration", "date"), (False, True)):
        across = Across(XAxis("x", "x", kind=kind), log=log)
        for low, high in combinations(POWERS if log else ENDS, 2):
            ends = (across.of_values(np.array([low, high]))).tolist()
            told = [x_ticks_of(across, *ends, most, whole=most == 4) for most in (1, 4, 9)]
            yield f"{kind} {log} {written(low, high)}: {'/'.join(' '.join(text for _, text in some) for some in told)}"
    for low, high in combinations(SMALL_ENDS, 2):
        for log, percent in ((False, False), (True, False), (False, True)):
            if log and low <= 0:
                continue
            axis = Axis("", low, high, log=log, percent=percent)
            texts = "/".join(" ".join(text for _, text in ticks_of(axis, most)) for most in (0, 1, 4, 9))
            yield f"{written(low, high, log, percent)} {written(*y_room(low, high, log=log, percent=percent))} {texts}"


def _blocks(text: str) -> Iterator[str]:
    """The numbers of each block of lines: words decide where lines end."""
    yield from (f"text {numbers(block)}" for block in text.split("\n\n") if re.search(r"\d", block))


def _overlaid(number: int) -> Iterator[str]:
    """Three runs in one chart, one of them the baseline of every second chart."""
    names = _drawn()
    some = [_analysis(names[(5 * number + 3 * i) % len(names)]) for i in range(3)]
    view = View(smoothing=SMOOTHINGS[number % 4], log_loss=number == 2, x_range=(2.0, 20.0) if number == 3 else None)
    yield from _of_chart(overlay_of([Member(one) for one in some], view, number % 3 if number % 2 else None))


def _set() -> list[Analysis]:
    """The runs drawn by lot with settings of their own: a rate, a model, and a seed."""
    found = []
    for i, name in enumerate(_drawn()):
        settings = (("lr", ("0.1", "0.01")[i % 2]), ("model", "abc"[i // 2 % 3]), ("seed", str(i)))
        analysis = _analysis(name)
        run = replace(analysis.run, name=name, source=Path(f"runs/{i % 4}/{i}.csv"), settings=settings)
        found.append(replace(analysis, run=run))
    return found


def _of_triage() -> Iterator[str]:
    rows = [row_of(one, str(one.run.source)) for one in _set()]
    options = _request().options
    said = statements(rows, replace(options, compare_luck=1.0))
    groups = tuple(group.text for by in (*GROUPINGS, "lr") for group in groups_of(rows, by))
    table = ordered(rows, options)
    yield from (f"statement {one.setting} {numbers(one.text)}" for one in said)
    yield from (f"group {numbers(one)}" for one in groups)
    for report in OF_TRIAGE:
        text = report.render(Told(table, State.PROBLEM, "1.0", said, groups))
        if report.suffixes[0] == ".txt":
            yield from _blocks(text)
        else:
            yield f"{report.suffixes[0]} {digest(text)}"


def _compared(number: int) -> Iterator[str]:
    """A run held against two others, with all the rest to ask."""
    rows: Sequence[Row] = [row_of(one, str(one.run.source)) for one in _set()]
    causes = {cause.id: cause for cause in _request().causes or ()}
    at = [(number * 7 + k) % len(rows) for k in (0, 1, 6)]
    others = [row for i, row in enumerate(rows) if i not in at]
    found = compare([rows[i] for i in at], others, causes, _request().options)
    yield from _blocks(comparison.as_text(found))
    yield f"json {digest(comparison.as_json(found))}"


@cache
def _sweep() -> Sequence[Row]:
    """Runs of all kinds with the settings by which causes are taken away: the usual ones, up to two of them changed."""
    draw = Random(3)
    rows = []
    for i, (name, _) in enumerate(one for one in made() if not one[0].startswith("sample")):
        chosen = {key: values[0] for key, values in CHOICES.items()}
        for key in draw.sample(sorted(CHOICES), draw.randint(0, 2)):
            chosen[key] = draw.choice(CHOICES[key])
        chosen["seed"] = str(i % 3)
        source = Path(f"runs/{i % 5}/{i}.csv")
        run = replace(_analysis(name).run, name=name, source=source, settings=tuple(chosen.items()))
        rows.append(row_of(replace(_analysis(name), run=run), str(source)))
    return rows


def _of_sweep(number: int) -> Iterator[str]:
    """Pairs of runs of the sweep, with all the rest to ask: what is said of each pair, and what is believed then."""
    draw, causes = Random(number), {cause.id: cause for cause in _request().causes or ()}
    for _ in range(5):
        pair = draw.sample(_sweep(), 2)
        others = [row for row in _sweep() if row not in pair]
        for some in (others, ()):
            found = compare(pair, some, causes, _request().options)
            for one in found.said:
                facts = one.about, one.ground, one.cause, one.speaks_for, *one.settings
                yield f"{' '.join(one.runs)} {written(*facts)}: {numbers(one.text)}"
            yield from lines("events", [one.seen for one in found.events])
            yield from (f"argued {name} {one.cause.id} {written(one.before, one.after)}" for name, one in found.argued)


def _of_seeds() -> Iterator[str]:
    found = seeds_of(_set(), _request(), named=True).configurations
    yield from _blocks(seeds_report.as_text(found))
    yield f"json {digest(json.dumps(json.loads(seeds_report.as_json(found))))}"


def _drawn() -> list[str]:
    return [name for name, _ in made() if name.startswith("drawn")]


def parts() -> Iterator[tuple[str, Lines]]:
    """All of them with their names."""
    known: list[tuple[str, Made]] = [one for one in made() if not one[0].startswith("planted")]
    for number, (name, _) in enumerate(known):
        yield f"run {name}", partial(_of_run, name, number)
    for name in [name for name, _ in known if name.startswith("grid")][::3]:
        yield f"touching {name}", partial(_touching, name)
    yield "axes", _of_axes
    for number in range(6):
        yield f"overlay {number}", partial(_overlaid, number)
        yield f"comparison {number}", partial(_compared, number)
    for number in range(12):
        yield f"sweep {number}", partial(_of_sweep, number)
    yield "triage", _of_triage
    yield "seeds", _of_seeds
    yield from parts_drawn()
    yield from parts_answered()
    yield from parts_read()
