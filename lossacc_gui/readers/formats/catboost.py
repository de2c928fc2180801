"""CatBoost's catboost_info folder: learn_error.tsv and test_error.tsv, and catboost_training.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.formats.tensorboard.events import MARK
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.series.streams import Stream, run_of_streams
from lossacc_gui.readers.tables.numeric import numbers_of
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.trees.json_tree import load_json

ERRORS = {"learn_error.tsv": Split.TRAIN, "test_error.tsv": Split.VAL}
TIMES = "time_left.tsv"
TRAINING = ('"learn_metrics"', '"iterations"')


def sniff_tsv(head: Head) -> float:
    """Certain by the file's name and its first column."""
    return 0.97 if head.path.name in ERRORS and head.columns[:1] == ("iter",) else 0.0


def sniff_json(head: Head) -> float:
    """Certain by its two keys."""
    text = head.text or head.data.decode("utf-8", errors="ignore")
    return 0.98 if text.lstrip().startswith("{") and all(key in text for key in TRAINING) else 0.0


def beside(path: Path) -> list[Path]:
    """What else of the run CatBoost writes: the errors on the other examples, and the time that is left."""
    others = (path.parent / name for name in (*ERRORS, TIMES) if name != path.name)
    return [other for other in others if other.is_file()]


def beside_json(path: Path) -> list[Path]:
    """The other files of the folder, which hold the same once more: as tables, and as event files of TensorBoard."""
    events = (file for kind in ("learn", "test") for file in path.parent.glob(f"{kind}/*{MARK}*"))
    return [*beside(path), *sorted(file for file in events if file.is_file())]


def read_tsv(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run with the errors on learning and test examples."""
    streams: list[Stream] = []
    files = [path, *(other for other in beside(path) if other.name in ERRORS)]
    for i, file in enumerate(files):
        table = parse_table(text_of(file, part(progress, i / len(files), (i + 1) / len(files))))
        numeric = numbers_of(table)[0] if table is not None else []
        if len(numeric) < 2:
            if file == path:
                raise UnreadableLog(path, say("This CatBoost log has no rows with values yet."))
            continue
        counter = np.arange(len(numeric[0].value)) if np.isnan(numeric[0].value).any() else numeric[0].value
        step = np.clip(counter, -(2.0**62), 2.0**62).astype(np.int64)
        streams += [Stream(c.name, step[c.present], c.value[c.present], None, ERRORS[file.name]) for c in numeric[1:]]
    run = run_of_streams(_name(path), path, TSV.name, streams)
    if run is None:
        raise UnreadableLog(path, say("This CatBoost log has no values yet."))
    progress(1.0, "read")
    return (run,)


def read_json(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run; the lists of each iteration are named by the metrics of the head."""
    tree = load_json(path, part(progress, 0.0, 0.6))
    meta = tree.get("meta") if isinstance(tree, dict) else None
    iterations = tree.get("iterations") if isinstance(tree, dict) else None
    if not isinstance(meta, dict) or not isinstance(iterations, list):
        raise UnreadableLog(path, say("This file has no meta and iterations, so it is no CatBoost training log."))
    items = [item for item in iterations if isinstance(item, dict)]
    columns = _columns(items, meta, "learn", Split.TRAIN) + _columns(items, meta, "test", Split.VAL)
    step = np.array([_value(item.get("iteration")) for item in items], dtype=np.float64)
    run = run_of(_name(path), path, JSON.name, Rows(columns, step=step)) if columns else None
    if run is None:
        raise UnreadableLog(path, say("This CatBoost log has no values yet."))
    progress(1.0, "read")
    return (run,)


def _columns(items: list[dict[str, Any]], meta: dict[str, Any], kind: str, split: Split) -> list[Column]:
    described = meta.get(f"{kind}_metrics")
    names = [str(m.get("name")) for m in described if isinstance(m, dict)] if isinstance(described, list) else []
    columns = []
    for i, name in enumerate(names):
        cells = [item.get(kind) for item in items]
        found = [_value(cell[i]) if isinstance(cell, list) and i < len(cell) else np.nan for cell in cells]
        value = np.array(found, dtype=np.float64)
        columns.append(Column(name, value, np.isfinite(value), split))
    return columns


def _value(item: Any) -> float:
    return float(item) if isinstance(item, float) or (isinstance(item, int) and abs(item) < 2**62) else np.nan


def _name(path: Path) -> str:
    folder = path.resolve().parent
    return folder.parent.name if folder.name == "catboost_info" else folder.name


TSV = Reader(
    name="catboost-tsv",
    title="CatBoost learn_error.tsv and test_error.tsv",
    looks_like="iter<tab>Logloss   in catboost_info/learn_error.tsv",
    suffixes=(".tsv",),
    sniff=sniff_tsv,
    read=read_tsv,
    beside=beside,
)
JSON = Reader(
    name="catboost-json",
    title="CatBoost catboost_training.json",
    looks_like='{"meta": {"learn_metrics": [{"name": "Logloss"}]}, "iterations": [{"learn": [0.69], "iteration": 0}]}',
    suffixes=(".json",),
    sniff=sniff_json,
    read=read_json,
    beside=beside_json,
)
