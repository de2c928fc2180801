"""Kinds of tables, trees and programs that were read wrongly when first met in files that people keep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of
from in_one import in_one_test

from lossacc_gui.model.errors import UnknownNames, UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.registry import logs_under
from lossacc_gui.readers.series.names import meaning_of


def markdown(rows: list[list[str]]) -> str:
    rule = "|" + "---|" * len(rows[0])
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


def html(rows: list[list[str]]) -> str:
    return "<table>" + "".join("<tr><td>" + "</td><td>".join(cells) + "</td></tr>\n" for cells in rows) + "</table>"


def csv(rows: list[list[str]]) -> str:
    return "".join(",".join(cells) + "\n" for cells in rows)


PROSE = "# Bericht\n\n" + "So lief es, wie man sieht, und mehr war nicht.\n" * 20 + "\n"
FORMS = {"notes.md": markdown, "page.html": html, "log.csv": csv}


@pytest.mark.parametrize("name", FORMS)
def test_a_percent_sign_in_cells_says_percent_however_small_the_number_is(name: str, tmp_path: Path) -> None:
    rows = [["epoch", "loss", "accuracy"]] + [[str(i), f"{LOSS[i]}", f"{0.1 + i / 20:.2f}%"] for i in N]
    (run,) = runs_of(tmp_path, FORMS[name](rows), name)
    loss, accuracy = run.series
    assert loss.value.tolist() == LOSS and accuracy.percent
    assert accuracy.value == pytest.approx([round(0.1 + i / 20, 2) / 100 for i in N])


def test_an_accuracy_of_nearly_one_with_a_sign_was_not_multiplied(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "accuracy"]] + [[str(i), f"{LOSS[i]}", f"{ACCURACY[i]}%"] for i in N]
    (run,) = runs_of(tmp_path, csv(rows), "log.csv")
    assert run.series[1].value.tolist() == ACCURACY


def test_an_error_rate_below_one_percent_is_believed(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "error"]] + [[str(i), f"{LOSS[i]}", f"{0.99 - i / 50:.2f} %"] for i in N]
    (run,) = runs_of(tmp_path, csv(rows), "log.csv")
    assert run.series[1].value == pytest.approx([round(0.99 - i / 50, 2) / 100 for i in N])


def test_epochs_of_a_table_may_be_of_a_total_and_bold(tmp_path: Path) -> None:
    rows = [["Epoche", "Train Loss", "Val Loss", "Hinweis"]]
    rows += [[f"{i + 1}/8", str(LOSS[i]), str(OTHER[i]), "weiter"] for i in N]
    rows[-1] = [f"**{cell}**" for cell in rows[-1]]
    (run,) = runs_of(tmp_path, PROSE + markdown(rows), "bericht.md")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize("gap", [[], [""]])
@pytest.mark.parametrize("name", ["notes.md", "page.html"])
def test_parts_of_a_table_that_stand_side_by_side_go_on(name: str, gap: list[str], tmp_path: Path) -> None:
    heading = ["step", "loss", "val_loss"]
    cells = [[str(100 * i), str(LOSS[i]), str(OTHER[i])] for i in N]
    cells[2][2] += " ← best"
    last = cells[5:] + [["", "", ""]] * (5 - len(cells[5:]))
    rows = [[*heading, *gap, *heading]] + [[*a, *gap, *b] for a, b in zip(cells[:5], last, strict=True)]
    (run,) = runs_of(tmp_path, FORMS[name](rows), name)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[1].x.tolist() == [100 * i for i in N]


def test_parts_of_a_table_that_each_count_from_the_start_do_not_go_on(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "", "epoch", "loss"]] + [[str(i), str(LOSS[i]), "", str(i), str(OTHER[i])] for i in N]
    runs = runs_of(tmp_path, html(rows), "page.html")
    assert all(len(one.value) <= len(LOSS) for run in runs for one in run.series)


def test_a_metric_with_two_values_between_dashes_is_there(tmp_path: Path) -> None:
    rows = [["iter", "train loss", "val loss"]]
    rows += [[str(i), str(LOSS[i]), str(OTHER[i]) if i in (0, 7) else "—"] for i in N]
    (run,) = runs_of(tmp_path, markdown(rows), "notes.md")
    (found,) = (one for one in run.series if one.split is Split.VAL)
    assert found.value.tolist() == [OTHER[0], OTHER[7]] and found.x.tolist() == [0, 7]


SHARES = [v / 2 for v in ACCURACY]
PLOT = "import numpy as np\nimport matplotlib.pyplot as plt\n\n"
SHOWN = "\nplt.plot(x, train_loss)\nplt.show()\n"
COUNTED = {
    "a list": (f"epochs = {[i + 1 for i in N]}", [i + 1 for i in N]),
    "a list within a function": (f"def figure():\n    epochs = {[5 * i for i in N]}", [5 * i for i in N]),
    "a list called x": (f"x = {[i + 1 for i in N]}", [i + 1 for i in N]),
    "a range": ("epochs = list(range(1, 9))", [i + 1 for i in N]),
    "a range as long as the metric": ("epochs = range(1, len(train_loss) + 1)", [i + 1 for i in N]),
    "numpy's range of steps": ("steps = np.arange(100, 900, 100)", [100 * (i + 1) for i in N]),
    "a list of another length": ("epochs = [1, 2, 3]", list(N)),
    "a list of settings": ("x = [16, 32, 64, 128, 256, 512, 1024, 2048]", list(N)),
}


@pytest.mark.parametrize("form", COUNTED)
def test_what_counts_in_a_program_is_the_axis_of_its_lists(form: str, tmp_path: Path) -> None:
    counter, x = COUNTED[form]
    text = PLOT + f"{counter}\n    train_loss = {LOSS}\n    val_loss = {OTHER}\n" + SHOWN
    (run,) = runs_of(tmp_path, text, "plot.py")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == x


def test_vectors_of_r_are_lists_counted_by_a_span(tmp_path: Path) -> None:
    vectors = "".join(
        f"{name} <- c({', '.join(map(str, v))})\n" for name, v in (("train_loss", LOSS), ("val_loss", OTHER))
    )
    (run,) = runs_of(tmp_path, f"library(ggplot2)\nepoch <- 1:8\n{vectors}plot(epoch, train_loss)\n", "plot.R")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS] and run.series[0].x.tolist() == [i + 1 for i in N]


def test_a_vector_of_r_that_is_of_several_splits_is_no_curve(tmp_path: Path) -> None:
    values = ", ".join(map(str, [*LOSS, *OTHER]))
    text = f"d <- data.frame(set = c(rep('train', 8), rep('val', 8)),\n  loss = c({values}))\nplot(d)\n"
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, "plot.R")


@pytest.mark.parametrize("name", ["{word}_{metric}", "{metric}_{word}"])
def test_a_word_in_front_of_or_behind_the_same_metrics_tells_runs_apart(name: str, tmp_path: Path) -> None:
    text = PLOT
    for word, more in (("resnet", 0.0), ("vgg", 0.125)):
        for metric, values in (("loss", LOSS), ("valloss", OTHER), ("overallacc", ACCURACY)):
            text += f"{name.format(word=word, metric=metric)} = {[v + more for v in values[: 8 if more else 6]]}\n"
    first, second = runs_of(tmp_path, text + SHOWN, "plot.py")
    assert [run.name for run in (first, second)] == ["plot resnet", "plot vgg"]
    assert [(q, s, len(v)) for q, s, v in curves(first)] == [
        ("loss", Split.TRAIN, 6),
        ("loss", Split.VAL, 6),
        ("accuracy", Split.TRAIN, 6),
    ]
    assert second.series[0].value.tolist() == [v + 0.125 for v in LOSS]


def test_words_of_splits_and_parts_of_a_model_tell_no_runs_apart(tmp_path: Path) -> None:
    lists = {"gen_loss": LOSS, "gen_acc": ACCURACY, "disc_loss": OTHER, "disc_acc": SHARES}
    (run,) = runs_of(tmp_path, PLOT + "".join(f"{k} = {v}\n" for k, v in lists.items()) + SHOWN, "plot.py")
    assert len(run.series) == 4


def test_axes_of_curves_are_no_runs(tmp_path: Path) -> None:
    lists = {"loss_x": LOSS, "acc_x": ACCURACY, "loss_y": OTHER, "acc_y": SHARES}
    with pytest.raises(UnknownNames):
        runs_of(tmp_path, PLOT + "".join(f"{k} = {v}\n" for k, v in lists.items()) + SHOWN, "plot.py")


def test_records_in_a_program_are_read_whole_and_once(tmp_path: Path) -> None:
    def model(name: str, values: list[float]) -> str:
        records = ",\n".join(f"    {{ epoch: {i + 1}, loss: {v} }}" for i, v in enumerate(values))
        return f'{{ model: "{name}", values: [\n{records}\n] }},\n'

    text = "export const data = [\n" + model("plain", LOSS) + model("wide", OTHER) + model("plain", LOSS) + "];\n"
    *_, listed = runs_of(tmp_path, f"{text}const valLoss = {OTHER};\n", "data.js")
    assert curves(listed) == [VAL_LOSS]
    first, second = runs_of(tmp_path, text, "data.js")
    assert [run.name for run in (first, second)] == ["data plain", "data wide"]
    assert [run.series[0].value.tolist() for run in (first, second)] == [LOSS, OTHER]
    assert first.series[0].x.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize(
    "loop", ["for epoch, loss, val_loss in log:\n    print(epoch)", "epoch, loss, val_loss = zip(*log)"]
)
def test_tuples_in_a_program_have_the_names_to_which_it_hands_them(loop: str, tmp_path: Path) -> None:
    tuples = ",\n".join(f"    ({i + 1}, {LOSS[i]}, {OTHER[i]})" for i in N)
    (run,) = runs_of(tmp_path, f"{PLOT}log = [\n{tuples},\n]\n{loop}\n", "plot.py")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS] and run.series[0].x.tolist() == [i + 1 for i in N]


LOG = each("epoch {k}: loss {loss}, val_loss {other}\n")
STRINGS = {
    "a string that breaks off, below many imports": "import re\n" * 6 + f'log = """{LOG}',
    "a string of lines with backslashes": "text = \\\n'" + LOG.replace("\n", "\\n\\\n") + "'\nprint(text)\n",
}


