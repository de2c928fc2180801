"""Analyses as a Markdown report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, RankedCause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_text


def as_markdown(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog]) -> str:
    """A section a run: verdict, events with evidence, checks, remedies and sources, notices, settings."""
    lines = ["# Loss and accuracy"]
    for analysis in analyses:
        lines += ["", *_run(analysis)]
    if errors:
        lines += ["", "## Logs that could not be read", ""]
        lines += [f"- {_plain(phrases.error_text(error))}" for error in errors]
    return "\n".join(lines) + "\n"


def _run(analysis: Analysis) -> Iterator[str]:
    run, verdict = analysis.run, analysis.verdict
    yield f"## {_plain(run.name)}"
    yield ""
    yield f"**{_plain(f'[{verdict.state.said}] {verdict.text}')}**"
    for text in (
        phrases.kept(analysis),
        phrases.counted(analysis),
        f"{plain_text(str(run.source))} ({phrases.about(analysis)})",
    ):
        if text:
            yield from ("", _plain(text))
    for number, event in enumerate(analysis.events, 1):
        yield ""
        yield f"### Event {number}: {_plain(event_title(event, run.x_name))}"
        yield ""
        yield _plain(f"{event.explanation.summary} {phrases.certainty(event)}")
        yield from _causes(analysis, event.explanation, number - 1)
    if analysis.overall.healthy and not analysis.events:
        yield from ("", _plain(unlikely_text(analysis.overall)))
    elif not analysis.events and analysis.overall.causes:
        yield from ("", "### The run as a whole")
        yield from _causes(analysis, analysis.overall, None)
    yield from _list(f"### {TITLE}", evidence_texts(analysis))
    yield from _list("### Also seen", phrases.remarks(analysis))
    yield from _list(f"### {phrases.LOOKED_AT}", phrases.looked_at(analysis))
    yield from _list(f"### {phrases.STRETCHES}", [phrases.judged_text(s, run.x_name) for s in analysis.stretches])
    yield from _list("### Notices", [phrases.notice_text(notice) for notice in run.notices])
    yield from _list("### Settings", phrases.settings(analysis))


def _causes(analysis: Analysis, explanation: Explanation, index: int | None) -> Iterator[str]:
    for group in grouped(explanation):
        if group.family is not None:
            yield from ("", f"#### {_plain(family_title(group))}", "")
            yield from _cause(analysis, group.family.cause, index, None)
        for one in group.causes:
            yield from ("", f"#### {one.number}. {_plain(cause_title(one.ranked))}", "")
            yield from _cause(analysis, one.ranked.cause, index, one.ranked)
        if group.deciding:
            yield from ("", f"**{_plain(group.deciding)}**")


def _cause(analysis: Analysis, cause: Cause, index: int | None, ranked: RankedCause | None) -> Iterator[str]:
    """What a cause is, how it is argued (`ranked`; None for a family) and what to do, each where it is told first."""
    place = told_elsewhere(analysis, cause, index)
    yield _plain(cause.story if place is None else pointer(place))
    if ranked is not None and not argued_elsewhere(analysis, ranked, place):
        yield from _evidence(ranked)
    if place is None:
        yield from _advice(cause)


def _evidence(ranked: RankedCause) -> Iterator[str]:
    yield from _list("**For**", [one.text for one in ranked.evidence if one.supports])
    yield from _list("**Against**", [one.text for one in ranked.evidence if not one.supports])


def _advice(cause: Cause) -> Iterator[str]:
    yield from _list("**Check**", cause.checks)
    yield from _list("**Remedy**", cause.remedies)
    yield from _list("**Sources**", [phrases.source_text(source) for source in cause.sources])


def _list(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield ""
        yield title
        yield ""
        for text in texts:
            yield f"- {_plain(text)}"


def _plain(text: str) -> str:
    """Text in which nothing is markup: names of metrics and files are full of underscores, stars and brackets."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))


EXPORTER = Exporter(
    "markdown",
    "Markdown report",
    (".md", ".markdown"),
    lambda analyses, errors, _: as_markdown(analyses, errors),
    "The verdict, events, causes, checks and remedies as text.",
)
