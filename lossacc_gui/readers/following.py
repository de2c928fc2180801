"""Reads one log again and again while it grows, and lets its reader go on where it stopped."""

from __future__ import annotations

from pathlib import Path

from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.run import Run
from lossacc_gui.readers.reader import Follower, Reader
from lossacc_gui.readers.registry import read


class Following:
    """Keeps what the reader of a log need not read twice, from one reading to the next."""

    def __init__(self) -> None:
        self._kept: tuple[Path, Reader, Follower] | None = None

    def read(self, path: Path, progress: Progress = silent) -> tuple[Run, ...]:
        """The runs of the log at `path`, as the registry reads them."""
        return read(path, progress, self._read_by)

    def _read_by(self, path: Path, reader: Reader, progress: Progress) -> tuple[Run, ...]:
        kept, self._kept = self._kept, None  # what is not read to its end is read anew
        if reader.following is None or not path.is_file() or reader.beside(path):
            return reader.read(path, progress)
        if kept is not None and kept[:2] == (path, reader):
            runs = kept[2].read(path, progress)
            if runs is not None:
                self._kept = kept
                return runs
        follower = reader.following()
        runs = follower.read(path, progress)
        if runs is None:
            return reader.read(path, progress)
        self._kept = path, reader, follower
        return runs
