"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from lossacc_gui.model.errors import CannotWrite


def write_whole(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file by way of a temporary one beside it, so that no reader ever sees half of it.

    CannotWrite when it exists and `overwrite` is not set, or when the system refuses; an existing file stays as it was.
    """
    if path.is_dir():
        raise CannotWrite(f"{path} is a folder; give the name of a file in it.")
    if not overwrite and path.exists():
        raise CannotWrite(f"{path} exists already; choose another name, or overwrite it (--overwrite).")
    if not path.parent.is_dir():
        raise CannotWrite(f"{path} could not be written: there is no folder {path.parent}; make it first.")
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise CannotWrite(f"{path} could not be written: {error.strerror or error}.") from error


def as_bytes(text: str) -> bytes:
    r"""A text in UTF-8; what UTF-8 cannot say (file names may hold any bytes) is escaped, as in 'l\udcf6g.csv'."""
    return text.encode("utf-8", "backslashreplace")


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, else what a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
