"""Losses on lines of their own are told from what looks like them, by the curves alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Log, run_of

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.ranking import OF_ENTROPY
from lossacc_gui.measure.classes import known_classes
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.measure.ruler.bounds import SMOOTHINGS, smoothed_floor
from lossacc_gui.measure.ruler.floors import off_smoothed_floor
from lossacc_gui.measure.ruler.second_softmax import on_twice_line
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

CAUSES = load_causes(resource("causes"))
X = np.arange(40)


def analysed(**columns: np.ndarray) -> Analysis:
    return analyze_run(run_of(Log(columns)), Request(causes=CAUSES))


def nearly_all_right(lead: float) -> np.ndarray:
    """An accuracy that is there after a few epochs and moves by a hundredth or two after that."""
    return 0.975 + lead - 0.5 * np.exp(-X / 2) + 0.006 * np.sin(X)


@pytest.mark.parametrize("classes", [3, 4, 8])
@pytest.mark.parametrize(("slope", "twice"), [(1.0, True), (2.6, False), (5.0, False)])
def test_a_second_softmax_is_known_by_what_an_error_costs_more_than_a_right_answer(
    classes: int, slope: float, twice: bool
) -> None:
    line = np.log(np.e + classes - 1)
    train, val = nearly_all_right(0.01), nearly_all_right(0.0)
    found = analysed(
        loss=line - 1 + slope * (1 - train), accuracy=train, val_loss=line - 1 + slope * (1 - val), val_accuracy=val
    )
    assert (found.verdict.cause == "softmax_twice") is twice


@pytest.mark.parametrize("rows", [6, 15, 60])
@pytest.mark.parametrize("right", [0.3, 0.6, 0.9])
def test_a_loss_of_zero_beside_wrong_answers_is_a_layer_that_does_not_fit(rows: int, right: float) -> None:
    loss, accuracy = np.full(rows, 1.2e-7), np.full(rows, right)
    found = analysed(loss=loss, accuracy=accuracy, val_loss=loss, val_accuracy=accuracy)
    assert found.verdict.state is State.PROBLEM
    assert found.overall.causes[0].cause.id == "wrong_last_layer"


def test_a_loss_of_zero_beside_right_answers_is_none() -> None:
    loss, accuracy = np.maximum(np.exp(-X.astype(float)), 1e-7), 1 - 0.5 * np.exp(-X / 2)
    found = analysed(loss=loss, accuracy=accuracy, val_loss=loss, val_accuracy=accuracy)
    assert found.overall.causes[0].cause.id != "wrong_last_layer"


@pytest.mark.parametrize("top", [0.45, 0.7, 0.95])
def test_a_loss_below_zero_beside_a_share_of_right_answers_is_never_fine(top: float) -> None:
    right = top - (top - 0.2) * np.exp(-X / 6)
    found = analysed(loss=-right / 2, accuracy=right, val_loss=-right / 2, val_accuracy=right)
    assert found.overall.causes[0].cause.id == "wrong_last_layer"
    assert found.verdict.state in (State.WATCH, State.PROBLEM)
    assert found.verdict.cause == "wrong_last_layer"


def smoothed(classes: int, smoothing: float, begins: float) -> dict[str, np.ndarray]:
    """A loss that comes to rest on its floor while nearly all answers get right; `begins` times that of guessing."""
    floor, way = smoothed_floor(classes, smoothing), np.exp(-X / 3)
    right = 0.99 - (0.99 - 1 / classes) * way
    loss = 1.03 * floor + (begins * np.log(classes) - 1.03 * floor) * way
    return {"loss": loss, "accuracy": right, "val_loss": loss * 1.01, "val_accuracy": right - 0.005 * (1 - way)}


@pytest.mark.parametrize(("classes", "smoothing"), [(10, 0.1), (10, 0.2), (5, 0.1), (100, 0.1)])
def test_a_loss_at_rest_on_the_floor_of_smoothed_labels_is_known_where_it_began_as_guessing_does(
    classes: int, smoothing: float
) -> None:
    found = analysed(**smoothed(classes, smoothing, 1.0))
    assert found.verdict.state is State.FINE
    assert found.overall.causes[0].cause.id == "label_smoothing_floor"


@pytest.mark.parametrize("classes", [5, 10])
def test_a_loss_that_begins_far_above_guessing_holds_a_penalty_and_stands_on_no_floor(classes: int) -> None:
    run = run_of(Log(smoothed(classes, 0.1, 2.0)))
    found = analyze_run(run, Request(causes=CAUSES, options=Options(classes=classes)))
    assert found.overall.causes[0].cause.id != "label_smoothing_floor"


@pytest.mark.parametrize("classes", [2, 4, 10, 50])
def test_answers_that_are_right_and_not_yet_sure_stand_on_no_floor_while_their_loss_falls(classes: int) -> None:
    """Slow training: the loss goes down as 1 over the root of the epoch, through whatever floor there may be."""
    right = 0.985 - (0.985 - 1 / classes) * np.exp(-X / 3)
    loss = np.log(classes) / np.sqrt(1 + X)
    run = run_of(Log({"loss": loss, "accuracy": right, "val_loss": 1.02 * loss, "val_accuracy": right - 0.003}))
    found = analyze_run(run, Request(causes=CAUSES, options=Options(classes=classes)))
    assert "label_smoothing_floor" not in {found.verdict.cause, *(a.cause.id for a in found.overall.causes)}


@pytest.mark.parametrize("classes", [5, 10])
def test_how_many_classes_there_are_can_be_said(classes: int) -> None:
    late = {name: values[2:] for name, values in smoothed(classes, 0.1, 1.0).items()}  # nobody saw it guess
    told = {}
    for said in (0, classes):
        found = analyze_run(run_of(Log(late)), Request(causes=CAUSES, options=Options(classes=said)))
        (row,) = (check for check in found.verdict.checks if check.name == "the floor of the loss")
        first = found.overall.causes[0]
        told[said] = first.score if first.cause.id == "label_smoothing_floor" else 0.0, row.done
    (guessed, unread), (known, read) = told[0], told[classes]
    assert known > guessed < Options().named_share and read and not unread


def test_a_point_on_two_lines_is_told_by_neither_mistake() -> None:
    """With two classes a second softmax and a smoothing of a fifth stand within a hundredth of one another."""
    found = analyze_run(run_of(Log(smoothed(2, 0.2, 1.0))), Request(causes=CAUSES, options=Options(classes=2)))
    assert found.overall.causes[0].cause.id != "softmax_twice" and found.verdict.state is State.FINE


def test_a_loss_of_late_training_does_not_tell_how_dear_errors_were_while_it_learned() -> None:
    """Right at once in training, on another set hardly better than by luck and very sure of it: no unfit layer."""
    train = np.r_[2.0, 0.02 * np.exp(-X[1:] / 10)]
    found = analysed(
        loss=train,
        accuracy=np.where(X < 1, 0.75, 1.0),
        val_loss=np.full(len(X), 5.6),
        val_accuracy=np.full(len(X), 0.57),
    )
    assert all(one.cause.id != "wrong_last_layer" for one in found.overall.causes)


def at_rest(level: float, errors: float, price: float, classes: int) -> dict[str, np.ndarray]:
    """Losses that begin as guessing does and end at `level` and `price` for each error, some more of validation."""
    way = np.exp(-X / 3)
    out = {}
    for before, wrong in (("", errors), ("val_", 1.5 * errors)):
        right = 1 - wrong - (1 - wrong - 1 / classes) * way
        loss = level + price * wrong
        out |= {f"{before}loss": loss + (np.log(classes) - loss) * way, f"{before}accuracy": right}
    return out


@pytest.mark.parametrize("errors", [0.007, 0.013, 0.02])
def test_with_two_classes_the_price_of_an_error_tells_a_second_softmax_from_smoothed_labels(errors: float) -> None:
    floor, twice = smoothed_floor(2, 0.2), np.log(1 + 1 / np.e)
    found = [analysed(**at_rest(level, errors, price, 2)) for level, price in ((twice, 1.0), (floor, 2.2))]
    assert [one.overall.causes[0].cause.id for one in found] == ["softmax_twice", "label_smoothing_floor"]


@pytest.mark.parametrize("smoothing", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("errors", [0.005, 0.02, 0.04])
def test_errors_lift_a_loss_off_the_floor_of_smoothed_labels_and_it_is_known_all_the_same(
    smoothing: float, errors: float
) -> None:
    price = np.log((1 - 0.9 * smoothing) / (0.1 * smoothing))
    found = analysed(**at_rest(smoothed_floor(10, smoothing), errors, price, 10))
    assert found.overall.causes[0].cause.id == "label_smoothing_floor"


@pytest.mark.parametrize("classes", [60, 200])
def test_a_second_softmax_of_a_model_that_is_mostly_wrong_is_known_where_the_classes_are(classes: int) -> None:
    right = 0.3 - (0.3 - 1 / classes) * np.exp(-X / 3)
    loss = np.log(np.e + classes - 1) - right
    loss[0] = np.log(classes)
    found = analysed(loss=loss, accuracy=right, val_loss=loss, val_accuracy=right)
    assert found.overall.causes[0].cause.id == "softmax_twice"


@pytest.mark.parametrize(
    ("right", "cost", "unfit"),
    [
        ((0.12, 0.13), (6.3, 7.3), True),  # ten classes, each error at a clipped price, and nothing learned
        ((0.50, 0.53), (3.2, 3.6), True),  # two
        ((0.001, 0.001), (6.91, 6.91), False),  # guessing among a thousand
        ((0.02, 0.03), (4.0, 4.6), False),  # among a hundred
        ((0.05, 0.40), (9.5, 3.4), False),  # a vocabulary that is being learned
    ],
)
def test_how_dear_errors_may_be_depends_on_what_was_learned(
    right: tuple[float, float], cost: tuple[float, float], unfit: bool
) -> None:
    """`cost` is the loss at the start and the end; the layer is unfit where that is more than guessing costs."""
    ease = 1 - np.exp(-X / 8)
    answers, loss = (a + (b - a) * ease for a, b in (right, cost))
    found = analysed(loss=loss, accuracy=answers, val_loss=1.01 * loss, val_accuracy=0.99 * answers)
    causes = [one.cause.id for one in found.overall.causes]
    assert (causes[:1] == ["wrong_last_layer"]) is unfit
    assert unfit or "wrong_last_layer" not in causes


@pytest.mark.parametrize("learns", [True, False])
def test_a_validation_loss_that_stands_still_is_no_idle_optimiser_where_training_learned(learns: bool) -> None:
    way = np.exp(-X / 8) if learns else 1 + 0.01 * np.cos(X)
    still = np.full(len(X), 1.0)
    found = analysed(
        loss=0.05 + 0.65 * way, accuracy=0.98 - 0.48 * way, val_loss=0.7013 * still, val_accuracy=0.5 * still
    )
    assert (found.overall.causes[0].cause.id == "nothing_is_trained") is not learns


@pytest.mark.parametrize("classes", [3, 5, 10])
@pytest.mark.parametrize("splits", [("", "val_"), ("val_",)])
@pytest.mark.parametrize(("slope", "off", "twice"), [(1.0, 0.0, True), (2.6, 0.0, False), (1.0, 0.04, False)])
def test_a_second_softmax_needs_no_number_of_classes_where_the_loss_comes_along_its_line(
    classes: int, splits: tuple[str, ...], slope: float, off: float, twice: bool
) -> None:
    """The first epoch has learned much already; then nearly all answers are right and tell no slope any more."""
    line = np.log(np.e + classes - 1)
    columns = {}
    for split in splits:
        right = (0.994 if split else 0.997) - 0.4 * np.exp(-X / 1.5)
        columns |= {f"{split}loss": line + off - 1 + slope * (1 - right), f"{split}accuracy": right}
    assert (analysed(**columns).overall.causes[0].cause.id == "softmax_twice") is twice


@given(st.integers(2, 200), st.sampled_from(SMOOTHINGS), st.floats(0.9, 1.0), st.integers(3, 6))
def test_no_smoothing_is_told_whose_floor_a_loss_is_below(
    classes: int, smoothing: float, share: float, digits: int
) -> None:
    """The cross-entropy with a label is never below the entropy of that label, of any example."""
    level = round(share * smoothed_floor(classes, smoothing), digits)
    way = np.exp(-X / 3)
    loss = np.round(level + (np.log(classes) - level) * way, digits)
    run = run_of(Log({"loss": loss, "accuracy": 1 - (1 - 1 / classes) * way}))
    found = off_smoothed_floor(course_of(run, pairs_of(run), Options()), classes)
    for one in () if found is None else found.smoothings:
        assert level + 10.0**-digits >= 0.99 * smoothed_floor(classes, one)


@pytest.mark.parametrize(("right", "several"), [(0.93, True), (0.999, False)])
def test_a_floor_is_told_with_the_answers_that_are_right_and_each_smoothing_that_may_be_it(
    right: float, several: bool
) -> None:
    """Where answers are wrong a loss may be above the floor of one smoothing or at that of a greater one."""
    way, level = np.exp(-X / 3), smoothed_floor(10, 0.15) * 1.02
    loss, accuracy = level + (np.log(10) - level) * way, right - (right - 0.1) * way
    found = analysed(loss=loss, accuracy=accuracy, val_loss=loss, val_accuracy=accuracy)
    (text,) = (one.text for one in found.findings if one.kind is FindingKind.RULER)
    assert f"{100 * right:.1f} % of the answers" in text and "nearly all" not in text
    assert ("0.1 or 0.15" in text) is several


def test_a_floor_is_told_of_the_split_that_is_on_it() -> None:
    """The other one leads, and has no accuracy."""
    way, level = np.exp(-X / 3), smoothed_floor(10, 0.1) * 1.01
    found = analysed(loss=level + (np.log(10) - level) * way, accuracy=0.999 - 0.899 * way, val_loss=3 + 0.3 * way)
    (told,) = (one for one in found.findings if one.kind is FindingKind.RULER)
    assert told.split == "train" and "99.9 % of the answers" in told.text


@pytest.mark.parametrize("classes", [3, 4, 10])
def test_one_split_that_begins_below_chance_tells_how_many_classes_there_are(classes: int) -> None:
    """As an untrained network does, which gives whole kinds of examples the wrong answer."""
    luck = 1 / classes
    way = np.exp(-X / 3)
    for first, told in ((luck - 0.3 * (luck * (1 - luck)) ** 0.5, classes), (luck + 0.06, None)):
        right = 0.99 - (0.99 - first) * way
        run = run_of(Log({"val_loss": 1.005 * np.log(classes) * (0.1 + 0.9 * way), "val_accuracy": right}))
        assert known_classes(course_of(run, pairs_of(run), Options()), Options()) == told


def given_once_more(classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Loss and accuracy of outputs, right ever more often and ever surer, that a softmax is applied to once more; they
    begin no worse than by chance.
    """
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, 600)
    order, tilt = random.random(600), random.normal(0, 0.3, (600, classes))
    loss, right = np.empty(len(X)), np.empty(len(X))
    for at, way in enumerate(1 - np.exp(-X / 4)):
        begin = min(0.6, 1 - 1 / classes)
        wrong = order < begin - (begin - 0.01) * way
        said = np.where(wrong, (labels + 1) % classes, labels)
        scores = (1 + 25 * way) * (np.eye(classes)[said] + tilt * (1 - way))
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = raised / raised.sum(axis=1, keepdims=True)
        loss[at] = float(np.mean(np.log(np.exp(p).sum(axis=1)) - p[np.arange(600), labels]))
        right[at] = float(np.mean(p.argmax(axis=1) == labels))
    return loss, right


