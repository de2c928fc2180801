"""The slow work of a session: reading and analysing logs, drawing charts; done in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.gui.background import Deliver, Work
from lossacc_gui.model.errors import Cancelled, LossaccError, UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.request import Request
from lossacc_gui.troubles import trouble_with

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.model.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Beside:
    """The predictions that lie beside a log, found while it was read."""

    log: Path
    predictions: Path


def loading(paths: tuple[Path, ...], prepare: Callable[[], None], request: Request) -> Work:
    """Read and analyse `paths`, after `prepare`; delivers Analyses, what failed, and what lies beside."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "starting")
        prepare()
        from lossacc_gui.analyze import analyze_all
        from lossacc_gui.explain.predictions import predictions_beside

        for result in analyze_all(list(paths), _ready(request, deliver), progress):
            if not isinstance(result, UnreadableLog):
                beside = predictions_beside(result.run.source)
                if beside is not None:
                    deliver(Beside(result.run.source, beside))
            deliver(result)

    return work


def reanalysing(analyses: tuple[Analysis, ...], request: Request) -> Work:
    """Analyse runs again that were read already; delivers an Analysis each."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.analyze import analyze_run, paired

        ready = _ready(request, deliver)
        for i, one in enumerate(analyses):
            progress(i / len(analyses), f"analysing {one.run.name}")
            heard = one.evidence
            source, predictions = (heard.source, heard.predictions) if heard is not None else (None, None)
            try:
                deliver(analyze_run(paired(one.run, ready), ready, source, predictions))
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
        deliver(prepare(chart_of(analysis, view)))

    return work


def _ready(request: Request, deliver: Deliver) -> Request:
    """The request with its causes read; what is wrong with the person's own is delivered."""
    from lossacc_gui.explain.knowledge import with_causes

    ready, errors = with_causes(request)
    for error in errors:
        deliver(error)
    return ready
