"""Uncovers a heading that stands behind a hash, and takes away the line in which Excel names the delimiter."""

from __future__ import annotations

import re

from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.delimiters import ALIGNED, DELIMITERS, TRIED_LINES, split

EXCEL = re.compile(r"\s*\"?sep=(.)\"?[ \t]*(\r\n|\n|\r)", re.IGNORECASE)
MONITOR = re.compile(r"#\{[^\n]*\}(\r?\n)r,l,t(?=[,\r\n])")  # of each episode, as Gym and Stable Baselines write it
MONITORED = r"\1reward,episode length,time"
COMMENTED = re.compile(r"^#+[ \t]*(?=[^\d\s#])(.*)$")


def with_heading(text: str) -> str:
    """The text with Excel's `sep=;` made a blank line, and with the heading that numpy.savetxt puts behind a hash.

    A comment is a heading where it is the only one above the rows, or has as many fields as they have; lines stay
    where they are.
    """
    match = EXCEL.match(text[:50])
    if match is not None:
        text = match[2] + text[match.end() :]
    if text.lstrip()[:1] != "#":
        return text
    if MONITOR.match(text):
        return MONITOR.sub(MONITORED, text, count=1)
    lines = text[: TRIED_LINES * 2000].splitlines(keepends=True)
    above = [i for i, line in enumerate(lines) if line.startswith("#")]
    rows = [line for line in lines if line.strip() and not line.startswith("#")][:TRIED_LINES]
    if not rows or not above or above[-1] > len(above) + 1 or number(re.split(r"[\s,;|]", rows[0].strip())[0]) is None:
        return text
    for delimiter in (*DELIMITERS, ALIGNED, " "):
        cells = [len(split(line, delimiter)) for line in rows]
        if cells[0] < 2 or cells.count(cells[0]) < len(cells) - 1:
            continue
        for i in reversed(above):  # the nearest to the rows
            heading = COMMENTED.match(lines[i].rstrip("\r\n"))
            if heading is not None and len(split(heading[1], delimiter)) == cells[0]:
                end = lines[i][len(lines[i].rstrip("\r\n")) :]
                written = heading[1].strip() if delimiter != " " else "  ".join(heading[1].split())
                lines[i] = written + end
                return "".join(lines) + text[sum(map(len, lines)) - len(written + end) + len(heading[0] + end) :]
    return text
