"""What the run of a file is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.readers.columns import run_name


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
