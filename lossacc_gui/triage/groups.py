"""Runs that belong together: by their folder, their cause, a setting, or all settings but the seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from lossacc_gui.language import joined, say
from lossacc_gui.numerals import counted_text
from lossacc_gui.triage.choices import choices_in, is_known, is_number
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.words import accuracy_value, cause_text, loss_value, states_text

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
    key = _key(rows, by)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return tuple(Group(name, tuple(some)) for name, some in sorted(found.items(), key=lambda one: _natural(one[0])))


def _key(rows: Sequence[Row], by: str) -> Callable[[Row], str]:
    if by == FOLDER:
        return lambda row: str(row.path.parent)
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
