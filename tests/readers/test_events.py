"""TensorBoard event files, held against TensorBoard's own reader."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.formats.tensorboard.crc32c import masked_one
from lossacc_gui.readers.registry import logs_under, read

DATA = Path(__file__).resolve().parent.parent / "data" / "tensorboard-events"
TORCH = DATA / "torch" / "events.out.tfevents.1700000000.torch"


def record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_one(length)) + data + struct.pack("<I", masked_one(data))


def event(step: int, **values: float) -> bytes:
    summary = Summary(value=[Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()])
    return record(Event(wall_time=1700000000.0 + step, step=step, summary=summary).SerializeToString())


def run_of(path: Path, *records: bytes) -> Run:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        record(Event(wall_time=1700000000.0, file_version="brain.Event:2").SerializeToString()) + b"".join(records)
    )
    (run,) = read(path)
    return run


def test_the_checksum_is_the_one_of_the_published_test_vector() -> None:
    crc = 0xE3069283  # CRC-32C of "123456789"
    assert masked_one(b"123456789") == ((crc >> 15 | crc << 17) + 0xA282EAD8) % 2**32


@pytest.mark.parametrize("folder", ["torch", "keras/train", "keras/validation"])
def test_scalars_equal_those_of_tensorboard(folder: str) -> None:
    (path,) = (DATA / folder).glob("*tfevents*")
    (run,) = read(path)
    oracle = EventAccumulator(str(path), size_guidance={"scalars": 0, "tensors": 0})
    oracle.Reload()
    for series in run.series:
        if series.metric in oracle.Tags()["scalars"]:
            expected = [(e.step, e.value, e.wall_time) for e in oracle.Scalars(series.metric)]
        else:
            expected = [(e.step, e.tensor_proto.float_val[0], e.wall_time) for e in oracle.Tensors(series.metric)]
        assert series.time is not None
        assert list(zip(series.step, series.value, series.time, strict=True)) == expected


def test_train_and_validation_folders_are_the_splits_of_one_run() -> None:
    (log,) = logs_under(DATA / "keras")
    assert log == DATA / "keras"
    (run,) = read(DATA / "keras")
    assert {(s.metric, s.split) for s in run.series} == {
        (m, s) for m in ("epoch_loss", "epoch_accuracy") for s in (Split.TRAIN, Split.VAL)
    }
    assert run.x_name == "epoch"


def test_a_torn_last_record_is_ignored_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "events.out.tfevents.1.h"
    path.write_bytes(TORCH.read_bytes()[:-20])
    (run,) = read(path)
    assert any("not complete" in notice.text for notice in run.notices)
    assert run.series[0].metric == "train/loss"


def test_a_damaged_record_is_left_out_with_a_notice(tmp_path: Path) -> None:
    good = [event(i, loss=1.0 / (i + 1)) for i in range(5)]
    bad = bytearray(good[2])
    bad[-6] ^= 1
    run = run_of(tmp_path / "events.out.tfevents.1.h", *good[:2], bytes(bad), *good[3:])
    assert list(run.series[0].step) == [0, 1, 3, 4]
    assert any("1 of 6 records" in notice.text for notice in run.notices)


def test_a_damaged_length_ends_the_reading_with_a_notice(tmp_path: Path) -> None:
    good = [event(i, loss=1.0 / (i + 1)) for i in range(5)]
    bad = bytearray(good[3])
    bad[0] ^= 64
    run = run_of(tmp_path / "events.out.tfevents.1.h", *good[:3], bytes(bad), good[4])
    assert list(run.series[0].step) == [0, 1, 2]
    assert any("damaged at byte" in notice.text for notice in run.notices)


def test_nan_large_steps_and_several_values_an_event_are_kept(tmp_path: Path) -> None:
    steps = [0, 127, 128, 2**40, 2**60]
    run = run_of(tmp_path / "events.out.tfevents.1.h", *(event(s, loss=float("nan"), acc=0.5) for s in steps))
    assert [list(series.step) for series in run.series] == [steps, steps]
    assert np.isnan(run.series[0].value).all()


def test_a_resumed_run_replaces_what_it_repeats(tmp_path: Path) -> None:
    steps = [0, 10, 20, 30, 20, 30, 40]
    run = run_of(tmp_path / "events.out.tfevents.1.h", *(event(s, loss=float(i)) for i, s in enumerate(steps)))
    assert list(run.series[0].step) == [0, 10, 20, 30, 40]
    assert list(run.series[0].value) == [0, 1, 4, 5, 6]
    assert [(b.kind, b.position) for b in run.breaks] == [("resume", 20.0)]


def test_a_file_that_goes_on_belongs_to_the_run_and_one_that_starts_over_does_not(tmp_path: Path) -> None:
    run_of(tmp_path / "a" / "events.out.tfevents.1.h", *(event(s, loss=1.0) for s in range(5)))
    run_of(tmp_path / "a" / "events.out.tfevents.2.h", *(event(s, loss=0.5) for s in range(3, 8)))
    (resumed,) = read(tmp_path / "a")
    assert list(resumed.series[0].value) == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5]
    shutil.copy(tmp_path / "a" / "events.out.tfevents.1.h", tmp_path / "a" / "events.out.tfevents.3.h")
    assert len(read(tmp_path / "a")) == 2


def test_the_epoch_that_lightning_logs_is_the_axis(tmp_path: Path) -> None:
    events = [event(9 + 10 * i, val_loss=1.0 / (i + 1), val_acc=0.5 + i / 10, epoch=float(i)) for i in range(4)]
    run = run_of(tmp_path / "events.out.tfevents.1.h", *events)
    assert run.x_name == "epoch"
    assert list(run.series[0].x) == [0, 1, 2, 3]
    assert list(run.series[0].step) == [9, 19, 29, 39]


def test_a_file_without_scalars_says_so(tmp_path: Path) -> None:
    path = tmp_path / "events.out.tfevents.1.h"
    path.write_bytes(record(Event(wall_time=1.0, file_version="brain.Event:2").SerializeToString()))
    with pytest.raises(UnreadableLog, match="no scalars"):
        read(path)


def test_a_step_that_counts_nothing_is_left_out_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / "test_error.tsv").write_text("iter\tLogloss\n" + "9" * 40 + "\t0.69\n1\t0.6\n2\t0.5\n")
    (run,) = read(tmp_path / "test_error.tsv")
    assert list(run.series[0].step) == [1, 2]
    assert any("left out" in notice.text for notice in run.notices)


def test_steps_that_a_float_cannot_tell_apart_are_one_place(tmp_path: Path) -> None:
    run = run_of(tmp_path / "events.out.tfevents.1.h", *(event(2**54 + i, loss=float(i)) for i in range(4)))
    assert (np.diff(run.series[0].x) > 0).all()
    assert run.series[0].value[-1] == 3


def test_a_training_that_starts_again_below_its_first_step_is_counted_on(tmp_path: Path) -> None:
    path = tmp_path / "run-torch-tag-loss.json"
    path.write_text(
        "[[1700000000.0, 0, 2.0], [1700000000.0, 10, 1.0], [1700000000.0, -70, 0.9], [1700000000.0, 80, 0.8]]"
    )
    (run,) = read(path)
    assert list(run.series[0].step) == [0, 10, 11, 161]
    assert [b.kind for b in run.breaks] == ["restart"]
