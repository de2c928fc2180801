"""Results of one evaluation, or of a training that is over, are no curve; what may go on is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import runs_of

from lossacc_gui.model.errors import UnreadableLog

BAR = "test:  {share}%|###       | {k}/50 [00:0{i}<00:09, 5.1it/s, acc=0.{acc}]\n"
RESULTS = {
    "scores below each other": "Restored epoch=41.ckpt\n## scores\nPSNR = 31.2\nSSIM = 0.91\nLPIPS = 0.08\n",
    "a training that is over": "[2/2] fitting\n  * train RMSE: 0.21\n  * valid RMSE: 0.26\n  * best round: 281\n",
    "one test": "loaded model_best.pt\nTest: average loss 0.0312, accuracy 9901/10000 (99.01%)\n",
    "times of epochs and one score": "".join(f"epoch {k} took {k + 7}.5s\n" for k in range(1, 8))
    + "Accuracy on the test set: 91.20% (912 / 1000)\n",
    "scores at several places": "\n".join(
        f"{split} Recall@{k}: 0.{k + 31}" for split in ("Test", "Val") for k in (1, 5, 20)
    ),
    "a bar of an evaluation, and each class": "".join(
        BAR.format(share=20 * i, k=10 * i, i=i, acc=81 + i) for i in range(1, 6)
    )
    + "Test acc: 0.86\nAcc per class: [0.81 0.92 0.77 0.95 0.88 0.83]\n",
    "each of some models twice": "".join(
        f"{block}--- {model} ---\nMRR: 0.{i}4, Hits@10: 0.{i + 4}1\n"
        for blocks in (("=== raw ===\n", "", ""), ("=== filtered ===\n", "", ""))
        for i, (block, model) in enumerate(zip(blocks, ("subject", "object", "both"), strict=True), start=1)
    ),
    "ways to search, of validation and of test": "".join(
        f"2024-03-29 09:13:3{i},364 | INFO | {way}:\n2024-03-29 09:13:3{i},370 | INFO | R@1: 0.3{i} - R@5: 0.5{i}\n"
        for i, way in enumerate(("image to text", "text to image") * 2)
    ),
}
TRAININGS = {
    "the first of some epochs": "Epoch 1/10: train loss 0.53, val acc 0.61\n",
    "a line that counts": "step 400, loss 0.53, accuracy 0.61\n",
    "a bar of a training": "".join(BAR.format(share=20 * i, k=10 * i, i=i, acc=81 + i) for i in range(1, 6)).replace(
        "test", "train"
    ),
    "a score of each epoch below one title": "Evaluating\nAcc: 0.51\n"
    + "Evaluating\nAcc: 0.62\n" * 2
    + "Evaluating\nAcc: 0.7\n",
}


@pytest.mark.parametrize("text", RESULTS.values(), ids=RESULTS)
def test_results_that_are_told_once_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, "out.txt")


@pytest.mark.parametrize("text", TRAININGS.values(), ids=TRAININGS)
def test_what_may_go_on_is_read(text: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text, "out.txt")
    assert any(series.quantity.is_progress for series in run.series)
