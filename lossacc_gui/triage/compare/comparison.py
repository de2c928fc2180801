"""What a comparison of runs comes to; window, text, pages and JSON only write it down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lossacc_gui.language import joined, say
from lossacc_gui.model.cause import Cause, Evidence
from lossacc_gui.numerals import belief_text
from lossacc_gui.triage.row import Happening, Row


class Seen(StrEnum):
    """How a run stands to an event of another one."""

    SHOWN = "shown"
    AKIN = "akin"  # the same gets worse, told as another kind of event
    ABSENT = "absent"
    HARDLY = "hardly"  # what gets worse does so nearly as much: one was told of it and the other just not
    ENDED = "ended"  # the run ends before
    UNKNOWN = "unknown"


class Ground(StrEnum):
    """What a statement of two runs rests on."""

    FACT = "fact"  # what the logs tell, with nothing made of it
    FEW = "few"  # too few runs to tell what differs from luck
    BACKED = "backed"  # the runs that differ in the same settings say so, more clearly than luck does
    LUCK = "luck"  # runs that differ in their seed alone differ as much


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One of the runs, under a name that no other of them has."""

    name: str
    row: Row


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not the same in all runs; None where a log does not tell it.

    `choice` is False for seeds, names and results, of which nothing is expected.
    """

    setting: str
    values: tuple[str | None, ...]
    choice: bool


@dataclass(frozen=True, slots=True)
class Across:
    """An event that is not harmless in one of the runs at least, in the order of the runs.

    places  where it is seen, None where it is not; `seen` how each run stands to it
    """

    said: str
    split: str
    places: tuple[Happening | None, ...]
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of two runs, by their names.

    about     "settings", "task", "event", "best" or "cause"
    settings  the choices in which the two differ, where the statement names them
    cause     the id of the suspected cause that it speaks for or against; `speaks_for` None where it does neither
    """

    text: str
    about: str
    runs: tuple[str, str]
    ground: Ground = Ground.FACT
    settings: tuple[str, ...] = ()
    cause: str = ""
    speaks_for: bool | None = None


@dataclass(frozen=True, slots=True)
class Argued:
    """A cause of what the verdict on a run is about, with what other runs say of it.

    before, after  the share of belief in it (0..1), of a parent in all its faces, without and with them
    """

    cause: Cause
    before: float
    after: float
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """The whole of it: what is believed now, and why."""
        return say(
            "{cause}: {before} → {after}. {why}",
            cause=say(self.cause.title.partition(": ")[0]),
            before=belief_text(self.before),
            after=belief_text(self.after),
            why=joined(" ", (one.text for one in self.evidence)),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The runs, the first of which the others are held against; `others` is how many more runs were asked.

    `argued` is, by the name of each run, what the others say of the causes that are suspected in it.
    """

    runs: tuple[NamedRow, ...]
    differences: tuple[Difference, ...]
    events: tuple[Across, ...]
    said: tuple[Statement, ...]
    others: int = 0
    argued: tuple[tuple[str, Argued], ...] = ()
