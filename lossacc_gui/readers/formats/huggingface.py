"""Hugging Face Trainer: trainer_state.json, whose log_history has training and evaluation records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent, told
from lossacc_gui.model.run import Run
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.file_names import run_name
from lossacc_gui.readers.trees.json_tree import load_json
from lossacc_gui.readers.trees.records import Shelf, record_of, rows_of_records, taken_from
from lossacc_gui.readers.trees.repeated_keys import Repeated

CHECKPOINT = re.compile(r"^checkpoint-\d+$")
MOST_CHECKPOINTS = 200  # folders that are looked at
SUMMARY = frozenset({"train_runtime", "total_flos"})  # in the last record, which sums the training up
SETTINGS = ("best_metric", "best_model_checkpoint", "global_step", "max_steps", "num_train_epochs", "train_batch_size")


def sniff(head: Head) -> float:
    """Certain where there is a log_history; a long state begins with other keys."""
    text = head.text or head.data.decode("utf-8", errors="ignore")
    if not text.lstrip().startswith("{"):
        return 0.0
    if '"log_history"' in text:
        return 1.0
    return 0.5 if '"best_model_checkpoint"' in text else 0.0


def beside(path: Path) -> list[Path]:
    """The states that other checkpoints of the same training saved, each with the beginning of this history."""
    root = path.parent.parent if CHECKPOINT.match(path.parent.name) else path.parent
    own = _history(path)
    others = (root / path.name, *sorted(root.glob(f"checkpoint-*/{path.name}"))[:MOST_CHECKPOINTS])
    return [other for other in others if other != path and other.is_file() and _begins(own, _history(other))]


def _history(path: Path) -> list[Any]:
    try:
        tree = load_json(path, silent)
    except UnreadableLog:
        return []
    history = tree.get("log_history") if isinstance(tree, dict) else None
    return history if isinstance(history, list) else []


def _begins(history: list[Any], other: list[Any]) -> bool:
    return 0 < len(other) <= len(history) and history[: len(other)] == other


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run; eval_ metrics are validation, the closing summary becomes settings."""
    repeated = Repeated()
    tree = load_json(path, part(progress, 0.0, 0.6), repeated)
    history = tree.get("log_history") if isinstance(tree, dict) else None
    if not isinstance(history, list):
        raise UnreadableLog(path, say("This file has no log_history, so it is no trainer state."))
    records = Shelf()
    settings = [(name, str(tree[name])) for name in SETTINGS if tree.get(name) is not None]
    for item in told(taken_from(history), len(history), part(progress, 0.6, 0.9), "reading records"):
        if isinstance(item, dict) and SUMMARY & set(item):
            settings += [(str(k), str(v)) for k, v in item.items()]
        elif isinstance(item, dict):
            records.add(record_of(item))
    rows = rows_of_records(records, "epoch", "step")
    run = (
        run_of(run_name(path), path, READER.name, rows, notices=repeated.notices(), settings=settings)
        if rows.columns
        else None
    )
    if run is None:
        raise UnreadableLog(path, say("The log_history of this trainer state is empty: nothing was logged."))
    progress(1.0, "read")
    return (run,)


READER = Reader(
    name="huggingface",
    title="Hugging Face Trainer (trainer_state.json)",
    looks_like='{"log_history": [{"epoch": 0.5, "loss": 0.6, "step": 50}, {"epoch": 1.0, "eval_loss": 0.5}]}',
    suffixes=(".json",),
    sniff=sniff,
    read=read,
    beside=beside,
)
