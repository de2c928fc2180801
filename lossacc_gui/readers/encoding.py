"""Turns the bytes of a text log into text, whatever wrote them."""

from __future__ import annotations

import codecs

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 65_536  # bytes that decide: a log that starts as text stays text
CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b\x1c\x1a\x07"))
MOST_CONTROL = 0.02  # share of control characters above which bytes are no text
SOME_ZEROS = 0.3  # share of zero bytes in every other place that tells UTF-16 without a mark


def decode(data: bytes) -> str | None:
    """The text of `data`, or None where it is not text.

    Byte order marks decide first, then UTF-16 without one, UTF-8, GBK where it reads as Chinese, and Latin-1.
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    sample = data[:SAMPLE]
    if b"\0" in sample:
        wide = _utf16_without_mark(sample)
        return data.decode(wide, errors="replace") if wide else None
    if len(sample.translate(None, delete=CONTROL)) < len(sample) * (1 - MOST_CONTROL):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:  # a character cut in two at the end
            return data.decode("utf-8", errors="ignore")
    return _legacy(data)


def _utf16_without_mark(sample: bytes) -> str | None:
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > SOME_ZEROS * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > SOME_ZEROS * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _legacy(data: bytes) -> str:
    try:
        text = data.decode("gbk")
    except UnicodeDecodeError:
        return data.decode("latin-1")
    foreign = [c for c in text if ord(c) > 127]
    chinese = sum("\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in foreign)
    return text if 2 * chinese > len(foreign) else data.decode("latin-1")
