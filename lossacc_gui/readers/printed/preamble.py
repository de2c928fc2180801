"""Finds the settings that a training printed before it began: Namespace(...), a dictionary, or a line for each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.settings import Setting, flat, merged
from lossacc_gui.readers.trees.python_tree import end_of_brackets

LOOKED_AT = 400  # lines above the first that measures
NAMESPACE = re.compile(r"\b(?:Namespace|Config|Args|Arguments|TrainingArguments|SimpleNamespace)\(")
DICT = re.compile(r"\{\s*(?:['\"][\w./ -]+['\"]\s*:|$)")
LINE = re.compile(r"^\s*(?:[-*|]\s*|--)?(?P<key>[A-Za-z_][\w./-]{0,60})\s*(?:[:=]|-{2,}>)\s*(?P<value>\S.{0,200})$")
FEWEST = 3  # lines in a row that are settings
LONGEST_DUMP = 20_000  # characters of one Namespace(...) or dictionary


def settings_in(page: Page, first: int) -> tuple[Setting, ...]:
    """The settings that the lines of `page` before line `first` tell."""
    lines = [page.line(i) for i in range(max(first - LOOKED_AT, 0), first)]
    lines = [line[end_of_prefix(line)[0] :] for line in lines]
    try:
        dumped = list(_dumped("\n".join(lines)))
    except RecursionError:  # nested deeper than settings are
        dumped = []
    return merged(dumped, _listed(lines))


def _dumped(text: str) -> Iterator[Setting]:
    """The settings in dumps of Python objects."""
    for match in NAMESPACE.finditer(text):
        call = _parsed(text, match.start(), match.end() - 1)
        if isinstance(call, ast.Call):
            yield from ((word.arg, _value(word.value)) for word in call.keywords if word.arg)
    for match in DICT.finditer(text):
        found = _parsed(text, match.start(), match.start())
        if isinstance(found, ast.Dict):
            try:
                tree = ast.literal_eval(found)
            except ValueError:
                pairs = zip(found.keys, found.values, strict=True)
                tree = {_value(key): _value(value) for key, value in pairs if key is not None}
            if len(tree) >= FEWEST:
                yield from flat(tree)


def _parsed(text: str, start: int, opening: int) -> ast.expr | None:
    """What stands from `start` up to the bracket that closes the one at `opening`, as Python; None where it is none."""
    end = end_of_brackets(text, opening, LONGEST_DUMP)
    try:
        written = text[start:end].replace("\n", " ").replace("\\", "\\\\")  # no escapes to warn of
        return ast.parse(written, mode="eval").body if end > 0 else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _listed(lines: Sequence[str]) -> Iterator[Setting]:
    """The settings in lines that follow each other and have a name and a value each, no name twice."""
    block: dict[str, str] = {}
    for line in (*lines, ""):
        match = LINE.match(line)
        if match is not None and match["key"] not in block and not meaning_of(match["key"]).quantity.is_progress:
            block[match["key"]] = match["value"].strip().strip("'\"")
            continue
        if len(block) >= FEWEST:
            yield from block.items()
        block = {}
