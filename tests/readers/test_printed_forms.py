"""Texts by a grammar of print statements, whole and damaged; tests/benchmarks/printed_forms_run.py reads thousands."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from printed_forms.damage import cut_tail, damaged
from printed_forms.form import form_of
from printed_forms.found import RIGHT, outcome, wrong_in

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.registry import read

SEED = 2_000_000  # the texts of seed 2
FORMS = 48
DAMAGED = 8  # texts, of each
CUT = 24


@pytest.mark.parametrize("i", range(FORMS))
def test_the_curves_of_a_random_form_are_found_and_no_others(tmp_path: Path, i: int) -> None:
    form = form_of(SEED + i)
    assert outcome(form, tmp_path) == (RIGHT, ""), form.made


@pytest.mark.parametrize("i", range(0, FORMS, 6))
def test_a_damaged_text_is_read_or_refused_in_a_sentence(tmp_path: Path, i: int) -> None:
    text, random = form_of(SEED + i).text, Random(i)
    for _ in range(DAMAGED):
        for run in _runs(tmp_path, damaged(text, random)):
            assert all(np.all(np.diff(one.step) > 0) for one in run.series)


@pytest.mark.parametrize("i", range(CUT))
def test_a_cut_tail_loses_the_last_line_only(tmp_path: Path, i: int) -> None:
    text = cut_tail(form_of(SEED + i).text, Random(i))
    whole = _runs(tmp_path, text[: text.rfind("\n") + 1])
    cut = _runs(tmp_path, text)
    assert len(cut) == len(whole)
    for one, other in zip(cut, whole, strict=True):
        known = {(series.metric, series.split): series.value for series in other.series}
        for series in one.series:
            before = known.get((series.metric, series.split), np.zeros(0))
            assert len(series.value) - len(before) in (0, 1)
            assert np.array_equal(series.value[: len(before)], before, equal_nan=True)


def test_what_is_wrong_with_a_reading_is_seen() -> None:
    form = form_of(SEED)
    assert wrong_in(form, []) == "0 runs"


def _runs(folder: Path, text: str) -> tuple[Run, ...]:
    path = folder / "train.log"
    path.write_text(text, encoding="utf-8")
    try:
        return read(path)
    except UnreadableLog as error:
        assert error.sentence
        return ()
