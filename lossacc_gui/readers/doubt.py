"""Says where a log can be read in two ways that are about equally good, which a person has to decide."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from lossacc_gui.language import Said, say
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.errors import UnknownNames
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Run, Series, Split
from lossacc_gui.numerals import listed_text
from lossacc_gui.readers.guesses import are_hopeful, as_arguments, guesses, unknown_said
from lossacc_gui.readers.mapping import is_understood, names_of
from lossacc_gui.readers.series.names import is_measured, meaning_of, vocabulary

FEWEST = 4  # values of a curve that can be held against another
TURNS = 12  # values that show that two curves take turns in one
IN_TURN = 0.95  # of the values that lie on their own curve's side where two take turns
APART = 3.0  # times their own steps that the two curves lie apart
NEAR = 2.0  # times that one split's loss begins above another's; the parts of a loss lie further apart
ALIKE = 0.9  # correlation of the losses of two splits that say nothing else; parts of a loss may fall together, too
BEGIN = 5  # of so many values of a loss the first shows where it begins
KNOWN_SIDES = ("", Split.TRAIN.value)
AGAIN = re.compile(r"^(?P<name>.*) \(2\)$")  # how a reader numbers curves of one name
BESIDE = re.compile(r"^(?P<name>.*) \[2\]$")  # and numbers of a list
BESIDE_OTHERS = "{name} [3]"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What can be read in two ways: `said` in a sentence; `choices` are one of them, and name all that is in doubt."""

    said: Said
    choices: tuple[Choice, ...]

    @property
    def advice(self) -> Said:
        """How a person decides."""
        return say(
            "Say which it is with --map, for example {choices}, or in the window with Run > Choose Metrics.",
            choices=as_arguments(self.choices),
        )

    def is_decided_by(self, choices: Iterable[Choice]) -> bool:
        """Whether a person said of anything that is in doubt what it is."""
        return not {one.metric for one in self.choices}.isdisjoint(choice.metric for choice in choices)


def doubt_of(run: Run) -> Doubt | None:
    """The first thing about a run that decides its pairs and may as well be otherwise; None where there is none."""
    measured = {one.split for one in run.series if one.quantity.is_progress}
    if run.unlikely and len(measured) < 2:  # files of two splits may have been put together
        return _elsewhere(run)
    named = [
        (name, one)
        for name, one in zip(names_of(run), run.series, strict=True)
        if one.quantity.is_progress and len(one.value) >= FEWEST
    ]
    if any(one.split is not Split.TRAIN for _, one in named):
        return None
    return _mixed(named) or _sides(named) or _twins(named)


