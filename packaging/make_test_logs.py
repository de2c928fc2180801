"""Makes small logs in tests/data with the real libraries: Keras (on PyTorch), SummaryWriter, TensorBoard and trackers.

    python packaging/make_test_logs.py [FOLDER]
    python packaging/make_test_logs.py --trackers [FOLDER]
    python packaging/make_test_logs.py --pages [FOLDER]

Needs torch, keras and tensorboard installed, with --trackers wandb and dvclive, with --pages pandas. The databases
have the tables of trackio 0.29 and MLflow 3, written with SQLite alone. Logs written by hand for a quirk lie beside
these and are left alone.
"""

from __future__ import annotations

import csv
import json
import os
import pickle
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

os.environ.setdefault("KERAS_BACKEND", "torch")
DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
PAGE_EPOCHS = 6


def main() -> None:
    """Write every log below the folder given, tests/data by default."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    data = Path(folders[0]) if folders else DATA
    if "--trackers" in sys.argv:
        wandb_file(data / "wandb-file")
        dvclive_folder(data / "dvclive")
        databases(data / "tracker-database")
        return
    if "--pages" in sys.argv:
        pages(data / "markup")
        return
    wrapped_lines(data / "wrapped-text")
    keras_logs(data)
    torch_events(data / "tensorboard-events")
    tensorboard_events(data / "tensorboard-events")
    tensorboard_downloads(data)


def keras_logs(data: Path) -> None:
    """A CSVLogger file, one of a training resumed with append=True, and the History of the same as CSV and JSON."""
    import keras
    import numpy as np

    keras.utils.set_random_seed(7)
    rng = np.random.default_rng(7)
    x = rng.normal(size=(240, 8)).astype("float32")
    y = (x[:, 0] + x[:, 1] ** 2 + rng.normal(size=240) > 1).astype("int32")
    model = keras.Sequential(
        [keras.layers.Input((8,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(2, "softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    folder = fresh(data / "keras-csv", "csvlogger.csv", "resumed.csv", "history.csv")
    single = folder / "csvlogger.csv"
    fit = {"x": x[:180], "y": y[:180], "validation_data": (x[180:], y[180:]), "verbose": 0}
    history = model.fit(**fit, epochs=12, callbacks=[keras.callbacks.CSVLogger(str(single))]).history
    shutil.copy(single, folder / "resumed.csv")
    model.fit(**fit, epochs=5, callbacks=[keras.callbacks.CSVLogger(str(folder / "resumed.csv"), append=True)])
    with (folder / "history.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["", *history])
        writer.writerows([[i, *row] for i, row in enumerate(zip(*history.values(), strict=True))])
    target = fresh(data / "keras-history-json", "history.json") / "history.json"
    target.write_text(json.dumps(history), encoding="utf-8")
    folder = fresh(data / "keras-history-pickle", "trainHistoryDict", "history.npy", "scalars.pkl")
    (folder / "trainHistoryDict").write_bytes(pickle.dumps(history))
    np.save(folder / "history.npy", np.array(history, dtype=object), allow_pickle=True)
    scalars = {name: [np.float32(value) for value in values] for name, values in history.items()}
    (folder / "scalars.pkl").write_bytes(pickle.dumps(scalars, protocol=2))


def torch_events(folder: Path) -> None:
    """What torch's SummaryWriter writes: steps per batch, an image and a histogram beside the scalars."""
    import numpy as np
    from torch.utils.tensorboard import SummaryWriter

    target = folder / "torch"
    shutil.rmtree(target, ignore_errors=True)
    writer = SummaryWriter(str(target))
    for step in range(0, 300, 10):
        writer.add_scalar("train/loss", 2.0 / (1 + step / 50), step, walltime=1.7e9 + step)
        if step % 50 == 0:
            writer.add_scalar("val/accuracy", 0.5 + step / 1000, step, walltime=1.7e9 + step)
            writer.add_histogram("weights", np.linspace(-1, 1, 100), step, walltime=1.7e9 + step)
    writer.add_image("noise", np.zeros((3, 40, 40), dtype="uint8"), 300, walltime=1.7e9 + 300)
    writer.close()
    settle(target, "torch")


