"""The sentences that all reports share, so that text, Markdown and HTML say the same."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence

from lossacc_gui.chart.keep import keep_texts
from lossacc_gui.chart.marks import note_text
from lossacc_gui.chart.named import short_title
from lossacc_gui.chart.words import also_text
from lossacc_gui.language import Number, joined, say, say_many
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Source
from lossacc_gui.model.episode import Direction, Finding, FindingKind, Judged, Pattern, Severity
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.event import Event
from lossacc_gui.model.note import lettered
from lossacc_gui.model.options import Options, described
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.run import LeftOut, Notice, Quantity
from lossacc_gui.model.verdict import Check
from lossacc_gui.numerals import (
    belief_text,
    counted_text,
    errors_text,
    listed_text,
    points_text,
    relative_text,
    stretch_text,
    whole_text,
)

STRETCHES = say("Every stretch, and why it is an episode or is none (SE: standard errors)")

COVERAGE = say("Checks of this run")
UNJUDGED = 4  # metrics that are not judged which a report names

BELIEF_SHORT = say(
    'Belief in a cause: the evidence divides 100 % among all known causes, "nothing wrong" being one of them.'
)
BELIEF = (
    "The percentage behind a cause is the belief in it: "
    'the evidence divides 100 % among all known causes, "nothing wrong" being one of them.'
)
CONFIDENCE = say("that loss and accuracy really part ways here, beyond noise")
"""What the confidence of an episode is in."""
PAIRS = 3  # of a run that are named; more is a table
ALIKE = 3  # remarks of one kind that are told; one more is told as well
ALSO = 6  # metrics that show the same event and are named


def counted(analysis: Analysis) -> str:
    """How many events of which severity; empty where there are none."""
    kinds = [event.severity for event in analysis.events]
    parts = [_graded(kinds.count(kind), kind) for kind in reversed(Severity) if kind in kinds]
    if not kinds:
        return ""
    return say("{events}: {graded}.", events=counted_text(len(kinds), "event"), graded=joined(", ", parts))


def _graded(count: int, kind: Severity) -> str:
    """How many events are so severe; a problem is a thing, the other words are none."""
    if kind is Severity.PROBLEM:
        return counted_text(count, "problem")
    return joined(" ", (Number(count), kind.said))


def kept(analysis: Analysis) -> str:
    """Which checkpoint to keep; empty where nobody can say."""
    keep = analysis.verdict.keep
    return "" if keep is None else joined(" ", keep_texts(keep, analysis.run))


def not_judged(analysis: Analysis) -> tuple[str, ...]:
    """Which curves are drawn but not judged: scores, with their best, and what no name tells, with how to take it."""
    scores = [one for one in analysis.run.not_judged if not one.taken_by]
    unknown = [one for one in analysis.run.not_judged if one.taken_by]
    texts = []
    if scores:
        texts.append(say("Not judged: {shown}.", shown=_some(scores)))
    if unknown:
        takes = say_many("{given} takes it", "{given} takes the first", len(unknown), given=_given(unknown[0]))
        texts.append(say("Not understood: {shown}. {takes}.", shown=_some(unknown), takes=takes))
    return tuple(texts)


def _given(one: LeftOut) -> str:
    return f"--map {shlex.quote(one.taken_by)}"


def _some(several: Sequence[LeftOut]) -> str:
    told = [
        say("{metric} ({values}, {goes})", metric=one.metric, values=counted_text(one.points, "value"), goes=one.goes)
        for one in several[:UNJUDGED]
    ]
    shown: str = joined(", ", told)
    more = len(several) - len(told)
    return say_many("{shown} and {count} other", "{shown} and {count} others", more, shown=shown) if more else shown


def about(analysis: Analysis) -> str:
    """What kind of log it is, how far it goes and which metrics are related, on how many examples."""
    run = analysis.run
    ends = [float(end) for one in run.series if len(one.x) for end in (one.x[0], one.x[-1])]
    extent = stretch_text(min(ends), max(ends), run.x_name) if ends else say("no values")
    pairs = [say("{loss} with {accuracy}", loss=p.loss.metric, accuracy=p.accuracy.metric) for p in analysis.pairs]
    if len(set(pairs)) < len(pairs):  # a log may give training and validation one name
        pairs = [
            say("{pair} ({split})", pair=text, split=pair.loss.split.said)
            for text, pair in zip(pairs, analysis.pairs, strict=True)
        ]
    named = _first(pairs, PAIRS) or [say("no loss with an accuracy of the same split")]
    return joined(", ", [run.format, extent, *named, *_stands_for(analysis), *_measured_on(analysis)])


def _stands_for(analysis: Analysis) -> Iterator[str]:
    """What sentences call accuracy, where the log has another measure of right answers in its place."""
    main = next((pair.accuracy for pair in analysis.pairs), None)
    if main is not None and main.quantity is not Quantity.ACCURACY and not main.turned_from:
        yield say("called accuracy here: {metric}", metric=main.logged_as)


def _measured_on(analysis: Analysis) -> Iterator[str]:
    """How many examples are behind the accuracies of episodes, by what tells it."""
    for source in dict.fromkeys(told for *_, told in analysis.measured_on):
        sizes = [
            say_many("{count} {split} example", "{count} {split} examples", count, split=split.said)
            for split, count, told in analysis.measured_on
            if told == source
        ]
        yield (
            say("accuracy on {sizes} {source}", sizes=listed_text(sizes), source=source)
            if source
            else say("accuracy on {sizes}", sizes=listed_text(sizes))
        )


def _first(names: Sequence[str], most: int) -> list[str]:
    """The first names, and how many more there are."""
    more = len(names) - most
    return [*names[:most], say("and {count} more", count=whole_text(more))] if more > 1 else list(names)


def certainty(event: Event, *, explained: bool = False) -> str:
    """How sure a disagreement is, how many examples are behind it, why it is so severe, which metrics show it too.

    `explained`: what the confidence is in is said as well.
    """
    episode = event.episode
    parts = []
    if episode is not None:
        parts.append(f"Confidence {belief_text(episode.confidence)}{f' ({CONFIDENCE})' if explained else ''}.")
        if episode.n_examples:
            examples = round(abs(episode.accuracy_change) * episode.n_examples)
            counted = f"about {examples:,}" if examples else "less than one"
            parts.append(f"The change in accuracy is {counted} of {episode.n_examples:,} examples.")
        parts.append(episode.reason)
    if event.also:
        parts.append(f"{also_text(event).capitalize()}: {', '.join(_first(event.also, ALSO))}.")
    return " ".join(part for part in parts if part)


def coverage(analysis: Analysis) -> tuple[str, ...]:
    """What was checked, then a line for each check that could not be made."""
    checks = analysis.verdict.checks
    done = joined(", ", (check.name for check in checks if check.done))
    missing = [missing_text(analysis, check) for check in checks if not check.done]
    return (*([say("Made: {checks}.", checks=done)] if done else []), *missing)


def missing_text(analysis: Analysis, check: Check) -> str:
    """A check that could not be made: why, what to log next time, and which causes of the run it would speak of."""
    about = analysis.overall if analysis.verdict.main is None else analysis.verdict.main.explanation
    titles = {one.cause.id: say("{cause:lower}", cause=short_title(one.cause)) for one in about.causes}
    named = [titles[cause] for cause in check.settles if cause in titles]
    told = {"check": check.name, "log": check.log}
    if not check.why.endswith(check.log):
        told["check"] = say("{check} ({why:within})", check=check.name, why=check.why)
    if not named:
        return say("Not made: {check}. Next time: {log}.", **told)
    return say("Not made: {check}. Next time: {log}; that bears on {causes}.", causes=listed_text(named), **told)


def remarks(analysis: Analysis, most: int | None = ALIKE) -> tuple[str, ...]:
    """The findings that are no events: what and where, and that it is harmless or of which event it is a part.

    Of one kind and split, which tens of metrics may have, `most` are told; how many more there are stands behind them.
    """
    told: list[str] = []
    alike: dict[tuple[FindingKind, str], list[Finding]] = {}
    for finding in analysis.remarks:
        alike.setdefault((finding.kind, finding.split), []).append(finding)
    for finding in analysis.remarks:
        own = alike[finding.kind, finding.split]
        at = own.index(finding)
        left = own[most:] if most is not None and len(own) > most + 1 else []
        if left and at >= len(own) - len(left):
            if finding is left[0]:
                told.append(_more(left, analysis.run.x_name))
            continue
        where = stretch_text(finding.start, finding.end, analysis.run.x_name)
        place = ", ".join(part for part in ("" if where in finding.text else where, finding.split) if part)
        about = "; ".join(part for part in (place, remark_badge(analysis, finding)) if part)
        told.append(f"{finding.text} ({about})" if about else finding.text)
    return tuple(told)


def _more(left: Sequence[Finding], x_name: str) -> str:
    """That there are more findings of a kind and split than are told."""
    where = stretch_text(min(one.start for one in left), max(one.end for one in left), x_name)
    place = joined(", ", (where, left[0].split) if left[0].split else (where,))
    return say("{count} more like these, of other metrics or stretches ({place})", count=len(left), place=place)


_RISING = (
    *(Pattern.LOSS_WORSE_ACCURACY_BETTER.value, Pattern.LOSS_WORSE_ACCURACY_FLAT.value),
    *(FindingKind.OVERFITTING.value, FindingKind.DETERIORATION.value, FindingKind.GAP.value),
)
_WHOLES = {
    FindingKind.GAP: _RISING,
    FindingKind.MISCALIBRATED: _RISING,
    FindingKind.PLATEAU: (FindingKind.DEAD.value, FindingKind.CHANCE.value),
    FindingKind.CHANCE: (FindingKind.DEAD.value,),
    FindingKind.SPIKE: (FindingKind.RESTART.value,),
}
"""Of which kinds of events a finding is a part that is harmless by itself."""
_OPEN = (FindingKind.GAP, FindingKind.MISCALIBRATED, FindingKind.BOUND_VIOLATED, FindingKind.RESTART)
"""Of what is found so the curves do not tell that it does no harm."""


def remark_badge(analysis: Analysis, finding: Finding) -> str:
    """What is said of the severity of a finding that is no event: an event that tells it has its own."""
    benign = finding.severity is Severity.BENIGN
    at = told_by(analysis, finding, _WHOLES.get(finding.kind, ()) if benign else None)
    if at is not None:
        return say("part of event {number}", number=at + 1)
    return finding.severity.said if benign and finding.kind not in _OPEN else ""


def told_by(analysis: Analysis, finding: Finding, kinds: Collection[str] | None = None) -> int | None:
    """The event (from 0) of the same split, of one of `kinds`, that shares most of a finding's stretch; None for none.

    Without `kinds` any event will do.
    """
    shared = [
        min(event.end, finding.end) - max(event.start, finding.start)
        if event.split == finding.split and (kinds is None or event.kind in kinds)
        else -1.0
        for event in analysis.events
    ]
    best = max(range(len(shared)), key=shared.__getitem__, default=None)
    return best if best is not None and shared[best] >= 0 else None


def judged_text(judged: Judged, x_name: str) -> str:
    """A stretch with its numbers, and why it is an episode or is none."""
    where = stretch_text(judged.start, judged.end, x_name)
    moves, answers = (
        _direction(direction, change)
        for direction, change in ((judged.loss, judged.loss_change), (judged.accuracy, judged.accuracy_change))
    )
    loss = _moved(judged.loss_metric, moves, relative_text(judged.loss_change), judged.loss_errors)
    change = points_text(judged.accuracy_change)
    accuracy = _moved(judged.accuracy_metric, answers, change, judged.accuracy_errors)
    return say(
        "{stretch}, {split}: {loss}, {accuracy}, sure to {confidence}. {reason}",
        stretch=where,
        split=judged.split,
        loss=loss,
        accuracy=accuracy,
        confidence=belief_text(judged.confidence),
        reason=judged.reason,
    )


def _direction(direction: Direction, change: float) -> Direction:
    """The direction of a stretch; undetermined where its points go one way and its ends, smoothed, the other."""
    against = (direction is Direction.UP and change < 0) or (direction is Direction.DOWN and change > 0)
    return Direction.UNDETERMINED if against else direction


def _moved(metric: str, moves: Direction, change: str, errors: float) -> str:
    return say(
        "{metric} {moves} ({change}, {errors} SE)",
        metric=metric,
        moves=say(moves.value),
        change=change,
        errors=errors_text(errors),
    )


def source_text(source: Source) -> str:
    """Author, year, title, where it stands, and what it is cited for: what is known of them."""
    year = f" ({source.year})" if source.year else ""
    cited = f"{source.author}{year}: {source.title}" if source.author else f"{source.title}{year}"
    stands = ", ".join(part for part in (source.venue, source.number) if part)
    if stands:
        cited = f"{cited}{'' if cited.endswith(('?', '.')) else '.'} {stands}"
    stop = "" if cited.endswith(("?", ".")) else "."
    return f"{cited}{stop} Cited for: {source.note}" if source.note else cited


NOTES = say("Notes")


def notes(analysis: Analysis) -> list[str]:
    """What a person noted about the run, in full, each with its letter in the chart."""
    told = (note_text(letter, note, analysis.run.x_name) for letter, note in lettered(analysis.notes))
    return [say("{text:upper}", text=text) for text in told]


def notice_text(notice: Notice) -> str:
    """A notice with its line."""
    return notice.text if notice.line is None else f"line {notice.line}: {notice.text}"


def error_text(error: UnreadableLog) -> str:
    """A log that could not be read, and why."""
    return f"{plain_text(str(error.path))}: {error.sentence}"


def changed_options(options: Options) -> tuple[str, ...]:
    """The thresholds that the person changed."""
    usual = {name: value for name, value, _, _ in described(Options())}
    return tuple(f"{name} = {value} ({unit})" for name, value, unit, _ in described(options) if usual[name] != value)


def settings(analysis: Analysis) -> tuple[str, ...]:
    """What the log says about the training, and the thresholds that differ from the usual ones."""
    return (*(f"{name} = {value}" for name, value in analysis.run.settings), *changed_options(analysis.options))
