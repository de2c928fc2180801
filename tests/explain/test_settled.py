"""What predictions show about a run: changes, snapshots, standings, doubts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.explain.calibration import expected_calibration_error, reliability
from lossacc_gui.explain.changes import change_between
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.settled import verdict_of
from lossacc_gui.explain.snapshots import confusion, residuals, snapshot, spread
from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

SOURCE = Path("predictions.npz")
EPOCHS = np.arange(60.0)
RECORDED = np.array([0.0, 20.0, 59.0])


def confident(n: int = 400, seed: int = 0) -> Predictions:
    """Answers that hardly change while nine in ten stay right, and a confidence that grows past all reason."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, n)
    right = random.random(n) < 0.9
    said = np.where(right, truth, (truth + 1) % 3)
    outputs = []
    for confidence in (0.5, 0.9, 0.9999):
        table = np.full((n, 3), (1 - confidence) / 2)
        table[np.arange(n), said] = confidence
        outputs.append(table)
    return Predictions(truth.astype(float), RECORDED, tuple(outputs))


def run_of(predictions: Predictions, accuracy_off: float = 0.0) -> Run:
    """A log whose values at the recorded epochs are those of the predictions."""
    steps = EPOCHS.astype(np.int64)
    loss = np.interp(EPOCHS, predictions.epochs, [one.mean() for one in predictions.losses])
    rate = np.interp(EPOCHS, predictions.epochs, [predictions.right(at, 0.5).mean() for at in range(3)]) - accuracy_off
    series = tuple(
        Series(name, quantity, Split.VAL, steps, values, epoch=EPOCHS.copy())
        for name, quantity, values in (
            ("val_loss", Quantity.LOSS, loss),
            ("val_accuracy", Quantity.ACCURACY, rate),
        )
    )
    return Run("made", Path("made.csv"), "keras-csv", series)


def analysed(predictions: Predictions, accuracy_off: float = 0.0) -> Analysis:
    causes = load_causes(resource("causes"))
    return analyze_run(run_of(predictions, accuracy_off), Request(causes=causes), SOURCE, predictions)


@cache  # read only
def of_the_confident() -> Analysis:
    return analysed(confident())


def test_the_evidence_names_the_cause_that_the_predictions_bring_forward() -> None:
    evidence = of_the_confident().evidence
    assert evidence is not None
    assert evidence.summary.startswith("The predictions of 400 examples at 3 epochs")
    assert "over-confidence" in evidence.summary
    first = evidence.standings[0]
    assert first.id == "overconfidence" and first.after > first.before
    assert evidence.doubt == ""


def test_each_episode_has_the_change_between_the_recorded_epochs_nearest_its_ends() -> None:
    analysis = of_the_confident()
    assert analysis.evidence is not None and analysis.episodes
    assert len(analysis.evidence.changes) == len(analysis.episodes)
    for episode, change in zip(analysis.episodes, analysis.evidence.changes, strict=True):
        if change is not None:
            assert change.account.start == RECORDED[np.abs(RECORDED - episode.start).argmin()]
            assert change.account.end == RECORDED[np.abs(RECORDED - episode.end).argmin()]
    assert any(analysis.evidence.changes)


def test_the_whole_change_is_that_from_the_first_to_the_last_recorded_epoch() -> None:
    evidence = of_the_confident().evidence
    assert evidence is not None and evidence.whole is not None
    assert (evidence.whole.account.start, evidence.whole.account.end) == (RECORDED[0], RECORDED[-1])


def test_an_episode_of_the_training_split_has_no_change() -> None:
    predictions = confident()
    run = run_of(predictions)
    run = replace(run, series=tuple(replace(one, split=Split.TRAIN) for one in run.series))
    analysis = analyze_run(run, Request(causes=load_causes(resource("causes"))), SOURCE, predictions)
    assert analysis.episodes
    assert analysis.evidence is not None and set(analysis.evidence.changes) == {None}


def test_without_predictions_there_is_no_evidence() -> None:
    assert analyze_run(run_of(confident()), Request(causes=load_causes(resource("causes")))).evidence is None


