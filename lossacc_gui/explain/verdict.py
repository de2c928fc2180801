"""What a run comes to: its events explained, and the one verdict that they and the causes make."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from lossacc_gui.explain.acting import elsewhere
from lossacc_gui.explain.anew import with_fitting_remedies
from lossacc_gui.explain.coverage import coverage_of
from lossacc_gui.explain.events import GRAVITY, LOSS_WORSE, numbered, whole_of
from lossacc_gui.explain.facts import outputs, recomputed, ruler
from lossacc_gui.explain.facts.beside_log import doubt, held_out
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.headline import LEVELS_OFF, MEASURED_OTHERWISE, falls_on, headline
from lossacc_gui.explain.part_of import part_of
from lossacc_gui.explain.ranking import (
    OF_ENTROPY,
    Belief,
    Known,
    Told,
    argued_with,
    believe,
    explained,
    measured,
    possible,
)
from lossacc_gui.explain.sentences import episode_summary
from lossacc_gui.language import joined, say
from lossacc_gui.measure.course import Course, Curve, Side, moved
from lossacc_gui.measure.rewards import rewarded
from lossacc_gui.measure.ruler.bounds import NOTHING_LEFT
from lossacc_gui.measure.ruler.free import is_no_curve
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.cause import Cause, Explanation, Family, RankedCause
from lossacc_gui.model.episode import Episode, Finding, FindingKind, Pattern, Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.later import Later
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Run, Split
from lossacc_gui.model.verdict import Keep, State, Verdict

GROWING_CONFIDENCE = "growing_confidence"
_FEWEST_IN_ORDER = 3  # points: of two one is always the better
_STATES = {Severity.BENIGN: State.FINE, Severity.WATCH: State.WATCH, Severity.PROBLEM: State.PROBLEM}
_OUTPUTS = {fact.name for fact in (*outputs.FACTS, *recomputed.FACTS)}
_BY_CLASSES = {fact.name for fact in ruler.FACTS}  # predictions tell how many there are

# the order of harm among events of one severity; what is not in it comes last
_HARM = (
    FindingKind.BLOW_UP.value,
    FindingKind.EMPTY_EPOCHS.value,  # what the curves do between such epochs is theirs
    FindingKind.DEAD.value,
    FindingKind.CHANCE.value,
    FindingKind.METRIC.value,
    FindingKind.FEW_EXAMPLES.value,  # what they show after it is theirs
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
    candidates = with_fitting_remedies(possible(causes, case), run)
    known = measured(case, argued_with(candidates))
    known |= dict.fromkeys(OF_ENTROPY & known.keys()) if case.has_parts else {}
    facts = Told(known, run.x_name, priced=not case.has_errors_of_values)
    points = 0 if course.lead is None else course.lead.n
    belief = believe(candidates, known, points)
    told = numbered(detection)
    heard = predictions is not None
    overall = explained(belief, facts, "", options, heard=heard, whole=True)
    # a curve alone has nothing that it could be related to; a loss that is negative is no curve, and yet not nothing
    alone = course.single and not any(map(is_no_curve, detection.pairs))
    suspicion = () if alone else _suspicion(course, overall, told, options)
    explain_one = _Explaining(candidates, known, facts, belief, points, course, detection, run, options, heard)
    events = tuple(Event(what, Later(partial(explain_one.of, what)), also) for what, also in (*told, *suspicion))
    main = min(events, key=_by_harm, default=None)
    state = _state(course, main, detection, options, told=rewarded(run) is not None)
    if state in (State.FINE, State.TOO_SHORT, State.UNDETERMINED):
        main = None
    whole = None if main is None else whole_of(main.what, detection)
    cause, text = headline(run, course, state, main, overall, facts, options, heard=heard, whole=whole)
    about = overall if main is None else main.explanation
    classified = None if predictions is None else predictions.classified
    checks = Later(partial(coverage_of, run, course, known, about, classified, doubted, case.classes))
    # where nothing can be said no point is better than another
    verdict = Verdict(state, text, main, cause, None if state is State.UNDETERMINED else keep, checks)
    if (state in (State.TOO_SHORT, State.UNDETERMINED) or rewarded(run) is not None) and predictions is None:
        overall = Explanation(text, ())  # curves of which nothing can be said rank no causes either
    else:
        overall = replace(overall, summary=text)
    curves = overall
    if predictions is not None:
        alone_case = replace(case, predictions=None)
        logged = with_fitting_remedies(possible(causes, alone_case), run)
        without = {name: one for name, one in known.items() if name not in _OUTPUTS}
        without |= measured(alone_case, _BY_CLASSES & known.keys())
        without |= dict.fromkeys(OF_ENTROPY & known.keys()) if case.has_parts else {}
        told_alone = Told(without, run.x_name, priced=not alone_case.has_errors_of_values)
        curves = explained(believe(logged, without, points), told_alone, text, options, heard=False, whole=True)
    return Explained(events, overall, verdict, curves)


@dataclass(frozen=True, slots=True)
class _Explaining:
    """Explains the events of a run: what is believed of it, without what cannot have to do with the event.

    Events of one kind to which the same facts do not belong share their explanation, and what is left of the facts is
    weighed once for all kinds.
    """

    causes: tuple[Cause, ...]
    known: Known
    facts: Told
    belief: Belief
    points: int
    course: Course
    detection: Detection
    run: Run
    options: Options
    heard: bool
    _weighed: dict[frozenset[str], tuple[Belief, Told]] = field(default_factory=dict)
    _explained: dict[tuple[frozenset[str], str, bool, bool], Explanation] = field(default_factory=dict)

    def of(self, what: Episode | Finding) -> tuple[Explanation]:
        """Why an event happened."""
        far = elsewhere(self.known, what, self.course.lead)
        kind = what.pattern.value if isinstance(what, Episode) else what.kind.value
        asked = far, kind, what.split != Split.TRAIN.value, self._learning(what)
        if asked not in self._explained:
            belief, facts = self._without(far)
            _, _, held_out, learning = asked
            suspected = kind == FindingKind.SUSPECTED.value
            here = belief if suspected else belief.heading(kind, self.options, held_out=held_out, learning=learning)
            self._explained[asked] = explained(here, facts, "", self.options, heard=self.heard)
        summary = self._summary(what) if isinstance(what, Episode) else what.text
        found = self._explained[asked]
        if not found.causes and isinstance(what, Episode) and _grows_surer(what):
            found = self._by_its_words(GROWING_CONFIDENCE, of_training=what.split == Split.TRAIN.value)
        return (replace(found, summary=summary),)

    def _summary(self, episode: Episode) -> str:
        told, rest = episode_summary(episode, self.run), part_of(episode, self.detection, self.course, self.run)
        return joined(" ", (told, rest)) if rest else told

    def _by_its_words(self, name: str, *, of_training: bool) -> Explanation:
        """The cause that an event is by what it says alone, so that no other fact needs to speak for it. What to do the
        curves of validation say, where there are any.
        """
        cause = next((one for one in self.causes if one.id == name), None)
        if cause is None:
            return Explanation("", ())
        cause = replace(cause, remedies=()) if of_training and self.course.lead is not self.course.train else cause
        return Explanation("", (RankedCause(cause, 1.0, ()),), families=(Family(cause, 1.0),))

    def _learning(self, what: Episode | Finding) -> bool:
        """Whether the training loss ends a stretch no higher than it begins, or is not logged; smaller than what an
        episode needs is no rise.
        """
        train = self.course.train
        if train is None or train.loss is None or what.split == Split.TRAIN.value or what.start < train.x[0]:
            return True  # of a training before the last nobody measures how its loss went
        first, last = np.searchsorted(train.x, (what.start, what.end), side="right") - 1
        rise = float(train.loss.smooth[last] - train.loss.smooth[max(first, 0)])
        return rise < max(self.options.loss_effect, 2 * train.loss.error(1, 1))

    def _without(self, far: frozenset[str]) -> tuple[Belief, Told]:
        """The belief that facts of elsewhere do not speak for, and the facts that are left to tell."""
        if not far:
            return self.belief, self.facts
        if far not in self._weighed:
            belief = believe(self.causes, self.known, self.points, far)
            self._weighed[far] = belief, self.facts.without(far)
        return self._weighed[far]


def _grows_surer(what: Episode) -> bool:
    """Whether only the sureness of right answers can have moved a loss: nearly none is wrong, and none gets right."""
    right = min(what.accuracy_from, what.accuracy_to)
    return what.pattern is Pattern.LOSS_BETTER_ACCURACY_FLAT and right >= NOTHING_LEFT


def _suspicion(
    course: Course, overall: Explanation, told: tuple[tuple[Episode | Finding, tuple[str, ...]], ...], options: Options
) -> tuple[tuple[Finding, tuple[str, ...]], ...]:
    """The run as a whole, where no event is to be watched but a harmful family is likely."""
    lead = course.lead
    if lead is None or lead.n <= options.too_short:
        return ()
    grave = any(what.severity is not Severity.BENIGN for what, _ in told)
    family = next((one for one in overall.families), None)
    if grave or family is None or family.cause.benign or family.score < options.suspect_score:
        return ()
    if family.cause.id == LEVELS_OFF and not _low_for_a_reason(lead, options):
        return ()
    if family.cause.id == MEASURED_OTHERWISE and _answers_improve(lead, options):
        return ()
    shown = (
        one.text
        for ranked in overall.causes
        if ranked.cause is overall.first_of(family)
        for one in ranked.evidence
        if one.supports
    )
    shown_by = next(shown, None)
    text = (
        say("The run as a whole is to be looked at.")
        if shown_by is None
        else say("The run as a whole is to be looked at: {evidence:lower}", evidence=shown_by)
    )
    start, end = float(lead.x[0]), float(lead.x[-1])
    return ((Finding(FindingKind.SUSPECTED, lead.split.value, start, end, Severity.WATCH, text, family.score), ()),)


def _answers_improve(lead: Side, options: Options) -> bool:
    """Whether the accuracy gained much of what there was to gain, or is high: then a loss that holds more than the
    answers cost (a penalty, weights, the sum of several losses) does no harm that the curves would show.
    """
    if lead.accuracy is None:
        return False
    high = float(lead.accuracy.smooth.max()) >= options.high_accuracy
    return high or _won_much(lead.accuracy, options)


def _low_for_a_reason(lead: Side, options: Options) -> bool:
    """Whether a level may be called low: it is far from what there was to gain, and the loss does not fall on.

    A level alone says nothing, as nobody but who knows the task knows what can be reached.
    """
    if lead.accuracy is None or not lead.counted or falls_on(lead, options):
        return False
    low = float(lead.accuracy.smooth.max()) < options.low_accuracy
    return low and not _won_much(lead.accuracy, options)


def _won_much(accuracy: Curve, options: Options) -> bool:
    """Whether it won a good part of what its first point lacked."""
    first, best = float(accuracy.values[0]), float(accuracy.smooth.max())
    return best - first >= options.low_way * (1 - first)


def _by_harm(event: Event) -> tuple[int, bool, int, bool, float]:
    order = _HARM.index(event.kind) if event.kind in _HARM else len(_HARM)
    return (-GRAVITY[event.severity], event.what.of_part, order, event.split == "train", -(event.end - event.start))


def _state(course: Course, main: Event | None, detection: Detection, options: Options, *, told: bool) -> State:
    """That of the worst event; what is too short to judge is said to be so unless a problem shows all the same, and so
    is what has not moved yet in fewer points than it takes to call that a fault. What has no course may be `told` of by
    its reward.
    """
    state = State.FINE if main is None else _STATES[main.severity]
    if state is State.PROBLEM:
        return state
    if course.lead is None:
        return State.UNDETERMINED if state is State.FINE and not told else state
    few = course.lead.n < options.fine_points
    if few and state is State.FINE and _all_improve(course, options):
        return state
    still = course.lead.n < 2 * options.dead_points and not (
        moved(course.lead, options) or _in_order(course.lead, options)
    )
    if state is State.FINE and (few or still):
        return State.TOO_SHORT
    # for which an episode may speak
    proven = any(
        one.kind is FindingKind.OVERFITTING and one.severity is not Severity.BENIGN for one in detection.findings
    )
    short = course.lead.n <= options.too_short and not course.others  # of a log of several one knows so much
    return State.TOO_SHORT if short and not proven else state


def _all_improve(course: Course, options: Options) -> bool:
    """Whether of few points each has lower losses and more right answers than the one before, most of them right in the
    end: the short training of a model that was trained before, which nobody would call too short.
    """
    lead, both = course.lead, course.both
    if lead is None or lead.n < _FEWEST_IN_ORDER or lead.accuracy is None or both is None:
        return False
    answers = lead.accuracy.values
    falls = all((loss.values[1:] < loss.values[:-1]).all() for loss in both)
    return falls and bool((answers[1:] > answers[:-1]).all()) and float(answers[-1]) >= options.low_accuracy


def _in_order(lead: Side, options: Options) -> bool:
    """Whether the loss falls from point to point, and by a fiftieth."""
    if lead.loss is None or trend_errors(lead.loss.plain) > -options.steady_errors:
        return False
    return float(lead.loss.values[0] - lead.loss.values[-1]) >= options.overfit_climb_rise
