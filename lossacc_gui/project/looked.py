"""What was made of the runs of a project and how they are looked at, as JSON and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lossacc_gui.language import Said, say
from lossacc_gui.model.colour import Colour, colour_in, written_colour
from lossacc_gui.model.dismissal import Gone
from lossacc_gui.model.level import Level, level_in, written_level
from lossacc_gui.model.note import Note
from lossacc_gui.model.smoothing import MOST_WEIGHT, Over, Smoothing, smoothing_in, written_smoothing
from lossacc_gui.project.checked import Checked
from lossacc_gui.project.parts import OverlayView, RunPart, RunView, Span, Which, WindowView
from lossacc_gui.project.places import maybe_place, path_in, place_of


def run_json(run: RunPart, folder: Path) -> dict[str, Any]:
    """How a project says what was made of a run."""
    view = run.view
    return {
        "log": place_of(run.log, folder),
        "name": run.name,
        "dismissed": [
            {"kind": one.kind, "split": one.split, "metrics": list(one.metrics), "start": one.start, "end": one.end}
            for one in run.dismissed
        ],
        "colour": run.colour or None,
        "notes": [{"text": note.text, "start": note.start, "end": note.end} for note in run.notes],
        "view": {"shown": None if view.shown is None else list(view.shown), **_axes_json(view), "event": view.event},
    }


def _axes_json(view: RunView) -> dict[str, Any]:
    return {"x": view.x, "left": view.left, "right": view.right, "own_y": view.own_y, "fits": view.fits}


def view_json(view: WindowView, folder: Path) -> dict[str, Any]:
    """How a project says how the window is arranged."""
    current, overlay = view.current, view.overlay
    return {
        "current": None if current is None else _which_json(current, folder),
        "smoothing": 0.0 if isinstance(view.smoothing, Over) else view.smoothing,
        "smoothed_over": written_smoothing(view.smoothing) if isinstance(view.smoothing, Over) else None,
        "log_loss": view.log_loss,
        "x": view.x or None,
        "log_x": view.log_x,
        "references": view.references,
        "ignore_outliers": view.trimmed,
        "lines": list(map(written_level, view.lines)),
        "colours": list(map(written_colour, view.colours)),
        "hidden": [list(curve) for curve in view.hidden],
        "layout": dict(view.layout),
        "file": maybe_place(view.file, folder),
        "overlay": None if overlay is None else _overlay_json(overlay, folder),
        "followed": [place_of(log, folder) for log in view.followed],
        "follows_all": view.follows_all,
    }


def _overlay_json(overlay: OverlayView, folder: Path) -> dict[str, Any]:
    return {
        "runs": [_which_json(run, folder) for run in overlay.runs],
        "baseline": None if overlay.baseline is None else _which_json(overlay.baseline, folder),
        "seeds": overlay.seeds,
        "view": _axes_json(overlay.place),
        "hidden_runs": [_which_json(run, folder) for run in overlay.hidden_runs],
        "hidden_kinds": [list(kind) for kind in overlay.hidden_kinds],
    }


def _which_json(run: Which, folder: Path) -> dict[str, Any]:
    return {"log": place_of(run[0], folder), "name": run[1]}


def run_of(found: Checked, folder: Path) -> RunPart:
    """What was made of a run."""
    return RunPart(
        log=path_in(found["log"], folder),
        name=found["name"].text(),
        dismissed=tuple(map(_gone, found["dismissed"].list())),
        notes=tuple(map(_note, found["notes"].list())),
        colour=found["colour"].maybe(_run_colour) or "",
        view=found["view"].maybe(_run_view) or RunView(),
    )


def _gone(found: Checked) -> Gone:
    kind, split = found["kind"].text(), found["split"].text()
    return Gone(kind, split, found["metrics"].texts(), found["start"].number(), found["end"].number())


def _note(found: Checked) -> Note:
    text, start, end = found["text"].text(), found["start"].maybe(Checked.number), found["end"].maybe(Checked.number)
    return found.made(lambda: Note(text, start, end), say("a note with a text, and both ends in order or none"))


def _run_view(found: Checked) -> RunView:
    return RunView(
        shown=found["shown"].maybe(Checked.texts),
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
        raise found.wrong(say("two numbers, the smaller one first"))
    return ends[0], ends[1]


def _stretch(found: Checked) -> Span:
    """Two numbers, which may be the same."""
    ends = [one.number() for one in found.list()]
    if len(ends) != 2 or not ends[0] <= ends[1]:
        raise found.wrong(say("two numbers, the smaller one first"))
    return ends[0], ends[1]


def view_of(found: Checked, folder: Path) -> WindowView:
    """How the window is arranged."""
    return WindowView(
        current=found["current"].maybe(lambda one: _which(one, folder)),
        smoothing=_smoothing(found),
        log_loss=found["log_loss"].yes(),
        x=found["x"].maybe(lambda one: one.text()) or "",
        log_x=found["log_x"].yes(),
        references=found["references"].yes(),
        trimmed=found["ignore_outliers"].yes(),
        lines=tuple(map(_line, found["lines"].list())),
        colours=tuple(map(_colour, found["colours"].list())),
        hidden=tuple(_pair(one, say("a metric and a split")) for one in found["hidden"].list()),
        layout=tuple((name, one.text()) for name, one in found["layout"].items()),
        file=found["file"].maybe(lambda place: path_in(place, folder)),
        overlay=found["overlay"].maybe(lambda one: _overlay(one, folder)),
        followed=tuple(path_in(one, folder) for one in found["followed"].list()),
        follows_all=found["follows_all"].yes(),
    )


def _line(found: Checked) -> Level:
    return found.made(lambda: level_in(found.text()), say("a line across the chart, as loss=0.69:chance"))


def _colour(found: Checked) -> Colour:
    return found.made(lambda: colour_in(found.text()), say("a colour of a curve, as val_loss=#d55e00"))


def _run_colour(found: Checked) -> str:
    return found.made(lambda: colour_in(f"run={found.text()}").rgb, say("a colour, as #d55e00"))


def _smoothing(found: Checked) -> Smoothing:
    weight, over = found["smoothing"], found["smoothed_over"]
    if over.is_null:
        return 0.0 if weight.is_null else weight.number(0.0, MOST_WEIGHT)
    return over.made(lambda: smoothing_in(over.text()), say("a way of smoothing"))


def _overlay(found: Checked, folder: Path) -> OverlayView:
    return OverlayView(
        runs=tuple(_which(one, folder) for one in found["runs"].list()),
        baseline=found["baseline"].maybe(lambda one: _which(one, folder)),
        seeds=found["seeds"].yes(),
        place=found["view"].maybe(_run_view) or RunView(),
        hidden_runs=tuple(_which(one, folder) for one in found["hidden_runs"].list()),
        hidden_kinds=tuple(_pair(one, say("an axis and a split")) for one in found["hidden_kinds"].list()),
    )


def _which(found: Checked, folder: Path) -> Which:
    return path_in(found["log"], folder), found["name"].text()


def _pair(found: Checked, what: Said) -> tuple[str, str]:
    parts = found.texts()
    if len(parts) != 2:
        raise found.wrong(what)
    return parts[0], parts[1]
