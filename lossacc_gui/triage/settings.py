"""What goes with which setting in a table of runs: statements with the counts that they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from lossacc_gui.language import joined, say, say_many
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import belief_text, whole_text
from lossacc_gui.triage.choices import choices_in, is_number
from lossacc_gui.triage.compare.strata import Strata, Stratum
from lossacc_gui.triage.harm import is_in_trouble
from lossacc_gui.triage.luck import Counts, luck_of
from lossacc_gui.triage.row import Row

MOST_VALUES = 4  # of a setting, of which all pairs are compared; of more those that are next to each other
MOST_OUTCOMES = 12  # kinds of events and causes, the most frequent ones

Outcome = Callable[[Sequence[Row]], list[bool]]
"""Of runs that are alike but for one setting, which of them show it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that goes with a setting, all other known settings being the same.

    first, second  the runs with one value that show it and all of them; the same for the other value
    groups         in how many groups of runs that are otherwise alike both values occur
    luck           how probable it is that lots drawn within the groups differ as much, times the number of comparisons
    """

    setting: str
    before: str
    after: str
    outcome: str
    first: tuple[int, int]
    second: tuple[int, int]
    groups: int
    luck: float

    @property
    def text(self) -> str:
        """The whole of it in a sentence."""
        before, after = (
            say("{name} = {value}", name=self.setting, value=value or say("nothing"))
            for value in (self.before, self.after)
        )
        told = say_many(
            "{outcome}: {shown} of {of} runs with {before}, {others} of {of_others} with {after}, in a group of "
            "runs with all other settings the same.",
            "{outcome}: {shown} of {of} runs with {before}, {others} of {of_others} with {after}, in {count} groups of "
            "runs with all other settings the same.",
            self.groups,
            outcome=self.outcome,
            shown=self.first[0],
            of=self.first[1],
            before=before,
            others=self.second[0],
            of_others=self.second[1],
            after=after,
        )
        return joined(" ", (told, luck_text(self.luck)))


def statements(rows: Sequence[Row], options: Options) -> tuple[Statement, ...]:
    """What goes with which setting, the surest first; only what luck alone would hardly do (`compare_luck`).

    Runs are compared only with runs whose other settings are the same but for seeds, names and results. Settings that
    no log tells are not seen.
    """
    names = choices_in(rows)
    strata, outcomes = Strata(rows, names), tuple(_outcomes(rows))
    tests = [
        (setting, before, after, outcome, counts)
        for setting in names
        for before, after in _contrasts(strata.values(setting))
        for between in [tuple(strata.of(setting, before, after))]
        for outcome, shows in outcomes
        if (counts := _counted(between, shows))
    ]
    made = [
        Statement(
            setting,
            before,
            after,
            outcome,
            (sum(one.first_shown for one in counts), sum(one.first for one in counts)),
            (sum(one.second_shown for one in counts), sum(one.second for one in counts)),
            len(counts),
            min(1.0, luck_of(counts) * len(tests)),
        )
        for setting, before, after, outcome, counts in tests
    ]
    return tuple(sorted((one for one in made if one.luck <= options.compare_luck), key=lambda one: one.luck))


def luck_text(luck: float) -> str:
    """How often luck alone does as much."""
    if luck >= 0.01:
        return say("Luck alone does as much in {share} of such tables.", share=belief_text(luck))
    tables = whole_text(round(1 / max(luck, 1e-9)))
    return say("Luck alone does as much once in {count} such tables.", count=tables)


def _contrasts(values: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The pairs of values of a setting that are compared: of numbers the smaller one first, texts behind them."""
    known = sorted(values, key=lambda text: (not is_number(text), float(text) if is_number(text) else 0.0, text))
    return combinations(known, 2) if len(known) <= MOST_VALUES else pairwise(known)


def _outcomes(rows: Sequence[Row]) -> Iterator[tuple[str, Outcome]]:
    """What may go with a setting: trouble, each kind of event, each cause, how good the best value is."""
    yield say("Problem or worth a look"), lambda some: [is_in_trouble(row) for row in some]
    kinds = Counter(kind for row in rows for kind in row.kinds)
    said = {one.said: one.said for row in rows for one in row.events}
    causes = Counter(row.title.partition(":")[0] for row in rows if row.title and is_in_trouble(row))
    for kind, _ in kinds.most_common(MOST_OUTCOMES):
        yield say("{kind:upper}", kind=said.get(kind, kind)), _has_kind(kind)
    for cause, _ in causes.most_common(MOST_OUTCOMES):
        yield say("Cause {cause}", cause=say(cause)), _has_cause(cause)
    yield say("Best loss in the better half of its group"), _better_half("best_loss", -1.0)
    yield say("Best accuracy in the better half of its group"), _better_half("best_accuracy", 1.0)


def _has_kind(kind: str) -> Outcome:
    return lambda some: [kind in row.kinds for row in some]


def _has_cause(cause: str) -> Outcome:
    return lambda some: [is_in_trouble(row) and row.title.partition(":")[0] == cause for row in some]


def _better_half(name: str, sign: float) -> Outcome:
    def shows(some: Sequence[Row]) -> list[bool]:
        metric = f"{name.removeprefix('best_')}_metric"
        values = [getattr(row, name) for row in some]
        if None in values or len({getattr(row, metric) for row in some}) > 1:
            return [False] * len(some)  # nothing can be compared
        middle = median(sign * value for value in values)
        return [sign * value > middle for value in values]

    return shows


def _counted(strata: Iterable[Stratum], shows: Outcome) -> list[Counts]:
    """How many show it on either side of each stratum; one in which all or none do says nothing and is left out."""
    counted = []
    for one in strata:
        shown = shows([*one.first, *one.second])
        first = len(one.first)
        counts = Counts(sum(shown[:first]), first, sum(shown[first:]), len(one.second))
        if 0 < counts.first_shown + counts.second_shown < counts.first + counts.second:
            counted.append(counts)
    return counted
