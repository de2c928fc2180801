"""No reader that is written is forgotten, and their rooms are kept."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import lossacc_gui.readers
from lossacc_gui.model.errors import TableOfRuns
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.registry import READERS, judged, logs_under, read


def test_every_reader_of_every_module_is_asked() -> None:
    written = {}
    for module in pkgutil.walk_packages(lossacc_gui.readers.__path__, "lossacc_gui.readers."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Reader):
                written[value.name] = f"{module.name}.{name}"
    asked = {reader.name for reader in READERS}
    assert set(written) == asked, {written[name] for name in set(written) - asked}


def test_no_two_readers_have_one_name() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_a_table_of_runs_is_judged_by_its_head_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "runs.csv"
    path.write_text("Name,lr,val_loss,val_acc\na,0.1,0.5,0.8\nb,0.2,0.4,0.9\n", encoding="utf-8")
    with pytest.raises(TableOfRuns):
        read(path)
    monkeypatch.setattr(
        "lossacc_gui.readers.formats.runs_table.table_of_runs", lambda _: pytest.fail("the table is built")
    )
    assert judged(path).is_log
    assert logs_under(path) == [path]
