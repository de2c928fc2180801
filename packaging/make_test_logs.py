"""Makes small logs in tests/data with the real libraries: Keras (on PyTorch), SummaryWriter and TensorBoard.

    python packaging/make_test_logs.py [FOLDER]

Needs torch, keras and tensorboard installed; the project itself needs none of them. Logs written by hand for a quirk
lie beside these and are left alone.
"""

from __future__ import annotations

import csv
import json
import os
import pickle
import shutil
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
DATA = Path(__file__).resolve().parent.parent / "tests" / "data"


def main() -> None:
    """Write every log below the folder given, tests/data by default."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
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
