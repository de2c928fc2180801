"""A reward that falls back for good, or never rises."""

from __future__ import annotations

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.rewards import rewarded
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.numerals import loss_text, place_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding."""
    seen = rewarded(view.run)
    if seen is None or not (seen.has_fallen_back or not seen.has_risen):
        return ()
    series, best, end = seen.series, float(seen.starts[seen.best]), float(seen.series.x[-1])
    told = {
        "metric": series.metric,
        "first": loss_text(float(seen.means[0])),
        "best": loss_text(float(seen.means.max())),
        "last": loss_text(float(seen.means[-1])),
    }
    if seen.has_fallen_back:
        text = say(
            "{metric} rose from {first} to {best} around {place} and fell back to {last} (means of tenths of the run).",
            place=place_text(best, view.run.x_name),
            **told,
        )
        return (Finding(FindingKind.DETERIORATION, series.split.value, best, end, Severity.WATCH, text, None),)
    text = say("{metric} does not rise: {first} at first, {last} at the end (means of tenths of the run).", **told)
    start = float(series.x[0])
    return (Finding(FindingKind.DEAD, series.split.value, start, end, Severity.WATCH, text, None),)
