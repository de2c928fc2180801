"""A line whose shape came before says what it says when it is read anew."""

from __future__ import annotations

import random
import re

import pytest

from lossacc_gui.model.run import Split
from lossacc_gui.readers.line_shapes import MOST_SHAPES, LineShapes, Said, said
from lossacc_gui.readers.text_pairs import Pair, pairs_of

LINES = (
    "Epoch 3 step 250: train loss 0.5312, accuracy 0.8312",
    "Epoch 3/10 - 12s 3ms/step - loss: 0.5312 - acc: 0.83 - val_loss: 0.61 - val_acc: 0.79",
    "45/100 [====>.....] - ETA: 12s - loss: 0.53 - accuracy: 83.1%",
    "[12]\ttrain-logloss:0.53120\ttest-logloss:0.61000",
    "Test set: Average loss: 0.0531, Accuracy: 9831/10000 (98%)",
    "Epoch: [3][ 10/40]  Time 0.2 (0.3)  Loss 0.5 (0.6)  Prec@1 71.0 (70.5)  top5 acc 0.9",
    "INFO:2024-05-06 12:30:01,123: iter 250: loss 2.40, time 224.35ms, mfu -100.00%",
    "7: 0.345, 0.456 avg, 0.001 rate, 3.2 seconds, 64 images",
    "loss at step 500: 1.27 lr 1e-05",
    "val2_loss 0.5 epoch 7 of 10, 2nd loss 0.4",
    "nothing to see here",
)
SPECIAL = ("0", "0/0", "nan", "-0.5", ".5", "1e999", "-1e-3", "12345678901234567890", "5/10", "1.")


def numbers_changed(line: str, chance: random.Random) -> str:
    """The line with other numbers, now and then one of another form."""

    def other(match: re.Match[str]) -> str:
        if chance.random() < 0.05:
            return chance.choice(SPECIAL)
        return re.sub(r"\d", lambda digit: str(chance.randint(0, 9)), match[0])

    return re.sub(r"\d+(\.\d+)?", other, line)


def told(found: Said) -> tuple[list[str], str, str]:
    """All that a line says."""
    names = [f"{pair.name} {pair.quantity} {pair.split}" for pair in found.plan.pairs]
    return names, repr(found.values), repr(found.total)


@pytest.mark.parametrize("line", LINES)
def test_a_line_like_others_says_what_it_says_alone(line: str) -> None:
    chance = random.Random(line)
    shapes = LineShapes(pairs_of)
    for _ in range(200):
        changed = numbers_changed(line, chance)
        assert told(shapes.said(changed)) == told(said(pairs_of(changed)))


def test_lines_of_one_shape_are_understood_once_for_all() -> None:
    asked: list[str] = []

    def understand(line: str) -> list[Pair]:
        asked.append(line)
        return pairs_of(line)

    shapes = LineShapes(understand)
    values = [shapes.said(f"Epoch {i}: train loss {i}.5, val acc 0.{i}").values for i in range(1, 1000)]
    assert values[-1] == [999.0, 999.5, 0.999]
    assert len(asked) <= 3


def test_a_shape_whose_numbers_decide_what_is_meant_is_asked_about_each_time() -> None:
    def understand(line: str) -> list[Pair]:
        pairs = pairs_of(line)
        return pairs if pairs[0].value < 5 else pairs[:1]

    shapes = LineShapes(understand)
    assert [len(shapes.said(f"epoch {i} loss 0.5").values) for i in (1, 2, 3, 7, 4)] == [2, 2, 2, 1, 2]


def test_a_text_of_ever_new_lines_is_not_remembered_without_end() -> None:
    shapes = LineShapes(pairs_of)
    for i in range(3 * MOST_SHAPES):
        assert shapes.said(f"file_{i}x loss 0.5").values == [0.5]
    assert len(shapes._seen) <= MOST_SHAPES


def test_metrics_stand_under_the_heading_unless_they_say_otherwise() -> None:
    plan = said(pairs_of("loss 0.5, val_acc 0.7")).plan
    assert plan.groups(None) == ((None, ("loss", "val_acc"), (0, 1)),)
    assert plan.groups(Split.TEST) == ((Split.TEST, ("loss",), (0,)), (None, ("val_acc",), (1,)))


def test_of_metrics_of_one_name_in_a_line_the_first_counts() -> None:
    assert said(pairs_of("loss 0.5, loss 0.4")).plan.groups(None) == ((None, ("loss",), (0,)),)
