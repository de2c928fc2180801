"""Histories saved as YAML, and settings that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.registry import identify, read
from lossacc_gui.readers.yaml_tree import yaml_tree

RECORDS = """seed: 3
history:
- round: 0
  fit:  # on the training data
    cost: 2.5
  validation: {cost: 2.25, accuracy: 0.125}
- round: 1
  fit:
    cost: 1.5
  validation: {cost: 1.75, accuracy: 0.5}
"""
LISTS = """net: [64, 32]
log:
  train_loss: [2.5, 1.5,
    1.25]
  val_loss:
  - 2.25
  - 1.75
  - .nan
"""
DOCUMENTS = "---\nepoch: 1\ntrain_loss: 2.5\n---\nepoch: 2\ntrain_loss: 1.5\n---\nepoch: 3\ntrain_loss: 1.25\n"


@pytest.mark.parametrize(
    ("text", "split", "points", "last"),
    [
        (RECORDS, Split.VAL, 2, 1.75),
        (LISTS, Split.TRAIN, 3, 1.25),
        (DOCUMENTS, Split.TRAIN, 3, 1.25),
    ],
)
def test_a_history_in_yaml_is_read_as_its_twin_in_json_is(
    tmp_path: Path, text: str, split: Split, points: int, last: float
) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(text, encoding="utf-8")
    assert identify(path).name == "yaml-history"
    (run,) = read(path)
    (loss,) = [one for one in run.series if one.quantity is Quantity.LOSS and one.split is split]
    assert len(loss.value) == points
    assert loss.value[-1] == last


def test_a_history_that_breaks_off_is_read_up_to_its_last_whole_record(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(RECORDS + "- round: 2\n  validation: {cost: 1.2", encoding="utf-8")
    (run,) = read(path)
    assert {len(one.value) for one in run.series} == {2}


@pytest.mark.parametrize(
    "text",
    [
        "lr: [0.1, 0.01]\nloss: mse\nloss_weights: [1.0, 0.5]\n",
        "accuracy: 0.91\nloss: 0.3\n",
        "- name: a\n  image: b\n- name: c\n  image: d\n",
    ],
)
def test_settings_and_results_in_yaml_are_no_history(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableLog, match="settings"):
        identify(path)


@pytest.mark.parametrize("text", ["Epoch: 1\nloss: 2\nEpoch: 2\nloss: 1\n", "a: [1, 2", "just words", "a:\n\tb: 1", ""])
def test_what_is_no_yaml_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        yaml_tree(text)
