"""Which runs of a session are drawn in one chart, and to which of them the others are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from lossacc_gui.gui.session.state import OpenRun, RunKey
    from lossacc_gui.model.request import Request

FEWEST = 2
Mode = tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What is drawn in one chart.

    baseline  the run that all are compared to, or the medians that it is part of; None for none
    seeds     whether runs that differ in their seed alone are drawn as their medians; `request` is that of all runs
    """

    runs: tuple[OpenRun, ...]
    baseline: RunKey | None
    seeds: bool
    request: Request


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants in one chart, open or not; no runs for a run by itself.

    baseline  the run that all are compared to, None for none
    seeds     runs that differ in their seed alone are drawn as their medians
    """

    runs: tuple[RunKey, ...] = ()
    baseline: RunKey | None = None
    seeds: bool = False


class RunsTogether(QObject):
    """Tells with `changed` that what is drawn in one chart is other than before; nothing is where a run is alone."""

    changed = Signal()

    def __init__(
        self, runs: Callable[[], tuple[OpenRun, ...]], request: Callable[[], Request], parent: QObject
    ) -> None:
        """`runs` are those that are open, `request` is what is wanted of their analysis."""
        super().__init__(parent)
        self._open = runs
        self._request = request
        self._shown: tuple[OpenRun, ...] = ()
        self.chosen = Chosen()

    @property
    def overlay(self) -> Overlay | None:
        """What is drawn in one chart, None where no two of the runs wanted are open."""
        if len(self._shown) < FEWEST:
            return None
        here = {run.key for run in self._shown}
        baseline = self.chosen.baseline if self.chosen.baseline in here else None
        return Overlay(self._shown, baseline, self.chosen.seeds, self._request())

    @property
    def differs(self) -> bool:
        """Whether differences to one run are drawn, which have no logarithm."""
        overlay = self.overlay
        return overlay is not None and overlay.baseline is not None

    @property
    def keys(self) -> tuple[RunKey, ...]:
        """The runs that are drawn in one chart."""
        return tuple(run.key for run in self._shown) if self.overlay is not None else ()

    @property
    def mode(self) -> Mode:
        """What tells one overlay from another: runs, baseline, whether seeds are taken together; empty for none."""
        overlay = self.overlay
        return () if overlay is None else (self.keys, overlay.baseline, overlay.seeds)

    def take(self, chosen: Chosen) -> None:
        """Draw this in one chart from now on, each run as soon as it is open; a run by itself where it has none."""
        runs = tuple(dict.fromkeys(chosen.runs))
        taken = replace(chosen, runs=runs, baseline=chosen.baseline if chosen.baseline in runs else None)
        before, self.chosen = self.chosen, taken
        if not self._take() and (taken.baseline, taken.seeds) != (before.baseline, before.seeds):
            self.changed.emit()

    def leave(self) -> None:
        """Show a run by itself again."""
        self.take(Chosen())

    def follow(self) -> None:
        """Other runs are open, or are analysed otherwise."""
        if self.chosen.runs:
            self._take()

    def _take(self) -> bool:
        """Take the runs that are open; whether they are others than before."""
        by_key = {run.key: run for run in self._open()}
        shown = tuple(by_key[key] for key in self.chosen.runs if key in by_key)
        if [id(run) for run in shown] == [id(run) for run in self._shown]:
            return False
        self._shown = shown
        self.changed.emit()
        return True
