"""The commands with their arguments, and what each argument may be."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from lossacc_gui.cli import commands, figures
from lossacc_gui.cli.seeds import seeds
from lossacc_gui.cli.terminal import put
from lossacc_gui.cli.triage import since, triage


def parser_of(open_window: Callable[[Sequence[str]], int]) -> argparse.ArgumentParser:
    """All commands; `open_window` runs the last of them."""
    from lossacc_gui.export.registry import EXPORTERS, REPORTS

    parser = argparse.ArgumentParser(
        prog="lossacc",
        description="Shows where the loss and the accuracy of a training run part, and explains why.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="the version, and those of what it is made of")
    group = parser.add_subparsers(metavar="COMMAND", required=True)

    analyze = _command(
        group,
        "analyze",
        commands.analyze,
        "verdict, events and causes of each log",
        "lossacc analyze history.csv\n  lossacc analyze runs/ --json > all.json\n  lossacc analyze log.csv -o out.html",
    )
    analyze.add_argument(
        "path", nargs="+", type=_path, help="log files and folders, searched to the bottom; or a project (.lossacc)"
    )
    form = analyze.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the same as --format json")
    form.add_argument(
        "--format", choices=[exporter.name for exporter in REPORTS], help="default: by the ending of FILE, else text"
    )
    analyze.add_argument("-o", "--output", type=_path, metavar="FILE", help="write here instead of standard output")
    analyze.add_argument(
        "--all", action="store_true", help="in text, every cause with all evidence, checks, remedies and sources"
    )
    analyze.add_argument(
        "--explain-episodes", action="store_true", help="why each stretch of the curves is an episode or is none"
    )
    analyze.add_argument(
        "--examples",
        type=_path,
        metavar="FILE.csv",
        help="write every example of the predictions, the one that moved the loss most first",
    )
    _one_run(analyze)
    _common(analyze)

    export = _command(
        group,
        "export",
        figures.export,
        "the annotated chart as PNG, SVG or PDF, of one run or of all of a folder",
        "lossacc export history.csv -o chart.svg\n  lossacc export tb/ -o fig.pdf --preset nature-89 --smoothing 0.6\n"
        "  lossacc export runs/ -o figures/ --kind svg --kind csv --preset icml",
    )
    export.add_argument(
        "path", nargs="+", type=_path, help="a log, a folder or a project; several for a folder of figures"
    )
    export.add_argument(
        "-o",
        "--output",
        type=_path,
        required=True,
        metavar="FILE|FOLDER",
        help="a .png, .svg or .pdf of one run, a .zip for a paper (PDF, LaTeX figure, data, scripts), or any report as"
        " .csv, .html, ...; else a folder for the files of all runs, which is made",
    )
    export.add_argument(
        "--kind",
        action="append",
        choices=[exporter.name for exporter in EXPORTERS],
        help="what is written into a folder; may be given several times; default: png",
    )
    export.add_argument("--jobs", type=_jobs, metavar="N", help="processes for a folder; default: one a core")
    _looks(export)
    export.add_argument(
        "--metric",
        action="append",
        metavar="NAME",
        help="draw this metric, and only those named so; default: the main loss and accuracy of each split",
    )
    _one_run(export)
    _common(export)

    report = _command(
        group,
        "report",
        figures.report,
        "one document of one or many runs: verdict, chart, events, evidence, checks, remedies, sources",
        "lossacc report history.csv -o report.html\n  lossacc report runs/ -o runs.pdf --smoothing 0.6",
    )
    report.add_argument("path", nargs="+", type=_path, help="log files and folders, searched to the bottom; a project")
    report.add_argument(
        "-o", "--output", type=_path, required=True, metavar="FILE", help="ends in .html, .pdf, .md or .txt"
    )
    _views(report)
    _one_run(report)
    _common(report)

    _triage_command(group)
    _seeds_command(group)
    formats = _command(
        group, "formats", commands.formats, "the log formats and what each looks like", "lossacc formats"
    )
    formats.add_argument("--markdown", action="store_true", help="as the table in the README")
    causes = _command(
        group,
        "causes",
        commands.causes,
        "the causes, their evidence, checks, remedies, sources",
        "lossacc causes\n  lossacc causes overconfidence",
    )
    causes.add_argument("id", nargs="?", help="show this cause whole")
    causes.add_argument("--causes", type=_path, metavar="DIR", help="a folder of your own causes, read as well")
    facts = _command(
        group, "facts", commands.facts, "what is measured, its unit, and which causes expect it", "lossacc facts"
    )
    facts.add_argument("--causes", type=_path, metavar="DIR", help="a folder of your own causes, read as well")
    _command(group, "options", commands.options, "every threshold with its unit and reason", "lossacc options")
    _command(group, "schema", commands.schema, "the JSON Schema of `analyze --json`", "lossacc schema > schema.json")
    _command(
        group,
        "mcp",
        commands.mcp,
        "tools for agents, by the Model Context Protocol on standard input and output",
        'pip install "lossacc[mcp]"\n  claude mcp add lossacc -- lossacc mcp',
    )
    window = _command(
        group,
        "open",
        lambda arguments: open_window(_window_arguments(arguments)),
        "the window (the same as lossacc-gui)",
        "lossacc open history.csv\n  lossacc open history.csv --evidence auto",
    )
    window.add_argument("path", nargs="*", help="logs and folders to open")
    _evidence_option(window)
    return parser


class _Version(argparse.Action):
    """Tells the versions, which are looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print them and end."""
        from lossacc_gui.licences import versions

        put(versions())
        parser.exit()


def _command(
    group: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    examples: str,
) -> argparse.ArgumentParser:
    parser = group.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"examples:\n  {examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run)
    return parser


def _views(parser: argparse.ArgumentParser) -> None:
    """What is seen of a run."""
    parser.add_argument("--smoothing", type=_weight, default=0.0, metavar="W", help="0 (off) .. 0.99")
    parser.add_argument("--log-loss", action="store_true", help="logarithmic loss axis")
    parser.add_argument(
        "--x",
        default="",
        metavar="AXIS",
        help="epoch, step, time, wall, row, or a metric that only rises; a wrong one lists what the log tells",
    )
    parser.add_argument("--log-x", action="store_true", help="logarithmic x axis")
    parser.add_argument(
        "--references", action="store_true", help="the levels that the loss can stand on, as guessing among so many"
    )
    parser.add_argument(
        "--range", type=_range, metavar="A:B", help="show only A to B of the x axis (of times: seconds)"
    )
    parser.add_argument("--provenance", action="store_true", help="a last line with file, version and settings")


def _looks(parser: argparse.ArgumentParser) -> None:
    """How a figure looks."""
    _views(parser)
    parser.add_argument(
        "--preset", help="size, font and line widths; a wrong name lists them all; default: screen, neurips in a .zip"
    )
    parser.add_argument("--presets", type=_path, metavar="FILE", help="a TOML file with presets of your own")
    parser.add_argument("--width", type=_positive, metavar="MM", help="width in millimetres instead of the preset's")
    parser.add_argument(
        "--height", type=_positive, metavar="MM", help="height; the captions that do not fit are counted"
    )
    parser.add_argument("--dpi", type=_positive, help="dots per inch of a PNG instead of the preset's")
    parser.add_argument("--font-size", type=_positive, metavar="PT", help="of axes and titles, in points")
    parser.add_argument("--line-width", type=_positive, metavar="PT", help="of a curve, in points")
    parser.add_argument("--palette", help="standard or grey")
    parser.add_argument("--dark", action="store_true", help="light on dark")
    title = parser.add_mutually_exclusive_group()
    title.add_argument("--title", metavar="TEXT", help="over the plot; papers have a caption instead")
    title.add_argument("--no-title", action="store_true", help="no title, where the preset has one")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="PART",
        help="leave out legend, bands, numbers, captions, marks, kept or notes; may be given several times",
    )


def _triage_command(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from lossacc_gui.triage.reports.registry import REPORTS

    parser = _command(
        group,
        "triage",
        triage,
        "all runs of a folder in a table, the most harmed first",
        "lossacc triage runs/\n  lossacc triage runs/ -o triage.html -o triage.csv\n"
        "  lossacc triage runs/ --since 7d --fail-on problem -o triage.xml",
    )
    parser.add_argument("path", nargs="+", type=_path, help="log files and folders, searched to the bottom")
    parser.add_argument(
        "-o",
        "--output",
        type=_path,
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
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes; default: one a core")
    parser.add_argument("--no-cache", action="store_true", help="read every log, and keep nothing for the next time")
    _common(parser)


def _seeds_command(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        group,
        "seeds",
        seeds,
        "runs that differ in their seed alone: their medians, what they share, what single ones hide",
        "lossacc seeds runs/\n  lossacc seeds seed0.csv seed1.csv seed2.csv -o seeds.json",
    )
    parser.add_argument("path", nargs="+", type=_path, help="log files and folders, searched to the bottom")
    parser.add_argument("-o", "--output", type=_path, metavar="FILE", help="write .txt, or .json with the medians")
    parser.add_argument("--format", choices=["text", "json"], help="default: by the ending of FILE, else text")
    _common(parser)


def _evidence_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--evidence",
        type=_evidence,
        metavar="FILE|auto",
        help="the run's own predictions; auto takes predictions.npz, .csv or .parquet beside each log",
    )


def _one_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", metavar="NAME", help="which run of a log that holds several")
    parser.add_argument(
        "--dismiss",
        type=_event,
        action="append",
        default=[],
        metavar="N",
        help="leave out event N, as it is numbered without this; may be given several times",
    )


def _window_arguments(arguments: argparse.Namespace) -> list[str]:
    evidence = [] if arguments.evidence is None else ["--evidence", str(arguments.evidence)]
    return [*arguments.path, *evidence]


def _common(parser: argparse.ArgumentParser) -> None:
    _evidence_option(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace FILE when it exists")
    parser.add_argument("--causes", type=_path, metavar="DIR", help="a folder of your own causes, read as well")
    parser.add_argument(
        "--checkpoints",
        type=_path,
        metavar="DIR",
        help="where saved models lie, if not beside the log; a folder in it called as the run or log has its own",
    )
    parser.add_argument(
        "--option",
        type=_setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a threshold; `lossacc options` lists them",
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="METRIC=QUANTITY[:SPLIT]",
        help="what a metric of the log means, as in val_f1=accuracy:val; as epoch or step it becomes the x axis; "
        "of several called loss, loss#2 is the second",
    )
    parser.add_argument(
        "--pair",
        action="append",
        default=[],
        metavar="LOSS:ACCURACY",
        help="relate these two metrics, as in val_loss:val_f1, before all others",
    )


def _path(text: str) -> Path:
    """A path; an empty text is none, though it would be taken for the current folder."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"expected a file or a folder, found {text!r}")
    return Path(text)


def _evidence(text: str) -> Path | Literal["auto"]:
    return "auto" if text == "auto" else _path(text)


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, found {text!r}")
    return name.strip(), value.strip()


def _number(text: str) -> float:
    """A number, NaN where the text is none: no comparison holds for it."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _positive(text: str) -> float:
    value = _number(text)
    if not 0 < value < 1e5:
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text!r}")
    return value


def _event(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"expected the number of an event, found {text!r}")
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 256, found {text!r}")
    return int(text)


def _weight(text: str) -> float:
    value = _number(text)
    if not 0 <= value <= 0.99:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 0.99, found {text!r}")
    return value


def _range(text: str) -> tuple[float, float]:
    low, high = (_number(end) for end in (text.partition(":")[0], text.partition(":")[2]))
    if not low < high:
        raise argparse.ArgumentTypeError(f"expected A:B with A below B, found {text!r}")
    return low, high
