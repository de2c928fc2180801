"""What is open and what is selected: the one place that chart, tables and panel follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.background.threads import Background
from lossacc_gui.gui.session.doing import Doing
from lossacc_gui.gui.session.drawing import Drawing
from lossacc_gui.gui.session.following import Following
from lossacc_gui.gui.session.made import Made, OfRun
from lossacc_gui.gui.session.messages import Messages, Unnamed
from lossacc_gui.gui.session.offers import Offers
from lossacc_gui.gui.session.opening import Opening
from lossacc_gui.gui.session.reanalysis import Reanalysis
from lossacc_gui.gui.session.runs_together import RunsTogether
from lossacc_gui.gui.session.selections import Selections
from lossacc_gui.gui.session.state import NOTHING, Message, OpenRun, RunKey, Selection, index_of
from lossacc_gui.model import endings
from lossacc_gui.model.request import Request, Wanted

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.errors import UnknownNames


class Session(QObject):
    """Holds the runs, the current one, the one selection, the messages and what a person wants of the analysis.

    `current_changed` comes with another run and with another analysis of the same run: `current_key` tells which.
    """

    runs_changed = Signal()
    current_changed = Signal()
    selection_changed = Signal()
    view_changed = Signal()
    chart_prepared = Signal(object)
    made_changed = Signal()
    following_changed = Signal()
    news_came = Signal(object, object)
    work_started = Signal()
    work_progressed = Signal(object)
    work_ended = Signal()
    opened = Signal(object)
    project_asked = Signal(object, object)

    def __init__(self, prepare: Callable[[], None], parent: QObject | None = None) -> None:
        """`prepare` imports what the first log needs; it is done in the background."""
        super().__init__(parent)
        self.request = Request()
        self.runs: tuple[OpenRun, ...] = ()
        self.current_index: int | None = None
        self.selection = NOTHING
        self.selections = Selections()
        self._shown_before: dict[RunKey, tuple[str, ...] | None] = {}  # the metrics that a project wants drawn
        self.made = Made()
        self.messages = Messages(self)
        self.unnamed = Unnamed(self.messages, self)
        self._offers = Offers(self.messages.complained.emit)
        self._opening = Opening(prepare, lambda: self.request, self)
        self.following = Following(lambda: self.request, self._open_logs, self)
        self._reanalysis = Reanalysis(lambda: self.request, self)
        self.drawing = Drawing(prepare, self)
        self.together = RunsTogether(lambda: self.runs, lambda: self.request, self)
        self.doing = Doing(self, self)
        self.accountant = Background("accounting", self)
        """Slow work on the predictions of the current run; whoever shows them starts it."""
        self.judge = Background("judging", self)
        """Why each stretch of the current run is an episode or is none; whoever shows it starts it."""
        self._connect()

    def _connect(self) -> None:
        self._opening.found.connect(self._on_opened)
        self._reanalysis.found.connect(self.add)
        self.following.found.connect(self._on_followed)
        for source in (self._opening, self._reanalysis):
            source.failed.connect(self.messages.complain)
        self._opening.unknown.connect(self.unnamed.add)
        self._opening.names_wanted.connect(self._on_names_wanted)
        self._opening.started.connect(self.work_started)
        self._opening.progressed.connect(self.work_progressed)
        self._opening.ended.connect(self.work_ended)
        self._opening.opened.connect(self.opened)
        self.following.state_changed.connect(self.following_changed)
        self.drawing.changed.connect(self.view_changed)
        self.drawing.prepared.connect(self.chart_prepared)
        self.doing.changed.connect(self.made_changed)
        self.drawing.refused.connect(self.doing.take_back_refused)
        self.drawing.left_out.connect(self.messages.leave_out)
        self.runs_changed.connect(self.together.follow)
        self.together.changed.connect(self._on_overlay_changed)

    # What is open

    @property
    def busy(self) -> bool:
        """Whether logs are being read."""
        return self._opening.busy

    def open(self, paths: Sequence[Path], evidence: Wanted = None) -> None:
        """Read and analyse files and folders; an open log is read anew, a project replaces all."""
        project = next((path for path in paths if path.suffix.lower() == endings.PROJECT), None)
        if project is not None:
            self.project_asked.emit(project, tuple(path for path in paths if path != project))
            return
        self._opening.open(paths, evidence)

    def add(self, analysis: Analysis) -> None:
        """Put an analysed run into the window, in place of an older analysis of the same run."""
        run = analysis.run
        self.unnamed.forget(run.source)
        if analysis.evidence is not None:
            self._use(run.source, analysis.evidence.source)
        at = self.index_of(RunKey(run.source, run.name))
        self.messages.take_notices(run, None if at is None else self.runs[at].whole.run)
        if at is None:
            at = len(self.runs)
            key = RunKey(run.source, run.name)
            made = self.made.of(key)
            shown = self._shown_before.pop(key, None)
            self.runs = (*self.runs, OpenRun(analysis, shown, made.dismissed, made.notes, made.colour))
            self.runs_changed.emit()
            self.following.take_opened()
        else:
            self.put(at, replace(self.runs[at], whole=analysis))
        if self.current_index is None or not self._opening.first_shown:
            self._opening.first_shown = True
            self.show_run(at)
        self._offers.to_choose(run)

    def start_over(
        self,
        request: Request,
        made: Mapping[RunKey, OfRun],
        shown: Mapping[RunKey, tuple[str, ...] | None],
        selections: Mapping[RunKey, Selection],
    ) -> None:
        """Close everything; from now on the analysis is wanted so, and runs are made and looked at as they were."""
        self._opening.forget()
        self.together.leave()
        for index in reversed(range(len(self.runs))):
            self.close_run(index)
        self.messages.clear()
        self.request = request
        self.made.begin_with(made)
        self._shown_before = dict(shown)
        self.selections.begin_with(selections)
        self.made_changed.emit()

    def cancel(self) -> None:
        """Stop reading; what was read already stays."""
        self._opening.cancel()

    def close(self) -> None:
        """Stop all work and wait for it: the program may end then."""
        for work in (self._opening, self.following, self._reanalysis, self.drawing, self.accountant, self.judge):
            work.close()

    def close_run(self, index: int) -> None:
        """Take one run out of the window."""
        gone = self.runs[index]
        self.runs = self.runs[:index] + self.runs[index + 1 :]
        self._reanalysis.forget(gone)
        current = self.current_index
        if current is not None and (index < current or current >= len(self.runs)):
            current -= 1
        self.current_index = current if self.runs else None
        source = gone.key.source
        if all(run.key.source != source for run in self.runs):
            self.following.forget(source)
            self.messages.forget(source)
        self.runs_changed.emit()
        self.set_current(self.current_index)

    # What a person wants of the analysis

    @property
    def predictions_beside(self) -> Path | None:
        """The predictions beside the current run's log, None where there are none or they are used already."""
        analysis = self.current
        return None if analysis is None or analysis.evidence is not None else self._opening.beside(analysis.run.source)

    def use_predictions(self, path: Path) -> None:
        """Analyse the current run again, with its predictions from a file."""
        if self.current is not None:
            self._use(self.current.run.source, path)
            self.open([self.current.run.source])

    def use_causes(self, folder: Path | None) -> None:
        """Explain all runs anew with the causes in a folder of the person's own; None for no such folder."""
        self.analyse_as(replace(self.request, own_causes=folder))

    def analyse_as(self, request: Request) -> None:
        """Analyse all runs anew as this request wants it, and whatever is opened from now on."""
        self.request = request
        self._reanalysis.start(*self.runs)

    def analyse_again(self, index: int) -> None:
        """Analyse one run anew, as it is wanted now."""
        self._reanalysis.start(self.runs[index])

    def follow(self, wanted: bool) -> None:
        """Follow the log of the current run while it grows, or not."""
        if self.current is not None:
            self.following.follow_one(self.current.run.source, wanted)

    @property
    def follows_current(self) -> bool:
        """Whether the log of the current run is followed."""
        return self.current is not None and self.current.run.source in self.following.logs

    def _on_opened(self, analysis: Analysis) -> None:
        """Show what was read."""
        self.add(analysis)
        self._renew(analysis, self._opening.asked_as)

    def _renew(self, analysis: Analysis, asked_as: Request) -> None:
        """Analyse a run anew that was read for another request than is wanted by now; else it is as it is wanted, and
        whatever is still made of an older reading comes too late.
        """
        run = self.runs[self._place_of(analysis)]
        if asked_as.asks_the_same_of(analysis.run.source, self.request):
            self._reanalysis.forget(run)
        else:
            self._reanalysis.start(run)

    def _place_of(self, analysis: Analysis) -> int:
        at = self.index_of(RunKey(analysis.run.source, analysis.run.name))
        assert at is not None
        return at

    def _on_followed(self, analysis: Analysis) -> None:
        """Show what a followed log has now, and tell what is new in it."""
        from lossacc_gui.gui.session.news import news_of

        at = self.index_of(RunKey(analysis.run.source, analysis.run.name))
        before = None if at is None else self.runs[at]
        self.add(analysis)
        self._renew(analysis, self.following.asked_as)
        news = None if before is None else news_of(before.whole, analysis, before.dismissed)
        if news is not None:
            self.news_came.emit(analysis.run.source, news)

    def show_log(self, log: Path) -> None:
        """Show the first run of a log."""
        at = next((i for i, run in enumerate(self.runs) if run.key.source == log), None)
        if at is not None:
            self.show_run(at)

    # The current run and the selection

    @property
    def current(self) -> Analysis | None:
        """The run that is shown."""
        return None if self.current_index is None else self.runs[self.current_index].analysis

    @property
    def current_key(self) -> RunKey | None:
        """Which run is shown."""
        return None if self.current_index is None else self.runs[self.current_index].key

    def _on_overlay_changed(self) -> None:
        self.drawing.lay_over(self.together.overlay)

    def show_run(self, index: int) -> None:
        """Show another run, by itself."""
        self.doing.leave_overlay()
        if index != self.current_index and 0 <= index < len(self.runs):
            self.set_current(index)

    def select_event(self, index: int | None) -> None:
        """Select an event of the current run, or nothing; one that the run does not have is nothing."""
        count = len(self.current.events) if self.current is not None else 0
        self._select(Selection(event=index) if index is not None and 0 <= index < count else NOTHING)

    def leave_for_event(self, run: int, number: int) -> None:
        """Show a run of the overlay by itself, its event of this number selected; medians are no run to show."""
        of = () if self.prepared is None else self.prepared.chart.runs[run].of
        at = self.index_of(RunKey(*of[0])) if len(of) == 1 else None
        if at is not None:
            self.show_run(at)
            self.select_event(number - 1)

    def select_span(self, start: float, end: float) -> None:
        """Point at a stretch of x values, as evidence and findings do; a selected event stays selected."""
        self._select(replace(self.selection, span=(start, end)))

    def step_event(self, by: int) -> None:
        """Select the next (+1) or previous (-1) event, round and round."""
        if self.current is None or not self.current.events:
            return
        at = self.selection.event
        count = len(self.current.events)
        self.select_event((at + by) % count if at is not None else (0 if by > 0 else count - 1))

    # View

    @property
    def prepared(self) -> PreparedChart | None:
        """The chart of the current run, None while it is not drawn yet."""
        return self.drawing.chart

    def show_metrics(self, index: int, metrics: tuple[str, ...] | None) -> None:
        """Choose the metrics drawn of one run; None for the main ones."""
        changed = replace(self.runs[index], shown=metrics)
        self.set_run(index, changed)
        if index == self.current_index:
            self.drawing.show_metrics(changed)

    @property
    def shown_metrics(self) -> tuple[str, ...]:
        """The metrics of the current run that are in the chart now."""
        if self.current is None:
            return ()
        names = self.current.run.curve_names
        return tuple(names[curve] for curve in self.drawing.curves_of(self.current_key) if curve in names)

    def help_with(self, message: Message) -> None:
        """Take what a message offers of a log: a metric that was left out, or names for its metrics."""
        if message.metric:
            self.messages.taking_asked.emit(message)
        elif message.offer == "name_metrics" and message.path is not None:
            self.unnamed.ask(message.path)

    # How state changes

    def index_of(self, key: RunKey) -> int | None:
        """Where a run is among those that are open, None where it is none of them."""
        return next((i for i, run in enumerate(self.runs) if run.key == key), None)

    def _open_logs(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys(run.key.source for run in self.runs))

    def is_open(self, key: RunKey) -> bool:
        """Whether a run is among those in the window."""
        return self.index_of(key) is not None

    def _use(self, log: Path, predictions: Path) -> None:
        self.request = self.request.with_evidence(log, predictions)

    def set_run(self, index: int, run: OpenRun) -> None:
        """Look at a run otherwise, its analysis the same."""
        self.runs = (*self.runs[:index], run, *self.runs[index + 1 :])

    def put(self, index: int, run: OpenRun) -> None:
        """Put another analysis in the place of a run; what was selected in it stays selected."""
        before = self.current
        self.set_run(index, run)
        self.runs_changed.emit()
        if index != self.current_index:
            return
        selection = self.selection
        if selection.event is not None and before is not None:
            selection = replace(selection, event=index_of(before.events[selection.event], run.analysis))
        self._keep(selection)
        self.current_changed.emit()
        self.selection_changed.emit()
        self.drawing.draw(run)

    def set_current(self, index: int | None) -> None:
        """Show a run, alone or in its overlay; None for none."""
        self.current_index = index
        run = None if index is None else self.runs[index]
        self._keep(NOTHING if run is None else self.selections.of(run))
        self.drawing.chart = None
        self.current_changed.emit()
        self.selection_changed.emit()
        self.drawing.draw(run)
        self.following_changed.emit()
        in_turns(self, self._offer)  # to show the run takes long enough

    def _offer(self) -> None:
        if self.current is not None:
            self._offers.of_predictions(self.current.run.source, self.predictions_beside)
            self._offers.of_pair(self.current)

    def _keep(self, selection: Selection) -> None:
        """Select this in the current run, and find it there when the run is shown again."""
        self.selection = selection
        if self.current_index is not None:
            self.selections.keep(selection, self.runs[self.current_index])

    def _select(self, selection: Selection) -> None:
        if selection != self.selection:
            self._keep(selection)
            self.selection_changed.emit()

    def _on_names_wanted(self, error: UnknownNames) -> None:
        in_turns(self, lambda: self.unnamed.ask(error.path))
