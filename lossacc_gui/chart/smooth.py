"""Curves smoothed as a person wants them, on all that was logged, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lossacc_gui.language import Number, joined, say
from lossacc_gui.measure.curves import end_to_end, running_median, smoothed, split_at, starts_behind
from lossacc_gui.model.run import FloatArray, Run, Series
from lossacc_gui.model.smoothing import Over, Smoothing
from lossacc_gui.numerals import noun_text

OF_THE_ANALYSIS = say("Values called smoothed are those of the analysis.")


def smoothed_of(series: Series, run: Run, smoothing: Smoothing) -> FloatArray:
    """The values of a series smoothed, shape (n,), each stretch between the run's breaks by itself."""
    return smoothed_like(series.value, series, run, smoothing)


def smoothed_like(values: FloatArray, series: Series, run: Run, smoothing: Smoothing) -> FloatArray:
    """Values at the points of a series, shape (n,), smoothed as its own are.

    An exponential average over n points has the weight (n - 1) / (n + 1): what it tells lies on average as far back as
    in a plain average of n points.
    """
    pieces = split_at(values, starts_behind(series.x, run.break_places))
    if not isinstance(smoothing, Over):
        return end_to_end([smoothed(piece, smoothing) for piece in pieces])
    points = points_of(series, run, smoothing)
    if smoothing.median:
        return end_to_end([running_median(piece, points) for piece in pieces])
    return end_to_end([smoothed(piece, (points - 1) / (points + 1)) for piece in pieces])


def points_of(series: Series, run: Run, smoothing: Over) -> int:
    """How many points of a series, as they usually follow each other, a stretch takes; 1 at least."""
    gaps = np.diff(series.x)
    gaps = gaps[gaps > 0]
    gap = float(np.median(gaps)) if len(gaps) else 1.0
    return max(1, round(length_in(run, smoothing) / gap))


def length_in(run: Run, smoothing: Over) -> float:
    """How long a stretch is in what the run counts along x."""
    if not smoothing.share:
        return smoothing.length
    return smoothing.length * length_of(run)


def length_of(run: Run) -> float:
    """From the first point of a run to the last, in what it counts along x; 0 where it has none."""
    ends = [series.ends for series in run.series if len(series.step)]
    return max(end for _, end in ends) - min(start for start, _ in ends) if ends else 0.0


def smoothing_text(smoothing: Smoothing, run: Run | None) -> str:
    """What is done, as in: exponential average over 10,000 steps (1 % of the run); of several runs, None, the share."""
    if not isinstance(smoothing, Over):
        return say("exponential average, weight {weight}", weight=Number(f"{smoothing:g}"))
    way = say("median") if smoothing.median else say("exponential average")
    share = Number(f"{100 * smoothing.length:.3g} %")
    if run is None and smoothing.share:
        return say("{way} over {share} of each run", way=way, share=share)
    if run is None:
        return say("{way} over {length} along x", way=way, length=_length(smoothing.length))
    length = _length(length_in(run, smoothing))
    counted = noun_text(run.x_name, several=length != "1")
    if smoothing.share:
        return say(
            "{way} over {length} {counted} ({share} of the run)", way=way, length=length, counted=counted, share=share
        )
    return say("{way} over {length} {counted}", way=way, length=length, counted=counted)


def smooths_nothing(smoothing: Smoothing, drawn: Iterable[tuple[Series, Run]]) -> bool:
    """Whether a stretch is so short that it takes no second point of any of these series."""
    return isinstance(smoothing, Over) and all(points_of(*one, smoothing) < 2 for one in drawn)


def smoothing_said(smoothing: Smoothing, drawn: Iterable[tuple[Series, Run]], run: Run | None) -> str:
    """What the window says of it in a few words, empty where nothing is smoothed."""
    if not smoothing:
        return ""
    told = smoothing_text(smoothing, run)
    if smooths_nothing(smoothing, drawn):
        return say("Too short to smooth: {told}", told=told)
    return say("Smoothed: {told}", told=told)


def smoothing_note(
    smoothing: Smoothing, drawn: Iterable[tuple[Series, Run]], run: Run | None, thin: str, verdicts: Iterable[str]
) -> str:
    """What a reader must know of it; `thin` is what the thin curves under the smoothed ones are. Of `verdicts` beside
    the curves that tell smoothed values it is said whose smoothing that is: it is none that is drawn.
    """
    curves = _curves_note(smoothing, drawn, run, thin)
    return joined(" ", (curves, OF_THE_ANALYSIS)) if any("smoothed" in verdict for verdict in verdicts) else curves


def without_values(note: str) -> str:
    """The note of a figure that tells no values beside its curves."""
    return note.removesuffix(f" {OF_THE_ANALYSIS}")


def _curves_note(smoothing: Smoothing, drawn: Iterable[tuple[Series, Run]], run: Run | None, thin: str) -> str:
    if not smoothing:
        return say("Curves as logged.")
    told = smoothing_text(smoothing, run)
    if smooths_nothing(smoothing, drawn):
        return say("Smoothing: {told}: shorter than from one point to the next, so nothing is smoothed.", told=told)
    return say("Smoothing: {told}; thin light curves are {thin}.", told=told, thin=thin)


def _length(length: float) -> Number:
    """Three digits say enough of a length: 10,000, 0.6, 12.5."""
    rounded = float(f"{length:.3g}")
    return Number(f"{rounded:,.0f}" if rounded.is_integer() else f"{rounded:g}")
