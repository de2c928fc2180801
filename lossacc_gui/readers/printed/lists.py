"""Reads metrics that a text prints as whole lists (train_loss = [0.9, 0.7, ...]), and not value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from lossacc_gui.model.run import FloatArray, Split
from lossacc_gui.readers.assemble import Column
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.printed.prefix import end_of_prefix

LISTED = re.compile(
    r"^[ \t>'\"*-]*(?P<name>[^\W\d][^\n\[\]:=,{}()]{0,60}?)['\"]?[ \t]*[:=]\s*"
    r"(?:[\w.]+\()?\[(?P<numbers>[-+\d.eE,;naif\s]+)\]",
    re.MULTILINE,
)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf)")
FEWEST = 5  # numbers of a list that is a curve
LONGEST_HEADING = 40  # characters of a line that names the split of the lists below it


def columns_in(text: str) -> list[Column]:
    """The listed metrics as columns of one length, shorter ones blank at their ends; the last list of a name counts."""
    found: dict[tuple[str, Split | None], FloatArray] = {}
    for name, split, value in _lists(text):
        found[name, split] = value
    longest = max(map(len, found.values()), default=0)
    columns = []
    for (name, split), value in found.items():
        whole = np.full(longest, np.nan)
        whole[: len(value)] = value
        columns.append(Column(name, whole, np.arange(longest) < len(value), split))
    return columns


def _lists(text: str) -> Iterator[tuple[str, Split | None, FloatArray]]:
    text = "\n".join(line[end_of_prefix(line)[0] :] if "[" in line else line for line in text.split("\n"))
    for match in LISTED.finditer(text):
        name = " ".join(match["name"].split())
        meaning = meaning_of(name)
        numbers = NUMBER.findall(match["numbers"])
        if len(numbers) < FEWEST or not meaning.quantity.is_progress:
            continue
        value = np.array(numbers, dtype=np.float64)
        finite = value[np.isfinite(value)]
        if finite.size and (finite % 1 != 0).any() and (finite != finite[0]).any():
            yield name, meaning.split or _split_above(text[: match.start()]), value


def _split_above(text: str) -> Split | None:
    """The split that the nearest line above without a list names."""
    for line in reversed(text.rstrip().splitlines()[-FEWEST:]):
        if "[" not in line and "]" not in line:
            return meaning_of(line).split if len(line) <= LONGEST_HEADING else None
    return None
