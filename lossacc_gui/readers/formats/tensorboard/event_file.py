"""Reads the scalars of a TensorBoard event file: records of one layout are decoded together, blobs skipped."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lossacc_gui.language import say, say_many
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import FloatArray, IntArray, Notice
from lossacc_gui.readers.files.source import bytes_of, check_file, said
from lossacc_gui.readers.files.unpack import is_packed
from lossacc_gui.readers.formats.tensorboard.crc32c import masked, masked_one
from lossacc_gui.readers.formats.tensorboard.event_layout import Damaged, Layout, Place, layout_of, signed, varint
from lossacc_gui.readers.formats.tensorboard.event_records import FOOTER, Bools, Bytes, frames, rows_at

LARGEST_ALIKE = 1024  # bytes of the largest record that is decoded together with others
MOST_LAYOUTS = 64  # layouts tried on records of one length before the rest is decoded one by one
FEW_TAGS = 16  # of one length that are told apart one after the other, which is faster than sorting
SCALARS = "scalars"


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
            packed = is_packed(begin := file.read(6))
            if not begin:
                return [], []  # nothing was written before the training ended; an empty file has no map
            # the map is closed when the last view of it goes: closing it by hand fails while an error still holds one
            data = bytes_of(path, progress) if packed else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise UnreadableLog(path, say("The event file cannot be read: {error}.", error=said(error))) from None
    return _read(path, memoryview(data), progress)


def _read(path: Path, view: memoryview, progress: Progress) -> tuple[list[Tag], list[Notice]]:
    buffer = np.frombuffer(view, dtype=np.uint8)
    scalars = _Scalars()
    notices: list[Notice] = []
    damaged = records = 0
    for starts, lengths, end in frames(view, notices):
        records += len(starts)
        damaged += _decode(view, buffer, starts, lengths, scalars)
        progress(end / len(view), "reading events")
    if not records:
        raise UnreadableLog(path, say("This is no event file, or it is damaged at its first record."))
    if damaged:
        notices.append(
            Notice(
                say_many(
                    "{count} of {records} records is damaged (wrong checksum) and was left out.",
                    "{count} of {records} records are damaged (wrong checksum) and were left out.",
                    damaged,
                    records=records,
                )
            )
        )
    return _by_tag(scalars, progress), notices


def _decode(view: memoryview, buffer: Bytes, starts: IntArray, lengths: IntArray, scalars: _Scalars) -> int:
    """Decode a batch of records into `scalars`; how many records were damaged."""
    damaged = 0
    first = np.unique(lengths, return_index=True)[1]  # in their order: the first value of a tag tells what it is
    for length in lengths[np.sort(first)]:
        which = np.flatnonzero(lengths == length)
        if length > LARGEST_ALIKE:
            damaged += _one_by_one(view, starts, lengths, which, scalars, checked=False)
            continue
        rows = rows_at(buffer, starts[which], int(length) + FOOTER)
        body = np.ascontiguousarray(rows[:, :length])
        good = masked(body) == np.ascontiguousarray(rows[:, length:]).view("<u4").ravel()
        if not good.all():
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
        every = bool(same.all())
        if any(not place.kind for place in layout.places):
            damaged += _one_by_one(view, starts, lengths, which[same], scalars, checked=True)
        else:
            _take(body if every else body[same], which[same] + starts[0], layout, scalars)
        if every:
            return damaged
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
        steps = step.view(np.int64)
        if kept.all():
            scalars.pieces.append((order, numbers, steps, wall, value))
        else:
            scalars.pieces.append((order[kept], numbers[kept], steps[kept], wall[kept], value[kept]))


def _tag_numbers(body: Bytes, place: Place, scalars: _Scalars) -> tuple[IntArray, Bools]:
    """The tag's number for every row, and which rows are scalars."""
    names, which = _named(np.ascontiguousarray(body[:, slice(*place.tag)]))
    numbers = np.zeros(len(names), dtype=np.int64)
    kept = np.zeros(len(names), dtype=bool)
    for i, name in enumerate(names):
        kept[i] = scalars.is_scalar(name, place.plugin)
        numbers[i] = scalars.number(name) if kept[i] else -1
    return numbers[which], kept[which]


def _named(tags: Bytes) -> tuple[list[bytes], IntArray]:
    """(names, which of them each row is) of tags of one length; trainings log few again and again."""
    names: list[bytes] = []
    which = np.zeros(len(tags), dtype=np.int64)
    left = np.arange(len(tags))
    padded = np.zeros((len(tags), -(-tags.shape[1] // 8) * 8), dtype=np.uint8)
    padded[:, : tags.shape[1]] = tags
    words = [np.ascontiguousarray(word) for word in padded.view("<u8").T]  # eight letters each
    while left.size and len(names) < FEW_TAGS:
        others = np.zeros(len(left), dtype=bool)
        for word in words:
            others |= word != word[0]
        which[left[~others]] = len(names)
        names.append(tags[left[0]].tobytes())
        left, words = left[others], [word[others] for word in words]
    if left.size:
        rest, place = np.unique(tags[left].view(f"V{tags.shape[1]}").ravel(), return_inverse=True)
        which[left] = place + len(names)
        names += [bytes(name) for name in rest]
    return names, which


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
