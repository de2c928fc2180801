"""Curves that a tracker saved as JSON: {x, y} lists (ClearML, Comet, Plotly), or a record for each value."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import FloatArray, Quantity, Run
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.file_names import run_name
from lossacc_gui.readers.series.names import COUNTERS, is_metric, meaning_of
from lossacc_gui.readers.series.streams import LARGEST_STEP, Stream, run_of_streams
from lossacc_gui.readers.tables.long_table import roles_of, run_of_long
from lossacc_gui.readers.tables.table import Table
from lossacc_gui.readers.trees.json_tree import load_json, loads
from lossacc_gui.readers.trees.records import SPLIT_FIELDS
from lossacc_gui.readers.trees.repeated_keys import Repeated

DEEPEST = 8  # nested levels; ClearML has two, Plotly two
MOST_CURVES = 2000
CERTAIN = 0.96
LIKELY = 0.7  # of a head that ends before the first curve does
XY = re.compile(r'"(?:[xy]|steps)"\s*:\s*(?:[\[{]|-?[\d.])')
NAMES = ("name", "variant", "legendgroup", "metric", "tag", "key")
TYPES = {
    "f8": "<f8",
    "f4": "<f4",
    "i8": "<i8",
    "i4": "<i4",
    "i2": "<i2",
    "i1": "<i1",
    "u4": "<u4",
    "u2": "<u2",
    "u1": "u1",
}
WORDLESS = frozenset(
    {"data", "traces", "scalars", "plots", "figure", "points", "values", "series", "metrics", "curves", "history"}
)  # keys that say nothing of what was measured


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve of a chart: `name` has what the keys, the titles and the legend say; x and y have shape (n,)."""

    name: str
    x: FloatArray
    y: FloatArray
    counts_epochs: bool = False


