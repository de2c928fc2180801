"""The program's own font: widths, outlines and subsets from its file, the same on every machine and free of Qt."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.resource import resource

FAMILY = "Liberation Sans"
_FILES = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}
_FOREIGN_EMS = 0.62
"""Width of a letter that the font has not, in font sizes; painters squeeze what another font makes wider."""
_KEPT = ("cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")
_ON_CURVE, _SHORT_X, _SHORT_Y, _REPEAT, _SAME_X, _SAME_Y = 1, 2, 4, 8, 16, 32
_WORDS, _XY, _SCALE, _MORE, _BOTH_SCALES, _MATRIX = 1, 2, 8, 32, 64, 128
_MAGIC = 0xB1B0AFBA

Point = tuple[float, float, bool]
"""x, y in font units, y upwards, and whether the curve goes through it."""


class Face:
    """One TrueType file; lengths in units of the font, of which `em` make a font size."""

    def __init__(self, data: bytes) -> None:
        count = struct.unpack_from(">H", data, 4)[0]
        entries = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
        self._tables = {tag.decode(): data[start : start + length] for tag, _, start, length in entries}
        head, hhea = self._tables["head"], self._tables["hhea"]
        self.em = int(struct.unpack_from(">H", head, 18)[0])
        self.box: tuple[int, ...] = struct.unpack_from(">4h", head, 36)
        self.ascent, self.descent = struct.unpack_from(">2h", hhea, 4)
        self.glyphs = int(struct.unpack_from(">H", self._tables["maxp"], 4)[0])
        told = struct.unpack_from(">H", hhea, 34)[0]
        pairs = np.frombuffer(self._tables["hmtx"], ">u2", 2 * told)[::2].astype(np.int64)
        self._advances = np.concatenate([pairs, np.full(self.glyphs - told, pairs[-1])])
        long = struct.unpack_from(">h", head, 50)[0]
        places = np.frombuffer(self._tables["loca"], ">u4" if long else ">u2").astype(np.int64)
        self._places: NDArray[np.int64] = places if long else 2 * places
        self._map = _letters(self._tables["cmap"]) if "cmap" in self._tables else {}

    def glyph(self, letter: str) -> int:
        """The number of a letter's glyph, 0 where the font has none."""
        return self._map.get(ord(letter), 0)

    def advance(self, glyph: int) -> int:
        """How far the next glyph stands from this one."""
        return int(self._advances[glyph])

    def contours(self, glyph: int) -> list[list[Point]]:
        """The closed lines around a glyph."""
        data = self._data(glyph)
        if not data:
            return []
        count = struct.unpack_from(">h", data)[0]
        return _simple(data, count) if count >= 0 else self._composed(data)

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """A font file with these glyphs under their own numbers, and no letter table."""
        kept = self._closed({0, *glyphs})
        last = max(kept) + 1
        pieces = [self._data(i) if i in kept else b"" for i in range(last)]
        pieces = [piece + bytes(-len(piece) % 4) for piece in pieces]
        places = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])])
        bearings = self._bearings()
        metrics = [struct.pack(">Hh", self.advance(i), bearings[i]) for i in range(last)]
        head, hhea, maxp = (bytearray(self._tables[name]) for name in ("head", "hhea", "maxp"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, last)
        struct.pack_into(">H", maxp, 4, last)
        changed = {
            "glyf": b"".join(pieces),
            "head": bytes(head),
            "hhea": bytes(hhea),
            "hmtx": b"".join(metrics),
            "loca": places.astype(">u4").tobytes(),
            "maxp": bytes(maxp),
        }
        return _file({name: changed.get(name, self._tables.get(name, b"")) for name in _KEPT})

    def _data(self, glyph: int) -> bytes:
        return self._tables["glyf"][int(self._places[glyph]) : int(self._places[glyph + 1])]

    def _bearings(self) -> list[int]:
        table = self._tables["hmtx"]
        told = struct.unpack_from(">H", self._tables["hhea"], 34)[0]
        first = np.frombuffer(table, ">i2", 2 * told)[1::2]
        return [*first.tolist(), *np.frombuffer(table, ">i2", offset=4 * told).tolist()]

    def _closed(self, glyphs: set[int]) -> set[int]:
        """The glyphs with the parts that they are composed of."""
        found, waiting = set[int](), set(glyphs)
        while waiting:
            glyph = waiting.pop()
            found.add(glyph)
            data = self._data(glyph)
            if data and struct.unpack_from(">h", data)[0] < 0:
                waiting |= {part for part, _, _ in _parts(data)} - found
        return found

    def _composed(self, data: bytes) -> list[list[Point]]:
        found = []
        for glyph, (a, b, c, d), (dx, dy) in _parts(data):
            for contour in self.contours(glyph):
                found.append([(a * x + c * y + dx, b * x + d * y + dy, on) for x, y, on in contour])
        return found


@cache
def face(bold: bool) -> Face:
    """The program's font, from resources/fonts."""
    return Face(resource("fonts", _FILES[bold]).read_bytes())


def width_of(text: str, size: float, bold: bool) -> float:
    """The width of a line of words in the unit of `size`; letters that the font has not count as an even guess."""
    return size * _length(text, bold)


@lru_cache(10_000)
def _length(text: str, bold: bool) -> float:
    """In font sizes: while lines are broken and figures laid out the same words are measured again and again."""
    return sum(_ems(letter, bold) for letter in text)


def is_own(text: str) -> bool:
    """Whether the font has every letter of a text."""
    return all(map(face(False).glyph, text))


@cache
def _ems(letter: str, bold: bool) -> float:
    ours = face(bold)
    glyph = ours.glyph(letter)
    if glyph:
        return ours.advance(glyph) / ours.em
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Me", "Mn"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "FW" else _FOREIGN_EMS


def _letters(cmap: bytes) -> dict[int, int]:
    """Code point -> glyph, from the table of the basic plane (format 4)."""
    for i in range(struct.unpack_from(">H", cmap, 2)[0]):
        start = struct.unpack_from(">I", cmap, 8 + 8 * i)[0]
        if struct.unpack_from(">H", cmap, start)[0] == 4:
            return _segments(cmap[start:])
    raise ValueError("the font has no letters of the basic plane")


def _segments(table: bytes) -> dict[int, int]:
    count = struct.unpack_from(">H", table, 6)[0] // 2
    numbers = np.frombuffer(table[: len(table) // 2 * 2], ">u2").astype(np.int64)
    ends, starts = numbers[7 : 7 + count], numbers[8 + count : 8 + 2 * count]
    deltas, offsets = numbers[8 + 2 * count : 8 + 3 * count], numbers[8 + 3 * count : 8 + 4 * count]
    found = {}
    for i in range(count):
        for code in range(int(starts[i]), min(int(ends[i]), 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                glyph = int(numbers[8 + 3 * count + i + offsets[i] // 2 + code - starts[i]])
                if not glyph:
                    continue
            glyph = int(glyph + deltas[i]) & 0xFFFF
            if glyph:
                found[code] = glyph
    return found


def _simple(data: bytes, count: int) -> list[list[Point]]:
    ends = struct.unpack_from(f">{count}H", data, 10)
    total = ends[-1] + 1 if ends else 0
    at = 10 + 2 * count
    at += 2 + struct.unpack_from(">H", data, at)[0]
    flags: list[int] = []
    while len(flags) < total:
        flag = data[at]
        at += 1
        flags.append(flag)
        if flag & _REPEAT:
            flags += [flag] * data[at]
            at += 1
    xs, at = _ordinates(data, at, flags, _SHORT_X, _SAME_X)
    ys, at = _ordinates(data, at, flags, _SHORT_Y, _SAME_Y)
    points = [(x, y, bool(flag & _ON_CURVE)) for x, y, flag in zip(xs, ys, flags, strict=True)]
    return [points[start:end] for start, end in zip((0, *(e + 1 for e in ends)), (e + 1 for e in ends), strict=False)]


def _ordinates(data: bytes, at: int, flags: Sequence[int], short: int, same: int) -> tuple[list[float], int]:
    found: list[float] = []
    value = 0
    for flag in flags:
        if flag & short:
            value += data[at] if flag & same else -data[at]
            at += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, at)[0]
            at += 2
        found.append(float(value))
    return found, at


def _parts(data: bytes) -> list[tuple[int, tuple[float, ...], tuple[float, float]]]:
    """Of a composed glyph: each part with its matrix and its shift."""
    at, flags = 10, _MORE
    found = []
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", data, at)
        shift = struct.unpack_from(">hh" if flags & _WORDS else ">bb", data, at + 4)
        at += 8 if flags & _WORDS else 6
        wide = 4 if flags & _MATRIX else 2 if flags & _BOTH_SCALES else 1 if flags & _SCALE else 0
        scales = [value / 16384 for value in struct.unpack_from(f">{wide}h", data, at)]
        at += 2 * wide
        matrix = {0: (1.0, 0.0, 0.0, 1.0), 1: (*scales, 0.0, 0.0, *scales)}.get(wide) or (
            (scales[0], 0.0, 0.0, scales[1]) if wide == 2 else tuple(scales)
        )
        found.append((glyph, matrix, (float(shift[0]), float(shift[1])) if flags & _XY else (0.0, 0.0)))
    return found


def _file(tables: dict[str, bytes]) -> bytes:
    """The tables as a TrueType file with its check sums."""
    power = len(tables).bit_length() - 1
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 16 << power, power, 16 * (len(tables) - (1 << power)))
    directory: list[bytes] = []
    body: list[bytes] = []
    place = 12 + 16 * len(tables)
    for name, data in sorted(tables.items()):
        directory.append(struct.pack(">4sIII", name.encode(), _sum(data), place + len(b"".join(body)), len(data)))
        body.append(data + bytes(-len(data) % 4))
    made = bytearray(head + b"".join(directory) + b"".join(body))
    start = made.index(tables["head"], place)
    struct.pack_into(">I", made, start + 8, (_MAGIC - _sum(bytes(made))) & 0xFFFFFFFF)
    return bytes(made)


def _sum(data: bytes) -> int:
    return int(np.frombuffer(data + bytes(-len(data) % 4), ">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF
