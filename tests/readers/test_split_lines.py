"""Lines that name only a split, or two rivals, tell what is measured by what stands around and how their numbers go."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Split

VAL_ACC = ("accuracy", Split.VAL, ACCURACY)
TOLD = {
    "below a line of a step": ("iter {x}: loss {loss}\n  val: {other}\n", [TRAIN_LOSS, VAL_LOSS]),
    "with the best so far": ("Epoch {k}/8 loss={loss}\n   val: {other} (best {other} @ {i})\n", [TRAIN_LOSS, VAL_LOSS]),
    "behind batches": (
        "epoch {k}\n batch 0 loss {loss}\n batch 50 loss {loss}\n dev = {other}\n",
        [("loss", Split.TRAIN, [loss for loss in LOSS for _ in (0, 1)]), VAL_LOSS],
    ),
    "a percentage beside a loss": ("[{k}/8] train loss {loss}\n[{k}/8] val {acc:.0%}\n", [TRAIN_LOSS, VAL_ACC]),
    "a percentage without brackets": ("epoch {k}: loss {loss}\nval: {acc:.2%}\n", [TRAIN_LOSS, VAL_ACC]),
    "one of two metrics": (
        "epoch {k} loss {other} acc 0.{x:03}1\nvalid: {loss}\n",
        [
            ("loss", Split.TRAIN, OTHER),
            ("accuracy", Split.TRAIN, [float(f"0.{57 * i:03}1") for i in N]),
            ("loss", Split.VAL, LOSS),
        ],
    ),
}


@pytest.mark.parametrize(("form", "told"), TOLD.values(), ids=TOLD)
def test_a_line_of_a_split_tells_what_the_line_above_measures(
    form: str, told: list[tuple[str, Split, list[float]]], tmp_path: Path
) -> None:
    (run,) = runs_of(tmp_path, each(form))
    assert [(what, split, pytest.approx(values)) for what, split, values in curves(run)] == told
    assert any("does not say what is measured" in notice.text for notice in run.notices)


@pytest.mark.parametrize("line", ["val {jump}.5\n", "val 12.{k}s\n", "validation: {x}\n", "val ({k}.5 MB)\n"])
def test_what_goes_otherwise_stays_unknown(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k}: loss {loss}\n" + line))
    assert curves(run) == [TRAIN_LOSS]


@pytest.mark.parametrize(
    "form",
    [
        "Epoch {k}, Step 100: Generator: {loss}, Discriminator: {other}\n",
        "[{k}/8] gen={loss} disc={other}\n",
        "Iteration {x} | actor {loss} | critic {other} | 3.2s\n",
    ],
)
def test_two_networks_that_rival_have_a_loss_each(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(form))
    assert curves(run) == [TRAIN_LOSS, ("loss", Split.TRAIN, OTHER)]
