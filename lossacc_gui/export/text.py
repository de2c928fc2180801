"""Analyses as plain text for a terminal, the verdict first."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence

from lossacc_gui.chart.words import event_title
from lossacc_gui.export import phrases
from lossacc_gui.export.causes import (
    Argued,
    Group,
    Told,
    cause_title,
    family_title,
    grouped,
    others_text,
    pointer,
    same_text,
    unlikely_text,
    unsaid,
)
from lossacc_gui.export.evidence import TITLE, evidence_texts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.export.plan import Place, Plan
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.plain import plain_text

_WIDTH = 92
_EVIDENCE = 3
"""Evidence told for and against each cause, strongest first."""
_GLUE = "\u2060"
"""Stands for a space at which no line may break, as in 93 %."""
_CAUSES = 3
"""Causes told for an event: what a person reads before acting; the other reports have all."""
_MORE = (
    "Only the first causes are told, each with its strongest evidence, and one check and one remedy; `lossacc analyze "
    "--all` tells everything."
)


def as_text(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look = PLAIN) -> str:
    """Every run with its verdict, events, causes, a check and a remedy, then the logs that could not be read.

    Of the look it has where each run comes from, where that is wanted.
    """
    return _text(analyses, errors, look, everything=False)


def as_whole_text(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look = PLAIN) -> str:
    """The same with all causes, each with its story, all evidence, checks, remedies and sources."""
    return _text(analyses, errors, look, everything=True)


def _text(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look, *, everything: bool) -> str:
    writer = _Writer(analyses, everything=everything)
    blocks = []
    for number, analysis in enumerate(analyses):
        source = _wrapped("", look.provenance_of([analysis]))
        blocks.append("\n".join([*writer.run(number), *(["", *source] if source else [])]))
    if writer.plan.first_belief is not None and not everything:
        blocks.append("\n".join(_wrapped("", _MORE)))
    if errors:
        lines = [line for error in errors for line in _wrapped("  ", phrases.error_text(error))]
        blocks.append("\n".join(["Could not be read:", *lines]))
    return "\n\n\n".join(blocks)


def cause_as_text(cause: Cause, spoken: Callable[[str], str] = str) -> str:
    """All that is known about one cause; `spoken` says a text in another language."""
    harmless = f", {spoken(say('harmless'))}" if cause.benign else ""
    lines = [f"{spoken(cause.title)} ({cause.id}{harmless})", "", *_wrapped("  ", spoken(cause.story))]
    titled = (
        (say("Check"), map(spoken, cause.checks)),
        (say("Remedy"), map(spoken, cause.remedies)),
        (say("Sources"), map(phrases.source_text, cause.sources)),
    )
    for title, texts in titled:
        told = [*_listed("    ", texts)]
        if told:
            lines += ["", f"  {spoken(title)}", *told]
    return "\n".join(lines)


class _Writer:
    """Writes the runs of one document."""

    def __init__(self, analyses: Sequence[Analysis], *, everything: bool) -> None:
        self._analyses = analyses
        self._everything = everything
        self._causes_told = None if everything else _CAUSES
        self.plan = Plan(analyses, self._causes_told)

    def run(self, number: int) -> Iterator[str]:
        """One run."""
        analysis = self._analyses[number]
        run, verdict = analysis.run, analysis.verdict
        yield run.name
        yield "=" * min(len(run.name), _WIDTH)
        yield from _wrapped("", f"[{verdict.state.said}] {verdict.text}")
        if number == self.plan.first_belief:
            yield from _wrapped("", phrases.BELIEF)
        yield from _wrapped("", phrases.kept(analysis))
        yield from _wrapped("", phrases.counted(analysis))
        for text in phrases.not_judged(analysis):
            yield from _wrapped("", text)
        yield ""
        yield from _wrapped("", f"{plain_text(str(run.source))} ({phrases.about(analysis)})")
        yield from _section(phrases.NOTES, phrases.notes(analysis))
        for at, event in enumerate(analysis.events):
            here = Place(number, at)
            yield ""
            yield from _wrapped("", f"Event {at + 1}: {event_title(event, run.x_name)}")
            yield from _wrapped("  ", event.explanation.summary)
            explained = here == self.plan.first_confidence
            yield from _wrapped("  ", phrases.certainty(event, explained=explained))
            yield from self._causes(event.explanation, here)
        if analysis.told_aside:
            unlikely = unlikely_text(analysis.overall, analysis.options)
            yield from ("", *_wrapped("", unlikely)) if unlikely else ()
        elif not analysis.events and analysis.overall.causes:
            yield ""
            yield "The run as a whole"
            yield from self._causes(analysis.overall, Place(number, None))
        yield from _section(TITLE, evidence_texts(analysis))
        most = None if self._everything else phrases.ALIKE
        yield from _section("Also seen", phrases.remarks(analysis, most))
        yield from _section(phrases.COVERAGE, self.plan.coverage(number))
        yield from _section(phrases.STRETCHES, [phrases.judged_text(one, run.x_name) for one in analysis.stretches])
        yield from _section("Notices", [phrases.notice_text(notice) for notice in run.notices])

    def _causes(self, explanation: Explanation, here: Place) -> Iterator[str]:
        """The first causes; what another place tells of them is not told again."""
        same = self.plan.as_told(here, explanation)
        if same is not None:
            place, shares = same
            yield from _wrapped("  ", same_text(self.plan.named(here, place), shares))
            return
        hidden: tuple[Told, ...] = ()
        groups = grouped(explanation)
        for group in groups:
            shown = [one for one in group.causes if self._causes_told is None or one.number <= self._causes_told]
            hidden += group.causes[len(shown) :]
            inner = "  "
            if shown and group.family is not None:
                inner = "    "
                yield from _wrapped("  ", family_title(group), hang="  ")
                yield from self._whole(group.family.cause, here, inner)
            said: set[Argued] = set()
            for one in shown:
                yield from self._cause(one, here, inner, said)
            decided = self.plan.deciding(here, group)
            yield from _wrapped(inner, decided, hang="   ")
        if hidden:
            yield from _wrapped("  ", f"Less likely: {others_text(hidden)}.")
        if groups and not self._everything:
            yield from self._advice(groups[0], here, decided=any(group.apart for group in groups))

    def _cause(self, one: Told, here: Place, indent: str, said: set[Argued]) -> Iterator[str]:
        """A cause with the evidence for and against it that was not `said` of another face of its family."""
        argued = self.plan.argued(here, one.ranked)
        see = "" if argued is None else f": see {self.plan.named(here, argued)}"
        yield from _wrapped(indent, f"{one.number}. {cause_title(one.ranked)}{see}", hang="   ")
        if argued is None:
            most = None if self._everything else _EVIDENCE
            for label in ("for", "against"):
                for text in unsaid(one.ranked, said, supports=label == "for", most=most):
                    yield from _labelled(f"{indent}   ", label, text)
        yield from self._whole(one.ranked.cause, here, f"{indent}   ")

    def _advice(self, group: Group, here: Place, *, decided: bool) -> Iterator[str]:
        """One check, where none tells the first causes apart already, and one remedy: those of the likeliest cause."""
        cause = group.causes[0].ranked.cause if group.family is None else group.family.cause
        place = self.plan.elsewhere(here, cause)
        if place is not None:
            yield from _wrapped("  ", f"What to check and to do: see {self.plan.named(here, place)}.", hang="  ")
            return
        for label, texts in (
            ("check", () if decided else self.plan.checks(cause)),
            ("remedy", self.plan.remedies(cause)),
        ):
            for text in texts[:1]:
                yield from _labelled("  ", label, text)

    def _whole(self, cause: Cause, here: Place, indent: str) -> Iterator[str]:
        """All that is known of a cause, where everything is wanted and it is told here; else where that stands."""
        if not self._everything:
            return
        place = self.plan.elsewhere(here, cause)
        if place is not None:
            yield from _wrapped(indent, f"{pointer(self.plan.named(here, place))}", hang="  ")
            return
        yield from _wrapped(indent, cause.story)
        titled = (
            ("check", self.plan.checks(cause)),
            ("remedy", self.plan.remedies(cause)),
            ("source", [phrases.source_text(source) for source in cause.sources]),
        )
        for label, texts in titled:
            for text in texts:
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
    as_text,
    "The verdict, events and the likeliest causes.",
)
