"""Where this system wants programs to keep their settings, what can be made again, and notes about themselves."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def config_folder() -> Path:
    """For what a person writes for the program; it need not be there yet."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "lossacc"
    return _folder("APPDATA", "Roaming", "") if sys.platform == "win32" else _under("XDG_CONFIG_HOME", ".config")


def cache_folder() -> Path:
    """For what can be made again; it need not be there yet."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "lossacc"
    return _folder("LOCALAPPDATA", "Local", "Cache") if sys.platform == "win32" else _under("XDG_CACHE_HOME", ".cache")


def logs_folder() -> Path:
    """For what the program notes about itself; it need not be there yet."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Logs" / "lossacc"
    if sys.platform == "win32":
        return _folder("LOCALAPPDATA", "Local", "Logs")
    return _under("XDG_STATE_HOME", ".local/state")


def _folder(variable: str, usual: str, within: str) -> Path:
    """A folder of Windows."""
    return Path(os.environ.get(variable) or Path.home() / "AppData" / usual) / "lossacc" / within


def _under(variable: str, usual: str) -> Path:
    """A folder of the XDG base directory specification."""
    return Path(os.environ.get(variable) or Path.home() / usual) / "lossacc"
