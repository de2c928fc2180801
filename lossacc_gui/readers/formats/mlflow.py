"""MLflow's file store: one metric a file, a line `time value step` each, in <run>/metrics/."""

from __future__ import annotations

import re
from array import array
from dataclasses import replace
from pathlib import Path

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, told
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.readers.files.encoding import whole_lines
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.streams import Stream, run_of_streams
from lossacc_gui.readers.tables.cells import number

FOLDER = "metrics"
FEWEST_DIGITS = 10  # of a time in milliseconds
LINE = re.compile(rf"^(\d{{{FEWEST_DIGITS},16}}) (\S+)(?: (-?\d+)(?: \S+)?)?$")
MILLISECONDS = 1000.0
MOST_METRICS = 500  # files of one run
LONGEST_NAME = 200  # characters of what a person called a run


def sniff(head: Head) -> float:
    """Sure where every line is a time in milliseconds, a value and a step."""
    if not head.text.lstrip()[:FEWEST_DIGITS].isdigit():
        return 0.0  # as most logs, whose lines need not be looked at
    lines = [line for line in head.text.splitlines() if line.strip()]
    if len(lines) > 1 and not head.text.endswith("\n"):
        lines.pop()  # which is still written, or was torn
    if not lines or not all(LINE.match(line.strip()) for line in lines):
        return 0.0
    return 0.95 if _folder(head.path) is not None else 0.8


def _folder(path: Path) -> Path | None:
    """The metrics folder above a metric file: names with a slash lie in folders of their own."""
    return next((folder for folder in path.parents if folder.name == FOLDER), None)


def beside(path: Path) -> list[Path]:
    """The run's other metrics."""
    folder = _folder(path)
    if folder is None:
        return []
    found = []
    for other in sorted(folder.rglob("*"))[:MOST_METRICS]:
        try:
            if other != path and other.is_file() and sniff(head_of(other)) > 0:
                found.append(other)
        except UnreadableLog:
            continue
    return found


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The run to which the metric belongs, with all its metrics."""
    notices: list[Notice] = []
    others = beside(path)
    streams = [_stream(path, part(progress, 0.0, 0.5), notices)]
    for i, other in enumerate(others):
        try:
            share = part(progress, 0.5 + 0.5 * i / len(others), 0.5 + 0.5 * (i + 1) / len(others))
            streams.append(_stream(other, share, notices))
        except UnreadableLog as error:
            notices.append(Notice(say("{name} was left out: {sentence}", name=other.name, sentence=error.sentence)))
    folder = _folder(path)
    tag = None if folder is None else folder.parent / "tags" / "mlflow.runName"
    called = "" if tag is None else _first_line(tag)
    name = called or (folder.parent.name if folder is not None else path.name)
    run = run_of_streams(name, path, READER.name, streams, notices=notices)
    if run is None:
        raise UnreadableLog(path, say("The metric has no values yet."))
    progress(1.0, "read")
    return (replace(run, files=(path, *others, tag)) if called and tag is not None else run,)


def _first_line(path: Path) -> str:
    """What a small file says; nothing where there is none."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline(LONGEST_NAME).strip()
    except OSError:
        return ""


def _stream(path: Path, progress: Progress, notices: list[Notice]) -> Stream:
    """One metric; where MLflow was given no step (all are 0) the lines are counted."""
    rows = array("d")
    text = text_of(path, part(progress, 0.0, 0.3))
    lines = (line for piece in whole_lines(text) for line in piece.splitlines())
    watched = told(enumerate(lines, start=1), text.count("\n") + 1, part(progress, 0.3, 1.0), f"reading {path.name}")
    for line, content in watched:
        match = LINE.match(content.strip())
        value = number(match[2]) if match is not None else None
        if match is None or value is None:
            if content.strip():
                notices.append(
                    Notice(say("{name}: this line is not `time value step` and was left out.", name=path.name), line)
                )
            continue
        rows.extend((float(match[1]) / MILLISECONDS, value, float(match[3] or 0)))
    if not rows:
        raise UnreadableLog(path, say("There is no line with time, value and step in this file."))
    table = np.frombuffer(rows, dtype=np.float64).reshape(-1, 3)
    step = table[:, 2]
    if len(step) > 1 and not step.any():
        step = np.arange(len(step), dtype=np.float64)
    folder = _folder(path)
    name = path.relative_to(folder).as_posix() if folder is not None else path.name
    return Stream(name, np.clip(step, -(2.0**62), 2.0**62).astype(np.int64), table[:, 1], table[:, 0])


READER = Reader(
    name="mlflow",
    title="MLflow metric files (mlruns/<experiment>/<run>/metrics/)",
    looks_like="1700000000000 0.53 12   one line a value, the file is called after the metric",
    suffixes=("",),
    sniff=sniff,
    read=read,
    beside=beside,
)
