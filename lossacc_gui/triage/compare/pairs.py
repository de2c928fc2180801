"""What becomes of an event in pairs of runs that differ in one setting alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import product

from lossacc_gui.model.episode import Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.verdict import State
from lossacc_gui.triage.choices import seed_of
from lossacc_gui.triage.compare.comparison import Seen
from lossacc_gui.triage.compare.events import NOBODY_CAN_SAY, akin_in, place_in, seen_in, share_of
from lossacc_gui.triage.compare.strata import Stratum
from lossacc_gui.triage.luck import Counts, luck_of
from lossacc_gui.triage.row import Happening, Row

MOST_RUNS = 12  # of either side of a stratum without seeds, of which all pairs are looked at
MOST_PAIRS = 200  # of one seed in a stratum


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of an event in pairs of runs of which the first shows it.

    pairs        those of which anything can be told
    gone, less   in how many it is gone, or its cost is a small part; `stays` in how many it costs as much or more
    of_one_seed  whether both runs of each pair have the same seed
    is_no_luck   whether lots hardly make as many come and go
    """

    pairs: int
    gone: int
    less: int
    stays: int
    of_one_seed: bool
    is_no_luck: bool


class _Became(Enum):
    GONE = auto()
    LESS = auto()
    STAYS = auto()
    UNCLEAR = auto()


def tallied(strata: Iterable[Stratum], event: Happening, options: Options) -> Tally | None:
    """What became of events of this kind and split; None where no pair tells."""
    became: list[_Became] = []
    dealt: list[Counts] = []
    of_one_seed = seedless = True
    for stratum in strata:
        first, second = stratum.first[:MOST_RUNS], stratum.second[:MOST_RUNS]
        same = stratum.pairs_of_one_seed()[:MOST_PAIRS]
        of_one_seed = of_one_seed and bool(same)
        seedless = seedless and not any(map(seed_of, (*first, *second)))
        found = (_became(one, other, event, options) for one, other in same or product(first, second))
        became += [one for one in found if one is not None]
        dealt += _dealt(stratum, event)
    if not became:
        return None
    gone, less, stays = (became.count(what) for what in (_Became.GONE, _Became.LESS, _Became.STAYS))
    # a few pairs may speak for themselves where none says otherwise, and no run of the first side is without it
    clear = (of_one_seed or seedless) and gone + less == len(became) and all(c.first_shown == c.first for c in dealt)
    lots = luck_of(dealt) if dealt else 1.0
    return Tally(len(became), gone, less, stays, of_one_seed, clear or lots <= options.compare_luck)


def _became(one: Row, other: Row, event: Happening, options: Options) -> _Became | None:
    """What became of the event of the first run in the second; None where it has none, or nobody can tell."""
    own = place_in(one, event)
    if own is None or own.severity == Severity.BENIGN.value:
        return None
    seen = seen_in(other, own, one, options)
    if seen is Seen.ABSENT:
        return _Became.GONE
    if seen in (Seen.UNKNOWN, Seen.ENDED):
        return None
    most, least = (share_of(other, own, one, options, largest=largest) for largest in (True, False))
    if most is not None and most < options.compare_gone:
        return _Became.LESS
    return _Became.STAYS if least is not None and least >= 1 else _Became.UNCLEAR


def _dealt(stratum: Stratum, event: Happening) -> list[Counts]:
    """How many on either side show it at all, where both sides have runs of which that can be told."""
    first, second = ([_shows(row, event) for row in side if _can_tell(row)] for side in (stratum.first, stratum.second))
    return [Counts(sum(first), len(first), sum(second), len(second))] if first and second else []


def _can_tell(row: Row) -> bool:
    return State(row.state) not in NOBODY_CAN_SAY


def _shows(row: Row, event: Happening) -> bool:
    found = place_in(row, event) or akin_in(row, event)
    return found is not None and found.severity != Severity.BENIGN.value
