"""What a run can be exported as."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.model.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Format:
    """One way to export: what the list calls it, the suffix, whether it is a figure."""

    title: str
    suffix: str
    figure: bool
    about: str = ""


FORMATS = (
    Format("Chart as PNG picture", "png", True),
    Format("Chart as SVG drawing", "svg", True),
    Format("Chart as PDF page", "pdf", True),
    Format(
        "Report as HTML", "html", False, "One self-contained page: chart, verdict, events, causes, checks, remedies."
    ),
    Format("Report as Markdown", "md", False, "The verdict, events, causes, checks and remedies as text."),
    Format("Data as CSV", "csv", False, "Every logged value, one row each."),
    Format("Data as JSON", "json", False, "Events, findings and ranked causes for other programs."),
)


def document(suffix: str, analysis: Analysis) -> str:
    """A report or the data of a run as text; `suffix` is that of one of FORMATS that is no figure."""
    from lossacc_gui.export.registry import exporter_of

    exporter = exporter_of(f".{suffix}")
    if exporter is None:
        raise ValueError(f"no exporter writes .{suffix} files")
    return exporter.render([analysis], [])
