"""What an overlay is made of: runs, or the medians of several; their names and the x axes that all of them tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lossacc_gui.chart.across import axes_of
from lossacc_gui.chart.run_names import brief, differing, told_apart, without_counts
from lossacc_gui.measure.middle import Band as Quartiles
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.run import Run, XAxis


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A run of an overlay. Where it is the medians of several, `name` says of which and `quartiles` how they spread.

    of     the runs that it is the medians of, none where it is one run
    notes  what a reader must know of it, each a sentence that follows its name and a colon
    colour #rrggbb that a person gave to it, empty for none
    """

    analysis: Analysis
    name: str = ""
    quartiles: tuple[Quartiles, ...] = ()
    of: tuple[Run, ...] = ()
    notes: tuple[str, ...] = ()
    colour: str = ""

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs that are drawn as this one."""
        return self.of or (self.analysis.run,)


def common_axes(members: Sequence[Member]) -> tuple[XAxis, ...]:
    """The ways to count along x that the logs of all members tell, as the first one counts; its own before others."""
    every = [{axis.id for axis in axes_of(member.analysis.run)} for member in members[1:]]
    return tuple(axis for axis in axes_of(members[0].analysis.run) if all(axis.id in ids for ids in every))


def names_of(members: Sequence[Member]) -> tuple[str, ...]:
    """What the members are called in the chart: the part of their names in which they differ, as short as tells it.

    Of how many runs each is stays, though all may be of as many.
    """
    stems, counts = without_counts(whole_names(members))
    names = [name + count for name, count in zip(differing(stems)[0], counts, strict=True)]
    return tuple(plain_text(name) for name in brief(names))


def whole_names(members: Sequence[Member]) -> list[str]:
    """What the members are called, where a name is not enough with the place of the log."""
    runs = [member.analysis.run for member in members]
    told = told_apart([(run.name, str(run.source)) for run in runs])
    return [member.name or name for member, name in zip(members, told, strict=True)]
