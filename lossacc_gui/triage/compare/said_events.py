"""The statements on events: which of two runs shows what, and whether what differs between them goes with it."""

from __future__ import annotations

from collections.abc import Iterator

from lossacc_gui.language import joined, say, say_many
from lossacc_gui.model.episode import FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import place_text as place_at
from lossacc_gui.triage.choices import seed_of
from lossacc_gui.triage.compare.comparison import Ground, NamedRow, Seen, Statement
from lossacc_gui.triage.compare.events import LOSS_RISES, akin_in, place_in, seen_in, why_unknown
from lossacc_gui.triage.compare.known import Known, Shows
from lossacc_gui.triage.compare.wording import (
    counted_text,
    event_text,
    named,
    noun_of,
    place_text,
    share_text,
    with_values,
)
from lossacc_gui.triage.row import Happening, Row

UNTOLD = (Seen.UNKNOWN, Seen.ENDED)


def told_of(row: Row) -> tuple[Happening, ...]:
    """The events of a run that are not harmless, the first of each kind and split; what is said of the whole run is
    none.
    """
    found: dict[tuple[str, str], Happening] = {}
    for one in row.events:
        if one.severity != Severity.BENIGN.value and one.kind != FindingKind.SUSPECTED.value:
            found.setdefault((one.kind, one.split), one)
    return tuple(found.values())


def shows_of(event: Happening, of: Row, options: Options) -> Shows:
    """Whether a run shows an event of another one, by whatever name; None where nobody can tell."""

    def shows(row: Row) -> bool | None:
        seen = Seen.SHOWN if row is of else seen_in(row, event, of, options)
        return None if seen in UNTOLD else seen is not Seen.ABSENT

    return shows


def events_said(one: NamedRow, other: NamedRow, known: Known, options: Options) -> Iterator[Statement]:
    """What the two share, then what one of them has alone; of stretches of one rise of which the same is to be said,
    the first.
    """
    runs = one.name, other.name
    told = set[tuple[object, ...]]()
    both = [event for event in told_of(one.row) if place_in(other.row, event) is not None]
    both += [e for e in told_of(other.row) if place_in(one.row, e) is not None and place_in(one.row, e) not in both]
    for event in both:
        if _is_again(event, runs, told):
            continue
        here, there = place_in(one.row, event), place_in(other.row, event)
        assert here is not None and there is not None
        text = say(
            "Both show {what}: in {one} ({here}) and in {other} ({there}).",
            what=_articled(noun_of(event)),
            one=one.name,
            here=place_text(here, one),
            other=other.name,
            there=place_text(there, other),
        )
        yield Statement(text, "event", runs)
    for sick, well in ((one, other), (other, one)):
        for event in told_of(sick.row):
            seen = seen_in(well.row, event, sick.row, options)
            if seen is Seen.SHOWN or _is_again(event, runs if seen is Seen.AKIN else (seen, sick.name), told):
                continue
            if seen is Seen.ABSENT:
                yield absent_said(event, sick, well, known, options)
            else:
                yield Statement(_other_text(seen, event, sick, well, options), "event", (sick.name, well.name))


