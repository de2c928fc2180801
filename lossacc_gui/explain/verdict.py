"""What a run comes to: its events in order, and the one verdict that they and the causes make."""

from __future__ import annotations

from lossacc_gui.explain.suspicion import in_view_of_its_cause
from lossacc_gui.measure.keep import keep_of
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run
from lossacc_gui.model.verdict import State, Verdict

_GRAVITY = {Severity.BENIGN: 0, Severity.WATCH: 1, Severity.PROBLEM: 2}
_STATES = (State.FINE, State.WATCH, State.PROBLEM)


def events_of(
    detection: Detection, explanations: tuple[Explanation, ...], overall: Explanation, options: Options
) -> tuple[Event, ...]:
    """The episodes and what else is to be watched or mended, as they are numbered."""
    episodes = [
        Event(in_view_of_its_cause(episode, explanation, options), explanation)
        for episode, explanation in zip(detection.episodes, explanations, strict=True)
    ]
    grave = [finding for finding in detection.findings if finding.severity is not Severity.BENIGN]
    return (*episodes, *(Event(one, Explanation(one.text, overall.causes)) for one in grave))


def verdict_of(
    run: Run, detection: Detection, events: tuple[Event, ...], overall: Explanation, options: Options
) -> Verdict:
    """The state is that of the worst event."""
    main = max(events, key=lambda event: _GRAVITY[event.severity], default=None)
    state = State.FINE if main is None else _STATES[_GRAVITY[main.severity]]
    cause = overall.causes[0].cause.id if overall.causes else None
    return Verdict(state, overall.summary, main, cause, keep_of(run, detection.pairs, options))
