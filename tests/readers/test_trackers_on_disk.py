"""What trackers write to disk, made row by row and record by record: each form with and without its parts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from event_bytes import BYTES, VARINT, field, varint

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.formats.wandb_file import BLOCK, HEADER, RECORD_HEAD
from lossacc_gui.readers.registry import read

LOSS = [2.0, 1.5, 1.25, 1.125]
Rows = Sequence[tuple[object, ...]]


def database(path: Path, **tables: tuple[str, Rows]) -> Path:
    """A database with these tables: the columns of each, and its rows."""
    with closing(sqlite3.connect(path)) as base:
        for name, (columns, rows) in tables.items():
            base.execute(f"CREATE TABLE {name} ({columns})")
            places = ", ".join("?" * len(columns.split(",")))
            base.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        base.commit()
    return path


def told(run: Run) -> dict[str, list[float]]:
    return {one.metric: one.value.tolist() for one in run.series}


# Trackio


def logged(run: str, *losses: float) -> Rows:
    return [(None, run, step, json.dumps({"val/loss": loss})) for step, loss in enumerate(losses)]


METRICS = "id INTEGER PRIMARY KEY, run_name, step, metrics"


def test_each_run_of_trackio_has_its_rows_its_name_and_its_settings(tmp_path: Path) -> None:
    config = {"lr": 0.1, "_hidden": 1, "long": "x" * 300}
    rows = [*logged("b", *LOSS[:3]), *logged("a", *LOSS)]
    path = database(
        tmp_path / "trackio.db",
        metrics=(METRICS, rows),
        configs=("run_name, config", [("a", json.dumps(config)), ("c", "{}")]),
    )
    first, second = read(path)
    assert [(run.name, told(run)) for run in (first, second)] == [
        ("b", {"val/loss": LOSS[:3]}),
        ("a", {"val/loss": LOSS}),
    ]
    assert first.settings == () and dict(second.settings) == {"lr": "0.1", "long": "x" * 200}
    assert second.series[0].x.tolist() == [0, 1, 2, 3] and not second.notices


def test_runs_of_trackio_are_told_apart_by_their_id_where_it_is_there(tmp_path: Path) -> None:
    rows = [(None, f"{i % 2}", "same", i // 2, json.dumps({"loss": loss})) for i, loss in enumerate(2 * LOSS)]
    path = database(
        tmp_path / "trackio.db",
        metrics=("id INTEGER PRIMARY KEY, run_id, run_name, step, metrics", rows),
        configs=("run_id, config", [("1", '{"lr": 1}')]),
    )
    first, second = read(path)
    assert (first.name, second.name) == ("same", "same") and len(first.series[0].value) == 4
    assert (first.settings, second.settings) == ((), (("lr", "1"),))


@pytest.mark.parametrize("config", ["[1]", "no json", None, "[" * 100_000])
def test_settings_that_are_no_dictionary_are_none(config: str | None, tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", metrics=(METRICS, logged("a", *LOSS)), configs=("run_name, config", [("a", config)])
    )
    (run,) = read(path)
    assert run.settings == () and told(run) == {"val/loss": LOSS}


@pytest.mark.parametrize("broken", ["no json", "[1]", None])
def test_a_row_that_holds_no_metrics_is_left_out_and_told(broken: str | None, tmp_path: Path) -> None:
    rows = [*logged("a", *LOSS), (None, "a", 9, broken), (None, "b", 1, broken)]
    (run,) = read(database(tmp_path / "t.db", metrics=(METRICS, rows)))
    assert told(run) == {"val/loss": LOSS}
    assert [one.text for one in run.notices] == ["1 row holds no metrics and was left out."]


# MLflow

PARAMS = {"params": ("key, value, run_uuid", [("lr", "0.1", "a"), ("note", "x" * 300, "a"), ("lr", "1", "b")])}
NAMES = {"runs": ("run_uuid, name", [("a", "first"), ("b", None)])}


def mlflow(
    folder: Path, rows: Rows, columns: str = "key, value, timestamp, run_uuid, step, is_nan", **tables: tuple[str, Rows]
) -> tuple[Run, ...]:
    return read(database(folder / "mlflow.db", metrics=(columns, rows), **tables))


def valued(uuid: str, *losses: float | None, steps: Sequence[int | None] = (0, 1, 2, 3)) -> Rows:
    return [
        ("loss", loss, 1000 * (5 + i), uuid, step, 0) for i, (loss, step) in enumerate(zip(losses, steps, strict=False))
    ]


def test_runs_of_mlflow_have_their_names_their_parameters_and_their_times(tmp_path: Path) -> None:
    first, second = mlflow(tmp_path, [*valued("a", *LOSS), *valued("b", *LOSS[:2])], **PARAMS, **NAMES)
    assert (first.name, second.name) == ("first", "b")
    assert dict(first.settings) == {"lr": "0.1", "note": "x" * 200} and second.settings == (("lr", "1"),)
    assert told(first) == {"loss": LOSS} and first.series[0].time is not None
    assert first.series[0].time.tolist() == [5, 6, 7, 8] and first.series[0].step.tolist() == [0, 1, 2, 3]


def test_without_tables_of_names_and_parameters_a_run_of_mlflow_is_called_after_its_id(tmp_path: Path) -> None:
    other = {"runs": ("run_uuid, status", []), "params": ("key, value", [])}
    (run,) = mlflow(tmp_path, valued("a", *LOSS), **other)
    assert run.name == "a" and run.settings == ()


@pytest.mark.parametrize(
    ("steps", "read_as"),
    [
        ((0, 0, 0, 0), [0, 1, 2, 3]),
        ((0, 0, 0, 7), [0, 7]),
        ((None, None, None, None), [0, 1, 2, 3]),
        ((0, 10, 20, 2**60), [0, 10, 20]),
        ((-1, 10, 20, 2**60 - 1), [-1, 10, 20, 2**60 - 1]),
    ],
)
def test_values_of_mlflow_without_steps_are_counted(
    steps: Sequence[int | None], read_as: list[int], tmp_path: Path
) -> None:
    (run,) = mlflow(tmp_path, valued("a", *LOSS, steps=steps))
    assert run.series[0].step.tolist() == read_as


def test_what_is_not_a_number_is_told_by_its_own_column_or_by_nothing(tmp_path: Path) -> None:
    rows = [*valued("a", 2.0, None, 1.5), ("loss", 1.0, 9000, "a", 3, 1)]
    (run,) = mlflow(tmp_path, rows)
    by_step = dict(zip(run.series[0].step.tolist(), run.series[0].value.tolist(), strict=True))
    assert np.isnan([by_step[1], by_step[3]]).all() and (by_step[0], by_step[2]) == (2.0, 1.5)
    (tmp_path / "mlflow.db").unlink()
    (plain,) = mlflow(tmp_path, [row[:5] for row in valued("a", *LOSS)], "key, value, timestamp, run_uuid, step")
    assert told(plain) == {"loss": LOSS}


@pytest.mark.parametrize(
    ("columns", "said"),
    [("run_uuid, key, value", "other columns"), ("run_name, step", "other columns"), (METRICS, "No run")],
)
def test_a_database_of_something_else_or_without_runs_is_refused(columns: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match=said):
        read(database(tmp_path / "mlflow.db", metrics=(columns, [])))


def test_a_database_without_metrics_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        read(database(tmp_path / "some.db", people=("name", [("a",)])))


# Weights & Biases


def item(name: str, value: str, *, number: int = 1) -> bytes:
    return field(1, BYTES, field(number, BYTES, name.encode()) + field(16, BYTES, value.encode()))


def history(**values: object) -> bytes:
    told_as = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    return field(2, BYTES, b"".join(item(name, value) for name, value in told_as.items()))


def wandb(path: Path, *records: bytes, kinds: Mapping[int, int] = {}) -> Path:
    """Each record whole, or of the kind that is told for it; a block ends with zeros where no head has room."""
    data = b":W&B" + b"\0" * (HEADER - 4)
    for i, content in enumerate(records):
        left = BLOCK - len(data) % BLOCK
        if left < RECORD_HEAD:
            data += b"\0" * left
        data += b"\0" * 4 + len(content).to_bytes(2, "little") + bytes([kinds.get(i, 1)]) + content
    path.write_bytes(data)
    return path


ROWS = [history(loss=loss, _step=i, _timestamp=100.0 + i, _runtime=i) for i, loss in enumerate(LOSS)]


def test_a_run_of_wandb_has_its_rows_its_times_its_name_and_its_configuration(tmp_path: Path) -> None:
    config = field(5, BYTES, item("lr", "0.1") + item("_wandb", "1") + item("long", json.dumps("x" * 201)))
    nested = field(1, BYTES, field(2, BYTES, b"opt") + field(2, BYTES, b"name") + field(16, BYTES, b'"sgd"'))
    run_of_it = field(17, BYTES, field(4, BYTES, nested) + field(8, BYTES, b"happy-sun"))
    (run,) = read(wandb(tmp_path / "run-1.wandb", config, ROWS[0], run_of_it, *ROWS[1:]))
    assert run.name == "happy-sun" and run.settings == (("lr", "0.1"), ("opt/name", "sgd"))
    assert told(run) == {"loss": LOSS} and run.series[0].time is not None
    assert run.series[0].step.tolist() == [0, 1, 2, 3] and run.series[0].time.tolist() == [100, 101, 102, 103]
    (unnamed,) = read(wandb(tmp_path / "run-2.wandb", *ROWS))
    assert "run-2" in unnamed.name and unnamed.settings == () and not unnamed.notices


def test_a_setting_is_kept_up_to_its_longest(tmp_path: Path) -> None:
    config = field(5, BYTES, item("a", json.dumps("x" * 200)) + item("b", json.dumps("x" * 201)))
    (run,) = read(wandb(tmp_path / "run-1.wandb", config, *ROWS))
    assert [name for name, _ in run.settings] == ["a"]


def test_nan_and_infinity_are_texts_in_a_history_and_other_texts_are_no_values(tmp_path: Path) -> None:
    texts = ("NaN", "Infinity", "-Infinity")
    odd = [history(loss=json.dumps(text), note='"hello"', _step=i) for i, text in enumerate(texts)] + ROWS[3:]
    (run,) = read(wandb(tmp_path / "run-1.wandb", *odd))
    assert set(told(run)) == {"loss"}
    np.testing.assert_array_equal(run.series[0].value, [np.nan, np.inf, -np.inf, LOSS[3]])


def test_an_epoch_that_is_logged_counts(tmp_path: Path) -> None:
    rows = [history(loss=loss, epoch=i, _step=100 * i) for i, loss in enumerate(LOSS)]
    (run,) = read(wandb(tmp_path / "run-1.wandb", *rows))
    assert run.x_name == "epoch" and run.series[0].x.tolist() == [0, 1, 2, 3]


def test_a_record_in_parts_is_put_together_and_one_of_no_kind_ends_its_block(tmp_path: Path) -> None:
    a, b, c = ROWS[1][:5], ROWS[1][5:9], ROWS[1][9:]
    (run,) = read(wandb(tmp_path / "run-1.wandb", ROWS[0], a, b, c, *ROWS[2:], kinds={1: 2, 2: 3, 3: 4}))
    assert told(run) == {"loss": LOSS}
    for kind in (0, 5):
        (run,) = read(wandb(tmp_path / "run-1.wandb", *ROWS[:2], ROWS[2], ROWS[3], kinds={2: kind}))
        assert told(run) == {"loss": LOSS[:2]}


@pytest.mark.parametrize("short", range(RECORD_HEAD + 2))
def test_no_head_of_a_record_crosses_the_end_of_a_block(short: int, tmp_path: Path) -> None:
    """The first record ends so many bytes before the end of its block."""
    used = HEADER + 2 * RECORD_HEAD + len(ROWS[0])
    more = BLOCK - used - short - 4
    (run,) = read(wandb(tmp_path / "run-1.wandb", ROWS[0], field(99, BYTES, b"x" * (more - 1)), *ROWS[1:]))
    assert told(run) == {"loss": LOSS}


def test_a_broken_record_is_left_out_and_told(tmp_path: Path) -> None:
    (run,) = read(wandb(tmp_path / "run-1.wandb", *ROWS[:2], b"\x0b", *ROWS[2:], b"\x12\x7f"))
    assert told(run) == {"loss": LOSS}
    assert [one.text for one in run.notices] == ["2 records are broken and were left out."]


def test_a_field_that_is_a_number_is_no_row(tmp_path: Path) -> None:
    odd = [field(2, VARINT, varint(7)), field(5, VARINT, varint(7)), field(17, VARINT, varint(7))]
    unknown = history(**{"": 1.0}) + field(2, BYTES, field(1, BYTES, field(1, BYTES, b"bare")))
    (run,) = read(wandb(tmp_path / "run-1.wandb", *odd, unknown, field(2, BYTES, item("bad", "{")), *ROWS))
    assert told(run) == {"loss": LOSS} and not run.notices


def test_a_run_without_rows_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="no history yet"):
        read(wandb(tmp_path / "run-1.wandb", field(5, BYTES, item("lr", "0.1"))))
