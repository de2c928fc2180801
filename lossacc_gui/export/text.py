"""Analyses as plain text for a terminal, the verdict first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from lossacc_gui.export import phrases
from lossacc_gui.export.evidence import TITLE, evidence_texts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, RankedCause
from lossacc_gui.model.errors import UnreadableLog

_WIDTH = 92
_EVIDENCE = 3
"""Evidence told for and against each cause, strongest first."""
_GLUE = "\u2060"
"""Stands for a space at which no line may break, as in 93 %."""
_CAUSES = 3
"""Causes told for an episode: what a person reads before acting; the other reports have all."""


def as_text(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog]) -> str:
    """Every run with its verdict, episodes, causes, checks and remedies, then the logs that could not be read."""
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
    run = analysis.run
    yield run.name
    yield "=" * min(len(run.name), _WIDTH)
    yield from _wrapped("", f"{run.source} ({phrases.about(analysis)})")
    yield ""
    yield from _wrapped("", phrases.verdict(analysis))
    for number, (episode, explanation) in enumerate(zip(analysis.episodes, analysis.explanations, strict=True), 1):
        yield ""
        title = phrases.episode_title(episode, run.x_name)
        yield from _wrapped("", f"Episode {number}: {title}")
        yield from _wrapped("  ", explanation.summary)
        yield from _wrapped("  ", phrases.certainty(episode))
        yield from _causes(explanation, "  ")
    if not analysis.episodes and analysis.overall.causes:
        yield ""
        yield "The run as a whole"
        yield from _causes(analysis.overall, "  ")
    yield from _section(TITLE, evidence_texts(analysis))
    yield from _section("Also seen", [phrases.finding_text(finding, run.x_name) for finding in analysis.findings])
    yield from _section(phrases.STRETCHES, [phrases.judged_text(one, run.x_name) for one in analysis.stretches])
    yield from _section("Notices", [phrases.notice_text(notice) for notice in run.notices])


def _causes(explanation: Explanation, indent: str) -> Iterator[str]:
    for rank, ranked in enumerate(explanation.causes[:_CAUSES], 1):
        yield from _wrapped(indent, f"{rank}. {phrases.cause_title(ranked)}", hang="   ")
        yield from _argument(ranked, indent + "   ")
    if explanation.deciding_check:
        yield from _wrapped(indent, f"To tell 1 from 2: {explanation.deciding_check}", hang="   ")
    hidden = [ranked.cause.title.partition(":")[0] for ranked in explanation.causes[_CAUSES:]]
    if hidden:
        yield from _wrapped(indent, f"Less likely: {', '.join(hidden)}.")


def _argument(ranked: RankedCause, indent: str) -> Iterator[str]:
    """The strongest evidence for and against, then the most telling check and the first remedy."""
    for label, wanted in (("for", True), ("against", False)):
        for text in [one.text for one in ranked.evidence if one.supports == wanted][:_EVIDENCE]:
            yield from _labelled(indent, label, text)
    for label, texts in (("check", ranked.cause.checks), ("remedy", ranked.cause.remedies)):
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


EXPORTER = Exporter("text", "plain text for a terminal", (".txt",), as_text)
