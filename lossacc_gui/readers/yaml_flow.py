"""Reads what YAML writes in brackets, and its scalars."""

from __future__ import annotations

import re
from typing import Any

from lossacc_gui.model.progress import TOLD_EVERY, Progress, told

QUOTED = r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\""
ENDS = r"(?=\s|$|[\[\]{},'\"])"  # what stands behind a colon that ends a key; that of 12:30 does not
PLAIN = rf"(?:[^\[\]{{}},:]|:(?!{ENDS}))[^\[\]{{}},:]*(?::(?!{ENDS})[^\[\]{{}},:]*)*"
TOKEN = re.compile(rf"\s*([\[\]{{}},]|{QUOTED}|:{ENDS}|(?<=['\"]):|{PLAIN})")
MARKS = frozenset("[]{},:")
DEEPEST = 12
SPECIAL = {"": None, "~": None, "null": None, ".nan": "nan", ".inf": "inf", "-.inf": "-inf"}


def flow(text: str, progress: Progress) -> Any:
    """The list or dictionary that a text in brackets is; ValueError where it is none."""
    return _Flow(text, progress).whole()


def scalar(text: str) -> Any:
    """What a text without brackets is: a number, a truth value, nothing, or a text, with its quotes or without."""
    if text[:1] in "'\"" and text:
        return text[1:-1] if len(text) > 1 and text[-1] == text[0] else text
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    text = SPECIAL.get(text.lower(), text)  # type: ignore[assignment]  # None stays None
    try:
        return int(text) if text is not None and re.fullmatch(r"[+-]?\d{1,18}", text) else float(text)
    except (TypeError, ValueError):
        return text


class _Flow:
    """Reads the tokens of a text from left to right."""

    def __init__(self, text: str, progress: Progress) -> None:
        found = (match[1].strip() for match in TOKEN.finditer(text))
        self.tokens = [token for token in told(found, 2 * text.count(","), progress, "reading a list") if token]
        self.at = 0
        self.progress = progress

    def whole(self) -> Any:
        """The value that all tokens make."""
        found = self._node(0)
        if self.at < len(self.tokens):
            raise ValueError("something stands behind a list")
        return found

    def _next(self) -> str:
        if self.at == len(self.tokens):
            raise ValueError("a bracket is not closed")
        return self.tokens[self.at]

    def _node(self, depth: int) -> Any:
        token = self._next()
        self.at += 1
        if token in ("[", "{"):
            if depth > DEEPEST:
                raise ValueError("nested too deeply")
            return self._list(depth) if token == "[" else self._dictionary(depth)
        if token in MARKS:
            raise ValueError(f"a {token} stands where a value is expected")
        return scalar(token)

    def _entry(self, depth: int) -> tuple[str | None, Any]:
        """(key, value) of what stands between two commas; the key is None where there is none."""
        if self.at % TOLD_EVERY == 0:
            self.progress(1.0, "reading a list")
        key, found = self._next(), self._node(depth)
        if self._next() != ":":
            return None, found
        self.at += 1
        return _name(key), None if self._next() in (",", "}", "]") else self._node(depth)

    def _list(self, depth: int) -> list[Any]:
        out: list[Any] = []
        while (token := self._next()) != "]":
            if token == ",":
                self.at += 1
                continue
            key, found = self._entry(depth + 1)
            out.append(found if key is None else {key: found})
        self.at += 1
        return out

    def _dictionary(self, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while (token := self._next()) != "}":
            if token == ",":
                self.at += 1
                continue
            key, found = self._entry(depth + 1)
            if key is None:  # {epoch:1}, which is no pair to YAML, but to all who write it
                before, colon, behind = str(found).partition(":")
                if not colon:
                    raise ValueError("a key has no value")
                key, found = _name(before), scalar(behind.strip())
            out[key] = found
        self.at += 1
        return out


def _name(key: str) -> str:
    return key.strip(" '\"")
