"""Which files beside a log are checkpoints, and what their names say."""

from __future__ import annotations

import os
from pathlib import Path

import handmade
import pytest

from lossacc_gui.measure import checkpoints
from lossacc_gui.measure.checkpoints import checkpoints_beside, fitting
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Split
from lossacc_gui.model.verdict import BestPoint, Keep
from lossacc_gui.use_case import analyze


def made(folder: Path, *names: str) -> Path:
    """A log among empty files and folders (whose names end in a slash) of these names."""
    for name in names:
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.touch()
    folder.mkdir(exist_ok=True)
    log = folder / "history.csv"
    log.touch()
    return log


def found(log: Path) -> list[tuple[str, int | None, int | None, bool]]:
    home = log if log.is_dir() else log.parent
    return [(one.path.relative_to(home).as_posix(), one.epoch, one.step, one.best) for one in checkpoints_beside(log)]


@pytest.mark.parametrize(
    ("name", "epoch", "step", "best"),
    [
        ("weights.05-0.31.h5", 5, None, False),  # Keras
        ("weights.05-0.31.keras", 5, None, False),
        ("weights-improvement-05-0.87.hdf5", 5, None, False),
        ("cp-0004.weights.h5", 4, None, False),
        ("my_model.epoch012.h5", 12, None, False),
        ("epoch=3-step=500.ckpt", 3, 500, False),  # Lightning
        ("epoch=03-val_loss=0.31.ckpt", 3, None, False),
        ("best-epoch=03.ckpt", 3, None, True),
        ("last.ckpt", None, None, False),
        ("checkpoint-500/", None, 500, False),  # Hugging Face
        ("checkpoint_500/", None, 500, False),  # Flax
        ("global_step500/", None, 500, False),  # DeepSpeed
        ("best.pt", None, None, True),  # Ultralytics
        ("epoch10.pt", 10, None, False),
        ("model_12.pth", 12, None, False),  # PyTorch
        ("checkpoint_epoch_12.pt", 12, None, False),
        ("checkpoint_12.pth.tar", 12, None, False),
        ("model_best.pth.tar", None, None, True),
        ("checkpoint12.pt", 12, None, False),  # fairseq
        ("model_0000499.pth", None, 499, False),  # Detectron2
        ("model_final.pth", None, None, False),
        ("epoch_10.pth", 10, None, False),  # OpenMMLab
        ("iter_4000.pth", None, 4000, False),
        ("model.ckpt-1000.index", None, 1000, False),  # TensorFlow 1
        ("ckpt-5.index", 5, None, False),
        ("resnet50_best.pth", None, None, True),
        ("Model_Epoch_7.PTH", 7, None, False),
    ],
)
def test_the_name_tells_epoch_step_and_whether_it_is_the_best(
    tmp_path: Path, name: str, epoch: int | None, step: int | None, best: bool
) -> None:
    assert found(made(tmp_path, name)) == [(name.removesuffix("/"), epoch, step, best)]


@pytest.mark.parametrize(
    "name",
    [
        "data.h5",
        "embeddings.pt",
        "rng_state.pth",
        "optimizer.pt",
        "model.py",
        "model-00001-of-00002.safetensors",
        "ckpt-5.data-00000-of-00001",
        "checkpoint",
        "runs/",
        "epoch3/",
        "dataset/best.pt",
    ],
)
def test_what_is_no_checkpoint_is_left_out(tmp_path: Path, name: str) -> None:
    assert found(made(tmp_path, name)) == []


@pytest.mark.parametrize("folder", ["weights", "checkpoints", "ckpts", "Saved_Models"])
def test_in_a_folder_for_checkpoints_any_model_file_is_one(tmp_path: Path, folder: str) -> None:
    log = made(tmp_path, f"{folder}/resnet50_12.pth", f"{folder}/notes.txt", f"{folder}/weights/best.pt")
    assert found(log) == [(f"{folder}/resnet50_12.pth", 12, None, False)]


def test_they_come_in_the_order_of_their_numbers_those_without_last(tmp_path: Path) -> None:
    log = made(tmp_path, "weights/last.pt", "weights/epoch10.pt", "weights/epoch9.pt", "weights/best.pt")
    assert [name for name, *_ in found(log)] == [f"weights/{name}.pt" for name in ("epoch9", "epoch10", "best", "last")]


def test_a_folder_that_is_one_log_has_them_inside(tmp_path: Path) -> None:
    made(tmp_path / "exp", "weights/best.pt")
    assert found(tmp_path / "exp") == [("weights/best.pt", None, None, True)]


