"""Long JSON texts parsed a piece at a time: what comes of them, and where they break, is as json.loads says."""

from __future__ import annotations

import json
import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.model.progress import silent
from lossacc_gui.readers.trees import json_pieces
from lossacc_gui.readers.trees.json_pieces import JsonPieces
from lossacc_gui.readers.trees.json_tree import loads

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text('ab"\\ ,:[]{}', max_size=6),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text('ab"}],', max_size=4), inner, max_size=8),
    max_leaves=30,
)
DAMAGE = ',:[]{}"1 '


def parsed(text: str) -> str:
    """What the text is, or where it breaks, as JsonPieces says."""
    try:
        return repr(JsonPieces(text, silent).parse())
    except json.JSONDecodeError as error:
        return f"broken at {_place(text, error)}"


def expected(text: str) -> str:
    """The same as json.loads says."""
    try:
        return repr(json.loads(text))
    except json.JSONDecodeError as error:
        return f"broken at {_place(text, error)}"


def _place(text: str, error: json.JSONDecodeError) -> int:
    """Where an error is on every Python: a comma too many is an error at the comma from 3.13 on, behind it before."""
    behind = text[error.pos :].removeprefix(",").lstrip()
    return len(text) - len(behind)


@settings(max_examples=60, deadline=None)  # to make a tree takes far longer than to try it in many ways
@given(TREES, st.integers(0, 2**32))
def test_pieces_give_what_json_gives_and_break_where_it_breaks(tree: Any, seed: int) -> None:
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        for piece, indent, damages in product([1, 5, 20, 60], [None, 1], range(3)):
            characters = list(json.dumps(tree, indent=indent))
            for _ in range(damages):
                at = chance.randrange(len(characters))
                characters[at : at + chance.randint(0, 1)] = chance.choice(DAMAGE)
            text = "".join(characters)
            patch.setattr(json_pieces, "PIECE", piece)
            assert parsed(text) == expected(text), (text, piece)


@pytest.mark.parametrize("text", ["[1, 2, ]", "[1,]", '{"a": 1,\n}', '{"a": [1, 2,], "b": 3}', "[1,, 2]", "[, 1]"])
def test_a_comma_too_many_breaks_where_json_breaks(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "PIECE", 1)
    assert parsed(text) == expected(text)
    assert parsed(text).startswith("broken at")


def test_a_long_list_is_told_of_again_and_again_with_a_rising_share() -> None:
    told: list[float] = []
    tree = {"loss": [i / 7 for i in range(60_000)], "log": [{"step": i, "at": [i]} for i in range(20_000)]}
    text = json.dumps(tree, indent=1)
    assert loads(text, lambda fraction, words: told.append(fraction)) == tree
    assert len(told) > len(text) / json_pieces.PIECE / 2
    assert told == sorted(told) and told[-1] <= 1.0


def test_what_is_nested_without_end_is_refused_also_where_it_is_long() -> None:
    text = "[" * (json_pieces.PIECE + 1)
    with pytest.raises(ValueError, match="nested too deeply"):
        loads(text)