def sniff(head: Head) -> float:
    """Certain where curves or records have a metric's name."""
    text = head.text.lstrip() or head.data[:200].decode("utf-8", errors="ignore").lstrip()
    if not text.startswith(("{", "[")) or not (XY.search(head.text) or "value" in text.lower()):
        return 0.0
    if not head.whole:
        return LIKELY if XY.search(head.text) and '"log_history"' not in text else 0.0
    try:
        tree = loads(text)
    except ValueError:
        return 0.0
    table = _long(tree)
    if table is not None:
        roles = roles_of(table.header)
        return CERTAIN if roles is not None and any(is_metric(row[roles.name or 0]) for row in table.rows) else 0.0
    return CERTAIN if any(is_metric(curve.name) for curve in curves_of(tree)) else 0.0


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run with every curve whose x is numbers."""
    repeated = Repeated()
    tree = load_json(path, part(progress, 0.0, 0.7), repeated)
    notices = repeated.notices()
    labels = (run_name(path), path, READER.name)
    table = _long(tree)
    if table is not None:
        run = run_of_long([(path.stem, table)], labels, notices)
    else:
        curves = [curve for curve in curves_of(tree) if is_metric(curve.name)]
        epochs = bool(curves) and all(curve.counts_epochs for curve in curves)
        streams = [_stream(curve) for curve in curves]
        run = run_of_streams(*labels, streams, counts="epoch" if epochs else "step", notices=notices)
    if run is None:
        raise UnreadableLog(
            path, say("No curve in this JSON file is called after a metric and has numbers as x and y.")
        )
    progress(1.0, "read")
    return (run,)


def curves_of(tree: Any, names: tuple[str, ...] = (), depth: int = 0) -> Iterator[Curve]:
    """Every {x, y} in `tree`, called by the keys and titles that lead to it."""
    if depth > DEEPEST:
        return
    if isinstance(tree, list):
        for item in tree[:MOST_CURVES]:
            if isinstance(item, dict | list):
                yield from curves_of(item, names, depth + 1)
    elif isinstance(tree, dict):
        x, y = _numbers(tree.get("x", tree.get("steps"))), _numbers(tree.get("y", tree.get("values")))  # Sacred's
        told = [str(tree[key]) for key in NAMES if isinstance(tree.get(key), str)][:1]
        words = (str(tree[key]) for key in SPLIT_FIELDS if isinstance(tree.get(key), str))
        told += [word for word in words if meaning_of(word).split is not None][:1]
        for key, value in tree.items():
            if told and x is None and (points := _points(value)) is not None:
                here = (*names, *told, *(() if key in WORDLESS else (str(key),)))
                yield Curve(_name([*here]), points[0], points[1], points[2])
        if x is not None and y is not None and len(x) == len(y):
            yield Curve(_name([*names, *told]), x, y, _title(tree, "xaxis").lower().startswith("epoch"))
            return
        titles = [title for title in (_title(tree, "yaxis"), _title(tree, "")) if title]
        epochs = _title(tree, "xaxis").lower().startswith("epoch")
        for key, value in tree.items():
            if isinstance(value, dict | list) and key != "layout":
                here = (*names, *titles[:1], *(() if key in WORDLESS else (str(key),)))
                for curve in curves_of(value, here, depth + 1):
                    yield Curve(curve.name, curve.x, curve.y, curve.counts_epochs or epochs)


def _points(value: Any) -> tuple[FloatArray, FloatArray, bool] | None:
    """(x, y, whether epochs are counted) of a list of points, [{"x": 1, "y": 0.5}, ..]; None where it is none."""
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(item, dict) for item in value):
        return None
    keys = [str(key) for key in value[0]]
    means = {key: meaning_of(key).quantity for key in keys}
    x = next((k for k in keys if k.lower() == "x" or means[k] in COUNTERS), None)
    y = next((k for k in keys if k.lower() in ("y", "value", "v", "val")), None)
    if x is None or y is None or any(x not in item or y not in item for item in value):
        return None
    found = _numbers([item[x] for item in value]), _numbers([item[y] for item in value])
    if found[0] is None or found[1] is None:
        return None
    return found[0], found[1], means[x] is Quantity.EPOCH


def _title(tree: dict[str, Any], axis: str) -> str:
    """The title of a Plotly figure or of one of its axes: a text, or {"text": ..}."""
    layout = tree.get("layout")
    place = (layout.get(axis) if axis else layout) if isinstance(layout, dict) else None
    title = place.get("title") if isinstance(place, dict) else None
    title = title.get("text") if isinstance(title, dict) else title
    return title if isinstance(title, str) else ""


def _name(words: list[str]) -> str:
    """The words without those that are said again; only the last where it names the metric alone."""
    kept = [word for i, word in enumerate(words) if word and word not in words[i + 1 :]]
    last = kept[-1] if kept else ""
    return last if is_metric(last) and meaning_of(last).split is not None else "/".join(kept)


def _numbers(found: Any) -> FloatArray | None:
    """A list of numbers (null is NaN), or Plotly's {"dtype", "bdata"}; None where it is anything else."""
    if isinstance(found, dict) and isinstance(found.get("bdata"), str) and str(found.get("dtype")) in TYPES:
        try:
            return np.frombuffer(base64.b64decode(found["bdata"]), dtype=TYPES[str(found["dtype"])]).astype(np.float64)
        except (binascii.Error, ValueError):
            return None
    if not isinstance(found, list) or not found:
        return None
    try:
        return np.array([np.nan if item is None else _number(item) for item in found], dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return None


def _number(item: Any) -> float:
    if isinstance(item, bool | list | dict):
        raise TypeError
    return float(item)


def _stream(curve: Curve) -> Stream:
    """The curve with whole steps; points are counted where its x is not whole."""
    kept = np.isfinite(curve.x) & (np.abs(curve.x) < LARGEST_STEP)
    x, y = curve.x[kept], curve.y[kept]
    whole = bool((x == np.round(x)).all())
    return Stream(curve.name, x.astype(np.int64) if whole else np.arange(len(x), dtype=np.int64), y)


def _long(tree: Any) -> Table | None:
    """A list of records with a metric's name and a value each as a table; None where it is none."""
    if not isinstance(tree, list) or len(tree) < 2 or not all(isinstance(item, dict) for item in tree):
        return None
    header = tuple(str(key) for key in dict.fromkeys(key for item in tree for key in item))
    roles = roles_of(header)
    if roles is None or roles.name is None:
        return None
    if any(isinstance(item.get(header[roles.value]), list | dict) for item in tree):
        return None
    counted = {Quantity.EPOCH: roles.epoch, Quantity.STEP: roles.step}.values()
    wanted = [column for column in (roles.value, roles.name, *counted) if column is not None]
    names = tuple(header[column] for column in wanted)
    rows = [["" if item.get(name) is None else str(item[name]) for name in names] for item in tree]
    return Table(names, rows, list(range(1, len(rows) + 1)))


READER = Reader(
    name="curves-json",
    title="Curves saved as JSON: ClearML scalars, Comet and MLflow metrics, Plotly figures",
    looks_like='{"loss": {"train": {"x": [0, 1], "y": [0.9, 0.7]}}}, [{"metricName": "loss", "metricValue": 0.9}]',
    suffixes=(".json",),
    sniff=sniff,
    read=read,
)
