"""The statements on suspected causes: whether what a cause did is gone in a run without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lossacc_gui.explain.levers import moved, setting_named
from lossacc_gui.language import say
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.options import Options
from lossacc_gui.triage.choices import is_number
from lossacc_gui.triage.compare.comparison import Ground, NamedRow, Seen, Statement
from lossacc_gui.triage.compare.events import seen_in, share_of
from lossacc_gui.triage.compare.known import Known
from lossacc_gui.triage.compare.said_events import absent_said, seeds_apart, told_of
from lossacc_gui.triage.compare.wording import named, noun_of, share_text, with_values
from lossacc_gui.triage.row import Happening, Row


def causes_said(
    one: NamedRow, other: NamedRow, known: Known, causes: Mapping[str, Cause], options: Options
) -> Iterator[Statement]:
    """Whether the event for which a cause is suspected in one run is gone in the other, where that cause is weaker."""
    apart = known.apart(one.row, other.row)
    for sick, well in ((one, other), (other, one)):
        event = main_event(sick.row)
        if event is None:
            continue
        for cause in _suspected(sick.row, causes):
            moves = _moves(cause, apart, sick.row, well.row)
            weaker = [name for name, helps in moves.items() if helps]
            if not weaker or not all(moves.values()):
                continue
            found = _Suspicion(cause, event, tuple(weaker), apart, sick, well)
            seen = seen_in(well.row, event, sick.row, options)
            said = None
            if seen is Seen.ABSENT:
                said = _gone_said(found, known, options)
            elif seen not in (Seen.UNKNOWN, Seen.ENDED):
                # A family tells what is seen, and a remedy that is too weak leaves that; a mechanism has no faces.
                mechanism = all(known_one.parent != cause.id for known_one in causes.values())
                said = _still_said(found, options, mechanism=mechanism)
            if said is not None:
                yield said
                break


def main_event(row: Row) -> Happening | None:
    """The event that the verdict is about, where it is one that runs can be compared by."""
    found = (one for one in told_of(row) if (one.split, one.start, one.end) == (row.split, row.start, row.end))
    return next(found, None)


def _suspected(row: Row, causes: Mapping[str, Cause]) -> list[Cause]:
    """The cause that is named and its parent, harmless ones not."""
    cause = causes.get(row.cause)
    known = [cause, causes.get(cause.parent)] if cause is not None else []
    return [one for one in known if one is not None and not one.benign]


def _moves(cause: Cause, apart: Sequence[str], sick: Row, well: Row) -> dict[str, bool]:
    """The settings that differ and that the cause is about, and whether they take it away in the second run."""
    levers, here, there = dict(cause.levers), dict(sick.settings), dict(well.settings)
    moves = {}
    for name in apart:
        lever = levers.get(setting_named(name) or "")
        move = moved(here.get(name, ""), there.get(name, ""))
        if lever is not None and move is not None:
            moves[name] = move == lever
    return moves


@dataclass(frozen=True, slots=True)
class _Suspicion:
    """A cause of an event of one run, weaker in the other by some of the settings in which they differ."""

    cause: Cause
    event: Happening
    weaker: tuple[str, ...]
    apart: tuple[str, ...]
    sick: NamedRow
    well: NamedRow

    @property
    def text(self) -> str:
        """What is suspected, and how the runs differ in it."""
        return say(
            "{cause} is suspected in {sick}; {well} differs in {values}",
            cause=say(self.cause.title.partition(": ")[0]),
            sick=self.sick.name,
            well=self.well.name,
            values=with_values([*self.weaker, *seeds_apart(self.sick, self.well)], self.sick, self.well),
        )

    @property
    def seeds(self) -> bool:
        """Whether their seeds differ too."""
        return bool(seeds_apart(self.sick, self.well))

    def said(self, text: str, ground: Ground, speaks_for: bool | None = None) -> Statement:
        """A statement of it."""
        runs = self.sick.name, self.well.name
        return Statement(text, "cause", runs, ground, self.apart, self.cause.id, speaks_for)


def _gone_said(one: _Suspicion, known: Known, options: Options) -> Statement | None:
    """The event is gone; None where luck makes it come and go."""
    ground = absent_said(one.event, one.sick, one.well, known, options).ground
    if ground is Ground.LUCK or (one.seeds and ground is not Ground.BACKED):
        return None
    what = noun_of(one.event)
    others = [name for name in one.apart if name not in one.weaker]
    if others:
        text = say(
            "{suspicion}, against which it should help, and in {others}: the {what} is gone, but to which of them that "
            "is due these two do not tell.",
            suspicion=one.text,
            others=named(others),
            what=what,
        )
        return one.said(text, ground)
    told = {"suspicion": one.text, "what": what, "run": one.sick.name}
    if ground is Ground.BACKED:
        text = say("{suspicion} alone, and the {what} is gone. That speaks for this cause in {run}.", **told)
    else:
        text = say(
            "{suspicion} alone, and the {what} is gone. That speaks for this cause in {run}, as far as one pair "
            "of runs tells.",
            **told,
        )
    return one.said(text, ground, speaks_for=True)


def _still_said(one: _Suspicion, options: Options, *, mechanism: bool) -> Statement | None:
    """The event is still there; None where that says nothing."""
    rows = one.well.row, one.event, one.sick.row, options
    most, least = share_of(*rows, largest=True), share_of(*rows, largest=False)
    if most is None or least is None or len(one.apart) > len(one.weaker) or one.seeds:
        return None
    still = say("{suspicion} alone, and the {what} is still there", suspicion=one.text, what=noun_of(one.event))
    if most < options.compare_gone:
        text = say(
            "{still}, but costs less than {part} as much. That speaks for this cause in {run}, as far as one "
            "pair tells.",
            still=still,
            part=share_text(options.compare_gone),
            run=one.sick.name,
        )
        return one.said(text, Ground.FEW, speaks_for=True)
    here, there = dict(one.sick.row.settings), dict(one.well.row.settings)
    if least < 1 or not mechanism or not any(is_large(here[name], there[name], options) for name in one.weaker):
        return None
    text = say(
        "{still}, and no less. That speaks against this cause in {sick} and {well}.",
        still=still,
        sick=one.sick.name,
        well=one.well.name,
    )
    return one.said(text, Ground.FEW, speaks_for=False)


def is_large(before: str, after: str, options: Options) -> bool:
    """Whether a setting was changed by so much that its cause would show it; from or to nothing is so much."""
    ends = [abs(float(value)) for value in (before, after) if is_number(value)]
    return len(ends) < 2 or max(ends) >= options.compare_step * min(ends)
