"""What each command does; each is given its parsed arguments and returns the status to end with."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lossacc_gui.cli.asked import project_of, request_of
from lossacc_gui.cli.terminal import DONE, UNREADABLE, USAGE, ProgressBar, fail, is_read_on_screen, put, say
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.dismissal import Gone, without
from lossacc_gui.model.errors import BadKnowledge, BadOption, UnreadableLog
from lossacc_gui.model.options import Options, allowed, described
from lossacc_gui.model.request import Request

_EXAMPLES_WANT = "--examples wants one log with its predictions: add --evidence FILE or --evidence auto"


def analyze(arguments: argparse.Namespace) -> int:
    """What each log shows, as text or in the form that was asked for."""
    if arguments.examples is not None and arguments.evidence is None:
        raise BadOption(_EXAMPLES_WANT)
    exporter = _exporter(arguments)
    if arguments.all:
        exporter = _whole(exporter)
    for target in (arguments.output, arguments.examples):
        check(target, arguments, arguments.path)
    if arguments.examples is not None and arguments.examples == arguments.output:
        raise BadOption("-o and --examples name the same file")
    read_here = exporter.name == "text" and arguments.output is None  # by a person, who sees both streams
    on_screen = arguments.output is None and is_read_on_screen()
    told = on_screen and exporter.tells_errors
    analyses, errors, status, _ = analyses_of(
        arguments.path, arguments, tell_notices=not read_here, tell_errors=not told
    )
    if analyses and arguments.run is not None:
        analyses = [chosen(analyses, arguments.run)]
    analyses = without_dismissed(analyses, arguments.dismiss)
    if arguments.explain_episodes:
        from lossacc_gui.use_case import with_stretches

        analyses = [with_stretches(analysis) for analysis in analyses]
    emit(exporter.render(analyses, () if read_here else errors), arguments, analyses)
    if arguments.examples is not None:
        _write_examples(analyses, arguments)
    return status


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


def formats(arguments: argparse.Namespace) -> int:
    """The formats that can be read."""
    from lossacc_gui.readers.registry import READERS

    if arguments.markdown:
        from lossacc_gui.readers.format_table import as_markdown

        put(as_markdown(READERS))
    else:
        put("\n".join(f"{reader.name}\n    {reader.title}\n    {reader.looks_like}" for reader in READERS))
    return DONE


def causes(arguments: argparse.Namespace) -> int:
    """The causes, or all about one of them."""
    from lossacc_gui.export.text import cause_as_text

    causes, wrong = _known_causes(arguments.causes)
    done = UNREADABLE if wrong else DONE
    if arguments.id is None:
        width = max(len(cause.id) for cause in causes)
        put("\n".join(f"{cause.id:<{width}}  {cause.title}" for cause in causes))
        return done
    for cause in causes:
        if cause.id == arguments.id:
            put(cause_as_text(cause))
            return done
    return fail(f"there is no cause {arguments.id!r}; `lossacc causes` lists them all", USAGE)


def facts(arguments: argparse.Namespace) -> int:
    """What is measured of a run: unit, meaning, range, and the causes that expect something of it."""
    from lossacc_gui.explain.facts import FACTS
    from lossacc_gui.explain.facts.words import WORDS

    causes, wrong = _known_causes(arguments.causes)
    lines = []
    for name, fact in FACTS.items():
        words = WORDS[name]
        lines.append(
            f"{name} ({fact.unit}; says no at {words.low:.3g}, yes at {words.high:.3g})\n    {fact.definition}"
        )
        expecting = [
            f"{'+' if sign.expected > 0 else '-'}{cause.id}"
            for cause in causes
            for sign in cause.signs
            if sign.fact == name and sign.expected
        ]
        lines.append(f"    expected by: {', '.join(expecting) or 'none; its weights were fitted'}")
    put("\n".join(lines))
    return UNREADABLE if wrong else DONE


def schema(_: argparse.Namespace) -> int:
    """The JSON Schema of what `analyze --json` prints."""
    from lossacc_gui.api.contract import schema_text

    put(schema_text().rstrip())
    return DONE


def guide(arguments: argparse.Namespace) -> int:
    """Where the user guide lies."""
    from lossacc_gui.resource import resource

    page = resource("guide", "index.html")
    put(str(page))
    if arguments.open:
        import webbrowser

        if not webbrowser.open(page.as_uri()):
            return fail("no browser could be opened", UNREADABLE)
    return DONE


def mcp(_: argparse.Namespace) -> int:
    """Serve agents on standard input and output until the client goes."""
    from lossacc_gui.agents import serve

    serve()
    return DONE


def options(_: argparse.Namespace) -> int:
    """Every threshold with its unit and reason."""
    lines = []
    for name, value, unit, reason in described(Options()):
        low, high = allowed(name)
        lines.append(f"{name} = {value} ({unit}; {low:,.10g} to {high:,.10g})\n    {reason}")
    put("\n".join(lines))
    return DONE


class _Results(NamedTuple):
    analyses: list[Analysis]
    errors: list[UnreadableLog]
    status: int
    request: Request


def analyses_of(
    paths: list[Path], arguments: argparse.Namespace, *, tell_notices: bool = True, tell_errors: bool = True
) -> _Results:
    """Analyse all logs under `paths`; errors and notices are said on standard error unless the report has them."""
    from lossacc_gui.measure.pairing import check_pairs
    from lossacc_gui.project import as_left
    from lossacc_gui.readers.mapping import check_metrics
    from lossacc_gui.use_case import analyze_all

    project = project_of(paths)
    request, wrong = request_of(arguments, project)
    analyses: list[Analysis] = []
    errors: list[UnreadableLog] = []
    with ProgressBar() as bar:
        for result in analyze_all(paths if project is None else list(project.logs), request, bar.progress):
            if isinstance(result, UnreadableLog):
                errors.append(result)
                if tell_errors:
                    bar.say(f"{result.path}: {result.sentence}")
                continue
            analyses.append(result if project is None else as_left(result, project))
            for notice in result.run.notices if tell_notices else ():
                where = f" line {notice.line}:" if notice.line is not None else ""
                bar.say(f"{result.run.source}:{where} {notice.text}")
    if analyses:
        check_metrics(request.choices, [analysis.run for analysis in analyses])
        check_pairs(request.pairs, [analysis.run for analysis in analyses])
    return _Results(analyses, errors, UNREADABLE if errors or wrong else DONE, request)


def _known_causes(own: Path | None) -> tuple[tuple[Cause, ...], tuple[BadKnowledge, ...]]:
    """The causes with the person's own, and what is wrong with these, which is said on standard error."""
    from lossacc_gui.explain.knowledge import known_causes

    causes, errors = known_causes(own)
    for error in errors:
        say(str(error))
    return causes, errors


