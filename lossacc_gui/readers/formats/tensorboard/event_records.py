"""Finds the records of a TensorBoard event file: framed by their lengths, proved by checksums, guessed by rhythm."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.language import say
from lossacc_gui.model.run import IntArray, Notice
from lossacc_gui.readers.formats.tensorboard.crc32c import masked, masked_one

HEADER = 12  # bytes before a record's data: its length and the length's checksum
FOOTER = 4  # bytes behind it: the data's checksum
BATCH = 32_768  # records framed, checked and decoded at once: some 20 ms between two calls of the progress
SHORTEST_WALK = 1024  # records after which a rhythm is listened for; longer each time that there was none
LISTENED = 256  # lengths of records that tell the rhythm
LONGEST_RHYTHM = 64  # records between two of the same metric

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]


def frames(view: memoryview, notices: list[Notice]) -> Iterator[tuple[IntArray, IntArray, int]]:
    """Batches of (offsets of the data, lengths, offset behind), every length proved by its checksum.

    What is wrong with the file is added to `notices`.
    """
    buffer = np.frombuffer(view, dtype=np.uint8)
    rhythm = _Rhythm(buffer)
    at = 0
    walk = SHORTEST_WALK
    while at + HEADER + FOOTER <= len(view):
        offsets, end = rhythm.following(at)
        if offsets.size:
            walk = SHORTEST_WALK
        else:
            offsets, end = _walked(view, at, walk)
            walk = min(4 * walk, BATCH)
        if not offsets.size:
            break
        lengths = np.diff(offsets, append=end) - HEADER - FOOTER
        proved = _lengths_proved(buffer, offsets)
        if not proved.all():
            first = int(np.argmin(proved))
            end = int(offsets[first])
            if first:
                yield offsets[:first] + HEADER, lengths[:first], end
            notices.append(Notice(say("The file is damaged at byte {end}; what follows was not read.", end=end)))
            return
        rhythm.learn(lengths)
        yield offsets + HEADER, lengths, end
        at = end
    if at < len(view):
        notices.append(_torn(view, at))


def _walked(view: memoryview, at: int, most: int) -> tuple[IntArray, int]:
    """(offsets of `most` records from `at` on, offset behind them), from length to length."""
    length_at = struct.Struct("<Q").unpack_from
    offsets: list[int] = []
    while len(offsets) < most and at + HEADER + FOOTER <= len(view):
        end = at + length_at(view, at)[0] + HEADER + FOOTER
        if end > len(view):
            break
        offsets.append(at)
        at = end
    return np.array(offsets, dtype=np.int64), at


class _Rhythm:
    """Guesses where the next records begin, as a training writes the same metrics again and again.

    Only guesses that hold are given: at each offset the length that was expected stands there.
    """

    def __init__(self, buffer: Bytes) -> None:
        self._buffer = buffer
        self._pattern: IntArray = np.zeros(0, dtype=np.int64)

    def learn(self, lengths: IntArray) -> None:
        """Find the shortest rhythm in the newest lengths of records."""
        newest = lengths[-LISTENED:]
        self._pattern = newest[:0]
        for period in range(1, LONGEST_RHYTHM + 1):
            if len(newest) > 2 * period and (newest[period:] == newest[:-period]).all():
                self._pattern = newest[len(newest) - period :]
                return

    def following(self, at: int) -> tuple[IntArray, int]:
        """(offsets of records from `at` on that have the rhythm, offset behind them); none where there is no rhythm."""
        period = len(self._pattern)
        sizes = self._pattern + HEADER + FOOTER
        times = min(BATCH // period, (len(self._buffer) - at) // int(sizes.sum())) if period else 0
        if times < 1:
            return self._pattern[:0], at
        ends = at + np.cumsum(np.tile(sizes, times))
        offsets = np.concatenate(([at], ends[:-1]))
        told = np.ascontiguousarray(rows_at(self._buffer, offsets, 8)).view("<u8").ravel()
        wrong = told != np.tile(self._pattern, times).astype(np.uint64)
        count = int(np.argmax(wrong)) if wrong.any() else len(offsets)
        return offsets[:count], int(ends[count - 1]) if count else at


def _torn(view: memoryview, at: int) -> Notice:
    """What stands at the end instead of a whole record."""
    head = bytes(view[at : at + HEADER])
    if len(head) == HEADER and masked_one(head[:8]) != int.from_bytes(head[8:], "little"):
        return Notice(say("The file is damaged at byte {at}; what follows was not read.", at=at))
    return Notice(
        say(
            "The last record is not complete ({count} bytes): the file was being written or was cut off.",
            count=len(view) - at,
        )
    )


def _lengths_proved(buffer: Bytes, offsets: IntArray) -> Bools:
    heads = rows_at(buffer, offsets, HEADER)
    told = np.ascontiguousarray(heads[:, 8:]).view("<u4").ravel()
    return np.asarray(masked(np.ascontiguousarray(heads[:, :8])) == told)


def rows_at(buffer: Bytes, offsets: IntArray, length: int) -> Bytes:
    """The `length` bytes at every offset: shape (n, length), copied."""
    return np.asarray(np.lib.stride_tricks.sliding_window_view(buffer, length)[offsets])
