"""Finds what stands before each line of a text, whatever it says: a worker's name, a time of no known form."""

from __future__ import annotations

import re
from collections import Counter

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.keys import is_key
from lossacc_gui.readers.series.names import meaning_of

LEVEL = r"(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|NOTICE|TRACE|SUCCESS|FATAL)"
LOOKED_AT = 200  # lines at the start of a text that show it
FEWEST = 6  # lines that show it
MOST = 0.6  # of the lines from the first to the last of them begin with it
ABOVE = 2  # lines above rows in which their heading stands
NEARLY_ALL = 0.9  # of the lines begin with a comment's mark; a table has some above it
COMMENTS = re.compile(r"#+>?|//+|>")
OF_ALL = re.compile(r"[ \t]*(?P<head>#+>?|//+|(?:%+|;+|--(?!-))(?=\s|$))")  # marks that comment out a line
LAST = "[EGLNORS]"  # letters that end a level
LEVELLED = rf"(?:\[?{LEVEL}\]?:)?"
CLOSED = re.compile(  # a word that a sign ends, or signs alone: worker-0: [0] (a) <b> task_1 | >>> Chain 1:
    rf"{LEVELLED}(?P<head>[\[(<][\w.@/-]+[\])>]:?(?=\s)|[\w.@/-]+(?:\s?\|(?=\s)|(?: \d+)?:(?=[\s-]))|>{{2,}}(?=\s)"
    rf"|(?<={LAST}:)[\w.-]+:|(?:{COMMENTS.pattern})(?=\s))"
)
OF_TOTAL = re.compile(r"[\[(<]?\d+/\d+[\])>]?:?")  # an epoch of some, which may last longer than what is looked at
TIMED = re.compile(rf"{LEVELLED}(?P<head>\d{{9,10}}(?:\.\d+)?|\d+(?:\.\d+)?[hms])(?=\s+(?P<word>[^\W\d_])?)")
NAMED = re.compile(r"\s*[-+]?\d+\.\d+(?:[eE][-+]?\d+)?\s*[,;|]")
NUMBER = re.compile(r"\s*[-+]?\d")
WORDS = re.compile(r"[^\W\d_]+")
LABEL = re.compile(r"^(?=\d{1,4}: )", re.MULTILINE)
LABELLED = re.compile(r"(?P<label>\d{1,4}): (?P<rest>.*\S)")
ALIKE = 0.8  # as many lines has one process at least as another
NUMBERED = re.compile(r"(?P<word>[\w.@/-]+) \d+:")


def common_head(text: str) -> re.Pattern[str] | None:
    """What matches the beginning of most lines of a text, its group `head` being of no use; None for nothing.

    It names no metric, split or counter, is the same in all lines, or counts seconds before lines with words, too.
    """
    lines = [line for line in text.split("\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]
    if len(lines) < FEWEST:
        return None
    return _of_all(lines) or _of_most(lines)


def tells_processes(text: str) -> bool:
    """Whether each line begins with the number of the process that printed it, as `srun --label` sets it: 0: epoch 3.

    Numbers from 0 that all have as many lines, some of which say the same or nothing with a number, count nothing.
    """
    lines = [line for line in text.split("\n", LOOKED_AT)[:LOOKED_AT] if line.strip()][:-1]  # the last may be cut
    found = [match for match in map(LABELLED.match, lines) if match is not None]
    labels = Counter(match["label"] for match in found)
    if len(found) < max(len(lines), FEWEST) or len(labels) < 2 or set(labels) != {str(i) for i in range(len(labels))}:
        return False
    said = Counter(match["rest"] for match in found)
    again = sum(many == len(labels) for many in said.values()) > 1
    wordy = any(not any(map(str.isdigit, rest)) for rest in said)
    return (again or wordy) and min(labels.values()) >= ALIKE * max(labels.values())


def with_ranks(text: str) -> str:
    """The text with a word before the numbers of processes, by which they are known."""
    return LABEL.sub("rank ", text)


def _of_most(lines: list[str]) -> re.Pattern[str] | None:
    written = "".join(lines)
    if ":" not in written and len(written.split(None, 1)) < 2:
        return None  # what begins a line ends with a colon or a blank: rows of a table may have neither
    timed = [match for match in map(TIMED.match, lines) if match is not None]
    if len(timed) >= MOST * len(lines) and any(match["word"] for match in timed):
        return re.compile(rf"^{TIMED.pattern}", re.MULTILINE)
    heads = Counter(match["head"] for match in map(CLOSED.match, lines) if match is not None)
    head, many = heads.most_common(1)[0] if heads else ("", 0)
    begun = [line for line in lines if head in line]
    alike = len({line.partition(head)[2] for line in begun}) if many else 0
    if min(many, alike) < FEWEST or _is_said(head) or OF_TOTAL.fullmatch(head) or _numbers_several(lines, head):
        return None
    first, last = lines.index(begun[0]), len(lines) - lines[::-1].index(begun[-1])
    if many < MOST * (last - first) or (COMMENTS.fullmatch(head) and many < NEARLY_ALL * len(lines)):
        return None  # what comments out a log stands before all of it, not before the few lines above a table
    names = NUMBER if is_key(" ".join(WORDS.findall(head))) else NAMED  # of what each line is: Subject: 3
    named = head.endswith(":") and all(names.match(line.partition(head)[2]) for line in begun)
    if named or (head.endswith("|") and _heads_a_table(lines, head)):
        return None
    return re.compile(rf"^{LEVELLED}(?P<head>{re.escape(head)})", re.MULTILINE)


def _of_all(lines: list[str]) -> re.Pattern[str] | None:
    """What matches the mark behind which each line of a text is commented out; None where a line is not."""
    found: list[str] = []
    for line in lines:
        match = OF_ALL.match(line)
        if match is None:
            return None
        found.append(match["head"])
    mark = min(found, key=len)
    if any(not one.startswith(mark[0]) for one in found):
        return None
    if sum(any(map(str.isdigit, line)) for line in lines) < FEWEST:
        return None  # headings of a text for people, a banner
    return re.compile(rf"^[ \t]*(?P<head>{re.escape(mark)}>?)", re.MULTILINE)


def blanked(head: re.Pattern[str], text: str) -> str:
    """The text with blanks in place of what begins its lines."""
    return head.sub(lambda match: match[0][: match.start("head") - match.start()] + " " * len(match["head"]), text)


def _is_said(head: str) -> bool:
    """Whether a word says what is measured or counted, and on which examples."""
    words = " ".join(WORDS.findall(head))
    meaning = meaning_of(words)
    return meaning.split is not None or meaning.quantity is not Quantity.OTHER


def _numbers_several(lines: list[str], head: str) -> bool:
    """Whether a word with a number tells of what each line is, since others have other numbers, or may have: Fold 1:"""
    word = NUMBERED.fullmatch(head)
    if word is None:
        return False
    others = re.compile(rf"{re.escape(word['word'])} \d+:")
    return is_key(word["word"]) or any(line.startswith(head) is not bool(others.match(line)) for line in lines)


def _heads_a_table(lines: list[str], head: str) -> bool:
    """Whether a word with a bar is the first cell of rows: a heading without it stands above them."""
    first = next(i for i, line in enumerate(lines) if head in line)
    above = lines[max(first - ABOVE, 0) : first]
    bars = lines[first].count("|")
    return any(line.count("|") == bars and not line.lstrip().startswith("|") for line in above)
