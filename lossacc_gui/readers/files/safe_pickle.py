"""Unpickles builtin containers and numpy scalars and arrays, and refuses everything else by its name.

Nothing that a pickle names is imported or called but the stand-ins below; none makes more than the pickle holds.
"""

from __future__ import annotations

import io
import math
import pickle
import re
import struct
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from lossacc_gui.readers.files.stand_ins import (
    HARMLESS,
    MOST_VALUES,
    Array,
    Bag,
    Dtype,
    Names,
    Refused,
    StandIn,
    shaped,
)

MOST_MADE = 64 << 20  # bytes of containers made while a pickle is opened, of which each costs it one byte or two
CONTAINER = 64  # bytes of the smallest container
MEMO = 128  # bytes of an entry in the memo
LONGEST_NAME = 100  # characters of a refused name that are told
MOST_BITS = 1023  # a larger whole number is infinite as a float
DEEPEST = 12  # nested levels; histories have three

NPY_HEADER = re.compile(
    r"'descr':\s*'([^']{1,20})'.*'fortran_order':\s*(True|False).*'shape':\s*\(([\d,\s]{0,200})\)", re.DOTALL
)


def loads(data: bytes) -> Any:
    """The value of a pickle as dictionaries and lists of Python numbers.

    Raises Refused with the name of what it may not have, ValueError where it is damaged or too large.
    """
    try:
        value = _Unpickler(io.BytesIO(data)).load()
        _Count().check(value)
        return _Plain().of(value)
    except Refused:
        raise
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except Exception as error:  # noqa: BLE001 - a damaged pickle raises whatever its opcodes stumble over
        raise ValueError(str(error)) from None


def load_npy(data: bytes) -> Any:
    """The value of a .npy file: an array of numbers as nested lists, an object array unpickled as above."""
    length = 2 if data[6:7] == b"\x01" else 4
    start = 8 + length + int.from_bytes(data[8 : 8 + length], "little")
    header = NPY_HEADER.search(data[8 + length : start].decode("latin-1"))
    if header is None:
        raise ValueError("no header of an array of numbers")
    code, fortran, sizes = header.groups()
    if "O" in code:
        return loads(data[start:])
    dtype = Dtype(code).dtype
    shape = tuple(int(size) for size in sizes.split(",") if size.strip())
    return shaped(data[start:], dtype, shape, fortran == "True").tolist()


COSTS = dict.fromkeys((pickle.PUT, pickle.BINPUT, pickle.LONG_BINPUT, pickle.MEMOIZE), MEMO) | dict.fromkeys(
    (
        *(pickle.MARK, pickle.EMPTY_LIST, pickle.LIST, pickle.EMPTY_DICT, pickle.DICT, pickle.EMPTY_SET),
        *(pickle.FROZENSET, pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3, pickle.REDUCE),
    ),
    CONTAINER,
)
"""Operations that make more than they take: code -> bytes."""


def _costing(load: Callable[[Any], None], made: int) -> Callable[[Any], None]:
    def counted(self: _Unpickler) -> None:
        self.spend(made)
        load(self)

    return counted


class _Unpickler(pickle._Unpickler):
    """Finds only what is harmless, and claims no memory before the bytes for it are there.

    The one in Python, because the one in C lets a few bytes claim gigabytes for its memo.
    """

    append: Callable[[Any], None]  # set by the library while it loads
    pop_mark: Callable[[], list[Any]]
    read: Callable[[int], bytes]

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self._left = MOST_MADE

    def find_class(self, module: str, name: str) -> Any:
        """The stand-in for `module.name`; Refused where there is none."""
        module = module.replace("numpy._core", "numpy.core").replace("__builtin__", "builtins")
        found = HARMLESS.get((module, name))
        if found is None:
            raise Refused(f"{module}.{name}"[:LONGEST_NAME])
        return StandIn(found, self.spend)

    def persistent_load(self, pid: Any) -> Any:
        """What PyTorch stores beside the pickle is refused."""
        raise Refused("a PyTorch storage")

    def spend(self, made: int) -> None:
        """Count so many bytes as made; ValueError where that is more than a log needs."""
        self._left -= made
        if self._left < 0:
            raise ValueError("too large")

    def load_bytearray8(self) -> None:
        size = struct.unpack("<Q", self.read(8))[0]
        data = self.read(min(size, MOST_MADE))
        if len(data) != size:
            raise ValueError("cut off")
        self.append(data)

    def load_empty_dictionary(self) -> None:
        self.append(Names())

    def load_dict(self) -> None:
        items = self.pop_mark()
        self.append(Names(zip(items[::2], items[1::2], strict=True)))

    def load_empty_set(self) -> None:
        self.append(Bag())

    def load_frozenset(self) -> None:
        self.append(self.pop_mark())

    dispatch: ClassVar[dict[int, Any]] = pickle._Unpickler.dispatch | {
        pickle.BYTEARRAY8[0]: load_bytearray8,
        pickle.EMPTY_DICT[0]: load_empty_dictionary,
        pickle.DICT[0]: load_dict,
        pickle.EMPTY_SET[0]: load_empty_set,
        pickle.FROZENSET[0]: load_frozenset,
    }


_Unpickler.dispatch |= {code[0]: _costing(_Unpickler.dispatch[code[0]], made) for code, made in COSTS.items()}


class _Count:
    """Counts values as often as they are referred to: a small pickle can refer to one list millions of times."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], int] = {}

    def check(self, value: Any) -> None:
        """ValueError where there are more than a log has."""
        if self._of(value, 0) > MOST_VALUES:
            raise ValueError("too many values")

    def _of(self, value: Any, depth: int) -> int:
        if isinstance(value, Array):
            value = value.made
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            return value.size
        if depth > DEEPEST or not isinstance(value, dict | list | tuple | np.ndarray):
            return 1
        key = (id(value), depth)
        if key not in self._known:
            flat = value.flat if isinstance(value, np.ndarray) else value
            members = value.values() if isinstance(value, dict) else flat
            count = 1
            for member in members:
                count += self._of(member, depth + 1)
                if count > MOST_VALUES:  # here, as a list of itself is as long again at each depth
                    raise ValueError("too many values")
            self._known[key] = count
        return self._known[key]


class _Plain:
    """Turns values into those of JSON, each container once, however often it is referred to."""

    def __init__(self) -> None:
        self._kept: list[Any] = []  # what is known by its id must not make room for another of the same id
        self._known: dict[tuple[int, int], Any] = {}

    def of(self, value: Any, depth: int = 0) -> Any:
        """A value as JSON would have it; what lies deeper than DEEPEST is None."""
        if isinstance(value, Array):
            value = value.made
        if isinstance(value, np.ndarray):
            unfold = value.dtype.hasobject
            value = value.tolist()  # of an object array without dimensions this is the object
            if not unfold:
                return value
            self._kept.append(value)
        if depth > DEEPEST:
            return None
        if isinstance(value, int) and value.bit_length() > MOST_BITS:
            return math.inf if value > 0 else -math.inf
        if not isinstance(value, dict | list | tuple):
            return value
        key = (id(value), depth)
        if key not in self._known:
            self._known[key] = self._contained(value, depth)
        return self._known[key]

    def _contained(self, value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            return {_key(key): self.of(item, depth + 1) for key, item in value.items()}
        return [self.of(item, depth + 1) for item in value]


def _key(key: Any) -> str:
    return key.decode("utf-8", errors="replace") if isinstance(key, bytes) else str(key)
