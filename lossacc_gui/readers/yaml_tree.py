"""Reads the part of YAML in which histories are written: nested keys and lists, [..] and {..} in a line, documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lossacc_gui.model.progress import TOLD_EVERY, Progress, part, silent, told
from lossacc_gui.readers.yaml_flow import DEEPEST, QUOTED, flow, scalar

KEY = re.compile(r"(?P<key>'[^']*'|\"[^\"]*\"|[^\s#\-?:,\[\]{}&*!|>'\"%@`][^#:\[\]{},]*?|-?\d+(?:\.\d+)?)\s*:(?:\s+|$)")
QUOTED_HERE = re.compile(rf"(?<![^\s\[{{,:])(?:{QUOTED})")  # an apostrophe within a word quotes nothing
COMMENT = re.compile(rf"(?P<kept>{QUOTED_HERE.pattern})|(?:^|(?<=\s))#.*$")
OPENS = re.compile(r"(?:^|[:\-]\s+)[\[{]")


class BrokenYaml(ValueError):
    """Text that is not of this part of YAML; `line` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


class Line(NamedTuple):
    """A line without its indent and comment; `number` counts from 1."""

    indent: int
    body: str
    number: int


def yaml_tree(text: str, progress: Progress = silent) -> Any:
    """The dictionaries, lists and scalars of a text; several documents are a list of them.

    BrokenYaml where the text is anything else than this part of YAML.
    """
    documents = [lines for lines in _documents(text, part(progress, 0.0, 0.3)) if lines]
    if not documents:
        raise BrokenYaml("nothing is in it", 1)
    trees = []
    for i, lines in enumerate(documents):
        inner = part(progress, 0.3 + 0.7 * i / len(documents), 0.3 + 0.7 * (i + 1) / len(documents))
        trees.append(_Parser(list(_whole_flows(lines)), inner).parse())
    return trees[0] if len(trees) == 1 else trees


def _documents(text: str, progress: Progress) -> list[list[Line]]:
    documents: list[list[Line]] = [[]]
    lines = text.splitlines()
    for number, raw in enumerate(told(lines, len(lines), progress, "reading lines"), start=1):
        if raw.rstrip() in ("---", "..."):
            documents.append([])
            continue
        line = COMMENT.sub(lambda match: match["kept"] or "", raw).rstrip() if "#" in raw else raw.rstrip()
        if line:
            body = line.lstrip(" ")
            if body[0] == "\t":
                raise BrokenYaml("a tab is no indent", number)
            documents[-1].append(Line(len(line) - len(body), body, number))
    return documents


def _whole_flows(lines: list[Line]) -> Iterator[Line]:
    """The lines with what is in brackets over several of them joined."""
    first, waiting = lines[0], 0
    pieces: list[str] = []
    for line in lines:
        if not waiting:
            first, pieces = line, []
        pieces.append(line.body)
        bare = QUOTED_HERE.sub("", line.body)
        if waiting or OPENS.search(bare):
            waiting = max(waiting + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")), 0)
        if not waiting:
            yield first if len(pieces) == 1 else first._replace(body=" ".join(pieces))
    if waiting:
        yield first._replace(body=" ".join(pieces))


class _Parser:
    """Reads the lines of a document from top to bottom."""

    def __init__(self, lines: list[Line], progress: Progress) -> None:
        self.lines = lines
        self.at = 0
        self.begun = 0  # the line that is being read
        self.progress = progress

    def parse(self) -> Any:
        """The value that all lines make."""
        try:
            found = self._block(self.lines[0].indent, 0)
            if self.at < len(self.lines):
                self.begun = self.at
                raise ValueError("the line belongs to nothing")
        except ValueError as error:
            raise BrokenYaml(str(error), self.lines[self.begun].number) from None
        return found

    def _body(self) -> str:
        """The line to read now."""
        self.begun = self.at
        if self.at % TOLD_EVERY == 0:
            self.progress(self.at / len(self.lines), "reading lines")
        return self.lines[self.at].body

    def _value(self, text: str) -> Any:
        if text[0] not in "[{":
            return scalar(text)
        count = len(self.lines)
        return flow(text, part(self.progress, self.begun / count, (self.begun + 1) / count))

    def _block(self, indent: int, depth: int) -> Any:
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        body = self._body()
        if body == "-" or body.startswith("- "):
            return self._items(indent, depth)
        if KEY.match(body) is None:
            if indent or depth:
                self.at += 1
                return self._value(body)
            raise ValueError("no key begins it")
        return self._keys(indent, depth)

    def _items(self, indent: int, depth: int) -> list[Any]:
        out: list[Any] = []
        while self.at < len(self.lines) and self.lines[self.at].indent == indent:
            body = self._body()
            if body != "-" and not body.startswith("- "):
                break
            rest = body[1:].lstrip(" ")
            inner = indent + len(body) - len(rest)
            if not rest:
                self.at += 1
                out.append(self._below(indent, depth))
            elif KEY.match(rest) is not None or rest.startswith("- "):
                self.lines[self.at] = self.lines[self.at]._replace(indent=inner, body=rest)
                out.append(self._block(inner, depth + 1))
            else:
                self.at += 1
                out.append(self._value(rest))
        return out

    def _keys(self, indent: int, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while self.at < len(self.lines) and self.lines[self.at].indent == indent:
            body = self._body()
            match = KEY.match(body)
            if match is None:
                break
            key = match["key"].strip("'\"")
            if key in out:
                raise ValueError("a key comes twice")
            self.at += 1
            rest = body[match.end() :]
            out[key] = self._value(rest) if rest else self._below(indent, depth, lists_here=True)
        return out

    def _below(self, indent: int, depth: int, *, lists_here: bool = False) -> Any:
        """What stands below a key or a dash without a value; a list may stand as far left as its key."""
        if self.at == len(self.lines):
            return None
        inner, body, _ = self.lines[self.at]
        if inner > indent or (lists_here and inner == indent and body.startswith("-")):
            return self._block(inner, depth + 1)
        return None
