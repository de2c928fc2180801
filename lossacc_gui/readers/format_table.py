"""Writes the log formats as a table in Markdown, for the README."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lossacc_gui.readers.reader import Reader


def as_markdown(readers: Sequence[Reader]) -> str:
    """A table with a row for each format: what it is called and what it looks like."""
    return "\n".join(_rows(readers)) + "\n"


def _rows(readers: Sequence[Reader]) -> Iterator[str]:
    yield "| format | looks like |"
    yield "|---|---|"
    for reader in readers:
        yield f"| {_cell(reader.title)} | `{_cell(reader.looks_like)}` |"


def _cell(text: str) -> str:
    return " ".join(text.replace("`", "'").split()).replace("|", r"\|")
