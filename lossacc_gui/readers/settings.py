"""Finds the settings of a run in the files that lie beside its log: hparams.yaml, args.yaml, config.json, params/."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from os.path import isdir, isfile, join
from pathlib import Path
from typing import Any

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.head import head_of
from lossacc_gui.readers.trees.json_tree import loads

Setting = tuple[str, str]
NAMED = (
    "hparams",
    "hyperparameters",
    "hyper_parameters",
    "hyperparams",
    "args",
    "opt",
    "opts",
    "options",
    "params",
    "parameters",
    "config",
    "settings",
    "train_config",
    "training_args",
)
FILES = tuple(f"{name}{suffix}" for name in NAMED for suffix in (".yaml", ".yml", ".json"))
INNER = (Path(), Path(".hydra"))  # where Hydra keeps what it composed
PARAMS = "params"  # MLflow's folder of one file a setting, beside that of the metrics
MOST = 200  # settings of a run
MOST_NAMES = 100  # of a folder; to ask for dozens of names takes as long as to read twice as many
LONGEST = 200  # characters of one
DEEPEST = 4
YAML_LINE = re.compile(r"^(?P<indent> *)(?P<key>[\w./-]+|'[^']+'|\"[^\"]+\")\s*:(?:\s+(?P<value>\S.*))?$")
YAML_ITEM = re.compile(r"^(?P<indent> *)-\s+(?P<value>\S.*)$")


def settings_beside(log: Path) -> tuple[tuple[Setting, ...], tuple[Path, ...]]:
    """(settings, the files that hold them) of the run of which `log`, a file or a folder, is the log."""
    folder = log if log.is_dir() else log.parent
    found: list[Setting] = []
    files: list[Path] = []
    for file in _files(folder):
        if file == log:
            continue
        try:
            head = head_of(file)
        except UnreadableLog:
            continue
        told = list(_told(head.text, file.suffix.lower())) if head.whole else []
        if told:
            files.append(file)
            found += told
    params = next((above.parent / PARAMS for above in log.parents if above.name == "metrics"), None)
    if params is not None and params.is_dir():
        for file in sorted(params.iterdir())[:MOST]:
            try:
                found.append((file.name, head_of(file).text.strip()))
                files.append(file)
            except UnreadableLog:
                continue
    return merged(found), tuple(files)


def merged(*told: Iterable[Setting]) -> tuple[Setting, ...]:
    """Settings, each once: what is told first counts."""
    out: dict[str, str] = {}
    for some in told:
        for name, value in some:
            if len(out) < MOST:
                out.setdefault(name, value[:LONGEST])
    return tuple(out.items())


def _files(folder: Path) -> Iterator[Path]:
    for inner in INNER:
        here = folder / inner
        if inner.name and not isdir(here):  # noqa: PTH112
            continue
        there = _names_in(here)
        for name in FILES:
            if (there is None or name in there) and isfile(join(here, name)):  # noqa: PTH113, PTH118
                yield here / name


def _names_in(folder: Path) -> set[str] | None:
    """The names in a folder, in small letters; None where they are too many to look through, or nobody may."""
    try:
        with os.scandir(folder) as entries:
            names = {entry.name.lower() for entry in islice(entries, MOST_NAMES)}
    except OSError:
        return None
    return names if len(names) < MOST_NAMES else None


def _told(text: str, suffix: str) -> Iterator[Setting]:
    if suffix != ".json":
        yield from _of_yaml(text)
        return
    try:
        tree = loads(text)
    except ValueError:
        return
    if isinstance(tree, dict):
        yield from flat(tree)


def flat(tree: dict[Any, Any], above: str = "", depth: int = 0) -> Iterator[Setting]:
    """The values of nested dictionaries, called by their keys joined with a slash."""
    for key, value in tree.items():
        name = f"{above}/{key}" if above else str(key)
        if isinstance(value, dict):
            if depth < DEEPEST:
                yield from flat(value, name, depth + 1)
        else:
            yield name, "" if value is None else str(value)


def _of_yaml(text: str) -> Iterator[Setting]:
    """The values of a YAML file of plain keys, as trainings write them; tags and long texts are passed over."""
    above: list[tuple[int, str]] = []
    items: list[str] = []
    pending = ""
    for line in text.splitlines():
        bare = line.split(" #")[0].rstrip()
        item, match = YAML_ITEM.match(bare), YAML_LINE.match(bare)
        if item is not None and pending:
            items.append(item["value"].strip("'\""))
            continue
        if pending and items:
            yield pending, f"[{', '.join(items)}]"
        pending, items = "", []
        if match is None:
            continue
        indent = len(match["indent"])
        above = [one for one in above if one[0] < indent]
        name = "/".join([*(one[1] for one in above), match["key"].strip("'\"")])
        value = (match["value"] or "").strip()
        if value and not value.startswith(("!", "&", "|", ">")):
            yield name, value.strip("'\"")
        else:
            above.append((indent, match["key"].strip("'\"")))
            pending = name
    if pending and items:
        yield pending, f"[{', '.join(items)}]"
