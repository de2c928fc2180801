"""What is open and what is selected: the one place that chart, tables and panel follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.background import Background, Progressed
from lossacc_gui.gui.works import Beside, drawing, loading
from lossacc_gui.model.errors import Cancelled, LossaccError, UnreadableLog

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.chart import Chart, View
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.run import Run
    from lossacc_gui.readers.mapping import Choice


class MessageKind(StrEnum):
    """How serious a message is."""

    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell: where (a log, a line), and a sentence that says what, why and what to do."""

    kind: MessageKind
    text: str
    path: Path | None = None
    line: int | None = None
    offer: str = ""
    """The name of the action that helps; empty where none does."""

    @property
    def is_error(self) -> bool:
        """Whether something could not be done."""
        return self.kind is MessageKind.ERROR


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected in the current run: an episode by its index, a stretch of x values, or nothing."""

    episode: int | None = None
    span: tuple[float, float] | None = None


NOTHING = Selection()


@dataclass(frozen=True, slots=True, eq=False)
class OpenRun:
    """A run in the window and which of its metrics are drawn (None: the main ones)."""

    analysis: Analysis
    shown: tuple[str, ...] | None = None


class Session(QObject):
    """Opens logs in the background and holds the runs, the current one, the one selection and the view."""

    runs_changed = Signal()
    current_changed = Signal()
    selection_changed = Signal()
    view_changed = Signal()
    chart_prepared = Signal(object)
    messages_changed = Signal()
    complained = Signal(object)
    work_started = Signal()
    work_progressed = Signal(object)
    work_ended = Signal()
    opened = Signal(object)
    warmed = Signal()

    def __init__(self, prepare: Callable[[], None], parent: QObject | None = None) -> None:
        """`prepare` imports what the first log needs; it is done in the background."""
        super().__init__(parent)
        self._prepare = prepare
        self.choices: Callable[[], dict[str, tuple[Choice, ...]]] = dict
        """Gives what a person said that metrics mean, by the header of the logs that have them."""
        self.runs: tuple[OpenRun, ...] = ()
        self.messages: tuple[Message, ...] = ()
        self.current_index: int | None = None
        self.selection = NOTHING
        self.smoothing = 0.0
        self.log_loss = False
        self.prepared: PreparedChart | None = None
        self._asked: tuple[Path, ...] = ()
        self._waiting: list[tuple[Path, ...]] = []
        self._found = 0
        self._shown_yet = True  # whether the first run of what was asked for last is shown
        self._loader = Background("reading", self)
        self._loader.progressed.connect(self._on_progressed)
        self._loader.delivered.connect(self._on_delivered)
        self._loader.ended.connect(self._on_loading_ended)
        self._redraw = False  # whether the view has changed since the drawing under way began
        self._drawer = Background("drawing", self)
        self._drawer.delivered.connect(self._on_chart_delivered)
        self._drawer.ended.connect(self._on_drawing_ended)
        self.accountant = Background("accounting", self)
        """Slow work on the predictions of the current run; whoever shows them starts it."""
        self._beside: dict[Path, Path] = {}  # predictions beside logs, by log
        self._offered: set[Path] = set()
        self._used: dict[Path, Path] = {}  # predictions that a person wanted used, by log

    # Opening

    @property
    def busy(self) -> bool:
        """Whether logs are being read."""
        return self._loader.busy

    def open(self, paths: Sequence[Path]) -> None:
        """Read and analyse files and folders; a log that is open already is read anew."""
        if not paths:
            return
        if self._loader.busy:
            self._waiting.append(tuple(paths))
            return
        self._asked = tuple(paths)
        self._found = 0
        self._shown_yet = False
        self.work_started.emit()
        self._loader.start(loading(self._asked, self._prepare, self.choices(), dict(self._used)))

    def add(self, analysis: Analysis) -> None:
        """Put an analysed run into the window, in place of an older reading of the same run."""
        run = analysis.run
        notices = tuple(Message(MessageKind.NOTICE, n.text, run.source, n.line) for n in run.notices)
        fresh = tuple(notice for notice in notices if notice not in self.messages)
        if fresh:
            self._set_messages(self.messages + fresh)
        known = [(r.analysis.run.source, r.analysis.run.name) for r in self.runs]
        key = (run.source, run.name)
        at = known.index(key) if key in known else len(self.runs)
        self.runs = (*self.runs[:at], OpenRun(analysis), *self.runs[at + 1 :])
        self.runs_changed.emit()
        if at == self.current_index or self.current_index is None or not self._shown_yet:
            self._shown_yet = True
            self._set_current(at)
        self._offer_to_choose(run)

    @property
    def predictions_beside(self) -> Path | None:
        """The predictions beside the current run's log, None where there are none or they are used already."""
        analysis = self.current
        return None if analysis is None or analysis.evidence is not None else self._beside.get(analysis.run.source)

    def use_predictions(self, path: Path) -> None:
        """Analyse the current run again, with its predictions from a file."""
        analysis = self.current
        if analysis is not None:
            self._used[analysis.run.source] = path
            self.open([analysis.run.source])

    def _offer_to_choose(self, run: Run) -> None:
        """Tell that the run has no metric to look at, and that a person can say what they mean."""
        from lossacc_gui.readers.mapping import is_understood

        if not is_understood(run):
            text = f"{run.name} has no loss and no accuracy that is known by its name."
            self.complain(Message(MessageKind.NOTICE, text, run.source, offer="choose_metrics"))

    def warm_up(self) -> None:
        """Import what a first log will need, while it is looked for or read; `warmed` tells that it is done."""
        if not self._drawer.busy and self.current is None:
            self._drawer.start(lambda progress, deliver: self._prepare())

    def cancel(self) -> None:
        """Stop reading; what was read already stays."""
        self._waiting.clear()
        self._loader.cancel()

    def close(self) -> None:
        """Stop all work and wait for it: the program may end then."""
        self._waiting.clear()
        self._loader.close()
        self._drawer.close()
        self.accountant.close()

    def close_run(self, index: int) -> None:
        """Take one run out of the window."""
        gone = self.runs[index].analysis.run.source
        self.runs = self.runs[:index] + self.runs[index + 1 :]
        current = self.current_index
        if current is not None and (index < current or current >= len(self.runs)):
            current -= 1
        self.current_index = current if self.runs else None
        if all(run.analysis.run.source != gone for run in self.runs):
            self._set_messages(tuple(message for message in self.messages if message.path != gone))
        self.runs_changed.emit()
        self._set_current(self.current_index)

    # Current run and selection

    @property
    def current(self) -> Analysis | None:
        """The run that is shown."""
        return None if self.current_index is None else self.runs[self.current_index].analysis

    def show_run(self, index: int) -> None:
        """Show another run."""
        if index != self.current_index and 0 <= index < len(self.runs):
            self._set_current(index)

    def select_episode(self, index: int | None) -> None:
        """Select an episode of the current run, or nothing; one that the run does not have is nothing."""
        count = len(self.current.episodes) if self.current is not None else 0
        self._select(Selection(episode=index) if index is not None and 0 <= index < count else NOTHING)

    def select_span(self, start: float, end: float) -> None:
        """Point at a stretch of x values, as evidence and findings do; a selected episode stays selected."""
        self._select(replace(self.selection, span=(start, end)))

    def step_episode(self, by: int) -> None:
        """Select the next (+1) or previous (-1) episode, round and round."""
        if self.current is None or not self.current.episodes:
            return
        at = self.selection.episode
        count = len(self.current.episodes)
        self.select_episode((at + by) % count if at is not None else (0 if by > 0 else count - 1))

    # View

    @property
    def view(self) -> View:
        """How the current run is looked at."""
        from lossacc_gui.chart import View

        shown = None if self.current_index is None else self.runs[self.current_index].shown
        return View(self.smoothing, self.log_loss, shown=shown)

    def set_smoothing(self, weight: float) -> None:
        """Smooth with a weight of 0 (off) .. 0.99."""
        if weight != self.smoothing:
            self.smoothing = weight
            self._change_view()

    def set_log_loss(self, log: bool) -> None:
        """Draw the loss on a logarithmic axis or not."""
        if log != self.log_loss:
            self.log_loss = log
            self._change_view()

    def show_metrics(self, index: int, metrics: tuple[str, ...] | None) -> None:
        """Choose the metrics drawn of one run; None for the main ones."""
        changed = replace(self.runs[index], shown=metrics)
        self.runs = (*self.runs[:index], changed, *self.runs[index + 1 :])
        if index == self.current_index:
            self._change_view()

    @property
    def shown_metrics(self) -> tuple[str, ...]:
        """The metrics in the chart now."""
        chart: Chart | None = None if self.prepared is None else self.prepared.chart
        return () if chart is None else tuple(dict.fromkeys(line.metric for line in chart.lines))

    # Messages

    def complain(self, message: Message) -> None:
        """Keep a message and bring it before the person's eyes."""
        self._set_messages((*self.messages, message))
        self.complained.emit(message)

    def clear_messages(self) -> None:
        """Forget all messages."""
        self._set_messages(())

    # What the background tells

    def _on_progressed(self, progressed: Progressed) -> None:
        self.work_progressed.emit(progressed)

    def _on_delivered(self, result: Analysis | UnreadableLog | Beside) -> None:
        if isinstance(result, Beside):
            self._beside[result.log] = result.predictions
            return
        self._found += 1
        if isinstance(result, UnreadableLog):
            self.complain(Message(MessageKind.ERROR, result.sentence, result.path, result.line))
            return
        self.add(result)

    def _on_loading_ended(self, error: BaseException | None) -> None:
        if isinstance(error, LossaccError):
            self.complain(Message(MessageKind.ERROR, str(error)))
        elif error is not None and not isinstance(error, Cancelled):
            self.work_ended.emit()
            raise error  # a defect of ours: the one hook for unexpected exceptions tells it
        elif error is None and not self._found:
            self.complain(Message(MessageKind.ERROR, "There is no training log in it.", self._asked[0]))
        elif error is None and self.runs:
            self.opened.emit(self._asked)
        self.work_ended.emit()
        if self._waiting:
            self.open(self._waiting.pop(0))

    def _on_chart_delivered(self, prepared: PreparedChart) -> None:
        self.prepared = prepared
        self.chart_prepared.emit(prepared)

    def _on_drawing_ended(self, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, Cancelled):
            raise error
        if self._redraw:
            self._draw()
        elif self.current is None:
            self.warmed.emit()

    # How state changes

    def _set_current(self, index: int | None) -> None:
        self.current_index = index
        self.selection = NOTHING
        self.prepared = None
        self.current_changed.emit()
        self.selection_changed.emit()
        self._draw()
        self._offer_predictions()

    def _offer_predictions(self) -> None:
        """Tell once of predictions beside the current run's log; they are no message to keep."""
        path = self.predictions_beside
        if path is not None and self.current is not None and path not in self._offered:
            self._offered.add(path)
            text = f"{path.name} lies beside this log: its predictions can settle the cause."
            self.complained.emit(Message(MessageKind.NOTICE, text, self.current.run.source, offer="use_predictions"))

    def _select(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def _change_view(self) -> None:
        self.view_changed.emit()
        if self._drawer.busy:
            self._redraw = True  # the drawing under way is shown first: a dragged slider must not starve the chart
        else:
            self._draw()

    def _set_messages(self, messages: tuple[Message, ...]) -> None:
        if messages != self.messages:
            self.messages = messages
            self.messages_changed.emit()

    def _draw(self) -> None:
        self._redraw = False
        if self.current is not None:
            self._drawer.start(drawing(self.current, self.view))
