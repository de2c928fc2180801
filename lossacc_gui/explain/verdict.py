"""What a run comes to: its events explained, and the one verdict that they and the causes make."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.explain.acting import elsewhere
from lossacc_gui.explain.coverage import coverage_of
from lossacc_gui.explain.events import GRAVITY, LOSS_WORSE, numbered
from lossacc_gui.explain.facts import outputs, ruler
from lossacc_gui.explain.facts.beside_log import doubt, held_out
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.ranking import (
    Belief,
    Known,
    Told,
    argued_with,
    believe,
    evidence_of,
    explained,
    measured,
    possible,
)
from lossacc_gui.explain.sentences import episode_summary
from lossacc_gui.measure.course import FEWEST_POINTS, Course, Side
from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.task import Task, task_of
from lossacc_gui.measure.trend import late_share
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.cause import NOTHING_WRONG, Cause, Explanation, RankedCause
from lossacc_gui.model.episode import Episode, Finding, FindingKind, Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.options import Options
from lossacc_gui.model.plain import lowered
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Run
from lossacc_gui.model.verdict import Keep, State, Verdict
from lossacc_gui.numerals import belief_text, loss_text, percent_text

_STATES = {Severity.BENIGN: State.FINE, Severity.WATCH: State.WATCH, Severity.PROBLEM: State.PROBLEM}
_OUTPUTS = {fact.name for fact in (*outputs.FACTS, *ruler.RECOMPUTED)}
LEVELS_OFF = "levels_off"
_MEASURED_OTHERWISE = "measured_otherwise"
_LIKELY = 0.5  # a share of belief that is more than all the others together
_UNTOLD = {
    Task.REINFORCEMENT: "Reinforcement learning: its losses tell no progress, so nothing is related to them; judge by "
    "the reward.",
    Task.ADVERSARIAL: "Adversarial training: one network loses what the other wins, so neither loss tells progress and "
    "nothing is related to them; judge by samples, or by a distance such as FID.",
}
_REASONS = 2  # for calling a run healthy; more is a table

# the order of harm among events of one severity; what is not in it comes last
_HARM = (
    FindingKind.BLOW_UP.value,
    FindingKind.DEAD.value,
    FindingKind.CHANCE.value,
    FindingKind.METRIC.value,
    FindingKind.OVERFITTING.value,
    *sorted(LOSS_WORSE),
    FindingKind.DETERIORATION.value,
    FindingKind.RESTART.value,
    FindingKind.UNSTEADY.value,
)


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What is said of a run: events, the ranking for the run as a whole, the verdict.

    `curves` is that ranking by the curves alone, where predictions were given as well; else the same.
    """

    events: tuple[Event, ...]
    overall: Explanation
    verdict: Verdict
    curves: Explanation


def explain(
    run: Run,
    course: Course,
    detection: Detection,
    causes: tuple[Cause, ...],
    options: Options,
    predictions: Predictions | None = None,
    keep: Keep | None = None,
) -> Explained:
    """Explain each event of a run and the run as a whole, and say what it comes to. Never raises on any curve.

    The facts are measured once. Belief in a cause is its share of exp(log-odds) among all leaf causes, "nothing wrong"
    among them; for an event those count more that can look like it.
    """
    doubted = "" if predictions is None else doubt(predictions, held_out(detection.pairs), options)
    predictions = None if doubted else predictions
    case = Case(run, course, detection, options, predictions)
    logged = possible(causes, replace(case, predictions=None))
    causes = possible(causes, case)
    known = measured(case, argued_with(causes))
    facts = Told(known, run.x_name)
    points = 0 if course.lead is None else course.lead.n
    belief = believe(causes, known, points)
    told = numbered(detection)
    heard = predictions is not None
    overall = explained(belief, facts, "", options, heard=heard, whole=True)
    suspicion = _suspicion(course, overall, told, options)
    explain_one = _Explaining(causes, known, facts, belief, points, course.lead, run, options, heard)
    events = tuple(Event(what, explain_one.of(what), also) for what, also in (*told, *suspicion))
    main = min(events, key=_by_harm, default=None)
    state = _state(course, main, options)
    if state in (State.FINE, State.TOO_SHORT, State.UNDETERMINED):
        main = None
    cause, text = _told(run, course, state, main, belief, overall, facts, options, heard=heard)
    about = overall if main is None else main.explanation
    checks = coverage_of(run, course, known, about, predictions, doubted)
    verdict = Verdict(state, text, main, cause, keep, checks)
    if state in (State.TOO_SHORT, State.UNDETERMINED) and predictions is None:
        overall = Explanation(text, ())  # curves of which nothing can be said rank no causes either
    else:
        overall = Explanation(text, overall.causes, overall.deciding_check, overall.families)
    curves = overall
    if predictions is not None:
        without = {name: one for name, one in known.items() if name not in _OUTPUTS}
        told_alone = Told(without, run.x_name)
        curves = explained(believe(logged, without, points), told_alone, text, options, heard=False, whole=True)
    return Explained(events, overall, verdict, curves)


