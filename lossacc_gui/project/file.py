"""Writes a project as JSON with a version, and reads what may be anybody's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from lossacc_gui import __version__
from lossacc_gui.model.choice import Choice, json_of_choices
from lossacc_gui.model.dismissal import Gone
from lossacc_gui.model.errors import BadOption, BadProject
from lossacc_gui.model.note import Note
from lossacc_gui.model.options import Options, described
from lossacc_gui.model.quantity import Quantity, Split
from lossacc_gui.model.request import Request
from lossacc_gui.project.checked import Checked
from lossacc_gui.project.parts import Project, RunPart, RunView, Span, WindowView
from lossacc_gui.project.places import path_at, place_of

VERSION = 1
"""Keys may be added within a version, never renamed or removed."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that are read: a project is small."""


def written(project: Project, folder: Path) -> str:
    """The text of a project file that will lie in `folder`."""
    request = project.request
    document = {
        "lossacc_project": VERSION,
        "written_by": f"lossacc {__version__}",
        "logs": [place_of(log, folder) for log in project.logs],
        "analysis": _request_json(request, folder),
        "runs": [_run_json(run, folder) for run in project.runs],
        "view": _view_json(project.view, folder),
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def read_project(path: Path) -> Project:
    """The project in a file; BadProject says what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise BadProject(f"{path} could not be read: {why}") from error
    if len(content) > LARGEST:
        raise BadProject(f"{path} is too large for a project")
    try:
        return parsed(content.decode("utf-8"), path.parent)
    except BadProject as error:
        raise BadProject(f"{path} is no project that can be opened: {error}") from error
    except UnicodeDecodeError as error:
        raise BadProject(f"{path} is no project that can be opened: it is no text") from error


def parsed(text: str, folder: Path) -> Project:
    """The project that a text tells, which lies in `folder`; BadProject names the place that is wrong."""
    try:
        document = Checked(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise BadProject("it is no JSON") from error
    version = document["lossacc_project"].whole(1, 10**6)
    if version > VERSION:
        raise BadProject("it was written by a newer lossacc")
    return Project(
        logs=tuple(_path(one, folder) for one in document["logs"].list()),
        request=_request(document["analysis"], folder),
        runs=tuple(_run(one, folder) for one in document["runs"].list()),
        view=document["view"].maybe(lambda view: _view(view, folder)) or WindowView(),
    )


def _request_json(request: Request, folder: Path) -> dict[str, Any]:
    usual = Options()
    named = {name: value for name, value, *_ in described(request.options) if value != getattr(usual, name)}
    return {
        "options": named,
        "causes": _maybe_place(request.own_causes, folder),
        "checkpoints": _maybe_place(request.checkpoints, folder),
        "map": json_of_choices(request.choices),
        "meanings": {header: json_of_choices(choices) for header, choices in request.meanings},
        "pairs": list(request.pairs),
        "pairs_of": [{"log": place_of(log, folder), "pairs": list(pairs)} for log, pairs in request.pairs_of],
        "evidence": "auto" if request.evidence == "auto" else _maybe_place(request.evidence, folder),
        "evidence_of": [
            {"log": place_of(log, folder), "file": place_of(file, folder)} for log, file in request.evidence_of
        ],
    }


def _maybe_place(path: Path | None, folder: Path) -> dict[str, str] | None:
    return None if path is None else place_of(path, folder)


def _run_json(run: RunPart, folder: Path) -> dict[str, Any]:
    view = run.view
    return {
        "log": place_of(run.log, folder),
        "name": run.name,
        "dismissed": [
            {"kind": one.kind, "split": one.split, "metrics": list(one.metrics), "start": one.start, "end": one.end}
            for one in run.dismissed
        ],
        "notes": [{"text": note.text, "start": note.start, "end": note.end} for note in run.notes],
        "view": {
            "shown": None if view.shown is None else list(view.shown),
            "x": view.x,
            "left": view.left,
            "right": view.right,
            "own_y": view.own_y,
            "fits": view.fits,
            "event": view.event,
        },
    }


def _view_json(view: WindowView, folder: Path) -> dict[str, Any]:
    current = view.current
    return {
        "current": None if current is None else {"log": place_of(current[0], folder), "name": current[1]},
        "smoothing": view.smoothing,
        "log_loss": view.log_loss,
        "x": view.x or None,
        "log_x": view.log_x,
        "references": view.references,
        "hidden": [list(curve) for curve in view.hidden],
        "layout": dict(view.layout),
        "file": _maybe_place(view.file, folder),
    }


def _path(place: Checked, folder: Path) -> Path:
    told = {key: one.text() for key, one in place.items() if key in ("path", "absolute")}
    if not told or not all(told.values()):
        raise place.wrong("a place with a path")
    return path_at(told, folder)


def _request(found: Checked, folder: Path) -> Request:
    if found.is_null:
        return Request()
    evidence: Path | Literal["auto"] | None = None
    if not found["evidence"].is_null:
        evidence = "auto" if found["evidence"].says("auto") else _path(found["evidence"], folder)
    return Request(
        options=_options(found["options"]),
        own_causes=found["causes"].maybe(lambda place: _path(place, folder)),
        checkpoints=found["checkpoints"].maybe(lambda place: _path(place, folder)),
        choices=_choices(found["map"]),
        meanings=tuple((header, _choices(choices)) for header, choices in found["meanings"].items()),
        pairs=_texts(found["pairs"]),
        pairs_of=tuple((_path(one["log"], folder), _texts(one["pairs"])) for one in found["pairs_of"].list()),
        evidence=evidence,
        evidence_of=tuple(
            (_path(one["log"], folder), _path(one["file"], folder)) for one in found["evidence_of"].list()
        ),
    )


def _options(found: Checked) -> Options:
    """The thresholds; one that this version does not know, or that may not be so, is refused with the reason."""
    wanted = {name: f"{one.number():.17g}" for name, one in found.items()}
    try:
        return Options().changed(wanted)
    except BadOption as error:
        raise BadProject(str(error)) from error


def _choices(found: Checked) -> tuple[Choice, ...]:
    return tuple(map(_choice, found.list()))


def _choice(found: Checked) -> Choice:
    parts = list(found.list())
    if len(parts) != 3:
        raise found.wrong("a metric, a quantity and a split")
    metric, quantity, split = parts
    return Choice(
        metric.text(),
        quantity.made(lambda: Quantity(quantity.text()), "a quantity"),
        split.maybe(lambda one: one.made(lambda: Split(one.text()), "a split")),
    )


def _texts(found: Checked) -> tuple[str, ...]:
    return tuple(one.text() for one in found.list())


def _run(found: Checked, folder: Path) -> RunPart:
    return RunPart(
        log=_path(found["log"], folder),
        name=found["name"].text(),
        dismissed=tuple(map(_gone, found["dismissed"].list())),
        notes=tuple(map(_note, found["notes"].list())),
        view=found["view"].maybe(_run_view) or RunView(),
    )


def _gone(found: Checked) -> Gone:
    kind, split = found["kind"].text(), found["split"].text()
    return Gone(kind, split, _texts(found["metrics"]), found["start"].number(), found["end"].number())


def _note(found: Checked) -> Note:
    text, start, end = found["text"].text(), found["start"].maybe(Checked.number), found["end"].maybe(Checked.number)
    return found.made(lambda: Note(text, start, end), "a note with a text, and both ends in order or none")


def _run_view(found: Checked) -> RunView:
    return RunView(
        shown=found["shown"].maybe(_texts),
        x=found["x"].maybe(_span),
        left=found["left"].maybe(_span),
        right=found["right"].maybe(_span),
        own_y=found["own_y"].yes(),
        fits=found["fits"].maybe(_stretch),
        event=found["event"].maybe(lambda one: one.whole(0, 10**6)),
    )


def _span(found: Checked) -> Span:
    ends = [one.number() for one in found.list()]
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise found.wrong("two numbers, the smaller one first")
    return ends[0], ends[1]


def _stretch(found: Checked) -> Span:
    """Two numbers, which may be the same."""
    ends = [one.number() for one in found.list()]
    if len(ends) != 2 or not ends[0] <= ends[1]:
        raise found.wrong("two numbers, the smaller one first")
    return ends[0], ends[1]


def _view(found: Checked, folder: Path) -> WindowView:
    smoothing = found["smoothing"]
    return WindowView(
        current=found["current"].maybe(lambda one: (_path(one["log"], folder), one["name"].text())),
        smoothing=0.0 if smoothing.is_null else smoothing.number(0.0, 0.99),
        log_loss=found["log_loss"].yes(),
        x=found["x"].maybe(lambda one: one.text()) or "",
        log_x=found["log_x"].yes(),
        references=found["references"].yes(),
        hidden=tuple(_curve(one) for one in found["hidden"].list()),
        layout=tuple((name, one.text()) for name, one in found["layout"].items()),
        file=found["file"].maybe(lambda place: _path(place, folder)),
    )


def _curve(found: Checked) -> tuple[str, str]:
    parts = _texts(found)
    if len(parts) != 2:
        raise found.wrong("a metric and a split")
    return parts[0], parts[1]
