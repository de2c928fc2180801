"""Kinds of forms that were misread when first met, and what is said where a log leaves something open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.registry import identify, read
from lossacc_gui.readers.trees.python_tree import python_tree

BELOW_ONE = [value / 3 for value in LOSS]


def test_what_is_called_after_splits_only_and_falls_on_both_is_a_loss_also_below_one(tmp_path: Path) -> None:
    text = "".join(f"ep {i}: tr={BELOW_ONE[i]:.3f} te={OTHER[i] / 3:.3f} dice@0.5={ACCURACY[i]}\n" for i in N)
    (run,) = runs_of(tmp_path, text)
    assert [(kind, split) for kind, split, _ in curves(run)][:2] == [("loss", Split.TRAIN), ("loss", Split.TEST)]


def test_of_several_comments_the_one_next_to_the_rows_heads_the_columns(tmp_path: Path) -> None:
    text = "# made 2025-02-03 10:11\n# seed 5\n# iter loss_train loss_val\n" + each("{x} {loss} {other}\n")
    (run,) = runs_of(tmp_path, text, "curve.dat")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.x_name == "step"


@pytest.mark.parametrize("cell", ["{k}/8", "{k} / 8", "{k} of 8"])
def test_a_cell_that_tells_how_many_there_will_be_counts(tmp_path: Path, cell: str) -> None:
    (run,) = runs_of(tmp_path, "epoch;loss\n" + each(cell + ";{loss}\n"), "log.csv")
    assert (run.x_name, run.series[0].x.tolist()) == ("epoch", [i + 1 for i in N])


def test_the_first_number_counts_where_its_spread_stands_behind_it(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "epoch,train_loss\n" + each("{k},{loss} ± 0.0{k}\n"), "log.csv")
    assert curves(run) == [TRAIN_LOSS]
    assert any("first number" in notice.text for notice in run.notices)


def test_a_setting_that_is_called_as_a_counter_counts_nothing(tmp_path: Path) -> None:
    settings = {"msg": "begin", "updates": 900, "lr": 0.1}
    records = [settings, *({"iteration": 10 * i, "loss": LOSS[i]} for i in N)]
    (run,) = runs_of(tmp_path, "".join(json.dumps(one) + "\n" for one in records), "log.jsonl")
    assert TRAIN_LOSS in curves(run)
    assert [(one.metric, one.points) for one in run.left_out] == [("updates", 1), ("lr", 1)]


def test_metrics_that_a_logger_prints_as_lists_are_curves(tmp_path: Path) -> None:
    text = f"10:11:12 | INFO | done\n10:11:12 | INFO | fit loss: {LOSS}\n10:11:13 | INFO | holdout loss: {OTHER}\n"
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]


def test_a_number_that_belongs_to_a_word_and_never_moves_is_no_curve(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    path.write_text(each("host{k} said GET /metrics/accuracy FTP/2.1 {x}{k}\n"), encoding="utf-8")
    with pytest.raises(UnreadableLog):
        identify(path)


def test_lines_that_count_by_one_count_the_records_whatever_they_are_called(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("Durchgang {k} von 8\n  loss: {loss}\n"))
    assert curves(run) == [TRAIN_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]
    assert any("Durchgang" in notice.text for notice in run.notices)


def test_two_curves_of_one_name_that_nothing_tells_apart_are_told_of(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("## epoch {k}\nA) loss: {loss}\n  loss {other} ...\n"))
    assert any("nothing tells them apart" in notice.text for notice in run.notices)


def test_numbers_in_lines_without_a_known_metric_are_left_out_with_their_count(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss {loss}\nentropy of the gates {acc}\n"))
    assert [(one.metric, one.points) for one in run.left_out] == [("lines like “entropy of the gates ·”", len(N))]


def test_an_undisturbed_log_gives_no_doubts(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text(each("epoch {k} train loss {loss} val loss {other}\n"), encoding="utf-8")
    (run,) = read(tmp_path / "log.txt")
    assert not run.notices
    assert not run.left_out


def test_two_names_behind_a_slash_are_of_two_values_whatever_parts_these(tmp_path: Path) -> None:
    for between in (", ", " / ", "; "):
        text = each(f"round {{k}} FIT cost/accuracy = {{loss}}{between}{{hits}}.5% HOLDOUT cost/accuracy = {{other}}")
        text = text.replace("round", "\nround").replace(".5%", "e-1%")
        (run,) = runs_of(tmp_path, text)
        assert [(kind, split) for kind, split, _ in curves(run)] == [
            ("loss", Split.TRAIN),
            ("accuracy", Split.TRAIN),
            ("loss", Split.VAL),
        ]


def test_the_line_at_the_end_of_each_epoch_is_its_result_though_it_counts_updates_too(tmp_path: Path) -> None:
    text = ""
    for i in N:
        text += "".join(f"inner | epoch {i + 1} | update {30 * i + k} | loss {LOSS[i] + k / 100}\n" for k in (10, 20))
        text += f"outer | epoch {i + 1} | loss {LOSS[i]} | update {30 * i + 30}\n"
    (run,) = runs_of(tmp_path, text)
    assert [(one.metric, len(one.value)) for one in run.series] == [("loss (batches)", 2 * len(N)), ("loss", len(N))]
    assert run.series[1].value.tolist() == LOSS


def test_a_percentage_without_a_name_is_told_of(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss {loss}, {hits}e-1%\n"))
    assert [(one.points, one.why) for one in run.left_out] == [(len(N), "the number has no name")]


def test_points_of_named_curves_are_curves(tmp_path: Path) -> None:
    points = [
        {"tag": "loss", "phase": phase, "points": [{"iteration": 10 * i, "value": values[i]} for i in N]}
        for phase, values in (("train", LOSS), ("holdout", OTHER))
    ]
    (run,) = runs_of(tmp_path, json.dumps({"run": 3, "curves": points}), "log.json")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [10 * i for i in N]


def test_a_history_in_toml_is_read(tmp_path: Path) -> None:
    text = "lr = 0.1\n\n" + each("[[epochs]]\nnumber = {k}\ntrain_loss = {loss}\nval_loss = {other}\n\n")
    (run,) = runs_of(tmp_path, text, "log.toml")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


def test_a_percent_sign_may_stand_before_its_number(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("dönem {k}: kayıp {loss}, doğruluk %{hits}e-1\n").replace("dönem", "epok"))
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, pytest.approx(ACCURACY))]


def test_a_percentage_that_is_called_a_metric_is_kept(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("pass [{k} of 8] loss: {loss} x 500, metric: {hits}e-1% x 500\n"))
    assert [(one.metric, len(one.value)) for one in run.series] == [("loss", len(N)), ("metric", len(N))]


def test_records_of_which_a_word_tells_the_split_are_of_their_splits(tmp_path: Path) -> None:
    records = [{"epoch": i, "stage": s, "loss": v[i]} for i in N for s, v in (("fit", LOSS), ("validate", OTHER))]
    for record in records:
        record["stage"] = {"fit": "train", "validate": "valid"}[str(record["stage"])]
    (run,) = runs_of(tmp_path, json.dumps({"log": records}), "log.json")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[1].x.tolist() == list(N)


def test_numbers_that_json_holds_as_texts_are_numbers(tmp_path: Path) -> None:
    records = [{"epoch": f"{i + 1}/8", "loss": str(LOSS[i]), "acc": f"{100 * ACCURACY[i]:.0f} %"} for i in N]
    (run,) = runs_of(tmp_path, json.dumps(records), "log.json")
    assert curves(run) == [TRAIN_LOSS, ("accuracy", Split.TRAIN, pytest.approx(ACCURACY))]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize("torn", ["", '{\n  "epoch": 9,\n  "tra'])
def test_indented_json_values_one_after_another_are_records(tmp_path: Path, torn: str) -> None:
    text = "\n".join(json.dumps({"epoch": i, "train": {"loss": LOSS[i]}}, indent=1) for i in N)
    (run,) = runs_of(tmp_path, f"{text}\n{torn}", "out.txt")
    assert curves(run) == [TRAIN_LOSS]


def test_what_python_prints_is_read_without_running_it(tmp_path: Path) -> None:
    text = f"{{'learn': OrderedDict([('rmse', {LOSS})]), 'holdout': {{'rmse': [np.float64({OTHER[0]}), {OTHER[1:]}"
    text = text.replace(f"{OTHER[1:]}", f"{OTHER[1:]}"[1:]) + "}}"
    (run,) = runs_of(tmp_path, text, "evals.txt")
    assert [(split, values) for _, split, values in curves(run)] == [(Split.TRAIN, LOSS), (Split.VAL, OTHER)]


@pytest.mark.parametrize(
    "text", ["{'a': open('x')}", "{'a': b}", "{'a': -'b'}", "{'a': OrderedDict([1])}", "{'a': 1}}"]
)
def test_python_that_is_no_plain_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no |unmatched"):
        python_tree(text)


def test_sections_that_are_numbered_are_records(tmp_path: Path) -> None:
    text = "[setup]\nlr = 0.1\n\n" + each("[epoch-{k}]\ntrain_loss = {loss}\nval_loss = {other}\n\n")
    (run,) = runs_of(tmp_path, text, "log.ini")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert run.series[0].x.tolist() == [i + 1 for i in N]


def test_what_is_wrong_in_a_table_with_its_metrics_in_rows_is_said_with_its_line(tmp_path: Path) -> None:
    heading = "what,ep1,ep2,ep3,ep4,ep5"
    rows = [
        "loss,5,4,3,2,1,0.5",
        "val_loss,5,4,x,2,1,,",
        "lr,1,1,1",
        "acc,0,0,0,1,1",
        "val_acc,0,0,1,1,1",
        "mae,5,4,3,2,1",
    ]
    (run,) = runs_of(tmp_path, "\n".join([heading, *rows]) + "\n", "table.csv")
    assert list(run.series[0].value) == [5, 4, 3, 2, 1]
    told = [(notice.line, notice.text) for notice in run.notices]
    assert (2, "Found 7 columns where 6 are expected; those beyond the heading were left out.") in told
    assert (4, "Found 4 columns where 6 are expected; the rest was taken as not logged.") in told
    assert (3, "val_loss: 'x' is no number; such cells are left out.") in told
    assert len(told) == 3


@pytest.mark.parametrize("heading", ["ep{i}", "epoch {i}", "step_{i}"])
def test_a_table_with_its_metrics_in_rows_is_turned_upright(tmp_path: Path, heading: str) -> None:
    rows = [["what", *(heading.format(i=i) for i in N)], ["val loss", *OTHER], ["train loss", *LOSS], ["lr", *LOSS]]
    text = "\n".join(";".join(map(str, row)) for row in rows)
    (run,) = runs_of(tmp_path, text, "table.csv")
    assert curves(run)[:2] == [VAL_LOSS, TRAIN_LOSS]
    assert run.series[0].x.tolist() == list(N)
