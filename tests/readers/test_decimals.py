"""Short numbers read thousands at a time are what float() reads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.readers.tables.decimals import decimals
from lossacc_gui.readers.tables.large_table import large_numbers

SHORT = st.one_of(
    st.integers(-(10**15), 10**15).map(str),
    st.builds(lambda value, digits: f"{value:.{digits}f}", st.floats(-1e6, 1e6), st.integers(0, 8)),
    st.builds(lambda value, digits: f"{value:.{digits}g}", st.floats(-1e14, 1e14), st.integers(1, 15)),
    st.sampled_from(
        ["0", "-0", "-0.0", ".5", "5.", "+3", "+.25", "0.1", "0.3", "999999999999999", "0.000000000000001"]
    ),
)
ODD = st.sampled_from(["1e-05", "-2.5E+3", "nan", "-inf", "1e22", " 0.5", "9007199254740993", "12345678901234567"])


@given(st.integers(1, 5), st.lists(SHORT, min_size=1, max_size=60), st.sampled_from(",;\t|"), st.data())
def test_what_is_read_at_once_is_what_float_reads(width: int, cells: list[str], sign: str, data: st.DataObject) -> None:
    cells = cells * 5 * width
    if data.draw(st.booleans()):
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(ODD)
    rows = [cells[i : i + width] for i in range(0, len(cells), width)]
    found = decimals("".join(f"{sign.join(row)}\n" for row in rows).encode(), sign, width)
    if found is None:
        digits = [cell.lstrip("-+").replace(".", "") for cell in cells]
        assert any(not one.isdigit() or len(one) > 15 for one in digits)
        return
    expected = np.array([[float(cell) for cell in row] for row in rows])
    assert np.array_equal(found, expected, equal_nan=True)
    assert np.array_equal(np.signbit(found), np.signbit(expected)), "minus zero, too"


@pytest.mark.parametrize("cell", ["", "-", "+", ".", "-.", "1.2.3", "--1", "1-2", "x", "0.6931471824645996"])
def test_what_is_no_short_number_is_left_to_others(cell: str) -> None:
    lines = [b"1,2\n"] * 40
    assert decimals(b"".join(lines), ",", 2) is not None
    lines[7] = f"1,{cell}\n".encode()
    assert decimals(b"".join(lines), ",", 2) is None
    assert decimals(b"1,2\n3\n4,5,6\n", ",", 2) is None and decimals(b"1,2\n3,4", ",", 2) is None


def test_sixteen_digits_are_read_at_once_and_seventeen_are_not() -> None:
    found = decimals(b"-0.123456789012345,-1\n" * 40, ",", 2)
    assert found is not None and found[3].tolist() == [-0.123456789012345, -1.0]
    assert decimals(b"0.1234567890123456,1\n" * 40, ",", 2) is None


def test_a_table_whose_numbers_become_longer_is_read_to_its_end() -> None:
    short = [f"{i},{i / 1000:.4f}" for i in range(60_000)]
    long = [f"{i},{i / 7!r}" for i in range(60_000, 80_000)]
    found = large_numbers(bytearray("\n".join(["epoch,loss", *short, *long, ""]).encode()))
    assert found is not None and found[1] == 80_000
    values = found[0][1].value
    assert values[59_999] == 59.999 and values[-1] == 79_999 / 7 and values[60_000] == 60_000 / 7
