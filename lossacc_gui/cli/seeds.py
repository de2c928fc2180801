"""The command `lossacc seeds`: what runs of one configuration come to together."""

from __future__ import annotations

import argparse

from lossacc_gui.cli import kinds
from lossacc_gui.cli.results import analyses_of, check, emit, form_of
from lossacc_gui.cli.shared import Commands, command, common
from lossacc_gui.cli.terminal import UNREADABLE, fail, tell
from lossacc_gui.numerals import counted_text


def seeds(arguments: argparse.Namespace) -> int:
    """Tell of each configuration with enough runs; the status of an unreadable log where there is none."""
    from lossacc_gui.triage.reports.seeds import as_json, as_text
    from lossacc_gui.triage.seeds import are_named, seeds_of, unknown_text

    form = form_of(arguments.output, arguments.format, {".json": "json", ".txt": "text"})
    render = {"json": as_json, "text": as_text}[form]
    check(arguments.output, arguments, arguments.path)
    analyses, _, status, request = analyses_of(arguments.path, arguments, tell_notices=False)
    found = seeds_of(analyses, request, named=are_named(analyses, arguments.path))
    if found.unknown:
        tell(unknown_text(found))
    if not found.configurations:
        least = request.options.fewest_seeds
        runs = counted_text(len(analyses), "run")
        return fail(
            f"{runs}, and no {least} of them with the same settings but for their seed (fewest_seeds)", UNREADABLE
        )
    emit(render(found.configurations), arguments, analyses)
    return status


def add_seeds(group: Commands) -> None:
    """The command with its arguments."""
    command(
        group,
        "seeds",
        seeds,
        "runs that differ in their seed alone: their medians, what they share, what single ones hide",
        "lossacc seeds runs/\n  lossacc seeds seed0.csv seed1.csv seed2.csv -o seeds.json",
        _seeds_options,
    )


def _seeds_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="+", type=kinds.path, help="log files and folders, searched to the bottom")
    parser.add_argument("-o", "--output", type=kinds.path, metavar="FILE", help="write .txt, or .json with the medians")
    parser.add_argument("--format", choices=["text", "json"], help="default: by the ending of FILE, else text")
    common(parser)
