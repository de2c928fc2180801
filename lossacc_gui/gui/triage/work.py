"""A triage for the window, in a process of its own: Python beside Python would let the table wait for every cell."""

from __future__ import annotations

from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from lossacc_gui.explain.knowledge import with_causes
from lossacc_gui.export.files import as_bytes, write_whole
from lossacc_gui.gui.background.threads import Deliver, Work
from lossacc_gui.language import say, shown
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import LossaccError
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.request import Request
from lossacc_gui.triage.apart import Ended, Handful, serve
from lossacc_gui.triage.compare import OtherRuns, argued_among, compare
from lossacc_gui.triage.reports.comparison import as_body
from lossacc_gui.triage.reports.registry import report_of
from lossacc_gui.triage.reports.report import Told
from lossacc_gui.triage.row import Row

TICK = 0.1  # seconds between two looks whether the work is still wanted
PATIENCE = 5.0  # seconds in which the process may end by itself


def writing(told: Told, request: Request, path: Path, overwrite: bool, inputs: tuple[Path, ...]) -> Work:
    """Write the report that the file's ending asks for, with what the runs say of each other's causes."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "writing")
        report = report_of(path.suffix)
        assert report is not None
        argued = argued_among(told.table.rows, _causes(request), request.options)
        content = as_bytes(report.render(replace(told, argued=argued)))
        write_whole(path, content, overwrite=overwrite, inputs=(*inputs, *told.table.logs))
        deliver(path)

    return work


def comparing(rows: tuple[Row, ...], others: tuple[Row, ...], request: Request) -> Work:
    """Deliver the comparison of runs, the others being asked, as the inside of a page."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "comparing")
        deliver(as_body(compare(rows, others, _causes(request), request.options), shown))

    return work


def asking(row: Row, others: tuple[Row, ...], request: Request) -> Work:
    """Deliver a tuple of texts: what the other runs say of the causes that are suspected in one."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "comparing")
        deliver(tuple(one.text for one in OtherRuns(others, _causes(request), request.options).of(row)))

    return work


def _causes(request: Request) -> dict[str, Cause]:
    return {cause.id: cause for cause in with_causes(request)[0].causes or ()}


def triaging(paths: tuple[Path, ...], request: Request) -> Work:
    """Deliver tuples of rows and failures, and Seen in the end."""

    def work(progress: Progress, deliver: Deliver) -> None:
        context = get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there, paths, request))
        process.start()
        there.close()
        try:
            _follow(here, progress, deliver)
        finally:
            here.close()  # which it sees, and ends
            process.join(PATIENCE)
            if process.is_alive():
                process.terminate()
                process.join()

    return work


def _follow(pipe: Connection, progress: Progress, deliver: Deliver) -> None:
    """Hand on what the process tells until it has ended."""
    told = (0.0, "starting")
    while True:
        progress(*told)
        if not pipe.poll(TICK):
            continue
        try:
            heard: Handful | Ended = pipe.recv()
        except (EOFError, OSError):
            raise LossaccError(say("The process of the triage was ended from outside; look again.")) from None
        if isinstance(heard, Ended):
            if heard.error is not None:
                raise heard.error
            if heard.seen is not None:
                deliver(heard.seen)
            return
        told = (heard.fraction, heard.text)
        if heard.results:
            deliver(heard.results)
