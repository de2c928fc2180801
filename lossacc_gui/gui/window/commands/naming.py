"""What a person says of metrics: what they mean, and which that were left out are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.window.commands.base import Around, Commands, Slots

if TYPE_CHECKING:
    from lossacc_gui.gui.session.state import Message
    from lossacc_gui.model.choice import Choice
    from lossacc_gui.model.run import Run


class NamingCommands(Commands):
    """Asks what metrics mean, and keeps it for all logs of the kind."""

    def __init__(self, around: Around) -> None:
        super().__init__(around)
        session = around.session
        session.unnamed.names_asked.connect(self._ask_for_names)
        session.messages.taking_asked.connect(self._take)
        session.messages.place_asked.connect(self._show_place)
        session.unnamed.changed.connect(self._follow_unknown)
        self._follow_unknown()

    def slots(self) -> Slots:
        """As in Commands."""
        return {
            "choose_metrics": self._choose_metrics,
            "name_metrics": self._name_metrics,
        }

    def _choose_metrics(self) -> None:
        analysis = self._session.current
        if analysis is not None:
            self._ask_for_names(analysis.run)

    def _name_metrics(self) -> None:
        if self._session.unnamed.runs:
            self._ask_for_names(list(self._session.unnamed.runs.values())[-1])

    def _ask_for_names(self, run: Run) -> None:
        """Let a person say what the metrics of a run mean; it is read again then, and all that wait for the same."""
        from lossacc_gui.gui.dialogs.mapping import MappingDialog
        from lossacc_gui.readers.mapping import header_of, is_understood

        if self._window.findChildren(MappingDialog):
            return
        header = header_of(run)
        kept = self._settings.choices.get(header, ())
        unsure = run.source in self._session.unnamed.runs or not is_understood(run)
        dialog = MappingDialog(run, kept, self._window, guess=not kept and unsure)

        def take() -> None:
            self._keep(header, dialog.choices)
            alike = [path for path, one in self._session.unnamed.runs.items() if header_of(one) == header]
            self._session.open(list(dict.fromkeys([run.source, *alike])))

        dialog.accepted.connect(take)
        in_turns(dialog, dialog.open)  # to lay out a hundred metrics takes as long as to list them

    def _keep(self, header: str, choices: Sequence[Choice]) -> None:
        """Remember what the metrics of a kind of log mean, from now on."""
        self._settings.keep_choices(header, choices)
        known = dict(self._session.request.meanings) | self._settings.choices
        if not choices:
            known.pop(header, None)
        self._session.request = replace(self._session.request, meanings=tuple(known.items()))

    def _take(self, message: Message) -> None:
        """Take a metric that the reader left out, as what its name or its curve says."""
        from lossacc_gui.readers.guesses import guessed
        from lossacc_gui.readers.mapping import choice_of, header_of

        runs = (one.whole.run for one in self._session.runs if one.key.source == message.path)
        found = ((run, one) for run in runs for one in run.left_out if one.metric == message.metric)
        run, left_out = next(found, (None, None))
        if run is None or left_out is None:
            return
        if left_out.series is not None:
            choice = guessed(run, left_out.series)
        elif left_out.taken_by:
            choice = choice_of(left_out.taken_by)
        else:
            return
        header = header_of(run)
        self._keep(header, (*(c for c in self._settings.choices.get(header, ()) if c.metric != choice.metric), choice))
        self._say(
            self.tr("{0} is taken as {1}; Choose Metrics changes it").format(choice.metric, choice.quantity.axis_name)
        )
        self._session.open([run.source])

    def _show_place(self, message: Message) -> None:
        from lossacc_gui.gui.dialogs.source_view import SourceDialog

        if message.path is not None:
            SourceDialog(message.path, message.line, self._around.theme(), self._window).show()

    def _follow_unknown(self) -> None:
        self._around.actions["name_metrics"].setEnabled(bool(self._session.unnamed.runs))
