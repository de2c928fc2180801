"""Reads the scalars of a TensorBoard event file with numpy: records of one layout together, blobs skipped."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import FloatArray, IntArray, Notice
from lossacc_gui.readers.crc32c import masked, masked_one
from lossacc_gui.readers.event_layout import Damaged, Layout, Place, layout_of, signed, varint
from lossacc_gui.readers.source import bytes_of, check_file, said
from lossacc_gui.readers.unpack import is_packed

HEADER = 12  # bytes before a record's data: its length and the length's checksum
FOOTER = 4  # bytes behind it: the data's checksum
BATCH = 32_768  # records framed, checked and decoded at once: some 20 ms between two calls of the progress
LARGEST_ALIKE = 1024  # bytes of the largest record that is decoded together with others
MOST_LAYOUTS = 64  # layouts tried on records of one length before the rest is decoded one by one
SCALARS = "scalars"

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Tag:
    """The values of one tag in the order of the file; arrays have shape (n,)."""

    name: str
    step: IntArray
    time: FloatArray
    value: FloatArray


@dataclass(eq=False)
class _Scalars:
    """What has been decoded so far, in pieces: order in the file, tag number, step, wall time, value."""

    tags: dict[bytes, int] = field(default_factory=dict)
    others: set[bytes] = field(default_factory=set)
    pieces: list[tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray]] = field(default_factory=list)

    def number(self, tag: bytes) -> int:
        """The number of a tag, new or known."""
        return self.tags.setdefault(tag, len(self.tags))

    def is_scalar(self, tag: bytes, plugin: str) -> bool:
        """Whether a value is a scalar by its plugin, which only the first value of a tag has to tell."""
        if plugin and plugin != SCALARS:
            self.others.add(tag)
            return False
        return plugin == SCALARS or tag not in self.others


def read_tags(path: Path, progress: Progress) -> tuple[list[Tag], list[Notice]]:
    """The scalars of the event file at `path` by tag, and what was wrong with it.

    A torn last record (the file is being written) is left out with a notice; so are records with a wrong checksum.
    """
    check_file(path)
    try:
        with path.open("rb") as file:
            packed = is_packed(file.read(6))
            # the map is closed when the last view of it goes: closing it by hand fails while an error still holds one
            data = bytes_of(path, progress) if packed else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise UnreadableLog(path, f"The event file cannot be read: {said(error)}.") from None
    return _read(path, memoryview(data), progress)


def _read(path: Path, view: memoryview, progress: Progress) -> tuple[list[Tag], list[Notice]]:
    buffer = np.frombuffer(view, dtype=np.uint8)
    size = len(view)
    scalars = _Scalars()
    notices: list[Notice] = []
    damaged = records = 0
    for starts, lengths, end in _frames(view, buffer, size, notices):
        records += len(starts)
        damaged += _decode(view, buffer, starts, lengths, scalars)
        progress(end / size, "reading events")
    if not records:
        raise UnreadableLog(path, "This is no event file, or it is damaged at its first record.")
    if damaged:
        notices.append(Notice(f"{damaged} of {records} records are damaged (wrong checksum) and were left out."))
    return _by_tag(scalars, progress), notices


def _frames(
    view: memoryview, buffer: Bytes, size: int, notices: list[Notice]
) -> Iterator[tuple[IntArray, IntArray, int]]:
    """Batches of (offsets of the data, lengths, offset behind), every length proved by its checksum."""
    unpack = struct.Struct("<Q").unpack_from
    at = 0
    guess = _Rhythm(buffer)
    while at + HEADER + FOOTER <= size:
        starts: list[int] = []
        append = starts.append
        begin = at
        guessed = guess.following(at)
        if guessed.size:
            at = int(guessed[-1]) + guess.last_length + HEADER + FOOTER
        for _ in range(BATCH if not guessed.size else 0):
            if at + HEADER + FOOTER > size:
                break
            following = at + unpack(view, at)[0] + HEADER + FOOTER
            if following > size:
                break
            append(at)
            at = following
        if not starts and not guessed.size:
            break
        offsets = guessed if guessed.size else np.array(starts, dtype=np.int64)
        good = _lengths_proved(buffer, offsets)
        ends = np.append(offsets[1:], at)
        lengths = ends - offsets - HEADER - FOOTER
        if not good.all():
            first = int(np.argmin(good))
            at = int(offsets[first])
            if first:
                yield offsets[:first] + HEADER, lengths[:first], at
            notices.append(Notice(f"The file is damaged at byte {at}; what follows was not read."))
            return
        guess.learn(lengths)
        yield offsets + HEADER, lengths, at
        if at == begin:
            break
    if at < size:
        notices.append(_torn(view, at, size))


class _Rhythm:
    """Guesses where the next records begin, as a training writes the same metrics again and again.

    Only guesses that hold are given: at each offset the length that was expected stands there.
    """

    def __init__(self, buffer: Bytes) -> None:
        self._buffer = buffer
        self._pattern: IntArray = np.zeros(0, dtype=np.int64)
        self.last_length = 0

    def learn(self, lengths: IntArray) -> None:
        """Find the shortest rhythm in the newest lengths of records."""
        newest = lengths[-LISTENED:]
        self._pattern = newest[:0]
        for period in range(1, LONGEST_RHYTHM + 1):
            if len(newest) > 2 * period and (newest[period:] == newest[:-period]).all():
                self._pattern = newest[len(newest) - period :]
                return

    def following(self, at: int) -> IntArray:
        """Offsets of records from `at` on that have the rhythm; empty where there is none."""
        period = len(self._pattern)
        if not period:
            return self._pattern
        sizes = self._pattern + HEADER + FOOTER
        times = min(BATCH // period, (len(self._buffer) - at) // int(sizes.sum()))
        if times < 1:
            return self._pattern[:0]
        ends = np.cumsum(np.tile(sizes, times))
        offsets = at + np.concatenate(([0], ends[:-1]))
        told = np.ascontiguousarray(_rows(self._buffer, offsets, 8)).view("<u8").ravel()
        wrong = told != np.tile(self._pattern, times).astype(np.uint64)
        count = int(np.argmax(wrong)) if wrong.any() else len(offsets)
        self.last_length = int(self._pattern[(count - 1) % period])
        return np.asarray(offsets[:count], dtype=np.int64)


LISTENED = 256  # lengths of records that tell the rhythm
LONGEST_RHYTHM = 64  # records between two of the same metric


def _torn(view: memoryview, at: int, size: int) -> Notice:
    head = bytes(view[at : at + HEADER])
    if len(head) == HEADER and masked_one(head[:8]) != int.from_bytes(head[8:], "little"):
        return Notice(f"The file is damaged at byte {at}; what follows was not read.")
    return Notice(f"The last record is not complete ({size - at} bytes): the file was being written or was cut off.")


def _lengths_proved(buffer: Bytes, offsets: IntArray) -> Bools:
    heads = _rows(buffer, offsets, HEADER)
    told = np.ascontiguousarray(heads[:, 8:]).view("<u4").ravel()
    return np.asarray(masked(np.ascontiguousarray(heads[:, :8])) == told)


def _rows(buffer: Bytes, offsets: IntArray, length: int) -> Bytes:
    """The `length` bytes at every offset: shape (n, length), copied."""
    return np.asarray(np.lib.stride_tricks.sliding_window_view(buffer, length)[offsets])


def _decode(view: memoryview, buffer: Bytes, starts: IntArray, lengths: IntArray, scalars: _Scalars) -> int:
    """Decode a batch of records into `scalars`; how many records were damaged."""
    damaged = 0
    for length in np.unique(lengths):
        which = np.flatnonzero(lengths == length)
        if length > LARGEST_ALIKE:
            damaged += _one_by_one(view, starts, lengths, which, scalars, checked=False)
            continue
        rows = _rows(buffer, starts[which], int(length) + FOOTER)
        body = np.ascontiguousarray(rows[:, :length])
        good = masked(body) == np.ascontiguousarray(rows[:, length:]).view("<u4").ravel()
        damaged += int((~good).sum())
        which, body = which[good], body[good]
        damaged += _alike(view, starts, lengths, which, body, scalars)
    return damaged


def _alike(
    view: memoryview, starts: IntArray, lengths: IntArray, which: IntArray, body: Bytes, scalars: _Scalars
) -> int:
    """Decode records of one length, those of one layout together."""
    damaged = 0
    for _ in range(MOST_LAYOUTS):
        if not len(which):
            return damaged
        try:
            layout = layout_of(memoryview(body[0].tobytes()))
        except Damaged:
            which, body, damaged = which[1:], body[1:], damaged + 1
            continue
        same = _matches(body, layout)
        if any(not place.kind for place in layout.places):
            damaged += _one_by_one(view, starts, lengths, which[same], scalars, checked=True)
        else:
            _take(body[same], which[same] + starts[0], layout, scalars)
        which, body = which[~same], body[~same]
    return damaged + _one_by_one(view, starts, lengths, which, scalars, checked=True)


def _matches(body: Bytes, layout: Layout) -> Bools:
    """Which rows equal the first one in everything but wall time, step, tags and values."""
    fixed = np.ones(body.shape[1], dtype=bool)
    if layout.wall >= 0:
        fixed[layout.wall : layout.wall + 8] = False
    fixed[slice(*layout.step)] = False
    for place in layout.places:
        fixed[slice(*place.tag)] = False
        if place.kind:
            fixed[place.value : place.value + _width(place.kind)] = False
    same = (body[:, fixed] == body[0, fixed]).all(axis=1)
    start, stop = layout.step
    if stop > start:
        same &= ((body[:, start:stop] >= 128) == (body[0, start:stop] >= 128)).all(axis=1)
    return np.asarray(same)


def _width(kind: str) -> int:
    return 2 if kind == "bf16" else int(kind[2:])


def _take(body: Bytes, order: IntArray, layout: Layout, scalars: _Scalars) -> None:
    """Decode rows of one layout at once."""
    if not layout.places:
        return
    count = len(body)
    wall = np.full(count, np.nan)
    if layout.wall >= 0:
        wall = np.ascontiguousarray(body[:, layout.wall : layout.wall + 8]).view("<f8").ravel()
    step = np.zeros(count, dtype=np.uint64)
    for shift, at in enumerate(range(*layout.step)):
        step |= (body[:, at] & np.uint8(127)).astype(np.uint64) << np.uint64(7 * shift)
    for place in layout.places:
        numbers, kept = _tag_numbers(body, place, scalars)
        raw = np.ascontiguousarray(body[:, place.value : place.value + _width(place.kind)])
        if place.kind == "bf16":
            value = (raw.view("<u2").ravel().astype(np.uint32) << np.uint32(16)).view(np.float32).astype(np.float64)
        else:
            value = raw.view(place.kind).ravel().astype(np.float64)
        scalars.pieces.append((order[kept], numbers[kept], step.view(np.int64)[kept], wall[kept], value[kept]))


def _tag_numbers(body: Bytes, place: Place, scalars: _Scalars) -> tuple[IntArray, Bools]:
    """The tag's number for every row, and which rows are scalars."""
    tags = np.ascontiguousarray(body[:, slice(*place.tag)])
    if not tags.shape[1]:
        names, inverse = np.array([b""], dtype=object), np.zeros(len(body), dtype=np.int64)
    elif (tags == tags[0]).all():
        names, inverse = np.array([tags[0].tobytes()], dtype=object), np.zeros(len(body), dtype=np.int64)
    else:
        unique, inverse = np.unique(tags.view(f"V{tags.shape[1]}").ravel(), return_inverse=True)
        names = np.array([bytes(name) for name in unique], dtype=object)
    numbers = np.zeros(len(names), dtype=np.int64)
    kept = np.zeros(len(names), dtype=bool)
    for i, name in enumerate(names):
        kept[i] = scalars.is_scalar(name, place.plugin)
        numbers[i] = scalars.number(name) if kept[i] else -1
    return numbers[inverse], kept[inverse]


