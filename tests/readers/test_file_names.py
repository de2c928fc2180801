"""What the run of a file, a metric and an unpacked folder are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.readers.series.file_names import bare_name, run_name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("fold1.csv", "fold1"),
        ("fold1.csv.gz", "fold1"),
        ("seed2-decay0.03-dropout0.7-b.json", "seed2-decay0.03-dropout0.7-b"),
        ("lr0.001", "lr0.001"),
        ("history.csv", "runs/history"),
        (".log", ".log"),
    ],
)
def test_a_run_is_called_after_its_file_without_endings_and_with_all_decimals(file: str, name: str) -> None:
    assert run_name(Path("runs") / file) == name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("val_loss.json.gz", "val_loss"),
        ("mAP@0.5.json", "mAP@0.5"),
        ("lr0.005_cifar10.tar.gz", "lr0.005_cifar10"),
        (".zip", ".zip"),
    ],
)
def test_a_metric_and_a_folder_are_called_after_the_file_with_all_decimals(file: str, name: str) -> None:
    assert bare_name(Path("runs") / file) == name
