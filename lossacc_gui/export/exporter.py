"""What an exporter of reports is: a name, the suffixes of its files, and a function from analyses to text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog

Render = Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str]
"""Analyses and the logs that could not be read -> the content of a file."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of report or data file; the first suffix is the usual one, dots included."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    render: Render
    tells_errors: bool = False
    """Whether the document has the logs that could not be read; the text has them too, but not on a screen."""
