"""The words of the explanation panel."""

from __future__ import annotations

from dataclasses import replace

import handmade
import pytest
from gui.gui_handmade import made_analysis
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.look.theme import LIGHT
from lossacc_gui.gui.panels.explanation_page import cause_text, page, whole_text
from lossacc_gui.gui.panels.explanation_panel import _Page
from lossacc_gui.gui.panels.page_parts import breakable
from lossacc_gui.gui.session.state import Selection
from lossacc_gui.model.cause import Evidence, Explanation
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.verdict import State, Verdict

RUN = Selection()


def test_the_verdict_heads_the_page_with_its_badge_and_is_said_once() -> None:
    analysis = made_analysis()
    lines = whole_text(analysis, RUN, LIGHT).splitlines()
    assert lines[:3] == [
        "problem history",
        "The validation loss rises, the accuracy stays.",
        "Most likely (71 %) over-confidence.",
    ]
    assert "\n".join(lines).count("Most likely (71 %)") == 1


def test_what_to_keep_stands_right_under_the_verdict_and_links_to_its_stretch() -> None:
    lines = whole_text(made_analysis(), RUN, LIGHT).splitlines()
    assert lines[3].startswith("Keep epoch 27 by val_loss (0.51; epochs 24–31 are as good within noise).")
    assert "span:24:31" in page(made_analysis(), RUN, frozenset(), LIGHT)


def test_no_word_is_said_of_severity_that_the_badge_does_not_say() -> None:
    fine = replace(made_analysis(), events=(), findings=(), verdict=Verdict(State.FINE, "Nothing seems wrong."))
    told = whole_text(replace(fine, overall=Explanation("Nothing seems wrong.", ())), RUN, LIGHT)
    assert told.splitlines()[0] == "fine history"
    assert not any(word in told for word in ("problem", "worth a look", "benign", "event"))


def test_findings_are_numbered_among_the_events_and_harmless_ones_told_aside() -> None:
    told = whole_text(made_analysis(), RUN, LIGHT)
    assert "3 events: 1 problem, 1 worth a look, 1 harmless" in told
    assert "worth a look 3 Training and validation stand apart" in told
    assert "also in 2 metrics" in told
    assert told.index("Also seen") < told.index("harmless Nothing moves any more.")
    finding = whole_text(made_analysis(), Selection(event=2), LIGHT)
    assert "Training and validation loss part from 30 on." in finding
    assert "Also in 2 metrics: val_f1, val_auc" in finding
    assert "Over-confidence" in finding, "it has its causes like an episode"


def test_what_was_checked_and_what_was_not_is_told_last_with_what_to_log() -> None:
    last = whole_text(made_analysis(), RUN, LIGHT).splitlines()[-3:]
    assert last == [
        "Checks of this run",
        "Made: validation loss.",
        "Not made: flips of answers (without predictions). Next time: predictions.npz.",
    ]


def test_faces_of_a_cause_stand_under_it_each_with_its_own_belief() -> None:
    analysis = handmade.analysis(why=handmade.families(), cause="overfitting")
    told = whole_text(analysis, Selection(event=0), LIGHT)
    wanted = (
        *("What to do first: Stop early.", "Overfitting: training improves alone", "belief 81 %", "one of:"),
        *("1 Over-confidence", "belief 45 %", "2 Label noise", "belief 36 %"),
        *("To tell 1 from 2: Look at the largest", "3 Outliers", "belief 10 %"),
    )
    places = [told.index(words) for words in wanted]
    assert places == sorted(places)
    folded = page(analysis, RUN, frozenset(), LIGHT)
    assert "family:overfitting" in folded and "cause:2" in folded
    assert cause_text(analysis, RUN, 1, LIGHT).startswith("2 Label noise")


