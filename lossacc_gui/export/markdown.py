"""Analyses as a Markdown report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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
from lossacc_gui.export.evidence import TITLE, evidence_texts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import svg_of
from lossacc_gui.export.files import as_bytes
from lossacc_gui.export.html import style_in_page
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.export.plan import Place, Plan
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, RankedCause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_text

_CODE = re.compile(r"(`[^`]+`)")


def as_markdown(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look = PLAIN) -> str:
    """A section a run: verdict, events with evidence, checks, remedies and sources, notices, settings.

    Of the look it has where the run comes from, where that is wanted, and the links to the chart of each run.
    """
    lines = ["# Loss and accuracy"]
    plan = Plan(analyses)
    for number, analysis in enumerate(analyses):
        lines += ["", *_run(analysis, number, plan, look.charts[number] if look.charts else "")]
        lines += ["", _plain(look.provenance_of([analysis]))] if look.settings is not None else []
    if errors:
        lines += ["", "## Logs that could not be read", ""]
        lines += [f"- {_plain(phrases.error_text(error))}" for error in errors]
    return "\n".join(lines) + "\n"


def _run(analysis: Analysis, number: int, plan: Plan, picture: str) -> Iterator[str]:
    run, verdict = analysis.run, analysis.verdict
    yield f"## {_plain(run.name)}"
    yield ""
    yield f"**{_plain(f'[{verdict.state.said}] {verdict.text}')}**"
    for text in (
        phrases.BELIEF if number == plan.first_belief else "",
        phrases.kept(analysis),
        phrases.counted(analysis),
        f"{plain_text(str(run.source))} ({phrases.about(analysis)})",
    ):
        if text:
            yield from ("", _plain(text))
    if picture:
        yield from ("", f"![Loss and accuracy of {_plain(run.name)}]({picture})")
    yield from _list(f"### {phrases.NOTES}", phrases.notes(analysis))
    for at, event in enumerate(analysis.events):
        here = Place(number, at)
        certain = phrases.certainty(event, explained=here == plan.first_confidence)
        yield ""
        yield f"### Event {at + 1}: {_plain(event_title(event, run.x_name))}"
        yield ""
        yield _plain(f"{event.explanation.summary} {certain}")
        yield from _causes(event.explanation, here, plan)
    if analysis.told_aside:
        unlikely = _plain(unlikely_text(analysis.overall, analysis.options))
        yield from ("", unlikely) if unlikely else ()
    elif not analysis.events and analysis.overall.causes:
        yield from ("", "### The run as a whole")
        yield from _causes(analysis.overall, Place(number, None), plan)
    yield from _list(f"### {TITLE}", evidence_texts(analysis))
    yield from _list("### Also seen", phrases.remarks(analysis))
    yield from _list(f"### {phrases.COVERAGE}", plan.coverage(number))
    yield from _list(f"### {phrases.STRETCHES}", [phrases.judged_text(s, run.x_name) for s in analysis.stretches])
    yield from _list("### Notices", [*map(phrases.notice_text, run.notices), *phrases.not_judged(analysis)])
    yield from _list("### Settings", phrases.settings(analysis))


def _causes(explanation: Explanation, here: Place, plan: Plan) -> Iterator[str]:
    same = plan.as_told(here, explanation)
    if same is not None:
        yield from ("", _plain(same_text(plan.named(here, same[0]), same[1])))
        return
    for group in grouped(explanation):
        if group.family is not None:
            yield from _cause(family_title(group), group.family.cause, here, plan, None, set())
        said: set[Argued] = set()
        for one in group.causes:
            title = f"{one.number}. {cause_title(one.ranked)}"
            yield from _cause(title, one.ranked.cause, here, plan, one.ranked, said)
        decided = plan.deciding(here, group)
        if decided:
            yield from ("", f"**{_plain(decided)}**")


def _cause(
    title: str, cause: Cause, here: Place, plan: Plan, ranked: RankedCause | None, said: set[Argued]
) -> Iterator[str]:
    """What a cause is, how it is argued (`ranked`; None for a family) and what to do, each where it is told first."""
    place, argued = plan.elsewhere(here, cause), None if ranked is None else plan.argued(here, ranked)
    if place is not None and (ranked is None or argued is not None):
        yield from ("", _plain(see_text(title, plan.named(here, argued or place))))
        return
    yield from ("", f"#### {_plain(title)}", "")
    yield _plain(cause.story if place is None else pointer(plan.named(here, place)))
    if ranked is not None and argued is None:
        yield from _evidence(ranked, said)
    if place is None:
        yield from _list("**Check**", map(_with_code, plan.checks(cause)), ready=True)
        yield from _list("**Remedy**", map(_with_code, plan.remedies(cause)), ready=True)
        yield from _list("**Sources**", [phrases.source_text(source) for source in cause.sources])


def _evidence(ranked: RankedCause, said: set[Argued]) -> Iterator[str]:
    speaks, denies = (unsaid(ranked, said, supports=wanted) for wanted in (True, False))
    yield from _list("**For**", speaks)
    yield from _list("**Against**", denies)


def _list(title: str, texts: Iterable[str], *, ready: bool = False) -> Iterator[str]:
    """A list under a title, nothing where it would be empty; `ready` texts are markup already."""
    items = [f"- {text if ready else _plain(text)}" for text in texts]
    if items:
        yield from ("", title, "", *items)


def _with_code(text: str) -> str:
    """A text of the program's own causes as markup; what stands between backticks is code."""
    return "".join(part if at % 2 else _plain(part, whole=False) for at, part in enumerate(_CODE.split(text)))


def _plain(text: str, *, whole: bool = True) -> str:
    """Text in which nothing is markup: names of metrics and files are full of underscores, stars and brackets.

    It becomes one line; of a part of a text (not `whole`) the spaces at its ends stay.
    """
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()) if whole else text)


def _chart(analysis: Analysis, look: Look) -> bytes:
    """The chart as a page has it."""
    return as_bytes(svg_of(chart_of(analysis, look.view_of(analysis)), style_in_page(look, analysis)))


EXPORTER = Exporter(
    "markdown",
    "Markdown report",
    (".md", ".markdown"),
    as_markdown,
    "The verdict, events, causes, checks and remedies as text; beside it the chart of each run (SVG).",
    tells_errors=True,
    style=style_in_page,
    ranged=True,
    chart=_chart,
)
