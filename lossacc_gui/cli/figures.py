"""What the commands do that write figures and reports."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lossacc_gui.cli.commands import analyses_of, check, chosen, metrics_of, settings_of, without_dismissed, write
from lossacc_gui.cli.terminal import UNREADABLE
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.look import Look
from lossacc_gui.model.errors import BadOption

if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.model.analysis import Analysis


def export(arguments: argparse.Namespace) -> int:
    """The annotated chart of one run or of several, or the files of all runs under some paths."""
    if arguments.overlay:
        return _export_overlay(arguments)
    if arguments.baseline is not None or arguments.seeds:
        raise BadOption("--baseline and --seeds belong to --overlay")
    if is_folder(arguments.output):
        from lossacc_gui.cli.batch import export_all

        return export_all(arguments, look_of(arguments))
    exporter = _figure_exporter(arguments.output)
    if arguments.kind or arguments.jobs or len(arguments.path) > 1:
        raise BadOption("several logs, --kind and --jobs want a folder: -o FOLDER/; --overlay draws several in one")
    check(arguments.output, arguments, arguments.path)
    looked = look_of(arguments)
    analyses, _, status, _ = analyses_of(arguments.path, arguments)
    if not analyses:
        return UNREADABLE
    (analysis,) = without_dismissed([chosen(analyses, arguments.run)], arguments.dismiss)
    look = replace(looked, view=replace(looked.view, shown=metrics_of(arguments.metric, analysis)))
    write(exporter.content([analysis], look=look), arguments.output, arguments, analyses)
    return status


def _export_overlay(arguments: argparse.Namespace) -> int:
    """One figure of all runs under the paths, or of the medians of those that differ in their seed alone."""
    from lossacc_gui.chart.overlay import overlay_of
    from lossacc_gui.export.figure import check_kind, figure_bytes
    from lossacc_gui.triage.overlaid import baseline_in, medians_of, members_of

    kind = arguments.output.suffix.lower().removeprefix(".")
    check_kind(kind)
    if arguments.kind or arguments.jobs or arguments.run is not None or arguments.dismiss or arguments.references:
        raise BadOption(
            "--overlay draws all runs in one figure, without --kind, --jobs, --run, --dismiss, --references"
        )
    check(arguments.output, arguments, arguments.path)
    look = look_of(arguments)
    analyses, _, status, request = analyses_of(arguments.path, arguments, tell_notices=False)
    if not analyses:
        return UNREADABLE
    members = medians_of(analyses, request) if arguments.seeds else members_of(analyses)
    baseline = None if arguments.baseline is None else baseline_in(members, arguments.baseline)
    view = replace(look.view, shown=_metrics_of_any(arguments.metric, analyses))
    content = figure_bytes(overlay_of(members, view, baseline), kind, look.style_of_all(analyses))
    write(content, arguments.output, arguments, analyses)
    return status


def _metrics_of_any(names: list[str] | None, analyses: list[Analysis]) -> tuple[str, ...] | None:
    """The metrics to draw of several runs, None for the main ones; BadOption where none of the runs has one of them."""
    for name in names or ():
        if all(series.logged_as != name for analysis in analyses for series in analysis.run.series):
            raise BadOption(f"--metric: there is no metric {name!r} in any of the runs")
    return None if names is None else tuple(names)


def report(arguments: argparse.Namespace) -> int:
    """One document of all runs."""
    from lossacc_gui.export.registry import PAGES, REPORTS, exporter_of

    suffix = arguments.output.suffix.lower()
    exporter = PAGES[0] if suffix == ".pdf" else exporter_of(suffix, REPORTS)
    if exporter is None or exporter.name in ("csv", "json"):
        raise BadOption(f"-o: a report ends in .html, .pdf, .md or .txt, not {suffix or 'without an ending'}")
    check(arguments.output, arguments, arguments.path)
    analyses, errors, status, _ = analyses_of(arguments.path, arguments)
    if analyses and arguments.run is not None:
        analyses = [chosen(analyses, arguments.run)]
    analyses = without_dismissed(analyses, arguments.dismiss)
    look = Look(view_of(arguments), None, settings_of(arguments) if arguments.provenance else None)
    write(exporter.content(analyses, errors, look), arguments.output, arguments, analyses)
    return status


def view_of(arguments: argparse.Namespace) -> View:
    """What is to be seen of a run."""
    from lossacc_gui.chart import View

    return View(
        smoothing=arguments.smoothing,
        log_loss=arguments.log_loss,
        x_range=arguments.range,
        x=arguments.x,
        log_x=arguments.log_x,
        references=arguments.references,
    )


def is_folder(target: Path) -> bool:
    """Whether an output is meant as a folder: it is one, or has no ending and nothing is there."""
    return target.is_dir() or (not target.suffix and not target.exists())


def look_of(arguments: argparse.Namespace) -> Look:
    """How the figures are wanted; BadOption where that cannot be."""
    from lossacc_gui.export.drawing.style import changed, style_for
    from lossacc_gui.export.presets import known_presets, parts_without

    style = style_for(arguments.preset, presets=known_presets(arguments.presets))
    changes: dict[str, Any] = {
        "width_mm": arguments.width,
        "height_mm": arguments.height,
        "dpi": arguments.dpi,
        "font_pt": arguments.font_size,
        "line_pt": arguments.line_width,
        "palette": arguments.palette,
        "dark": arguments.dark or None,
        "heading": arguments.title,
        "title": True if arguments.title else False if arguments.no_title else None,
        "parts": parts_without(arguments.without) if arguments.without else None,
    }
    return Look(view_of(arguments), changed(style, **changes), settings_of(arguments) if arguments.provenance else None)


def _figure_exporter(target: Path) -> Exporter:
    from lossacc_gui.export.figure import check_kind
    from lossacc_gui.export.registry import FIGURES

    kind = target.suffix.lower().removeprefix(".")
    check_kind(kind)
    return next(exporter for exporter in FIGURES if exporter.name == kind)
