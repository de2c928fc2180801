"""Reads values out of parsed JSON that anybody may have written; what is of another kind is refused by its place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from lossacc_gui.language import Number, Said, say
from lossacc_gui.model.errors import BadProject

Value = TypeVar("Value")
MOST_ENTRIES = 100_000
LONGEST_TEXT = 1_000_000

_OBJECT, _TEXT, _LIST, _BOOL = say("an object"), say("a text"), say("a list"), say("true or false")


class Checked:
    """One value and where it stands, as in runs[2].notes."""

    def __init__(self, value: Any, place: str = "") -> None:
        self._value = value
        self._place = place

    def __getitem__(self, key: str) -> Checked:
        """A member of an object; one that is missing is null."""
        return Checked(self._as(dict, _OBJECT).get(key), f"{self._place}.{key}".lstrip("."))

    @property
    def is_null(self) -> bool:
        """Whether nothing is said."""
        return self._value is None

    def says(self, text: str) -> bool:
        """Whether it is this very text."""
        return bool(self._value == text)

    def wrong(self, expected: Said) -> BadProject:
        """The error that this is not what it should be."""
        return BadProject(say("{place} should be {expected}", place=self._place or say("the file"), expected=expected))

    def text(self) -> str:
        """A text."""
        found: str = self._as(str, _TEXT)
        if len(found) > LONGEST_TEXT or "\0" in found:
            raise self.wrong(say("a text of a reasonable length"))
        return found

    def yes(self) -> bool:
        """True or false; false where nothing is said."""
        return False if self.is_null else bool(self._as(bool, _BOOL))

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        if isinstance(self._value, bool) or not isinstance(self._value, int) or not low <= self._value <= high:
            raise self.wrong(say("a whole number from {low} to {high}", low=low, high=high))
        return self._value

    def number(self, low: float = -math.inf, high: float = math.inf) -> float:
        """A finite number from `low` to `high`."""
        value = self._value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(say("a number"))
        try:
            found = float(value)
        except OverflowError:
            found = math.inf
        if not (math.isfinite(found) and low <= found <= high):
            raise self.wrong(say("a number from {low} to {high}", low=Number(f"{low:g}"), high=Number(f"{high:g}")))
        return found

    def list(self) -> Iterator[Checked]:
        """The members of a list; none where nothing is said."""
        found = [] if self.is_null else self._as(list, _LIST)
        if len(found) > MOST_ENTRIES:
            raise self.wrong(say("a list of up to {most} entries", most=Number(f"{MOST_ENTRIES:,}")))
        return (Checked(one, f"{self._place}[{i}]") for i, one in enumerate(found))

    def texts(self) -> tuple[str, ...]:
        """The members of a list of texts."""
        return tuple(one.text() for one in self.list())

    def items(self) -> Iterator[tuple[str, Checked]]:
        """The members of an object; none where nothing is said."""
        found = {} if self.is_null else self._as(dict, _OBJECT)
        if len(found) > MOST_ENTRIES:
            raise self.wrong(say("an object of up to {most} entries", most=Number(f"{MOST_ENTRIES:,}")))
        return ((name, Checked(one, f"{self._place}.{name[:40]}")) for name, one in found.items())

    def maybe(self, read: Callable[[Checked], Value]) -> Value | None:
        """What `read` makes of it, None where nothing is said."""
        return None if self.is_null else read(self)

    def made(self, make: Callable[[], Value], expected: Said) -> Value:
        """What `make` makes; a ValueError means that this is not what it should be."""
        try:
            return make()
        except ValueError as error:
            raise self.wrong(expected) from error

    def _as(self, kind: type, expected: Said) -> Any:
        if not isinstance(self._value, kind):
            raise self.wrong(expected)
        return self._value
