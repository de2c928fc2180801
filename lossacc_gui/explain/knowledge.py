"""Reads the knowledge base: one TOML file a cause, checked against the closed vocabulary of facts."""

from __future__ import annotations

import difflib
import math
import tomllib
from pathlib import Path
from typing import Any

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.model.cause import Cause, Sign, Source
from lossacc_gui.model.episode import FindingKind, Pattern
from lossacc_gui.model.errors import BadKnowledge

PATTERNS = {pattern.value for pattern in Pattern} | {kind.value for kind in FindingKind}
EXPECTED = 0.5  # log-odds of a fact that is expected and that no weight was fitted for: not much, it is one of several

_CAUSE = {"title", "story", "prior", "benign", "patterns", "checks", "remedies", "expects", "sources"}
_MAY = {"apart", "parent", "weights"}
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
    for cause in causes.values():
        if cause.parent and (cause.parent not in causes or causes[cause.parent].parent):
            raise BadKnowledge(f"cause {cause.id}, parent: {cause.parent!r} is no cause without a parent of its own")
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
        signs=table.signs(),
        checks=table.texts("checks"),
        remedies=table.texts("remedies"),
        sources=tuple(
            _source(_Table(path, one, _SOURCE, {"title"}, f"sources[{i}]."))
            for i, one in enumerate(table.tables("sources"))
        ),
        apart=table.pairs("apart"),
        parent=table.text("parent") if "parent" in told else "",
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

    def signs(self) -> tuple[Sign, ...]:
        """What is expected, by hand, and the weights fitted to it; a fact that has no weight gets a usual one."""
        expected, fitted = self.numbers("expects"), self.numbers("weights")
        for fact, value in expected.items():
            if value not in (-1.0, 1.0):
                raise self.bad(f"expects.{fact}", "must be 1 (the fact says yes) or -1 (it says no)")
        return tuple(
            Sign(fact, int(expected.get(fact, 0.0)), fitted.get(fact, EXPECTED * expected.get(fact, 0.0)))
            for fact in dict.fromkeys((*expected, *fitted))
        )

    def numbers(self, key: str) -> dict[str, float]:
        """A table of finite numbers by the name of a fact."""
        values = self.told.get(key, {})
        if not isinstance(values, dict):
            raise self.bad(key, "must be a table of numbers by the name of a fact")
        for fact, value in values.items():
            if fact not in FACTS:
                near = difflib.get_close_matches(fact, FACTS, 1)
                raise self.bad(
                    f"{key}.{fact}", f"there is no fact {fact!r}" + (f"; did you mean {near[0]!r}?" if near else "")
                )
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise self.bad(f"{key}.{fact}", "must be a number")
        return {fact: float(value) for fact, value in values.items()}
