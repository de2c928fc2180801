"""A hand-made run and its analysis, for tests of the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.session.session import Session
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.cause import Cause, Evidence, Explanation, RankedCause, Source
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind, Pattern, Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Notice, Quantity, Run, Series, Split
from lossacc_gui.model.verdict import BestPoint, Check, Keep, State, Verdict


def series(metric: str, quantity: Quantity, split: Split, value: np.ndarray) -> Series:
    n = len(value)
    return Series(metric, quantity, split, np.arange(n, dtype=np.int64), value, epoch=np.arange(1, n + 1, dtype=float))


def made_run(name: str = "history", n: int = 60) -> Run:
    epoch = np.arange(1, n + 1)
    wobble = np.sin(epoch * 2.4)
    loss = 1.6 * np.exp(-epoch / 15) + 0.05 + 0.01 * wobble
    val_loss = 1.7 * np.exp(-epoch / 10) + 0.4 + 0.009 * np.maximum(epoch - 25, 0) + 0.015 * wobble
    accuracy = 1 - 0.7 * np.exp(-epoch / 12)
    val_accuracy = 0.91 - 0.6 * np.exp(-epoch / 9) + 0.004 * wobble
    return Run(
        name=name,
        source=Path(f"/logs/{name}.csv"),
        format="keras-csv",
        series=(
            series("loss", Quantity.LOSS, Split.TRAIN, loss),
            series("accuracy", Quantity.ACCURACY, Split.TRAIN, accuracy),
            series("val_loss", Quantity.LOSS, Split.VAL, val_loss),
            series("val_accuracy", Quantity.ACCURACY, Split.VAL, val_accuracy),
        ),
        notices=(Notice("2 rows without a value were skipped.", line=12),),
    )


OVERCONFIDENCE = Cause(
    id="overconfidence",
    title="Over-confidence",
    story="The network grows ever surer, also of its mistakes; a few confident mistakes drive the loss up.",
    prior=-1.0,
    benign=False,
    patterns=("loss_worse_accuracy_flat",),
    signs=(),
    checks=("Look at the reliability diagram of the validation set.",),
    remedies=("Scale the logits by a temperature fitted on validation data.", "Keep the weights of the best epoch."),
    sources=(Source("On Calibration of Modern Neural Networks", "Guo et al.", 2017),),
)
OUTLIERS = replace(OVERCONFIDENCE, id="outliers", title="Outliers", checks=("Sort the examples by their loss.",))


KEEP = Keep(
    by_loss=BestPoint("val_loss", 27, 0.51, 24, 31),
    by_accuracy=BestPoint("val_accuracy", 52, 0.914, 44, 60),
    cost_of_loss=0.006,
    cost_of_accuracy=0.31,
    since=33,
    files=(Path("/logs/model-27.keras"),),
)


def made_analysis(name: str = "history") -> Analysis:
    run = made_run(name)
    loss, accuracy, val_loss, val_accuracy = run.series
    first = Episode(
        pattern=Pattern.LOSS_WORSE_ACCURACY_FLAT,
        split="val",
        loss_metric="val_loss",
        accuracy_metric="val_accuracy",
        start=30,
        end=60,
        start_range=(28, 33),
        end_range=(60, 60),
        loss=Direction.UP,
        accuracy=Direction.FLAT,
        loss_from=0.5,
        loss_to=0.72,
        loss_change=0.44,
        accuracy_from=0.905,
        accuracy_to=0.909,
        accuracy_change=0.004,
        severity=Severity.PROBLEM,
        confidence=0.98,
        reason="The loss rose by more than 10 % at the end of the run.",
        n_examples=10000,
    )
    second = replace(first, start=5, end=9, loss_change=-0.2, severity=Severity.BENIGN, split="train")
    ranked = (
        RankedCause(
            OVERCONFIDENCE,
            0.71,
            (
                Evidence("The validation loss rises by 44 % while the accuracy stays.", 1.5, 0.44, start=30, end=60),
                Evidence("The training loss is no lower than the validation loss.", -0.6),
            ),
        ),
        RankedCause(OUTLIERS, 0.2, (Evidence("The loss jumps in single epochs.", 0.4, 3.0),)),
    )
    explained = Explanation(say("The validation loss rises, the accuracy stays."), ranked, "Look at single losses.")
    part = say("Training and validation loss part from 30 on.")
    gap = Finding(FindingKind.GAP, "val", 40, 60, Severity.WATCH, part, 0.3)
    events = (
        Event(second, Explanation(say("A harmless start."), ())),
        Event(first, explained),
        Event(gap, replace(explained, summary=part), ("val_f1", "val_auc")),
    )
    flat = Finding(FindingKind.PLATEAU, "train", 50, 60, Severity.BENIGN, "Nothing moves any more.", 0.0)
    text = say("The validation loss rises, the accuracy stays. Most likely (71 %) over-confidence.")
    checks = (
        Check(say("validation loss"), done=True),
        Check(say("flips of answers"), done=False, why=say("without predictions"), log="predictions.npz"),
    )
    return Analysis(
        run=run,
        pairs=(Pair(val_loss, val_accuracy), Pair(loss, accuracy)),
        events=events,
        findings=(gap, flat),
        overall=replace(explained, summary=text),
        verdict=Verdict(State.PROBLEM, text, events[1], "overconfidence", KEEP, checks),
        options=Options(),
    )


def show(qtbot: QtBot, session: Session, *analyses: Analysis) -> None:
    """Put analyses into a session as its loader would, and wait for the chart."""
    with qtbot.waitSignal(session.chart_prepared):
        for one in analyses:
            session.add(one)
