"""What a project holds, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from lossacc_gui.language import SILENCE, Said
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.dismissal import Gone
from lossacc_gui.model.level import Level
from lossacc_gui.model.note import Note
from lossacc_gui.model.request import Request
from lossacc_gui.model.smoothing import Smoothing

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RunView:
    """How a run is looked at.

    shown    the metrics drawn, None for the main ones
    x, left, right  what the axes show (powers of ten on a log axis), None where everything is shown
    own_y    a person set the y ranges by hand
    fits     the stretch of x that y fits, None for what is visible
    event    the index of the selected event
    """

    shown: tuple[str, ...] | None = None
    x: Span | None = None
    left: Span | None = None
    right: Span | None = None
    own_y: bool = False
    fits: Span | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class RunPart:
    """What a person made of one run, told by its log and its name in there.

    colour  #rrggbb in a chart of several runs, empty for the usual one
    """

    log: Path
    name: str
    dismissed: tuple[Gone, ...] = ()
    notes: tuple[Note, ...] = ()
    colour: str = ""
    view: RunView = field(default_factory=RunView)


Which = tuple[Path, str]
"""A run, as its log and its name in there."""


@dataclass(frozen=True, slots=True)
class OverlayView:
    """Several runs in one chart, and how it is looked at.

    baseline      the run that the others are compared to, None for the curves themselves
    seeds         runs that differ in their seed alone are drawn as their medians
    place         what the axes show; nothing else of it is used
    hidden_runs   what is not seen, each told by a run that it is or is made of
    hidden_kinds  the curves that are not seen of any run, as (axis, split)
    """

    runs: tuple[Which, ...]
    baseline: Which | None = None
    seeds: bool = False
    place: RunView = field(default_factory=RunView)
    hidden_runs: tuple[Which, ...] = ()
    hidden_kinds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WindowView:
    """How the window is arranged.

    x       the id of the x axis, empty for the run's own
    lines   a person's own, across every chart
    colours a person's own, of curves in every chart of one run
    hidden  curves as (metric, split)
    layout  Qt's own states as Base64, by name
    file    the project file that was open, where this is what was open when the program ended
    overlay the runs in one chart, None for one by itself
    followed, follows_all  logs that are read again whenever they change; all that are open
    """

    current: Which | None = None
    smoothing: Smoothing = 0.0
    log_loss: bool = False
    x: str = ""
    log_x: bool = False
    references: bool = False
    trimmed: bool = False
    lines: tuple[Level, ...] = ()
    colours: tuple[Colour, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    layout: tuple[tuple[str, str], ...] = ()
    file: Path | None = None
    overlay: OverlayView | None = None
    followed: tuple[Path, ...] = ()
    follows_all: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """Logs and folders in the order in which they are opened, what is asked of them, what was made of each run.

    `notice` tells what its file asks that this version does not have; it is no part of what is kept.
    """

    logs: tuple[Path, ...] = ()
    request: Request = field(default_factory=Request)
    runs: tuple[RunPart, ...] = ()
    view: WindowView = field(default_factory=WindowView)
    notice: Said = field(default=SILENCE, compare=False)

    @property
    def without_views(self) -> Project:
        """The same but for how it is looked at: what is worth asking about before it is thrown away."""
        runs = tuple(replace(run, view=RunView()) for run in self.runs)
        made = tuple(run for run in runs if run.dismissed or run.notes or run.colour)
        return Project(self.logs, self.request, made, WindowView(lines=self.view.lines, colours=self.view.colours))
