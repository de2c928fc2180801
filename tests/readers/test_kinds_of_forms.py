"""Kinds of forms of logs that were read wrongly or not at all when first met; each on lines made by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.printed.page import numbers_in

FORMS = {
    "names of metrics alone head rows that nothing counts": (
        "model = small\nSummary:\ntrain loss   va_loss  val_acc\n" + each("  {loss}  {other}   {acc}\n"),
        [TRAIN_LOSS, VAL_LOSS, ("accuracy", Split.VAL, ACCURACY)],
    ),
    "a unit glued to a number makes it no word": (
        each("<epoch: {k}, lr:1e-4> loss: {loss}\n<epoch: {k}, Average PSNR : 1{k}.5dB\n"),
        [
            ("learning_rate", Split.TRAIN, [1e-4] * len(LOSS)),
            TRAIN_LOSS,
            ("other", Split.TRAIN, [10 + i + 1.5 for i in N]),
        ],
    ),
    "ten of twenty in brackets is no day of October": (
        "".join(f"[{i + 7}/20], train loss: {LOSS[i]}, val loss: {OTHER[i]} ETA 0:03:12\n" for i in N),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "the name of Python's root logger is none of a heading": (
        each(
            "INFO:root:epoch {i}\nINFO:root:Training:\nINFO:root:  nll={loss}\n"
            "INFO:root:Eval:\nINFO:root:  nll={other}\n"
        ),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a counter glued to its name counts": (
        "".join(
            f"Epoch{i + 1} batch {b}/300 || loss={LOSS[i] + b}\n"
            if b < 2
            else f"valid Epoch{i + 1} || loss={OTHER[i]}\n"
            for i in N
            for b in range(3)
        ),
        [("loss", Split.TRAIN, [x + b for x in LOSS for b in range(2)]), VAL_LOSS],
    ),
    "a letter glued to k of n counts": (
        "".join(f"E{i + 1}/{len(LOSS)} S{b}0/20 | loss={LOSS[i] + b / 100} m={b}.5\n" for i in N for b in (1, 2)),
        [("loss", Split.TRAIN, [x + b / 100 for x in LOSS for b in (1, 2)])],
    ),
    "a metric joined to its split by a point is no name of a logger": (
        each("(pid=123) train.Loss: {loss} - train.Accuracy: {acc}\n"),
        [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY)],
    ),
    "a split in brackets behind a name may have words behind it": (
        each("epoch {k}, cost (tr) is {loss}, cost (valid) is {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "of two numbers behind a name the one that rises evenly counts": (
        each("Train loss {x} {loss} Grad Norm 0.{k}\nValidation loss {x}:  {other}\n"),
        [TRAIN_LOSS, ("gradient_norm", Split.TRAIN, [float(f"0.{i + 1}") for i in N]), VAL_LOSS],
    ),
    "a counter in brackets behind a loss counts, however it is aligned": (
        "".join(f"loss: {LOSS[i]}  [{12000 * i:>6}/96000]\n" for i in N) + "Average Verlust of the test: 0.5\n",
        [TRAIN_LOSS],
    ),
    "names in a list before a tuple each have their number": (
        each("epoch {k} Macro precision, recall, F1: ({acc}, 0.{k}1, 0.{k}2) loss {loss}\n"),
        [
            ("precision", Split.TRAIN, ACCURACY),
            ("recall", Split.TRAIN, [float(f"0.{i + 1}1") for i in N]),
            ("f1", Split.TRAIN, [float(f"0.{i + 1}2") for i in N]),
            TRAIN_LOSS,
        ],
    ),
    "the split of the first of listed names is that of all": (
        each("Epoch {k}: train loss, acc = {loss}, {acc} | val loss, acc = {other}, 0.{k}\n"),
        [
            TRAIN_LOSS,
            ("accuracy", Split.TRAIN, ACCURACY),
            VAL_LOSS,
            ("accuracy", Split.VAL, [float(f"0.{i + 1}") for i in N]),
        ],
    ),
    "words before a bracket of names belong to each": (
        each("epoch {k} train (loss, acc): ({loss}, {acc}), val (loss, acc): ({other}, 0.{k})\n"),
        [
            TRAIN_LOSS,
            ("accuracy", Split.TRAIN, ACCURACY),
            VAL_LOSS,
            ("accuracy", Split.VAL, [float(f"0.{i + 1}") for i in N]),
        ],
    ),
    "a heading behind a time that has passed heads the line below it": (
        "".join(
            f"[Iteration {30 * i}][Clock {i}.5s] loss is {LOSS[i]}\n"
            f"[Iteration {30 * i}][Clock {i}.6s] Validate model...\n"
            f"[Iteration {30 * i}][Clock {i}.7s] accuracy is {ACCURACY[i]}\n"
            for i in N
        ),
        [TRAIN_LOSS, ("accuracy", Split.VAL, ACCURACY)],
    ),
    "a share that is printed beside its count is taken as it is printed": (
        each("epoch {k} loss {loss} accuracy: {hits} / 1003 ({acc}00)\n"),
        [TRAIN_LOSS, ("accuracy", Split.TRAIN, ACCURACY)],
    ),
    "digits that are part of a name tell metrics apart": (
        each("Train loss at step {x}: {loss}\nValid HITS@1 at step {x}: 0.{k}1\nValid HITS@10 at step {x}: 0.{k}2\n"),
        [
            TRAIN_LOSS,
            ("accuracy", Split.VAL, [float(f"0.{i + 1}1") for i in N]),
            ("top_k", Split.VAL, [float(f"0.{i + 1}2") for i in N]),
        ],
    ),
    "a colon glued to the k of a metric ends its name": (
        each("epoch {i} train loss: {loss}\nscores on valid set: recall@5:{acc} recall@20:0.{k}\n"),
        [
            TRAIN_LOSS,
            ("recall", Split.VAL, ACCURACY),
            ("recall", Split.VAL, [float(f"0.{i + 1}") for i in N]),
        ],
    ),
    "a number in brackets within a name is an index": (
        each("Epoch[{k} of 9]: [Training Set] Loss = {loss}; EvalErr[0]PerSample = 0.5{i}1;\n"),
        [TRAIN_LOSS],
    ),
    "what an evaluation of the training set tells is of the training": (
        each("Finished Epoch[{k} of 9]: [Training Set] TrainLossPerSample = {loss}; EvalErrPerSample = {acc};\n"),
        [TRAIN_LOSS, ("error_rate", Split.TRAIN, ACCURACY)],
    ),
    "pairs of names and words stand before the name of a number": (
        each('level=info msg="a step" component=trainer epoch=0 step={i} loss={loss}\n'),
        [TRAIN_LOSS],
    ),
    "a metric stands once before its values of two splits": (
        each("Epoch: {k} -----\nMSE: train: {loss}, validation: {other}\n"),
        [("mse", Split.TRAIN, LOSS), ("mse", Split.VAL, OTHER)],
    ),
    "right answers of all are an accuracy": (
        each("Epoch {i}: {hits} / 1000\n"),
        [("accuracy", Split.TEST, [int(1000 * a) / 1000 for a in ACCURACY])],
    ),
    "evaluations alone are each a value of the training": (
        "".join(f"Epoch: {i // 4}, Batch: {i % 4 * 50}, eval loss: {OTHER[i]}\n" for i in N),
        [VAL_LOSS],
    ),
    "lists that are printed whole are curves": (
        f"info.train =\nobjective: {LOSS}\nspeed: [1x20 double]\n\ninfo.val =\nobjective: {OTHER}\n",
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a heading of one column less than its rows has no name for their numbers": (
        "    loss  val_loss\n" + each("{i}  {loss:.3f}     {other:.3f}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a metric behind the same metrics of two splits is of neither": (
        each("Epoch {i}: train acc {acc} | val acc 0.5{i} | loss {loss}\n"),
        [
            ("accuracy", Split.TRAIN, ACCURACY),
            ("accuracy", Split.VAL, [float(f"0.5{i}") for i in N]),
            TRAIN_LOSS,
        ],
    ),
    "splits across and metrics down": (
        each(
            "01:00:0{i} - INFO - Epoch {i}/7\n01:00:0{i} - INFO -   Training |  Validation\nloss | {loss}  | {other}\n"
        ),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "full bars, each on a line of its own, are no states of one": (
        each(
            "stage {i}/\u221e \u2501\u2501\u2501\u2501\u2501 616/616 0:00:20 val_loss: {other} early_stopping: 0/10\n"
        ),
        [VAL_LOSS],
    ),
    "k of n counts, whatever it is called": (
        each("coco:, {k}00/50000, train/loss: {loss}, val/loss: {other}, max mem: 12698.0\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "Julia writes f0 behind numbers of 32 bits": (
        each("Info: done\n  epoch = {k}\n  train_loss = {loss}f0\n  val_loss = {other}f0\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a column that is called after a split says which rows are of it": (
        "loss | epoch | train\n" + each("{loss} | {i} | True\n{other} | {i} | False\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "an empty cell of a framed table is no bar": (
        "|=======|\n|  Epoch  |  Train Loss  |  Validation Loss  |\n|=======|\n"
        + "".join(f"| {i:7d} | {LOSS[i]:12} | {OTHER[i] if i % 2 else '':>17} |\n" for i in N),
        [TRAIN_LOSS, ("loss", Split.VAL, OTHER[1::2])],
    ),
    "an arrow before a name says nothing of what was before": (
        each("iter: {k}000 ----> train_loss: {loss} ---- val_loss: {other}\n"),
        [TRAIN_LOSS, VAL_LOSS],
    ),
    "a number after a slash that begins anew counts batches": (
        "".join(f"TRAIN Batch {i // 4}/{100 * (i % 4)} loss {LOSS[i]} rank 0\n" for i in N),
        [TRAIN_LOSS],
    ),
    "validation in the lines of the training is no batch of an evaluation": (
        "".join(f"Fold {1 + i // 4}\n[{1 + i % 4}] train loss {LOSS[i]}, valid loss {OTHER[i]}\n" for i in range(4)),
        [("loss", Split.TRAIN, LOSS[:4]), ("loss", Split.VAL, OTHER[:4])],
    ),
    "steps that jump up and down count nothing": (
        each("Episode: {k}0, total numsteps: {x}, episode steps: {jump}, loss: {loss}\n"),
        [TRAIN_LOSS],
    ),
    "what is neither a loss nor an accuracy is kept beside them": (
        each("epoch {k} loss {loss} val PSNR {acc}\n"),
        [TRAIN_LOSS, ("other", Split.VAL, ACCURACY)],
    ),
}


PRINTED = each("Epoch {k}/8\n - 93s - loss: {loss} - val_loss: {other}\n").splitlines(keepends=True)
WRAPPED = {
    "Docker": ("".join(json.dumps({"log": line, "stream": "stdout", "time": "2024-03-11"}) + "\n" for line in PRINTED)),
    "Kaggle": "["
    + "\n,".join(json.dumps({"stream_name": "stdout", "time": 1.5 * i, "data": x}) for i, x in enumerate(PRINTED))
    + "]",
    "a logging service": json.dumps([{"textPayload": line, "severity": "INFO"} for line in PRINTED], indent=1),
    "structlog": "".join(json.dumps({"event": line.strip(), "ts": 1710148442.1}) + "\n" for line in PRINTED),
}


def test_trainings_whose_lines_differ_in_the_name_of_the_model_are_runs_of_their_own(tmp_path: Path) -> None:
    text = each("[plain | Epoch {k}/8] Train Loss: {loss} | Val Loss: {other}\n")
    plain, tuned = runs_of(tmp_path, text + text.replace("plain", "resnet_tuned"))
    assert curves(plain) == curves(tuned) == [TRAIN_LOSS, VAL_LOSS]


def test_a_bar_of_the_epochs_counts_them_beside_the_bars_of_their_batches(tmp_path: Path) -> None:
    lines = []
    for i in N:
        lines += [f"{b * 10}%|{'#' * b:10}| {b}.00/10 [00:0{b}<00:03, 7.1batch/s, loss=9.{b}]" for b in range(1, 10)]
        lines.append(f"{i}%|#         | {i + 1}/8 [00:27<04:00, 27.3s/epoch, loss={LOSS[i]}, val_loss={OTHER[i]}]")
    (run,) = runs_of(tmp_path, "\n".join(lines) + "\n")
    assert VAL_LOSS in curves(run) and TRAIN_LOSS in curves(run)
    assert run.x_name == "epoch"


@pytest.mark.parametrize("service", WRAPPED)
def test_lines_in_records_are_read_as_the_text_that_was_printed(service: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, WRAPPED[service], "container.json")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert (run.name, run.x_name) == ("container", "epoch")


def test_a_text_of_learning_rates_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, each("Trial {i} finished with value: {acc} and parameters: 'lr': 0.00{k}\n"))


def test_metrics_logged_one_after_the_other_share_their_steps(tmp_path: Path) -> None:
    curves_of = {"train_loss": LOSS, "val_loss": OTHER}
    records = [{"key": name, "value": x, "step": str(i)} for name, xs in curves_of.items() for i, x in enumerate(xs)]
    (run,) = runs_of(tmp_path, json.dumps({"metrics": records}), "metrics.json")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert all(series.x.tolist() == list(N) for series in run.series)


def test_what_is_told_of_the_best_model_only_is_said_to_be_left_out(tmp_path: Path) -> None:
    lines = each("epoch {k}, validation error {x}.5 %\n")
    lines += "".join(f" epoch {k}, test error of best model {k // 2}.5 %\n" for k in range(1, len(LOSS) + 1))
    (run,) = runs_of(tmp_path, lines)
    assert [(one.metric, one.points) for one in run.left_out] == [("test error of best model", len(LOSS))]


def test_what_is_told_of_a_best_model_that_is_another_in_each_epoch_is_a_curve(tmp_path: Path) -> None:
    line = "epoch {{k}}, validation error {} %\n     epoch {{k}}, test error of best model {} %\n"
    first, second = each(line.format("{other}", "{loss}")), each(line.format("{loss}", "{other}1"))
    runs = runs_of(tmp_path, first + "Best validation score of 1.18 %, with test performance 0.66 %\n" + second)
    assert len(runs) == 2
    assert all(sorted(one.split.value for one in run.series if len(one.value) > 1) == ["test", "val"] for run in runs)


def test_a_number_in_brackets_before_the_iteration_does_not_count(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("19/05/2025 09:2{i}:10 [342] 10-Full: Iteration {i}0, loss = {loss}\n"))
    assert (run.x_name, run.series[0].x.tolist()) == ("step", [10.0 * i for i in N])


def test_boxes_of_which_the_first_tells_no_loss_have_one_curve_a_metric(tmp_path: Path) -> None:
    rollout = "| rollout/ |  |\n| ep_rew_mean | {acc} |\n| time/ |  |\n| episodes | {k}00 |\n"
    first, *others = each(rollout + "-----\n").split("-----\n")[:-1]
    train = "| train/ |  |\n| loss | 0.000{} |\n-----\n"
    text = first + "-----\n" + "".join(one + train.format(i) for i, one in enumerate(others, start=1))
    (run,) = runs_of(tmp_path, text)
    assert {one.metric: len(one.value) for one in run.series} == {"ep_rew_mean": 8, "loss": 7}


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_read_as_a_person_reads_them(form: str, tmp_path: Path) -> None:
    text, expected = FORMS[form]
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == expected


def test_counters_that_most_values_share_are_none(tmp_path: Path) -> None:
    text = "".join(f"step {i // 4} loss {LOSS[i]}\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert run.x_name == "row"
    assert curves(run) == [TRAIN_LOSS]


def test_runs_with_a_row_each_in_turn_are_told_apart_by_a_column_of_words(tmp_path: Path) -> None:
    text = "epoch,model,loss\n" + each("{i},student,{loss}\n{i},teacher,{other}\n")
    runs = runs_of(tmp_path, text, "log.csv")
    assert [run.series[0].value.tolist() for run in runs] == [LOSS, OTHER]


def test_pairs_of_a_step_and_a_value_are_values_at_steps(tmp_path: Path) -> None:
    tree = {"train_loss": [[50 * i, LOSS[i]] for i in N], "val_loss": [[100 * i, OTHER[i]] for i in range(4)]}
    (run,) = runs_of(tmp_path, json.dumps(tree), "log.json")
    assert [(s.x.tolist(), s.value.tolist()) for s in run.series] == [
        ([50 * i for i in N], LOSS),
        ([0, 100, 200, 300], OTHER[:4]),
    ]


def test_what_counts_by_one_in_json_is_the_epoch_whatever_it_is_called(tmp_path: Path) -> None:
    tree = {"epochs": [{"number": i + 1, "metrics": {"training": {"loss": LOSS[i]}}} for i in N]}
    (run,) = runs_of(tmp_path, json.dumps(tree), "log.json")
    assert [s.x.tolist() for s in run.series] == [[1, 2, 3, 4, 5, 6, 7, 8]]


def test_the_kind_of_an_event_tells_its_split_and_steps_may_be_nested(tmp_path: Path) -> None:
    events = [
        line
        for i in N
        for line in (
            {"event": "train_step", "data": {"step": 10 * i, "loss": LOSS[i]}},
            {"event": "evaluation", "data": {"step": 10 * i, "loss": OTHER[i]}},
        )
    ]
    (run,) = runs_of(tmp_path, "".join(json.dumps(event) + "\n" for event in events), "events.jsonl")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [10 * i for i in N]


def test_a_record_a_value_is_of_the_metric_that_it_names(tmp_path: Path) -> None:
    text = "".join(json.dumps({"name": "train/loss", "value": LOSS[i], "step": 10 * i}) + "\n" for i in N)
    (run,) = runs_of(tmp_path, text, "values.jsonl")
    assert curves(run) == [TRAIN_LOSS]


def test_a_table_that_pandas_wrote_as_columns_and_rows_is_one(tmp_path: Path) -> None:
    tree = {"columns": ["epoch", "train_loss"], "data": [[i + 1, LOSS[i]] for i in N]}
    (run,) = runs_of(tmp_path, json.dumps(tree), "log.json")
    assert curves(run) == [TRAIN_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


def test_a_table_of_times_with_a_constant_number_of_iterations_is_no_history(tmp_path: Path) -> None:
    text = "name,iterations,mean_ms,memory_mb\n" + each("layer{i},100,{loss},{k}\n")
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, "latency.csv")


def decimals(seed: int) -> list[bytes]:
    """Eighty numbers as programs print them; drawn one by one by Hypothesis they would take a hundred times as long."""
    rng = random.Random(seed)

    def digits(most: int) -> str:
        return "".join(rng.choices("0123456789", k=rng.randint(1, most)))

    def one() -> str:
        sign = rng.choice(("", "-"))
        whole = digits(17)
        forms = (whole, f"{whole}.", f"{whole}.{digits(12)}", f".{digits(9)}", "0.0")
        return rng.choice((*(sign + form for form in forms), f"1e{sign}{digits(3)}"))

    return [one().encode() for _ in range(80)]


@given(st.integers(min_value=0).map(decimals))
def test_numbers_that_are_read_together_are_those_that_float_reads(texts: list[bytes]) -> None:
    expected = np.array([float(text) for text in texts])
    assert numbers_in(np.array(texts)).tobytes() == expected.tobytes()


def test_a_known_measure_has_no_quantity_that_it_is_taken_for(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} train loss {loss} valid BLEU {acc}\n"))
    assert [s.quantity for s in run.series] == [Quantity.LOSS, Quantity.OTHER]


@pytest.mark.parametrize("when", ["@ 10:2{i} PM", "@ 10:2{i}", "at 1:0{i} am"])
def test_a_time_of_day_before_values_that_their_names_follow_is_no_value(when: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(f"Epoch {{k}} {when} : {{loss}} C.E. Loss, {{acc}} Accuracy\n"))
    assert [(one.quantity.value, one.value.tolist()) for one in run.series] == [("loss", LOSS), ("accuracy", ACCURACY)]


def test_words_of_a_script_without_blanks_are_known_within_a_longer_one(tmp_path: Path) -> None:
    line = "第 {k} 轮训练开始\nLoss: {loss}\n整体测试集上的Loss: {other}\n整体测试集上的正确率: {acc}\n"
    (run,) = runs_of(tmp_path, each(line))
    assert [(one.quantity.value, one.split) for one in run.series] == [
        ("loss", Split.TRAIN),
        ("loss", Split.TEST),
        ("accuracy", Split.TEST),
    ]


def test_a_bar_that_was_drawn_over_the_line_of_an_epoch_is_no_part_of_it(tmp_path: Path) -> None:
    lines = each("Epoch: {i}/8 Train Loss: {loss} Valid Loss: {other}\n").splitlines()
    bar = "  0%|          | 0/21250 [00:00<?, ?it/s]"
    text = "\n".join(bar + line if i in (3, 6) else line for i, line in enumerate(lines))
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_values_glued_to_any_measure_are_values(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch{i}---testloss{loss},testprecision{acc}\n"))
    assert [(one.quantity.value, one.value.tolist()) for one in run.series] == [("loss", LOSS), ("precision", ACCURACY)]


def test_lists_beside_settings_in_a_file_called_metrics_are_a_history(tmp_path: Path) -> None:
    log = {"step": list(N), "train_loss": LOSS, "val_loss": OTHER, "best_val_loss": 1.18, "config": {"d_model": 64}}
    (run,) = runs_of(tmp_path, json.dumps(log), "metrics.json")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_a_reward_may_be_called_so_in_other_languages(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "Episodio,RecompensaTotal,Epsilon\n" + each("{i},{loss},0.1\n"), "historial.csv")
    assert (run.x_name, run.series[0].quantity) == ("step", Quantity.REWARD)
