"""Finds what a program quotes of its own output: the text in its strings and comments of several lines."""

from __future__ import annotations

import re

QUOTED = re.compile(r"(?P<mark>'''|\"\"\"|`)(?P<text>.*?)(?P=mark)|/\*(?P<block>.*?)\*/", re.DOTALL)


def quoted_in(text: str) -> str:
    """The quoted lines of a program, at the numbers that they have in it; all other lines are blank."""
    parts = []
    done = 0
    for match in QUOTED.finditer(text):
        start, stop = match.span("text" if match["text"] is not None else "block")
        if "\n" in text[start:stop]:
            parts += ["\n" * text.count("\n", done, start), text[start:stop]]
            done = stop
    return "".join([*parts, "\n" * text.count("\n", done)])
