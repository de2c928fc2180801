"""Results of finished trainings, one a row or a block, are refused; histories that look like them are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import LOSS, OTHER, N, curves, each, runs_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split
from lossacc_gui.readers.series.names import is_setting
from lossacc_gui.readers.tables.finished import are_trainings
from lossacc_gui.readers.tables.row_kinds import shown_columns
from lossacc_gui.readers.tables.table import Table

RATES = (0.01, 0.001, 0.01, 0.1, 0.001, 0.1, 0.01, 0.001)
SIZES = (32, 128, 64, 32, 32, 64, 128, 64)
DROPS = (0.5, 0.1, 0.1, 0.3, 0.1, 0.5, 0.3, 0.3)
WIDTHS = (1, 3, 2, 3, 1, 2, 1, 3)
NETS = ("lenet", "vgg", "resnet", "densenet", "mobilenet", "swin", "convnext", "mixer")
STAYS = (200, 200, 200, 200, 200, 500, 500, 200)
WAYS = ("adam", "adam", "sgd", "adam", "lion", "sgd", "adam", "sgd")

ROW = "one row for each finished training"
THING = "one row for each thing"
RECORD = "one record for each finished training"
TEXT = "several results, each with a name or settings"
RESULTS = {
    "settings.csv": (
        "rate,batch_size,dropout,loss,val_loss\n"
        + "".join(f"{RATES[i]},{SIZES[i]},{DROPS[i]},{LOSS[i]},{OTHER[i]}\n" for i in N),
        ROW,
    ),
    "epochs_set.csv": (
        "optimizer,batch_size,epochs,val_loss\n" + "".join(f"{WAYS[i]},{SIZES[i]},{STAYS[i]},{OTHER[i]}\n" for i in N),
        ROW,
    ),
    "few.csv": (
        "episode,alpha,gamma,reward\n" + "".join(f"40,{RATES[i]},{DROPS[i]},{LOSS[i]}\n" for i in N[:4]),
        ROW,
    ),
    "ends.tsv": ("n_layers\tfinal_loss\n" + "".join(f"{2 * i}\t{LOSS[i]}\n" for i in N), "each value of n_layers"),
    "named.csv": ("net,epochs,val_loss\n" + "".join(f"{NETS[i]},{100 + i // 4},{OTHER[i]}\n" for i in N), THING),
    "named.jsonl": ("".join(json.dumps({"net": NETS[i], "val_loss": OTHER[i]}) + "\n" for i in N), RECORD),
    "nested.jsonl": (
        "".join(
            json.dumps({"params": {"batch_size": SIZES[i], "dropout": DROPS[i]}, "val_loss": OTHER[i]}) + "\n"
            for i in N
        ),
        RECORD,
    ),
    "list.json": (
        json.dumps([{"hidden": SIZES[i], "drop": DROPS[i], "final_loss": LOSS[i], "final_acc": 0.5} for i in N]),
        RECORD,
    ),
    "page.md": (
        "# Sizes\n\n| alpha | loss | val loss |\n|---|---|---|\n"
        + "".join(f"| {2**i} | {LOSS[i]} | {OTHER[i]} |\n" for i in N),
        "one row for each value of alpha",
    ),
    "headings.md": (
        "# What came out\n\nThe loss after 90 epochs.\n"
        + "".join(f"\n## {NETS[i]}\n\n- in: `{NETS[i]}.py`\n- loss: {LOSS[i]}\n- val loss: {OTHER[i]}\n" for i in N),
        f"{TEXT}.*## lenet",
    ),
    "headings_as_yaml.md": (
        "# What came out\n" + "".join(f"\n## {NETS[i]}\n\n- loss: {LOSS[i]}\n- acc: 0.{i}1\n" for i in N),
        f"{TEXT}.*## lenet",
    ),
    "folds.txt": (each("Fold {k}/8\n  Loss: {loss} ± 0.2\n") + "Mean\n  Loss: 0.6 ± 0.1\n", f"{TEXT}.*Fold 1"),
    "seeds.txt": (each("seed {k}: test loss {loss}, test accuracy {acc}\n"), TEXT),
    "last.txt": (
        "".join(f"Dropout: {DROPS[i]}\nLast train loss {LOSS[i]}\nLast eval loss {OTHER[i]}\n\n" for i in N),
        TEXT,
    ),
    "of_logs.txt": (
        "".join(f"runs/{NETS[i // 4]}{i}/out.log:Final loss: {LOSS[i]}, accuracy: 0.{i}5\n" for i in N),
        f"{TEXT}.*runs/lenet",
    ),
    "saved.txt": ("".join(f"Loading {net}.h5\nloss: {LOSS[i]} - acc: 0.5{i}\n" for i, net in enumerate(NETS)), TEXT),
}  # fmt: skip


@pytest.mark.parametrize("name", RESULTS)
def test_results_of_finished_trainings_are_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    text, said = RESULTS[name]
    with pytest.raises(UnreadableLog, match=said) as refusal:
        runs_of(tmp_path, text, name)
    assert "\n" not in refusal.value.sentence


HISTORIES = {
    "with_epochs.csv": "rate,batch_size,dropout,epoch,loss\n"
    + "".join(f"{RATES[i]},{SIZES[i]},{DROPS[i]},{i},{LOSS[i]}\n" for i in N),
    "one_cycle.csv": "lr,momentum,loss\n"
    + "".join(f"{min(i + 1, 8 - i) / 100},{1 - min(i + 1, 8 - i) / 100},{LOSS[i]}\n" for i in N),
    "learned.csv": "alpha,beta,batch_size,loss\n"
    + "".join(f"{OTHER[i] / 7},{(0.3, 0.41, 0.29, 0.4)[i % 4] + i / 1e4},64,{LOSS[i]}\n" for i in N),
    "of_layers.csv": "layer1_std,layer2_std,loss\n" + "".join(f"{DROPS[i]},{RATES[i]},{LOSS[i]}\n" for i in N),
    "a_phase.csv": "stage,seq_len,batch_size,lr,loss\n"
    + "".join(f"{1 + i // 4},{128 * (1 + i // 4)},{64 // (1 + i // 4)},0.01,{LOSS[i]}\n" for i in N),
    "the_sum_is_final.csv": "iteration,recon_loss,final_loss,n_layers\n"
    + "".join(f"{i},0.5,{LOSS[i]},{i}\n" for i in N),
    "counted_in_words.csv": "epoch,note,loss\n" + "".join(f"{i + 1}/8,{NETS[i]},{LOSS[i]}\n" for i in N),
    "checkpoints.jsonl": "".join(json.dumps({"of": f"out/ckpt-{i}00", "loss": LOSS[i]}) + "\n" for i in N),
    "a_clock.jsonl": "".join(
        json.dumps({"time": f"2026-01-05T1{i}:00:00", "model": "net", "lr": RATES[0] / (i + 1), "loss": LOSS[i]}) + "\n"
        for i in N
    ),
    "short.jsonl": "".join(
        json.dumps({"epoch": i // 4, "iter": i % 4 * 100 + 100, "size": SIZES[i], "loss": LOSS[i]}) + "\n" for i in N
    ),
    "headings.md": "# Log\n" + "".join(f"\n## Epoch {i + 1}\n\n- loss: {LOSS[i]}\n" for i in N),
    "last_of_many.txt": each("Episode {k}\nlast 10 loss: {loss}\n"),
    "folds_of_epochs.txt": "".join(
        f"loss: {loss}\n" if i % 4 else f"Fold {i}\nloss: {loss}\n" for i, loss in enumerate(LOSS)
    ),
    "final_of_each.txt": each("epoch {k} batch 1 loss 9.5\nepoch {k} final loss: {loss}\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", HISTORIES)
def test_what_looks_like_results_but_is_a_history_is_read(name: str, tmp_path: Path) -> None:
    found = [value for run in runs_of(tmp_path, HISTORIES[name], name) for value in losses_of(run)]
    assert found == LOSS


def test_records_of_things_that_measure_nothing_are_not_said_to_be_trainings(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog) as refusal:
        runs_of(tmp_path, json.dumps([{"file": net, "size": i} for i, net in enumerate(NETS)]), "list.json")
    assert "training history" in refusal.value.sentence and "for each" not in refusal.value.sentence


def losses_of(run: object) -> list[float]:
    """The values of the series that has what LOSS has."""
    return [x for _, _, values in curves(run) if set(values) <= set(LOSS) for x in values]  # type: ignore[arg-type]


def table(header: str, rows: list[str]) -> Table:
    return Table(tuple(header.split(",")), [row.split(",") for row in rows], list(range(1, len(rows) + 1)))


@pytest.mark.parametrize("count", range(4, 9))
def test_settings_tell_trainings_from_six_rows_on_or_from_four_with_a_third_or_a_counter_that_stays(count: int) -> None:
    two = [f"{SIZES[i]},{DROPS[i]},{LOSS[i]}" for i in N[:count]]
    assert are_trainings(table("batch_size,dropout,loss", two)) is (count >= 6)
    three = [f"{WIDTHS[i]},{row}" for i, row in enumerate(two)]
    assert are_trainings(table("width,batch_size,dropout,loss", three))
    assert are_trainings(table("epochs,batch_size,dropout,loss", [f"90,{row}" for row in two]))
    assert not are_trainings(table("epoch,batch_size,dropout,loss", [f"{i},{row}" for i, row in enumerate(two)]))


def test_a_refusal_names_four_columns_and_says_where_there_are_more() -> None:
    assert shown_columns(table("rate,size,epochs,loss", [])) == "rate, size, epochs, loss"
    assert shown_columns(table("rate,size,epochs,loss,time", [])) == "rate, size, epochs, loss, ..."
    assert shown_columns(table("a" * 25 + ",loss", [])) == "a" * 24 + ", loss"


def test_columns_that_say_the_same_are_one_setting() -> None:
    rows = [f"{WAYS[i]},opt-{WAYS[i]},{LOSS[i]}" for i in N]
    assert not are_trainings(table("optimizer,method,loss", rows))
    assert are_trainings(table("optimizer,batch_size,loss", [f"{WAYS[i]},{SIZES[i]},{LOSS[i]}" for i in N]))


@pytest.mark.parametrize(
    ("name", "known"),
    [("batch_size", True), ("Weight Decay", True), ("lr", True), ("layer2_size", False), ("val_loss", False)],
)  # fmt: skip
def test_names_of_settings(name: str, known: bool) -> None:
    assert is_setting(name) is known


def test_folds_that_tell_a_loss_more_than_once_are_histories(tmp_path: Path) -> None:
    text = "".join(f"Fold {f}\n" + each("loss: {loss}\n") for f in range(1, 4))
    values = [value for run in runs_of(tmp_path, text) for one in run.series for value in one.value.tolist()]
    assert sorted(values) == sorted(LOSS * 3)
    assert Split.TRAIN in {one.split for run in runs_of(tmp_path, text) for one in run.series}
