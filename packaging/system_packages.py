"""Turns missing system libraries into packages of this system, and installs them when that is allowed."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from console import SetUpFailed, say

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

_DEBIAN, _ARCH = 0, 1


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
        column=_DEBIAN,
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


def python_packages(manager: Manager | None) -> tuple[str, ...]:
    """The packages that add venv and ensurepip to the Python that runs this; Debian alone splits them off."""
    if manager is not None and manager.column == _DEBIAN:
        return (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",)
    return ()


def provide(packages: Sequence[str], libraries: Sequence[str], what: str) -> None:
    """Install `packages` and the packages of `libraries`, or raise SetUpFailed with the exact command to type.

    `what` begins the sentence, for example "Qt needs system libraries that are missing here: libEGL.so.1". Nothing is
    installed when the package of one library is unknown or when this user may not install.
    """
    manager = manager_here()
    if manager is None:
        raise SetUpFailed(f"{what}. Please install them with this system's package manager, then start again.")
    found = {library: manager.package_of(library) for library in libraries}
    unknown = [library for library, package in found.items() if package is None]
    if unknown:
        raise SetUpFailed(f"{what}. Please install the packages with {', '.join(unknown)}, then start again.")
    wanted = sorted({*packages, *(package for package in found.values() if package is not None)})
    prefix = _prefix()
    if prefix is None:
        raise SetUpFailed(
            f"{what}. This user may not install them; please run this command, then start again:\n"
            f"    {command_to_type(manager, wanted)}"
        )
    say(f"{what}.\nInstalling {', '.join(wanted)} ...")
    _install(manager, wanted, prefix)


def command_to_type(manager: Manager, packages: Sequence[str]) -> str:
    """The command for a shell that installs `packages`, through sudo where there is one, else through su."""
    steps = [step for step in (manager.refresh, (*manager.install, *packages)) if step]
    if os.geteuid() == 0:
        return " && ".join(shlex.join(step) for step in steps)
    if shutil.which("sudo"):
        return " && ".join(shlex.join(("sudo", *step)) for step in steps)
    return shlex.join(("su", "-c", " && ".join(shlex.join(step) for step in steps)))


def _prefix() -> tuple[str, ...] | None:
    """What goes before a command that needs root's rights; None when this user has no such right without a password."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(
        ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    ).returncode
    return ("sudo", "-n") if allowed == 0 else None


def _install(manager: Manager, packages: Sequence[str], prefix: tuple[str, ...]) -> None:
    quiet: tuple[str, ...] = ()
    if manager.column == _DEBIAN:
        # Ask nothing, and wait for another installation to end instead of failing on its lock.
        prefix = (*prefix, "env", "DEBIAN_FRONTEND=noninteractive")
        quiet = ("-o", "DPkg::Lock::Timeout=300")
    if manager.refresh:
        # Old lists may do: whether the packages can be had is decided by the next step.
        _call((*prefix, *manager.refresh, *quiet))
    done = _call((*prefix, *manager.install, *quiet, *packages))
    if done.returncode != 0:
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        reason = next((line for line in lines if line.startswith(("E:", "error", "Error"))), lines[-1] if lines else "")
        raise SetUpFailed(
            f"{manager.program} could not install {', '.join(packages)} ({reason.strip() or 'no reason given'}); "
            f"please see to that, then start again. The command was:\n    {command_to_type(manager, packages)}"
        )


def _call(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
