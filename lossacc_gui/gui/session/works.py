"""The slow work of a session: reading and analysing logs, drawing charts; done in the background."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.gui.background.threads import Deliver, Work
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadKnowledge, BadOption, Cancelled, LossaccError, UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.request import Request
from lossacc_gui.troubles import made_of, trouble_with

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.chart import Chart, View
    from lossacc_gui.gui.session.runs_together import Overlay
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.readers.following import Following
    from lossacc_gui.use_case import ReadLog

LONGEST_WAIT = 5.0
"""Seconds for a folder of own causes to answer."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The predictions that lie beside a log, found while it was read."""

    log: Path
    predictions: Path


@dataclass(slots=True)
class Kept:
    """What is kept of a log that is followed, so that only what is new in it is read."""

    following: Following | None = None

    def reader(self) -> ReadLog:
        """What reads the log."""
        from lossacc_gui.readers.following import Following

        self.following = self.following or Following()
        return self.following.read


def loading(paths: tuple[Path, ...], prepare: Callable[[], None], request: Request, kept: Kept | None = None) -> Work:
    """Read and analyse `paths`, after `prepare`; delivers Analyses, what failed, and what lies beside.

    `kept` is for one log that is read again and again.
    """

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "starting")
        prepare()
        from lossacc_gui.explain.predictions import predictions_beside
        from lossacc_gui.readers.registry import read
        from lossacc_gui.use_case import analyze_all

        read_log = read if kept is None else kept.reader()
        for result in analyze_all(list(paths), _ready(request, progress, deliver), progress, read_log):
            if not isinstance(result, UnreadableLog):
                beside = predictions_beside(result.run.source)
                if beside is not None:
                    deliver(Beside(result.run.source, beside))
            deliver(result)

    return work


def reanalysing(analyses: tuple[Analysis, ...], request: Request) -> Work:
    """Analyse runs again that were read already; delivers an Analysis each."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.use_case import analyze_run, paired, with_way_on

        ready = _ready(request, progress, deliver)
        for i, one in enumerate(analyses):
            progress(i / len(analyses), say("analysing {run}", run=one.run.name))
            heard = one.evidence
            source, predictions = (heard.source, heard.predictions) if heard is not None else (None, None)
            try:
                deliver(analyze_run(with_way_on(paired(one.run, ready)), ready, source, predictions))
            except (LossaccError, Cancelled):
                raise
            except Exception as error:  # noqa: BLE001 - one run never takes others down
                deliver(trouble_with(one.run.source, error))

    return work


def drawing(analysis: Analysis, view: View) -> Work:
    """Deliver the chart of a run, ready for the screen."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.chart import chart_of
        from lossacc_gui.gui.chart.prepared import prepare

        progress(0.0, "drawing")
        try:
            chart = chart_of(analysis, view)
        except BadOption:  # what another run counts by
            chart = chart_of(analysis, replace(view, x=""))
        deliver(prepare(chart))

    return work


def overlaid(overlay: Overlay, view: View) -> tuple[Chart, tuple[UnreadableLog, ...]]:
    """The chart of several runs, and what to tell of those that cannot be drawn; BadOption where none can together."""
    from lossacc_gui.chart.overlay import overlay_of
    from lossacc_gui.triage.runs_or_medians import SeedsWanted, member_of, members_of

    compared_to = next((run.analysis for run in overlay.runs if run.key == overlay.baseline), None)
    wanted = SeedsWanted(overlay.request, named=True) if overlay.seeds else None
    own = {id(run.analysis.run): run.colour for run in overlay.runs}

    def make(some: Sequence[Analysis], _: Sequence[UnreadableLog]) -> Chart:
        members = members_of(some, wanted if len(some) > 1 else None)
        members = tuple(replace(member, colour=own.get(id(member.runs[0]), "")) for member in members)
        baseline = None if compared_to is None else member_of(members, compared_to)
        try:
            return overlay_of(members, view, baseline)
        except BadOption:  # what the runs do not all count by
            return overlay_of(members, replace(view, x=""), baseline)

    return made_of(make, [run.analysis for run in overlay.runs])


def drawing_together(overlay: Overlay, view: View) -> Work:
    """Deliver the chart of several runs, ready for the screen; where they cannot be drawn together, why not."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.gui.chart.prepared import prepare

        progress(0.0, "drawing")
        try:
            chart, left_out = overlaid(overlay, view)
        except BadOption as error:
            deliver(error)
            return
        for told in left_out:
            deliver(told)
        deliver(prepare(chart))

    return work


def _ready(request: Request, progress: Progress, deliver: Deliver) -> Request:
    """The request with its causes read; what is wrong with the person's own is delivered.

    A folder that does not answer keeps nothing from being opened.
    """
    from lossacc_gui.explain.knowledge import with_causes
    from lossacc_gui.readers.patience import patiently

    until = time.monotonic() + LONGEST_WAIT

    def wait(_fraction: float, _text: str) -> None:
        progress(0.0, "reading the causes")
        if time.monotonic() > until:
            raise BadKnowledge(
                say(
                    "{folder} does not answer; the causes that come with the program are used",
                    folder=request.own_causes,
                )
            )

    try:
        ready, errors = (
            with_causes(request) if request.own_causes is None else patiently(lambda _: with_causes(request), wait)
        )
    except BadKnowledge as error:
        ready, errors = with_causes(replace(request, own_causes=None))[0], (error,)
    for told in errors:
        deliver(told)
    return ready
