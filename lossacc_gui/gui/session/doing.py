"""What a person does to the runs, step by step, and back again: events, notes, pairs, lines, colours, overlays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.session.made import NOTHING_MADE, OfRun, Step
from lossacc_gui.gui.session.offers import across_of
from lossacc_gui.gui.session.runs_together import Chosen
from lossacc_gui.gui.session.state import Message, MessageKind, RunKey
from lossacc_gui.language import say
from lossacc_gui.model.dismissal import Gone, place_of
from lossacc_gui.model.note import Note

if TYPE_CHECKING:
    from lossacc_gui.gui.session.drawing import Drawing
    from lossacc_gui.gui.session.made import Made
    from lossacc_gui.gui.session.messages import Messages
    from lossacc_gui.gui.session.runs_together import RunsTogether
    from lossacc_gui.gui.session.state import OpenRun, Selection
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.colour import Colour
    from lossacc_gui.model.errors import BadOption
    from lossacc_gui.model.level import Level
    from lossacc_gui.model.request import Request


class Runs(Protocol):
    """What it must know of a session, and do with it."""

    runs: tuple[OpenRun, ...]
    request: Request
    current_index: int | None
    selection: Selection
    made: Made
    together: RunsTogether
    drawing: Drawing
    messages: Messages

    @property
    def current(self) -> Analysis | None:
        """The run that is shown."""

    @property
    def current_key(self) -> RunKey | None:
        """Which run is shown."""

    def index_of(self, key: RunKey) -> int | None:
        """Where a run is among those that are open."""

    def is_open(self, key: RunKey) -> bool:
        """Whether a run is among those that are open."""

    def put(self, index: int, run: OpenRun) -> None:
        """Put another analysis in the place of a run."""

    def set_run(self, index: int, run: OpenRun) -> None:
        """Look at a run otherwise."""

    def set_current(self, index: int | None) -> None:
        """Show a run."""

    def select_event(self, index: int | None) -> None:
        """Select an event of it."""

    def analyse_again(self, index: int) -> None:
        """Analyse a run anew."""


class Doing(QObject):
    """Does what can be undone; `changed` tells that something was made, or taken back."""

    changed = Signal()

    def __init__(self, session: Runs, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def relate(self, *pairs: str) -> None:
        """Relate these metrics of the current run, as LOSS:ACCURACY, before all others; none: as their names say."""
        if self._session.current_index is not None:
            key = self._session.runs[self._session.current_index].key
            made, before = self._session.made.of(key), self._session.request.pairs_in(key.source)
            self._do(Step(self.tr("Relate"), key, made, made, pairs=(before, pairs)))

    def relate_across(self) -> None:
        """Relate a loss to an accuracy of another split, where the current run has no others."""
        across = across_of(self._session.current)
        if across is not None:
            loss, accuracy = across
            self.relate(f"{loss.logged_as}:{accuracy.logged_as}")

    def dismiss_event(self) -> None:
        """Take the selected event out of sight."""
        key, analysis, at = self._session.current_key, self._session.current, self._session.selection.event
        if key is not None and analysis is not None and at is not None:
            gone, made = Gone.of(analysis.events[at]), self._session.made.of(key)
            after = replace(made, dismissed=(*made.dismissed, gone))
            self._do(Step(self.tr("Dismiss"), key, made, after, event=gone))

    def note(self, text: str, start: float | None = None, end: float | None = None, *, old: Note | None = None) -> None:
        """Note something about the current run, a point or a stretch of it, in place of an `old` note if there is one.

        ValueError where it is no note.
        """
        key = self._session.current_key
        if key is not None:
            new, made = Note(text, start, end), self._session.made.of(key)
            kept = tuple(new if note == old else note for note in made.notes)
            notes = kept if old in made.notes else (*made.notes, new)
            self._do(Step(self.tr("Note"), key, made, replace(made, notes=notes)))

    def remove_note(self, note: Note) -> None:
        """Take a note of the current run away."""
        key = self._session.current_key
        if key is not None:
            made = self._session.made.of(key)
            left = tuple(one for one in made.notes if one != note)
            self._do(Step(self.tr("Remove Note"), key, made, replace(made, notes=left)))

    def draw_lines(self, lines: tuple[Level, ...]) -> None:
        """Draw these lines, and no others, across every chart."""
        key = self._session.current_key
        if key is not None:
            made, before = self._session.made.of(key), self._session.drawing.lines
            self._do(Step(self.tr("Lines"), key, made, made, lines=(before, lines)))

    def give_colours(self, colours: tuple[Colour, ...]) -> None:
        """Draw curves in these colours, and in no others of a person's own, in every chart of one run."""
        key = self._session.current_key
        if key is not None:
            made, before = self._session.made.of(key), self._session.drawing.colours
            self._do(Step(self.tr("Colour"), key, made, made, colours=(before, colours)))

    def colour_run(self, key: RunKey, rgb: str) -> None:
        """Draw a run in this colour where several are in one chart; empty for the usual one."""
        made = self._session.made.of(key)
        self._do(Step(self.tr("Colour"), key, made, replace(made, colour=rgb)))

    def undo(self) -> None:
        """Take back what was done last, and show the run and the event that it was about."""
        step = self._session.made.undoable(self._session.is_open)
        if step is not None:
            self._session.made.undo(step)
            self._show_step(step, 0)
            at = self._session.index_of(step.run)
            if at is not None and step.is_of_run:
                self._bring(at)
                if step.event is not None:
                    self._session.select_event(place_of(step.event, self._session.runs[at].analysis))

    def redo(self) -> None:
        """Do again what was taken back last, and show the run that it was about, or one of the overlay."""
        step = self._session.made.redoable(self._session.is_open)
        if step is not None:
            self._session.made.redo(step)
            self._show_step(step, 1)
            at = self._session.index_of(step.run)
            if step.chosen is not None:
                self._show_one_of_overlay()
            elif at is not None and step.is_of_run:
                self._bring(at)

    def overlay(self, *indices: int) -> None:
        """Draw these runs in one chart, the first of them shown."""
        keys = tuple(self._session.runs[index].key for index in indices)
        self._choose(self.tr("Overlay"), replace(self._session.together.chosen, runs=keys))
        self._show_one_of_overlay()

    def compare_to(self, key: RunKey | None) -> None:
        """Draw differences to this run of the overlay, or the curves themselves."""
        self._choose(self.tr("Baseline"), replace(self._session.together.chosen, baseline=key))

    def take_seeds_together(self, wanted: bool) -> None:
        """Draw the medians of runs of the overlay that differ in their seed alone, or the runs."""
        self._choose(self.tr("Seeds Together"), replace(self._session.together.chosen, seeds=wanted))

    def leave_overlay(self) -> None:
        """Show a run by itself again."""
        self._choose(self.tr("Leave Overlay"), Chosen())

    def go_back_to_overlay(self, chosen: Chosen) -> None:
        """Draw what a project has in one chart."""
        self._session.together.take(chosen)
        self._show_one_of_overlay()

    def _choose(self, said: str, chosen: Chosen) -> None:
        before, key, drawn = self._session.together.chosen, self._session.current_key, self._session.together.keys
        self._session.together.take(chosen)
        made = NOTHING_MADE if key is None else self._session.made.of(key)
        if key is not None and (drawn or self._session.together.keys):
            self._do(Step(said, key, made, made, chosen=(before, self._session.together.chosen)))

    def _show_one_of_overlay(self) -> None:
        keys = self._session.together.keys
        at = self._session.index_of(keys[0]) if keys and self._session.current_key not in keys else None
        if at is not None:
            self._session.set_current(at)

    def take_back_refused(self, error: BadOption) -> None:
        """Draw what was drawn before, as if this had not been wanted."""
        last = self._session.made.done[-1].chosen if self._session.made.done else None
        if last is not None and last[1] == self._session.together.chosen:
            self._session.made.drop()
            self._session.together.take(last[0])
            self.changed.emit()
        else:
            self._session.together.leave()
        self._session.messages.complain(
            Message(MessageKind.ERROR, say("These runs cannot be drawn in one chart: {why}", why=error.said))
        )

    def _do(self, step: Step) -> None:
        if step.does_something:
            self._session.made.do(step)
            self._show_step(step, 1)

    def _show_step(self, step: Step, side: Literal[0, 1]) -> None:
        """Show what is made of the run of a step now: as before it (0), or after it (1)."""
        key = step.run
        at, made = self._session.index_of(key), self._session.made.of(key)
        if step.pairs is not None:
            self._relate(key, step.pairs[side])
        if step.lines is not None:
            self._session.drawing.draw_lines(step.lines[side])
        if step.colours is not None:
            self._session.drawing.give_colours(step.colours[side])
        if step.chosen is not None:
            self._session.together.take(step.chosen[side])
        run = None if at is None else self._session.runs[at]
        if at is not None and run is not None and OfRun(run.dismissed, run.notes, run.colour) != made:
            changed = replace(run, dismissed=made.dismissed, notes=made.notes, colour=made.colour)
            self._session.put(at, changed)
        self.changed.emit()

    def _relate(self, key: RunKey, pairs: tuple[str, ...]) -> None:
        self._session.request = self._session.request.with_pairs(key.source, pairs)
        at = self._session.index_of(key)
        if at is not None:
            self._session.set_run(at, replace(self._session.runs[at], shown=None))
            self._session.analyse_again(at)

    def _bring(self, index: int) -> None:
        """Show a run, in the overlay where it is part of it."""
        if self._session.runs[index].key not in self._session.together.keys:
            self._session.together.leave()
        if index != self._session.current_index:
            self._session.set_current(index)
