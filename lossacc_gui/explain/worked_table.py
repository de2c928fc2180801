"""A few examples with their predictions, small enough to work out by hand: where loss and accuracy part, in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.predictions import LEAST_PROBABILITY
from lossacc_gui.numerals import loss_text, percent_text

SUMS_TO_ONE = 5e-4  # probabilities are shown with three digits
SAME_LOSS = 5e-4  # the mean loss too
LOWERED_BY = 0.2  # as the code example does

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One example: the true class (from 0) and the predicted probabilities, or a target and the one predicted value."""

    truth: float
    predicted: Row


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """Some examples and both numbers. `tolerance` None: a classification; else values that count as right within it."""

    title: str
    examples: tuple[WorkedExample, ...]
    tolerance: float | None = None

    @property
    def classes(self) -> int:
        """How many columns of predictions there are."""
        return len(self.examples[0].predicted)

    def one_hot(self, row: int) -> Row:
        """The truth as the loss sees it: 1 for the true class and 0 for the others, or the target."""
        truth = self.examples[row].truth
        return (truth,) if self.tolerance is not None else tuple(float(k == truth) for k in range(self.classes))

    def total(self, row: int) -> float:
        """The sum of an example's predictions, 1 for probabilities."""
        return math.fsum(self.examples[row].predicted)

    def loss(self, row: int) -> float:
        """Categorical cross-entropy in nats of the numbers as they stand (clipped at 1e-7), or the squared error."""
        example = self.examples[row]
        if self.tolerance is not None:
            return (example.predicted[0] - example.truth) ** 2
        return abs(math.log(min(max(example.predicted[int(example.truth)], LEAST_PROBABILITY), 1.0)))

    def answer(self, row: int) -> float:
        """The class of largest probability, the first of equal ones; or the predicted value."""
        predicted = self.examples[row].predicted
        return predicted[0] if self.tolerance is not None else float(predicted.index(max(predicted)))

    def right(self, row: int) -> bool:
        """Whether the answer counts as right."""
        if self.tolerance is not None:
            return abs(self.answer(row) - self.examples[row].truth) <= self.tolerance
        return self.answer(row) == self.examples[row].truth

    @property
    def mean_loss(self) -> float:
        """The loss a training would log."""
        return math.fsum(self.loss(row) for row in range(len(self.examples))) / len(self.examples)

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return sum(self.right(row) for row in range(len(self.examples))) / len(self.examples)

    @property
    def unnormalised(self) -> tuple[int, ...]:
        """The rows whose probabilities do not sum to 1."""
        if self.tolerance is not None:
            return ()
        return tuple(row for row in range(len(self.examples)) if abs(self.total(row) - 1) > SUMS_TO_ONE)

    def changed(self, row: int, column: int, value: float) -> WorkedCase:
        """This case with one prediction replaced. Raises ValueError for what is no probability (or no number)."""
        if not math.isfinite(value) or (self.tolerance is None and not 0 <= value <= 1):
            raise ValueError("a probability lies between 0 and 1")
        predicted = self.examples[row].predicted
        return self._with_row(row, (*predicted[:column], value, *predicted[column + 1 :]))

    def renormalised(self) -> WorkedCase:
        """This case with every row of probabilities divided by its sum; a row of zeros becomes an even one."""
        case = self
        for row in self.unnormalised:
            total = self.total(row)
            even = (1 / self.classes,) * self.classes
            case = case._with_row(row, tuple(p / total for p in self.examples[row].predicted) if total else even)
        return case

    def _with_row(self, row: int, predicted: Row) -> WorkedCase:
        example = replace(self.examples[row], predicted=predicted)
        return replace(self, examples=(*self.examples[:row], example, *self.examples[row + 1 :]))


@dataclass(frozen=True, slots=True)
class WorkedPreset:
    """Two cases of the same examples that show how the two numbers part, and what to see in them."""

    id: str
    title: str
    story: str
    first: WorkedCase
    second: WorkedCase


def compared(first: WorkedCase, second: WorkedCase) -> str:
    """How the second case stands to the first, in one sentence."""
    loss = second.mean_loss - first.mean_loss
    accuracy = second.accuracy - first.accuracy
    stays, falls, rises = say("stays"), say("falls"), say("rises")
    return say(
        "From {first} to {second} the mean {loss} {loss_moves} ({loss_from} → {loss_to}) and the accuracy "
        "{accuracy_moves} ({accuracy_from} → {accuracy_to}).",
        first=first.title,
        second=second.title,
        loss=say("squared error") if first.tolerance is not None else say("cross-entropy"),
        loss_moves=stays if abs(loss) < SAME_LOSS else falls if loss < 0 else rises,
        loss_from=loss_text(first.mean_loss),
        loss_to=loss_text(second.mean_loss),
        accuracy_moves=stays if accuracy == 0 else falls if accuracy < 0 else rises,
        accuracy_from=percent_text(first.accuracy),
        accuracy_to=percent_text(second.accuracy),
    )


