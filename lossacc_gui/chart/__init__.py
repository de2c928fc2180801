"""What is drawn, free of any painter: screen, PNG, SVG and PDF obey the same Chart, and one function decides it."""

from lossacc_gui.chart.build import chart_of
from lossacc_gui.chart.parts import Axis, Band, Chart, Kept, Line, Mark, MarkKind, Reference, View
from lossacc_gui.chart.smooth import smoothed_of
from lossacc_gui.model.level import Level

__all__ = [
    "Axis",
    "Band",
    "Chart",
    "Kept",
    "Level",
    "Line",
    "Mark",
    "MarkKind",
    "Reference",
    "View",
    "chart_of",
    "smoothed_of",
]
