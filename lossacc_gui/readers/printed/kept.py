"""Finds the lines of a program or of a text for people that are a log which somebody kept in it.

A log is kept in fences, indented or as a paragraph of its own in Markdown, behind the marks of comments, or as it was
printed between statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from lossacc_gui.readers.kinds.programs import SOURCE_LINE, STATEMENT

FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)$")
INDENTED = re.compile(r"^(?: {4}|\t)")
QUOTED = re.compile(r"^ {0,3}(?:> ?)+")  # a quotation, whose mark may stand on its first line alone
OF_KNITR = re.compile(r"^\s*(?:##|#>) ?")  # what R's knitr and reprex set before what is printed
COMMENT = re.compile(r"^\s*(?P<mark>#+>?|//+|%+|--(?!-)|\*)(?:\s|$)")
OF_TABLE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")  # what Markdown sets below a heading
DECIMAL = re.compile(r"\d[.,]\d|\d ?%")
PASTED = 3  # words behind the mark that opens a fence, and are no language, but the first line in it
FEWEST = 4  # lines of a block
FEWEST_DECIMALS = 3  # lines of a block with a number that has a fraction
NEARLY_ALL = 0.9  # of the lines of a block begin as knitr's do
Lines = list[tuple[int, str]]
"""(place from 0, text) of each line of a block."""


def blocks_of_page(text: str) -> Iterator[Lines]:
    """What stands in fences, indented or in a paragraph of a text for people, without knitr's marks and programs."""
    fence, indented = "", False
    block: Lines = []
    for i, written in enumerate(_lines(text)):
        line = written if fence else QUOTED.sub("", written)
        match = FENCE.match(line)
        if fence:
            if match is not None and match["mark"].startswith(fence) and not match["info"].strip():
                yield from _printed(block, whole=False)
                fence, block = "", []
            else:
                block.append((i, line))
        elif match is not None:
            yield from _printed(block)
            fence = match["mark"]
            block = [(i, line.replace(fence, " " * len(fence), 1))] if len(match["info"].split()) >= PASTED else []
        elif block and (not line.strip() if indented else _goes_on(line)):
            block.append((i, line))
        else:
            indented = INDENTED.match(line) is not None
            if block and indented and INDENTED.match(block[0][1]):
                block.append((i, line))
                continue
            yield from _printed(block)
            block = [(i, line)] if line.strip() else []
    yield from _printed(block, whole=not fence)


def _goes_on(line: str) -> bool:
    """Whether a line belongs to the paragraph of the line above."""
    return bool(line.strip()) and INDENTED.match(line) is None


def _printed(block: Lines, *, whole: bool = True) -> Iterator[Lines]:
    """The block without knitr's marks; nothing where it is too short, a program, or a table of the page.

    `whole` tells that nothing else stands in it: in a fence there may be a session, with all that was printed.
    """
    said = [line for _, line in block if line.strip()]
    if not _may_be_log(said, whole=whole) or any(OF_TABLE.match(line) for line in said):
        return
    if sum(OF_KNITR.match(line) is not None for line in said) >= NEARLY_ALL * len(said):
        block = [(i, OF_KNITR.sub("", line)) for i, line in block]
    elif any(SOURCE_LINE.match(line) for line in said):
        return
    yield block


def _may_be_log(said: list[str], *, whole: bool = True) -> bool:
    """Whether enough lines hold numbers, and some of them fractions: it takes long to understand what is none."""
    if len(said) < FEWEST or (whole and 2 * sum(any(map(str.isdigit, line)) for line in said) < len(said)):
        return False
    return sum(DECIMAL.search(line) is not None for line in said) >= FEWEST_DECIMALS


def blocks_of_program(text: str) -> Iterator[Lines]:
    """The lines that follow each other behind one mark of a comment, without it, or that are no statements."""
    for kind, lines in groupby(enumerate(_lines(text)), key=lambda line: _kind(line[1])):
        block = [(i, COMMENT.sub("", line, count=1) if kind else line) for i, line in lines]
        if kind is not None and _may_be_log([line for _, line in block if line.strip()]):
            yield block


def _kind(line: str) -> str | None:
    """The mark of a comment, nothing for what is no statement, None for what is one."""
    comment = COMMENT.match(line)
    if comment is not None:
        return comment["mark"]
    return None if STATEMENT.search(line) or SOURCE_LINE.search(line) else ""


def with_only(text: str, blocks: list[Lines]) -> str:
    """A text of which nothing is left but lines of blocks, at the places that they had."""
    lines = [""] * len(_lines(text))
    for block in blocks:
        for i, line in block:
            lines[i] = line
    return "\n".join(lines)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")
