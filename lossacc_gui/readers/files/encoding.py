"""Turns the bytes of a text log into text, whatever wrote them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lossacc_gui.model.progress import Progress, silent

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 65_536  # bytes that decide: a log that starts as text stays text
PIECE = 1 << 22  # bytes decoded in one call, which nothing can interrupt: some 5 ms
LINES_AT_ONCE = 1 << 18  # characters of the lines that are split in one call
CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b\x1c\x1a\x07"))
MOST_CONTROL = 0.02  # share of control characters above which bytes are no text
HOLE = re.compile(rb"\0{4,}|\0+(?=\n|\Z)|(?<=\n)\0+")
MOST_HOLES = 20  # in the bytes that decide
SOME_ZEROS = 0.3  # share of zero bytes in every other place that tells UTF-16 without a mark


def decode(data: bytes | bytearray, progress: Progress = silent) -> str | None:
    """The text of `data`, or None where it is not text.

    Byte order marks decide first, then UTF-16 without one, UTF-8, GBK where it reads as Chinese, and Latin-1.
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return _decoded(data, name, progress, start=len(mark), errors="replace")
    sample = data[:SAMPLE]
    if b"\0" in sample:
        return _with_zeros(data, sample, progress)
    if len(sample.translate(None, delete=CONTROL)) < len(sample) * (1 - MOST_CONTROL):
        return None
    try:
        return _decoded(data, "utf-8", progress)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:  # a character cut in two at the end
            return _decoded(data, "utf-8", progress, errors="ignore")
    return _legacy(data, progress)


def _decoded(data: bytes | bytearray, name: str, progress: Progress, *, start: int = 0, errors: str = "strict") -> str:
    """The text, decoded piece by piece; the place in a UnicodeDecodeError is one in `data`."""
    decoder = codecs.getincrementaldecoder(name)(errors)
    view = memoryview(data)
    pieces: list[str] = []
    for at in range(start, len(data), PIECE):
        progress(at / len(data), "decoding")
        waiting = len(decoder.getstate()[0])
        try:
            pieces.append(decoder.decode(view[at : at + PIECE], final=at + PIECE >= len(data)))
        except UnicodeDecodeError as error:
            error.start += at - waiting
            raise
    return "".join(pieces)


def whole_lines(text: str) -> Iterator[str]:
    """The text in pieces of whole lines; all end with a line feed, but the last may not."""
    at = 0
    while at < len(text):
        stop = text.find("\n", at + LINES_AT_ONCE) + 1 or len(text)
        yield text[at:stop]
        at = stop


def _with_zeros(data: bytes | bytearray, sample: bytes | bytearray, progress: Progress) -> str | None:
    """The text of bytes with zeros among them: UTF-16 without a mark, or a text with holes; None where it is none."""
    wide = _utf16_without_mark(sample)
    if wide is None and _has_holes(sample):
        return decode(data.replace(b"\0", b""), progress)
    return _decoded(data, wide, progress, errors="replace") if wide else None


def _has_holes(sample: bytes | bytearray) -> bool:
    """Whether zero bytes stand together in a text, as a crash or a full disk leaves them."""
    text = HOLE.sub(b"", sample)
    return 2 * len(text) > len(sample) and b"\0" not in text and len(HOLE.findall(sample)) <= MOST_HOLES


def _utf16_without_mark(sample: bytes | bytearray) -> str | None:
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > SOME_ZEROS * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > SOME_ZEROS * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _legacy(data: bytes | bytearray, progress: Progress) -> str:
    try:
        text = _decoded(data, "gbk", progress)
    except UnicodeDecodeError:
        return _decoded(data, "latin-1", progress)
    foreign = [c for c in text if ord(c) > 127]
    chinese = sum("\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in foreign)
    return text if 2 * chinese > len(foreign) else _decoded(data, "latin-1", progress)