def presets() -> tuple[WorkedPreset, ...]:
    """The cases to play with, the one to begin with first."""
    return (
        _less_error(),
        _confident_mistake(),
        _majority(),
        _tolerance(),
        _lowered(),
    )


def preset_for(cause: str) -> str | None:
    """The id of the preset that shows a cause in numbers, None where there is none."""
    return _SHOWS.get(cause)


_SHOWS = {
    "overconfidence": "confident_mistake",
    "outliers": "confident_mistake",
    "label_noise": "confident_mistake",
    "near_tie_flips": "less_error",
    "growing_confidence": "less_error",
    "class_imbalance": "majority",
    "metric_threshold": "tolerance",
    "loss_metric_mismatch": "lowered",
}


def _case(title: str, *rows: tuple[float, Row], tolerance: float | None = None) -> WorkedCase:
    return WorkedCase(title, tuple(WorkedExample(truth, predicted) for truth, predicted in rows), tolerance)


def _less_error() -> WorkedPreset:
    return WorkedPreset(
        "less_error",
        "Less error, worse accuracy",
        "In A every answer is right, but hardly: each costs ln 2 = 0.693. In B two answers are sure and right, one is "
        "just wrong: the mean loss is lower, the accuracy is worse. Accuracy asks only which number is largest; "
        "cross-entropy asks how large the right one is.",
        _case("A", (0, (0.50, 0.25, 0.25)), (1, (0.25, 0.50, 0.25)), (2, (0.25, 0.25, 0.50))),
        _case("B", (0, (0.80, 0.10, 0.10)), (1, (0.10, 0.80, 0.10)), (2, (0.15, 0.45, 0.40))),
    )


def _confident_mistake() -> WorkedPreset:
    sure, mild = 0.98, 0.80
    return WorkedPreset(
        "confident_mistake",
        "One confident mistake",
        "The answers are the same in A and B. B is surer of all of them, also of its one mistake, and that one "
        "costs more than all the rest together: the accuracy stays, the loss rises.",
        _case("A", *((k % 3, _sure_of(k % 3, mild)) for k in range(5)), (2, (0.50, 0.10, 0.40))),
        _case("B", *((k % 3, _sure_of(k % 3, sure)) for k in range(5)), (2, (0.99, 0.009, 0.001))),
    )


def _majority() -> WorkedPreset:
    always = [(0.0, (1 - 1e-6, 1e-6))] * 19
    return WorkedPreset(
        "majority",
        "Code example 1: always the majority",
        "Nineteen of twenty belong to class 0. A answers class 0 without a doubt: 95 % right, yet the one rare example "
        "costs 13.8 nats. B finds the rare one and raises two false alarms: less accurate, far less loss.",
        _case("A", (1.0, (1 - 1e-6, 1e-6)), *always),
        _case("B", (1.0, (0.30, 0.70)), *[(0.0, (0.45, 0.55))] * 2, *[(0.0, (0.90, 0.10))] * 17),
    )


def _tolerance() -> WorkedPreset:
    near = [(float(y), (y + 0.4,)) for y in range(1, 9)]
    far = [(9.0, (6.0,)), (10.0, (7.0,))]
    shifted = [(y, (p[0] + 0.2,)) for y, p in (*near, *far)]
    return WorkedPreset(
        "tolerance",
        "Code example 2: values within 0.5",
        "A value counts as right within 0.5 of its target. B is A with 0.2 added to every value: two far misses come "
        "nearer, so the squared error falls, while eight hits slip just over the border.",
        _case("A", *near, *far, tolerance=0.5),
        _case("B", *shifted, tolerance=0.5),
    )


def _lowered() -> WorkedPreset:
    first = _case(
        "A",
        (0, (0.50, 0.30, 0.20)),
        (1, (0.30, 0.45, 0.25)),
        (2, (0.25, 0.35, 0.40)),
        (2, (0.40, 0.35, 0.25)),
        (1, (0.60, 0.19, 0.21)),
    )
    return WorkedPreset(
        "lowered",
        "Code example 3: lowered and renormalised",
        "B takes 0.2 from every probability of A, cuts at 0 and divides by the sum. The order stays, so the answers "
        "and the accuracy stay; but what had less than 0.2 is now impossible: where it is true the loss explodes.",
        first,
        replace(first, title="B", examples=tuple(_lower(one) for one in first.examples)),
    )


def _lower(example: WorkedExample) -> WorkedExample:
    left = np.maximum(np.array(example.predicted) - LOWERED_BY, 0.0)
    return replace(example, predicted=tuple((left / left.sum()).tolist()))


def _sure_of(k: int, probability: float) -> Row:
    rest = (1 - probability) / 2
    return tuple(probability if i == k else rest for i in range(3))