def decided_or_told(path: Path, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a log, those that are in doubt among others with a notice; UnknownNames where all are in doubt."""
    doubts = [doubt_of(run) for run in runs]
    first = doubts[0]
    if first is not None and None not in doubts:
        hopeful = is_understood(runs[0]) or are_hopeful(runs[0], first.choices)
        raise UnknownNames(path, first.said, advice=first.advice, runs=runs, hopeful=hopeful)
    return tuple(
        run
        if doubt is None
        else replace(run, notices=(*run.notices, Notice(say("{said} {advice}", said=doubt.said, advice=doubt.advice))))
        for run, doubt in zip(runs, doubts, strict=True)
    )


def is_decided(run: Run, choices: Iterable[Choice]) -> bool:
    """Whether what `choices` say of a run, which has them already, leaves nothing open."""
    doubt = doubt_of(run)
    return doubt is None or doubt.is_decided_by(choices)


def proposals(run: Run) -> tuple[Choice, ...]:
    """What a person is asked to confirm: one way to read what is in doubt, else guesses of what is not known at all."""
    doubt = doubt_of(run)
    if doubt is not None:
        return doubt.choices
    return () if is_understood(run) else guesses(run)


Named = tuple[str, Series]


def _elsewhere(run: Run) -> Doubt:
    """The doubt whether a run is one of a training at all: what it measures by its names, or else by its curves."""
    if not is_understood(run):
        found = guesses(run)
        return Doubt(
            unknown_said(run, found)[0], found or tuple(Choice(name, Quantity.LOSS) for name in names_of(run)[:1])
        )
    named = zip(names_of(run), run.series, strict=True)
    return Doubt(run.unlikely, tuple(Choice(n, s.quantity, s.split) for n, s in named if s.quantity.is_progress))


def _mixed(named: Sequence[Named]) -> Doubt | None:
    """One series whose values jump to and fro between two curves."""
    for name, one in named:
        if meaning_of(name).split is None and _takes_turns(one.value):
            said = say(
                "The values of {name} jump to and fro between two curves, so they may be of training and "
                "validation in turns, or of one {split} curve as they stand.",
                name=name,
                split=one.split.value,
            )
            return Doubt(said, (Choice(name, one.quantity, one.split),))
    return None


def _takes_turns(value: FloatArray) -> bool:
    if len(value) < TURNS or not np.isfinite(value).all():
        return False
    less = value / 8  # no difference and no sum of two overflows
    odd, even = less[1::2], less[: 2 * len(less[1::2]) : 2]
    above = float((odd > even).mean())
    apart = float(np.median(np.abs(odd - even)))
    steps = max(float(np.median(np.abs(np.diff(odd)))), float(np.median(np.abs(np.diff(even)))))
    return max(above, 1 - above) >= IN_TURN and apart > APART * steps > 0


def _sides(named: Sequence[Named]) -> Doubt | None:
    """Metrics that differ in one word that nobody knows, as those of two splits do: qux_loss and zed_loss, zed_acc.

    The word stands at a loss and at something like an accuracy, or the two are all losses there are and fall together;
    the parts of a loss are more than two, have no accuracies, or are called so (generator, critic).
    """
    sides: dict[str, dict[str, Named]] = defaultdict(dict)
    for name, one in named:
        for side, rest in _cut(name, one.quantity):
            sides[side].setdefault(rest, (name, one))
    losses = {name for name, one in named if one.quantity.is_loss}
    for both in combinations(sides.items(), 2):
        (_, mine), (_, others) = both
        twins = [rest for rest in mine if rest in others and mine[rest][0] != others[rest][0]]
        pairs = [(mine[rest], others[rest]) for rest in twins if mine[rest][1].quantity.is_loss]
        if {name for pair in pairs for name, _ in pair} != losses or not all(map(_begin_alike, pairs)):
            continue
        unknown = [metrics for word, metrics in both if word not in KNOWN_SIDES]
        marked = any(not found.quantity.is_loss for metrics in unknown for _, found in metrics.values())
        if pairs and (marked or (len(unknown) == 2 and len(pairs) == 1 and _fall_together(*pairs[0]))):
            first, second = (
                [found for rest, found in metrics.items() if word or rest in twins] for word, metrics in both
            )
            return _of_two(first, second, say("differ in a word that is not known"))
    return None


def _cut(name: str, quantity: Quantity) -> Iterator[tuple[str, str]]:
    """(word, what is measured without it): none taken out of a name, its split, or any word that nobody knows."""
    meaning = meaning_of(name)
    words = [word for word in meaning.rest.split() if word not in vocabulary().fillers]
    yield "" if meaning.split is None else meaning.split.value, _measured(words, quantity)
    for i, word in enumerate(words if meaning.split is None else ()):
        rest = words[:i] + words[i + 1 :]
        means_nothing = word.isalpha() and not is_measured(word) and meaning_of(word).quantity is Quantity.OTHER
        means_nothing = means_nothing and word not in vocabulary().parts
        if means_nothing and rest and meaning_of(" ".join(rest)).quantity is quantity:
            yield word, _measured(rest, quantity)


def _measured(words: Sequence[str], quantity: Quantity) -> str:
    """What words of a name say is measured; one word (acc, accuracy) says no more than the quantity."""
    return quantity.value if len(words) == 1 else " ".join(words)


def _begin_alike(pair: tuple[Named, Named]) -> bool:
    """Whether two losses begin about as high."""
    low, high = sorted(float(np.median(one.value[: max(len(one.value) // BEGIN, 1)])) for _, one in pair)
    return 0 < low <= high <= NEAR * low


def _fall_together(one: Named, other: Named) -> bool:
    a, b = one[1].value, other[1].value
    if len(a) != len(b) or not (np.isfinite(a).all() and np.isfinite(b).all()) or not a.std() > 0 < b.std():
        return False
    return bool(np.corrcoef(a, b)[0, 1] >= ALIKE and a[-1] < a[0])


def _twins(named: Sequence[Named]) -> Doubt | None:
    """Curves of one name that lines of two kinds tell, as often as each other, or that stand side by side in a line."""
    known = dict(named)
    for second, first, how in (
        (AGAIN, "{name}", say("stand in lines of two kinds with nothing to tell")),
        (BESIDE, "{name} [1]", say("stand side by side with nothing to tell")),
    ):
        pairs = []
        for name, one in named:
            again = second.match(name)
            twin = known.get(first.format(name=again["name"])) if again is not None else None
            if again is not None and second is BESIDE and BESIDE_OTHERS.format(name=again["name"]) in known:
                continue  # a list of more than two tells steps, classes or outputs
            if again is not None and twin is not None and twin.quantity is one.quantity:
                pairs.append(((first.format(name=again["name"]), twin), (name, one)))
        alike = [(a, b) for a, b in pairs if abs(len(a[1].value) - len(b[1].value)) <= 1]
        if {a.quantity.is_loss for (_, a), _ in alike} == {True, False}:  # ranks and classes print one curve each
            return _of_two([a for a, _ in alike], [b for _, b in alike], how)
    return None


def _of_two(ones: list[Named], others: list[Named], how: Said) -> Doubt:
    """The doubt whether some curves are of training and others of validation, or all of training."""
    first, second = (listed_text([name for name, _ in some]) for some in (ones, others))
    said = say(
        "{first}, and {second}, {how}: they may be of training and of validation, or parts of one "
        "training, and the curves do not tell.",
        first=first,
        second=second,
        how=how,
    )
    evaluated = _is_evaluated(*next((a, b) for a in ones for b in others if a[1].quantity is b[1].quantity))
    splits = (Split.VAL, Split.TRAIN) if evaluated else (Split.TRAIN, Split.VAL)
    chosen = [
        Choice(name, one.quantity, split)
        for some, split in zip((ones, others), splits, strict=True)
        for name, one in some
    ]
    return Doubt(said, tuple(chosen))


def _is_evaluated(one: Named, other: Named) -> bool:
    """Whether the first curve is rather of validation: the other's name says training, or it ends worse."""
    (name, a), (twin, b) = one, other
    if meaning_of(name).split is not meaning_of(twin).split:
        return meaning_of(name).split is None
    ends = float(np.median(a.value[-3:])) - float(np.median(b.value[-3:]))
    return ends > 0 if a.quantity.is_loss else ends < 0