@dataclass(frozen=True, slots=True)
class _Explaining:
    """Explains the events of a run: what is believed of it, without what cannot have to do with the event."""

    causes: tuple[Cause, ...]
    known: Known
    facts: Told
    belief: Belief
    points: int
    side: Side | None
    run: Run
    options: Options
    heard: bool

    def of(self, what: Episode | Finding) -> Explanation:
        """Why an event happened."""
        belief, facts = self.belief, self.facts
        far = elsewhere(self.known, what, self.side)
        if far:
            belief = believe(self.causes, self.known, self.points, far)
            facts = Told({**self.known, **dict.fromkeys(far)}, self.run.x_name)
        kind = what.pattern.value if isinstance(what, Episode) else what.kind.value
        here = belief if kind == FindingKind.SUSPECTED.value else belief.heading(kind, self.options)
        found = explained(here, facts, "", self.options, heard=self.heard)
        summary = episode_summary(what, self.run) if isinstance(what, Episode) else what.text
        return Explanation(summary, found.causes, found.deciding_check, found.families)


def _suspicion(
    course: Course, overall: Explanation, told: tuple[tuple[Episode | Finding, tuple[str, ...]], ...], options: Options
) -> tuple[tuple[Finding, tuple[str, ...]], ...]:
    """The run as a whole, where no event is to be watched but a harmful family is likely; a single curve has nothing
    that it could be related to.
    """
    lead = course.lead
    if lead is None or course.single:
        return ()
    grave = any(what.severity is not Severity.BENIGN for what, _ in told)
    family = next((one for one in overall.families), None)
    if grave or family is None or family.cause.benign or family.score < options.suspect_score:
        return ()
    if family.cause.id == LEVELS_OFF and not _low_for_a_reason(lead, options):
        return ()
    if family.cause.id == _MEASURED_OTHERWISE and _answers_improve(lead, options):
        return ()
    text = "No single stretch is to blame; the run as a whole is."
    start, end = float(lead.x[0]), float(lead.x[-1])
    return ((Finding(FindingKind.SUSPECTED, lead.split.value, start, end, Severity.WATCH, text, family.score), ()),)


def _answers_improve(lead: Side, options: Options) -> bool:
    """Whether the accuracy gained much of what there was to gain, or is high: then a loss that holds more than the
    answers cost (a penalty, weights, the sum of several losses) does no harm that the curves would show.
    """
    if lead.accuracy is None:
        return False
    first, best = float(lead.accuracy.values[0]), float(lead.accuracy.smooth.max())
    return best >= options.high_accuracy or best - first >= options.low_way * (1 - first)


def _low_for_a_reason(lead: Side, options: Options) -> bool:
    """Whether a level may be called low: it is far from what there was to gain, and the loss does not fall on.

    A level alone says nothing, as nobody but who knows the task knows what can be reached.
    """
    if lead.accuracy is None or not lead.counted or _falls_on(lead, options):
        return False
    first, best = float(lead.accuracy.values[0]), float(lead.accuracy.smooth.max())
    return best < options.low_accuracy and best - first < options.low_way * (1 - first)


def _falls_on(lead: Side, options: Options) -> bool:
    return lead.loss is not None and late_share(lead.loss) >= options.low_late


def _by_harm(event: Event) -> tuple[int, int, int, float]:
    order = _HARM.index(event.kind) if event.kind in _HARM else len(_HARM)
    return (-GRAVITY[event.severity], order, event.split == "train", -(event.end - event.start))


def _state(course: Course, main: Event | None, options: Options) -> State:
    """That of the worst event; what is too short to judge is said to be so unless a problem shows all the same."""
    state = State.FINE if main is None else _STATES[main.severity]
    if state is State.PROBLEM:
        return state
    if course.lead is None:
        return State.UNDETERMINED if state is State.FINE else state
    return State.TOO_SHORT if course.lead.n <= options.too_short else state


def _told(
    run: Run,
    course: Course,
    state: State,
    main: Event | None,
    belief: Belief,
    overall: Explanation,
    facts: Told,
    options: Options,
    *,
    heard: bool,
) -> tuple[str | None, str]:
    """The id of the cause that is named, and the headline."""
    if state is State.UNDETERMINED:
        return None, _undetermined(run)
    if state is State.TOO_SHORT:
        assert course.lead is not None
        return None, f"Too short to say: {course.lead.n} points show no course."
    if state is State.FINE:
        return _fine(course, belief, overall, facts, options)
    assert main is not None
    return _named(main, options, heard=heard)


