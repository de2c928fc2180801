"""The error of a change through noise is that which its chances to be large deserve."""

from __future__ import annotations

import numpy as np
import pytest
from detect.planted import run, series

from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.noise import Noise, line_change, noise_about_line, noise_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity

POINTS = 20


def red(rng: np.random.Generator, points: int, memory: float) -> np.ndarray:
    noise = rng.standard_normal(points)
    for at in range(1, points):
        noise[at] = memory * noise[at - 1] + np.sqrt(1 - memory**2) * noise[at]
    return noise


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.5])
def test_a_change_of_three_errors_is_rare_whatever_the_memory_of_the_noise(memory: float) -> None:
    """The normal distribution has 2.7 in a thousand beyond three; a few more are the price of short curves."""
    rng = np.random.default_rng(11)
    curves = [red(rng, 60, memory) for _ in range(400)]
    errors = [line_change(one, 20, 19 + POINTS) / noise_of([one], 1e-6).error(POINTS) for one in curves]
    assert np.mean(np.abs(errors) > 3) <= 0.01
    assert np.std(errors) > 0.6  # and not so large that nothing would be seen


def test_a_doubtful_memory_counts_for_more_than_its_mean_variance_and_a_known_one_for_no_more() -> None:
    variances = np.ones(9)
    known, doubtful = np.eye(9)[5], np.full(9, 1 / 9)
    alone = [Noise(variances, np.eye(9)[at], 1.0).error(POINTS) for at in range(9)]
    assert Noise(variances, known, 1.0).error(POINTS) == pytest.approx(alone[5])
    assert np.sqrt(np.mean(np.square(alone))) < Noise(variances, doubtful, 1.0).error(POINTS) < max(alone)


def test_noise_of_any_size_has_an_error() -> None:
    tiny, huge = (noise_of([size * np.sin(np.arange(40.0) ** 2)], 1e-300).error(POINTS) for size in (1e-120, 1e120))
    assert np.isfinite([tiny, huge]).all()
    assert huge / tiny == pytest.approx(1e240)


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.5])
def test_means_of_neighbouring_points_are_as_far_off_as_is_said(memory: float) -> None:
    noise = red(np.random.default_rng(3), 20_000, memory)
    means = noise.reshape(-1, 50).mean(axis=1)
    assert noise_of([noise], 1e-6).mean_error(50) == pytest.approx(means.std(), rel=0.2)


@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_a_line_through_few_points_is_seldom_three_errors_off_by_their_own_noise(memory: float) -> None:
    rng = np.random.default_rng(5)
    lines = [0.1 * np.arange(8) + red(rng, 8, memory) for _ in range(400)]
    errors = [(line_change(one, 0, 7) - 0.7) / noise_about_line(one, 1e-6).error(8) for one in lines]
    assert np.mean(np.abs(errors) > 3) <= 0.01
    assert np.std(errors) > 0.4


def test_a_corner_beside_a_line_is_none_of_its_noise() -> None:
    rng = np.random.default_rng(6)
    true = 0.02 * float(np.sqrt(12 * 6 / (7 * 8)))  # of white noise: the variance of a line through seven points
    about, differences = [], []
    for _ in range(100):
        curve = np.concatenate([[0.8, 0.4], 0.1 * np.arange(7)]) + 0.02 * rng.standard_normal(9)
        about.append(noise_about_line(curve[2:], 1e-6).error(7) / true)
        differences.append(noise_of([curve], 1e-6).error(7) / true)
    assert 1 < np.median(about) < 2.5
    assert np.median(differences) > 2 * np.median(about)


def test_no_noise_about_a_line_is_the_least_that_a_point_jumps_by() -> None:
    assert noise_about_line(np.arange(6.0), 1e-3).spread == pytest.approx(1e-3)


@pytest.mark.parametrize("bend", [0.0, 0.3])
def test_the_spread_of_a_curve_is_that_of_its_noise_whatever_its_course(bend: float) -> None:
    """The least of three estimates is a little less than each of them."""
    told, n = [], 390
    for seed in range(9):
        jumps = np.random.default_rng(seed).normal(0, 0.02, n)
        curve = 0.5 + bend * np.linspace(0, 1, n) ** 2 + jumps
        accuracy = series("val_accuracy", curve, Quantity.ACCURACY)
        a_run = run(series("val_loss", np.full(n, 1.0)), accuracy)
        lead = course_of(a_run, pairs_of(a_run), Options()).lead
        assert lead is not None and lead.accuracy is not None and lead.accuracy.spread is not None
        told.append(lead.accuracy.spread / 0.02)
    assert 0.9 < float(np.median(told)) < 1.02
