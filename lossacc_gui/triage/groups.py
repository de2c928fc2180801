"""Runs that belong together: by their folder, their cause, a setting, or all settings but the seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

from lossacc_gui.language import joined, say
from lossacc_gui.numerals import counted_text
from lossacc_gui.triage.choices import choices_in, is_known, is_number
from lossacc_gui.triage.places import folder_of
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.words import accuracy_value, cause_text, loss_value, states_text

Key: TypeAlias = Callable[[Row], str]
FOLDER, CAUSE, CONFIGURATION = "folder", "cause", "configuration"
GROUPINGS = {FOLDER: say("folder"), CAUSE: say("cause"), CONFIGURATION: say("configuration")}
"""By what runs may be grouped besides any of their settings, and how that is said."""
NOTHING = say("(nothing)")
UNKNOWN = say("settings not known")
"""What the runs are called whose logs tell no setting: they are no configuration."""
ALIKE = say("the same settings")
"""What the one configuration is called where no choice of the person differs."""


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are alike in something, in the order in which they came; `name` says in what."""

    name: str
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The name, how many runs are in which state, and the medians of their best values where all have the same."""
        runs = counted_text(len(self.rows), "run")
        told = say("{name}: {runs}: {states}", name=self.name, runs=runs, states=states_text(self.rows))
        return joined("; ", [told, *_medians(self.rows)])


def groups_of(rows: Sequence[Row], by: str) -> tuple[Group, ...]:
    """The groups in the order of their names, numbers by size; `by` is one of GROUPINGS or the name of a setting."""
    return grouped(rows, key_of(rows, by))


def grouped(rows: Sequence[Row], key: Key) -> tuple[Group, ...]:
    """Groups by a key, which may be that of more runs than these: what they are alike in is the same for all parts."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return tuple(Group(name, tuple(some)) for name, some in sorted(found.items(), key=lambda one: _natural(one[0])))


class Folders:
    """Which folder a run is grouped by: the deepest one on the way to its log that is no place of single logs.

    A folder falls apart into the folders in it where at least half of these hold several logs. So
    `run_1/seed_3/history.csv` is grouped by `run_1`, and `lightning_logs/version_0/metrics.csv` by what holds the
    versions, however deep others lie. A log that is alone is grouped by the outermost folder that holds nothing else.
    """

    def __init__(self, logs: Iterable[str]) -> None:
        self._held = Counter(map(folder_of, logs))
        self._inner: dict[str, list[str]] = {}
        self._told: dict[str, str] = {}
        depths: dict[str, int] = {}
        for folder in list(self._held):
            self._note(folder, depths)
        for folder in sorted(depths, key=lambda one: -depths[one]):
            if (above := folder_of(folder)) != folder:
                self._held[above] += self._held[folder]
        self._apart = {folder: self._falls_apart(folder) for folder in self._inner}

    def group_of(self, log: str) -> str:
        """The folder of the group of a log."""
        return self._group(folder_of(log))

    def _group(self, folder: str) -> str:
        if folder not in self._told:
            above = folder_of(folder)
            group = folder if above == folder else self._group(above)
            self._told[folder] = folder if group == above != folder and self._apart[above] else group
        return self._told[folder]

    def _note(self, folder: str, depths: dict[str, int]) -> int:
        if folder not in depths:
            above = folder_of(folder)
            depths[folder] = 0 if above == folder else self._note(above, depths) + 1
            if above != folder:
                self._inner.setdefault(above, []).append(folder)
        return depths[folder]

    def _falls_apart(self, folder: str) -> bool:
        held, inside = self._held[folder], [self._held[one] for one in self._inner[folder]]
        if held == 1:
            return self._held[folder_of(folder)] == 1  # all that there is lies deeper
        return inside == [held] or 2 * sum(one > 1 for one in inside) >= len(inside)


def key_of(rows: Sequence[Row], by: str) -> Key:
    """What tells of each of these runs in which group it is."""
    if by == FOLDER:
        folders = Folders({row.source for row in rows})
        return lambda row: folders.group_of(row.source)
    if by == CAUSE:
        return lambda row: cause_text(row) or NOTHING
    if by == CONFIGURATION:
        names = choices_in([row for row in rows if is_known(row)])
        return lambda row: _configuration(row, names)
    return lambda row: f"{by} = {dict(row.settings).get(by, NOTHING)}"


def _configuration(row: Row, names: Sequence[str]) -> str:
    if not is_known(row):
        return UNKNOWN
    if not names:
        return ALIKE
    told = dict(row.settings)
    return ", ".join(f"{name} = {told[name]}" for name in names if name in told) or NOTHING


def _natural(name: str) -> tuple[bool, float, str]:
    value = name.rpartition(" = ")[2]
    return not is_number(value), float(value) if is_number(value) else 0.0, name


def _medians(rows: Sequence[Row]) -> list[str]:
    """The middle and the ends of losses and accuracies that have one name in all runs."""
    told: list[str] = []
    for what, name, said in (("loss", "best_loss", loss_value), ("accuracy", "best_accuracy", accuracy_value)):
        values = [getattr(row, name) for row in rows if getattr(row, name) is not None]
        metrics = {getattr(row, f"{what}_metric") for row in rows}
        if len(values) > 1 and len(metrics) == 1:
            low, middle, high = (said(value) for value in (min(values), median(values), max(values)))
            ends = {"middle": middle, "low": low, "high": high}
            told.append(say("best {metric} {middle} ({low} to {high})", metric=metrics.pop(), **ends))
    return told
