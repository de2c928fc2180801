"""The toolbar: opening, what x counts, which metrics are related, smoothing, and the actions used most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from lossacc_gui.gui.actions.actions import ICON_SIZE, Actions
from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.window.pair_menu import PairButton
from lossacc_gui.gui.window.smoothing import SmoothingControl
from lossacc_gui.gui.window.x_menu import XButton

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis

LAYOUT = ("open", "", "x", "pair", "smoothing", "log_loss", "fit", "", "previous_event", "next_event", "", "export")
"""Actions and the two widgets from left to right; an empty name is a divider."""
ICON_ONLY = ("previous_event", "next_event")


class ToolBar(QToolBar):
    """The actions used most, and what is chosen of x, the related metrics and the smoothing."""

    def __init__(self, actions: Actions, pairs: QMenu, axes: QMenu, ways: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self._fit_icons()
        by_name(self, toolButtonStyle="ToolButtonTextBesideIcon")
        self.counted = XButton(axes, self)
        self.smoothing = SmoothingControl(ways, self)
        self.pair = PairButton(pairs, self)
        widgets = {"x": self.counted, "pair": self.pair, "smoothing": self.smoothing}
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
                by_name(button, toolButtonStyle="ToolButtonIconOnly")
                button.setAccessibleName(actions[name].text().replace("&", ""))
        self.show_analysis(None)

    def _fit_icons(self) -> None:
        side = enlarged(ICON_SIZE)
        self.setIconSize(QSize(side, side))

    def apply_theme(self, theme: Theme) -> None:
        """Dress the button that opens what has no room: the style's own arrow is hardly seen."""
        from lossacc_gui.gui.look.icons import icon

        self._fit_icons()
        button = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if isinstance(button, QToolButton):
            button.setIcon(icon("more", theme))
            button.setAccessibleName(self.tr("More tools"))
            button.setToolTip(self.tr("More tools"))

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Say what x counts in the run that is shown, and what is related; None where there is none."""
        self.pair.show_analysis(analysis)
        if analysis is None:
            self.counted.tell("")
        else:
            from lossacc_gui.numerals import noun_text  # the first frame does without

            self.counted.tell(noun_text(analysis.run.x_name, several=False))
        self.smoothing.show_analysis(analysis)
