"""What experiment trackers and trainers save: curves as JSON, states of checkpoints, records that are no logs."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.registry import identify, logs_under, read

SAMPLES = Path(__file__).resolve().parent.parent / "data"
DATA = SAMPLES / "curves-json"
LOSS = [round(1.5 * 0.85**i, 4) for i in range(12)]
ACCURACY = [round(0.9 - 0.5 * 0.8**i, 4) for i in range(12)]


def test_clearml_scalars_are_series_by_title_and_variant() -> None:
    (run,) = read(DATA / "clearml_scalars.json")
    assert [(s.metric, s.quantity, s.split) for s in run.series] == [
        ("loss/train", Quantity.LOSS, Split.TRAIN),
        ("loss/validation", Quantity.LOSS, Split.VAL),
        ("accuracy/validation", Quantity.ACCURACY, Split.VAL),
    ]
    assert run.x_name == "step"
    assert run.series[0].step.tolist() == [50 * i for i in range(12)]
    assert run.series[0].value.tolist() == LOSS


def test_a_plotly_figure_has_its_title_its_traces_and_its_packed_numbers() -> None:
    (run,) = read(DATA / "plotly.json")
    assert [(s.metric, s.split) for s in run.series] == [("Loss/train", Split.TRAIN), ("Loss/val", Split.VAL)]
    assert run.x_name == "epoch"
    assert run.series[0].x.tolist() == list(range(1, 13))
    assert run.series[0].value.tolist() == LOSS


def test_records_of_one_value_each_are_series_by_their_names() -> None:
    (run,) = read(DATA / "comet_metrics.json")
    assert [(s.metric, s.value.tolist()) for s in run.series] == [("train_loss", LOSS), ("val_accuracy", ACCURACY)]
    assert run.series[0].x.tolist() == list(range(12))


def test_a_list_of_traces_is_read_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "chart.json"
    traces = [{"name": name, "x": [0, 1, 2], "y": [3, None, 1.5]} for name in ("train_loss", "val_loss")]
    path.write_text(json.dumps([*traces, {"name": "val_acc", "x": ["2023-01-01", "2023-01-02"], "y": [1, 2]}]))
    (run,) = read(path)
    assert [s.metric for s in run.series] == ["train_loss", "val_loss"]
    assert run.series[0].value.tolist()[::2] == [3, 1.5]


@pytest.mark.parametrize(
    "tree",
    [
        {"x": [1, 2, 3], "y": [4, 5, 6]},
        {"data": [{"x": [1, 2], "y": [3]}, {"name": "loss", "x": "abc", "y": {"dtype": "f8", "bdata": "%%"}}]},
        {"data": [{"name": "loss", "x": [1, 2], "y": {"dtype": ["f8"], "bdata": "AAAA"}}]},
        [{"key": "height", "value": 1.5}, {"key": "width", "value": 2.5}],
        {"loss": {"train": {"x": [[1]], "y": [True]}}},
    ],
)
def test_points_that_are_no_curves_of_metrics_are_refused(tmp_path: Path, tree: object) -> None:
    path = tmp_path / "points.json"
    path.write_text(json.dumps(tree))
    with pytest.raises(UnreadableLog, match="JSON"):
        read(path)


def test_a_long_file_of_curves_is_known_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "scalars.json"
    curve = {"x": list(range(20_000)), "y": [1 / (1 + i) for i in range(20_000)]}
    path.write_text(json.dumps({"loss": {"train": {"name": "train", **curve}}}))
    assert identify(path).name == "curves-json"
    short = {"start": {"x": [0], "y": [1]}, "loss": {"train": {"name": "train", **curve}}}
    path.write_text(json.dumps(short))
    (run,) = read(path)
    assert [(s.metric, len(s.value)) for s in run.series] == [("loss/train", 20_000)]


def state(epochs: int, start: float = 1.0) -> str:
    history = [{"epoch": i + 1.0, "loss": start / (i + 1), "step": 10 * i + 10} for i in range(epochs)]
    return json.dumps({"best_metric": None, "global_step": 10 * epochs, "log_history": history})


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_of_the_checkpoints_of_one_training_the_last_is_the_log(tmp_path: Path) -> None:
    states = {k: written(tmp_path / f"checkpoint-{10 * k}" / "trainer_state.json", state(k)) for k in (2, 8, 12)}
    assert logs_under(tmp_path) == [states[12]]
    assert logs_under(states[2], tmp_path) == [states[12]]
    assert logs_under(states[2]) == [states[2]]
    whole = written(tmp_path / "trainer_state.json", state(14))
    assert logs_under(tmp_path) == [whole]


def test_checkpoints_of_another_training_are_logs_of_their_own(tmp_path: Path) -> None:
    last = written(tmp_path / "checkpoint-90" / "trainer_state.json", state(9))
    other = written(tmp_path / "checkpoint-50" / "trainer_state.json", state(5, start=2.0))
    assert logs_under(tmp_path) == [last, other]


TRACKED = [round(2.0 * 0.8**i, 5) for i in range(8)]


@pytest.mark.parametrize(
    ("file", "runs", "settings"),
    [
        ("wandb-file/run-sample.wandb", 1, (("lr", "0.1"),)),
        ("tracker-database/trackio.db", 2, (("lr", "0.1"),)),
        ("tracker-database/mlflow.db", 2, (("lr", "0.1"),)),
        ("dvclive/plots/metrics/val/loss.tsv", 1, ()),
        ("dvclive/metrics.json", 1, ()),
    ],
)
def test_what_a_tracker_keeps_on_disk_is_read_without_its_package(
    file: str, runs: int, settings: tuple[tuple[str, str], ...]
) -> None:
    found = read(SAMPLES / file)
    assert len(found) == runs
    for run in found:
        by_name = {series.metric: series for series in run.series}
        assert list(by_name["train/loss"].value) == pytest.approx(TRACKED, abs=1e-5)
        assert {(s.quantity, s.split) for s in run.series if s.quantity.is_progress} == {
            (quantity, split) for quantity in (Quantity.LOSS, Quantity.ACCURACY) for split in (Split.TRAIN, Split.VAL)
        }
        assert list(by_name["val/accuracy"].x) == list(range(8))
        assert run.settings == settings


def test_a_folder_of_dvclive_is_one_log_with_all_its_files() -> None:
    (log,) = logs_under(SAMPLES / "dvclive")
    assert isinstance(log, Path)
    (run,) = read(log)
    assert {path.name for path in run.files} == {"metrics.json", "loss.tsv", "accuracy.tsv"}
    assert len(run.files) == 5


def test_a_database_that_another_program_has_locked_is_read_from_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    path.write_bytes((SAMPLES / "tracker-database" / "mlflow.db").read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("INSERT INTO metrics VALUES ('val/loss', 0.25, 1700000000008, 'a', 8, 0)")
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("INSERT INTO metrics VALUES ('val/loss', 0.125, 1700000000009, 'a', 9, 0)")
        first, _ = read(path)
    (loss,) = [series for series in first.series if series.metric == "val/loss"]
    assert list(loss.value[-2:]) == [0.25, 0.125]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["mlflow", "trackio"])
def test_a_database_with_damaged_bytes_is_read_or_refused_in_a_sentence(tmp_path: Path, name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((SAMPLES / "tracker-database" / f"{name}.db").read_bytes())
    text = [i for i, byte in enumerate(data) if chr(byte).isalpha()]  # names, statements and values; few other bytes
    for at in chance.sample(text[50:], 40):
        data[at] = chance.choice((0xC1, 0xFF, 0x80, 0x00))
    path = tmp_path / "log.db"
    path.write_bytes(data)
    try:
        assert all(run.series for run in read(path))
    except UnreadableLog as error:
        assert str(error).endswith((".", "…"))


def test_a_run_of_a_tracker_without_a_history_says_so(tmp_path: Path) -> None:
    path = tmp_path / "run-abc.wandb"
    path.write_bytes(b":W&B\0\0\0" + bytes(range(200)))
    with pytest.raises(UnreadableLog, match="no history yet"):
        read(path)


@pytest.mark.parametrize("cut", [40, 900, 1500])
def test_a_torn_record_of_a_tracker_gives_what_is_whole(tmp_path: Path, cut: int) -> None:
    whole = (SAMPLES / "wandb-file" / "run-sample.wandb").read_bytes()
    path = tmp_path / "run-cut.wandb"
    path.write_bytes(whole[: len(whole) - cut])
    (run,) = read(path)
    (loss,) = [series for series in run.series if series.metric == "train/loss"]
    assert list(loss.value) == pytest.approx(TRACKED[: len(loss.value)], abs=1e-5)
