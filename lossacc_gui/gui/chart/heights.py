"""How the height of a chart is shared: what gives way first in a small window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.chart.axes import Axes
from lossacc_gui.gui.chart.legend import Legend
from lossacc_gui.gui.chart.overview import Overview

LEGEND_SHARE = 0.25
"""Share of the height that the legend takes at most."""

PLOT_EMS, LEAST_EMS = 6, 2.5
"""Line heights of the curves before which the title of x and all but a row of the legend give way; and those that a
chart asks for at least."""
BELOW = 4
"""Pixels below the x axis."""

OVERVIEW_SHARE = 0.12
"""Share of the height that the overview takes at most; in less room the chart has all of it."""


class Heights:
    """The overview, the title of x and all but a row of the legend give way before the curves do."""

    def __init__(self, view: QWidget, legend: Legend, axes: Axes, overview: Overview) -> None:
        self._view = view
        self._legend = legend
        self._axes = axes
        self._overview = overview
        self._wants_overview = False

    @property
    def least(self) -> int:
        """Pixels in which curves are still seen, below one row of the legend."""
        return self._legend.height_of(1) + self._around + round(LEAST_EMS * self._em)

    @property
    def above(self) -> int:
        """Half of a number at the top end of an axis."""
        return self._em // 2

    def show_overview(self, wanted: bool) -> None:
        """Show the whole run below the chart where there is room for it, or do not."""
        self._wants_overview = wanted
        self._place_overview()

    def share(self) -> None:
        """Share the height that the view has now."""
        self._place_overview()
        height = self._view.height()
        spare = height - self._around - PLOT_EMS * self._em
        self._legend.give_height(min(max(int(LEGEND_SHARE * height), self._legend.height_of(2)), spare))
        self._axes.title_x(spare >= self._legend.height() + self._em)

    def _place_overview(self) -> None:
        roomy = self._overview.height() <= OVERVIEW_SHARE * self._view.height()
        self._overview.setVisible(self._wants_overview and roomy)

    @property
    def _around(self) -> int:
        """Pixels over and under the curves that are taken in any case."""
        return self.above + BELOW + self._axes.height_below

    @property
    def _em(self) -> int:
        return self._view.fontMetrics().height()
