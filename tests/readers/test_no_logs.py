"""Files that are no logs are refused in one sentence that says what they are and what to do."""

from __future__ import annotations

import json
import pickle
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.registry import logs_under, read

ROOT = Path(__file__).resolve().parents[2]
CHANCE = random.Random(5)
N = range(40)
INSTEAD = "Open the log that the training wrote"


def table(header: str, row: Callable[[int], str]) -> str:
    return header + "\n" + "".join(row(i) + "\n" for i in N)


def n() -> str:
    return f"{CHANCE.random() * 50:.2f}"


def whole() -> str:
    return str(CHANCE.randint(0, 255))


TABLES = {
    "customers.csv": table("customer_id,name,age,city,spend", lambda i: f"{i},Person {i},{i + 20},Town,{n()}"),
    "houses.csv": table("Id,LotArea,YearBuilt,SalePrice", lambda i: f"{i},{whole()},19{i:02d},{whole()}000"),
    "iris.csv": table("sepal_length,sepal_width,species", lambda i: f"{n()},{n()},{'ab'[i % 2]}"),
    "wine.csv": table("alcohol;acidity;quality", lambda i: f"{n()};{n()};{i % 9}"),
    "titanic.csv": table("PassengerId,Survived,Name,Age", lambda i: f'{i},{i % 2},"Doe, Mr. {i}",{i + 1}'),
    "stocks.csv": table("Date,Open,Close,Volume", lambda i: f"2020-01-{i % 28 + 1:02d},{n()},{n()},{whole()}"),
    "weather.csv": table("time,temperature,humidity", lambda i: f"{i},{n()},{n()}"),
    "products.csv": table("product,cost,price", lambda i: f"P{i},{n()},{n()}"),
    "leaderboard.csv": table("team,score,accuracy", lambda i: f"Team {i},{n()},0.{i}"),
    "models.csv": table("model,loss,val_loss,accuracy", lambda i: f"resnet{i},{n()},{n()},0.{i}"),
    "folds.csv": table("model,fold,val_accuracy", lambda i: f"{'net' if i < 20 else 'vit'},{i % 20 + 1},0.{i + 10}"),
    "cross_validation.csv": table("Fold,loss,accuracy", lambda i: f"{i + 1},{n()},0.{i + 10}"),
    "report.csv": table(",precision,recall,f1-score,support", lambda i: f"class {i},0.{i},0.{i},0.{i},{whole()}"),
    "submission.csv": table("id,label", lambda i: f"{i},{i % 10}"),
    "roc.csv": table("fpr,tpr,threshold", lambda i: f"{i / 40},{i / 40},{1 - i / 40}"),
    "curve.csv": table("recall,precision", lambda i: f"{i / 40},{1 - i / 80}"),
    "papers.csv": table(
        "title,notes", lambda i: f'"On loss {i}.5, and accuracy 0.{i}","epoch starts at {i}, loss {i}.2"'
    ),
}
TEXTS = {
    "requirements.txt": "numpy==1.26.4\npandas>=2.1\ntorch==2.1.0\n",
    "LICENSE": (ROOT / "LICENSE").read_text(encoding="utf-8"),
    "README.md": (ROOT / "README.md").read_text(encoding="utf-8"),
    "train.py": (ROOT / "lossacc_gui" / "cli" / "analyze.py").read_text(encoding="utf-8"),
    "model.js": "export function loss(a, b) {\n  return a - b;\n}\nexport const rate = 0.001;\n" * 5,
    "query.sql": "SELECT loss, acc FROM runs WHERE epoch = 1;\n" * 5,
    "run.sh": "for lr in 0.1 0.01; do python train.py --lr $lr --epochs 30 --loss 0.5; done\n" * 5,
    "settings.yaml": "lr: 0.1\nepochs: 30\nloss: 0.5\naccuracy: 0.9\n" * 3,
    "pyproject.toml": '[project]\nname = "x"\nversion = "1.0"\n',
    "setup.ini": "[train]\nlr = 0.1\nepochs = 3\n",
    "references.bib": "@article{a2020,\n  title={Loss landscapes},\n  year={2020},\n  pages={1--20}\n}\n" * 5,
    "bibliography.txt": "".join(
        f"[{i}] Smith, Accuracy of it, Journal of loss {i} (2{i:03d}) pp. {i}-{i + 9}.\n" for i in N
    ),
    "story.txt": "In 1984 the loss of 3 ships was great. In 1986 the loss was 7 ships.\n" * 8,
    "apt.log": "".join(f"Start-Date: 2023-01-01  06:00:{i}\nUpgrade: libc6:amd64 (2.3{i}, 2.4)\n\n" for i in N),
    "access.log": "".join(f'10.0.0.{i} - - [10/Oct/2023:13:55:{i}] "GET /x{i} HTTP/1.1" 200 10{i}\n' for i in N),
    "error.log": "".join(f'2023/10/10 13:55:{i} [error] 12#0: *{i} open() "/x" failed (2: none)\n' for i in N),
    "app.log": "".join(f"2023-01-01 12:00:{i},123 INFO server: request {i} done in {i} ms, error: 0\n" for i in N),
    "pip.log": "".join(f"Collecting pkg{i}\n  Downloading pkg{i}-1.{i}.0.whl (1{i}.2 MB)\n" for i in N),
    "ping.txt": "".join(f"64 bytes from 1.1.1.1: icmp_seq={i} ttl=57 time=10.{i} ms\n" for i in N),
    "mnist.csv": "".join(",".join(whole() for _ in range(50)) + "\n" for _ in N),
    "confusion.csv": "".join(",".join(whole() for _ in range(4)) + "\n" for _ in range(4)),
    "features.txt": "".join(" ".join(n() for _ in range(30)) + "\n" for _ in N),
    "page.html": "<html><body>loss 0.5</body></html>",
}
JSONS: dict[str, object] = {
    "package.json": {"name": "x", "version": "1.0.0", "dependencies": {"react": "^18"}, "files": ["a"]},
    "config.json": {"hidden_sizes": [64, 32], "loss": "mse", "loss_weights": [1.0, 0.5], "betas": [0.9, 0.99]},
    "boxes.json": {"images": [{"id": i} for i in N], "annotations": [{"id": i, "area": 1.5} for i in N]},
    "people.json": [{"name": f"p{i}", "age": i, "cost": i * 1.5} for i in N],
    "prices.json": {"prices": [1.5, 2.5, 3.5], "volume": [5, 6, 7]},
    "shape.json": {"type": "Feature", "geometry": {"coordinates": [[1, 2], [3, 4]]}},
    "summary.json": {"accuracy": 0.9, "loss": 0.3},
}
MARKS = {
    "plot.png": (b"\x89PNG\r\n\x1a\n", "PNG image"),
    "photo.jpg": (b"\xff\xd8\xff\xe0", "JPEG image"),
    "plot.webp": (b"RIFF\0\x10\0\0WEBPVP8 ", "WebP image"),
    "film.mp4": (b"\0\0\0\x20ftypisom", "video"),
    "paper.pdf": (b"%PDF-1.5\n%\xe2\xe3", "PDF document"),
    "weights.h5": (b"\x89HDF\r\n\x1a\n", "HDF5 file"),
    "model.gguf": (b"GGUF\3\0\0\0", "saved model"),
    "model.tflite": (b"\x1c\0\0\0TFL3", "saved model"),
    "model.onnx": (b"\x08\x07\x12\x07pytorch\x1a\x052.1.0", "saved model"),
    "old.pth": (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "PyTorch checkpoint"),
    "runs.db": (b"SQLite format 3\0", "SQLite database"),
}


