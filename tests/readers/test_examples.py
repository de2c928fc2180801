"""The number of examples that a text tells is known, and nothing that only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.readers.registry import read

LOSSES = "".join(f"epoch {i} loss {2 / i:.4f} val_loss {2 / i + 0.1:.4f} val_acc {i / 11:.4f}\n" for i in range(1, 10))


def told(path: Path, text: str) -> dict[str, str]:
    file = path / "train.log"
    file.write_text(text, encoding="utf-8")
    (run,) = read(file)
    return {name: value for name, value in run.settings if name.endswith(" samples")}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "Train on 60000 samples, validate on 10000 samples",
            {"train samples": "60000", "validation samples": "10000"},
        ),
        ("Number of training examples: 25,000", {"train samples": "25000"}),
        ("Using 2084 validation images", {"validation samples": "2084"}),
        ("Test set: 172 samples", {"test samples": "172"}),
        ("Test set: Average loss: 0.0489, Accuracy: 9838/10000 (98%)", {"test samples": "10000"}),
        ("***** Running Evaluation *****\n  Num examples = 872\n  Batch size = 8", {"validation samples": "872"}),
        ("Using 500 validation images\nUsing 600 validation images", {}),
        ("val batch size: 64", {}),
        ("test size: 224", {}),
        ("training takes 300 seconds, validation 20.5 samples a second", {}),
    ],
)
def test_a_size_is_told_by_words_that_can_mean_nothing_else(tmp_path: Path, line: str, found: dict[str, str]) -> None:
    assert told(tmp_path, line + "\n" + LOSSES) == found
