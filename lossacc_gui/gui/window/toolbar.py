"""The toolbar: opening, what x counts, which metrics are related, smoothing, and the actions used most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from lossacc_gui.gui.actions.actions import ICON_SIZE, Actions
from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.window.run_buttons import PairButton, XButton
from lossacc_gui.gui.window.smoothing import SmoothingControl

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from lossacc_gui.model.analysis import Analysis

LAYOUT = ("open", "", "x", "pair", "smoothing", "log_loss", "fit", "", "previous_event", "next_event", "", "export")
"""Actions and the two widgets from left to right; an empty name is a divider."""
ICON_ONLY = ("previous_event", "next_event")
PADDING = 9
"""Pixels beside what a button shows, as in the window's style sheet."""
GAP, ROUND = 4, 3
"""Pixels that Qt keeps between an icon and its words, and around both."""


class ToolBar(QToolBar):
    """The actions used most, and what is chosen of x, the related metrics and the smoothing."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self._fit_icons()
        self._keep_room()
        by_name(self, toolButtonStyle="ToolButtonTextBesideIcon")
        self.counted = XButton(self)
        self.smoothing = SmoothingControl(self)
        self.pair = PairButton(self)
        self._signed: list[QWidget] = []
        widgets = {"x": self.counted, "pair": self.pair, "smoothing": self.smoothing}
        for name in LAYOUT:
            if not name:
                self.addSeparator()
            elif name in widgets:
                self.addWidget(widgets[name])
            else:
                self._add(actions[name], only_icon=name in ICON_ONLY)
        self.show_analysis(None)

    def _add(self, action: QAction, *, only_icon: bool) -> None:
        self.addAction(action)
        button = self.widgetForAction(action)
        button.setObjectName("sign" if only_icon else "signed")
        self._signed.append(button)
        if only_icon:
            by_name(button, toolButtonStyle="ToolButtonIconOnly")
            button.setAccessibleName(action.text().replace("&", ""))

    def _fit_icons(self) -> None:
        side = enlarged(ICON_SIZE)
        self.setIconSize(QSize(side, side))

    def _keep_room(self) -> None:
        """For the icons, which the first frame does without: nothing moves when they come."""
        side = enlarged(ICON_SIZE)
        before = side + GAP - self.fontMetrics().horizontalAdvance(" ") - (ROUND + 1) // 2
        self.setStyleSheet(
            f"#signed {{ padding-left: {PADDING + before}px; padding-right: {PADDING + side + GAP - before}px; }}"
            f"#sign {{ color: transparent; max-width: {side + ROUND}px; min-width: {side + ROUND}px; }}"
            f"#signed, #sign {{ min-height: {side}px; }}"
        )

    def give_menus(self, menus: Mapping[str, QMenu]) -> None:
        """Take, once actions have icons, what the first frame does without: each menu by the name of its action."""
        for button in self._signed:
            button.setObjectName("")
        self.setStyleSheet("")
        for button, name in ((self.pair, "relate"), (self.counted, "x_axis"), (self.smoothing.button, "smoothing")):
            button.setMenu(menus[name])

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
