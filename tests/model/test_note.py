"""A note is written on the command line as it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.model.note import LONGEST_NOTE, Note, note_in, written_note

PLACES = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(min_size=1, max_size=40).filter(lambda text: text == text.strip())


@given(st.lists(PLACES, max_size=2).map(sorted), TEXTS)
def test_a_note_is_read_as_it_is_written(ends: list[float], text: str) -> None:
    note = Note(text, *(ends[:1] + ends[-1:] if ends else ()))
    assert note_in(written_note(note)) == note


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("12=dip", Note("dip", 12, 12)),
        ("1.5e3:2000=a = b", Note("a = b", 1500, 2000)),
        ("=two\nlines", Note("two\nlines")),
        ("-3=early", Note("early", -3, -3)),
    ],
)
def test_notes_as_a_person_writes_them(written: str, note: Note) -> None:
    assert note_in(written) == note


@pytest.mark.parametrize(
    "wrong", ["", "12", "12=", "a=b", "3:2=backwards", "1e999=far", "1=" + "x" * (LONGEST_NOTE + 1)]
)
def test_what_is_no_note_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"note|expected a place"):
        note_in(wrong)
