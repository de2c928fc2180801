"""What to call a log, a metric or a folder after its file, and on which examples it is by that name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from os.path import realpath
from pathlib import Path

from lossacc_gui.language import say
from lossacc_gui.model.run import Notice, Quantity, Split
from lossacc_gui.readers.series.names import AXES, meaning_of, vocabulary

GENERAL_NAMES = re.compile(
    r"^(log|logs|metrics|results?|history|training[_-]?(log|history)?|train|trainer_state|scalars|progress|output)$",
    re.I,
)
ENDINGS = re.compile(r"(\.[A-Za-z][A-Za-z0-9_]*)+$")


def bare_name(path: Path) -> str:
    """The file's name without its endings, each a word: what follows the point of decay0.03 or mAP@0.5 is none."""
    return ENDINGS.sub("", path.name) or path.name


def run_name(path: Path) -> str:
    """What to call a run: its file's name without its endings, with its folder where that says too little."""
    stem = bare_name(path)
    folder = Path(realpath(path)).parent.name  # Path.resolve asks for the file once more
    return f"{folder}/{stem}" if folder and GENERAL_NAMES.match(stem) else stem


def told_by_file(name: str, file: str) -> str:
    """What to call a metric whose `name` says no more than a split, where the `file` is called after a metric.

    So is called what says no more than a part of the model or of its loss: generator, D.
    """
    meaning = meaning_of(name)
    words = meaning.rest.split()
    of_part = words not in ([], VALUE) and meaning.quantity is Quantity.OTHER and vocabulary().parts.issuperset(words)
    told = of_part or (meaning.split is not None and not words)
    return f"{file} {name}" if told and meaning_of(file).quantity not in AXES | {Quantity.OTHER} else name


VALUE = ["value"]  # what tables with a row for each value call it
SAYS_VALIDATION = re.compile(r"val", re.IGNORECASE)
OF_LOGS = frozenset(
    {"log", "logs", "metric", "metrics", "result", "results", "history", "curve", "curves", "output", "epoch", "epochs"}
    | {"data", "scalars", "progress", "loss", "losses", "set", "stats"}
)
"""Words of a file's name that say no more than that it is a log."""


def split_by_name(path: Path, told: Iterable[Split | None]) -> Split | None:
    """The split that a log is of by the name of its file, where its names tell none (`told`) and it tells no more.

    A log called test or dev may be that of a trial; it is of such examples where one of the training stands beside it.
    """
    meaning = meaning_of(bare_name(path))
    if meaning.split not in (Split.VAL, Split.TEST) or not OF_LOGS.issuperset(meaning.rest.split()) or any(told):
        return None
    return meaning.split if SAYS_VALIDATION.search(bare_name(path)) or _trained_beside(path) else None


def _trained_beside(path: Path) -> bool:
    """Whether a file with the same ending is called after the training."""
    try:
        names = [other.name for other in path.parent.iterdir() if other.suffix == path.suffix]
    except OSError:
        return False
    found = (meaning_of(bare_name(Path(name))) for name in names)
    return any(one.split is Split.TRAIN and OF_LOGS.issuperset(one.rest.split()) for one in found)


def by_name_notice(split: Split) -> Notice:
    """That nothing but the name of its file says on which examples a log is."""
    return Notice(say("Only the name of the file says on which examples: all is taken as {split}.", split=split.value))
