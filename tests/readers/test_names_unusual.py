"""Names that are joined to their numbers, told of two splits and known to nobody, or of single classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, TRAIN_LOSS, curves, each, runs_of

from lossacc_gui.model.run import Split
from lossacc_gui.readers.printed.cutting import cut

TRAIN_ACC = ("accuracy", Split.TRAIN, ACCURACY)


@pytest.mark.parametrize(
    "line",
    [
        "epoch{k} loss{loss} acc{acc}\n",
        "Epoch {k}: the training loss is{loss} and accuracy is{acc}\n",
        "step {k}, loss{loss}; accuracy{acc}\n",
    ],
)
def test_numbers_joined_to_what_they_measure_are_values(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACC]


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("mAP0.5: 0.31", ["0.31"]),
        ("acc0.5 = 0.3", ["0.3"]),
        ("running torch1.13 with python3.11", []),
        ("resnet v1.2 loss 0.4", ["0.4"]),
    ],
)
def test_thresholds_and_versions_stay_parts_of_names(line: str, numbers: list[str]) -> None:
    assert [slot.text for slot in cut(line).slots] == numbers


FALLING = [round(2.3 / (i + 1) ** 0.5, 4) for i in range(12)]
HIGHER = [round(2.4 / (i + 1) ** 0.3, 4) for i in range(12)]


@pytest.mark.parametrize(
    "line",
    [
        "{k} Training lost: {loss} Validation lost: {other}\n",
        "epoch {k}: train quux {loss}\nepoch {k}: valid quux {other}\n",
        "[{k}/12] train.foo={loss}, val.foo={other}\n",
    ],
)
def test_what_nobody_knows_of_two_splits_is_a_loss_where_it_falls_as_one(line: str, tmp_path: Path) -> None:
    text = "".join(line.format(k=i, loss=FALLING[i], other=HIGHER[i]) for i in range(12))
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [("loss", Split.TRAIN, FALLING), ("loss", Split.VAL, HIGHER)]
    assert any("taken as a loss" in one.text for one in run.notices)


def test_what_nobody_knows_of_two_splits_stays_another_quantity_where_it_rises(tmp_path: Path) -> None:
    text = "".join(
        f"epoch {i} train quux {1 - FALLING[i] / 3:.4f} val quux {1 - HIGHER[i] / 3:.4f}\n" for i in range(12)
    )
    (run,) = runs_of(tmp_path, text)
    assert [kind for kind, _, _ in curves(run)] == ["other", "other"]


CLASSES = ("plane", "car", "cat")


def of_classes(line: str, before: str) -> str:
    """`before` and then `line` for each class, in each epoch."""
    lines = (line.replace("{name}", f"{name:>5}").replace("{c}", str(c)) for c, name in enumerate(CLASSES, start=1))
    return each(before + "".join(lines))


@pytest.mark.parametrize(
    ("text", "split"),
    [
        (
            of_classes(
                "Accuracy of {name} : {c}{k} %\n", "[{k}] loss: {loss}\nAccuracy of all 100 test images: {k} %\n"
            ),
            Split.TEST,
        ),
        (of_classes("Accuracy for class {c}: {c}{k}.5 %\n", "epoch {k}: val_loss={other} val_acc={acc}\n"), Split.VAL),
        (of_classes("  class {name}: acc {c}{k}.5%\n", "Epoch {k}: val loss {other} val acc {acc}\n"), Split.VAL),
    ],
)
def test_accuracies_of_classes_are_series_of_the_examples_above_them(text: str, split: Split, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text)
    found = [(kind, side, value[-1]) for kind, side, value in curves(run)]
    for c in (1, 2, 3):
        last = (10 * c + 8) / 100 if "class" not in text else (10 * c + 8.5) / 100
        assert ("accuracy", split, pytest.approx(last)) in found


def test_a_loss_below_a_score_of_the_validation_is_of_the_training(tmp_path: Path) -> None:
    (run,) = runs_of(
        tmp_path, each("Epoch {k}\ntraining accuracy: {acc}\nvalidation accuracy: {acc}1\ntotal loss: {loss}\n")
    )
    assert TRAIN_LOSS in curves(run)


def test_all_numbers_of_a_line_about_the_best_are_left_out(tmp_path: Path) -> None:
    (run,) = runs_of(
        tmp_path, each("Epoch {k}\nTest acc: {acc}, class acc: {acc}1\nBest acc: {acc}, class acc: {acc}2\n")
    )
    assert len(run.series) == 2
    assert [one.why for one in run.left_out] == ["said again of another value"] * 2