def sentence(path: Path) -> str:
    with pytest.raises(UnreadableLog) as caught:
        read(path)
    error = caught.value
    assert "\n" not in error.sentence and len(error.sentence) < 400
    assert error.reason.endswith(".") and error.advice.endswith((".", ""))
    return error.sentence


def made(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_something_else_is_refused_with_its_columns_and_what_to_do(tmp_path: Path, name: str) -> None:
    said = sentence(made(tmp_path, name, TABLES[name]))
    assert said.startswith(("No column of this table (columns ", "This table (columns "))
    assert INSTEAD in said or "give the columns of this one such names" in said


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_something_else_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    said = sentence(made(tmp_path, name, TEXTS[name]))
    assert any(
        words in said for words in (INSTEAD, "lossacc formats", "log it writes", "raw file", "log of a training")
    )


@pytest.mark.parametrize("mark", ["\n", "\r\n", " ", "\t", "1 ", "0.5,", "[", "<tr ", "a,"])
def test_what_goes_on_for_ever_alike_is_refused(tmp_path: Path, mark: str) -> None:
    for name, start in (("log.csv", "epoch,loss\n"), ("out.txt", "x\n"), ("x.ipynb", '{"cells": "cell_type')):
        assert sentence(made(tmp_path, name, start + mark * (30_000 // len(mark))))


@pytest.mark.parametrize("name", JSONS)
def test_a_json_document_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    said = sentence(made(tmp_path, name, json.dumps(JSONS[name])))
    assert "JSON" in said and ("lossacc formats" in said or "Open the log" in said)


@pytest.mark.parametrize("name", MARKS)
def test_pictures_documents_and_models_are_refused_by_what_they_are(tmp_path: Path, name: str) -> None:
    mark, what = MARKS[name]
    said = sentence(made(tmp_path, name, mark + bytes(CHANCE.randrange(256) for _ in range(500))))
    assert what in said and INSTEAD in said


def test_models_in_a_zip_are_refused_by_what_they_are(tmp_path: Path) -> None:
    for name, member, data, what in (
        ("model.pt", "archive/data.pkl", b"\x80\x02}q\0.", "PyTorch checkpoint"),
        ("model.keras", "metadata.json", b'{"keras_version": "3.0.0"}', "Keras model"),
        ("text.docx", "[Content_Types].xml", b"<x/>", "Office document"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(member, data)
            archive.writestr("word/weights.bin", bytes(100))
        assert what in sentence(tmp_path / name)


def test_safetensors_are_refused_as_a_model(tmp_path: Path) -> None:
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    assert "saved model" in sentence(made(tmp_path, "m.safetensors", len(header).to_bytes(8, "little") + header))


def test_predictions_are_known_wherever_their_labels_lie_in_the_archive(tmp_path: Path) -> None:
    probabilities = np.random.default_rng(3).random((20_000, 4))
    np.savez(tmp_path / "outputs.npz", y_prob_1=probabilities, epochs=np.arange(3), y_true=np.arange(4))
    assert "holds a model's predictions" in sentence(tmp_path / "outputs.npz")


def test_arrays_and_pickles_that_are_no_metrics_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "y_train.npy", np.arange(50) % 10)
    np.save(tmp_path / "x_train.npy", np.ones((50, 20)))
    np.savez(tmp_path / "data.npz", x=np.ones((50, 20)), y=np.arange(50))
    (tmp_path / "vocab.pkl").write_bytes(pickle.dumps({"words": {"a": 1}}))
    for name in ("y_train.npy", "x_train.npy", "data.npz", "vocab.pkl"):
        assert "called after a metric" in sentence(tmp_path / name)


def test_an_archive_of_arrays_called_after_metrics_is_a_history(tmp_path: Path) -> None:
    np.savez(tmp_path / "history.npz", loss=np.linspace(1, 0.1, 9), val_accuracy=np.linspace(0.1, 0.9, 9))
    (run,) = read(tmp_path / "history.npz")
    assert [(s.metric, len(s.value)) for s in run.series] == [("loss", 9), ("val_accuracy", 9)]
    assert run.x_name == "epoch"


def test_predictions_are_refused_as_a_log_with_the_option_that_takes_them(tmp_path: Path) -> None:
    np.savez(tmp_path / "predictions.npz", y_true=np.zeros(4), epochs=np.ones(1), y_prob_1=np.full((4, 2), 0.5))
    rows = "".join(f"1,{i},0,0.4,0.6\n" for i in range(9))
    made(tmp_path, "predictions.csv", "epoch,sample,y_true,p_0,p_1\n" + rows)
    for name in ("predictions.npz", "predictions.csv"):
        assert "--evidence" in sentence(tmp_path / name)


def test_a_parquet_of_predictions_is_refused_as_a_log(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {"epoch": [1, 1], "sample": [0, 1], "y_true": [0, 1], "p_0": [0.5, 0.4], "p_1": [0.5, 0.6]}
    parquet.write_table(pyarrow.table(columns), tmp_path / "outputs.parquet")
    assert "--evidence" in sentence(tmp_path / "outputs.parquet")


ORACLE = {
    "cause": "overfitting",
    "settings": {"seed": 3, "classes": [10, 20]},
    "episodes": {"val": [{"start": 2, "end": 9, "loss_change": 0.2}, {"start": 12, "end": 19, "loss_change": 0.1}]},
    "oracle": {"train_loss": [0.9, 0.8, 0.7], "val_loss": [0.9, 0.8, 0.9]},
}


def test_a_folder_of_a_run_with_notes_and_predictions_is_one_run(tmp_path: Path) -> None:
    log = made(tmp_path, "history.csv", "epoch,loss,val_loss\n0,1,1\n1,0.5,0.7\n2,0.4,0.6\n")
    made(tmp_path, "truth.json", json.dumps(ORACLE))
    np.savez(tmp_path / "predictions.npz", y_true=np.zeros(4), epochs=np.ones(1), y_prob_1=np.full((4, 2), 0.5))
    made(tmp_path, "predictions.csv", "epoch,sample,y_true,p_0,p_1\n1,0,0,0.4,0.6\n1,1,0,0.4,0.6\n")
    assert logs_under(tmp_path) == [log]


@pytest.mark.parametrize(
    ("tree", "count"),
    [
        ({"history": ORACLE["oracle"], "params": {"units": [64, 32]}, "cause": "x"}, 1),
        ({"resnet": ORACLE["oracle"]}, 1),
        ({"adam": ORACLE["oracle"], "sgd": ORACLE["oracle"]}, 2),
        ({"config": {"lr": 0.1}, "baseline": ORACLE["oracle"]}, 1),
        ({"train": {"loss": [1, 2]}, "val": {"loss": [1, 2]}, "notes": {"a": 1}}, 1),
        ({"loss": {"train": [1.5, 2.5], "val": [1.5, 2.5]}}, 1),
    ],
)
def test_nested_histories_in_their_place_are_logs_in_a_folder_too(
    tmp_path: Path, tree: dict[str, object], count: int
) -> None:
    path = made(tmp_path, "a.json", json.dumps(tree))
    assert logs_under(tmp_path) == [path]
    assert len(read(path)) == count


def test_the_splits_of_several_metrics_are_one_run(tmp_path: Path) -> None:
    tree = {"loss": {"train": [1.5, 0.5], "val": [1.6, 0.6]}, "acc": {"train": [0.1, 0.5], "val": [0.1, 0.4]}}
    (run,) = read(made(tmp_path, "history.json", json.dumps(tree)))
    assert [(s.metric, s.quantity.value, s.split.value) for s in run.series] == [
        ("train loss", "loss", "train"),
        ("val loss", "loss", "val"),
        ("train acc", "accuracy", "train"),
        ("val acc", "accuracy", "val"),
    ]


def test_a_table_that_is_called_like_a_log_is_told_in_a_folder(tmp_path: Path) -> None:
    made(tmp_path, "history.csv", TABLES["wine.csv"])
    (error,) = logs_under(tmp_path)
    assert isinstance(error, UnreadableLog) and "No column of this table" in error.reason


def test_a_folder_of_no_logs_says_so_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("requirements.txt", "LICENSE", "README.md", "train.py", "run.sh", "setup.ini"):
        made(tmp_path, name, TEXTS[name])
    for name in ("package.json", "config.json", "boxes.json"):
        made(tmp_path, name, json.dumps(JSONS[name]))
    for name, (mark, _) in MARKS.items():
        made(tmp_path, name, mark + bytes(200))
    for name in ("customers.csv", "houses.csv", "iris.csv", "wine.csv", "submission.csv"):
        made(tmp_path, name, TABLES[name])
    np.save(tmp_path / "x_train.npy", np.ones((50, 20)))
    made(tmp_path, "vocab.pkl", pickle.dumps({"words": {"a": 1}}))
    assert command_line(["analyze", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path}: There is no training log in this folder.") and said.count("\n") == 1


@pytest.mark.shared
def test_the_list_of_the_collection_is_no_log(shared: Path) -> None:
    assert "No column of this table" in sentence(shared / "corpus" / "MANIFEST.csv")
    tried = 0
    for folder in sorted((shared / "truth" / "dev").iterdir()):
        assert logs_under(folder) == [folder / "history.csv"]
        tried += 1
    print(f"{tried} folders with truth.json and predictions.npz")  # noqa: T201
