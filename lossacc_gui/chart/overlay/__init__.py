"""Several runs in one chart: what is drawn together, the differences to a baseline, the words about it."""

from lossacc_gui.chart.overlay.drawn import MOST_RUNS, overlay_of
from lossacc_gui.chart.overlay.members import Member, common_axes, names_of, whole_names

__all__ = ["MOST_RUNS", "Member", "common_axes", "names_of", "overlay_of", "whole_names"]
