"""What a handful of examples shows is worth a look at the most: one or two of them make a rise, a fall or a jump."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say
from lossacc_gui.model.episode import Episode, Finding, FindingKind, Severity
from lossacc_gui.numerals import whole_text

_OF_CHANGES = {FindingKind.OVERFITTING, FindingKind.DETERIORATION, FindingKind.UNSTEADY}


def held_back_episode(view: View, episode: Episode) -> Episode:
    """The episode, whose severity is that of a thing to be watched where few examples are behind it."""
    few = _few(view, episode.split, episode.severity)
    return episode if not few else replace(episode, severity=Severity.WATCH, reason=_said(few))


def held_back_finding(view: View, finding: Finding) -> Finding:
    """A finding alike, if it is one of changes: that nothing is learned, or no number is finite, needs no sample."""
    few = _few(view, finding.split, finding.severity) if finding.kind in _OF_CHANGES else 0
    return (
        finding if not few else replace(finding, severity=Severity.WATCH, text=joined(" ", (finding.text, _said(few))))
    )


def _few(view: View, split: str, severity: Severity) -> int:
    """How many examples are behind the accuracy of a split where they are few; 0 where not, or nothing is grave."""
    if severity is not Severity.PROBLEM:
        return 0
    counts = [c.examples.reckoned for c in view.curves if c.split == split and c.examples.seen]
    return counts[0] if counts and counts[0] < view.options.fewest_examples else 0


def _said(few: int) -> str:
    return say(
        "Worth a look and no more: with {examples} examples one or two of them make it.", examples=whole_text(few)
    )
