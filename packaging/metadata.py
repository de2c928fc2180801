"""Gives the package the README with links that work away from the checkout; hatchling calls it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?![a-z]+://|#)([^)]+)\)")


class ReadmeHook(MetadataHookInterface):
    """The README of the checkout as the long description, and the address of the project."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put it into the metadata."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        told = tomllib.loads((Path(self.root) / "pyproject.toml").read_text("utf-8"))["tool"]["lossacc"]
        source = "" if told["homepage"].endswith(".invalid") else told["homepage"]
        metadata["urls"] = {"Source": source} if source else {}
        metadata["readme"] = {"content-type": "text/markdown", "text": with_absolute_links(text, source)}


def with_absolute_links(text: str, source: str) -> str:
    """The text with every link to a file as one to the repository at `source`.

    Where that is not known ("") a link is its words alone and a picture is left out: better than leading nowhere.
    """

    def changed(match: re.Match[str]) -> str:
        picture, words, path = match.groups()
        if not source:
            return "" if picture else words
        return f"{picture}[{words}]({source}/{'raw' if picture else 'blob'}/main/{path})"

    return _LINK.sub(changed, text).lstrip("\n")
