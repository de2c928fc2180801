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


def evaluated(split: str, *sizes: int) -> str:
    """Nine epochs with right answers of so many examples, the sizes taken in turn."""
    ends = [
        (f"epoch {i} loss {2 / i:.4f}\n", 9 * n // 10 + 7 * i, n) for i in range(1, 10) for n in [sizes[i % len(sizes)]]
    ]
    return "".join(f"{head}{split}: loss: 0.5, Accuracy: {k}/{n} ({k / n:.0%})\n" for head, k, n in ends)


def stepped(*places: int, of: int, above: str = "") -> str:
    """Four epochs whose lines tell these places in them."""
    lines = [(i, k) for i in range(1, 5) for k in places]
    return above + "".join(f"Train Epoch: {i} [{k}/{of}]\tLoss: {1 / i:.4f}\tAcc: {i / 7:.4f}\n" for i, k in lines)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (evaluated("val", 10_000), {"validation samples": "10000"}),
        (evaluated("train", 50_000), {"train samples": "50000"}),
        (evaluated("val", 10_000, 5_000), {}),
        ("Using 2084 validation images\n" + evaluated("val", 10_000), {}),
        (
            LOSSES.replace("val_acc 0.", "val correct: ").replace("\n", ", count: 10000\n"),
            {"validation samples": "10000"},
        ),
        ("".join(f"loss {2 / i:.4f}, train acc {30 + i}/64\n" for i in range(1, 30)), {}),
    ],
    ids=["validation", "training", "two sizes", "words against it", "count beside", "batches"],
)
def test_what_right_answers_are_divided_by_is_the_size_of_their_split(
    tmp_path: Path, text: str, found: dict[str, str]
) -> None:
    assert told(tmp_path, text) == found


BATCHES_OF_64 = "batch_size: 64\nlr: 0.1\nseed: 3\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (stepped(64, 6464, 12864, 19264, of=60_000), {"train samples": "60000"}),
        (stepped(64, 6464, 12864, 19264, 20_000, of=20_000), {"train samples": "20000"}),
        (stepped(0, 640, 1280, 1920, of=2000, above=BATCHES_OF_64), {"train samples": "2000"}),
        (stepped(0, 640, 1280, 1920, of=2000), {}),
        (stepped(0, 640, 1280, 1920, of=2000, above=BATCHES_OF_64 + "log_interval: 640\n"), {}),
        (stepped(0, 100, 200, 300, of=313, above=BATCHES_OF_64), {}),
        (stepped(100, 200, 300, of=313, above=BATCHES_OF_64), {}),
        (stepped(1, 101, 201, 301, of=313), {}),
        (stepped(*range(1, 9), of=8), {}),
    ],
    ids=[
        "from one batch",
        "cut to n",
        "known batches",
        "unknown batches",
        "by the interval",
        "from 0",
        "from 100",
        "from 1",
        "each",
    ],
)
def test_places_within_an_epoch_tell_examples_where_they_cannot_be_batches(
    tmp_path: Path, text: str, found: dict[str, str]
) -> None:
    assert told(tmp_path, text) == found
