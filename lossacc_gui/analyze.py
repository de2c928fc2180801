"""The use case: a path in, what the program has to say about each run out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.ranking import explain
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.options import Options
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import Run
from lossacc_gui.readers.registry import logs_under, read


def as_read(run: Run) -> Run:
    """The run as its log tells it."""
    return run


def analyze(
    path: Path,
    causes: tuple[Cause, ...],
    options: Options,
    progress: Progress = silent,
    meant: Callable[[Run], Run] = as_read,
) -> tuple[Analysis, ...]:
    """Read one log (a file, or a folder that is one log) and analyse each run in it.

    `meant` says what the metrics of a run mean where the reader may be wrong (readers.mapping).
    Raises UnreadableLog with a sentence for the person, and whatever `progress` raises to cancel.
    """
    runs = tuple(map(meant, read(path, part(progress, 0.0, 0.7))))
    analyses = []
    for i, run in enumerate(runs):
        progress(0.7 + 0.3 * i / len(runs), f"analysing {run.name}")
        analyses.append(analyze_run(run, causes, options))
    progress(1.0, "done")
    return tuple(analyses)


def analyze_run(run: Run, causes: tuple[Cause, ...], options: Options) -> Analysis:
    """Find the episodes and findings of a run and argue about their causes."""
    detection = detect(run, options)
    explanations, overall = explain(run, detection, causes, options)
    return Analysis(
        run=run,
        pairs=detection.pairs,
        episodes=detection.episodes,
        explanations=explanations,
        findings=detection.findings,
        overall=overall,
        options=options,
    )


def analyze_all(
    paths: list[Path],
    causes: tuple[Cause, ...],
    options: Options,
    progress: Progress = silent,
    meant: Callable[[Run], Run] = as_read,
) -> Iterator[Analysis | UnreadableLog]:
    """Analyse every log that `paths` (files and folders, nested) hold; a log that cannot be read comes as its error."""
    progress(0.0, "looking for logs")
    found = logs_under(*paths)
    for i, log in enumerate(found):
        if isinstance(log, UnreadableLog):
            yield log
            continue
        try:
            yield from analyze(log, causes, options, part(progress, i / len(found), (i + 1) / len(found)), meant)
        except UnreadableLog as error:
            yield error
