"""Finds resources/ in a checkout, in an installed wheel and in a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a resource, for example resource("causes"); it need not exist."""
    return _root().joinpath(*parts)


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    inside = package / "_resources"  # the wheel carries resources/ inside the package
    return inside if inside.is_dir() else package.parent / "resources"
