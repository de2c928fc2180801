"""Where the windows of one person on one screen find each other."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def meeting_place() -> Path | None:
    """The socket of the program on this screen; None where the system has none such, or there is no screen."""
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or ""
    if os.name != "posix" or os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return None
    if not screen and sys.platform == "linux":
        return None
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) if runtime and Path(runtime).is_dir() else _own_folder()
    name = "".join(sign if sign.isalnum() else "-" for sign in screen)
    return None if folder is None else folder / f"lossacc{name}.socket"


def _own_folder() -> Path | None:
    """A folder for sockets that nobody else can write to; None where somebody else has taken its place."""
    folder = Path(tempfile.gettempdir()) / f"lossacc-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        told = folder.lstat()
    except OSError:
        return None
    return folder if told.st_uid == os.getuid() and not told.st_mode & 0o077 else None
