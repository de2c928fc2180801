"""Puts a number on the line of its name where a terminal wrapped the line between them, or they were printed apart."""

from __future__ import annotations

import re

import numpy as np

from lossacc_gui.model.run import IntArray
from lossacc_gui.readers.printed.cutting import cut
from lossacc_gui.readers.printed.phrases import phrase_before
from lossacc_gui.readers.series.names import meaning_of

FRACTION = rb"[-+]?(?:\d+\.\d+(?:[eE][-+]?\d+)?\s?%?|nan|inf)"
ALONE = re.compile(  # a line that begins with a number, which ends it or has the next name behind it
    rb"\n[ \t]*(?=" + FRACTION + rb"[ \t]*(?:\n|$|[,;|]?[ \t]*[A-Za-z\x80-\xff])|[-+]?\d+\s?%[ \t]*(?:\n|$))"
)
NUMBERS = re.compile(rb"[ \t]*[-+]?\d[\d.]*(?:[eE][-+]?\d+)?[ \t]*(?:\n|$)")
WAITS = re.compile(r"[^\W\d_][ \t]*[:=]?[ \t\r]*\n(?:[ \t]*[-+]?\d[\d.]*(?:[eE][-+]?\d+)?[ \t\r]*\n)?\Z")
SET = re.compile(r"[:=]\s*$")
LONGEST = 300  # bytes of a line that was wrapped
MOST_WORDS = 4  # of a name that stands alone above its number
BLANK = b" "


def unwrapped(data: bytes) -> tuple[bytes, IntArray]:
    """The lines with those joined of which one ends in the name of a metric and the next begins with its number.

    With it the places of the line feeds that were made blanks, shape (n,). A name above a column of numbers heads it.
    """
    torn = [match.start() for match in ALONE.finditer(data) if _is_torn(data, match.start(), match.end())]
    if not torn:
        return data, np.zeros(0, dtype=np.int64)
    whole = bytearray(data)
    for at in torn:
        whole[at : at + 1] = BLANK
    return bytes(whole), np.array(torn, dtype=np.int64)


def without_waiting(text: str) -> tuple[str, str]:
    """(the lines of a text without the last, the last) where what follows tells whether a number belongs to a name.

    The name is the end of the last line, or of the one above it, of which nothing but a number is below.
    """
    waits = WAITS.search(text, text.rfind("\n", 0, text.rfind("\n", 0, len(text) - 1)) + 1)
    if waits is None or len(text) - waits.start() > LONGEST:
        return text, ""
    begin = text.rfind("\n", 0, waits.start()) + 1
    return text[:begin], text[begin:]


def _is_torn(data: bytes, end: int, begin: int) -> bool:
    """Whether the line that ends at `end` waits for the number at `begin`."""
    start = max(data.rfind(b"\n", 0, end), data.rfind(b"\r", 0, end)) + 1
    if not 0 < end - start < LONGEST:
        return False
    if NUMBERS.match(data, begin) and NUMBERS.match(data, data.find(b"\n", begin) + 1):
        return False  # a column of numbers below its heading
    told = cut(data[start:end].decode("utf-8", errors="replace"))
    name = phrase_before(told.texts[-1]).name
    if not meaning_of(name).quantity.is_progress:
        return False
    if told.slots:
        return True
    text = told.texts[-1].strip()
    return len(text.split()) <= MOST_WORDS and (SET.search(text) is not None or text == name)
