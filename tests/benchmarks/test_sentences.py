"""The reckoner of sentences: it finds nothing wrong with the samples, and finds what was made wrong."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from strategies import Log, Training, run_of

sys.path.insert(0, str(Path(__file__).parent))

import sentences
from reckoned_findings import against_raw
from reckoned_sides import sides_of

from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Series, Split
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze, analyze_run

SAMPLES = sorted(path.name for path in resource("samples").iterdir() if path.is_dir())


@pytest.mark.parametrize("evidence", [None, "auto"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sentence_of_a_sample_is_true(name: str, evidence: str | None) -> None:
    folder, count = resource("samples", name), Counter[str]()
    log = next(path for path in sorted(folder.iterdir()) if not path.name.startswith("predictions"))
    for analysis in analyze(log, Request(evidence="auto" if evidence else None)):
        assert list(sentences.check(analysis, count)) == []
    assert count["headline"] >= 1
    assert count["reckoned again"] == count["evidence"]


def rising() -> Analysis:
    return analyze_run(run_of(Training("rises", 60, jitter=0.01, seed=2).log()), Request())


def test_a_number_that_the_raw_values_do_not_give_is_found() -> None:
    analysis = rising()
    assert list(sentences.check(analysis, Counter())) == []
    run = analysis.run
    other = tuple(replace(s, value=s.value * np.linspace(1.0, 1.3, len(s.value))) for s in run.series)
    raised = replace(run, series=other)
    found = list(sentences.check(replace(analysis, run=raised, pairs=pairs_of(raised)), Counter()))
    assert any("the raw values say" in why for _, _, why in found)


def test_a_number_of_an_episode_and_of_a_finding_that_the_raw_values_do_not_give_is_found() -> None:
    (analysis,) = analyze(resource("samples", "overconfidence", "overconfidence.csv"), Request())
    count = Counter[str]()
    assert not list(sentences.check(analysis, count)) and count["events reckoned again"] >= 2
    event = analysis.events[0]
    assert isinstance(event.what, Episode)
    changed = replace(analysis, events=(replace(event, what=replace(event.what, loss_to=event.what.loss_to * 1.01)),))
    assert any("the raw values say" in why for _, _, why in sentences.check(changed, Counter()))
    sides = sides_of(analysis)
    held = [one for one in analysis.findings if against_raw(one, analysis, sides) == []]
    assert held
    for one in held:
        assert against_raw(replace(one, text=re.sub(r"\d(?= %| points|\))", "_", one.text)), analysis, sides), one.text


@pytest.mark.parametrize(
    "text",
    [
        "the validation loss rises (0.5 to 0.4, -20 %)",
        "validation loss falls (0.5 to 0.4, -35 %)",
        "accuracy rises (70.1 % to 80.3 %, +8.2 points)",
        "validation loss rises (0.1 to 2, x 30)",
    ],
)
def test_a_sentence_that_contradicts_itself_is_found(text: str) -> None:
    assert list(sentences.of_change(text))


@pytest.mark.parametrize(
    "text",
    ["the validation loss rises (0.5 to 0.6, +20 %)", "accuracy falls (70.1 % to 68.1 %, -2.0 points)"],
)
def test_a_sentence_that_holds_passes(text: str) -> None:
    assert list(sentences.of_change(text)) == []


def test_a_sentence_that_the_predictions_do_not_give_is_found() -> None:
    (analysis,) = analyze(resource("samples", "overconfidence", "overconfidence.csv"), Request(evidence="auto"))
    assert analysis.evidence is not None
    assert not [why for _, wrong in sentences.of_predictions(analysis) for why in wrong]
    other = replace(analysis.evidence.predictions, y_true=analysis.evidence.predictions.y_true[::-1].copy())
    found = replace(analysis, evidence=replace(analysis.evidence, predictions=other))
    wrongs = " ".join(why for _, wrong in sentences.of_predictions(found) for why in wrong)
    assert "were fixed and" in wrongs and "the mean cross-entropy moves by" in wrongs and "predictions cost" in wrongs
    in_steps = replace(analysis, run=replace(analysis.run, x_name="step"))
    assert any("counts epochs" in why for _, wrong in sentences.of_predictions(in_steps) for why in wrong)


def test_a_cause_that_says_a_thing_twice_is_found() -> None:
    texts = [
        "Accuracy never fell while the loss got better.",
        "Training accuracy never fell while its loss got better.",
    ]
    assert len(list(sentences.of_cause(texts, Split.TRAIN))) == 2
    assert not list(sentences.of_cause(texts, Split.VAL))


def plain(rate: np.ndarray | None = None, **columns: np.ndarray) -> Analysis:
    run = run_of(Log(columns))
    if rate is not None:
        first = run.series[0]
        rates = Series("lr", Quantity.LEARNING_RATE, Split.TRAIN, first.step, rate, first.epoch)
        run = replace(run, series=(*run.series, rates))
    return analyze_run(run, Request())


X = np.arange(60)
FALL = 0.2 + 2 * np.exp(-X / 12)
RATE = np.where(X < 30, 0.1, 0.01)
TROUBLES = {
    "spike": plain(loss=FALL * (1 + 0.9 * (X == 40))),
    "step": plain(
        loss=FALL, accuracy=1 - FALL / 3, val_loss=FALL + 0.3 * (X >= 30), val_accuracy=0.9 - FALL / 3, rate=RATE
    ),
    "schedule": plain(loss=FALL, accuracy=1 - FALL / 3, rate=0.05 * (1 + np.cos(np.pi * X / 62))),
    "unsteady": plain(loss=1 + 0.5 * np.sin(2.4 * X), accuracy=0.5 + 0.2 * np.cos(1.7 * X)),
    "dead": plain(loss=2.3 + 0.001 * np.sin(X), accuracy=0.1 + 0.002 * np.cos(X)),
    "blow_up": plain(loss=np.where(X < 40, FALL, 10.0 ** (X - 39))),
}


@pytest.mark.parametrize("kind", TROUBLES)
def test_numbers_of_trouble_are_reckoned_and_another_number_is_found(kind: str) -> None:
    analysis = TROUBLES[kind]
    sides = sides_of(analysis)
    found = [one for one in analysis.findings if one.kind.value == kind]
    assert found and all(against_raw(one, analysis, sides) == [] for one in found)
    for one in found:
        (number, *_) = re.finditer(r"(?<= )[-+]?\d[\d.]*(?= %| points|,| and| to| over|\.$|;)", str(one.text))
        digit = number.end() - 1
        text = one.text[:digit] + str((int(one.text[digit]) + 3) % 10) + one.text[digit + 1 :]
        assert against_raw(replace(one, text=text), analysis, sides), text