def test_predictions_of_another_run_are_doubted_and_settle_nothing() -> None:
    made = confident()
    run = run_of(made, accuracy_off=0.3)
    other = replace(run, series=(replace(run.series[0], value=run.series[0].value + 0.5), run.series[1]))
    causes = load_causes(resource("causes"))
    analysis = analyze_run(other, Request(causes=causes), SOURCE, made)
    assert analysis.evidence is not None
    assert "30.0 points off the logged one" in analysis.evidence.doubt
    assert analysis.evidence.standings == ()
    assert "judged without them" in analysis.evidence.summary
    alone = analyze_run(other, Request(causes=causes))
    assert analysis.overall == alone.overall
    assert (analysis.verdict.text, analysis.verdict.cause) == (alone.verdict.text, alone.verdict.cause)


@pytest.mark.parametrize("n", [50, 80, 400, 3000])
def test_predictions_of_two_classes_that_are_right_more_often_than_the_log_are_those_of_another_run(n: int) -> None:
    """Fifteen points are more than fifty examples explain, though answers of two classes agree half by chance."""
    random = np.random.default_rng(n)
    truth = random.integers(0, 2, n)
    said = np.where(random.random(n) < 0.85, truth, 1 - truth)
    tables = tuple(np.where(said[:, None] == [0, 1], one, 1 - one) for one in (0.6, 0.8, 0.9))
    made = Predictions(truth.astype(float), RECORDED, tables)
    run = run_of(made, accuracy_off=0.15)
    other = replace(run, series=(replace(run.series[0], value=run.series[0].value * 1.4), run.series[1]))
    evidence = analyze_run(other, Request(causes=load_causes(resource("causes"))), SOURCE, made).evidence
    assert evidence is not None and "15.0 points off" in evidence.doubt and evidence.standings == ()


@pytest.mark.parametrize("n", [1, 3, 29])
def test_a_handful_of_examples_settles_nothing(n: int) -> None:
    made = confident(n)
    causes = load_causes(resource("causes"))
    analysis, alone = (analyze_run(run_of(made), Request(causes=causes), *given) for given in ((SOURCE, made), ()))
    assert analysis.evidence is not None and analysis.evidence.standings == ()
    assert "Fewer than 30 examples" in analysis.evidence.doubt and "settle nothing" in analysis.evidence.summary
    assert analysis.overall == alone.overall and analysis.verdict.text == alone.verdict.text


def test_examples_that_were_left_out_are_told() -> None:
    made = replace(confident(), left_out=4, spoilt=1, kept=np.arange(400))
    evidence = analysed(made).evidence
    assert evidence is not None and "(without 4 whose outputs are not all finite)" in evidence.summary


def test_a_logged_accuracy_that_is_off_beside_a_loss_that_agrees_is_no_foreign_file() -> None:
    analysis = analysed(confident(), accuracy_off=0.3)
    assert analysis.evidence is not None and analysis.evidence.doubt == ""


def test_a_sample_of_the_examples_is_no_foreign_file() -> None:
    made = confident(40)
    run = run_of(made)
    off = replace(run, series=tuple(replace(one, value=one.value * 0.9) for one in run.series))
    analysis = analyze_run(off, Request(causes=load_causes(resource("causes"))), SOURCE, made)
    assert analysis.evidence is not None and analysis.evidence.doubt == ""


def test_epochs_that_the_log_does_not_hold_are_doubted() -> None:
    made = confident()
    causes = load_causes(resource("causes"))
    shifted = Predictions(made.y_true, made.epochs + 1000, made.outputs)
    analysis = analyze_run(run_of(made), Request(causes=causes), SOURCE, shifted)
    assert analysis.evidence is not None and "count epochs alike" in analysis.evidence.doubt


def test_a_snapshot_puts_the_plain_loss_beside_the_logged_one() -> None:
    made = confident()
    (val_loss, val_accuracy) = run_of(made).series
    twice = replace(val_loss, value=2 * val_loss.value)
    told = snapshot(made, 1, Pair(twice, val_accuracy), None)
    assert told.logged_loss == pytest.approx(2 * told.loss)
    assert told.residuals is None and told.confusion is not None and told.reliability is not None


def test_the_confusion_matrix_counts_every_example_once() -> None:
    made = confident()
    table = confusion(made, 2)
    assert table.shape == (3, 3) and table.sum() == 400
    assert table.trace() == np.count_nonzero(made.right(2))
    assert table.sum(axis=1).tolist() == np.bincount(made.y_true.astype(int)).tolist()


