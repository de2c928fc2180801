"""Blocks that take turns in a printed log: splits in scripts without blanks, several sets; each kind made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Split

TRAIN_ACC, VAL_ACC = (("accuracy", split, ACCURACY) for split in (Split.TRAIN, Split.VAL))

SCRIPTS = {
    "Chinese results": each(
        "Epoch {k}/8\n训练结果:\n  损失: {loss} | 准确率: {acc}\n验证结果:\n  损失: {other} | 准确率: {acc}\n"
    ),
    "Chinese stages": each("第{k}轮\n训练阶段\n损失 {loss} 准确率 {acc}\n验证阶段\n损失 {other} 准确率 {acc}\n"),
    "Japanese": each("エポック {k}\n学習結果\n損失: {loss} 正解率: {acc}\n検証結果\n損失: {other} 正解率: {acc}\n"),
    "Korean in a line": each("에포크 {k}/8\n훈련결과: 손실 {loss} 정확도 {acc}\n검증결과: 손실 {other} 정확도 {acc}\n"),
}


@pytest.mark.parametrize("form", SCRIPTS)
def test_headings_in_scripts_without_blanks_tell_the_split(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, SCRIPTS[form])
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, VAL_ACC]


def in_turns(line: str, sets: tuple[str, ...], before: str = "") -> str:
    """`line` for each of several sets in each epoch, each with numbers of its own."""
    parts = (line.replace("{set}", name).replace("{n}", str(n)) for n, name in enumerate(sets, start=1))
    return each(before + "".join(parts))


SETS = {
    "a heading names the set": in_turns(
        "Evaluating on {set}\nTest loss {n}{other} accuracy {acc}{n}\n",
        ("mnist", "svhn", "usps"),
        "epoch {k} loss {loss}\n",
    ),
    "rules stand around the name": in_turns(
        "== {set} ==\ntest loss: {n}{other}\ntest accuracy: {acc}{n}\n",
        ("clean", "noisy", "dark"),
        "Epoch {k}: loss {loss}\n",
    ),
    "the sets have numbers": in_turns(
        "Domain {n}\ntest loss: {n}{other} accuracy: {acc}{n}\n", ("a", "b", "c"), "Epoch {k}: loss {loss}\n"
    ),
    "the line below names the set": in_turns(
        "Test: loss {n}{other}\n{set} test accuracy: {acc}{n}\n", ("mnist", "svhn", "usps")
    )
    + each("epoch {k} loss {loss}\n"),
}


@pytest.mark.parametrize("form", SETS)
def test_sets_that_are_evaluated_in_turns_are_curves_of_their_own(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, SETS[form])
    found = curves(run)
    for n in (1, 2, 3):
        assert ("loss", Split.TEST, [float(f"{n}{other}") for other in OTHER]) in found
        assert ("accuracy", Split.TEST, [float(f"{acc}{n}") for acc in ACCURACY]) in found
    assert len(found) == 7
    assert len({one.metric for one in run.series}) == 7


def test_lines_below_other_headings_each_time_are_one_curve(tmp_path: Path) -> None:
    words = ["going on", "still going", "going on", "going on", "nearly done", "going on", "done", "done"]
    (run,) = runs_of(tmp_path, "".join(f"{words[i]}\nepoch {i} loss {LOSS[i]}\nval loss {OTHER[i]}\n" for i in N))
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_a_setting_that_is_told_once_heads_no_evaluation(tmp_path: Path) -> None:
    lines = each(
        "epoch {k} - iter 4/8 - loss 1{loss}\nepoch {k} - iter 8/8 - loss 2{loss}\nEPOCH {k} done: loss {loss}\n"
    )
    (run,) = runs_of(tmp_path, "Evaluation method: MICRO_F1\n" + lines + each("DEV : loss {other}\n"))
    assert [one.split for one in run.series if len(one.value) == 2 * len(LOSS)] == [Split.TRAIN]
