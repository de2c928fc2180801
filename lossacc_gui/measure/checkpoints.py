"""Which files beside a log are checkpoints, and of which epoch or step, by their names alone."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lossacc_gui.measure.framework import Framework, framework_of
from lossacc_gui.model.run import Run, Series, Split
from lossacc_gui.model.verdict import Keep

MOST_ENTRIES = 5000  # names that are looked at in one folder: a folder of a data set beside a log may hold millions
FOLDERS = frozenset(
    {"checkpoint", "checkpoints", "chkpt", "ckpt", "ckpts", "model", "model_checkpoints", "models"}
    | {"saved_models", "snapshots", "weights"}
)
"""Folders beside a log, by their names in lower case, that hold checkpoints."""
_LOG_FOLDERS = re.compile(r"(tb_?|csv_?)?logs?|tensorboard|events?|train(ing)?|val(id(ation)?)?|checkpoint-\d+", re.I)
"""Folders of a log alone: what was trained lies beside them."""
_FILE = re.compile(r"(.+?)(\.weights)?\.(h5|hdf5|keras|ckpt|pt|pth|pth\.tar|tar|bin|safetensors|index)", re.I)
_OWN_SUFFIXES = frozenset({"ckpt", "keras"})  # of nothing but models; data have the others too
_SHARD = re.compile(r"\d+-of-\d+")
_WORDS = re.compile(r"(?<![a-z])(best|checkpoint|chkpt|ckpt|epochs?|final|iter|last|model|net|snapshot|step|weights)")
_SAVED_FOLDER = re.compile(r"checkpoint[-_](\d+)|global_?step_?(\d+)|step_(\d+)")
_EPOCH = re.compile(r"(?<![a-z])(?:epochs?|ep|e)[=_.-]?(\d+)")
_STEP = re.compile(r"(?<![a-z])(?:global_?step|steps?|iter(?:ation)?)[=_.-]?(\d+)|model\.ckpt-(\d+)$")
# the first whole number by itself or behind such a word; 0.31 in weights.05-0.31 is a loss, 50 in resnet50 a size
_NUMBER = re.compile(r"(?:^|[-_=\s]|(?<!\d)\.|checkpoint|chkpt|ckpt|model|snapshot|weights)(\d+)(?=$|[-_=\s]|\.(?!\d))")
_VALUE = re.compile(r"(?<![\d.])(\d+\.\d+)(?![\d.]*\d)")
_MOST_EPOCH_DIGITS = 4
"""A number with more digits, leading zeros too, counts steps."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A saved model: a file, or the folder of one.

    epoch, step  as the name counts them, None where it does not: Keras names the first epoch 1, and logs it as 0
    best         whether the name says that it is the best
    """

    path: Path
    epoch: int | None
    step: int | None
    best: bool


def checkpoints_beside(log: Path, known: Path | None = None, name: str = "") -> tuple[Checkpoint, ...]:
    """The checkpoints in the folder of a log (a file, or a folder that is one log) and in its folders for them.

    `known` is a folder that a person names as one of checkpoints: of several runs where it has a folder that is called
    as the run (`name`), the log or the log's folder; only that one is looked into then.

    By epoch, step and name, those without a number last. Nothing is opened, no other folder is walked; what cannot be
    reached has none.
    """
    found = {one.path: one for folder in _homes(log) for one in _in_folder(folder, known=False)}
    if known is not None:
        own = (known / part for part in dict.fromkeys((name, log.stem, log.parent.name)) if _is_name(part))
        found |= {one.path: one for one in _in_folder(next(filter(_is_folder, own), known), known=True)}
    return tuple(sorted(found.values(), key=_place))


def is_beside(log: Path, checkpoint: Path) -> bool:
    """Whether a checkpoint lies in the folder of a log or in one for them there, by its path alone."""
    log, folder = log.absolute(), checkpoint.absolute().parent
    homes = (log, log.parent, log.parent.parent)
    return folder in homes or (folder.parent in homes and folder.name.lower() in FOLDERS)


def _is_name(part: str) -> bool:
    return bool(part) and part not in (".", "..") and not set(part) & set("/\\\0")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _homes(log: Path) -> Iterator[Path]:
    """The folders in which the checkpoints of a log may lie."""
    try:
        folder = log.absolute() if log.is_dir() else log.absolute().parent
    except (OSError, ValueError):
        return
    if not folder.name.startswith("checkpoint-"):
        yield folder
    if _LOG_FOLDERS.fullmatch(folder.name):
        yield folder.parent


def _in_folder(folder: Path, *, known: bool) -> Iterator[Checkpoint]:
    """The checkpoints among the first entries of a folder; in one `known` to hold them any model file is one."""
    try:
        with os.scandir(folder) as entries:
            seen = [(entry.name, entry.is_dir()) for entry in islice(entries, MOST_ENTRIES)]
    except (OSError, ValueError):
        return
    for name, is_folder in seen:
        one = _saved_folder(folder, name) if is_folder else _saved_file(folder, name, known=known)
        if one is not None:
            yield one
        elif is_folder and not known and name.lower() in FOLDERS:
            yield from _in_folder(folder / name, known=True)


def _saved_folder(folder: Path, name: str) -> Checkpoint | None:
    match = _SAVED_FOLDER.fullmatch(name.lower())
    return Checkpoint(folder / name, None, _whole(match), best=False) if match else None


def _saved_file(folder: Path, file: str, *, known: bool) -> Checkpoint | None:
    match = _FILE.fullmatch(file)
    if match is None or _SHARD.search(file):
        return None
    name = match[1].lower()
    words = set(_WORDS.findall(name))
    told = bool(words) or match[2] is not None or match[3].lower() in _OWN_SUFFIXES
    if not told and not known:
        return None
    epoch, step = _whole(_EPOCH.search(name)), _whole(_STEP.search(name))
    alone = _NUMBER.search(name)
    if epoch is None and step is None and alone is not None:
        if len(alone[1]) <= _MOST_EPOCH_DIGITS:
            epoch = int(alone[1])
        else:
            step = int(alone[1])
    return Checkpoint(folder / file, epoch, step, "best" in words)


def _whole(match: re.Match[str] | None) -> int | None:
    return None if match is None else int(next(group for group in match.groups() if group is not None))


def _place(one: Checkpoint) -> tuple[bool, int, int, str]:
    epoch, step = (-1 if count is None else count for count in (one.epoch, one.step))
    return max(epoch, step) < 0, epoch, step, str(one.path)


def fitting(keep: Keep, run: Run, known: Path | None = None) -> tuple[Path, ...]:
    """The checkpoints beside the run's log that hold the point to keep, or one as good: nearest first, then "best".

    Those in a folder that is `known` to hold checkpoints are as good.

    A name counts epochs or steps as the log does, or epochs by one more (see `_ahead`); the other of the two is taken
    where no name says the epoch in this way.
    """
    chosen = keep.chosen
    series = chosen.of(run)
    saved = checkpoints_beside(run.source, known, run.name)
    if series is None or not saved or chosen.x not in series.x:
        return ()
    more = _ahead(saved, run, chosen.split) if series.epoch is not None else 0
    step = float(series.step[int((series.x == chosen.x).argmax())])
    near = []
    for one in saved:
        if one.epoch is not None and series.epoch is not None and chosen.holds(one.epoch - more):
            near.append((abs(one.epoch - more - chosen.x), one.path))
        elif one.step is not None and one.step == step:
            near.append((0.0, one.path))
    if not near and series.epoch is not None:
        near = [(1.0, one.path) for one in saved if one.epoch is not None and one.epoch == chosen.x + (1 - more)]
    best = [one.path for one in saved if one.best and one.path not in {path for _, path in near}]
    return (*(path for _, path in sorted(near)), *best)[:_MOST_NAMED]


def _ahead(saved: Sequence[Checkpoint], run: Run, split: Split) -> int:
    """How many more than the log the names count: 1 for Keras, which logs its first epoch as 0 and calls it 1, unless
    the values that stand in the names (weights.08-0.50.h5) are those of the epoch itself; for others the other way.
    """
    curves = [one for one in run.series if one.split is split and one.epoch is not None]
    right = Counter(more for one in saved for more in (0, 1) if any(_tells(one, curve, more) for curve in curves))
    if right[0] != right[1]:
        return int(right[1] > right[0])
    begins = min((float(one.x[0]) for one in curves if len(one.x)), default=1.0)
    return int(begins == 0 and framework_of(run) is Framework.KERAS)


def _tells(one: Checkpoint, curve: Series, more: int) -> bool:
    """Whether a name has the value that a curve has at its epoch, to as many digits."""
    value = _VALUE.search(one.path.name)
    if value is None or one.epoch is None:
        return False
    digits = len(value[1].partition(".")[2])
    there = curve.value[curve.x == one.epoch - more]
    return len(there) > 0 and round(float(there[0]), digits) == float(value[1])


_MOST_NAMED = 3  # files that a person is told of
