"""A triage as SARIF 2.1.0, which code hosts show beside the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lossacc_gui.model.verdict import State
from lossacc_gui.triage.harm import is_as_bad_as
from lossacc_gui.triage.reports.report import Report, Told
from lossacc_gui.triage.row import Failure, Row

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNREADABLE = "unreadable"
LEVELS = {State.PROBLEM.value: "error", State.WATCH.value: "warning"}


def as_sarif(told: Told) -> str:
    """A result for each run that is as bad as `fail_on`, and for each log that cannot be read."""
    rows = [row for row in told.table.rows if is_as_bad_as(row, told.fail_on)]
    results = [*map(_of_run, rows), *map(_of_failure, told.table.failures)]
    rules: dict[str, str] = {}
    for result in results:  # a rule has one title, though of some runs only the family of the cause is said
        rules.setdefault(result["ruleId"], result.pop("rule"))
    driver = {
        "name": "lossacc",
        "version": told.version,
        "rules": [{"id": name, "shortDescription": {"text": text}} for name, text in rules.items()],
    }
    run = {"tool": {"driver": driver}, "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False)


def _of_run(row: Row) -> dict[str, Any]:
    """The rule is the cause that the verdict names, else what it is about."""
    rule = (row.cause, row.title) if row.cause else (row.main.replace(" ", "_") or row.state, row.main or row.state)
    return _result(*rule, LEVELS.get(row.state, "note"), f"{row.name}: {row.text}", row.source)


def _of_failure(one: Failure) -> dict[str, Any]:
    return _result(UNREADABLE, "A log that cannot be read", "error", one.reason, one.source, one.line)


def _result(rule: str, title: str, level: str, text: str, source: str, line: int | None = None) -> dict[str, Any]:
    path = Path(source)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    location: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if line is not None:
        location["region"] = {"startLine": line}
    return {
        "ruleId": rule,
        "rule": title,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }


REPORT = Report("sarif", "SARIF, for code hosts", (".sarif",), as_sarif)
