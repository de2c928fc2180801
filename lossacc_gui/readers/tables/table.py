"""A table of text cells under a header, as whatever it was cut out of."""

from __future__ import annotations

from dataclasses import dataclass, field

from lossacc_gui.language import Said, say
from lossacc_gui.model.run import Notice

DOTS = frozenset({"..", "...", "\u2026", "\u22ee"})  # what pandas prints for rows that it leaves out


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text cells under a header.

    `lines[i]` is the line (from 1) on which `rows[i]` stands; every row has as many cells as the header.
    `named` is False where the file has no header: the names are then "0", "1", ...
    `turned` is the line of each column where it was a row of the file; each row's line is then that of the heading.
    `headers` are the rows before which the header came again; `decimal_comma` tells how numbers are written.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    named: bool = True
    decimal_comma: bool = False
    headers: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = field(default=())
    turned: tuple[int, ...] = ()

    def line_of(self, row: int, column: int) -> int:
        """The line on which a cell stands."""
        return self.turned[column] if self.turned else self.lines[row]


def left_out_by_dots() -> Said:
    """That who printed a table left rows out of its middle."""
    return say("The table was printed without some of its rows, dots stand for them: the curves have a gap there.")
