"""Names that stand before all their numbers, what is told of the best so far, and whose split a word is."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split

TEST_LOSS = ("loss", Split.TEST, OTHER)
SHARES = [0.25, 0.375, 0.5, 0.625, 0.6875, 0.75, 0.8125, 0.875]
BETTER = (1, 2, 4, 5, 7)
"""The epochs in which a model is better than those before."""
FORMS = {
    "an arrow parts names from numbers": (
        each(
            "train, round, loss, acc ===> {k:03d}, {loss}, {acc},\n"
            "val, round, loss, acc ===> {k:03d}, {other}, {acc},\n"
        ),
        [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY), VAL_LOSS, ("accuracy", Split.VAL, ACCURACY)],
    ),
    "names are in a bracket, and the arrow behind it": (
        each("(step, train_loss, val_loss) => ({x}, {loss}, {other})\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "two colons part names from numbers, and the split stands before": (
        each("Test: it; loss; top1 :: {x:04d}; {other}; {acc};\n"),
        [TEST_LOSS, ("accuracy", Split.TEST, ACCURACY)],
    ),
    "numbers stand behind signs with blanks between them": (
        each("TRAIN (it, loss, mIoU) >> {x} {loss} {acc}\nEVAL (it, loss, mIoU) >> {x} {other} {acc}\n"),
        [TRAIN_LOSS, ("iou", Split.TRAIN, ACCURACY), VAL_LOSS, ("iou", Split.VAL, ACCURACY)],
    ),
    "what is neither a loss nor an accuracy is measured in a list too": (
        each("Validation of step {k}: MRR, Hits@1 -> {acc}, 0.{k}1\n"),
        [("other", Split.VAL, ACCURACY), ("accuracy", Split.VAL, [float(f"0.{i + 1}1") for i in N])],
    ),
    "another number stands behind a list": (
        each("epoch {k} train_loss/val_loss {loss}/{other} 0.0{k}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the epoch of the best stands behind it": (
        each("Epoch: {k} - loss: {loss} - val_loss: {other} (best: 1.1 @ epoch 4)\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the best epoch is called as the epoch is": (
        "".join(f"第{i + 1}轮 训练: 损失={LOSS[i]} | 验证: 损失={OTHER[i]} 最佳=第{max(i, 1)}轮\n" for i in N),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "how many a share is of stands behind it": (
        "".join(
            f"## epoch {i + 1} ##\nBatch[50/690] - loss: {LOSS[i]} acc: {100 * x:.4f}%({int(16 * x)}/16)\n"
            f"Dev Accuracy: Evaluation - loss: {OTHER[i]} acc: {100 * x:.4f}%({int(80 * x)}/80)\n"
            for i, x in enumerate(SHARES)
        ),
        [TRAIN_LOSS, ("accuracy", Split.TRAIN, SHARES), VAL_LOSS, ("accuracy", Split.VAL, SHARES)],
    ),
    "an evaluation is of the test before it": (
        each("epoch {k} loss {loss}\nTest scores: Evaluation - loss: {other}\n"),
        [TRAIN_LOSS, TEST_LOSS],
    ),
    "a line of the training is in no block of a test": (
        "Testing the gradient: ok\n" + each("epoch {k} cost: {loss} trn acc: {acc} tst acc: {acc}1\n"),
        [
            TRAIN_LOSS,
            ("accuracy", Split.TRAIN, ACCURACY),
            ("accuracy", Split.TEST, [float(f"{x}1") for x in ACCURACY]),
        ],
    ),
    "right answers are correct ones": (
        each("Epoch {k}\ntest: avg loss {other}, {hits} of 1000 right\n"),
        [TEST_LOSS, ("accuracy", Split.TEST, [int(1000 * x) / 1000 for x in ACCURACY])],
    ),
    "scores of every second epoch beside a loss of the training are of an evaluation": (
        "".join(f"epoch {i + 1} train_loss: {LOSS[i]}\n" + (f"mean dice: {ACCURACY[i]}\n" if i % 2 else "") for i in N),
        [TRAIN_LOSS, ("f1", Split.VAL, ACCURACY[1::2])],
    ),
    "l is short for loss where it is so in others": (
        each("<epoch: {k}> l_pix: {loss} l_gan: {other} l_d_fake: {acc} lr: 0.1\n").replace("l_gan", "l_g_gan"),
        [
            TRAIN_LOSS,
            ("loss", Split.TRAIN, OTHER),
            ("loss", Split.TRAIN, ACCURACY),
            ("learning_rate", Split.TRAIN, [0.1] * len(LOSS)),
        ],
    ),
    "words of Finnish": (
        each("Kierros {k}: opetushäviö {loss}, validointihäviö {other}, validointitarkkuus {acc}\n"),
        [TRAIN_LOSS, VAL_LOSS, ("accuracy", Split.VAL, ACCURACY)],
    ),
    "words of Greek": (
        each("Εποχή {k} - απώλεια εκπαίδευσης: {loss} - απώλεια επικύρωσης: {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "words of Arabic": (
        each("epoch {k} خسارة التدريب: {loss} خسارة التحقق: {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_read_as_a_person_reads_them(form: str, tmp_path: Path) -> None:
    text, expected = FORMS[form]
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == expected
    assert {len(one.value) for one in run.series} == {len(values) for _, _, values in expected}


@pytest.mark.parametrize("line", ["loss/acc = {loss} / {acc} / 0.{k}", "loss, recall: {k}, {loss}, {acc}"])
def test_more_numbers_than_names_have_none(line: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, each(f"iter: {{k}} {line}\n"))


@pytest.mark.parametrize(
    ("line", "best", "end"),
    [
        ("epoch {k}, validation error {e} %", "  epoch {k}, test error of best model {t} %", "at best 1.5 %\n"),
        ("[{k}] valid_err={e}%", "   best so far -- test_err={t}%", ""),
        ("step {k}00: dev error {e}%", "new best: test error {t}%", "Done, best test error 1.5%\n"),
    ],
)  # fmt: skip
def test_a_test_that_only_better_models_take_is_a_curve(line: str, best: str, end: str, tmp_path: Path) -> None:
    text = ""
    for k in range(1, len(N) + 1):
        text += line.format(k=k, e=90 - 10 * k if k in BETTER else 95 - 10 * k + 8) + ".25\n".replace(".25", "")
        if k in BETTER:
            text += best.format(k=k, t=91 - 10 * k) + "\n"
    (run,) = runs_of(tmp_path, text + end)
    (tested,) = [one for one in run.series if one.split is Split.TEST and len(one.value) > 1]
    assert tested.value.tolist() == pytest.approx([(91 - 10 * k) / 100 for k in BETTER])
    assert [x / max(tested.x.tolist()) for x in tested.x.tolist()] == pytest.approx([k / BETTER[-1] for k in BETTER])


def test_the_best_so_far_of_a_curve_is_no_curve_of_its_own(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss {loss}\ntest set: loss {other}\n  best val_loss: {other}\n"))
    assert curves(run) == [TRAIN_LOSS, TEST_LOSS]


def test_the_counter_of_the_best_moves_no_value(tmp_path: Path) -> None:
    best = [1, 1, 3, 3, 3, 6, 6, 6]
    text = "".join(f"epoch {i + 1} loss {LOSS[i]}; best 0.{i}1 at epoch {best[i]}\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert run.series[0].x.tolist() == [i + 1 for i in N]
