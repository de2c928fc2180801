"""How curves are smoothed: the slider and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from lossacc_gui.gui.window.run_buttons import MenuButton
from lossacc_gui.gui.window.slider import Slider
from lossacc_gui.language import Number, tr

if TYPE_CHECKING:
    from lossacc_gui.gui.window.smoothing_ways import Way
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.smoothing import Over, Smoothing


class SmoothingControl(QWidget):
    """The slider with its value; tells the smoothing that a person chose."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._way: Way | None = None
        self.smoothing: Smoothing = 0.0
        self.unit = ""
        self.slider = Slider()
        self.slider.setToolTip(self.tr("How much curves are smoothed, 0 is off ([ and ])"))
        self.value = QLabel(tr(Number("0.00")), self)
        self.button = MenuButton(self.tr("How curves are smoothed"), self)
        self.button.setText(self.tr("Smoothing"))
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # the slider gives way
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        for widget in (self.button, self.slider, self.value):
            row.addWidget(widget)
        QWidget.setTabOrder(self.button, self.slider)
        self._keep_room()
        self._name()
        self.slider.valueChanged.connect(lambda position: self.chosen.emit(self.way.at(position)))

    @property
    def way(self) -> Way:
        """How positions of the slider are taken."""
        if self._way is None:
            from lossacc_gui.gui.window.smoothing_ways import Way  # the first frame does without

            self._way = Way()
        return self._way

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Take the length of a run; with none there is nothing to smooth."""
        for widget in (self.button, self.slider, self.value):
            widget.setEnabled(analysis is not None)
        if analysis is not None:
            from lossacc_gui.chart.smooth import length_of  # numpy is there once a run is
            from lossacc_gui.numerals import noun_text

            self._way = self.way.in_a_run_of(length_of(analysis.run) or 1.0)
            self.unit = tr(noun_text(analysis.run.x_name, several=True))
            self.show_smoothing(self.smoothing)

    def show_smoothing(self, smoothing: Smoothing) -> None:
        """Put the slider where the smoothing is, and count as it does from now on."""
        self.smoothing = smoothing
        if smoothing:
            self._way = self.way.of(smoothing)
        from PySide6.QtCore import QSignalBlocker  # the first frame does without

        from lossacc_gui.gui.window.smoothing_ways import value_text

        blocker = QSignalBlocker(self.slider)
        self.slider.setValue(self.way.position(smoothing))
        del blocker
        self.value.setText(value_text(smoothing))
        self._keep_room()
        self._name()

    def fit_letters(self) -> None:
        """Other letters may want more room."""
        self.slider.fit_letters()
        self._keep_room()

    def _keep_room(self) -> None:
        """So much that nothing jumps while the slider moves."""
        widest = "0.00 " if isinstance(self.smoothing, int | float) else "100,000 "
        # by the letters of this widget: its label takes other ones only after it
        self.value.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest))

    def take(self, over: Over | None) -> None:
        """Smooth in another way from now on, about as much as before."""
        before = self.way.share_of(self.smoothing)
        self._way = self.way.smoothing_over(over)
        self.chosen.emit(self.way.stretch(before))

    def _name(self) -> None:
        self.slider.setAccessibleName(self.tr("Smoothing: {0}").format(self.value.text()))

    def step(self, by: int) -> None:
        """Smooth more (+1) or less (-1)."""
        self.chosen.emit(self.way.stepped(self.smoothing, by))
