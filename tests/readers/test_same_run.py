"""One run that was logged in two formats has equal series, whichever of them is opened."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.run import Run, Series
from lossacc_gui.readers.registry import read

DATA = Path(__file__).resolve().parent.parent / "data"
KERAS = ("keras-csv/csvlogger.csv", "keras-csv/history.csv", "keras-history-json/history.json")
KERAS += ("keras-history-pickle/history.npy", "keras-history-pickle/trainHistoryDict")
SINGLE = 2e-7  # relative: event files hold numbers of four bytes


def only(path: Path) -> Run:
    (run,) = read(path)
    return run


def by_name(run: Run) -> dict[str, Series]:
    return {series.metric: series for series in run.series}


def assert_equal(a: Series, b: Series, *, exact: bool = True) -> None:
    """The same quantity, split, places and values."""
    assert (a.quantity, a.split, a.percent) == (b.quantity, b.split, b.percent)
    assert np.array_equal(a.x, b.x)
    if exact:
        assert np.array_equal(a.value, b.value, equal_nan=True)
    else:
        assert np.allclose(a.value, b.value, rtol=SINGLE, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("name", KERAS[1:])
def test_a_keras_history_is_the_same_in_every_format(name: str) -> None:
    first, other = only(DATA / KERAS[0]), only(DATA / name)
    assert first.x_name == other.x_name == "epoch"
    assert len(first.series) == len(other.series) == 4
    for metric, series in by_name(first).items():
        assert_equal(series, by_name(other)[metric])


@pytest.mark.parametrize("suffix", [".pkl", ".pickle", ".npy", ".npz", ".json", ".csv", ".tsv", ".jsonl"])
def test_a_history_saved_anew_is_the_same(tmp_path: Path, suffix: str) -> None:
    first = only(DATA / KERAS[0])
    lists = {series.metric: series.value.tolist() for series in first.series}
    rows = list(zip(*lists.values(), strict=True))
    path = tmp_path / f"history{suffix}"
    if suffix in (".pkl", ".pickle"):
        path.write_bytes(pickle.dumps({name: list(map(np.float32, values)) for name, values in lists.items()}))
    elif suffix == ".npy":
        np.save(path, np.array(lists, dtype=object), allow_pickle=True)
    elif suffix == ".npz":
        np.savez(path, **{name: np.array(values) for name, values in lists.items()})
    elif suffix in (".csv", ".tsv"):
        mark = "," if suffix == ".csv" else "\t"
        lines = [mark.join(["epoch", *lists]), *(mark.join(map(repr, [i, *row])) for i, row in enumerate(rows))]
        path.write_text("\n".join(lines) + "\n")
    elif suffix == ".jsonl":
        records = [{"epoch": i, **dict(zip(lists, row, strict=True))} for i, row in enumerate(rows)]
        path.write_text("".join(f"{record}\n".replace("'", '"') for record in records))
    else:
        path.write_text(str(lists).replace("'", '"'))
    for metric, series in by_name(only(path)).items():
        assert_equal(series, by_name(first)[metric], exact=suffix not in (".pkl", ".pickle"))


def test_events_and_their_downloads_are_the_same() -> None:
    events = by_name(only(DATA / "tensorboard-events" / "torch"))
    for download in ("tensorboard-csv/run-torch-tag-train_loss.csv", "tensorboard-json/run-torch-tag-train_loss.json"):
        found = by_name(only(DATA / download))
        assert set(found) == {name.replace("/", "_") for name in events}
        for name, series in events.items():
            assert_equal(series, found[name.replace("/", "_")], exact=False)


REAL = [
    pytest.param(
        "03_tfevents_torch/QAQdev__FRMiner-Training-Results/log",
        "12_allennlp/QAQdev__FRMiner-Training-Results/metrics_epoch_0.json",
        SINGLE,
        id="AllenNLP events and JSON",
    ),
    pytest.param(
        "03_tfevents_tf1/bathtimefish__keras-visualization-example",
        "02_keras_history/bathtimefish__keras-visualization-example/history.pickle",
        SINGLE,
        id="Keras events and pickle",
    ),
    pytest.param(
        "03_tfevents_torch/KunalGohane__Coal-Classifier/runs/classify/train3",
        "06_ultralytics/KunalGohane__Coal-Classifier/runs/classify/train3/results.csv",
        6e-5,  # written with five digits
        id="YOLO events and CSV",
    ),
    pytest.param(
        "03_tfevents_torch/AustinLowery__Odometer-Reading",
        "12_detectron2/AustinLowery__Odometer-Reading/metrics.json",
        SINGLE,
        id="detectron2 events and JSON lines",
    ),
]


def plain(series: Series) -> str:
    """The name without what AllenNLP puts before it in its JSON files."""
    return series.metric.removeprefix("training_").removeprefix("validation_")


def pairs_of(runs: Sequence[Run], other: Run) -> list[tuple[Series, Series]]:
    """The series of one name, split and length in both."""
    return [
        (one, twin)
        for run in runs
        for one in run.series
        for twin in other.series
        if (plain(one), one.split, len(one.value)) == (plain(twin), twin.split, len(twin.value))
    ]


@pytest.mark.shared
@pytest.mark.parametrize(("events", "other", "digits"), REAL)
def test_real_runs_in_two_formats_have_equal_series(shared: Path, events: str, other: str, digits: float) -> None:
    folder = shared / "corpus" / events
    logs = sorted(folder.rglob("*tfevents*"))
    runs = read(folder if (folder / "train").is_dir() else logs[0])
    pairs = pairs_of(runs, only(shared / "corpus" / other))
    notices = " ".join(notice.text for run in runs for notice in run.notices)
    print(f"{len(pairs)} series in both formats")  # noqa: T201
    assert len(pairs) >= 4
    for one, twin in pairs:
        assert one.quantity is twin.quantity
        assert np.array_equal(np.diff(one.x), np.diff(twin.x))  # some count from 0 and some from 1
        kept = slice(-1 if f"{one.metric}: 1 value came again" in notices else None)  # YOLO tests its best model last
        assert np.allclose(one.value[kept], twin.value[kept], rtol=digits, atol=1e-12, equal_nan=True), one.metric


@pytest.mark.parametrize(("losses", "runs"), [((2.0, 1.9, 1.8), 2), ((0.2, 0.19, 0.18), 1)])
def test_printed_losses_beyond_all_before_are_of_another_training(
    tmp_path: Path, losses: tuple[float, ...], runs: int
) -> None:
    """The counter falls back from 8 to 5 only: so does a training that is resumed at a checkpoint."""
    told = [*((e, 1 / e) for e in range(1, 9)), *zip((5, 6, 7), losses, strict=True)]
    log = tmp_path / "train.log"
    log.write_text("".join(f"epoch {e} loss {loss:.3f}\n" for e, loss in told))
    assert len(read(log)) == runs
