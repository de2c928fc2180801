"""The menu Event: which event is selected, shown, explained and dismissed, and the cursors."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from lossacc_gui.gui.window.commands.base import Commands, Slots, bring


class EventCommands(Commands):
    """Walks the events, and takes cursors and selection away."""

    def slots(self) -> Slots:
        """As in Commands."""
        session = self._session
        return {
            "next_event": lambda: session.step_event(1),
            "previous_event": lambda: session.step_event(-1),
            "zoom_event": self._zoom_to_event,
            "explain": self._explain,
            "stretches": self._show_stretches,
            "dismiss": self._dismiss,
            "deselect": self._leave,
            "pin_a": lambda: self._pin("A"),
            "pin_b": lambda: self._pin("B"),
        }

    def _zoom_to_event(self) -> None:
        analysis, selected = self._session.current, self._session.selection.event
        if analysis is not None and selected is not None and self._chart is not None:
            event = analysis.events[selected]
            self._chart.place.zoom_to(event.start, event.end)

    def _explain(self) -> None:
        workspace = self._workspace
        if workspace is not None:
            bring(workspace.panel)
            workspace.panel.take_keys()

    def _show_stretches(self) -> None:
        workspace = self._workspace
        if workspace is not None:
            workspace.show_stretches()

    def _dismiss(self) -> None:
        selected = self._session.selection.event
        if selected is None:
            self._say(self.tr("Select the event to dismiss"))
            return
        self._session.doing.dismiss_event()
        keys = self._around.actions["undo"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._say(self.tr("Event {0} is dismissed; {1} brings it back").format(selected + 1, keys))

    def _leave(self) -> None:
        if self._chart is not None and self._chart.pins.places:
            self._chart.unpin()
        elif not self._around.overlays.leave():
            self._session.select_event(None)

    def _pin(self, letter: str) -> None:
        if self._chart is not None:
            self._chart.pin(letter)
