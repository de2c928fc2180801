"""A part that changed is told by its name and by the first line that says something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference import kept
from reference.kept import Kept

THREE = ["fact one 0.5", "fact two 0.25", "fact three 3"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    monkeypatch.setattr(kept, "HERE", tmp_path / "reference")
    (tmp_path / "reference").mkdir()
    found = Kept("numbers")
    found.renew((name, THREE) for name in ("run 1", "a/b.csv --all"))
    return found


def test_the_first_line_that_differs_is_told_with_the_file_it_stands_in(here: Kept) -> None:
    told = here.unlike("a/b.csv --all", [THREE[0], "fact two 0.26", "fact four 3"]).splitlines()
    assert told[0] == f"a/b.csv --all: {Path('reference', 'numbers', 'a-b.csv-all.txt')}, line 3"
    assert told[1:3] == ["was  fact two 0.25", "is   fact two 0.26"]
    assert "+fact four 3" in told


def test_the_last_digit_is_no_difference_and_a_line_more_or_less_is_one(here: Kept) -> None:
    assert here.unlike("run 1", ["fact one 0.50001", *THREE[1:]]) == ""
    assert "line 5\nwas  (nothing)\nis   fact four 4" in here.unlike("run 1", [*THREE, "fact four 4"])
    assert "line 4\nwas  fact three 3\nis   (nothing)" in here.unlike("run 1", THREE[:2])


def test_what_is_no_more_is_removed_and_two_names_never_share_a_file(here: Kept) -> None:
    here.renew([("run 1", THREE)])
    assert here.names() == ["run 1"]
    with pytest.raises(AssertionError, match="one file"):
        here.renew([("run 1", THREE), ("Run-1", THREE)])
