"""Blocks that take turns in a printed log: splits in scripts without blanks, several sets; each kind made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, TRAIN_LOSS, VAL_LOSS, curves, each, runs_of

from lossacc_gui.model.run import Split

TRAIN_ACC, VAL_ACC = (("accuracy", split, ACCURACY) for split in (Split.TRAIN, Split.VAL))

SCRIPTS = {
    "Chinese results": each("Epoch {k}/8\n训练结果:\n  损失: {loss} | 准确率: {acc}\n验证结果:\n  损失: {other} | 准确率: {acc}\n"),
    "Chinese stages": each("第{k}轮\n训练阶段\n损失 {loss} 准确率 {acc}\n验证阶段\n损失 {other} 准确率 {acc}\n"),
    "Japanese": each("エポック {k}\n学習結果\n損失: {loss} 正解率: {acc}\n検証結果\n損失: {other} 正解率: {acc}\n"),
    "Korean in a line": each("에포크 {k}/8\n훈련결과: 손실 {loss} 정확도 {acc}\n검증결과: 손실 {other} 정확도 {acc}\n"),
}


@pytest.mark.parametrize("form", SCRIPTS)
def test_headings_in_scripts_without_blanks_tell_the_split(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, SCRIPTS[form])
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, VAL_ACC]
