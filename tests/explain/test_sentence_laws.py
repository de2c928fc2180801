"""What no sentence of any run may say, held to random runs from end to end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import handmade
import numpy as np
import pytest
from benchmarks.sentences import check
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Training, run_of, trainings

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import FloatArray, Quantity, Run, Split
from lossacc_gui.use_case import analyze_run

SENSELESS = re.compile(
    r"\bonly [-+]"  # fell by only -3.5 %
    r"|\b(?:fell|rose|falls|rises|grew|gained) by [-+]"
    r"|(?<![\d.])1(?:\.0+)? times (?:its|as|the|that|ln)\b"
    r"|\bnan\b|\binf\b|[-+]0(?:\.0+)? (?:%|points)(?! ?\.)"
    r"|came back: 0|or less \(|\{"
)

few = settings(max_examples=12, deadline=None)


def texts(analysis: Analysis) -> Iterator[str]:
    """All that is said of a run."""
    yield analysis.verdict.text
    yield from (finding.text for finding in analysis.findings)
    explanations = [analysis.overall, *(event.explanation for event in analysis.events)]
    for told in explanations:
        yield told.summary
        yield from (one.text for ranked in told.causes for one in ranked.evidence)


@few
@given(trainings(rows=st.integers(2, 120)))
def test_no_sentence_of_a_random_run_is_wrong_when_it_is_reckoned_again(made: Training) -> None:
    analysis = analyze_run(run_of(made.log()), Request())
    assert list(check(analysis, Counter())) == []
    for text in texts(analysis):
        assert SENSELESS.search(text) is None or "+0.0" in text, text


def test_the_search_for_senseless_sentences_finds_them() -> None:
    for text in (
        "Its loss fell by only -3.5 %.",
        "It is 1 times its first.",
        "The loss rose by -2 %.",
        "changed by nan",
    ):
        assert SENSELESS.search(text), text


def logged(*columns: tuple[str, Quantity, Split, FloatArray]) -> Run:
    return handmade.run(tuple(handmade.series(*column) for column in columns), notices=(), settings=())


def stepping(place: int, late: int, size: float, seed: int) -> Run:
    """A run whose losses step down at a place at which, or some epochs before, the learning rate is halved."""
    n, random = 60, np.random.default_rng(seed)
    drop = np.where(np.arange(n) >= place, size, 1.0)
    loss = (0.4 + np.exp(-np.arange(n) / 15)) * drop * np.exp(random.normal(0, 0.004, n))
    rate = np.where(np.arange(n) >= place - late, 0.05, 0.1)
    return logged(
        ("loss", Quantity.LOSS, Split.TRAIN, loss),
        ("val_loss", Quantity.LOSS, Split.VAL, loss * 1.1),
        ("val_accuracy", Quantity.ACCURACY, Split.VAL, 1 - np.minimum(loss / 2, 0.9)),
        ("lr", Quantity.LEARNING_RATE, Split.TRAIN, rate),
    )


@few
@given(st.integers(15, 45), st.integers(-1, 1), st.floats(0.3, 0.8), st.integers(0, 99))
def test_a_step_beside_a_logged_drop_of_the_learning_rate_is_told_by_it(
    place: int, late: int, size: float, seed: int
) -> None:
    said = " ".join(texts(analyze_run(stepping(place, late, size, seed), Request())))
    assert "no learning rate tells why" not in said


@few
@given(st.integers(5, 80), st.floats(0.01, 0.3), st.floats(0.0, 1.0), st.integers(0, 99))
def test_a_regression_hears_nothing_of_classes_and_guessing(n: int, jitter: float, hits: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    error = np.exp(-np.arange(n) / n * 3) * np.exp(random.normal(0, jitter, n))
    run = logged(
        ("mse", Quantity.MSE, Split.TRAIN, error),
        ("val_mse", Quantity.MSE, Split.VAL, error * 1.2),
        ("val_mae", Quantity.MAE, Split.VAL, error**0.5),
        ("val_r2", Quantity.R2, Split.VAL, hits - error),
    )
    for text in texts(analyze_run(run, Request())):
        assert not re.search(r"frequent class|guessing|chance|ln K|softmax", text), text


@few
@given(st.integers(2, 50), st.integers(1, 40), st.sampled_from([np.nan, np.inf]), st.integers(0, 99))
def test_a_loss_that_ends_as_no_number_is_not_said_to_have_ended_well(
    n: int, lost: int, ends: float, seed: int
) -> None:
    random = np.random.default_rng(seed)
    loss = np.append(np.exp(-np.arange(n) / n) * np.exp(random.normal(0, 0.02, n)), np.full(lost, ends))
    right = np.minimum(1 - np.append(loss[:n], np.full(lost, 0.9)) / 2, 1)
    run = logged(
        ("loss", Quantity.LOSS, Split.TRAIN, loss),
        ("val_loss", Quantity.LOSS, Split.VAL, loss * 1.1),
        ("val_accuracy", Quantity.ACCURACY, Split.VAL, right),
    )
    for text in texts(analyze_run(run, Request())):
        assert not re.search(r"loss \(smoothed\) ended|found that the loss blows up", text), text


@pytest.mark.parametrize("depth", [0.05, 0.3, 0.9])
def test_a_v_is_not_called_smooth(depth: float) -> None:
    """1 to .1 and back: half of its way went upwards."""
    down = np.linspace(1, 1 - depth, 30)
    loss = np.concatenate([down, down[::-1]])
    run = logged(("loss", Quantity.LOSS, Split.TRAIN, loss), ("val_loss", Quantity.LOSS, Split.VAL, loss))
    said = " ".join(texts(analyze_run(run, Request())))
    assert "smoothly" not in said and "ended at its best" not in said
