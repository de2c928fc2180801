"""Which runs of a session are drawn in one chart, and to which of them the others are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from lossacc_gui.gui.state import OpenRun, RunKey
    from lossacc_gui.model.request import Request

FEWEST = 2


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
        self._wanted: tuple[RunKey, ...] = ()
        self._shown: tuple[OpenRun, ...] = ()
        self._baseline: RunKey | None = None
        self._seeds = False

    @property
    def overlay(self) -> Overlay | None:
        """What is drawn in one chart, None where no two of the runs wanted are open."""
        if len(self._shown) < FEWEST:
            return None
        here = {run.key for run in self._shown}
        baseline = self._baseline if self._baseline in here else None
        return Overlay(self._shown, baseline, self._seeds, self._request())

    @property
    def keys(self) -> tuple[RunKey, ...]:
        """The runs that are drawn in one chart."""
        return tuple(run.key for run in self._shown) if self.overlay is not None else ()

    @property
    def mode(self) -> tuple[object, ...]:
        """What tells one overlay from another: runs, baseline, whether seeds are taken together; empty for none."""
        overlay = self.overlay
        return () if overlay is None else (self.keys, overlay.baseline, overlay.seeds)

    @property
    def seeds(self) -> bool:
        """Whether runs that differ in their seed alone are drawn as their medians."""
        return self._seeds

    def show(self, keys: Sequence[RunKey]) -> None:
        """Draw these runs in one chart from now on, each as soon as it is open; none for a run by itself again."""
        self._wanted = tuple(dict.fromkeys(keys))
        if self._baseline not in self._wanted:
            self._baseline = None
        self._take()

    def leave(self) -> None:
        """Show a run by itself again."""
        self.show(())

    def compare_to(self, key: RunKey | None) -> None:
        """Draw differences to this run, or the curves themselves."""
        if key != self._baseline:
            self._baseline = key
            self.changed.emit()

    def take_seeds_together(self, wanted: bool) -> None:
        """Draw the medians of runs that differ in their seed alone, or the runs."""
        if wanted != self._seeds:
            self._seeds = wanted
            self.changed.emit()

    def follow(self) -> None:
        """Other runs are open, or are analysed otherwise."""
        if self._wanted:
            self._take()

    def _take(self) -> None:
        by_key = {run.key: run for run in self._open()}
        shown = tuple(by_key[key] for key in self._wanted if key in by_key)
        if [id(run) for run in shown] != [id(run) for run in self._shown]:
            self._shown = shown
            self.changed.emit()
