"""Turns missing system libraries into packages of this system, and installs them when that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from console import SetUpFailed, say

from lossacc_gui.system.packages import DEBIAN, Manager, command_to_type, manager_here, packages_of


def python_packages(manager: Manager | None) -> tuple[str, ...]:
    """The packages that add venv and ensurepip to the Python that runs this; Debian alone splits them off."""
    if manager is not None and manager.column == DEBIAN:
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
    found, unknown = packages_of(manager, libraries)
    if unknown:
        raise SetUpFailed(f"{what}. Please install the packages with {', '.join(unknown)}, then start again.")
    wanted = sorted({*packages, *found})
    prefix = _prefix()
    if prefix is None:
        raise SetUpFailed(
            f"{what}. This user may not install them; please run this command, then start again:\n"
            f"    {command_to_type(manager, wanted)}"
        )
    say(f"{what}.\nInstalling {', '.join(wanted)} ...")
    _install(manager, wanted, prefix)


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
    if manager.column == DEBIAN:
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
