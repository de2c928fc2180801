"""Stretches in which loss and accuracy disagree, and what else is worth saying about a run's curves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lossacc_gui.language import say


class Direction(StrEnum):
    """The direction of the number itself; UNDETERMINED is not FLAT."""

    UP = "up"
    FLAT = "flat"
    DOWN = "down"
    UNDETERMINED = "undetermined"


class Severity(StrEnum):
    """How much of a person's attention it deserves."""

    BENIGN = "benign"
    WATCH = "watch"
    PROBLEM = "problem"

    @property
    def said(self) -> str:
        """The word for a person."""
        return _SEVERITIES_SAID[self.value]


_SEVERITIES_SAID = {"benign": say("harmless"), "watch": say("worth a look"), "problem": say("problem")}


class Pattern(StrEnum):
    """Which disagreement an episode shows (loss direction, accuracy direction)."""

    LOSS_WORSE_ACCURACY_BETTER = "loss_worse_accuracy_better"
    LOSS_WORSE_ACCURACY_FLAT = "loss_worse_accuracy_flat"
    LOSS_BETTER_ACCURACY_WORSE = "loss_better_accuracy_worse"
    LOSS_BETTER_ACCURACY_FLAT = "loss_better_accuracy_flat"
    LOSS_FLAT_ACCURACY_BETTER = "loss_flat_accuracy_better"
    LOSS_FLAT_ACCURACY_WORSE = "loss_flat_accuracy_worse"

    @property
    def said(self) -> str:
        """The pattern as a person would say it."""
        loss, accuracy = self.value.removeprefix("loss_").split("_accuracy_")
        return say("loss {loss}, accuracy {accuracy}", loss=_AS_SAID[loss], accuracy=_AS_SAID[accuracy])


_AS_SAID = {"worse": say("gets worse"), "better": say("improves"), "flat": say("stays flat")}


Turn = tuple[float, float]
"""A place and the value of a curve there, at which it turns back."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of x values (both ends included) in which loss and accuracy of one split disagree.

    start_range, end_range  the intervals in which start and end lie
    loss_from, loss_to      the smoothed loss at both ends, accuracy_from/_to likewise (fraction 0..1)
    loss_change             relative: (to - from)/|from|, so +0.41 is 41 % up
    accuracy_change         absolute: 0.01 is one point
    loss_turns, accuracy_turns  (x, value) of both ends of the longest way that it goes against its direction, or, where
                            it has none, beyond both ends; empty where there is no such way
    n_examples              how many examples the accuracy was measured on, if known; `examples_from` says what tells
    confidence              the probability (0..1) that the disagreement is real
    reason                  the rule that decided the severity, as a sentence
    raised_by               the kind of the finding that raised the severity and gave the reason, "" for none
    of_part                 whether its loss is a part of a total that speaks for the split
    """

    pattern: Pattern
    split: str
    loss_metric: str
    accuracy_metric: str
    start: float
    end: float
    start_range: tuple[float, float]
    end_range: tuple[float, float]
    loss: Direction
    accuracy: Direction
    loss_from: float
    loss_to: float
    loss_change: float
    accuracy_from: float
    accuracy_to: float
    accuracy_change: float
    severity: Severity
    confidence: float
    reason: str
    n_examples: int | None = None
    examples_from: str = ""
    raised_by: str = ""
    loss_turns: tuple[Turn, ...] = ()
    accuracy_turns: tuple[Turn, ...] = ()
    of_part: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A stretch of x values in which neither curve of a pair turns, and why it is an episode or is none.

    loss_change      relative, accuracy_change absolute, as in Episode; `..._errors` the same in standard errors
    confidence       the probability (0..1) that the directions are real
    is_episode       whether it is shown, by itself or as the end of the episode before it
    reason           what decided that, as a sentence with its numbers
    """

    split: str
    loss_metric: str
    accuracy_metric: str
    start: float
    end: float
    points: int
    loss: Direction
    accuracy: Direction
    loss_change: float
    loss_errors: float
    accuracy_change: float
    accuracy_errors: float
    confidence: float
    is_episode: bool
    reason: str


class FindingKind(StrEnum):
    """What a finding is about."""

    DETERIORATION = "deterioration"
    GAP = "gap"
    SPIKE = "spike"
    CHANCE = "chance"
    BLOW_UP = "blow_up"
    PLATEAU = "plateau"
    STEP = "step"
    RESTART = "restart"
    VAL_BETTER_THAN_TRAIN = "val_better_than_train"
    BOUND_VIOLATED = "bound_violated"
    MISCALIBRATED = "miscalibrated"
    OVERFITTING = "overfitting"
    DEAD = "dead"
    UNSTEADY = "unsteady"
    METRIC = "metric"
    SUSPECTED = "suspected"
    RULER = "ruler"
    SCHEDULE = "schedule"
    FEW_EXAMPLES = "few_examples"
    EMPTY_EPOCHS = "empty_epochs"

    @property
    def said(self) -> str:
        """The kind as a person would say it."""
        return _KINDS_SAID.get(self.value) or say(self.value.replace("_", " "))


_KINDS_SAID = {
    "deterioration": say("getting worse"),
    "gap": say("training and validation stand apart"),
    "chance": say("no better than guessing"),
    "blow_up": say("the loss blows up"),
    "restart": say("break in the log"),
    "val_better_than_train": say("validation is ahead of training"),
    "bound_violated": say("the loss is below what the accuracy allows"),
    "miscalibrated": say("the loss is above what the accuracy explains"),
    "dead": say("no learning to be seen"),
    "unsteady": say("the curves jump about"),
    "metric": say("a metric contradicts the rest"),
    "suspected": say("the run as a whole"),
    "ruler": say("the loss stands on a line that tells why"),
    "schedule": say("the schedule of the learning rate"),
    "few_examples": say("few examples to validate on"),
    "empty_epochs": say("every second epoch is nearly empty"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth saying that is no disagreement of loss and accuracy; `start`..`end` are x values.

    value            the measured number behind the text in the unit the text names, if there is one
    loss_change      what the loss did from start to end, relative, where the text tells it
    accuracy_change  what the accuracy did, absolute, alike
    of_part          whether its loss is a part of a total that speaks for the split
    """

    kind: FindingKind
    split: str
    start: float
    end: float
    severity: Severity
    text: str
    value: float | None = None
    loss_change: float | None = None
    accuracy_change: float | None = None
    of_part: bool = False
