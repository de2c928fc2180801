"""Workbooks and Parquet tables, with and without the libraries that read them."""

from __future__ import annotations

import builtins
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.formats import excel
from lossacc_gui.readers.registry import read

DATA = Path(__file__).resolve().parent.parent / "data"
BOOK = DATA / "excel" / "experiments.xlsx"
TABLE = DATA / "parquet" / "history.parquet"


def book_of(path: Path, **sheets: list[list[Any]]) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_sheet_is_read_from_its_header_on() -> None:
    pytest.importorskip("openpyxl")
    (run,) = read(BOOK)
    assert run.x_name == "epoch"
    assert [(s.metric, s.split) for s in run.series[:3]] == [
        ("Train Loss", Split.TRAIN),
        ("Train Accuracy", Split.TRAIN),
        ("Validation Loss", Split.VAL),
    ]
    assert np.allclose(run.series[1].value[:2], [0.5, 0.54])
    assert not any("columns where" in notice.text for notice in run.notices)


def test_every_sheet_with_metrics_is_a_run(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "val_loss"], [1, 0.9, 1.0], [2, 0.8, 0.9], [3, None, 0.8]]
    path = book_of(tmp_path / "all runs.xlsx", a=rows, notes=[["learning rate", 0.1]], b=rows[:3])
    runs = read(path)
    assert [run.name for run in runs] == ["all runs a", "all runs b"]
    assert [len(series.step) for series in runs[0].series] == [2, 3]


def test_a_workbook_without_numbers_and_a_damaged_one_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match=r"no sheet|No column"):
        read(book_of(tmp_path / "words.xlsx", a=[["name", "place"], ["x", "y"]]))
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(BOOK.read_bytes()[:3000])
    with pytest.raises(UnreadableLog, match="damaged"):
        read(cut)


@pytest.mark.parametrize("error", [MemoryError, KeyError])
def test_an_error_of_ours_is_not_said_to_be_the_workbook_s(error: type[Exception]) -> None:
    """A name that is missing in our own code, and memory that gives out wherever it does."""
    pytest.importorskip("openpyxl")

    def progress(*_: object) -> None:
        raise error

    ours = {"__name__": "lossacc_gui.readers.progress", "error": error}
    exec("def progress(*_):\n    raise error", ours)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel, "TOLD_EVERY", 1)
        with pytest.raises(error):
            excel.read(BOOK, ours["progress"])  # type: ignore[arg-type]
        with pytest.raises(MemoryError if error is MemoryError else UnreadableLog):
            excel.read(BOOK, progress)


def test_a_workbook_that_unpacks_to_gigabytes_or_has_endless_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openpyxl")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * 1000)
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    monkeypatch.setattr(excel, "LARGEST_UNPACKED", 1 << 20)
    with pytest.raises(UnreadableLog, match="more than 1 MB"):
        read(bomb)
    monkeypatch.setattr(excel, "MOST_CELLS", 10)
    with pytest.raises(UnreadableLog, match="too many cells"):
        read(BOOK)


def test_a_parquet_table_has_blanks_nan_and_settings() -> None:
    pytest.importorskip("pyarrow")
    (run,) = read(TABLE)
    by_name = {series.metric: series for series in run.series}
    assert [len(by_name[name].step) for name in ("train_loss", "val_loss", "val_accuracy")] == [6, 5, 6]
    assert np.isnan(by_name["train_loss"].value[4])
    assert run.settings == (("model", "cnn"),)


@pytest.mark.parametrize(("path", "library", "extra"), [(BOOK, "openpyxl", "excel"), (TABLE, "pyarrow", "parquet")])
def test_without_its_library_a_sentence_names_the_extra(
    path: Path, library: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., Any] = builtins.__import__

    def missing(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".", maxsplit=1)[0] == library:
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UnreadableLog, match=rf'pip install "lossacc\[{extra}\]"'):
        read(path)
