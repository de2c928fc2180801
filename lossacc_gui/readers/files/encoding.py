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
MOST_ASTRAY = 0.1  # of them in the other places: letters of many languages have one there
CONTROLS = CONTROL.decode("ascii")


def decode(data: bytes | bytearray, progress: Progress = silent) -> str | None:
    """The text of `data`, or None where it is not text.

    Byte order marks decide first, then UTF-16 without one, UTF-8, also with some lines of another encoding, and what a
    country used before.
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
        if error.reason == "unexpected end of data":  # a character cut in two
            return _decoded(data, "utf-8", progress, errors="ignore")
        return _legacy(data, progress, error.start)


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
    """The name of the UTF-16 whose letters of ASCII, as logs are full of, have the zeros in one byte of the two."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    name, zeros, others = ("utf-16-le", odd, even) if odd > even else ("utf-16-be", even, odd)
    if zeros <= SOME_ZEROS * len(sample) / 2 or others > MOST_ASTRAY * zeros:
        return None
    text = sample[: len(sample) // 2 * 2].decode(name, errors="replace")
    return name if sum(map(text.count, CONTROLS)) <= MOST_CONTROL * len(text) else None


def _legacy(data: bytes | bytearray, progress: Progress, begin: int) -> str:
    """The text of bytes that are no UTF-8 at `begin`; where most lines are, as two programs wrote it, these stay so."""
    from lossacc_gui.readers.files.legacy import encoding_of, foreign_lines  # here, as most logs are UTF-8

    lines = [line for first in (0, max(begin - SAMPLE, 0)) for line in foreign_lines(_lines_in(data, first, begin))]
    others = [line for line in lines if not _is_utf8(line)]
    if 2 * len(others) > len(lines) or not others:
        return _decoded(data, encoding_of(bytes(data)), progress, errors="replace")
    name = encoding_of(b"\n".join(others))

    def rest_of_line(error: UnicodeError) -> tuple[str, int]:
        """What stands from a letter that is none to the end of its line, in the encoding of such lines."""
        if not isinstance(error, UnicodeDecodeError):
            raise error
        end = error.object.find(b"\n", error.start)
        end = len(error.object) if end < 0 else end
        return error.object[error.start : end].decode(name, errors="replace"), end

    codecs.register_error(f"rest-of-line-in-{name}", rest_of_line)
    return _decoded(data, "utf-8", progress, errors=f"rest-of-line-in-{name}")


def _lines_in(data: bytes | bytearray, first: int, begin: int) -> bytes:
    """The whole lines of a sample, up to the end of that in which byte `begin` stands."""
    last = max(first + SAMPLE, begin if first else 0)
    start = data.find(b"\n", first, begin) + 1 if first else 0
    stop = data.find(b"\n", last)
    return bytes(data[start : len(data) if stop < 0 else stop])


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
