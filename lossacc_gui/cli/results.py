"""The analyses that a command asks for, which of them are meant, and where what it makes of them goes."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lossacc_gui.cli.asked import project_of, request_of
from lossacc_gui.cli.terminal import DONE, UNREADABLE, ProgressBar, put, tell
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.dismissal import Gone, without
from lossacc_gui.model.errors import BadOption, UnreadableLog
from lossacc_gui.model.request import Request

if TYPE_CHECKING:
    from lossacc_gui.export.exporter import Exporter
    from lossacc_gui.export.look import Look
    from lossacc_gui.project import Project
    from lossacc_gui.triage.row import Failure, Row
    from lossacc_gui.triage.triage import Triage
    from lossacc_gui.troubles import Made, Make


class _Results(NamedTuple):
    analyses: list[Analysis]
    errors: list[UnreadableLog]
    status: int
    request: Request


def analyses_of(
    paths: list[Path],
    arguments: argparse.Namespace,
    *,
    tell_notices: bool = True,
    tell_errors: bool = True,
    failed: Sequence[UnreadableLog] = (),
    project: Project | None = None,
) -> _Results:
    """Analyse all logs under `paths`; errors and notices are said on standard error unless the report has them.

    `failed` are the errors of logs that could not be copied here, `project` is the one at `paths` if it was read.
    """
    from lossacc_gui.measure.pairing import check_pairs
    from lossacc_gui.readers.mapping import check_metrics
    from lossacc_gui.use_case import analyze_all

    project = project or project_of(paths)
    request, wrong = request_of(arguments, project)
    analyses: list[Analysis] = []
    errors: list[UnreadableLog] = []
    with ProgressBar() as bar:
        logs = paths if project is None else list(project.logs)
        for result in chain(failed, analyze_all(logs, request, bar.progress)):
            if isinstance(result, UnreadableLog):
                errors.append(result)
                if tell_errors:
                    bar.tell(f"{result.path}: {result.sentence}")
                continue
            analyses.append(result if project is None else _as_left(result, project))
            for notice in result.run.notices if tell_notices else ():
                where = f" line {notice.line}:" if notice.line is not None else ""
                bar.tell(f"{result.run.source}:{where} {notice.text}")
    if analyses:
        check_metrics(request.choices, [analysis.run for analysis in analyses])
        check_pairs(request.pairs, [analysis.run for analysis in analyses])
    return _Results(analyses, errors, UNREADABLE if errors or wrong else DONE, request)


def _as_left(analysis: Analysis, project: Project) -> Analysis:
    from lossacc_gui.project import as_left  # here: most commands are given no project

    return as_left(analysis, project)


def form_of(target: Path | None, asked: str | None, endings: Mapping[str, str], *, any_ending: bool = False) -> str:
    """The form that was asked for, else the one for the ending of the target, else text.

    `endings` are the forms by their endings, dots included. BadOption where the target ends as another form than was
    asked for, or as none; one that may have `any_ending` has none at all, or whichever where a form was asked for.
    """
    by_ending = endings.get(target.suffix.lower()) if target is not None else None
    if target is None or (by_ending is None and any_ending and (asked is not None or not target.suffix)):
        return asked or "text"
    if by_ending is None or asked not in (None, by_ending):
        *most, last = (ending for ending, form in endings.items() if form == (asked or form))
        raise BadOption(
            say(
                "-o: {target} must end in {most}{value}{last}",
                target=target,
                most=", ".join(most),
                value=" or " if most else "",
                last=last,
            )
        )
    return by_ending


def rows_of(
    paths: list[Path],
    request: Request,
    bar: ProgressBar,
    *,
    cached: bool,
    jobs: int = 0,
    since: float | None = None,
    scheduler: str = "",
) -> tuple[Triage, list[Row | Failure]]:
    """The runs under some paths as a triage finds them, and the logs that fail, which are said; with the triage, which
    counts what it passed over. From the cache where they are known, unless not `cached`; `jobs` 0 is one a core, and
    a `scheduler` is the address of one of Dask.
    """
    from lossacc_gui.triage.cache import Cache, cache_path
    from lossacc_gui.triage.row import Failure
    from lossacc_gui.triage.triage import Triage

    results: list[Row | Failure] = []
    with Cache(cache_path()) if cached else nullcontext() as cache:
        look = Triage(paths, request, cache, jobs, since, bar.progress, scheduler)
        for one in look.results():
            results.append(one)
            if isinstance(one, Failure):
                bar.tell(f"{one.source}: {one.reason}")
        if cache is not None and cache.trouble:
            bar.tell(cache.trouble)
    return look, results


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
    write_files({target: content}, arguments, analyses)


def write_files(files: Mapping[Path, bytes], arguments: argparse.Namespace, analyses: list[Analysis]) -> None:
    """Write files that belong together and say so."""
    from lossacc_gui.export.files import write_all

    write_all(files, overwrite=arguments.overwrite, inputs=inputs_of(arguments, arguments.path, analyses))
    for target in files:
        tell(f"wrote {target}")


def made_of(make: Make[Made], analyses: Sequence[Analysis], errors: Sequence[UnreadableLog] = ()) -> tuple[Made, int]:
    """What `make` makes of the runs that it does not trip over, and the status; the others go to standard error."""
    from lossacc_gui.troubles import made_of as made_of_the_rest

    made, told = made_of_the_rest(make, analyses, errors)
    for error in told:
        tell(f"{error.path}: {error.sentence}")
    return made, UNREADABLE if told else DONE


def whole(exporter: Exporter) -> Exporter:
    """The exporter that leaves nothing out; only the text leaves anything out by itself."""
    from lossacc_gui.export import text

    return replace(exporter, make=text.as_whole_text) if exporter is text.EXPORTER else exporter


def chosen(analyses: list[Analysis], name: str | None) -> Analysis:
    """The run that `--run` names; with several runs and no name the first, and says so."""
    names = [analysis.run.name for analysis in analyses]
    if name is None:
        if len(analyses) > 1:
            tell(f"{len(analyses)} runs, drawing {names[0]!r}; choose another with --run: {', '.join(names[1:])}")
        return analyses[0]
    for analysis in analyses:
        if analysis.run.name == name:
            return analysis
    raise BadOption(say("there is no run {name!r}; the log holds {names}", name=name, names=", ".join(names)))


def of_one(analyses: list[Analysis], arguments: argparse.Namespace) -> list[Analysis]:
    """The one analysis without the events that are dismissed and with the notes that are given; BadOption where there
    are several, or it has no such event.
    """
    if not (arguments.dismiss or arguments.note) or not analyses:
        return analyses
    if len(analyses) > 1:
        names = ", ".join(analysis.run.name for analysis in analyses)
        raise BadOption(
            say(
                "--dismiss and --note mean one run, but there are {count}; add --run: {names}",
                count=len(analyses),
                names=names,
            )
        )
    (analysis,) = analyses
    count = len(analysis.events)
    wrong = next((number for number in arguments.dismiss if number > count), None)
    if wrong is not None:
        raise BadOption(say("--dismiss: there is no event {wrong}; the run has {count}", wrong=wrong, count=count))
    left = without(analysis, [Gone.of(analysis.events[number - 1]) for number in arguments.dismiss])
    return [replace(left, notes=(*left.notes, *arguments.note))]


def metrics_of(names: Sequence[str] | None, analysis: Analysis) -> tuple[str, ...] | None:
    """The metrics to draw, None for the main ones; BadOption where the run does not have one."""
    from lossacc_gui.chart.choice import is_named

    known = list(analysis.run.curve_names.values())
    for name in names or ():
        if not any(is_named(series, (name,)) for series in analysis.run.series):
            raise BadOption(
                say(
                    "--metric: there is no metric {name!r} in the run; there are {known}",
                    name=name,
                    known=", ".join(known[:40]),
                )
            )
    return None if names is None else tuple(names)


def metrics_of_any(names: list[str] | None, analyses: list[Analysis]) -> tuple[str, ...] | None:
    """The metrics to draw of several runs, None for the main ones; BadOption where none of the runs has one of them."""
    from lossacc_gui.chart.choice import is_named

    for name in names or ():
        if not any(is_named(series, (name,)) for analysis in analyses for series in analysis.run.series):
            raise BadOption(say("--metric: there is no metric {name!r} in any of the runs", name=name))
    return None if names is None else tuple(names)


def check_colours(colours: Sequence[Colour], analyses: Sequence[Analysis]) -> None:
    """BadOption where a colour is for a metric that none of the runs has."""
    every = [series for analysis in analyses for series in analysis.run.series]
    check_names(colours, {(one.logged_as, one.split.value) for one in every})


def check_names(colours: Sequence[Colour], curves: Collection[tuple[str, str]]) -> None:
    """BadOption where a colour is for none of these curves (metric, split), if there are any."""
    for colour in colours if curves else ():
        if not any(colour.is_of(*curve) for curve in curves):
            known = ", ".join(sorted({metric for metric, _ in curves})[:40])
            raise BadOption(
                say(
                    "--colour: there is no metric {name!r} in the log; there are {known}", name=colour.name, known=known
                )
            )


def tell_colours(exporter: Exporter, analyses: Sequence[Analysis], look: Look) -> None:
    """Say on standard error which of a person's colours are hard to see or to tell apart in a file, each once."""
    for note in dict.fromkeys(note for analysis in analyses for note in exporter.colour_notes(analysis, look)):
        tell(note)


def settings_of(arguments: argparse.Namespace) -> str:
    """The options that were changed and the metrics that were chosen, as they were given."""
    changed = [f"{name}={value}" for name, value in arguments.option]
    changed += [f"--map {text}" for text in arguments.map] + [f"--pair {text}" for text in arguments.pair]
    return ", ".join(changed) or "default options"