def _one_by_one(
    view: memoryview, starts: IntArray, lengths: IntArray, which: IntArray, scalars: _Scalars, *, checked: bool
) -> int:
    """Decode records singly; how many were damaged. Records not `checked` are, where they hold a scalar."""
    damaged = 0
    for i in which:
        start, stop = int(starts[i]), int(starts[i] + lengths[i])
        data = view[start:stop]
        try:
            layout = layout_of(data)
        except Damaged:
            damaged += 1
            continue
        if layout.places and not checked and len(data) <= CHECKED_BYTES:
            told = int.from_bytes(view[stop : stop + FOOTER], "little")
            if masked_one(bytes(data)) != told:
                damaged += 1
                continue
        _take_one(data, int(starts[0] + i), layout, scalars)
    return damaged


CHECKED_BYTES = 1 << 16  # a record with scalars that is larger is not checked: one row has no speed to gain


def _take_one(data: memoryview, order: int, layout: Layout, scalars: _Scalars) -> None:
    wall = struct.unpack_from("<d", data, layout.wall)[0] if layout.wall >= 0 else float("nan")
    step = signed(varint(data, *layout.step)[0]) if layout.step[1] else 0
    for place in layout.places:
        tag = bytes(data[slice(*place.tag)])
        if not scalars.is_scalar(tag, place.plugin):
            continue
        value = _number(data, place)
        scalars.pieces.append(
            (
                np.array([order], dtype=np.int64),
                np.array([scalars.number(tag)], dtype=np.int64),
                np.array([step], dtype=np.int64),
                np.array([wall]),
                np.array([value]),
            )
        )


