"""Facts on curves of every shape: none breaks, none says nonsense, none knows the unit of the loss."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from explain.fact_cases import SHAPES, of
from hypothesis import given, settings
from hypothesis import strategies as st
from in_one import in_one_test

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.fact import Measured, Unit
from lossacc_gui.explain.facts.summed import has_sum
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.sentences import told
from lossacc_gui.model.run import Quantity


@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_breaks_a_fact_and_its_sentence_says_no_nonsense(shape: str) -> None:
    case = of(SHAPES[shape])
    for name, fact in FACTS.items():
        with np.errstate(all="ignore"):
            found = fact.measure(case)
        if found is None or not math.isfinite(found.value):
            continue
        text = told(WORDS[name], fact.unit, found, "epoch")
        assert not re.search(r"nan|inf\b|[-+]0(\.0)? (%|points)|\{", text), (name, text)
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith("."), text
        assert -1 <= WORDS[name].says(found.value) <= 1


def test_a_v_that_ends_where_it_began_rose_and_a_fall_did_not() -> None:
    up, down = of(SHAPES["V 60"]), of(SHAPES["exponential 60"])
    assert FACTS["val_rise"].measure(up).told == pytest.approx(0.6 / 0.1 - 1, rel=0.2)  # type: ignore[union-attr]
    rise = FACTS["val_rise"].measure(down)
    assert rise is not None and abs(rise.told) < 0.05


NATS = [n for n, f in FACTS.items() if "nats" in f.definition and n != "accuracy_noise"]
LEVELS = ("gap_end", "gap_first", "gap_halfway")
"""Facts of how high both losses stand."""


@settings(max_examples=15, deadline=None)
@given(st.floats(1e-3, 1e3), st.sampled_from(["exponential 60", "V 15", "cycles 60", "resumed"]))
def test_facts_in_nats_do_not_know_the_unit_of_the_loss(factor: float, shape: str) -> None:
    run = SHAPES[shape]
    scaled = replace(
        run, series=tuple(replace(s, value=s.value * factor) if s.quantity is Quantity.LOSS else s for s in run.series)
    )
    as_logged, in_other_unit = of(run), of(scaled)
    for name in NATS:
        first, second = FACTS[name].measure(as_logged), FACTS[name].measure(in_other_unit)
        if name in LEVELS and has_sum(in_other_unit.course):  # in a unit that no mean of what answers cost has
            assert second is None, name
            continue
        assert (first is None) == (second is None), name
        if first is not None and second is not None:
            assert second.value == pytest.approx(first.value, abs=1e-6, rel=1e-6), name


def test_steps_are_as_good_as_epochs() -> None:
    run = SHAPES["cycles 60"]
    by_steps = replace(run, series=tuple(replace(s, step=s.step * 100, epoch=None) for s in run.series))
    in_epochs, in_steps = of(run), of(by_steps)
    for name in FACTS:
        first, second = FACTS[name].measure(in_epochs), FACTS[name].measure(in_steps)
        assert (None if first is None else first.value) == (None if second is None else second.value), name


@in_one_test("name", sorted(FACTS))
def test_a_fact_has_a_definition_and_says_what_it_means(name: str) -> None:
    fact = FACTS[name]
    assert fact.name == name
    assert fact.definition.endswith(".") and "{" not in fact.definition
    words = WORDS[name]
    assert words.low < words.high
    assert words.says(1e300) == 1 and words.says(-1e300) == -1
    assert set(re.findall(r"\{(.*?)\}", words.said + words.zero + words.below)) <= {
        *("value", "size", "over", "where", "bound", "least", "first", "last", "given")
    }
    assert told(words, fact.unit, Measured(0.0, ends=(0.0, 0.0)), "epoch")
    assert ("{bound}" in words.said + words.zero + words.little) == bool(words.bound)


@pytest.mark.parametrize(
    ("unit", "number", "text"),
    [
        (Unit.SHARE, 0.871, "87.1 %"),
        (Unit.POINTS, -0.002, "-0.2 points"),
        (Unit.DISTANCE, 0.031, "3.1 points"),
        (Unit.RELATIVE, 0.41, "+41 %"),
        (Unit.LOSS, 0.41234, "0.412"),
        (Unit.RATIO, 2.345, "2.35"),
        (Unit.COUNT, 3.0, "3"),
        (Unit.ERRORS, 2.34, "2.3 standard errors"),
    ],
)
def test_a_unit_says_how_its_number_is_written(unit: Unit, number: float, text: str) -> None:
    assert unit.written(number) == text
