"""What a triage keeps of a run: one row of plain values, small enough for ten thousand of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from lossacc_gui.language import put_together, taken_down
from lossacc_gui.model.episode import FindingKind, Pattern

Setting = tuple[str, str]
Band = tuple[float, float, str]
"""From where to where (0..1 of the drawing's width), and how severe."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The curves of a run for a drawing of the size of a stamp.

    `loss` and `accuracy` hold equally spaced values as whole percents of the curve's own range, -1 where nothing finite
    was logged; empty where there is no such curve. Spikes between two of the values are not seen.
    """

    loss: tuple[int, ...] = ()
    accuracy: tuple[int, ...] = ()
    bands: tuple[Band, ...] = ()


class Happening(NamedTuple):
    """An event of a run: its kind, where it is seen, its ends (None where they are no numbers) and its severity.

    What the loss does in it, relative, and the accuracy, absolute, is as the analysis tells it; None where it does not.
    """

    kind: str
    split: str
    start: float | None
    end: float | None
    severity: str
    loss_change: float | None = None
    accuracy_change: float | None = None

    @property
    def said(self) -> str:
        """What it is, as a person would say it."""
        return (Pattern(self.kind) if self.kind in _PATTERNS else FindingKind(self.kind)).said


@dataclass(frozen=True, slots=True)
class Row:
    """One run. Empty texts and None stand for what the log or the verdict does not tell.

    source          the log
    state           model.verdict.State
    main, split     what the verdict is about, as a person would say it, and where
    start, end      first and last x of it
    cause, title    id and title of the cause that is named
    text            the headline of the verdict
    keep, keep_by   the epoch (or step) to keep, and the metric that says so
    keep_low ...    from where to where others are equal to it within noise
    best_loss ...   as logged, of the curves that speak for the run (held out where there are such)
    loss_noise ...  how far apart two of their points may lie near the best and be equal; None where that is not known
    loss_level ...  the median of the points right beside the best; None where they are too few
    loss_spread ... the standard deviation of a point there
    loss_error ...  the standard error that the number of examples makes of the best; None where nothing bounds that
    loss_cost       how much the loss has risen since the epoch to keep, relative; inf where it is no number any more
    accuracy_cost   how much accuracy (a fraction) was lost since; both 0 while the end is as good within noise
    loss_jumps ...  how far the leading curves jump from point to point: nats, and a fraction; None where not known
    suspicion       belief in the likeliest family of causes that is no harmless one; 0..1
    classes         how many there are, examples on how many the accuracy was measured; None where nothing tells it
    length          the number of points of the longest of those curves, up to x `last`
    problems        events of severity problem; `watched` those of watch; `kinds` what they are
    believed        the first leaf causes of what the verdict is about, with the share of belief in each; 0..1
    events          all of them, the harmless too; `logged` tells of which splits there is a loss, and an accuracy
    """

    source: str
    name: str
    format: str
    state: str
    main: str = ""
    split: str = ""
    start: float | None = None
    end: float | None = None
    cause: str = ""
    title: str = ""
    text: str = ""
    x_name: str = "epoch"
    keep: float | None = None
    keep_by: str = ""
    keep_low: float | None = None
    keep_high: float | None = None
    loss_metric: str = ""
    best_loss: float | None = None
    last_loss: float | None = None
    loss_noise: float | None = None
    loss_level: float | None = None
    loss_spread: float | None = None
    loss_error: float | None = None
    accuracy_metric: str = ""
    best_accuracy: float | None = None
    last_accuracy: float | None = None
    accuracy_noise: float | None = None
    accuracy_level: float | None = None
    accuracy_spread: float | None = None
    accuracy_error: float | None = None
    loss_cost: float | None = None
    accuracy_cost: float | None = None
    loss_jumps: float | None = None
    accuracy_jumps: float | None = None
    suspicion: float = 0.0
    classes: int | None = None
    examples: int | None = None
    length: int = 0
    last: float | None = None
    problems: int = 0
    watched: int = 0
    kinds: tuple[str, ...] = ()
    events: tuple[Happening, ...] = ()
    believed: tuple[tuple[str, float], ...] = ()
    logged: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    notices: tuple[str, ...] = ()
    sketch: Sketch = Sketch()

    @property
    def path(self) -> Path:
        """The log as a path."""
        return Path(self.source)

    def __reduce__(self) -> tuple[Any, ...]:
        # between processes as plain values: what a text was made of is put together again where somebody asks
        return unpacked, (packed(self),)


@dataclass(frozen=True, slots=True)
class Failure:
    """A log that could not be read, and why."""

    source: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A triage: the runs, the most harmed first, what failed, and the files that are no log and no part of one."""

    rows: tuple[Row, ...]
    failures: tuple[Failure, ...]
    passed_over: tuple[str, ...] = ()

    @property
    def logs(self) -> tuple[Path, ...]:
        """Every log that was read or could not be, each once."""
        return tuple(
            map(Path, dict.fromkeys([row.source for row in self.rows] + [one.source for one in self.failures]))
        )


def packed(row: Row) -> list[Any]:
    """The row as a list that JSON can hold; `unpacked` makes the row of it again."""
    values = list(_values(row))
    sketch = row.sketch
    values[_TEXT], values[_NOTICES] = taken_down(row.text), [taken_down(one) for one in row.notices]
    values[-1] = [_as_text(sketch.loss), _as_text(sketch.accuracy), [list(band) for band in sketch.bands]]
    return values


def unpacked(values: Sequence[Any]) -> Row:
    """The row of what `packed` gave; ValueError or TypeError where it is something else."""
    if len(values) != len(_NAMES):
        raise ValueError(f"{len(values)} values are no row")
    *plain, kinds, events, believed, logged, settings, notices, (loss, accuracy, bands) = values
    plain[_TEXT] = put_together(plain[_TEXT])
    rest = (
        tuple(kinds),
        tuple([Happening(*one) for one in events]),
        tuple([(cause, share) for cause, share in believed]),
        tuple(logged),
        tuple([(name, value) for name, value in settings]),
        tuple([put_together(one) for one in notices]),
        Sketch(_of_text(loss), _of_text(accuracy), tuple([(a, b, severity) for a, b, severity in bands])),
    )
    return Row(*[*plain, *rest])


def _as_text(percents: tuple[int, ...]) -> str:
    """A character each: JSON takes a text ten times as fast as a list of numbers."""
    return "".join([chr(one + _FIRST) for one in percents])


def _of_text(text: str) -> tuple[int, ...]:
    return tuple(memoryview(text.encode("latin-1").translate(_SIGNED)).cast("b"))


def differing(rows: Iterable[Row]) -> tuple[str, ...]:
    """The names of the settings that are not the same in all rows, or missing in some, in the order of the logs."""
    values: dict[str, set[str]] = {}
    told: dict[str, int] = {}
    count = 0
    for row in rows:
        count += 1
        for name, value in dict(row.settings).items():
            values.setdefault(name, set()).add(value)
            told[name] = told.get(name, 0) + 1
    return tuple(name for name, found in values.items() if len(found) > 1 or told[name] < count)


_NAMES = tuple(one.name for one in fields(Row))
_values = attrgetter(*_NAMES)
_TEXT, _NOTICES = _NAMES.index("text"), _NAMES.index("notices")
_FIRST = 126  # the character of 0 percent: with -1 and 100 all are in Latin-1, and JSON escapes none
_SIGNED = bytes((byte - _FIRST) % 256 for byte in range(256))  # the percents as signed bytes, a text at a stroke
_PATTERNS = frozenset(Pattern)
