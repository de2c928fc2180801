"""A run of which each split, or each metric, stands in a file of its own, is one run; what only looks so is not."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, curves

from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.files import source, unpack
from lossacc_gui.readers.registry import logs_under, read

TRAIN = [("loss", Split.TRAIN, LOSS), ("accuracy", Split.TRAIN, ACCURACY)]
VAL = [("loss", Split.VAL, OTHER), ("accuracy", Split.VAL, ACCURACY)]


def columns(heading: str, *values: Sequence[float], stride: int = 1) -> str:
    """A table that counts in its first column."""
    rows = (",".join(map(str, [stride * i, *row])) for i, row in enumerate(zip(*values, strict=True)))
    return "\n".join([heading, *rows]) + "\n"


def lines(loss: Sequence[float]) -> str:
    return "".join(f"epoch {i} loss {x} acc {y}\n" for i, (x, y) in enumerate(zip(loss, ACCURACY, strict=True)))


def runs_under(folder: Path, files: dict[str, str]) -> list[Run]:
    """The runs of a folder with these files, each log read as a folder is read."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [run for log in logs_under(folder) if isinstance(log, Path) for run in read(log)]


BY_SPLIT = {
    "tables": {
        "train.csv": columns("epoch,loss,acc", LOSS, ACCURACY),
        "val.csv": columns("epoch,loss,acc", OTHER, ACCURACY),
    },
    "tables called logs": {
        "Train_Log.csv": columns("epoch,loss,acc", LOSS, ACCURACY),
        "Validation_Log.csv": columns("epoch,loss,acc", OTHER, ACCURACY),
    },
    "printed lines": {"log_train.txt": lines(LOSS), "log_valid.txt": lines(OTHER)},
    "a word beside that is the same": {"unet_train.log": lines(LOSS), "unet_val.log": lines(OTHER)},
    "columns with the split in their names": {
        "train.csv": columns("epoch,train_loss,train_acc", LOSS, ACCURACY),
        "dev.csv": columns("epoch,dev_loss,dev_acc", OTHER, ACCURACY),
    },
    "lists": {
        "train.json": json.dumps({"loss": LOSS, "acc": ACCURACY}),
        "val.json": json.dumps({"loss": OTHER, "acc": ACCURACY}),
    },
}


@pytest.mark.parametrize("files", BY_SPLIT.values(), ids=BY_SPLIT)
def test_a_file_for_each_split_is_one_run(tmp_path: Path, files: dict[str, str]) -> None:
    (run,) = runs_under(tmp_path / "model-a", files)
    assert sorted(curves(run)) == sorted(TRAIN + VAL)
    assert {file.name for file in run.files} == set(files)
    assert any("read from" in notice.text for notice in run.notices)


@pytest.mark.parametrize("name", ["train.csv", "val.csv"])
def test_a_part_is_read_with_the_others_whichever_is_opened(tmp_path: Path, name: str) -> None:
    for file, text in BY_SPLIT["tables"].items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    (run,) = read(tmp_path / name)
    assert curves(run) == TRAIN + VAL
    assert run.files[0] == tmp_path / name


BY_METRIC = {
    "tables with a column for each split": {
        "loss.csv": columns("epoch,train,val", LOSS, OTHER),
        "accuracy.csv": columns("epoch,train,val", ACCURACY, ACCURACY),
    },
    "lists for each split": {
        "loss.json": json.dumps({"train": LOSS, "val": OTHER}),
        "acc.json": json.dumps({"train": ACCURACY, "val": ACCURACY}),
    },
    "a file for each metric of each split": {
        "train_loss.csv": columns("epoch,value", LOSS),
        "val_loss.csv": columns("epoch,value", OTHER),
        "train_acc.csv": columns("epoch,value", ACCURACY),
        "val_acc.csv": columns("epoch,value", ACCURACY),
    },
    "numbers alone": {
        name: "".join(f"{value}\n" for value in values)
        for name, values in (
            ("train_loss.txt", LOSS),
            ("val_loss.txt", OTHER),
            ("train_acc.txt", ACCURACY),
            ("val_acc.txt", ACCURACY),
        )
    },
}


@pytest.mark.parametrize("files", BY_METRIC.values(), ids=BY_METRIC)
def test_a_file_for_each_metric_is_one_run(tmp_path: Path, files: dict[str, str]) -> None:
    (run,) = runs_under(tmp_path / "model-a", files)
    assert sorted(curves(run)) == sorted(TRAIN + VAL)
    assert {file.name for file in run.files} == set(files)


