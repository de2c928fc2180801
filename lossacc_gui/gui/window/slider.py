"""The slider of the smoothing."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSlider

from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged

POSITIONS = 99
"""Hundredths of a weight, or shares of the run, each larger than the last by the same factor."""
NARROWEST, WIDEST = 40, 140
"""Pixels beside letters of the usual size."""


class Slider(QSlider):
    """The first tool to give way where there is little room."""

    def __init__(self) -> None:
        super().__init__()  # with a parent PySide asks whether that is an orientation, and names `Qt` (see `by_name`)
        by_name(self, orientation="Horizontal")
        self.setRange(0, POSITIONS)
        self.setPageStep(10)
        self.fit_letters()

    def fit_letters(self) -> None:
        """Other letters, another width."""
        self.setMinimumWidth(enlarged(NARROWEST))
        self.setMaximumWidth(enlarged(WIDEST))

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(enlarged(WIDEST), super().sizeHint().height())