@pytest.mark.parametrize("folder", ["logs", "tb_logs", "train", "checkpoint-500"])
def test_from_a_folder_of_a_log_alone_they_are_looked_for_beside_it(tmp_path: Path, folder: str) -> None:
    made(tmp_path, "checkpoint-1000/model.safetensors", "model_3.pth")
    log = made(tmp_path / folder, "model.safetensors") if folder == "checkpoint-500" else made(tmp_path / folder)
    names = [one.path.name for one in checkpoints_beside(log)]
    assert names == ["checkpoint-500"] * (folder == "checkpoint-500") + ["checkpoint-1000", "model_3.pth"]


def test_a_folder_of_any_size_costs_no_more_than_its_first_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "MOST_ENTRIES", 3)
    assert len(found(made(tmp_path, *(f"epoch{i}.pt" for i in range(9))))) <= 3


@pytest.mark.parametrize("log", ["nowhere/history.csv", "a\0b/history.csv", "", "x" * 5000])
def test_what_cannot_be_reached_has_none(tmp_path: Path, log: str) -> None:
    assert checkpoints_beside(tmp_path / "gone" / log) == ()


def test_a_folder_that_may_not_be_read_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = made(tmp_path, "best.pt", "weights/last.pt")
    scan = os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "weights":
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found(log) == [("best.pt", None, None, True)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["weights.02-0.40.h5", "weights.05-0.31.h5", "weights.09-0.35.h5"], ["weights.05-0.31.h5"]),
        (["model_6.pth", "model_2.pth"], ["model_6.pth"]),
        (
            ["epoch=5-step=600.ckpt", "epoch=4-step=500.ckpt", "best.pt"],
            ["epoch=5-step=600.ckpt", "epoch=4-step=500.ckpt", "best.pt"],
        ),
        (["model_2.pth"], []),
    ],
)
def test_the_checkpoint_of_the_point_to_keep_is_named(tmp_path: Path, names: list[str], expected: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"")
    run = handmade.run(source=tmp_path / "history.csv")
    keep = Keep(BestPoint("val_loss", 5.0, 0.31, 4.0, 5.0), None, None, None, 4.0)
    assert [path.name for path in fitting(keep, run)] == expected


CURVE = [0.9, 0.7, 0.6, 0.5, 0.54, 0.58, 0.6, 0.61]


@pytest.mark.parametrize(
    ("columns", "logged", "named", "name", "expected"),
    [
        ("epoch,accuracy,loss,val_accuracy,val_loss", 0, 1, "weights.{}.h5", "weights.4.h5"),
        ("epoch,accuracy,loss,val_accuracy,val_loss", 1, 1, "weights.{}.h5", "weights.4.h5"),
        ("epoch,accuracy,loss,val_accuracy,val_loss", 0, 1, "weights.{:02d}-{:.3f}.h5", "weights.04-0.500.h5"),
        ("epoch,accuracy,loss,val_accuracy,val_loss", 0, 0, "model-{}-{:.2f}.h5", "model-3-0.50.h5"),
        ("epoch,a,train_loss,b,valid_loss", 0, 0, "model_{}.pt", "model_3.pt"),
        ("epoch,a,train_loss,b,valid_loss", 0, 1, "model_{}-{:.2f}.pt", "model_4-0.50.pt"),
        ("epoch,a,train_error_rate,b,val_error_rate", 0, 0, "epoch_{}.pt", "epoch_3.pt"),
    ],
)
def test_a_name_counts_as_its_framework_does_or_as_the_value_in_it_tells(
    columns: str, logged: int, named: int, name: str, expected: str, tmp_path: Path
) -> None:
    """The best is the fourth of eight epochs, each of which is saved: Keras logs it as 3, and saves it as 4."""
    log = tmp_path / "history.csv"
    rows = (f"{i + logged},{1 - value},{value / 2},{0.9 - value / 2},{value}\n" for i, value in enumerate(CURVE))
    log.write_text(f"{columns}\n" + "".join(rows))
    for i, value in enumerate(CURVE):
        (tmp_path / name.format(i + named, value)).write_bytes(b"")
    keep = analyze(log, Request())[0].verdict.keep
    assert keep is not None and keep.files[0].name == expected


def test_of_two_curves_of_one_name_the_one_that_chose_is_meant(tmp_path: Path) -> None:
    log, moves = tmp_path / "log.csv", [0.9, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2]
    rows = [f"{i},train,{one}\n{i},val,{other}\n" for i, (one, other) in enumerate(zip(CURVE, moves, strict=True))]
    log.write_text("epoch,phase,loss\n" + "".join(rows))
    (found,) = analyze(log, Request())
    assert found.verdict.keep is not None
    chosen = found.verdict.keep.chosen.of(found.run)
    assert chosen is not None and chosen.split is Split.VAL and chosen.value.tolist() == moves
