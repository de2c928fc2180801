"""What predictions show, in every kind of report."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.export.evidence import TITLE, calibration_text, evidence_texts, snapshot_text, worst_text
from lossacc_gui.export.html import as_html
from lossacc_gui.export.json import as_json
from lossacc_gui.export.markdown import as_markdown
from lossacc_gui.export.text import as_text
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.evidence import Histogram, LossSpread, Reliability, Temperature
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze


def made(name: str, evidence: bool = True) -> Analysis:
    log = resource("samples", name, f"{name}.csv")
    (only,) = analyze(log, Request(causes=load_causes(resource("causes")), evidence="auto" if evidence else None))
    return only


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return made("overconfidence")


@pytest.mark.usefixtures("qapp")
def test_text_markdown_and_html_tell_what_the_predictions_show(analysis: Analysis) -> None:
    assert analysis.evidence is not None
    for report in (as_text([analysis], []), as_markdown([analysis], []), as_html([analysis], [])):
        flat = " ".join(re.sub(r"</?span.*?>", "", report).split())
        assert TITLE in flat
        assert "83 examples were fixed and 7 broken" in flat
        assert "Examples that moved the loss most in epochs 32–159: 194, 119, 89" in flat


@pytest.mark.usefixtures("qapp")
def test_without_predictions_reports_are_as_they_were() -> None:
    without = made("overconfidence", evidence=False)
    assert evidence_texts(without) == ()
    for report in (as_text([without], []), as_markdown([without], []), as_html([without], [])):
        assert TITLE not in report
    assert "evidence" not in json.loads(as_json([without], []))["runs"][0]


def test_what_the_causes_were_before_is_what_the_curves_alone_say(analysis: Analysis) -> None:
    assert analysis.evidence is not None
    curves = {one.cause.id: one.score for one in made("overconfidence", evidence=False).overall.causes}
    heard = {one.cause.id: one.score for one in analysis.overall.causes}
    for standing in analysis.evidence.standings:
        assert standing.before == curves.get(standing.id, 0.0)
        assert standing.after == heard.get(standing.id, 0.0)


def test_the_groups_in_json_sum_to_the_changes(analysis: Analysis) -> None:
    found = json.loads(as_json([analysis], []))["runs"][0]["evidence"]
    changes = [found["whole"], *(change for change in found["episodes"] if change is not None)]
    assert len(changes) == 2
    for change in changes:
        for what in ("loss", "accuracy"):
            total = sum(group[what] for group in change["groups"])
            assert total == pytest.approx(change[f"{what}_change"], abs=1e-9)


def test_a_regression_tells_its_residuals() -> None:
    evidence = made("regression_tolerance").evidence
    assert evidence is not None
    text = snapshot_text(evidence, -1)
    assert "squared error" in text and "the residuals have mean" in text and "temperature" not in text


def spread_of(share: float, error: float) -> LossSpread:
    return LossSpread(Histogram(np.array([0.0, 1.0]), np.array([500])), np.array([1.0]), 1.0, 0.5, 5, share, error)


@pytest.mark.parametrize(
    ("share", "error", "text"),
    [
        (0.34, 0.04, "34 % (26 % to 42 %)"),
        (0.05, 0.04, "5 % (0 % to 13 %)"),
        (0.34, math.inf, "34 %"),
        (0.34, 0.001, "34 %"),
    ],
)
def test_what_the_worst_examples_carry_is_told_with_its_interval(share: float, error: float, text: str) -> None:
    assert worst_text(spread_of(share, error)) == text


def test_a_calibration_error_is_held_against_that_of_a_calibrated_model() -> None:
    told = Reliability((), 0.03, 0.8, 0.79, usual=0.02, spread=0.01)
    assert calibration_text(told).endswith("is 3.0 %, no more than a calibrated model may show on this many examples")
    assert "no more than" in calibration_text(replace(told, ece=told.usual + 2 * told.spread))
    assert calibration_text(replace(told, ece=0.05)).endswith(
        "where a calibrated model shows up to 4.0 % on this many examples"
    )


def test_a_temperature_that_gains_nothing_that_one_could_read_is_told_to_gain_nothing(analysis: Analysis) -> None:
    assert analysis.evidence is not None
    for cooled, said in ((0.29999, "No temperature would lower"), (0.25, "from 0.3 to 0.25")):
        found = replace(analysis.evidence, temperature=Temperature(1.2, 0.3, cooled))
        assert said in snapshot_text(found, -1)