def tensorboard_events(folder: Path) -> None:
    """What Keras' TensorBoard callback leaves: one event file in train/ and one in validation/, as tensors."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.scalar.metadata import create_summary_metadata
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from tensorboard.util.tensor_util import make_tensor_proto

    shutil.rmtree(folder / "keras", ignore_errors=True)
    for split, offset in (("train", 0.0), ("validation", 0.2)):
        writer = EventFileWriter(str(folder / "keras" / split))
        for epoch in range(6):
            for tag, value in (
                ("epoch_loss", 1.5 / (epoch + 1) + offset),
                ("epoch_accuracy", 0.6 + 0.05 * epoch - offset),
            ):
                metadata = create_summary_metadata(display_name="", description="")
                tensor = make_tensor_proto(value, dtype="float32")
                summary = Summary(value=[Summary.Value(tag=tag, metadata=metadata, tensor=tensor)])
                writer.add_event(Event(wall_time=1.7e9 + epoch, step=epoch, summary=summary))
        writer.close()
        settle(folder / "keras" / split, split)


def tensorboard_downloads(data: Path) -> None:
    """The CSV and JSON that TensorBoard's scalar plugin hands out for the torch events."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(data / "tensorboard-events" / "torch"))
    events.Reload()
    names = {tag: f"run-torch-tag-{tag.replace('/', '_')}" for tag in events.Tags()["scalars"]}
    for form in ("csv", "json"):
        folder = fresh(data / f"tensorboard-{form}", *(f"{name}.{form}" for name in names.values()))
        for tag, name in names.items():
            rows = [[e.wall_time, e.step, e.value] for e in events.Scalars(tag)]
            with (folder / f"{name}.{form}").open("w", newline="", encoding="utf-8") as file:
                if form == "json":
                    json.dump(rows, file)
                else:
                    writer = csv.writer(file)
                    writer.writerow(["Wall time", "Step", "Value"])
                    writer.writerows(rows)


def curve(epoch: int) -> dict[str, float]:
    """What the trackers are given for an epoch."""
    loss, other = 2.0 * 0.8**epoch, 2.1 * 0.85**epoch
    return {
        "train/loss": loss,
        "train/accuracy": 0.9 - 0.6 * 0.7**epoch,
        "val/loss": other,
        "val/accuracy": 0.85 - 0.5 * 0.7**epoch,
    }


def wandb_file(folder: Path) -> None:
    """The record of an offline run."""
    import tempfile

    import wandb

    target = fresh(folder, "run-sample.wandb") / "run-sample.wandb"
    with tempfile.TemporaryDirectory() as temporary:
        quiet = wandb.Settings(
            x_disable_meta=True,
            x_disable_stats=True,
            x_disable_machine_info=True,
            disable_git=True,
            console="off",
            host="h",
        )  # nothing of the machine
        run = wandb.init(
            project="p", mode="offline", dir=temporary, id="sample", name="small", config={"lr": 0.1}, settings=quiet
        )
        for epoch in range(8):
            run.log({**curve(epoch), "epoch": epoch, "odd": float("nan")})
        run.finish()
        (found,) = Path(temporary).rglob("run-sample.wandb")
        shutil.copy(found, target)


def dvclive_folder(folder: Path) -> None:
    """A folder of DVCLive without git."""
    from dvclive import Live

    shutil.rmtree(folder, ignore_errors=True)
    with Live(str(folder), save_dvc_exp=False, dvcyaml=None, report=None) as live:
        for epoch in range(8):
            for name, value in curve(epoch).items():
                live.log_metric(name, value)
            live.next_step()


def wrapped_lines(folder: Path) -> None:
    """What a training printed, a record a line as Docker's json-file driver keeps it, and as Kaggle lists it."""
    text = []
    for epoch in range(8):
        told = " - ".join(f"{name}: {value:.4f}" for name, value in curve(epoch).items())
        text += [f"Epoch {epoch + 1}/8\n", f"40/40 - 3s - {told}\n"]
    at = [f"2026-01-01T10:00:{second:02d}.000000000Z" for second in range(len(text))]
    fresh(folder, "container-json.log", "kernel.log")
    docker = [{"log": line, "stream": "stdout", "time": time} for line, time in zip(text, at, strict=True)]
    (folder / "container-json.log").write_text("".join(json.dumps(one) + "\n" for one in docker))
    kaggle = [{"stream_name": "stdout", "time": 1.5 * i, "data": line} for i, line in enumerate(text)]
    (folder / "kernel.log").write_text("[" + "\n,".join(map(json.dumps, kaggle)) + "\n]")


