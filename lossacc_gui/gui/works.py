"""The slow work of a session: reading and analysing logs, drawing charts; done in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.gui.background import Deliver, Work
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.run import Run
    from lossacc_gui.readers.mapping import Choice


@dataclass(frozen=True, slots=True)
class Beside:
    """The predictions that lie beside a log, found while it was read."""

    log: Path
    predictions: Path


def loading(
    paths: tuple[Path, ...],
    prepare: Callable[[], None],
    choices: dict[str, tuple[Choice, ...]],
    used: dict[Path, Path],
) -> Work:
    """Read and analyse `paths`, after `prepare`; delivers an Analysis or an UnreadableLog each, and what lies beside.

    `choices` says what metrics mean by the header of their log, `used` which predictions belong to a log.
    """

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "starting")
        prepare()
        from lossacc_gui.analyze import analyze_all
        from lossacc_gui.explain.knowledge import load_causes
        from lossacc_gui.explain.predictions import predictions_beside
        from lossacc_gui.model.options import Options
        from lossacc_gui.readers.mapping import header_of, mapped_or_told
        from lossacc_gui.resource import resource

        def meant(run: Run) -> Run:
            return mapped_or_told(run, choices.get(header_of(run), ()))

        causes = load_causes(resource("causes"))
        evidence = used.get(paths[0]) if len(paths) == 1 else None
        for result in analyze_all(list(paths), causes, Options(), progress, meant, evidence):
            beside = None if isinstance(result, UnreadableLog) else predictions_beside(result.run.source)
            if beside is not None and not isinstance(result, UnreadableLog):
                deliver(Beside(result.run.source, beside))
            deliver(result)

    return work


def drawing(analysis: Analysis, view: View) -> Work:
    """Deliver the chart of a run, ready for the screen."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.chart import chart_of
        from lossacc_gui.gui.chart.prepared import prepare

        progress(0.0, "drawing")
        deliver(prepare(chart_of(analysis, view)))

    return work
