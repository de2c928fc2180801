"""Knows which package of this system brings a shared library, and the command that installs it."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

# The package of each library that Qt's modules and platform plugins need, as (Debian and Ubuntu, Arch). The other
# package managers find a package by the name of the library. Debian's newer names (libglib2.0-0t64) provide the older.
LIBRARIES = {
    "offscreen": {
        "libEGL.so.1": ("libegl1", "libglvnd"),
        "libGL.so.1": ("libgl1", "libglvnd"),
        "libX11.so.6": ("libx11-6", "libx11"),
        "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
        "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
        "libfreetype.so.6": ("libfreetype6", "freetype2"),
        "libgcc_s.so.1": ("libgcc-s1", "gcc-libs"),
        "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
        "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
        "libstdc++.so.6": ("libstdc++6", "gcc-libs"),
        "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
        "libz.so.1": ("zlib1g", "zlib"),
        "libzstd.so.1": ("libzstd1", "zstd"),
    },
    "xcb": {
        "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
        "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
        "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
        "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
        "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
        "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
        "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
        "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
        "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
        "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
        "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
        "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
        "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
        "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
        "libxcb.so.1": ("libxcb1", "libxcb"),
        "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    },
    "wayland": {
        "libwayland-client.so.0": ("libwayland-client0", "wayland"),
        "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
    },
}

DEBIAN, _ARCH = 0, 1


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager: how it refreshes its lists (empty: not needed), how it installs, how it names a library."""

    program: str
    refresh: tuple[str, ...]
    install: tuple[str, ...]
    column: int | None = None  # of LIBRARIES
    by_library: str = ""  # for those without a column: {} stands for the library

    def package_of(self, library: str) -> str | None:
        """What to ask this manager for to get `library`; None when no package is known."""
        if self.column is None:
            return self.by_library.format(library)
        for libraries in LIBRARIES.values():
            if library in libraries:
                return libraries[library][self.column]
        return None


MANAGERS = (
    Manager(
        "apt-get",
        ("apt-get", "update"),
        ("apt-get", "install", "-y", "--no-install-recommends"),
        column=DEBIAN,
    ),
    Manager("dnf", (), ("dnf", "install", "-y"), by_library="{}()(64bit)"),
    Manager(
        "zypper",
        (),
        ("zypper", "--non-interactive", "install", "--no-recommends"),
        by_library="{}()(64bit)",
    ),
    Manager("pacman", (), ("pacman", "-Sy", "--needed", "--noconfirm"), column=_ARCH),
    Manager("apk", (), ("apk", "add"), by_library="so:{}"),
)


def manager_here() -> Manager | None:
    """The package manager of this system, None where there is none that we know."""
    return next((manager for manager in MANAGERS if shutil.which(manager.program)), None)


def command_to_type(manager: Manager, packages: Sequence[str]) -> str:
    """The command for a shell that installs `packages`, through sudo where there is one, else through su."""
    steps = [step for step in (manager.refresh, (*manager.install, *packages)) if step]
    if os.geteuid() == 0:
        return " && ".join(shlex.join(step) for step in steps)
    if shutil.which("sudo"):
        return " && ".join(shlex.join(("sudo", *step)) for step in steps)
    return shlex.join(("su", "-c", " && ".join(shlex.join(step) for step in steps)))


def packages_of(manager: Manager, libraries: Sequence[str]) -> tuple[list[str], list[str]]:
    """The packages that bring `libraries`, each once and in order, and the libraries whose package is not known."""
    found = {library: manager.package_of(library) for library in libraries}
    unknown = [library for library, package in found.items() if package is None]
    return sorted({package for package in found.values() if package is not None}), unknown


def how_to_install(libraries: Sequence[str]) -> str:
    """What a person has to do to get `libraries`: one command to type where the packages are known."""
    manager = manager_here()
    if manager is None:
        return "Please install them with this system's package manager, then start again."
    packages, unknown = packages_of(manager, libraries)
    if unknown:
        return f"Please install the packages with {', '.join(unknown)}, then start again."
    return f"This command installs them:\n    {command_to_type(manager, packages)}"
