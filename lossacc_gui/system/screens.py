"""Finds the screens on which a window can be opened on Linux."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socket import AddressFamily


PAUSES = (0.05, 0.2, 0.5, 0.0)
"""Seconds after each time that a server of X refuses; one that begins anew is back within a tenth."""


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


def x_takes_this_user() -> bool:
    """Whether the X server of DISPLAY lets this user in, who may have no key to it, as after su.

    True where nobody can tell. The connection stays open to the end of the program: a server whose only one is closed
    begins anew, and refuses Qt meanwhile. For the same reason it is asked again: whoever was there before, if only to
    see that it answers, may have been its only one.
    """
    import ctypes  # only where there is a screen of X to ask
    from time import sleep

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    for pause in PAUSES:
        connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
        if xcb.xcb_connection_has_error(connection) == 0:
            return True
        xcb.xcb_disconnect(connection)
        sleep(pause)
    return False


def _x_answers(display: str) -> bool:
    """Whether an X server listens on `display`, "[HOST]:NUMBER[.SCREEN]": the variable often outlives its server."""
    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    if not number.isdigit():
        return False
    import socket  # only where there is one to ask

    if host not in ("", "unix"):
        return _connects(socket.AF_INET, (host, 6000 + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: AddressFamily, address: str | tuple[str, int]) -> bool:
    import socket

    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
        except OSError:
            return False
        return True
