"""Puts the parts of a table beside each other that was printed in parts, because it was wider than the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

GOES_ON = re.compile(r"\\[ \t]*$", re.MULTILINE)  # what pandas prints behind a heading that goes on below the rows
MOST_PARTS = 50
INDEX = re.compile(r"[ \t]*[^ \t]+")


def side_by_side(text: str) -> str:
    """The text with the parts of each wrapped table side by side; lines stay where they are, those that moved blank."""
    if "\\" not in text or GOES_ON.search(text) is None:
        return text
    lines = text.split("\n")
    i = 0
    while i < len(lines):
        i = _joined(lines, i) if GOES_ON.search(lines[i]) and _blocks(lines, i) else i + 1
    return "\n".join(lines)


def _blocks(lines: Sequence[str], start: int) -> list[tuple[int, int]]:
    """(first line, one behind the last) of each part of a table that begins at `start`; empty where it is none."""
    blocks: list[tuple[int, int]] = []
    at = start
    while at < len(lines) and len(blocks) < MOST_PARTS:
        stop = next((k for k in range(at, len(lines)) if not lines[k].strip()), len(lines))
        height = blocks[0][1] - blocks[0][0] if blocks else stop - at
        if height < 2 or stop - at < height:
            return []
        blocks.append((at, at + height))
        if not GOES_ON.search(lines[at]):
            break
        at = stop + 1
    if len(blocks) < 2 or GOES_ON.search(lines[blocks[-1][0]]):
        return []
    indices = {tuple(_index(line) for line in lines[begin + 1 : end]) for begin, end in blocks}
    return blocks if len(indices) == 1 else []


def _index(line: str) -> str:
    match = INDEX.match(line)
    return match[0].strip() if match is not None else ""


def _joined(lines: list[str], start: int) -> int:
    """Where the lines go on behind a table of which the parts were put side by side."""
    (first, end), *others = _blocks(lines, start)
    for k in range(end - first):
        parts = [GOES_ON.sub("", lines[first + k]).rstrip()]
        for begin, _ in others:
            part = GOES_ON.sub("", lines[begin + k])
            parts.append(part.strip() if k == 0 else INDEX.sub("", part, count=1).strip())
            lines[begin + k] = ""
        lines[first + k] = "  ".join(parts)
    return others[-1][1]
