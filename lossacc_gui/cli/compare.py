"""The command `lossacc compare`: what two or more runs share, where they differ, and what other runs say of it."""

from __future__ import annotations

import argparse

from lossacc_gui.cli import kinds
from lossacc_gui.cli.results import analyses_of, check, emit, form_of, rows_of
from lossacc_gui.cli.shared import Commands, command, common
from lossacc_gui.cli.terminal import UNREADABLE, ProgressBar, fail
from lossacc_gui.numerals import counted_text


def compare(arguments: argparse.Namespace) -> int:
    """Hold the first run against the others; the status of an unreadable log where there are not two."""
    from lossacc_gui.triage.compare import compare as compared
    from lossacc_gui.triage.reports.comparison import ENDINGS, FORMS
    from lossacc_gui.triage.row import Row
    from lossacc_gui.triage.summary import row_of
    from lossacc_gui.troubles import trouble_with

    render = FORMS[form_of(arguments.output, arguments.format, ENDINGS)]
    check(arguments.output, arguments, [*arguments.path, *arguments.among])
    analyses, _, status, request = analyses_of(arguments.path, arguments, tell_notices=False)
    rows: list[Row] = []
    for one in analyses:
        try:
            rows.append(row_of(one, str(one.run.source)))
        except Exception as error:  # noqa: BLE001 - one log never takes others down
            trouble = trouble_with(one.run.source, error)
            status = fail(f"{trouble.path}: {trouble.sentence}", UNREADABLE)
    if len(rows) < 2:
        return fail(f"{counted_text(len(rows), 'run')}: two are wanted to compare", UNREADABLE)
    others = []
    if arguments.among:
        with ProgressBar() as bar:
            _, found = rows_of(arguments.among, request, bar, cached=not arguments.no_cache)
        others = [one for one in found if isinstance(one, Row)]
    causes = {cause.id: cause for cause in request.causes or ()}
    emit(render(compared(rows, others, causes, request.options)), arguments, analyses)
    return status


def add_compare(group: Commands) -> None:
    """The command with its arguments."""
    command(
        group,
        "compare",
        compare,
        "two or more runs: what they share, where they differ, and what that rests on",
        "lossacc compare sick.csv well.csv\n  lossacc compare a/ b/ --among runs/ -o comparison.html",
        _compare_options,
    )


def _compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", nargs="+", type=kinds.path, help="log files and folders; the first run is held against the others"
    )
    parser.add_argument(
        "--among",
        nargs="+",
        type=kinds.path,
        default=[],
        metavar="PATH",
        help="more runs, which are asked whether those that differ likewise say the same",
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="read every one of them, and keep nothing for the next time"
    )
    parser.add_argument("-o", "--output", type=kinds.path, metavar="FILE", help="write .txt, .md, .html or .json")
    parser.add_argument(
        "--format", choices=["text", "markdown", "html", "json"], help="default: by the ending of FILE, else text"
    )
    common(parser)
