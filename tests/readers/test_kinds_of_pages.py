"""Kinds of pages that were read wrongly when first met: lists below headings, lines in columns, no line feeds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split

TEST_LOSS = ("loss", Split.TEST, OTHER)
TRAIN_ACCURACY = ("accuracy", Split.TRAIN, ACCURACY)
BELOW_HEADINGS = "\n### Epoch {k}/8\n- Training:\n  - Loss: {loss}\n- Validation:\n  - Loss: {other}\n"
FAR = 60

FORMS = {
    "headings of Markdown count, lists below them measure": (
        "# Log of a net\n" + each(BELOW_HEADINGS),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the number of epochs, told once, counts none": (
        "--- start of the training: 40 epochs ---\n" + each("  Epo {k}: Loss={loss} | Val loss={other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the test stands on the right of the training": (
        f"  Training:{' ' * FAR}Testing:\n"
        + each(f"{' ' * (FAR + 14)}Iteration {{x}} loss = {{other}}\nIteration {{x}} rate = 0.1 loss = {{loss}}\n"),
        [TEST_LOSS, TRAIN_LOSS],
    ),
    "the average so far is of the training": (
        each("Epoch {k}, avg loss so far is {loss}\nEpoch {k}, val loss is {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "parts of a loss have no loss beside them": (
        each("Epoch [{k}/8] Recon: {loss} | KL: {other} | Phys: {acc}\n"),
        [("other", Split.TRAIN, LOSS), ("kl", Split.TRAIN, OTHER), ("other", Split.TRAIN, ACCURACY)],
    ),
    "no line feed stands between records": (
        each("第{k}轮：训练损失：{loss}, 验证损失:{other}, 耗时{k}.5秒"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a record begins right behind the last letter of another": (
        each("epoch {k} loss={loss} val_loss={other} took {k}.5 sec;"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "numbers of records without line feeds have powers, signs or no fraction": (
        "".join(
            f"step {i} rate {1 if i < 3 else 1e-05} shift {i - 4}.5 loss: {LOSS[i]} val_loss: {OTHER[i]} " for i in N
        ),
        [TRAIN_LOSS, VAL_LOSS],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_kinds_of_pages_are_read_as_a_person_reads_them(form: str, tmp_path: Path) -> None:
    text, expected = FORMS[form]
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == expected
    counted = [57 * i for i in N] if "Iteration" in text else [i + ("step 0" not in text) for i in N]
    assert all(one.x.tolist() == counted for one in run.series)


def test_a_record_that_breaks_off_takes_no_other_with_it(tmp_path: Path) -> None:
    text = each("epoch {k} loss {loss} val_loss {other} ") + "epoch 9 loss 0.6"
    (run,) = runs_of(tmp_path, text)
    assert [one.value.tolist()[:8] for one in run.series] == [LOSS, OTHER]


def test_lists_below_the_headings_of_a_text_for_people_are_its_log(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "# Log of a net\n" + each(BELOW_HEADINGS), "TRAINING_LOG.md")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


@pytest.mark.parametrize(
    "form", ["- {{epoch: {k}, loss: {loss}, val_loss: {other}}}\n", "# {k}\n- {{loss: {loss}, val_loss: {other}}}\n"]
)
def test_yaml_with_remarks_between_its_records_is_yaml(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "# run 3\n" + each(form), "log.yaml")
    assert run.format == "yaml-history"
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


@pytest.mark.parametrize("dots", ["...", "| ... | ... | ... |", "…"])
def test_a_table_of_markdown_goes_on_behind_dots(tmp_path: Path, dots: str) -> None:
    rows = [f"| {i + 1 + 90 * (i > 3)} | {LOSS[i]} | {OTHER[i]} |" for i in N]
    text = "\n".join(
        ["# A net", "| Epoch | Train Loss | Val Loss |", "|---|---|---|", *rows[:4], dots, *rows[4:], "", "Done"]
    )
    (run,) = runs_of(tmp_path, text, "README.md")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [1, 2, 3, 4, 95, 96, 97, 98]
    assert any("dots stand for them" in notice.text for notice in run.notices)


@pytest.mark.parametrize("other", ["bar", "recon", "kl", "reg_loss"])
def test_what_adds_up_to_the_loss_of_its_line_is_measured(tmp_path: Path, other: str) -> None:
    text = "".join(
        f"epoch {i + 1} loss={LOSS[i] + 20 * OTHER[i]:.4f} foo={LOSS[i]:.4f} {other}={OTHER[i]:.4f} baz={i}.5\n"
        for i in N
    )
    (run,) = runs_of(tmp_path, text)
    assert [one.metric for one in run.series] == ["loss", "foo", other]
    assert run.series[1].quantity is Quantity.OTHER
    assert [one.metric for one in run.left_out if not one.goes] == ["baz"]


def test_what_does_not_add_up_to_the_loss_stays_left_out(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss={loss} foo=1.{jump} bar=0.{jump}\n"))
    assert curves(run) == [TRAIN_LOSS]
    assert [one.metric for one in run.left_out if not one.goes] == ["foo", "bar"]


def test_a_series_that_pandas_prints_is_taken_whole(tmp_path: Path) -> None:
    values = "loss           {loss}\nfoo            {other}\nbar_per_sec    1{k}.5\ndtype: float64\n\n"
    (run,) = runs_of(tmp_path, each("TRAIN EPOCH {k}:\n" + values))
    assert curves(run) == [TRAIN_LOSS, ("other", Split.TRAIN, OTHER)]
    assert [one.metric for one in run.left_out if not one.goes] == ["lines like “bar_per_sec ·”"]


def test_generations_count_and_their_fitness_is_measured(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "Generation,BestFitness,MeanFitness\n" + each("{i},{loss},{other}\n"), "fitness.csv")
    assert curves(run) == [("other", Split.TRAIN, LOSS), ("other", Split.TRAIN, OTHER)]
    assert run.series[0].x.tolist() == list(N)


REPORT = (
    "              precision    recall  f1-score   support\n\n         neg       0.{a}      0.79      0.80       210\n"
)
REPORT += "         pos       0.77      0.{b}      0.78       190\n\n"
REPORT += "    accuracy                           0.{c}       400\n\n"
MODELS = ("Logistic regression", "Random forest", "Support vectors", "Nearest neighbours")
RESULTS = {
    "each below a numbered model": "".join(
        f"Model {i}: {model}\nLoss: 0.4{i}\nAccuracy: 0.8{i}\n" for i, model in enumerate(MODELS)
    ),
    "each below the name of its model": "".join(
        f"Model: {model}\nTrain accuracy: 0.9{i}\nTest accuracy: 0.8{i}\n\n" for i, model in enumerate(MODELS)
    ),
    "a report of classes below each title": "".join(
        f"{model}\n{REPORT.format(a=81 + i, b=70 + i, c=75 + i)}" for i, model in enumerate(MODELS)
    ),
    "each below its settings, in words": "".join(
        f"Hyperparameters: ('{net}', 256, {size})\n\tAccuracy: 0.5{size}\n\tLoss: 0.8{size}\n\n"
        for net in ("lstm", "gru")
        for size in (64, 12, 25)
    ),
    "each below settings that have a name of steps": "".join(
        f"Testing config: lr={rate}, batch={size}, opt={name}\nAccuracy: 0.8{size}\nLoss: 0.4{size}\n"
        for rate, name in ((0.01, "adam"), (0.001, "sgd"))
        for size in (32, 64)
    ),
    "each behind all combinations of settings": "".join(
        f"learning_rate={rate} max_depth={depth} n_estimators={count} -> accuracy 0.8{depth}{count}\n"
        for rate in (0.1, 0.01)
        for depth in (3, 5)
        for count in (100, 200)
    ),
}


@pytest.mark.parametrize("form", RESULTS)
def test_results_of_several_trainings_are_no_history_of_one(form: str, tmp_path: Path) -> None:
    first = RESULTS[form].splitlines()[0][:20]
    with pytest.raises(UnreadableLog, match=f"several results, each with a name or settings.*{re.escape(first)}"):
        runs_of(tmp_path, RESULTS[form], "results.txt")


SEEDS = (42, 123, 456, 789)
OF_SEEDS = {
    "results.csv": "seed,accuracy,f1\n" + "".join(f"{seed},0.{seed},0.5\n" for seed in SEEDS),
    "results.json": json.dumps([{"seed": seed, "accuracy": seed / 1000, "loss": 0.5} for seed in SEEDS]),
    "by_size.json": json.dumps({n: [{"seed": seed, "accuracy": seed / n} for seed in SEEDS] for n in (900, 1000)}),
}


@pytest.mark.parametrize("name", OF_SEEDS)
def test_results_of_other_seeds_are_no_history(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, OF_SEEDS[name], name)


@pytest.mark.parametrize("more", ["epoch", "reward"])
def test_seeds_beside_a_counter_or_a_reward_are_those_of_one_training(more: str, tmp_path: Path) -> None:
    rows = [{"seed": seed, "loss": 1 - seed / 1000, more: i} for i, seed in enumerate(SEEDS)]
    (run,) = runs_of(tmp_path, json.dumps(rows), "log.json")
    assert next(one for one in run.series if one.metric == "loss").value.tolist() == [row["loss"] for row in rows]


CURVES = {
    "an epoch is told beside a run": each("run 1 epoch {k} best loss so far 0.1 loss: {loss} val_loss: {other}\n"),
    "what the model wrote stands above each": "".join(
        f"Sample: {word} and so on\nloss: {LOSS[i]}\nval_loss: {OTHER[i]}\n"
        for i, word in enumerate(["the", "cat", "sat", "on", "a", "mat", "all", "day"])
    ),
    "lines between them come again": each("Model: unchanged\nloss: {loss}\nval_loss: {other}\n"),
    "what stands between them differs in numbers only": each("Checkpoint: run{x}\nloss: {loss}\nval_loss: {other}\n"),
    "the lines between them tell the time": each(
        "Time: Mon May {k} 10:00:0{i} 2019\nloss: {loss}\nval_loss: {other}\n"
    ),
    "an epoch is told beside a name": "".join(
        f"Sample: {word} and so on\nepoch {i + 1} loss: {LOSS[i]} val_loss: {OTHER[i]}\n"
        for i, word in enumerate(["the", "cat", "sat", "on", "a", "mat", "all", "day"])
    ),
}


@pytest.mark.parametrize("form", CURVES)
def test_a_history_with_lines_between_its_values_is_one(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, CURVES[form])
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
