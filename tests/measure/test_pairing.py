"""Which loss belongs to which accuracy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from detect.planted import run, series
from numpy.testing import assert_allclose

from lossacc_gui.measure.pairing import (
    across_said,
    check_pairs,
    is_part,
    is_sum,
    judged,
    main_of,
    output_of,
    pair_across,
    pairs_of,
    related,
)
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.run import Quantity, Split

CURVE = np.linspace(0.9, 0.5, 8)


def names(*parts: object) -> list[tuple[str, str]]:
    return [(p.loss.metric, p.accuracy.metric) for p in pairs_of(run(*parts))]


def test_validation_comes_first_and_the_plain_accuracy_leads() -> None:
    assert names(
        series("loss", CURVE, split=Split.TRAIN),
        series("accuracy", CURVE, Quantity.ACCURACY, Split.TRAIN),
        series("val_top_5", CURVE, Quantity.TOP_K),
        series("val_auc", CURVE, Quantity.AUC),
        series("val_accuracy", CURVE, Quantity.ACCURACY),
        series("val_loss", CURVE),
    ) == [
        ("val_loss", "val_accuracy"),
        ("val_loss", "val_auc"),
        ("val_loss", "val_top_5"),
        ("loss", "accuracy"),
    ]


@pytest.mark.parametrize(("epochs", "first"), [(6, "train_loss_epoch"), (5, "train_loss_step")])
def test_means_of_epochs_speak_before_single_batches_where_there_are_enough(epochs: int, first: str) -> None:
    pairs = names(
        series("train_loss_step", np.linspace(0.9, 0.5, 80), split=Split.TRAIN),
        series("train_acc_step", np.linspace(0.5, 0.9, 80), Quantity.ACCURACY, Split.TRAIN),
        series("train_loss_epoch", CURVE[:epochs], split=Split.TRAIN),
        series("train_acc_epoch", CURVE[:epochs], Quantity.ACCURACY, Split.TRAIN),
    )
    assert pairs[0] == (first, first.replace("loss", "acc"))


def test_further_metrics_of_one_output_are_not_judged_again() -> None:
    pairs = pairs_of(
        run(
            series("val_loss", CURVE),
            series("val_accuracy", CURVE, Quantity.ACCURACY),
            series("val_f1_score", CURVE, Quantity.F1),
            series("val_top5_acc", CURVE, Quantity.TOP_K),
        )
    )
    assert len(pairs) == 3
    assert [p.accuracy.metric for p in judged(pairs)] == ["val_accuracy"]


def test_each_output_goes_with_its_own_loss() -> None:
    parts = [series(f"val_{name}", CURVE) for name in ("loss", "age_loss", "sex_loss")]
    parts += [series(f"val_{name}_accuracy", CURVE, Quantity.ACCURACY) for name in ("age", "sex", "race")]
    assert set(names(*parts)) == {
        ("val_age_loss", "val_age_accuracy"),
        ("val_sex_loss", "val_sex_accuracy"),
        ("val_loss", "val_race_accuracy"),
    }
    assert len(judged(pairs_of(run(*parts)))) == 3 and names(*parts)[0] == ("val_loss", "val_race_accuracy")


def test_where_an_accuracy_of_the_whole_model_is_logged_parts_without_a_loss_of_their_own_are_not_judged() -> None:
    parts = [series("eval_loss", CURVE), series("eval_age_loss", CURVE)]
    parts += [series(f"eval_{name}_f1", CURVE, Quantity.F1) for name in ("T005", "T047", "age")]
    each = judged(pairs_of(run(*parts)))
    assert {p.accuracy.metric for p in each} == {"eval_T005_f1", "eval_T047_f1", "eval_age_f1"}
    whole = judged(pairs_of(run(*parts, series("eval_overall_accuracy", CURVE, Quantity.ACCURACY))))
    assert [p.accuracy.metric for p in whole] == ["eval_overall_accuracy", "eval_age_f1"]


def test_an_error_rate_is_turned_round() -> None:
    (pair,) = pairs_of(run(series("val_loss", CURVE), series("val_err", CURVE, Quantity.ERROR_RATE)))
    assert_allclose(pair.accuracy.value, 1 - CURVE)
    assert pair.accuracy.quantity is Quantity.ACCURACY
    assert (pair.accuracy.metric, pair.accuracy.logged_as) == ("accuracy (1 - val_err)", "val_err")


def test_an_error_rate_is_asked_for_by_the_name_that_the_log_has() -> None:
    a_run = run(
        series("val_loss", CURVE), series("val_f1", CURVE, Quantity.F1), series("val_err", CURVE, Quantity.ERROR_RATE)
    )
    assert judged(pairs_of(related(a_run, ["val_loss:val_err"])))[0].accuracy.logged_as == "val_err"
    with pytest.raises(BadOption, match="accuracies are val_f1, val_err"):
        check_pairs(["val_loss:accuracy"], [a_run])


def test_a_split_without_a_loss_has_no_pair() -> None:
    assert names(series("loss", CURVE, split=Split.TRAIN), series("val_acc", CURVE, Quantity.ACCURACY)) == []


@pytest.mark.parametrize("name", ["val_accuracy", "acc", "Valid/Acc", "test/acc@1", "val_top5", "eval_f1", "acc1"])
def test_common_names_belong_to_the_one_output(name: str) -> None:
    assert output_of(series(name, CURVE)) == ""


MANY = (
    series("loss", CURVE, split=Split.TRAIN),
    series("accuracy", CURVE, Quantity.ACCURACY, Split.TRAIN),
    series("val_loss", CURVE),
    series("val_mse", CURVE, Quantity.MSE),
    series("val_accuracy", CURVE, Quantity.ACCURACY),
    series("val_f1", CURVE, Quantity.F1),
)


def asked(*wanted: str) -> list[tuple[str, str]]:
    return [(p.loss.metric, p.accuracy.metric) for p in judged(pairs_of(related(run(*MANY), wanted)))]


def test_pairs_that_are_asked_for_take_the_place_of_the_usual_ones() -> None:
    assert asked() == [("val_loss", "val_accuracy"), ("loss", "accuracy")]
    assert asked("val_mse:val_f1") == [("val_mse", "val_f1"), ("loss", "accuracy")]
    assert asked("val_mse:val_f1", "val_loss:val_f1")[:2] == [("val_mse", "val_f1"), ("val_loss", "val_f1")]
    assert asked("val_loss:val_accuracy") == asked()


def test_what_is_asked_for_is_a_loss_with_an_accuracy_and_both_have_values() -> None:
    parts = run(*MANY, series("val_recall", [], Quantity.RECALL), series("lr", CURVE, Quantity.LEARNING_RATE))
    for one in parts.series:
        for other in parts.series:
            found = [pair for pair in pairs_of(replace(parts, asked=((one.metric, other.metric),))) if pair.asked]
            good = one.quantity.is_loss and other.quantity.is_accuracy and len(other.value) > 0
            assert [(pair.loss, pair.accuracy) for pair in found] == ([(one, other)] if good else [])


def test_metrics_of_two_splits_can_be_related_when_asked_for() -> None:
    assert asked("loss:val_accuracy")[0] == ("loss", "val_accuracy")


def test_one_name_in_two_splits_is_related_within_each() -> None:
    both = [
        series(name, CURVE, quantity, split)
        for split in (Split.TRAIN, Split.VAL)
        for name, quantity in (("epoch:loss", Quantity.LOSS), ("epoch:acc", Quantity.ACCURACY))
    ]
    pairs = pairs_of(related(run(*both), ["epoch:loss:epoch:acc"]))
    assert [(p.loss.split, p.accuracy.split) for p in pairs if p.asked] == [(s, s) for s in (Split.TRAIN, Split.VAL)]
    assert len(pairs) == 2


def test_a_pair_that_the_log_does_not_have_is_refused_with_what_there_is() -> None:
    with pytest.raises(BadOption, match=r"'val_los:val_f1'.*losses are loss, val_loss, val_mse; accuracies are accur"):
        check_pairs(["val_los:val_f1"], [run(*MANY)])
    check_pairs(["val_loss:val_f1"], [run(series("loss", CURVE)), run(*MANY)])


def test_a_training_loss_and_a_validation_accuracy_are_there_to_be_related() -> None:
    alone = run(
        series("lr", CURVE, Quantity.LEARNING_RATE, Split.TRAIN),
        series("l", CURVE, split=Split.TRAIN),
        series("a", CURVE, Quantity.ACCURACY),
    )
    across = pair_across(alone)
    assert across is not None and [one.metric for one in across] == ["l", "a"]
    assert "l is of training and a of validation" in across_said(*across)
    assert pair_across(related(alone, ["l:a"])) is None


def test_what_is_related_already_or_has_no_accuracy_offers_nothing() -> None:
    loss = series("l", CURVE, split=Split.TRAIN)
    accuracy = series("a", CURVE, Quantity.ACCURACY, Split.TRAIN)
    assert pair_across(run(loss)) is None
    assert pair_across(run(loss, accuracy, series("b", CURVE, Quantity.ACCURACY))) is None


def test_the_total_speaks_before_its_parts_and_what_a_part_does_is_known_to_be_one() -> None:
    parts = [series(f"val_{name}", CURVE) for name in ("x_pred_loss", "kl_loss", "loss")]
    a_run = run(*parts, series("val_x_pred_accuracy", CURVE, Quantity.ACCURACY))
    pairs = pairs_of(a_run)
    assert [p.loss.metric for p in pairs] == ["val_loss", "val_x_pred_loss"]
    assert [p.loss.metric for p in judged(pairs)] == ["val_loss", "val_x_pred_loss"]
    assert [is_part(p, pairs) for p in pairs] == [False, True]
    assert [is_sum(a_run, p.loss, p.accuracy) for p in pairs] == [True, False]
    without = pairs_of(run(*parts[:2], series("val_x_pred_accuracy", CURVE, Quantity.ACCURACY)))
    assert [p.loss.metric for p in without] == ["val_x_pred_loss"] and not is_part(without[0], without)


def test_of_losses_without_a_total_the_same_one_speaks_as_before_and_a_total_by_its_name_does() -> None:
    parts = [series(f"val/{name}_loss", CURVE) for name in ("box", "cls", "dfl")]
    accuracy = series("metrics/mAP50(B)", CURVE, Quantity.MAP)
    assert main_of(run(*parts, accuracy), Split.VAL, ()).loss is parts[0]
    total = series("val/total_loss", CURVE)
    assert main_of(run(*parts, total, accuracy), Split.VAL, ()).loss is total
