"""How curves are smoothed: the ways and amounts to choose from, the slider, and the menu of ways."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QWidget

from lossacc_gui.gui.window.run_menu import MenuButton, RunMenu, add_ticked
from lossacc_gui.language import Number, tr, typed
from lossacc_gui.model.smoothing import MOST_WEIGHT, Over, Smoothing, smoothing_in, written_smoothing
from lossacc_gui.numerals import noun_text

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session
    from lossacc_gui.model.analysis import Analysis

POSITIONS = 99
"""Of the slider: hundredths of a weight, or shares of the run, each larger than the last by the same factor."""
NARROWEST, WIDEST = 40, 140
"""Pixels of the slider."""
LEAST, MOST = 1e-4, 0.5
"""Shares of a run at the second and the last position."""
KEY_WEIGHT, KEY_FACTOR = 0.1, 2.0
"""What a key adds to a weight, or makes a stretch longer by."""
USUAL_WEIGHT, USUAL_SHARE = 0.6, 0.01
"""What a way begins with where nothing was smoothed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to smooth: by weights (no `over`), or over a stretch of this kind; `whole` is how long the run is."""

    over: Over | None = None
    whole: float = 1.0

    def at(self, position: int) -> Smoothing:
        """The smoothing at a position of the slider; at 0 there is none."""
        if self.over is None:
            return position / 100
        return self.stretch(LEAST * (MOST / LEAST) ** ((position - 1) / (POSITIONS - 1))) if position else 0.0

    def position(self, smoothing: Smoothing) -> int:
        """The position of the slider for a smoothing of this way."""
        if not isinstance(smoothing, Over):
            return round(100 * smoothing)
        share = smoothing.length if smoothing.share else smoothing.length / self.whole
        steps = math.log(max(share, LEAST) / LEAST) / math.log(MOST / LEAST) * (POSITIONS - 1)
        return min(1 + round(steps), POSITIONS)

    def stretch(self, share: float) -> Smoothing:
        """A stretch of this way that takes about this share of the run, in two digits."""
        if self.over is None:
            return USUAL_WEIGHT
        length = share if self.over.share else max(share * self.whole, 1.0)
        return replace(self.over, length=float(f"{length:.2g}"))

    def stepped(self, smoothing: Smoothing, by: int) -> Smoothing:
        """More smoothing (+1) or less (-1) than this."""
        if not isinstance(smoothing, Over):
            if self.over is not None and not smoothing:
                return self.stretch(USUAL_SHARE) if by > 0 else 0.0
            return min(max(round(smoothing + by * KEY_WEIGHT, 2), 0.0), MOST_WEIGHT)
        least, most = (LEAST, 1.0) if smoothing.share else (max(LEAST * self.whole, 1.0), self.whole)
        length = smoothing.length * KEY_FACTOR**by
        return replace(smoothing, length=float(f"{min(length, most):.2g}")) if length >= least else 0.0


def value_text(smoothing: Smoothing) -> str:
    """The amount as the tool bar says it: 0.60, 1 %, 10,000."""
    if not isinstance(smoothing, Over):
        return tr(Number(f"{smoothing:.2f}"))
    return tr(Number(f"{100 * smoothing.length:.3g} %" if smoothing.share else f"{smoothing.length:,.6g}"))


class _Slider(QSlider):
    """The first tool to give way where there is little room."""

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(WIDEST, super().sizeHint().height())


class SmoothingControl(QWidget):
    """The slider with its value; tells the smoothing that a person chose."""

    chosen = Signal(object)

    def __init__(self, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.way = Way()
        self.smoothing: Smoothing = 0.0
        self.unit = ""
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, POSITIONS)
        self.slider.setPageStep(10)
        self.slider.setMinimumWidth(NARROWEST)
        self.slider.setMaximumWidth(WIDEST)
        self.slider.setToolTip(self.tr("How much curves are smoothed, 0 is off ([ and ])"))
        self.value = QLabel(self)
        self.button = MenuButton(menu, self.tr("How curves are smoothed"), self)
        self.button.setText(self.tr("Smoothing"))
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # the slider gives way
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        for widget in (self.button, self.slider, self.value):
            row.addWidget(widget)
        QWidget.setTabOrder(self.button, self.slider)
        self.show_smoothing(0.0)
        self.slider.valueChanged.connect(lambda position: self.chosen.emit(self.way.at(position)))

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Take the length of a run; with none there is nothing to smooth."""
        for widget in (self.button, self.slider, self.value):
            widget.setEnabled(analysis is not None)
        if analysis is not None:
            from lossacc_gui.chart.smooth import length_of  # numpy is there once a run is

            self.way = replace(self.way, whole=length_of(analysis.run) or 1.0)
            self.unit = tr(noun_text(analysis.run.x_name, several=True))
            self.show_smoothing(self.smoothing)

    def show_smoothing(self, smoothing: Smoothing) -> None:
        """Put the slider where the smoothing is, and count as it does from now on."""
        self.smoothing = smoothing
        if isinstance(smoothing, Over):
            self.way = replace(self.way, over=smoothing)
        elif smoothing:
            self.way = replace(self.way, over=None)
        blocker = QSignalBlocker(self.slider)
        self.slider.setValue(self.way.position(smoothing))
        del blocker
        said = value_text(smoothing)
        self.value.setText(said)
        self._keep_room()
        self.slider.setAccessibleName(self.tr("Smoothing: {0}").format(said))

    def changeEvent(self, event: QEvent) -> None:
        """Other letters may want more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_room()

    def _keep_room(self) -> None:
        """So much that nothing jumps while the slider moves."""
        widest = "100,000 " if isinstance(self.smoothing, Over) else "0.00 "
        # by the letters of this widget: its label takes other ones only after it
        self.value.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest))

    def take(self, over: Over | None) -> None:
        """Smooth in another way from now on, about as much as before."""
        before = self.smoothing if isinstance(self.smoothing, Over) else None
        share = USUAL_SHARE
        if before is not None:
            share = before.length if before.share else before.length / self.way.whole
        self.way = replace(self.way, over=over)
        self.chosen.emit(self.way.stretch(share))

    def step(self, by: int) -> None:
        """Smooth more (+1) or less (-1)."""
        self.chosen.emit(self.way.stepped(self.smoothing, by))


class SmoothingMenu(RunMenu):
    """The ways to smooth, the one in use ticked; `control` gives what shows it."""

    def __init__(
        self, session: Callable[[], Session | None], control: Callable[[], SmoothingControl], parent: QWidget
    ) -> None:
        super().__init__(session, parent)
        self._control = control

    def fill(self) -> None:
        """List the ways."""
        self.clear()
        control, group = self._control(), QActionGroup(self)
        steps = control.unit or self.tr("steps")
        ways: tuple[tuple[str, Over | None], ...] = (
            (self.tr("Average, by the Weight of Each Point"), None),
            (self.tr("Average over a Share of the Run"), Over(1.0, share=True)),
            (self.tr("Median over a Share of the Run"), Over(1.0, share=True, median=True)),
            (self.tr("Average over {0}").format(steps), Over(1.0)),
            (self.tr("Median over {0}").format(steps), Over(1.0, median=True)),
        )
        now = control.way.over and replace(control.way.over, length=1.0)
        for text, over in ways:
            action = add_ticked(self, text, over == now)
            action.triggered.connect(lambda _=False, it=over: control.take(it))
            group.addAction(action)
        self.addSeparator()
        self.addAction(self.tr("&Type It…")).triggered.connect(self.ask)

    def ask(self, said: str = "", wrong: str = "") -> None:
        """Ask for a smoothing in words, again with the reason where it is none."""
        from PySide6.QtWidgets import QInputDialog  # the first frame does without

        control = self._control()
        asking = QInputDialog(self.parentWidget())
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setWindowTitle(self.tr("Smoothing"))
        usual = self.tr("0.6: weight of an average from point to point; 500: over 500 {0}; 1%: over 1 % of the run.")
        median = self.tr("median:500, median:1%: the median around each point.")
        told = f"{usual.format(control.unit or self.tr('steps'))}\n{median}"
        asking.setLabelText(f"{wrong}\n{told}" if wrong else told)
        asking.setTextValue(said or written_smoothing(control.smoothing))
        asking.textValueSelected.connect(self._take)
        asking.open()

    def _take(self, said: str) -> None:
        try:
            self._control().chosen.emit(smoothing_in(typed(said)))
        except ValueError as error:
            self.ask(said, tr(error.args[0]))
