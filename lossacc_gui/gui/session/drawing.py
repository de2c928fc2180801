"""How the current run is looked at, and its chart, drawn in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lossacc_gui.gui.background.threads import Background, raise_unexpected
from lossacc_gui.gui.session.state import Bookmark, Looks
from lossacc_gui.gui.session.works import drawing, drawing_together
from lossacc_gui.model.errors import BadOption, UnreadableLog
from lossacc_gui.model.smoothing import Over

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.gui.session.runs_together import Overlay
    from lossacc_gui.gui.session.state import OpenRun, RunKey
    from lossacc_gui.model.colour import Colour
    from lossacc_gui.model.level import Level


class Drawing(QObject):
    """Draws one run; `prepared` carries its chart, `changed` tells of another view, `warmed`, once, that imports are
    done.

    `refused` carries a BadOption: why runs cannot be drawn together; `left_out` an UnreadableLog: why one is not.

    Every run is looked at in its own way, at first as the one before it.
    """

    changed = Signal()
    prepared = Signal(object)
    warmed = Signal()
    refused = Signal(object)
    left_out = Signal(object)

    def __init__(self, prepare: Callable[[], None], parent: QObject) -> None:
        """`prepare` imports what the first log needs; it is done in the background."""
        super().__init__(parent)
        self._prepare = prepare
        self._run: OpenRun | None = None
        self.chart: PreparedChart | None = None
        self.looks = Looks()
        self.lines: tuple[Level, ...] = ()  # a person's own, across every chart
        self.colours: tuple[Colour, ...] = ()  # a person's own, in every chart of one run
        self._looks: dict[RunKey, Looks] = {}
        self._bookmarks: dict[RunKey, tuple[Bookmark, ...]] = {}
        self._warm = False
        self._overlay: Overlay | None = None
        self._again = False  # whether the view has changed since the drawing under way began
        self._drawer = Background("drawing", self)
        self._drawer.delivered.connect(self._on_delivered)
        self._drawer.ended.connect(self._on_ended)

    @property
    def view(self) -> View:
        """How the run is looked at, by an x axis that it tells."""
        return self._told_by(() if self._run is None else (self._run,), self._wanted)

    @property
    def view_drawn(self) -> View:
        """How the run is looked at, or the overlay that it is part of."""
        return self.view if self._overlay is None else self._told_by(self._overlay.runs, self._wanted_together)

    @staticmethod
    def _told_by(runs: Sequence[OpenRun], wanted: View) -> View:
        """The view without an x axis that these runs do not all tell; their chart may not be there yet."""
        if not wanted.x or not runs:
            return wanted
        from lossacc_gui.chart.overlay import Member, common_axes

        told = common_axes([Member(run.analysis) for run in runs])
        return wanted if any(axis.id == wanted.x for axis in told) else replace(wanted, x="")

    @property
    def _wanted(self) -> View:
        """How a person wants to look at the run, which may count otherwise."""
        from lossacc_gui.chart import View

        looks = self.looks
        return View(
            *(looks.smoothing, looks.log_loss),
            shown=None if self._run is None else self._run.shown,
            x=looks.x,
            log_x=looks.log_x,
            references=looks.references,
            trimmed=looks.trimmed,
            levels=self.lines,
            colours=self.colours,
        )

    @property
    def _wanted_together(self) -> View:
        return replace(self._wanted, shown=None, references=False, levels=(), colours=())

    def warm_up(self) -> None:
        """Import what a first log will need, while it is looked for or read."""
        if not self._drawer.busy and self._run is None:
            self._drawer.start(lambda progress, deliver: self._prepare())

    def draw(self, run: OpenRun | None) -> None:
        """Draw this run from now on; what is being drawn is not wanted any more."""
        last, self._run = self._run, run
        self._again = False
        if run is not None:
            before = self.looks
            if run.key not in self._looks:
                self._looks[run.key] = before if last is None else _taken_along(before, last, run)
            self.looks = self._looks[run.key]
            if self.looks != before:
                self.changed.emit()
            overlay = self._overlay
            self._drawer.start(
                drawing(run.analysis, self._wanted)
                if overlay is None
                else drawing_together(overlay, self._wanted_together)
            )

    def lay_over(self, overlay: Overlay | None) -> None:
        """Draw these runs in one chart from now on, looked at as the one that is shown; None for that one alone."""
        self._overlay = overlay
        self.draw(self._run)

    def start_over(self, looks: Looks, lines: tuple[Level, ...], colours: tuple[Colour, ...]) -> None:
        """Look at every run in this way with these lines and colours, whatever was before."""
        self.lines, self.colours = lines, colours
        self._looks.clear()
        self._bookmarks.clear()
        self._run = None
        self.look(**{one.name: getattr(looks, one.name) for one in fields(looks)})

    def look(self, **changes: object) -> None:
        """Look at the run otherwise from now on: `changes` to its Looks."""
        looks = replace(self.looks, **changes)  # type: ignore[arg-type]
        if looks != self.looks:
            self.looks = looks
            if self._run is not None:
                self._looks[self._run.key] = looks
            self._change()

    def draw_lines(self, lines: tuple[Level, ...]) -> None:
        """Draw these lines across every chart from now on."""
        if lines != self.lines:
            self.lines = lines
            self._change()

    def give_colours(self, colours: tuple[Colour, ...]) -> None:
        """Draw curves in these colours from now on."""
        if colours != self.colours:
            self.colours = colours
            self._change()

    @property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        """The parts of the run that a person keeps."""
        return () if self._run is None else self._bookmarks.get(self._run.key, ())

    def keep(self, bookmark: Bookmark) -> None:
        """Keep a part of the run, in place of one of the same name."""
        if self._run is not None:
            others = tuple(one for one in self.bookmarks if one.name != bookmark.name)
            self._bookmarks[self._run.key] = (*others, bookmark)

    def forget(self, bookmark: Bookmark) -> None:
        """Keep a part of the run no longer."""
        if self._run is not None:
            self._bookmarks[self._run.key] = tuple(one for one in self.bookmarks if one != bookmark)

    def show_metrics(self, run: OpenRun) -> None:
        """Draw the same run with the metrics that are chosen now."""
        self._run = run
        self._change()

    def curves_of(self, key: RunKey | None) -> tuple[tuple[str, str], ...]:
        """The curves (metric, split) in the chart; of several runs those of this one or of its medians."""
        if self.chart is None:
            return ()
        chart, own = self.chart.chart, None
        if chart.runs:
            log = None if key is None else (key.source, key.name)
            own = next((i for i, run in enumerate(chart.runs) if log in run.of), len(chart.runs))
        return tuple(dict.fromkeys((line.metric, line.split) for line in chart.lines if line.run == own))

    def close(self) -> None:
        """Stop, and wait for what is under way."""
        self._drawer.close()

    def _change(self) -> None:
        self.changed.emit()
        if self._drawer.busy:
            self._again = True  # the drawing under way is shown first: a dragged slider must not starve the chart
        else:
            self.draw(self._run)

    def _on_delivered(self, chart: PreparedChart | BadOption | UnreadableLog) -> None:
        if isinstance(chart, BadOption):
            self.refused.emit(chart)
            return
        if isinstance(chart, UnreadableLog):
            self.left_out.emit(chart)
            return
        self.chart = chart
        self.prepared.emit(chart)

    def _on_ended(self, error: BaseException | None) -> None:
        raise_unexpected(error)
        if self._again:
            self.draw(self._run)
        if not self._warm:
            self._warm = True
            self.warmed.emit()


def _taken_along(looks: Looks, last: OpenRun, run: OpenRun) -> Looks:
    """How a run is looked at first, as the one before it.

    Of a run that counts otherwise, or is shorter than what is smoothed over, the same share is: 80,000 steps are no
    80,000 epochs.
    """
    from lossacc_gui.chart.smooth import length_of

    over = looks.smoothing
    if not isinstance(over, Over) or over.share:
        return looks
    old, new = last.whole.run, run.whole.run
    whole, length = length_of(new), length_of(old)
    if not whole or not length or (old.x_name == new.x_name and over.length <= whole):
        return looks
    share = min(over.length / length, 1.0)
    return replace(looks, smoothing=replace(over, length=max(float(f"{share * whole:.2g}"), 1.0)))
