"""Every sample opens to the explanation that it was made to show."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause, Explanation
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.samples import Sample, samples
from lossacc_gui.use_case import analyze

SAMPLES = samples()
LARGEST_BYTES = 400_000
EVIDENCE_EXAMPLES, EVIDENCE_EPOCHS = 300, 6

each = pytest.mark.parametrize("sample", SAMPLES, ids=[sample.id for sample in SAMPLES])


@functools.cache
def known() -> tuple[Cause, ...]:
    return load_causes(resource("causes"))


@functools.cache
def analysis(sample: Sample) -> Analysis:
    (only,) = analyze(sample.path, Request(causes=known()))
    return only


def best(explanation: Explanation, count: int) -> list[str]:
    return [ranked.cause.id for ranked in explanation.causes[:count]]


@each
def test_a_sample_is_read_with_a_loss_and_an_accuracy_and_no_notice(sample: Sample) -> None:
    found = analysis(sample)
    assert {pair.loss.split for pair in found.pairs} == {"train", "val"}
    assert all(len(series.value) >= 30 for series in found.run.series)
    assert found.run.notices == ()


@each
def test_a_sample_shows_the_patterns_that_it_was_made_for(sample: Sample) -> None:
    assert set(sample.patterns) <= {e.pattern for e in analysis(sample).episodes if e.split == "val"}


@each
def test_a_sample_is_explained_by_its_cause_among_the_first_three(sample: Sample) -> None:
    found = analysis(sample)
    explanations = [found.overall, *(event.explanation for event in found.events)]
    assert sample.cause is None or any(sample.cause in best(e, 3) for e in explanations)


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.cause], ids=lambda sample: sample.id)
def test_an_episode_that_the_sample_was_made_for_has_its_cause_first(sample: Sample) -> None:
    found = analysis(sample)
    shown = [event.explanation for event in found.events if event.kind in sample.patterns]
    assert [sample.cause] in [best(explanation, 1) for explanation in shown or [found.overall]]


def test_the_healthy_sample_has_no_problem() -> None:
    (healthy,) = (sample for sample in SAMPLES if sample.cause is None)
    found = analysis(healthy)
    assert [e for e in found.episodes if e.severity != Severity.BENIGN] == []
    assert [f for f in found.findings if f.severity == Severity.PROBLEM] == []
    assert all(ranked.cause.benign for ranked in found.overall.causes[:1])


def test_growing_confidence_is_called_harmless() -> None:
    (sample,) = (sample for sample in SAMPLES if sample.id == "growing_confidence")
    assert {e.severity for e in analysis(sample).episodes} == {Severity.BENIGN}


def test_the_samples_answer_every_row_that_a_log_can_show() -> None:
    # S13 is the worked table: the person edits it in the program, no log shows it
    shown = {row for sample in SAMPLES for row in sample.rows}
    assert shown == {f"S{number}" for number in range(1, 16)} - {"S13"}


def test_the_three_code_examples_are_among_the_samples() -> None:
    examples = [sample for sample in SAMPLES if "S15" in sample.rows]
    assert [sample.cause for sample in examples] == ["class_imbalance", "metric_threshold", "loss_metric_mismatch"]


def test_every_log_among_the_samples_is_listed_once_and_every_cause_is_known() -> None:
    folders = {path.name for path in resource("samples").iterdir() if path.is_dir()}
    assert sorted(sample.id for sample in SAMPLES) == sorted(folders)
    assert {sample.cause for sample in SAMPLES if sample.cause} <= {cause.id for cause in known()}
    assert all(sample.path.exists() for sample in SAMPLES)


def test_the_samples_stay_small_and_come_in_several_formats() -> None:
    sizes = [path.stat().st_size for path in resource("samples").rglob("*") if path.is_file()]
    assert sum(sizes) < LARGEST_BYTES
    assert len({analysis(sample).run.format for sample in SAMPLES}) >= 3


def test_no_sample_names_the_machine_that_made_it() -> None:
    names = [path.name for path in resource("samples").rglob("*tfevents*")]
    assert len(names) == 3
    assert set(names) == {"events.out.tfevents.1700000000.sample"}


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.evidence], ids=lambda sample: sample.id)
def test_predictions_beside_a_sample_agree_with_its_log(sample: Sample) -> None:
    assert sample.evidence is not None
    with np.load(sample.evidence, allow_pickle=False) as evidence:
        y_true, epochs = evidence["y_true"], evidence["epochs"]
        assert len(y_true) <= EVIDENCE_EXAMPLES
        assert len(epochs) == EVIDENCE_EPOCHS
        (pair,) = (pair for pair in analysis(sample).pairs if pair.accuracy.split == "val")
        for epoch in epochs:
            if f"y_pred_{epoch}" in evidence:
                right = np.abs(evidence[f"y_pred_{epoch}"] - y_true) <= 0.5
            else:
                p = evidence[f"y_prob_{epoch}"]
                np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-5)
                right = p.argmax(axis=1) == y_true
            logged = pair.accuracy.value[epoch]
            assert abs(right.mean() - logged) < 4 * np.sqrt(0.25 / len(y_true))
