"""The verdict, the epoch to keep and the events of a run as JSON values."""

from __future__ import annotations

import math
from typing import Any

from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Episode, Finding
from lossacc_gui.model.event import Event
from lossacc_gui.model.verdict import BestPoint, Keep, Verdict


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """What `runs[].verdict` holds."""
    main = verdict.main
    return {
        "state": verdict.state,
        "cause": verdict.cause,
        "text": verdict.text,
        "main": None
        if main is None
        else {"kind": main.kind, "split": main.split or None, "start": place(main.start), "end": place(main.end)},
        "keep": None if verdict.keep is None else _keep(verdict.keep),
        "checks": [{"name": check.name, "done": check.done, "why": check.why} for check in verdict.checks],
    }


def _keep(keep: Keep) -> dict[str, Any]:
    """`cost` is what the choice costs against the other ones: of the accuracy and the watched metric (a fraction), of
    the loss (relative).
    """
    chosen = keep.chosen
    return {
        "epoch": place(chosen.x),
        "range": [place(chosen.low), place(chosen.high)],
        "also": [place(x) for x in chosen.also],
        "split": keep.split,
        "by": chosen.metric,
        "metric": chosen.metric,
        "value": number(chosen.value),
        "cost": {
            "by_loss_accuracy": number(keep.cost_of_loss),
            "by_accuracy_loss": number(keep.cost_of_accuracy),
            "by_loss_watched": number(keep.cost_in_watched),
            "by_watched_loss": number(keep.cost_of_watched),
        },
        "since": number(keep.since),
        "by_loss": _choice(keep.by_loss),
        "by_accuracy": _choice(keep.by_accuracy),
        "by_watched": _choice(keep.by_watched),
        "files": [str(path) for path in keep.files],
    }


def _choice(choice: BestPoint | None) -> dict[str, Any] | None:
    if choice is None:
        return None
    return {
        "epoch": place(choice.x),
        "range": [place(choice.low), place(choice.high)],
        "also": [place(x) for x in choice.also],
        "metric": choice.metric,
        "value": number(choice.value),
    }


def episode_json(episode: Episode, event: Event, at: int) -> dict[str, Any]:
    """An episode with its causes; `at` is the number that it has in window and reports."""
    return {
        "number": at,
        "split": episode.split,
        "loss_metric": episode.loss_metric,
        "accuracy_metric": episode.accuracy_metric,
        "start": place(episode.start),
        "end": place(episode.end),
        "loss": episode.loss,
        "accuracy": episode.accuracy,
        "pattern": episode.pattern,
        "severity": episode.severity,
        "loss_change": number(episode.loss_change),
        "accuracy_change": number(episode.accuracy_change),
        "confidence": number(episode.confidence),
        "also": list(event.also),
        "causes": _causes(event.explanation),
    }


def finding_json(finding: Finding, event: Event | None = None, at: int | None = None) -> dict[str, Any]:
    """A finding; one that is an event with its number and its causes. A restart, say, is of no split."""
    told = {
        "kind": finding.kind,
        "split": finding.split or None,
        "start": place(finding.start),
        "end": place(finding.end),
        "severity": finding.severity,
        "text": finding.text,
        "value": number(finding.value),
    }
    if event is None:
        return told
    return {"number": at, **told, "also": list(event.also), "causes": _causes(event.explanation)}


def _causes(explanation: Explanation) -> list[dict[str, Any]]:
    return [
        {
            "id": ranked.cause.id,
            "parent": ranked.cause.parent or None,
            "score": number(ranked.score),
            "evidence": [
                {
                    "text": one.text,
                    "supports": bool(one.supports),
                    "value": number(one.value),
                    "fact": one.fact,
                    "unit": one.unit,
                    "weight": number(one.weight),
                    "start": number(one.start),
                    "end": number(one.end),
                }
                for one in ranked.evidence
            ],
        }
        for ranked in explanation.causes
    ]


def number(value: float | None) -> float | None:
    """A number in full precision; null for NaN and infinity."""
    return float(value) if value is not None and math.isfinite(value) else None


def place(x: float) -> float | int | None:
    """An epoch or step as the log counts it: 12, not 12.0."""
    found = number(x)
    return int(found) if found is not None and found == int(found) else found
