"""The results of a triage as values that JSON can hold, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lossacc_gui.language import put_together, say, taken_apart
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.triage.row import Failure, Row, packed, unpacked

if TYPE_CHECKING:
    from lossacc_gui.readers.searching import Judgement


def kept(one: Row | Failure) -> list[Any]:
    """A result."""
    return ["row", *packed(one)] if isinstance(one, Row) else ["failure", one.source, taken_apart(one.reason), one.line]


_DAMAGED = (ValueError, TypeError, LookupError, AttributeError)
"""What values that were kept, and are no longer what they were, raise when they are taken apart."""


def found_in(values: Any, source: str) -> tuple[Row | Failure, ...] | None:
    """The results of `kept`, of a log that a person calls `source` now; None where they are damaged."""
    out: list[Row | Failure] = []
    try:
        for kind, _, *rest in values:
            out.append(unpacked([source, *rest]) if kind == "row" else Failure(source, put_together(rest[0]), rest[1]))
    except _DAMAGED:
        return None
    return tuple(out)


def kept_search(one: Path | UnreadableLog) -> Any:
    """What a search found: a log, or what it could not look into."""
    return str(one) if isinstance(one, Path) else _error(one)


def searched(values: Any) -> list[Path | UnreadableLog] | None:
    """What `kept_search` gave of each; None where it is damaged."""
    try:
        whole = [Path(one) if isinstance(one, str) else _unreadable(one) for one in values]
    except _DAMAGED:
        return None
    return whole if isinstance(values, list) else None


def kept_judgement(one: Judgement) -> Any:
    """A judgement in which nothing but the file had a say."""
    return _error(one.error) if one.error is not None else one.is_log


def judgement(value: Any) -> Judgement | None:
    """What `kept_judgement` gave; None where it is damaged."""
    from lossacc_gui.readers.searching import Judgement

    try:
        return Judgement(value) if isinstance(value, bool) else Judgement(error=_unreadable(value))
    except _DAMAGED:
        return None


def _error(error: UnreadableLog) -> list[Any]:
    return [str(error.path), taken_apart(error.reason), error.line, taken_apart(error.advice)]


def _unreadable(value: list[Any]) -> UnreadableLog:
    path, reason, line, advice = value
    said = [put_together(one) if isinstance(one, list) else say("{text}", text=str(one)) for one in (reason, advice)]
    return UnreadableLog(Path(path), said[0], line=None if line is None else int(line), advice=said[1])
