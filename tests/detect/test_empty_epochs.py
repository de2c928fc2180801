"""Every second epoch that trained on next to nothing, and what alternates without that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from detect.planted import Floats, run, series
from explain.planted import ran_out

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Split


def empty(made: Run) -> list[Finding]:
    return [one for one in detect(made, Options()).findings if one.kind is FindingKind.EMPTY_EPOCHS]


@pytest.mark.parametrize(("left", "said"), [(0, "exactly 0"), (24, "24 examples"), (16, "16 examples")])
def test_an_input_that_is_not_repeated_runs_out_in_every_second_epoch(left: int, said: str) -> None:
    told = empty(ran_out(left))
    assert [one.split for one in told] == ["train"] and said in told[0].text
    assert (told[0].start, told[0].end) == (0, 23)


def test_an_input_that_holds_an_epoch_does_not() -> None:
    assert not empty(ran_out(31 * 32))


@pytest.mark.parametrize("metric", ["loss", "accuracy"])
def test_of_a_curve_with_a_point_that_is_no_number_nothing_is_said(metric: str) -> None:
    made = ran_out()
    broken = tuple(
        replace(s, value=np.where(np.arange(24) == 10, np.nan, s.value)) if s.metric == metric else s
        for s in made.series
    )
    assert not empty(replace(made, series=broken))


def test_where_the_other_half_of_the_epochs_was_enough_it_is_only_worth_a_look() -> None:
    made = ran_out()
    far = tuple(replace(s, value=s.value * 0.9 ** np.arange(24)) if s.metric == "val_loss" else s for s in made.series)
    assert empty(made)[0].severity is Severity.PROBLEM
    assert empty(replace(made, series=far))[0].severity is Severity.WATCH


@pytest.mark.parametrize("digits", [6, 4])
def test_a_batch_is_known_by_its_grain_also_in_a_rounded_log(digits: int) -> None:
    made = ran_out(16, epochs=40)
    rounded = tuple(replace(s, value=np.round(s.value, digits)) for s in made.series)
    assert len(empty(replace(made, series=rounded))) == 1


def _noisy(n: int, seed: int = 3) -> Floats:
    return np.asarray(np.random.default_rng(seed).normal(size=n))


def _losses(train: Floats, held: Floats) -> Run:
    return run(series("loss", train, split=Split.TRAIN), series("val_loss", held))


N = 24
FALL = 0.5 + np.exp(-np.arange(N) / 6)
LATER = np.arange(N) % 2 == 1


def test_without_an_accuracy_leaps_of_training_tell_where_validation_stays() -> None:
    """The same leaps where validation moves as in the others are those of a rate that goes up and down by turns."""
    leaps = FALL + np.where(LATER, 0.2, 0.01) * _noisy(N)
    moves = 0.6 + np.exp(-np.arange(N) / 6) + 0.05 * _noisy(N, 4)
    pairs = np.repeat(moves[::2], 2) + 0.001 * _noisy(N, 5)
    assert len(empty(_losses(leaps, pairs))) == 1
    assert not empty(_losses(leaps, moves))


def test_validation_that_is_only_measured_in_every_second_epoch_is_no_empty_epoch() -> None:
    held = np.repeat((FALL + 0.05 * _noisy(N))[::2], 2)
    assert not empty(_losses(FALL + 0.02 * _noisy(N, 4), held))


def test_a_rate_that_goes_up_and_down_by_turns_is_no_empty_epoch() -> None:
    turns = np.where(LATER, 1.2, 1.0)
    assert not empty(_losses(FALL * turns + 0.01 * _noisy(N), 1.1 * FALL * turns + 0.01 * _noisy(N, 4)))


def test_two_networks_that_take_turns_are_no_empty_epochs() -> None:
    turns = run(
        series("g_loss", np.where(LATER, 0.0, FALL), split=Split.TRAIN),
        series("d_loss", np.where(LATER, FALL, 0.0), split=Split.TRAIN),
    )
    assert not empty(turns)


@pytest.mark.parametrize("examples", [32, 100, 5000])
def test_a_whole_training_set_of_any_size_has_one_grain_in_all_epochs(examples: int) -> None:
    right = np.round((0.9 - 0.5 * np.exp(-np.arange(N) / 6) + 0.03 * _noisy(N)) * examples) / examples
    made = run(
        series("loss", FALL, split=Split.TRAIN),
        series("accuracy", right, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", 1.1 * FALL),
    )
    assert not empty(made)


def test_two_decimals_are_no_grain_of_a_batch() -> None:
    right = np.round(0.9 - 0.5 * np.exp(-np.arange(N) / 6) + 0.02 * _noisy(N), 2)
    made = run(series("loss", FALL, split=Split.TRAIN), series("accuracy", right, Quantity.ACCURACY, Split.TRAIN))
    assert not empty(made)
