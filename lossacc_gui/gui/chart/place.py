"""Where a chart is looked at, and how a person moves there; plain numbers, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lossacc_gui.chart import Chart
from lossacc_gui.chart.across import Across
from lossacc_gui.gui.chart.fit import end_of, fitted
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.ranges import Ranges, Side, Span, Which, plotted, replotted, shown

SMALL_SHARE = 0.5
"""Share of the view below which an event, such as a restart or a spike, is seen by what lies beside it: y fits that."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What the axes show, and how it came about.

    whole  everything is shown
    own_y  a person set the y ranges by hand
    across  the x axis that the ranges are on; without one x is that of the run's series
    event  y fits this stretch of x: curves may leave the view beside it
    """

    ranges: Ranges
    whole: bool = True
    own_y: bool = False
    event: Span | None = None
    across: Across = field(default_factory=Across)

    @property
    def seen(self) -> Span:
        """The stretch of the run that is shown, in the x of its series."""
        return self.across.place(self.ranges.x[0]), self.across.place(self.ranges.x[1])

    @property
    def fits(self) -> Span | None:
        """The stretch that y fits, in the x of the run's series; None for what is visible."""
        return None if self.event is None else (self.across.place(self.event[0]), self.across.place(self.event[1]))


class Place:
    """Keeps what the axes show. With `fits_y` both y axes fit what is visible, until a person sets them by hand.

    `moved` is called whenever a person goes elsewhere, with whether more of the kind comes at once, as from a wheel.
    What the chart itself asks for, `show`, `visit`, `leave` and `go_to`, it knows.
    """

    def __init__(self, moved: Callable[[bool], None]) -> None:
        self._moved = moved
        self.fits_y = True
        self.spot = Spot(Ranges())
        self._before: Spot | None = None
        self._prepared: PreparedChart | None = None

    @property
    def ranges(self) -> Ranges:
        """What the axes show."""
        return self.spot.ranges

    @property
    def seen(self) -> Span:
        """The stretch of the run that is shown, in the x of its series."""
        low, high = self.ranges.x
        return self._across.place(low), self._across.place(high)

    @property
    def seen_said(self) -> str:
        """The stretch that is shown, as the axis counts it."""
        low, high = self.ranges.x
        return f"{self._across.said(low)} – {self._across.said(high)}"

    @property
    def x_range(self) -> Span:
        """What the x axis shows, as it counts."""
        low, high = self.ranges.x
        return self._across.value(low), self._across.value(high)

    def in_run(self, x: float) -> float:
        """The place of the run that lies at `x` of the axis."""
        return self._across.place(x)

    @property
    def log(self) -> bool:
        """Whether the left range is in powers of ten."""
        return self._prepared is not None and _is_log(self._prepared.chart)

    def show(self, prepared: PreparedChart, *, keep: bool) -> None:
        """Take another chart; `keep` stays where it is looked at, and goes along with a growing end."""
        before = self._prepared.chart if self._prepared is not None else None
        self._prepared = prepared
        if not keep or before is None:
            self._before = None
        if self.spot.whole or not keep or before is None:
            self._fit()
            return
        ranges, chart = self.ranges, prepared.chart
        if _is_log(before) != _is_log(chart):
            ranges = replace(ranges, left=shown(chart.left))
        if not before.across.alike(chart.across):
            self._before = None
            event = self.spot.event and replotted(before.across, chart.across, self.spot.event)
            ranges = replace(ranges, x=replotted(before.across, chart.across, ranges.x))
            self._take(ranges, own_y=self.spot.own_y, event=event)
            return
        grown = end_of(chart) - end_of(before)
        if grown > 0 and ranges.x[0] <= end_of(before) <= ranges.x[1]:
            ranges = replace(ranges, x=(ranges.x[0] + grown, ranges.x[1] + grown))
        self._take(ranges, own_y=self.spot.own_y, event=self.spot.event)

    def fit(self) -> None:
        """Show everything."""
        self._fit()
        self._moved(False)

    def _fit(self) -> None:
        if self._prepared is not None:
            self._take(Ranges.of(self._prepared.chart), own_y=False, whole=True)

    def go_back_to(self, spot: Spot) -> None:
        """Look where one was before, on the same run."""
        self._go_back_to(spot)
        self._moved(False)

    def _go_back_to(self, spot: Spot) -> None:
        if spot.whole:
            self._fit()
        else:
            after = self._across
            x, event = spot.ranges.x, spot.event
            if not spot.across.alike(after):
                x, event = replotted(spot.across, after, x), event and replotted(spot.across, after, event)
            self._take(replace(spot.ranges, x=x), own_y=spot.own_y, event=event)

    def set_fits_y(self, wanted: bool) -> None:
        """Fit y to what is visible from now on, or leave it as it is."""
        self.fits_y = wanted
        if wanted and not self.spot.whole:
            self._take(self.ranges, own_y=False)
        self._moved(False)

    def go_to(self, start: float, end: float) -> None:
        """Show a stretch of x with some room around it."""
        chart = self._chart
        self._take(self.ranges.around(start, end, chart.x if chart is not None else None), own_y=False)

    def zoom_to(self, start: float, end: float) -> None:
        """Show a stretch of the run with some room around it, and what is visible there as large as it can be."""
        self.go_to(*plotted(self._across, start, end))
        self._moved(False)

    def look_at(self, start: float, end: float) -> None:
        """Show exactly this stretch of the run."""
        self._show_stretch(*plotted(self._across, start, end))
        self._moved(False)

    def show_stretch(self, start: float, end: float) -> None:
        """Show exactly this stretch of x."""
        self._show_stretch(start, end)
        self._moved(True)

    def _show_stretch(self, start: float, end: float) -> None:
        self._take(replace(self.ranges, x=(start, end)), own_y=self.spot.own_y)

    def visit(self, start: float, end: float) -> None:
        """Go to a stretch, y as large as it allows, and remember the spot to come back to."""
        if self._before is None:
            self._before = self.spot
        chart = self._chart
        around = self.ranges.around(start, end, chart.x if chart is not None else None)
        small = end - start < SMALL_SHARE * (around.x[1] - around.x[0])
        beside = small or not self._has_values(start, end)
        self._take(around, own_y=False, event=around.x if beside else (start, end))

    def _has_values(self, start: float, end: float) -> bool:
        """Whether both axes have a value there: where a loss is no number any more, what was before tells of it."""
        chart = self._chart
        axes = () if chart is None else (("left", chart.left), ("right", chart.right))
        prepared = self._prepared
        return prepared is None or all(
            axis is None or fitted(prepared, side, axis, (start, end)) is not None for side, axis in axes
        )

    def leave(self) -> None:
        """Come back from what was visited."""
        before, self._before = self._before, None
        if before is not None:
            self._go_back_to(before)

    def zoom(self, which: Which, share: float, factor: float) -> None:
        """Make one range `factor` times as wide around the place at `share` (0..1) of it."""
        own_y = self.spot.own_y or which != "x"
        self._take(self.ranges.zoomed(which, share, factor, self._chart), own_y=own_y)
        self._moved(True)

    def pan(self, x: float, y: float, side: Side | None = None) -> None:
        """Move by shares of the visible ranges; y moves both axes, or the one of `side`."""
        follows = self.fits_y and not self.spot.own_y and side is None
        own_y = self.spot.own_y or (y != 0 and not follows)
        self._take(self.ranges.panned(x, 0.0 if follows else y, side), own_y=own_y)
        self._moved(True)

    def box(self, one: tuple[float, float], two: tuple[float, float]) -> None:
        """Show the box between two corners, given as shares of the visible ranges."""
        boxed = self.ranges.boxed(one, two)
        if boxed is not None:
            self._take(boxed, own_y=True)
        self._moved(False)

    @property
    def _chart(self) -> Chart | None:
        return self._prepared.chart if self._prepared is not None else None

    @property
    def _across(self) -> Across:
        return self._prepared.chart.across if self._prepared is not None else Across()

    def _take(self, ranges: Ranges, *, own_y: bool, whole: bool = False, event: Span | None = None) -> None:
        if event is not None or (self.fits_y and not own_y and not whole):
            ranges = replace(ranges, **self._fitted_y(event or ranges.x))
        if ranges.drawable_as(self.log):
            self.spot = Spot(ranges, whole, own_y, event, self._across)

    def _fitted_y(self, x: Span) -> dict[str, Span]:
        """The y ranges, by side, that fit what lies between two x values."""
        chart = self._chart
        if self._prepared is None or chart is None:
            return {}
        return {
            side: shown(found)
            for side, axis in (("left", chart.left), ("right", chart.right))
            if axis is not None and (found := fitted(self._prepared, side, axis, x)) is not None
        }


def _is_log(chart: Chart) -> bool:
    return chart.left is not None and chart.left.log