@pytest.mark.parametrize("classes", [2, 3, 5, 10])
def test_a_second_softmax_is_known_by_the_line_that_its_outputs_come_to_as_they_get_sure(classes: int) -> None:
    (loss, right), (val_loss, val_right) = (given_once_more(classes, seed) for seed in (1, 2))
    found = analysed(loss=loss, accuracy=right, val_loss=val_loss, val_accuracy=val_right)
    assert found.overall.causes[0].cause.id == "softmax_twice"


@given(st.integers(2, 40), st.integers(0, 99))
def test_no_outputs_given_to_a_softmax_once_more_cost_less_than_its_bounds_say(classes: int, seed: int) -> None:
    loss, right = given_once_more(classes, seed)
    run = run_of(Log({"loss": loss, "accuracy": right}))
    read = on_twice_line(course_of(run, pairs_of(run), Options()), classes, Options().most_classes)
    assert read is None or read.classes is not None, "that no number of classes is possible"


@pytest.mark.parametrize("plain", [True, False])
def test_smoothed_labels_are_known_by_training_whatever_validation_has(plain: bool) -> None:
    floor, way = smoothed_floor(10, 0.1), np.exp(-X / 3)
    right = 0.995 - 0.4 * way
    loss = 1.02 * floor + (1.6 - floor) * way
    held = -np.log(0.91) * 1.1 + 0.8 * way if plain else loss * 1.01
    found = analysed(loss=loss, accuracy=right, val_loss=held, val_accuracy=right - 0.003)
    assert found.overall.causes[0].cause.id == "label_smoothing_floor"


