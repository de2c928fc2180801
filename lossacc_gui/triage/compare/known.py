"""All runs that are known, by their settings: what those say that differ from each other as two given runs do."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lossacc_gui.model.options import Options
from lossacc_gui.triage.choices import choices_in, is_known, seed_of
from lossacc_gui.triage.luck import Counts, luck_of
from lossacc_gui.triage.row import Row

Shows = Callable[[Row], bool | None]
"""Whether a run shows something; None where it cannot tell."""
FEWEST = 4  # degrees of freedom: the spread of fewer runs is nearly unknown itself


@dataclass(frozen=True, slots=True)
class Counted:
    """Of runs that differ in some settings alone: those that show something, and all of them, on either side.

    luck  how probable it is that lots drawn within groups that are otherwise alike differ as much; 1 at most
    """

    first: tuple[int, int]
    second: tuple[int, int]
    luck: float

    @property
    def clear(self) -> bool:
        """Whether there is no exception."""
        return self.first[0] == self.first[1] and self.second[0] == 0

    @property
    def runs(self) -> int:
        """How many were counted."""
        return self.first[1] + self.second[1]


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation of the best value of runs of one configuration, and what it is known from."""

    deviation: float
    freedom: int
    runs: int


@dataclass(frozen=True, eq=False)
class Known:
    """Runs with the settings that differ among them and are a choice of the person."""

    rows: tuple[Row, ...]
    choices: tuple[str, ...]
    _groups: dict[tuple[str, ...], dict[tuple[str, ...], dict[tuple[str, ...], list[Row]]]] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Known:
        """These runs, each once."""
        once = {(row.path.absolute(), row.name): row for row in reversed(rows)}
        found = tuple(reversed(once.values()))
        return cls(found, choices_in(found))

    def apart(self, one: Row, other: Row) -> tuple[str, ...]:
        """The choices in which two runs differ."""
        here, there = dict(one.settings), dict(other.settings)
        return tuple(name for name in self.choices if here.get(name) != there.get(name))

    def counted(self, one: Row, other: Row, names: Sequence[str], shows: Shows) -> Counted:
        """What runs with the values of `one` and with those of `other` show, all else that is told being the same."""
        mine, theirs = _values(one, names), _values(other, names)
        counts = []
        for group in self._alike(tuple(names)).values():
            if mine not in group or theirs not in group:
                continue
            first, second = (_told(group[values], shows) for values in (mine, theirs))
            if first and second:
                counts.append(Counts(sum(first), len(first), sum(second), len(second)))
        return Counted(
            (sum(c.first_shown for c in counts), sum(c.first for c in counts)),
            (sum(c.second_shown for c in counts), sum(c.second for c in counts)),
            luck_of(counts) if counts else 1.0,
        )

    def pairs(self, one: Row, other: Row, name: str, shows: Shows) -> tuple[int, int]:
        """Of pairs that differ in one setting alone as these two do, and of which one at least shows something: those
        in which only the run with the value of `one` does, and all. Runs of one seed are paired where there are such.
        """
        mine, theirs = _values(one, [name]), _values(other, [name])
        same = said = 0
        for group in self._alike((name,)).values():
            for first, second in _paired(group.get(mine, []), group.get(theirs, [])):
                here, there = shows(first), shows(second)
                if here is None or there is None or not (here or there):
                    continue
                said += 1
                same += here and not there
        return same, said

    def better(self, one: Row, other: Row, names: Sequence[str], ahead: Callable[[Row, Row], bool | None]) -> Counted:
        """Of pairs of one seed that differ in some settings alone as these two do, those in which either is ahead."""
        mine, theirs = _values(one, names), _values(other, names)
        first = second = 0
        for group in self._alike(tuple(names)).values():
            for here, there in _paired(group.get(mine, []), group.get(theirs, [])):
                is_ahead = ahead(here, there) if seed_of(here) and seed_of(here) == seed_of(there) else None
                first += is_ahead is True
                second += is_ahead is False
        pairs = first + second
        luck = luck_of([Counts(1, 1, 0, 1)] * first + [Counts(0, 1, 1, 1)] * second) if pairs else 1.0
        return Counted((first, pairs), (second, pairs), luck)

    def alike(self, row: Row) -> tuple[Row, ...]:
        """The runs with the same choices, itself among them."""
        return tuple(self._alike(()).get(_values(row, self.choices), {}).get((), [row]))

    def spread(self, metric: str, value: Callable[[Row], float | None], named: Callable[[Row], str]) -> Spread | None:
        """What another seed makes of the best value of a metric, over all configurations; None where too few tell."""
        squares, freedom, runs = 0.0, 0, 0
        for group in self._alike(()).values():
            for rows in group.values():
                values = [v for row in rows if named(row) == metric and (v := value(row)) is not None]
                if len(values) > 1:
                    middle = sum(values) / len(values)
                    squares += sum((v - middle) ** 2 for v in values)
                    freedom += len(values) - 1
                    runs += len(values)
        return Spread(math.sqrt(squares / freedom), freedom, runs) if freedom >= FEWEST else None

    def _alike(self, names: tuple[str, ...]) -> dict[tuple[str, ...], dict[tuple[str, ...], list[Row]]]:
        """The runs that are alike in all choices but `names`, by the values of these."""
        if names not in self._groups:
            others = [name for name in self.choices if name not in names]
            groups: dict[tuple[str, ...], dict[tuple[str, ...], list[Row]]] = defaultdict(lambda: defaultdict(list))
            for row in self.rows:
                if is_known(row):
                    groups[_values(row, others)][_values(row, names)].append(row)
            self._groups[names] = groups
        return self._groups[names]


def certain(error: float, freedom: int, options: Options) -> float:
    """How large a difference has to be that luck hardly makes, of a standard error known from so many degrees.

    Student's quantile where a normal one is `compare_noise`: Abramowitz and Stegun, 26.7.5.
    """
    z = options.compare_noise
    return error * (z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2))


def _values(row: Row, names: Sequence[str]) -> tuple[str, ...]:
    told = dict(row.settings)
    return tuple(told.get(name, "") for name in names)


def _told(rows: Sequence[Row], shows: Shows) -> list[bool]:
    return [told for row in rows if (told := shows(row)) is not None]


def _paired(first: Sequence[Row], second: Sequence[Row]) -> list[tuple[Row, Row]]:
    seeds: dict[tuple[tuple[str, str], ...], list[Row]] = defaultdict(list)
    for row in second:
        seeds[seed_of(row)].append(row)
    same = [(row, other) for row in first if seed_of(row) for other in seeds.get(seed_of(row), [])]
    return same or [(row, other) for row in first for other in second]
