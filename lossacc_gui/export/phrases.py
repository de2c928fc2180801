"""The sentences that all reports share, so that text, Markdown and HTML say the same."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, RankedCause, Source
from lossacc_gui.model.episode import Episode, Finding, Judged, Severity
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.options import Options, described
from lossacc_gui.model.run import Notice
from lossacc_gui.numerals import belief_text, points_text, relative_text, stretch_text

STRETCHES = "Every stretch, and why it is an episode or is none (SE: standard errors)"

TOO_FEW = "Too few values to tell whether loss and accuracy part"


def verdict(analysis: Analysis) -> str:
    """How many episodes of which severity, and what the run as a whole suggests."""
    if not analysis.pairs:
        return analysis.overall.summary
    episodes = analysis.episodes
    if not episodes:
        counted = f"{TOO_FEW}." if too_few(analysis) else "Loss and accuracy never part: no episode."
        return f"{counted} {analysis.overall.summary}" if analysis.overall.causes else counted
    kinds = [episode.severity for episode in episodes]
    parts = [f"{kinds.count(kind)} {kind.value}" for kind in reversed(Severity) if kind in kinds]
    return f"{counted_text(len(episodes), 'episode')} ({', '.join(parts)}). {analysis.overall.summary}"


def too_few(analysis: Analysis) -> bool:
    """Whether no pair has the numbers that a trend wants, so that agreement cannot be claimed."""
    numbers = (min(int(np.isfinite(one.value).sum()) for one in (pair.loss, pair.accuracy)) for pair in analysis.pairs)
    return max(numbers, default=0) < analysis.options.window_least


def counted_text(count: int, noun: str) -> str:
    """A number of things: 1 episode, 2 episodes."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def about(analysis: Analysis) -> str:
    """What kind of log it is, how far it goes and which metrics are related."""
    run = analysis.run
    ends = [float(end) for one in run.series if len(one.x) for end in (one.x[0], one.x[-1])]
    extent = stretch_text(min(ends), max(ends), run.x_name) if ends else "no values"
    pairs = [f"{pair.loss.metric} with {pair.accuracy.metric}" for pair in analysis.pairs]
    return ", ".join([run.format, extent, *(pairs or ["no loss with an accuracy of the same split"])])


def episode_title(episode: Episode, x_name: str) -> str:
    """Where, on which split, which disagreement, how bad."""
    where = stretch_text(episode.start, episode.end, x_name)
    return f"{where}, {episode.split}: {episode.pattern.said} ({episode.severity.value})"


def certainty(episode: Episode) -> str:
    """How sure the episode is, how many examples are behind it, and the rule that gave the severity."""
    sure = f"Confidence {belief_text(episode.confidence)}."
    if episode.n_examples:
        examples = round(abs(episode.accuracy_change) * episode.n_examples)
        counted = f"about {examples:,}" if examples else "less than one"
        sure += f" The change in accuracy is {counted} of {episode.n_examples:,} examples."
    return f"{sure} {episode.reason}".rstrip()


def cause_title(ranked: RankedCause) -> str:
    """A cause with its share of belief; benign ones are said to be harmless."""
    harmless = ", harmless" if ranked.cause.benign else ""
    return f"{ranked.cause.title} ({belief_text(ranked.score)}{harmless})"


def told_elsewhere(analysis: Analysis, cause: Cause, index: int | None) -> int | None:
    """The other episode (from 0) that tells a cause in full; None where it is told here, at episode `index` or the run.

    It is the first episode that the cause leads, else the first that names it: nobody reads the same page four times.
    """
    if index is None:
        return None
    for most in (1, None):
        for place, explanation in enumerate(analysis.explanations):
            if any(ranked.cause.id == cause.id for ranked in explanation.causes[:most]):
                return place if place != index else None
    return None


def pointer(place: int) -> str:
    """Where a cause is told in full."""
    return f"What it is, how to check it and what to do: episode {place + 1}."


def finding_text(finding: Finding, x_name: str) -> str:
    """A finding with where it is and how bad."""
    where = stretch_text(finding.start, finding.end, x_name)
    on = f", {finding.split}" if finding.split else ""
    return f"{finding.text} ({where}{on}; {finding.severity.value})"


def judged_text(judged: Judged, x_name: str) -> str:
    """A stretch with its numbers, and why it is an episode or is none."""
    where = stretch_text(judged.start, judged.end, x_name)
    loss = f"{judged.loss_metric} {judged.loss} ({relative_text(judged.loss_change)}, {judged.loss_errors:.1f} SE)"
    accuracy = f"{judged.accuracy_metric} {judged.accuracy} ({points_text(judged.accuracy_change)}"
    moved = f"{loss}, {accuracy}, {judged.accuracy_errors:.1f} SE)"
    return f"{where}, {judged.split}: {moved}, sure to {belief_text(judged.confidence)}. {judged.reason}"


def source_text(source: Source) -> str:
    """Author, year, title, and what it is cited for: what is known of them."""
    year = f" ({source.year})" if source.year else ""
    cited = f"{source.author}{year}: {source.title}" if source.author else f"{source.title}{year}"
    stop = "" if cited.endswith(("?", ".")) else "."
    return f"{cited}{stop} Cited for: {source.note}" if source.note else cited


def notice_text(notice: Notice) -> str:
    """A notice with its line."""
    return notice.text if notice.line is None else f"line {notice.line}: {notice.text}"


def error_text(error: UnreadableLog) -> str:
    """A log that could not be read, and why."""
    return f"{error.path}: {error.sentence}"


def changed_options(options: Options) -> tuple[str, ...]:
    """The thresholds that the person changed."""
    usual = {name: value for name, value, _, _ in described(Options())}
    return tuple(f"{name} = {value} ({unit})" for name, value, unit, _ in described(options) if usual[name] != value)


def settings(analysis: Analysis) -> tuple[str, ...]:
    """What the log says about the training, and the thresholds that differ from the usual ones."""
    return (*(f"{name} = {value}" for name, value in analysis.run.settings), *changed_options(analysis.options))
