"""Parses long JSON texts a piece at a time, so that whoever waits hears how far it is and can stop it."""

from __future__ import annotations

import json
from typing import Any

from lossacc_gui.model.progress import Progress

PIECE = 1 << 18  # characters parsed in one call, which nothing can interrupt: some 5 ms
CLOSING = {"[": "]", "{": "}"}
MARKS = ("},", "],", ",")  # what stands behind an element, the surest first
BLANK = " \t\n\r"


class JsonPieces:
    """One JSON text; what comes of it, and the place of every error, is as json.loads has it before Python 3.13."""

    def __init__(self, text: str, progress: Progress) -> None:
        self._text = text
        self._progress = progress
        self._decoder = json.JSONDecoder()

    def parse(self) -> Any:
        """The value of the whole text; JSONDecodeError where it is broken, RecursionError where nested too deeply."""
        value, end = self._value(self._next(0))
        at = self._next(end)
        if at < len(self._text):
            raise self._error("Extra data", at)
        return value

    def _value(self, at: int) -> tuple[Any, int]:
        """(value that begins at `at`, place behind it)."""
        opening = self._text[at : at + 1]
        if opening in CLOSING and not self._is_short(at, opening, CLOSING[opening]):
            return self._container(at, opening, CLOSING[opening])
        return self._decoder.raw_decode(self._text, at)

    def _is_short(self, at: int, opening: str, closing: str) -> bool:
        """Whether the brackets (also those in strings) say that a container ends within a piece."""
        limit = at + PIECE
        depth = 0
        while (end := self._text.find(closing, at, limit)) >= 0:
            depth += self._text.count(opening, at, end) - 1
            if not depth:
                return True
            at = end + 1
        return False

    def _container(self, at: int, opening: str, closing: str) -> tuple[Any, int]:
        """A long list or dictionary: whole runs of elements where they can be told, else one after the other."""
        out: Any = [] if opening == "[" else {}
        at = self._next(at + 1)
        if self._text[at : at + 1] == closing:
            return out, at + 1
        untried = at  # where a run of elements is looked for next; after a failure not before some text has gone by
        while True:
            self._progress(at / len(self._text), "reading")
            elements, end = self._run(at, opening, closing) if at >= untried else (None, at)
            if elements is None:
                untried = untried if at < untried else at + PIECE // 4
                elements, end = self._element(at, opening)
            if opening == "[":
                out += elements
            else:
                out.update(elements)
            at = self._next(end)
            behind = self._text[at : at + 1]
            if behind == closing:
                return out, at + 1
            if behind != ",":
                raise self._error("Expecting ',' delimiter", at)
            at = self._next(at + 1)

    def _run(self, at: int, opening: str, closing: str) -> tuple[Any, int]:
        """(elements, place behind them) of a piece, (None, at) where it cannot be told.

        Whatever parses between brackets of its own is whole elements, for it begins where an element begins.
        """
        limit = at + PIECE
        ends = [self._text.rfind(mark, at, limit) + len(mark) - 1 for mark in MARKS]
        for end in (*ends, self._text.find(closing, at, limit)):
            piece = self._text[at : max(end, at)]
            if piece and all(piece.count(a) == piece.count(b) for a, b in CLOSING.items()):
                try:
                    return json.loads(f"{opening}{piece}{closing}"), end
                except ValueError:
                    continue
        return None, at

    def _element(self, at: int, opening: str) -> tuple[Any, int]:
        """One element of a list as a list, one of a dictionary as a dictionary, and the place behind it."""
        if opening == "[":
            value, end = self._value(at)
            return [value], end
        if self._text[at : at + 1] != '"':
            raise self._error("Expecting property name enclosed in double quotes", at)
        key, end = self._decoder.raw_decode(self._text, at)
        at = self._next(end)
        if self._text[at : at + 1] != ":":
            raise self._error("Expecting ':' delimiter", at)
        value, end = self._value(self._next(at + 1))
        return {key: value}, end

    def _next(self, at: int) -> int:
        """The place of the next character that is not blank."""
        while self._text[at : at + 1] in BLANK and at < len(self._text):
            at += 1
        return at

    def _error(self, what: str, at: int) -> json.JSONDecodeError:
        return json.JSONDecodeError(what, self._text, at)
