"""The `lossacc` line that gives the analysis or the chart that a person looks at."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lossacc_gui.chart import View
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.colour import written_colour
from lossacc_gui.model.level import written_level
from lossacc_gui.model.note import Note, written_note
from lossacc_gui.model.request import Request
from lossacc_gui.model.smoothing import written_smoothing


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for of one run.

    choices    what metrics of its log mean, besides those of the request
    name       of the run, empty where its log holds no other
    dismissed  numbers of the events that are out of sight, counted from 1 with all of them there
    notes      what a person noted about it
    """

    request: Request
    log: Path
    choices: tuple[Choice, ...] = ()
    name: str = ""
    dismissed: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()


def analysis_command(asked: Asked) -> tuple[str, ...]:
    """The words of `lossacc analyze` that give this analysis."""
    return ("lossacc", "analyze", _path(asked.log), *_analysis(asked))


def chart_command(asked: Asked, view: View, target: Path, *, dark: bool) -> tuple[str, ...]:
    """The words of `lossacc export` that write this chart to `target`."""
    return ("lossacc", "export", _path(asked.log), *_analysis(asked), *_view(view), *_dark(dark), f"--output={target}")


def overlay_command(
    asked: Sequence[Asked], view: View, target: Path, *, baseline: Path | None, seeds: bool, dark: bool
) -> tuple[str, ...]:
    """The words of `lossacc export --overlay` that write all runs of these logs into one figure.

    Whatever was asked for of any of them is asked for of all.
    """
    logs = dict.fromkeys(_path(one.log) for one in asked)
    analysis = dict.fromkeys(word for one in asked for word in _analysis(replace(one, name="", dismissed=(), notes=())))
    compared = () if baseline is None else (f"--baseline={_path(baseline)}",)
    drawn = ("--overlay", *compared, *(("--seeds",) if seeds else ()))
    return ("lossacc", "export", *logs, *drawn, *analysis, *_view(view), *_dark(dark), f"--output={target}")


def quoted(words: Sequence[str], *, windows: bool = os.name == "nt") -> str:
    r"""One line for a shell; bytes of a name that are no UTF-8 become $'\xff', which bash, zsh and ksh know."""
    return subprocess.list2cmdline(words) if windows else " ".join(map(_quoted, words))


def _path(path: Path) -> str:
    return str(path.absolute())  # never taken for an option, and right in any folder


def _analysis(asked: Asked) -> Iterator[str]:
    request = asked.request
    yield from (f"--option={name}={value}" for name, value in request.options.as_changed)
    if request.own_causes is not None:
        yield f"--causes={_path(request.own_causes)}"
    if request.checkpoints is not None:
        yield f"--checkpoints={_path(request.checkpoints)}"
    for choice in (*request.choices, *asked.choices):
        split = "" if choice.split is None else f":{choice.split.value}"
        yield f"--map={choice.metric}={choice.quantity.value}{split}"
    yield from (f"--pair={pair}" for pair in request.pairs_in(asked.log))
    evidence = request.evidence_for(asked.log)
    if evidence is not None:
        yield f"--evidence={_path(evidence) if isinstance(evidence, Path) else evidence}"
    if asked.name:
        yield f"--run={asked.name}"
    yield from (f"--dismiss={number}" for number in asked.dismissed)
    yield from (f"--note={written_note(note)}" for note in asked.notes)


def _view(view: View) -> Iterator[str]:
    if view.smoothing:
        yield f"--smoothing={written_smoothing(view.smoothing)}"
    if view.log_loss:
        yield "--log-loss"
    if view.trimmed:
        yield "--ignore-outliers"
    if view.references:
        yield "--references"
    for level in view.levels:
        yield f"--line={written_level(level)}"
    yield from (f"--colour={written_colour(colour)}" for colour in view.colours)
    if view.x:
        yield f"--x={view.x}"
    if view.log_x:
        yield "--log-x"
    if view.x_range is not None:
        low, high = view.x_range
        yield f"--range={low!r}:{high!r}"
    yield from (f"--metric={name}" for name in view.shown or ())


def _dark(dark: bool) -> tuple[str, ...]:
    return ("--dark",) if dark else ()


def _quoted(word: str) -> str:
    try:
        word.encode("utf-8")
    except UnicodeEncodeError:
        letters = (
            chr(byte) if 32 <= byte < 127 and chr(byte) not in "'\\" else f"\\x{byte:02x}" for byte in os.fsencode(word)
        )
        return f"$'{''.join(letters)}'"
    return shlex.quote(word)
