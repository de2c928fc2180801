"""What the explanation panel says, as a page: verdict first, then reasons, then what to check and do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from PySide6.QtGui import QTextDocument

from lossacc_gui.explain.worked_table import preset_for
from lossacc_gui.export.phrases import TOO_FEW, counted_text, too_few
from lossacc_gui.gui.panels.tables import accuracy_said, loss_said
from lossacc_gui.gui.state import Selection
from lossacc_gui.gui.theme import Theme
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Evidence, Explanation, RankedCause, Source
from lossacc_gui.model.episode import Episode, Finding, Severity
from lossacc_gui.numerals import belief_text, stretch_text

WORST_FIRST = (Severity.PROBLEM, Severity.WATCH, Severity.BENIGN)
ONLY_FOR_CLICKS = re.compile(r"<p class='link'>.*?</p>")
SIGNS = dict.fromkeys(map(ord, "\ufffc▼►"))
"""What the page shows for the eye: pictures and the signs of folds."""
_MOST_CAUSES = 6
"""Causes further down have next to nothing to say."""
_WHY_HERE = "<p class='link'><a href='why:'>Why here, why not there</a></p>"


def page(analysis: Analysis, selection: Selection, opened: frozenset[int], theme: Theme) -> str:
    """The page for the selection, in QTextBrowser's HTML; causes whose rank is in `opened` are unfolded."""
    writer = _Writer(analysis, opened, theme)
    parts = writer.run() if selection.episode is None else writer.episode(selection.episode)
    body = "".join(parts).replace(" %", "&nbsp;%")  # a number and its unit stay on one line
    return f"<html><head><style>{_style(theme)}</style></head><body>{body}</body></html>"


def whole_text(analysis: Analysis, selection: Selection, theme: Theme) -> str:
    """The page with every cause unfolded, as plain text to paste elsewhere."""
    everything = frozenset(range(len(_explanation(analysis, selection).causes)))
    return _as_text(page(analysis, selection, everything, theme))


def cause_text(analysis: Analysis, selection: Selection, rank: int, theme: Theme) -> str:
    """One cause of the page, unfolded, as plain text to paste elsewhere."""
    ranked = _explanation(analysis, selection).causes[rank]
    return _as_text("".join(_Writer(analysis, frozenset({rank}), theme).cause(rank, ranked)))


def worst(analysis: Analysis) -> Severity | None:
    """The worst severity among episodes and findings, None where there is nothing to say."""
    found = {episode.severity for episode in analysis.episodes} | {one.severity for one in analysis.findings}
    return next((severity for severity in WORST_FIRST if severity in found), None)


def _explanation(analysis: Analysis, selection: Selection) -> Explanation:
    return analysis.overall if selection.episode is None else analysis.explanations[selection.episode]


