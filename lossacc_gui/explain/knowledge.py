"""Reads the knowledge base: one TOML file a cause, checked against the closed vocabulary of facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.levers import SETTINGS
from lossacc_gui.language import Number, Said, say
from lossacc_gui.model.cause import FORMS, Cause, Sign, Source
from lossacc_gui.model.episode import FindingKind, Pattern
from lossacc_gui.model.errors import BadKnowledge
from lossacc_gui.model.options import shown
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource

PATTERNS = {pattern.value for pattern in Pattern} | {kind.value for kind in FindingKind}
EXPECTED = 1.0  # log-odds of a fact that is expected and that no weight was fitted for: not much, it is one of several

LARGEST_FILE = 1 << 20  # bytes; the longest cause has 12 thousand
MOST_FILES = 1000  # in one folder
MOST_LOG_ODDS = 100.0  # more is certainty, and overflows as odds
YEARS = range(1600, 2200)

_CAUSE = {"title", "story", "prior", "benign", "patterns", "checks", "remedies", "expects", "sources"}
_MAY = {"apart", "levers", "needs", "parent", "weights"}
LOGGED = {"loss", "accuracy", "validation", "training", "classes", "majority", "guessing", "unimproved"}
"""What a cause may need of a run."""
MOVES = {"less", "more"}
"""How a setting is changed so that a cause goes away."""
_SOURCE = {"title", "author", "year", "note", "venue", "id", "form"}
_NUMBER = re.compile(r"doi:10\.\d{4,9}/\S+|arXiv:\d{4}\.\d{4,5}|isbn:97[89]\d{10}", re.ASCII)


def load_causes(*folders: Path) -> tuple[Cause, ...]:
    """The causes of all `folders`, sorted by id, which is the file's name without .toml.

    A later folder replaces causes of an earlier one by id. Raises BadKnowledge with file, id and key for anything that
    does not follow the rules: no TOML, a missing or unknown key, a value of another type, an unknown fact or pattern,
    an empty range, a sentence with a place other than {value}, {size} and {where}.
    """
    causes: dict[str, Cause] = {}
    places: dict[str, Path] = {}
    for folder in folders:
        for found in _found(folder):
            if isinstance(found, BadKnowledge):
                raise found
            causes[found.id], places[found.id] = found, folder
    orphan = _orphan(causes)
    if orphan is not None:
        raise _without_parent(orphan, places[orphan.id] / f"{orphan.id}.toml")
    return tuple(causes[name] for name in sorted(causes))


@cache
def usual_causes() -> tuple[Cause, ...]:
    """The causes that come with the program; its own files do not change while it runs, so they are read once."""
    return load_causes(resource("causes"))


def known_causes(own: Path | None) -> tuple[tuple[Cause, ...], tuple[BadKnowledge, ...]]:
    """The causes that come with the program and those of the folder `own`, and what is wrong with the latter.

    A file that breaks the rules keeps no other one from being read.
    """
    mine, errors = own_causes(own) if own is not None else ((), ())
    causes = {cause.id: cause for cause in (*usual_causes(), *mine)}
    return tuple(causes[name] for name in sorted(causes)), errors


def with_causes(request: Request) -> tuple[Request, tuple[BadKnowledge, ...]]:
    """The request with its causes read where they were not, and what is wrong with the person's own."""
    if request.causes is not None:
        return request, ()
    causes, errors = known_causes(request.own_causes)
    return replace(request, causes=causes), errors


def own_causes(folder: Path) -> tuple[tuple[Cause, ...], tuple[BadKnowledge, ...]]:
    """The causes in a folder, and what is wrong with its other files or, alone, with the folder.

    A parent may be a cause that comes with the program.
    """
    found = list(_found(folder))
    errors = [one for one in found if isinstance(one, BadKnowledge)]
    usual = {cause.id: cause for cause in usual_causes()}
    mine = {one.id: one for one in found if not isinstance(one, BadKnowledge)}
    while (orphan := _orphan(usual | mine)) is not None:
        wrong = orphan.id if orphan.id in mine else orphan.parent
        errors.append(_without_parent(orphan, folder / f"{wrong}.toml"))
        del mine[wrong]
    return tuple(mine.values()), tuple(errors)


