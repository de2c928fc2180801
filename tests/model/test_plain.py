"""Text from outside, made harmless to show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from in_one import in_one_test

from lossacc_gui.model.plain import LONGEST, plain_text


@in_one_test(
    ("text", "shown"),
    [
        ("val_loss", "val_loss"),
        ("验证 loss – µ", "验证 loss – µ"),
        ("\x1b[31mval_loss\x1b[0m", "val_loss"),
        ("\x1b]0;PWNED\x07loss\x1b]8;;http://x\x1b\\a\x1b]8;;\x1b\\", "lossa"),
        ("\x9b2Jloss\x9d0;t\x9c", "loss"),
        ("lo\x00s\x01s\x08\x7f", "loss"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("val\u202eecnac\ufffe\uffff\ufeff", "valecnac"),
        ("\x1b", ""),
        ("l\udcf6g", "l\udcf6g"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_what_would_act_on_a_terminal_or_break_xml_is_removed(text: str, shown: str) -> None:
    assert plain_text(text) == shown


def test_a_text_without_end_is_cut() -> None:
    assert len(plain_text("x" * 5_000_000)) == LONGEST
    assert plain_text("\x1b]" + "x" * 5_000_000).endswith("…")


@given(st.text(st.characters(), max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in once)
