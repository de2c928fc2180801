"""How curves are smoothed: the slider, and the menu of ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from lossacc_gui.gui.window.run_menu import MenuButton, RunMenu, add_ticked
from lossacc_gui.gui.window.slider import Slider
from lossacc_gui.language import Number, tr, typed

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session
    from lossacc_gui.gui.window.smoothing_ways import Way
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.smoothing import Over, Smoothing


class SmoothingControl(QWidget):
    """The slider with its value; tells the smoothing that a person chose."""

    chosen = Signal(object)

    def __init__(self, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self._way: Way | None = None
        self.smoothing: Smoothing = 0.0
        self.unit = ""
        self.slider = Slider()
        self.slider.setToolTip(self.tr("How much curves are smoothed, 0 is off ([ and ])"))
        self.value = QLabel(tr(Number("0.00")), self)
        self.button = MenuButton(menu, self.tr("How curves are smoothed"), self)
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


class SmoothingMenu(RunMenu):
    """The ways to smooth, the one in use ticked; `control` gives what shows it."""

    def __init__(
        self, session: Callable[[], Session | None], control: Callable[[], SmoothingControl], parent: QWidget
    ) -> None:
        super().__init__(session, parent)
        self._control = control

    def fill(self) -> None:
        """List the ways."""
        from PySide6.QtGui import QActionGroup

        from lossacc_gui.model.smoothing import Over

        self.empty()
        control, group = self._control(), QActionGroup(self)
        steps = control.unit or self.tr("steps")
        ways: tuple[tuple[str, Over | None], ...] = (
            (self.tr("Average, by the Weight of Each Point"), None),
            (self.tr("Average over a Share of the Run"), Over(1.0, share=True)),
            (self.tr("Median over a Share of the Run"), Over(1.0, share=True, median=True)),
            (self.tr("Average over {0}").format(steps), Over(1.0)),
            (self.tr("Median over {0}").format(steps), Over(1.0, median=True)),
        )
        now = control.way.kind
        for text, over in ways:
            action = add_ticked(self, text, over == now)
            action.triggered.connect(lambda _=False, it=over: control.take(it))
            group.addAction(action)
        self.addSeparator()
        self.addAction(self.tr("&Type It…")).triggered.connect(self.ask)

    def ask(self, said: str = "", wrong: str = "") -> None:
        """Ask for a smoothing in words, again with the reason where it is none."""
        from PySide6.QtCore import Qt  # the first frame does without
        from PySide6.QtWidgets import QInputDialog

        from lossacc_gui.model.smoothing import written_smoothing

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
        from lossacc_gui.model.smoothing import smoothing_in

        try:
            self._control().chosen.emit(smoothing_in(typed(said)))
        except ValueError as error:
            self.ask(said, tr(error.args[0]))
