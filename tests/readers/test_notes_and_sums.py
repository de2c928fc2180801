"""Notes with numbers, parts of losses, sums, rates, examples that count; each kind on lines made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split

WORSE = (3, 6)  # epochs behind which a note tells how often it got no better
VAL_ACC, TRAIN_ACC, TEST_ACC = (("accuracy", split, ACCURACY) for split in (Split.VAL, Split.TRAIN, Split.TEST))
SUM = [float(f"{100 * a + b:.5f}") for a, b in zip(LOSS, OTHER, strict=True)]
TRAIN_SUM = ("loss", Split.TRAIN, SUM)


def noted(line: str, note: str, mark: str = "") -> str:
    """`line` for each epoch, in some with a note behind it, which counts from 1, in the others with a mark."""
    lines = each(line + "\n").splitlines()
    return "".join(f"{one}{note.format(n=WORSE.index(i) + 1) if i in WORSE else mark}\n" for i, one in enumerate(lines))


def summed(line: str) -> str:
    """`line` for each epoch with a sum and its two parts filled in."""
    return "".join(
        line.format(i=i, k=i + 1, sum=f"{SUM[i]:.5f}", a=f"{100 * LOSS[i]:.5f}", b=f"{OTHER[i]:.5f}", other=OTHER[i])
        for i in N
    )


FORMS = {
    "patience in brackets, where only splits name what is measured": (
        noted("Epoch {k}/8 | train {loss} | valid {other}", " (patience {n}/3)", " [saved]"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "how long nothing got better, in words": (
        noted("epoch {k} - train: {loss} - dev: {other} - dev acc: {acc}", " (no improvement for {n} epochs)"),
        [TRAIN_LOSS, VAL_LOSS, VAL_ACC],
    ),
    "a count behind a bar": (
        noted("[{k:02d}] train_loss={loss} val_loss={other}", " | early stop counter {n} of 5", " *"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "what a note measures is no note": (
        noted("Epoch {k}: train loss {loss}", " (val loss 0.{n}5)"),
        [TRAIN_LOSS, ("loss", Split.VAL, [0.15, 0.25])],
    ),
    "parts of a loss, of which one is called var": (
        each("iter {k} loss_box:{loss} loss_tv:{other} loss_var:{acc}\n"),
        [TRAIN_LOSS, ("loss", Split.TRAIN, OTHER), ("loss", Split.TRAIN, ACCURACY)],
    ),
    "a variance beside its loss is no loss": (
        each("step {k}: loss {loss}, loss_var {acc}\n"),
        [TRAIN_LOSS],
    ),
    "losses of a divergence and of gradients": (
        each("Epoch {k}: KL Loss: {loss}, Grad Loss: {other}, Reconstruction Loss: {acc}\n"),
        [TRAIN_LOSS, ("loss", Split.TRAIN, OTHER), ("loss", Split.TRAIN, ACCURACY)],
    ),
    "a divergence and a norm that are no losses": (
        each("[{k}/8] vae_loss={loss} kl={other} grad_norm={acc}\n"),
        [TRAIN_LOSS, ("kl", Split.TRAIN, OTHER), ("gradient_norm", Split.TRAIN, ACCURACY)],
    ),
    "a recognition rate in capitals": (
        each("EPOCH {k}\nTRAIN LOSS: {loss}\nTEST RECOGNITION RATE: {acc}\n"),
        [TRAIN_LOSS, TEST_ACC],
    ),
    "the rate of right answers": (
        each("Epoch {k}: loss = {loss}, correct rate = {acc}\n"),
        [TRAIN_LOSS, TRAIN_ACC],
    ),
    "a classification rate in one word": (
        each("epoch: {k} train_loss: {loss} val_classification_rate: {acc}\n"),
        [TRAIN_LOSS, VAL_ACC],
    ),
    "a sum in brackets behind nothing but a split": (
        summed("Epoch {i} [12.{k}s]: train==[{sum}={a} + {b}]\n"),
        [TRAIN_SUM],
    ),
    "a sum behind its name": (
        summed("epoch {k} loss = {sum} = {a} + {b}, val loss = {other}\n"),
        [TRAIN_SUM, VAL_LOSS],
    ),
    "a sum whose parts stand in brackets": (
        summed("[{k}] train: {sum} (={a}+{b})\n"),
        [TRAIN_SUM],
    ),
    "the length of episodes beside their rewards": (
        each("update {k} | mean_ep_len {loss} | mean_ep_rew {other} | v_loss {acc}\n"),
        [("other", Split.TRAIN, LOSS), ("reward", Split.TRAIN, OTHER), ("loss", Split.TRAIN, ACCURACY)],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_a_form_tells_is_read(form: str, tmp_path: Path) -> None:
    text, expected = FORMS[form]
    (run,) = runs_of(tmp_path, text)
    assert sorted(curves(run), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    "word", ["Image No. {x}", "Sample No {x}", "img idx {x}", "Example number {x}:", "Pattern no: {x}"]
)
def test_examples_count_on_a_line_of_their_own(word: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(f"{word}\nTraining Accuracy: {{acc}}\n"))
    assert [(s.step.tolist(), s.value.tolist()) for s in run.series if s.step is not None] == [
        ([57 * i for i in N], ACCURACY)
    ]


def test_what_stands_beside_the_parts_of_a_loss_is_kept_but_no_loss(tmp_path: Path) -> None:
    rows = [(LOSS[i % 8] + i / 7, OTHER[-1 - i % 8], 1 / (i + 2)) for i in range(20)]
    text = "".join(
        f"step {i:>5} | loss_G {2 * a + b:.4f} | sep {a:.4f} | mel {b:.4f} | amp {c:.4f} | phase 1\n"
        for i, (a, b, c) in enumerate(rows)
    )
    (run,) = runs_of(tmp_path, text)
    found = {s.metric: (s.quantity.value, len(s.value)) for s in run.series}
    assert found == {"loss_G": ("loss", 20), **dict.fromkeys(("sep", "mel", "amp"), ("other", 20))}


EVALUATED = {
    "two models, each loaded": "".join(
        f"Model loaded from runs/dqn_{name}.zip\n\nEvaluating for 4 episodes...\n"
        + "".join(f"Episode {k}: Score={10 * k + n} | Reward={9.0 * k + n}\n" for k in range(1, 5))
        + f"Mean score: {25.0 + n} +/- 3.{n}\n\n"
        for n, name in enumerate(("first", "second"))
    ),
    "one model, its games counted": "Loaded agent best_agent.pt\nTesting the agent over 6 games\n"
    + "".join(f"Game {k} finished, reward: {20.5 - k}\n" for k in (3, 1, 2))
    + "Average reward: 18.5 +/- 0.8\n",
    "one model of which spread and mean are told": "Evaluating policy for 10 episodes\n"
    + "".join(f"Episode {k}/10 - return: {100.5 + 7 * k % 5}\n" for k in range(1, 11))
    + "mean reward = 103.1 ± 2.2\n",
}


@pytest.mark.parametrize("form", EVALUATED)
def test_episodes_of_a_finished_model_are_no_training(form: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="evaluation"):
        runs_of(tmp_path, EVALUATED[form])


def test_evaluations_within_a_training_of_episodes_are_one(tmp_path: Path) -> None:
    text = "Loading config from a.yaml\n" + "".join(
        f"Episode {k}: reward {10.5 + k}, loss {3 / (k + 2):.4f}\n"
        + (f"Evaluating over 5 episodes: mean reward {9.5 + k} +/- 1.5\n" if k % 10 == 0 else "")
        for k in range(1, 41)
    )
    (run,) = runs_of(tmp_path, text)
    assert max(len(s.value) for s in run.series if s.quantity.value == "reward") == 40
    assert np.isfinite([s.value[-1] for s in run.series]).all()