@pytest.mark.parametrize("form", STRINGS)
def test_a_log_in_a_string_of_a_program_is_read(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, STRINGS[form], "plot.py")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


def test_lists_of_records_that_break_off_are_given_up_soon(tmp_path: Path) -> None:
    text = "const data = [" + "{ epoch: 1 , loss: 0.5 } , " * 3000 + "{ epoch: }\n"
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, "data.js")


def test_records_of_each_split_that_count_alike_are_one_run(tmp_path: Path) -> None:
    trained = [{"round": i + 1, "train_loss": LOSS[i]} for i in N]
    evaluated = [{"round": i + 1, "loss": OTHER[i], "accuracy": ACCURACY[i]} for i in N if i % 2]
    (run,) = runs_of(tmp_path, json.dumps({"train_metrics": trained, "eval_metrics": evaluated}), "history.json")
    assert curves(run) == [TRAIN_LOSS, ("loss", Split.VAL, OTHER[1::2]), ("accuracy", Split.VAL, ACCURACY[1::2])]
    assert [one.x.tolist() for one in run.series[:2]] == [[i + 1 for i in N], [2, 4, 6, 8]]


def test_records_of_two_models_are_two_runs(tmp_path: Path) -> None:
    models = {name: [{"epoch": i, "loss": v} for i, v in enumerate(LOSS)] for name in ("run_a", "run_b")}
    assert len(runs_of(tmp_path, json.dumps(models), "history.json")) == 2


