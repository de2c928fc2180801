"""The command line: arguments in, results on standard output, progress and notices on standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from lossacc_gui import __version__
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import BadOption, LossaccError, UnreadableLog
from lossacc_gui.model.options import Options, described
from lossacc_gui.model.progress import Progress, silent

DONE, UNREADABLE, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None, open_window: Callable[[Sequence[str]], int]) -> int:
    """Run one command; returns 0 done, 1 a log could not be read or written, 2 wrong usage.

    `open_window` is what `lossacc open` calls with its paths: this room does not know the window.
    """
    parsed = _parser(open_window).parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        status = command(parsed)
        sys.stdout.flush()
        return status
    except BadOption as error:
        return _fail(str(error), USAGE)
    except LossaccError as error:
        return _fail(str(error), UNREADABLE)
    except BrokenPipeError:
        # Whoever read our output has what they wanted (`| head`); keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return _fail("cancelled", 130)


def _analyze(arguments: argparse.Namespace) -> int:
    analyses, errors = _analyses(arguments.path, arguments)
    if arguments.explain_episodes:
        from lossacc_gui.analyze import with_stretches

        analyses = [with_stretches(analysis) for analysis in analyses]
    _emit(_exporter(arguments).render(analyses, errors), arguments)
    if arguments.examples is not None:
        _write_examples(analyses, arguments)
    return UNREADABLE if errors else DONE


def _write_examples(analyses: list[Analysis], arguments: argparse.Namespace) -> None:
    """Every example with its change, for the change of which the reports name the first examples."""
    from lossacc_gui.explain.changes import examples_as_csv, nearest
    from lossacc_gui.export.evidence import told_change
    from lossacc_gui.export.files import write_whole

    found = analyses[0].evidence if len(analyses) == 1 else None
    change = told_change(found) if found is not None else None
    if found is None or change is None:
        raise BadOption("--examples wants one log with its predictions: add --evidence FILE or --evidence auto")
    start, end = (nearest(found.predictions, epoch) for epoch in (change.account.start, change.account.end))
    text = examples_as_csv(found.predictions, start, end)
    write_whole(arguments.examples, text.encode(), overwrite=arguments.overwrite)
    _say(f"wrote {arguments.examples}")


def _export(arguments: argparse.Namespace) -> int:
    from lossacc_gui.chart import View, chart_of
    from lossacc_gui.export.figure import style_for, write_figure

    style = style_for(arguments.preset, width_mm=arguments.width, dpi=arguments.dpi, dark=arguments.dark)
    analyses, errors = _analyses([arguments.path], arguments)
    if not analyses:
        return UNREADABLE
    analysis = _chosen(analyses, arguments.run)
    if arguments.provenance:
        style = replace(style, provenance=f"{analysis.run.source} · lossacc {__version__} · {_settings(arguments)}")
    view = View(smoothing=arguments.smoothing, log_loss=arguments.log_loss, x_range=arguments.range)
    write_figure(chart_of(analysis, view), arguments.output, style, overwrite=arguments.overwrite)
    _say(f"wrote {arguments.output}")
    return UNREADABLE if errors else DONE


def _formats(arguments: argparse.Namespace) -> int:
    from lossacc_gui.readers.registry import READERS

    if arguments.markdown:
        from lossacc_gui.readers.format_table import as_markdown

        print(as_markdown(READERS), end="")
        return DONE
    for reader in READERS:
        print(f"{reader.name}\n    {reader.title}\n    {reader.looks_like}")
    return DONE


def _causes(arguments: argparse.Namespace) -> int:
    from lossacc_gui.export.text import cause_as_text

    causes = _known_causes(arguments.causes)
    if arguments.id is None:
        width = max(len(cause.id) for cause in causes)
        for cause in causes:
            print(f"{cause.id:<{width}}  {cause.title}")
        return DONE
    for cause in causes:
        if cause.id == arguments.id:
            print(cause_as_text(cause))
            return DONE
    return _fail(f"there is no cause {arguments.id!r}; `lossacc causes` lists them all", USAGE)


def _options(_: argparse.Namespace) -> int:
    for name, value, unit, reason in described(Options()):
        print(f"{name} = {value} ({unit})\n    {reason}")
    return DONE


def _analyses(paths: list[Path], arguments: argparse.Namespace) -> tuple[list[Analysis], list[UnreadableLog]]:
    """Analyse all logs under `paths`; errors and notices are said on standard error as they come."""
    from lossacc_gui.analyze import analyze_all
    from lossacc_gui.detect.pairing import check_pairs, related
    from lossacc_gui.readers.mapping import check_metrics, choice_of, mapped

    choices = [choice_of(text) for text in arguments.map]
    options = Options().changed(dict(arguments.option))
    causes = _known_causes(arguments.causes)
    analyses: list[Analysis] = []
    errors: list[UnreadableLog] = []
    with _ProgressBar() as bar:
        for result in analyze_all(
            paths,
            causes,
            options,
            bar.progress,
            lambda run: related(mapped(run, choices), arguments.pair),
            arguments.evidence,
        ):
            if isinstance(result, UnreadableLog):
                errors.append(result)
                bar.say(f"{result.path}: {result.sentence}")
                continue
            analyses.append(result)
            for notice in result.run.notices:
                where = f" line {notice.line}:" if notice.line is not None else ""
                bar.say(f"{result.run.source}:{where} {notice.text}")
    if analyses:
        check_metrics(choices, [analysis.run for analysis in analyses])
        check_pairs(arguments.pair, [analysis.run for analysis in analyses])
    return analyses, errors


def _known_causes(own: Path | None) -> tuple[Cause, ...]:
    from lossacc_gui.explain.knowledge import load_causes
    from lossacc_gui.resource import resource

    return load_causes(resource("causes"), *([own] if own is not None else []))


def _exporter(arguments: argparse.Namespace) -> Exporter:
    """The exporter that was asked for by name, else the one for the output's ending, else text."""
    from lossacc_gui.export import text
    from lossacc_gui.export.registry import EXPORTERS, exporter_of

    name = "json" if arguments.json else arguments.format
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    return (exporter_of(arguments.output.suffix) if arguments.output else None) or text.EXPORTER


