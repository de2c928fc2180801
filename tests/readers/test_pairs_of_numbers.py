"""Two numbers for one name, or for a split alone: a loss and its accuracy, two examples' losses, a running average."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, curves, each, runs_of

from lossacc_gui.model.errors import UnknownNames
from lossacc_gui.model.run import Split

TRAIN_ACC, VAL_ACC = (("accuracy", split, ACCURACY) for split in (Split.TRAIN, Split.VAL))

OF_SPLITS = {
    "the accuracy stands in brackets": "EPOCH {k}: Train [{loss} ({acc})]  Val [{other} ({acc})]\n",
    "a time stands before them": "{k} (time=6{k}.3): train {loss} ({acc}), valid {other} ({acc})\n",
    "the loss stands in brackets": "{k} train: {acc} [{loss}] valid: {acc} [{other}]\n",
    "more is told of the validation": "Epoch {k} | Train {loss}/{acc} | Val {other}/{acc}/0.{x}\n",
}


@pytest.mark.parametrize("form", OF_SPLITS)
def test_pairs_called_after_splits_are_a_loss_and_an_accuracy_and_a_notice_says_so(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(OF_SPLITS[form]))
    assert sorted(curves(run)) == sorted([TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, VAL_ACC])
    assert any("by the way the values go" in one.text for one in run.notices)


def test_pairs_of_folds_that_begin_anew_are_told_by_how_they_go_against_each_other(tmp_path: Path) -> None:
    one = each("Epoch {k} | Train {loss}/{acc} | Val {other}/{acc}\n")
    runs = runs_of(tmp_path, one * 3)
    assert [curves(run) for run in runs] == [[TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, VAL_ACC]] * 3


def test_a_percentage_behind_a_loss_is_no_running_average(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} train loss: {loss} ({acc}%) val loss: {other} ({acc}%)\n"))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert [one.why for one in run.left_out] == ["the number has no name"] * 2


def test_a_running_average_in_brackets_stays_one(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} train loss: {loss} ({other})\n"))
    assert curves(run) == [TRAIN_LOSS]
    assert [one.why for one in run.left_out] == ["a running average beside the value"]


@pytest.mark.parametrize(
    "line",
    [
        "Epoch {k} - accuracy: {acc}, {acc}1 \t loss: {loss}, {other} \n",
        "epoch {k} Loss {loss}/{other} Acc {acc}/{acc}2\n",
        "{k}: loss {loss} {other}, acc {acc} {acc}3\n",
        "Epoch {k} cost=({loss}, {other}) accuracy=({acc}, {acc}4)\n",
    ],
)
def test_two_numbers_behind_a_loss_and_behind_an_accuracy_are_asked_about(line: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownNames, match="side by side"):
        runs_of(tmp_path, each(line))


@pytest.mark.parametrize("line", ["loss {loss}/{other} acc {acc}", "loss {loss} {other}, acc {acc}"])
def test_a_second_number_behind_one_metric_of_two_has_no_name(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(f"epoch {{k}} {line}\n"))
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACC]
    assert [one.why for one in run.left_out] == ["the number has no name"]


@pytest.mark.parametrize(
    ("line", "second"), [("loss: {loss}, {other}", "[2]"), ("loss: {loss} acc: {acc} loss: {other}", "(2)")]
)
def test_a_second_number_of_a_name_in_a_line_is_a_series(line: str, second: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(f"epoch {{k}} {line}\n"))
    assert [one.value.tolist() for one in run.series if one.quantity.is_loss] == [LOSS, OTHER]
    assert any(one.metric.endswith(second) for one in run.series)


def test_a_number_that_is_said_twice_in_a_line_is_taken_once(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss: {loss} acc: {acc} loss: {loss}\n"))
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACC]


def test_numbers_called_after_splits_that_rise_behind_a_bare_counter_are_no_objective(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("{k}:\tlearn: {acc}\ttest: {acc}\tbest: {acc}\n"))
    assert [one for one in curves(run) if one[0] == "loss"] == []


@pytest.mark.parametrize(
    "line",
    [
        "fit progress: ({k}, {loss}, {{'accuracy': {acc}}}, {x}.2)\n",
        "Round {k}: [{loss}, {{'acc': {acc}}}]\n",
        "epoch {k}: {loss} | accuracy {acc}\n",
    ],
)
def test_the_one_number_that_falls_against_an_accuracy_is_the_loss_and_a_notice_says_so(
    line: str, tmp_path: Path
) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert sorted(curves(run)) == sorted([TRAIN_LOSS, TRAIN_ACC])
    assert any("by the way the values go" in one.text for one in run.notices)


@pytest.mark.parametrize(
    "line", ["epoch {k}: 0{loss} | loss {other} | accuracy {acc}\n", "epoch {k}: {k}.5 | accuracy {acc}\n"]
)
def test_a_number_without_a_name_is_no_loss_where_one_is_told_or_it_does_not_fall(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert not any("by the way the values go" in one.text for one in run.notices)