def test_settings_among_json_lines_are_settings_and_a_prefix_hides_no_counter(tmp_path: Path) -> None:
    lines = [{"model_config": {"steps": 900, "width": 64}}, {"probe": {"step": 300, "r": 0.5}}]
    lines[1:1] = [{"pre_step": 100 * i, "pre_loss": LOSS[i], "pre_val_loss": OTHER[i], "pre_lr": 0.1} for i in N]
    (run,) = runs_of(tmp_path, "".join(json.dumps(line) + "\n" for line in lines), "metrics.jsonl")
    assert curves(run)[:2] == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [100 * i for i in N]
    assert run.settings == (("steps", "900"), ("width", "64"))
    assert not any("steps" in one.metric or "width" in one.metric for one in (*run.series, *run.left_out))


EXPERIMENTS = [f"experiments/dropout_{i}" for i in N]
WANDERING = [44, 89, 51, 53, 78, 46, 85, 42]
NO_CURVES = {
    "scores.csv": csv(
        [["data_type", "sample", "perplexity"]]
        + [[part, f"net_{'abcdefgh'[i]}", str(100 * LOSS[i])] for part in ("train", "valid") for i in N]
    ),
    "train.out": "".join(
        f"Starting run {i + 1}/8 (using split {i + 1}/8)...\nFinished run {i + 1}. Best val accuracy: {ACCURACY[i]}, "
        f"corresponding test accuracy: {ACCURACY[-i]} (step {11 + i}).\n\n"
        for i in N
    ),
    "results.csv": csv(
        [["run_id", "val_loss", "steps", "what"]]
        + [[f"{7 * i:x}f", str(LOSS[i]), str(WANDERING[i]), f"a wider net: {i} more layers"] for i in N]
    ),
    "results.md": markdown(
        [["", "loss", "epoch"]] + [[EXPERIMENTS[i], str(LOSS[i]), str(WANDERING[i])] for i in N]
    ),
    "results.html": html(
        [["path", "loss", "epoch"]] + [[EXPERIMENTS[i], str(LOSS[i]), str(WANDERING[i])] for i in N]
    ),
    "history.json": json.dumps(
        [{"when": f"2026-03-2{i}", "model": ("small", "large")[i % 2], "accuracy": ACCURACY[i]} for i in N]
    ),
    "training_log.json": json.dumps(
        [{"date": f"2026-03-2{i}", "exercise": ("press", "squat")[i % 2], "weight": 100 + i} for i in N]
    ),
    "cv_results.json": json.dumps(
        {"folds": [{"dice": 0.5 + i / 50, "epoch": WANDERING[i], "f1": [0.9, 0.6, 0.3 + i / 50]} for i in N]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_CURVES)
def test_results_of_several_trainings_are_no_curve(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog) as refusal:
        runs_of(tmp_path, NO_CURVES[name], name)
    assert str(refusal.value)


def test_a_column_of_paths_beside_an_epoch_that_rises_hides_no_history(tmp_path: Path) -> None:
    rows = [["epoch", "loss", "val_loss", "checkpoint"]]
    rows += [[str(i), str(LOSS[i]), str(OTHER[i]), f"checkpoints/model_{'abcdefgh'[i]}.pt"] for i in [*N, *N][:12]]
    (run,) = runs_of(tmp_path, csv(rows), "log.csv")
    assert [len(one.value) for one in run.series] == [12, 12]


def test_scores_of_each_epoch_beside_the_best_one_are_curves(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, json.dumps({"val_f1": ACCURACY, "test_accuracy": 0.7}), "history.json")
    assert curves(run) == [("f1", Split.VAL, ACCURACY)]


def test_a_bar_at_its_start_takes_no_line_that_was_printed_behind_it(tmp_path: Path) -> None:
    bar = "Epoch {e}/8:   0%|          | 0/6 [00:00<?, ?it/s]"
    lines = "".join(
        f"Epoch {i + 1}/8 Loss: {LOSS[i]}\n{bar.format(e=i + 2) if i % 3 == 1 else ''}Val   - Acc: {ACCURACY[i]}\n\n"
        for i in N
    )
    (run,) = runs_of(tmp_path, lines, "train.log")
    assert curves(run) == [("loss", Split.TRAIN, LOSS), ("accuracy", Split.VAL, ACCURACY)]
    assert [one.x.tolist() for one in run.series] == [[i + 1 for i in N]] * 2


@pytest.mark.parametrize("line", ["{k}_{loss}\n", "epoch{k}\t{loss}\n", "step {k}, {loss}\n", "{k}: {loss}\n"])
def test_a_count_and_a_value_are_told_apart_whatever_stands_between(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line), "train_loss.txt")
    assert curves(run) == [TRAIN_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


def test_whole_numbers_beside_a_loss_without_names_are_no_loss(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "".join(f"{LOSS[i]},{20 + 3 * i % 7}\n" for i in N), "losses.csv")
    assert [one.quantity.value for one in run.series] == ["loss", "other"]
    assert run.series[0].value.tolist() == LOSS


@in_one_test(
    ("name", "quantity"),
    [
        ("communication_cost_kb", "other"),
        ("api_cost_usd", "other"),
        ("cost_tokens", "other"),
        ("energy_consumption_mj", "other"),
        ("cost_ms", "time"),
        ("test_cost", "loss"),
        ("energy", "loss"),
        ("Loss_MB", "loss"),
        ("overallvalloss", "loss"),
        ("avgacc", "accuracy"),
        ("epochs", "epoch"),
        ("batchsize", "other"),
    ],
)
def test_units_behind_a_cost_make_it_no_loss_and_glued_words_are_known(name: str, quantity: str) -> None:
    assert meaning_of(name).quantity.value == quantity


PAGES = {
    "a cell with breaks": "<table><tr><th>Log</th></tr><tr><td>" + LOG.replace("\n", "<br>\n") + "</td></tr></table>",
    "a paragraph with breaks and bold words": "<p>"
    + LOG.replace("\n", "<br/>\n").replace("loss", "<b>loss</b>")
    + "</p>",
    "as it was printed": "<h1>Log</h1><pre><code>" + LOG + "</code></pre>",
}


@pytest.mark.parametrize("form", PAGES)
def test_lines_that_a_page_shows_as_they_were_printed_are_read(form: str, tmp_path: Path) -> None:
    text = f"<!DOCTYPE html>\n<html><head><script>var loss = 3;</script></head><body>{PAGES[form]}</body></html>\n"
    (run,) = runs_of(tmp_path, text, "page.html")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]
    assert not any(isinstance(found, Path) for found in logs_under(tmp_path))


def test_paragraphs_without_breaks_are_no_printed_lines(tmp_path: Path) -> None:
    text = "<html><body>" + "".join(f"<p>{line}</p>\n" for line in LOG.splitlines()) + "<br></body></html>"
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, "page.html")