def test_a_loss_that_is_ln_of_the_classes_to_the_last_decimal_is_no_idle_optimiser() -> None:
    loss, right = np.full(40, 2.3026), np.full(40, 0.104)
    found = analysed(loss=loss, accuracy=right, val_loss=loss, val_accuracy=right)
    assert found.overall.causes[0].cause.id != "nothing_is_trained"


def test_an_idle_optimiser_is_known_beside_statistics_of_batches_that_go_on_being_gathered() -> None:
    """Batch normalisation moves what validation says, without a single weight."""
    loss = 0.86 + 0.004 * np.random.default_rng(3).normal(size=40)
    found = analysed(
        loss=loss,
        accuracy=0.24 + 0.01 * np.random.default_rng(4).normal(size=40),
        val_loss=0.83 - 0.05 * np.exp(-X / 5) + 0.004 * np.cos(X),
        val_accuracy=0.2 + 0.05 * np.exp(-X / 5),
    )
    assert found.overall.causes[0].cause.id == "nothing_is_trained"


@pytest.mark.parametrize("classes", [6, 10])
@pytest.mark.parametrize(("price", "twice"), [(1.0, True), (3.0, False)])
def test_late_errors_that_cost_one_nat_each_tell_a_second_softmax_of_a_run_that_learned_fast(
    classes: int, price: float, twice: bool
) -> None:
    """The first epoch has learned most, with outputs that are not sure yet: nothing goes along the line but the end."""
    line, columns = np.log(np.e + classes - 1), {}
    for split, top in (("", 0.994), ("val_", 0.974)):
        right = top - 0.17 * np.exp(-X / 2)
        unsure = 0.2 * np.exp(-X / 3) + 0.014
        columns |= {f"{split}loss": line - 1 + price * (1 - right) + unsure, f"{split}accuracy": right}
    assert (analysed(**columns).overall.causes[0].cause.id == "softmax_twice") is twice