def _orphan(causes: dict[str, Cause]) -> Cause | None:
    """A cause whose parent is missing or has itself a parent, None where there is none."""
    for cause in causes.values():
        if cause.parent and (cause.parent not in causes or causes[cause.parent].parent):
            return cause
    return None


def _without_parent(cause: Cause, path: Path) -> BadKnowledge:
    return BadKnowledge(
        say(
            "{path}: cause {cause}, parent: {parent} is no cause without a parent of its own",
            path=path,
            cause=cause.id,
            parent=shown(cause.parent),
        )
    )


def _found(folder: Path) -> Iterator[Cause | BadKnowledge]:
    """What each file of a folder tells, or what is wrong with it, by the files' names."""
    try:
        if not folder.is_dir():
            yield BadKnowledge(say("{folder} is no folder of causes", folder=folder))
            return
        paths = sorted(folder.glob("*.toml"))
    except (OSError, ValueError) as error:
        yield BadKnowledge(say("{folder} cannot be read: {error}", folder=folder, error=_why(error)))
        return
    if len(paths) > MOST_FILES:
        yield BadKnowledge(
            say(
                "{folder} holds {count} files of causes; up to {most} are read",
                folder=folder,
                count=len(paths),
                most=MOST_FILES,
            )
        )
        return
    for path in paths:
        try:
            yield _cause(path)
        except BadKnowledge as error:
            yield error


def _cause(path: Path) -> Cause:
    try:
        return _cause_told(path, _text(path))
    except RecursionError:
        raise BadKnowledge(
            say("{path}: cause {cause} cannot be read: it is nested too deeply", path=path, cause=path.stem)
        ) from None
    except (OSError, ValueError) as error:
        raise BadKnowledge(
            say("{path}: cause {cause} cannot be read: {error}", path=path, cause=path.stem, error=_why(error))
        ) from error


@lru_cache(MOST_FILES)
def _cause_told(path: Path, text: str) -> Cause:
    """The cause that a file's text tells; taking all of them apart costs half as much as an analysis."""
    told = tomllib.loads(text)
    table = _Table(path, told, _CAUSE | _MAY, _CAUSE)
    return Cause(
        id=path.stem,
        title=table.text("title"),
        story=table.text("story"),
        prior=table.log_odds("prior", told["prior"]),
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
        needs=table.texts("needs", LOGGED) if "needs" in told else (),
        levers=table.levers(),
    )


def _text(path: Path) -> str:
    """The text of a file; ValueError where it is none that could hold a cause."""
    if not path.is_file():  # a pipe would be waited for without end
        raise ValueError(say("it is no file"))
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ValueError(say("it is longer than {most} MB", most=LARGEST_FILE >> 20))
    return data.decode("utf-8")


def _why(error: Exception) -> str:
    """What is wrong, in words that fit a sentence about the file."""
    if isinstance(error, UnicodeDecodeError):
        return say("it is no text in UTF-8")
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return say("a number has too many digits") if "digits" in str(error) else _own(error)


def _own(error: Exception) -> str:
    """What an error says, as it was said where it is one of ours."""
    return error.args[0] if error.args and isinstance(error.args[0], Said) else str(error)


def _source(table: _Table) -> Source:
    year = table.told.get("year")
    if year is not None and (type(year) is not int or year not in YEARS):
        raise table.bad(
            "year", say("must be a whole number from {low} to {high}", low=YEARS.start, high=YEARS.stop - 1)
        )
    if "id" in table.told and not _NUMBER.fullmatch(table.text("id")):
        raise table.bad("id", say("must be doi:10...., arXiv:.... or isbn:978...."))
    if table.told.get("form", "blog") not in FORMS:
        raise table.bad("form", say("must be one of {forms}", forms=", ".join(FORMS)))
    return Source(
        title=table.text("title"),
        author=table.text("author") if "author" in table.told else "",
        year=year,
        note=table.text("note") if "note" in table.told else "",
        venue=table.text("venue") if "venue" in table.told else "",
        id=table.text("id") if "id" in table.told else "",
        form=table.text("form") if "form" in table.told else "",
    )


