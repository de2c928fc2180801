"""The parts of a chart: what is drawn, in data units, and how a person looks at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lossacc_gui.chart.across import Across
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.level import Level
from lossacc_gui.model.run import FloatArray
from lossacc_gui.model.smoothing import Smoothing

MarkKind = Literal["best_loss", "best_accuracy", "lr_step", "break", "not_a_number", "too_large", "note"]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its title with unit and the range it shows (in data units; log axes too).

    what     the quantities of its curves, where it has any: the title without unit and baseline
    trimmed  whether outliers of its curves may lie beyond it
    """

    title: str
    low: float
    high: float
    log: bool = False
    percent: bool = False
    what: str = ""
    trimmed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One curve; x and y have shape (n,), y in data units of its axis, NaN where there is a gap.

    metric  the log's own name, which an accuracy turned round from an error rate is not labelled with
    role  "smooth" is the curve at full strength (the values themselves when nothing is smoothed),
          "raw" the values, thin and light, under a smoothed curve
    tone  counts the curves of one axis and split from 0, so that each can have its own colour
    run   which run of an overlay it belongs to, from 0; None where the chart is of one run
    colour  #rrggbb that a person gave to it, empty for none
    told  the values as they are, shape (n,), where y has NaN for some that have no place on its axis; None for y
    """

    label: str
    metric: str
    split: str
    axis: Literal["left", "right"]
    role: Literal["raw", "smooth"]
    x: FloatArray
    y: FloatArray
    tone: int = 0
    run: int | None = None
    colour: str = ""
    told: FloatArray | None = None

    @property
    def values(self) -> FloatArray:
        """What the points are, whether or not the axis has a place for them; shape (n,)."""
        return self.y if self.told is None else self.told


@dataclass(frozen=True, slots=True)
class Band:
    """One event, `number` counts from 1 as in the table and in the caption list.

    The events of one split (that of the verdict, else what was held out) are shaded over the full height; those of
    other splits are `aside`: a bar on the bottom edge, so that bands of two splits can be told apart. An event that is
    a `point` has no stretch to shade: a line marks it. The verdict is about the one that is `main`.
    """

    number: int
    start: float
    end: float
    severity: str
    split: str
    caption: str
    aside: bool = False
    point: bool = False
    selected: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The stretch of points that are as good as the one to keep; `axis` has the curve that says so."""

    start: float
    end: float
    axis: Literal["left", "right"]
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point or (y is None) an x worth a sign: best loss, best accuracy, learning-rate step, break, a note,
    NaN or infinity, or a number that is too large for any axis.

    A note reaches from `x` to `until` and has a `letter`; the others have neither. `colour` is that which a person gave
    to the curve that it lies on, empty for none. A break has its `place`, as the run counts it, and what that counts.
    """

    kind: MarkKind
    x: float
    y: float | None
    axis: Literal["left", "right"]
    text: str
    until: float | None = None
    letter: str = ""
    colour: str = ""
    place: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A level of an axis worth comparing with, as guessing or the least loss that so many errors allow."""

    level: float
    text: str
    axis: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Overlaid:
    """One run of an overlay: what it is called there, its events (drawn as bars below the plot), and its verdict.

    `name` is the part of its name in which it differs from the others. `of` are the logs and the names of the runs that
    it shows: several where it is their medians. `colour` is #rrggbb that a person gave to it, empty for none.
    `brief` is the verdict in few words for where that has no room, `briefest` its cause alone; the runs of a lower
    `rank` are told before others.
    """

    name: str
    events: tuple[Band, ...]
    verdict: str
    brief: str = ""
    briefest: str = ""
    rank: int = 0
    of: tuple[tuple[Path, str], ...] = ()
    colour: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How far the runs of one configuration lie apart around the curve of their medians; arrays of shape (n,)."""

    run: int
    axis: Literal["left", "right"]
    split: str
    x: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class View:
    """How a person looks at an analysis.

    x_range    the x values shown, as `x` counts them, None for all
    x          the id of the x axis, as `axes_of` has them; empty for the run's own
    log_x      whether it is logarithmic
    shown      the metrics to draw, None for the main loss and accuracy of each split
    selected   index of the selected event
    causes     whether captions tell the verdict and name the likeliest cause; not where none was looked for
    references whether the levels are drawn that a loss can stand on
    trimmed    whether the y axes leave outliers out
    levels     lines of a person's own
    colours    a person's own, of curves by their names
    """

    smoothing: Smoothing = 0.0
    log_loss: bool = False
    x_range: tuple[float, float] | None = None
    shown: tuple[str, ...] | None = None
    selected: int | None = None
    causes: bool = True
    x: str = ""
    log_x: bool = False
    references: bool = False
    levels: tuple[Level, ...] = ()
    colours: tuple[Colour, ...] = ()
    trimmed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """All that is drawn; an axis without curves is None.

    `captions` belong to the bands, `footnotes` say smoothing and what is hidden (which `hidden` says alone),
    `description` is for who cannot see. All x are where `across` puts the places of the run;
    `axes` are the id and the title of each axis that it could count by.
    `verdict` heads the captions, the word for the run's state before it; empty where none is wanted. `kept` is None
    where nobody can say what to keep. `references` are the levels asked for that the axes reach.
    `runs` are those of an overlay, in the order that `Line.run` counts them in, empty in a chart of one run; `spreads`
    lie around the curves of medians. With a `baseline` (one of `runs`) all curves are differences to that run.
    `smoothed` says how curves are smoothed, empty where they are not.
    """

    title: str
    x: Axis
    left: Axis | None
    right: Axis | None
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    captions: tuple[str, ...]
    footnotes: tuple[str, ...]
    description: str
    verdict: str = ""
    kept: Kept | None = None
    hidden: tuple[str, ...] = ()
    across: Across = field(default_factory=Across)
    axes: tuple[tuple[str, str], ...] = ()
    references: tuple[Reference, ...] = ()
    runs: tuple[Overlaid, ...] = ()
    spreads: tuple[Spread, ...] = ()
    baseline: int | None = None
    smoothed: str = ""