@pytest.mark.usefixtures("qapp")  # code has a font of its own
def test_what_to_do_first_fits_the_framework_of_the_log_and_is_not_told_again_below() -> None:
    remedies = ("Stop. Keras: `k`. PyTorch: `p`.", "Or do. PyTorch: `q`.", "Or stop later. Keras: `k`.")
    cause = replace(handmade.OVERCONFIDENCE, remedies=remedies)
    why = replace(handmade.explanation(), causes=(replace(handmade.explanation().causes[0], cause=cause),))
    told = whole_text(handmade.analysis(why=why), Selection(event=0), LIGHT)
    assert "What to do first: Stop. Keras: k." in told
    assert told.count("Stop.") == 1 and "Or do." in told and "Or stop later." in told
    assert told.count("Keras: k") == 1, "nor is its code"
    assert "p." not in told.split() and "q." not in told.split()


def test_belief_and_confidence_are_explained_where_they_stand() -> None:
    told = whole_text(made_analysis(), Selection(event=1), LIGHT)
    assert "that loss and accuracy really part ways here, beyond noise" in told
    assert (
        0
        < told.index("Likely causes")
        < told.index("Belief in a cause: the evidence divides 100 %")
        < told.index("belief ")
    )


def test_that_no_cause_is_known_is_said_once() -> None:
    text = "There is not enough evidence for any cause."
    analysis = made_analysis()
    analysis = replace(
        analysis, overall=Explanation(text, ()), verdict=replace(analysis.verdict, text=text, cause=None, main=None)
    )
    assert whole_text(analysis, RUN, LIGHT).count("evidence") == 1


def test_a_sentence_that_names_its_stretch_links_it_there_and_others_have_it_behind_them() -> None:
    analysis = made_analysis()
    event = analysis.events[1]
    evidence = (
        Evidence("The loss rose (epochs 30–60).", 1.0, start=30, end=60),
        Evidence("It ended worst of all.", 0.5, start=60, end=60),
    )
    (first, *_) = event.explanation.causes
    explanation = replace(event.explanation, causes=(replace(first, evidence=evidence),))
    analysis = replace(analysis, events=(analysis.events[0], replace(event, told=explanation)))
    told = page(analysis, Selection(event=1), frozenset({0}), LIGHT)
    assert "The loss rose (<a href='span:30:60'>epochs 30–60</a>)." in told
    assert "It ended worst of all. <a href='span:60:60'>epoch 60</a>" in told


def test_what_the_curves_leave_open_has_no_chip_that_calls_it_harmless() -> None:
    """A gap may do harm or not; a plateau does none."""
    made = made_analysis()
    texts = {FindingKind.GAP: "They part.", FindingKind.PLATEAU: "Nothing moves."}
    found = tuple(Finding(kind, "train", 2, 9, Severity.BENIGN, text, 0.4) for kind, text in texts.items())
    told = whole_text(replace(made, findings=found), RUN, LIGHT)
    lines = {text: next(line for line in told.splitlines() if text in line) for text in texts.values()}
    assert "harmless" in lines["Nothing moves."] and "harmless" not in lines["They part."]


def test_code_may_break_behind_a_bracket_and_is_copied_without_what_lets_it() -> None:
    shown = _Page(None)
    shown.setHtml(breakable("<p>Keras (3): <code>Loss(label=0.1)</code></p>"))
    assert shown.toPlainText() == "Keras (3): Loss(\u200blabel=0.1)"
    shown.selectAll()
    assert shown.createMimeDataFromSelection().text() == "Keras (3): Loss(label=0.1)"


@pytest.mark.parametrize(("score", "long"), [(0.0, 3), (0.5, 75), (1.0, 150)])
def test_the_bar_of_a_cause_is_as_long_as_its_belief_and_never_nothing(qtbot: QtBot, score: float, long: int) -> None:
    shown = _Page(None)
    qtbot.addWidget(shown)
    picture = shown.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"bar:{score}")).toImage()
    row = [picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())]
    assert len(row) == 150 and row.count(LIGHT.accent) == long
    assert set(row) <= {LIGHT.accent, LIGHT.raised}
    assert shown.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("file:///etc/0.5")) is None
