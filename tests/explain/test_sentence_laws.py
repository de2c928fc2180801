"""What no sentence of any run may say, held to random runs from end to end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import handmade
import numpy as np
import pytest
from benchmarks.sentences import check
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import Log, Training, run_of, trainings

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.measure.course import FEWEST_FOR_NOISE
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import NOTHING_WRONG
from lossacc_gui.model.episode import Direction, FindingKind
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import FloatArray, Quantity, Run, Split
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

SENSELESS = re.compile(
    r"\bonly [-+]"  # fell by only -3.5 %
    r"|\b(?:fell|rose|falls|rises|grew|gained) by [-+]"
    r"|(?<![\d.])1(?:\.0+)? times (?:its|as|the|that|ln)\b"
    r"|\bnan\b|\binf\b|[-+]0(?:\.0+)? (?:%|points)(?! ?\.)"
    r"|came back: 0|or less \(|\{"
    r"|(?<![\d.,+-])1 (?:points|examples|decimals|epochs|classes|columns|values|steps|curves|errors)\b"
)

CAUSES = load_causes(resource("causes"))
DENIED = "did not rise by more than its jitter"

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
        "It is logged with 1 decimals only.",
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


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 8), st.integers(0, 9999))
def test_of_a_few_points_no_turn_is_hidden_between_the_ends_that_are_told(n: int, seed: int) -> None:
    """A curve that goes farther than both its ends, and half of their distance back, is not told by its ends alone, nor
    is one that goes back by as much between them.
    """
    random = np.random.default_rng(seed)
    columns = {
        "loss": np.exp(np.cumsum(random.normal(0, 0.35, n))),
        "accuracy": np.clip(0.6 + np.cumsum(random.normal(0, 0.05, n)), 0.02, 0.98),
    }
    run = run_of(Log({"loss": np.linspace(0.9, 0.3, n)} | {f"val_{name}": curve for name, curve in columns.items()}))
    for event in analyze_run(run, Request(causes=())).events:
        if event.episode is None or event.end - event.start > 4:
            continue
        one, text = event.episode, event.explanation.summary
        ends = {"loss": (one.loss_from, one.loss_to), "accuracy": (one.accuracy_from, one.accuracy_to)}
        for name, (start, end) in ends.items():
            inside = columns[name][int(one.start) + 1 : int(one.end)]
            beyond = max(inside.max(initial=-np.inf) - max(start, end), min(start, end) - inside.min(initial=np.inf))
            seen = 0.06 * start if name == "loss" else 0.02
            curve = columns[name][int(one.start) : int(one.end) + 1]
            going = {"up": curve, "down": -curve}.get(str(getattr(one, name)), np.zeros(1))
            back = float((np.maximum.accumulate(going) - going).max())
            if beyond > max(seen, abs(end - start) / 2) or back > max(2.5 * seen, abs(end - start) / 2):
                assert "by way of" in text, (text, columns[name])


@few
@given(st.integers(5, 80), st.floats(0.01, 0.3), st.floats(0.0, 1.0), st.integers(0, 99))
@example(5, 0.25, 0.0, 2)
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
        assert not re.search(r"frequent class|guessing|chance|ln K|softmax|is exactly 0", text), text


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


@few
@given(trainings(rows=st.integers(2, 80)))
@example(Training("rises", 5, 2, ("val",), 50, 0.0, best=0.1, pace=0.05, harm=0.1, skill=0.5, broken_at=0.0, seed=0))
def test_no_sentence_of_a_report_contradicts_another(made: Training) -> None:
    analysis = analyze_run(run_of(made.log()), Request(causes=CAUSES))
    said, points = " ".join(texts(analysis)), max(len(series.value) for series in analysis.run.series)
    rises = any(event.episode is not None and event.episode.loss is Direction.UP for event in analysis.events)
    overfits = any(finding.kind is FindingKind.OVERFITTING for finding in analysis.findings)
    if any(event.split == "val" for event in analysis.events) and (rises or overfits):
        assert DENIED not in said
    if points < FEWEST_FOR_NOISE:
        assert "jitter" not in said and "standard errors" not in said
    if "The loss still falls" in analysis.verdict.text:
        assert "Nothing moves any more: val" not in said
    for told in (analysis.overall, *(event.explanation for event in analysis.events)):
        for one in told.causes:
            assert one.cause.id == NOTHING_WRONG or any(evidence.supports for evidence in one.evidence), one.cause.id


@pytest.mark.parametrize(("moved", "jumps", "still"), [(0.01, 0.01, True), (0.03, 0.03, False), (0.08, 0.03, False)])
def test_what_moved_is_not_said_to_move_no_more(moved: float, jumps: float, still: bool) -> None:
    """Jumps about a slow drift: no stretch of it is called a rise or a fall."""
    n, random = 120, np.random.default_rng(4)
    loss = 1.2 + 0.02 * random.normal(size=n)
    right = 0.5 - moved * np.arange(n) / n + jumps * random.normal(size=n)
    run = logged(
        ("val_loss", Quantity.LOSS, Split.VAL, loss),
        ("val_accuracy", Quantity.ACCURACY, Split.VAL, right),
    )
    plateaus = [one.text for one in analyze_run(run, Request()).findings if one.kind is FindingKind.PLATEAU]
    assert bool(plateaus) is still
    for text in plateaus:
        change = re.search(r"([-+][\d.]+) points", text)
        assert change is not None and abs(float(change[1])) < 2, text


def test_batches_that_differ_are_no_sign_of_steps_too_large() -> None:
    n, random = 300, np.random.default_rng(7)
    loss = np.exp(-np.arange(n) / n) * np.exp(random.normal(0, 0.3, n))
    analysis = analyze_run(logged_by_step(("loss", Quantity.LOSS, Split.TRAIN, loss)), Request(causes=CAUSES))
    assert "off its smooth course" not in " ".join(texts(analysis))


def logged_by_step(*columns: tuple[str, Quantity, Split, FloatArray]) -> Run:
    run = logged(*columns)
    return replace(run, series=tuple(replace(one, epoch=None) for one in run.series))


@few
@given(trainings(rows=st.integers(12, 80)))
def test_what_is_said_to_be_as_good_as_the_best_is_not_said_to_have_got_worse(made: Training) -> None:
    analysis = analyze_run(run_of(made.log()), Request())
    keep = analysis.verdict.keep
    choice = None if keep is None else keep.by_loss
    if choice is None:
        return
    for finding in analysis.findings:
        if finding.kind is FindingKind.OVERFITTING and finding.split == "val":
            assert choice.high <= max(finding.start, choice.x)
