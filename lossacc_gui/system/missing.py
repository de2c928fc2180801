"""Says before Qt starts what Qt would end the whole program for: libraries or a screen that are not there."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lossacc_gui.system.screens import screens, x_takes_this_user

_SCREENS = ("xcb", "wayland")
INSTEAD = "Use `lossacc analyze LOG` and `lossacc export LOG -o chart.png`, or set QT_QPA_PLATFORM."


def why_no_window() -> str | None:
    """Why Qt could not open a window here, and what to do; None where nothing stands against it."""
    if sys.platform != "linux":
        return None
    asked = [name.partition(":")[0] for name in os.environ.get("QT_QPA_PLATFORM", "").split(";") if name]
    seen = screens()
    wanted = asked or list(seen)
    if not any(name not in _SCREENS or name in seen for name in wanted):
        return f"there is no screen to open a window on ({_told_screens()}).\n{INSTEAD}"
    possible = [name for name in wanted if name in seen or name not in _SCREENS]
    return why_no_qt(possible) or _why_not_let_in(possible)


def why_no_qt(platforms: Sequence[str]) -> str | None:
    """Which libraries Qt lacks here for the first of `platforms`, and the command that installs them.

    None where Qt can load the plugin of one of them, or where it has to say itself what is wrong. `platforms` are Qt's
    names: "offscreen", "xcb", "wayland".
    """
    place = _site_packages()
    if sys.platform != "linux" or place is None:
        return None
    plugins = [place / "PySide6" / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in platforms]
    if any(not plugin.exists() or _loads(plugin) for plugin in plugins):
        return None
    return told_missing(platforms[:1])


def told_missing(platforms: Sequence[str]) -> str | None:
    """The libraries that Qt and its plugins for `platforms` lack, with the command; None where they have all."""
    from lossacc_gui.system.qt_libraries import MODULES, missing_libraries

    place = _site_packages()
    if sys.platform != "linux" or place is None:
        return None
    present = [name for name in MODULES if (place / "PySide6" / f"{name}.abi3.so").exists()]  # a frozen program has few
    try:
        missing = missing_libraries(place, platforms, present)
    except (OSError, ValueError):
        return None
    if not missing:
        return None
    from lossacc_gui.system.packages import how_to_install

    return f"Qt needs system libraries that are missing here: {', '.join(missing)}. {how_to_install(missing)}"


def _site_packages() -> Path | None:
    """The folder that PySide6 lies in, found without importing it; None where it is not there."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    spec = importlib.util.find_spec("PySide6")
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(places[0]).parent if places else None


def _loads(library: Path) -> bool:
    """Whether the dynamic loader takes a plugin, which Qt loads at once in any case."""
    from _ctypes import dlopen  # what ctypes itself calls: to import all of it takes a sixtieth of a bare window

    try:
        dlopen(str(library), 0)
    except OSError:
        return False
    return True


def _why_not_let_in(platforms: Sequence[str]) -> str | None:
    """What to do where X is the only way to a window and refuses this user; None where nothing is refused."""
    if list(platforms) != ["xcb"] or x_takes_this_user():
        return None
    return (
        f"the screen at DISPLAY={os.environ['DISPLAY']} does not let this user in; start as the one who is logged in "
        f"there, or name the file with its key in XAUTHORITY.\n{INSTEAD}"
    )


def _told_screens() -> str:
    named = [f"{name}={os.environ[name]}" for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)]
    return f"nothing answers at {' or '.join(named)}" if named else "neither DISPLAY nor WAYLAND_DISPLAY is set"
