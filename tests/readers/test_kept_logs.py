"""Logs that somebody kept in a program or in a text for people, long tables that nothing heads, words of many lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.registry import logs_under

LOG = each("Epoch {k}/8 - loss: {loss} - val_loss: {other}\n")
PROSE = "# A network\n\n" + "It learns to tell cats from dogs rather well.\n" * 20 + "\n"
CODE = "import torch\n\nnet = build(depth=3)\nfor epoch in range(8):\n    net.fit(epoch)\n"


def marked(mark: str, text: str = LOG) -> str:
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


KEPT = {
    "a fence": ("notes.md", PROSE + f"```\n$ train --epochs 8\n{LOG}```\n\nThat was all of it, as you see.\n"),
    "a fence with a language, beside one with a program": (
        "notes.md",
        PROSE + f"```python\n{CODE}```\n\n```text\n{LOG}```\n",
    ),
    "a session in a fence, with what a network wrote": (
        "notes.md",
        PROSE + f"```text\n(base) me@here % train\n{LOG}\n" + "KING:\nWhat ho, a sentence of no sense.\n" * 9 + "```\n",
    ),
    "a paragraph": ("notes.md", PROSE + LOG + "\n" + PROSE),
    "beside a command that looks for its lines": (
        "notes.md",
        PROSE
        + f"```\n> cat log | grep 'Epoch [0-9]+'\n```\n\n```\n{LOG}```\n\n`grep 'Epoch [0-9]+ - loss'` shows them.\n",
    ),
    "indented": ("notes.rst", PROSE + "It says::\n\n" + marked("    ") + "\nThat was all of it, as you see.\n"),
    "knitr": (
        "fit.Rmd",
        PROSE
        + "```r\nfit <- gbm(y ~ ., data = d)\n```\n\n```\n## Iter   TrainDeviance   ValidDeviance\n"
        + each("##   {k}   {loss}   {other}\n")
        + "```\n",
    ),
    "lines between settings, without sentences": (
        "result.md",
        "--- Setup ---\nEpochs : 8\nBatch : 32\nImg size: 32x32\n\n" + LOG + "\n--- Result ---\nF1 : 0.63\n",
    ),
    "comments of Python": ("train.py", CODE + "\n" + marked("# ")),
    "comments of C": ("train.cpp", "#include <torch.h>\nint main() { return fit(); }\n" + marked("// ")),
    "comments of Matlab": ("train.m", "net = build(3);\nfit(net);\n" + marked("% ")),
    "as it was printed, between statements": ("result.py", "# -*- coding: utf-8 -*-\nBATCH=64\nLR=0.1\n\n" + LOG),
}


@pytest.mark.parametrize("form", KEPT)
def test_a_log_that_is_kept_in_another_text_is_read(form: str, tmp_path: Path) -> None:
    name, text = KEPT[form]
    (run,) = runs_of(tmp_path, text, name)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize("form", KEPT)
def test_a_log_that_is_kept_in_another_text_is_none_in_a_folder(form: str, tmp_path: Path) -> None:
    name, text = KEPT[form]
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "log.csv").write_text("epoch,loss\n" + each("{i},{loss}\n"), encoding="utf-8")
    assert logs_under(tmp_path) == [tmp_path / "log.csv"]


NONE_KEPT = {
    "a line of output among sentences": ("notes.md", PROSE + "```\nEpoch 8 - loss: 0.66 - acc: 0.76\n```\n"),
    "results of models": ("notes.md", PROSE + "```\nresnet  0.93\nvgg     0.91\nlenet   0.84\nalexnet 0.88\n```\n"),
    "a program in a fence": ("notes.md", PROSE + "```\n" + CODE + each("epoch({i}); loss = {loss}\n") + "```\n"),
    "comments beside the statements that they are of": (
        "train.py",
        CODE + each("# epoch {i}: loss {loss}\nstep(epoch={i}, loss={loss})\n"),
    ),
    "a list of values": ("train.py", CODE + "RATES = (\n" + each("    {loss},\n") + ")\n"),
    "settings by epoch": ("train.m", CODE + marked("% ", each("the layer {k} of the net has size {x}\n"))),
}


@pytest.mark.parametrize("form", NONE_KEPT)
def test_what_is_no_log_in_another_text_is_not_read(form: str, tmp_path: Path) -> None:
    name, text = NONE_KEPT[form]
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, name)


LONG = {
    "the name of the counter in a column": each("Epoch,{i},TRAIN_LOSS,{loss}\nEpoch,{i},VAL_LOSS,{other}\n"),
    "the split in a column": each("train;{i};loss;{loss}\nvalid;{i};loss;{other}\n"),
    "the metric first": each("loss\t{i}\t{loss}\nval_loss\t{i}\t{other}\n"),
    "a time first": each("2021-03-01 10:0{i}:00,{i},loss,{loss}\n2021-03-01 10:0{i}:30,{i},val_loss,{other}\n"),
}


@pytest.mark.parametrize("form", LONG)
@pytest.mark.parametrize("name", ["metrics.csv", "metrics.txt"])
def test_rows_of_one_value_each_are_read_without_a_heading(form: str, name: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, LONG[form], name)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert (run.x_name, run.series[0].x.tolist()) == ("epoch", list(N))


def test_of_two_counters_the_one_that_rises_less_often_counts_epochs(tmp_path: Path) -> None:
    text = "".join(
        f"{i // 2},{50 * i},{name},{value[i]}\n" for i in N for name, value in (("loss", LOSS), ("acc", ACCURACY))
    )
    (run,) = runs_of(tmp_path, text, "metrics.csv")
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY)]
    assert run.series[0].step.tolist() == [50 * i for i in N]


def test_a_first_row_like_all_others_heads_nothing(tmp_path: Path) -> None:
    text = "".join(f"{who},{i},loss,{LOSS[i] + add}\n" for i in N for who, add in (("ann", 0.0), ("bob", 0.25)))
    (run,) = runs_of(tmp_path, text, "clients.csv")
    assert {one.quantity.value for one in run.series} == {"loss"}


def test_a_logger_that_no_sign_ends_is_no_part_of_the_name_of_a_counter(tmp_path: Path) -> None:
    (run,) = runs_of(
        tmp_path, each("[2024-02-0{k} 11:12:13] [INFO] tool.fit Epoch[{i}] Took 1.{k} seconds, loss={loss}\n")
    )
    assert curves(run) == [TRAIN_LOSS]
    assert (run.x_name, run.series[0].x.tolist()) == ("epoch", list(N))


def test_a_metric_with_its_split_behind_a_level_is_no_logger(tmp_path: Path) -> None:
    (run,) = runs_of(
        tmp_path, each("[11:12:1{i}] [INFO] train.loss is {loss}\n[11:12:1{i}] [INFO] val.loss is {other}\n")
    )
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_a_word_that_stands_before_metrics_of_both_splits_tells_none(tmp_path: Path) -> None:
    (run,) = runs_of(
        tmp_path,
        each("[{i}] evaluation metric 'epoch_loss'={loss}\n[{i}] evaluation metric 'val_epoch_loss'={other}\n"),
    )
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_an_epoch_that_is_told_again_below_a_heading_ends_nothing(tmp_path: Path) -> None:
    text = each(
        "=> epoch {i}, rate = 0.1\n[epoch: {i}, images: 900]\nLoss: {loss}\nValidation:\n[epoch: {i}, images: 90]\n"
        "Acc: {acc}\nLoss: {other}\n"
    )
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.VAL, ACCURACY), VAL_LOSS]
    assert all(one.x.tolist() == list(N) for one in run.series)


def test_numbers_within_losses_are_losses_whatever_they_are_called(tmp_path: Path) -> None:
    text = each(
        "== epoch {i}\ntraining\nlosses: {{'total': {loss}, 'box': 0.{k}5, 'lr': 0.1}}\nscores: {{'acc': {acc}}}\n"
        "validation\nlosses: {{'total': {other}, 'box': 0.{k}6, 'lr': 0.1}}\nscores: {{'acc': {acc}}}\n"
    )
    (run,) = runs_of(tmp_path, text)
    found = curves(run)
    assert TRAIN_LOSS in found and VAL_LOSS in found
    assert ("loss", Split.VAL, [float(f"0.{i + 1}6") for i in N]) in found
    assert ("accuracy", Split.VAL, ACCURACY) in found


def test_what_is_called_settings_holds_no_losses(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {i} loss {loss}\nrates: {{'box': 0.{k}5, 'cls': 0.{k}6}}\n"))
    assert curves(run) == [TRAIN_LOSS]


@pytest.mark.parametrize("line", ["{i}:{loss}\n", "epoch {i} -> {loss}\n", "  {i} => {loss}\n", "ep {i}: {loss}\n"])
def test_a_count_and_a_number_are_of_the_metric_that_the_file_is_called_after(line: str, tmp_path: Path) -> None:
    for torn in ("", line.format(i=8, loss="0.")[:-1]):
        (run,) = runs_of(tmp_path, each(line) + torn, "val_loss.txt")
        assert curves(run)[0][:2] == ("loss", Split.VAL)
        assert run.series[0].value.tolist()[: len(LOSS)] == LOSS
        assert run.series[0].x.tolist()[: len(LOSS)] == list(N)


@pytest.mark.parametrize("line", ["room {i}: {loss}\n", "{jump}: {loss}\n", "{i}: {x}\n", "{i}: 12:3{i}\n"])
def test_other_pairs_of_numbers_are_no_counts_with_their_values(line: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, each(line), "val_loss.txt")


def test_results_that_people_write_of_are_no_log(tmp_path: Path) -> None:
    text = (
        "# Key achievements\n\n- **Peak performance**: 99.39% (9939/10000)\n- 6,618 parameters\n- Learning rate: 0.01\n"
    )
    with pytest.raises(UnreadableLog, match="text for people"):
        runs_of(tmp_path, text + "\n```\n" + each("Epoch {k}: {x}.51%\n") + "```\n", "README.md")