def _as_text(html: str) -> str:
    """A line a point, without what only a click can do."""
    document = QTextDocument()
    document.setHtml(ONLY_FOR_CLICKS.sub("", html).replace("</td><td>", " "))
    told = document.toPlainText().replace("\xa0", " ").translate(SIGNS)
    lines = [" ".join(line.split()) for line in told.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


class _Writer:
    def __init__(self, analysis: Analysis, opened: frozenset[int], theme: Theme) -> None:
        self._analysis = analysis
        self._opened = opened
        self._theme = theme

    def episode(self, index: int) -> Iterator[str]:
        """One episode."""
        episode, explanation = self._analysis.episodes[index], self._analysis.explanations[index]
        place = f"Episode {index + 1} · {self._where(episode.start, episode.end)} · {escape(episode.split)}"
        yield f"<p class='place'>{self._chip(episode.severity)}&nbsp; {place}</p>"
        yield f"<p class='h1'>{escape(_sentence(episode.pattern.said))}</p>"
        yield f"<p>{escape(explanation.summary)}</p>"
        if episode.severity is not Severity.BENIGN:
            yield _first_remedy(explanation)
        yield self._measures(episode)
        change = self._analysis.evidence.changes[index] if self._analysis.evidence is not None else None
        if change is not None:
            yield _settled(change.summary)
        yield from self._why(explanation)

    def run(self) -> Iterator[str]:
        """The verdict on the whole run."""
        analysis = self._analysis
        severity = worst(analysis)
        label = self._chip(severity) + "&nbsp; " if severity is not None else ""
        yield f"<p class='place'>{label}{escape(analysis.run.name)}</p>"
        yield f"<p class='h1'>{escape(_verdict(analysis))}</p>"
        if analysis.overall.summary:
            yield f"<p>{escape(analysis.overall.summary)}</p>"
        if severity not in (None, Severity.BENIGN):
            yield _first_remedy(analysis.overall)
        if analysis.evidence is not None:
            yield _settled(f"{analysis.evidence.summary} {analysis.evidence.doubt}")
        for i, episode in enumerate(analysis.episodes):
            words = escape(_sentence(episode.pattern.said))
            where = f"{self._where(episode.start, episode.end)}, {escape(episode.split)}"
            link = f"<a href='episode:{i}'><b>{i + 1}</b>&nbsp; {words}</a>"
            chip = self._chip(episode.severity)
            yield f"<p class='item'>{chip}&nbsp; {link}<br><span class='small'>{where}</span></p>"
        if analysis.pairs:
            yield _WHY_HERE
        telling = [finding for finding in analysis.findings if finding.severity is not Severity.BENIGN]
        yield from self._findings("Also worth knowing", telling)
        yield from self._why(analysis.overall)
        harmless = [finding for finding in analysis.findings if finding.severity is Severity.BENIGN]
        yield from self._findings("Harmless, but to be seen in the curves", harmless)

    def _findings(self, title: str, findings: list[Finding]) -> Iterator[str]:
        if findings:
            yield f"<p class='h2'>{title}</p>"
        for finding in findings:
            yield self._finding(finding)

    def _finding(self, finding: Finding) -> str:
        where = self._where(finding.start, finding.end)
        link = f"<span class='small'><a href='span:{finding.start}:{finding.end}'>{where}</a></span>"
        return f"<p class='item'>{self._chip(finding.severity)}&nbsp; {escape(finding.text)} {link}</p>"

    def _measures(self, episode: Episode) -> str:
        rows = [
            (episode.loss_metric, loss_said(episode)),
            (episode.accuracy_metric, accuracy_said(episode)),
            ("certainty", f"{belief_text(episode.confidence)} that the disagreement is real"),
        ]
        if episode.start_range[0] != episode.start_range[1]:
            rows.append(("begins", f"in {self._where(*episode.start_range)}"))
        if episode.n_examples:
            rows.append(("measured on", f"{episode.n_examples:,} examples"))
        cells = "".join(
            f"<tr><td class='name'>{escape(name)}&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>" for name, text in rows
        )
        reason = f"<p class='small'>{escape(episode.reason)}</p>" if episode.reason else ""
        return f"<table cellspacing='0' cellpadding='1' style='margin-top: 4px'>{cells}</table>{reason}{_WHY_HERE}"

    def _why(self, explanation: Explanation) -> Iterator[str]:
        if not explanation.causes:
            return  # the summary has said that no cause is known
        title = "Likely causes" if self._analysis.episodes else "What the curves suggest"
        yield f"<p class='h2'>{title}</p>"
        for rank, ranked in enumerate(explanation.causes[:_MOST_CAUSES]):
            yield from self.cause(rank, ranked)
            if rank == 0 and explanation.deciding_check:
                yield f"<p class='box'><b>To tell the first two apart:</b> {escape(explanation.deciding_check)}</p>"

    def cause(self, rank: int, ranked: RankedCause) -> Iterator[str]:
        """One cause, unfolded where it is opened: evidence, checks, remedies, story, sources."""
        unfolded = rank in self._opened
        cause = ranked.cause
        sign = "▼" if unfolded else "►"  # our own font has these
        harmless = " <span class='small'>harmless</span>" if cause.benign else ""
        title = f"{sign}&nbsp;<b>{rank + 1}&nbsp; {escape(cause.title)}</b>"
        yield (
            f"<p class='cause'><a href='cause:{rank}'>{title}</a>{harmless}<br>"
            f"<img src='bar:{ranked.score:.3f}' width='150' height='8'>&nbsp; "
            f"<span class='small'>score {belief_text(ranked.score)}</span></p>"
        )
        if not unfolded:
            return
        yield from self._evidence(ranked.evidence)
        yield from _points("Check", cause.checks)
        yield from _points("What to do", cause.remedies)
        yield f"<p class='h3'>What is behind it</p><p>{_prose(cause.story)}</p>"
        preset = preset_for(cause.id)
        if preset is not None:
            yield f"<p class='link'><a href='table:{preset}'>See it in numbers: a small table to play with</a></p>"
        if cause.sources:
            yield "<p class='h3'>Where it is written</p>"
            yield "".join(f"<p class='source'>{_cited(source)}</p>" for source in cause.sources)
        yield f"<p class='link'><a href='copy:{rank}'>Copy this cause as text</a></p>"

    def _evidence(self, evidence: tuple[Evidence, ...]) -> Iterator[str]:
        strongest = sorted(evidence, key=lambda one: -abs(one.weight))
        for title, sign, colour, wanted in (
            ("Speaks for it", "+", self._theme.benign, True),
            ("Speaks against it", "−", self._theme.problem, False),
        ):
            facts = [one for one in strongest if one.supports is wanted and one.weight != 0]
            if not facts:
                continue
            yield f"<p class='h3'>{title}</p><table cellspacing='0' cellpadding='1'>"
            for one in facts:
                yield f"<tr><td style='color:{colour}'><b>{sign}</b>&nbsp;</td><td>{self._linked(one)}</td></tr>"
            yield "</table>"

    def _linked(self, evidence: Evidence) -> str:
        """The sentence with a link to its stretch: where it names it, else behind it."""
        said = escape(evidence.text)
        if evidence.start is None or evidence.end is None:
            return said
        where = self._where(evidence.start, evidence.end)
        link = f"<a href='span:{evidence.start}:{evidence.end}'>{where}</a>"
        linked, found = re.subn(rf"{re.escape(where)}(?!\.?\d|–)", lambda _: link, said, count=1)
        return linked if found else f"{said} {link}"

    def _where(self, start: float, end: float) -> str:
        return stretch_text(start, end, self._analysis.run.x_name)

    def _chip(self, severity: Severity) -> str:
        wash, ink = self._theme.severity_wash(severity), self._theme.severity(severity)
        return (
            f"<span style='background-color:{wash}; color:{ink}; font-weight:600'>&nbsp;{severity.value}&nbsp;</span>"
        )


def _first_remedy(explanation: Explanation) -> str:
    """What to do about the likeliest cause, before all reasons: many people read no further."""
    remedies = explanation.causes[0].cause.remedies if explanation.causes else ()
    return f"<p class='box'><b>What to do first:</b> {_prose(remedies[0])}</p>" if remedies else ""


def _settled(text: str) -> str:
    return f"<p class='box'><b>From the predictions:</b> {escape(text.strip())}</p>"


def _verdict(analysis: Analysis) -> str:
    if not analysis.pairs:
        return "No loss with an accuracy of the same split"
    count = len(analysis.episodes)
    if count:
        return f"Loss and accuracy disagree in {counted_text(count, 'episode')}"
    if too_few(analysis):
        return TOO_FEW
    if worst(analysis) in {None, Severity.BENIGN}:
        return "Loss and accuracy agree"
    return "Loss and accuracy agree, but something else is worth a look"


def _points(title: str, points: tuple[str, ...]) -> Iterator[str]:
    if points:
        rows = "".join(f"<tr><td>•&nbsp;</td><td>{_prose(point)}</td></tr>" for point in points)
        yield f"<p class='h3'>{title}</p><table cellspacing='0' cellpadding='1'>{rows}</table>"


def _prose(text: str) -> str:
    """Text of the knowledge base: `code` between backticks."""
    pieces = escape(text.strip()).split("`")
    return "".join(f"<code>{piece}</code>" if i % 2 else piece for i, piece in enumerate(pieces))


def _cited(source: Source) -> str:
    who = ", ".join(part for part in (source.author, str(source.year) if source.year else "") if part)
    note = f": <span class='small'>{escape(source.note)}</span>" if source.note else ""
    return f"{escape(source.title)}{' (' + escape(who) + ')' if who else ''}{note}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _style(theme: Theme) -> str:
    return f"""
    body {{ color: {theme.text}; }}
    p.h1 {{ font-size: 13pt; font-weight: 600; margin: 4px 0 6px 0; }}
    p.h2 {{ font-size: 11pt; font-weight: 600; margin: 16px 0 4px 0; }}
    p.h3 {{ font-weight: 600; color: {theme.muted}; margin: 8px 0 2px 0; }}
    p {{ margin: 3px 0 5px 0; }}
    p.place {{ color: {theme.muted}; margin: 0 0 2px 0; }}
    p.cause {{ margin: 10px 0 2px 0; }}
    p.item {{ margin: 5px 0 5px 0; }}
    p.box {{ background-color: {theme.raised}; margin: 8px 0 4px 0; }}
    p.source {{ margin: 1px 0 2px 0; }}
    td.name {{ color: {theme.muted}; }}
    p.link {{ font-size: 8.5pt; }}
    .small {{ color: {theme.muted}; font-size: 8.5pt; }}
    a {{ color: {theme.accent}; text-decoration: none; }}
    """