def databases(folder: Path) -> None:
    """The tables of trackio and of MLflow with two runs each."""
    import sqlite3

    fresh(folder, "trackio.db", "mlflow.db")
    base = sqlite3.connect(folder / "trackio.db")
    base.execute(
        "CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, timestamp TEXT NOT NULL, "
        "run_name TEXT NOT NULL, step INTEGER NOT NULL, metrics TEXT NOT NULL)"
    )
    base.execute(
        "CREATE TABLE configs (id INTEGER PRIMARY KEY, run_id TEXT, run_name TEXT, config TEXT, created_at TEXT)"
    )
    for run in ("a", "b"):
        base.execute(
            "INSERT INTO configs (run_id, run_name, config) VALUES (?, ?, ?)", (run, f"run {run}", '{"lr": 0.1}')
        )
        for epoch in range(8):
            row = (run, "2026-01-01T10:00:00+00:00", f"run {run}", epoch, json.dumps(curve(epoch)))
            base.execute("INSERT INTO metrics (run_id, timestamp, run_name, step, metrics) VALUES (?, ?, ?, ?, ?)", row)
    base.commit()
    base.close()
    base = sqlite3.connect(folder / "mlflow.db")
    base.execute("CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250))")
    base.execute("CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32))")
    base.execute(
        "CREATE TABLE metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT, run_uuid VARCHAR(32), step BIGINT, "
        "is_nan BOOLEAN)"
    )
    for run in ("a", "b"):
        base.execute("INSERT INTO runs VALUES (?, ?)", (run, f"run {run}"))
        base.execute("INSERT INTO params VALUES ('lr', '0.1', ?)", (run,))
        for epoch in range(8):
            for name, value in curve(epoch).items():
                row = (name, value, 1_700_000_000_000 + epoch, run, epoch, False)
                base.execute("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?)", row)
    base.commit()
    base.close()


def pages(folder: Path) -> None:
    """One training as a table that pandas writes for a web page, as one of LaTeX, and as an element an epoch in XML."""
    import pandas as pd

    rows = [
        {"epoch": float(epoch)} | {name.replace("/", "_"): round(value, 4) for name, value in curve(epoch).items()}
        for epoch in range(1, PAGE_EPOCHS + 1)
    ]
    fresh(folder, "history.html", "history.tex", "history.xml")
    table = pd.DataFrame(rows).astype({"epoch": int}).to_html(index=False)
    page = f"<!DOCTYPE html>\n<html><body>\n<h1>A training</h1>\n{table}\n</body></html>\n"
    (folder / "history.html").write_text(page, encoding="utf-8")
    cells = [
        [name.replace("_", "\\_") for name in rows[0]],
        *([f"{value:g}" for value in row.values()] for row in rows),
    ]
    heading, *body = (" & ".join(line) + " \\\\" for line in cells)
    lines = [f"\\begin{{tabular}}{{{'r' * len(rows[0])}}}", "\\toprule", heading, "\\midrule", *body, "\\bottomrule"]
    (folder / "history.tex").write_text("\n".join([*lines, "\\end{tabular}", ""]), encoding="utf-8")
    training = ElementTree.Element("training", optimizer="sgd")
    for row in rows:
        ElementTree.SubElement(training, "epoch", {k.replace("epoch", "number"): f"{v:g}" for k, v in row.items()})
    ElementTree.indent(training)
    ElementTree.ElementTree(training).write(folder / "history.xml", encoding="utf-8", xml_declaration=True)


def fresh(folder: Path, *names: str) -> Path:
    """The folder, made, without the files that are about to be written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    return folder


def settle(folder: Path, name: str) -> None:
    """Rename the event file so that neither the time nor the machine is in its name."""
    (file,) = folder.glob("*tfevents*")
    file.rename(folder / f"events.out.tfevents.1700000000.{name}")


if __name__ == "__main__":
    main()
