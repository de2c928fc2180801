"""Tells runs apart whose metrics are listed under names with another word each: resnet_loss, resnet_acc, vgg_loss."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import meaning_of, vocabulary

PARTS = re.compile(r"[^\W_]+")
AXES = frozenset({"x", "y"})
FEWEST = 2  # metrics of each run, and runs


def runs_by_name(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """What tells each run apart -> its names and what is left of them; empty where the names are of one run.

    All names begin (or all end) with a word that says nothing of what is measured, and behind each such word the same
    metrics come again.
    """
    parts = {name: PARTS.findall(name) for name in names}
    if any(len(words) < 2 for words in parts.values()):
        return {}
    for first in (True, False):
        runs: dict[str, dict[str, str]] = {}
        for name, words in parts.items():
            word, rest = (words[0], words[1:]) if first else (words[-1], words[:-1])
            runs.setdefault(word, {})[name] = "_".join(rest)
        told = {frozenset(rest.values()) for rest in runs.values()}
        if len(runs) >= FEWEST and len(told) == 1 and len(next(iter(told))) >= FEWEST and all(map(_only_names, runs)):
            return runs
    return {}


def _only_names(word: str) -> bool:
    """Whether a word says neither a split nor what is measured, nor a part of a model, nor an axis."""
    meaning, known = meaning_of(word), vocabulary()
    said = (known.fillers, known.measures, known.framing, known.parts)
    plain = meaning.split is None and meaning.quantity is Quantity.OTHER
    return plain and not any(word.lower() in some for some in said) and word.lower() not in {*known.beside, *AXES}
