"""The command that writes figures."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.cli import kinds
from lossacc_gui.cli.asked import project_of
from lossacc_gui.cli.looks import look_of, looks
from lossacc_gui.cli.results import (
    analyses_of,
    check,
    check_colours,
    chosen,
    made_of,
    metrics_of,
    metrics_of_any,
    of_one,
    tell_colours,
    write,
    write_files,
)
from lossacc_gui.cli.shared import Commands, command, common, means_one, metric_option, one_run
from lossacc_gui.cli.terminal import UNREADABLE, tell
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption, CannotWrite, UnknownKind, UnreadableLog

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.project import Project


def export(arguments: argparse.Namespace) -> int:
    """The annotated chart of one run or of several, or the files of all runs under some paths."""
    from lossacc_gui.cli.windows import current_in, seen_in

    project, folder = project_of(arguments.path), is_folder(arguments.output)
    if arguments.overlay or (project is not None and not folder and _draws_together(project, arguments)):
        return _export_overlay(arguments, project)
    if arguments.baseline is not None or arguments.seeds:
        raise BadOption(say("--baseline and --seeds belong to --overlay"))
    if folder:
        from lossacc_gui.cli.batch import export_all

        _check_folder(arguments)
        return export_all(arguments, project)
    exporter = _exporter(arguments.output)
    if arguments.kind or arguments.jobs or len(arguments.path) > 1:
        raise BadOption(
            say("several logs, --kind and --jobs want a folder: -o FOLDER/; --overlay draws several in one")
        )
    check(arguments.output, arguments, arguments.path)
    look = look_of(arguments, for_paper=exporter.name == "paper", project=project)
    analyses, _, status, _ = analyses_of(arguments.path, arguments, project=project)
    if not analyses:
        return UNREADABLE
    check_colours(arguments.colour or (), analyses)
    current = current_in(project, analyses) if arguments.run is None else None
    (analysis,) = of_one([current or chosen(analyses, arguments.run)], arguments)
    metrics = metrics_of(arguments.metric, analysis)
    seen = replace(look.view, shown=metrics) if project is None else seen_in(project, analysis, look.view, metrics)
    look = replace(look, view=seen, style=look.style if exporter.figure else None)
    tell_colours(exporter, [analysis], look)
    write_files(exporter.files(arguments.output, [analysis], look=look), arguments, analyses)
    return status


def _draws_together(project: Project, arguments: argparse.Namespace) -> bool:
    """Whether the window of a project shows several runs in one chart, and a figure of no run by itself is wanted."""
    from lossacc_gui.export.figure import KINDS

    drawn = arguments.output.suffix.lower().removeprefix(".") in KINDS and project.view.overlay is not None
    return drawn and not (means_one(arguments) or arguments.references or arguments.line)


def _check_folder(arguments: argparse.Namespace) -> None:
    """CannotWrite for a folder that is called as a file would be, where no --kind says what goes into it."""
    from lossacc_gui.export.registry import exporter_of

    if not arguments.kind and exporter_of(arguments.output.suffix) is not None:
        raise CannotWrite(
            say(
                "{output} is a folder; give another name, or say with --kind what to write in it.",
                output=arguments.output,
            )
        )


def _export_overlay(arguments: argparse.Namespace, project: Project | None) -> int:
    """One figure of all runs under the paths, or of the medians of those that differ in their seed alone.

    Of a project whose window shows some of its runs in one chart, it is that chart.
    """
    from lossacc_gui.chart.colours import pale_notes
    from lossacc_gui.chart.overlay import overlay_of
    from lossacc_gui.cli.windows import coloured_in, place_in, together_in, without_hidden
    from lossacc_gui.export.figure import check_kind, figure_bytes
    from lossacc_gui.triage.runs_or_medians import SeedsWanted, member_named, member_of, members_of
    from lossacc_gui.triage.seeds import are_named

    kind = arguments.output.suffix.lower().removeprefix(".")
    check_kind(kind)
    if arguments.kind or arguments.jobs or means_one(arguments) or arguments.references or arguments.line:
        raise BadOption(
            say(
                "--overlay draws all runs in one figure, without --kind, --jobs, --run, --dismiss, --note, "
                "--references, --line"
            )
        )
    check(arguments.output, arguments, arguments.path)
    look = look_of(arguments, for_paper=False, project=project)
    analyses, _, status, request = analyses_of(arguments.path, arguments, tell_notices=False, project=project)
    window = None if project is None else project.view.overlay
    analyses = analyses if window is None else together_in(window, analyses)
    if not analyses:
        return UNREADABLE
    named = window is not None or are_named(analyses, arguments.path)
    seeds = SeedsWanted(request, named) if arguments.seeds or (window is not None and window.seeds) else None
    view = replace(look.view, shown=metrics_of_any(arguments.metric, analyses), references=False, levels=(), colours=())
    own = tuple(arguments.colour or ())
    for note in pale_notes(own, look.style_of_all(analyses).theme.background):
        tell(note)

    def make(some: Sequence[Analysis], _: Sequence[UnreadableLog]) -> bytes:
        alone = len(some) < min(len(analyses), 2)  # to see whether it is the one that trips
        members = members_of(some, None if alone else seeds)
        members = members if project is None else coloured_in(project, members)
        baseline, seen = None, view
        if not alone:
            at = {member_named(members, some, one.name, "--colour"): one.rgb for one in own}
            members = tuple(replace(member, colour=at.get(i, member.colour)) for i, member in enumerate(members))
        if not alone and arguments.baseline is not None:
            baseline = member_named(members, some, arguments.baseline, "--baseline")
        elif not alone and window is not None and window.baseline is not None:
            compared = next((one for one in some if (one.run.source, one.run.name) == window.baseline), None)
            baseline = None if compared is None else member_of(members, compared)
        if window is not None:
            seen = place_in(window, members, view)
        chart = overlay_of(members, seen, baseline)
        chart = chart if window is None else without_hidden(chart, window)
        return figure_bytes(chart, kind, look.style_of_all(some))

    content, made = made_of(make, analyses)
    write(content, arguments.output, arguments, analyses)
    return status or made


def is_folder(target: Path) -> bool:
    """Whether an output is meant as a folder: it is one, or has no ending and nothing is there."""
    return target.is_dir() or (not target.suffix and not target.exists())


def _exporter(target: Path) -> Exporter:
    """What writes a file of this name; of the two kinds of PDF the figure."""
    from lossacc_gui.export.registry import EXPORTERS, exporter_of

    exporter = exporter_of(target.suffix)
    if exporter is None:
        kinds = ", ".join(dict.fromkeys(one.suffixes[0] for one in EXPORTERS if one.suffixes[0].count(".") == 1))
        raise UnknownKind(
            say(
                "a file of a run is one of {kinds}, not {suffix}.",
                kinds=kinds,
                suffix=target.suffix or say("one without a suffix"),
            )
        )
    return exporter


def add_export(group: Commands) -> None:
    """The command with its arguments."""
    command(
        group,
        "export",
        export,
        "the annotated chart as PNG, SVG or PDF, of one run, of several in one, or of all of a folder",
        "lossacc export history.csv -o chart.svg\n  lossacc export tb/ -o fig.pdf --preset nature-89 --smoothing 0.6\n"
        "  lossacc export runs/ -o figures/ --kind svg --kind csv --preset icml\n"
        "  lossacc export a.csv b.csv c.csv --overlay --baseline a -o all.svg\n"
        "  lossacc export seeds/ --overlay --seeds -o medians.pdf",
        _export_options,
    )


def _export_options(parser: argparse.ArgumentParser) -> None:
    from lossacc_gui.export.registry import EXPORTERS

    parser.add_argument(
        "path",
        nargs="+",
        type=kinds.path,
        help="a log, a folder or a project; several for an overlay or a folder of figures",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=kinds.path,
        required=True,
        metavar="FILE|FOLDER",
        help="a .png, .svg or .pdf of one run, a .zip for a paper (PDF, LaTeX figure, data, scripts), or any report as"
        " .csv, .html, ...; else a folder for the files of all runs, which is made",
    )
    parser.add_argument(
        "--kind",
        action="append",
        choices=[exporter.name for exporter in EXPORTERS],
        help="what is written into a folder; may be given several times; default: png",
    )
    parser.add_argument("--jobs", type=kinds.jobs, metavar="N", help="processes for a folder; default: one a core")
    parser.add_argument(
        "--overlay", action="store_true", help="all runs, up to 8, in one figure: colour and sign tell them apart"
    )
    parser.add_argument("--baseline", metavar="RUN", help="in an overlay, draw the differences to this run")
    parser.add_argument(
        "--seeds",
        action="store_true",
        help="in an overlay, runs that differ in their seed alone as their medians with the quartiles around them",
    )
    looks(parser)
    metric_option(parser)
    one_run(parser)
    common(parser)
