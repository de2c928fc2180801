"""How far a curve's own noise makes a straight line through m of its points rise or fall by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from lossacc_gui.measure.curves import NORMAL_MAD, row_medians
from lossacc_gui.model.run import FloatArray

LONGEST = 240  # points; the variance over more falls like one over their number
_MEMORIES = np.linspace(0.0, 0.8, 9)  # correlations of neighbouring points that are thought possible
# of the correlation, normal: real curves are rarely white and rarely redder than 0.6
_LOG_PRIOR = -0.5 * ((_MEMORIES - 0.3) / 0.25) ** 2
_CLIP = 4.0  # spreads beyond which a second difference is a spike or a step, no noise
_TAPERED = 0.6  # share of the degrees of freedom that a Hann taper leaves
_PENALTY = 1.5  # of a variance that few frequencies tell: the mean of the inverse chi-square that goes with it
_LEAST_DIFFERENCES = 5
_LOWEST = 2  # frequencies below it hold the trend
# of a point: below it second differences hold so little that what is cut off a spike says more; what is remembered at
# 0.8 is forgotten within thirty points
_SLOWEST = 0.01
# moment of the error that is averaged over the correlations: at three to four errors, where decisions fall, the sixth
# comes near the quantile of the mixture; the second let red noise through in 4 of 100 runs of 60 points
_TAIL = 6


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """AR(1) noise of an unknown correlation.

    variances    the variance of a point for each correlation that is thought possible, shape (correlations,)
    probability  of each of them, the sum is 1
    spread       the standard deviation of a point
    """

    variances: FloatArray
    probability: FloatArray
    spread: float

    def error(self, points: int) -> float:
        """Standard error of the change from end to end of a least-squares line through so many points, 2 at least.

        The correlations that make it large count for more than their probability says: chance reaches several errors
        nearly always where the noise is red, so a mean of variances would promise too much where that is not known.
        """
        few = min(points, LONGEST)
        variances = self.variances * _line_variance(few)
        most = variances.max()
        tail = self.probability @ (variances / most) ** (_TAIL / 2)
        return float(tail ** (1 / _TAIL) * sqrt(most * few / points))

    def mean_error(self, points: int) -> float:
        """Standard error of a mean of so many neighbouring points."""
        return sqrt(self.probability @ (self.variances * _mean_variance(points)))


def noise_of(pieces: Sequence[FloatArray], floor: float) -> Noise:
    """The noise of a curve that is continuous in each of its pieces; a point's spread is at least `floor`.

    Noise is taken as AR(1) on a smooth course. The posterior of its correlation comes from the Whittle likelihood
    (Whittle 1953) of tapered second differences, which a smooth course does not reach. The variance is averaged over
    it, so that red noise does not slip through where its correlation is estimated low by luck. Pieces of fewer than
    seven points say nothing of the correlation.
    """
    return noises_of([piece[None] for piece in pieces], [floor])[0]


def noises_of(pieces: Sequence[FloatArray], floors: Sequence[float]) -> tuple[Noise, ...]:
    """The noise of several curves that are continuous in the same pieces, shape (curves, points) each, as `noise_of`.

    For curves of some dozen points most of the time goes into calls of numpy, which are the same for one or two.
    """
    told = [one for piece in pieces if (one := _whittle(_bends(piece))) is not None]
    if len(floors) > 1 and not (told and all(all(one.spreads) for one in told)):
        # one by one, as not all of them have a spectrum everywhere
        return tuple(noises_of([piece[[i]] for piece in pieces], [floor])[0] for i, floor in enumerate(floors))
    told = [one for one in told if one.spreads[0]]
    if not told:
        variance = _of_few([piece[0] for piece in pieces]) / (2 * (1 - _MEMORIES) * (3 - _MEMORIES))
        return _averaged(np.zeros((1, len(_MEMORIES))), variance[None], floors)
    power, shape, frequencies = told[0].power, told[0].shape, told[0].frequencies
    for one in told[1:]:
        power, shape, frequencies = power + one.power, shape + one.shape, frequencies + one.frequencies
    variance = np.maximum(power / frequencies, 1e-300)
    log_likelihood = _TAPERED * (-frequencies * np.log(variance) - shape)
    return _averaged(log_likelihood, variance * (1 + _PENALTY / max(frequencies * _TAPERED, 1.0)), floors)


def _averaged(log_likelihood: FloatArray, variance: FloatArray, floors: Sequence[float]) -> tuple[Noise, ...]:
    """Noise with what is known of its correlation before and by a likelihood; `variance` for each correlation, shape
    (curves, correlations) as the likelihood.
    """
    log_posterior = log_likelihood + _LOG_PRIOR
    posterior = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    shares = posterior / posterior.sum(axis=1, keepdims=True)
    variances = np.maximum(variance, np.array([[floor**2] for floor in floors]))
    return tuple(
        Noise(one, probability, sqrt(probability @ one)) for one, probability in zip(variances, shares, strict=True)
    )


def noise_about_line(values: FloatArray, floor: float) -> Noise:
    """The noise of values, shape (n,), n >= 4, about their own straight line; a point's spread is at least `floor`.

    The restricted likelihood of AR(1) noise (Patterson and Thompson 1971), which has n - 2 degrees of freedom. A corner
    beside the values is none of their noise, while in the second differences of a short curve it is most of what there
    is: they make a noise of 2 % four times as large in ten points that fall and rise again. A bend within the values
    counts as noise here.
    """
    projections, logs = _about_line(len(values))
    freedom = len(values) - 2
    variance = np.maximum((projections @ values) @ values / freedom, 1e-300)
    log_likelihood = -freedom / 2 * np.log(variance) - logs
    return _averaged(log_likelihood[None], variance[None] * (1 + 2 * _PENALTY / freedom), [floor])[0]


@cache
def _about_line(count: int) -> tuple[FloatArray, FloatArray]:
    """For each correlation the form that weighs so many values about their generalised least-squares line, shape
    (correlations, count, count), and half the logarithms of the determinants in their restricted likelihood.
    """
    lag = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    line = np.stack([np.ones(count), np.arange(count) - (count - 1) / 2], axis=1)
    covariance = _MEMORIES[:, None, None] ** lag
    weights = np.linalg.inv(covariance)
    of_line = line.T @ weights @ line
    taken = weights @ line @ np.linalg.inv(of_line) @ line.T @ weights
    logs = (np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(of_line)[1]) / 2
    return np.asarray(weights - taken), np.asarray(logs)


def _bends(values: FloatArray) -> FloatArray:
    """Second differences, along the last axis."""
    steps = values[..., 1:] - values[..., :-1]
    return np.asarray(steps[..., 1:] - steps[..., :-1])


class _Whittle(NamedTuple):
    """What second differences of some curves tell of their spectra.

    spreads      of each curve; one without any is straight, and its sums say nothing
    power        for each curve and correlation the sum over frequencies of periodogram / spectrum
    shape        for each correlation that of ln spectrum
    frequencies  how many they are
    """

    spreads: list[float]
    power: FloatArray
    shape: FloatArray
    frequencies: int


def _whittle(differences: FloatArray) -> _Whittle | None:
    """What second differences, shape (curves, count), tell; None of too few."""
    count = differences.shape[1]
    if count < _LEAST_DIFFERENCES:
        return None
    spreads = _spreads(differences)
    taper, inverse, shape = _spectra(count)
    most = np.array([[_CLIP * spread] for spread in spreads])
    periodogram = np.abs(np.fft.rfft(np.minimum(np.maximum(differences, -most), most) * taper)) ** 2 / count
    few = inverse.shape[1]
    return _Whittle(spreads, np.array([inverse @ one[-few:] for one in periodogram]), shape, few)


@lru_cache(maxsize=256)
def _spectra(count: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What a spectrum of so many second differences is held against: a Hann taper of mean square 1, shape (count,), and
    of the spectrum of unit AR(1) noise at the frequencies that hold no trend, for each correlation: its inverse, shape
    (correlations, frequencies), and the sum of its logarithms.
    """
    taper = np.hanning(count + 2)[1:-1]
    taper /= np.sqrt((taper * taper).mean())
    first = max(min(_LOWEST, max(1, count // 6)), int(_SLOWEST * count))
    angle = 2 * np.pi * np.arange(first, count // 2 + 1) / count
    r = _MEMORIES[:, None]
    spectrum = (2 * np.sin(angle / 2)) ** 4 * (1 - r**2) / (1 - 2 * r * np.cos(angle) + r**2)
    return taper, 1 / spectrum, np.log(spectrum).sum(axis=1)


def _of_few(pieces: Sequence[FloatArray]) -> float:
    """Mean square of the second differences of pieces that are too short for a spectrum."""
    differences = np.concatenate([_bends(p) for p in pieces if len(p) > 2] or [np.zeros(1)])
    clip = _CLIP * _spreads(differences[None])[0]
    return float(np.minimum(differences**2, clip**2).mean())


def _spreads(differences: FloatArray) -> list[float]:
    """Robust standard deviation of each row, shape (curves, count); where more than half are equal, that of all but the
    largest tenth.
    """
    count = differences.shape[1]
    if not count:
        return [0.0] * len(differences)
    sizes = np.abs(differences - row_medians(differences)[:, None])
    robust = [NORMAL_MAD * size * (1 + 0.8 / count) for size in row_medians(sizes).tolist()]
    return [
        one if one > 0 else 1.2 * float(np.sqrt((np.sort(np.abs(row))[: max(1, int(0.9 * count))] ** 2).mean()))
        for one, row in zip(robust, differences, strict=True)
    ]


@cache
def _line_variance(points: int) -> FloatArray:
    """For each correlation the variance of a line's change over so many points in AR(1) noise of variance 1."""
    centred = np.arange(points) - (points - 1) / 2
    weights = centred * (points - 1) / (centred @ centred)
    spectrum = np.fft.rfft(weights, 2 * points)
    lagged = np.fft.irfft(spectrum * np.conj(spectrum), 2 * points)[:points]
    powers = _MEMORIES[:, None] ** np.arange(1, points)
    return np.asarray(lagged[0] + 2 * (powers @ lagged[1:]))


@cache
def _mean_variance(points: int) -> FloatArray:
    """For each correlation the variance of the mean of so many points of AR(1) noise of variance 1."""
    r = _MEMORIES
    return np.asarray((points * (1 - r**2) - 2 * r * (1 - r**points)) / (points**2 * (1 - r) ** 2))


def line_change(values: FloatArray, first: int, last: int) -> float:
    """The change from end to end of the least-squares line through values[first] .. values[last]."""
    count = last - first + 1
    centred, square = _centred(count)
    return float(centred @ values[first : last + 1] / square * (count - 1))


@lru_cache(maxsize=128)
def _centred(count: int) -> tuple[FloatArray, float]:
    """So many places about their middle, and the sum of their squares."""
    centred: FloatArray = np.arange(count, dtype=np.float64) - (count - 1) / 2
    return centred, float(centred @ centred)
