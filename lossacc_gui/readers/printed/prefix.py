"""Finds where what a logger or a launcher sets before a line ends: times, levels, names of files, ranks."""

from __future__ import annotations

import re

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.tables.beginnings import LEVEL

TIME = r"\d{1,2}:\d\d[:.]\d\d(?:[.,]\d+)?(?:Z|\s?[AP]M|[+-]\d\d:?\d\d)?"
WHOLE_DAY = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}/[A-Z][a-z]{2}/\d{4}"
DAY = rf"(?:{WHOLE_DAY}|\d\d[/-]\d\d)"
MONTH = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,?\s+)?"
MONTH += r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+\d{1,2}"
FILE = r"[\w/\\.<>-]+\.(?:py|cc|cpp|cu|h|go|rs|jl|java|scala|R|ipynb|lua)\b(?:[:,]?\s*(?:line\s*)?:?\s*\d+)?"
RANK = r"(?:(?:local[_ ]|global[_ ])?rank\s*[:=]?\s*(?P<rank>\d+)|(?P<mpi>\d+),\d+\]<std(?:out|err)>)"
SURE = re.compile(  # what no training says of itself
    rf"(?:{DAY}[T ,:_-]{{1,3}}{TIME}|{MONTH},?\s+(?:\d{{4}}\s+)?{TIME}(?:\s+\d{{4}})?|{TIME}"
    rf"|[IWEF]\d{{4}}\s+{TIME}\s+\d+"
    rf"|{LEVEL}\b|{FILE}|{RANK}|__main__(?::\w+:\d+)?|\(\w+\s+pid=\d+[^)]*\)|pid=\d+|(?:{WHOLE_DAY})(?=\s*[\])|]))"
)
OPENING = re.compile(r"[\s\[(<|{]*")
CLOSING = re.compile(r"[\s\])>|}:;,-]*(?:>>\s*)?")
NAME = re.compile(  # a logger's name or a function's, where a sure piece stands before or behind it
    rf"(?:[^\s:]{{1,80}}(?=\s+-\s+\[?{LEVEL}\b)|"
    r"\[(?:main|root|[A-Za-z_]\w*[._/:][\w./:-]*)\]|\([A-Za-z_][\w.:/-]*(?::\d+)?\)|"
    r"[A-Za-z_]\w*(?:\.\w+)+(?::\w+)*(?::\d+)?(?=\s*[-:\])|])(?!\s*(?:[:=~]|-+>)\s*[-+.(\d])"
    r"|(?!(?i:epoch|ep|iter|step|round)\d)[A-Za-z_][\w-]*(?=\s+-\s)|\d+(?=\s+[\w.]+:\d+\])"
    r"|(?<=:)(?:root(?=:)|[A-Za-z_]\w*(?=:(?!\s|$)))"
    r"|[\w.-]+\s+[\w.-]+\[\d+\]:"  # the host and the process of a system's log
    rf"|line:?\s*\d+(?=\s*[\])])|P?\d{{2,7}}(?=\s+\[?{LEVEL}\b)"
    r"|(?P<module>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?=\s+[A-Za-z]))"  # no sign behind it: gluonts.trainer Epoch[3]
)
NAMED = re.compile(rf"\s+-\s+\[?{LEVEL}\b")  # a level behind it makes any word a logger's name
GLUED_BAR = re.compile(  # a bar that was drawn when the line of an epoch was printed:   0%| | 0/9 [00:00<?]Epoch: 3
    r"[^|\n]{0,80}?\d%\|[^|\n]{0,200}\|[^\[\]\n]{1,40}\[[^\[\]\n]{1,80}\]\s*(?=(?:epoch|ep|round|step|iter\w*)\W{0,3}\d)",
    re.IGNORECASE,
)
LONGEST = 160  # characters
FIRST_NAME = re.compile(rf"[\[(<]?[\w.-]+[\])>]?\s+(?=\[?{TIME})|[\w.@-]+\s*\|\s+(?={DAY})")


def end_of_prefix(line: str) -> tuple[int, int]:
    """(where the message of a line begins, where the number of the process that printed it stands, -1 for none)."""
    end, rank, at = 0, -1, 0
    bar = GLUED_BAR.match(line) if "%|" in line else None
    if bar is not None:
        return bar.end(), rank
    first = FIRST_NAME.match(line)
    if first is not None:
        at = first.end()
    known = False
    while at < LONGEST:
        opened = _skipped(OPENING, line, at)
        match = SURE.match(line, opened)
        if match is not None:
            group = "rank" if match["rank"] else "mpi" if match["mpi"] else ""
            rank = match.start(group) if group else rank
            known = True
        elif known:
            match = NAME.match(line, at) or NAME.match(line, opened)
            match = None if match is not None and _is_said(match) and not NAMED.match(line, match.end()) else match
        if match is None:
            break
        end = at = _skipped(CLOSING, line, match.end())
    return end, rank


def _is_said(match: re.Match[str]) -> bool:
    """Whether a name is of the message: it says on which examples something was measured, or what."""
    if match["module"]:
        meaning = meaning_of(match["module"])
        return meaning.split is not None or meaning.quantity is not Quantity.OTHER
    meaning = meaning_of(match[0].strip("[]()"))  # [Eval:test] is no logger, in which other words stand, too
    return meaning.split is not None and not meaning.rest


def _skipped(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match is not None else at
