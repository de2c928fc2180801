"""The results of a triage as values that JSON can hold, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.triage.row import Failure, Row, packed, unpacked

if TYPE_CHECKING:
    from lossacc_gui.readers.searching import Judgement


def kept(one: Row | Failure) -> list[Any]:
    """A result."""
    return ["row", *packed(one)] if isinstance(one, Row) else ["failure", one.source, one.reason, one.line]


def found_in(values: list[list[Any]], source: str) -> tuple[Row | Failure, ...]:
    """The results of `kept`, of a log that a person calls `source` now."""
    out: list[Row | Failure] = []
    for kind, _, *rest in values:
        out.append(unpacked([source, *rest]) if kind == "row" else Failure(source, rest[0], rest[1]))
    return tuple(out)


def kept_search(one: Path | UnreadableLog) -> Any:
    """What a search found: a log, or what it could not look into."""
    return str(one) if isinstance(one, Path) else _error(one)


def searched(value: Any) -> Path | UnreadableLog:
    """What `kept_search` gave."""
    return Path(value) if isinstance(value, str) else _unreadable(value)


def kept_judgement(one: Judgement) -> Any:
    """A judgement in which nothing but the file had a say."""
    return _error(one.error) if one.error is not None else one.is_log


def judgement(value: Any) -> Judgement:
    """What `kept_judgement` gave."""
    from lossacc_gui.readers.searching import Judgement

    return Judgement(value) if isinstance(value, bool) else Judgement(error=_unreadable(value))


def _error(error: UnreadableLog) -> list[Any]:
    return [str(error.path), error.reason, error.line, error.advice]


def _unreadable(value: list[Any]) -> UnreadableLog:
    path, reason, line, advice = value
    return UnreadableLog(Path(path), reason, line=line, advice=advice)
