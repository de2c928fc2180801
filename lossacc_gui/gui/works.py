"""The slow work of a session: reading and analysing logs, drawing charts; done in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.gui.background import Deliver, Work
from lossacc_gui.gui.settings import choices_in
from lossacc_gui.model.errors import Cancelled, LossaccError, UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.troubles import trouble_with

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.analyze import Wanted
    from lossacc_gui.chart import View
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.cause import Cause
    from lossacc_gui.model.run import Run


@dataclass(frozen=True, slots=True)
class Beside:
    """The predictions that lie beside a log, found while it was read."""

    log: Path
    predictions: Path


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants of the analysis of logs.

    meanings     what metrics mean, as the settings store it
    causes       a folder of the person's own causes
    pairs        the metrics to be related before all others, as LOSS:ACCURACY, by log
    predictions  the run's own predictions, by log
    """

    meanings: str = "{}"
    causes: Path | None = None
    pairs: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    predictions: Mapping[Path, Path] = field(default_factory=dict)

    def meant(self) -> Callable[[Run], Run]:
        """What makes of a run as it was read one with the meanings and pairs that are wanted."""
        from lossacc_gui.readers.mapping import header_of, mapped_or_told

        choices = choices_in(self.meanings)
        return lambda run: self.paired(mapped_or_told(run, choices.get(header_of(run), ())))

    def paired(self, run: Run) -> Run:
        """A run with the pairs that are wanted."""
        from lossacc_gui.measure.pairing import related

        return related(run, self.pairs.get(run.source, ()))


def loading(paths: tuple[Path, ...], prepare: Callable[[], None], wishes: Wishes, evidence: Wanted = None) -> Work:
    """Read and analyse `paths`, after `prepare`; delivers an Analysis or an UnreadableLog each, and what lies beside.

    `evidence` is where predictions are; without it, those are used that are wanted for a log.
    """

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "starting")
        prepare()
        from lossacc_gui.analyze import analyze_all
        from lossacc_gui.explain.predictions import predictions_beside
        from lossacc_gui.model.options import Options

        wanted = evidence or (wishes.predictions.get(paths[0]) if len(paths) == 1 else None)
        causes = _known_causes(wishes.causes, deliver)
        named = bool(choices_in(wishes.meanings))
        for result in analyze_all(list(paths), causes, Options(), progress, wishes.meant(), wanted, named=named):
            if not isinstance(result, UnreadableLog):
                beside = predictions_beside(result.run.source)
                if beside is not None:
                    deliver(Beside(result.run.source, beside))
            deliver(result)

    return work


def reanalysing(analyses: tuple[Analysis, ...], wishes: Wishes) -> Work:
    """Analyse runs again that were read already; delivers an Analysis each."""

    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.analyze import analyze_run, with_way_on

        causes = _known_causes(wishes.causes, deliver)
        for i, one in enumerate(analyses):
            progress(i / len(analyses), f"analysing {one.run.name}")
            heard = one.evidence
            source, predictions = (heard.source, heard.predictions) if heard is not None else (None, None)
            try:
                deliver(analyze_run(with_way_on(wishes.paired(one.run)), causes, one.options, source, predictions))
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


def _known_causes(own: Path | None, deliver: Deliver) -> tuple[Cause, ...]:
    """The causes that come with the program, with the person's own; what is wrong with these is delivered."""
    from lossacc_gui.explain.knowledge import known_causes

    causes, errors = known_causes(own)
    for error in errors:
        deliver(error)
    return causes
