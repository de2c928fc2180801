"""Which known runs may be held against each other as two given ones are: those alike in everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from lossacc_gui.triage.choices import seed_of
from lossacc_gui.triage.row import Row

Values = tuple[str, ...]
"""The values of some settings in the order of their names; empty where a log does not tell one."""
Pair = tuple[Row, Row]
"""A run of the first side and one of the second."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Runs that are alike in every choice but those asked about: `first` has the values of the one given run there,
    `second` those of the other. Seeds differ freely within it.

    Asked about dropout (0 against 0.5), all runs of lr=0.1 with either dropout are a stratum, those of lr=0.3 another.
    """

    first: tuple[Row, ...]
    second: tuple[Row, ...]

    def pairs(self) -> list[Pair]:
        """The pairs of one seed; where there are none, each run of the first side with each of the second."""
        return self.pairs_of_one_seed() or [(one, other) for one in self.first for other in self.second]

    def pairs_of_one_seed(self) -> list[Pair]:
        """The pairs whose logs tell the same seed: seeds 1 and 2 here, 2 and 3 there make one pair, of seed 2."""
        partners: dict[tuple[tuple[str, str], ...], list[Row]] = defaultdict(list)
        for other in self.second:
            partners[seed_of(other)].append(other)
        return [(one, other) for one in self.first if (seed := seed_of(one)) for other in partners.get(seed, [])]


class Strata:
    """Runs by the values of the settings asked about, which are choices, and of all other choices."""

    def __init__(self, rows: Iterable[Row], choices: Sequence[str]) -> None:
        """Of these runs; `choices` are the settings in which two runs have to be alike."""
        self._rows = [(row, values_of(row, choices)) for row in rows]
        self._choices = tuple(choices)
        self._sorted: dict[tuple[str, ...], dict[Values, dict[Values, list[Row]]]] = {}

    def between(self, one: Row, other: Row, names: Sequence[str]) -> Iterator[Stratum]:
        """The strata that have runs on both sides, where the sides are the values of two runs in the settings `names`.

        In all other choices a stratum is what it is, even in those in which the two given runs themselves differ.
        """
        return self._with(tuple(names), values_of(one, names), values_of(other, names))

    def of(self, name: str, here: str, there: str) -> Iterator[Stratum]:
        """The strata that have runs with both of these values of a setting."""
        return self._with((name,), (here,), (there,))

    def values(self, name: str) -> set[str]:
        """All that a setting is among the runs, empty where a log does not tell it."""
        at = self._choices.index(name)
        return {values[at] for _, values in self._rows}

    def _with(self, names: tuple[str, ...], here: Values, there: Values) -> Iterator[Stratum]:
        for by_values in self._sorted_by(names).values():
            if here in by_values and there in by_values:
                yield Stratum(tuple(by_values[here]), tuple(by_values[there]))

    def beside(self, row: Row, name: str) -> Iterator[tuple[str, Row]]:
        """The values of a setting, other than its own, of runs that are like this one in every other choice, with such
        a run each.
        """
        others = [one for one in self._choices if one != name]
        for (value,), rows in self._sorted_by((name,)).get(values_of(row, others), {}).items():
            if (value,) != values_of(row, [name]):
                yield value, rows[0]

    def configurations(self) -> dict[Values, list[Row]]:
        """The runs that are alike in every choice, by its values: what differs among them is luck, their seeds."""
        return {values: by_values[()] for values, by_values in self._sorted_by(()).items()}

    def _sorted_by(self, names: tuple[str, ...]) -> dict[Values, dict[Values, list[Row]]]:
        """The runs by their values of all choices but `names`, then by those of `names`; kept for the next time."""
        if names not in self._sorted:
            asked = [self._choices.index(name) for name in names]
            of_others, of_asked = _at([i for i in range(len(self._choices)) if i not in asked]), _at(asked)
            found: dict[Values, dict[Values, list[Row]]] = {}
            for row, values in self._rows:
                found.setdefault(of_others(values), {}).setdefault(of_asked(values), []).append(row)
            self._sorted[names] = found
        return self._sorted[names]


def _at(places: Sequence[int]) -> Callable[[Values], Values]:
    """What takes the values at these places: of several a getter, three times as fast, which makes no tuple of one."""
    return itemgetter(*places) if len(places) > 1 else lambda values: tuple([values[i] for i in places])


def values_of(row: Row, names: Sequence[str]) -> Values:
    """What a run has for these settings."""
    told = dict(row.settings)
    return tuple([told.get(name, "") for name in names])
