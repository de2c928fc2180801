"""How many answers are right is no percentage: it is a share of the count beside it, or no accuracy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import LOSS, N, runs_of

from lossacc_gui.model.run import Quantity

RIGHT = [36 + 4 * i for i in N]


def table(*columns: tuple[str, list[float] | list[int]]) -> str:
    names = ",".join(["epoch", "loss", *(name for name, _ in columns)])
    rows = (",".join(map(str, [i, LOSS[i], *(values[i] for _, values in columns)])) for i in N)
    return "\n".join([names, *rows]) + "\n"


@pytest.mark.parametrize("name", ["correct", "num_correct", "val_correct"])
@pytest.mark.parametrize("total", ["total", "num_samples"])
def test_right_answers_are_a_share_of_the_count_beside_them(name: str, total: str, tmp_path: Path) -> None:
    split = "val_" if name.startswith("val_") else ""
    (run,) = runs_of(tmp_path, table((name, RIGHT), (split + total, [80 for _ in N])), "log.csv")
    (found,) = [one for one in run.series if one.quantity is Quantity.ACCURACY]
    assert (found.metric, found.value.tolist()) == (name, [right / 80 for right in RIGHT])
    assert any("so many right answers of" in notice.text for notice in run.notices)
    assert not any("percentage" in notice.text for notice in run.notices)


COUNTS = {
    "a table": ("log.csv", table(("correct", RIGHT))),
    "over a hundred": ("log.csv", table(("correct", [100 * right for right in RIGHT]))),
    "a total that is smaller": ("log.csv", table(("correct", RIGHT), ("total", [40 for _ in N]))),
    "JSON lines": (
        "log.jsonl",
        "".join(json.dumps({"epoch": i, "loss": LOSS[i], "correct": RIGHT[i]}) + "\n" for i in N),
    ),
    "a text with another number behind": (
        "log.txt",
        "".join(f"{i} loss {LOSS[i]} correct: {RIGHT[i]} zork: 80\n" for i in N),
    ),
    "a text": ("log.txt", "".join(f"epoch {i} loss {LOSS[i]} correct: {RIGHT[i]}\n" for i in N)),
}


@pytest.mark.parametrize(("name", "text"), COUNTS.values(), ids=COUNTS)
def test_right_answers_out_of_an_unknown_count_are_no_accuracy(name: str, text: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text, name)
    assert not any(one.quantity is Quantity.ACCURACY for one in run.series)
    assert not any("percentage" in notice.text for notice in run.notices)
    assert {"correct"} <= {one.metric for one in (*run.series, *run.left_out)}


@pytest.mark.parametrize("scale", [1, 100])
def test_a_share_that_is_called_correct_is_an_accuracy(scale: int, tmp_path: Path) -> None:
    shares = [round(scale * (0.305 + i / 16), 4) for i in N]
    (run,) = runs_of(tmp_path, table(("correct", shares)), "log.csv")
    (found,) = [one for one in run.series if one.quantity is Quantity.ACCURACY]
    assert found.value.tolist() == pytest.approx([share / scale for share in shares])


def test_whole_percentages_that_are_called_an_accuracy_stay_so(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, table(("acc", RIGHT)), "log.csv")
    assert run.series[1].value.tolist() == [right / 100 for right in RIGHT]
