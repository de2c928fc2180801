"""Kinds of silent misreadings: settings taken for a run, numbers in names, parts of a loss, names above values."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.series.names import meaning_of

DUMPS = {
    "a call, once for each start": "Config(lr=0.1, epoch=3, momentum=0.9)\nConfig(lr=0.2, epoch=6, momentum=0.9)\n",
    "a call with names in it": "2024-02-23 21:37:41 | - Options(out='./x', epoch=5, rank=0, lr=0.01, start_epoch=0)\n"
    * 3,
    "a dictionary": "options: {'epoch': 20, 'lr': 0.001, 'width': 64, 'step': 100}\n",
    "a sentence, twice": "using lr=0.1 wd=0.0005 epoch=90\nusing lr=0.1 wd=0.0005 epoch=90\n",
}


@pytest.mark.parametrize("dump", DUMPS)
def test_the_epochs_of_settings_count_no_line(dump: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, DUMPS[dump] + each("loss: {loss} | val_loss: {other}\n"))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert (run.x_name, run.series[0].step.tolist()) == ("row", list(N))


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("learning_rate: 0.001\nmax_grad_norm: 0.5\n", "episode {x} | ret {loss} | q {other} | n 5\n"),
        ("Using cost per token 0.3\nLR_ACTOR : 0.01\nCYCLE_COST : 1.0\n", "step= {x},000 | foo={loss} | bar={other}\n"),
    ],
)
def test_unknown_names_over_time_are_taken_beside_settings_told_once(above: str, line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, above + each(line).replace(" 0,000", " 1,000").replace("episode 0", "episode 1"))
    assert curves(run) == [("other", Split.TRAIN, LOSS), ("other", Split.TRAIN, OTHER)]
    assert [one.why for one in run.left_out if len(one.metric) > 4] == ["told once"] * (
        above.count("\n") - ("Using" in above)
    )


def test_a_loss_of_a_counted_epoch_is_no_setting(tmp_path: Path) -> None:
    text = "lr = 0.01\n" + each("Epoch 1 batch {i}: foo={loss} bar={other}\n") + "Epoch 1: loss 0.5\n"
    (run,) = runs_of(tmp_path, text)
    assert ("loss", Split.TRAIN, [0.5]) in curves(run)


@pytest.mark.parametrize(
    "line",
    ["ep {k} ({batch}/300) {step} loss {loss}\n", "Epoch [{k}] batch {batch}/400 - {step} - train_loss: {loss}\n"],
)
def test_steps_without_a_name_that_go_on_over_epochs_count(line: str, tmp_path: Path) -> None:
    text = "".join(line.format(k=i // 3 + 1, batch=100 * (i % 3), step=37 * i + 5, loss=LOSS[i]) for i in N)
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS]
    assert run.series[0].step.tolist() == [37 * i + 5 for i in N]


@pytest.mark.parametrize("name", ["Mean training acc", "mean_val_accuracy", "average test acc"])
def test_the_mean_of_a_split_is_no_mean_over_classes(name: str) -> None:
    assert meaning_of(name).quantity is Quantity.ACCURACY
    assert meaning_of("val mean acc").quantity is Quantity.BALANCED_ACCURACY


@pytest.mark.parametrize("name", ["checkpoints_after_episode", "evaluated_at_iteration", "env_steps_total"])
def test_a_list_counts_by_a_word_in_its_name(name: str, tmp_path: Path) -> None:
    text = json.dumps({"history": {"val_loss": OTHER, name: [50 * i + 50 for i in N]}})
    (run,) = runs_of(tmp_path, text, "history.json")
    assert curves(run) == [VAL_LOSS]
    assert (run.x_name, run.series[0].step.tolist()) == ("step", [50 * i + 50 for i in N])


def test_a_column_counts_by_a_word_in_its_name(tmp_path: Path) -> None:
    text = "finished_epoch_index,train_loss,val_loss\n" + each("{x},{loss},{other}\n")
    (run,) = runs_of(tmp_path, text, "log.csv")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert (run.x_name, run.series[0].step.tolist()) == ("epoch", [57 * i for i in N])


@pytest.mark.parametrize("name", ["best_epoch", "samples_per_step", "num_steps_without"])
def test_what_is_said_of_a_counter_counts_nothing(name: str, tmp_path: Path) -> None:
    text = json.dumps({"val_loss": OTHER, name: [50 * i + 50 for i in N]})
    (run,) = runs_of(tmp_path, text, "history.json")
    assert run.series[0].step.tolist() == list(N)


@pytest.mark.parametrize(("often", "seldom"), [("batch", "epoch"), ("step", "epoch")])
def test_rows_of_batches_and_of_epochs_are_apart(often: str, seldom: str, tmp_path: Path) -> None:
    text = "kind,epoch,loss\n" + each(f"{often},{{i}},{{loss}}\n{seldom},{{i}},{{other}}\n")
    (run,) = runs_of(tmp_path, text, "log.csv")
    found = {one.metric: (one.value.tolist(), one.step.tolist()) for one in run.series}
    assert found == {f"loss ({often})": (LOSS, list(N)), "loss": (OTHER, list(N))}


@pytest.mark.parametrize(
    "line",
    [
        "Epoch {k}: P={acc}, R={other}, F1={loss}, Speed = 7.2 samples/s\n",
        "epoch {k} | f-score: {loss} | r: {other} | p: {acc}\n",
    ],
)
def test_p_and_r_beside_f1_are_precision_and_recall(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    found = {one.quantity: one.value.tolist() for one in run.series}
    percent = {Quantity.F1: LOSS, Quantity.RECALL: OTHER}
    assert found[Quantity.PRECISION] == ACCURACY
    assert all(np.allclose(np.array(found[q]) * (100 if max(found[q]) < 1 else 1), v) for q, v in percent.items())


@pytest.mark.parametrize("line", ["epoch {k}: loss {loss}, P={acc}\n", "epoch {k}: loss {loss}, p={acc}, r={other}\n"])
def test_p_alone_and_without_f1_is_not_known(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert curves(run) == [TRAIN_LOSS]


PARTS = {
    "[Epoch {k}/9][lr 0.1][Loss: anchor {loss}, iou {other}, size 320]\n": ["Loss anchor", "Loss iou"],
    "epoch {k}, Losses = box {loss}, giou {other} | time 3\n": ["Losses box", "Losses giou"],
    "epoch {k} loss: (mse: {loss}, kl: {other})\n": ["loss mse", "loss kl"],
}


@pytest.mark.parametrize("line", PARTS)
def test_what_stands_behind_a_loss_are_its_parts(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    losses = [one for one in run.series if one.quantity is Quantity.LOSS]
    assert [one.metric for one in losses] == PARTS[line]
    assert [one.value.tolist() for one in losses] == [LOSS, OTHER]


@pytest.mark.parametrize("line", ["Losses {{'ner': {loss}}}\n", "('Losses', {{u'ner': {loss}}})\n"])
def test_a_printed_dictionary_behind_a_word_for_losses_holds_losses(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert [(one.metric, one.quantity, one.value.tolist()) for one in run.series] == [
        ("Losses ner", Quantity.LOSS, LOSS)
    ]


def test_an_accuracy_behind_a_loss_is_no_part_of_it(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss: total {loss}, acc {acc}\n"))
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY)]


def test_a_rate_above_the_first_epoch_moves_no_epoch_down(tmp_path: Path) -> None:
    told = "lr now: 0.{k}\nEvaluating epoch: {k}\n\tMean val loss of 20 batches: {other}.\n"
    (run,) = runs_of(tmp_path, each(told + "Epoch: {k}\n\tMean train loss: {loss}\n") + "Epoch: 9\n")
    found = {one.split: (one.value.tolist(), one.epoch.tolist()) for one in run.series if one.quantity.is_loss}
    assert found == {split: (values, [i + 1 for i in N]) for split, values in ((Split.TRAIN, LOSS), (Split.VAL, OTHER))}


@pytest.mark.parametrize("word", ["bucket {h}", "(horizon {h})", "agent {h}:"])
def test_categories_are_a_series_each(word: str, tmp_path: Path) -> None:
    lines = "".join(f"  eval: {word.format(h=h)} perplexity {{{name}}}\n" for h, name in ((3, "loss"), (6, "other")))
    (run,) = runs_of(tmp_path, each("step {x} speed 3.5\n" + lines))
    assert [(one.value.tolist(), one.step.tolist()) for one in run.series if one.split is Split.VAL] == [
        (values, [57 * i for i in N]) for values in (LOSS, OTHER)
    ]


NAMES_ABOVE = {
    "a split and names": "epoch {k}\nDEV: loss, f1\n{other} {acc}\n",
    "blanks between names": "epoch {k}\n[VALID]: loss acc\n{other} {acc}\n",
    "more names": "epoch {k}\nval: loss, acc, recall\n{other} {acc} {acc}\n",
}


@pytest.mark.parametrize("form", NAMES_ABOVE)
def test_names_stand_on_a_line_and_their_values_on_the_next(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(NAMES_ABOVE[form]))
    assert curves(run)[0] == VAL_LOSS
    assert {one.split for one in run.series} == {Split.VAL}
    assert [one.value.tolist() for one in run.series[1:]] == [ACCURACY] * (len(run.series) - 1)
    assert len(run.series) == 2 + ("recall" in NAMES_ABOVE[form])


@pytest.mark.parametrize(
    "text",
    [
        "Epoch: {k}\nTraining loss:\n{loss}\nValidation loss:\n{other}\n",
        "...\ncurrent training loss is : \n{loss}\n----\nvalid loss =\n  {other}\n",
    ],
)
def test_a_value_stands_below_its_name(text: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(text))
    assert sorted(curves(run)) == sorted([TRAIN_LOSS, VAL_LOSS])


@pytest.mark.parametrize(
    "line",
    [
        "Step: {x}   Losses: [{loss}, {other}, {acc}]\nStep: {x}   Training acc: [{acc} 0.{k} 0.{k}5]\n",
        "round {k} losses [{loss} {other} {acc}]\nround {k} accuracies [{acc}, 0.{k}, 0.{k}5]\n",
    ],
)
def test_lists_of_more_than_two_are_no_training_and_validation(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    losses = [one.value.tolist() for one in run.series if one.quantity.is_loss]
    assert losses == [LOSS, OTHER, ACCURACY]
    assert len(run.series) == 6


@pytest.mark.parametrize(
    ("titles", "runs"),
    [
        (("# ResNet, wide", "# ResNet, deep", "# Plain"), 3),
        (("## de, words", "## de, bytes and words", "## fr"), 3),
        (("## lr 0.1", "## Resumed with another rate", "## Plain"), 2),
        (("## lr 0.1", "## lr 0.2", "## lr 0.3"), 2),
    ],
)
def test_a_title_above_a_counter_that_falls_begins_another_training(
    titles: tuple[str, ...], runs: int, tmp_path: Path
) -> None:
    parts = (
        f"{title}\n" + "".join(f"epoch: {i + begin}, loss: {LOSS[i]}\n" for i in N)
        for title, begin in zip(titles, (1, 4, 1), strict=True)
    )
    found = runs_of(tmp_path, "".join(parts), "results.log")
    assert len(found) == runs
    assert found[-1].series[-1].value.tolist() == LOSS


def test_epochs_told_again_with_a_score_are_epochs(tmp_path: Path) -> None:
    text = (
        "".join(f"epoch: {i + 17}, loss: {LOSS[i]}\n" for i in N) + f"epoch: 24, loss: {LOSS[-1]}, train acc: 99.5%\n"
    )
    (run,) = runs_of(tmp_path, text)
    losses = next(one for one in run.series if one.quantity.is_loss)
    assert (losses.value.tolist(), losses.step.tolist()) == (LOSS, [i + 17 for i in N])
    assert run.x_name == "epoch"