def _emit(text: str, arguments: argparse.Namespace) -> None:
    if arguments.output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    from lossacc_gui.export.files import write_whole

    write_whole(arguments.output, text.encode(), overwrite=arguments.overwrite)
    _say(f"wrote {arguments.output}")


def _chosen(analyses: list[Analysis], name: str | None) -> Analysis:
    """The run that `--run` names; with several runs and no name the first, and says so."""
    names = [analysis.run.name for analysis in analyses]
    if name is None:
        if len(analyses) > 1:
            _say(f"{len(analyses)} runs, drawing {names[0]!r}; choose another with --run: {', '.join(names[1:])}")
        return analyses[0]
    for analysis in analyses:
        if analysis.run.name == name:
            return analysis
    raise BadOption(f"there is no run {name!r}; the log holds {', '.join(names)}")


def _settings(arguments: argparse.Namespace) -> str:
    """The options that were changed and the metrics that were chosen, as they were given."""
    changed = [f"{name}={value}" for name, value in arguments.option]
    changed += [f"--map {text}" for text in arguments.map] + [f"--pair {text}" for text in arguments.pair]
    return ", ".join(changed) or "default options"


class _ProgressBar:
    """A bar on standard error when that is a terminal, else nothing."""

    WIDTH = 30

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.progress: Progress = self._draw if self.shown else silent

    def __enter__(self) -> _ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def say(self, text: str) -> None:
        self._clear()
        _say(text)

    def _draw(self, fraction: float, text: str) -> None:
        done = int(self.WIDTH * fraction)
        sys.stderr.write(f"\r\x1b[K[{'#' * done}{'.' * (self.WIDTH - done)}] {text[:60]}")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _fail(text: str, status: int) -> int:
    _say(f"lossacc: {text}")
    return status


