"""Finds what stands before each line of a text, whatever it says: a worker's name, a time of no known form."""

from __future__ import annotations

import re
from collections import Counter

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.printed.prefix import LEVEL

LOOKED_AT = 200  # lines at the start of a text that show it
FEWEST = 6  # lines that show it
MOST = 0.6  # of the lines begin with it; settings above a training may have no such beginning
LAST = "[EGLNORS]"  # letters that end a level
LEVELLED = rf"(?:\[?{LEVEL}\]?:)?"
CLOSED = re.compile(  # a word that a sign ends, or signs alone: worker-0: [0] (a) <b> task_1 | >>>
    rf"{LEVELLED}(?P<head>[\[(<][\w.@/-]+[\])>]:?(?=\s)|[\w.@/-]+(?:\s?\|(?=\s)|:(?=[\s-]))|>{{2,}}(?=\s)"
    rf"|(?<={LAST}:)[\w.-]+:)"
)
TIMED = re.compile(rf"{LEVELLED}(?P<head>\d{{9,10}}(?:\.\d+)?|\d+(?:\.\d+)?[hms])(?=\s+(?P<word>[^\W\d_])?)")
WORDS = re.compile(r"[^\W\d_]+")


def common_head(text: str) -> re.Pattern[str] | None:
    """What matches the beginning of most lines of a text, its group `head` being of no use; None for nothing.

    It names no metric, split or counter, is the same in all lines, or counts seconds before lines with words, too.
    """
    lines = [line for line in text.split("\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]
    if len(lines) < FEWEST:
        return None
    timed = [match for match in map(TIMED.match, lines) if match is not None]
    if len(timed) >= MOST * len(lines) and any(match["word"] for match in timed):
        return re.compile(rf"^{TIMED.pattern}", re.MULTILINE)
    heads = Counter(match["head"] for match in map(CLOSED.match, lines) if match is not None)
    head, many = heads.most_common(1)[0] if heads else ("", 0)
    alike = len({line.partition(head)[2] for line in lines if head in line}) if many else 0
    if many < MOST * len(lines) or alike < FEWEST or _is_said(head):
        return None
    if head.endswith("|") and any("|" in line for line in lines if head not in line):  # the first cell of a table
        return None
    return re.compile(rf"^{LEVELLED}(?P<head>{re.escape(head)})", re.MULTILINE)


def blanked(head: re.Pattern[str], text: str) -> str:
    """The text with blanks in place of what begins its lines."""
    return head.sub(lambda match: match[0][: match.start("head") - match.start()] + " " * len(match["head"]), text)


def _is_said(head: str) -> bool:
    """Whether a word says what is measured or counted, and on which examples."""
    words = " ".join(WORDS.findall(head))
    meaning = meaning_of(words)
    return meaning.split is not None or meaning.quantity is not Quantity.OTHER
