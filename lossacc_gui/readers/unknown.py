"""Reads numbers that come again under names that nobody knows, so that a person can say what they measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import FloatArray, Quantity, Run, Series, Split
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.files.suffixes import PROSE, SETTINGS
from lossacc_gui.readers.formats import any_table, history_json, json_lines
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.kinds.documents import said_of_document
from lossacc_gui.readers.kinds.foreign import foreign
from lossacc_gui.readers.kinds.programs import CODE, is_no_log
from lossacc_gui.readers.kinds.tabular import looks_tabular
from lossacc_gui.readers.mapping import PATTERN
from lossacc_gui.readers.printed import NAME
from lossacc_gui.readers.printed.columns import named_by_columns
from lossacc_gui.readers.printed.page import page_of
from lossacc_gui.readers.printed.sharing import fields_of
from lossacc_gui.readers.printed.template import Template, templates_of
from lossacc_gui.readers.series.file_names import bare_name, run_name
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.columns import runs_of_table
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.tables.row_kinds import holds_predictions, names_things
from lossacc_gui.readers.tables.table import Table
from lossacc_gui.readers.trees.history_tree import Group, groups_of
from lossacc_gui.readers.trees.json_tree import begins_as_json, load_json

FEWEST = 4  # values of a curve of which anything can be said
LONGER = 2  # times as many columns as rows, where the rows are curves
MOST = 200  # metrics; a person looks through no more
NUMBER_HERE = "·"
TRACEBACK = "Traceback (most recent call last)"


def unknown_runs(path: Path, progress: Progress = silent) -> tuple[Run, ...]:
    """The runs of a file that no reader takes for a log, every metric OTHER; none where no numbers come again in it.

    The rows are the x axis until a person says what counts.
    """
    try:
        head = head_of(path)
        if not _may_hold_curves(head) or not _of(head, head.text, silent):
            return ()
        text = head.text if head.whole else text_of(path, part(progress, 0.0, 0.3))
        return _of(head, text, part(progress, 0.3, 1.0))
    except UnreadableLog:
        return ()


def _may_hold_curves(head: Head) -> bool:
    """Whether a file is a text that is not plainly something else: a program, settings, prose, a table of things."""
    suffix = head.path.suffix.lower()
    if not head.text or suffix in CODE | SETTINGS | PROSE or foreign(head.data) is not None:
        return False
    if is_no_log(head.text) or TRACEBACK in head.text or said_of_document(head.text) is not None:
        return False
    table = head.table
    named = table is not None and table.named and looks_tabular(head)
    return not (named and table is not None and (names_things(table) or holds_predictions(table.header)))


def _of(head: Head, text: str, progress: Progress) -> tuple[Run, ...]:
    path = head.path
    if begins_as_json(text.lstrip()):
        runs = _of_json(path, progress) if head.whole or text is not head.text else ()
    elif looks_tabular(head):
        table = parse_table(text, progress)
        runs = runs_of_table(table, path, any_table.READER.name) if table is not None else ()
    elif head.table is not None and (turned := _upright(parse_table(text, progress))) is not None:
        runs = runs_of_table(turned, path, any_table.READER.name)
    else:
        runs = _of_text(path, text, progress)
    return tuple(run for run in map(_with_curves, runs) if run is not None)


def _upright(table: Table | None) -> Table | None:
    """A table of numbers with a curve in each row turned: nothing has a name, and the few rows are much longer."""
    if table is None or table.named or len(table.rows) * LONGER > len(table.header):
        return None
    if any(cell.strip() and number(cell, table.decimal_comma) is None for row in table.rows for cell in row):
        return None
    header = tuple(f"row {i}" for i in range(1, len(table.rows) + 1))
    cells = [list(column) for column in zip(*table.rows, strict=True)]
    lines = table.lines[:1] * len(cells)
    return replace(table, header=header, rows=cells, lines=lines, named=True, turned=tuple(table.lines))


def _of_json(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The records of JSON lines, or the lists that stand together in one value."""
    try:
        return json_lines.READER.read(path, progress)
    except UnreadableLog:
        groups = list(groups_of(load_json(path, progress), bare_name(path)))
    return tuple(_run_of(path, f"{run_name(path)} {group.name}".strip(), group) for group in groups if group.lists)


def _run_of(path: Path, name: str, group: Group) -> Run:
    series = []
    for metric, numbers in group.lists.items():
        value = np.array([np.nan if x is None else x for x in numbers], dtype=np.float64)
        split = meaning_of(metric).split or Split.TRAIN
        series.append(Series(metric, Quantity.OTHER, split, np.arange(len(value), dtype=np.int64), value))
    return Run(name, path, history_json.READER.name, tuple(series), x_name="row", settings=group.settings)


def _with_curves(run: Run) -> Run | None:
    """The run with what varies in it; None where nothing does, or only in whole numbers."""
    known = [one for one in run.series if len(one.value) >= FEWEST and _varies(one.value)]
    if not any(_has_fractions(one.value) for one in known):
        return None
    return replace(run, series=tuple(known[:MOST]))


def _varies(value: FloatArray) -> bool:
    finite = value[np.isfinite(value)]
    return bool(finite.size) and bool((finite != finite[0]).any())


def _has_fractions(value: FloatArray) -> bool:
    finite = value[np.isfinite(value)]
    return bool((finite != np.round(finite)).any())


def _of_text(path: Path, text: str, progress: Progress) -> tuple[Run, ...]:
    """One run: each number that varies in lines of one pattern, placed by its line."""
    page = page_of(text, part(progress, 0.0, 0.5))
    found = [one for one in templates_of(page, part(progress, 0.5, 1.0)) if len(one) >= FEWEST]
    series: list[Series] = []
    kinds: list[str] = []
    for headed in named_by_columns(found):
        taken = _series_of(headed.template, headed.names)
        series += taken
        kinds += [NUMBER_HERE.join(headed.template.cut.texts).strip()] if taken else []
    seen: Counter[str] = Counter()
    named = []
    for one in series[:MOST]:
        seen[one.metric] += 1
        again = seen[one.metric]
        named.append(one if again == 1 else replace(one, metric=f"{one.metric} ({again})"))
    if not named:
        return ()
    settings = ((PATTERN, "\n".join(kinds)),)
    return (Run(run_name(path), path, NAME, tuple(named), x_name="row", settings=settings),)


def _series_of(template: Template, columns: dict[int, str]) -> list[Series]:
    out = []
    for field in fields_of(template, columns):
        value, present = template.values(field.slot), template.present(field.slot)
        if present.sum() < FEWEST or not _varies(value[present]):
            continue
        name = " ".join(field.name.split()) or f"number {field.slot + 1}"
        split = field.split or meaning_of(name).split or Split.TRAIN
        out.append(Series(name, Quantity.OTHER, split, template.lines[present], value[present]))
    return out
