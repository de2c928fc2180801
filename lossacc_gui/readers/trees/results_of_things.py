"""Tells lists and records that hold one result of each class, fold or setting from those of a history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.keys import are_fits, is_over_things, key_of
from lossacc_gui.readers.series.names import is_metric, meaning_of
from lossacc_gui.readers.tables.row_keys import FEW
from lossacc_gui.readers.tables.row_kinds import counts, is_label

OF_CLASSES = frozenset({Quantity.F1, Quantity.PRECISION, Quantity.RECALL, Quantity.IOU, Quantity.MAP, Quantity.AUC})
OF_ALL = re.compile(r"(?:macro|micro|weighted|samples|overall|average|avg|mean|total|all)(?![^\W_])", re.IGNORECASE)


def of_classes(lists: Iterable[Any], level: dict[Any, Any]) -> bool:
    """Whether lists are scores of each class beside the epoch that had them, and its scores over all classes."""
    scored = all(meaning_of(str(name)).quantity in OF_CLASSES for name in lists)
    beside = [
        str(key) for key, value in level.items() if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    return scored and any(map(is_metric, beside)) and counts(beside)


def of_things(lists: dict[str, list[float | None]], level: dict[Any, Any]) -> bool:
    """Whether the entries of lists are things or settings, which one of them counts or a list of words names.

    There may be as many epochs as names of classes, so these tell only of scores that classes have.
    """
    longest = max(map(len, lists.values()))
    whole = {name: numbers for name, numbers in lists.items() if len(numbers) == longest}  # not: layers [64, 10]
    if key_of(whole) is not None or are_fits(lists) or all(map(is_over_things, lists)):
        return True
    names = any(_names_entries(value) and len(value) == longest for value in level.values())
    return names and whole.keys() == lists.keys() and scores_class(lists)


def _names_entries(value: Any) -> bool:
    """Whether a list has words that name things, and no metrics or splits."""
    if not isinstance(value, list) or len(value) < FEW or not all(isinstance(one, str) for one in value):
        return False
    meanings = map(meaning_of, value)
    return is_label(value) and not any(m.split is not None or m.quantity is not Quantity.OTHER for m in meanings)


def scores_class(record: dict[Any, Any]) -> bool:
    """Whether a record has nothing but scores that a class has, and tells no split of them."""
    meanings = [meaning_of(str(name)) for name in record]
    scores = {meaning.quantity for meaning in meanings} - {Quantity.OTHER}
    return bool(scores) and scores <= OF_CLASSES and all(meaning.split is None for meaning in meanings)


def has_sums(tree: dict[Any, Any], numbered: set[Any]) -> bool:
    """Whether what stands beside numbered records is their mean, so that they are classes or folds: macro avg."""
    alike = {frozenset(tree[key]) for key in numbered}
    beside = (value for key, value in tree.items() if key not in numbered and OF_ALL.match(str(key)))
    return any(isinstance(value, dict) and frozenset(value) in alike for value in beside)
