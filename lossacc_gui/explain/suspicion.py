"""An episode that is harmless by its curves but has a likely cause that is not."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Episode, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import belief_text


def in_view_of_its_cause(episode: Episode, explanation: Explanation, options: Options) -> Episode:
    """The episode, to be watched where it was benign and its likeliest cause is believed in and not harmless."""
    best = explanation.causes[0] if explanation.causes else None
    if episode.severity is not Severity.BENIGN or best is None or best.cause.benign:
        return episode
    if best.score < options.suspect_score:
        return episode
    title = best.cause.title[:1].lower() + best.cause.title[1:]
    sure = belief_text(best.score)
    reason = f"Watch: the curves alone look harmless, but their likeliest cause is not ({sure}: {title})."
    return replace(episode, severity=Severity.WATCH, reason=reason)