def test_the_bins_of_the_reliability_diagram_add_up_to_its_error() -> None:
    made = confident()
    right = made.right(2).astype(float)
    told = reliability(made.outputs[2], right)
    filled = [one for one in told.bins if one.examples]
    assert sum(one.examples for one in filled) == 400
    by_hand = sum(one.examples * abs(one.confidence - one.accuracy) for one in filled) / 400
    assert told.ece == pytest.approx(by_hand)
    assert told.ece == expected_calibration_error(made.outputs[2], right)


def test_the_spread_of_losses_keeps_every_example_and_the_whole_loss() -> None:
    losses = np.concatenate([np.zeros(50), np.full(149, 0.01), [10.0]])
    told = spread(losses)
    assert told.histogram.counts.sum() == 200 and told.shares.sum() == pytest.approx(1)
    assert told.worst == 2
    assert told.worst_share == pytest.approx(10.01 / 11.49)
    assert told.histogram.counts[-1] == 1 and told.shares[-1] == pytest.approx(10 / 11.49)


def test_losses_of_zero_have_a_spread() -> None:
    told = spread(np.zeros(5))
    assert told.worst_share == 0 and told.histogram.counts.sum() == 5


def test_residuals_lie_evenly_about_zero() -> None:
    told = residuals(np.array([-1.0, 0.0, 3.0]))
    assert told.histogram.edges[0] == -3 and told.histogram.edges[-1] == 3
    assert told.histogram.counts.sum() == 3 and told.mean == pytest.approx(2 / 3)


def test_flipped_answers_near_a_tie_have_small_margins() -> None:
    before = np.array([[0.6, 0.4], [0.9, 0.1], [0.2, 0.8]])
    after = np.array([[0.49, 0.51], [0.9, 0.1], [0.6, 0.4]])
    made = Predictions(np.array([0.0, 0.0, 1.0]), np.array([1.0, 2.0]), (before, after))
    change = change_between(made, 0, 1, None, "epoch")
    assert change.margins is not None
    assert change.margins.flipped == 2 and change.margins.median == pytest.approx(0.11)
    assert change.summary.startswith("In epochs 1–2, no example was fixed and 2 broken: accuracy -66.7 points.")
    assert change.examples[0].index == 2
    assert change.examples[0].probability == pytest.approx(0.4)


def test_a_single_recorded_epoch_shows_the_worst_examples_and_no_change() -> None:
    made = confident()
    one = Predictions(made.y_true, made.epochs[:1], made.outputs[:1])
    change = change_between(one, 0, 0, None, "epoch")
    assert change.account.loss_change == 0 and change.margins is None
    assert "Only epoch 0 is recorded" in change.summary
    assert change.examples[0].loss_to == one.losses[0].max()


def test_a_regression_has_residuals_and_a_tolerance_fitted_to_the_log() -> None:
    random = np.random.default_rng(1)
    truth = random.normal(size=300)
    outputs = tuple(truth + random.normal(scale=scale, size=300) for scale in (2.0, 1.0, 0.5))
    evidence = analysed(Predictions(truth, RECORDED, outputs)).evidence
    assert evidence is not None
    assert evidence.tolerance == pytest.approx(0.5, abs=0.1)
    assert evidence.last.residuals is not None and evidence.temperature is None
    assert evidence.whole is not None and evidence.whole.account.accuracy_change > 0


def test_a_regression_without_a_logged_hit_rate_has_no_changes() -> None:
    made = Predictions(np.zeros(3), RECORDED, (np.ones(3),) * 3)
    run = run_of(made)
    run = replace(run, series=run.series[:1])
    evidence = analyze_run(run, Request(causes=load_causes(resource("causes"))), SOURCE, made).evidence
    assert evidence is not None
    assert evidence.whole is None and evidence.last.accuracy is None


def test_a_cause_that_predictions_make_less_likely_is_not_confirmed_by_them() -> None:
    options = Options()
    assert verdict_of(0.94, 0.88, options) == "weakened"
    assert verdict_of(0.999, 0.992, options) == "confirmed"  # both are told as 99 %
    assert verdict_of(0.5, 0.9, options) == "confirmed" and verdict_of(0.5, 0.6, options) == "supported"
    assert verdict_of(0.5, 0.0, options) == "ruled out"
    least, sure = options.least_score, options.confirmed_score
    assert [verdict_of(least, after, options) for after in (least - 1e-9, least)] == ["ruled out", "supported"]
    assert [verdict_of(least, after, options) for after in (sure - 1e-9, sure)] == ["supported", "confirmed"]
