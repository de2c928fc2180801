"""The command that writes reports."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.cli import kinds
from lossacc_gui.cli.asked import project_of
from lossacc_gui.cli.looks import view_of
from lossacc_gui.cli.results import (
    analyses_of,
    check,
    check_colours,
    chosen,
    made_of,
    metrics_of_any,
    settings_of,
    tell_colours,
    without_dismissed,
    write,
)
from lossacc_gui.cli.shared import Commands, command, common, metric_option, one_run, views
from lossacc_gui.export.look import Look
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption, UnreadableLog

if TYPE_CHECKING:
    from lossacc_gui.export.exporter import Exporter
    from lossacc_gui.model.analysis import Analysis


def report(arguments: argparse.Namespace) -> int:
    """One document of all runs; beside Markdown, which can hold no chart, a picture of each."""
    from lossacc_gui.cli.windows import views_in
    from lossacc_gui.export import html
    from lossacc_gui.export.registry import PAGES, REPORTS, exporter_of

    suffix = arguments.output.suffix.lower()
    exporter = PAGES[0] if suffix == ".pdf" else exporter_of(suffix, REPORTS)
    if exporter is None or exporter.name in ("csv", "json"):
        raise BadOption(
            say("-o: a report ends in .html, .pdf, .md or .txt, not {suffix}", suffix=suffix or "without an ending")
        )
    check(arguments.output, arguments, arguments.path)
    project = project_of(arguments.path)
    analyses, errors, status, _ = analyses_of(arguments.path, arguments, project=project)
    if analyses and arguments.run is not None:
        analyses = [chosen(analyses, arguments.run)]
    analyses = without_dismissed(analyses, arguments.dismiss)
    view, settings = view_of(arguments, project), settings_of(arguments) if arguments.provenance else None
    view = replace(view, shown=metrics_of_any(arguments.metric, analyses) if analyses else None)
    look = Look(view, None, settings, views_in(project, analyses, view))
    check_colours(arguments.colour or (), analyses)
    tell_colours(html.EXPORTER if exporter.name == "markdown" else exporter, analyses, look)
    files, made = made_of(partial(_files, exporter, arguments.output, look), analyses, errors)
    for file in files:
        check(file, arguments, arguments.path)
    for file, content in files.items():
        write(content, file, arguments, analyses)
    return status or made


def _files(
    exporter: Exporter, target: Path, look: Look, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog]
) -> dict[Path, bytes]:
    """The contents of the files of a report; as text, too, it leaves nothing out."""
    from lossacc_gui.export.linked import linked_markdown
    from lossacc_gui.export.text import as_whole_text

    if exporter.name == "markdown":
        return linked_markdown(target, analyses, errors, look)
    whole = replace(exporter, make=as_whole_text) if exporter.name == "text" else exporter
    return {target: whole.content(analyses, errors, look)}


def add_report(group: Commands) -> None:
    """The command with its arguments."""
    command(
        group,
        "report",
        report,
        "one document of one or many runs: verdict, chart, events, evidence, checks, remedies, sources",
        "lossacc report history.csv -o report.html\n  lossacc report runs/ -o runs.pdf --smoothing 0.6",
        _report_options,
    )


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", nargs="+", type=kinds.path, help="log files and folders, searched to the bottom; a project"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=kinds.path,
        required=True,
        metavar="FILE",
        help="ends in .html, .pdf, .md (with a picture of each run beside it, as .svg) or .txt",
    )
    views(parser)
    metric_option(parser)
    one_run(parser)
    common(parser)
