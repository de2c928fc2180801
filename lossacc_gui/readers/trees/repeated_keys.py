"""Keys that come again in one JSON object: a record after the other was written into it, or its last value counts."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.run import Notice

SHOWN = 4  # keys that a notice names
MARK = '":'  # what stands behind a key as programs write it
QUOTED = r"\":"  # behind a key of JSON in a text of JSON
KEY = re.compile(r'"\s*:')


@dataclass
class Repeated:
    """What was found of keys that come again in one object while a text was read.

    one_record  whether all of a text is one record, so that no record after another was written into it
    keys        those of which the last value counts, with the line of the first object where that is so; 0: unknown
    """

    one_record: bool = False
    keys: dict[str, int] = field(default_factory=dict)

    def notices(self) -> list[Notice]:
        """That keys came again with other values."""
        if not self.keys:
            return []
        names = ", ".join(list(self.keys)[:SHOWN])
        line = next(iter(self.keys.values())) or None
        return [Notice(say("{names}: the key comes again in one object; its last value counts.", names=names), line)]


class _Again(list[Any]):
    """All values of a key that came again."""


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object as `json` reads it, but for keys that come again: `_settled` says what of these is kept."""
    found = dict(pairs)
    if len(found) < len(pairs):
        values: dict[str, _Again] = defaultdict(_Again)
        for key, value in pairs:
            values[key].append(value)
        found |= {key: some for key, some in values.items() if len(some) > 1}
    return found


def _settled(value: Any, repeated: Repeated, line: int, *, listed: bool, key: str = "") -> Any:
    """What `_object_of` made of objects, changed in place where keys came again.

    Numbers and objects of such a key are a list, as one record after the other was written into the object; within a
    list (`listed`) an object is one record. Else the last value counts, and `repeated` gets the key.
    """
    if isinstance(value, _Again):
        if not listed and (all(map(_is_number, value)) or all(isinstance(one, dict) for one in value)):
            return [_settled(one, repeated, line, listed=True) for one in value]
        if any(one != value[-1] for one in value):
            repeated.keys.setdefault(key, line)
        return _settled(value[-1], repeated, line, listed=listed)
    if isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, dict | list):
                value[name] = _settled(one, repeated, line, listed=listed, key=name)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, dict | list):
                _settled(one, repeated, line, listed=True)
    return value


def loads_repeated(text: str, repeated: Repeated, line: int = 0) -> Any:
    """The JSON value of a text in which keys come again, as the head says; ValueError where it is none, or too deep."""
    try:
        return _settled(json.loads(text, object_pairs_hook=_object_of), repeated, line, listed=repeated.one_record)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def every_key_once(text: str, tree: Any, start: int = 0, end: int | None = None) -> bool:
    """Whether the value that `json` read from a text (or this part of it) has as many keys as were written there.

    Counting costs a fiftieth of reading, watching every object a third. False also where a text in it looks like keys.
    """
    keys = _keys_in(tree, text.count("{", start, end))
    marks = text.count(MARK, start, end)
    if keys == marks:
        return True
    return keys in (marks - text.count(QUOTED, start, end), _keys_written(text, start, end))


def _keys_written(text: str, start: int, end: int | None) -> int:
    return len(KEY.findall(text, start, len(text) if end is None else end))


def _keys_in(tree: Any, objects: int) -> int:
    """The keys of all objects in a tree, of which there are at most so many; nothing is looked at behind the last.

    First only where the first object of each level holds others: that is all of most logs, and quick.
    """
    try:
        keys, left = _counted(tree, objects, _held_as_first)
        if left <= 0:
            return keys
    except KeyError:  # another one does not hold the same
        pass
    return _counted(tree, objects, _held)[0]


def _counted(tree: Any, objects: int, held: Callable[[list[dict[str, Any]]], Iterable[Any]]) -> tuple[int, int]:
    """(keys that were found, objects that were not)."""
    keys, level = 0, [tree]
    while level and objects > 0:
        found = [one for one in level if type(one) is dict]
        keys += sum(map(len, found))
        objects -= len(found)
        if objects > 0:
            lists = [one for one in level if type(one) is list] if len(found) < len(level) else []
            level = [*held(found), *chain.from_iterable(lists)]
    return keys, objects


def _held(found: list[dict[str, Any]]) -> Iterable[Any]:
    """The values of objects."""
    return chain.from_iterable(map(dict.values, found))


def _held_as_first(found: list[dict[str, Any]]) -> Iterable[Any]:
    """The values of objects under each key under which the first one holds an object or a list."""
    names = [name for name, one in found[0].items() if type(one) is dict or type(one) is list] if found else []
    return chain.from_iterable(map(itemgetter(name), found) for name in names)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
