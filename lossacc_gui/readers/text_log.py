"""What a training printed: Keras' progress, nanoGPT, PyTorch examples and loops that people wrote themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, told
from lossacc_gui.model.run import Notice, Quantity, Run, Split
from lossacc_gui.readers.assemble import run_of
from lossacc_gui.readers.columns import run_name
from lossacc_gui.readers.line_shapes import LineShapes, Said, said
from lossacc_gui.readers.printed_rows import EPOCH, STEP, TOTAL, printed_rows
from lossacc_gui.readers.reader import Head, Reader
from lossacc_gui.readers.records import Shelf, rows_of
from lossacc_gui.readers.refusal import CODE, PROSE, SETTINGS, is_no_log, looks_tabular
from lossacc_gui.readers.source import text_of
from lossacc_gui.readers.text_pairs import COUNTERS, heading_of, lines_of, pairs_of
from lossacc_gui.readers.text_table import Heading, heading_in, pairs_in_row

LEFT_OUT = frozenset({Quantity.TIME, Quantity.OTHER})
REPEATED = re.compile(r"\bbest\b.*:\s*$", re.IGNORECASE)  # "Best iteration is:", above a line that came before
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
    """The records of one training, while they are read."""

    records: Shelf = field(default_factory=Shelf)
    epoch: float | None = None
    first: float | None = None
    step: tuple[float, float | None] | None = None  # and the total, told by a line without metrics for those below it


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each training that was printed: an epoch counter that starts again begins another."""
    text = text_of(path, part(progress, 0.0, 0.3))
    size = text.count("\n") + 1
    parts = [_Part()]
    heading = None
    for line in _told_lines(told(lines_of(text), size, part(progress, 0.3, 0.8), "reading lines")):
        if line.said.values:
            _take(line, parts, None if line.row else heading)
        else:
            heading = heading_of(line.content)
    del text
    trainings = [one.records for one in parts if len(one.records)]
    runs = []
    notices = [Notice(f"{len(trainings)} trainings follow each other in this text; each is a run.")]
    for i, records in enumerate(trainings, start=1):
        name = run_name(path) if len(trainings) == 1 else f"{run_name(path)} part {i}"
        progress(0.8 + 0.2 * (i - 1) / len(trainings), "putting the run together")
        rows = rows_of(printed_rows(records), EPOCH, STEP)
        run = run_of(name, path, READER.name, rows, notices=notices if len(trainings) > 1 else [])
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
        if restarted and epoch <= (part_.first or 0.0) and len(part_.records):
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
    counters: tuple[str, ...] = ()
    counts: list[float] = []
    if part_.epoch is not None:
        counters, counts = (EPOCH,), [part_.epoch]
    if step is not None:
        counters, counts = (*counters, STEP), [*counts, step[0]]
        if step[1]:
            counters, counts = (*counters, TOTAL), [*counts, step[1]]
    for split, names, places in plan.groups(heading):
        part_.records.put(names + counters, [values[i] for i in places] + counts, line.number, split)


READER = Reader(
    name="text",
    title="What a training printed (Keras progress, nanoGPT, PyTorch examples, hand-written loops)",
    looks_like="Epoch 3/10 ... loss: 0.53 - accuracy: 0.81, or iter 250: loss 2.40, time 224.35ms",
    suffixes=(".log", ".txt", ".out"),
    sniff=sniff,
    read=read,
)
