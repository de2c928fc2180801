"""What other runs say of the causes that are suspected in a run: evidence with its ground, and the belief with it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lossacc_gui.explain.levers import moved, setting_named
from lossacc_gui.explain.ranking import DOUBT
from lossacc_gui.language import say, say_many
from lossacc_gui.model.cause import Cause, Evidence
from lossacc_gui.model.options import Options
from lossacc_gui.triage.choices import choices_in, is_number
from lossacc_gui.triage.compare.comparison import Argued
from lossacc_gui.triage.compare.known import Known
from lossacc_gui.triage.compare.pairs import Tally, tallied
from lossacc_gui.triage.compare.said_causes import is_large, main_event
from lossacc_gui.triage.compare.wording import noun_of, share_text
from lossacc_gui.triage.row import Happening, Row


@dataclass(frozen=True, slots=True)
class _Change:
    """A setting in which alone two runs differ: its name, and its values in the first and the second."""

    name: str
    here: str
    there: str
    first: Row
    second: Row


class OtherRuns:
    """A group of runs, asked of one of them what the others say of the causes that are suspected in it.

    Evidence is pairs of runs that differ in one setting alone, by which a cause is taken away where it is at work: what
    the first shows is gone or much less in the second, or it is no less. Each adds or takes `pair_weight` log-odds, and
    as much as `most_pairs` of them all together: runs of one group are in several pairs, which are no independent
    witnesses.
    """

    def __init__(self, rows: Sequence[Row], causes: Mapping[str, Cause], options: Options) -> None:
        """`causes` are the known ones by their ids."""
        self._known = Known.of(rows)
        self._causes = causes
        self._options = options
        self._tallies: dict[tuple[str, str, str, str, str], Tally | None] = {}

    def of(self, row: Row) -> tuple[Argued, ...]:
        """The causes of which the others say something, the most believed first; none where nothing is suspected."""
        event = main_event(row)
        if event is None or not row.believed or not self._known.choices:
            return ()
        said: dict[str, list[Evidence]] = defaultdict(list)
        for change in self._changes(row):
            owners = self._taken_away_by(row, change)
            tally = self._tally(event, change) if owners else None
            for owner in owners:
                one = None if tally is None else self._evidence(self._causes[owner], event, change, tally)
                if one is not None:
                    said[owner].append(one)
        weights = {owner: self._limited(some) for owner, some in said.items()}
        before = dict(row.believed)
        of_leaf = {leaf: weights.get(leaf, 0.0) + weights.get(self._parent(leaf), 0.0) for leaf in before}
        after = weighed_again(before, of_leaf)
        found = [
            Argued(self._causes[owner], self._share(before, owner), self._share(after, owner), tuple(some))
            for owner, some in said.items()
        ]
        return tuple(sorted(found, key=lambda one: -one.after))

    def _parent(self, leaf: str) -> str:
        return self._causes[leaf].parent if leaf in self._causes else ""

    def _share(self, shares: Mapping[str, float], owner: str) -> float:
        return sum(share for leaf, share in shares.items() if owner in (leaf, self._parent(leaf)))

    def _limited(self, some: Sequence[Evidence]) -> float:
        limit = self._options.pair_weight * self._options.most_pairs
        return max(-limit, min(limit, sum(one.weight for one in some)))

    def _changes(self, row: Row) -> Iterator[_Change]:
        """From this run to such as have another value of a setting, and from them to this one."""
        for name in self._known.choices:
            if setting_named(name) is not None:
                here = dict(row.settings).get(name, "")
                for there, other in self._nearest(here, self._known.beside(row, name)):
                    yield _Change(name, here, there, row, other)
                    yield _Change(name, there, here, other, row)

    def _nearest(self, here: str, others: Iterable[tuple[str, Row]]) -> list[tuple[str, Row]]:
        """The values nearest to one among those that are far enough off to matter, `most_pairs` at most.

        A random search has as many values as runs, and more of them are no more witnesses.
        """
        far = sorted(others, key=lambda one: (not is_large(here, one[0], self._options), _apart(here, one[0])))
        return far[: self._options.most_pairs]

    def _taken_away_by(self, row: Row, change: _Change) -> list[str]:
        """The causes of what is believed of a run that such a change takes away; of a leaf and its parent the parent:
        that a remedy of both helps does not tell the leaves apart.
        """
        setting, move = setting_named(change.name), moved(change.here, change.there)
        owners: dict[str, None] = {}
        for leaf, _ in row.believed:
            for owner in (self._parent(leaf), leaf):
                cause = self._causes.get(owner)
                if move is not None and cause is not None and dict(cause.levers).get(setting or "") == move:
                    owners.setdefault(owner)
                    break
        return list(owners)

    def _evidence(self, cause: Cause, event: Happening, change: _Change, tally: Tally) -> Evidence | None:
        """What the pairs say of a cause; None where they say nothing."""
        options, helped = self._options, tally.gone + tally.less
        if helped and tally.is_no_luck:
            part = share_text(options.compare_gone)
            so = say("gone or costs less than {part} as much", part=part) if tally.less else say("gone")
            return self._told(event, change, tally, helped, so, options.pair_weight)
        # A family tells what is seen, and a remedy that is too weak leaves that; a mechanism has no faces.
        mechanism = all(one.parent != cause.id for one in self._causes.values())
        if tally.stays and not helped and mechanism and is_large(change.here, change.there, options):
            return self._told(event, change, tally, tally.stays, say("no less"), -options.pair_weight)
        return None

    def _told(self, event: Happening, change: _Change, tally: Tally, say_so: int, so: str, weight: float) -> Evidence:
        told = {
            "shown": say_so,
            "name": change.name,
            "values": say("{here} → {there}", here=change.here or say("none"), there=change.there or say("none")),
            "what": noun_of(event),
            "so": so,
        }
        text = (
            say_many(
                "In {shown} of {count} pair of one seed that differs in {name} alone ({values}) the {what} is {so}.",
                "In {shown} of {count} pairs of one seed that differ in {name} alone ({values}) the {what} is {so}.",
                tally.pairs,
                **told,
            )
            if tally.of_one_seed
            else say_many(
                "In {shown} of {count} pair that differs in {name} alone ({values}) the {what} is {so}.",
                "In {shown} of {count} pairs that differ in {name} alone ({values}) the {what} is {so}.",
                tally.pairs,
                **told,
            )
        )
        return Evidence(text, weight * min(say_so, self._options.most_pairs), float(say_so))

    def _tally(self, event: Happening, change: _Change) -> Tally | None:
        """What pairs say that differ as a change has it, wherever they are in the group; None where there are none."""
        key = (change.name, change.here, change.there, event.kind, event.split)
        if key not in self._tallies:
            strata = self._known.between(change.first, change.second, [change.name])
            self._tallies[key] = tallied(strata, event, self._options)
        return self._tallies[key]


def _apart(one: str, other: str) -> float:
    """How many times a value is another (its logarithm), 0 for what is no number or nothing."""
    sizes = [abs(float(value)) if is_number(value) else 0.0 for value in (one, other)]
    return abs(math.log(sizes[0] / sizes[1])) if all(sizes) else 0.0


def weighed_again(shares: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    """What becomes of the shares of belief in leaves once so many log-odds are added to each.

    Leaves that are not named share the rest, to which nothing is added. DOUBT stays out of it, as where the facts are
    weighed: no number of pairs makes sure.
    """
    known = sum(shares.values())
    rest = max(0.0, 1 - DOUBT - known)
    odds = {leaf: share * math.exp(weights.get(leaf, 0.0)) for leaf, share in shares.items()}
    whole = sum(odds.values()) + rest
    return {leaf: (known + rest) * one / whole for leaf, one in odds.items()}


def argued_among(rows: Sequence[Row], causes: Mapping[str, Cause], options: Options) -> tuple[tuple[Row, Argued], ...]:
    """What the runs of a group say of each other's causes, run by run in their order."""
    if not any(setting_named(name) is not None for name in choices_in(rows)):
        return ()  # ten thousand runs of which no setting is known are told apart by nothing
    others = OtherRuns(rows, causes, options)
    return tuple((row, one) for row in rows for one in others.of(row))
