"""Runs of one configuration that differ in their seed: what they come to together, and what single ones hide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lossacc_gui.measure.middle import Middle, last_x, middle_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Notice
from lossacc_gui.numerals import stretch_text, x_text
from lossacc_gui.triage.groups import CONFIGURATION, Group, groups_of
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.summary import row_of
from lossacc_gui.use_case import analyze_run

MOST_NAMED = 4  # runs in a sentence; of more their number is enough


@dataclass(frozen=True, slots=True)
class Shared:
    """An event of the medians or of single runs, and which runs show it by themselves.

    start, end  of the medians' event, else of the first run that shows it
    shown       the names of the runs with the same kind of event in the same split at an overlapping stretch
    missing     those that go on until there, or further, and do not show it
    ended       those that end before
    """

    said: str
    split: str
    start: float
    end: float
    x_name: str
    in_middle: bool
    shown: tuple[str, ...]
    missing: tuple[str, ...]
    ended: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole of it in a sentence."""
        runs = f"{len(self.shown) + len(self.missing)} runs{' that got there' if self.ended else ''}"
        what = f"{self.said.capitalize()} ({self.split}), {stretch_text(self.start, self.end, self.x_name)}"
        if not self.in_middle:
            return f"{what}, in {len(self.shown)} of {runs}{_named(self.shown)}; the medians do not show it."
        if not self.missing:
            return f"{what}, in the medians and in each of the {runs}."
        return f"{what}, in the medians and in {len(self.shown)} of {runs}; not in{_named(self.missing, of='')}."


@dataclass(frozen=True, slots=True, eq=False)
class Configuration:
    """Runs that differ in their seed at most; `analysis` is that of their medians."""

    group: Group
    middle: Middle
    analysis: Analysis
    shared: tuple[Shared, ...]


def configurations_of(analyses: Sequence[Analysis], request: Request) -> Iterator[Configuration]:
    """Each group of `fewest_seeds` runs or more whose settings are the same but for seeds, names and results.

    Where no log tells any setting, all runs are one group. `request` is that of the analyses.
    """
    rows: list[Row] = [row_of(one, str(one.run.source)) for one in analyses]
    of_row = {id(row): one for row, one in zip(rows, analyses, strict=True)}
    for group in groups_of(rows, CONFIGURATION):
        if len(group.rows) < request.options.fewest_seeds:
            continue
        some = [of_row[id(row)] for row in group.rows]
        middle = middle_of([one.run for one in some], group.name)
        analysis = analyze_run(replace(middle.run, notices=tuple(_notices(middle, len(some)))), request)
        yield Configuration(group, middle, analysis, tuple(_shared(analysis, some)))


def _shared(middle: Analysis, some: Sequence[Analysis]) -> Iterator[Shared]:
    """The events that are not harmless: those of the medians first, then those that only single runs have."""
    names = _distinct([one.run.name for one in some])
    events = [[event for event in one.events if event.severity is not Severity.BENIGN] for one in some]
    ends = [last_x(one.run) for one in some]
    told: set[int] = set()

    def shared(event: Event, *, in_middle: bool) -> Shared:
        shown = []
        for name, own in zip(names, events, strict=True):
            alike = [one for one in own if _alike(event, one)]
            told.update(id(one) for one in alike)
            if alike:
                shown.append(name)
        others = [(name, end) for name, end in zip(names, ends, strict=True) if name not in shown]
        return Shared(
            event.said,
            event.split,
            event.start,
            event.end,
            middle.run.x_name,
            in_middle,
            tuple(shown),
            missing=tuple(name for name, end in others if end >= event.start),
            ended=tuple(name for name, end in others if end < event.start),
        )

    for event in middle.events:
        if event.severity is not Severity.BENIGN:
            yield shared(event, in_middle=True)
    for own in events:
        for event in own:
            if id(event) not in told:
                yield shared(event, in_middle=False)


def _notices(middle: Middle, count: int) -> Iterator[Notice]:
    """What to know of runs that are left out, or end before the medians do."""
    run = middle.run
    if middle.left_out:
        does = "does" if middle.left_out == 1 else "do"
        yield Notice(f"{middle.left_out} of {count} runs {does} not count in {run.x_name}s: no part of the medians.")
    if middle.ended:
        last = max(float(band.x[-1]) for band in middle.bands)
        ends = "ends" if len(middle.ended) == 1 else "end"
        yield Notice(
            f"{len(middle.ended)} of {count} runs {ends} before {run.x_name} {x_text(last)} (the first at "
            f"{x_text(middle.ended[0])}): from there the medians are those of the runs that go on."
        )


def _alike(one: Event, other: Event) -> bool:
    return (one.kind, one.split) == (other.kind, other.split) and one.start <= other.end and other.start <= one.end


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, numbered where several runs are called alike."""
    seen: dict[str, int] = defaultdict(int)
    distinct = []
    for name in names:
        seen[name] += 1
        distinct.append(name if names.count(name) == 1 else f"{name} ({seen[name]})")
    return distinct


def _named(names: Sequence[str], of: str = ":") -> str:
    if len(names) > MOST_NAMED:
        return "" if of else f" {len(names)} of them"
    return f"{of} {', '.join(names)}"
