"""The settings of a run come with it, whether they lie beside the log or were printed before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from lossacc_gui.readers.registry import read
from lossacc_gui.readers.settings import MOST_NAMES

ROWS = "epoch,loss,val_loss\n" + "".join(f"{i},{2 * 0.8**i:.4f},{2.2 * 0.85**i:.4f}\n" for i in range(8))
LINES = "".join(f"Epoch {i + 1}: loss {2 * 0.8**i:.4f}\n" for i in range(8))
YAML = "batch_size: 32\noptimizer:\n  name: sgd  # plain\n  lr: 0.1\nlayers:\n- 64\n- 32\nseed: !!python/int 3\n"
FLAT = {"batch_size": "32", "optimizer/name": "sgd", "optimizer/lr": "0.1", "layers": "[64, 32]"}


def settings_of(path: Path) -> dict[str, str]:
    (run,) = read(path)
    return dict(run.settings)


@pytest.mark.parametrize("name", ["hparams.yaml", "args.yml", ".hydra/config.yaml"])
def test_a_yaml_file_beside_the_log_tells_the_settings(tmp_path: Path, name: str) -> None:
    (tmp_path / "metrics.csv").write_text(ROWS)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(YAML)
    (run,) = read(tmp_path / "metrics.csv")
    assert dict(run.settings) == FLAT
    assert run.files == (tmp_path / "metrics.csv", tmp_path / name)


def test_a_json_file_beside_the_log_tells_the_settings(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text(ROWS)
    (tmp_path / "config.json").write_text(json.dumps({"lr": 0.1, "model": {"name": "resnet"}, "tags": ["a", "b"]}))
    assert settings_of(tmp_path / "metrics.csv") == {"lr": "0.1", "model/name": "resnet", "tags": "['a', 'b']"}


@pytest.mark.parametrize("others", [0, MOST_NAMES - 3, MOST_NAMES, 3 * MOST_NAMES])
def test_a_file_of_settings_is_found_among_any_number_of_files(tmp_path: Path, others: int) -> None:
    for i in range(others):
        (tmp_path / f"image_{i}.bin").touch()
    (tmp_path / "metrics.csv").write_text(ROWS)
    (tmp_path / "config.json").write_text('{"lr": 0.1}')
    assert settings_of(tmp_path / "metrics.csv") == {"lr": "0.1"}


def test_files_with_other_names_tell_none(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text(ROWS)
    (tmp_path / "data.yaml").write_text(YAML)
    (tmp_path / "config.yaml").write_text("no settings here\n\0\0")
    assert settings_of(tmp_path / "metrics.csv") == {}


def test_the_params_folder_of_mlflow_tells_the_settings(tmp_path: Path) -> None:
    for name, text in (("metrics/loss", "1700000000000 0.9 0\n1700000001000 0.7 1\n"), ("params/lr", "0.1")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    assert settings_of(tmp_path / "metrics" / "loss") == {"lr": "0.1"}


def test_a_run_of_mlflow_has_the_name_that_its_tag_tells(tmp_path: Path) -> None:
    log, tag = tmp_path / "4f2a" / "metrics" / "loss", tmp_path / "4f2a" / "tags" / "mlflow.runName"
    log.parent.mkdir(parents=True)
    log.write_text("1700000000000 0.9 0\n1700000001000 0.7 1\n")
    (run,) = read(log)
    assert run.name == "4f2a"
    tag.parent.mkdir()
    tag.write_text("wide, warm\n")
    (run,) = read(log)
    assert run.name == "wide, warm" and tag in run.files and log in run.files


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(
            "Namespace(lr=0.1, model='res(net', sizes=[1, 2], device=device(type='cpu'))\n",
            {"lr": "0.1", "model": "res(net", "sizes": "[1, 2]", "device": "device(type='cpu')"},
            id="Namespace",
        ),
        pytest.param(
            "2024-01-01 10:00:00 INFO: arguments:\n{'lr': 0.1,\n 'loss_weight': 2.0,\n 'train': {'epochs': 3}}\n",
            {"lr": "0.1", "loss_weight": "2.0", "train/epochs": "3"},
            id="dictionary",
        ),
        pytest.param(
            "lr: 0.1\nbatch_size = 32\n--model: resnet\nloaded 3 files\nDevice: cuda\n",
            {"lr": "0.1", "batch_size": "32", "model": "resnet"},
            id="lines",
        ),
        pytest.param("Namespace(lr=0.1, model=\nlr: 0.1\n", {}, id="torn"),
    ],
)
def test_settings_printed_before_the_training_are_no_curves(
    tmp_path: Path, head: str, expected: dict[str, str]
) -> None:
    (tmp_path / "train.log").write_text(head + LINES)
    (run,) = read(tmp_path / "train.log")
    assert dict(run.settings) == expected
    assert [series.metric for series in run.series] == ["loss"]


def test_the_hparams_of_an_event_file_are_the_settings(tmp_path: Path) -> None:
    told = HParamsPluginData()
    told.session_start_info.hparams["lr"].number_value = 0.1
    told.session_start_info.hparams["optimizer"].string_value = "sgd"
    told.session_start_info.hparams["augment"].bool_value = True
    plugin = SummaryMetadata.PluginData(plugin_name="hparams", content=told.SerializeToString())
    tag = "_hparams_/session_start_info"
    writer = EventFileWriter(str(tmp_path))
    writer.add_event(
        Event(summary=Summary(value=[Summary.Value(tag=tag, metadata=SummaryMetadata(plugin_data=plugin))]))
    )
    for i in range(5):
        writer.add_event(Event(step=i, summary=Summary(value=[Summary.Value(tag="loss", simple_value=1 / (i + 1))])))
    writer.close()
    assert settings_of(tmp_path) == {"lr": "0.1", "optimizer": "sgd", "augment": "True"}


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("between", ["", "Using device: cuda\n", "[2023-05-17 13:42] [INFO] start\n", "{'gpu': 0}\n"])
def test_settings_dumped_as_json_above_printed_lines_keep_no_line_from_being_read(
    tmp_path: Path, indent: int | None, between: str
) -> None:
    dump = {"batch_size": 128, "loss": "ce", "lr": 0.1, "epochs": 8, "layers": [64, 32], "resume": None}
    (tmp_path / "nohup.out").write_text(f"{json.dumps(dump, indent=indent)}\n{between}{LINES}")
    (run,) = read(tmp_path / "nohup.out")
    assert [(series.metric, len(series.value), list(series.x[[0, -1]])) for series in run.series] == [
        ("loss", 8, [1, 8])
    ]
    assert dict(run.settings)["batch_size"] == "128"


def test_a_last_record_that_is_torn_is_no_text_behind_json(tmp_path: Path) -> None:
    records = [json.dumps({"epoch": i, "loss": 2 * 0.8**i}, indent=2) for i in range(8)]
    (tmp_path / "log.json").write_text("\n".join(records)[:-12])
    (run,) = read(tmp_path / "log.json")
    assert [(series.metric, len(series.value)) for series in run.series] == [("loss", 7)]
