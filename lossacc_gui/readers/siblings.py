"""Finds the files beside a log that hold the other metrics of its run, where a training wrote one metric a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Notice
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.series.names import is_metric, meaning_of

LOOKED_AT = 200  # files of one folder at most
NAMED = 5  # files that a notice names


def metric_siblings(path: Path, holds_one: Callable[[Head], bool]) -> list[Path]:
    """The files beside `path` that are called after a metric, as it is, and of which `holds_one` is true."""
    if not is_metric(path.stem):
        return []
    own = meaning_of(path.stem)
    found, taken = [], {(own.rest, own.split)}
    for other in sorted(path.parent.glob(f"*{path.suffix}"))[:LOOKED_AT]:
        meaning = meaning_of(other.stem)
        if other == path or not is_metric(other.stem) or (meaning.rest, meaning.split) in taken or not other.is_file():
            continue
        try:
            belongs = holds_one(head_of(other))
        except UnreadableLog:
            continue
        if belongs:
            found.append(other)
            taken.add((meaning.rest, meaning.split))
    return found


def siblings_notice(siblings: list[Path]) -> list[Notice]:
    """That other files were read with this one; empty where there are none."""
    if not siblings:
        return []
    names = ", ".join(file.name for file in siblings[:NAMED])
    return [
        Notice(
            say("The other metrics of this run were read from {names} and others beside it.", names=names)
            if len(siblings) > NAMED
            else say("The other metrics of this run were read from {names} beside it.", names=names)
        )
    ]
