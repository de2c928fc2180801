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
from lossacc_gui.model.errors import BadOption, CannotWrite

if TYPE_CHECKING:
    from lossacc_gui.chart import View


def export(arguments: argparse.Namespace) -> int:
    """The annotated chart of one run, or the files of all runs under some paths."""
    if is_folder(arguments.output):
        from lossacc_gui.cli.batch import export_all

        return export_all(arguments, look_of(arguments, for_paper=arguments.kind == ["paper"]))
    exporter = _exporter(arguments.output)
    if arguments.kind or arguments.jobs or len(arguments.path) > 1:
        raise BadOption("several logs, --kind and --jobs want a folder: -o FOLDER/")
    check(arguments.output, arguments, arguments.path)
    looked = look_of(arguments, for_paper=exporter.name == "paper")
    analyses, _, status, _ = analyses_of(arguments.path, arguments)
    if not analyses:
        return UNREADABLE
    (analysis,) = without_dismissed([chosen(analyses, arguments.run)], arguments.dismiss)
    look = replace(looked, view=replace(looked.view, shown=metrics_of(arguments.metric, analysis)))
    look = look if exporter.figure else replace(look, style=None)
    write(exporter.content([analysis], look=look), arguments.output, arguments, analyses)
    return status


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


def look_of(arguments: argparse.Namespace, *, for_paper: bool) -> Look:
    """How the figures are wanted, in a usual size of screens or of papers; BadOption where that cannot be."""
    from lossacc_gui.export.drawing.style import changed, style_for
    from lossacc_gui.export.presets import known_presets, parts_without

    usual = "neurips" if for_paper else "screen"
    style = style_for(arguments.preset or usual, presets=known_presets(arguments.presets))
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


def _exporter(target: Path) -> Exporter:
    """What writes a file of this name; of the two kinds of PDF the figure."""
    from lossacc_gui.export.registry import EXPORTERS, exporter_of

    exporter = exporter_of(target.suffix)
    if exporter is None:
        kinds = ", ".join(dict.fromkeys(one.suffixes[0] for one in EXPORTERS if one.suffixes[0].count(".") == 1))
        raise CannotWrite(f"a file of a run is one of {kinds}, not {target.suffix or 'one without a suffix'}.")
    return exporter
