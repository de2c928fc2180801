"""Metrics that each carry their own steps: which of them counts epochs, what starts again, what goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from event_bytes import PLAIN, simple
from in_one import in_one_test

from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.registry import read
from lossacc_gui.readers.series.streams import LARGEST_STEP, Stream, run_of_streams


def stream(name: str, steps: list[int], values: list[float] | None = None, split: Split | None = None) -> Stream:
    told = np.arange(len(steps)) / 100 if values is None else np.array(values)
    return Stream(name, np.array(steps, dtype=np.int64), told, split=split)


def run_of(*streams: Stream) -> Run:
    run = run_of_streams("a", Path("a"), "made", streams)
    assert run is not None
    return run


def places(run: Run) -> dict[str, list[float]]:
    return {f"{one.metric} {one.split.value}": one.x.tolist() for one in run.series}


def test_streams_without_values_are_no_run_and_one_without_leaves_the_others() -> None:
    assert run_of_streams("a", Path("a"), "made", [stream("loss", [])]) is None
    assert places(run_of(stream("loss", []), stream("val_loss", [1, 2]))) == {"val_loss val": [1, 2]}


@pytest.mark.parametrize(
    ("clock", "x_name", "loss", "other"),
    [
        ([0, 10, 20, 30], "epoch", [1, 2, 3], [1, 2.5]),  # told at each step of the loss; the rate lies between
        ([0, 10, 20], "step", [10, 20, 30], [10, 25]),  # one loss has no epoch
        ([], "step", [10, 20, 30], [10, 25]),
    ],
)
def test_an_epoch_that_is_logged_counts_where_each_loss_has_one(
    clock: list[int], x_name: str, loss: list[float], other: list[float]
) -> None:
    counter = stream("epoch", clock, [float(i) for i in range(len(clock))])
    run = run_of(counter, stream("val_loss", [10, 20, 30]), stream("lr", [10, 25]))
    assert run.x_name == x_name
    assert [one.x.tolist() for one in run.series] == [loss, other]


def test_an_epoch_that_falls_or_stands_still_counts_nothing() -> None:
    for values in ([0.0, 1.0, 1.0], [2.0, 1.0, 3.0]):
        run = run_of(stream("epoch", [10, 20, 30], values), stream("val_loss", [10, 20, 30]))
        assert run.x_name == "step" and run.series[0].x.tolist() == [10, 20, 30]
    alone = run_of(stream("epoch", [10, 20], [0.0, 1.0]), stream("lr", [10, 20]))
    assert alone.x_name == "step"  # nothing that learns has an epoch
    broken = run_of(stream("epoch", [0, 10, 0, 10], [0.0, 1.0, 2.0, 3.0]), stream("val_loss", [0, 10, 0, 10]))
    assert broken.x_name == "step" and broken.series[0].x.tolist() == [0, 10, 11, 21]


def test_of_several_losses_of_one_epoch_the_last_counts() -> None:
    run = run_of(stream("epoch", [0, 1, 2, 3], [0.0, 1.0, 2.0, 3.0]), stream("val_loss", [0, 1, 2, 3]))
    assert run.series[0].x.tolist() == [0, 1, 2, 3]


def test_keras_counts_epochs_and_its_evaluations_in_batches_have_those_of_their_place() -> None:
    batches = [100, 200, 300]
    run = run_of(
        stream("epoch_loss", [0, 1, 2], split=Split.TRAIN),
        stream("epoch_loss", [0, 1, 2], split=Split.VAL),
        stream("evaluation_loss_vs_iterations", batches, split=Split.VAL),
        stream("evaluation_acc_vs_iterations", batches[:2], split=Split.VAL),
        stream("lr", [5, 6, 7], split=Split.TRAIN),
    )
    assert run.x_name == "epoch"
    assert [one.x.tolist() for one in run.series] == [[0, 1, 2], [0, 1, 2], [0, 1, 2], [100, 200], [5, 6, 7]]


@in_one_test(
    ("steps", "read_as", "kinds"),
    [
        ([0, 1, 2, 0, 1], [0, 1, 2, 3, 4], {"restart"}),  # from the first step on again
        ([1, 2, 3, 1, 2], [1, 2, 3, 4, 5], {"restart"}),
        ([5, 6, 7, 5, 6], [5, 6, 7, 12, 13], {"restart"}),
        ([5, 6, 7, 2, 3], [5, 6, 7, 9, 10], {"restart"}),
        ([0, 1, 2, 1, 2, 3], [0, 1, 2, 3], {"resume"}),
        ([0, 1, 2, 1, 2, 0, 1], [0, 1, 2, 3, 4], {"resume", "restart"}),
        ([0, 1, 1, 2], [0, 1, 2], set()),
        ([0, 5, -(LARGEST_STEP + 1), 7], [0, 5, 7], set()),
        ([0, 5, LARGEST_STEP + 1, 7], [0, 5, 7], set()),
        ([0, LARGEST_STEP], [0, LARGEST_STEP], set()),
        ([-LARGEST_STEP, 0], [-LARGEST_STEP, 0], set()),
    ],
)
def test_a_counter_that_falls_is_a_training_that_starts_again_or_goes_on(
    steps: list[int], read_as: list[int], kinds: set[str]
) -> None:
    run = run_of(stream("loss", steps))
    assert run.series[0].step.tolist() == read_as and {one.kind for one in run.breaks} == kinds
    assert run.series[0].value[-1] == (len(steps) - 1) / 100, "the last value is kept"


def test_what_counts_alike_stays_together_when_it_starts_again() -> None:
    """The second session of the validation is shorter, and begins with the first of what counts alike; batches have
    their own end; the third has one metric only.
    """
    run = run_of(
        stream("loss", [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]),
        stream("val_loss", [1, 3, 1, 3]),
        stream("batch_loss", [0, 100, 200, 0, 100]),
    )
    assert places(run) == {
        "loss train": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        "val_loss val": [1, 3, 5, 7],
        "batch_loss train": [0, 100, 200, 201, 301],
    }
    assert sorted((one.position, one.kind) for one in run.breaks) == [
        (4, "restart"),
        (8, "restart"),
        (201, "restart"),
    ]
    assert any("started again 2 times" in one.text for one in run.notices)


def test_a_training_that_was_resumed_is_told_once_whatever_pace_its_metrics_are_logged_at() -> None:
    run = run_of(stream("loss", [0, 10, 20, 30, 20, 30, 40]), stream("val_loss", [0, 15, 30, 25, 45]))
    assert [(one.position, one.kind) for one in run.breaks] == [(20, "resume")]


# Folders of event files


def events(folder: Path, name: str, steps: list[int], tag: str = "loss", value: float = 1.0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    content = b"".join(PLAIN.event(step, PLAIN.value(tag, simple(value))) for step in steps)
    (folder / f"events.out.tfevents.{name}").write_bytes(content)


def test_folders_of_splits_with_as_many_sessions_are_runs_one_for_each_session(tmp_path: Path) -> None:
    for split in ("train", "validation"):
        events(tmp_path / split, "1", [0, 1, 2], value=1.0)
        events(tmp_path / split, "2", [0, 1, 2], value=0.5)
    first, second = read(tmp_path)
    for run, value in ((first, 1.0), (second, 0.5)):
        assert {(one.split, tuple(one.value)) for one in run.series} == {
            (Split.TRAIN, (value,) * 3),
            (Split.VAL, (value,) * 3),
        }
    assert first.name != second.name


def test_folders_of_splits_with_other_numbers_of_sessions_are_one_run(tmp_path: Path) -> None:
    events(tmp_path / "train", "1", [0, 1, 2])
    events(tmp_path / "train", "2", [0, 1, 2], value=0.5)
    events(tmp_path / "validation", "1", [0, 1, 2, 3, 4, 5])
    (run,) = read(tmp_path)
    assert places(run) == {"loss train": [0, 1, 2, 3, 4, 5], "loss val": [0, 1, 2, 3, 4, 5]}


@pytest.mark.parametrize(
    ("second", "runs"),
    [
        ({"steps": [3, 4, 5]}, 1),  # goes on
        ({"steps": [1, 2, 3]}, 1),  # resumed
        ({"steps": [0, 1, 2]}, 2),  # starts over
        ({"steps": [0, 1, 2], "tag": "val_loss"}, 1),  # another metric
        ({"steps": []}, 1),
    ],
)
def test_a_second_file_of_a_folder_goes_on_unless_it_logs_a_metric_from_its_start_again(
    second: dict[str, object], runs: int, tmp_path: Path
) -> None:
    events(tmp_path, "1", [0, 1, 2])
    events(tmp_path, "2", **second)  # type: ignore[arg-type]
    found = read(tmp_path)
    assert len(found) == runs
    resumed = any("2 event files of one folder" in one.text for run in found for one in run.notices)
    assert resumed is (runs == 1)


def test_an_unknown_number_that_is_logged_again_starts_nothing_over(tmp_path: Path) -> None:
    for name, steps in (("1", [0, 1, 2]), ("2", [3, 4, 5])):
        content = b"".join(
            PLAIN.event(step, PLAIN.value("loss", simple(1.0)), PLAIN.value("queue", simple(1.0))) for step in steps
        )
        first = PLAIN.event(0, PLAIN.value("queue", simple(0.0)))
        (tmp_path / f"events.out.tfevents.{name}").write_bytes(first + content)
    (run,) = read(tmp_path)
    assert {one.metric: one.step.tolist() for one in run.series}["loss"] == [0, 1, 2, 3, 4, 5]


def test_folders_that_add_scalars_writes_are_the_splits_of_their_metric(tmp_path: Path) -> None:
    events(tmp_path / "loss_train", "1", [0, 1, 2], "loss")
    events(tmp_path / "loss_val", "1", [0, 1], "loss", 0.5)
    (run,) = read(tmp_path)
    assert places(run) == {"loss train": [0, 1, 2], "loss val": [0, 1]}
    events(tmp_path / "acc" / "train", "1", [0, 1], "acc", 0.25)
    events(tmp_path / "acc" / "val", "1", [0, 1], "acc", 0.5)
    (run,) = read(tmp_path)
    assert set(places(run)) == {"loss train", "loss val", "acc train", "acc val"}


def test_one_folder_alone_is_no_split_of_a_run(tmp_path: Path) -> None:
    events(tmp_path / "only" / "train", "1", [0, 1, 2])
    (tmp_path / "only" / "val").mkdir()
    (run,) = read(tmp_path / "only" / "train" / "events.out.tfevents.1")
    assert run.name.endswith("only/train") and run.series[0].split is Split.TRAIN


def test_a_metric_that_tells_its_own_split_is_not_of_the_folders(tmp_path: Path) -> None:
    events(tmp_path / "a" / "train", "1", [0, 1, 2], "val/loss")
    (run,) = read(tmp_path / "a" / "train" / "events.out.tfevents.1")
    assert run.series[0].split is Split.VAL


def test_what_a_profiler_leaves_beside_is_no_event_file(tmp_path: Path) -> None:
    events(tmp_path, "1", [0, 1, 2])
    (tmp_path / "events.out.tfevents.2.profile-empty").write_bytes(b"\0")
    (run,) = read(tmp_path)
    assert len(run.files) == 1 and not run.notices
