"""What a pickle gets for the builtin containers and numpy's scalars and arrays that it may name."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

MOST_VALUES = 2_000_000  # values in one pickle, counted as often as they are referred to
LARGEST_KEY = 1 << 53  # larger whole numbers as keys can be chosen such that a dictionary compares each with all others
MOST_PARTS = 4  # names in a tuple that is a key
MOST_AXES = 8  # of an array
REFERENCE = 8  # bytes of a member in a container
LONGEST_DTYPE = 20  # characters of a dtype's name
WIDEST_DTYPE = 1 << 16  # bytes of one element
NUMBERS = "biufSUO?"  # kinds of dtype that may be made


class Refused(Exception):
    """The pickle wants something that a log does not need; the text is its name."""


class StandIn:
    """What a pickle gets for a name: it can be called, and nothing in the pickle can change it."""

    __slots__ = ("_make", "_spend")

    def __init__(self, make: Callable[..., Any], spend: Callable[[int], None]) -> None:
        self._make, self._spend = make, spend

    def __call__(self, *arguments: Any) -> Any:
        """What the name makes of `arguments`, once its size is counted."""
        size = 1 if self._make is _encode else REFERENCE
        for given in arguments:
            self._spend(size * len(given) if isinstance(given, str | bytes | list | tuple | dict) else size)
        made = self._make(*arguments)
        if isinstance(made, Array):
            made.spend = self._spend
        return made

    def __setstate__(self, state: Any) -> None:
        raise Refused("a change of what it names")


class Names(dict[Any, Any]):
    """A dictionary in the making; its keys are names, numbers or nothing, as those of histories are."""

    __slots__ = ()

    def __init__(self, items: Any = ()) -> None:
        super().__init__()
        for key, value in items.items() if isinstance(items, dict) else items:
            self[key] = value

    def __setitem__(self, key: Any, value: Any) -> None:
        if not _is_name(key):
            raise ValueError("a key that is no name")
        super().__setitem__(key, value)


def _is_name(key: Any) -> bool:
    if isinstance(key, tuple):
        return len(key) <= MOST_PARTS and all(isinstance(part, str) for part in key)
    return isinstance(key, str | bytes | float | None) or (isinstance(key, int) and abs(key) <= LARGEST_KEY)


class Bag(list[Any]):
    """A set in the making: a list, because the members of a set can be chosen such that each is compared with all."""

    __slots__ = ()
    add = list.append


class Dtype:
    """A numpy dtype in the making: pickles make it and then set its byte order."""

    dtype: np.dtype[Any]

    def __new__(cls, code: Any, *_: Any) -> Dtype:
        """The dtype that numpy calls `code`; Refused or ValueError where a log needs none such."""
        if not isinstance(code, str):
            raise ValueError("no such dtype")
        try:
            dtype = np.dtype(code[:LONGEST_DTYPE])
        except TypeError:
            raise ValueError("no such dtype") from None
        if dtype.kind not in NUMBERS or dtype.itemsize > WIDEST_DTYPE:
            raise Refused(f"numpy.dtype {code[:LONGEST_DTYPE]}")
        self = object.__new__(cls)
        self.dtype = dtype
        return self

    def __setstate__(self, state: Any) -> None:
        if isinstance(state, tuple) and len(state) > 1 and state[1] in ("<", ">"):
            self.dtype = self.dtype.newbyteorder(state[1])


class Array:
    """A numpy array in the making; `made` is it, once its state is set."""

    made: Any = None
    spend: Callable[[int], None]

    def __init__(self, *_: Any) -> None: ...

    def __setstate__(self, state: Any) -> None:
        _, shape, dtype, fortran, data = state
        kind = _checked(dtype)
        if not kind.hasobject:
            self.made = shaped(_bytes(data), kind, shape, fortran)
            return
        self.spend(REFERENCE * len(data))
        array = np.empty(len(data), dtype=object)
        for i, member in enumerate(data):  # assigned at once, lists would be unfolded
            array[i] = member
        self.made = _reshaped(array, shape, fortran)


def shaped(data: bytes, dtype: np.dtype[Any], shape: tuple[int, ...], fortran: bool) -> np.ndarray[Any, Any]:
    """The array of this shape at the start of `data`; ValueError where there is less or more than a log has."""
    count = _size(shape)
    if count == 0:
        return np.zeros(0)
    return _reshaped(np.frombuffer(data, dtype=dtype, count=count), shape, fortran)


def _reshaped(array: np.ndarray[Any, Any], shape: tuple[int, ...], fortran: bool) -> np.ndarray[Any, Any]:
    # Of shape (1000000000, 0) a list of a thousand million empty lists would be made.
    return array.reshape(shape, order="F" if fortran else "C") if _size(shape) else array[:0]


def _size(shape: Any) -> int:
    """The elements of an array of this shape; ValueError where it is none or is no log's."""
    if not isinstance(shape, tuple) or len(shape) > MOST_AXES or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError("no such shape")
    size = math.prod(shape)
    if size > MOST_VALUES:
        raise ValueError("too large")
    return size


def _checked(dtype: Any) -> np.dtype[Any]:
    if not isinstance(dtype, Dtype):
        raise Refused("a numpy.dtype of an unknown kind")
    return dtype.dtype


def _bytes(data: Any) -> bytes:
    """Bytes as protocols 0 to 2 and the later ones write them."""
    return data.encode("latin-1") if isinstance(data, str) else bytes(memoryview(data))


def _scalar(dtype: Any, data: Any = b"") -> Any:
    kind = _checked(dtype)
    if kind.hasobject:
        raise Refused("a numpy scalar of objects")
    return np.frombuffer(_bytes(data), dtype=kind, count=1)[0].item()


def _frombuffer(data: Any, dtype: Any, shape: Any, order: Any = "C") -> Any:
    return shaped(_bytes(data), _checked(dtype), shape, order == "F")


def _encode(text: Any, _: Any = "latin1") -> bytes:
    if not isinstance(text, str):
        raise ValueError("no text")
    return text.encode("latin-1")


HARMLESS: dict[tuple[str, str], Callable[..., Any]] = {
    ("builtins", "dict"): Names,
    ("builtins", "list"): list,
    ("builtins", "tuple"): tuple,
    ("builtins", "set"): list,
    ("collections", "OrderedDict"): Names,
    ("collections", "defaultdict"): lambda *_: Names(),
    ("numpy", "dtype"): Dtype,
    ("numpy", "ndarray"): Array,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy.core.multiarray", "_reconstruct"): Array,
    ("numpy.core.numeric", "_frombuffer"): _frombuffer,
    ("_codecs", "encode"): _encode,
}
"""What a pickle may name: (module, name) -> what makes the value."""
