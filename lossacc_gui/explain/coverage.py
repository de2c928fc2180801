"""What was checked of a run, what could not be and why, and what to log next time to settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from lossacc_gui.explain.facts import answers, losses, outputs, recomputed, relation, ruler
from lossacc_gui.explain.facts.summed import has_sum
from lossacc_gui.explain.ranking import Known
from lossacc_gui.language import say
from lossacc_gui.measure.course import FEWEST_FOR_NOISE, FEWEST_POINTS, NEARLY_ALL, Course, Side
from lossacc_gui.measure.curves import share
from lossacc_gui.measure.framework import grows_trees
from lossacc_gui.measure.task import Task, task_of
from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.model.verdict import Check
from lossacc_gui.numerals import listed_text, whole_text

SETTLED = 3  # causes that are asked whether a missing check would speak of them: those that a person reads
_NO_ANSWERS = (Task.REINFORCEMENT, Task.ADVERSARIAL, Task.LANGUAGE_MODEL, Task.REGRESSION)  # need no accuracy
_LOGGED = {
    "rare classes left behind": (Quantity.BALANCED_ACCURACY, Quantity.F1, Quantity.RECALL),
    "effects of the learning rate": (Quantity.LEARNING_RATE,),
    "steps that ran wild": (Quantity.GRADIENT_NORM,),
}
"""What makes a check: nobody is told to log it who does, in whatever form it cannot be used."""
_IN_PART = (Quantity.MAP, Quantity.IOU, Quantity.WORD_ERROR_RATE, Quantity.WORD_ACCURACY)  # neither right nor wrong
_OF_STEPS = ("effects of the learning rate", "steps that ran wild")  # trees are grown, no optimiser makes steps
_OF_LOSSES = frozenset(fact.name for fact in losses.FACTS)
_OF_ANSWERS = frozenset(fact.name for fact in (*answers.FACTS, *relation.FACTS, *ruler.FACTS))
_OF_TRAINING = frozenset(name for name in _OF_ANSWERS if name.startswith(("train_", "answers_")))
"""Facts that need an accuracy of training."""
_OF_PREDICTIONS = frozenset(fact.name for fact in (*outputs.FACTS, *recomputed.FACTS))
_ALONE: dict[str, tuple[str, tuple[str, ...]]] = {
    say("rare classes left behind"): (say("balanced accuracy, F1 or recall"), ("accuracy_over_balanced",)),
    say("a penalty or weights in the loss"): (
        say("the plain cross-entropy as a metric of its own"),
        ("penalty_share", "plain_loss_change"),
    ),
    say("effects of the learning rate"): (
        say("the learning rate"),
        ("learning_rate_drops", "step_at_rate_drop", "rise_after_rate_drop"),
    ),
    say("steps that ran wild"): (say("the norm of the gradient"), ("gradient_spike",)),
}
"""Checks that one metric makes: what it is, and the facts that come of it, the one that is always known first."""
_OF_LEVEL = ("two_way_ratio", "ten_way_ratio", "train_two_way_ratio", "over_entropy", "gap_end")
_OF_CLASSES = ("off_smoothed_floor",)  # what nobody can tell without knowing how many classes there are
_BY_PREDICTIONS = ("rare classes left behind", "a penalty or weights in the loss")  # these tell them as well


@dataclass(frozen=True, slots=True)
class _Row:
    """A check; `why` it could not be made, empty where it was, `log` what would make it, `facts` what it tells."""

    name: str
    why: str
    log: str
    facts: Iterable[str] = ()


def coverage_of(
    run: Run,
    course: Course,
    known: Known,
    explanation: Explanation,
    classified: bool | None,
    doubt: str = "",
    counted: int | None = None,
) -> tuple[Check, ...]:
    """The checks of a run, in the order in which a person would ask for them.

    `classified` tells whether its own predictions are of classes, None where there are none or they were not taken,
    `doubt` why they were not; `explanation` is that of what the
    verdict is about, `counted` how many classes there are where that is known: each missing check names those of its
    first causes of which it would speak. Of a run whose losses tell no progress none can be made, nor of one in which
    no loss or accuracy is known by its name.
    """
    if course.lead is None and (not task_of(run).told_by_loss or not _points(run)):
        return ()
    causes = [] if explanation.healthy else [one.cause for one in explanation.causes[:SETTLED]]
    expected = {cause.id: {sign.fact for sign in cause.signs if sign.expected} for cause in causes}
    return tuple(
        Check(row.name, not row.why, row.why, row.log if row.why else "", _settled(row, expected, known))
        for row in _rows(run, course, known, classified, doubt, counted)
    )


def _rows(
    run: Run, course: Course, known: Known, classified: bool | None, doubt: str, counted: int | None
) -> Iterator[_Row]:
    if course.lead is None:  # nothing at all was judged
        yield from (row for row in _of_curves(run, course) if row.why)
        return
    yield from _of_curves(run, course)
    yield from _of_floors(course, known, counted)
    yield from _of_metrics(run, known, classified)
    if classified is not None or task_of(run) is not Task.LANGUAGE_MODEL:  # whose answers are all tokens
        yield _of_outputs(run, classified, doubt)


def _settled(row: _Row, expected: dict[str, set[str]], known: Known) -> tuple[str, ...]:
    """The ids of causes that lead one to expect something of what a missing check would tell and nobody knows yet."""
    if not row.why:
        return ()
    unknown = {fact for fact in row.facts if known.get(fact) is None}
    return tuple(cause for cause, facts in expected.items() if not facts.isdisjoint(unknown))


def _of_curves(run: Run, course: Course) -> Iterator[_Row]:
    held, train = course.held_out, course.train_own
    train_loss = say("a training loss above zero") if _not_above(run, Split.TRAIN, train) else say("training loss")
    held_loss = say("a validation loss above zero") if _not_above(run, Split.VAL, held) else say("validation loss")
    losses_of: dict[str, bool] = {train_loss: _loss(train), held_loss: _loss(held)}
    if course.lead is not None or _points(run) >= FEWEST_POINTS:
        yield _row(say("overfitting"), losses_of, _OF_LOSSES)
    if course.lead is not None and _is_of_unknown_task(run):
        answers_of = say("of a classifier, training and validation accuracy")
        yield _Row(say("loss against accuracy"), _not_logged(say("accuracy")), answers_of, _OF_ANSWERS)
    elif course.lead is not None and _asks_answers(run, course):
        held_answers: dict[str, bool] = {held_loss: _loss(held), say("validation accuracy"): _accuracy(held)}
        yield _row(say("loss against accuracy on validation"), held_answers, _OF_ANSWERS - _OF_TRAINING)
        train_answers: dict[str, bool] = {train_loss: _loss(train), say("training accuracy"): _accuracy(train)}
        yield _row(say("loss against accuracy in training"), train_answers, _OF_TRAINING)
    points = _points(run) if course.lead is None else course.lead.n
    why = ""
    if points < FEWEST_FOR_NOISE:
        why = say(
            "{least} points are the least that tell it, the log has {count}",
            least=whole_text(FEWEST_FOR_NOISE),
            count=whole_text(points),
        )
    yield _Row(say("the noise of the curves"), why, say("more points, by more epochs or more evaluations"))


def _of_floors(course: Course, known: Known, classes: int | None) -> Iterator[_Row]:
    """Asked where nine of ten answers are right: there a loss comes to rest on a floor, if it has one.

    How high a sum stands tells nothing.
    """
    if has_sum(course):
        summed = say("it is more than answers can cost on average: a sum over batches, or mostly something else")
        yield _Row(say("how high the loss stands"), summed, say("its mean over the examples"), _OF_LEVEL)
    if known.get("over_entropy") is None:
        return
    why = "" if classes is not None else say("how many classes there are is not known")
    how = say("an evaluation before the first step, or the number of classes (option classes)")
    yield _Row(say("the floor of the loss"), why, how, _OF_CLASSES)


def _of_metrics(run: Run, known: Known, classified: bool | None) -> Iterator[_Row]:
    """Predictions of values tell that the hits logged as an accuracy are no answers, whatever they are called."""
    logged = {series.quantity for series in run.series}
    answers = task_of(run) is Task.CLASSIFIER and (logged.isdisjoint(_IN_PART) or Quantity.ACCURACY in logged)
    classes = classified or (classified is None and answers)
    trees = grows_trees(run)
    for name, (metric, facts) in _ALONE.items():
        made = known.get(facts[0]) is not None or (classified is not None and name in _BY_PREDICTIONS)
        asked = logged.isdisjoint(_LOGGED.get(name, ())) and not (trees and name in _OF_STEPS)
        if (classes or name not in _BY_PREDICTIONS) and (made or asked):
            yield _Row(name, "" if made else _not_logged(metric), metric, facts)


def _of_outputs(run: Run, classified: bool | None, doubt: str) -> _Row:
    why = "" if classified is not None else doubt or say("without the run's own predictions")
    log = say("predictions.npz beside the log (see “Predictions” in the guide)")
    if classified is False or (classified is None and task_of(run) is Task.REGRESSION):
        name = say("outliers and residuals")
    elif classified is None and _is_of_unknown_task(run):
        name = say("outliers, and what single examples cost")
    else:
        name = say("calibration, outliers and flips of single answers")
    return _Row(name, why, log, _OF_PREDICTIONS)


def _row(name: str, wanted: dict[str, bool], facts: Iterable[str]) -> _Row:
    """A check that needs curves: `wanted` tells of each whether it is there."""
    missing = listed_text([curve for curve, there in wanted.items() if not there])
    return _Row(name, _not_logged(missing) if missing else "", missing, facts)


def _not_logged(what: str) -> str:
    return say("not logged: {what}", what=what)


def _points(run: Run) -> int:
    """How many numbers the longest loss or accuracy of a run without a course has."""
    known = (one.value for one in run.series if one.quantity.is_loss or one.quantity.is_accuracy)
    return max((int(np.isfinite(values).sum()) for values in known), default=0)


def _loss(side: Side | None) -> bool:
    return side is not None and side.loss is not None


def _not_above(run: Run, split: Split, side: Side | None) -> bool:
    """Whether a loss of the split is logged, and not taken for one because it is often zero or below."""
    logged = (one.value for one in run.series if one.quantity.is_loss and one.split is split)
    return not _loss(side) and any(share(values > 0) <= NEARLY_ALL for values in logged)


def _is_of_unknown_task(run: Run) -> bool:
    """Whether nothing tells if answers can be right at all: losses are all that is logged."""
    return task_of(run) is Task.UNKNOWN


def _accuracy(side: Side | None) -> bool:
    return side is not None and side.accuracy is not None


def _asks_answers(run: Run, course: Course) -> bool:
    """Whether an accuracy belongs to such a run, or is there all the same."""
    return task_of(run) not in _NO_ANSWERS or _accuracy(course.held_out) or _accuracy(course.train_own)
