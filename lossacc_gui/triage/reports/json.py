"""A triage as JSON, for other programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from lossacc_gui.triage.reports.report import Report, Told, causes_of
from lossacc_gui.triage.reports.values import named_argued, named_values
from lossacc_gui.triage.row import differing

SCHEMA_VERSION = 1
"""Keys may be added within a version, never renamed or removed."""


def as_json(told: Told) -> str:
    """One object with `runs` (the most harmed first), `errors`, and how many runs have which state and cause."""
    table = told.table
    argued: dict[int, list[Any]] = {}
    for row, one in told.argued:
        argued.setdefault(id(row), []).append(named_argued(one))
    runs = [
        {
            **named_values(row),
            "kinds": list(row.kinds),
            "settings": dict(row.settings),
            "notices": list(row.notices),
            "other_runs": argued.get(id(row), []),
        }
        for row in table.rows
    ]
    document = {
        "schema_version": SCHEMA_VERSION,
        "lossacc": told.version,
        "states": dict(Counter(row.state for row in table.rows)),
        "causes": dict(causes_of(table)),
        "differing": list(differing(table.rows)),
        "statements": [{**asdict(one), "text": one.text} for one in told.statements],
        "groups": list(told.groups),
        "runs": runs,
        "passed_over": list(table.passed_over),
        "errors": [{"path": one.source, "line": one.line, "message": one.reason} for one in table.failures],
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


REPORT = Report("json", "JSON, for other programs", (".json",), as_json)
