"""The values of a row under the names that CSV and JSON share."""

from __future__ import annotations

import math
from typing import Any

from lossacc_gui.triage.row import Row


def values_of(row: Row) -> dict[str, Any]:
    """One run; accuracies and costs are fractions, numbers keep full precision, what is not there is None."""
    return {
        "state": row.state,
        "run": row.name,
        "path": row.source,
        "format": row.format,
        "main": row.main or None,
        "split": row.split or None,
        "start": row.start,
        "end": row.end,
        "cause": row.cause or None,
        "text": row.text,
        "x": row.x_name,
        "keep": row.keep,
        "keep_by": row.keep_by or None,
        "loss_metric": row.loss_metric or None,
        "best_loss": row.best_loss,
        "last_loss": row.last_loss,
        "accuracy_metric": row.accuracy_metric or None,
        "best_accuracy": row.best_accuracy,
        "last_accuracy": row.last_accuracy,
        "loss_cost": row.loss_cost,
        "accuracy_cost": row.accuracy_cost,
        "suspicion": row.suspicion,
        "points": row.length,
        "last": row.last,
        "problems": row.problems,
        "watched": row.watched,
    }


def finite(value: Any) -> Any:
    """A value as JSON can say it: null for NaN and infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
