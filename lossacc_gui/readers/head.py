"""The first bytes of a log, from which every reader tells whether it is one of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.files.encoding import decode
from lossacc_gui.readers.files.source import check_file, said
from lossacc_gui.readers.files.suffixes import PROSE
from lossacc_gui.readers.files.unpack import is_packed, open_unpacked
from lossacc_gui.readers.tables.beginnings import common_head
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.tables.row_kinds import tells_results
from lossacc_gui.readers.tables.table import Table

HEAD_BYTES = 65_536  # enough for any header and some rows, read at once


@dataclass(frozen=True, eq=False)
class Head:
    """The first bytes of a log (unpacked where the file is compressed), as every reader's `sniff` gets them.

    `whole` tells that `data` is all there is; `understood` is what readers, by their names, understood of it to judge
    it, which the one that reads the file takes out again.
    """

    path: Path
    data: bytes
    whole: bool = True
    understood: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def text(self) -> str:
        """The decoded head without a torn last line; empty where the bytes are not text."""
        text = decode(self.data) or ""
        if self.whole:
            return text
        cut = max(text.rfind("\n"), text.rfind("\r"))
        return text[: cut + 1] if cut >= 0 else text

    @cached_property
    def table(self) -> Table | None:
        """The head taken as a table of delimited cells; None where it is none, or a launcher begins each line."""
        return parse_table(self.text) if self.text and common_head(self.text) is None else None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The table's column names in lower case, stripped; empty where there is no named table."""
        return tuple(name.strip().lower() for name in self.table.header) if self.table is not None else ()

    @cached_property
    def lists_others(self) -> bool:
        """Whether each row of the table is a thing or a training, and not a point in the history of one."""
        return self.table is not None and tells_results(self.table, prose=self.path.suffix.lower() in PROSE)


def head_of(path: Path) -> Head:
    """The first bytes of `path`, unpacked; UnreadableLog where it is no readable file."""
    check_file(path)
    try:
        with path.open("rb") as file:
            data = file.read(HEAD_BYTES + 1)
        if is_packed(data[:6]):
            with open_unpacked(path) as unpacked:
                data = unpacked.read(HEAD_BYTES + 1)
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableLog(path, say("The file cannot be read: {error}.", error=said(error))) from None
    return _head(path, data[:HEAD_BYTES], len(data) <= HEAD_BYTES)


@lru_cache(2)
def _head(path: Path, data: bytes, whole: bool) -> Head:
    """The head; it is taken apart once, though who looks for logs, knows their reader and reads them asks for it."""
    return Head(path, data, whole=whole)
