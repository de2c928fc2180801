"""Analyses as JSON: the contract that other programs read."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from lossacc_gui.export.exporter import Exporter
from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Episode, Finding, Judged
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.evidence import Change, PredictionEvidence
from lossacc_gui.model.run import Series

SCHEMA_VERSION = 1
"""Keys may be added within a version, never renamed or removed."""


def as_json(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog]) -> str:
    """One object with `runs` and `errors`; NaN and infinity are null, numbers keep full precision."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "runs": [_run(analysis) for analysis in analyses],
        "errors": [{"path": str(error.path), "message": error.sentence} for error in errors],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def _run(analysis: Analysis) -> dict[str, Any]:
    run = analysis.run
    explained = zip(analysis.episodes, analysis.explanations, strict=True)
    stretches = {"stretches": [_stretch(one) for one in analysis.stretches]} if analysis.stretches else {}
    return {
        "path": str(run.source),
        "name": run.name,
        "format": run.format,
        "series": [_series(one, analysis.pairs) for one in run.series],
        "notices": [{"line": notice.line, "text": notice.text} for notice in run.notices],
        "episodes": [_episode(episode, explanation) for episode, explanation in explained],
        "findings": [_finding(finding) for finding in analysis.findings],
        "causes": [{"id": one.cause.id, "score": _number(one.score)} for one in analysis.overall.causes],
        **({} if analysis.evidence is None else {"evidence": _evidence(analysis.evidence)}),
        **stretches,
    }


def _series(series: Series, pairs: Sequence[Pair]) -> dict[str, Any]:
    """A metric as the log has it; of an error rate also the accuracy that episodes know it as."""
    turned = (p.accuracy.metric for p in pairs if p.accuracy.turned_from == series.metric)
    named = next(turned, None)
    return {
        "metric": series.metric,
        "quantity": series.quantity,
        "split": series.split,
        "points": len(series.value),
        **({} if named is None else {"related_as": named}),
    }


def _evidence(found: PredictionEvidence) -> dict[str, Any]:
    last = found.last
    changes = [None if change is None else _account(change) for change in found.changes]
    return {
        "path": str(found.source),
        "summary": found.summary,
        "doubt": found.doubt,
        "standings": [
            {"id": one.id, "before": _number(one.before), "after": _number(one.after), "verdict": one.verdict}
            for one in found.standings
        ],
        "loss": _number(last.loss),
        "accuracy": _number(last.accuracy),
        "worst_share": _number(last.losses.worst_share),
        "ece": None if last.reliability is None else _number(last.reliability.ece),
        "temperature": None if found.temperature is None else _number(found.temperature.temperature),
        "cooled_loss": None if found.temperature is None else _number(found.temperature.cooled_loss),
        "whole": None if found.whole is None else _account(found.whole),
        "episodes": changes,
    }


def _account(change: Change) -> dict[str, Any]:
    told = change.account
    return {
        "start": _place(told.start),
        "end": _place(told.end),
        "accuracy_change": _number(told.accuracy_change),
        "loss_change": _number(told.loss_change),
        "groups": [
            {"name": g.name, "examples": g.examples, "accuracy": _number(g.accuracy), "loss": _number(g.loss)}
            for g in told.groups
        ],
        "examples": [one.index for one in change.examples],
    }


def _episode(episode: Episode, explanation: Explanation) -> dict[str, Any]:
    return {
        "split": episode.split,
        "loss_metric": episode.loss_metric,
        "accuracy_metric": episode.accuracy_metric,
        "start": _place(episode.start),
        "end": _place(episode.end),
        "loss": episode.loss,
        "accuracy": episode.accuracy,
        "pattern": episode.pattern,
        "severity": episode.severity,
        "loss_change": _number(episode.loss_change),
        "accuracy_change": _number(episode.accuracy_change),
        "confidence": _number(episode.confidence),
        "causes": [
            {
                "id": ranked.cause.id,
                "score": _number(ranked.score),
                "evidence": [
                    {"text": one.text, "supports": bool(one.supports), "value": _number(one.value)}
                    for one in ranked.evidence
                ],
            }
            for ranked in explanation.causes
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "split": finding.split,
        "start": _place(finding.start),
        "end": _place(finding.end),
        "severity": finding.severity,
        "text": finding.text,
        "value": _number(finding.value),
    }


def _stretch(judged: Judged) -> dict[str, Any]:
    return {
        "split": judged.split,
        "loss_metric": judged.loss_metric,
        "accuracy_metric": judged.accuracy_metric,
        "start": _place(judged.start),
        "end": _place(judged.end),
        "points": judged.points,
        "loss": judged.loss,
        "accuracy": judged.accuracy,
        "loss_change": _number(judged.loss_change),
        "loss_errors": _number(judged.loss_errors),
        "accuracy_change": _number(judged.accuracy_change),
        "accuracy_errors": _number(judged.accuracy_errors),
        "confidence": _number(judged.confidence),
        "is_episode": judged.is_episode,
        "reason": judged.reason,
    }


def _number(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _place(x: float) -> float | int | None:
    """An epoch or step as the log counts it: 12, not 12.0."""
    number = _number(x)
    return int(number) if number is not None and number == int(number) else number


EXPORTER = Exporter("json", "JSON, the same for every log: for other programs", (".json",), as_json)
