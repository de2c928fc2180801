"""What the explanation panel says, as a page: verdict first, then reasons, then what to check and do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtGui import QTextDocument

from lossacc_gui.chart.keep import keep_span, keep_texts
from lossacc_gui.chart.named import Named, explanation_of, named
from lossacc_gui.chart.words import also_text
from lossacc_gui.explain.worked_table import preset_for
from lossacc_gui.export.causes import Group, Told, grouped, unlikely
from lossacc_gui.export.evidence import change_of
from lossacc_gui.export.phrases import BELIEF_SHORT, CONFIDENCE, COVERAGE, NOTES, counted, coverage, notes, remark_badge
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.page_parts import cited, headline, points, prose, said, sentence, settled, style
from lossacc_gui.gui.session.state import Selection
from lossacc_gui.language import joined, say, shown, tr
from lossacc_gui.measure.framework import Advised, Framework, advice_for, advised
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Evidence, Explanation
from lossacc_gui.model.episode import Episode, Finding, Severity
from lossacc_gui.model.verdict import Keep, State
from lossacc_gui.numerals import belief_text, counted_text, stretch_text

ONLY_FOR_CLICKS = re.compile(r"<p class='link'>.*?</p>")
CODE = re.compile(r"`[^`]+`")
SIGNS = dict.fromkeys(map(ord, "\ufffc▼►"))
"""What the page shows for the eye: pictures and the signs of folds."""
Opened = frozenset[int | str]
"""What is unfolded: causes by their place on the page, families by their id."""
_WHY_HERE = say("Why here, why not there")


def page(analysis: Analysis, selection: Selection, opened: Opened, theme: Theme) -> str:
    """The page for the selection, in QTextBrowser's HTML; causes whose place is in `opened` are unfolded, and families
    whose id is.
    """
    writer = _Writer(analysis, opened, theme)
    parts = writer.run() if selection.event is None else writer.event(selection.event)
    body = "".join(parts).replace(" %", "&nbsp;%")  # a number and its unit stay on one line
    return f"<html><head><style>{style(theme)}</style></head><body>{body}</body></html>"


def whole_text(analysis: Analysis, selection: Selection, theme: Theme) -> str:
    """The page with everything unfolded, as plain text to paste elsewhere."""
    explanation = _explanation(analysis, selection)
    everything = frozenset((*range(len(explanation.causes)), *(one.cause.id for one in explanation.families)))
    return _as_text(page(analysis, selection, everything, theme))


def cause_text(analysis: Analysis, selection: Selection, place: int, theme: Theme) -> str:
    """The cause at a place (from 0) of the page, unfolded, as plain text to paste elsewhere."""
    told = [one for group in grouped(_explanation(analysis, selection)) for one in group.causes]
    return _as_text("".join(_Writer(analysis, frozenset({place}), theme).cause(told[place])))


def _explanation(analysis: Analysis, selection: Selection) -> Explanation:
    """The causes that the page tells, in its order."""
    found = explanation_of(analysis, None if selection.event is None else analysis.events[selection.event])
    return unlikely(found, analysis.options) if is_aside(analysis, found) else found


def is_aside(analysis: Analysis, explanation: Explanation) -> bool:
    """Whether nobody came for the causes of an explanation: nothing seems wrong, and they are hardly believed."""
    return explanation.healthy or (analysis.told_aside and explanation is analysis.overall)


def _as_text(html: str) -> str:
    """A line a point, without what only a click can do."""
    document = QTextDocument()
    document.setHtml(ONLY_FOR_CLICKS.sub("", html).replace("</td><td>", " "))
    told = document.toPlainText().replace("\xa0", " ").translate(SIGNS)
    lines = [" ".join(line.split()) for line in told.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def _why_here() -> str:
    return f"<p class='link'><a href='why:'>{said(_WHY_HERE)}</a></p>"


class _Writer:
    def __init__(self, analysis: Analysis, opened: Opened, theme: Theme) -> None:
        self._analysis = analysis
        self._opened = opened
        self._theme = theme
        self._advised = advised([analysis.run])
        self._said = ""
        """The remedy that heads the page and is not told again below."""

    def event(self, index: int) -> Iterator[str]:
        """One event."""
        analysis, event = self._analysis, self._analysis.events[index]
        place = tr(say("Event {number} · {stretch}", number=index + 1, stretch=self._where(event.start, event.end)))
        place += f" · {event.split}" if event.split else ""
        yield f"<p class='place'>{self._chip(event.severity)}&nbsp; {escape(place)}</p>"
        yield f"<p class='h1'>{said(sentence(event.said))}</p>"
        yield f"<p>{said(event.explanation.summary)}</p>"
        if event.severity is not Severity.BENIGN:
            yield self._first_remedy(named(analysis, event))
        if event.episode is not None:
            yield self._measures(event.episode)
        if event.also:
            names = escape(", ".join(event.also))
            yield f"<p class='small'>{said(sentence(also_text(event)))}: {names}</p>"
        change = change_of(analysis, event)
        if change is not None:
            yield settled(change.summary)
        yield from self._why(event.explanation)

    def run(self) -> Iterator[str]:
        """The verdict on the whole run, what to keep, the events, the causes, what else was seen or could not be."""
        analysis, verdict = self._analysis, self._analysis.verdict
        head, rest = headline(tr(verdict.text))
        yield f"<p class='place'>{self._chip(verdict.state)}&nbsp; {escape(analysis.run.name)}</p>"
        yield f"<p class='verdict'>{escape(head)}</p>"
        if rest:
            yield f"<p>{escape(rest)}</p>"
        if verdict.keep is not None:
            yield self._keep(verdict.keep)
        if verdict.state in (State.WATCH, State.PROBLEM):
            yield self._first_remedy(named(analysis, None))
        if analysis.evidence is not None:
            yield settled(joined(" ", (analysis.evidence.summary, analysis.evidence.doubt)))
        yield from self._events()
        if analysis.pairs:
            yield _why_here()
        if analysis.notes:
            yield f"<p class='h2'>{said(NOTES)}</p>"
            yield "".join(f"<p class='item'>{said(text)}</p>" for text in notes(analysis))
        yield from self._why(explanation_of(analysis, None))
        if analysis.remarks:
            yield f"<p class='h2'>{said(say('Also seen'))}</p>"
            yield from map(self._remark, analysis.remarks)
        told = coverage(analysis)
        if told:
            yield f"<p class='h2'>{said(COVERAGE)}</p>"
            yield "".join(f"<p class='item small'>{said(text)}</p>" for text in told)

    def _keep(self, keep: Keep) -> str:
        """The card that says which checkpoint to keep: the choice itself links to its stretch."""
        first, *others = keep_texts(keep, self._analysis.run)
        low, high = keep_span(keep, self._analysis.run)
        more = "".join(f"<br>{said(text)}" for text in others)
        return f"<p class='box'><a href='span:{low}:{high}'><b>{said(first)}</b></a>{more}</p>"

    def _events(self) -> Iterator[str]:
        told = counted(self._analysis)
        if told:
            yield f"<p class='h2'>{escape(tr(told).rstrip('.'))}</p>"
        for i, event in enumerate(self._analysis.events):
            on = f", {escape(event.split)}" if event.split else ""
            also = f" · {said(also_text(event))}" if event.also else ""
            link = f"<a href='event:{i}'><b>{i + 1}</b>&nbsp; {said(sentence(event.said))}</a>"
            where = f"{said(self._where(event.start, event.end))}{on}{also}"
            yield f"<p class='item'>{self._chip(event.severity)}&nbsp; {link}<br><span class='small'>{where}</span></p>"

    def _remark(self, finding: Finding) -> str:
        where = said(self._where(finding.start, finding.end))
        link = f"<span class='small'><a href='span:{finding.start}:{finding.end}'>{where}</a></span>"
        part = remark_badge(self._analysis, finding)
        if part == finding.severity.said:
            return f"<p class='item'>{self._chip(finding.severity)}&nbsp; {said(finding.text)} {link}</p>"
        place = f"<span class='small'> · {said(part)}</span>" if part else ""
        return f"<p class='item'>{said(finding.text)} {link}{place}</p>"

    def _measures(self, episode: Episode) -> str:
        """What the sentence above does not say."""
        rows = [
            (say("curves"), joined(", ", (episode.loss_metric, episode.accuracy_metric))),
            (say("confidence"), say("{belief} {about}", belief=belief_text(episode.confidence), about=CONFIDENCE)),
        ]
        if episode.start_range[0] != episode.start_range[1]:
            rows.append((say("begins"), say("in {stretch}", stretch=self._where(*episode.start_range))))
        if episode.n_examples:
            examples = counted_text(episode.n_examples, "example")
            rows.append((say("measured on"), joined(", ", (examples, episode.examples_from))))
        cells = "".join(
            f"<tr><td class='name'>{escape(str(shown(name)))}&nbsp;&nbsp;</td><td>{said(text)}</td></tr>"
            for name, text in rows
        )
        reason = f"<p class='small'>{said(episode.reason)}</p>" if episode.reason else ""
        return f"<table cellspacing='0' cellpadding='1' style='margin-top: 4px'>{cells}</table>{reason}{_why_here()}"

    def _why(self, explanation: Explanation) -> Iterator[str]:
        title = say("Likely causes") if self._analysis.events else say("What the curves suggest")
        if is_aside(self._analysis, explanation):
            title = say("If anything were wrong, though nothing seems to be")
            explanation = unlikely(explanation, self._analysis.options)
        if not explanation.causes:
            return  # the summary has said that no cause is known
        yield f"<p class='h2'>{said(title)}</p>"
        yield f"<p class='small'>{said(BELIEF_SHORT)}</p>"
        for group in grouped(explanation):
            if group.family is not None:
                yield from self._family(group)
            for one in group.causes:
                yield from self.cause(one)
            if group.deciding:
                check, _, text = tr(group.deciding).partition(": ")
                yield f"<p class='box'><b>{escape(check)}:</b> {prose(text)}</p>"

    def _family(self, group: Group) -> Iterator[str]:
        """The head of causes that are faces of one: its title with the belief in all of them, its advice unfolded."""
        family = group.family
        assert family is not None
        cause, unfolded = family.cause, family.cause.id in self._opened
        faces = say("one of:") if len(group.causes) > 1 else say("perhaps as:")
        yield self._cause_head(f"family:{cause.id}", said(cause.title), group.harmless, family.score, unfolded=unfolded)
        if unfolded:
            yield from self._advice(cause)
        yield f"<p class='h3'>{said(faces)}</p>"

    def _cause_head(self, link: str, title: str, benign: bool, score: float, *, unfolded: bool) -> str:
        sign = "▼" if unfolded else "►"  # our own font has these
        harmless = f" <span class='small'>{said(say('harmless'))}</span>" if benign else ""
        return (
            f"<p class='cause'><a href='{link}'>{sign}&nbsp;<b>{title}</b></a>{harmless}<br>"
            f"<img src='bar:{score:.3f}' width='150' height='8'>&nbsp; "
            f"<span class='small'>{said(say('belief {share}', share=belief_text(score)))}</span></p>"
        )

    def cause(self, told: Told) -> Iterator[str]:
        """One cause, unfolded where it is opened: evidence, checks, remedies, story, sources."""
        place, cause = told.number - 1, told.ranked.cause
        unfolded = place in self._opened
        title = f"{told.number}&nbsp; {said(cause.title)}"
        yield self._cause_head(f"cause:{place}", title, cause.benign, told.ranked.score, unfolded=unfolded)
        if not unfolded:
            return
        yield from self._evidence(told.ranked.evidence)
        yield from self._advice(cause)
        yield f"<p class='link'><a href='copy:{place}'>{said(say('Copy this cause as text'))}</a></p>"

    def _advice(self, cause: Cause) -> Iterator[str]:
        yield from points(say("Check"), self._fitting(cause.checks))
        yield from points(say("What to do"), list(self._remedies(cause)))
        yield f"<p class='h3'>{said(say('What is behind it'))}</p><p>{prose(tr(cause.story))}</p>"
        preset = preset_for(cause.id)
        if preset is not None:
            see = said(say("See it in numbers: a small table to play with"))
            yield f"<p class='link'><a href='table:{preset}'>{see}</a></p>"
        if cause.sources:
            yield f"<p class='h3'>{said(say('Where it is written'))}</p>"
            yield "".join(f"<p class='source'>{cited(source)}</p>" for source in cause.sources)

    def _first_remedy(self, found: Named | None) -> str:
        """What to do about the likeliest cause, before all reasons: many people read no further."""
        remedies = self._fitting(found.cause.remedies if found is not None else ())
        self._said = remedies[0] if remedies else ""
        return f"<p class='box'><b>{said(say('What to do first:'))}</b> {prose(self._said)}</p>" if remedies else ""

    def _remedies(self, cause: Cause) -> Iterator[str]:
        """What to do beyond what heads the page; code that stands there is not written again."""
        told = set(CODE.findall(self._said))
        for text in self._fitting(cause.remedies):
            if text != self._said:
                codes = set(CODE.findall(text))
                general = advice_for(text, Advised(Framework.OTHER)) if codes and codes <= told else text
                if general:
                    yield general

    def _fitting(self, texts: tuple[str, ...]) -> list[str]:
        """Checks or remedies in the words of the framework that wrote the log."""
        return [told for text in texts if (told := advice_for(tr(text), self._advised))]

    def _evidence(self, evidence: Sequence[Evidence]) -> Iterator[str]:
        strongest = sorted(evidence, key=lambda one: -abs(one.weight))
        for title, sign, colour, wanted in (
            (say("Speaks for it"), "+", self._theme.benign, True),
            (say("Speaks against it"), "−", self._theme.problem, False),
        ):
            facts = [one for one in strongest if one.supports is wanted and one.weight != 0]
            if not facts:
                continue
            yield f"<p class='h3'>{said(title)}</p><table cellspacing='0' cellpadding='1'>"
            for one in facts:
                yield f"<tr><td style='color:{colour}'><b>{sign}</b>&nbsp;</td><td>{self._linked(one)}</td></tr>"
            yield "</table>"

    def _linked(self, evidence: Evidence) -> str:
        """The sentence with a link to its stretch: where it names it, else behind it."""
        told = said(evidence.text)
        if evidence.start is None or evidence.end is None:
            return told
        where = said(self._where(evidence.start, evidence.end))
        link = f"<a href='span:{evidence.start}:{evidence.end}'>{where}</a>"
        linked, found = re.subn(rf"{re.escape(where)}(?!\.?\d|–)", lambda _: link, told, count=1)
        return linked if found else f"{told} {link}"

    def _where(self, start: float, end: float) -> str:
        return stretch_text(start, end, self._analysis.run.x_name)

    def _chip(self, severity: Severity | State) -> str:
        wash, ink = self._theme.severity_wash(severity), self._theme.severity(severity)
        told = tr(severity.said).replace(" ", "&nbsp;")
        return f"<span style='background-color:{wash}; color:{ink}; font-weight:600'>&nbsp;{told}&nbsp;</span>"
