"""Where the scalars lie inside one TensorBoard event: a walk that skips everything else by length.

Field numbers are those of TensorFlow's event.proto, summary.proto, tensor.proto and tensor_shape.proto.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
EVENT_WALL_TIME, EVENT_STEP, EVENT_SUMMARY = 1, 2, 5
SUMMARY_VALUE = 1
VALUE_TAG, VALUE_SIMPLE, VALUE_TENSOR, VALUE_METADATA = 1, 2, 8, 9
TENSOR_DTYPE, TENSOR_SHAPE, TENSOR_CONTENT = 1, 2, 4
SHAPE_DIM, DIM_SIZE = 2, 1
METADATA_PLUGIN, PLUGIN_NAME = 1, 1
CONTENT_KINDS = {1: "<f4", 2: "<f8", 3: "<i4", 9: "<i8", 14: "bf16", 19: "<f2", 22: "<u4", 23: "<u8"}
"""How `tensor_content` holds one element, by the tensor's dtype number."""
FLOAT_VAL, DOUBLE_VAL, HALF_VAL = 5, 6, 13
INT_VALS = (7, 10, 16, 17)  # int_val, int64_val, uint32_val, uint64_val
MOST_VALUES = 100_000  # values in one event; more is damage


class Damaged(Exception):
    """The bytes are no event."""


@dataclass(frozen=True, slots=True)
class Place:
    """One scalar in an event: where its tag lies, and where and how its number is written.

    `kind` is a numpy dtype, "bf16", or "" where `number` already is the value (a varint).
    `plugin` is "" where the event does not say it.
    """

    tag: tuple[int, int]
    value: int
    kind: str
    plugin: str
    number: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """An event: offset of the wall time (-1: none), offsets of the step's varint (start == stop: none), its scalars."""

    wall: int
    step: tuple[int, int]
    places: tuple[Place, ...]


def layout_of(data: memoryview) -> Layout:
    """The layout of one event; Damaged where the bytes do not parse."""
    wall, step, places = -1, (0, 0), []
    for field, wire, start, stop in fields(data, 0, len(data)):
        if field == EVENT_WALL_TIME and wire == FIXED64:
            wall = start
        elif field == EVENT_STEP and wire == VARINT:
            step = (start, stop)
        elif field == EVENT_SUMMARY and wire == BYTES:
            for inner, kind, value_start, value_stop in fields(data, start, stop):
                if inner == SUMMARY_VALUE and kind == BYTES:
                    place = _place(data, value_start, value_stop)
                    if place is not None:
                        places.append(place)
                    if len(places) > MOST_VALUES:
                        raise Damaged("too many values")
    return Layout(wall, step, tuple(places))


def fields(data: memoryview, start: int, stop: int) -> Iterator[tuple[int, int, int, int]]:
    """(field number, wire type, start, stop) of every field between `start` and `stop`."""
    at = start
    while at < stop:
        key, at = varint(data, at, stop)
        wire = key & 7
        begin = at
        if wire == VARINT:
            _, at = varint(data, at, stop)
        elif wire == FIXED64:
            at += 8
        elif wire == FIXED32:
            at += 4
        elif wire == BYTES:
            length, begin = varint(data, at, stop)
            at = begin + length
        else:
            raise Damaged("unknown wire type")
        if at > stop:
            raise Damaged("field leaves its message")
        yield key >> 3, wire, begin, at


def varint(data: memoryview, at: int, stop: int) -> tuple[int, int]:
    """(number, offset behind it) of the varint at `at`."""
    number = shift = 0
    while at < stop and shift < 70:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
    raise Damaged("varint without end")


def signed(number: int) -> int:
    """A varint as int64."""
    number &= (1 << 64) - 1
    return number - (1 << 64) if number >> 63 else number


def _place(data: memoryview, start: int, stop: int) -> Place | None:
    """The scalar a Summary.Value holds, or None."""
    tag, value, kind, number, plugin = (0, 0), -1, "", 0.0, ""
    for field, wire, begin, end in fields(data, start, stop):
        if field == VALUE_TAG and wire == BYTES:
            tag = (begin, end)
        elif field == VALUE_SIMPLE and wire == FIXED32:
            value, kind = begin, "<f4"
        elif field == VALUE_TENSOR and wire == BYTES:
            found = _tensor(data, begin, end)
            if found is None:
                return None
            value, kind, number = found
        elif field == VALUE_METADATA and wire == BYTES:
            plugin = _plugin(data, begin, end)
    return Place(tag, value, kind, plugin, number) if value >= 0 else None


def _plugin(data: memoryview, start: int, stop: int) -> str:
    for field, wire, begin, end in fields(data, start, stop):
        if field == METADATA_PLUGIN and wire == BYTES:
            for inner, kind, name_start, name_stop in fields(data, begin, end):
                if inner == PLUGIN_NAME and kind == BYTES:
                    return bytes(data[name_start:name_stop]).decode("utf-8", errors="replace")
    return ""


def _tensor(data: memoryview, start: int, stop: int) -> tuple[int, str, float] | None:
    """(offset, kind, number) of a tensor's only element, or None where it has more, fewer, or is no number."""
    dtype, found = 0, None
    for field, wire, begin, end in fields(data, start, stop):
        if field == TENSOR_DTYPE and wire == VARINT:
            dtype = varint(data, begin, end)[0]
        elif field == TENSOR_SHAPE and wire == BYTES:
            if not _is_scalar(data, begin, end):
                return None
        elif field == TENSOR_CONTENT and wire == BYTES:
            kind = CONTENT_KINDS.get(dtype, "")
            width = 2 if kind == "bf16" else int(kind[2:] or 0) if kind else 0
            if width and end - begin == width:
                found = (begin, kind, 0.0)
        elif field in (FLOAT_VAL, DOUBLE_VAL) and end - begin == (4 if field == FLOAT_VAL else 8):
            found = (begin, "<f4" if field == FLOAT_VAL else "<f8", 0.0)
        elif field == HALF_VAL or field in INT_VALS:
            found = _from_varint(data, field, dtype, begin, end)
    return found


def _from_varint(data: memoryview, field: int, dtype: int, begin: int, end: int) -> tuple[int, str, float] | None:
    import numpy as np

    bits, after = varint(data, begin, end)
    if after != end:
        return None
    if field in INT_VALS:
        return begin, "", float(signed(bits))
    if CONTENT_KINDS.get(dtype) == "bf16":
        return begin, "", float(np.uint32((bits & 0xFFFF) << 16).view(np.float32))
    return begin, "", float(np.uint16(bits & 0xFFFF).view(np.float16))


def _is_scalar(data: memoryview, start: int, stop: int) -> bool:
    """Whether every dimension of the shape is 1 (or there is none)."""
    for field, wire, begin, end in fields(data, start, stop):
        if field == SHAPE_DIM and wire == BYTES:
            sizes = [
                varint(data, a, b)[0]
                for inner, kind, a, b in fields(data, begin, end)
                if inner == DIM_SIZE and kind == VARINT
            ]
            if sizes != [1]:
                return False
    return True
