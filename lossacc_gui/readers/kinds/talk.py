"""Tells what people write to each other, in which a result may be cited, from what programs print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?"
DATE = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}"
WHEN = rf"(?:{DATE}[,T ]{{0,2}} ?)?{CLOCK}"
WHO = r"[^\W\d_](?:[^\W_]|[ .'-]){0,30}?"
SAID = re.compile(  # [2024-06-03 09:12] jana: ..., 05.03.24, 21:14 - Ana: ..., [09:12] <kim> ..., **Kari** (14:00): ...
    rf"^\W{{0,2}}{WHEN}\]?(?: [-\u2013])? (?:<[@+%]?(?P<in_angles>{WHO})>|(?P<behind_time>{WHO}):) (?P<text>.*)$"
    rf"|^<[@+%]?(?P<tag>{WHO})> (?P<tag_text>.*)$"
    rf"|^\*\*(?P<bold>{WHO})\*\* \({WHEN}\): (?P<bold_text>.*)$"
)
OF_PROGRAMS = re.compile(
    r"(?:info|warn\w*|debug|error|critical|fatal|trace|notice|root|main|train\w*|valid\w*|test\w*|eval\w*|rank|worker|steps?"
    r"|epoch|iter\w*|loss|acc\w*|lr|time|date)\b",
    re.IGNORECASE,
)
IN_ANGLES = re.compile(r"(?:^| )<[^<>\s]+> ")
DIGITS = re.compile(r"\d+")
JUDGED = 20_000  # characters
FEWEST = 4  # messages
MOSTLY = 0.6  # of the lines
ALIKE = 3  # messages that differ in their digits only, as a program writes them


def is_talk(text: str) -> bool:
    """Whether most lines are messages of several people in turns, of which no three differ in their digits only.

    Somebody asks something, or names stand in angles. A program that reports each epoch to a channel writes the same
    words again.
    """
    lines = [line for line in text[:JUDGED].splitlines() if line.strip()]
    said = list(_messages(lines))
    names = [name for name, _ in said]
    if not any(message.rstrip(" *_").endswith("?") for _, message in said) and not all(map(IN_ANGLES.search, lines)):
        return False
    if len(said) < max(FEWEST, MOSTLY * len(lines)) or any(map(OF_PROGRAMS.match, names)):
        return False
    again = [name for name, often in Counter(names).items() if often > 1]
    shapes = Counter(DIGITS.sub("0", message) for _, message in said if DIGITS.search(message))
    in_turns = len(set(names)) > 1 and bool(again) and sum(a != b for a, b in pairwise(names)) > 1
    return in_turns and max(shapes.values(), default=0) < ALIKE


def _messages(lines: list[str]) -> Iterator[tuple[str, str]]:
    """(who, what) of each line that is a message."""
    for line in lines:
        match = SAID.match(line)
        if match is not None:
            name = match["in_angles"] or match["behind_time"] or match["tag"] or match["bold"]
            yield name, match["text"] or match["tag_text"] or match["bold_text"] or ""
