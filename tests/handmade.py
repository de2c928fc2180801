"""Small analyses made by hand, so that what is shown can be tested without readers, detectors and causes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.chart import Chart, View
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.measure.middle import middle_of
from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.cause import Cause, Evidence, Explanation, Family, RankedCause, Source
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind, Pattern, Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Break, Notice, Quantity, Run, Series, Split
from lossacc_gui.model.verdict import BestPoint, Check, Keep, State, Verdict

OVERCONFIDENCE = Cause(
    id="overconfidence",
    title="Over-confidence",
    story="A few wrong predictions are made with ever more confidence.",
    prior=0.0,
    benign=False,
    patterns=("loss_worse_accuracy_flat",),
    signs=(),
    checks=("Plot the confidence of wrong predictions.", "Compute the expected calibration error."),
    remedies=("Stop at the lowest validation loss.",),
    sources=(Source("On calibration of modern neural networks", "Guo", 2017, "section 2"),),
)
OUTLIERS = replace(
    OVERCONFIDENCE, id="outliers", title="Outliers", story="A few examples have a huge loss.", sources=()
)

LABEL_NOISE = replace(
    OUTLIERS, id="label_noise", title="Label noise: wrong labels are learned", story="Labels are wrong."
)


def series(
    metric: str, quantity: Quantity, split: Split, values: Any, *, step: Any = None, epochs: bool = True
) -> Series:
    """A series at epochs 1, 2, ... or at the given steps."""
    value = np.asarray(values, dtype=np.float64)
    steps = np.arange(1, len(value) + 1) if step is None else np.asarray(step)
    epoch = steps.astype(np.float64) if epochs else None
    return Series(metric, quantity, split, steps.astype(np.int64), value, epoch)


def curves(n: int = 60) -> tuple[Series, ...]:
    """Train and validation loss and accuracy of a run that turns over-confident at a third of its length."""
    t = np.linspace(0, 1, n)
    jitter = np.sin(np.arange(n) * 12.9898) * 0.5 + np.sin(np.arange(n) * 78.233) * 0.5
    rise = np.maximum(t - 0.35, 0)
    return (
        series("loss", Quantity.LOSS, Split.TRAIN, 0.05 + 1.1 * np.exp(-5 * t) + 0.006 * jitter),
        series("accuracy", Quantity.ACCURACY, Split.TRAIN, 0.99 - 0.5 * np.exp(-5 * t) + 0.004 * jitter),
        series("val_loss", Quantity.LOSS, Split.VAL, 0.32 + 0.9 * np.exp(-7 * t) + 0.55 * rise + 0.015 * jitter),
        series("val_accuracy", Quantity.ACCURACY, Split.VAL, 0.89 - 0.42 * np.exp(-7 * t) + 0.006 * jitter),
    )


def run(members: tuple[Series, ...] | None = None, **changes: Any) -> Run:
    """A run of these series."""
    made = Run(
        name="run-a",
        source=Path("logs/run-a/history.csv"),
        format="keras-csv",
        series=curves() if members is None else members,
        notices=(Notice("2 rows had no numbers and were skipped.", 12),),
        settings=(("batch_size", "64"),),
    )
    return replace(made, **changes)


def overlay(count: int = 3, view: View | None = None, baseline: int | None = None) -> Chart:
    """The chart of so many runs with long names; the last of them is the medians of three."""
    members = []
    for i in range(count):
        members.append(Member(analysis(run(curves(30 + 10 * i), name=f"sweep/{'a-long-name-' * 3}lr=0.{i}"))))
    middle = middle_of(
        [run(tuple(replace(one, value=one.value * (1 + k / 9)) for one in curves())) for k in range(3)], ""
    )
    members[-1] = Member(analysis(middle.run, ()), "the medians of three seeds", middle.bands)
    return overlay_of(members, view or View(), baseline)


def episode(start: float = 24, end: float = 60, **changes: Any) -> Episode:
    """Validation loss rises while accuracy stays."""
    made = Episode(
        pattern=Pattern.LOSS_WORSE_ACCURACY_FLAT,
        split="val",
        loss_metric="val_loss",
        accuracy_metric="val_accuracy",
        start=start,
        end=end,
        start_range=(start - 2, start + 2),
        end_range=(end, end),
        loss=Direction.UP,
        accuracy=Direction.FLAT,
        loss_from=0.40,
        loss_to=0.564,
        loss_change=0.41,
        accuracy_from=0.889,
        accuracy_to=0.887,
        accuracy_change=-0.002,
        severity=Severity.PROBLEM,
        confidence=0.98,
        reason="The loss rises by more than a quarter.",
        n_examples=1500,
    )
    return replace(made, **changes)


def explanation(score: float = 0.71) -> Explanation:
    """Over-confidence before outliers, with evidence for and against."""
    evidence = (
        Evidence("Loss per error rose by 2.3.", 1.2, 2.3, "kappa_rise", 24, 60),
        Evidence("Single spikes explain only 4 % of the movement.", -0.4, 0.04, "spike_share"),
    )
    return Explanation(
        summary="The validation loss rises while the accuracy stays.",
        causes=(RankedCause(OVERCONFIDENCE, score, evidence), RankedCause(OUTLIERS, 0.2, evidence[1:])),
        deciding_check="Look at the largest per-example losses.",
    )


GAP = Finding(FindingKind.GAP, "val", 30, 60, Severity.WATCH, "Training and validation loss part.", 0.4)
RESTART = Finding(FindingKind.RESTART, "", 31, 31, Severity.WATCH, "The log starts again.", 31)
PLATEAU = Finding(FindingKind.PLATEAU, "train", 50, 60, Severity.BENIGN, "Nothing moves any more.", 0.01)
HEADLINE = "From epoch 24 on the validation loss rises while the accuracy stays. Most likely (71 %) over-confidence."


def keep(**changes: Any) -> Keep:
    """Epoch 29 by loss, epoch 40 by accuracy."""
    made = Keep(
        by_loss=BestPoint("val_loss", 29, 0.412, 25, 33),
        by_accuracy=BestPoint("val_accuracy", 40, 0.871, 38, 52),
        cost_of_loss=0.004,
        cost_of_accuracy=0.12,
        since=31,
        files=(Path("logs/run-a/ckpt-029.h5"),),
    )
    return replace(made, **changes)


def verdict(events: tuple[Event, ...], **changes: Any) -> Verdict:
    """A verdict on the worst of these events."""
    order = (Severity.PROBLEM, Severity.WATCH)
    main = next((event for severity in order for event in events if event.severity is severity), None)
    if main is None:
        return replace(Verdict(State.FINE, "Nothing seems wrong."), **changes)
    first = main.explanation.causes[0].cause.id if main.explanation.causes else None
    checks = (
        Check("overfitting", done=True),
        Check("steps that ran wild", False, "not logged: the norm", "the norm", ("overconfidence", "shift")),
        Check("flips", False, "the file is of another run.", "predictions.npz"),
    )
    made = Verdict(State(main.severity.value), HEADLINE, main, first, checks=checks)
    return replace(made, **changes)


def analysis(
    made: Run | None = None,
    episodes: tuple[Episode, ...] | None = None,
    explained: bool = True,
    findings: tuple[Finding, ...] = (),
    why: Explanation | None = None,
    **changes: Any,
) -> Analysis:
    """An analysis of the run with pairs by split, the given episodes and findings as events, one remark.

    `changes` are of the verdict.
    """
    made = run() if made is None else made
    episodes = (episode(),) if episodes is None else episodes
    pairs = []
    for split in Split:
        members = [one for one in made.series if one.split == split]
        loss = next((one for one in members if one.quantity == Quantity.LOSS), None)
        accuracy = next((one for one in members if one.quantity == Quantity.ACCURACY), None)
        if loss is not None and accuracy is not None:
            pairs.append(Pair(loss, accuracy))
    said = why or (explanation() if explained else Explanation("Nothing can be said.", ()))
    events = (
        *(Event(one, said) for one in episodes),
        *(Event(one, replace(said, summary=one.text)) for one in findings),
    )
    told = verdict(events, **changes)
    return Analysis(
        run=made,
        pairs=tuple(pairs),
        events=events,
        findings=(*findings, PLATEAU),
        overall=replace(said, summary=told.text),
        verdict=told,
        options=Options(),
    )


def families() -> Explanation:
    """Over-confidence and label noise as faces of overfitting, before outliers by themselves."""
    overfitting = replace(
        OVERCONFIDENCE, id="overfitting", title="Overfitting: training improves alone", remedies=("Stop early.",)
    )
    faces = tuple(replace(cause, parent="overfitting") for cause in (OVERCONFIDENCE, LABEL_NOISE))
    told = explanation()
    evidence = told.causes[0].evidence
    return replace(
        told,
        causes=(
            RankedCause(faces[0], 0.45, evidence),
            RankedCause(faces[1], 0.36, evidence[1:]),
            RankedCause(OUTLIERS, 0.1, evidence[1:]),
        ),
        families=(Family(overfitting, 0.81), Family(OUTLIERS, 0.1)),
    )


def crowded() -> Analysis:
    """A run with everything a chart can show: many episodes on two splits, a break, NaN, learning-rate steps."""
    base = curves(80)
    val_loss = base[2].value.copy()
    val_loss[[40, 41, 60]] = [np.nan, np.inf, np.nan]
    rate = np.repeat([0.1, 0.01, 0.001], [30, 30, 20])
    members = (
        *base[:2],
        replace(
            base[2], value=val_loss, metric="a/very/long/prefix/of_a_tag_that_goes_on/validation_cross_entropy_loss"
        ),
        base[3],
        series("lr", Quantity.LEARNING_RATE, Split.TRAIN, rate),
    )
    made = run(
        members,
        name="an experiment with a name that is longer than any title has room for, learning-rate 0.1, batch size 4096",
        breaks=(Break(51.0, "restart", "the log starts again"),),
    )
    kinds = list(Severity)
    on_val = [
        episode(a, b, severity=kinds[i % 3]) for i, (a, b) in enumerate([(5, 6), (7, 7), (9, 10), (12, 30), (58, 80)])
    ]
    on_train = [
        episode(a, b, split="train", severity=kinds[(i + 1) % 3])
        for i, (a, b) in enumerate([(20, 34), (30, 40), (66, 80)])
    ]
    return analysis(made, (*on_val, *on_train))
