"""JSON lines: one record a line, as mmcv, mmengine, detectron2 and many hand-written loops log them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Notice, Run, Split
from lossacc_gui.readers.assemble import run_of
from lossacc_gui.readers.columns import run_name
from lossacc_gui.readers.reader import Head, Reader
from lossacc_gui.readers.records import Record, json_lines, record_of, rows_of_records
from lossacc_gui.readers.siblings import is_metric
from lossacc_gui.readers.source import text_of
from lossacc_gui.readers.things import counts

ITER, EPOCH, STEP = "iter", "epoch", "step"


def sniff(head: Head) -> float:
    """Sure where the first lines are dictionaries with a metric in them."""
    records, broken = json_lines(head.text)
    if len(records) < 2 or len(broken) > len(records):
        return 0.9 if len(records) == 1 and _is_start(head) else 0.0
    names = {name for _, item in records[:50] for name in record_of(item).numbers}
    return 0.95 if any(is_metric(name) for name in names) else 0.35 if counts(list(names)) else 0.0


def _is_start(head: Head) -> bool:
    """Whether the first line is the record of the environment with which mmcv's logs begin."""
    return '"env_info"' in head.text[:200]


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run; records of validation that do not count along have the place of the training record before them."""
    items, broken = json_lines(text_of(path, part(progress, 0.0, 0.3)), part(progress, 0.3, 0.8))
    records = [record for line, item in items if (record := record_of(item, line)).numbers]
    notices = [Notice(f"{len(broken)} lines are no JSON records and were left out.", broken[0])] if broken else []
    progress(0.8, "reading records")
    rows = rows_of_records(_placed(records)) if records else None
    run = (
        run_of(run_name(path), path, READER.name, rows, notices=notices) if rows is not None and rows.columns else None
    )
    if run is None:
        raise UnreadableLog(path, "The records of this file hold no numbers that could be a metric.")
    progress(1.0, "read")
    return (run,)


def _placed(records: list[Record]) -> list[Record]:
    """The records counted alike: mm's iterations begin anew each epoch, and its validation has counters of its own."""
    inner = [r for r in records if ITER in r.numbers and EPOCH in r.numbers and r.split is not Split.VAL]
    if not inner or (STEP not in inner[0].numbers and not _begins_anew(inner)):
        return records
    length = max(r.numbers[ITER] for r in inner)
    out: list[Record] = []
    epoch = step = 0.0
    for record in records[records.index(inner[0]) :]:
        numbers = dict(record.numbers)
        own = numbers.pop(ITER, None)
        if own is None or record.split is Split.VAL:
            split = record.split or Split.VAL
            epoch = numbers.get(EPOCH, epoch)
        else:
            split = record.split or Split.TRAIN
            whole = STEP not in numbers
            step = (numbers[EPOCH] - 1) * length + own if whole and EPOCH in numbers else numbers.get(STEP, own)
            epoch = numbers[EPOCH] - 1 + own / length if whole and EPOCH in numbers else numbers.get(EPOCH, epoch)
        if record.split is Split.VAL:
            step = max(step, epoch * length)
        out.append(replace(record, numbers=numbers | {EPOCH: epoch, STEP: step}, split=split))
    return out


def _begins_anew(records: list[Record]) -> bool:
    """Whether the iterations fall while the epoch rises."""
    return any(b.numbers[ITER] <= a.numbers[ITER] and b.numbers[EPOCH] > a.numbers[EPOCH] for a, b in pairwise(records))


READER = Reader(
    name="json-lines",
    title="JSON lines: mmcv, mmengine (scalars.json), detectron2 (metrics.json) and others",
    looks_like='{"epoch": 1, "iter": 50, "loss": 0.71, "lr": 0.02}   one record a line',
    suffixes=(".json", ".jsonl", ".log.json"),
    sniff=sniff,
    read=read,
)
