"""Analyses as a Markdown report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lossacc_gui.export import phrases
from lossacc_gui.export.evidence import TITLE, evidence_texts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, RankedCause
from lossacc_gui.model.errors import UnreadableLog


def as_markdown(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog]) -> str:
    """A section a run: verdict, episodes with evidence, checks, remedies and sources, notices, settings."""
    lines = ["# Loss and accuracy"]
    for analysis in analyses:
        lines += ["", *_run(analysis)]
    if errors:
        lines += ["", "## Logs that could not be read", ""]
        lines += [f"- {_plain(phrases.error_text(error))}" for error in errors]
    return "\n".join(lines) + "\n"


def _run(analysis: Analysis) -> Iterator[str]:
    run = analysis.run
    yield f"## {_plain(run.name)}"
    yield ""
    yield f"**{_plain(phrases.verdict(analysis))}**"
    yield ""
    yield _plain(f"{run.source} ({phrases.about(analysis)})")
    for number, (episode, explanation) in enumerate(zip(analysis.episodes, analysis.explanations, strict=True), 1):
        yield ""
        yield f"### Episode {number}: {_plain(phrases.episode_title(episode, run.x_name))}"
        yield ""
        yield _plain(f"{explanation.summary} {phrases.certainty(episode)}")
        yield from _causes(analysis, explanation, number - 1)
    if not analysis.episodes and analysis.overall.causes:
        yield from ("", "### The run as a whole")
        yield from _causes(analysis, analysis.overall, None)
    yield from _list(f"### {TITLE}", evidence_texts(analysis))
    yield from _list("### Also seen", [phrases.finding_text(finding, run.x_name) for finding in analysis.findings])
    yield from _list(f"### {phrases.STRETCHES}", [phrases.judged_text(s, run.x_name) for s in analysis.stretches])
    yield from _list("### Notices", [phrases.notice_text(notice) for notice in run.notices])
    yield from _list("### Settings", phrases.settings(analysis))


def _causes(analysis: Analysis, explanation: Explanation, index: int | None) -> Iterator[str]:
    for rank, ranked in enumerate(explanation.causes, 1):
        yield ""
        yield f"#### {rank}. {_plain(phrases.cause_title(ranked))}"
        yield ""
        place = phrases.told_elsewhere(analysis, ranked.cause, index)
        yield _plain(ranked.cause.story if place is None else phrases.pointer(place))
        yield from _evidence(ranked)
        if place is None:
            yield from _advice(ranked.cause)
    if explanation.deciding_check:
        yield ""
        yield f"**To tell 1 from 2:** {_plain(explanation.deciding_check)}"


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


EXPORTER = Exporter("markdown", "Markdown report", (".md", ".markdown"), as_markdown)