def test_outputs_that_still_get_sure_may_stand_above_the_line_of_a_second_softmax() -> None:
    line, columns = np.log(np.e + 7), {}
    for split, top in (("", 0.97), ("val_", 0.9)):
        right = top - 0.5 * np.exp(-X / 6)
        columns |= {f"{split}loss": line - right + 0.03 + 0.12 * np.exp(-X / 10), f"{split}accuracy": right}
    assert analysed(**columns).overall.causes[0].cause.id == "softmax_twice"


@pytest.mark.parametrize("apart", [0.0, 0.02])
def test_each_split_has_its_own_floor_of_a_second_sigmoid_as_it_has_its_own_share_of_yes(apart: float) -> None:
    columns = {}
    for split, top, floor in (("", 0.967, 0.455), ("val_", 0.98, 0.455 + apart)):
        right = top - 0.06 * np.exp(-X / 4)
        columns |= {f"{split}loss": floor + 0.5 * (1 - right) + 0.04 * np.exp(-X / 4), f"{split}accuracy": right}
    assert analysed(**columns).overall.causes[0].cause.id == "softmax_twice"


def test_two_classes_with_labels_smoothed_by_a_fifth_are_no_second_softmax() -> None:
    way, floor = np.exp(-X / 4), smoothed_floor(2, 0.2)
    found = analysed(
        loss=floor + 0.004 + 0.1 * way,
        accuracy=1 - 0.08 * way,
        val_loss=floor + 0.001 + 0.02 * way,
        val_accuracy=1 - 0.01 * way,
    )
    assert found.overall.causes[0].cause.id == "label_smoothing_floor"


