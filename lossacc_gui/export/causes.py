"""In which order causes are told: families first, their faces under them, each with its number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lossacc_gui.chart.named import belongs, short_title
from lossacc_gui.language import say
from lossacc_gui.model.cause import NOTHING_WRONG, Explanation, Family, RankedCause
from lossacc_gui.model.options import Options
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

    `apart` are the numbers of the first two causes and the check that tells them apart, where this is the place to say
    so; else it is None.
    """

    family: Family | None
    causes: tuple[Told, ...]
    apart: tuple[int, int, str] | None = None

    @property
    def harmless(self) -> bool:
        """Whether all that is told here is: a family of two harms nobody only where neither of them does."""
        return all(one.ranked.cause.benign for one in self.causes)

    @property
    def deciding(self) -> str:
        """How to tell the first two causes apart, empty where that is said elsewhere."""
        return "" if self.apart is None else apart_text(*self.apart)


Argued = tuple[bool, str]
"""Whether a sentence speaks for a cause, and the sentence."""


def grouped(explanation: Explanation) -> tuple[Group, ...]:
    """The causes of an explanation by families, the likeliest family first; one by one where no family was named.

    A family that is told by one of its faces has no head of its own.
    """
    left = list(enumerate(explanation.causes))
    members: list[tuple[Family | None, list[tuple[int, RankedCause]]]] = []
    for family in explanation.families:
        own = [(rank, one) for rank, one in left if belongs(one.cause, family)]
        left = [(rank, one) for rank, one in left if not belongs(one.cause, family)]
        if own:
            settled = own[0][1].cause.id in (family.cause.id, family.face)
            members.append((None if settled else family, own))
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


def unsaid(ranked: RankedCause, said: set[Argued], *, supports: bool, most: int | None = None) -> list[str]:
    """What speaks for a cause, or against it, at most so much, less what was `said` on the same side of another face of
    its family, which does not tell them apart; it is said from now on.
    """
    texts = [one.text for one in ranked.evidence if one.supports == supports and (supports, one.text) not in said]
    said.update((supports, text) for text in texts[:most])
    return texts[:most]


def told_causes(explanation: Explanation, most: int | None) -> list[RankedCause]:
    """The causes with a number of up to `most`, which a document that leaves some out tells; None: all."""
    numbered = (one for group in grouped(explanation) for one in group.causes)
    return [one.ranked for one in numbered if most is None or one.number <= most]


def _with_deciding(groups: list[Group], numbers: dict[int, int], check: str) -> tuple[Group, ...]:
    """The check stands in the first group that ends after both of the causes that it tells apart."""
    if not check or len(numbers) < 2:
        return tuple(groups)
    one, other = sorted((numbers[0], numbers[1]))
    at = next(i for i, group in enumerate(groups) if group.causes[-1].number >= other)
    groups[at] = Group(groups[at].family, groups[at].causes, (one, other, check))
    return tuple(groups)


def apart_text(one: int | str, other: int | str, check: str) -> str:
    """How to tell two causes apart, by their numbers or names."""
    return say("To tell {one} from {other}: {check}", one=one, other=other, check=say(check))


def cause_title(ranked: RankedCause) -> str:
    """A cause with its share of belief; benign ones are said to be harmless."""
    harmless = ", harmless" if ranked.cause.benign else ""
    return f"{ranked.cause.title} ({belief_text(ranked.score)}{harmless})"


def family_title(group: Group) -> str:
    """A family with its share of belief, before the faces that it may have here."""
    assert group.family is not None
    harmless = ", harmless" if group.harmless else ""
    faces = "one of" if len(group.causes) > 1 else "perhaps as"
    return f"{group.family.cause.title} ({belief_text(group.family.score)}{harmless}), {faces}:"


def see_text(title: str, place: str) -> str:
    """The title of a cause, or of a family whose faces follow, with where it is told."""
    head = title.removesuffix(":")
    return f"{head} (see {place}):" if head != title else f"{title}: see {place}."


def pointer(place: str) -> str:
    """Where a cause is told in full."""
    return f"What it is, how to check it and what to do: {place}."


def shares_text(explanation: Explanation, most: int | None = None) -> str:
    """The names of the first causes with the belief in each, faces behind their family."""
    parts = []
    for group in grouped(explanation):
        told = [one.ranked for one in group.causes if most is None or one.number <= most]
        named = ", ".join(f"{short_title(one.cause)} {belief_text(one.score)}" for one in told)
        if told and group.family is not None:
            named = f"{short_title(group.family.cause)} {belief_text(group.family.score)} ({named})"
        parts += [named] if named else []
    return "; ".join(parts)


def same_text(place: str, shares: str) -> str:
    """That an explanation is told elsewhere, with what is believed of it here."""
    return f"Causes as in {place}: {shares}."


def others_text(told: tuple[Told, ...]) -> str:
    """The names of causes that are not told."""
    return ", ".join(short_title(one.ranked.cause) for one in told)


def unlikely(explanation: Explanation, options: Options) -> Explanation:
    """What it would be if anything were wrong where nothing seems to be: the causes that are not harmless, of a family
    that is believed in as much as it must be to answer an event.
    """
    families = tuple(one for one in explanation.families if one.score >= options.least_named)
    causes = tuple(
        one
        for one in explanation.causes
        if not one.cause.benign
        and one.cause.id != NOTHING_WRONG
        and (one.score >= options.least_named or any(belongs(one.cause, family) for family in families))
    )
    return replace(explanation, causes=causes, families=families, deciding_check="")


def unlikely_text(explanation: Explanation, options: Options) -> str:
    """What it would be if anything were wrong, with the share of belief in each cause; empty where that is nothing."""
    named = [f"{short_title(one.cause)} ({belief_text(one.score)})" for one in unlikely(explanation, options).causes]
    return f"If anything were wrong, though nothing seems to be: {', '.join(named)}." if named else ""
