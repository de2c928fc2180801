"""More ways in which programs print a training or lay its log out; each is read by a rule that holds for all logs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import read
from lossacc_gui.readers.series.names import meaning_of

N = range(12)
LOSS = [round(2.0 * 0.8**i, 5) for i in N]
OTHER_LOSS = [round(2.2 * 0.85**i, 5) for i in N]
ACCURACY = [round(0.9 - 0.6 * 0.7**i, 4) for i in N]
LOWER = [round(0.8 - 0.6 * 0.7**i, 4) for i in N]


def each(line: str) -> str:
    """`line` for every epoch, with {i}, {k} (from 1), {loss}, {other}, {acc} and {low} filled in."""
    return "".join(
        line.format(i=i, k=i + 1, loss=LOSS[i], other=OTHER_LOSS[i], acc=ACCURACY[i], low=LOWER[i]) for i in N
    )


def run_of(folder: Path, text: str, name: str = "train.log") -> Run:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    (run,) = read(folder / name)
    return run


def told(run: Run) -> dict[tuple[str, str], list[float]]:
    """The values by (quantity, split)."""
    return {(str(s.quantity), str(s.split)): s.value.round(6).tolist() for s in run.series}


TRAINED = {("loss", "train"): LOSS, ("loss", "val"): OTHER_LOSS}
BOTH = TRAINED | {("accuracy", "train"): ACCURACY, ("accuracy", "val"): LOWER}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Epoch {k} loss/acc: {loss}/{acc} val loss/acc: {other}/{low}\n", BOTH, id="two names, one slash"),
        pytest.param("epoch {k} loss = tensor({loss}, device='cuda:0')\n", {("loss", "train"): LOSS}, id="wrapped"),
        pytest.param("loss(x, y) = param({loss})\n", {("loss", "train"): LOSS}, id="wrapped behind a call"),
        pytest.param("epoch: {i} (tr_loss: {loss}, ev_loss: {other})\n", TRAINED, id="ev beside a metric"),
        pytest.param(
            "Epoch = {i:03d}, Loss = {other}, Loss train = {loss}, Acc = {low}, Acc train = {acc}\n",
            BOTH,
            id="plain beside training",
        ),
        pytest.param("Epoch {k:02d} | train {loss} | val {other} | 3s\n", TRAINED, id="splits for names, which fall"),
        pytest.param("Avg. train / val loss for epoch {k}: {loss} / {other}\n", TRAINED, id="two splits, one name"),
        pytest.param(">> epoch: {k}/12, tr. error: {loss}, val. error: {other}\n", TRAINED, id="abbreviated splits"),
        pytest.param("Epoch {k} Train R^2: {acc} Val R^2: {low}\n", {("r2", "train"): ACCURACY, ("r2", "val"): LOWER}),
        pytest.param("Epochs {k:8d}. Current error: {loss}. Bit fail 4.\n", {("loss", "train"): LOSS}, id="an error"),
        pytest.param(
            "01/02 10:0{i} log\\train.log - INFO - epoch {k} train loss {loss} val loss {other}\n", TRAINED, id="logger"
        ),
    ],
)
def test_a_line_is_read(tmp_path: Path, line: str, expected: dict[tuple[str, str], list[float]]) -> None:
    found = told(run_of(tmp_path, each(line)))
    assert {key: found.get(key) for key in expected} == expected
    assert set(found) == set(expected)


def test_two_values_of_one_step_are_not_joined(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("[STEP {i}] train loss {loss}\nStep {i}: train loss {acc}; eval loss {other}\n"))
    values = [series.value.tolist() for series in run.series if series.split is Split.TRAIN]
    assert sorted(values) == sorted([LOSS, ACCURACY])


def test_a_share_of_a_split_in_percent_that_rises_is_an_accuracy(tmp_path: Path) -> None:
    text = "".join(f"Epoch {i + 1:4d}/12 | val={100 * LOWER[i]:.2f}% | best={100 * LOWER[i]:.2f}% @{i}\n" for i in N)
    assert told(run_of(tmp_path, text)) == {("accuracy", "val"): LOWER}


def test_scores_without_a_loss_and_a_split_are_of_an_evaluation(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("epoch {i}: {{'accuracy': {acc}, 'f1': {low}}}\n"))
    assert told(run) == {("accuracy", "val"): ACCURACY, ("f1", "val"): LOWER}
    assert any("taken as validation" in notice.text for notice in run.notices)


def test_a_heading_names_what_nobody_knows(tmp_path: Path) -> None:
    run = run_of(tmp_path, "==== Training Loss (Fri Jun 11 17:40:06 2021) ====\n" + each("(epoch: {k}) D_A: {loss}\n"))
    assert told(run) == {("loss", "train"): LOSS}
    assert any("'Training Loss'" in notice.text for notice in run.notices)


def test_without_that_heading_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        run_of(tmp_path, each("(epoch: {k}) D_A: {loss}\n"))


def test_a_table_that_is_printed_again_with_each_row_is_one_run(tmp_path: Path) -> None:
    head = "+-------+------------+----------+\n| Epoch | Train Loss | Val Loss |\n+-------+------------+----------+\n"
    rows = [f"|   {i + 1:2d}  |  {LOSS[i]:.5f}   |  {OTHER_LOSS[i]:.4f}  |\n" for i in range(6)]
    text = "".join(head + "".join(rows[: i + 1]) for i in range(6))
    run = run_of(tmp_path, text)
    assert told(run) == {
        ("loss", "train"): LOSS[:6],
        ("loss", "val"): [round(value, 4) for value in OTHER_LOSS[:6]],
    }
    assert any("15 rows" in notice.text for notice in run.notices)


def test_rows_are_of_the_split_after_which_they_are_called(tmp_path: Path) -> None:
    table = "evaluation of epoch {k}\n│ all   │   loss │ accuracy │\n│ train │ {loss} │ {acc} │\n"
    table += "│ vali  │ {other} │ {low} │\n"
    assert told(run_of(tmp_path, each(table))) == BOTH


def test_rows_of_classes_are_not_joined_with_the_row_of_all(tmp_path: Path) -> None:
    text = "".join(f"evaluate:dev\naccuracy: {ACCURACY[i]}\nTREE: accuracy: {LOWER[i]}\n" for i in N)
    values = [s.value.round(6).tolist() for s in run_of(tmp_path, text).series]
    assert values == [ACCURACY, LOWER]


def test_a_summary_beside_batches_stays_of_the_training(tmp_path: Path) -> None:
    lines = "".join(f"Epoch {{k}}: batch {b}/3 loss: {9 - b}.5\n" for b in (1, 2, 3))
    run = run_of(tmp_path, each(lines + "Epoch {k}, Loss: {loss}, Accuracy: {acc}\n"))
    assert {str(series.split) for series in run.series} == {"train"}


def test_a_result_with_a_score_of_its_own_beside_scored_batches_is_of_validation(tmp_path: Path) -> None:
    lines = "".join(f"Epoch: [{{i}}/12] Iter:[{b}/3], Loss: {9 - b}.5, Acc: 0.{b}\n" for b in (0, 1, 2))
    run = run_of(tmp_path, each(lines + "Loss: {other}, MeanIU: {low}\n"))
    assert told(run)["iou", "val"] == LOWER
    assert told(run)["loss", "val"] == OTHER_LOSS


def test_what_a_callback_prints_behind_a_bar_begins_a_line(tmp_path: Path) -> None:
    text = each(
        "Epoch {k}/12\n 9/10 [========>.] - loss: 9.5Epoch {i:05d}: val_loss did not improve\n"
        "10/10 [==========] - 1s - loss: {loss} - val_loss: {other}\n"
    )
    run = run_of(tmp_path, text)
    assert told(run) == TRAINED
    assert run.series[0].x.tolist() == [i + 1 for i in N]


def test_a_log_that_is_called_a_text_for_people_is_read_where_it_is_nothing_else(tmp_path: Path) -> None:
    log = each("Epoch: {k:03d}, Loss: {loss}\n")
    assert told(run_of(tmp_path, log, "train.md")) == {("loss", "train"): LOSS}
    with pytest.raises(UnreadableLog, match="text for people"):
        run_of(tmp_path, "# How to train\n" + "A sentence about it.\n" * 30 + log, "README.md")


@pytest.mark.parametrize("table", ["", "\n| net | layers |\n|---|---|\n| a | 3 |\n"])
def test_a_log_among_lines_of_a_word_or_two_is_read_where_no_more_sentences_than_records_stand_beside_it(
    table: str, tmp_path: Path
) -> None:
    text = each("epoch {k} loss: {loss} val_loss: {other}\n") + "- more\n" * 20 + table
    for sentences in (0, len(N)):
        run = run_of(tmp_path, text + "It is worth a note.\n" * sentences, "NOTES.md")
        assert told(run) == {("loss", "train"): LOSS, ("loss", "val"): OTHER_LOSS}
    with pytest.raises(UnreadableLog, match="text for people"):
        run_of(tmp_path, text + "It is worth a note.\n" * (len(N) + 1), "NOTES.md")


def test_rows_of_two_processes_are_sorted_and_told_once(tmp_path: Path) -> None:
    records = [{"current_steps": 10 * i, "loss": 3 - i / 20 + rank / 1000} for i in range(1, 21) for rank in (0, 1)]
    late = [records[i + 1] if i % 4 == 1 else records[i - 1] if i % 4 == 2 else records[i] for i in range(40)]
    run = run_of(tmp_path, "".join(f"{json.dumps(record)}\n" for record in late), "log.jsonl")
    assert run.x_name == "step" and run.breaks == ()
    assert run.series[0].x.tolist() == [10 * i for i in range(1, 21)]


def test_steps_of_the_training_and_epochs_of_the_validation_share_an_axis(tmp_path: Path) -> None:
    records: list[dict[str, float]] = []
    for i in N:
        records += [{"step": 200 * i, "train/loss": 9.0}, {"step": 200 * i + 100, "train/loss": LOSS[i]}]
        records.append({"epoch": i, "val/loss": OTHER_LOSS[i]})
    run = run_of(tmp_path, "".join(f"{json.dumps(record)}\n" for record in records), "log.jsonl")
    train, val = run.series
    assert run.x_name == "step" and len(train.value) == 24
    assert val.x.tolist() == [200 * i + 100 for i in N]


def test_a_first_column_in_equal_steps_counts_a_table_without_a_heading(tmp_path: Path) -> None:
    run = run_of(tmp_path, each("{k}000, {loss}, 0.005\n"), "learning_stats.csv")
    assert run.x_name == "step"
    assert run.series[0].x.tolist() == [1000 * (i + 1) for i in N]
    assert run.series[0].quantity is Quantity.OTHER


def test_folds_in_a_list_are_runs(tmp_path: Path) -> None:
    rows = [{"epoch": i + 1, "train_loss": LOSS[i], "val_loss": OTHER_LOSS[i]} for i in N]
    path = tmp_path / "progress.json"
    path.write_text(json.dumps({"experiment": "one", "folds": [{"fold": k, "epochs": rows} for k in range(3)]}))
    runs = read(path)
    assert [told(run) for run in runs] == [TRAINED] * 3
    assert len({run.name for run in runs}) == 3


@pytest.mark.parametrize(
    ("name", "quantity", "split"),
    [
        ("trl", Quantity.LOSS, Split.TRAIN),
        ("tel", Quantity.LOSS, Split.TEST),
        ("ts_loss", Quantity.LOSS, Split.TEST),
        ("ts", Quantity.OTHER, None),
        ("val_sa", Quantity.ACCURACY, Split.VAL),
        ("Mean IU", Quantity.IOU, None),
        ("Max accuracy", Quantity.OTHER, None),
        ("mean error", Quantity.ERROR_RATE, None),
        ("data", Quantity.TIME, None),
    ],
)
def test_a_short_name_tells_its_quantity_and_split(name: str, quantity: Quantity, split: Split | None) -> None:
    meaning = meaning_of(name)
    assert (meaning.quantity, meaning.split) == (quantity, split)
