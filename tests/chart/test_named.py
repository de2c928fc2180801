from __future__ import annotations

from dataclasses import replace

import handmade

from lossacc_gui.chart.named import cause_text, explanation_of, named
from lossacc_gui.model.verdict import State


def test_the_main_event_has_the_cause_of_the_verdict() -> None:
    analysis = handmade.analysis(why=handmade.families(), cause="overfitting")
    assert cause_text(named(analysis, analysis.events[0])) == "Overfitting (81 %)"
    assert cause_text(named(analysis, None)) == "Overfitting (81 %)"
    none = handmade.analysis(why=handmade.families(), cause=None)
    assert named(none, none.events[0]) is None


def test_an_event_is_said_to_have_the_family_where_no_face_is_sure() -> None:
    analysis = handmade.analysis(why=handmade.families(), findings=(handmade.GAP,))
    assert cause_text(named(analysis, analysis.events[1])) == "Overfitting (81 %)"
    why = handmade.families()
    first, *others = why.families
    face = why.causes[0]
    sure = replace(
        why,
        causes=(replace(face, score=0.87), *why.causes[1:]),
        families=(replace(first, score=0.88, face=face.cause.id), *others),
    )
    analysis = handmade.analysis(why=sure, findings=(handmade.GAP,))
    assert cause_text(named(analysis, analysis.events[1])) == "Over-confidence (87 %)"


def test_a_run_whose_verdict_names_no_cause_has_none() -> None:
    fine = handmade.analysis(state=State.FINE, main=None, cause=None)
    assert named(fine, None) is None
    assert cause_text(None) == "not enough evidence"


def test_the_run_is_explained_by_what_its_verdict_is_about() -> None:
    made = handmade.analysis()
    about = replace(made.events[0], told=handmade.families())
    made = replace(made, events=(about,), verdict=replace(made.verdict, main=about))
    assert explanation_of(made, None) is about.explanation
    assert explanation_of(replace(made, verdict=replace(made.verdict, main=None)), None) is made.overall
