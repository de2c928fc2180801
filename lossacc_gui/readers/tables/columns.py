"""Turns a table into runs: which columns count, which measure, which only describe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import FloatArray, IntArray, Notice, Quantity, Run, Split
from lossacc_gui.readers.files.source import as_text, bytes_of
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.counting import best_counter, counter_within
from lossacc_gui.readers.series.file_names import run_name
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.series.whole_numbers import rises
from lossacc_gui.readers.tables.large_table import GrowingTable, large_numbers
from lossacc_gui.readers.tables.numeric import Numbers, Text, numbers_of
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.tables.phases import with_phases
from lossacc_gui.readers.tables.stacked import stacked_runs
from lossacc_gui.readers.tables.table import Table

INDEX_NAMES = frozenset({"", "unnamed: 0", "index", "idx", "__index_level_0__"})


def read_table_as(
    format_name: str,
    path: Path,
    progress: Progress,
    plain_split: Split | None = None,
    growing: GrowingTable | None = None,
    whole: str = "",
) -> tuple[Run, ...]:
    """The runs of the table in the file `path`; UnreadableLog where it is none.

    `growing` has what was read of it; `whole` is all of its text, where that was read already.
    """
    large = growing.numbers(path, part(progress, 0.0, 0.7)) if growing is not None else None
    data = bytearray() if large is not None or whole else bytes_of(path, part(progress, 0.0, 0.2))
    large = large or large_numbers(data, part(progress, 0.2, 0.7))
    if large is not None:
        del data  # as large as all the numbers in it
        numeric, count = large
        lines = np.arange(2, count + 2, dtype=np.int64)
        runs = runs_of_content(
            Content(numeric, [], lines), path, format_name, plain_split, progress=part(progress, 0.7, 1.0)
        )
    else:
        text = whole or as_text(path, data, part(progress, 0.7, 0.75))
        del data
        table = parse_table(text, part(progress, 0.75, 0.9))
        if table is None:
            raise UnreadableLog(path, say("The lines do not have the same number of columns, so this is no table."))
        progress(0.9, "reading columns")
        runs = runs_of_table(table, path, format_name, plain_split=plain_split)
    progress(1.0, "read")
    return runs


class FollowingTable:
    """Reads a table that grows by the function that reads it, which is handed what was read before."""

    def __init__(self, reads: Callable[[Path, Progress, GrowingTable | None], tuple[Run, ...]]) -> None:
        self._reads = reads
        self._growing = GrowingTable()

    def read(self, path: Path, progress: Progress) -> tuple[Run, ...] | None:
        """The runs as the reader finds them."""
        return self._reads(path, progress, self._growing)


@dataclass(frozen=True, eq=False)
class Content:
    """What a table holds: columns of numbers and of words, each row's line if it has lines, where it starts anew."""

    numeric: list[Numbers]
    texts: list[Text]
    lines: IntArray | None
    starts: tuple[int, ...] = ()

    def rows(self, rows: IntArray) -> Content:
        """Some rows of it, which start nothing anew."""
        if self.numeric and len(rows) == len(self.numeric[0].value):
            return self
        numeric, texts = [c.rows(rows) for c in self.numeric], [t.rows(rows) for t in self.texts]
        lines = self.lines[rows] if self.lines is not None else None
        return Content(numeric, texts, lines)


def runs_of_table(
    table: Table,
    path: Path,
    format_name: str,
    *,
    plain_split: Split | None = None,
    notices: Sequence[Notice] = (),
) -> tuple[Run, ...]:
    """The runs a table tells, more than one where runs are stacked; UnreadableLog where no column measures anything."""
    if not table.rows:
        raise UnreadableLog(path, say("The log has a header but no complete row yet."))
    numeric, texts, told = numbers_of(table)
    content = Content(numeric, texts, np.array(table.lines, dtype=np.int64), table.headers)
    return runs_of_content(content, path, format_name, plain_split, [*notices, *table.notices, *told])


def runs_of_content(
    content: Content,
    path: Path,
    format_name: str,
    plain_split: Split | None = None,
    notices: Sequence[Notice] = (),
    progress: Progress = silent,
) -> tuple[Run, ...]:
    """The runs of columns that were read already; UnreadableLog where none of them measures anything."""
    runs = []
    for label, rows in stacked_runs(content.numeric, content.texts):
        name = f"{run_name(path)} {label}".strip()
        run = _run(content.rows(rows), (name, path, format_name), plain_split, notices, progress)
        if run is not None:
            runs.append(run)
    if not runs:
        raise UnreadableLog(path, say("No column of this table holds numbers that could be a metric."))
    return tuple(runs)


