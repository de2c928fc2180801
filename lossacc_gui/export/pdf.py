"""Corrects what Qt writes into a PDF; every change keeps its length, because a PDF knows where its parts begin."""

from __future__ import annotations

import re


def corrected(pdf: bytes, width: float) -> bytes:
    """The file without the time of its making, with spaces between its words and its exact width in points."""
    pdf = re.sub(rb"(Date \(D:)(\d{14}[^)]*)(?=\))", _timeless, pdf)
    pdf = re.sub(rb'(xmp:\w+Date=")([^"]*)(?=")', _timeless, pdf)
    return _with_width(_with_spaces(pdf), width)


def _timeless(match: re.Match[bytes]) -> bytes:
    """The first moment of 2000: making the same figure again gives the same file."""
    stamp = b"2000-01-01T00:00:00+00:00" if match[1].startswith(b"xmp") else b"20000101000000Z"
    return match[1] + stamp.ljust(len(match[2]))[: len(match[2])]


def _with_spaces(pdf: bytes) -> bytes:
    """WORKAROUND: Qt draws tabs with the glyph of the space and then tells that this glyph means a tab."""
    pdf = re.sub(rb"\[(<[0-9A-F]{4}> ?)+\]", lambda match: match[0].replace(b"<0009>", b"<0020>"), pdf)
    return re.sub(rb"(<[0-9A-F]{4}>) \1 <0009>", rb"\1 \1 <0020>", pdf)


def _with_width(pdf: bytes, width: float) -> bytes:
    """WORKAROUND: Qt cuts the size of a page to whole points, and a journal's column is 252.28 points wide."""

    def exact(match: re.Match[bytes]) -> bytes:
        written = f"{width:.6f}".encode()
        return match[1] + (written if len(written) == len(match[2]) else match[2])

    return re.sub(rb"(/(?:Media|Trim|Crop)Box \[0 0 )([\d.]+)", exact, pdf)
