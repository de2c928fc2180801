"""A triage as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from lossacc_gui.chart.run_names import brief
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.verdict import State
from lossacc_gui.triage.choices import given_otherwise
from lossacc_gui.triage.reports.report import CAUSES_TITLE, GROUPS_TITLE, SETTINGS_TITLE, Report, Told, counted
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.words import cause_text, main_text, names_of, number_texts

HEADINGS = ("State", "Run", "What", "Cause", "Keep", "Best loss", "last", "Best acc.", "last", "Late", "Points")
NUMBERS = frozenset({4, 5, 6, 7, 8, 10})
"""Columns that stand on the right."""
WIDEST = 44  # characters of a cell; CSV, JSON and HTML have them whole
ARGUED = 12  # lines on causes; JSON and HTML have all
SETTINGS = 4  # that differ are named; the other reports have all


def as_text(told: Told) -> str:
    """What was found, the runs as a table with the most harmed first, then what failed."""
    table = told.table
    names = given_otherwise(table.rows)
    shown = names[:SETTINGS]
    called = names_of(table.rows)
    cells = [_cells(row, name, shown) for row, name in zip(table.rows, brief(called, WIDEST), strict=True)]
    lines = _lined((*HEADINGS, *shown), cells) if cells else []
    blocks = [counted(table), "\n".join(lines)]
    if len(names) > len(shown):
        blocks.append(f"Also different: {', '.join(names[SETTINGS:])}.")
    if told.groups:
        blocks.append("\n".join([f"{GROUPS_TITLE}:", *(plain_text(f"  {text}") for text in told.groups)]))
    if told.statements:
        blocks.append("\n".join([f"{SETTINGS_TITLE}:", *(plain_text(f"  {one.text}") for one in told.statements)]))
    if told.argued:
        name_of = {id(row): name for row, name in zip(table.rows, called, strict=True)}
        lines = [plain_text(f"  {name_of[id(row)]}: {one.text}") for row, one in told.argued[:ARGUED]]
        more = len(told.argued) - ARGUED
        blocks.append("\n".join([f"{CAUSES_TITLE}:", *lines, *([f"  and {more:,} more"] if more > 0 else [])]))
    if table.failures:
        failed = (plain_text(f"  {one.source}: {one.reason}") for one in table.failures)
        blocks.append("\n".join(["Could not be read:", *failed]))
    return "\n\n".join(block for block in blocks if block)


def _cells(row: Row, name: str, names: Sequence[str]) -> list[str]:
    settings = dict(row.settings)
    return [
        State(row.state).said,
        name,
        main_text(row),
        cause_text(row),
        *number_texts(row),
        *(settings.get(name, "") for name in names),
        row.source,
    ]


def _lined(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """The rows under their headings; the last column, the log, is written whole."""
    rows = [
        [*headings, "Log"],
        *([_cut(plain_text(cell)) for cell in row[:-1]] + [plain_text(row[-1])] for row in cells),
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        padded = [
            cell.rjust(width) if i in NUMBERS else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row[:-1], widths, strict=True))
        ]
        lines.append("  ".join([*padded, row[-1]]).rstrip())
    return lines


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


REPORT = Report("text", "a table for a terminal", (".txt",), as_text)
