"""A drawing as a PNG file with a palette: a third of the size, no colour further off than an eye sees."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.export.drawing.primitives import Drawing

_MOST = 96
"""Colours: curves, shades and words have some forty; of the mixtures in their rims nobody tells more apart."""
_EFFORT = 6
"""Of compression: 9 takes three times as long for a fiftieth of the size."""
_COLOURS = 1 << 24
_GRID = 1 << 4
"""Colours that share the upper four bits of red, green and blue are neighbours when there are too many."""
_AT_ONCE = 1 << 11
"""Colours that are held against the palette at once: their distances fit into the cache of a processor."""
_ALIKE = 32
"""Of 255; shades of the rim of a line that nobody tells apart at the pixels of print, let alone of one to the next."""
_PLAIN = 0.002
"""Share of all pixels from which on a colour is that of a surface or a line, not of a rim, and stays as it is."""


def png_of(drawing: Drawing, dpi: float) -> bytes:
    """The picture at a resolution, which the file tells; CannotWrite where it cannot be painted."""
    from lossacc_gui.export.raster import image_of

    image = image_of(drawing, dpi)
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), "<u4").reshape(height, image.bytesPerLine() // 4)[:, :width] & 0xFFFFFF
    colours, places = palette_of(np.ascontiguousarray(pixels).ravel())
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with a 0: as it is
    rows[:, 1:] = places.reshape(height, width)
    if len(colours) == _MOST:
        steadied(rows[:, 1:], colours)
    per_metre = round(dpi / 0.0254)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours.astype(np.uint8).tobytes()),
        (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", zlib.compress(rows.tobytes(), _EFFORT)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def palette_of(pixels: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """At most `_MOST` colours, shape (n, 3), and the place of each pixel's among them.

    Exact where no more were painted; else the most frequent of each neighbourhood, then the nearest of those.
    """
    paper = np.uint32(pixels[0])  # the margin: by far the most pixels, which need no sorting
    inked = np.flatnonzero(pixels != paper)
    ink = pixels[inked]
    seen = np.zeros(_COLOURS, bool)  # a table of all colours there are, of which few pages are touched: no sorting
    seen[ink] = True
    others = np.flatnonzero(seen).astype(np.uint32)
    number = np.empty(_COLOURS, np.uint32)
    number[others] = np.arange(len(others))
    which = number[ink]
    often = np.bincount(which, minlength=len(others))
    found = np.concatenate([[paper], others]).astype(np.int64)
    often = np.concatenate([[len(pixels) - len(inked)], often])
    order = np.argsort(-often, kind="stable")
    if len(found) > _MOST:
        cells = np.stack([found >> 16, found >> 8 & 255, found & 255]) // _GRID
        cell = (cells[0] * _GRID + cells[1]) * _GRID + cells[2]
        first = np.unique(cell[order], return_index=True)[1]
        heads = order[np.sort(first)]  # the most frequent of each cell, the frequent first
        no_head = np.ones(len(order), bool)
        no_head[heads] = False
        rest = order[no_head[order]][: max(0, _MOST - len(heads))]
        order = np.concatenate([heads, rest])[:_MOST]
    chosen = found[order[:_MOST]]
    table = _rgb(chosen)
    pieces = (found[i : i + _AT_ONCE] for i in range(0, len(found), _AT_ONCE))
    nearest = np.concatenate([_apart(_rgb(piece), table).argmin(axis=1) for piece in pieces]).astype(np.uint8)
    places = np.full(len(pixels), nearest[0], np.uint8)
    places[inked] = nearest[1:][which]
    return table, places


def steadied(places: NDArray[np.uint8], colours: NDArray[np.int64]) -> None:
    """Let the rims of lines keep the shade of the pixel above where theirs is `_ALIKE`: rows that repeat pack well.

    `places` among the colours, shape (rows, columns), are changed. The steep lines of noisy curves are mostly rims,
    each row of them a shade further. No pixel of a surface or of the inside of a line is changed, and none strays from
    what was painted, however many rows keep a shade.
    """
    plain = np.bincount(places.ravel(), minlength=len(colours)) >= _PLAIN * places.size
    alike = np.abs(colours[:, None] - colours).max(axis=2) <= _ALIKE
    alike[plain] = False
    alike = alike.ravel()
    rows = places.astype(np.intp) * len(colours)
    for above, here, row in zip(places[:-1], places[1:], rows[1:], strict=True):
        np.copyto(here, above, where=alike[row + above])


def _apart(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float32]:
    """Squares of the distances between colours, shape (some, others), less the square of each of `some`: what is
    nearest stays so. Whole numbers under 2^24, which these floats hold exactly.
    """
    one, other = some.astype(np.float32), others.astype(np.float32)
    products = sum(np.outer(one[:, i], other[:, i]) for i in range(3))  # by BLAS, its threads would cost more
    distances: NDArray[np.float32] = (other**2).sum(axis=1) - 2 * products
    return distances


def _rgb(colours: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.int64)
