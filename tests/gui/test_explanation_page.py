"""The words of the explanation panel."""

from __future__ import annotations

from dataclasses import replace

from gui.gui_handmade import made_analysis

from lossacc_gui.gui.panels.explanation_page import whole_text
from lossacc_gui.gui.state import Selection
from lossacc_gui.gui.theme import LIGHT
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.cause import Explanation


def test_a_run_of_one_epoch_is_not_said_to_agree() -> None:
    made = made_analysis()
    pairs = tuple(
        Pair(*(replace(one, step=one.step[:1], epoch=None, value=one.value[:1]) for one in (pair.loss, pair.accuracy)))
        for pair in made.pairs
    )
    told = whole_text(replace(made, pairs=pairs, episodes=(), explanations=()), Selection(), LIGHT)
    assert "Too few values" in told and "agree" not in told


def test_that_no_cause_is_known_is_said_once() -> None:
    verdict = "There is not enough evidence for any cause."
    analysis = replace(made_analysis(), overall=Explanation(verdict, ()))
    assert whole_text(analysis, Selection(), LIGHT).count("evidence") == 1
