"""What is selected in each run that was shown, to be found there when it is shown again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lossacc_gui.gui.session.state import NOTHING, OpenRun, RunKey, Selection
from lossacc_gui.model.dismissal import Gone, place_of

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis


@dataclass(frozen=True, slots=True)
class _Left:
    """What was selected in a run as it was looked at last; `event` tells the selected one in any analysis of the run.

    Without it the selected event is the one at the same place.
    """

    selection: Selection
    event: Gone | None = None

    @classmethod
    def of(cls, selection: Selection, analysis: Analysis) -> _Left:
        """What is selected in an analysis."""
        event = selection.event
        return cls(selection, None if event is None else Gone.of(analysis.events[event]))

    def found_in(self, analysis: Analysis) -> Selection:
        """The same in another analysis of the run; nothing where the event is gone."""
        at = self.selection.event
        if at is not None:
            at = place_of(self.event, analysis) if self.event is not None else at
            if at is None or at >= len(analysis.events):
                return NOTHING
        return replace(self.selection, event=at)


class Selections:
    """Keeps them by run, closed ones too: they may be opened again."""

    def __init__(self) -> None:
        self._left: dict[RunKey, _Left] = {}

    def begin_with(self, selections: Mapping[RunKey, Selection]) -> None:
        """Runs that are still to be opened are looked at so; forget all others."""
        self._left = {key: _Left(selection) for key, selection in selections.items()}

    def keep(self, selection: Selection, run: OpenRun) -> None:
        """This is selected in a run now."""
        self._left[run.key] = _Left.of(selection, run.analysis)

    def of(self, run: OpenRun) -> Selection:
        """What was selected in a run when another was shown; nothing where it is gone."""
        left = self._left.get(run.key)
        return NOTHING if left is None else left.found_in(run.analysis)

    def all(self, runs: Iterable[OpenRun]) -> dict[RunKey, Selection]:
        """What is selected in each run that was shown, those that are open as they are analysed now."""
        now = {run.key: run for run in runs}
        return {key: self.of(now[key]) if key in now else left.selection for key, left in self._left.items()}