def _exporter(arguments: argparse.Namespace) -> Exporter:
    """The exporter that was asked for by name, else the one for the output's ending, else text.

    BadOption where the two disagree, or the ending is that of a picture.
    """
    from lossacc_gui.export import text
    from lossacc_gui.export.registry import FIGURES, REPORTS, exporter_of

    name = "json" if arguments.json else arguments.format
    ending = arguments.output.suffix.lower() if arguments.output else ""
    if exporter_of(ending, FIGURES) is not None:
        raise BadOption(f"a report is no {ending} file; `lossacc export` draws the chart as one")
    by_ending = exporter_of(ending, REPORTS)
    for exporter in REPORTS:
        if exporter.name == name:
            if by_ending not in (None, exporter):
                raise BadOption(f"{arguments.output} ends as another format than {name} does")
            return exporter
    return by_ending or text.EXPORTER


def _whole(exporter: Exporter) -> Exporter:
    """The exporter that leaves nothing out; only the text leaves anything out by itself."""
    from lossacc_gui.export import text

    whole = replace(text.EXPORTER, make=lambda analyses, errors, _: text.as_whole_text(analyses, errors))
    return whole if exporter is text.EXPORTER else exporter


def check(target: Path | None, arguments: argparse.Namespace, paths: list[Path]) -> None:
    """CannotWrite where it is plain before the work that `target` cannot be written."""
    if target is not None:
        from lossacc_gui.export.files import check_target

        check_target(target, overwrite=arguments.overwrite, inputs=inputs_of(arguments, paths, []))


