"""Marks beside lines, counters within counters, joined names, matrices and lists; each kind on lines made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.registry import logs_under

TRAIN_ACC, VAL_ACC, TEST_ACC = (("accuracy", split, ACCURACY) for split in (Split.TRAIN, Split.VAL, Split.TEST))
TEST_LOSS = ("loss", Split.TEST, OTHER)
BEST = (0, 1, 2, 5)  # epochs that a line marks


def marked(line: str, mark: str, before: str = "") -> str:
    """`line` for each epoch, in some with a mark behind it or before it."""
    lines = each(line + "\n").splitlines()
    return "".join(f"{before if i in BEST else ''}{one}{mark if i in BEST else ''}\n" for i, one in enumerate(lines))


FORMS = {
    "an arrow and words mark the best": (
        marked("Epoch {k}: train_loss={loss} val_loss={other} val_acc={acc}", "  <-- best so far"),
        [TRAIN_LOSS, VAL_LOSS, VAL_ACC],
    ),
    "a picture marks what was saved": (
        marked("[{k}/8] loss {loss} | dev loss {other}", " 💾 model saved"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a star stands before the best": (
        marked("Epoch {k} | Loss: {loss} | Acc: {acc}", "", "* "),
        [TRAIN_LOSS, TRAIN_ACC],
    ),
    "a tick in brackets": (
        marked("epoch {k:>3}  tr_loss {loss}  va_loss {other}  va_acc {acc}", "  [✓]"),
        [TRAIN_LOSS, VAL_LOSS, VAL_ACC],
    ),
    "a mark behind a percent sign": (
        marked("Ep {k}/8 - loss: {loss} - val_loss: {other} - val_acc: {k}0%", " (new best!)"),
        [TRAIN_LOSS, VAL_LOSS, ("accuracy", Split.VAL, [(i + 1) / 10 for i in N])],
    ),
    "what was saved is told again in a language that nobody knows": (
        "".join(
            f"Aro {i + 1}/8  train_loss={LOSS[i]} val_loss={OTHER[i]} val_acc={ACCURACY[i]}\n"
            + (f"  → modhel zagi (val_acc={ACCURACY[i]})\n" if i in BEST else "")
            for i in N
        ),
        [TRAIN_LOSS, VAL_LOSS, VAL_ACC],
    ),
    "each epoch stands twice, in two forms": (
        "".join(
            f"Epoch {i + 1}: train loss {LOSS[i]}, val acc {ACCURACY[i]}\n"
            f"[epoch {i + 1}] train loss {LOSS[i]} val acc {ACCURACY[i]} test loss {OTHER[i]}\n"
            for i in N
        ),
        [TRAIN_LOSS, VAL_ACC, TEST_LOSS],
    ),
    "two marks, and none without": (
        "".join(
            f"Epoch {i + 1}: loss {LOSS[i]}, acc {ACCURACY[i]} {'(improved)' if i in BEST else '(no improvement)'}\n"
            for i in N
        ),
        [TRAIN_LOSS, TRAIN_ACC],
    ),
    "a mark behind what a logger begins": (
        "".join(
            f"2024-03-0{i + 1} 10:11:12 INFO {'>> ' if i in BEST else ''}epoch={i + 1} train_loss={LOSS[i]}\n"
            for i in N
        ),
        [TRAIN_LOSS],
    ),
    "what is told of the best again, below all, is no more than that": (
        each("Epoch {k}: val loss {other}, val acc {acc}\n") + "Epoch 7: val loss 1.18, val acc 0.74 (best)\n",
        [VAL_LOSS, VAL_ACC],
    ),
    "the next heading glued to a percentage": (
        "Epoch 1/8\n"
        + "".join(f"loss: {LOSS[i]} acc: {ACCURACY[i]}" + (f"Epoch {i + 2}/8\n" if i < 7 else "\n") for i in N),
        [TRAIN_LOSS, TRAIN_ACC],
    ),
    "the next heading between rules": (
        "===== Epoch 1 =====\n"
        + "".join(
            f"train loss = {LOSS[i]}, val loss = {OTHER[i]}" + (f"   ===== Epoch {i + 2} =====\n" if i < 7 else "\n")
            for i in N
        ),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a mark where the rate was lowered, in a few of many lines": (
        "".join(
            f"  Époque {i + 1:>2}/24 | Perte:{3 / (i + 3):.4f} Acc:0.{10 + i} | LR: {4 - i // 8}.00e-04"
            f"{' 🔻' * (i % 8 == 7)}\n"
            for i in range(24)
        ),
        [
            ("loss", Split.TRAIN, [round(3 / (i + 3), 4) for i in range(24)]),
            ("accuracy", Split.TRAIN, [(10 + i) / 100 for i in range(24)]),
        ],
    ),
    "a mark behind scores that a slash parts": (
        "".join(
            f"[Epoch {i + 1}] Train loss = {LOSS[i]} || Valid loss = {OTHER[i]} || BLEU = 9.{i} 4{i}.8/6.1/3.8/2.3"
            f" (BP = 0.8{i}){' <- best' * (i in BEST)}\n"
            for i in N
        ),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the next heading behind a time": (
        "Epoch 1/8\n"
        + "".join(f"loss: {LOSS[i]} - acc: {ACCURACY[i]} - 3s" + (f" Epoch {i + 2}/8\n" * (i < 7) or "\n") for i in N),
        [TRAIN_LOSS, TRAIN_ACC],
    ),
    "the epoch of a message at its end": (
        each("Train Epoch {k}: loss={loss}\nsaved model: best=0.{k} at Epoch {k}/8\n"),
        [TRAIN_LOSS],
    ),
    "a mark behind a name that stands behind its number": (
        marked("{k}/8 | {loss} train loss | {other} val loss", " ⬇"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a split in brackets behind the number": (
        each("Epoch {k} loss {loss} (train)\nEpoch {k} loss {other} [val]\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "what is told beside, in the same words but one, stays apart": (
        each("Epoch {k} val acc {acc}\nEpoch {k} val acc 0.{k} (ema)\n"),
        [VAL_ACC, ("accuracy", Split.VAL, [float(f"0.{i + 1}") for i in N])],
    ),
    "a count that ends its own line": (
        each("train loss: {loss}  val loss: {other}   Epoch {k}/8\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a split in brackets before names joined by an ampersand": (
        each("epoch {k}\n[train] loss & acc: {loss} & {acc}\n[eval] loss & acc: {other} & 0.{k}\n"),
        [TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, ("accuracy", Split.VAL, [float(f"0.{i + 1}") for i in N])],
    ),
    "a split before a colon and joined names": (
        each("Epoch {k}\nTrain: loss/acc {loss}/{acc}\nTest: loss/acc {other}/0.{k}\n"),
        [TRAIN_LOSS, TRAIN_ACC, TEST_LOSS, ("accuracy", Split.TEST, [float(f"0.{i + 1}") for i in N])],
    ),
    "a split in angles before joined names of one line": (
        each("<train> loss/accuracy: {loss}/{acc} <valid> loss/accuracy: {other}/0.{k}  (epoch {k})\n"),
        [TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, ("accuracy", Split.VAL, [float(f"0.{i + 1}") for i in N])],
    ),
    "batches and epochs with a sign each": (
        "".join(
            f"step #{b} done: loss={LOSS[i] + b / 8}\n" if b < 4 else f"epoch #{i} done: loss={LOSS[i]}\n"
            for i in N
            for b in range(5)
        ),
        [("loss", Split.TRAIN, [x + b / 8 for x in LOSS for b in range(4)]), TRAIN_LOSS],
    ),
    "iterations in angles beside epochs": (
        "".join(
            f"<ITER #{b}> cost {LOSS[i] + b / 8}, accuracy {ACCURACY[i]}\n"
            if b < 3
            else f"<EPOCH #{i + 1}> cost {LOSS[i]}, accuracy {ACCURACY[i]}\n"
            for i in N
            for b in range(4)
        ),
        [
            ("loss", Split.TRAIN, [x + b / 8 for x in LOSS for b in range(3)]),
            ("accuracy", Split.TRAIN, [x for x in ACCURACY for _ in range(3)]),
            TRAIN_LOSS,
            TRAIN_ACC,
        ],
    ),
    "rich's rounded frame": (
        "╭───────┬────────────┬──────────╮\n│ Epoch │ Train Loss │ Val Loss │\n├───────┼────────────┼──────────┤\n"
        + each("│ {k}     │ \x1b[32m{loss:<10}\x1b[0m │ {other:<8} │\n")
        + "╰───────┴────────────┴──────────╯\n",
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a doubled frame": (
        "╔═══════╦════════════╦═════════╗\n║ epoch ║ train_loss ║ val_acc ║\n╠═══════╬════════════╬═════════╣\n"
        + each("║ {k}     ║ {loss:<10} ║ {acc:<7} ║\n")
        + "╚═══════╩════════════╩═════════╝\n",
        [TRAIN_LOSS, VAL_ACC],
    ),
    "rich's heavy heading, a title and no frame at the sides": (
        "          Results\n Epoch ┃ Loss ┃ Accuracy \n━━━━━━━╇━━━━━━╇━━━━━━━━━━\n" + each(" {k} │ {loss} │ {acc} \n"),
        [TRAIN_LOSS, TRAIN_ACC],
    ),
    "a history over several lines": (
        "done\nHistory: {\n 'loss': " + str(LOSS) + ",\n 'val_loss': " + str(OTHER) + "\n}\nbye\n",
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "numbers of numpy in a default dictionary": (
        "defaultdict(<class 'list'>, {'train_loss': ["
        + ", ".join(f"np.float64({x})" for x in LOSS)
        + "], 'val_acc': ["
        + ", ".join(f"np.float32({x})" for x in ACCURACY)
        + "]})\n",
        [TRAIN_LOSS, VAL_ACC],
    ),
    "arrays, and a dictionary for each split": (
        "results = {'train': {'loss': array("
        + str(LOSS)
        + ", dtype=float32), 'acc': array("
        + str(ACCURACY)
        + ")},\n 'val': {'loss': array("
        + str(OTHER)
        + ")}}\n",
        [TRAIN_LOSS, TRAIN_ACC, VAL_LOSS],
    ),
    "a logger before a history": (
        "10:11:12 | INFO | history: " + json.dumps({"loss": LOSS, "val_loss": OTHER, "lr": [0.1] * 8}) + "\n",
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "rounds with local epochs, and a summary for each": (
        "".join(
            f"[Comm Round {i + 1}] client local epoch {e + 1} loss {LOSS[i] - e / 16}\n"
            if e < 3
            else f"Communication round {i + 1} finished: test loss {OTHER[i]}, test acc {ACCURACY[i]}\n"
            for i in N
            for e in range(4)
        ),
        [("loss", Split.TRAIN, [x - e / 16 for x in LOSS for e in range(3)]), TEST_LOSS, TEST_ACC],
    ),
    "local epochs below the headings of rounds": (
        each("Global round {k}/8\n  local epoch 1: loss {loss}\n  local epoch 2: loss {other}\n  test_acc {acc}\n"),
        [("loss", Split.TRAIN, [x for pair in zip(LOSS, OTHER, strict=True) for x in pair]), TEST_ACC],
    ),
    "a federation's rounds, evaluated by its server": (
        each("--- Round {k} ---\nselected clients: 3 of 10\naggregating\nloss: {other}\naccuracy: {acc}\n"),
        [TEST_LOSS, TEST_ACC],
    ),
    "a federation's mean loss of its clients": (
        "FedAvg, 10 clients\n" + each("Round  {k}, Average loss {loss}\n"),
        [TRAIN_LOSS],
    ),
    "Russian words behind what is measured": (
        each("Эпоха {k}: потери на обучающей выборке {loss}, потери на тестовой выборке {other}\n"),
        [TRAIN_LOSS, TEST_LOSS],
    ),
    "Russian words for an error beyond one": (
        each("Эпоха {k} | Ошибка на тренировке: {loss} | Ошибка на проверке: {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "an error on sets, in English": (
        each("epoch {k}: error on train {loss}, error on valid {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a matrix before what was got": (
        each(
            "epoch {k}\ntraining\n[[ {x} 3 4 ]\n [ 5 {x} 6 ]\n [ 7 8 {x} ]]\n + global correct: {acc}\n"
            "testing\n[[ {x} 3 4 ]\n [ 5 {x} 6 ]\n [ 7 8 {x} ]]\n + global correct: 0.{k}\n"
        ),
        [TRAIN_ACC, ("accuracy", Split.TEST, [float(f"0.{i + 1}") for i in N])],
    ),
    "Darknet's batches and their share of an epoch": (
        "".join(
            f"{100 * (i + 1)}, {0.256 * (i + 1):.3f}: 3.{i}, {LOSS[i]} avg, 0.001000 rate, 0.05 seconds, 6400 images\n"
            for i in N
        ),
        [("loss", Split.TRAIN, LOSS)],
    ),
    "what a toolbox calls performance": (
        "".join(
            f"Epoch {10 * i}/100, Time {i}.5, Performance {8 / (i + 1):.4f}/1e-06, Gradient {9 - i}.5/1e-07\n"
            for i in range(12)
        ),
        [("loss", Split.TRAIN, [round(8 / (i + 1), 4) for i in range(12)])],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_read_as_a_person_reads_it(form: str, tmp_path: Path) -> None:
    text, expected = FORMS[form]
    (run,) = runs_of(tmp_path, text)
    measured = [one for one in curves(run) if one[0] not in ("learning_rate", "other", "gradient_norm")]
    assert sorted(measured, key=str) == sorted(expected, key=str)


CARD = """---
license: mit
---
# a model

