"""DVCLive's folders: one table a metric in plots/metrics/, and a summary of them in metrics.json."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.series.streams import LARGEST_STEP, Stream, run_of_streams
from lossacc_gui.readers.tables.numeric import numbers_of
from lossacc_gui.readers.tables.parsing import parse_table

METRICS = Path("plots", "metrics")
SUMMARY = "metrics.json"
CERTAIN = 0.99
MOST_METRICS = 500  # files of one run


def root_of(path: Path) -> Path | None:
    """The folder of the run that a metric's table or the summary belongs to; None where it is neither."""
    if path.name == SUMMARY and (path.parent / METRICS).is_dir():
        return path.parent
    if METRICS.name not in path.parts:
        return None
    above = next((folder for folder in path.parents if folder.parts[-2:] == METRICS.parts), None)
    return above.parent.parent if above is not None and path.suffix == ".tsv" else None


def sniff(head: Head) -> float:
    """Certain by the place: tables of a step and a value under plots/metrics, or the summary beside it."""
    root = root_of(head.path)
    if root is None or (head.path.name != SUMMARY and "step" not in head.columns):
        return 0.0
    return CERTAIN if _tables(root) else 0.0


def beside(path: Path) -> list[Path]:
    """The run's other metrics, and its summary."""
    root = root_of(path)
    if root is None:
        return []
    return [file for file in (*_tables(root), root / SUMMARY) if file != path and file.is_file()]


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The run with all its metrics, each called after its file."""
    root = root_of(path)
    files = _tables(root) if root is not None else []
    streams: list[Stream] = []
    notices: list[Notice] = []
    for i, file in enumerate(files):
        try:
            table = parse_table(text_of(file, part(progress, i / len(files), (i + 1) / len(files))))
        except UnreadableLog as error:
            notices.append(Notice(say("{name} was left out: {sentence}", name=file.name, sentence=error.sentence)))
            continue
        numeric = numbers_of(table)[0] if table is not None and table.named else []
        count = next((column for column in numeric if meaning_of(column.name).quantity in COUNTERS), None)
        value = next((column for column in numeric if column.name == file.stem), None)
        if count is None or value is None:
            notices.append(
                Notice(
                    say("{name} has no columns `step` and `{stem}` and was left out.", name=file.name, stem=file.stem)
                )
            )
            continue
        good = count.present & value.present & (np.abs(np.nan_to_num(count.value, nan=np.inf)) < LARGEST_STEP)
        name = file.relative_to((root or file.parent) / METRICS).with_suffix("").as_posix()
        streams.append(Stream(name, count.value[good].astype(np.int64), value.value[good]))
    name = root.resolve().name if root is not None else path.stem
    run = run_of_streams(name, path, READER.name, streams, notices=notices)
    if run is None:
        raise UnreadableLog(path, say("The metrics of this run have no values yet."))
    progress(1.0, "read")
    return (run,)


def _tables(root: Path) -> list[Path]:
    return [file for file in sorted((root / METRICS).rglob("*.tsv"))[:MOST_METRICS] if file.is_file()]


READER = Reader(
    name="dvclive",
    title="DVCLive folder: a table for each metric in plots/metrics/",
    looks_like="dvclive/plots/metrics/train/loss.tsv with the columns step and loss",
    suffixes=(".tsv", ".json"),
    sniff=sniff,
    read=read,
    beside=beside,
)