def absent_said(event: Happening, sick: NamedRow, well: NamedRow, known: Known, options: Options) -> Statement:
    """That one run has an event and the other has not, and what that rests on."""
    apart = known.apart(sick.row, well.row)
    runs = sick.name, well.name
    absent = say("The {event} is absent in {run}", event=event_text(event, sick), run=well.name)
    ends = event.end is not None and well.row.last is not None and well.row.last < event.end
    if ends and well.row.last is not None:
        absent = say("{absent}, which ends at {end}", absent=absent, end=place_at(well.row.last, well.row.x_name))
    shows = shows_of(event, sick.row, options)
    if not apart:
        text = joined(" ", (say("{absent}.", absent=absent), *_alike_texts(sick, known, shows)))
        return Statement(text, "event", runs, Ground.LUCK)
    counted = known.counted(sick.row, well.row, apart, shows)
    others = counted.runs > 2
    if others and not counted.clear and counted.luck > options.compare_luck:
        text = say("{absent}, but {names} cannot be said to make the difference.", absent=absent, names=named(apart))
        return Statement(joined(" ", (text, counted_text(counted, apart, sick, well))), "event", runs, Ground.LUCK)
    told = {"absent": absent, "values": with_values([*apart, *seeds_apart(sick, well)], sick, well)}
    differs = say("{absent} and differs in {values}.", **told) if ends else None
    texts: list[str] = [differs or say("{absent}, which differs in {values}.", **told)]
    if others:
        texts.append(counted_text(counted, apart, sick, well))
    for name in apart if len(apart) > 1 else ():
        same, said = known.agreeing(sick.row, well.row, name, shows)
        if said:
            texts.append(
                say_many(
                    "{same} of {count} pair that differs in {name} alone says the same.",
                    "{same} of {count} pairs that differ in {name} alone say the same.",
                    said,
                    same=same,
                    name=name,
                )
            )
    if len(texts) == 1:
        alone = len(apart) == 1 and not seeds_apart(sick, well)
        that = say("No other runs tell whether that or luck made it.")
        texts.append(that if alone else say("No other runs tell whether one of these or luck made it."))
    ground = Ground.BACKED if others and counted.luck <= options.compare_luck else Ground.FEW
    return Statement(joined(" ", texts), "event", runs, ground, apart)


def seeds_apart(one: NamedRow, other: NamedRow) -> list[str]:
    """The seeds that differ between two runs, by their names."""
    here, there = dict(seed_of(one.row)), dict(seed_of(other.row))
    return [name for name in {**here, **there} if here.get(name) != there.get(name)]


def _is_again(event: Happening, what: tuple[object, ...], told: set[tuple[object, ...]]) -> bool:
    """Whether this has been told of the same event already, or of another stretch of the rise that the loss made since
    its best value.
    """
    kind = "rise" if event.kind in LOSS_RISES and event.split != "train" else event.kind
    known = (kind, event.split, *what)
    again = known in told
    told.add(known)
    return again


def _alike_texts(sick: NamedRow, known: Known, shows: Shows) -> list[str]:
    """How many runs with the same choices show it, where there are more than two."""
    told = [shown for row in known.alike(sick.row) if (shown := shows(row)) is not None]
    if len(told) < 3:
        return []
    return [say("{shown} of {all} runs with these settings show it.", shown=sum(told), all=len(told))]


def _other_text(seen: Seen, event: Happening, sick: NamedRow, well: NamedRow, options: Options) -> str:
    """What to say of a run that neither shows the event nor can be said to be without it."""
    what = event_text(event, sick)
    if seen is Seen.AKIN:
        akin = akin_in(well.row, event)
        assert akin is not None
        return say(
            "The {event} shows in {run} as {akin} ({where}).",
            event=what,
            run=well.name,
            akin=_articled(noun_of(akin)),
            where=place_text(akin, well),
        )
    if seen is Seen.HARDLY:
        told = {"run": well.name, "event": what, "part": share_text(options.compare_gone)}
        if event.kind == FindingKind.UNSTEADY.value:
            return say("{run} is not said to show the {event}, but jumps more than {part} as far.", **told)
        return say(
            "{run} is not said to show the {event}, but may lose more than {part} as much in the same way.", **told
        )
    if seen is Seen.ENDED:
        assert well.row.last is not None
        end = place_at(well.row.last, well.row.x_name)
        return say("{run} ends at {end}, before the {event}.", run=well.name, end=end, event=what)
    why = why_unknown(well.row, event, sick.row)
    return say("Whether {run} has the {event} cannot be told: {why}.", run=well.name, event=what, why=why)


def _articled(noun: str) -> str:
    return noun if noun in ("overfitting", "guessing", "jumping about") else say("a {noun}", noun=noun)
