"""Reads YAML by PyYAML as far as histories need it: its events become a tree, without tags, aliases and depth.

Imported only where there is YAML to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from lossacc_gui.model.progress import Progress, silent, told

DEEPEST = 12  # levels; histories have four or five
SPECIAL = {".nan": "nan", ".inf": "inf", "-.inf": "-inf"}
NOTHING = ("", "~", "null")
MOST_DIGITS = 18  # of a whole number; what is longer is taken as a float
A_VALUE = 12  # characters of a value with its key, for telling how far the reading is
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml where PyYAML was built with it: ten times as quick


def yaml_tree(text: str, progress: Progress = silent) -> Any:
    """The dictionaries, lists and scalars of a text; several documents are a list of them.

    YAMLError, with the place, where the text is no YAML, holds a scalar alone, or refers to parts of itself: so a few
    lines can stand for more than any memory holds.
    """
    events = told(yaml.parse(text, Loader=LOADER), len(text) // A_VALUE, progress, "reading values")
    trees = []
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            first = next(events)
            tree = _node(first, events, 0)
            if tree is not None and not isinstance(tree, dict | list):
                raise _broken("no key begins it", first)
            trees += [] if tree is None else [tree]
    if not trees:
        raise yaml.YAMLError("nothing is in it")
    return trees[0] if len(trees) == 1 else trees


def _node(event: Any, events: Iterator[Any], depth: int) -> Any:
    """What begins with an event, read up to the one that ends it."""
    if depth > DEEPEST:
        raise _broken("nested too deeply", event)
    match event:
        case yaml.ScalarEvent():
            return _scalar(event.value) if event.implicit[0] else event.value
        case yaml.SequenceStartEvent():
            return [_node(one, events, depth + 1) for one in _up_to(yaml.SequenceEndEvent, events)]
        case yaml.MappingStartEvent():
            return _mapping(events, depth)
    raise _broken("it refers to a part of itself", event)


def _mapping(events: Iterator[Any], depth: int) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for event in _up_to(yaml.MappingEndEvent, events):
        if not isinstance(event, yaml.ScalarEvent):
            raise _broken("a key is no word", event)
        key, value = event.value, _node(next(events), events, depth + 1)
        before, colon, behind = key.partition(":")
        if value is None and colon and event.implicit[0]:  # {epoch:1}: no pair to YAML, but to all who write it
            key, value = before, _scalar(behind.strip())
        if key in out:
            raise _broken("a key comes twice", event)
        out[key] = value
    return out


def _up_to(end: type, events: Iterator[Any]) -> Iterator[Any]:
    """The events before the one that ends a list or a dictionary."""
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _scalar(text: str) -> Any:
    """What a plain text is: a number, a truth value, nothing or a text. To YAML 1.1, 1e-3 is a text and 1:30 is 90."""
    word = text.lower()
    if word in NOTHING:
        return None
    if word in ("true", "false"):
        return word == "true"
    try:
        return int(text) if text.lstrip("+-").isdigit() and len(text) <= MOST_DIGITS else float(SPECIAL.get(word, text))
    except ValueError:
        return text


def _broken(what: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=event.start_mark)