It reaches:
- Loss: 0.66
- Accuracy: 0.76

### Training results

"""


def test_the_table_of_a_model_card_is_read_and_what_was_not_logged_is_left_out(tmp_path: Path) -> None:
    heading = "| Training Loss | Epoch | Step | Validation Loss | Accuracy |\n|:---:|:---:|:---:|:---:|:---:|\n"
    first = f"| No log | 1.0 | 100 | {OTHER[0]} | {ACCURACY[0]} |\n"
    rows = "".join(f"| {LOSS[i]} | {i + 1}.0 | {100 * (i + 1)} | {OTHER[i]} | {ACCURACY[i]} |\n" for i in N[1:])
    (run,) = runs_of(tmp_path, CARD + heading + first + rows + "\n### Versions\n\n- Python 3.11\n", "README.md")
    assert sorted(curves(run), key=str) == sorted([("loss", Split.TRAIN, LOSS[1:]), VAL_LOSS, VAL_ACC], key=str)
    assert run.x_name == "epoch"


def test_a_card_that_counts_last_and_dresses_its_cells_is_read(tmp_path: Path) -> None:
    heading = "Train Loss | Validation Loss | Epoch\n--- | --- | ---\n"
    rows = "".join(f"{LOSS[i]} | **{OTHER[i]}** | `{i}`\n" for i in N)
    (run,) = runs_of(tmp_path, CARD + heading + rows, "model_card.md")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


@pytest.mark.parametrize(
    "table",
    [
        "| Model | Epochs | Loss |\n|---|---|---|\n| a | 10 | 0.5 |\n| b | 30 | 0.4 |\n| c | 20 | 0.3 |\n",
        "| Epochs | Top-1 |\n|---|---|\n| 10 | 70.1 |\n| 20 | 72.3 |\n| 30 | 73.0 |\n",
        "| setting | value |\n|---|---|\n| epoch | 10 |\n| loss | 0.5 |\n| lr | 0.1 |\n",
    ],
)
def test_a_text_for_people_without_a_table_of_a_training_stays_refused(tmp_path: Path, table: str) -> None:
    with pytest.raises(UnreadableLog, match="text for people"):
        runs_of(tmp_path, CARD + table, "README.md")


def test_a_card_in_a_folder_is_no_log_beside_the_log(tmp_path: Path) -> None:
    heading = "| Loss | Epoch | Val Loss |\n|---|---|---|\n"
    rows = "".join(f"| {LOSS[i]} | {i} | {OTHER[i]} |\n" for i in N)
    (tmp_path / "README.md").write_text(CARD + heading + rows, encoding="utf-8")
    (tmp_path / "train.log").write_text(each("epoch {k} loss {loss}\n"), encoding="utf-8")
    assert logs_under(tmp_path) == [tmp_path / "train.log"]


def test_histories_of_several_trainings_are_runs_and_lists_that_grow_are_one(tmp_path: Path) -> None:
    folds = "".join(f"fold {k}: {{'loss': {some}, 'val_loss': {OTHER}}}\n" for k, some in enumerate((LOSS, OTHER)))
    runs = runs_of(tmp_path, folds)
    assert [run.series[0].value.tolist() for run in runs] == [LOSS, OTHER]
    grown = "".join(f"train_losses = {LOSS[:k]}\n" for k in range(5, 9))
    assert [curves(run) for run in runs_of(tmp_path, grown)] == [[TRAIN_LOSS]]


def test_a_dictionary_of_shortened_lists_or_of_settings_is_no_history(tmp_path: Path) -> None:
    for text in (
        f"{{'loss': [0.9, 0.8, ..., 0.2], 'sizes': {[1, 2, 3, 4, 5]}}}\n",
        "used {'lr': [0.1, 0.2, 0.3, 0.4, 0.5]}\n",
    ):
        with pytest.raises(UnreadableLog):
            runs_of(tmp_path, text)


@pytest.mark.parametrize("joint", ["/", "-"])
def test_folds_with_their_epochs_joined_are_runs(tmp_path: Path, joint: str) -> None:
    lines = "".join(
        f"{f}{joint}{i + 1:03d}: val loss {OTHER[i] + f / 64}, test acc {ACCURACY[i]}\n" for f in (1, 2, 3) for i in N
    )
    runs = runs_of(tmp_path, lines)
    assert [run.series[0].value.tolist() for run in runs] == [[x + f / 64 for x in OTHER] for f in (1, 2, 3)]
    assert all(run.x_name == "epoch" for run in runs)


def test_batches_joined_to_their_epoch_by_a_slash_are_one_training(tmp_path: Path) -> None:
    losses = [3 / (1 + i) for i in range(24)]
    lines = "".join(f"{i // 8 + 1}/{i % 8 + 1}: loss {losses[i]:.4f}\n" for i in range(24))
    (run,) = runs_of(tmp_path, lines)
    assert run.series[0].value.tolist() == [round(x, 4) for x in losses]


def test_what_a_federation_does_not_say_is_named(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "2 clients\n" + each("Round {k}: loss {other}, accuracy {acc}\n"))
    assert curves(run) == [TEST_LOSS, TEST_ACC]
    assert any("federation" in notice.text for notice in run.notices)


def test_local_epochs_within_rounds_make_one_training_counted_by_rounds(tmp_path: Path) -> None:
    lines = "".join(
        f"| Global Round : {i} | Local Epoch : {e} | loss {LOSS[i] + e / 16}\n" for i in N for e in range(3)
    )
    (run,) = runs_of(tmp_path, lines)
    assert curves(run) == [("loss", Split.TRAIN, [x + e / 16 for x in LOSS for e in range(3)])]
    assert (np.diff(run.series[0].x) > 0).all()


def test_a_criterion_that_is_named_before_a_training_heads_no_evaluation(tmp_path: Path) -> None:
    head = "Training criterion: ce = CrossEntropy\nEvaluation criterion: errs = ClassificationError\n"
    (run,) = runs_of(tmp_path, head + each("Epoch[{k} of 8]: ce = {loss} * 100; errs = {k}.5% * 100\n"))
    assert curves(run) == [TRAIN_LOSS, ("error_rate", Split.TRAIN, [(i + 1.5) / 100 for i in N])]


def test_scores_of_some_epochs_are_of_an_evaluation_and_a_notice_says_so(tmp_path: Path) -> None:
    lines = [f"Epoch {i + 1:02d} loss {3 / (i + 2):.4f} | train 2.1s" for i in range(24)]
    lines = [f"{line} | Acc {i + 10}.5% | infer 4.4s" if i % 6 == 5 else line for i, line in enumerate(lines)]
    (run,) = runs_of(tmp_path, "\n".join(lines) + "\n")
    assert [(one.quantity.value, one.split, len(one.value)) for one in run.series] == [
        ("loss", Split.TRAIN, 24),
        ("accuracy", Split.VAL, 4),
    ]
    assert any("every 6 epochs only" in notice.text for notice in run.notices)


def test_scores_of_some_epochs_stay_of_the_training_where_their_split_is_told(tmp_path: Path) -> None:
    lines = [f"Epoch {i + 1} loss {3 / (i + 2):.4f}" + f" train acc 0.{i + 10}" * (i % 6 == 5) for i in range(24)]
    (run,) = runs_of(tmp_path, "\n".join(lines) + "\n")
    assert [(one.quantity.value, one.split) for one in run.series] == [
        ("loss", Split.TRAIN),
        ("accuracy", Split.TRAIN),
    ]


def test_what_a_word_in_angles_begins_is_a_text_unless_a_tag_is_closed(tmp_path: Path) -> None:
    lines = each("<train> epoch {k} loss {loss}\n")
    assert [curves(run) for run in runs_of(tmp_path, lines)] == [[TRAIN_LOSS]]
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, lines + "</train>\n")