def _parser(open_window: Callable[[Sequence[str]], int]) -> argparse.ArgumentParser:
    from lossacc_gui.export.registry import EXPORTERS

    parser = argparse.ArgumentParser(
        prog="lossacc",
        description="Shows where the loss and the accuracy of a training run part, and explains why.",
    )
    parser.add_argument("--version", action="version", version=f"lossacc {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    analyze = _command(
        commands,
        "analyze",
        _analyze,
        "episodes, findings and causes of each log",
        "lossacc analyze history.csv\n  lossacc analyze runs/ --json > all.json\n  lossacc analyze log.csv -o out.html",
    )
    analyze.add_argument("path", nargs="+", type=Path, help="log files and folders, searched to the bottom")
    form = analyze.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the same as --format json")
    form.add_argument(
        "--format", choices=[exporter.name for exporter in EXPORTERS], help="default: by the ending of FILE, else text"
    )
    analyze.add_argument("-o", "--output", type=Path, metavar="FILE", help="write here instead of standard output")
    analyze.add_argument(
        "--explain-episodes", action="store_true", help="why each stretch of the curves is an episode or is none"
    )
    analyze.add_argument(
        "--examples",
        type=Path,
        metavar="FILE.csv",
        help="write every example of the predictions, the one that moved the loss most first",
    )
    _common(analyze)

    export = _command(
        commands,
        "export",
        _export,
        "the annotated chart as PNG, SVG or PDF",
        "lossacc export history.csv -o chart.svg\n  lossacc export tb/ -o fig.pdf --preset nature-89 --smoothing 0.6",
    )
    export.add_argument("path", type=Path, help="a log file or a folder that is one run")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="ends in .png, .svg or .pdf")
    export.add_argument("--preset", default="screen", help="size, font and line widths; a wrong name lists them all")
    export.add_argument("--width", type=_positive, metavar="MM", help="width in millimetres instead of the preset's")
    export.add_argument("--dpi", type=_positive, help="dots per inch of a PNG instead of the preset's")
    export.add_argument("--dark", action="store_true", help="light on dark")
    export.add_argument("--smoothing", type=_weight, default=0.0, metavar="W", help="0 (off) .. 0.99")
    export.add_argument("--log-loss", action="store_true", help="logarithmic loss axis")
    export.add_argument("--range", type=_range, metavar="A:B", help="show only the epochs (or steps) A to B")
    export.add_argument("--provenance", action="store_true", help="a last line with file, version and settings")
    export.add_argument("--run", metavar="NAME", help="which run of a log that holds several")
    _common(export)

    formats = _command(commands, "formats", _formats, "the log formats and what each looks like", "lossacc formats")
    formats.add_argument("--markdown", action="store_true", help="as the table in the README")
    causes = _command(
        commands,
        "causes",
        _causes,
        "the causes, their evidence, checks, remedies, sources",
        "lossacc causes\n  lossacc causes overconfidence",
    )
    causes.add_argument("id", nargs="?", help="show this cause whole")
    causes.add_argument("--causes", type=Path, metavar="DIR", help="a folder of your own causes, read as well")
    _command(commands, "options", _options, "every threshold with its unit and reason", "lossacc options")
    window = _command(
        commands,
        "open",
        lambda arguments: open_window(_window_arguments(arguments)),
        "the window (the same as lossacc-gui)",
        "lossacc open history.csv\n  lossacc open history.csv --evidence auto",
    )
    window.add_argument("path", nargs="*", help="logs and folders to open")
    _evidence_option(window)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    examples: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"examples:\n  {examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run)
    return parser


def _evidence_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--evidence",
        type=_evidence,
        metavar="FILE|auto",
        help="the run's own predictions; auto takes predictions.npz, .csv or .parquet beside each log",
    )


def _window_arguments(arguments: argparse.Namespace) -> list[str]:
    evidence = [] if arguments.evidence is None else ["--evidence", str(arguments.evidence)]
    return [*arguments.path, *evidence]


def _common(parser: argparse.ArgumentParser) -> None:
    _evidence_option(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace FILE when it exists")
    parser.add_argument("--causes", type=Path, metavar="DIR", help="a folder of your own causes, read as well")
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


def _evidence(text: str) -> Path | Literal["auto"]:
    return "auto" if text == "auto" else Path(text)


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, found {text!r}")
    return name.strip(), value.strip()


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e5:
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text!r}")
    return value


def _weight(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 0.99:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 0.99, found {text!r}")
    return value


def _range(text: str) -> tuple[float, float]:
    low, colon, high = text.partition(":")
    if not colon or float(low) >= float(high):
        raise argparse.ArgumentTypeError(f"expected A:B with A below B, found {text!r}")
    return float(low), float(high)
