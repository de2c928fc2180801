"""Makes TensorBoard event files byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from lossacc_gui.readers.formats.tensorboard.crc32c import masked_one

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def varint(number: int) -> bytes:
    number &= 2**64 - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def field(number: int, wire: int, payload: bytes) -> bytes:
    return varint(number << 3 | wire) + (varint(len(payload)) if wire == BYTES else b"") + payload


class Maker:
    """Makes events; `decoy` is a field put first and last into each message of a level."""

    def __init__(self, level: str = "", decoy: bytes = b"") -> None:
        self._level, self._decoy = level, decoy

    def _message(self, level: str, *parts: bytes) -> bytes:
        decoy = self._decoy if level == self._level else b""
        return decoy + b"".join(parts) + decoy

    def shape(self, sizes: Iterable[int]) -> bytes:
        dims = (field(2, BYTES, self._message("dim", field(1, VARINT, varint(size)))) for size in sizes)
        return field(2, BYTES, self._message("shape", *dims))

    def tensor(self, *parts: bytes) -> bytes:
        return field(8, BYTES, self._message("tensor", *parts))

    def plugin(self, name: str) -> bytes:
        told = self._message("plugin", field(1, BYTES, name.encode()))
        return field(9, BYTES, self._message("metadata", field(1, BYTES, told)))

    def value(self, tag: str, *parts: bytes) -> bytes:
        return field(1, BYTES, self._message("value", field(1, BYTES, tag.encode()), *parts))

    def event(self, step: int | None, *values: bytes, wall: float | None = 5.0, more: bytes = b"") -> bytes:
        parts = [field(1, FIXED64, struct.pack("<d", wall))] if wall is not None else []
        parts += [field(2, VARINT, varint(step))] if step is not None else []
        parts += [field(5, BYTES, self._message("summary", *values)), more]
        return record(self._message("event", *parts))


PLAIN = Maker()


def simple(number: float) -> bytes:
    return field(2, FIXED32, struct.pack("<f", number))


def record(data: bytes, *, wrong: bool = False) -> bytes:
    length = struct.pack("<Q", len(data))
    told = masked_one(data) ^ wrong
    return length + struct.pack("<I", masked_one(length)) + data + struct.pack("<I", told)
