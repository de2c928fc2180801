"""The masked CRC-32C that guards TensorBoard's records, for one record or for many of one length at once."""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

POLYNOMIAL = 0x82F63B78  # Castagnoli, reflected (RFC 3720, appendix B.4)
MASK_DELTA = 0xA282EAD8  # the record format rotates each checksum by 15 bits and adds this
ALL_ONES = 0xFFFFFFFF
SHORT = 16  # bytes, such as a record's length: every file is asked whether it begins with one

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]


@cache
def _byte_table() -> Words:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> np.uint32(1)) ^ np.uint32(POLYNOMIAL), table >> np.uint32(1))
    table.setflags(write=False)
    return table.astype(np.uint32)


@cache
def _byte_list() -> list[int]:
    return [int(entry) for entry in _byte_table()]


@cache
def _pair_table() -> Words:
    """What two bytes do at once: entry b0 | b1 << 8."""
    table = _byte_table()
    pair = np.arange(65_536, dtype=np.uint32)
    for _ in range(2):
        pair = table[pair & 255] ^ (pair >> np.uint32(8))
    pair.setflags(write=False)
    return pair


def masked(rows: Bytes) -> Words:
    """The masked CRC-32C of every row of `rows` (n, length): shape (n,), little-endian as the file has it."""
    count, length = rows.shape
    crc = np.full(count, ALL_ONES, dtype=np.uint32)
    if length >= 2:
        even = np.ascontiguousarray(rows[:, : length - length % 2])
        pairs = np.ascontiguousarray(even.view("<u2").T)
        table = _pair_table()
        for pair in pairs:
            crc = np.take(table, (crc ^ pair) & np.uint32(0xFFFF)) ^ (crc >> np.uint32(16))
    if length % 2:
        crc = np.take(_byte_table(), (crc ^ rows[:, -1]) & np.uint32(0xFF)) ^ (crc >> np.uint32(8))
    crc ^= np.uint32(ALL_ONES)
    return cast(Words, ((crc >> np.uint32(15)) | (crc << np.uint32(17))) + np.uint32(MASK_DELTA))


def masked_one(data: bytes) -> int:
    """The masked CRC-32C of `data`."""
    if len(data) > SHORT:
        return int(masked(np.frombuffer(data, dtype=np.uint8).reshape(1, -1))[0])
    crc, table = ALL_ONES, _byte_list()
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= ALL_ONES
    return ((crc >> 15 | crc << 17) + MASK_DELTA) & ALL_ONES
