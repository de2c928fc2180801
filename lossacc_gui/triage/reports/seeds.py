"""What runs of one configuration come to, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from lossacc_gui.measure.middle import Band
from lossacc_gui.model.run import FloatArray
from lossacc_gui.triage.reports.values import finite
from lossacc_gui.triage.seeds import Configuration, Shared

SCHEMA_VERSION = 1
"""Keys may be added within a version, never renamed or removed."""


def as_text(found: Sequence[Configuration]) -> str:
    """A paragraph for each configuration."""
    return "\n\n".join("\n".join(_told(one)) for one in found)


def _told(one: Configuration) -> list[str]:
    verdict = one.analysis.verdict
    lines = [one.group.text, f"  [{verdict.state.said}] The medians: {verdict.text}"]
    lines += [f"  - {shared.text}" for shared in one.shared]
    return lines + [f"  {notice.text}" for notice in one.analysis.run.notices]


def as_json(found: Sequence[Configuration]) -> str:
    """One object with `configurations`; curves under `bands`, accuracies as fractions."""
    document = {"schema_version": SCHEMA_VERSION, "configurations": [_document(one) for one in found]}
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


def _document(one: Configuration) -> dict[str, Any]:
    verdict = one.analysis.verdict
    return {
        "name": one.group.name,
        "text": one.group.text,
        "runs": [{"run": row.name, "path": row.source, "state": row.state} for row in one.group.rows],
        "verdict": {"state": verdict.state.value, "text": verdict.text, "cause": verdict.cause},
        "x": one.analysis.run.x_name,
        "shared": [_of_shared(shared) for shared in one.shared],
        "notices": [notice.text for notice in one.analysis.run.notices],
        "bands": [_of_band(band) for band in one.middle.bands],
    }


def _of_shared(shared: Shared) -> dict[str, Any]:
    return {
        "what": shared.said,
        "split": shared.split,
        "start": finite(shared.start),
        "end": finite(shared.end),
        "in_medians": shared.in_middle,
        "shown_by": list(shared.shown),
        "not_shown_by": list(shared.missing),
        "ended_before": list(shared.ended),
        "text": shared.text,
    }


def _of_band(band: Band) -> dict[str, Any]:
    curves = {"x": band.x, "least": band.least, "low": band.low, "median": band.middle, "high": band.high}
    return {
        "metric": band.metric,
        "quantity": band.quantity.value,
        "split": band.split.value,
        **{name: _values(curve) for name, curve in curves.items()},
        "most": _values(band.most),
        "runs": [int(count) for count in band.count],
    }


def _values(curve: FloatArray) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in curve]
