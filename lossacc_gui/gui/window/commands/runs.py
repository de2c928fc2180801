"""The menu Run: which run is shown, followed, and with which metrics."""

from __future__ import annotations

from lossacc_gui.gui.window.commands.base import Commands, Slots, bring


class RunCommands(Commands):
    """Walks the list of runs."""

    def slots(self) -> Slots:
        """As in Commands."""
        session = self._session
        return {
            "next_run": lambda: self._step_run(1),
            "previous_run": lambda: self._step_run(-1),
            "filter_runs": self._filter_runs,
            "follow": session.follow,
            "follow_all": session.following.follow_all,
            "relate_across": session.doing.relate_across,
            "main_metrics": self._show_main_metrics,
        }

    def _step_run(self, by: int) -> None:
        workspace = self._workspace
        if workspace is not None:
            workspace.runs.step(by)

    def _filter_runs(self) -> None:
        workspace = self._workspace
        if workspace is not None:
            bring(workspace.runs)
            workspace.runs.filter.setFocus()

    def _show_main_metrics(self) -> None:
        if self._session.current_index is not None:
            self._session.show_metrics(self._session.current_index, None)
