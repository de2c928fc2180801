"""Gives the package the README with links that work away from the checkout; hatchling calls it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?![a-z]+://|#)([^)]+)\)")


class ReadmeHook(MetadataHookInterface):
    """The README of the checkout as the long description."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put it into the metadata."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        source = metadata.get("urls", {}).get("Source", "")
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
