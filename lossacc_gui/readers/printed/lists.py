"""Reads metrics that a text prints as whole lists, named or in a dictionary: train_loss = [0.9, 0.7, ...]."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity, Split
from lossacc_gui.readers.printed.counted_lists import Counter, counter_of, counters_in
from lossacc_gui.readers.printed.glued_runs import runs_by_name
from lossacc_gui.readers.printed.listed_records import records_in
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.series.keys import is_over_things
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.series.whole_numbers import have_fractions
from lossacc_gui.readers.trees.python_tree import LARGEST, end_of_brackets, python_tree

LISTED = re.compile(
    r"^[ \t>'\"*-]*(?P<name>[^\W\d][^\n\[\]:=,{}()]{0,60}?)['\"]?[ \t]*(?:[:=]|<-)\s*"
    r"(?:(?:[\w.]+\()?\[|c\()(?P<numbers>[-+\d.eE,;naif\s]+)[\])]",
    re.MULTILINE,
)
IN_ROW = re.compile(  # the same without brackets: train loss: 0.9 0.8 0.7
    r"^[ \t>'\"*-]*(?P<name>[^\W\d][^\n\[\]:=,{}()]{0,60}?)['\"]?[ \t]*[:=][ \t]*"
    r"(?P<numbers>[-+]?[.\d][-+.\deE]*(?:(?:,[ \t]*|[ \t]+)[-+]?(?:[.\d][-+.\deE]*|nan|inf)){4,}),?[ \t\r]*$",
    re.MULTILINE,
)
DICTIONARY = re.compile(r"\{\s*['\"][^'\"\n]{1,60}['\"]\s*:\s*(?:[\w.]+\()?\s*[\[{]")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf)")
OF_R = re.compile(r"[=-]\s*c\(")
REPEATED = re.compile(r"\brep\(")  # beside vectors of R: which rows of them are of which split or run is said elsewhere
OF_CLASSES = re.compile(
    r"(?:\b|_)(?:(?:per|each|by|every|all)[ _-]?class(?:es)?|class[ _-]?wise)(?![^\W_])", re.IGNORECASE
)
FEWEST = 5  # numbers of a list that is a curve
LONGEST_HEADING = 40  # characters of a line that names the split of the lists below it


Listed = dict[tuple[str, Split | None], FloatArray]
"""The numbers of one training's lists, by name and split."""


def rows_in(text: str, records: Sequence[tuple[str, Rows]] | None = None) -> list[tuple[str, Rows]]:
    """(what tells it apart, rows) of each training whose metrics are listed; shorter lists are blank at their ends.

    A list that goes on as one of its name before is the same, printed again; another one is of another training. So it
    is with names that come again behind another word: resnet_loss, resnet_acc, vgg_loss, vgg_acc.
    """
    counters = counters_in(text)
    found = [(label, names) for training in _trainings(text) for label, names in _told_apart(training) if names]
    listed = records_in(text) if records is None else records
    return [*listed, *((label, _rows(names, counters)) for label, names in found)]


def _told_apart(training: Listed) -> list[tuple[str, Listed]]:
    """The lists of each of the runs that words of their names tell apart, without these words."""
    apart = runs_by_name([name for name, _ in training])
    if not apart:
        return [("", training)]
    return [
        (word, {(rest[name], split): value for (name, split), value in training.items() if name in rest})
        for word, rest in apart.items()
    ]


def _trainings(text: str) -> list[Listed]:
    trainings: list[Listed] = []
    for name, split, value in _lists(text):
        before = next((found for found in reversed(trainings) if (name, split) in found), None)
        if before is not None and _goes_on(before[name, split], value):
            before[name, split] = value
        elif not trainings or before is trainings[-1]:
            trainings.append({(name, split): value})
        else:
            trainings[-1][name, split] = value
    return trainings


def _goes_on(before: FloatArray, value: FloatArray) -> bool:
    return np.array_equal(before, value[: len(before)], equal_nan=True)


def _rows(found: Listed, counters: list[Counter]) -> Rows:
    longest = max(map(len, found.values()))
    counter = counter_of(counters, longest)
    axis = {} if counter is None else {counter.quantity: counter.value}
    return Rows(_columns(found, longest), axis.get(Quantity.EPOCH), axis.get(Quantity.STEP))


def _columns(found: Listed, longest: int) -> list[Column]:
    columns = []
    for (name, split), value in found.items():
        whole = np.full(longest, np.nan)
        whole[: len(value)] = value
        columns.append(Column(name, whole, np.arange(longest) < len(value), split))
    return columns


def _lists(text: str) -> Iterator[tuple[str, Split | None, FloatArray]]:
    """(name, split, numbers) of each list that is a curve, in the order in which they stand."""
    text = "\n".join(line[end_of_prefix(line)[0] :] if "[" in line else line for line in text.split("\n"))
    dictionaries = list(_dictionaries(text))
    found: list[tuple[int, str, Split | None, FloatArray]] = [
        (at, name, None, numbers) for at, _, pairs in dictionaries for name, numbers in pairs
    ]
    long = REPEATED.search(text) is not None
    for match in (*LISTED.finditer(text), *_in_rows(text)):
        if long and OF_R.search(match[0]):
            continue
        if not any(start <= match.start() < stop for start, stop, _ in dictionaries):
            numbers = np.array(NUMBER.findall(match["numbers"]), dtype=np.float64)
            found.append((match.start(), match["name"], _split_above(text[: match.start()]), numbers))
    for _, said, split, value in sorted(found, key=lambda one: one[0]):
        name = " ".join(said.split())
        meaning = meaning_of(name)
        finite = value[np.isfinite(value)]
        if len(value) < FEWEST or not meaning.quantity.is_progress or not finite.size:
            continue
        if OF_CLASSES.search(name) or is_over_things(name):
            continue  # a score of each class is no curve
        if have_fractions(finite).any() and (finite != finite[0]).any():
            yield name, meaning.split or split, value


def _in_rows(text: str) -> list[re.Match[str]]:
    """The lines that are a name with numbers behind it; none where a name comes again: those are of one epoch each."""
    rows = list(IN_ROW.finditer(text))
    names = [" ".join(match["name"].split()) for match in rows]
    return rows if len(set(names)) == len(names) else []


def _dictionaries(text: str) -> Iterator[tuple[int, int, list[tuple[str, FloatArray]]]]:
    """(start, end, the named lists of numbers in it) of each dictionary that a text prints: History: {'loss': [..]}."""
    end = 0
    for match in DICTIONARY.finditer(text):
        if match.start() < end or (stop := end_of_brackets(text, match.start(), LARGEST)) < 0:
            continue
        try:
            tree = python_tree(text[match.start() : stop])
        except ValueError:
            continue
        end = stop
        yield match.start(), stop, list(_named_lists(tree, ""))


def _named_lists(tree: Any, name: str) -> Iterator[tuple[str, FloatArray]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _named_lists(value, f"{name} {key}".strip())
    elif isinstance(tree, list) and name and all(isinstance(one, int | float) for one in tree):
        yield name, np.array(tree, dtype=np.float64)


def _split_above(text: str) -> Split | None:
    """The split that the nearest line above without a list names."""
    for line in reversed(text.rstrip().splitlines()[-FEWEST:]):
        if "[" not in line and "]" not in line:
            return meaning_of(line).split if len(line) <= LONGEST_HEADING else None
    return None
