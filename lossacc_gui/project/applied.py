"""Makes of a fresh analysis what a person had made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.dismissal import without
from lossacc_gui.project.parts import Project, RunPart


def part_of(project: Project, log: Path, name: str) -> RunPart | None:
    """What the project has of a run, None where it has nothing."""
    return next((run for run in project.runs if (run.log, run.name) == (log, name)), None)


def as_left(analysis: Analysis, project: Project) -> Analysis:
    """The analysis without the events that were dismissed, and with the notes."""
    part = part_of(project, analysis.run.source, analysis.run.name)
    return analysis if part is None else replace(without(analysis, part.dismissed), notes=part.notes)
