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
    "matrices below names of models": "".join(
        f"### {model}\n[[{k} 7]\n [{j} 51]]\naccuracy: 0.{k} F1: 0.{j}\n"
        for model, k, j in (("Ridge", 88, 12), ("Bayes", 79, 31), ("Boosted trees", 83, 27))
    ),
    "errors and scores below what is measured, behind counted batches": "".join(f"[{k}/9]\n" for k in range(1, 10))
    + "".join(
        f"\n--- Scores of the method {way} (at scale x2)\nMean MAE: 0.0{i}7\nMean accuracy: 0.{90 - i}\n"
        for i, way in enumerate(("ours", "linear spline", "nearest", "lanczos"), start=1)
    ),
    "scores with a spread": "".join(f" T={t} | Acc: {70 + t}.{t} ± 0.{t} | Size: {9 * t}\n" for t in (1, 2, 4, 8)),
    "parts and the mean of all": "".join(f"  clip_{k:02d} | WER: 0.{31 + 7 * k % 40}\n" for k in range(1, 9))
    + "Average of 8 | WER: 0.35\n",
    "depths and all of them": "".join(
        f"SET: {name}\n"
        + "".join(f"Length {k:>4} | PPL: {9 + k * 7 % 11}.5\n" for k in (64, 128, 256, 512))
        + "-----\nALL | PPL: 13.1\n"
        for name in ("wiki", "code")
    ),
    "folds at the best epoch": "".join(f"epoch 21, fold {k}: accuracy 0.{80 + k}1\n" for k in range(1, 6)),
    "two trainings that are over": "".join(
        f"epoch = 12.0\ntrain_loss = 0.{k}1\nepoch = 12.0\neval_loss = 0.{k}4\neval_f1 = 0.8{k}\n\n" for k in (3, 4)
    ),
    "numbered settings of a search": "".join(
        f"Trial {k}: {{'width': {64 * k}, 'depth': {k % 2 + 1}}}\nLoss: 0.{40 - k}\nRMSE: 0.{60 - k}\n"
        for k in range(1, 6)
    ),
}
REPORT = (
    "              precision    recall  f1-score   support\n\n"
    + "".join(f"           {k}       0.4{k}      0.5{k}      0.47       16{k}\n" for k in range(3))
    + "\n    accuracy                           0.{k}7       653\n"
    + "   macro avg       0.42      0.41      0.42       653\n\n"
)
RESULTS |= {
    "reports of sets below headings.md": "# Results\n"
    + "".join(f"## Test-{k}\n```\n{REPORT.format(k=k)}```\n" for k in (4, 5, 6)),
    "reports of splits": "".join(f"==== Split {k} ====\n{REPORT.format(k=k)}" for k in (1, 2, 3, 4)),
    "ordinal folds": "".join(
        f"Training the {k} fold\nAccuracy: 0.8{i}\nF1: 0.7{i}\n"
        for i, k in enumerate(("1st", "2nd", "3rd", "4th", "5th"))
    ),
    "ordinal folds in a sentence": "".join(
        f"Gradient descent for {k}th folding\n| 1 | (TP) 6{k} | (FN) 3{k} |\nAccuracy: 0.9{k}\nRecall: 0.5{k}\n"
        for k in range(5)
    ),
    "models that are cross-validated": "".join(
        f"2026-06-09 11:48:57.749 | INFO | main:{k} -   {model} CV — RMSE=0.2{k}7  R²=0.1{k}5\n"
        for k in (1, 2)
        for model in ("ridge ", "forest", "gpr   ")
    ),
}
TRAININGS = {
    "a spread of each epoch": "".join(f"epoch {k}: acc 0.{60 + k} ± 0.0{k}\n" for k in range(1, 6)),
    "one epoch of which batches are told": "".join(f"Epoch 7 batch {k}: loss 0.{70 - k}\n" for k in range(1, 6)),
    "scores of validation data called so": "".join(f"CV accuracy: 0.{60 + k}\nCV f1: 0.{50 + k}\n" for k in range(8)),
    "reports of epochs": "".join(f"## Epoch {k}\n{REPORT.format(k=k)}" for k in (4, 5, 6)),
    "ordinal epochs": "".join(
        f"After the {k} epoch the accuracy was 0.7{i}\n" for i, k in enumerate(("1st", "2nd", "3rd", "4th"))
    ),
    "batches and the mean below": "".join(f"batch_{k} | loss: 0.{70 - k}\n" for k in range(1, 6))
    + "mean | loss: 0.67\n",
    "numbered blocks behind rules": "".join(f"=== round {k} ===\nMAE: 0.{70 - k}\n" for k in range(1, 6)),
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


@pytest.mark.parametrize(
    "heading", ["eval_loss,eval_bleu,eval_runtime", "test_acc,test_f1,seed", "accuracy,precision,recall"]
)
def test_a_table_of_one_evaluation_is_refused(heading: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="one evaluation"):
        runs_of(tmp_path, f"{heading}\n0.55,0.61,0.7\n", "training_log.csv")


@pytest.mark.parametrize("heading", ["loss,val_loss", "epoch,val_loss"])
def test_a_table_of_the_first_epoch_is_read(heading: str, tmp_path: Path) -> None:
    assert runs_of(tmp_path, f"{heading}\n1,0.61\n", "training_log.csv")


@pytest.mark.parametrize("text", TRAININGS.values(), ids=TRAININGS)
def test_what_may_go_on_is_read(text: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, text, "out.txt")
    assert any(series.quantity.is_progress for series in run.series)
