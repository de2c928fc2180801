"""The command `lossacc triage`: a table of all runs under some paths, and a status for continuous integration."""

from __future__ import annotations

import argparse
import gc
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui import __version__
from lossacc_gui.cli import kinds
from lossacc_gui.cli.asked import logs_here, on_this_machine, request_of
from lossacc_gui.cli.results import form_of, rows_of
from lossacc_gui.cli.shared import Commands, command, common
from lossacc_gui.cli.terminal import DONE, UNREADABLE, ProgressBar, put, tell
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption, UnreadableLog
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.numerals import counted_text

if TYPE_CHECKING:
    from lossacc_gui.triage.reports.report import Report
    from lossacc_gui.triage.row import Table

AS_BAD = 3
"""The status to end with where a run is as bad as `--fail-on` says."""
AGES = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
"""Seconds of the units of `--since`."""


def triage(arguments: argparse.Namespace) -> int:
    """Look at every run under the paths; the most harmed first."""
    from lossacc_gui.export.files import check_target

    if arguments.scheduler and arguments.jobs is not None:
        raise BadOption(
            say("--jobs counts processes of this machine; with --scheduler its workers read: leave one out")
        )
    outputs = _outputs(arguments.output)
    inputs = [path for path in on_this_machine(arguments.path) if not path.is_dir()]
    for target, _ in outputs:
        check_target(target, overwrite=arguments.overwrite, inputs=inputs)
    arguments.path, failed = logs_here(arguments.path)
    request, wrong = request_of(arguments)
    gc.disable()  # ten thousand rows are walked again and again, and nothing is found in them
    try:
        return _triaged(arguments, outputs, inputs, request, failed, wrong=wrong)
    finally:
        gc.enable()


def _triaged(
    arguments: argparse.Namespace,
    outputs: Sequence[tuple[Path, Report]],
    inputs: Sequence[Path],
    request: Request,
    failed: Sequence[UnreadableLog],
    *,
    wrong: bool,
) -> int:
    """Look, and write what was found; `wrong` tells that something is wrong with the person's own causes, `failed` are
    the errors of logs that could not be copied here.
    """
    from lossacc_gui.export.files import as_bytes, write_whole
    from lossacc_gui.triage.compare import argued_among
    from lossacc_gui.triage.harm import is_as_bad_as
    from lossacc_gui.triage.reports.registry import REPORTS
    from lossacc_gui.triage.reports.report import Told, counted
    from lossacc_gui.triage.settings import statements

    with ProgressBar() as bar:
        table = _table(arguments, request, failed, bar)
    fail_on = State(arguments.fail_on or State.PROBLEM)
    causes = {cause.id: cause for cause in request.causes or ()}
    told = Told(
        table,
        fail_on,
        __version__,
        statements(table.rows, request.options),
        _groups(arguments.group_by, table),
        argued_among(table.rows, causes, request.options),
    )
    for target, report in outputs:
        write_whole(target, as_bytes(report.render(told)), overwrite=arguments.overwrite, inputs=(*inputs, *table.logs))
        tell(f"wrote {target}")
    if outputs and arguments.format is None:
        tell(counted(table))
    else:
        put(next(one for one in REPORTS if one.name == (arguments.format or "text")).render(told))
    if arguments.fail_on is not None and any(is_as_bad_as(row, told.fail_on) for row in table.rows):
        return AS_BAD
    return UNREADABLE if table.failures or wrong else DONE


def _table(arguments: argparse.Namespace, request: Request, failed: Sequence[UnreadableLog], bar: ProgressBar) -> Table:
    from lossacc_gui.triage.harm import ordered
    from lossacc_gui.triage.workers import failure_of

    look, results = rows_of(
        arguments.path,
        request,
        bar,
        cached=not arguments.no_cache,
        jobs=arguments.jobs or 0,
        since=arguments.since,
        scheduler=arguments.scheduler,
    )
    if look.older:
        count, were = counted_text(look.older, "older log"), "was" if look.older == 1 else "were"
        tell(f"{count} {were} passed over (--since).")
    if look.kept:
        tell(f"{counted_text(look.read, 'log')} read, {look.kept:,} known from an earlier look.")
    for error in failed:
        bar.tell(f"{error.path}: {error.sentence}")
        results.append(failure_of(error))
    return replace(ordered(results, request.options), passed_over=look.others)


def _groups(by: str | None, table: Table) -> tuple[str, ...]:
    """The groups that were asked for; BadOption where the logs tell no such setting."""
    from lossacc_gui.triage.groups import GROUPINGS, groups_of
    from lossacc_gui.triage.row import differing

    if by is None:
        return ()
    known = (*GROUPINGS, *differing(table.rows))
    if by not in known:
        raise BadOption(say("--group-by: there is no {by!r}; there are {known}", by=by, known=", ".join(known)))
    return tuple(group.text for group in groups_of(table.rows, by))


def _outputs(paths: Sequence[Path]) -> list[tuple[Path, Report]]:
    """Each file with the report that its ending asks for; BadOption where it asks for none."""
    from lossacc_gui.triage.reports.registry import REPORTS

    forms = {suffix: one.name for one in REPORTS for suffix in one.suffixes}
    reports = {one.name: one for one in REPORTS}
    outputs = [(path, reports[form_of(path, None, forms)]) for path in paths]
    if len({path.resolve() for path, _ in outputs}) < len(outputs):
        raise BadOption(say("-o names the same file twice"))
    return outputs


def since(text: str) -> float:
    """Seconds since 1970 of a date (2026-11-28, 2026-11-28T09:30) or an age (30m, 12h, 7d, 2w)."""
    age = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip())
    if age is not None:
        return time.time() - int(age[1]) * AGES[age[2]]
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"expected a date (2026-11-28) or an age (12h, 7d), found {text!r}") from None


def add_triage(group: Commands) -> None:
    """The command with its arguments."""
    command(
        group,
        "triage",
        triage,
        "all runs of a folder in a table, the most harmed first",
        "lossacc triage runs/\n  lossacc triage runs/ -o triage.html -o triage.csv\n"
        "  lossacc triage runs/ --since 7d --fail-on problem -o triage.xml",
        _triage_options,
    )


def _triage_options(parser: argparse.ArgumentParser) -> None:
    from lossacc_gui.triage.reports.registry import REPORTS

    parser.add_argument(
        "path", nargs="+", type=kinds.log, help="log files and folders, searched to the bottom, or s3://, sftp://, ..."
    )
    parser.add_argument(
        "-o",
        "--output",
        type=kinds.path,
        action="append",
        default=[],
        metavar="FILE",
        help="write .csv, .json, .html, .txt, JUnit .xml or .sarif; may be given several times",
    )
    parser.add_argument(
        "--format", choices=[report.name for report in REPORTS], help="of standard output; default: text"
    )
    parser.add_argument(
        "--fail-on", choices=["problem", "watch"], help="end with status 3 where a run is as bad as that"
    )
    parser.add_argument(
        "--since", type=since, metavar="WHEN", help="only logs changed since a date, or 12h, 7d, 2w ago"
    )
    parser.add_argument(
        "--group-by",
        metavar="WHAT",
        help="also count by folder, cause, configuration (all settings but the seed) or a setting that differs",
    )
    parser.add_argument("--jobs", type=kinds.jobs, metavar="N", help="processes; default: one a core")
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="have the workers of a Dask scheduler (tcp://host:8786) read, which see the same paths and have lossacc",
    )
    parser.add_argument("--no-cache", action="store_true", help="read every log, and keep nothing for the next time")
    common(parser)
