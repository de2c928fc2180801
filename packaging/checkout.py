"""Says where the checkout is, what its project is called at, and lets scripts import its package uninstalled."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def told_of_the_project() -> dict[str, str]:
    """`homepage` and `maintainer` of the project, from the one place that has them."""
    told: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["lossacc"]
    return told
