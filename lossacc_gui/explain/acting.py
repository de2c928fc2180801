"""Which facts can have to do with an event: a thing explains only from where it happens on, and as long as it acts."""

from __future__ import annotations

from collections.abc import Mapping

from lossacc_gui.explain.facts.fact import Measured
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.measure.course import WINDOWS, Side
from lossacc_gui.model.episode import Episode, Finding

PASSING = {"restarts", "late_step", "val_spike", "train_jump_errors", "gradient_spike", "found_spikes"}
"""Facts that tell of incidents: after the width over which curves are smoothed a run has left them behind."""
LASTING = {
    *("learning_rate_drops", "step_at_rate_drop", "rise_after_rate_drop", "found_steps"),
    *("ends_lost", "not_finite_share", "found_blow_up"),
}
"""Facts that tell of what changes a run from there to its end."""


def elsewhere(known: Mapping[str, Measured | None], what: Episode | Finding, side: Side | None) -> frozenset[str]:
    """The facts of incidents that happened after an event or too long before it.

    An incident that did not happen, or is too small to speak, has no place and is said of the whole run.
    """
    room = 0.0 if side is None else width(side)
    return frozenset(
        name
        for name in (*PASSING, *LASTING)
        if (found := known.get(name)) is not None
        and WORDS[name].says(found.value) > -1
        and not acts(found, what.start, what.end, room if name in PASSING else float("inf"))
    )


def acts(found: Measured, start: float, end: float, room: float) -> bool:
    """Whether one of the places of a fact lies in a stretch of x values, or before it by no more than `room`."""
    if found.start is None or found.end is None:
        return True
    if found.places:
        return any(start - room <= place <= end for place in found.places)
    return found.start <= end and found.end >= start - room


def width(side: Side) -> float:
    """A twentieth of a run in its x, two points at the least."""
    points = max(2.0, side.n / WINDOWS)
    span = float(side.x[-1]) - float(side.x[0])  # infinite without a warning where it is that long
    return points * span / max(side.n - 1, 1)
