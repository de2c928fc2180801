"""Reads the fields of protobuf messages without knowing their schema."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST_VARINT = 10  # bytes


def fields_of(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of every field of a message: an int, or the bytes; ValueError where it is broken."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        size = {FIXED64: 8, FIXED32: 4}.get(kind)
        if kind == BYTES:
            size, at = _varint(data, at)
        if size is None or at + size > len(data):
            raise ValueError("a broken message")
        yield number, data[at : at + size]
        at += size


def parts_of(data: bytes, number: int) -> list[bytes]:
    """The bytes of a field that may come several times: messages, texts, packed numbers."""
    return [value for n, value in fields_of(data) if n == number and isinstance(value, bytes)]


def texts_of(data: bytes, number: int) -> list[str]:
    """The texts in all fields of that number."""
    return [
        value.decode("utf-8", "replace") for n, value in fields_of(data) if n == number and isinstance(value, bytes)
    ]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for i in range(LONGEST_VARINT):
        if at + i >= len(data):
            break
        byte = data[at + i]
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            return value, at + i + 1
    raise ValueError("a broken number")
