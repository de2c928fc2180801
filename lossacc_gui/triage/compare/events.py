"""Whether a run shows an event of another one, does not, or cannot tell."""

from __future__ import annotations

import math

from lossacc_gui.language import joined, say
from lossacc_gui.model.episode import FindingKind, Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import noun_text, stretch_text
from lossacc_gui.triage.compare.comparison import Seen
from lossacc_gui.triage.row import Happening, Row

LOSS_RISES = frozenset(
    {
        FindingKind.OVERFITTING.value,
        FindingKind.DETERIORATION.value,
        Pattern.LOSS_WORSE_ACCURACY_BETTER.value,
        Pattern.LOSS_WORSE_ACCURACY_FLAT.value,
    }
)
ACCURACY_FALLS = frozenset(
    {
        FindingKind.DETERIORATION.value,
        Pattern.LOSS_BETTER_ACCURACY_WORSE.value,
        Pattern.LOSS_FLAT_ACCURACY_WORSE.value,
    }
)
"""Kinds of events that tell of the same thing: one is no news beside the other."""
NOBODY_CAN_SAY = (State.TOO_SHORT, State.UNDETERMINED)


def place_in(row: Row, event: Happening) -> Happening | None:
    """The first event of the same kind in the same split."""
    return next((one for one in row.events if (one.kind, one.split) == (event.kind, event.split)), None)


def akin_in(row: Row, event: Happening) -> Happening | None:
    """The first event of another kind in the same split in which the same gets worse."""
    alike = [kinds for kinds in (LOSS_RISES, ACCURACY_FALLS) if event.kind in kinds]
    return next((one for one in row.events if one.split == event.split and any(one.kind in k for k in alike)), None)


def seen_in(row: Row, event: Happening, of: Row, options: Options) -> Seen:
    """How a run stands to an event of the run `of`."""
    if place_in(row, event) is not None:
        return Seen.SHOWN
    if akin_in(row, event) is not None:
        return Seen.AKIN
    if why_unknown(row, event, of):
        return Seen.UNKNOWN
    if event.start is not None and row.last is not None and row.last < event.start:
        return Seen.ENDED
    jumps = event.kind == FindingKind.UNSTEADY.value
    share = _share_of_jumps(row, of) if jumps else share_of(row, event, of, options, largest=True)
    return Seen.HARDLY if share is not None and share > options.compare_gone else Seen.ABSENT


def why_unknown(row: Row, event: Happening, of: Row) -> str:
    """Why nobody can tell whether a run has an event of the run `of`; empty where one can."""
    if State(row.state) in NOBODY_CAN_SAY:
        return say("it is {state}", state=State(row.state).said)
    missing = [one for one in of.logged if one.startswith(f"{event.split} ") and one not in row.logged]
    if missing:
        told = {"first": missing[0], "second": missing[-1]}  # a split has a loss and an accuracy
        return (
            say("it logs no {first} and no {second}", **told) if len(missing) > 1 else say("it logs no {first}", **told)
        )
    if row.x_name != of.x_name:
        here, there = (noun_text(one.x_name, several=True) for one in (row, of))
        return say("it counts in {here}, the other one in {there}", here=here, there=there)
    return ""


def where_text(event: Happening, row: Row) -> str:
    """Where an event of a run is, and whether it is harmless: 'val, epochs 20–60'."""
    parts = [event.split] if event.split else []
    if event.start is not None and event.end is not None:
        parts.append(stretch_text(event.start, event.end, row.x_name))
    if event.severity == Severity.BENIGN.value:
        parts.append(say("harmless"))
    return joined(", ", parts)


def share_of(row: Row, event: Happening, of: Row, options: Options, *, largest: bool) -> float | None:
    """How much of what gets worse in an event of the run `of` does so in another run: 1 is as much.

    As much as the noise of both allows (infinite where the first run need not have lost anything), or as little; None
    where the first run has lost nothing, or the other tells no such curve.
    """
    if event.split == "train":
        return None
    sign = options.compare_noise if largest else -options.compare_noise
    # what the event itself tells too: a run that ends as good within noise as at its best has lost nothing since
    for kinds, cost, worse in (
        (LOSS_RISES, max(of.loss_cost or 0.0, event.loss_change or 0.0), _loss_rise),
        (ACCURACY_FALLS, max(of.accuracy_cost or 0.0, -(event.accuracy_change or 0.0)), _accuracy_fall),
    ):
        here, there = worse(row), worse(of)
        if event.kind in kinds and cost and here is not None and there is not None:
            lost = cost - sign * there[1]
            return (here[0] + sign * here[1]) / lost if lost > 0 else math.inf
    return None


def _share_of_jumps(row: Row, of: Row) -> float | None:
    """How far the loss of a run, or its accuracy if that is more, jumps as a share of another one's."""
    ends = ((row.loss_jumps, of.loss_jumps), (row.accuracy_jumps, of.accuracy_jumps))
    shares = [here / there for here, there in ends if here is not None and there]
    return max(shares, default=None)


def _loss_rise(row: Row) -> tuple[float, float] | None:
    """How much the loss rose from its best to its end, relative, and the noise of that."""
    best, last = row.best_loss, row.last_loss
    if best is None or last is None or best <= 0:
        return None
    return last / best - 1, (row.loss_noise or 0.0) / best


def _accuracy_fall(row: Row) -> tuple[float, float] | None:
    """The same of the accuracy, as a fraction."""
    best, last = row.best_accuracy, row.last_accuracy
    return None if best is None or last is None else (best - last, row.accuracy_noise or 0.0)
