"""What the program measures on the runs of runs.py, as lines of text with five digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from functools import cache
from itertools import chain
from pathlib import Path

from reference.runs import further, made

from lossacc_gui.detect.detection import detect
from lossacc_gui.detect.judgement import judgements
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.ranking import argued_with, measured
from lossacc_gui.explain.settled import settle
from lossacc_gui.explain.verdict import explain
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.keep import keep_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.evidence import PredictionEvidence
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Run
from lossacc_gui.model.verdict import BestPoint, Keep
from lossacc_gui.resource import resource

OPTIONS = Options()


def written(*values: object) -> str:
    """Numbers with five digits, everything else as it is called."""
    return " ".join(
        ("0" if abs(value) < 1e-9 else f"{value:.5g}") if isinstance(value, float) else str(value) for value in values
    )


@cache
def _causes() -> tuple[Cause, ...]:
    return load_causes(resource("causes"))


def lines_of(run: Run, predictions: Predictions | None, options: Options = OPTIONS) -> Iterator[str]:
    """Pairs, stretches, events, the epoch to keep, facts, the verdict and what the predictions settle."""
    causes = _causes()
    pairs = pairs_of(run)
    course = course_of(run, pairs, options)
    detection = detect(run, options, course)
    for pair in detection.pairs:
        yield f"pair {pair.loss.metric} {pair.accuracy.metric}"
    for one in judgements(run, options):
        changes = one.loss_change, one.loss_errors, one.accuracy_change, one.accuracy_errors, one.confidence
        where = one.split, one.start, one.end, one.points
        yield f"stretch {written(*where, one.loss, one.accuracy, *changes, one.is_episode)}"
    for episode in detection.episodes:
        ends = (*episode.start_range, *episode.end_range, episode.n_examples)
        levels = episode.loss_from, episode.loss_to, episode.accuracy_from, episode.accuracy_to
        yield f"episode {written(episode.pattern, episode.start, *ends, *levels, episode.severity)}"
    for finding in detection.findings:
        place = finding.split, finding.start, finding.end
        yield f"finding {written(finding.kind, *place, finding.severity, finding.value)}"
    keep = keep_of(run, detection.pairs, options)
    if keep is not None:
        yield from _kept(keep)
    known = measured(Case(run, course, detection, options, predictions), FACTS)
    for name, fact in sorted(known.items()):
        if fact is not None:
            yield f"fact {name} {written(fact.value, fact.start, fact.end, fact.shown)}"
    told = explain(run, course, detection, causes, options, predictions, keep)
    yield f"verdict {written(told.verdict.state, told.verdict.cause, len(told.events))}"
    assert set(argued_with(causes)) <= set(known)
    if predictions is not None:
        evidence = settle(Path("predictions.npz"), predictions, run, detection, told.curves, told.overall, options)
        yield from _settled(evidence)


def _kept(keep: Keep) -> Iterator[str]:
    for by, choice in (("loss", keep.by_loss), ("accuracy", keep.by_accuracy)):
        if isinstance(choice, BestPoint):
            yield f"keep by {by} {written(choice.metric, choice.x, choice.value, choice.low, choice.high)}"
    yield f"keep costs {written(keep.cost_of_loss, keep.cost_of_accuracy, keep.since)}"


def _settled(evidence: PredictionEvidence) -> Iterator[str]:
    for one in evidence.snapshots:
        spread = one.losses.median, one.losses.worst_share, one.losses.worst_error
        yield f"epoch {written(one.epoch, one.loss, one.accuracy, one.logged_loss, *spread)}"
        if one.reliability is not None:
            trust = one.reliability
            yield f"trust {written(one.epoch, trust.ece, trust.confidence, trust.usual, trust.spread, trust.error)}"
    for change in filter(None, (evidence.whole, *evidence.changes)):
        account = change.account
        yield f"account {written(account.start, account.end, account.accuracy_change, account.loss_change)}"
        for group in account.groups:
            yield f"group {written(*astuple(group))}"
        yield f"examples {written(*(one.index for one in change.examples))}"
        if change.margins is not None:
            yield f"margins {written(change.margins.flipped, change.margins.median)}"
    if evidence.temperature is not None:
        yield f"temperature {written(*astuple(evidence.temperature))}"
    for standing in evidence.standings:
        yield f"standing {written(standing.id, standing.verdict)}"


def measured_runs() -> Iterator[tuple[str, Iterator[str]]]:
    """The lines of all runs, by their names."""
    for name, make in chain(made(), further()):
        yield name, lines_of(*make())
