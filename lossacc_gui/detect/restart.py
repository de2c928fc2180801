"""The run was restarted or resumed, or has a gap."""

from __future__ import annotations

from lossacc_gui.detect.view import View
from lossacc_gui.model.episode import Finding, FindingKind, Severity


def find(view: View) -> tuple[Finding, ...]:
    """One finding for each break that the reader saw, but for phases of one training."""
    return tuple(
        Finding(FindingKind.RESTART, "", b.position, b.position, Severity.WATCH, b.text, b.position)
        for b in view.run.breaks
        if b.kind != "phase"
    )
