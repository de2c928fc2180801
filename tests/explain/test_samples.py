"""The sample logs open to the cause that they were made for, with and without their predictions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from explain.planted import explained

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.predictions import predictions_beside, read_predictions
from lossacc_gui.explain.verdict import Explained
from lossacc_gui.model.cause import Cause
from lossacc_gui.readers.registry import read
from lossacc_gui.resource import resource

SAMPLES = tomllib.loads((resource("samples") / "samples.toml").read_text(encoding="utf-8"))["samples"]
CAUSES = load_causes(resource("causes"))


def ranked(log: Path, evidence: Path | None) -> list[Cause]:
    run = read(log)[0]
    known = read_predictions(evidence) if evidence is not None else None
    return [r.cause for r in explained(run, CAUSES, known).overall.causes]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_a_sample_is_explained_by_the_cause_it_shows(sample: dict[str, str]) -> None:
    log = resource("samples") / sample["file"]
    for evidence in (None, predictions_beside(log) or predictions_beside(log.parent)):
        found = ranked(log, evidence)
        if "cause" in sample:
            assert sample["cause"] in [cause.id for cause in found[:3]], evidence
        else:
            assert all(cause.benign for cause in found[:1])


def test_a_smooth_rise_is_not_taken_for_instability() -> None:
    """Probabilities that are lowered step by step: the loss climbs without a setback while the answers stay."""
    run = read(resource("samples") / "lowered_probabilities" / "lowered_probabilities.json")[0]
    told = explained(run, CAUSES)
    rises = [event for event in told.events if event.episode is not None and event.episode.loss.value == "up"]
    assert rises
    assert "unsteady" not in {event.explanation.families[0].cause.id for event in rises if event.explanation.families}


def told_of(name: str, *, heard: bool) -> Explained:
    """The explanation of a sample, with its predictions where `heard`."""
    log = resource("samples") / next(one["file"] for one in SAMPLES if one["id"] == name)
    evidence = predictions_beside(log) or predictions_beside(log.parent) if heard else None
    return explained(read(log)[0], CAUSES, read_predictions(evidence) if evidence is not None else None)


@pytest.mark.parametrize("heard", [False, True])
def test_a_regression_is_not_held_against_what_answers_cost(heard: bool) -> None:
    """A squared error knows no ln 2 and no calibrated model."""
    found = told_of("regression_tolerance", heard=heard)
    explanations = [found.overall, *(event.explanation for event in found.events)]
    texts = [one.text for told in explanations for ranked in told.causes for one in ranked.evidence]
    assert len(texts) > 5
    assert not any(re.search(r"calibrated model|ln 2|for each wrong answer|softmax", text) for text in texts)


@pytest.mark.parametrize("heard", [False, True])
@pytest.mark.parametrize("name", [sample["id"] for sample in SAMPLES])
def test_a_headline_names_its_cause_once_and_speaks_of_curves_alone_only_without_predictions(
    name: str, heard: bool
) -> None:
    found = told_of(name, heard=heard)
    text = found.verdict.text
    titles = [one.cause.title for one in (*found.overall.causes, *found.overall.families)]
    assert all(text.lower().count(title.lower()) <= 1 for title in titles), text
    log = resource("samples") / next(one["file"] for one in SAMPLES if one["id"] == name)
    has_predictions = (predictions_beside(log) or predictions_beside(log.parent)) is not None
    assert not (heard and has_predictions) or "Curves alone" not in text


def test_a_number_of_predictions_is_placed_at_the_recorded_epoch_that_it_is_of() -> None:
    found = told_of("imbalanced_950_50", heard=True)
    log = resource("samples") / "imbalanced_950_50" / "predictions.npz"
    epochs = read_predictions(log).epochs.tolist()
    told = {one.fact: one for cause in found.overall.causes for one in cause.evidence}
    assert told["least_recall_early"].start == epochs[1]
    assert told["majority_share"].start == epochs[-1]
