"""How far a number counted on n examples may be off by chance, and what may still be said of it."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray

_NEGLIGIBLE = -40.0  # ln of a probability
GROUPS = 20  # parts of the examples; more make the error of a median smaller than it is


def beyond(value: float, error: float, nothing: float, errors: float, narrow: float) -> float | None:
    """`value`, or None where its interval holds `nothing` and too much else for either to be said.

    The interval is `errors` standard errors `error` to each side; one that reaches no further than `narrow` proves that
    there is next to nothing.
    """
    reach = errors * error
    return value if abs(value - nothing) > reach or reach <= narrow else None


def decided(value: float, error: float, middle: float, errors: float) -> float | None:
    """`value`, or None where its interval (see `beyond`) holds `middle`: below it a fact says no, above it yes."""
    return value if abs(value - middle) > errors * error else None


def mean_error(values: FloatArray) -> float:
    """The standard error of the mean of independent `values`, shape (n,); infinite for a single one."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("inf")


def share_error(share: float, n: int) -> float:
    """The standard error of a share of n independent examples, with two examples added to each side (Agresti, Coull).

    So it is not zero where all or none of them are counted.
    """
    held = (share * n + 2) / (n + 4)
    return float(np.sqrt(held * (1 - held) / (n + 4)))


def sample_chance(counted: int, n: int, share: float) -> float:
    """How often a sample of n has a count so far from its mean, or farther, where each example counts with probability
    `share`: twice the smaller tail of the binomial distribution, 1 at the most.

    A sample without replacement of a set that is not much larger strays less: this doubts no sample without reason.
    """
    if not 0.0 < share < 1.0:
        return 1.0 if counted == share * n else 0.0
    low, up = counted <= share * n, log(share) - log(1 - share)
    term = lgamma(n + 1) - lgamma(counted + 1) - lgamma(n - counted + 1)
    term += counted * log(share) + (n - counted) * log(1 - share)
    tail, k = 0.0, counted
    while 0 <= k <= n and term > _NEGLIGIBLE:
        tail += exp(term)
        term += log(k) - log(n - k + 1) - up if low and k else 0.0
        term += log(n - k) - log(k + 1) + up if not low and k < n else 0.0
        k += -1 if low else 1
    return min(1.0, 2 * tail)


def jackknife_error(values: FloatArray, statistic: Callable[[FloatArray], float]) -> float:
    """The standard error of a statistic of independent `values`, shape (n,), infinite for fewer than four.

    One part of GROUPS is left out at a time: with parts instead of single values it is right for medians and shares of
    the largest as well (Shao and Wu 1989).
    """
    groups = min(GROUPS, len(values) // 2)
    if groups < 2:
        return float("inf")
    part = np.arange(len(values)) % groups
    without = np.array([statistic(values[part != i]) for i in range(groups)])
    return float(np.sqrt((groups - 1) * without.var()))


def calibration_null(confidence: FloatArray, bin_of: IntArray, bins: int) -> tuple[float, float]:
    """Mean and standard deviation of the expected calibration error of a model that is calibrated.

    `confidence` (n,) in `bins` bins, `bin_of` (n,). The sum of confidence minus right in a bin is then nearly normal
    with variance sum p(1 - p); the mean of its absolute value is that of a half-normal.
    """
    variance = np.bincount(bin_of, confidence * (1 - confidence), bins)
    n = len(confidence)
    return (
        float(np.sqrt(2 * variance / np.pi).sum() / n),
        float(np.sqrt((1 - 2 / np.pi) * variance.sum()) / n),
    )
