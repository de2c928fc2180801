"""The use case: a path in, what the program has to say about each run out."""

from __future__ import annotations

from collections.abc import Iterator
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


def analyze(
    path: Path, causes: tuple[Cause, ...], options: Options, progress: Progress = silent
) -> tuple[Analysis, ...]:
    """Read one log (a file, or a folder that is one log) and analyse each run in it.

    Raises UnreadableLog with a sentence for the person, and whatever `progress` raises to cancel.
    """
    runs = read(path, part(progress, 0.0, 0.7))
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
    paths: list[Path], causes: tuple[Cause, ...], options: Options, progress: Progress = silent
) -> Iterator[Analysis | UnreadableLog]:
    """Analyse every log that `paths` (files and folders, nested) hold; a log that cannot be read comes as its error."""
    progress(0.0, "looking for logs")
    found = logs_under(*paths)
    for i, log in enumerate(found):
        if isinstance(log, UnreadableLog):
            yield log
            continue
        try:
            yield from analyze(log, causes, options, part(progress, i / len(found), (i + 1) / len(found)))
        except UnreadableLog as error:
            yield error
