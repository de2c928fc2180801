"""Kinds of lines that were read wrongly when first met: what begins all lines, two bars, scores of the best model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.tables.beginnings import common_head
from lossacc_gui.readers.tables.parsing import parse_table

FORMS = {
    "a worker's name begins each line": (
        each("worker_0 | {k},{loss},{other}\nworker_0 | saved\n").replace("", "worker_0 | epoch,loss,val_loss\n", 1),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a counter is joined to its word behind another": (
        "".join(f"The train loss of epoch7-batch-{50 * i}:{LOSS[i]}\n" for i in N),
        [TRAIN_LOSS],
    ),
    "the total of losses is one": (
        each("step {k} | loss_a={other} | loss_b={acc} | total={loss}\n"),
        [("loss", Split.TRAIN, OTHER), ("loss", Split.TRAIN, ACCURACY), TRAIN_LOSS],
    ),
    "what is counted in bytes is no loss, whatever it is called": (
        each("Epoch {k}: averaged loss: {loss}, GPU cost: 2.{k} GB, train time: 23.5 s\n"),
        [TRAIN_LOSS],
    ),
    "an arrow points back from a note": (
        "".join(f"epoch {i + 1}: loss {LOSS[i]}" + ("   <-- best so far\n" if i % 3 == 2 else "\n") for i in N),
        [TRAIN_LOSS],
    ),
    "an evaluation stands beside the examples, behind a time": (
        each(
            "[2018-05-20 11:57:{k:02}] [Train:train] Iter:{k}\tloss={loss}\n"
            "[2018-05-20 11:57:{k:02}] [Eval:test] Iter:{k}\tloss={acc}\n"
            "[2018-05-20 11:57:{k:02}] [Eval:valid] Iter:{k}\tloss={other}\n"
        ),
        [TRAIN_LOSS, ("loss", Split.TEST, ACCURACY), VAL_LOSS],
    ),
    "a likelihood is written as one word": (
        each("Epoch:0-{i}/469, Negative loglikelihood: {loss}\n"),
        [TRAIN_LOSS],
    ),
    "seconds begin each line": (
        "171014800.1 epoch|loss|val_loss\n" + each("171014{k}00.1 {k}|{loss}|{other}\n171014{k}00.2 saved\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "an arrow parts a name from its number": (
        each("epoch {k}: loss -> {loss} -- val_loss -> {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a unit behind a number is no part of the next name": (
        each("epoch {k}: 72{k}.0 (73{k}.0) Hz loss: {loss} val_loss: {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "name and value are told as two things": (
        each("Epoch {k}\n{{name: loss, value: {loss}}}; {{name: val_loss, value: {other}}}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the second of two bars of an epoch is the evaluation": (
        each("Epoch {k}/8\n9/9 [====] - loss: {loss}\n3/3 [====] - loss: {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the time of an epoch tells which it is, and what follows is of it": (
        each("Time taken for epoch {k} is {jump}.25 sec\nTrain loss: {loss}. Valid loss: {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a time for each epoch counts none": (
        each("train loss: {loss} val loss: {other}\nTime for epoch: {jump}.25\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "names stand behind their numbers": (
        each("E{k} trn    {loss} loss, {jump} right\nE{k} val    {other} loss, {jump} right\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "names of two splits stand behind their numbers": (
        each("Epoch {k} done: {loss} loss on training set, {other} loss on validation set\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "an unknown name with a split is measured beside a known one": (
        each("epoch {k} train-loss={loss} val-foo={other} val-speed={jump}.5\n"),
        [TRAIN_LOSS, ("other", Split.VAL, OTHER)],
    ),
    "an unknown name with a split is measured in a line below a known one": (
        each("Epoch {k}\n  train loss {loss}\n  val foo {other}\n"),
        [TRAIN_LOSS, ("other", Split.VAL, OTHER)],
    ),
    "a score alone is a curve": (
        each("Epoch {k}/8({k}.50%): Remain[0:0{k}:00], Val Score: [{acc}]\n"),
        [("other", Split.VAL, ACCURACY)],
    ),
    "splits alone that rise are accuracies": (
        each("Epoch {k}: train = {acc} tune set = 0.{jump} test = {acc}\n"),
        [("accuracy", Split.TRAIN, ACCURACY), ("accuracy", Split.TEST, ACCURACY)],
    ),
    "the next state of a bar stands right behind a number, its backspaces lost": (
        each(
            "Epoch {k}/8\n 9/12 [=====>......] - ETA: 0s - loss: {jump}.5"
            "12/12 [============] - 1s 9ms/step - loss: {loss} - val_loss: {other}\n"
        ),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a time ends the values of listed names": (
        each("epoch {k} | train loss/acc/time: {loss}/{acc}/3.01{k}s | val loss/acc: {other}/{acc}\n"),
        [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY), VAL_LOSS, ("accuracy", Split.VAL, ACCURACY)],
    ),
    "a unit stands before names, and the last number in brackets": (
        each(
            "train: epoch {k}: 72{k}.3 Hz loss {loss} acc ({acc})\n"
            "val: epoch {k}: 71{k}.3 Hz loss {other} acc ({acc})\n"
        ),
        [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY), VAL_LOSS, ("accuracy", Split.VAL, ACCURACY)],
    ),
    "a dash parts an epoch and a batch": (
        each("epoch {k}-100, loss: {loss} (made)\nepoch {k}-200, loss: {loss} (made)\n"),
        [("loss", Split.TRAIN, [x for x in LOSS for _ in range(2)])],
    ),
    "batches below a validation are of the next epoch": (
        each("[{k}/8] step 0 loss {loss}\n[{k}/8] step 10 loss {loss}\n[{k}/8] val: loss {other}\n"),
        [("loss", Split.TRAIN, [x for x in LOSS for _ in range(2)]), VAL_LOSS],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_kinds_of_lines_are_read_as_a_person_reads_them(form: str, tmp_path: Path) -> None:
    text, expected = FORMS[form]
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == expected


def test_a_score_that_is_told_with_a_better_model_only_is_a_curve(tmp_path: Path) -> None:
    text = "".join(
        f"epoch {i + 1}, validation loss {OTHER[i]}\n"
        + (f"   epoch {i + 1}, test accuracy of best model {ACCURACY[i]}\n" if i % 2 else "")
        for i in N
    )
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [VAL_LOSS, ("accuracy", Split.TEST, ACCURACY[1::2])]
    assert run.series[1].x.tolist() == [2, 4, 6, 8]


def test_lines_that_count_below_others_count_those_that_come_more_rarely_too(tmp_path: Path) -> None:
    lines = [f"loss: {LOSS[i]}\n{f'val_loss: {OTHER[i]}' if i % 2 else ''}\nEnd of epoch {i + 1}\n" for i in N]
    (run,) = runs_of(tmp_path, "".join(lines))
    assert [one.x.tolist() for one in run.series] == [[i + 1 for i in N], [2, 4, 6, 8]]


def test_the_result_of_one_evaluation_is_no_curve(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="one value of each metric, at epoch 3"):
        runs_of(tmp_path, "***** eval metrics *****\n  epoch = 3.0\n  eval_accuracy = 0.92\n  eval_loss = 0.31\n")


def test_a_sentence_behind_json_objects_takes_nothing_of_them(tmp_path: Path) -> None:
    objects = [json.dumps({"epoch": i, "loss": LOSS[i], "val_loss": OTHER[i]}, indent=1) for i in N]
    (run,) = runs_of(tmp_path, "\n".join(objects) + "\nEarly stopping\n", "stdout.txt")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_a_number_that_was_cut_off_is_no_value(tmp_path: Path) -> None:
    text = "".join(f"epoch {i} loss: {LOSS[i]:.4f}\n" for i in N)
    (run,) = runs_of(tmp_path, text[:-3])
    assert curves(run) == [("loss", Split.TRAIN, LOSS[:-1])]
    assert any("not complete" in notice.text for notice in run.notices)


def test_a_last_number_that_is_short_by_chance_is_kept_where_none_is_written_with_zeros(tmp_path: Path) -> None:
    values = [0.512, 0.634, 0.711, 0.723, 0.74]
    (run,) = runs_of(tmp_path, "\n".join(f"epoch {i} val_acc {value}" for i, value in enumerate(values)))
    assert curves(run) == [("accuracy", Split.VAL, values)]


def test_a_score_of_each_fold_is_no_curve(tmp_path: Path) -> None:
    text = "".join(
        f"[CV {k}/5] END C={c};, score=0.8{k}{c} total time=   1.{k}s\n" for c in range(1, 9) for k in range(1, 6)
    )
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text)


def test_a_number_that_jumps_about_counts_nothing_whatever_it_is_called(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("step {jump} loss {loss} val_loss {other}\n"))
    assert run.x_name == "row" and curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_rows_below_another_heading_are_of_that_heading(tmp_path: Path) -> None:
    text = (
        "A small net\nepoch  loss\n" + each("{k}  {loss}\n") + "held out:\nepoch  val_loss\n" + each("{k}  {other}\n")
    )
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_names_that_differ_in_a_number_are_told_apart_once_half_of_them_came_again(tmp_path: Path) -> None:
    """A training that is in its second epoch: recall at 1, 2, 3, 4, and at 1 and 2 again."""
    lines = [f"val recall@{k}: 0.{20 * epoch + k}\n" for epoch, most in ((1, 4), (2, 2)) for k in range(1, most + 1)]
    (run,) = runs_of(tmp_path, "".join(["Epoch 1\n", *lines[:4], "Epoch 2\n", *lines[4:]]))
    found = {one.metric: one.value.tolist() for one in run.series}
    assert found == {"val recall@1": [0.21, 0.41], "val recall@2": [0.22, 0.42]}


@pytest.mark.parametrize("rule", ["-----  ----  --------", "=====  ====  ========", "---------------------"])
def test_a_rule_of_a_table_is_no_row(tmp_path: Path, rule: str) -> None:
    text = f"epoch  loss  val_loss\n{rule}\n" + each("{k:>5}  {loss}  {other}\n") + f"{rule}\n"
    table = parse_table(text)
    assert table is not None and table.header == ("epoch", "loss", "val_loss")
    assert [row[1] for row in table.rows] == [str(loss) for loss in LOSS]
    (run,) = runs_of(tmp_path, text, "log.csv")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS] and not run.notices


@pytest.mark.parametrize(("timed", "known"), [(5, False), (6, True)])
def test_seconds_begin_the_lines_of_a_text_where_six_in_ten_have_them(timed: int, known: bool) -> None:
    lines = [f"{171014800 + i}.5 loss 0.{90 - i}\n" for i in range(timed)]
    lines += [f"loss 0.{50 - i} after a pause\n" for i in range(10 - timed)]
    assert (common_head("".join(lines)) is not None) is known


def test_a_loss_is_not_called_after_another_measure_below_it(tmp_path: Path) -> None:
    text = each("Epoch {k}\nloss {loss}\nlearning rate 0.0{k}\nloss {other}\naccuracy {acc}\n")
    (run,) = runs_of(tmp_path, text)
    assert {one.metric for one in run.series} == {"loss", "learning rate", "accuracy"}


@pytest.mark.parametrize(
    ("values", "points"),
    [([4, 4, 4, 3, 4, 3, 3], 7), ([4, 4, 3, 3, 2, 2], 3), ([4, 4, 3, 3, 2], 5)],
)
def test_lines_of_one_epoch_that_are_alike_are_copies_only_in_pairs(
    values: list[int], points: int, tmp_path: Path
) -> None:
    (run,) = runs_of(tmp_path, "".join(f"Epoch 2 train loss: 0.004{value} of a batch\n" for value in values))
    assert [len(one.value) for one in run.series] == [points]


def test_games_are_counted_by_their_number(tmp_path: Path) -> None:
    text = each("Game number: {k:04}0  Average loss: {loss}  Time taken: 69.4s\n")
    (run,) = runs_of(tmp_path, text)
    assert run.series[0].step.tolist() == [10 * (i + 1) for i in N]


@pytest.mark.parametrize("line", ["loss: {}\n", "training loss {} and so on\n"])
def test_numbers_that_nothing_counts_are_a_curve_where_one_of_them_has_a_fraction(line: str, tmp_path: Path) -> None:
    values = [2.5, 2, 1, 1, 1]
    (run,) = runs_of(tmp_path, "".join(map(line.format, values)))
    assert [one.value.tolist() for one in run.series] == [values]
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, "".join(line.format(int(2 * value)) for value in values))
