"""No sentence of a fact contradicts its own number, and the number told is that of the raw series."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.reckoned_sides import calm
from explain.fact_cases import SHAPES, of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from in_one import in_one_test
from strategies import Log, Training, run_of, trainings

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.fact import Measured, Unit
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.sentences import told
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.run import Run, Split
from lossacc_gui.resource import resource

OPPOSITE = {
    *("val_fall", "train_fall", "train_fall_after_best", "train_late_fall", "errors_gone", "stuck_start_fall"),
    *("step_at_rate_drop", "penalty_share"),
}
"""Facts that judge a fall and tell the change."""

ONE_WAY = re.compile(r"(fell|rose|fell again|fell together) by (less than )?[-+]|[-+][\d.]+ points below")
NOTHING = re.compile(r"nan|inf\b|\{|[-+]0(\.0+)?( |$)|\b(fell|rose|changed|fell again|fell together) by 0(\.0+)? ")

few = settings(max_examples=20, deadline=None)


def measured(run: Run) -> Iterator[tuple[str, Measured, str]]:
    """(fact, what was measured, its sentence) of all that is known of a run."""
    case = of(run)
    for name, fact in FACTS.items():
        with np.errstate(all="ignore"):
            found = fact.measure(case)
        if found is not None and math.isfinite(found.value) and not found.untold:
            yield name, found, told(WORDS[name], fact.unit, found, run.x_name)


def check(run: Run) -> int:
    """Hold every sentence of a run to its number; how many there were."""
    count = 0
    for name, found, text in measured(run):
        count += 1
        assert math.isfinite(found.told), (name, found)
        assert not NOTHING.search(text) and not ONE_WAY.search(text), (name, found, text)
        assert "x " not in re.sub(r"(max|epochs?) ", "", text), (name, text)
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith(".") and "  " not in text
        if FACTS[name].unit in (Unit.RELATIVE, Unit.POINTS, Unit.DISTANCE) and name not in LOGARITHMS | DISTANCES:
            sign = -1 if name in OPPOSITE else 1
            slack = 1e-9
            assert sign * found.value >= -slack or found.told <= slack, (name, found)
            assert sign * found.value <= slack or found.told >= -slack, (name, found)
        if WORDS[name].zero and abs(found.told - WORDS[name].nothing) < 1e-12:
            said = replace(WORDS[name], low=0, high=1, zero="", little="", whole="")
            assert text != told(said, FACTS[name].unit, found, run.x_name), (name, text)
    return count


LOGARITHMS = {"accuracy_noise", "errors_left"}
"""Facts that judge the logarithm of what they tell."""
DISTANCES = {"off_smoothed_floor"}
"""Facts that judge how far something is off, and tell to which side as well."""


@few
@given(trainings())
@example(Training("healthy", 8, jitter=0.1, seed=3))
@example(Training("stands still", 200))
def test_no_sentence_of_a_random_run_contradicts_its_number(made: Training) -> None:
    check(run_of(made.log()))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_sentence_of_any_shape_contradicts_its_number(shape: str) -> None:
    assert check(SHAPES[shape]) > 0


@few
@given(
    st.lists(st.floats(0.01, 5), min_size=2, max_size=60),
    st.lists(st.floats(0, 1), min_size=60, max_size=60),
    st.lists(st.floats(1e-6, 1e-3), min_size=60, max_size=60),
)
def test_no_sentence_of_arbitrary_numbers_contradicts_them(
    losses: list[float], accuracies: list[float], train: list[float]
) -> None:
    n = len(losses)
    columns = {"loss": train[:n], "accuracy": accuracies[::-1][:n], "val_loss": losses, "val_accuracy": accuracies[:n]}
    check(run_of(Log({name: np.array(values) for name, values in columns.items()})))


def test_a_loss_that_ends_where_it_was_best_is_not_said_to_have_risen() -> None:
    texts = {name: text for name, _, text in measured(SHAPES["exponential 1000"])}
    assert texts["val_second_descent"] == "Validation loss (smoothed) did not fall again after a rise."
    v = {name: text for name, _, text in measured(SHAPES["V 60"])}
    assert re.match(r"Validation loss \(smoothed\) ended \d+ % above its best\.", v["val_rise"])


def test_losses_that_are_equal_are_called_alike_wherever_they_began() -> None:
    """On a scale of its own a validation loss that began ten times as high would stand above an equal one for good."""
    n = 40
    train, held = np.full(n, 0.1), np.full(n, 0.1)
    train[0], held[0] = 1.0, 10.0
    case = run_of(Log({"loss": train, "val_loss": held}))
    texts = {name: (found.value, text) for name, found, text in measured(case)}
    assert texts["gap_end"] == (
        0.0,
        "In the last points validation loss and training loss were alike (medians, epochs 36–39).",
    )


def test_noise_near_zero_is_told_as_that_of_the_drawn_curve() -> None:
    rng = np.random.default_rng(0)
    loss = np.concatenate([[2.0], 0.01 * (1 + 0.3 * rng.uniform(-1, 1, 99))])
    found = FACTS["val_noise"].measure(of(run_of(Log({"val_loss": loss}))))
    assert found is not None
    assert math.exp(found.value) < 0.13  # judged against the loss and a twentieth of what the run began with
    assert found.told == pytest.approx(0.3 / math.sqrt(3), rel=0.35)  # told: what one sees


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "Accuracy (smoothed) never fell while the loss got clearly better."),
        (1e-12, "Accuracy (smoothed) never fell while the loss got clearly better."),
        (0.0002, "Accuracy fell by less than 0.1 points while the loss went from 2 to 1 (the whole run, smoothed)."),
        (0.031, "Accuracy fell by 3.1 points while the loss went from 2 to 1 (the whole run, smoothed)."),
    ],
)
def test_what_is_small_is_not_called_nothing(number: float, text: str) -> None:
    measured = Measured(number, ends=(2.0, 1.0))
    assert told(WORDS["worse_answers"], FACTS["worse_answers"].unit, measured, "epoch") == text


COUNTED = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred\w*|thousand\w*|twice|thrice|half|halv\w+"
    r"|thirds?|quarters?|fifths?|tenths?|twentieths?|doubl\w+|tripl\w+)\b"
)
MEASURED = re.compile(
    rf"\b(?:above|below|over|under|more than|less than|at least|at most|about|nearly|almost|near) (?:an? )?{COUNTED}",
    re.IGNORECASE,
)


PLACES = {"value", "size", "over", "where", "bound", "least", "first", "last", "given"}


@in_one_test("name", WORDS)
def test_the_words_of_a_fact_spell_no_number_out(name: str) -> None:
    """Beside a measured number one reads it against that: what defines the fact stands in `bound`, as a numeral."""
    words = WORDS[name]
    texts = [text for text in (words.said, words.zero, words.little, words.below) if text]
    for text in texts:
        assert re.search(rf"{COUNTED}|\d", text, re.IGNORECASE) is None, text
        assert set(re.findall(r"{(\w+)}", text)) <= PLACES
    for place, number in (("{bound}", words.bound), ("{least}", words.least)):
        assert any(place in text for text in texts) is bool(number), (name, place)
        assert re.search(COUNTED, number, re.IGNORECASE) is None


@in_one_test("cause", load_causes(resource("causes")), ids=lambda cause: cause.id)
def test_a_cause_compares_with_numerals(cause: Cause) -> None:
    """Its texts stand beside the numbers of the run: a limit in them is written as these are."""
    for text in (cause.title, cause.story, *cause.checks, *cause.remedies, *(check for _, check in cause.apart)):
        assert MEASURED.search(text) is None, text


BEYOND_TWO = re.compile(COUNTED.replace("one|two|", ""), re.IGNORECASE)


@in_one_test("cause", load_causes(resource("causes")), ids=lambda cause: cause.id)
def test_a_cause_writes_no_number_out_beside_a_numeral(cause: Cause) -> None:
    """In one clause with a numeral, or with {bound}, a number in words is read against it."""
    told = (cause.title, cause.story, *cause.checks, *cause.remedies, *(check for _, check in cause.apart))
    for clause in (clause for text in told for clause in re.split(r"[.;:?](?!\d)", re.sub(r"`.*?`", "", text))):
        assert not (re.search(r"\d|\{bound\}", clause) and BEYOND_TWO.search(clause)), clause


def test_the_search_for_limits_in_words_finds_them() -> None:
    for text in ("above a third it is", "almost five points.", "less than half of them", "near one half, and"):
        assert MEASURED.search(text), text
    for text in ("with a third of the learning rate", "one by one", "the two losses", "by a factor of ten lower"):
        assert MEASURED.search(text) is None, text


def test_a_factor_is_said_as_one() -> None:
    def said(name: str) -> str:
        return told(WORDS[name], FACTS[name].unit, Measured(1.0, 3, 9, 12.0), "epoch")

    assert said("val_rise") == "Validation loss (smoothed) ended at 13 times its best."
    assert said("val_spike") == (
        "The highest single point of the validation loss stands at 13 times the smoothed curve (epochs 3–9)."
    )
    assert (
        said("plain_loss_change") == "After the first 33 % of the run the plain cross-entropy became 13 times as large."
    )
    assert said("rise_after_rate_drop").endswith("validation loss (smoothed) rose to 13 times its best since then.")


# the numbers of the facts that are told most, from the raw series with code of their own


def calm_loss(values: list[float]) -> list[float]:
    """The loss calmed on the scale ln(L + f), f a twentieth of the first one, and brought back."""
    floor = 0.05 * min(values[0], 20 * middle(values))
    return [math.exp(one) - floor for one in calm([math.log(value + floor) for value in values])]


def middle(values: list[float]) -> float:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def numbers(log: Log) -> dict[str, float]:
    """What the sentences should tell, in the unit that they are written in."""
    loss, accuracy, held, answers = (log.columns[name].tolist() for name in log.columns)
    n = len(held)
    last = max(2, n // 10)
    of_held, of_train, right, train_right = calm_loss(held), calm_loss(loss), calm(answers), calm(accuracy)
    best = of_held.index(min(of_held))
    return {
        "val_rise": 100 * (of_held[-1] / of_held[best] - 1),
        "val_fall": 100 * (of_held[best] / held[0] - 1),
        "train_fall": 100 * (min(of_train) / loss[0] - 1),
        "train_fall_after_best": 100 * (of_train[-1] / of_train[best] - 1),
        "train_end_up": 100 * (of_train[-1] / min(of_train) - 1),
        "gap_end": 100 * (middle(held[-last:]) / middle(loss[-last:]) - 1),
        "gap_first": 100 * (middle(held[:2]) / middle(loss[:2]) - 1),
        "val_ahead_share": 100 * sum(h < t for h, t in zip(of_held, of_train, strict=True)) / n,
        "accuracy_start": 100 * answers[0],
        "accuracy_end": 100 * middle(answers[-last:]),
        "accuracy_gain": 100 * (max(right) - answers[0]),
        "accuracy_fall": 100 * (max(right) - right[-1]),
        "accuracy_after_best_loss": 100 * (right[-1] - right[best]),
        "errors_left": 100 * max(right),
        "train_errors_left": 100 * max(train_right),
        "answers_gap_end": 100 * (middle(accuracy[-last:]) - middle(answers[-last:])),
        "loss_per_error_best": of_held[best] / (1 - right[best]) if right[best] < 1 else math.inf,
    }


def in_text(text: str) -> float | None:
    """The first number of a sentence that is written with a unit or as a cost; None where it is said in words."""
    found = re.search(
        r"(?<!first )([-+]?[\d.,]+) (?:%|points)(?: (above|below))?|at ([\d.e+]+) times|wrong answers was ([\d.]+)",
        text,
    )
    if "at all points" in text:
        return 100.0
    if found is None or "less than" in text:
        return None
    if found[3]:
        return 100 * (float(found[3]) - 1)
    number = float((found[1] or found[4]).replace(",", ""))
    fell = "fell by no more than" in text and "since its best" not in text and found[1][0] not in "+-"
    return -number if fell or (found[2] == "below" and "below its best" not in text) else number


@few
@given(trainings(kinds=("healthy", "rises", "worsens", "steps"), rows=st.integers(6, 200), splits=(("train", "val"),)))
def test_the_number_told_is_that_of_the_raw_series(made: Training) -> None:
    log = made.log()
    expected = numbers(log)
    texts = {name: text for name, _, text in measured(run_of(log))}
    for name, number in expected.items():
        if name not in texts:
            assert name.startswith("loss_per_error"), name  # too few errors to tell
            continue
        written = in_text(texts[name])
        if written is None:
            least = 0.05 if "points" in WORDS[name].said or FACTS[name].unit is not Unit.RELATIVE else 0.06
            assert abs(number) <= least + 0.05, (name, texts[name], number)
        else:
            slack = 0.051 if abs(number) < 9.45 else 0.51 if FACTS[name].unit is Unit.RELATIVE else 0.051
            assert written == pytest.approx(number, abs=slack, rel=0.006 if abs(number) > 900 else 1e-9), texts[name]


@pytest.mark.parametrize(
    ("split", "name"), [(Split.TEST, "Validation"), (Split.VAL, "Validation"), (Split.TRAIN, "Training")]
)
def test_what_is_held_out_has_one_name_in_the_facts(split: Split, name: str) -> None:
    """The loss of it is told as validation loss, whatever the log calls it."""
    fact = "accuracy_fall"
    assert told(WORDS[fact], Unit.POINTS, Measured(0.0, split=split), "epoch").startswith(f"{name}: accuracy")


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (
            9.1,
            "Divided by the share of wrong answers, the loss is 45.5 even where that is lowest (epoch 0, smoothed): "
            "65.6 times the 0.693 (ln 2) that plain cross-entropy has at the least.",
        ),
        (
            0.07,
            "Divided by the share of wrong answers, the loss gets down to 0.35 (epoch 0, smoothed), 0.505 times the "
            "0.693 (ln 2) that plain cross-entropy has at the least: it is another loss, or the accuracy is wrong.",
        ),
    ],
)
def test_the_loss_of_a_wrong_answer_is_told_with_what_it_may_be_and_what_is_wrong(loss: float, text: str) -> None:
    run = run_of(Log({"val_loss": np.full(40, loss), "val_accuracy": np.full(40, 0.8)}))
    assert [said for name, _, said in measured(run) if name == "bound_ratio"] == [text]