@pytest.mark.parametrize("level", [1.13, 2.46])
def test_dropout_and_batch_statistics_shake_weights_that_nobody_moves(level: float) -> None:
    random = np.random.default_rng(3)
    found = analysed(
        loss=level * (1 + 0.022 * random.normal(size=40)),
        accuracy=1.2 * np.exp(-level) + 0.02 * random.normal(size=40),
        val_loss=level * (1 - 0.05 * (1 - np.exp(-X / 8)) + 0.004 * random.normal(size=40)),
        val_accuracy=np.exp(-level) * (1 + 0.2 * (1 - np.exp(-X / 8))) + 0.01 * random.normal(size=40),
    )
    assert found.overall.causes[0].cause.id == "nothing_is_trained"


def test_errors_that_cost_nothing_are_no_idle_optimiser() -> None:
    still = np.ones(31)
    found = analysed(loss=6.1e-8 * still, accuracy=0.513 * still, val_loss=5.5e-8 * still, val_accuracy=0.465 * still)
    assert found.overall.causes[0].cause.id == "wrong_last_layer"
    assert found.overall.causes[0].score > 0.5


def test_a_loss_that_rests_above_the_line_of_a_second_softmax_does_not_come_down_to_it() -> None:
    """Ten classes with labels smoothed by a fifth, whose errors happen to cost about one nat each."""
    columns = {}
    for split, top in (("", 0.99), ("val_", 0.978)):
        right = top - 0.21 * np.exp(-X / 1.5)
        columns |= {f"{split}loss": 0.975 + 1.1 * (1 - right) + 0.25 * np.exp(-X / 1.2), f"{split}accuracy": right}
    assert analysed(**columns).overall.causes[0].cause.id == "label_smoothing_floor"


