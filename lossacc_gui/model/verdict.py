"""What a run comes to: one state, one main thing, the epoch to keep, and what was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.event import Event
from lossacc_gui.model.run import Run, Series, Split


class State(StrEnum):
    """How a run is; TOO_SHORT and UNDETERMINED mean that nobody could say."""

    FINE = "fine"
    WATCH = "watch"
    PROBLEM = "problem"
    TOO_SHORT = "too_short"
    UNDETERMINED = "undetermined"

    @property
    def said(self) -> str:
        """The word for a person."""
        return _SAID[self.value]


_SAID = {
    "fine": say("fine"),
    "watch": say("worth a look"),
    "problem": say("problem"),
    "too_short": say("too short to say"),
    "undetermined": say("undetermined"),
}
WORST_FIRST = (State.PROBLEM, State.WATCH, State.UNDETERMINED, State.TOO_SHORT, State.FINE)


@dataclass(frozen=True, slots=True)
class BestPoint:
    """The point that is best by one metric.

    x          the best point, value the logged value there (loss as logged, accuracy a fraction)
    low, high  the stretch of points around it each of which was logged equal to it within the noise of the curve, or of
               the examples that it was measured on where that is less
    noise      how far apart two points of the curve lie there by its jitter, in the unit of `value`; None if unknown
    also       the other points of which the same is true
    luck       whether the calmed curve tells it from hardly any other point
    split      the examples that the metric is of
    logged_as  the log's name of the metric, where it is another one (Series.logged_as)
    exactly    whether the points that are as good are equal to it: too few tell the noise
    """

    metric: str
    x: float
    value: float
    low: float
    high: float
    noise: float | None = None
    also: tuple[float, ...] = ()
    luck: bool = False
    split: Split = Split.VAL
    logged_as: str = ""
    exactly: bool = False

    def of(self, run: Run) -> Series | None:
        """What the log has of the metric: of an accuracy that is 1 minus an error rate, that; None in another run."""
        name = self.logged_as or self.metric
        return next((one for one in run.series if (one.logged_as, one.split) == (name, self.split)), None)

    def holds(self, x: float) -> bool:
        """Whether the point at x is as good."""
        return self.low <= x <= self.high or x in self.also


@dataclass(frozen=True, slots=True)
class Keep:
    """Which checkpoint to keep, by loss and by accuracy; one of the two may be missing.

    cost_of_loss      accuracy (a fraction) that choosing by loss costs against choosing by accuracy
    cost_of_accuracy  relative rise of the loss that choosing by accuracy costs
    since             how far (in x) the run went on after the chosen point
    files             checkpoints beside the log that fit, best first
    split             which examples chose
    by_watched        the choice by what people judge the task by, where that is neither of the two: IoU, mAP, F1
    cost_in_watched   of that metric (a fraction): what the chosen point costs against choosing by it
    cost_of_watched   relative rise of the loss that choosing by it costs
    by_part           whether the loss is one of several parts of what was trained, beside a metric of the whole task
    """

    by_loss: BestPoint | None
    by_accuracy: BestPoint | None
    cost_of_loss: float | None
    cost_of_accuracy: float | None
    since: float
    files: Sequence[Path] = ()
    split: Split = Split.VAL
    by_watched: BestPoint | None = None
    cost_in_watched: float | None = None
    cost_of_watched: float | None = None
    by_part: bool = False

    @property
    def chosen(self) -> BestPoint:
        """By loss where there is one that is no mere part: it sees a model get worse before the accuracy does."""
        first, second = (self.by_accuracy, self.by_loss) if self.by_part else (self.by_loss, self.by_accuracy)
        chosen = first or second
        assert chosen is not None
        return chosen


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at, or could not be.

    why      what keeps it from being done, empty where it was
    log      what to log next time, so that it can be done
    settles  ids of the causes of this run that it would speak for or against
    """

    name: str
    done: bool
    why: str = ""
    log: str = ""
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """One answer for a run, the same in window, command line, figure, reports and JSON.

    text    the headline, one or two sentences
    main    the event that the verdict is about; None for a fine run
    cause   the id of the cause that is named: a leaf, or a parent where its leaves cannot be told apart; None for none
    """

    state: State
    text: str
    main: Event | None = None
    cause: str | None = None
    keep: Keep | None = None
    checks: Sequence[Check] = ()
