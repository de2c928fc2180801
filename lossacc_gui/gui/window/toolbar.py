"""The toolbar: opening, what x counts, which metrics are related, smoothing, and the actions used most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolBar, QToolButton, QWidget

from lossacc_gui.gui.actions import ICON_SIZE, Actions
from lossacc_gui.gui.theme import Theme
from lossacc_gui.gui.window.pair_menu import PairButton
from lossacc_gui.gui.window.x_menu import XButton
from lossacc_gui.language import Number, tr
from lossacc_gui.numerals import noun_text

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis

SMOOTHING_STEPS = 99
"""The slider counts hundredths of the weight."""
LAYOUT = ("open", "", "x", "pair", "smoothing", "log_loss", "fit", "", "previous_event", "next_event", "", "export")
"""Actions and the two widgets from left to right; an empty name is a divider."""
ICON_ONLY = ("previous_event", "next_event")


class ToolBar(QToolBar):
    """Tells the smoothing that a person chose, as a weight of 0 (off) .. 0.99."""

    smoothing_chosen = Signal(float)

    def __init__(self, actions: Actions, pairs: QMenu, axes: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.counted = XButton(axes, self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider_value = QLabel(tr(Number("0.00")), self)
        self.pair = PairButton(pairs, self)
        widgets = {"x": self.counted, "pair": self.pair, "smoothing": self._smoothing()}
        for name in LAYOUT:
            if not name:
                self.addSeparator()
            elif name in widgets:
                self.addWidget(widgets[name])
            else:
                self.addAction(actions[name])
        for name in ICON_ONLY:
            button = self.widgetForAction(actions[name])
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
                button.setAccessibleName(actions[name].text().replace("&", ""))
        self.show_analysis(None)
        self.slider.valueChanged.connect(lambda value: self.smoothing_chosen.emit(value / 100))

    def apply_theme(self, theme: Theme) -> None:
        """Dress the button that opens what has no room: the style's own arrow is hardly seen."""
        from lossacc_gui.gui.icons import icon

        button = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if isinstance(button, QToolButton):
            button.setIcon(icon("more", theme))
            button.setAccessibleName(self.tr("More tools"))
            button.setToolTip(self.tr("More tools"))

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Say what x counts in the run that is shown, and what is related; None where there is none."""
        self.pair.show_analysis(analysis)
        self.counted.tell(noun_text(analysis.run.x_name, several=False) if analysis is not None else "")
        for widget in (self.slider, self.slider_value):
            widget.setEnabled(analysis is not None)

    def show_smoothing(self, weight: float) -> None:
        """Put the slider where the weight is."""
        self.slider.setValue(round(weight * 100))
        self.slider_value.setText(tr(Number(f"{weight:.2f}")))

    def _smoothing(self) -> QWidget:
        self.slider.setRange(0, SMOOTHING_STEPS)
        self.slider.setPageStep(10)
        self.slider.setFixedWidth(140)
        self.slider.setAccessibleName(self.tr("Smoothing"))
        self.slider.setToolTip(self.tr("Weight of the exponential average, 0 is off ([ and ])"))
        self.slider_value.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.00 "))
        label = QLabel(self.tr("Smoothing"), self)
        label.setBuddy(self.slider)
        group = QWidget(self)
        group.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(group)
        row.setContentsMargins(6, 0, 6, 0)
        for widget in (label, self.slider, self.slider_value):
            row.addWidget(widget)
        return group
