"""Which logs several paths are: what belongs to one run is one log, and none is read twice."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.registry import READERS, logs_under, read
from lossacc_gui.readers.searching import Judgement

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.mark.parametrize("folder", ["epoch-files", "catboost-tsv", "keras-history-json/single", "table/no_header"])
def test_files_of_one_run_given_one_by_one_are_one_log(folder: str) -> None:
    files = sorted((DATA / folder).iterdir())
    assert len(files) > 1
    assert logs_under(*files) == [files[0]]
    assert logs_under(*reversed(files)) == [files[-1]]


def test_every_reader_names_the_files_that_it_takes_in() -> None:
    assert {reader.name for reader in READERS if reader.beside(DATA / "nothing.json") != []} == set()


def test_a_log_given_twice_is_one_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(DATA / "keras-csv" / "history.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    own, called = Path("history.csv"), tmp_path / "x" / ".." / "history.csv"
    (tmp_path / "x").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "history.csv")
    assert logs_under(own, own, called, tmp_path / "link.csv", tmp_path, tmp_path) == [own]
    assert logs_under(tmp_path, tmp_path, own) == [own]
    assert logs_under(tmp_path) == [tmp_path / "history.csv"]


def test_splits_given_one_by_one_are_their_run() -> None:
    run = DATA / "tensorboard-events" / "keras"
    splits = [run / "train", run / "validation"]
    assert logs_under(*splits) == [run]
    assert logs_under(*(file for split in splits for file in split.iterdir())) == [run]
    assert logs_under(run, *splits) == [run]
    assert logs_under(splits[1]) == [splits[1] / next(splits[1].iterdir()).name]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("given", "logs"),
    [
        (["torch", "torch/events*"], ["torch/events*"]),
        (["keras", "keras/train"], ["keras"]),
        (["keras", "keras/train/events*"], ["keras"]),
        (["keras/train", "keras/train/events*"], ["keras/train/events*"]),
        (["", "keras/train/events*"], ["keras", "torch/events*"]),
        (["", "keras/validation", "torch"], ["keras", "torch/events*"]),
    ],
)
def test_a_log_and_the_folder_around_it_are_one_log(given: list[str], logs: list[str], turned: bool) -> None:
    root = DATA / "tensorboard-events"

    def paths(names: list[str]) -> list[Path]:
        return [path for name in names for path in ([root] if not name else sorted(root.glob(name)))]

    found = logs_under(*(reversed(paths(given)) if turned else paths(given)))
    assert sorted(map(str, found)) == sorted(map(str, paths(logs)))


def test_a_file_that_a_folder_would_pass_over_is_a_log_beside_the_folder(tmp_path: Path) -> None:
    odd = tmp_path / "sub" / "numbers.txt"
    odd.parent.mkdir()
    odd.write_text("epoch a b\n0 0.5 0.25\n1 0.25 0.5\n")
    shutil.copy(DATA / "keras-csv" / "history.csv", tmp_path)
    assert logs_under(tmp_path) == [tmp_path / "history.csv"]
    assert logs_under(tmp_path, odd) == [tmp_path / "history.csv", odd]


def test_the_command_line_analyses_an_event_file_and_its_folder_once(capsys: pytest.CaptureFixture[str]) -> None:
    run = DATA / "tensorboard-events" / "keras"
    (file,) = (run / "train").iterdir()
    for given in ([run, file], [file, run], [file, run / "train", run, DATA / "tensorboard-events" / "." / "keras"]):
        assert command_line(["analyze", "--json", *map(str, given)]) == 0
        (only,) = json.loads(capsys.readouterr().out)["runs"]
        assert Path(only["path"]) == run


def test_a_folder_without_a_log_is_told_beside_one_with(tmp_path: Path) -> None:
    log, error = logs_under(DATA / "fastai", tmp_path)
    assert log == DATA / "fastai" / "history.csv"
    assert "no training log" in str(error)


@pytest.mark.parametrize("name", ["history.json", "pandas.json", "single/val_loss.json"])
def test_an_entry_of_a_list_is_an_epoch(name: str) -> None:
    (run,) = read(DATA / "keras-history-json" / name)
    assert run.x_name == "epoch"
    assert list(run.series[0].x[:2]) == [0, 1]


@pytest.mark.parametrize("name", ["history.npy", "trainHistoryDict"])
def test_an_entry_of_a_pickled_list_is_an_epoch(name: str) -> None:
    assert {run.x_name for run in read(DATA / "keras-history-pickle" / name)} == {"epoch"}


def test_an_entry_of_boosting_results_is_a_step_and_unequal_lists_count_rows(tmp_path: Path) -> None:
    (boosted,) = read(DATA / "keras-history-json" / "evals_result.json")
    assert boosted.x_name == "step"
    unequal = tmp_path / "history.json"
    unequal.write_text('{"loss": [3, 2.5, 2, 1.5, 1.2, 1], "val_accuracy": [0.5, 0.6]}')
    assert read(unequal)[0].x_name == "row"
    batches = tmp_path / "losses.json"
    batches.write_text('{"loss": [' + ", ".join(["0.5"] * 10_001) + "]}")
    assert read(batches)[0].x_name == "row"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such deep folders")
def test_folders_nested_deeper_than_calls_are_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    depth = 400  # the way to a folder grows with its depth, and so does what it takes to go there
    monkeypatch.chdir(tmp_path)
    for _ in range(depth):
        Path("d").mkdir()
        os.chdir("d")
    shutil.copy(DATA / "keras-csv" / "history.csv", ".")
    most = sys.getrecursionlimit()
    sys.setrecursionlimit(350)
    try:
        (log,) = logs_under(tmp_path)
    finally:
        sys.setrecursionlimit(most)
    assert isinstance(log, Path) and len(log.relative_to(tmp_path).parts) == depth + 1
    Path("history.csv").unlink()
    for _ in range(depth):  # the library's own way to remove folders calls itself
        os.chdir("..")
        Path("d").rmdir()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such deep folders")
def test_a_folder_that_cannot_be_looked_at_is_a_sentence(tmp_path: Path) -> None:
    (told,) = logs_under(tmp_path / ("a" * 5000))
    assert isinstance(told, UnreadableLog) and "cannot be reached: file name too long" in told.sentence


def test_each_folder_is_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: Counter[Path] = Counter()
    for name in ("a", "b/c"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "history.csv").touch()
    iterdir = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda path: listed.update([path]) or iterdir(path))
    assert logs_under(tmp_path, judge=lambda _: Judgement(is_log=True)) == sorted(tmp_path.rglob("history.csv"))
    assert set(listed.values()) == {1}
