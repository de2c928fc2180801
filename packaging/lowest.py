"""Prints the lowest versions that pyproject.toml allows of what lossacc itself needs, one requirement a line.

    python3 packaging/lowest.py > lowest.txt && pip install -c lowest.txt -e ".[test]"

Tests that pass with these say that the bounds are no guess.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from checkout import ROOT

_USED = ("excel", "parquet")
"""The extras that the program itself imports; the others are tools, of which the newest will do."""
_BOUND = re.compile(r"\s*([\w.-]+)[^;]*?>=\s*([\w.]+)[^;]*(;.*)?")


def lowest() -> Iterator[str]:
    """Each dependency pinned to its lower bound, with its marker; ValueError for one that has none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *(one for name in _USED for one in extras[name])):
        found = _BOUND.fullmatch(requirement)
        if found is None:
            raise ValueError(f"pyproject.toml: {requirement} has no lower bound")
        name, version, marker = found.groups()
        yield f"{name}=={version}{marker or ''}"


if __name__ == "__main__":
    print("\n".join(lowest()))
