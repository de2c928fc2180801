"""A comparison as text, Markdown, HTML and JSON: the same sentences and tables in each, and in the window."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lossacc_gui.export.unparted import as_markup
from lossacc_gui.language import joined, say
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import place_text, span_text, stretch_text, whole_text
from lossacc_gui.resource import resource
from lossacc_gui.triage.compare import Across, Comparison, NamedRow
from lossacc_gui.triage.compare.comparison import Seen
from lossacc_gui.triage.reports.values import named_argued, named_values
from lossacc_gui.triage.words import accuracy_value, cause_text, keep_text, loss_value, main_text

SCHEMA_VERSION = 1
"""Keys may be added within a version, never renamed or removed."""
TITLE = "Comparison of training runs"
HEADINGS = (
    *(say("Run"), say("State"), say("What"), say("Cause"), say("Keep"), say("As good")),
    *(say("Best loss"), say("Best accuracy"), say("Up to"), say("Log")),
)
SEEN = {
    Seen.AKIN: say("in another way"),
    Seen.ABSENT: say("no"),
    Seen.HARDLY: say("nearly"),
    Seen.ENDED: say("ends before"),
    Seen.UNKNOWN: say("cannot be told"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A list of sentences or a table, under a title."""

    title: str
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


def parts_of(comparison: Comparison) -> tuple[Part, ...]:
    """What is shown, in its order; parts that have nothing to show are left out."""
    names = tuple(run.name for run in comparison.runs)
    asked = say("Runs ({count} more were asked)", count=whole_text(comparison.others))
    settings = [
        (
            one.setting if one.choice else say("{setting} (no choice)", setting=one.setting),
            *("" if v is None else v for v in one.values),
        )
        for one in comparison.differences
    ]
    events = [
        (say("{what} ({split})", what=one.said, split=one.split), *_places(one, comparison.runs))
        for one in comparison.events
    ]
    runs = tuple(_cells(run) for run in comparison.runs)
    parts = (
        Part(say("What they say"), tuple(one.text for one in comparison.said)),
        Part(
            say("What they say of causes"),
            tuple(say("{name}: {text}", name=name, text=one.text) for name, one in comparison.argued),
        ),
        Part(asked if comparison.others else say("Runs"), (), HEADINGS, runs),
        Part(say("Settings that differ"), (), (say("Setting"), *names), tuple(settings)),
        Part(say("Events"), (), (say("Event"), *names), tuple(events)),
    )
    return tuple(part for part in parts if part.lines or part.cells)


def as_text(comparison: Comparison) -> str:
    """For a terminal."""
    blocks = []
    for part in parts_of(comparison):
        lines = [f"  - {plain_text(line)}" for line in part.lines]
        if part.cells:
            lines += (f"  {line}" for line in _lined([part.headings, *part.cells]))
        blocks.append("\n".join([f"{part.title}:", *lines]))
    return "\n\n".join(blocks)


def as_markdown(comparison: Comparison) -> str:
    """For a page or an issue."""
    blocks = [f"# {TITLE}"]
    for part in parts_of(comparison):
        lines = [f"- {_escaped(line)}" for line in part.lines]
        if part.cells:
            rows = [part.headings, ("---",) * len(part.headings), *part.cells]
            lines += ("| " + " | ".join(map(_cell, row)) + " |" for row in rows)
        blocks.append("\n".join([f"## {part.title}", "", *lines]))
    return "\n\n".join(blocks) + "\n"


def as_html(comparison: Comparison) -> str:
    """A page that needs nothing else."""
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{TITLE}</title>',
        f"<style>{resource('triage.css').read_text(encoding='utf-8')}</style></head><body><main>",
        f"<h1>{TITLE}</h1>",
        *(line for part in parts_of(comparison) for line in _marked(part, str, page=True)),
        "</main></body></html>",
    ]
    return "\n".join(lines)


def as_body(comparison: Comparison, spoken: Callable[[str], object] = str) -> str:
    """The inside of the page as Qt shows it; `spoken` says what is said in another language."""
    return "\n".join(line for part in parts_of(comparison) for line in _marked(part, spoken, page=False))


