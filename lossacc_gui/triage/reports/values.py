"""The values of a row under the names that CSV and JSON share."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import Any

from lossacc_gui.triage.compare import Argued
from lossacc_gui.triage.row import Row

VALUES = {
    "state": "state",
    "run": "name",
    "path": "source",
    "format": "format",
    "main": "main",
    "split": "split",
    "start": "start",
    "end": "end",
    "cause": "cause",
    "text": "text",
    "x": "x_name",
    "keep": "keep",
    "keep_by": "keep_by",
    "loss_metric": "loss_metric",
    "best_loss": "best_loss",
    "last_loss": "last_loss",
    "accuracy_metric": "accuracy_metric",
    "best_accuracy": "best_accuracy",
    "last_accuracy": "last_accuracy",
    "loss_cost": "loss_cost",
    "accuracy_cost": "accuracy_cost",
    "suspicion": "suspicion",
    "points": "length",
    "last": "last",
    "problems": "problems",
    "watched": "watched",
}
"""The names under which values are told, with those of the row."""
MISSING = frozenset({"main", "split", "cause", "keep_by", "loss_metric", "accuracy_metric"})
"""Those that are empty where there is no such thing."""
values_of = attrgetter(*VALUES.values())
"""The values of a row in the order of VALUES; accuracies and costs are fractions, numbers keep full precision."""


def named_values(row: Row) -> dict[str, Any]:
    """The values as JSON can say them: null for what is not there, and for NaN and infinity."""
    told = zip(VALUES, values_of(row), strict=True)
    return {name: None if name in MISSING and not value else finite(value) for name, value in told}


def named_argued(one: Argued) -> dict[str, Any]:
    """What other runs say of a cause, as JSON can say it: shares of belief, and evidence in log-odds."""
    return {
        "cause": one.cause.id,
        "before": one.before,
        "after": one.after,
        "evidence": [{"text": said.text, "weight": said.weight} for said in one.evidence],
    }


def finite(value: Any) -> Any:
    """A value as JSON can say it: null for NaN and infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
