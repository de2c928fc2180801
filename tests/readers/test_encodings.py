"""Logs in the encodings that consoles of a country write, and what is read of them: the same as of UTF-8."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, N

from lossacc_gui.readers.files.encoding import decode
from lossacc_gui.readers.files.legacy import encoding_of
from lossacc_gui.readers.registry import read

WORDS = {
    "gbk": ("开始训练，设备：cuda", "轮次", "训练损失", "验证准确率"),
    "big5": ("開始訓練模型，裝置：cuda", "週期", "訓練損失", "驗證準確率"),
    "euc_kr": ("학습을 시작합니다", "에포크", "훈련 손실", "검증 정확도"),
    "shift_jis": ("学習を開始します。デバイス: cuda", "エポック", "訓練損失", "検証精度"),
    "euc_jp": ("学習を開始します", "エポック", "訓練損失", "検証精度"),
    "cp1251": ("Начало обучения", "Эпоха", "потери обучения", "точность валидации"),
    "koi8_r": ("Начало обучения", "Эпоха", "потери обучения", "точность валидации"),
    "utf-16-le": ("开始训练 一", "轮次", "训练损失", "验证准确率"),
    "utf-16-be": ("Начало обучения", "Эпоха", "потери обучения", "точность валидации"),
}
FEW = {
    "gbk": "配置如下",
    "cp1251": "Обучение",
    "latin-1": "Début de l'entraînement",
    "euc_kr": "모델 저장",
    "big5": "訓練完成",
    "shift_jis": "モデルを保存",
}


def log_in(words: tuple[str, ...]) -> str:
    first, epoch, loss, accuracy = words
    rows = [f"{epoch} {i + 1}/{len(N)}, {loss}: {LOSS[i]}, {accuracy}: {ACCURACY[i]}" for i in range(len(N))]
    return "\n".join([first, *rows]) + "\n"


@pytest.mark.parametrize("encoding", WORDS)
def test_a_log_in_an_encoding_of_its_country_is_read_as_in_utf_8(encoding: str, tmp_path: Path) -> None:
    found = []
    for name in ("utf-8", encoding):
        log = tmp_path / name / "train.log"
        log.parent.mkdir()
        log.write_bytes(log_in(WORDS[encoding]).encode(name))
        (run,) = read(log)
        found.append([(one.metric, one.quantity, one.split, one.value.tolist()) for one in run.series])
    assert found[0] == found[1] and {one[1].value for one in found[0]} == {"loss", "accuracy"}


@pytest.mark.parametrize(("encoding", "text"), FEW.items())
def test_a_few_words_tell_the_encoding(encoding: str, text: str) -> None:
    line = f"2025-01-02 10:00:00 - INFO - {text}\n"
    assert decode(("epoch 1 loss 0.5\n" + line).encode(encoding)) == "epoch 1 loss 0.5\n" + line


@pytest.mark.parametrize("text", ["loss 0.5 ± 0.1\n", "Temperatur 61°C\n", "élan §3 × 4 µs\n"])
def test_signs_between_ascii_are_of_the_west(text: str) -> None:
    assert encoding_of(text.encode("latin-1")) == "latin-1" and decode(text.encode("latin-1")) == text


@pytest.mark.parametrize("encoding", ["gbk", "cp1251"])
def test_a_line_in_another_encoding_does_not_spoil_those_of_utf_8(encoding: str) -> None:
    other, text = FEW[encoding], log_in(WORDS["gbk"])
    begun, _, rest = text.partition("\n")
    data = b"\n".join([begun.encode(), b"note: " + other.encode(encoding), rest.encode()])
    assert decode(data) == f"{begun}\nnote: {other}\n{rest}"


def test_bytes_with_zeros_that_are_no_letters_are_no_text() -> None:
    assert decode(bytes(byte for i in range(4000) for byte in (i * 7 % 251, 0))) is None


@pytest.mark.parametrize("before", [0, 400])
def test_one_line_of_the_west_far_behind_lines_of_utf_8_spoils_none(before: int) -> None:
    """A log longer than what is looked at first, the last foreign line of which is the only one in another encoding."""
    bars = "".join(f" {i % 100}%|███▍   | step {i}\n" for i in range(before))
    rows = "".join(f"step {i} loss {1 / (i + 1):.4f}\n" for i in range(8000))
    data = (bars + rows).encode() + "GPU 61°C\n".encode("latin-1") + b"step 8001 loss 0.0001\n" * 10
    assert decode(data) == bars + rows + "GPU 61°C\n" + "step 8001 loss 0.0001\n" * 10


def test_what_has_no_line_ends_is_looked_through_once() -> None:
    """Each place is looked at a bounded number of times: one pass is a hundred thousand times quicker here than a pass
    from each place, with which this test would not end.
    """
    text = "a" * 2_000_000 + " 61°C"
    data = text.encode("latin-1")
    assert encoding_of(data) == "latin-1" and decode(data) == text
