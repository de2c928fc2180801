"""A triage as one HTML page that needs nothing else: counts, causes, a small drawing a run, the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from lossacc_gui.export.unparted import as_markup
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.triage.choices import given_otherwise
from lossacc_gui.triage.reports.report import (
    CAUSES_TITLE,
    GROUPS_TITLE,
    NAMED_TITLE,
    SETTINGS_TITLE,
    STATES_TITLE,
    Report,
    Told,
    counted,
    named_causes,
    named_states,
)
from lossacc_gui.triage.row import Row, Sketch, Table
from lossacc_gui.triage.words import cause_text, main_text, names_of, number_texts

WIDTH, HEIGHT = 150, 36
"""Of a small drawing, in pixels."""
MOST_DRAWN = 2000  # runs with a drawing: a page of more is too large to open
LEGEND = (
    "In each drawing: loss blue, accuracy vermilion and dashed, each over its own range; "
    "shaded where something is to be looked at."
)
HEADINGS = (
    "State",
    "Run",
    "Curves",
    "What",
    "Cause",
    "Keep",
    "Best loss",
    "Last loss",
    "Best accuracy",
    "Last accuracy",
    "Cost of stopping late",
    "Points",
    "Format",
)


def as_html(told: Told) -> str:
    """The page; of more than MOST_DRAWN runs the first have a drawing."""
    table = told.table
    names = given_otherwise(table.rows)
    called = {id(row): name for row, name in zip(table.rows, names_of(table.rows), strict=True)}
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Triage of training runs</title>',
        f"<style>{resource('triage.css').read_text(encoding='utf-8')}</style></head><body><main>",
        "<h1>Triage of training runs</h1>",
        f"<p>{_text(counted(table))}</p>",
        *_histogram(STATES_TITLE, [(state.said, count) for state, count in named_states(table)], len(table.rows)),
        *_histogram(NAMED_TITLE, named_causes(table), len(table.rows)),
        *_listed(GROUPS_TITLE, told.groups),
        *_listed(SETTINGS_TITLE, [one.text for one in told.statements]),
        *_listed(CAUSES_TITLE, [f"{called[id(row)]}: {one.text}" for row, one in told.argued]),
        *_table(table, called, names),
        *_listed("Could not be read", [f"{one.source}: {one.reason}" for one in table.failures]),
        f"</main><footer>lossacc {_text(told.version)}. {LEGEND}</footer>",
        "</body></html>",
    ]
    return "\n".join(lines)


def _histogram(title: str, counts: Sequence[tuple[str, int]], whole: int) -> Iterator[str]:
    if not counts:
        return
    yield f"<h2>{title}</h2><table class='counts'>"
    for name, count in counts:
        bar = f"<div class='bar' style='width:{max(1, round(300 * count / whole))}px'></div>"
        yield f"<tr><th scope='row'>{_text(name)}</th><td class='number'>{count:,}</td><td>{bar}</td></tr>"
    yield "</table>"


def _listed(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"<h2>{title}</h2><ul>"
        for text in texts:
            yield f"<li>{_text(text)}</li>"
        yield "</ul>"


def _table(table: Table, called: Mapping[int, str], names: Sequence[str]) -> Iterator[str]:
    if not table.rows:
        return
    heads = "".join(f"<th scope='col'>{_text(name)}</th>" for name in (*HEADINGS, *names, "Notices", "Log"))
    # Wider than a screen: it moves by itself, with the keys too.
    yield "<h2>Runs</h2><div class='wide' tabindex='0' role='group' aria-label='Runs'>"
    yield f"<table class='runs'><thead><tr>{heads}</tr></thead><tbody>"
    for at, row in enumerate(table.rows):
        yield _row(row, called[id(row)], names, drawn=at < MOST_DRAWN)
    yield "</tbody></table></div>"


def _row(row: Row, name: str, names: Sequence[str], *, drawn: bool) -> str:
    settings = dict(row.settings)
    texts = [
        f"<td class='{row.state}'>{_text(State(row.state).said)}</td>",
        f"<td>{_text(name)}</td>",
        f"<td>{drawing(row.sketch) if drawn else ''}</td>",
        f"<td title={_quoted(row.text)}>{_text(main_text(row))}</td>",
        f"<td>{_text(cause_text(row))}</td>",
    ]
    texts += [f"<td class='number'>{_text(value)}</td>" for value in number_texts(row)]
    plain = (row.format, *(settings.get(name, "") for name in names), " ".join(row.notices), row.source)
    texts += [f"<td>{_text(value)}</td>" for value in plain]
    return f"<tr>{''.join(texts)}</tr>"


def drawing(sketch: Sketch) -> str:
    """The curves and bands of a run as SVG, WIDTH by HEIGHT; empty where nothing was logged."""
    if not sketch.loss and not sketch.accuracy:
        return ""
    bands = "".join(
        f"<rect class='{severity}' x='{start * WIDTH:.1f}' y='0' width='{max((end - start) * WIDTH, 1):.1f}'"
        f" height='{HEIGHT}'/>"
        for start, end, severity in sketch.bands
    )
    curves = _curve(sketch.loss, "loss") + _curve(sketch.accuracy, "accuracy")
    size = f"width='{WIDTH}' height='{HEIGHT}' viewBox='0 0 {WIDTH} {HEIGHT}'"
    return f"<svg {size} aria-hidden='true'>{bands}{curves}</svg>"


def _curve(values: Sequence[int], name: str) -> str:
    """A line for each stretch without a gap."""
    if not values:
        return ""
    step = WIDTH / max(len(values) - 1, 1)
    places = [(i * step, 2 + (HEIGHT - 4) * (100 - value) / 100, value < 0) for i, value in enumerate(values)]
    lines = [list(some) for gap, some in groupby(places, key=lambda place: place[2]) if not gap]
    return "".join(
        f"<polyline class='{name}' points='{' '.join(f'{x:.0f},{y:.0f}' for x, y, _ in line)}'/>" for line in lines
    )


def _text(text: str) -> str:
    return as_markup(plain_text(text))


def _quoted(text: str) -> str:
    return f'"{escape(plain_text(text), quote=True)}"'


REPORT = Report("html", "one HTML page with a small drawing a run", (".html", ".htm"), as_html)
