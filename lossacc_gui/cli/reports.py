"""The command that writes reports."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial

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
    of_one,
    settings_of,
    tell_colours,
    whole,
    write_files,
)
from lossacc_gui.cli.shared import Commands, command, common, metric_option, one_run, views
from lossacc_gui.export.look import Look
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption


def report(arguments: argparse.Namespace) -> int:
    """One document of all runs; beside Markdown, which can hold no chart, a picture of each."""
    from lossacc_gui.cli.windows import views_in
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
    analyses = of_one(analyses, arguments)
    view, settings = view_of(arguments, project), settings_of(arguments) if arguments.provenance else None
    view = replace(view, shown=metrics_of_any(arguments.metric, analyses) if analyses else None)
    look = Look(view, None, settings, views_in(project, analyses, view))
    check_colours(arguments.colour or (), analyses)
    tell_colours(exporter, analyses, look)
    files, made = made_of(partial(whole(exporter).files, arguments.output, look=look), analyses, errors)
    write_files(files, arguments, analyses)
    return status or made


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