def _undetermined(run: Run) -> str:
    """Why a run without a course has none."""
    untold = _UNTOLD.get(task_of(run))
    if untold is not None:
        return untold
    losses = [one for one in run.series if one.quantity.is_loss]
    known = losses + [one for one in run.series if one.quantity.is_accuracy]
    if not known:
        return "The log holds no loss and no accuracy that is known by its name."
    if max(len(one.value) for one in known) < FEWEST_POINTS:
        return "The log holds one point of each curve; two are the least that show a course."
    negative = next((one for one in losses if np.nanmin(one.value, initial=np.inf) < 0), None)
    if negative is not None:
        return (
            f"{negative.metric} is negative (down to {loss_text(float(np.nanmin(negative.value)))}), so it is no "
            "cross-entropy and no error; how far it should fall is not known, and nothing is judged by it."
        )
    return "The log holds no loss and no accuracy of two points or more that are numbers."


def _level(course: Course, options: Options) -> str:
    """At which level a run ends, where it has ended; whether that is low the curves cannot tell."""
    lead = course.lead
    if lead is None or lead.accuracy is None:
        return ""
    if _falls_on(lead, options):
        return " The loss still falls, so where it will level off is not to be seen yet."
    right = percent_text(middle(lead.accuracy.values[-lead.last :]))
    return f" Accuracy levels off at {right}; whether that is low for this task the curves cannot tell."


def _fine(
    course: Course, belief: Belief, overall: Explanation, facts: Told, options: Options
) -> tuple[str | None, str]:
    best = overall.causes[0] if overall.causes else None
    if best is not None and best.cause.benign and best.score >= _LIKELY and best.cause.id != NOTHING_WRONG:
        name, _, meaning = best.cause.title.partition(": ")
        meaning = f": {meaning}" if meaning else ""
        return (
            best.cause.id,
            f"Fine. What can be seen is {lowered(name)} ({belief_text(best.score)}), which is harmless{meaning}.",
        )
    family = overall.families[0] if overall.families else None
    if family is not None and family.cause.id == LEVELS_OFF and not overall.healthy:
        level = _level(course, options)
        return None, f"No stretch of the curves shows anything wrong.{level}"
    if family is not None and family.cause.id == _MEASURED_OTHERWISE and not overall.healthy:
        seems = f"{_likely(family.score)} {lowered(family.cause.title)}, which does no harm that they show."
        return None, f"No stretch of the curves shows anything wrong. {seems}"
    if family is not None and not family.cause.benign and not overall.healthy:
        told = next((one for one in overall.causes if one.cause.id == family.face), family)
        seems = f"If anything is wrong, it is {lowered(_likely(told.score))} {lowered(told.cause.title)}."
        return None, f"No stretch of the curves shows anything wrong. {seems}"
    healthy = next((leaf for leaf in belief.leaves if leaf.id == NOTHING_WRONG), None)
    wanted = set() if healthy is None else {sign.fact for sign in healthy.signs if sign.expected}
    reasons = [] if healthy is None else evidence_of(healthy, healthy, facts)
    reasons = [one for one in reasons if one.fact in wanted]
    head = "Nothing seems wrong, as far as a single curve can tell." if course.single else "Nothing seems wrong."
    return None, " ".join([head, *[one.text for one in reasons if one.supports][:_REASONS]])


def _named(main: Event, options: Options, *, heard: bool) -> tuple[str | None, str]:
    """The family of the main event that is not harmless, or the face that it is told by.

    Where no face is, overfitting is a cause by itself that a person knows by its name; of another family the id is that
    of its first face.
    """
    explanation = main.explanation
    head = explanation.summary
    family = next((one for one in explanation.families if not one.cause.benign), None)
    if family is None or family.score < options.least_named:
        return None, f"{head} There is not enough evidence for any cause."
    faces = [one for one in explanation.causes if family.cause.id in (one.cause.id, one.cause.parent)]
    if not faces:
        return None, f"{head} There is not enough evidence for any cause."
    first = faces[0]
    if first.cause.id in (family.cause.id, family.face):
        return first.cause.id, f"{head} {_likely(first.score)} {lowered(first.cause.title)}."
    own = family.cause.id if family.cause.id == "overfitting" else first.cause.id
    return own, f"{head} {_likely(family.score)} {lowered(family.cause.title)}. {_one_of(faces, heard=heard)}"


def _likely(score: float) -> str:
    return f"{'Most likely' if score >= _LIKELY else 'Possibly'} ({belief_text(score)})"


def _one_of(faces: list[RankedCause], *, heard: bool) -> str:
    names = [one.cause.title.partition(":")[0] for one in faces[:3]]
    if len(names) < 2:
        return f"Perhaps {lowered(names[0])}."
    if heard:
        return f"The likeliest of its faces is {lowered(names[0])} ({belief_text(faces[0].score)})."
    return f"Curves alone cannot tell {', '.join(lowered(n) for n in names[:-1])} from {lowered(names[-1])}."
