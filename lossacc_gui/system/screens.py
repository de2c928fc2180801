"""Finds the screens on which a window can be opened on Linux."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path


def screens() -> tuple[str, ...]:
    """Qt's platform plugins for the screens that answer on Linux; () elsewhere, where the one screen is a given."""
    if sys.platform != "linux":
        return ()
    found = []
    if _x_answers(os.environ.get("DISPLAY", "")):
        found.append("xcb")
    wayland = os.environ.get("WAYLAND_DISPLAY", "")
    if wayland and Path(os.environ.get("XDG_RUNTIME_DIR", ""), wayland).exists():
        found.append("wayland")
    return tuple(found)


def _x_answers(display: str) -> bool:
    """Whether an X server listens on `display`, "[HOST]:NUMBER[.SCREEN]": the variable often outlives its server."""
    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    if not number.isdigit():
        return False
    if host not in ("", "unix"):
        return _connects(socket.AF_INET, (host, 6000 + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
        except OSError:
            return False
        return True
