"""What is asked of the logs of a project, as JSON and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from lossacc_gui.language import SILENCE, Said, say
from lossacc_gui.model.choice import Choice, json_of_choices
from lossacc_gui.model.errors import BadOption, BadProject
from lossacc_gui.model.options import Options, described, without_unknown
from lossacc_gui.model.quantity import Quantity, Split
from lossacc_gui.model.request import Request
from lossacc_gui.project.checked import Checked
from lossacc_gui.project.places import maybe_place, path_in, place_of


def request_json(request: Request, folder: Path) -> dict[str, Any]:
    """How a project says what is asked."""
    usual = Options()
    named = {name: value for name, value, *_ in described(request.options) if value != getattr(usual, name)}
    return {
        "options": named,
        "causes": maybe_place(request.own_causes, folder),
        "checkpoints": maybe_place(request.checkpoints, folder),
        "map": json_of_choices(request.choices),
        "meanings": {header: json_of_choices(choices) for header, choices in request.meanings},
        "pairs": list(request.pairs),
        "pairs_of": [{"log": place_of(log, folder), "pairs": list(pairs)} for log, pairs in request.pairs_of],
        "evidence": "auto" if request.evidence == "auto" else maybe_place(request.evidence, folder),
        "evidence_of": [
            {"log": place_of(log, folder), "file": place_of(file, folder)} for log, file in request.evidence_of
        ],
    }


def request_of(found: Checked, folder: Path) -> tuple[Request, Said]:
    """What a project asks, and the notice of the thresholds that this version does not have."""
    if found.is_null:
        return Request(), SILENCE
    evidence: Path | Literal["auto"] | None = None
    if not found["evidence"].is_null:
        evidence = "auto" if found["evidence"].says("auto") else path_in(found["evidence"], folder)
    options, notice = _options(found["options"])
    request = Request(
        options=options,
        own_causes=found["causes"].maybe(lambda place: path_in(place, folder)),
        checkpoints=found["checkpoints"].maybe(lambda place: path_in(place, folder)),
        choices=_choices(found["map"]),
        meanings=tuple((header, _choices(choices)) for header, choices in found["meanings"].items()),
        pairs=found["pairs"].texts(),
        pairs_of=tuple((path_in(one["log"], folder), one["pairs"].texts()) for one in found["pairs_of"].list()),
        evidence=evidence,
        evidence_of=tuple(
            (path_in(one["log"], folder), path_in(one["file"], folder)) for one in found["evidence_of"].list()
        ),
    )
    return request, notice


def _options(found: Checked) -> tuple[Options, Said]:
    """The thresholds; one that this version does not know is passed over, one that may not be so is refused."""
    wanted, notice = without_unknown({name: f"{one.number():.17g}" for name, one in found.items()})
    try:
        return Options().changed(wanted), notice
    except BadOption as error:
        raise BadProject(error.said) from error


def _choices(found: Checked) -> tuple[Choice, ...]:
    return tuple(map(_choice, found.list()))


def _choice(found: Checked) -> Choice:
    parts = list(found.list())
    if len(parts) != 3:
        raise found.wrong(say("a metric, a quantity and a split"))
    metric, quantity, split = parts
    return Choice(
        metric.text(),
        quantity.made(lambda: Quantity(quantity.text()), say("a quantity")),
        split.maybe(lambda one: one.made(lambda: Split(one.text()), say("a split"))),
    )
