"""What is new in a run whose log has grown, in a sentence; plain values, no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lossacc_gui.language import joined, say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.dismissal import Gone, place_of
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import stretch_text

_RANK = {State.WATCH: 1, State.PROBLEM: 2}
MOST_EVENTS = 3
"""New events that are told; the table has all."""


@dataclass(frozen=True, slots=True)
class News:
    """`text` tells only what is new in the run of that `name`.

    `worse` means that the verdict got worse, by a grade or by a new grave event.
    """

    name: str
    text: str
    worse: bool


def news_of(before: Analysis, now: Analysis, dismissed: Sequence[Gone] = ()) -> News | None:
    """What `now` has that `before` had not, None where nothing is new that a person would see."""
    fresh = [event for event in now.events if _is_new(event, before, dismissed)]
    ranks = [_RANK.get(one.verdict.state, 0) for one in (before, now)]
    worse = ranks[1] > ranks[0] or any(event.severity is Severity.PROBLEM for event in fresh)
    parts = list(_parts(before, now, fresh))
    return (
        News(plain_text(now.run.name), joined("; ", [*parts[:-1], say("{last}.", last=parts[-1])]), worse)
        if parts
        else None
    )


def _parts(before: Analysis, now: Analysis, fresh: list[Event]) -> Iterator[str]:
    old, end = _end(before), _end(now)
    x_name = now.run.x_name
    if end is not None and old is not None and end > old:
        starts = [float(x) for series in now.run.series for x in series.x[series.x > old][:1]]
        yield say("new: {stretch}", stretch=stretch_text(min(starts), end, x_name))
    elif old is not None and (end is None or end < old):
        yield say("the log starts anew")
    states = [one.verdict.state for one in (before, now)]
    if states[0] is not states[1]:
        yield say("the verdict turned from “{before}” to “{now}”", before=states[0].said, now=states[1].said)
    for event in fresh[:MOST_EVENTS]:
        where = stretch_text(event.start, event.end, x_name)
        yield say("{severity}: {event} ({stretch})", severity=event.severity.said, event=event.said, stretch=where)
    if len(fresh) > MOST_EVENTS:
        yield say("{count} more new events", count=len(fresh) - MOST_EVENTS)


def _is_new(event: Event, before: Analysis, dismissed: Sequence[Gone]) -> bool:
    known = place_of(Gone.of(event), before) is not None
    return not known and not any(gone.means(event) for gone in dismissed)


def _end(analysis: Analysis) -> float | None:
    """The last x of a run, None where it has no point."""
    return max((float(series.x[-1]) for series in analysis.run.series if len(series.x)), default=None)
