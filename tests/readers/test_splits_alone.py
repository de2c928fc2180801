"""Numbers called after nothing but their splits: words around, or the way they go, tell what they measure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import read

FALLING = [round(2 / e, 4) for e in range(1, 10)]
RISING = [round(0.9 - 0.5 / e, 4) for e in range(1, 10)]
FLAT = [1.11, 1.13, 1.12, 1.11, 1.14, 1.12, 1.13, 1.11, 1.12]
FORMS = {
    "a.csv": lambda some: "epoch,train,val\n" + "".join(f"{e},{x},{x + 0.01:.4f}\n" for e, x in enumerate(some, 1)),
    "a.tsv": lambda some: "train\tval\n" + "".join(f"{x}\t{x + 0.01:.4f}\n" for x in some),
    "a.json": lambda some: json.dumps({"train": some, "val": [round(x + 0.01, 4) for x in some]}),
    "a.log": lambda some: "".join(f"epoch {e} | train {x} | val {x + 0.01:.4f}\n" for e, x in enumerate(some, 1)),
}


def run_of(folder: Path, name: str, text: str) -> Run:
    (folder / name).write_text(text, encoding="utf-8")
    (run,) = read(folder / name)
    return run


@pytest.mark.parametrize(("first", "quantity"), [(0.85, Quantity.LOSS), (0.3, Quantity.OTHER)])
def test_what_falls_soon_and_rises_again_is_a_loss_beside_one_that_falls_on(
    first: float, quantity: Quantity, tmp_path: Path
) -> None:
    overfitted = [first, 0.3, 0.2, 0.18, 0.2, 0.22, 0.25, 0.27, 0.3]
    both = enumerate(zip(FALLING, overfitted, strict=True), 1)
    run = run_of(tmp_path, "a.log", "".join(f"epoch {e} train={x / 3:.4f} val={y}\n" for e, (x, y) in both))
    assert [(one.quantity, one.split) for one in run.series] == [(quantity, Split.TRAIN), (quantity, Split.VAL)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("values", "quantity"), [(FALLING, Quantity.LOSS), (RISING, Quantity.ACCURACY), (FLAT, Quantity.OTHER)]
)
def test_the_way_they_go_tells_what_they_are(
    form: str, values: list[float], quantity: Quantity, tmp_path: Path
) -> None:
    run = run_of(tmp_path, form, FORMS[form](values))
    assert [(one.quantity, one.split, one.value.tolist()[0]) for one in run.series] == [
        (quantity, Split.TRAIN, values[0]),
        (quantity, Split.VAL, round(values[0] + 0.01, 4)),
    ]
    assert any("Choose Metrics or --map" in str(one.text) for one in run.notices)


def test_words_of_other_lines_tell_what_they_are(tmp_path: Path) -> None:
    lines = (
        f"epoch {e} | train {x} | val {x + 0.2:.2f} | lr 0.001\n  saved + updated loss_history.csv\n"
        for e, x in enumerate(FLAT, 1)
    )
    run = run_of(tmp_path, "a.log", "".join(lines))
    assert [(one.metric, one.quantity) for one in run.series][:2] == [
        ("train loss", Quantity.LOSS),
        ("val loss", Quantity.LOSS),
    ]


def test_lists_of_examples_are_no_curves(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"train": [3, 1, 4, 15, 9], "val": [2, 6, 5, 35, 8]}))
    with pytest.raises(UnreadableLog):
        read(tmp_path / "a.json")


def test_a_bare_list_is_what_its_file_is_called_after(tmp_path: Path) -> None:
    run = run_of(tmp_path, "bleu.json", json.dumps(RISING))
    assert [(one.metric, one.value.tolist()) for one in run.series] == [("bleu", RISING)]


def test_an_average_so_far_is_the_metric_and_how_long_is_trained_counts_nothing(tmp_path: Path) -> None:
    lines = "".join(f"Epoch {e}, avg loss so far is {x}\n" for e, x in enumerate(FALLING, 1))
    run = run_of(tmp_path, "a.log", "Training conv4 for 90 epochs...\n" + lines)
    (one,) = run.series
    assert (one.quantity, one.value.tolist(), one.x.tolist()) == (Quantity.LOSS, FALLING, list(range(1, 10)))


@pytest.mark.parametrize(("beside", "split"), [("train_loss", Split.TRAIN), ("val_loss", Split.VAL), ("", Split.VAL)])
def test_an_unmarked_score_is_of_the_rows_in_which_it_stands(tmp_path: Path, beside: str, split: Split) -> None:
    """Three batches an epoch, and a row of the evaluation behind them; the score stands beside one loss or both."""
    lines = ["step,train_loss,accuracy,val_loss"]
    for i in range(24):
        loss, right, held = f"{1 / (i + 1):.4f}", f"{1 - 0.5 / (i + 1):.4f}", f"{1.2 / (i + 1):.4f}"
        row = ("", held) if i % 4 == 3 else (loss, "")
        scored = beside == "" or (beside == "val_loss") is (i % 4 == 3)
        lines.append(",".join((str(i), row[0], right if scored else "", row[1])))
    log = tmp_path / "log.csv"
    log.write_text("\n".join(lines) + "\n")
    (run,) = read(log)
    assert [one.split for one in run.series if one.metric == "accuracy"] == [split]
