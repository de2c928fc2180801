"""The command `lossacc compare`: what two or more runs share, where they differ, and what other runs say of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.cli import kinds
from lossacc_gui.cli.results import analyses_of, check, emit
from lossacc_gui.cli.shared import Commands, command, common
from lossacc_gui.cli.terminal import UNREADABLE, ProgressBar, fail
from lossacc_gui.model.errors import BadOption
from lossacc_gui.numerals import counted_text

if TYPE_CHECKING:
    from lossacc_gui.model.request import Request
    from lossacc_gui.triage.row import Row


def compare(arguments: argparse.Namespace) -> int:
    """Hold the first run against the others; the status of an unreadable log where there are not two."""
    from lossacc_gui.triage.compare import compare as compared
    from lossacc_gui.triage.reports.comparison import FORMS
    from lossacc_gui.triage.summary import row_of

    render = FORMS[_form(arguments)]
    check(arguments.output, arguments, [*arguments.path, *arguments.among])
    analyses, _, status, request = analyses_of(arguments.path, arguments, tell_notices=False)
    rows = [row_of(one, str(one.run.source)) for one in analyses]
    if len(rows) < 2:
        return fail(f"{counted_text(len(rows), 'run')}: two are wanted to compare", UNREADABLE)
    others = _others(arguments.among, request)
    causes = {cause.id: cause for cause in request.causes or ()}
    emit(render(compared(rows, others, causes, request.options)), arguments, analyses)
    return status


def _others(paths: list[Path], request: Request) -> list[Row]:
    """The runs under some paths as a triage finds them, from its cache where they are known."""
    from lossacc_gui.triage.cache import Cache, cache_path
    from lossacc_gui.triage.row import Row
    from lossacc_gui.triage.triage import Triage

    if not paths:
        return []
    rows = []
    with Cache(cache_path()) as cache, ProgressBar() as bar:
        for one in Triage(paths, request, cache, progress=bar.progress).results():
            if isinstance(one, Row):
                rows.append(one)
            else:
                bar.say(f"{one.source}: {one.reason}")
    return rows


def _form(arguments: argparse.Namespace) -> str:
    """BadOption where the ending of the output is another one than was asked for."""
    from lossacc_gui.triage.reports.comparison import ENDINGS

    if arguments.output is None:
        return arguments.format or "text"
    by_ending = ENDINGS.get(arguments.output.suffix.lower())
    if by_ending is None or arguments.format not in (None, by_ending):
        wanted = [one for one, form in ENDINGS.items() if form == (arguments.format or form)]
        raise BadOption(f"-o: {arguments.output} must end in {', '.join(wanted[:-1])} or {wanted[-1]}")
    return by_ending


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
    parser.add_argument("-o", "--output", type=kinds.path, metavar="FILE", help="write .txt, .md, .html or .json")
    parser.add_argument(
        "--format", choices=["text", "markdown", "html", "json"], help="default: by the ending of FILE, else text"
    )
    common(parser)
