"""What an agent can ask; plain functions, so that they are tried without the protocol.

They are coroutines because the SDK runs other functions in threads, and Qt, which draws figures, wants the main one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lossacc_gui import __version__
from lossacc_gui.api.analyze import analyze as analyzed
from lossacc_gui.api.result import Result
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.request import Request

MOST_RUNS = 20  # told one by one; more would fill an agent's context, and `triage` is for them


async def analyze(path: str, metrics: dict[str, str] | None = None, evidence: str | None = None) -> dict[str, Any]:
    """Analyse the log of a training run, or a folder of logs: state, verdict, epoch to keep, episodes, likely causes.

    metrics says what a metric means whose name does not tell, as {"val_f1": "accuracy:val"}. evidence is a file with
    the run's own predictions, or "auto" for the one beside the log.
    """
    result = analyzed(Path(path), metrics=metrics, evidence=evidence)
    if len(result) > MOST_RUNS:
        raise BadOption(
            say(
                "there are {count} runs under {path}; use triage to find those that matter",
                count=len(result),
                path=path,
            )
        )
    found = result.to_dict()
    return {"runs": [_shortened(run) for run in found["runs"]], "errors": found["errors"]}


async def explain(path: str, run: str | None = None, cause: str | None = None) -> str:
    """Explain a run in words: what happened, the causes with evidence for and against, checks and remedies.

    run names one of several runs in the log. With cause (an id that `analyze` gave) all about that cause is told: its
    story, checks, remedies and sources.
    """
    if cause is not None:
        return _cause(cause)
    return _one(analyzed(Path(path)), run).text


async def export(path: str, output: str, run: str | None = None, overwrite: bool = False) -> str:
    """Write the annotated chart of a run (.svg, .png, .pdf) or a report (.html, .md, .csv, .json); returns the file."""
    return str(_one(analyzed(Path(path)), run).save(output, overwrite=overwrite).resolve())


async def triage(path: str, most: int = 50) -> dict[str, Any]:
    """Look at every run under a folder, the most harmed first: state, where, cause, epoch to keep, what differs."""
    import json

    from lossacc_gui.explain.knowledge import with_causes
    from lossacc_gui.model.verdict import State
    from lossacc_gui.triage.compare import argued_among
    from lossacc_gui.triage.harm import ordered
    from lossacc_gui.triage.reports.registry import REPORTS
    from lossacc_gui.triage.reports.report import Told
    from lossacc_gui.triage.settings import statements
    from lossacc_gui.triage.triage import Triage

    request = Request()
    table = ordered(list(Triage([Path(path)], request, None).results()), request.options)
    causes = {cause.id: cause for cause in with_causes(request)[0].causes or ()}
    argued = argued_among(table.rows, causes, request.options)
    seen = statements(table.rows, request.options)
    told = Told(table, State.PROBLEM, __version__, seen, argued=argued)
    report = next(one for one in REPORTS if one.name == "json")
    found: dict[str, Any] = json.loads(report.render(told))
    rows = found["runs"]
    return {**found, "runs": rows[:most], "runs_in_all": len(rows)}


def _one(result: Result, name: str | None) -> Result:
    if name is None:
        return result[0] if len(result) else result
    names = [one.name for one in result]
    if name not in names:
        raise BadOption(say("there is no run {name!r}; the log holds {names}", name=name, names=", ".join(names)))
    return result[name]


def _cause(name: str) -> str:
    from lossacc_gui.explain.knowledge import known_causes
    from lossacc_gui.export.text import cause_as_text

    causes, _ = known_causes(None)
    found = next((cause for cause in causes if cause.id == name), None)
    if found is None:
        raise BadOption(
            say(
                "there is no cause {name!r}; there are {causes}",
                name=name,
                causes=", ".join(cause.id for cause in causes),
            )
        )
    return cause_as_text(found)


def _shortened(run: dict[str, Any]) -> dict[str, Any]:
    """The run as the contract has it, with the three likeliest causes of each event: the others are for programs."""

    def fewer(event: dict[str, Any]) -> dict[str, Any]:
        return {**event, "causes": event["causes"][:3]} if "causes" in event else event

    return {
        **run,
        "episodes": list(map(fewer, run["episodes"])),
        "findings": list(map(fewer, run["findings"])),
        "causes": run["causes"][:5],
    }
