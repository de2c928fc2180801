"""The sample logs open to the cause that they were made for, with and without their predictions."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from explain.planted import explained

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.predictions import predictions_beside, read_predictions
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
