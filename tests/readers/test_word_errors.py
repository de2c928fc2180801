"""An error rate of words or letters may exceed 1, and is a percentage by the whole column, not by its maximum."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.mapping import Choice, mapped
from lossacc_gui.readers.registry import read

LEARNS_TO_STOP = [6.38104, 0.91327, 0.61204, 0.47311, 0.41205, 0.36094]
RUNS_AWAY = [0.81327, 0.49113, 0.36021, 3.37647, 0.30428, 1.36104, 0.42387, 2.07512]
NO_ANSWER = [4.2, 1.6, 1.0, 1.0, 1.0, 1.0, 1.0]
FROM_SCRATCH = [318.0, 112.5, 74.31, 41.02, 33.87, 30.12]
DIGITS = [98.12, 12.41, 3.07, 1.22, 0.84, 0.71, 0.66, 0.64]
FINE_TUNED = [5.21, 2.14, 1.33, 0.92, 0.81, 0.77]


def table(folder: Path, **columns: list[float]) -> Run:
    log = folder / "log.csv"
    rows = [f"{i},{2 - i / 20}," + ",".join(map(str, row)) for i, row in enumerate(zip(*columns.values(), strict=True))]
    log.write_text("\n".join([f"epoch,loss,{','.join(columns)}", *rows]))
    return read(log)[0]


@pytest.mark.parametrize("name", ["val_cer", "eval_wer"])
@pytest.mark.parametrize(
    ("logged", "percent"),
    [
        (LEARNS_TO_STOP, False),
        (RUNS_AWAY, False),
        ([round(one, 2) for one in RUNS_AWAY], False),
        (NO_ANSWER, False),
        ([100 * one for one in RUNS_AWAY], True),
        (FROM_SCRATCH, True),
        (DIGITS, True),
        (FINE_TUNED, True),
    ],
)
def test_the_whole_column_tells_whether_it_counts_percent(
    name: str, logged: list[float], percent: bool, tmp_path: Path
) -> None:
    (rate,) = (one for one in table(tmp_path, **{name: logged}).series if one.metric == name)
    assert rate.quantity is Quantity.WORD_ERROR_RATE and rate.percent is percent
    np.testing.assert_allclose(rate.value, np.array(logged) / (100 if percent else 1))


def test_what_exceeds_the_whole_is_told(tmp_path: Path) -> None:
    told = [one.text for one in table(tmp_path, val_wer=LEARNS_TO_STOP).notices]
    assert any("val_wer reaches 6.38104: taken as a fraction" in one for one in told)


def test_letters_have_the_unit_of_the_words_beside_them(tmp_path: Path) -> None:
    run = table(tmp_path, val_cer=[1.2, 0.91, 0.72], val_wer=[5.1, 3.22, 2.84])
    assert [one.percent for one in run.series if one.quantity is Quantity.WORD_ERROR_RATE] == [True, True]


def test_a_name_tells_percent(tmp_path: Path) -> None:
    run = table(tmp_path, val_cer_pct=[1.2, 0.91, 0.72])
    assert next(one for one in run.series if "cer" in one.metric).value[0] == pytest.approx(0.012)


def test_what_a_person_takes_as_an_accuracy_keeps_its_unit(tmp_path: Path) -> None:
    run = mapped(table(tmp_path, val_cer=RUNS_AWAY), [Choice("val_cer", Quantity.ACCURACY, Split.VAL)])
    (rate,) = (one for one in run.series if one.logged_as == "val_cer")
    np.testing.assert_allclose(rate.value, 1 - np.array(RUNS_AWAY))
