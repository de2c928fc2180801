"""Reads the part of YAML in which histories are written: nested keys and lists, [..] and {..} in a line, documents."""

from __future__ import annotations

import re
from typing import Any

KEY = re.compile(r"(?P<key>'[^']*'|\"[^\"]*\"|[^\s#\-?:,\[\]{}&*!|>'\"%@`][^#:\[\]{},]*?|-?\d+(?:\.\d+)?)\s*:(?:\s+|$)")
COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
FLOW = re.compile(r"\s*(?:(?P<mark>[\[\]{},])|(?P<text>'[^']*'|\"[^\"]*\"|[^\[\]{},]+))")
DEEPEST = 12
LONGEST_FLOW = 20_000  # lines of one list in brackets
SPECIAL = {"": None, "~": None, "null": None, ".nan": "nan", ".inf": "inf", "-.inf": "-inf"}
Line = tuple[int, str]


def yaml_tree(text: str) -> Any:
    """The dictionaries, lists and scalars of a text; several documents are a list of them.

    ValueError where the text is anything else than this part of YAML.
    """
    documents: list[list[Line]] = [[]]
    for raw in text.splitlines():
        if raw.rstrip() in ("---", "..."):
            documents.append([])
            continue
        line = COMMENT.sub("", raw).rstrip()
        if line:
            body = line.lstrip(" ")
            if body[0] == "\t":
                raise ValueError("a tab is no indent")
            documents[-1].append((len(line) - len(body), body))
    trees = [_Parser(_whole_flows(lines)).parse() for lines in documents if lines]
    if not trees:
        raise ValueError("nothing in it")
    return trees[0] if len(trees) == 1 else trees


def _whole_flows(lines: list[Line]) -> list[Line]:
    """The lines with what is in brackets over several of them joined."""
    out: list[Line] = []
    waiting = 0
    for indent, body in lines:
        if waiting:
            out[-1] = (out[-1][0], f"{out[-1][1]} {body}")
        else:
            out.append((indent, body))
        if waiting or re.search(r"(?:^|[:\-]\s+)[\[{]", body):
            waiting += sum(body.count(c) for c in "[{") - sum(body.count(c) for c in "]}")
            waiting = max(waiting, 0)
    return out


class _Parser:
    """Reads the lines of a document from top to bottom."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.at = 0

    def parse(self) -> Any:
        """The value that all lines make."""
        found = self._block(self.lines[0][0], 0)
        if self.at < len(self.lines):
            raise ValueError("lines that belong to nothing")
        return found

    def _block(self, indent: int, depth: int) -> Any:
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        body = self.lines[self.at][1]
        if body == "-" or body.startswith("- "):
            return self._items(indent, depth)
        if KEY.match(body) is None:
            if indent or depth:
                self.at += 1
                return _value(body)
            raise ValueError("no key")
        return self._keys(indent, depth)

    def _items(self, indent: int, depth: int) -> list[Any]:
        out: list[Any] = []
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            body = self.lines[self.at][1]
            if body != "-" and not body.startswith("- "):
                break
            rest = body[1:].lstrip(" ")
            inner = indent + len(body) - len(rest)
            if not rest:
                self.at += 1
                out.append(self._below(indent, depth))
            elif KEY.match(rest) is not None or rest.startswith("- "):
                self.lines[self.at] = (inner, rest)
                out.append(self._block(inner, depth + 1))
            else:
                self.at += 1
                out.append(_value(rest))
        return out

    def _keys(self, indent: int, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            body = self.lines[self.at][1]
            match = KEY.match(body)
            if match is None:
                break
            key = match["key"].strip("'\"")
            if key in out:
                raise ValueError("a key comes twice")
            self.at += 1
            rest = body[match.end() :]
            out[key] = _value(rest) if rest else self._below(indent, depth, lists_here=True)
        return out

    def _below(self, indent: int, depth: int, *, lists_here: bool = False) -> Any:
        """What stands below a key or a dash without a value; a list may stand as far left as its key."""
        if self.at == len(self.lines):
            return None
        inner, body = self.lines[self.at]
        if inner > indent or (lists_here and inner == indent and body.startswith("-")):
            return self._block(inner, depth + 1)
        return None


def _value(text: str) -> Any:
    if text[0] not in "[{":
        return _scalar(text)
    tokens = [match for match in FLOW.finditer(text) if match.group().strip()]
    found, rest = _flow(tokens, 0, 0)
    if rest < len(tokens):
        raise ValueError("something behind a list")
    return found


def _flow(tokens: list[re.Match[str]], at: int, depth: int) -> tuple[Any, int]:
    """(the list or dictionary that begins at a token, the token behind it)."""
    opens = tokens[at]["mark"]
    if opens not in ("[", "{") or depth > DEEPEST:
        raise ValueError("no list")
    items: list[Any] = []
    pairs: dict[str, Any] = {}
    at += 1
    while at < len(tokens):
        mark, text = tokens[at]["mark"], tokens[at]["text"]
        if mark in ("]", "}"):
            return (pairs if opens == "{" else items), at + 1
        if mark == ",":
            at += 1
        elif opens == "[" and mark is not None:
            found, at = _flow(tokens, at, depth + 1)
            items.append(found)
        elif opens == "[":
            items.append(_scalar(text.strip()))
            at += 1
        else:
            key, colon, value = (text or "").partition(":")
            if not colon:
                raise ValueError("no key")
            at += 1
            if not value.strip() and at < len(tokens) and tokens[at]["mark"] in ("[", "{"):
                pairs[key.strip(" '\"")], at = _flow(tokens, at, depth + 1)
            else:
                pairs[key.strip(" '\"")] = _scalar(value.strip())
    raise ValueError("a bracket is not closed")


def _scalar(text: str) -> Any:
    if text[:1] in "'\"" and text:
        return text[1:-1] if len(text) > 1 and text[-1] == text[0] else text
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    text = SPECIAL.get(text.lower(), text)  # type: ignore[assignment]  # None stays None
    try:
        return int(text) if text is not None and re.fullmatch(r"[+-]?\d{1,18}", text) else float(text)
    except (TypeError, ValueError):
        return text
