"""What a training printed: Keras' progress, nanoGPT, PyTorch examples and loops that people wrote themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, told
from lossacc_gui.model.run import Notice, Quantity, Run, Split
from lossacc_gui.readers.assemble import run_of
from lossacc_gui.readers.columns import run_name
from lossacc_gui.readers.line_shapes import LineShapes, Said, said
from lossacc_gui.readers.reader import Head, Reader
from lossacc_gui.readers.records import Record, Shelf, rows_of_records
from lossacc_gui.readers.refusal import CODE, PROSE, SETTINGS, is_no_log, looks_tabular
from lossacc_gui.readers.source import text_of
from lossacc_gui.readers.text_pairs import COUNTERS, heading_of, lines_of, pairs_of
from lossacc_gui.readers.text_table import Heading, heading_in, pairs_in_row

LEFT_OUT = frozenset({Quantity.TIME, Quantity.OTHER})
COUNTED = frozenset({"epoch", "step", "steps an epoch"})  # in a record's numbers beside its metrics
REPEATED = re.compile(r"\bbest\b.*:\s*$", re.IGNORECASE)  # "Best iteration is:", above a line that came before
FEW_EPOCHS = 5  # below this a log that counts batches too is read batch by batch
OFTEN = 3  # values of one metric that make a text a log where nothing counts
PLAINLY_OTHER = re.compile(r"\s*(<|\{(?!')|\[\s*[{\"])")  # markup, or JSON, not what Python prints
CERTAIN = 0.7  # certainty with counters and metrics that come again; tables and JSON are surer of theirs
CLEAR = 0.6
DOUBTFUL = 0.35
LATE = 0.1  # a long text without metrics in its head: a preamble may hide the training


def sniff(head: Head) -> float:
    """Rather sure where metrics come again under a counter that moves."""
    if (
        head.path.suffix.lower() in CODE | PROSE | SETTINGS
        or not head.text
        or PLAINLY_OTHER.match(head.text)
        or is_no_log(head.text)
        or looks_tabular(head)
    ):
        return 0.0
    metrics: Counter[str] = Counter()
    fractions: set[str] = set()
    counters: set[tuple[str, float]] = set()
    for line in _told_lines(lines_of(head.text)):
        for pair, value in zip(line.said.plan.pairs, line.said.values, strict=True):
            if pair.quantity in COUNTERS:
                counters.add((pair.name.lower(), value))
            elif pair.quantity not in LEFT_OUT:
                metrics[pair.name.lower()] += 1
                if not value.is_integer():
                    fractions.add(pair.name.lower())
    often = max(metrics.values(), default=0)
    if often >= OFTEN and len(counters) >= OFTEN:
        return CERTAIN
    if often >= 2 and len(counters) >= 2:
        return CLEAR
    counted = counters and len(metrics) > 1
    if fractions and (counted or any(metrics[name] >= OFTEN for name in fractions)):  # whole numbers may be of anything
        return DOUBTFUL
    return 0.0 if head.whole else LATE


@dataclass
class _Part:
    """The records of one training, while they are read; `limit` is how many are too many to keep each."""

    records: Shelf = field(default_factory=Shelf)
    epoch: float | None = None
    first: float | None = None
    steps: bool = False
    step: tuple[float, float | None] | None = None  # and the total, told by a line without metrics for those below it
    limit: int = 10_000

    def compact(self) -> None:
        """Keep one record an epoch as soon as it is certain that no more will be asked for."""
        if len(self.records) >= self.limit:
            epochs = [record.numbers["epoch"] for record in self.records if "epoch" in record.numbers]
            if len(set(epochs)) >= FEW_EPOCHS:
                self.records = Shelf(_by_epoch(self.records, epochs[0]))
            self.limit = max(self.limit, 2 * len(self.records))


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each training that was printed: an epoch counter that starts again begins another."""
    text = text_of(path, part(progress, 0.0, 0.3))
    size = text.count("\n") + 1
    parts = [_Part()]
    heading = None
    for line in _told_lines(told(lines_of(text), size, part(progress, 0.3, 0.8), "reading lines")):
        if line.said.values:
            _take(line, parts, None if line.row else heading)
            parts[-1].compact()
        else:
            heading = heading_of(line.content)
    trainings = [one for one in parts if one.records]
    runs = []
    for i, one in enumerate(trainings, start=1):
        name = run_name(path) if len(trainings) == 1 else f"{run_name(path)} part {i}"
        share = part(progress, 0.8 + 0.2 * (i - 1) / len(trainings), 0.8 + 0.2 * i / len(trainings))
        run = _run(one, name, path, len(trainings), share)
        if run is not None:
            runs.append(run)
    if not runs:
        raise UnreadableLog(path, "No metric with a number is found in the lines of this text.")
    progress(1.0, "read")
    return tuple(runs)


@dataclass(slots=True)
class _Line:
    """What a line says, whether it is a row of a table, whether the table's heading came again before it."""

    number: int
    content: str
    said: Said
    row: bool = False
    anew: bool = False


def _told_lines(lines: Iterable[tuple[int, str]]) -> Iterator[_Line]:
    """What each line says; without what a heading says came before."""
    shapes = LineShapes(pairs_of)
    table: Heading | None = None
    repeated = anew = False
    for number, content in lines:
        row = pairs_in_row(table, content) if table is not None else []
        found = said(row) if row else shapes.said(content)
        if not found.values and (heading := heading_in(content, table)) is not None:
            table, anew = heading, heading == table
        if repeated and found.values:
            repeated = False
            continue
        repeated = not found.values and REPEATED.search(content) is not None
        yield _Line(number, content, found, bool(row), bool(row) and anew)
        anew = anew and not row


