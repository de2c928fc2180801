"""The use case of every surface: a path in, what the program has to say about each run out."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from lossacc_gui.detect.detection import detect
from lossacc_gui.detect.judgement import judgements
from lossacc_gui.explain.knowledge import with_causes
from lossacc_gui.explain.predictions import is_evidence_table, predictions_beside, read_predictions
from lossacc_gui.explain.verdict import explain
from lossacc_gui.language import joined, say
from lossacc_gui.measure.classes import known_classes, with_told_classes
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.keep import keep_of
from lossacc_gui.measure.pairing import across_said, pair_across, pairs_of, related
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.errors import BadOption, TableOfRuns, UnknownNames, UnreadableLog
from lossacc_gui.model.later import Later
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Notice, Run
from lossacc_gui.model.verdict import Keep
from lossacc_gui.readers.doubt import is_decided
from lossacc_gui.readers.guesses import are_hopeful, guesses, told_unknown, unknown_said
from lossacc_gui.readers.mapping import header_of, is_understood, mapped, mapped_or_told
from lossacc_gui.readers.registry import logs_under, read, read_unknown
from lossacc_gui.readers.searching import Judge, is_folder
from lossacc_gui.troubles import told_of

ReadLog = Callable[[Path, Progress], tuple[Run, ...]]
"""Reads a log as the registry does; a log that is followed need not be read anew."""


def analyze(path: Path, request: Request, progress: Progress = silent) -> tuple[Analysis, ...]:
    """Read one log (a file, or a folder that is one log) and analyse each run in it as `request` wants it.

    Raises UnreadableLog with a sentence for the person, about the log or about its evidence; BadKnowledge where the
    request's causes are still to be read and cannot be; and whatever `progress` raises to cancel.
    """
    request = _ready(request)
    source = evidence_file(path, request)
    predictions = None if source is None else read_predictions(source)
    runs = _read(path, request, progress)
    return tuple(analyze_run(run, request, source, predictions) for run in _each(runs, progress))


def analyze_runs(runs: tuple[Run, ...], request: Request, progress: Progress = silent) -> tuple[Analysis, ...]:
    """Analyse runs that are in memory, with the predictions in the file that `request` names.

    Raises UnknownNames where no metric of any run is known by its name, and otherwise what `analyze` raises.
    """
    request = _ready(request)
    source = request.evidence if isinstance(request.evidence, Path) else None
    predictions = None if source is None else read_predictions(source)
    named = tuple(as_wanted(run, request) for run in runs)
    if not any(map(is_understood, named)):
        raise _unknown(runs[0].source, runs)
    named = tuple(map(with_way_on, named))
    return tuple(analyze_run(run, request, source, predictions) for run in _each(named, progress))


def _ready(request: Request) -> Request:
    """The request with its causes; BadKnowledge for the first that cannot be read."""
    request, errors = with_causes(request)
    if errors:
        raise errors[0]
    return request


def evidence_file(log: Path, request: Request) -> Path | None:
    """The file with the predictions of a log, None where there is none or none is wanted."""
    wanted = request.evidence_for(log)
    return predictions_beside(log) if wanted == "auto" else wanted


def _read(path: Path, request: Request, progress: Progress, read_log: ReadLog = read) -> tuple[Run, ...]:
    mine = part(progress, 0.0, 0.7)
    try:
        runs = tuple(as_wanted(run, request) for run in read_log(path, mine))
    except UnreadableLog as error:
        runs = _named(error, request, mine)
    return tuple(map(with_way_on, runs))


def _named(error: UnreadableLog, request: Request, progress: Progress) -> tuple[Run, ...]:
    """The runs of a log that no reader takes, with the names that a person gave; the error where these do not help."""
    if isinstance(error, TableOfRuns):
        raise error
    if isinstance(error, UnknownNames):
        named = tuple(as_wanted(run, request) for run in error.runs)
        if not all(is_decided(run, _choices_for(run, request)) for run in error.runs):
            raise error
        return named
    runs = read_unknown(error.path, progress)
    if not runs:
        raise error
    named = tuple(as_wanted(run, request) for run in runs)
    if not any(map(is_understood, named)):
        raise _unknown(error.path, runs) from error
    return named


def _unknown(path: Path, runs: tuple[Run, ...]) -> UnknownNames:
    found = guesses(runs[0])
    reason, advice = unknown_said(runs[0], found)
    return UnknownNames(path, reason, advice=advice, runs=runs, hopeful=are_hopeful(runs[0], found))


def with_way_on(run: Run) -> Run:
    """The run with notices what to do where none of its metrics is known, or none is related to another.

    What was noticed so before and no longer holds is gone.
    """
    now = _ways_on(run)
    before = _ways_on(replace(run, asked=())) if run.asked else now
    kept = tuple(notice for notice in run.notices if notice not in before)
    return run if not before and not now else replace(run, notices=(*kept, *now))


def _ways_on(run: Run) -> list[Notice]:
    told, across = told_unknown(run), pair_across(run)
    notices = [Notice(joined(" ", told))] if told is not None else []
    if across is not None:
        loss, accuracy = across
        pair = shlex.quote(f"{loss.logged_as}:{accuracy.logged_as}")
        notices.append(
            Notice(
                say(
                    "{across}: --pair {pair} (in the window: Run > Relate Across Splits).",
                    across=across_said(*across),
                    pair=pair,
                )
            )
        )
    return notices


def _choices_for(run: Run, request: Request) -> tuple[Choice, ...]:
    """All that was said of the metrics of a run."""
    return (*request.choices, *dict(request.meanings).get(header_of(run), ()))


def as_wanted(run: Run, request: Request) -> Run:
    """The run as it was read, with the meanings and pairs that are wanted; BadOption where `choices` do not fit."""
    if request.meanings:
        run = mapped_or_told(run, dict(request.meanings).get(header_of(run), ()))
    return paired(mapped(run, request.choices), request)


def paired(run: Run, request: Request) -> Run:
    """The run with the pairs that are wanted."""
    return related(run, request.pairs_in(run.source))


def _each(runs: tuple[Run, ...], progress: Progress) -> Iterator[Run]:
    """The runs one after the other, as they are analysed."""
    for i, run in enumerate(runs):
        told = say("analysing {run}", run=run.name)
        progress(0.7 + 0.3 * i / len(runs), told)
        yield run
        progress(0.7 + 0.3 * (i + 1) / len(runs), told)  # the log is done, the work that it is a part of may not be


def analyze_run(
    run: Run, request: Request, source: Path | None = None, predictions: Predictions | None = None
) -> Analysis:
    """Find the episodes and findings of a run and argue about their causes, with its predictions from `source`.

    The run is taken as it is: `as_wanted` gives it the meanings and pairs that are wanted.
    """
    request = _ready(request)
    options = with_told_classes(request.options, run)
    course = course_of(run, pairs_of(run), options)
    detection = detect(run, options, course)
    keep = keep_of(run, detection.pairs, options, (*detection.episodes, *detection.findings))
    if keep is not None:
        keep = replace(keep, files=Later(partial(_fitting, keep, run, request.checkpoints)))  # a triage tells of none
    told = explain(run, course, detection, request.causes or (), options, predictions, keep)
    evidence = None
    if source is not None and predictions is not None:
        from lossacc_gui.explain.settled import settle  # here, as most logs come without predictions

        episodes = tuple(event.what for event in told.events if isinstance(event.what, Episode))
        shown = replace(detection, episodes=episodes)
        evidence = settle(source, predictions, run, shown, told.curves, told.overall, options)
    return Analysis(
        run=run,
        pairs=detection.pairs,
        events=told.events,
        findings=detection.findings,
        overall=told.overall,
        verdict=told.verdict,
        options=options,
        jumps=course.jumps,
        classes=known_classes(course, options),
        evidence=evidence,
    )


def _fitting(keep: Keep, run: Run, folder: Path | None) -> tuple[Path, ...]:
    from lossacc_gui.measure.checkpoints import fitting  # here, as a figure tells of none

    return fitting(keep, run, folder)


def with_stretches(analysis: Analysis) -> Analysis:
    """The analysis with why each stretch of its curves is an episode or is none."""
    return replace(analysis, stretches=judgements(analysis.run, analysis.options))


def analyze_all(
    paths: list[Path], request: Request, progress: Progress = silent, read_log: ReadLog = read
) -> Iterator[Analysis | UnreadableLog]:
    """Analyse every log that `paths` (files and folders, nested) hold; a log that cannot be read comes as its error.

    So does evidence that cannot be read, and its log is analysed without; and so does an exception that nobody
    expected, of which a report is written: one log or run never keeps the others from being shown. Raises BadOption
    when one file of evidence is given for several logs, BadKnowledge where the request's causes are still to be read
    and cannot be, and whatever `progress` raises to cancel.
    """
    request = _ready(request)
    progress(0.0, "looking for logs")
    found = logs_of(paths, request)
    for i, one in enumerate(found):
        mine = part(progress, i / len(found), (i + 1) / len(found))
        if isinstance(one, UnreadableLog) and not _is_file(one.path):
            yield from _named_under(one, request, mine)
        else:  # of a file that no reader takes a person may have said what its numbers mean
            yield from analyze_log(one.path if isinstance(one, UnreadableLog) else one, request, mine, read_log)


def _is_file(path: Path) -> bool:
    """Whether there is a file; a name that the system takes for too long is none."""
    try:
        return path.is_file()
    except OSError:
        return False


MOST_FILES = 300  # of a folder without a log that are looked at for names that a person gave
NAMED_KINDS = frozenset({".csv", ".tsv", ".txt", ".log", ".out", ".dat", ".json", ".jsonl"})


def _named_under(error: UnreadableLog, request: Request, progress: Progress) -> Iterator[Analysis | UnreadableLog]:
    """The runs of files under a folder without a log to which a person gave names; the error where there are none."""
    asked = bool(request.choices or request.meanings) and is_folder(error.path)
    under = error.path.rglob("*") if asked else iter(())
    files = sorted(file for file in under if file.suffix.lower() in NAMED_KINDS and file.is_file())
    found = False
    for file in files[:MOST_FILES]:
        try:
            named = (as_wanted(run, request) for run in read_unknown(file, progress))
            runs = [with_way_on(run) for run in named if is_understood(run)]
            results: list[Analysis | UnreadableLog] = [analyze_run(run, request) for run in runs]
        except Exception as trouble:  # noqa: BLE001 - one log never takes others down
            results = [told_of(file, trouble)]
        found = found or bool(results)
        yield from results
    if not found:
        yield error


def logs_of(paths: list[Path], request: Request, judge: Judge | None = None) -> list[Path | UnreadableLog]:
    """The logs that `paths` hold, and what cannot be looked into; BadOption where one file of evidence has several.

    `judge` as `logs_under` takes it.
    """
    named = frozenset(paths)  # a project may name thousands
    found = [
        log
        for log in logs_under(*paths, judge=judge)
        if log in named or isinstance(log, UnreadableLog) or not is_evidence_table(log)
    ]
    file = request.evidence
    if isinstance(file, Path) and len(found) > 1:
        raise BadOption(
            say(
                "{file} belongs to one log, but there are {count}; `auto` takes the file beside each",
                file=file,
                count=len(found),
            )
        )
    return found


def analyze_log(
    log: Path, request: Request, progress: Progress = silent, read_log: ReadLog = read
) -> Iterator[Analysis | UnreadableLog]:
    """The analyses of a log, and what kept it, a run or its evidence from being analysed; raises as `analyze_all`."""
    request = _ready(request)
    source, predictions = evidence_file(log, request), None
    if source is not None:
        try:
            predictions = read_predictions(source)
        except Exception as error:  # noqa: BLE001 - one log never takes others down
            yield told_of(source, error)
    try:
        runs = _read(log, request, progress, read_log)
    except Exception as error:  # noqa: BLE001 - one log never takes others down
        yield told_of(log, error)
        return
    for run in _each(runs, progress):
        try:
            heard = source if predictions is not None else None
            result: Analysis | UnreadableLog = analyze_run(run, request, heard, predictions)
        except Exception as error:  # noqa: BLE001
            result = told_of(log, error)
        yield result