class _Table:
    """One table of a cause file; its methods give values of the right type or say what is wrong where."""

    def __init__(self, path: Path, told: dict[str, Any], known: set[str], needed: set[str], where: str = "") -> None:
        self.path, self.told, self.where = path, told, where
        for key in sorted(told.keys() - known):
            raise self.bad(shown(key)[1:-1], say("is unknown; known are {known}", known=", ".join(sorted(known))))
        for key in sorted(needed - told.keys()):
            raise self.bad(key, say("is missing"))

    def bad(self, key: str, why: Said) -> BadKnowledge:
        return BadKnowledge(
            say(
                "{path}: cause {cause}, {where}{key}: {why}",
                path=self.path,
                cause=self.path.stem,
                where=self.where,
                key=key,
                why=why,
            )
        )

    def text(self, key: str) -> str:
        value = self.told[key]
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, say("must be a text"))
        return " ".join(value.split())

    def texts(self, key: str, allowed: set[str] | None = None) -> tuple[str, ...]:
        values = self.told[key]
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v.strip() for v in values):
            raise self.bad(key, say("must be a list of texts, not empty"))
        for value in values:
            if allowed is not None and value not in allowed:
                raise self.bad(
                    key, say("{value} is none of {allowed}", value=shown(value), allowed=", ".join(sorted(allowed)))
                )
        return tuple(values)

    def log_odds(self, key: str, value: object) -> float:
        """The value of a key as log-odds."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= MOST_LOG_ODDS:
            raise self.bad(
                key,
                say(
                    "must be a number from {low} to {high}",
                    low=Number(f"{-MOST_LOG_ODDS:g}"),
                    high=Number(f"{MOST_LOG_ODDS:g}"),
                ),
            )
        return float(value)

    def flag(self, key: str) -> bool:
        value = self.told[key]
        if not isinstance(value, bool):
            raise self.bad(key, say("must be true or false"))
        return value

    def tables(self, key: str) -> list[dict[str, Any]]:
        values = self.told[key]
        if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
            raise self.bad(key, say("must be tables, [[{key}]]", key=key))
        return values

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        values = self.told.get(key, {})
        if not isinstance(values, dict) or not all(isinstance(v, str) and v.strip() for v in values.values()):
            named = say("a setting") if key == "levers" else say("the id of another cause")
            raise self.bad(key, say("must be a table of texts by {named}", named=named))
        return tuple(values.items())

    def levers(self) -> tuple[tuple[str, str], ...]:
        levers = self.pairs("levers")
        for name, move in levers:
            if name not in SETTINGS:
                raise self.bad(
                    f"levers.{shown(name)[1:-1]}",
                    say("is no setting that is known: {settings}", settings=", ".join(SETTINGS)),
                )
            if move not in MOVES:
                raise self.bad(f"levers.{name}", say("must be less or more"))
        return levers

    def signs(self) -> tuple[Sign, ...]:
        """What is expected, by hand, and the weights fitted to it; a fact that has no weight gets a usual one."""
        expected, fitted = self.numbers("expects"), self.numbers("weights")
        for fact, value in expected.items():
            if value not in (-1.0, 1.0):
                raise self.bad(f"expects.{fact}", say("must be 1 (the fact says yes) or -1 (it says no)"))
        return tuple(
            Sign(fact, int(expected.get(fact, 0.0)), fitted.get(fact, EXPECTED * expected.get(fact, 0.0)))
            for fact in dict.fromkeys((*expected, *fitted))
        )

    def numbers(self, key: str) -> dict[str, float]:
        """A table of log-odds by the name of a fact."""
        values = self.told.get(key, {})
        if not isinstance(values, dict):
            raise self.bad(key, say("must be a table of numbers by the name of a fact"))
        for fact in values:
            if fact not in FACTS:
                import difflib  # here, as only what is wrong needs it

                near = difflib.get_close_matches(fact, FACTS, 1)
                like = difflib.get_close_matches(fact, FACTS, 5, 0.2) or sorted(FACTS)[:5]
                meant = (
                    say("did you mean {fact!r}?", fact=near[0])
                    if near
                    else say("the nearest are {facts}", facts=", ".join(like))
                )
                raise self.bad(
                    f"{key}.{shown(fact)[1:-1]}", say("there is no fact {fact}; {meant}", fact=shown(fact), meant=meant)
                )
        return {fact: self.log_odds(f"{key}.{fact}", value) for fact, value in values.items()}