def _number(data: memoryview, place: Place) -> float:
    if not place.kind:
        return place.number
    raw = np.frombuffer(data[place.value : place.value + _width(place.kind)], dtype=np.uint8)
    if place.kind == "bf16":
        return float((raw.view("<u2").astype(np.uint32) << np.uint32(16)).view(np.float32)[0])
    return float(raw.view(place.kind)[0])


def _by_tag(scalars: _Scalars, progress: Progress) -> list[Tag]:
    """The decoded pieces sorted by tag, each tag in the order of the file."""
    if not scalars.pieces:
        return []
    order, number, step, time, value = (np.concatenate([p[i] for p in scalars.pieces]) for i in range(5))
    progress(1.0, "sorting events")
    sorting = np.argsort(order, kind="stable")  # fast: the pieces are in order for long stretches
    few = len(scalars.tags) <= np.iinfo(np.uint16).max
    key = number[sorting].astype(np.uint16) if few else number[sorting]  # 16 bits are sorted by counting
    sorting = sorting[np.argsort(key, kind="stable")]
    progress(1.0, "sorting events")
    number, step, time, value = number[sorting], step[sorting], time[sorting], value[sorting]
    bounds = np.searchsorted(number, np.arange(len(scalars.tags) + 1))
    names = [tag.decode("utf-8", errors="replace") for tag in scalars.tags]
    first = order[sorting][bounds[:-1]]  # every tag has a value, so its part is not empty
    return [
        Tag(names[i], step[a:b], time[a:b], value[a:b])
        for i, a, b in ((i, int(bounds[i]), int(bounds[i + 1])) for i in np.argsort(first, kind="stable"))
    ]
