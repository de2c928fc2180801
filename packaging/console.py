"""How the set-up talks to a person: progress on standard error, a failure in one sentence."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path


class SetUpFailed(Exception):
    """Why the set-up cannot go on and what to do, in words for a person; nothing half-done is left behind."""


def say(text: str) -> None:
    """Write one line to standard error at once; standard output belongs to the program that is run."""
    print(text, file=sys.stderr, flush=True)


def disk_is_full(folder: Path) -> str:
    """The sentence for a disk without space; which of the two disks it is shows from the figures."""
    places = (folder, Path(tempfile.gettempdir()))
    free = " and ".join(f"{shutil.disk_usage(place).free // 10**6} MB in {place}" for place in places)
    return f"The disk is full: free are {free}, and about 1 GB is needed; make room, then start again."
