"""Which curves are drawn, on which side, and which of their values is called the best."""

from __future__ import annotations

from dataclasses import replace

import handmade
import numpy as np
from in_one import in_one_test

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.choice import unhidden
from lossacc_gui.chart.parts import Chart
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.run import Quantity, Series, Split

FALLING, RISING = np.linspace(2.0, 1.0, 20), np.linspace(0.5, 0.9, 20)


def chart(*members: Series, shown: tuple[str, ...] | None = None) -> Chart:
    run = handmade.run(members)
    return chart_of(replace(handmade.analysis(run, ()), pairs=pairs_of(run)), View(shown=shown))


def drawn(made: Chart) -> list[tuple[str, str]]:
    return [(line.label, line.axis) for line in made.lines]


def best(made: Chart) -> list[str]:
    return [mark.text for mark in made.marks if mark.kind.startswith("best")]


def loss(split: Split = Split.VAL) -> Series:
    return handmade.series(f"{split}_loss", Quantity.LOSS, split, FALLING)


@in_one_test("quantity", [quantity for quantity in Quantity if quantity.is_accuracy])
@in_one_test("with_loss", [True, False])
def test_what_can_be_paired_is_drawn_with_a_loss_and_without(quantity: Quantity, with_loss: bool) -> None:
    made = chart(*([loss()] if with_loss else []), handmade.series("val_it", quantity, Split.VAL, RISING))
    assert len(drawn(made)) == 1 + with_loss
    assert drawn(made)[-1][1] == "right" and "val_it" in drawn(made)[-1][0]
    assert len(best(made)) == 1 + with_loss


def test_an_error_rate_is_drawn_as_the_accuracy_it_stands_for_and_its_best_is_the_highest() -> None:
    error = handmade.series("val_error", Quantity.ERROR_RATE, Split.VAL, 1.0 - RISING)
    for members in ([loss(), error], [error]):
        for shown in (None, ("val_error", "val_loss")):
            made = chart(*members, shown=shown)
            assert drawn(made)[-1] == ("accuracy (1 - val_error)", "right")
            assert best(made)[-1] == "best accuracy (1 - val_error): 90.0 % at epoch 20"
            assert made.lines[-1].metric == "val_error"
            assert made.right is not None and made.right.title == "accuracy (%)"


def test_an_error_rate_that_is_shown_as_logged_is_best_where_it_is_lowest() -> None:
    accuracy = handmade.series("val_accuracy", Quantity.ACCURACY, Split.VAL, RISING)
    error = handmade.series("val_cer", Quantity.ERROR_RATE, Split.VAL, 1.0 - RISING)
    made = chart(accuracy, error, shown=("val_cer",))
    assert best(made) == ["best val_cer: 10.0 % at epoch 20"]


def test_test_stands_for_validation_where_nothing_was_validated() -> None:
    low = replace(loss(Split.TRAIN), value=FALLING / 2)
    made = chart(low, loss(Split.TEST))
    assert best(made) == ["best test_loss: 1 at epoch 20"]
    assert best(chart(low, loss(Split.TEST), loss())) == ["best val_loss: 1 at epoch 20"]


def test_of_reinforcement_learning_the_reward_is_drawn_alone() -> None:
    reward = handmade.series("ep_rew_mean", Quantity.REWARD, Split.TRAIN, RISING * 100)
    made = chart(loss(Split.TRAIN), reward, handmade.series("kl", Quantity.KL, Split.TRAIN, FALLING))
    assert drawn(made) == [("ep_rew_mean (train)", "right")]
    assert made.left is None and made.right is not None
    assert (made.right.title, made.right.percent) == ("reward", False)
    assert best(made) == ["best ep_rew_mean (train): 90 at epoch 20"]


def test_the_loss_of_a_language_model_is_drawn_before_what_is_reckoned_from_it() -> None:
    members = [handmade.series("val_ppl", Quantity.PERPLEXITY, Split.VAL, np.exp(FALLING)), loss()]
    assert drawn(chart(*members)) == [("val_loss", "left")]
    assert drawn(chart(members[0])) == [("val_ppl", "left")]


def test_a_curve_is_shown_or_hidden_by_its_split_where_others_have_its_name() -> None:
    run = handmade.run(
        (
            handmade.series("epoch_loss", Quantity.LOSS, Split.TRAIN, FALLING),
            handmade.series("epoch_loss", Quantity.LOSS, Split.VAL, FALLING),
            handmade.series("epoch_accuracy", Quantity.ACCURACY, Split.VAL, RISING),
        )
    )
    analysis = replace(handmade.analysis(run, ()), pairs=pairs_of(run))

    def seen(shown: tuple[str, ...] | None) -> set[tuple[str, str]]:
        return {(line.metric, line.split) for line in chart_of(analysis, View(shown=shown)).lines}

    assert seen(("epoch_loss",)) == {("epoch_loss", "train"), ("epoch_loss", "val")}
    assert seen(("epoch_loss:val",)) == {("epoch_loss", "val")}
    left = unhidden(analysis, None, {("epoch_loss", "train")})
    assert left == ("epoch_loss:val", "epoch_accuracy")
    assert seen(left) == {("epoch_loss", "val"), ("epoch_accuracy", "val")}
    assert unhidden(analysis, None, {("gone", "val")}) is None
    assert unhidden(analysis, ("epoch_loss:val",), {("epoch_loss", "val")}) == ("epoch_loss:val",), "never all of them"
