"""What TensorBoard's web page downloads: one metric a file, as CSV or JSON, the metric's name in the file name."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, told
from lossacc_gui.model.run import Notice, Quantity, Run
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.streams import Stream, run_of_streams
from lossacc_gui.readers.siblings import LOOKED_AT, metric_siblings, siblings_notice
from lossacc_gui.readers.tables.numeric import numbers_of
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.trees.json_tree import loads
from lossacc_gui.readers.trees.records import taken_from

COLUMNS = ("wall time", "step", "value")
FILE_NAME = re.compile(r"^run[-_](?P<run>.*?)[-_]tag[-_](?P<tag>.+)$")
TRIPLES = re.compile(r"^\s*\[\s*\[\s*\d{9,}(\.\d+)?(e[+-]?\d+)?\s*,\s*-?\d+\s*,\s*[-\dNI\"]")
POINTS_AT_MOST = 1000  # TensorBoard's page thins longer curves to this many points


def sniff_csv(head: Head) -> float:
    """Certain by its three columns."""
    return 1.0 if head.columns == COLUMNS else 0.0


def sniff_json(head: Head) -> float:
    """Sure where triples of a time, a step and a value follow each other."""
    return 0.95 if TRIPLES.match(head.data[:500].decode("utf-8", errors="ignore")) else 0.0


def read_csv(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The run of a CSV download and of its siblings."""
    return (_run(path, CSV, progress),)


def read_json(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The run of a JSON download and of its siblings."""
    return (_run(path, JSON, progress),)


def _run(path: Path, reader: Reader, progress: Progress) -> Run:
    name, metric = named(path)
    siblings = [path, *reader.beside(path)]
    streams: list[Stream] = []
    notices: list[Notice] = []
    for i, file in enumerate(siblings):
        try:
            stream = _stream(file, part(progress, i / len(siblings), (i + 1) / len(siblings)))
        except UnreadableLog:
            if file == path:
                raise
            continue
        streams.append(stream)
        if len(stream.step) == POINTS_AT_MOST:
            notices.append(
                Notice(
                    say(
                        "{name} has {most} points: TensorBoard thins longer curves for download.",
                        name=stream.name,
                        most=POINTS_AT_MOST,
                    )
                )
            )
    if meaning_of(metric).quantity is Quantity.OTHER:
        notices.append(
            Notice(say("The file name does not tell which metric this is; it is called {metric}.", metric=metric))
        )
    notices += siblings_notice(siblings[1 : len(streams)])
    run = run_of_streams(name or path.parent.resolve().name, path, reader.name, streams, notices=notices)
    if run is None:
        raise UnreadableLog(path, say("There are no values of {metric} in this download yet.", metric=metric))
    return run


def named(path: Path) -> tuple[str, str]:
    """(run, metric) as a download's file name tells them; a renamed file is its metric."""
    match = FILE_NAME.match(path.stem)
    if match is None:
        return "", path.stem
    run = match["run"].strip("._- ")
    return run, match["tag"]


def csv_siblings(path: Path) -> list[Path]:
    """The other CSV downloads of the run."""
    return siblings_of(path, sniff_csv)


def json_siblings(path: Path) -> list[Path]:
    """The other JSON downloads of the run."""
    return siblings_of(path, sniff_json)


def siblings_of(path: Path, sniff: Callable[[Head], float]) -> list[Path]:
    """The other downloads beside `path` that belong to its run.

    TensorBoard's own names tell the run (its train and validation folders are one run); of renamed files those
    belong together whose names are metrics.
    """
    if FILE_NAME.match(path.stem) is None:
        return metric_siblings(path, lambda head: FILE_NAME.match(head.path.stem) is None and sniff(head) > 0)
    run = _base(named(path)[0])
    others = (p for p in sorted(path.parent.glob(f"run*tag*{path.suffix}"))[:LOOKED_AT] if p != path and p.is_file())
    return [p for p in others if FILE_NAME.match(p.stem) and _base(named(p)[0]) == run and sniff(head_of(p)) > 0]


def _base(run: str) -> str:
    """The run without the folder that is its split."""
    words = re.split(r"[_/.-]+", run)
    if words and meaning_of(words[-1]).split is not None and not meaning_of(words[-1]).rest:
        words.pop()
    return "_".join(words)


def _stream(path: Path, progress: Progress) -> Stream:
    text = text_of(path, part(progress, 0.0, 0.5))
    share = part(progress, 0.5, 1.0)
    is_json = text.lstrip()[:1] == "["
    wall, step, value = _from_json(path, text, share) if is_json else _from_csv(path, text, share)
    good = np.isfinite(step) & (np.abs(step) < 2**62)
    run, metric = named(path)
    split = meaning_of(re.split(r"[_/.-]+", run)[-1]).split if run else None
    progress(1.0, "read")
    return Stream(metric, step[good].astype(np.int64), value[good], wall[good], split)


def _from_csv(path: Path, text: str, progress: Progress) -> tuple[Any, Any, Any]:
    table = parse_table(text, progress)
    columns = numbers_of(table)[0] if table is not None else []
    if table is None or tuple(c.name.strip().lower() for c in columns) != COLUMNS:
        raise UnreadableLog(path, say("This TensorBoard download has no rows with wall time, step and value."))
    kept = columns[1].present & columns[2].present
    wall, step, value = (column.value[kept] for column in columns)
    return wall, step, value


def _from_json(path: Path, text: str, progress: Progress) -> tuple[Any, Any, Any]:
    numbers = array("d")
    try:
        rows = loads(text, part(progress, 0.0, 0.5))
        for wall, step, value in told(taken_from(rows), len(rows), part(progress, 0.5, 1.0), "reading rows"):
            numbers.extend((float(wall), float(step), float(value)))
    except json.JSONDecodeError as error:
        raise UnreadableLog(path, say("The JSON is broken, perhaps cut off."), line=error.lineno) from None
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise UnreadableLog(path, say("This is no list of [wall time, step, value].")) from None
    table = np.frombuffer(numbers, dtype=np.float64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


CSV = Reader(
    name="tensorboard-csv",
    title="TensorBoard's CSV download (one metric a file)",
    looks_like="Wall time,Step,Value   in run-<run>-tag-<metric>.csv",
    suffixes=(".csv",),
    sniff=sniff_csv,
    read=read_csv,
    beside=csv_siblings,
)
JSON = Reader(
    name="tensorboard-json",
    title="TensorBoard's JSON download (one metric a file)",
    looks_like="[[1700000000.0, 100, 0.53], ...]   in run-<run>-tag-<metric>.json",
    suffixes=(".json",),
    sniff=sniff_json,
    read=read_json,
    beside=json_siblings,
)