def inputs_of(arguments: argparse.Namespace, paths: list[Path], analyses: list[Analysis]) -> list[Path]:
    """The files that are read, and the folders of which a run is made: no output replaces any of them."""
    named = [path for path in paths if not path.is_dir()]
    named += [one for one in (arguments.causes, arguments.evidence) if isinstance(one, Path)]
    sources = [analysis.run.source for analysis in analyses]
    return named + sources + [analysis.evidence.source for analysis in analyses if analysis.evidence is not None]


def emit(text: str, arguments: argparse.Namespace, analyses: list[Analysis]) -> None:
    """Write what was asked for where it was asked for."""
    if arguments.output is None:
        put(text)
        return
    from lossacc_gui.export.files import as_bytes

    write(as_bytes(text), arguments.output, arguments, analyses)


def write(content: bytes, target: Path, arguments: argparse.Namespace, analyses: list[Analysis]) -> None:
    """Write a file and say so."""
    from lossacc_gui.export.files import write_whole

    inputs = inputs_of(arguments, arguments.path, analyses)
    write_whole(target, content, overwrite=arguments.overwrite, inputs=inputs)
    say(f"wrote {target}")


def chosen(analyses: list[Analysis], name: str | None) -> Analysis:
    """The run that `--run` names; with several runs and no name the first, and says so."""
    names = [analysis.run.name for analysis in analyses]
    if name is None:
        if len(analyses) > 1:
            say(f"{len(analyses)} runs, drawing {names[0]!r}; choose another with --run: {', '.join(names[1:])}")
        return analyses[0]
    for analysis in analyses:
        if analysis.run.name == name:
            return analysis
    raise BadOption(f"there is no run {name!r}; the log holds {', '.join(names)}")


def without_dismissed(analyses: list[Analysis], numbers: list[int]) -> list[Analysis]:
    """The one analysis without the events of these numbers; BadOption where there are several, or it has no such."""
    if not numbers or not analyses:
        return analyses
    if len(analyses) > 1:
        names = ", ".join(analysis.run.name for analysis in analyses)
        raise BadOption(f"--dismiss means the events of one run, but there are {len(analyses)}; add --run: {names}")
    (analysis,) = analyses
    count = len(analysis.events)
    wrong = next((number for number in numbers if number > count), None)
    if wrong is not None:
        raise BadOption(f"--dismiss: there is no event {wrong}; the run has {count}")
    return [without(analysis, [Gone.of(analysis.events[number - 1]) for number in numbers])]


def metrics_of(names: Sequence[str] | None, analysis: Analysis) -> tuple[str, ...] | None:
    """The metrics to draw, None for the main ones; BadOption where the run does not have one."""
    known = list(dict.fromkeys(series.logged_as for series in analysis.run.series))
    for name in names or ():
        if name not in known:
            raise BadOption(f"--metric: there is no metric {name!r} in the run; there are {', '.join(known[:40])}")
    return None if names is None else tuple(names)


def settings_of(arguments: argparse.Namespace) -> str:
    """The options that were changed and the metrics that were chosen, as they were given."""
    changed = [f"{name}={value}" for name, value in arguments.option]
    changed += [f"--map {text}" for text in arguments.map] + [f"--pair {text}" for text in arguments.pair]
    return ", ".join(changed) or "default options"
