"""How settings, stretches and events are named in the sentences of a comparison."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lossacc_gui.model.episode import FindingKind, Pattern
from lossacc_gui.numerals import belief_text, relative_text, x_text
from lossacc_gui.triage.compare.comparison import Run
from lossacc_gui.triage.compare.events import LOSS_RISES, where_text
from lossacc_gui.triage.compare.known import Counted
from lossacc_gui.triage.row import Happening

MOST_NAMED = 8  # settings in a sentence; the table has them all
LONGEST = 40  # characters of a value in a sentence

NOUNS = {
    FindingKind.OVERFITTING: "overfitting",
    FindingKind.DETERIORATION: "worsening",
    FindingKind.GAP: "gap between training and validation",
    FindingKind.SPIKE: "spike",
    FindingKind.CHANCE: "guessing",
    FindingKind.BLOW_UP: "blow-up of the loss",
    FindingKind.PLATEAU: "plateau",
    FindingKind.STEP: "step",
    FindingKind.RESTART: "restart",
    FindingKind.VAL_BETTER_THAN_TRAIN: "lead of validation over training",
    FindingKind.BOUND_VIOLATED: "loss below what the accuracy allows",
    FindingKind.MISCALIBRATED: "loss above what the accuracy explains",
    FindingKind.DEAD: "standstill",
    FindingKind.UNSTEADY: "jumping about",
    FindingKind.METRIC: "metric that contradicts the rest",
    FindingKind.RULER: "loss on a line that tells why",
    FindingKind.SCHEDULE: "schedule of the learning rate",
}

PATTERNS = {
    Pattern.LOSS_WORSE_ACCURACY_BETTER: "rise of the loss while accuracy improves",
    Pattern.LOSS_WORSE_ACCURACY_FLAT: "rise of the loss while accuracy stays flat",
    Pattern.LOSS_BETTER_ACCURACY_WORSE: "fall of accuracy while the loss improves",
    Pattern.LOSS_BETTER_ACCURACY_FLAT: "standstill of accuracy while the loss improves",
    Pattern.LOSS_FLAT_ACCURACY_BETTER: "gain in accuracy while the loss stays flat",
    Pattern.LOSS_FLAT_ACCURACY_WORSE: "fall of accuracy while the loss stays flat",
}


def noun_of(event: Happening) -> str:
    """The event as a noun."""
    if event.kind in set(FindingKind):
        return NOUNS.get(FindingKind(event.kind), event.said)
    return PATTERNS[Pattern(event.kind)]


def event_text(event: Happening, run: Run) -> str:
    """The event of a run and where it is: 'overfitting of A (val, epochs 20–60; loss +42 % since epoch 20)'."""
    where = place_text(event, run)
    of = "in" if event.kind in set(Pattern) else "of"
    return f"{noun_of(event)} {of} {run.name}{f' ({where})' if where else ''}"


def place_text(event: Happening, run: Run) -> str:
    """Where the event of a run is, and how much the loss has risen: 'val, epochs 20–60; loss +42 % since epoch 20'."""
    where = where_text(event, run.row)
    cost = run.row.loss_cost if event.kind in LOSS_RISES and event.split != "train" else None
    if cost and math.isfinite(cost) and run.row.keep is not None:
        where += f"; loss {relative_text(cost)} since {run.row.x_name} {x_text(run.row.keep)}"
    return where


def listed(texts: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def with_values(names: Sequence[str], one: Run, other: Run) -> str:
    """Settings with the values of two runs: 'lr (0.1, 0.01) and dropout (0, none)'."""
    here, there = dict(one.row.settings), dict(other.row.settings)
    texts = [f"{name} ({_cut(here.get(name, 'none'))}, {_cut(there.get(name, 'none'))})" for name in names[:MOST_NAMED]]
    more = len(names) - MOST_NAMED
    return listed([*texts, f"{more} more"] if more > 0 else texts)


def named(names: Sequence[str]) -> str:
    """Settings by their names."""
    more = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else list(names))


def counted_text(counted: Counted, names: Sequence[str], one: Run, other: Run) -> str:
    """What the runs on either side show, and how often luck does as much."""
    (first, first_of), (second, second_of) = counted.first, counted.second
    these = these_text(names)
    return (
        f"Of all runs that differ in {named(names)} alone, {first} of {first_of} with {these} of {one.name} show it, "
        f"and {second} of {second_of} with {these} of {other.name}; {luck_text(counted)}."
    )


def these_text(names: Sequence[str]) -> str:
    """Settings that were just named, of a run that will be."""
    return f"the {names[0]}" if len(names) == 1 else "those"


def luck_text(counted: Counted) -> str:
    """How often luck alone tells runs apart as clearly."""
    return f"luck alone would do as much in {belief_text(counted.luck)} of such comparisons"


def share_text(share: float) -> str:
    """An option as a share, as exact as it was given: 0.001 -> '0.1 %'."""
    return f"{100 * share:.6g} %"


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
