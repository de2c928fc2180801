"""Numbers stay with what they count: no line ends between "90" and "%", or between "epochs" and "12–40"."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

NO_BREAK = "\u00a0"

_BEHIND = (
    r"%|points?|nats?|bits?|SE|standard errors?|times|ms|s|min|h|d|kB|MB|GB|mm|pt|px|dpi"
    r"|(?:epoch|step|iteration|batch|example|sample|value|class|label|column|run|seed|pair|event|episode)(?:e?s)?"
)
_BEFORE = r"(?:epoch|step|iteration|batch|event|episode|line|page|row|run|fold|version)(?:e?s)?|x"
_UNIT = re.compile(rf"(?<=\d) +(?=(?:{_BEHIND})(?!\w))")
_NOUN = re.compile(rf"(?<!\S)([(\[]?(?:{_BEFORE})) +(?=[-+−]?\d)", re.IGNORECASE)
_BELIEF = re.compile(rf" (?=\(\d+{NO_BREAK}%\))")
_STRETCH = re.compile(r"(?<![\w.])[-+−]?\d[\d.,]*–[-+−]?\d(?:[\d.,]*\d)?")


@lru_cache(maxsize=4096)
def unparted(text: str) -> str:
    """The text with spaces at which no line ends: beside a number's unit or noun, before the belief in a cause."""
    return _BELIEF.sub(NO_BREAK, _NOUN.sub(rf"\1{NO_BREAK}", _UNIT.sub(NO_BREAK, text)))


def as_typed(line: str) -> str:
    """A line that has ended, with plain spaces: what is selected, searched and edited is as usual."""
    return line.replace(NO_BREAK, " ")


def as_markup(text: str) -> str:
    """A text as HTML; a page would end a line after the dash of 12–40, too."""
    return _STRETCH.sub(r'<span class="whole">\g<0></span>', escape(unparted(text)))