def as_json(comparison: Comparison) -> str:
    """One object with `runs`, `settings`, `events`, `statements` and `causes`; accuracies are fractions."""
    names = [run.name for run in comparison.runs]
    document = {
        "schema_version": SCHEMA_VERSION,
        "runs": [{"name": run.name, **_run(run)} for run in comparison.runs],
        "settings": [
            {"name": one.setting, "choice": one.choice, "values": dict(zip(names, one.values, strict=True))}
            for one in comparison.differences
        ],
        "events": [_event(one, names) for one in comparison.events],
        "statements": [
            {
                "text": one.text,
                "about": one.about,
                "runs": list(one.runs),
                "ground": one.ground.value,
                "settings": list(one.settings),
                "cause": one.cause or None,
                "speaks_for": one.speaks_for,
            }
            for one in comparison.said
        ],
        "causes": [{"run": name, **named_argued(one)} for name, one in comparison.argued],
        "others": comparison.others,
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


FORMS: dict[str, Callable[[Comparison], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
}
ENDINGS = {".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}


def _cells(run: NamedRow) -> tuple[str, ...]:
    row = run.row
    as_good = "" if row.keep_low is None or row.keep_high is None else span_text(row.keep_low, row.keep_high)
    return (
        run.name,
        State(row.state).said,
        main_text(row),
        cause_text(row),
        say("{epoch} by {metric}", epoch=keep_text(row), metric=row.keep_by) if row.keep_by else keep_text(row),
        as_good,
        _best(loss_value(row.best_loss), row.loss_metric),
        _best(accuracy_value(row.best_accuracy), row.accuracy_metric),
        "" if row.last is None else place_text(row.last, row.x_name),
        row.source,
    )


def _best(value: str, metric: str) -> str:
    return say("{value} ({metric})", value=value, metric=metric) if value else ""


def _places(across: Across, runs: Sequence[NamedRow]) -> Iterator[str]:
    for place, seen, run in zip(across.places, across.seen, runs, strict=True):
        if place is None:
            yield SEEN[seen]
            continue
        known = place.start is not None and place.end is not None
        where = stretch_text(place.start or 0.0, place.end or 0.0, run.row.x_name) if known else say("yes")
        yield joined(", ", (where, Severity(place.severity).said))


def _lined(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    plain = [[plain_text(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in plain) for i in range(len(plain[0]))]
    for row in plain:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _cell(text: str) -> str:
    return text if text == "---" else _escaped(text)


def _escaped(text: str) -> str:
    """Text in which nothing is markup: settings and files are full of underscores."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", plain_text(text))


def _marked(part: Part, spoken: Callable[[str], object], *, page: bool) -> Iterator[str]:
    """A part as HTML: of a `page` with its style and room to move a wide table, or as Qt knows it."""

    def _html(text: str) -> str:
        return as_markup(plain_text(str(spoken(text))))

    yield f"<h2>{_html(part.title)}</h2>"
    if part.lines:
        yield "<ul>"
        for line in part.lines:
            yield f"<li>{_html(line)}</li>"
        yield "</ul>"
    if part.cells:
        head = "<th scope='col'>" if page else "<th align='left'>"
        heads = "".join(f"{head}{_html(name)}</th>" for name in part.headings)
        room = f"<div class='wide' tabindex='0' role='group' aria-label='{_html(part.title)}'>" if page else ""
        table = "<table class='compared'>" if page else "<table cellpadding='3'>"
        yield f"{room}{table}<thead><tr>{heads}</tr></thead><tbody>"
        for row in part.cells:
            yield "<tr>" + "".join(f"<td>{_html(cell)}</td>" for cell in row) + "</tr>"
        yield "</tbody></table>" + ("</div>" if page else "")


def _run(run: NamedRow) -> dict[str, Any]:
    row = run.row
    more = {
        "keep_range": None if row.keep_low is None else [row.keep_low, row.keep_high],
        "loss_noise": row.loss_noise,
        "accuracy_noise": row.accuracy_noise,
        "loss_level": row.loss_level,
        "accuracy_level": row.accuracy_level,
        "loss_spread": row.loss_spread,
        "accuracy_spread": row.accuracy_spread,
        "loss_error": row.loss_error,
        "accuracy_error": row.accuracy_error,
    }
    return {**named_values(row), **more, "settings": dict(row.settings)}


def _event(one: Across, names: Sequence[str]) -> dict[str, Any]:
    return {
        "what": one.said,
        "split": one.split,
        "runs": {
            name: {
                "seen": seen.value,
                "start": None if place is None else place.start,
                "end": None if place is None else place.end,
                "severity": None if place is None else place.severity,
            }
            for name, seen, place in zip(names, one.seen, one.places, strict=True)
        },
    }
