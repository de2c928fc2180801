"""In which order causes are told: families first, their faces under them, each with its number."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.chart.named import belongs, short_title
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation, Family, RankedCause
from lossacc_gui.numerals import belief_text


@dataclass(frozen=True, slots=True)
class Told:
    """A cause with the number under which it is told; `rank` is its place (from 0) in the explanation."""

    number: int
    rank: int
    ranked: RankedCause


@dataclass(frozen=True, slots=True)
class Group:
    """Causes that are told together: the faces of `family`, or a cause by itself (None).

    `deciding` says how to tell the first two causes apart, where this is the place to say so; else it is empty.
    """

    family: Family | None
    causes: tuple[Told, ...]
    deciding: str = ""


def grouped(explanation: Explanation) -> tuple[Group, ...]:
    """The causes of an explanation by families, the likeliest family first; one by one where no family was named."""
    left = list(enumerate(explanation.causes))
    members: list[tuple[Family | None, list[tuple[int, RankedCause]]]] = []
    for family in explanation.families:
        own = [(rank, one) for rank, one in left if belongs(one.cause, family)]
        left = [(rank, one) for rank, one in left if not belongs(one.cause, family)]
        if own:
            alone = own[0][1].cause.id == family.cause.id
            members.append((None if alone else family, own))
    members += [(None, [one]) for one in left]
    number = 0
    groups: list[Group] = []
    numbers: dict[int, int] = {}
    for head, own in members:
        told = [Told(number + i, rank, one) for i, (rank, one) in enumerate(own, 1)]
        number += len(told)
        numbers |= {one.rank: one.number for one in told}
        groups.append(Group(head, tuple(told)))
    return _with_deciding(groups, numbers, explanation.deciding_check)


def _with_deciding(groups: list[Group], numbers: dict[int, int], check: str) -> tuple[Group, ...]:
    """The check stands in the first group that ends after both of the causes that it tells apart."""
    if not check or len(numbers) < 2:
        return tuple(groups)
    one, other = sorted((numbers[0], numbers[1]))
    at = next(i for i, group in enumerate(groups) if group.causes[-1].number >= other)
    groups[at] = Group(groups[at].family, groups[at].causes, f"To tell {one} from {other}: {check}")
    return tuple(groups)


def cause_title(ranked: RankedCause) -> str:
    """A cause with its share of belief; benign ones are said to be harmless."""
    harmless = ", harmless" if ranked.cause.benign else ""
    return f"{ranked.cause.title} ({belief_text(ranked.score)}{harmless})"


def family_title(group: Group) -> str:
    """A family with its share of belief, before the faces that it may have here."""
    assert group.family is not None
    harmless = ", harmless" if group.family.cause.benign else ""
    faces = "one of" if len(group.causes) > 1 else "perhaps as"
    return f"{group.family.cause.title} ({belief_text(group.family.score)}{harmless}), {faces}:"


def told_elsewhere(analysis: Analysis, cause: Cause, index: int | None) -> int | None:
    """The other event (from 0) that tells a cause in full; None where it is told here, at event `index` or the run.

    It is the first event that the cause leads, else the first that names it, the one that the verdict is about before
    all others: nobody reads the same page four times.
    """
    if index is None:
        return None
    main = analysis.verdict.main
    order = sorted(enumerate(analysis.events), key=lambda item: item[1] is not main)
    for leading in (True, False):
        for place, event in order:
            if cause.id in _told_ids(event.explanation, leading=leading):
                return place if place != index else None
    return None


def _told_ids(explanation: Explanation, *, leading: bool) -> set[str]:
    groups = grouped(explanation)[: 1 if leading else None]
    causes = [one.ranked.cause.id for group in groups for one in group.causes[: 1 if leading else None]]
    return {*causes, *(group.family.cause.id for group in groups if group.family is not None)}


def argued_elsewhere(analysis: Analysis, ranked: RankedCause, place: int | None) -> bool:
    """Whether the event at `place` has the same evidence for a cause, so that nobody need read it twice."""
    if place is None:
        return False
    there = (one for one in analysis.events[place].explanation.causes if one.cause.id == ranked.cause.id)
    return any(one.evidence == ranked.evidence for one in there)


def pointer(place: int) -> str:
    """Where a cause is told in full."""
    return f"What it is, how to check it and what to do: event {place + 1}."


def others_text(told: tuple[Told, ...]) -> str:
    """The names of causes that are not told."""
    return ", ".join(short_title(one.ranked.cause) for one in told)


def unlikely_text(explanation: Explanation) -> str:
    """What it would be if anything were wrong with a run that looks healthy, with the share of belief in each cause."""
    named = [f"{short_title(one.cause)} ({belief_text(one.score)})" for one in explanation.causes[1:]]
    return f"If anything were wrong, though nothing seems to be: {', '.join(named)}." if named else ""
