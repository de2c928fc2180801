"""The command `lossacc analyze`: what each log shows, as text or in the form that was asked for."""

from __future__ import annotations

import argparse
from functools import partial

from lossacc_gui.cli import kinds
from lossacc_gui.cli.asked import logs_here, on_this_machine
from lossacc_gui.cli.results import (
    analyses_of,
    check,
    chosen,
    form_of,
    made_of,
    of_one,
    whole,
    write,
    write_files,
)
from lossacc_gui.cli.shared import Commands, command, common, one_run
from lossacc_gui.cli.terminal import is_read_on_screen, put
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.language import say
from lossacc_gui.model import endings
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption

_EXAMPLES_WANT = say("--examples wants one log with its predictions: add --evidence FILE or --evidence auto")


def analyze(arguments: argparse.Namespace) -> int:
    """What each log shows, as text or in the form that was asked for."""
    if arguments.examples is not None and arguments.evidence is None:
        raise BadOption(_EXAMPLES_WANT)
    exporter = _exporter(arguments)
    if arguments.all:
        exporter = whole(exporter)
    for target in (arguments.output, arguments.examples):
        check(target, arguments, on_this_machine(arguments.path))
    if arguments.examples is not None and arguments.examples == arguments.output:
        raise BadOption(say("-o and --examples name the same file"))
    arguments.path, failed = logs_here(arguments.path)
    read_here = exporter.name == "text" and arguments.output is None  # by a person, who sees both streams
    on_screen = arguments.output is None and is_read_on_screen()
    told = on_screen and exporter.tells_errors
    analyses, errors, status, _ = analyses_of(
        arguments.path, arguments, tell_notices=not read_here, tell_errors=not told, failed=failed
    )
    if analyses and arguments.run is not None:
        analyses = [chosen(analyses, arguments.run)]
    analyses = of_one(analyses, arguments)
    if arguments.explain_episodes:
        from lossacc_gui.use_case import with_stretches

        analyses = [with_stretches(analysis) for analysis in analyses]
    told_errors = () if read_here else errors
    if arguments.output is None:
        text, made = made_of(exporter.render, analyses, told_errors)
        put(text)
    else:
        files, made = made_of(partial(exporter.files, arguments.output), analyses, told_errors)
        write_files(files, arguments, analyses)
    if arguments.examples is not None:
        _write_examples(analyses, arguments)
    return status or made


def _write_examples(analyses: list[Analysis], arguments: argparse.Namespace) -> None:
    """Every example with its change, for the change of which the reports name the first examples."""
    from lossacc_gui.explain.changes import examples_as_csv, nearest
    from lossacc_gui.export.evidence import told_change
    from lossacc_gui.export.files import as_bytes

    found = analyses[0].evidence if len(analyses) == 1 else None
    change = told_change(found) if found is not None else None
    if found is None or change is None:
        raise BadOption(_EXAMPLES_WANT)
    start, end = (nearest(found.predictions, epoch) for epoch in (change.account.start, change.account.end))
    write(as_bytes(examples_as_csv(found.predictions, start, end)), arguments.examples, arguments, analyses)


def _exporter(arguments: argparse.Namespace) -> Exporter:
    """The exporter that was asked for by name, else the one for the output's ending, else text.

    BadOption where the two disagree, or the ending is that of a picture.
    """
    from lossacc_gui.export.registry import FIGURES, REPORTS, exporter_of

    ending = arguments.output.suffix.lower() if arguments.output else ""
    if exporter_of(ending, FIGURES) is not None:
        raise BadOption(say("a report is no {ending} file; `lossacc export` draws the chart as one", ending=ending))
    forms = {suffix: exporter.name for exporter in REPORTS for suffix in exporter.suffixes}
    name = form_of(arguments.output, "json" if arguments.json else arguments.format, forms, any_ending=True)
    return next(exporter for exporter in REPORTS if exporter.name == name)


def add_analyze(group: Commands) -> None:
    """The command with its arguments."""
    command(
        group,
        "analyze",
        analyze,
        "verdict, events and causes of each log",
        "lossacc analyze history.csv\n  lossacc analyze runs/ --json > all.json\n  lossacc analyze log.csv -o out.html",
        _analyze_options,
    )


def _analyze_options(parser: argparse.ArgumentParser) -> None:
    from lossacc_gui.export.registry import REPORTS

    parser.add_argument(
        "path",
        nargs="+",
        type=kinds.log,
        help=f"log files and folders, searched to the bottom, or s3://, sftp://, ...; a project ({endings.PROJECT})",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the same as --format json")
    form.add_argument(
        "--format", choices=[exporter.name for exporter in REPORTS], help="default: by the ending of FILE, else text"
    )
    parser.add_argument("-o", "--output", type=kinds.path, metavar="FILE", help="write here instead of standard output")
    parser.add_argument(
        "--all", action="store_true", help="in text, every cause with all evidence, checks, remedies and sources"
    )
    parser.add_argument(
        "--explain-episodes", action="store_true", help="why each stretch of the curves is an episode or is none"
    )
    parser.add_argument(
        "--examples",
        type=kinds.path,
        metavar="FILE.csv",
        help="write every example of the predictions, the one that moved the loss most first",
    )
    one_run(parser)
    common(parser)
