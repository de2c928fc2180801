"""What a person asks of an analysis: one value for the command line, the window, other processes and a cache."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from lossacc_gui.model.cause import Cause
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.options import Options

Value = TypeVar("Value")
Wanted = Path | Literal["auto"] | None
"""Where a log's predictions are: in this file, in the one beside the log if there is one, or nowhere."""


_USUAL = Options()
"""One for all who want no others: what was measured by it is known by the thing itself (see measure.once)."""


@dataclass(frozen=True, slots=True)
class Request:
    """Plain values alone: it can be hashed, compared, pickled and kept.

    options      the thresholds
    checkpoints  a folder in which saved models lie, looked into besides those that lie beside a log
    own_causes   a folder of the person's own causes, read besides those that come with the program
    causes       all causes as they were read; None while nobody has read them, empty for an analysis that names none
    choices      what metrics mean in every log; one that does not fit a log is wrong usage
    meanings     what metrics mean in logs of one kind, by header (readers.mapping.header_of); where they do not fit,
                 a notice says so
    pairs        the metrics to be related before all others in every log, each LOSS:ACCURACY
    pairs_of     the same for one log, in place of `pairs`
    evidence     where the predictions of every log are
    evidence_of  the file with the predictions of one log, where `evidence` is None
    """

    options: Options = _USUAL
    own_causes: Path | None = None
    causes: tuple[Cause, ...] | None = None
    choices: tuple[Choice, ...] = ()
    meanings: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    pairs: tuple[str, ...] = ()
    pairs_of: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    evidence: Wanted = None
    checkpoints: Path | None = None
    evidence_of: tuple[tuple[Path, Path], ...] = ()

    def pairs_in(self, log: Path) -> tuple[str, ...]:
        """The pairs that are wanted in a log."""
        return dict(self.pairs_of).get(log, self.pairs)

    def evidence_for(self, log: Path) -> Wanted:
        """Where the predictions of a log are."""
        return self.evidence if self.evidence is not None else dict(self.evidence_of).get(log)

    def with_pairs(self, log: Path, pairs: tuple[str, ...]) -> Request:
        """The same with these pairs for one log."""
        return replace(self, pairs_of=_put(self.pairs_of, log, pairs))

    def with_evidence(self, log: Path, file: Path) -> Request:
        """The same with this file of predictions for one log."""
        return replace(self, evidence_of=_put(self.evidence_of, log, file))

    def asks_the_same_of(self, log: Path, other: Request) -> bool:
        """Whether another request wants the same of a log, whatever predictions it takes."""
        return self._of(log) == other._of(log)

    def _of(self, log: Path) -> Request:
        pairs = tuple(one for one in self.pairs_of if one[0] == log)
        return replace(self, pairs_of=pairs, evidence=None, evidence_of=())


def _put(table: tuple[tuple[Path, Value], ...], key: Path, value: Value) -> tuple[tuple[Path, Value], ...]:
    return tuple(({**dict(table), key: value}).items())