def test_a_loss_near_the_line_of_a_second_softmax_whose_errors_cost_two_nats_is_of_smoothed_labels() -> None:
    """Every second epoch of digits that Keras learned with labels smoothed by a fifth."""
    columns = {
        "loss": "1.616 1.115 1.05 1.023 1.004 .991 .98 .972 .965 .959 .954 .949 .946 .942 .938 .936 .932 .929 .926 "
        ".924",
        "accuracy": ".672 .921 .958 .967 .976 .981 .981 .984 .991 .99 .992 .993 .993 .995 .995 .995 .995 .996 .996 "
        ".997",
        "val_loss": "1.319 1.114 1.083 1.06 1.04 1.028 1.021 1.028 1.008 1.009 1.012 1.004 1.002 .997 1.001 1.008 .991 "
        ".989 .986 .986",
        "val_accuracy": ".807 .918 .931 .949 .951 .956 .958 .949 .958 .958 .951 .958 .956 .958 .96 .956 .964 .967 .964 "
        ".967",
    }
    found = analysed(**{name: np.array([float(one) for one in told.split()]) for name, told in columns.items()})
    assert found.overall.causes[0].cause.id == "label_smoothing_floor"


@pytest.mark.parametrize(("rest", "a_sum"), [(1.0, True), (3.0, False)])
def test_a_total_of_other_losses_is_not_held_against_what_answers_cost(rest: float, a_sum: bool) -> None:
    right, parts = 0.99 - 0.4 * np.exp(-X / 4), {"loss_box": 0.3 + np.exp(-X / 9), "loss_cls": 0.2 + np.exp(-X / 7)}
    run = run_of(Log({"loss": sum(parts.values()), "accuracy": right}))
    first = run.series[0]
    others = tuple(replace(first, metric=name, value=rest * value) for name, value in parts.items())
    found = analyze_run(replace(run, series=(*run.series, *others)), Request(causes=CAUSES))
    told = {one.fact for ranked in found.overall.causes for one in ranked.evidence}
    assert (not told & OF_ENTROPY) is a_sum
    assert a_sum is not any(one.kind is FindingKind.MISCALIBRATED for one in found.findings)
