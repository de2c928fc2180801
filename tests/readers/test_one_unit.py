"""One metric of several splits has one unit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.run import Run
from lossacc_gui.readers.registry import read

AT = np.arange(20)
CHANCE = 0.1 + 0.02 * (AT % 3)
ABOVE = 0.1 + 0.06 * AT


def table(folder: Path, train: np.ndarray, held: np.ndarray) -> Run:
    log = folder / "log.csv"
    rows = (
        f"{i},{2 - i / 20:.3f},{a:.4f},{2.1 - i / 30:.3f},{b:.4f}\n"
        for i, (a, b) in enumerate(zip(train, held, strict=True))
    )
    log.write_text("epoch,loss,accuracy,val_loss,val_accuracy\n" + "".join(rows))
    return read(log)[0]


@pytest.mark.parametrize(
    ("train", "held", "percent"),
    [
        (0.1 + 3 * AT, CHANCE, True),
        (CHANCE, 0.1 + 3 * AT, True),
        (0.1 + 3 * AT, ABOVE, True),
        (10 + 4 * AT, 0.1 + 0.04 * AT, False),
        (60 + AT, 0.85 + 0.005 * AT, False),
    ],
    ids=["validation at chance", "training at chance", "above the whole", "a fraction", "a fraction of a good model"],
)
def test_a_low_share_has_the_unit_that_joins_it_to_the_other_split(
    train: np.ndarray, held: np.ndarray, percent: bool, tmp_path: Path
) -> None:
    run = table(tmp_path, train, held)
    low, logged = ("accuracy", train) if max(train) < max(held) else ("val_accuracy", held)
    (found,) = (one for one in run.series if one.metric == low)
    assert found.percent is percent
    np.testing.assert_allclose(found.value, np.round(logged, 4) / (100 if percent else 1), rtol=1e-9)
    told = [one.text for one in run.notices if f"{low} is taken as a percentage, as " in one.text]
    assert len(told) == percent
    assert not any("taken as a fraction" in one.text for one in run.notices)


def test_what_a_split_has_of_its_batches_tells_the_unit_as_well(tmp_path: Path) -> None:
    """As the lines of ImageNet's example for PyTorch, of a thousand classes that validation guesses among."""
    log = tmp_path / "train.log"
    log.write_text(
        "".join(
            f"Epoch: [{e}][{b}/100]\tLoss {6.9 - 0.2 * e:.4e}\tAcc@1 {3 * e + 0.1:6.2f}\n"
            for e in range(12)
            for b in (0, 50, 100)
        )
    )
    text = log.read_text().splitlines()
    with_ends = [line for e in range(12) for line in (*text[3 * e : 3 * e + 3], f" * Acc@1 {0.1 + 0.02 * (e % 3):.3f}")]
    log.write_text("\n".join(with_ends) + "\n")
    found = [one for one in read(log)[0].series if one.quantity.is_accuracy]
    assert len(found) == 2 and all(one.percent for one in found)
    assert min(float(one.value.max()) for one in found) < 0.01
