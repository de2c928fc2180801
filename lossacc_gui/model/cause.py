"""Why curves disagree: causes as the knowledge base tells them, and how a run argues for and against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lossacc_gui.language import say

NOTHING_WRONG = "nothing_wrong"  # the id under which the knowledge base argues that a run is healthy


FORMS = {
    "answers": say("questions and answers, which have no DOI"),
    "blog": say("a blog, which has no DOI"),
    "documentation": say("documentation, which has no DOI"),
    "journal": say("a journal that gives no DOI"),
    "page": say("a web page, which has no DOI"),
    "proceedings": say("proceedings that give no DOI"),
}
"""Why a source has no number by which it is found."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim is written: a source document or a publication.

    venue  the journal, conference, publisher or place
    id     doi:..., arXiv:... or isbn:..., empty where it has none
    form   what it is that it has none, one of FORMS; empty where it has one
    """

    title: str
    author: str = ""
    year: int | None = None
    note: str = ""
    venue: str = ""
    id: str = ""
    form: str = ""

    @property
    def number(self) -> str:
        """By what number it is found, or why by none; empty where neither is known."""
        return self.id or FORMS.get(self.form, "")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a cause leads one to expect of one fact, and what that is worth.

    expected  1: the fact says yes, -1: it says no, 0: nothing was written down
    weight    log-odds (natural log) added when the fact says a full yes, taken away when it says a full no, and in
              between for what lies in between; nothing is added while the fact is not known
    """

    fact: str
    expected: int
    weight: float


@dataclass(frozen=True, slots=True)
class Cause:
    """One possible cause. `prior` is log-odds before any evidence; `severity` benign causes are said to be harmless.

    `patterns` names the episode patterns and kinds of findings that it can make, and is asked for no other, but for the
    run as a whole.
    `checks` is ordered, the most telling first.
    `apart` holds (id of another cause, the check that tells the two apart). `parent` is the id of the cause of which
    this one is a face, empty for none; a parent's signs count for each of its children. `needs` names what a run must
    have logged to show it at all ("loss", "accuracy", "validation", "training"), "classes" where one that learns
    values cannot show it, "majority" where one that begins better than any one answer given to all cannot, and
    "guessing" where one whose loss and accuracy are nowhere those of guessing cannot, "unimproved" where one whose AUC
    or overlap gets better cannot.
    `levers` holds (setting, "more" or "less"): what to change so that it goes away where it is the cause.
    """

    id: str
    title: str
    story: str
    prior: float
    benign: bool
    patterns: tuple[str, ...]
    signs: tuple[Sign, ...]
    checks: tuple[str, ...]
    remedies: tuple[str, ...]
    sources: tuple[Source, ...]
    apart: tuple[tuple[str, str], ...] = ()
    parent: str = ""
    needs: tuple[str, ...] = ()
    levers: tuple[tuple[str, str], ...] = ()

    def can_make(self, kind: str, *, held_out: bool) -> bool:
        """Whether it can make an event of this kind, of `held_out` curves or of those of training: what shows on
        validation data alone moves nothing in training.
        """
        return kind in self.patterns and (held_out or "validation" not in self.needs)


class Evidence(NamedTuple):
    """A fact for or against a cause in this very run.

    `weight` is log-odds; `value` the number that the text tells, in `unit` (as `lossacc facts` names it).
    `start`..`end` is the stretch of x values that shows it, for the chart to select.
    """

    text: str
    weight: float
    value: float | None = None
    fact: str = ""
    start: float | None = None
    end: float | None = None
    unit: str = ""

    @property
    def supports(self) -> bool:
        """Whether it speaks for the cause."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class RankedCause:
    """A cause with its score (0..1) and the evidence that gave it."""

    cause: Cause
    score: float
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class Family:
    """A parent cause with the belief in all its children together (0..1); a cause without a parent is its own.

    `face` is the id of the child that is told instead of its parent, as no other one is likely; empty where none is.
    """

    cause: Cause
    score: float
    face: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, in a plain sentence, and why: causes ranked, best first; empty means not enough evidence.

    `causes` are leaves; `families` their parents, ranked by what is believed of all their children together.

    `deciding_check` is the one check that would tell the first two causes apart, empty where none was written for them.
    """

    summary: str
    causes: tuple[RankedCause, ...]
    deciding_check: str = ""
    families: tuple[Family, ...] = ()

    @property
    def healthy(self) -> bool:
        """Whether the first answer is that nothing is wrong; the other causes are what it would be if anything were."""
        return bool(self.causes) and self.causes[0].cause.id == NOTHING_WRONG

    def suspects(self, least: float) -> bool:
        """Whether its first family does harm and is believed in by `least` or more."""
        first = self.families[0] if self.families and not self.healthy else None
        return first is not None and first.score >= least and not self.first_of(first).benign

    def first_of(self, family: Family) -> Cause:
        """The likeliest face of a family, the family itself where none is told. Whether it does harm is asked of that:
        a family that is harmless by its title may have a face that is not.
        """
        faces = (one.cause for one in self.causes if family.cause.id in (one.cause.id, one.cause.parent))
        return next(faces, family.cause)
