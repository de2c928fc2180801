"""How settings, stretches and events are named in the sentences of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from lossacc_gui.language import Number, say
from lossacc_gui.model.episode import FindingKind, Pattern
from lossacc_gui.numerals import belief_text, listed_text, relative_text, whole_text
from lossacc_gui.triage.compare.comparison import NamedRow
from lossacc_gui.triage.compare.events import LOSS_RISES, where_text
from lossacc_gui.triage.compare.known import Counted
from lossacc_gui.triage.row import Happening

MOST_NAMED = 8  # settings in a sentence; the table has them all
LONGEST = 40  # characters of a value in a sentence

NOUNS = {
    FindingKind.OVERFITTING: say("overfitting"),
    FindingKind.DETERIORATION: say("worsening"),
    FindingKind.GAP: say("gap between training and validation"),
    FindingKind.SPIKE: say("spike"),
    FindingKind.CHANCE: say("guessing"),
    FindingKind.BLOW_UP: say("blow-up of the loss"),
    FindingKind.PLATEAU: say("plateau"),
    FindingKind.STEP: say("sudden step"),
    FindingKind.RESTART: say("break in the log"),
    FindingKind.VAL_BETTER_THAN_TRAIN: say("lead of validation over training"),
    FindingKind.BOUND_VIOLATED: say("loss below what the accuracy allows"),
    FindingKind.MISCALIBRATED: say("loss above what the accuracy explains"),
    FindingKind.DEAD: say("standstill"),
    FindingKind.UNSTEADY: say("jumping about"),
    FindingKind.METRIC: say("metric that contradicts the rest"),
    FindingKind.RULER: say("loss on a line that tells why"),
    FindingKind.SCHEDULE: say("schedule of the learning rate"),
    FindingKind.FEW_EXAMPLES: say("smallness of the validation set"),
    FindingKind.EMPTY_EPOCHS: say("emptiness of every second epoch"),
}

PATTERNS = {
    Pattern.LOSS_WORSE_ACCURACY_BETTER: say("rise of the loss while accuracy improves"),
    Pattern.LOSS_WORSE_ACCURACY_FLAT: say("rise of the loss while accuracy stays flat"),
    Pattern.LOSS_BETTER_ACCURACY_WORSE: say("fall of accuracy while the loss improves"),
    Pattern.LOSS_BETTER_ACCURACY_FLAT: say("standstill of accuracy while the loss improves"),
    Pattern.LOSS_FLAT_ACCURACY_BETTER: say("gain in accuracy while the loss stays flat"),
    Pattern.LOSS_FLAT_ACCURACY_WORSE: say("fall of accuracy while the loss stays flat"),
}


def noun_of(event: Happening) -> str:
    """The event as a noun."""
    if event.kind in set(FindingKind):
        return NOUNS.get(FindingKind(event.kind), event.said)
    return PATTERNS[Pattern(event.kind)]


def event_text(event: Happening, run: NamedRow) -> str:
    """The event of a run and where it is: 'overfitting of A (val, epochs 20–60; loss +42 %)'."""
    where = place_text(event, run)
    told = {"what": noun_of(event), "run": run.name}
    what = say("{what} in {run}", **told) if event.kind in set(Pattern) else say("{what} of {run}", **told)
    return say("{what} ({where})", what=what, where=where) if where else what


def place_text(event: Happening, run: NamedRow) -> str:
    """Where the event of a run is, and how much the loss rises in it, as its analysis tells: 'val, epochs 20–60; loss
    +42 %'.
    """
    where = where_text(event, run.row)
    rise = event.loss_change
    if event.kind in LOSS_RISES and rise is not None and rise > 0:
        return say("{where}; loss {change}", where=where, change=relative_text(rise))
    return where


def with_values(names: Sequence[str], one: NamedRow, other: NamedRow) -> str:
    """Settings with the values of two runs: 'lr (0.1, 0.01) and dropout (0, none)'."""
    here, there = dict(one.row.settings), dict(other.row.settings)
    texts = [f"{name} ({_cut(here.get(name, 'none'))}, {_cut(there.get(name, 'none'))})" for name in names[:MOST_NAMED]]
    return listed_text([*texts, *_more(names)])


def named(names: Sequence[str]) -> str:
    """Settings by their names."""
    return listed_text([*names[:MOST_NAMED], *_more(names)])


def _more(names: Sequence[str]) -> list[str]:
    more = len(names) - MOST_NAMED
    return [say("{count} more", count=more)] if more > 0 else []


def counted_text(counted: Counted, names: Sequence[str], one: NamedRow, other: NamedRow) -> str:
    """What the runs on either side show, and how often luck does as much."""
    (first, first_of), (second, second_of) = counted.first, counted.second
    return say(
        "Of all runs that differ in {names} alone, {first} of {first_of} with {these} of {one} show it, and "
        "{second} of {second_of} with {these} of {other}; {luck}.",
        names=named(names),
        first=first,
        first_of=first_of,
        these=these_text(names),
        one=one.name,
        second=second,
        second_of=second_of,
        other=other.name,
        luck=luck_text(counted),
    )


def these_text(names: Sequence[str]) -> str:
    """Settings that were just named, of a run that will be."""
    return say("the {name}", name=names[0]) if len(names) == 1 else say("those")


def luck_text(counted: Counted) -> str:
    """How often luck alone tells runs apart as clearly."""
    if counted.luck < 0.01:  # rounded to whole percent it would be never
        count = whole_text(round(1 / max(counted.luck, 1e-9)))
        return say("luck alone would do as much once in {count} such comparisons", count=count)
    return say("luck alone would do as much in {share} of such comparisons", share=belief_text(counted.luck))


def share_text(share: float) -> str:
    """An option as a share, as exact as it was given: 0.001 -> '0.1 %'."""
    return Number(f"{100 * share:.6g} %")


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
