"""What kind of run it is, by the metrics that it logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run


class Task(StrEnum):
    """What a model learns; it decides what its loss and its accuracy tell."""

    REINFORCEMENT = "reinforcement learning"
    LANGUAGE_MODEL = "language model"
    CLASSIFIER = "classifier"
    REGRESSION = "regression"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Signs:
    """A run is of this kind where it logs one of the quantities, or `least` different words in its names."""

    task: Task
    quantities: frozenset[Quantity]
    words: re.Pattern[str] | None = None
    least: int = 1


_OF_REGRESSION = frozenset({Quantity.MSE, Quantity.MAE, Quantity.R2})

# the first that fits decides: perplexity tells a language model also where it logs the accuracy of its tokens, and
# an accuracy tells a classifier also where a squared error was logged beside it
_TABLE = (
    _Signs(Task.REINFORCEMENT, frozenset({Quantity.REWARD})),
    _Signs(
        Task.LANGUAGE_MODEL,
        frozenset({Quantity.PERPLEXITY, Quantity.BITS}),
        re.compile(r"\btokens?\b|lm loss|bleu|rouge|\bmfu\b"),
    ),
    _Signs(Task.CLASSIFIER, frozenset(q for q in Quantity if q.is_accuracy) - _OF_REGRESSION),
    _Signs(Task.REGRESSION, _OF_REGRESSION),
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


def task_of(run: Run) -> Task:
    """The kind of a run; UNKNOWN where its metrics do not tell, as for a loss alone."""
    logged = [series for series in run.series if len(series.value)]
    return _task(frozenset(series.quantity for series in logged), tuple(series.metric for series in logged))


@lru_cache(maxsize=256)
def _task(quantities: frozenset[Quantity], metrics: tuple[str, ...]) -> Task:
    names = " | ".join(re.sub(r"[\W_]+", " ", metric.lower()) for metric in metrics)
    for signs in _TABLE:
        words = set(signs.words.findall(names)) if signs.words is not None else set()
        if quantities & signs.quantities or len(words) >= signs.least:
            return signs.task
    return Task.UNKNOWN
