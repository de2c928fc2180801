"""One JSON file an epoch, as AllenNLP writes metrics_epoch_0.json, metrics_epoch_1.json, ..."""

from __future__ import annotations

import re
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.names import is_metric
from lossacc_gui.readers.trees.json_tree import load_json, loads
from lossacc_gui.readers.trees.records import Record, record_of, rows_of_records
from lossacc_gui.readers.trees.repeated_keys import Repeated

EPOCH_FILE = re.compile(r"^(?P<stem>.*?)[_-]?epoch[_-]?(?P<epoch>\d+)$", re.IGNORECASE)
FINAL = "metrics"  # AllenNLP's summary of the best epoch
COUNTED = frozenset({"epoch", "step", "training_epochs"})  # in the summary of a training; others are of one test
MOST_EPOCHS = 20_000  # files of one run
LARGEST = 60_000  # characters of one epoch's file


def sniff(head: Head) -> float:
    """Sure where one dictionary of numbers with a metric stands in a file that counts epochs."""
    if not head.whole or len(head.text) > LARGEST or not head.text.lstrip().startswith("{"):
        return 0.0
    numbered = EPOCH_FILE.match(head.path.stem) is not None
    if not numbered and head.path.stem != FINAL:
        return 0.0
    try:
        tree = loads(head.text)
    except ValueError:
        return 0.3 if numbered else 0.0
    if not isinstance(tree, dict) or any(_is_curve(value) for value in tree.values()):
        return 0.0
    numbers = record_of(tree).numbers
    if not any(map(is_metric, numbers)):
        return 0.0
    told = numbered or not COUNTED.isdisjoint(map(str.lower, numbers)) or len(_epochs(head.path)) > 0
    return 0.92 if told else 0.0


def _is_curve(value: object) -> bool:
    """Whether a value is a list with a fraction in it: the history of all epochs, not the counts of some classes."""
    return isinstance(value, list) and len(value) > 1 and any(isinstance(one, float) for one in value)


def beside(path: Path) -> list[Path]:
    """The files of the other epochs, and AllenNLP's metrics.json."""
    return [file for _, file in _epochs(path) if file != path] + [
        file for file in (path.parent / f"{FINAL}.json",) if file != path and file.is_file()
    ]


def _epochs(path: Path) -> list[tuple[int, Path]]:
    """(epoch, file) of every epoch of the run, in order; all that are there where `path` is the summary."""
    own = EPOCH_FILE.match(path.stem)
    stem = own["stem"] if own is not None else FINAL
    found = []
    for file in path.parent.glob(f"*{path.suffix}"):
        match = EPOCH_FILE.match(file.stem)
        if match is not None and match["stem"] == stem and file.is_file():
            found.append((int(match["epoch"][:9]), file))
    return sorted(found)[:MOST_EPOCHS]


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The run of all epochs; a single file has one point a metric."""
    files = _epochs(path) or [(0, path)]
    notices = (
        [Notice(say("The epochs of this run were read from {count} files.", count=len(files)))]
        if len(files) > 1
        else []
    )
    records: list[Record] = []
    repeated = Repeated(one_record=True)
    for i, (epoch, file) in enumerate(files):
        progress(i / len(files), say("reading {file}", file=file.name))
        try:
            tree = load_json(file, silent, repeated)
        except UnreadableLog as error:
            if len(files) == 1 or file == path:
                raise
            notices.append(Notice(say("{name} was left out: {sentence}", name=file.name, sentence=error.sentence)))
            continue
        if isinstance(tree, dict):
            record = record_of(tree)
            records.append(Record({**_measured(record.numbers), "epoch": float(epoch)}, split=record.split))
    rows = rows_of_records(records, epoch="epoch") if records else None
    name = path.resolve().parent.name or path.stem
    run = (
        run_of(name, path, READER.name, rows, notices=notices + repeated.notices())
        if rows is not None and rows.columns
        else None
    )
    if run is None:
        raise UnreadableLog(path, say("This file holds no numbers that could be the metrics of an epoch."))
    progress(1.0, "read")
    return (run,)


def _measured(numbers: dict[str, float]) -> dict[str, float]:
    """The numbers without what repeats the best epoch and without other counters."""
    return {k: v for k, v in numbers.items() if not k.startswith("best_") and k not in ("epoch", "training_epochs")}


READER = Reader(
    name="epoch-files",
    title="One JSON file an epoch (AllenNLP's metrics_epoch_N.json)",
    looks_like='{"epoch": 0, "training_loss": 0.9, "validation_accuracy": 0.6}   in metrics_epoch_0.json',
    suffixes=(".json",),
    sniff=sniff,
    read=read,
    beside=beside,
)
