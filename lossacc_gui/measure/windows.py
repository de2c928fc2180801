"""Over how many points a change is judged."""

from __future__ import annotations

from math import sqrt

from lossacc_gui.model.options import Options


def window_of(size: int, options: Options) -> int:
    """The number of points over which a change is judged, for a run of `size` points.

    A share of the run, but in long runs it grows only with the root of the length: their noise averages out sooner.
    """
    return min(share_of(size, options), max(options.window_least, int(options.window_root * sqrt(size))))


def share_of(size: int, options: Options) -> int:
    """The window that a run of `size` points would have if it grew in step with it."""
    return max(options.window_least, int(size * options.window_share))
