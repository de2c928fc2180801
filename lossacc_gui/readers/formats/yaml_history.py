"""Histories saved as YAML, TOML or INI, or as Python prints them: records, or a dictionary of lists."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import Run
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.files.suffixes import PROSE
from lossacc_gui.readers.formats.history_json import runs_of_tree
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.file_names import bare_name
from lossacc_gui.readers.series.keys import are_chosen
from lossacc_gui.readers.series.names import is_metric, is_setting
from lossacc_gui.readers.trees.history_tree import Group, groups_of, understood
from lossacc_gui.readers.trees.python_tree import python_tree

FIRST_LINE = re.compile(r"(?:[ \t]*(?:[#;].*)?\r?\n)*(?P<line>.*)")
# "epoch 1: {'loss': 0.9}" is a line that Python printed, of which the text tells more than YAML would
YAML = re.compile(r"---|(?:- +)+\{|(?:- +)*(?:-\s*$|(?![^:{]*\s\d+:\s*\{)[\w'\"][^:]{0,80}:(?:\s|$))")
TOML = re.compile(r"\[\[?[\w.'\"-]+\]\]?\s*(?:#.*)?$|[\w.'\"-]+\s*=\s*\S")
PYTHON = re.compile(r"(?:\{|OrderedDict\(|defaultdict\()[^\"]*'")
SECTION = re.compile(r"\[(?P<name>[^\]]*)\]\s*$")
PAIR = re.compile(r"(?P<name>[\w.-]+)\s*[=:]\s*(?P<value>.*?)\s*$")
YAML_OR_TOML = (".yaml", ".yml", ".toml")
REMARK = re.compile(r"^#+ .*\d.*$", re.MULTILINE)
DIGITS = re.compile(r"\d+")
WEIGHT = re.compile(r"(?:weight|scale|coef\w*)s?$", re.IGNORECASE)
COUNTING = 3  # remarks that differ in nothing but their numbers
CERTAIN = 0.8
FEWEST = 2  # values of a metric; a setting may be a list, too, but is not called after a metric


class BrokenYaml(ValueError):
    """Text that is no YAML, or more of it than histories need; `line` counts from 1, None where none is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class NoPyYaml(BrokenYaml):
    """Text that may be YAML, which nothing here can read."""


def sniff(head: Head) -> float:
    """Sure where the text is YAML or TOML with lists of numbers that are called after metrics."""
    try:
        tree = _tree(head.text)
    except ValueError:
        return 0.0
    suffix = head.path.suffix.lower()
    if suffix not in YAML_OR_TOML and (suffix in PROSE or _has_counting_remarks(head.text)):
        return 0.0  # what YAML takes for remarks are headings, which say what stands below them
    groups = understood(groups_of(tree, bare_name(head.path)), head.path)
    lists = [
        (name, numbers)
        for group in groups
        if not (suffix in YAML_OR_TOML and _plans(group))
        for name, numbers in group.lists.items()
    ]
    return CERTAIN if any(is_metric(name) and len(numbers) >= FEWEST for name, numbers in lists) else 0.0


def _plans(group: Group) -> bool:
    """Whether lists tell what a training shall be given: two settings vary, and a person chose all numbers."""
    varied = [name for name, numbers in group.lists.items() if len(set(numbers)) > 1]
    chosen = all(are_chosen([one for one in numbers if one is not None]) for numbers in group.lists.values())
    return chosen and sum(is_setting(name) or WEIGHT.search(name) is not None for name in varied) >= FEWEST


def _has_counting_remarks(text: str) -> bool:
    """Whether what YAML takes for a remark counts: the headings of Markdown, of which each begins an epoch."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for remark in REMARK.findall(text):
        numbers[DIGITS.sub("0", remark)].add(remark)
    return any(len(some) >= COUNTING for some in numbers.values())


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each dictionary with lists; the scalars beside them are its settings."""
    text = text_of(path, part(progress, 0.0, 0.3))
    try:
        tree = _tree(text, part(progress, 0.3, 0.7))
    except ValueError as error:
        line = error.line if isinstance(error, BrokenYaml) else None
        reason = say("The text is broken, or holds more than keys, lists and numbers.")
        raise UnreadableLog(path, reason, line=line) from None
    progress(0.7, "reading lists")
    runs = runs_of_tree(tree, path, READER.name)
    if not runs:
        raise UnreadableLog(path, say("This file holds no list of numbers that could be a metric."))
    progress(1.0, "read")
    return runs


def _tree(text: str, progress: Progress = silent) -> Any:
    """What a text holds; ValueError where it is neither YAML nor TOML."""
    match = FIRST_LINE.match(text)
    first = match["line"] if match is not None else ""
    if PYTHON.match(first):
        return python_tree(text)
    if TOML.match(first):
        return _toml(text)
    if not YAML.match(first):
        raise ValueError("neither YAML nor TOML")
    tree = whole_yaml(text, progress)
    return [item for item in tree if isinstance(item, dict)] if isinstance(tree, list) else tree


def whole_yaml(text: str, progress: Progress = silent) -> Any:
    """What a text in YAML holds; up to its last whole record where it breaks off, as a training that still runs leaves
    it. BrokenYaml where it breaks earlier.
    """
    try:
        return _yaml(text, part(progress, 0.0, 0.5))
    except BrokenYaml as error:
        some = _whole_records(text)
        if not some.strip():
            raise
        try:
            return _yaml(some, part(progress, 0.5, 1.0))
        except BrokenYaml:
            raise error from None


def _yaml(text: str, progress: Progress) -> Any:
    try:
        from yaml import MarkedYAMLError, YAMLError
    except ImportError:  # an installation without what it asks for reads all other logs
        raise NoPyYaml("to read it, PyYAML is needed") from None

    from lossacc_gui.readers.trees.yaml_tree import yaml_tree

    try:
        return yaml_tree(text, progress)
    except MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        raise BrokenYaml(error.problem or "no YAML", line) from None
    except YAMLError as error:
        raise BrokenYaml(str(error).splitlines()[0]) from None


def _toml(text: str) -> Any:
    """What a text in TOML holds, up to its last whole table where it breaks off."""
    for some in filter(None, (text, text[: text.rfind("\n[") + 1])):
        try:
            return tomllib.loads(some)
        except (ValueError, RecursionError):
            continue
    return _ini(text)


def _ini(text: str) -> Any:
    """The sections of a text with what is set in each."""
    sections: dict[str, dict[str, str]] = {}
    where: dict[str, str] = {}
    for line in text.splitlines():
        section, pair = SECTION.match(line), PAIR.match(line)
        if section is not None:
            where = sections.setdefault(section["name"].strip(), {})
        elif pair is not None:
            where[pair["name"]] = pair["value"]
        elif line.strip() and line.lstrip()[0] not in ";#":
            raise ValueError("no setting")
    return sections


def _whole_records(text: str) -> str:
    """The text up to its last record that is surely whole: another begins behind it."""
    last = max(text.rfind("\n- "), text.rfind("\n---"))
    return text[: last + 1] if last > 0 else text[: text.rfind("\n") + 1]


READER = Reader(
    name="yaml-history",
    title="A history saved as YAML, TOML or INI, or as Python prints it (records, or lists)",
    looks_like="- {epoch: 1, loss: 0.9, val_loss: 0.8}, or loss: [0.9, 0.7]",
    suffixes=YAML_OR_TOML,
    sniff=sniff,
    read=read,
)
