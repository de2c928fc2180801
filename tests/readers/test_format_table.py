"""The table of formats in the README is the one that the readers give."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.readers.format_table import as_markdown
from lossacc_gui.readers.registry import READERS

README = Path(__file__).resolve().parents[2] / "README.md"
START, END = "<!-- formats: made by `lossacc formats --markdown` -->\n", "<!-- end of formats -->"


def test_the_readme_has_the_table_that_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["formats", "--markdown"]) == 0
    printed = capsys.readouterr().out
    text = README.read_text(encoding="utf-8")
    assert text[text.index(START) + len(START) : text.index(END)] == printed


def test_every_format_has_a_row_of_two_cells() -> None:
    rows = as_markdown(READERS).splitlines()[2:]
    assert len(rows) == len(READERS)
    assert all(row.replace(r"\|", "").count("|") == 3 for row in rows)
