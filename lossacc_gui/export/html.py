"""Analyses as one self-contained HTML page with the charts in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape

from lossacc_gui.chart import chart_of
from lossacc_gui.chart.words import event_title
from lossacc_gui.export import phrases
from lossacc_gui.export.causes import (
    Argued,
    cause_title,
    family_title,
    grouped,
    pointer,
    same_text,
    see_text,
    unlikely_text,
    unsaid,
)
from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.style import FigureStyle, Parts
from lossacc_gui.export.evidence import TITLE, evidence_texts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import laid_out, style_for
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.export.plan import Place, Plan
from lossacc_gui.export.svg import svg_element
from lossacc_gui.export.unparted import as_markup
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, RankedCause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_text
from lossacc_gui.resource import resource

_CODE = re.compile(r"`([^`]+)`")
_NARROW = FigureStyle(
    "phone", 106.0, 96.0, font_pt=8.0, line_pt=1.2, aspect=0.7, coloured_text=True, parts=Parts(captions=False)
)
"""As wide as a phone: a point is a pixel and a third, as a page counts."""


Put = Callable[[Drawing, str], str]
"""A drawing -> the element that shows it within a page; the text begins its ids, because all charts share one page."""


def as_html(
    analyses: Sequence[Analysis],
    errors: Sequence[UnreadableLog],
    look: Look = PLAIN,
    put: Put = svg_element,
    *,
    narrow: bool = False,
) -> str:
    """A page that needs nothing else: for each run the verdict, chart, events, causes, notices and settings.

    `put` puts the charts in it otherwise, where something shows the page that knows no SVG, and of each that of a wide
    screen or of a `narrow` one.
    """
    style = resource("report.css").read_text(encoding="utf-8")
    names = [analysis.run.name for analysis in analyses]
    title = f"Loss and accuracy: {names[0]}" if len(names) == 1 else "Loss and accuracy"
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{style}</style></head>",
        "<body><main>",
        f"<h1>{escape(title)}</h1>",
    ]
    if len(names) > 1:
        links = (f'<a href="#run-{i}">{escape(name)}</a>' for i, name in enumerate(names, 1))
        lines += ['<nav aria-label="Runs">', *_list("Runs", links, level=2, ready=True), "</nav>"]
    plan = Plan(analyses)
    for i, analysis in enumerate(analyses, 1):
        lines += _run(analysis, i, plan, _figures(analysis, i, look, put, narrow))
    lines += _list("Logs that could not be read", map(phrases.error_text, errors), level=2)
    return "\n".join([*lines, "</main></body>", "</html>", ""])


def _run(analysis: Analysis, number: int, plan: Plan, figures: Iterator[str]) -> Iterator[str]:
    run, verdict = analysis.run, analysis.verdict
    yield f'<section id="run-{number}">'
    yield f"<h2>{escape(run.name)}</h2>"
    badge = f'<span class="badge {verdict.state.value}">{as_markup(verdict.state.said)}</span>'
    yield f'<p class="verdict">{badge} {as_markup(verdict.text)}</p>'
    belief = phrases.BELIEF if number - 1 == plan.first_belief else ""
    for name, text in (("about", belief), ("keep", phrases.kept(analysis)), ("counted", phrases.counted(analysis))):
        if text:
            yield f'<p class="{name}">{as_markup(text)}</p>'
    yield f'<p class="about">{escape(plain_text(str(run.source)))} ({as_markup(phrases.about(analysis))})</p>'
    yield from figures
    yield from _list(phrases.NOTES, phrases.notes(analysis))
    for i, event in enumerate(analysis.events, 1):
        yield f'<article class="{event.severity.value}" id="run-{number}-event-{i}">'
        yield f"<h3>Event {i}: {as_markup(event_title(event, run.x_name))}</h3>"
        here = Place(number - 1, i - 1)
        certain = phrases.certainty(event, explained=here == plan.first_confidence)
        yield f"<p>{as_markup(event.explanation.summary)} {as_markup(certain)}</p>"
        yield from _causes(event.explanation, here, plan)
        yield "</article>"
    if analysis.told_aside:
        unlikely = as_markup(unlikely_text(analysis.overall, analysis.options))
        yield from (f"<p>{unlikely}</p>",) if unlikely else ()
    elif not analysis.events and analysis.overall.causes:
        yield "<article><h3>The run as a whole</h3>"
        yield from _causes(analysis.overall, Place(number - 1, None), plan)
        yield "</article>"
    yield from _list(TITLE, evidence_texts(analysis))
    yield from _list("Also seen", phrases.remarks(analysis))
    yield from _list(phrases.COVERAGE, plan.coverage(number - 1))
    yield from _list(phrases.STRETCHES, [phrases.judged_text(one, run.x_name) for one in analysis.stretches])
    yield from _list("Notices", [*map(phrases.notice_text, run.notices), *phrases.not_judged(analysis)])
    yield from _list("Settings", phrases.settings(analysis))
    yield "</section>"


def _figures(analysis: Analysis, number: int, look: Look, put: Put, narrow: bool) -> Iterator[str]:
    """The chart, and as a phone shows it: at the width of one, the letters of the other would be a third as large."""
    chart, ids = chart_of(analysis, look.view_of(analysis)), f"run{number}-"
    styles = {"wide": (style_in_page(look, analysis), ids)}
    if look.style is None:
        styles["narrow"] = (look.style_of(analysis, _NARROW), f"{ids}narrow-")
    if put is not svg_element:
        styles = dict([list(styles.items())[-1 if narrow else 0]])
    for kind, (style, begin) in styles.items():
        # In a window in between it is wider than the page: who has no mouse moves it with the keys.
        drawn = put(laid_out(chart, style), begin)
        yield f'<figure class="{kind}" tabindex="0" role="group" aria-label="Chart">{drawn}</figure>'


def style_in_page(look: Look, analysis: Analysis) -> FigureStyle:
    """The looks of a chart that has the words of a report around it."""
    return look.style_of(analysis, replace(style_for("screen"), title=False, parts=Parts(captions=False)))


def _causes(explanation: Explanation, here: Place, plan: Plan) -> Iterator[str]:
    same = plan.as_told(here, explanation)
    if same is not None:
        yield f"<p>{same_text(_link(same[0], here, plan), as_markup(same[1]))}</p>"
        return
    for at, group in enumerate(grouped(explanation)):
        # The first group is open: a glance gives the verdict, a click the alternatives.
        if group.family is not None:
            yield from _cause(family_title(group), group.family.cause, here, plan, None, set(), opened=at == 0)
        said: set[Argued] = set()
        for i, one in enumerate(group.causes):
            title = f"{one.number}. {cause_title(one.ranked)}"
            face = ' class="face"' if group.family is not None else ""
            yield from _cause(title, one.ranked.cause, here, plan, one.ranked, said, opened=at == i == 0, face=face)
        decided = plan.deciding(here, group)
        if decided:
            yield f"<p><b>{as_markup(decided)}</b></p>"


def _cause(
    title: str,
    cause: Cause,
    here: Place,
    plan: Plan,
    ranked: RankedCause | None,
    said: set[Argued],
    *,
    opened: bool,
    face: str = "",
) -> Iterator[str]:
    """What a cause is, how it is argued (`ranked`; None for a family) and what to do, each where it is told first."""
    place, argued = plan.elsewhere(here, cause), None if ranked is None else plan.argued(here, ranked)
    if place is not None and (ranked is None or argued is not None):
        yield f"<p{face}>{see_text(as_markup(title), _link(argued or place, here, plan))}</p>"
        return
    yield f"<details{face}{' open' if opened else ''}><summary>{as_markup(title)}</summary>"
    if place is None:
        yield f"<p>{as_markup(cause.story)}</p>"
    if ranked is not None and argued is None:
        yield from _evidence(ranked, said)
    if place is not None:
        yield f"<p>{pointer(_link(place, here, plan))}</p>"
    else:
        yield from _list("Check", map(_with_code, plan.checks(cause)), level=4, ready=True)
        yield from _list("Remedy", map(_with_code, plan.remedies(cause)), level=4, ready=True)
        yield from _list("Sources", map(phrases.source_text, cause.sources), level=4)
    yield "</details>"


def _link(place: Place, here: Place, plan: Plan) -> str:
    """A link from here to another place."""
    anchor = f"run-{place.run + 1}" if place.event is None else f"run-{place.run + 1}-event-{place.event + 1}"
    return f'<a href="#{anchor}">{as_markup(plan.named(here, place))}</a>'


def _evidence(ranked: RankedCause, said: set[Argued]) -> Iterator[str]:
    speaks, denies = (unsaid(ranked, said, supports=wanted) for wanted in (True, False))
    yield from _list("For", speaks, level=4)
    yield from _list("Against", denies, level=4)


def _with_code(text: str) -> str:
    """A text of the program's own causes as markup; what stands between backticks is code, to be copied as it is."""
    pieces = _CODE.split(text)
    return "".join(f"<code>{escape(piece)}</code>" if i % 2 else as_markup(piece) for i, piece in enumerate(pieces))


def _list(title: str, texts: Iterable[str], *, level: int = 3, ready: bool = False) -> Iterator[str]:
    """A list under a heading of this level, nothing where it would be empty; `ready` texts are markup already."""
    items = [f"<li>{text if ready else as_markup(text)}</li>" for text in texts]
    if items:
        yield f'<h{level} class="of-list">{title}</h{level}>'
        yield f"<ul>{''.join(items)}</ul>"


EXPORTER = Exporter(
    "html",
    "HTML report, one self-contained page with the charts",
    (".html", ".htm"),
    as_html,
    "One self-contained page: chart, verdict, events, causes, checks, remedies.",
    tells_errors=True,
    style=style_in_page,
    ranged=True,
)
