"""Reads a value as Python prints it: dictionaries, lists, OrderedDict, and what arrays and tensors are wrapped in."""

from __future__ import annotations

import ast
import re
from typing import Any

LARGEST = 4_000_000  # characters: parsing takes a hundred bytes for each
PAIRS = frozenset({"OrderedDict", "dict", "defaultdict"})
NAMES = {"nan": float("nan"), "inf": float("inf"), "None": None}

OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")
BRACKETS = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|[(\[{)\]}]")  # and texts in quotes, whose brackets are none


def end_of_brackets(text: str, opening: int, longest: int) -> int:
    """Behind the bracket that closes the one at `opening`; -1 where none does within `longest` characters."""
    depth = 0
    for match in BRACKETS.finditer(text, opening, opening + longest):
        depth += (match[0] in OPENING) - (match[0] in CLOSING)
        if depth == 0:
            return match.end()
    return -1


def python_tree(text: str) -> Any:
    """The value that a text is; nothing in it is run. ValueError where it is none."""
    if len(text) > LARGEST:
        raise ValueError("too long")
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError("no Python value") from error


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.List() | ast.Tuple():
            return [_value(item) for item in node.elts]
        case ast.Dict():
            keys = [None if key is None else _value(key) for key in node.keys]
            return {str(key): _value(value) for key, value in zip(keys, node.values, strict=True)}
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return _signed(node)
        case ast.Name() if node.id in NAMES:
            return NAMES[node.id]
        case ast.Call() if node.args:
            return _called(node)
    raise ValueError("no plain value")


def _signed(node: ast.UnaryOp) -> float:
    value = _value(node.operand)
    if not isinstance(value, int | float):
        raise ValueError("no number")
    return -value if isinstance(node.op, ast.USub) else value


def _called(node: ast.Call) -> Any:
    """What is in array(..), np.float32(..), tensor(..), and the pairs of an OrderedDict as a dictionary."""
    called = node.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name == "defaultdict":
        return _value(node.args[-1])
    value = _value(node.args[0])
    if isinstance(value, str):
        raise ValueError("no plain value")
    if name not in PAIRS or isinstance(value, dict):
        return value
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise ValueError("no pairs")
    return {str(key): item for key, item in value}
