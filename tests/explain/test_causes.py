"""Laws that hold for every cause of the knowledge base."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from explain.planted import HEALTHY, PLANTED, N, explained, run_of, series
from in_one import in_one_test

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.cause import NOTHING_WRONG, Cause
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.model.verdict import State
from lossacc_gui.readers.registry import read
from lossacc_gui.resource import resource

CAUSES = load_causes(resource("causes"))
TRAINED = sorted((Path(__file__).parent / "trained").glob("*.csv"))  # tests/benchmarks/made_runs made them
IDS = {cause.id for cause in CAUSES}
# curves do not tell a design that chokes from a limit, nor, where it ends well, from a long warm-up
OTHER_FAMILIES = {"bad_design": frozenset({"levels_off", NOTHING_WRONG})}
every_cause = in_one_test("cause", CAUSES, ids=lambda cause: cause.id)


def test_all_causes_of_the_catalogue_are_there() -> None:
    assert set(PLANTED) <= IDS
    assert len(IDS) >= 24


def test_every_leaf_has_a_planted_run_and_every_parent_has_leaves() -> None:
    parents = {cause.parent for cause in CAUSES if cause.parent}
    assert set(PLANTED) == IDS - parents, "plant a run for the new cause in tests/explain/planted.py"
    assert parents <= IDS


@every_cause
def test_a_cause_is_told_in_full_sentences(cause: Cause) -> None:
    assert cause.title[0].isupper() and not cause.title.endswith(".")
    for text in (cause.story, *cause.checks, *cause.remedies, *(check for _, check in cause.apart)):
        assert text[0].isupper(), text
        assert text[-1] in ".?", text
        assert "  " not in text
    assert len(cause.story) > 200


@every_cause
def test_a_cause_says_what_it_leads_one_to_expect(cause: Cause) -> None:
    assert any(sign.expected for sign in cause.signs)
    assert {sign.expected for sign in cause.signs} <= {-1, 0, 1}


@every_cause
def test_a_cause_uses_each_fact_once_and_only_known_ones(cause: Cause) -> None:
    names = [sign.fact for sign in cause.signs]
    assert len(names) == len(set(names))
    assert set(names) <= set(FACTS)


@every_cause
def test_a_cause_names_its_sources_with_author_and_year_for_publications(cause: Cause) -> None:
    assert cause.sources
    for source in cause.sources:
        assert not source.author or source.year, source.title


@every_cause
def test_a_publication_says_where_it_stands(cause: Cause) -> None:
    for source in cause.sources:
        assert not source.author or source.venue, source.title


def test_a_publication_is_cited_alike_by_every_cause() -> None:
    cited: dict[str, set[tuple[str, int | None, str, str]]] = {}
    for cause in CAUSES:
        for one in cause.sources:
            if one.author:
                cited.setdefault(one.title, set()).add((one.author, one.year, one.venue, one.id))
    assert len(cited) >= 20
    assert {title: told for title, told in cited.items() if len(told) > 1} == {}


@every_cause
def test_the_checks_that_tell_causes_apart_name_causes_that_exist(cause: Cause) -> None:
    assert {other for other, _ in cause.apart} <= IDS - {cause.id}


@pytest.mark.parametrize("planted", sorted(PLANTED))
def test_a_cause_or_its_family_comes_first_in_a_run_that_shows_it(planted: str) -> None:
    told = explained(PLANTED[planted](), CAUSES)
    found = [r.cause.id for r in told.overall.causes]
    if planted == NOTHING_WRONG:
        assert found[0] == NOTHING_WRONG
        return
    by_id = {c.id: c for c in CAUSES}
    if by_id[planted].benign and told.verdict.state is State.FINE:
        return  # what is harmless need not be named
    others = OTHER_FAMILIES.get(planted, frozenset())
    assert told.overall.families[0].cause.id in {by_id[planted].parent or planted, *others}
    if found[0] == NOTHING_WRONG and NOTHING_WRONG in others:
        return
    assert planted in found[:3]


@pytest.mark.parametrize("log", TRAINED, ids=lambda log: log.stem)
def test_a_cause_or_its_family_is_among_the_first_in_a_training_to_which_it_was_done(log: Path) -> None:
    told = explained(read(log)[0], CAUSES)
    harmless = next(c.benign for c in CAUSES if c.id == log.stem)
    if not (harmless and told.verdict.state is State.FINE):  # what is harmless need not be named
        parent = next(c.parent for c in CAUSES if c.id == log.stem)
        family = told.overall.families[0].cause.id  # the faces of one family are often alike in their curves
        assert family == parent or log.stem in [r.cause.id for r in told.overall.causes[:3]]


def test_a_healthy_run_has_no_cause_and_says_why() -> None:
    told = explained(HEALTHY, CAUSES)
    assert told.overall.healthy
    assert told.verdict.state is State.FINE and told.verdict.cause is None
    assert told.verdict.text.startswith("Nothing seems wrong. ")
    assert told.verdict.text.count(".") >= 3


@in_one_test(
    ("cause", "check", "remedy"),
    [
        ("near_tie_flips", "margin", "learning rate"),
        ("outliers", "losses of individual examples", "clip"),
        ("ambiguous_labels", "skewed", "capacity"),
        ("class_imbalance", "Count the classes", "class_weight"),
        ("class_imbalance", "Count the classes", "patience"),
        ("strong_regularization", "plain cross-entropy as a metric", "penalty"),
        ("bad_design", "bottleneck|narrowest", "batch normalisation"),
        ("bad_design", "layer", "auxiliary classifiers"),
        ("class_imbalance", "confusion matrix", "Weight what is rare"),
        ("metric_threshold", "tolerance", "quantile"),
        ("loss_metric_mismatch", "unweighted cross-entropy", "hinge"),
        ("loss_metric_mismatch", "threshold", "F1, precision and recall"),
        ("growing_confidence", "validation loss falls", "harmless"),
        ("overconfidence", "temperature", "best validation loss"),
        ("near_tie_flips", "smoothly", "Wait"),
        ("low_capacity", "Will more epochs help", "capacity"),
    ],
)
def test_what_the_source_documents_advise_is_in_the_cause(cause: str, check: str, remedy: str) -> None:
    told = next(c for c in CAUSES if c.id == cause)
    assert re.search(check, " ".join(told.checks))
    assert re.search(remedy, " ".join(told.remedies), re.IGNORECASE)


def test_the_three_source_documents_are_credited() -> None:
    titles = [source.title for cause in CAUSES for source in cause.sources]
    assert titles.count("Relationship between loss and accuracy") >= 6
    assert titles.count("Does decreasing accuracy correlate with decreasing loss?") >= 3
    assert titles.count("Why Loss and Accuracy Metrics Conflict?") >= 5


@pytest.mark.parametrize("name", ["val_f1", "val_recall", "val_balanced_accuracy"])
def test_an_accuracy_far_above_what_counts_all_classes_is_one_class_alone(name: str) -> None:
    wave = 0.004 * np.sin(np.arange(N))
    loss, right = 0.21 + wave, 0.95 + wave
    quantity = {"val_f1": Quantity.F1, "val_recall": Quantity.RECALL}.get(name, Quantity.BALANCED_ACCURACY)
    run = run_of(loss, right, loss, right, series(name, quantity, Split.VAL, 0.02))
    found = explained(run, CAUSES)
    assert found.verdict.state is State.PROBLEM and found.verdict.cause == "class_imbalance"
