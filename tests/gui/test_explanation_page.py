"""The words of the explanation panel."""

from __future__ import annotations

from dataclasses import replace

from gui.gui_handmade import made_analysis

from lossacc_gui.gui.panels.explanation_page import whole_text
from lossacc_gui.gui.state import Selection
from lossacc_gui.gui.theme import LIGHT
from lossacc_gui.model.cause import Explanation


def test_that_no_cause_is_known_is_said_once() -> None:
    verdict = "There is not enough evidence for any cause."
    analysis = replace(made_analysis(), overall=Explanation(verdict, ()))
    assert whole_text(analysis, Selection(), LIGHT).count("evidence") == 1
