"""The figures and reports of every log of a folder, made by several processes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.cli.asked import request_of
from lossacc_gui.cli.looks import look_of
from lossacc_gui.cli.results import check_names, metrics_of
from lossacc_gui.cli.shared import means_one
from lossacc_gui.cli.terminal import DONE, UNREADABLE, ProgressBar, sentence_of, tell
from lossacc_gui.cli.windows import seen_in
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption, CannotWrite, LossaccError, UnreadableLog
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.request import Request
from lossacc_gui.numerals import counted_text

if TYPE_CHECKING:
    from lossacc_gui.export.exporter import Exporter
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.project import Project


@dataclass(frozen=True, slots=True)
class Drawing:
    """A log to be drawn; its files are called `name`, a run of several with its own name behind."""

    log: Path
    name: str


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to be made of every log: files of these kinds in this folder, the runs as a project left them.

    paper  how a figure for a paper is wanted, which has another usual size
    """

    kinds: tuple[str, ...]
    folder: Path
    look: Look
    metrics: tuple[str, ...] | None
    overwrite: bool
    project: Project | None = None
    paper: Look = PLAIN


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many files came of a log, and what stood in the way of others.

    notes   what to tell of a person's colours
    curves  metric and split of all that the log holds, for colours that are of none
    """

    files: int
    troubles: tuple[str, ...]
    notes: tuple[str, ...] = ()
    curves: frozenset[tuple[str, str]] = frozenset()


def export_all(arguments: argparse.Namespace, project: Project | None) -> int:
    """Write the figures of every log under the paths into a folder; the status to end with."""
    from lossacc_gui.export.naming import names_of
    from lossacc_gui.triage.pool import Lost, Pool, usable_cores
    from lossacc_gui.use_case import logs_of

    if means_one(arguments):
        raise BadOption(say("--run, --dismiss and --note mean one log, and all logs of a folder are drawn"))
    kinds = tuple(arguments.kind or ["png"])
    paper = look_of(arguments, for_paper=True, project=project) if "paper" in kinds else PLAIN
    look = paper if kinds == ("paper",) else look_of(arguments, for_paper=False, project=project)
    paths = arguments.path if project is None else list(project.logs)
    request, wrong = request_of(arguments, project)
    found = logs_of(paths, request)
    troubles = [f"{one.path}: {one.sentence}" for one in found if isinstance(one, UnreadableLog)]
    logs = [one for one in found if not isinstance(one, UnreadableLog)]
    names = names_of(logs, paths)
    folder = arguments.output
    make_folder(folder)
    metrics = None if arguments.metric is None else tuple(arguments.metric)
    orders = Orders(kinds, folder, look, metrics, arguments.overwrite, project, paper)
    files, done = 0, 0
    notes: dict[str, None] = {}
    curves = set[tuple[str, str]]()
    with ProgressBar() as bar:
        for text in troubles:
            bar.tell(text)

        def tick() -> None:
            bar.progress(done / max(len(logs), 1), f"{done} of {len(logs)} logs, {files} files")

        with Pool(partial(_worker, request, orders), arguments.jobs or usable_cores()) as pool:
            for task, result in pool.each([Drawing(log, names[log]) for log in logs], tick):
                done += 1
                if isinstance(result, Lost):
                    told: tuple[str, ...] = (f"{task.log}: the process that drew it ended ({result.code})",)
                else:
                    files, told = files + result.files, result.troubles
                    curves |= result.curves
                    notes |= dict.fromkeys(result.notes)
                troubles += told
                for text in told:
                    bar.tell(text)
                tick()
    tell(f"wrote {counted_text(files, 'file')} of {counted_text(len(logs), 'log')} into {folder}")
    for note in notes:
        tell(note)
    check_names(arguments.colour or (), curves)
    return UNREADABLE if troubles or wrong else DONE


def make_folder(folder: Path) -> None:
    """Make the folder where it is not there; CannotWrite where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(
            say("{folder} could not be made: {strerror}.", folder=folder, strerror=error.strerror or error)
        ) from error


def _worker(request: Request, orders: Orders) -> Callable[[Drawing], Drawn]:
    return partial(draw, request, orders)


def draw(request: Request, orders: Orders, task: Drawing) -> Drawn:
    """Write the files of a log, each whole or not at all; what fails is told and keeps nothing else from being made."""
    from lossacc_gui.export.files import write_all
    from lossacc_gui.export.naming import file_name, untaken
    from lossacc_gui.export.registry import EXPORTERS
    from lossacc_gui.project import as_left
    from lossacc_gui.troubles import trouble_with
    from lossacc_gui.use_case import analyze_log

    results = list(analyze_log(task.log, request))
    troubles = [f"{one.path}: {one.sentence}" for one in results if isinstance(one, UnreadableLog)]
    analyses = [one for one in results if not isinstance(one, UnreadableLog)]
    taken = set[str]()
    files = 0
    notes: dict[str, None] = {}
    for analysis in analyses:
        own = f"{task.name}-{file_name(analysis.run.name)}" if len(analyses) > 1 else task.name
        name = untaken(own[:180], taken)
        for exporter in (one for one in EXPORTERS if one.name in orders.kinds):
            target = orders.folder / f"{name}{exporter.suffixes[0]}"
            try:
                left = analysis if orders.project is None else as_left(analysis, orders.project)
                look = _look(orders, left, exporter)
                notes |= dict.fromkeys(exporter.colour_notes(left, look))
                made = exporter.files(target, [left], (), look)
                write_all(made, overwrite=orders.overwrite, inputs=(task.log, analysis.run.source))
            except LossaccError as error:
                troubles.append(plain_text(f"{task.log}: {sentence_of(error)}"))
                continue
            except Exception as error:  # noqa: BLE001 - one log never takes others down
                troubles.append(f"{task.log}: {trouble_with(task.log, error).sentence}")
                continue
            files += len(made)
    curves = frozenset((one.logged_as, one.split.value) for analysis in analyses for one in analysis.run.series)
    return Drawn(files, tuple(troubles), tuple(map(plain_text, notes)), curves)


def _look(orders: Orders, analysis: Analysis, exporter: Exporter) -> Look:
    """How a file of this run is wanted; BadOption where it does not have a metric that was asked for."""
    look = orders.paper if exporter.name == "paper" else orders.look
    metrics, view = metrics_of(orders.metrics, analysis), look.view
    seen = replace(view, shown=metrics) if orders.project is None else seen_in(orders.project, analysis, view, metrics)
    return replace(look, view=seen, style=look.style if exporter.figure else None)
