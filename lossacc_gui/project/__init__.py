"""A project: what a person made of some logs, kept in a file that opens again as it was left."""

from lossacc_gui.project.applied import as_left, part_of
from lossacc_gui.project.file import parsed, read_project, written
from lossacc_gui.project.parts import OverlayView, Project, RunPart, RunView, WindowView

__all__ = [
    "OverlayView",
    "Project",
    "RunPart",
    "RunView",
    "WindowView",
    "as_left",
    "parsed",
    "part_of",
    "read_project",
    "written",
]
