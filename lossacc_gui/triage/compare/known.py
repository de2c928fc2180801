"""All runs that are known, by their settings: what those say that differ from each other as two given runs do."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lossacc_gui.model.options import Options
from lossacc_gui.triage.choices import choices_in, is_known, seed_of
from lossacc_gui.triage.compare.strata import Strata, Stratum, values_of
from lossacc_gui.triage.luck import Counts, luck_of
from lossacc_gui.triage.row import Row

Shows = Callable[[Row], bool | None]
"""Whether a run shows something; None where it cannot tell."""
IsAhead = Callable[[Row, Row], bool | None]
"""Whether the first of two runs is better; None where they are equal or cannot be compared."""
FEWEST = 4  # degrees of freedom: the spread of fewer runs is nearly unknown itself


class Tally(NamedTuple):
    """How many show something, `of` all that could: 3 of 5 runs, 6 of 8 pairs."""

    shown: int
    of: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What runs say that differ in some settings alone: a tally of those on either side.

    luck   how probable it is that lots drawn within groups that are otherwise alike differ as much; 1 at most
    seeds  how many seeds are behind pairs of one seed; 0 where no such pairs were counted
    """

    first: Tally
    second: Tally
    luck: float
    seeds: int = 0

    @property
    def clear(self) -> bool:
        """Whether there is no exception: all of the first side show it, and none of the second."""
        return self.first.shown == self.first.of and self.second.shown == 0

    @property
    def runs(self) -> int:
        """How many were counted."""
        return self.first.of + self.second.of


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation of the best value of runs of one configuration, and what it is known from."""

    deviation: float
    freedom: int
    runs: int


@dataclass(frozen=True, eq=False)
class Known:
    """Runs with the settings that differ among them and are a choice of the person.

    Asked about two of them it counts only within strata, runs that are alike in every choice not asked about: a run of
    lr=0.1 is never counted against one of lr=0.3 when the question is what dropout does.
    """

    rows: tuple[Row, ...]
    choices: tuple[str, ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Known:
        """These runs, each once."""
        once = {(row.path.absolute(), row.name): row for row in reversed(rows)}
        found = tuple(reversed(once.values()))
        return cls(found, choices_in(found))

    @cached_property
    def _strata(self) -> Strata:
        return Strata(filter(is_known, self.rows), self.choices)

    def apart(self, one: Row, other: Row) -> tuple[str, ...]:
        """The choices in which two runs differ; one that only one of the logs tells is such a choice.

        None where a log tells no setting at all: it may have been any.
        """
        if not (is_known(one) and is_known(other)):
            return ()
        here, there = dict(one.settings), dict(other.settings)
        return tuple(name for name in self.choices if here.get(name) != there.get(name))

    def between(self, one: Row, other: Row, names: Sequence[str]) -> Iterator[Stratum]:
        """The strata with runs that differ in some settings alone as these two do."""
        return self._strata.between(one, other, names)

    def beside(self, row: Row, name: str) -> Iterator[tuple[str, Row]]:
        """The other values of a setting that runs have which are like this one in every other choice, with such a run
        each.
        """
        return self._strata.beside(row, name)

    def counted(self, one: Row, other: Row, names: Sequence[str], shows: Shows) -> Counted:
        """How many runs with the values of `one` and with those of `other` show something, all else being the same.

        Runs that cannot tell are left out, and so are strata in which one side has none that can. With overfitting in 4
        of 4 runs of dropout=0 and in 1 of 4 of dropout=0.5, it is Tally(4, 4) against Tally(1, 4).
        """
        counts = []
        for stratum in self._strata.between(one, other, names):
            first, second = (_answers(rows, shows) for rows in (stratum.first, stratum.second))
            if first and second:
                counts.append(Counts(sum(first), len(first), sum(second), len(second)))
        return Counted(
            Tally(sum(c.first_shown for c in counts), sum(c.first for c in counts)),
            Tally(sum(c.second_shown for c in counts), sum(c.second for c in counts)),
            luck_of(counts) if counts else 1.0,
        )

    def agreeing(self, one: Row, other: Row, name: str, shows: Shows) -> Tally:
        """Of pairs that differ in one setting alone as these two do: in how many only the run with the value of `one`
        shows something.

        Pairs in which neither does, or one cannot tell, are no evidence and are not counted. Runs of one seed are
        paired where a stratum has such.
        """
        agree = said = 0
        for stratum in self._strata.between(one, other, [name]):
            for first, second in stratum.pairs():
                here, there = shows(first), shows(second)
                if here is None or there is None or not (here or there):
                    continue
                said += 1
                agree += here and not there
        return Tally(agree, said)

    def wins(self, one: Row, other: Row, names: Sequence[str], is_ahead: IsAhead) -> Counted:
        """Of pairs of one seed that differ in some settings alone as these two do: in how many either side is ahead.

        Both tallies are of all pairs that are not undecided: 6 wins in 8 are Tally(6, 8) and Tally(2, 8). Luck is a
        sign test over the seeds: what one does may be the same in all its pairs, so that each seed is one draw, which
        goes to whoever wins most of them, and to nobody where they are even.
        """
        by_seed: dict[tuple[tuple[str, str], ...], int] = {}
        first = second = 0
        for stratum in self._strata.between(one, other, names):
            for here, there in stratum.pairs_of_one_seed():
                ahead = is_ahead(here, there)
                if ahead is not None:
                    first, second = first + ahead, second + (not ahead)
                    by_seed[seed_of(here)] = by_seed.get(seed_of(here), 0) + (1 if ahead else -1)
        draws = [Counts(1, 1, 0, 1) if won > 0 else Counts(0, 1, 1, 1) for won in by_seed.values() if won]
        pairs = first + second
        luck = luck_of(draws) if draws else 1.0
        return Counted(Tally(first, pairs), Tally(second, pairs), luck, len(draws))

    def alike(self, row: Row) -> tuple[Row, ...]:
        """The runs with the same choices, itself among them."""
        return tuple(self._strata.configurations().get(values_of(row, self.choices), [row]))

    def spread(self, metric: str, value: Callable[[Row], float | None], named: Callable[[Row], str]) -> Spread | None:
        """What another seed makes of the best value of a metric; None where too few tell.

        Pooled: squares about the mean of each configuration, over the sum of their degrees of freedom. Three runs at
        each of three learning rates are 9 runs and 6 degrees. `named` tells which metric `value` is of.
        """
        squares, freedom, runs = 0.0, 0, 0
        for rows in self._strata.configurations().values():
            values = [v for row in rows if named(row) == metric and (v := value(row)) is not None]
            if len(values) > 1:
                middle = sum(values) / len(values)
                squares += sum((v - middle) ** 2 for v in values)
                freedom += len(values) - 1
                runs += len(values)
        return Spread(math.sqrt(squares / freedom), freedom, runs) if freedom >= FEWEST else None


def certain(error: float, freedom: float, options: Options) -> float:
    """How large a difference has to be that luck hardly makes, of a standard error known from so many degrees.

    Student's quantile where a normal one is `compare_noise`: Abramowitz and Stegun, 26.7.5. For 1.96 and 6 degrees it
    is 2.45 errors.
    """
    z = options.compare_noise
    return error * (z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2))


def _answers(rows: Sequence[Row], shows: Shows) -> list[bool]:
    """What the runs show that can tell."""
    return [shown for row in rows if (shown := shows(row)) is not None]
