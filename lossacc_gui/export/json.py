"""Analyses as JSON: the contract that other programs read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.phrases import told_by
from lossacc_gui.export.verdict_json import episode_json, finding_json, number, place, verdict_json
from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.episode import Episode, Finding, Judged, Severity
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.note import lettered
from lossacc_gui.model.run import Series

if TYPE_CHECKING:
    from lossacc_gui.model.evidence import Change, PredictionEvidence

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
    stretches = {"stretches": [_stretch(one) for one in analysis.stretches]} if analysis.stretches else {}
    return {
        "path": str(run.source),
        "name": run.name,
        "format": run.format,
        "series": [_series(one, analysis.pairs) for one in run.series],
        "left_out": [{"metric": one.metric, "points": one.points, "why": one.why} for one in run.left_out],
        "files": [str(path) for path in run.files or (run.source,)],
        "notices": [{"line": notice.line, "text": notice.text} for notice in run.notices],
        "episodes": [
            episode_json(event.what, event, at)
            for at, event in enumerate(analysis.events, 1)
            if isinstance(event.what, Episode)
        ],
        "findings": [
            *(
                finding_json(event.what, event, at)
                for at, event in enumerate(analysis.events, 1)
                if isinstance(event.what, Finding)
            ),
            *(_remark(analysis, finding) for finding in analysis.remarks),
        ],
        "causes": [
            {"id": one.cause.id, "parent": one.cause.parent or None, "score": number(one.score)}
            for one in analysis.overall.causes
        ],
        "verdict": verdict_json(analysis.verdict),
        "coverage": [
            {"name": one.name, "done": one.done, "why": one.why, "log": one.log, "settles": list(one.settles)}
            for one in analysis.verdict.checks
        ],
        "measured_on": [
            {"split": split, "examples": examples, "from": source} for split, examples, source in analysis.measured_on
        ],
        "x": run.x_name,
        "notes": [
            {"letter": letter, "text": note.text, "start": note.start, "end": note.end}
            for letter, note in lettered(analysis.notes)
        ],
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


def _remark(analysis: Analysis, finding: Finding) -> dict[str, Any]:
    """A finding that is no event; a grave one with the number and the causes of the event that tells it."""
    at = None if finding.severity is Severity.BENIGN else told_by(analysis, finding)
    return finding_json(finding) if at is None else finding_json(finding, analysis.events[at], at + 1)


def _evidence(found: PredictionEvidence) -> dict[str, Any]:
    last = found.last
    changes = [None if change is None else _account(change) for change in found.changes]
    return {
        "path": str(found.source),
        "summary": found.summary,
        "doubt": found.doubt,
        "standings": [
            {"id": one.id, "before": number(one.before), "after": number(one.after), "verdict": one.verdict}
            for one in found.standings
        ],
        "loss": number(last.loss),
        "accuracy": number(last.accuracy),
        "worst_share": number(last.losses.worst_share),
        "worst_error": number(last.losses.worst_error),
        "ece_usual": None if last.reliability is None else number(last.reliability.usual),
        "ece": None if last.reliability is None else number(last.reliability.ece),
        "temperature": None if found.temperature is None else number(found.temperature.temperature),
        "cooled_loss": None if found.temperature is None else number(found.temperature.cooled_loss),
        "whole": None if found.whole is None else _account(found.whole),
        "episodes": changes,
    }


def _account(change: Change) -> dict[str, Any]:
    told = change.account
    return {
        "start": place(told.start),
        "end": place(told.end),
        "accuracy_change": number(told.accuracy_change),
        "loss_change": number(told.loss_change),
        "groups": [
            {"name": g.name, "examples": g.examples, "accuracy": number(g.accuracy), "loss": number(g.loss)}
            for g in told.groups
        ],
        "examples": [one.index for one in change.examples],
    }


def _stretch(judged: Judged) -> dict[str, Any]:
    return {
        "split": judged.split,
        "loss_metric": judged.loss_metric,
        "accuracy_metric": judged.accuracy_metric,
        "start": place(judged.start),
        "end": place(judged.end),
        "points": judged.points,
        "loss": judged.loss,
        "accuracy": judged.accuracy,
        "loss_change": number(judged.loss_change),
        "loss_errors": number(judged.loss_errors),
        "accuracy_change": number(judged.accuracy_change),
        "accuracy_errors": number(judged.accuracy_errors),
        "confidence": number(judged.confidence),
        "is_episode": judged.is_episode,
        "reason": judged.reason,
    }


EXPORTER = Exporter(
    "json",
    "JSON, the same for every log: for other programs",
    (".json",),
    lambda analyses, errors, _: as_json(analyses, errors),
    "Events, findings and ranked causes for other programs.",
    tells_errors=True,
)
