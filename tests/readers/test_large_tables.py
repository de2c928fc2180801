"""Large tables read by numpy and by pandas are what they are when read cell by cell."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.run import Run
from lossacc_gui.readers.files.encoding import decode
from lossacc_gui.readers.registry import read
from lossacc_gui.readers.tables import large_table
from lossacc_gui.readers.tables.large_table import large_numbers
from lossacc_gui.readers.tables.numeric import numbers_of
from lossacc_gui.readers.tables.parsing import parse_table

DATA = Path(__file__).resolve().parents[1] / "data"
NAMES = ("epoch", "loss", "acc", "val_loss", "val_acc")
ROWS = 60
CELLS = ((), ("",), ("nan",), ("", "nan"), ("inf", "-inf"), ("NaN", "-nan"), (" 0.5", ".5", "+3", "1."))
CELLS += (
    ("True",),
    ("Infinity", "-infinity"),
    ('"0.5"',),
    ("NA",),
    ("x",),
    ("1_000",),
    ("0x1",),
    ("-",),
    ("1e999", "5e-324", "2.2250738585072011e-308"),
)


@pytest.fixture(autouse=True, params=["numpy", "pandas"])
def small_is_large(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Nothing is too small for either, and a table has many pieces."""
    monkeypatch.setattr(large_table, "pandas_is_here", lambda: request.param == "pandas")
    monkeypatch.setattr(large_table, "NUMPY_PIECE", 97)
    monkeypatch.setattr(large_table, "LARGE", 1)
    monkeypatch.setattr(large_table, "PIECE", 97)
    monkeypatch.setattr(large_table, "FIRST_LINES", 150)


def table(chance: random.Random, special: tuple[str, ...], end: str) -> str:
    """A table of numbers as they come, some of its cells `special`."""

    def cell() -> str:
        if special and chance.random() < 0.1:
            return chance.choice(special)
        value = chance.random() * 10.0 ** chance.randint(-8, 8)
        return chance.choice((repr(value), f"{value:.3e}", str(chance.randint(0, 10**18))))

    width = chance.randint(1, len(NAMES))
    delimiter = chance.choice(",;\t|")
    rows = [delimiter.join(cell() for _ in range(width)) for _ in range(ROWS)]
    return end.join((delimiter.join(NAMES[:width]), *rows)) + chance.choice((end, "", end + end))


@pytest.mark.parametrize("special", CELLS, ids=repr)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=repr)
@pytest.mark.parametrize("piece", [1 << 20, 64])
def test_what_is_read_at_once_is_what_is_read_cell_by_cell(
    special: tuple[str, ...], end: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_table, "PIECE", piece)
    chance = random.Random(repr((special, end)))
    for _ in range(10):
        text = table(chance, special, end)
        found = large_numbers(bytearray(text.encode()))
        if found is None:
            continue
        careful = parse_table(text)
        assert careful is not None
        columns, count = found
        expected, texts, notices = numbers_of(careful)
        assert not texts and not notices and not careful.notices
        assert careful.lines == list(range(2, count + 2))
        assert [column.name for column in columns] == [column.name for column in expected]
        for column, other in zip(columns, expected, strict=True):
            assert np.array_equal(column.value, other.value, equal_nan=True)
            assert np.array_equal(column.present, other.present)


@pytest.mark.parametrize(
    "rows",
    [
        "0,0.5,0.7\n1,0.4,0.8\n",
        "0,0.5,0.7\n1,0.4,0.8",  # being written
        "0,0.5,\n1,,0.8\n",  # as Lightning leaves blanks
        "0,nan,\n1,,0.8\n",  # a nan was logged, a blank was not
        "0,nan,0.7\r\n1,0.4,inf\r\n",
        "0, 0.5, 0.7\n1, 4e-1, -0.8\n",
    ],
)
def test_tables_are_read_at_once_as_they_are_logged(rows: str) -> None:
    found = large_numbers(bytearray(b"epoch,loss,acc\n" + rows.encode()))
    assert found is not None
    assert found[1] == 2 and len(found[0]) == 3


def test_a_table_of_which_each_cell_is_quoted_is_read_at_once() -> None:
    plain = "epoch,loss,acc\n0,0.5,0.7\n1,,0.8\n2,nan,0.9\n"
    quoted = "".join(",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in plain.splitlines())
    found, other = (large_numbers(bytearray(text.encode())) for text in (quoted, plain))
    assert found is not None and other is not None
    for one, like in zip(found[0], other[0], strict=True):
        assert one.name == like.name
        assert np.array_equal(one.value, like.value, equal_nan=True)
        assert np.array_equal(one.present, like.present)
    odd = quoted.replace('"0.9"', '"0"".9"').encode()
    assert large_numbers(bytearray(odd)) is None


@pytest.mark.parametrize(
    "rows",
    [
        "0,0.5,0.7\n1,0.4\n",
        "0,0.5,0.7\n\n1,0.4,0.8\n",
        "0,0.5,0.7\n1,0.4,0.8\nepoch,loss,acc\n0,0.5,0.7\n",
        "0,0.5,0.7\n1,none,0.8\n",
        '0,"0.5",0.7\n1,0.4,0.8\n',
        "0,0.5,0.7\n,,\n1,0.4,0.8\n",
        "# made by hand\n0,0.5,0.7\n",
    ],
)
@pytest.mark.parametrize("piece", [1 << 20, 64])  # looked through first: with the odd line in it, and without
def test_what_either_would_get_wrong_is_left_to_the_careful_way(
    rows: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_table, "PIECE", piece)
    data = bytearray(b"epoch,loss,acc\n" + b"0,0.9,0.1\n" * 20 + rows.encode())
    assert large_numbers(data) is None


def test_a_mark_in_front_and_names_in_any_language_are_no_hindrance() -> None:
    data = bytearray("\ufeffépoque,loss,точность\n0,0.5,0.7\n1,0.4,0.8\n".encode())
    found = large_numbers(data)
    assert found is not None
    assert [column.name for column in found[0]] == ["époque", "loss", "точность"]
    assert decode(data) is not None


def test_numpy_is_used_without_pandas(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("pandas is used")

    if "pandas" not in request.node.name:
        monkeypatch.setattr(large_table, "_fill", never)
    assert large_numbers(bytearray(b"epoch,loss,acc\n0,0.5,0.7\n1,0.4,0.8\n")) is not None


def test_a_chart_of_wandb_is_the_same_run_however_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_table, "FIRST_LINES", 20_000)
    path = DATA / "wandb-csv" / "export.csv"
    assert large_numbers(bytearray(path.read_bytes())) is not None
    at_once = read(path)
    monkeypatch.setattr(large_table, "LARGE", 1 << 40)
    assert [told(run) for run in at_once] == [told(run) for run in read(path)]
    assert at_once[0].format == "wandb-csv"


def told(run: Run) -> list[object]:
    return [run.name, run.x_name, *((s.metric, s.split, s.x.tolist(), s.value.tolist()) for s in run.series)]
