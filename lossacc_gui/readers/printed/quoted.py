"""Finds what a program quotes of its own output: the text in its strings and comments of several lines."""

from __future__ import annotations

import re

QUOTED = re.compile(  # what never closes goes on to the end: of a long log only the head may be known
    r"(?P<mark>'''|\"\"\")(?P<text>.*?)(?:(?P=mark)|\Z)|`(?P<ticked>.*?)`|/\*(?P<block>.*?)\*/", re.DOTALL
)
CONTINUED = re.compile(  # '...\n\ and the next line goes on in the same string
    r"(?<![\w\\])(?P<mark>['\"])(?P<text>(?:[^'\"\\\n]|\\.)*+\\\n(?:(?:[^'\"\\\n]|\\.)*+\\\n)*+(?:[^'\"\\\n]|\\.)*+)(?:(?P=mark)|\Z)"
)
END_OF_LINE = re.compile(r"(?:\\n)?\\$", re.MULTILINE)


def quoted_in(text: str) -> str:
    """The quoted lines of a program, at the numbers that they have in it; all other lines are blank."""
    parts = []
    done = 0
    found = [(*match.span(match.lastgroup or 0), False) for match in QUOTED.finditer(text)]
    found += [(*match.span("text"), True) for match in CONTINUED.finditer(text)] if "\\\n" in text else []
    for start, stop, continued in sorted(found):
        if start >= done and "\n" in text[start:stop]:
            said = END_OF_LINE.sub("", text[start:stop]) if continued else text[start:stop]
            parts += ["\n" * text.count("\n", done, start), said]
            done = stop
    return "".join([*parts, "\n" * text.count("\n", done)])