def _run(
    content: Content,
    labels: tuple[str, Path, str],
    plain_split: Split | None,
    notices: Sequence[Notice],
    progress: Progress,
) -> Run | None:
    axes: dict[Quantity, Numbers] = {}
    for quantity in (Quantity.EPOCH, Quantity.STEP):
        named = {c.name: c for c in reversed(content.numeric) if meaning_of(c.name).quantity is quantity}
        found = best_counter({name: named[name].value for name in reversed(named)})
        if found is not None:
            axes[quantity] = named[found]
    within = {} if axes else {c.name: c.value for c in content.numeric if c.present.all()}
    if (counts := counter_within(within)) is not None:
        axes[counts[1]] = next(c for c in content.numeric if c.name == counts[0])
    metrics: list[Numbers] = []
    for column in content.numeric:
        if column in axes.values():
            continue
        if column.name.strip().lower() not in INDEX_NAMES or column is not content.numeric[0]:
            metrics.append(column)
    epoch, step = axes.get(Quantity.EPOCH), axes.get(Quantity.STEP)
    paces = _paces_of_rows(content.texts, [axis.value for axis in axes.values()])
    rows = Rows(
        _of_each_pace(metrics, paces) if paces else _columns(metrics, content.texts),
        epoch=epoch.value if epoch is not None else None,
        step=step.value if step is not None else None,
        line=content.lines,
        starts=content.starts,
    )
    settings = _settings(content.texts)
    run = run_of(
        *labels,
        rows,
        plain_split=plain_split,
        notices=notices,
        settings=settings,
        beside=[text.name for text in content.texts if len(set(text.cells)) > 1],
        progress=progress,
    )
    return run and with_phases(run, content.texts, content.numeric, {"epoch": rows.epoch, "step": rows.step})


def _columns(metrics: list[Numbers], texts: list[Text]) -> list[Column]:
    """The metrics as columns; where a column of words tells each row's split, one for each split."""
    splits = next((found for found in map(_splits_of_rows, texts) if found is not None), None)
    marks = next((m for m in metrics if _marks_split(m)), None)
    if splits is None and marks is not None:
        metrics = [m for m in metrics if m is not marks]
        split = meaning_of(marks.name).split or Split.TRAIN
        other = Split.VAL if split is Split.TRAIN else Split.TRAIN
        splits = [split if mark else other for mark in marks.value.tolist()]
    if splits is None:
        return [Column(m.name.strip(), m.value, m.present, percent=m.percent) for m in metrics]
    return [
        Column(m.name.strip(), m.value, m.present & np.array([s is split for s in splits]), split, percent=m.percent)
        for m in metrics
        for split in dict.fromkeys(splits)
    ]


def _paces_of_rows(texts: list[Text], counters: list[FloatArray]) -> tuple[str, ...]:
    """What each row sums up where a column of words tells it, a batch or an epoch, and rows of each count on their own.

    Empty where no column does, or the rows count through all of them.
    """
    for text in texts:
        cells = tuple(cell.strip() for cell in text.cells)
        words = set(cells)
        if len(words) < 2 or any(meaning_of(word).quantity not in COUNTERS for word in words):
            continue
        groups = [np.array([cell == word for cell in cells]) for word in words]
        if any(not rises(one) and all(rises(one[rows]) for rows in groups) for one in counters):
            return cells
    return ()


def _of_each_pace(metrics: list[Numbers], paces: tuple[str, ...]) -> list[Column]:
    """Columns for each pace, of which the result of an epoch keeps its plain name."""
    return [
        Column(
            m.name.strip() if meaning_of(pace).quantity is Quantity.EPOCH else f"{m.name.strip()} ({pace})",
            m.value,
            m.present & np.array([one == pace for one in paces]),
            percent=m.percent,
        )
        for m in metrics
        for pace in dict.fromkeys(paces)
    ]


def _marks_split(column: Numbers) -> bool:
    """Whether a column is called after a split and says yes or no: train, True or False."""
    meaning = meaning_of(column.name)
    return meaning.split is not None and not meaning.rest and set(column.value[column.present].tolist()) == {0.0, 1.0}


def _splits_of_rows(text: Text) -> list[Split] | None:
    """The split of every row where the column (`phase`, `mode`, ...) has nothing but splits in it."""
    known = {cell: meaning_of(cell) for cell in set(text.cells)}
    if any(meaning.split is None or meaning.rest for meaning in known.values()):
        return None
    return [split for cell in text.cells if (split := known[cell].split) is not None]


def _settings(texts: list[Text]) -> list[tuple[str, str]]:
    """Columns of words that say the same in every row describe the run."""
    return [(text.name, text.cells[0]) for text in texts if len(set(text.cells)) == 1]