def test_lists_by_split_are_of_the_metric_that_the_file_is_called_after(tmp_path: Path) -> None:
    (run,) = runs_under(tmp_path, {"loss.json": json.dumps({"train": LOSS, "val": OTHER})})
    assert curves(run) == [TRAIN[0], VAL[0]]


def test_a_metric_without_a_split_is_of_the_validation_where_others_tell_both(tmp_path: Path) -> None:
    files = {
        name: columns("epoch,value", x)
        for name, x in (("train_loss.csv", LOSS), ("val_loss.csv", OTHER), ("acc.csv", ACCURACY))
    }
    (run,) = runs_under(tmp_path, files)
    assert ("accuracy", Split.VAL, ACCURACY) in curves(run)
    assert any("does not tell the split" in notice.text for notice in run.notices)


APART = {
    "axes that end elsewhere": {
        "train.csv": columns("epoch,loss,acc", LOSS, ACCURACY),
        "validation.csv": columns("epoch,loss,acc", OTHER[:4], ACCURACY[:4]),
    },
    "each with splits of its own": {
        "train.csv": columns("epoch,loss,val_loss", LOSS, OTHER),
        "val.csv": columns("epoch,loss,val_loss", OTHER, LOSS),
    },
    "one counts epochs, the other steps": {
        "train.csv": columns("step,loss,acc", LOSS, ACCURACY),
        "val.csv": columns("epoch,loss,acc", OTHER, ACCURACY),
    },
    "other words beside": {"small_train.log": lines(LOSS), "large_val.log": lines(OTHER)},
    "no training among them": {"val.log": lines(LOSS), "test.log": lines(OTHER)},
    "a metric of two runs": {
        "unet_loss.csv": columns("epoch,train,val", LOSS, OTHER),
        "vgg_loss.csv": columns("epoch,train,val", OTHER, LOSS),
    },
}


@pytest.mark.parametrize("files", APART.values(), ids=APART)
def test_what_does_not_go_together_stays_two_runs(tmp_path: Path, files: dict[str, str]) -> None:
    runs = runs_under(tmp_path, files)
    assert [[file.name for file in run.files] for run in runs] == [[name] for name in sorted(files)]


def test_two_files_that_are_the_same_part_are_joined_with_none(tmp_path: Path) -> None:
    texts = {"train.csv": LOSS, "training.csv": OTHER, "val.csv": OTHER}
    runs = runs_under(tmp_path, {name: columns("epoch,loss,acc", x, ACCURACY) for name, x in texts.items()})
    assert len(runs) == len(texts)


def test_a_validation_at_a_slower_pace_goes_along(tmp_path: Path) -> None:
    files = {
        "train.csv": columns("step,loss", [x + 0.01 * i for x in LOSS for i in range(5)]),
        "val.csv": columns("step,loss", OTHER, stride=5),
    }
    (run,) = runs_under(tmp_path, files)
    assert [(one.split, len(one.value)) for one in run.series] == [(Split.TRAIN, 40), (Split.VAL, 8)]


@pytest.mark.parametrize("files", [BY_SPLIT["tables"], BY_SPLIT["lists"], *BY_METRIC.values()])
def test_each_part_is_read_once_by_who_finds_the_log_and_reads_it(
    tmp_path: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Counter[str]()

    def counting(path: Path) -> object:
        whole[path.name] += 1
        return unpack.open_unpacked(path)

    monkeypatch.setattr(source, "open_unpacked", counting)
    (run,) = runs_under(tmp_path, files)
    assert len(run.files) == len(files)
    assert set(whole.items()) <= {(name, 1) for name in files}  # what is short was read with its head


def test_a_part_that_changed_is_read_again(tmp_path: Path) -> None:
    (run,) = runs_under(tmp_path, BY_SPLIT["tables"])
    val = tmp_path / "val.csv"
    before = val.stat()
    val.write_text(columns("epoch,loss,acc", OTHER[::-1], ACCURACY), encoding="utf-8")
    assert val.stat().st_size == before.st_size
    os.utime(val, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    (again,) = read(tmp_path / "train.csv")
    assert curves(run) == TRAIN + VAL
    assert curves(again) == [*TRAIN, ("loss", Split.VAL, OTHER[::-1]), VAL[1]]
    (tmp_path / "train.csv").replace(val)
    (alone,) = read(val)
    assert sorted(curves(alone)) == sorted((name, Split.VAL, values) for name, _, values in TRAIN)
