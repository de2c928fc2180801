"""What kind of run it is, by the metrics that it logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lossacc_gui.measure.once import once
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run, Split


class Task(StrEnum):
    """What a model learns; it decides what its loss and its accuracy tell."""

    REINFORCEMENT = "reinforcement learning"
    ADVERSARIAL = "adversarial training"  # by the losses of its two networks alone
    LANGUAGE_MODEL = "language model"
    CLASSIFIER = "classifier"
    REGRESSION = "regression"
    UNKNOWN = "unknown"

    @property
    def told_by_loss(self) -> bool:
        """Whether a lower loss is a better model: no policy's loss tells its reward, and of two networks that train
        against each other the one loses what the other wins.
        """
        return self not in (Task.REINFORCEMENT, Task.ADVERSARIAL)


@dataclass(frozen=True, slots=True)
class _Signs:
    """A run is of this kind where it logs one of the quantities, or `least` different words in its names."""

    task: Task
    quantities: frozenset[Quantity]
    words: re.Pattern[str] | None = None
    least: int = 1

    def fit(self, quantities: frozenset[Quantity], names: str) -> bool:
        """Whether a run that logs these is of the kind; `names` are lower case, of words apart, with | between."""
        words = set(self.words.findall(names)) if self.words is not None else set()
        return bool(quantities & self.quantities) or len(words) >= self.least


def _loss_of(network: str) -> re.Pattern[str]:
    """The loss of a network, by its names before or behind the word, as d_loss, loss_D, errD, loss/disc."""
    return re.compile(rf"\b(?:{network})\b.*\b(?:loss|err)|\b(?:loss|err) ?(?:{network})\b")


_GENERATOR = "g|gen|generator"
_RIVAL = "d|dis|disc|discr|discriminator|critic"
_LOSSES = (_loss_of(_GENERATOR), _loss_of(_RIVAL))
_OF_NETWORK = re.compile(rf"\b(?:(?:loss|err) ?)?(?:{_GENERATOR}|{_RIVAL})\b")


OF_REGRESSION = frozenset({Quantity.MSE, Quantity.MAE, Quantity.R2})

# the first that fits decides: perplexity tells a language model also where it logs the accuracy of its tokens, and
# an accuracy tells a classifier also where a squared error was logged beside it
_TABLE = (
    _Signs(Task.REINFORCEMENT, frozenset({Quantity.REWARD})),
    _Signs(
        Task.LANGUAGE_MODEL,
        frozenset({Quantity.PERPLEXITY, Quantity.BITS}),
        re.compile(r"\btokens?\b|lm loss|bleu|rouge|\bmfu\b"),
    ),
    _Signs(Task.CLASSIFIER, frozenset(q for q in Quantity if q.is_accuracy) - OF_REGRESSION),
    _Signs(Task.REGRESSION, OF_REGRESSION),
    _Signs(
        Task.REINFORCEMENT,
        frozenset(),
        # any one of these is logged elsewhere too: a variational autoencoder has a kl
        re.compile(
            r"\bpolic(?:y|ies)\b|entropy loss|value loss|\b(?:approx ?)?kl\b|advantage|clip frac|clip ratio"
            r"|explained var|completions? .*?length|\bep len"
        ),
        least=2,
    ),
)


@once
def task_of(run: Run) -> Task:
    """The kind of a run; UNKNOWN where its metrics do not tell, as for a loss alone."""
    logged = [series for series in run.series if len(series.value)]
    rivals = of_rivals(run)
    if rivals and Quantity.REWARD not in {series.quantity for series in logged}:
        logged = [series for series in logged if series.metric not in rivals]
        losses = [series for series in logged if series.quantity.is_loss]
        held_out = any(series.split in (Split.VAL, Split.TEST) for series in losses)
        if not held_out and not (losses and any(series.quantity.is_accuracy for series in logged)):
            return Task.ADVERSARIAL
    return _task(frozenset(series.quantity for series in logged), tuple(series.metric for series in logged))


@once
def of_rivals(run: Run) -> frozenset[str]:
    """The metrics of two networks that train against each other; none where not both have a loss."""
    return _of_rivals(tuple(series.metric for series in run.series if len(series.value)))


@lru_cache(maxsize=256)
def _of_rivals(metrics: tuple[str, ...]) -> frozenset[str]:
    plain = {metric: _plain(metric) for metric in metrics}
    if not all(any(pattern.search(name) for name in plain.values()) for pattern in _LOSSES):
        return frozenset()
    return frozenset(metric for metric, name in plain.items() if _OF_NETWORK.search(name))


def _plain(metric: str) -> str:
    return re.sub(r"[\W_]+", " ", metric.lower())


@lru_cache(maxsize=256)
def _task(quantities: frozenset[Quantity], metrics: tuple[str, ...]) -> Task:
    names = " | ".join(map(_plain, metrics))
    for signs in _TABLE:
        if signs.fit(quantities, names):
            return signs.task
    return Task.UNKNOWN
