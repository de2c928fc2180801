"""Opens the arrays of an .npz after it has looked at what they claim to be; nothing in the file is executed."""

from __future__ import annotations

import math
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from lossacc_gui.language import Said, say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.numerals import whole_text

MOST_ARRAYS = 20_000  # an epoch has one
MOST_DIRECTORY = 4 << 20  # bytes of the zip's list of its files
MOST_BYTES = 4 << 30  # of all arrays: 50,000 examples of 1,000 classes at ten epochs
UNSUSPECTED = 64 << 20  # bytes that may be packed however tightly
MOST_RATIO = 100  # unpacked to packed bytes; zeros alone reach 1,000
NUMERIC = "biufU"  # kinds of dtype; U is for epochs written as text

_UNPACKED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError)
_DAMAGE = (*_UNPACKED, ValueError, SyntaxError, TypeError, tokenize.TokenError)  # numpy reads headers as Python


@dataclass(frozen=True, slots=True)
class Claim:
    """What an array says of itself in its first bytes."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class Npz:
    """An .npz whose arrays are known by their claims and read one at a time."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, advice: Said) -> None:
        self._path, self._archive, self._advice = path, archive, advice
        members = archive.infolist()
        if len(members) > MOST_ARRAYS:
            raise self.bad(say("It holds more than {most_arrays} arrays.", most_arrays=whole_text(MOST_ARRAYS)))
        self._members = {m.filename.removesuffix(".npy"): m for m in members if m.filename.endswith(".npy")}
        size, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
        if size > MOST_BYTES or size > max(UNSUSPECTED, packed * MOST_RATIO):
            raise self.bad(
                say("It unpacks to {size} MB, which is more than the outputs of a model.", size=whole_text(size >> 20))
            )

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def bad(self, reason: Said) -> UnreadableLog:
        """The error to raise for this file."""
        return UnreadableLog(self._path, reason, advice=self._advice)

    def claim(self, name: str) -> Claim:
        """The shape and dtype of an array; UnreadableLog where it has not as many bytes, or holds no numbers."""
        member = self._members[name]
        if member.flag_bits & 1:
            raise self.bad(say("It is encrypted."))
        try:
            with self._archive.open(member) as file:
                shape, dtype = _header(file)
                start = file.tell()
        except _DAMAGE:
            raise self.bad(say("{name} is damaged or no plain array.", name=name)) from None
        if dtype.hasobject or dtype.kind not in NUMERIC:
            raise self.bad(say("{name} does not hold numbers.", name=name))
        if start + math.prod(shape) * dtype.itemsize != member.file_size:
            raise self.bad(
                say(
                    "{name} claims the shape {shape}, for which it has not the right number of bytes.",
                    name=name,
                    shape=shape,
                )
            )
        return Claim(shape, dtype)

    def read(self, name: str) -> np.ndarray[Any, Any]:
        """An array; UnreadableLog where its claim is false or it is damaged."""
        self.claim(name)
        try:
            with self._archive.open(self._members[name]) as file:
                return np.asarray(npy.read_array(file, allow_pickle=False))
        except _DAMAGE:
            raise self.bad(say("{name} is damaged or cut off.", name=name)) from None


@contextmanager
def open_npz(path: Path, advice: Said) -> Iterator[Npz]:
    """The .npz at `path`; UnreadableLog, with `advice`, where it is none or unpacks beyond belief."""
    with path.open("rb") as file:
        try:
            archive = zipfile.ZipFile(_Sparing(file))
        except _DAMAGE:
            raise UnreadableLog(path, say("It is no .npz file of plain arrays."), advice=advice) from None
        with archive:
            yield Npz(path, archive, advice)


class _Sparing:
    """A file of which nobody reads more in one go than a zip's directory may have."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.close, self.seekable = file.seek, file.tell, file.close, file.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, MOST_DIRECTORY + 1) if size >= 0 else MOST_DIRECTORY + 1)
        if len(data) > MOST_DIRECTORY:
            raise ValueError("the directory is too long")
        return data


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    match npy.read_magic(file):
        case (1, 0):
            shape, _, dtype = npy.read_array_header_1_0(file)
        case (2, 0):
            shape, _, dtype = npy.read_array_header_2_0(file)
        case _:
            raise ValueError("a version that plain arrays never have")
    if not all(isinstance(size, int) and size >= 0 for size in shape):
        raise ValueError("no shape")
    return shape, dtype
