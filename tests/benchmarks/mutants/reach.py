"""Which tests reach a line: noted once, while the tests run on the code as it is, by the package coverage."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection
from pathlib import Path

import coverage

Reach = dict[str, dict[int, list[str]]]
"""Of each file under the checkout, of each of its lines, the tests that ran it."""


class Noter:
    """A plugin of pytest that notes the tests that run each line of a room; those of other processes it cannot see."""

    def __init__(self, copy: Path, room: str) -> None:
        self._copy = copy
        self._folder = copy / "lossacc_gui" / room
        self._noted = coverage.Coverage(data_file=None, config_file=False, source=[str(self._folder)])
        self._noted.start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Called by pytest before each test."""
        self._noted.switch_context(nodeid)

    def write(self, told: Path) -> None:
        """End, and write what was noted down as JSON."""
        self._noted.stop()
        data = self._noted.get_data()
        lines = {
            Path(file).relative_to(self._copy).as_posix(): {
                line: [test for test in tests if test] for line, tests in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        told.write_text(json.dumps(lines), encoding="utf-8")


def read_reach(told: Path) -> Reach:
    """What a Noter has written."""
    read: dict[str, dict[str, list[str]]] = json.loads(told.read_text(encoding="utf-8"))
    return {file: {int(line): tests for line, tests in lines.items()} for file, lines in read.items()}


def reaching(reach: Reach, file: str, text: str, line: int, seconds: dict[str, float]) -> list[str]:
    """The tests that run the statement with this line, the quickest first; none where no test is seen to."""
    noted = reach.get(file, {})
    tests = {test for one in _statement(text, line) for test in noted.get(one, ())}
    return sorted(tests, key=lambda test: (seconds.get(test, 0.0), test))


def reaching_users(reach: Reach, copy: Path, text: str, line: int, seconds: dict[str, float]) -> list[str]:
    """The tests that run a line of the room which uses a name set there, for lines that run at import only."""
    names = _set_there(text, line)
    if not names:
        return []
    uses = re.compile(rf"\b(?:{'|'.join(names)})\b")
    tests: set[str] = set()
    for file, lines in reach.items():
        for at, one in enumerate((copy / file).read_text(encoding="utf-8").splitlines(), start=1):
            if uses.search(one):
                tests.update(lines.get(at, ()))
    return sorted(tests, key=lambda test: (seconds.get(test, 0.0), test))


def _set_there(text: str, line: int) -> list[str]:
    """The names that a statement of a module or a class with this line sets."""
    tree = ast.parse(text)
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    for node in (one for body in bodies for one in body):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.lineno <= line <= (node.end_lineno or line):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    return []


def _statement(text: str, line: int) -> Collection[int]:
    """The lines of the innermost statement there; of one that holds others, its head."""
    found = range(line, line + 1)
    for node in ast.walk(ast.parse(text)):  # the outer before the inner
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            body: list[ast.stmt] = getattr(node, "body", [])
            start = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            stop = body[0].lineno - 1 if body else node.end_lineno or start  # type: ignore[union-attr]
            if start <= line <= max(stop, start):
                found = range(start, max(stop, start) + 1)
    return found
