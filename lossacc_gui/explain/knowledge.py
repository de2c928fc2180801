"""Reads the knowledge base: one TOML file a cause, checked against the closed vocabulary of facts."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.model.cause import Cause, Sign, Source
from lossacc_gui.model.episode import Pattern
from lossacc_gui.model.errors import BadKnowledge

PLACES = {"value", "size", "where"}  # what a text may have filled in: the value, it without its sign, its stretch
PATTERNS = {pattern.value for pattern in Pattern}

_CAUSE = {"title", "story", "prior", "benign", "patterns", "checks", "remedies", "signs", "sources"}
_MAY = {"apart"}  # the check that tells this cause from another one, by the other's id
_SIGN = {"fact", "low", "high", "weight", "otherwise", "text", "text_otherwise"}
_SIGN_NEEDS = _SIGN - {"low", "high"}
_SOURCE = {"title", "author", "year", "note"}


def load_causes(*folders: Path) -> tuple[Cause, ...]:
    """The causes of all `folders`, sorted by id, which is the file's name without .toml.

    A later folder replaces causes of an earlier one by id. Raises BadKnowledge with file, id and key for anything that
    does not follow the rules: no TOML, a missing or unknown key, a value of another type, an unknown fact or pattern,
    an empty range, a sentence with a place other than {value}, {size} and {where}.
    """
    causes: dict[str, Cause] = {}
    for folder in folders:
        if not folder.is_dir():
            raise BadKnowledge(f"{folder} is no folder of causes")
        causes |= {path.stem: _cause(path) for path in sorted(folder.glob("*.toml"))}
    return tuple(causes[name] for name in sorted(causes))


def _cause(path: Path) -> Cause:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadKnowledge(f"{path}: cause {path.stem} cannot be read: {error}") from error
    table = _Table(path, told, _CAUSE | _MAY, _CAUSE)
    return Cause(
        id=path.stem,
        title=table.text("title"),
        story=table.text("story"),
        prior=table.number("prior"),
        benign=table.flag("benign"),
        patterns=table.texts("patterns", PATTERNS),
        signs=tuple(
            _sign(_Table(path, one, _SIGN, _SIGN_NEEDS, f"signs[{i}].")) for i, one in enumerate(table.tables("signs"))
        ),
        checks=table.texts("checks"),
        remedies=table.texts("remedies"),
        sources=tuple(
            _source(_Table(path, one, _SOURCE, {"title"}, f"sources[{i}]."))
            for i, one in enumerate(table.tables("sources"))
        ),
        apart=table.pairs("apart"),
    )


def _sign(table: _Table) -> Sign:
    fact = table.text("fact")
    if fact not in FACTS:
        near = difflib.get_close_matches(fact, FACTS, 1)
        raise table.bad("fact", f"there is no fact {fact!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    low, high = table.bound("low"), table.bound("high")
    if low is None and high is None:
        raise table.bad("low", "needs a lower or an upper bound")
    if low is not None and high is not None and low > high:
        raise table.bad("low", f"{low:g} is above high = {high:g}")
    return Sign(
        fact=fact,
        low=low,
        high=high,
        weight=table.number("weight"),
        otherwise=table.number("otherwise"),
        text=table.sentence("text", "weight"),
        text_otherwise=table.sentence("text_otherwise", "otherwise"),
    )


def _source(table: _Table) -> Source:
    year = table.told.get("year")
    if year is not None and type(year) is not int:
        raise table.bad("year", "must be a whole number")
    return Source(
        title=table.text("title"),
        author=table.text("author") if "author" in table.told else "",
        year=year,
        note=table.text("note") if "note" in table.told else "",
    )


class _Table:
    """One table of a cause file; its methods give values of the right type or say what is wrong where."""

    def __init__(self, path: Path, told: dict[str, Any], known: set[str], needed: set[str], where: str = "") -> None:
        self.path, self.told, self.where = path, told, where
        for key in sorted(told.keys() - known):
            raise self.bad(key, f"is unknown; known are {', '.join(sorted(known))}")
        for key in sorted(needed - told.keys()):
            raise self.bad(key, "is missing")

    def bad(self, key: str, why: str) -> BadKnowledge:
        return BadKnowledge(f"{self.path}: cause {self.path.stem}, {self.where}{key}: {why}")

    def text(self, key: str) -> str:
        value = self.told[key]
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, "must be a text")
        return " ".join(value.split())

    def texts(self, key: str, allowed: set[str] | None = None) -> tuple[str, ...]:
        values = self.told[key]
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v.strip() for v in values):
            raise self.bad(key, "must be a list of texts, not empty")
        for value in values:
            if allowed is not None and value not in allowed:
                raise self.bad(key, f"{value!r} is none of {', '.join(sorted(allowed))}")
        return tuple(values)

    def number(self, key: str) -> float:
        value = self.told[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.bad(key, "must be a number")
        return float(value)

    def bound(self, key: str) -> float | None:
        return self.number(key) if key in self.told else None

    def flag(self, key: str) -> bool:
        value = self.told[key]
        if not isinstance(value, bool):
            raise self.bad(key, "must be true or false")
        return value

    def tables(self, key: str) -> list[dict[str, Any]]:
        values = self.told[key]
        if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
            raise self.bad(key, f"must be tables, [[{key}]]")
        return values

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        values = self.told.get(key, {})
        if not isinstance(values, dict) or not all(isinstance(v, str) and v.strip() for v in values.values()):
            raise self.bad(key, "must be a table of texts by the id of another cause")
        return tuple(values.items())

    def sentence(self, key: str, weight: str) -> str:
        """A sentence that may be empty only where its weight is 0."""
        value = self.told[key]
        if value == "" and self.told[weight] == 0:
            return ""
        text = self.text(key)
        if re.search(r"\{[^}]*(\{|$)|(^|\})[^{]*\}", text):
            raise self.bad(key, "has a brace without its partner")
        for place in re.findall(r"\{(.*?)\}", text):
            if place not in PLACES:
                raise self.bad(key, f"{{{place}}} cannot be filled in; known are {{value}}, {{size}} and {{where}}")
        return text
