"""Unpickles builtin containers and numpy scalars and arrays, and refuses everything else by its name.

Nothing that a pickle names is imported or called but the stand-ins below.
"""

from __future__ import annotations

import io
import pickle
import re
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np

LARGEST_ARRAY = 50_000_000  # elements of one array; a history has thousands
MOST_VALUES = 5_000_000  # values in one pickle, counted as often as they are referred to
DEEPEST = 12  # nested levels; histories have three
LONGEST_DTYPE = 20  # characters of a dtype's name
WIDEST_DTYPE = 1 << 16  # bytes of one element
NUMBERS = "biufSUO?"  # kinds of dtype that may be made

NPY_HEADER = re.compile(
    r"'descr':\s*'([^']{1,20})'.*'fortran_order':\s*(True|False).*'shape':\s*\(([\d,\s]{0,200})\)", re.DOTALL
)


class Refused(Exception):
    """The pickle wants something that a log does not need; the text is its name."""


def loads(data: bytes) -> Any:
    """The value of a pickle as dictionaries and lists of Python numbers.

    Raises Refused with the name of what it may not have, ValueError where it is damaged or too large.
    """
    try:
        return _plain(_Unpickler(io.BytesIO(data)).load(), _Budget())
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
    dtype = _Dtype(code).dtype
    shape = tuple(int(size) for size in sizes.split(",") if size.strip())
    count = int(np.prod(shape, dtype=np.float64)) if shape else 1
    if not 0 <= count <= MOST_VALUES:
        raise ValueError("too large")
    array = np.frombuffer(data, dtype=dtype, count=count, offset=start)
    return array.reshape(shape, order="F" if fortran == "True" else "C").tolist()


class _Unpickler(pickle._Unpickler):
    """Finds only what is harmless.

    The one in Python, because the one in C lets a few bytes claim gigabytes for its memo.
    """

    def find_class(self, module: str, name: str) -> Any:
        """The stand-in for `module.name`; Refused where there is none."""
        module = module.replace("numpy._core", "numpy.core").replace("__builtin__", "builtins")
        found = HARMLESS.get((module, name))
        if found is None:
            raise Refused(f"{module}.{name}")
        return found

    def persistent_load(self, pid: Any) -> Any:
        """What PyTorch stores beside the pickle is refused."""
        raise Refused("a PyTorch storage")


class _Dtype:
    """A numpy dtype in the making: pickles make it and then set its byte order."""

    dtype: np.dtype[Any]

    def __new__(cls, code: Any, *_: Any) -> _Dtype:
        try:
            dtype = np.dtype(str(code)[:LONGEST_DTYPE])
        except TypeError:
            raise ValueError("no such dtype") from None
        if dtype.kind not in NUMBERS or dtype.itemsize > WIDEST_DTYPE:
            raise Refused(f"numpy.dtype {str(code)[:LONGEST_DTYPE]}")
        self = object.__new__(cls)
        self.dtype = dtype
        return self

    def __setstate__(self, state: Any) -> None:
        if isinstance(state, tuple) and len(state) > 1 and state[1] in ("<", ">"):
            self.dtype = self.dtype.newbyteorder(state[1])


class _Array:
    """A numpy array in the making; `made` is it, once its state is set."""

    made: Any = None

    def __init__(self, *_: Any) -> None: ...

    def __setstate__(self, state: Any) -> None:
        _, shape, dtype, fortran, data = state
        kind = _checked(dtype)
        count = int(np.prod(shape, dtype=np.float64)) if shape else 1
        if not 0 <= count <= LARGEST_ARRAY:
            raise Refused("an array too large for a log")
        if kind.hasobject:
            array = np.empty(len(data), dtype=object)
            array[:] = data
        else:
            array = np.frombuffer(_bytes(data), dtype=kind, count=count)
        self.made = array.reshape(shape, order="F" if fortran else "C")


def _checked(dtype: Any) -> np.dtype[Any]:
    if not isinstance(dtype, _Dtype):
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


def _frombuffer(data: Any, dtype: Any, shape: Any, order: Any = "C") -> _Array:
    array = _Array()
    array.__setstate__((1, shape, dtype, order == "F", data))
    return array


def _encode(text: Any, _: Any = "latin1") -> bytes:
    return str(text).encode("latin-1")


HARMLESS: dict[tuple[str, str], Any] = {
    ("builtins", "dict"): dict,
    ("builtins", "list"): list,
    ("builtins", "tuple"): tuple,
    ("builtins", "set"): set,
    ("collections", "OrderedDict"): OrderedDict,
    ("collections", "defaultdict"): defaultdict,
    ("numpy", "dtype"): _Dtype,
    ("numpy", "ndarray"): _Array,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy.core.numeric", "_frombuffer"): _frombuffer,
    ("_codecs", "encode"): _encode,
}
"""What a pickle may name: (module, name) -> what it gets."""


class _Budget:
    """Counts values, because a small pickle can refer to one list millions of times."""

    def __init__(self) -> None:
        self.left = MOST_VALUES

    def spend(self, count: int) -> None:
        """Take `count` values from what is left; ValueError when it is spent."""
        self.left -= count
        if self.left < 0:
            raise ValueError("too many values")


def _plain(value: Any, budget: _Budget, depth: int = 0) -> Any:
    """A value as JSON would have it; what lies deeper than DEEPEST is None."""
    budget.spend(1)
    if isinstance(value, _Array):
        value = value.made
    if isinstance(value, np.ndarray):
        budget.spend(value.size)
        value = value.tolist()  # of an object array without dimensions this is the object
    if depth > DEEPEST:
        return None
    if isinstance(value, dict):
        return {_key(key): _plain(item, budget, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item, budget, depth + 1) for item in value]
    return value


def _key(key: Any) -> str:
    return key.decode("utf-8", errors="replace") if isinstance(key, bytes) else str(key)
