"""The headline of a verdict in words: what was seen, what it most likely comes from, or why nothing can be said."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.ranking import Told
from lossacc_gui.language import joined, say
from lossacc_gui.measure.course import FEWEST_POINTS, Course, Curve, Loss, Side
from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.pairing import main_of, pairs_of
from lossacc_gui.measure.rewards import Rewarded, rewarded
from lossacc_gui.measure.task import Task, task_of
from lossacc_gui.measure.trend import late_share
from lossacc_gui.model.cause import NOTHING_WRONG, Explanation, Family, RankedCause
from lossacc_gui.model.episode import Finding, FindingKind
from lossacc_gui.model.event import Event
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import belief_text, listed_text, loss_text, percent_text

LEVELS_OFF = "levels_off"
MEASURED_OTHERWISE = "measured_otherwise"
SMALL_VALIDATION = "small_validation"
_LIKELY = 0.5  # a share of belief that is more than all the others together
_UNTOLD = {
    Task.REINFORCEMENT: say(
        "Reinforcement learning: its losses tell no progress, so nothing is related to them; judge by the reward."
    ),
    Task.ADVERSARIAL: say(
        "Adversarial training: one network loses what the other wins, so neither loss tells progress and nothing is "
        "related to them; judge by samples, or by a distance such as FID."
    ),
}
_NO_STRETCH = say("No stretch of the curves shows anything wrong.")
_FEW_READ_OUT = 5
_CLOSE = 0.7  # of the belief in the first family: who acts on it should know the second
_APART = 0.5  # of the belief in the first face: of those that have less one may say that the first is likelier
_HOW_IT_ENDED = ("val_rise", "accuracy_fall")
_HOW_TRAINING_ENDED = ("train_end_up", "accuracy_fall")


def headline(
    run: Run,
    course: Course,
    state: State,
    main: Event | None,
    overall: Explanation,
    facts: Told,
    options: Options,
    *,
    heard: bool,
    whole: Finding | None = None,
) -> tuple[str | None, str]:
    """The id of the cause that is named, and the headline; `whole` is what the main event is a part of."""
    if state is State.UNDETERMINED:
        return None, _undetermined(run)
    if state is State.TOO_SHORT:
        assert course.lead is not None
        few = say("Too short to say: {count} points show no course.", count=course.lead.n)
        return None, _sentences(few, _at_few_points(course))
    seen = rewarded(run)
    if seen is not None and main is None:
        return None, _by_reward(seen)
    if seen is not None and main is not None and isinstance(main.what, Finding):
        return None, main.what.text
    if state is State.FINE:
        return _fine(run, course, overall, facts, options, heard=heard)
    assert main is not None
    return _named(main, overall, options, heard=heard, whole=whole)


def _at_few_points(course: Course) -> str:
    """What the losses are where there are too few points to say more; empty where they are too many to be read out."""
    lead = course.lead
    if lead is None or lead.loss is None or lead.n > _FEW_READ_OUT:
        return ""
    told = {"metric": lead.loss_metric, "values": _read_out(lead.loss)}
    if course.both is None:
        return say("{metric} is {values} there.", **told)
    return say("{metric} is {values} there, training loss {others}.", others=_read_out(course.both[0]), **told)


def _read_out(loss: Loss) -> str:
    return listed_text([loss_text(value) for value in loss.plain.tolist()])


def _by_reward(seen: Rewarded) -> str:
    """How a reward went that has not fallen back."""
    told = {"metric": seen.series.metric, "first": loss_text(float(seen.means[0]))}
    end = loss_text(float(seen.means[-1]))
    if seen.still_rises:
        return say("{metric} rose from {first} to {end} (means of tenths of the run) and still rises.", end=end, **told)
    return say(
        "{metric} rose from {first} to {end} (means of tenths of the run), and has not fallen back for good.",
        end=end,
        **told,
    )


def _undetermined(run: Run) -> str:
    """Why a run without a course has none."""
    untold = _UNTOLD.get(task_of(run))
    if untold is not None:
        return untold
    losses = [one for one in run.series if one.quantity.is_loss]
    known = losses + [one for one in run.series if one.quantity.is_accuracy]
    if not known:
        return say("The log holds no loss and no accuracy that is known by its name.")
    if max(len(one.value) for one in known) < FEWEST_POINTS:
        return say("The log holds one point of each curve; two are the least that show a course.")
    negative = next((one for one in losses if np.nanmin(one.value, initial=np.inf) < 0), None)
    if negative is not None:
        return say(
            "{metric} is negative (down to {least}), so it is no cross-entropy and no error; how far it should fall is "
            "not known, and nothing is judged by it.",
            metric=negative.metric,
            least=loss_text(float(np.nanmin(negative.value))),
        )
    empty = next((one for one in losses if (one.value == 0).any()), None)
    if empty is not None:
        return say(
            "{metric} is exactly 0 at {share} of its points, which a loss that was measured hardly ever is; nothing is "
            "judged by it.",
            metric=empty.metric,
            share=percent_text(float(np.mean(empty.value == 0))),
        )
    return say("The log holds no loss and no accuracy of two points or more that are numbers.")


def _level(run: Run, course: Course, options: Options) -> str:
    """At which level a run ends, where it has ended; whether that is low the curves cannot tell."""
    lead = course.lead
    if lead is None or lead.accuracy is None:
        return ""
    still = _still_falls(course, options)
    if still:
        return still
    logged = main_of(run, lead.split, pairs_of(run)).accuracy
    metric = say("accuracy") if logged is None or logged.quantity is Quantity.ACCURACY else logged.metric
    if _still_rises(lead.accuracy, options):
        return say("{metric:upper} still rises, so where it will level off is not to be seen yet.", metric=metric)
    return say(
        "{metric:upper} levels off at {level}; whether that is low for this task the curves cannot tell.",
        metric=metric,
        level=percent_text(middle(lead.accuracy.values[-lead.last :])),
    )


def _still_falls(course: Course, options: Options) -> str:
    """That the loss falls to the end, if it does not turn there."""
    lead = course.lead
    if lead is None or lead.loss is None or not falls_on(lead, options) or lead.loss.best < lead.n - 1:
        return ""
    return say("The loss still falls, so where it will level off is not to be seen yet.")


def _still_rises(accuracy: Curve, options: Options) -> bool:
    """Whether an accuracy is best at the end and gained a good part of all that it did in its last quarter."""
    back = max(0, len(accuracy.smooth) - 1 - max(2, len(accuracy.smooth) // 4))
    late, at_best = float(accuracy.smooth[-1] - accuracy.smooth[back]), accuracy.highest == len(accuracy.smooth) - 1
    return at_best and accuracy.gain > 0 and late >= options.low_late * accuracy.gain


def _fine(
    run: Run, course: Course, overall: Explanation, facts: Told, options: Options, *, heard: bool
) -> tuple[str | None, str]:
    if course.lead is not None and course.lead.n < options.fine_points:
        return None, say(
            "Nothing seems wrong so far: at each of {count} points the losses are lower and the accuracy is higher "
            "than at the one before.",
            count=course.lead.n,
        )
    best = overall.causes[0] if overall.causes else None
    if best is not None and best.cause.benign and best.score >= _LIKELY and best.cause.id != NOTHING_WRONG:
        name, _, meaning = best.cause.title.partition(": ")
        seen = {"cause": say(name), "belief": belief_text(best.score)}
        seen_as = (
            say(
                "Fine. What can be seen is {cause:lower} ({belief}), which is harmless: {meaning}.",
                meaning=say(meaning),
                **seen,
            )
            if meaning
            else say("Fine. What can be seen is {cause:lower} ({belief}), which is harmless.", **seen)
        )
        return best.cause.id, _sentences(seen_as, _still_falls(course, options))
    family = overall.families[0] if overall.families else None
    if family is not None and family.cause.id == LEVELS_OFF and not overall.healthy:
        settled = heard and best is not None and best.score >= options.confirmed_score
        return None, _sentences(_NO_STRETCH, _level(run, course, options), _cause(best) if best and settled else "")
    if family is not None and overall.suspects(options.least_suspected):
        told = _told_of(family, overall)
        likely = {"likely": _likely(told.score), "cause": say(told.cause.title)}
        if family.cause.id == MEASURED_OTHERWISE:
            seems = _unlike(course, facts, options, likely)
        else:
            seems = say("If anything is wrong, it is {likely:lower} {cause:lower}.", **likely)
        return None, _sentences(_NO_STRETCH, seems)
    head = _nothing_wrong(run, course)
    if family is not None and not overall.first_of(family).benign and not overall.healthy:
        head = _NO_STRETCH
    ends = _HOW_IT_ENDED if course.held_out is not None else _HOW_TRAINING_ENDED
    ended = [facts.text(fact, found) for fact in ends if (found := facts.known.get(fact)) is not None]
    return None, _sentences(head, _still_falls(course, options), *ended)


def _nothing_wrong(run: Run, course: Course) -> str:
    """That nothing seems wrong, and where one curve alone tells it: of a log that has others, too, that it is one."""
    train = course.train_own
    if not course.single or (train is not None and train.loss is not None and train.accuracy is not None):
        return say("Nothing seems wrong.")
    curves = [one for one in run.series if one.quantity.is_progress or one.quantity.better is not None]
    if len(curves) + len(run.not_judged) > 1:
        return say("Nothing seems wrong, as far as the one curve that is judged can tell.")
    return say("Nothing seems wrong, as far as a single curve can tell.")


def _unlike(course: Course, facts: Told, options: Options, likely: dict[str, str]) -> str:
    """What is said of a loss that does not fit the accuracy though nothing else is wrong.

    One that is too high and falls may yet get there: a model that is not sure of its answers yet shows the same.
    """
    above = facts.known.get("over_entropy")
    if above is not None and above.value > 0 and course.lead is not None and falls_on(course.lead, options):
        return say(
            "The loss still falls; if it stays too high for such an accuracy, the cause is {likely:lower} "
            "{cause:lower}.",
            **likely,
        )
    return say("{likely} {cause:lower}. The curves show no harm from it.", **likely)


def _named(
    main: Event, overall: Explanation, options: Options, *, heard: bool, whole: Finding | None = None
) -> tuple[str | None, str]:
    """The family of the main event that is not harmless, or the face that it is told by. Few examples are their own
    cause, and no other is named. Of an event that nothing known can have made the run as a whole is told.
    """
    explanation = main.explanation
    head = explanation.summary if whole is None else whole.text
    if main.kind == FindingKind.FEW_EXAMPLES.value:
        return SMALL_VALIDATION, head
    if whole is None and main.episode is not None and main.episode.raised_by == FindingKind.GAP.value:
        head = _sentences(head, main.episode.reason)  # the rise alone would not be a problem
    family = _harmful(explanation)
    if family is None or family.score < options.least_named:
        best = explanation.causes[0] if explanation.causes else None
        if best is not None and best.cause.benign and best.score >= _LIKELY and best.cause.id != NOTHING_WRONG:
            harmless = say("{likely} {cause:lower}, which is harmless.", likely=_likely(best.score), cause=_name(best))
            return None, _sentences(head, harmless)
        return _unexplained(head, overall, options)
    faces = [one for one in explanation.causes if family.cause.id in (one.cause.id, one.cause.parent)]
    if not faces:
        return _unexplained(head, overall, options)
    first, rival = faces[0], _rival(family, explanation)
    if _told_of(family, explanation) is first:
        return first.cause.id, _sentences(head, _cause(first), rival)
    return _id_of(family, first), _sentences(head, _cause(family), _one_of(faces, heard=heard), rival)


def _unexplained(head: str, overall: Explanation, options: Options) -> tuple[str | None, str]:
    """An event without a cause: what is wrong with the run as a whole, where that outweighs all else, may yet help."""
    family = _harmful(overall)
    faces = [one for one in overall.causes if family and family.cause.id in (one.cause.id, one.cause.parent)]
    if family is None or not faces or overall.healthy or family.score < options.least_suspected:
        return None, _sentences(head, say("There is not enough evidence for any cause."))
    told = _told_of(family, overall)
    whole = say(
        "The curves do not tell what made it. The run as a whole is {likely:lower} a case of {cause:lower}.",
        likely=_likely(told.score),
        cause=say(told.cause.title),
    )
    return _id_of(family, faces[0]), _sentences(head, whole)


def _harmful(explanation: Explanation) -> Family | None:
    """The first family that is told by what does harm."""
    return next((one for one in explanation.families if not explanation.first_of(one).benign), None)


def _told_of(family: Family, explanation: Explanation) -> Family | RankedCause:
    """A family, or its first face where that is settled, or is not what the family is by its title: harmless."""
    faces = [one for one in explanation.causes if family.cause.id in (one.cause.id, one.cause.parent)]
    settled = bool(faces) and faces[0].cause.id in (family.cause.id, family.face)
    return faces[0] if faces and (settled or faces[0].cause.benign is not family.cause.benign) else family


def _id_of(family: Family, first: RankedCause) -> str:
    """The id of the first face; overfitting is a cause by itself that a person knows by its name."""
    face_is_told = first.cause.id in (family.cause.id, family.face)
    return family.cause.id if family.cause.id == "overfitting" and not face_is_told else first.cause.id


def _rival(family: Family, explanation: Explanation) -> str:
    """The family that is nearly as likely as the first one; empty where none is."""
    others = (one for one in explanation.families if one is not family and not explanation.first_of(one).benign)
    second = max(others, key=lambda one: one.score, default=None)
    if second is None or second.score < _CLOSE * family.score:
        return ""
    told = _told_of(second, explanation)
    return say("Nearly as likely ({belief}): {cause:lower}.", belief=belief_text(told.score), cause=_name(told))


def _name(one: Family | RankedCause) -> str:
    """A cause without what it means."""
    return say(one.cause.title.partition(":")[0])


def _likely(score: float) -> str:
    belief = belief_text(score)
    return (
        say("Most likely ({belief})", belief=belief) if score >= _LIKELY else say("Possibly ({belief})", belief=belief)
    )


def _cause(one: Family | RankedCause) -> str:
    return say("{likely} {cause:lower}.", likely=_likely(one.score), cause=say(one.cause.title))


def _sentences(*texts: str) -> str:
    """Sentences one after the other, without those that are empty."""
    return joined(" ", filter(None, texts))


def _one_of(faces: list[RankedCause], *, heard: bool) -> str:
    """The faces that nearly as much is believed of as of the first; it alone where none is."""
    names = [_name(one) for one in faces[:3] if one.score >= _APART * faces[0].score]
    if len(faces) < 2:
        return say("Perhaps {cause:lower}.", cause=names[0])
    if heard or len(names) < 2:
        belief = belief_text(faces[0].score)
        return say("The likeliest of its faces is {cause:lower} ({belief}).", cause=names[0], belief=belief)
    others = joined(", ", (say("{cause:lower}", cause=name) for name in names[:-1]))
    return say("Curves alone cannot tell {causes} and {cause:lower} apart.", causes=others, cause=names[-1])


def falls_on(lead: Side, options: Options) -> bool:
    """Whether the loss still falls at the end."""
    return lead.loss is not None and late_share(lead.loss) >= options.low_late
