"""Runs of one configuration that differ in their seed: what they come to together, and what single ones hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lossacc_gui.chart.run_names import told_apart
from lossacc_gui.language import joined, say, say_many
from lossacc_gui.measure.middle import Middle, last_x, middle_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Notice
from lossacc_gui.numerals import noun_text, place_text, stretch_text, x_text
from lossacc_gui.triage.choices import is_known
from lossacc_gui.triage.groups import CONFIGURATION, UNKNOWN, Group, groups_of
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
    """Runs that differ in their seed at most, in the order of their rows; `analysis` is that of their medians."""

    group: Group
    runs: tuple[Analysis, ...]
    middle: Middle
    analysis: Analysis
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """The configurations with enough runs, and the runs of which no setting is known, which are in none."""

    configurations: tuple[Configuration, ...]
    unknown: tuple[Analysis, ...]


def seeds_of(analyses: Sequence[Analysis], request: Request, *, named: bool) -> Seeds:
    """Each group of `fewest_seeds` runs or more whose settings are the same but for seeds, names and results.

    A run of which no setting is known is in no group. But where that is so of all, and a person `named` each of them,
    instead of a folder, it is the person who says that they are of one configuration. `request` is that of the
    analyses.
    """
    rows: list[Row] = [row_of(one, str(one.run.source)) for one in analyses]
    of_row = {id(row): one for row, one in zip(rows, analyses, strict=True)}
    claimed = named and not any(map(is_known, rows))
    found, unknown = [], []
    for group in groups_of(rows, CONFIGURATION):
        some = [of_row[id(row)] for row in group.rows]
        if group.name == UNKNOWN and not claimed:
            unknown += some
            continue
        if len(group.rows) < request.options.fewest_seeds:
            continue
        middle = middle_of([one.run for one in some], group.name)
        analysis = analyze_run(replace(middle.run, notices=tuple(_notices(middle, len(some), claimed))), request)
        found.append(Configuration(group, tuple(some), middle, analysis, tuple(_shared(analysis, some))))
    return Seeds(tuple(found), tuple(unknown))


def are_named(analyses: Sequence[Analysis], paths: Sequence[Path]) -> bool:
    """Whether a person named each of these logs, and not a folder that holds them."""
    named = {path.absolute() for path in paths}
    return all(one.run.source.absolute() in named for one in analyses)


def unknown_text(found: Seeds) -> str:
    """What to know of the runs that are in no configuration, empty where there are none."""
    count = len(found.unknown)
    if not count:
        return ""
    told = say_many(
        "{count} run is in no configuration: its log tells no setting.",
        "{count} runs are in no configuration: their logs tell no setting.",
        count,
    )
    if found.configurations:
        return told
    return joined(" ", (told, say("Where they differ in their seed alone, name each, not their folder.")))


def _shared(middle: Analysis, some: Sequence[Analysis]) -> Iterator[Shared]:
    """The events that are not harmless: those of the medians first, then those that only single runs have."""
    names = told_apart([(one.run.name, str(one.run.source)) for one in some])
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


def _notices(middle: Middle, count: int, claimed: bool) -> Iterator[Notice]:
    """What to know of runs that are only said to be alike, are left out, or end before the medians do."""
    run = middle.run
    if claimed:
        yield Notice(
            say("No log tells a setting: that the runs differ in their seed alone is taken from their being named.")
        )
    if middle.left_out:
        yield Notice(
            say_many(
                "{count} of {all} runs does not count in {places}: no part of the medians.",
                "{count} of {all} runs do not count in {places}: no part of the medians.",
                middle.left_out,
                all=count,
                places=noun_text(run.x_name, several=True),
            )
        )
    if middle.ended:
        last = max(float(band.x[-1]) for band in middle.bands)
        yield Notice(
            say_many(
                "{count} of {all} runs ends before {last} (the first at {first}): from there the medians are those of "
                "the runs that go on.",
                "{count} of {all} runs end before {last} (the first at {first}): from there the medians are those of "
                "the runs that go on.",
                len(middle.ended),
                all=count,
                last=place_text(last, run.x_name),
                first=x_text(middle.ended[0]),
            )
        )


def _alike(one: Event, other: Event) -> bool:
    return (one.kind, one.split) == (other.kind, other.split) and one.start <= other.end and other.start <= one.end


def _named(names: Sequence[str], of: str = ":") -> str:
    if len(names) > MOST_NAMED:
        return "" if of else f" {len(names)} of them"
    return f"{of} {', '.join(names)}"
