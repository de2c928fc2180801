"""The order of a triage: by what the person has to look at first."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from lossacc_gui.model.options import Options
from lossacc_gui.model.verdict import State
from lossacc_gui.triage.row import Failure, Row, Table

RANKS = {State.PROBLEM: 0, State.WATCH: 1, State.UNDETERMINED: 2, State.TOO_SHORT: 2, State.FINE: 3}
"""Whether something is wrong; where nobody can say, something may be."""


def harm_of(row: Row, options: Options) -> float:
    """What the run has lost since the epoch to keep, counted in what makes a problem of a stretch: 1 is just one.

    The larger of the two: the rise of the loss over `problem_loss_rise`, the fall of the accuracy over
    `problem_accuracy_fall`. Infinite where the loss is no number any more.
    """
    return max(
        _counted_in(options.problem_loss_rise, row.loss_cost),
        _counted_in(options.problem_accuracy_fall, row.accuracy_cost),
    )


def _counted_in(unit: float, cost: float | None) -> float:
    if not cost:
        return 0.0
    return cost / unit if unit else inf  # whatever is lost is more than nothing


def ordered(results: Iterable[Row | Failure], options: Options) -> Table:
    """The rows by state, then by harm, then by what is suspected of a run whose verdict names nothing, then by name.

    Of those in order what is suspected comes first: what they lost is no more than a healthy run loses.
    """
    rows, failures = [], []
    for one in results:
        if isinstance(one, Row):
            rows.append(one)
        else:
            failures.append(one)
    rows.sort(key=lambda row: place_of(row, options))
    return Table(tuple(rows), tuple(sorted(failures, key=lambda one: one.source)))


def place_of(row: Row, options: Options) -> tuple[int, float, int, float, str, str]:
    """What rows are sorted by."""
    harm, rank = harm_of(row, options), RANKS[State(row.state)]
    first, last = (row.suspicion, harm) if row.state == State.FINE else (harm, row.suspicion)
    return rank, -first, -row.problems, -last, row.source, row.name


def is_in_trouble(row: Row) -> bool:
    """Whether the run is a problem or worth a look."""
    return is_as_bad_as(row, State.WATCH)


def is_as_bad_as(row: Row, limit: State) -> bool:
    """Whether a run is in this state or a worse one; only PROBLEM and WATCH are worse than others."""
    return RANKS[State(row.state)] <= RANKS[limit]
