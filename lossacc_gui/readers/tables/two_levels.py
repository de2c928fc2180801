"""Joins a heading of two lines, as pandas writes two levels of columns: train and valid over loss and acc."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.tables.cells import BLANK, number

UNNAMED = re.compile(r"Unnamed: \d+(_level_\d+)?$")  # as pandas calls what has no name


def two_levels(
    upper: Sequence[str], below: Sequence[Sequence[str]], comma: bool = False
) -> tuple[tuple[str, ...], int] | None:
    """(the joined names, how many lines the heading has) of a table that begins with `upper` and goes on with `below`.

    None where the heading is one line. The upper names stand once over several columns or come again over each; below
    both may be a line that names the index only.
    """
    if not below or len(below[0]) != len(upper) or len(upper) < 3:
        return None
    over, under = _over(upper), [_name(cell) for cell in below[0]]
    if any(number(cell, comma) is not None for cell in under if cell not in BLANK):
        return None
    grouped = len({name for name in over if name}) < sum(bool(name) for name in over)
    pairs = [f"{a} {b}" for a, b in zip(over, under, strict=True) if a and b]
    if not grouped or len(pairs) < 2 or len(set(pairs)) < len(pairs) or not _measured(pairs):
        return None
    names = [" ".join(dict.fromkeys(part for part in pair if part)) for pair in zip(over, under, strict=True)]
    index = [_name(cell) for cell in below[1]] if len(below) > 1 else []
    if index[:1] and index[0] and number(index[0], comma) is None and not any(index[1:]):
        names[0] = index[0]
        return tuple(names), 3
    return tuple(names), 2


def _over(upper: Sequence[str]) -> list[str]:
    """The upper name of each column: a blank stands under the name to its left."""
    out: list[str] = []
    for cell in map(_name, upper):
        out.append(cell or (out[-1] if out else ""))
    return out


def _name(cell: str) -> str:
    cell = cell.strip()
    return "" if UNNAMED.match(cell) else cell


def _measured(pairs: Sequence[str]) -> bool:
    """Whether some pair is a loss, an accuracy or the like, of a split that one of the levels names."""
    return any(meaning_of(pair).quantity.is_progress and meaning_of(pair).split is not None for pair in pairs)
