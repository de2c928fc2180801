"""What a run's own predictions show: the account of each change, calibration, losses, classes, examples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Group:
    """What one group of examples adds: `accuracy` and `loss` are its shares of the changes of both means."""

    name: str
    examples: int
    accuracy: float
    loss: float


@dataclass(frozen=True, slots=True)
class Account:
    """The change from epoch `start` to epoch `end`, split into stayed right, fixed, broken and stayed wrong.

    accuracy_change = (fixed - broken) / n; loss_change = sum of (loss at end - loss at start) / n; exactly. `priced`
    tells whether it is known what answers cost: class numbers do not tell.
    """

    start: float
    end: float
    groups: tuple[Group, ...]
    accuracy_change: float
    loss_change: float
    priced: bool = True

    @property
    def fixed(self) -> Group:
        """The examples that were wrong and are right."""
        return self.groups[1]

    @property
    def broken(self) -> Group:
        """The examples that were right and are wrong."""
        return self.groups[2]


@dataclass(frozen=True, slots=True)
class Example:
    """One example worth looking at. Losses in nats (or squared units); answers are classes or predicted values.

    `probability` is that of the true class at the end, None for a regression.
    """

    index: int
    truth: float
    answer_from: float
    answer_to: float
    loss_from: float
    loss_to: float
    probability: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of examples, shape (b,), between edges of shape (b + 1,); values beyond count in the outermost bins."""

    edges: FloatArray
    counts: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """How near the answers that changed are to a tie: largest minus second probability at the end, 0..1."""

    flipped: int
    median: float
    histogram: Histogram


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What happened between two recorded epochs; `summary` is the sentence that says it.

    `examples` are those that moved the loss most, first the one that moved it most. `margins` is None where no answer
    changed, and for a regression.
    """

    account: Account
    examples: tuple[Example, ...]
    margins: Margins | None
    summary: str


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The examples whose largest probability lies between `low` and `high`; means are NaN where there are none."""

    low: float
    high: float
    examples: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whether probabilities mean what they say: bins of equal width and the expected calibration error, 0..1.

    `usual` and `spread` are mean and standard deviation of that error of a calibrated model on as many examples,
    `error` is the standard error of confidence minus accuracy.
    """

    bins: tuple[ReliabilityBin, ...]
    ece: float
    confidence: float
    accuracy: float
    usual: float = 0.0
    spread: float = 0.0
    error: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class LossSpread:
    """How the loss is spread over the examples.

    `histogram` has edges of equal ratio; `shares`, shape (b,), is what each bin carries of the whole loss.
    `worst_share` is what the `worst` examples of largest loss, one in a hundred, carry, `worst_error` its standard
    error: infinite where a hundredth is a single example.
    """

    histogram: Histogram
    shares: FloatArray
    mean: float
    median: float
    worst: int
    worst_share: float
    worst_error: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """Target minus predicted value: histogram, mean, standard deviation; NaN-free."""

    histogram: Histogram
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The predictions of one recorded epoch.

    `confusion` has shape (K, K): rows are true classes, columns answers. What does not apply to a classification
    (residuals) or a regression (reliability, confusion) is None. `loss` is the plain mean loss; `logged_loss`
    is what the log says of that epoch, None where it says nothing; `accuracy` is None for a regression whose tolerance
    is not known.
    """

    epoch: float
    loss: float
    accuracy: float | None
    logged_loss: float | None
    losses: LossSpread
    reliability: Reliability | None = None
    confusion: IntArray | None = None
    residuals: Residuals | None = None


@dataclass(frozen=True, slots=True)
class Temperature:
    """The one temperature that fits the last recorded predictions best, and the cross-entropy before and with it."""

    temperature: float
    loss: float
    cooled_loss: float


@dataclass(frozen=True, slots=True)
class Standing:
    """A cause before and after the predictions were heard: shares of belief, 0 where it is not worth showing."""

    id: str
    title: str
    before: float
    after: float
    verdict: Literal["confirmed", "supported", "weakened", "ruled out"]


@dataclass(frozen=True, slots=True, eq=False)
class PredictionEvidence:
    """All that the predictions of a run show; the views and reports only write it down.

    `x_name` is what the run counts, epochs or steps, and so what a recorded epoch is a number of.
    `summary` says in one sentence what they settle; `doubt` is why they may not belong to this run, else empty.
    `tolerance` is the distance within which a value of a regression counts as right, None where it is not known.
    `whole` is the change from the first to the last recorded epoch; `changes[i]` that of episode i between the
    recorded epochs nearest its ends, None where these are one epoch or the episode is of the training split.
    """

    source: Path
    predictions: Predictions
    tolerance: float | None
    snapshots: tuple[Snapshot, ...]
    whole: Change | None
    changes: tuple[Change | None, ...]
    temperature: Temperature | None
    standings: tuple[Standing, ...]
    x_name: str
    summary: str
    doubt: str = ""

    @property
    def last(self) -> Snapshot:
        """The last recorded epoch."""
        return self.snapshots[-1]
