"""Text from outside made harmless to show: a name in a log is text, whatever bytes it has."""

from __future__ import annotations

import re
from functools import cache

from lossacc_gui.language import Number, Said

LONGEST = 1000  # characters of a name or a sentence that are kept

_SEQUENCE = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # as for colours
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,200}(?:\x07|\x1b\\|\x9c)"  # as for the title of a window
    r"|\x1b[ -/]*[0-~]?"
)
_SPACE = r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+"
_NEVER = "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Compiled when a text first needs them: few do, and the start of the window has none."""
    return re.compile(_SEQUENCE), re.compile(_SPACE), re.compile(_NEVER)


def plain_text(text: str, longest: int = LONGEST) -> str:
    """A text without what terminals, XML and right-to-left marks would act on, in one line, not longer than `longest`.

    Removed are the escape sequences of terminals, the control characters C0 and C1, marks that turn the direction of
    writing, and what Unicode calls no character. Bytes of a file name that are no UTF-8 stay as they are held.
    """
    if not (text.isprintable() and len(text) <= longest):
        sequence, space, never = _patterns()
        text = never.sub("", space.sub(" ", sequence.sub("", text[: 4 * longest])))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def plain_said(said: Said) -> Said:
    """The same of what is said, in each of its fields; what it says itself is the program's own."""
    if said.isprintable() and len(said) <= LONGEST:
        return said
    return Said(said.template, said.many, said.number, {name: _plain(value) for name, value in said.fields.items()})


def _plain(value: object) -> object:
    if isinstance(value, Said):
        return plain_said(value)
    return value if isinstance(value, int | float | Number) else plain_text(str(value))
