"""Analyses as one self-contained HTML page with the charts in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape

from lossacc_gui.chart import chart_of
from lossacc_gui.chart.words import event_title
from lossacc_gui.export import phrases
from lossacc_gui.export.causes import (
    argued_elsewhere,
    cause_title,
    family_title,
    grouped,
    pointer,
    told_elsewhere,
    unlikely_text,
)
from lossacc_gui.export.evidence import TITLE, evidence_texts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import laid_out, style_for
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.export.svg import svg_element
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, RankedCause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_text
from lossacc_gui.resource import resource


def as_html(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look = PLAIN) -> str:
    """A page that needs nothing else: for each run the verdict, chart, events, causes, notices and settings."""
    style = resource("report.css").read_text(encoding="utf-8")
    names = [analysis.run.name for analysis in analyses]
    title = f"Loss and accuracy: {names[0]}" if len(names) == 1 else "Loss and accuracy"
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{style}</style></head>",
        "<body>",
        f"<h1>{escape(title)}</h1>",
    ]
    if len(names) > 1:
        links = (f'<a href="#run-{i}">{escape(name)}</a>' for i, name in enumerate(names, 1))
        lines += _list("Runs", links, ready=True)
    for i, analysis in enumerate(analyses, 1):
        lines += _run(analysis, i, look)
    lines += _list("Logs that could not be read", map(phrases.error_text, errors))
    return "\n".join([*lines, "</body>", "</html>", ""])


def _run(analysis: Analysis, number: int, look: Look) -> Iterator[str]:
    run, verdict = analysis.run, analysis.verdict
    yield f'<section id="run-{number}">'
    yield f"<h2>{escape(run.name)}</h2>"
    badge = f'<span class="badge {verdict.state.value}">{escape(verdict.state.said)}</span>'
    yield f'<p class="verdict">{badge} {escape(verdict.text)}</p>'
    for name, text in (("keep", phrases.kept(analysis)), ("counted", phrases.counted(analysis))):
        if text:
            yield f'<p class="{name}">{escape(text)}</p>'
    yield f'<p class="about">{escape(plain_text(str(run.source)))} ({escape(phrases.about(analysis))})</p>'
    yield f"<figure>{_chart(analysis, number, look)}</figure>"
    for i, event in enumerate(analysis.events, 1):
        yield f'<article class="{event.severity.value}" id="run-{number}-event-{i}">'
        yield f"<h3>Event {i}: {escape(event_title(event, run.x_name))}</h3>"
        yield f"<p>{escape(event.explanation.summary)} {escape(phrases.certainty(event))}</p>"
        yield from _causes(analysis, event.explanation, i - 1, number)
        yield "</article>"
    if analysis.overall.healthy and not analysis.events:
        yield f"<p>{escape(unlikely_text(analysis.overall))}</p>"
    elif not analysis.events and analysis.overall.causes:
        yield "<article><h3>The run as a whole</h3>"
        yield from _causes(analysis, analysis.overall, None, number)
        yield "</article>"
    yield from _list(TITLE, evidence_texts(analysis))
    yield from _list("Also seen", phrases.remarks(analysis))
    yield from _list(phrases.LOOKED_AT, phrases.looked_at(analysis))
    yield from _list(phrases.STRETCHES, [phrases.judged_text(one, run.x_name) for one in analysis.stretches])
    yield from _list("Notices", map(phrases.notice_text, run.notices))
    yield from _list("Settings", phrases.settings(analysis))
    yield "</section>"


def _chart(analysis: Analysis, number: int, look: Look) -> str:
    """The chart as an SVG element; its ids are made unique, because all charts share one page."""
    style = look.style_of(analysis, replace(style_for("screen"), title=False))
    return svg_element(laid_out(chart_of(analysis, look.view), style), f"run{number}-")


def _causes(analysis: Analysis, explanation: Explanation, index: int | None, number: int) -> Iterator[str]:
    for place, group in enumerate(grouped(explanation)):
        # The first group is open: a glance gives the verdict, a click the alternatives.
        opened = " open" if place == 0 else ""
        if group.family is not None:
            yield f'<details class="family"{opened}><summary>{escape(family_title(group))}</summary>'
            yield from _cause(analysis, group.family.cause, index, number, None)
        for i, one in enumerate(group.causes):
            here = opened if i == 0 else ""
            yield f"<details{here}><summary>{one.number}. {escape(cause_title(one.ranked))}</summary>"
            yield from _cause(analysis, one.ranked.cause, index, number, one.ranked)
            yield "</details>"
        if group.deciding:
            yield f"<p><b>{escape(group.deciding)}</b></p>"
        if group.family is not None:
            yield "</details>"


def _cause(
    analysis: Analysis, cause: Cause, index: int | None, number: int, ranked: RankedCause | None
) -> Iterator[str]:
    """What a cause is, how it is argued (`ranked`; None for a family) and what to do, each where it is told first."""
    place = told_elsewhere(analysis, cause, index)
    if place is None:
        yield f"<p>{escape(cause.story)}</p>"
    if ranked is not None and not argued_elsewhere(analysis, ranked, place):
        yield from _evidence(ranked)
    if place is None:
        yield from _advice(cause)
    else:
        yield f'<p><a href="#run-{number}-event-{place + 1}">{escape(pointer(place))}</a></p>'


def _evidence(ranked: RankedCause) -> Iterator[str]:
    yield from _list("For", [one.text for one in ranked.evidence if one.supports])
    yield from _list("Against", [one.text for one in ranked.evidence if not one.supports])


def _advice(cause: Cause) -> Iterator[str]:
    yield from _list("Check", cause.checks)
    yield from _list("Remedy", cause.remedies)
    yield from _list("Sources", map(phrases.source_text, cause.sources))


def _list(title: str, texts: Iterable[str], *, ready: bool = False) -> Iterator[str]:
    """A titled list, nothing where it would be empty; `ready` texts are markup already."""
    items = [f"<li>{text if ready else escape(text)}</li>" for text in texts]
    if items:
        yield f"<h4>{title}</h4>"
        yield f"<ul>{''.join(items)}</ul>"


EXPORTER = Exporter(
    "html",
    "HTML report, one self-contained page with the charts",
    (".html", ".htm"),
    as_html,
    "One self-contained page: chart, verdict, events, causes, checks, remedies.",
)
