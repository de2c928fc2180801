"""What CONTRIBUTING.md shows is how the code is today."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def diffs() -> Iterator[tuple[str, str]]:
    """Each file that a diff is about, and its lines without their signs; "..." stands for any lines between."""
    for block in re.findall(r"^```diff\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\+\+\+ ", block, flags=re.MULTILINE)[1:]:
            file, *lines = part.splitlines()
            yield file, "\n".join(line[1:] for line in lines)


DIFFS = tuple(diffs())


def test_a_diff_is_shown_of_everything_that_one_would_add() -> None:
    shown = {file for file, _ in DIFFS}
    for kind in ("readers/", "explain/facts/", "explain/facts/words/", "resources/causes/", "export/", "style.py"):
        assert any(kind in file for file in shown), kind


@pytest.mark.parametrize(("file", "lines"), DIFFS, ids=[file for file, _ in DIFFS])
def test_what_a_diff_shows_stands_in_the_file(file: str, lines: str) -> None:
    today = (ROOT / file).read_text("utf-8")
    at = 0
    for piece in lines.split("\n...\n"):
        found = today.find(f"{piece}\n", at)
        assert found >= 0, f"{file} does not have, in this order:\n{piece}"
        at = found + len(piece)


def test_the_files_and_folders_that_the_table_names_are_there() -> None:
    table = [line for line in TEXT.splitlines() if line.startswith("| a ")]
    assert len(table) > 5
    for name in re.findall(r"`([\w./]+)`", "\n".join(table)):
        if "/" not in name or "NAME" in name:
            continue
        assert (ROOT / name).exists() or (ROOT / "lossacc_gui" / name).exists(), name


def test_files_and_functions_are_as_short_as_is_said() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "lossacc_gui").rglob("*.py")]
    lengths = [len(source.splitlines()) for source in sources]
    assert 15 * sum(one > 300 for one in lengths) < len(lengths) and max(lengths) <= 600
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    functions = [(node.end_lineno or 0) - node.lineno + 1 for node in nodes]
    assert max(functions) <= 70 and sum(one > 50 for one in functions) < 20
