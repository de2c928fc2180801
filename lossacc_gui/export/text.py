"""Analyses as plain text for a terminal, the verdict first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from lossacc_gui.chart.words import event_title
from lossacc_gui.export import phrases
from lossacc_gui.export.causes import (
    Told,
    argued_elsewhere,
    cause_title,
    family_title,
    grouped,
    others_text,
    told_elsewhere,
    unlikely_text,
)
from lossacc_gui.export.evidence import TITLE, evidence_texts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, RankedCause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_text

_WIDTH = 92
_EVIDENCE = 3
"""Evidence told for and against each cause, strongest first."""
_GLUE = "\u2060"
"""Stands for a space at which no line may break, as in 93 %."""
_CAUSES = 3
"""Causes told for an event: what a person reads before acting; the other reports have all."""


def as_text(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog]) -> str:
    """Every run with its verdict, events, causes, checks and remedies, then the logs that could not be read."""
    blocks = ["\n".join(_run(analysis)) for analysis in analyses]
    if errors:
        lines = [line for error in errors for line in _wrapped("  ", phrases.error_text(error))]
        blocks.append("\n".join(["Could not be read:", *lines]))
    return "\n\n\n".join(blocks)


def cause_as_text(cause: Cause) -> str:
    """All that is known about one cause."""
    lines = [f"{cause.title} ({cause.id}{', harmless' if cause.benign else ''})", ""]
    lines += _wrapped("  ", cause.story)
    titled = (
        ("Check", cause.checks),
        ("Remedy", cause.remedies),
        ("Sources", [phrases.source_text(source) for source in cause.sources]),
    )
    for title, texts in titled:
        if texts:
            lines += ["", f"  {title}", *_listed("    ", texts)]
    return "\n".join(lines)


def _run(analysis: Analysis) -> Iterator[str]:
    run, verdict = analysis.run, analysis.verdict
    yield run.name
    yield "=" * min(len(run.name), _WIDTH)
    yield from _wrapped("", f"[{verdict.state.said}] {verdict.text}")
    yield from _wrapped("", phrases.kept(analysis))
    yield from _wrapped("", phrases.counted(analysis))
    yield ""
    yield from _wrapped("", f"{plain_text(str(run.source))} ({phrases.about(analysis)})")
    for number, event in enumerate(analysis.events, 1):
        yield ""
        yield from _wrapped("", f"Event {number}: {event_title(event, run.x_name)}")
        yield from _wrapped("  ", event.explanation.summary)
        yield from _wrapped("  ", phrases.certainty(event))
        yield from _causes(analysis, event.explanation, number - 1, "  ")
    if analysis.overall.healthy and not analysis.events:
        yield from ("", *_wrapped("", unlikely_text(analysis.overall)))
    elif not analysis.events and analysis.overall.causes:
        yield ""
        yield "The run as a whole"
        yield from _causes(analysis, analysis.overall, None, "  ")
    yield from _section(TITLE, evidence_texts(analysis))
    yield from _section("Also seen", phrases.remarks(analysis))
    yield from _section(phrases.LOOKED_AT, phrases.looked_at(analysis))
    yield from _section(phrases.STRETCHES, [phrases.judged_text(one, run.x_name) for one in analysis.stretches])
    yield from _section("Notices", [phrases.notice_text(notice) for notice in run.notices])


def _causes(analysis: Analysis, explanation: Explanation, index: int | None, indent: str) -> Iterator[str]:
    """The first causes; what another event tells of them is not told again."""
    hidden: tuple[Told, ...] = ()
    for group in grouped(explanation):
        shown = tuple(one for one in group.causes if one.number <= _CAUSES)
        hidden += group.causes[len(shown) :]
        inner = indent
        if shown and group.family is not None:
            yield from _wrapped(indent, family_title(group), hang="  ")
            if told_elsewhere(analysis, group.family.cause, index) is None:
                yield from _advice(group.family.cause, indent + "  ")
            inner = indent + "  "
        for one in shown:
            place = told_elsewhere(analysis, one.ranked.cause, index)
            told = argued_elsewhere(analysis, one.ranked, place)
            see = f": see event {place + 1}" if told and place is not None else ""
            yield from _wrapped(inner, f"{one.number}. {cause_title(one.ranked)}{see}", hang="   ")
            if not told:
                yield from _argument(one.ranked, inner + "   ")
        yield from _wrapped(inner, group.deciding, hang="   ")
    if hidden:
        yield from _wrapped(indent, f"Less likely: {others_text(hidden)}.")


def _argument(ranked: RankedCause, indent: str) -> Iterator[str]:
    """The strongest evidence for and against, then the most telling check and the first remedy."""
    for label, wanted in (("for", True), ("against", False)):
        for text in [one.text for one in ranked.evidence if one.supports == wanted][:_EVIDENCE]:
            yield from _labelled(indent, label, text)
    yield from _advice(ranked.cause, indent)


def _advice(cause: Cause, indent: str) -> Iterator[str]:
    for label, texts in (("check", cause.checks), ("remedy", cause.remedies)):
        for text in texts[:1]:
            yield from _labelled(indent, label, text)


def _section(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield ""
        yield title
        yield from _listed("  ", texts)


def _listed(indent: str, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _wrapped(indent, f"- {text}", hang="  ")


def _labelled(indent: str, label: str, text: str) -> Iterator[str]:
    yield from _wrapped(indent, f"{label:<8}{text}", hang=" " * 8)


def _wrapped(indent: str, text: str, *, hang: str = "") -> list[str]:
    together = text.replace(" %", f"{_GLUE}%")
    lines = textwrap.wrap(
        together,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        break_on_hyphens=False,
        break_long_words=False,  # a path is copied whole
    )
    return [line.replace(_GLUE, " ") for line in lines]


EXPORTER = Exporter(
    "text",
    "plain text for a terminal",
    (".txt",),
    lambda analyses, errors, _: as_text(analyses, errors),
    "The verdict, events and the likeliest causes.",
)