def _take(line: _Line, parts: list[_Part], heading: Split | None) -> None:
    """Add what one line says to the training it belongs to."""
    part_, plan, values = parts[-1], line.said.plan, line.said.values
    epoch = values[plan.epoch] if plan.epoch >= 0 else None
    if epoch is not None and epoch >= 0:
        restarted = (
            part_.first is not None
            and part_.epoch is not None
            and (epoch < part_.epoch or (line.anew and epoch == part_.epoch))
        )
        if restarted and epoch <= (part_.first or 0.0) and part_.records:
            part_ = _Part()
            parts.append(part_)
        part_.epoch = epoch
        part_.first = epoch if part_.first is None else part_.first
    step = (values[plan.step], line.said.total) if plan.step >= 0 else None
    if step is not None or epoch is not None:
        part_.step = step if not plan.metrics else None
    if not plan.metrics:
        return
    step = step or part_.step
    for split, names in plan.groups(heading):
        numbers = {name: values[i] for name, i in names}
        if part_.epoch is not None:
            numbers["epoch"] = part_.epoch
        if step is not None:
            part_.steps = True
            numbers["step"] = step[0]
            if step[1]:
                numbers["steps an epoch"] = step[1]
        part_.records.add(Record(numbers, line.number, split))


def _run(one: _Part, name: str, path: Path, trainings: int, progress: Progress) -> Run | None:
    records = _under_headings(one.records)
    watched = told(records, len(records), progress, "putting the run together")
    rows: Iterable[Record]
    notices = [Notice(f"{trainings} trainings follow each other in this text; each is a run.")] if trainings > 1 else []
    epochs = {record.numbers["epoch"] for record in records if "epoch" in record.numbers}
    first = next((record.numbers["epoch"] for record in records if "epoch" in record.numbers), 0.0)
    if one.steps and len(epochs) < FEW_EPOCHS and _steps_move(records, epochs):
        rows = _by_step(watched)
    elif epochs and not _only_repeats(records, epochs):
        rows = _by_epoch(watched, first)
    else:
        rows = _by_row(watched)
    table = rows_of_records(rows, "epoch", "step")
    return run_of(name, path, READER.name, table, notices=notices) if table.columns else None


def _steps_move(records: Shelf, epochs: set[float]) -> bool:
    """Whether steps tell apart what epochs do not; the number of the last batch of every epoch counts nothing."""
    steps = {(record.numbers.get("epoch"), record.numbers["step"]) for record in records if "step" in record.numbers}
    return len(steps) > len(epochs)


def _only_repeats(records: Shelf, epochs: set[float]) -> bool:
    """Whether everything is of one epoch and some metric came again in it, so that only its rows can be told apart."""
    names = Counter((name, record.split) for record in records for name in record.numbers.keys() - COUNTED)
    return len(epochs) == 1 and max(names.values(), default=0) >= FEW_EPOCHS


def _under_headings(records: Shelf) -> Shelf:
    """Metrics that later stand under a heading of training are of training before the first heading too."""
    headed = {name for record in records if record.split is Split.TRAIN for name in record.numbers} - COUNTED
    if not headed:
        return records
    return Shelf(
        replace(record, split=Split.TRAIN)
        if record.split is None and record.numbers.keys() - COUNTED <= headed
        else record
        for record in records
    )


def _by_epoch(records: Iterable[Record], first: float) -> list[Record]:
    """One record an epoch and split: of what is printed while an epoch runs, the last counts."""
    out: list[Record] = []
    at: dict[Split | None, int] = {}
    for record in records:
        numbers = record.numbers.copy()
        numbers.pop("step", None)
        numbers.pop("steps an epoch", None)
        epoch = numbers.setdefault("epoch", first - 1)  # before the first counter it is the epoch before
        i = at.get(record.split)
        if i is not None and out[i].numbers["epoch"] == epoch:
            out[i].numbers.update(numbers)
        else:
            at[record.split] = len(out)
            out.append(Record(numbers, record.line, record.split))
    return sorted(out, key=lambda record: record.line) if len(at) > 1 else out


def _by_step(records: Iterable[Record]) -> Iterator[Record]:
    """Steps counted through: a counter that begins anew each epoch goes on behind the epoch before."""
    before = last = stride = 0.0
    epoch = None
    for record in records:
        numbers = dict(record.numbers)
        total = numbers.pop("steps an epoch", 0.0)
        now = numbers.pop("epoch", None)
        if "step" in numbers:
            if now is not None and (epoch is None or now > epoch) and numbers["step"] < last:
                before += max(total, last if numbers["step"] else last + stride)
            elif numbers["step"] > last:
                stride = numbers["step"] - last
            last, epoch = numbers["step"], now if now is not None else epoch
        numbers["step"] = before + last
        yield Record(numbers, record.line, record.split)


def _by_row(records: Iterable[Record]) -> list[Record]:
    """Nothing counts: a row ends where a metric comes again."""
    out: list[Record] = []
    for counted in records:
        record = replace(counted, numbers={k: v for k, v in counted.numbers.items() if k not in COUNTED})
        if out and record.split == out[-1].split and not set(record.numbers) & set(out[-1].numbers):
            out[-1] = replace(out[-1], numbers=out[-1].numbers | record.numbers)
        else:
            out.append(record)
    return out


READER = Reader(
    name="text",
    title="What a training printed (Keras progress, nanoGPT, PyTorch examples, hand-written loops)",
    looks_like="Epoch 3/10 ... loss: 0.53 - accuracy: 0.81, or iter 250: loss 2.40, time 224.35ms",
    suffixes=(".log", ".txt", ".out"),
    sniff=sniff,
    read=read,
)
