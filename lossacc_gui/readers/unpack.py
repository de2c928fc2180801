"""Opens a log that may be compressed: gz, bz2, xz, or a zip with one file in it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import IO, cast

LARGEST_UNPACKED = 512 << 20  # bytes; more is a bomb or no log
MOST_RATIO = 2000  # unpacked to packed bytes: text logs reach 30, gzip itself cannot pass 1,032
JUNK = ("__MACOSX/", ".DS_Store")


class Bounded(io.RawIOBase):
    """A stream that fails with a clear OSError instead of unpacking without bound."""

    def __init__(self, inner: IO[bytes], packed: int) -> None:
        super().__init__()
        self._inner = inner
        self._left = min(LARGEST_UNPACKED, max(packed, 512) * MOST_RATIO)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; -1 is not allowed to mean "everything, whatever it takes"."""
        wanted = self._left + 1 if size < 0 else min(size, self._left + 1)
        try:
            data = self._inner.read(wanted)
        except (zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OSError(f"the compressed data is damaged ({error})") from None
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"it unpacks to more than {LARGEST_UNPACKED >> 20} MB or is packed beyond belief")
        return data

    def readable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close what is underneath, too."""
        self._inner.close()
        super().close()


def is_packed(magic: bytes) -> bool:
    """Whether a file that starts with these six bytes is compressed."""
    return magic.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04"))


def open_unpacked(path: Path) -> IO[bytes]:
    """A binary stream of the log inside `path`; OSError where it cannot be opened or is not one log."""
    file = path.open("rb")  # handed to the caller, who closes it
    magic = file.read(6)
    file.seek(0)
    packed = path.stat().st_size
    inner: IO[bytes]
    if magic.startswith(b"\x1f\x8b"):
        inner = cast(IO[bytes], gzip.GzipFile(fileobj=file))
    elif magic.startswith(b"BZh"):
        inner = cast(IO[bytes], bz2.BZ2File(file))
    elif magic == b"\xfd7zXZ\0":
        inner = cast(IO[bytes], lzma.LZMAFile(file))
    elif magic.startswith(b"PK\x03\x04"):
        member = _only_member(file)
        if member is None:
            return file
        inner = member
    else:
        return file
    return cast(IO[bytes], Bounded(inner, packed))


def _only_member(file: IO[bytes]) -> IO[bytes] | None:
    """The one log in a zip; None for a zip that is a format of its own (Excel, PyTorch, npz), left to its refusal."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise OSError(f"the zip file is damaged ({error})") from None
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith(JUNK)]
    if len(names) != 1 or names[0].endswith((".npy", "data.pkl")):
        file.seek(0)
        return None
    try:
        return archive.open(names[0])
    except (RuntimeError, zipfile.BadZipFile, NotImplementedError) as error:
        raise OSError(f"the zip file cannot be opened ({error})") from None
