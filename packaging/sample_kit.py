"""What the trainings behind the samples share: data, networks, what is kept of them and how event files are written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, log_loss
from torch.utils.tensorboard import SummaryWriter

EVIDENCE_EXAMPLES = 200  # with six epochs and ten classes some 45 kB
EVIDENCE_EPOCHS = 6
START = 1_700_000_000.0  # the clock of every event file, so that a second run writes the same bytes

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Data = tuple[Floats, Ints]


def digits(noise: float, n_train: int, n_val: int) -> tuple[Data, Data]:
    """Handwritten digits of 8 x 8 pixels, scaled to 0..1, with Gaussian noise of that standard deviation."""
    images, labels = load_digits(return_X_y=True)
    rng = np.random.default_rng(1)
    order = rng.permutation(len(images))[: n_train + n_val]
    x = (images[order] / 16 + rng.normal(0, noise, (len(order), 64))).astype(np.float32)
    y = labels[order].astype(np.int64)
    return (x[:n_train], y[:n_train]), (x[n_train:], y[n_train:])


def network(n_in: int, hidden: Iterable[int], n_out: int, penalty: float = 0.0, start: str = "glorot_uniform"
            ) -> keras.Model:  # fmt: skip
    """A plain classifier; `penalty` is the L2 penalty of each layer, `start` how the last one is initialised."""
    decay = keras.regularizers.L2(penalty) if penalty else None
    layers = [keras.layers.Dense(n, "relu", kernel_regularizer=decay) for n in hidden]
    output = keras.layers.Dense(n_out, "softmax", kernel_regularizer=decay, kernel_initializer=start)
    return keras.Sequential([keras.Input((n_in,)), *layers, output])


class Evidence(keras.callbacks.Callback):
    """Keeps the outputs for the first validation examples at a few epochs spread over the training."""

    def __init__(self, x: Floats, y: Floats | Ints, epochs: int, regression: bool = False) -> None:
        super().__init__()
        self.x, self.y = x[:EVIDENCE_EXAMPLES], y[:EVIDENCE_EXAMPLES]
        self.wanted = set(evidence_epochs(epochs))
        self.key = "y_pred" if regression else "y_prob"
        self.outputs: dict[int, Floats] = {}

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Keep this epoch's outputs if it is one of the wanted."""
        if epoch in self.wanted:
            output = self.model.predict(self.x, verbose=0)
            self.outputs[epoch] = output[:, 0] if self.key == "y_pred" else output

    def save(self, folder: Path) -> None:
        """Write predictions.npz."""
        save_evidence(folder, self.y, self.outputs, self.key)


def evidence_epochs(epochs: int) -> list[int]:
    """Six epochs from the first to the last."""
    return [int(e) for e in np.linspace(0, epochs - 1, EVIDENCE_EPOCHS).round()]


def save_evidence(folder: Path, y_true: Floats | Ints, outputs: dict[int, Floats], key: str = "y_prob") -> None:
    """Write the outputs as the evidence file that the program reads."""
    arrays = {f"{key}_{epoch}": output.astype(np.float32) for epoch, output in outputs.items()}
    np.savez_compressed(folder / "predictions.npz", y_true=y_true, epochs=np.array(list(outputs)), **arrays)


def scores(y: Ints, parts: tuple[slice, slice], rows: Iterable[Floats]) -> dict[str, list[float]]:
    """Log loss and accuracy of both parts for each row of probabilities, measured by scikit-learn."""
    log: dict[str, list[float]] = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for p in rows:
        for prefix, part in zip(("", "val_"), parts, strict=True):
            log[f"{prefix}loss"].append(round(log_loss(y[part], p[part]), 6))
            log[f"{prefix}accuracy"].append(accuracy_score(y[part], p[part].argmax(axis=1)))
    return log


def fit(model: keras.Model, train: Data, val: Data, epochs: int, *callbacks: keras.callbacks.Callback,
        batch: int = 32) -> dict[str, list[float]]:  # fmt: skip
    """Train quietly; what Keras calls the history."""
    history = model.fit(
        *train, validation_data=val, epochs=epochs, batch_size=batch, verbose=0, callbacks=list(callbacks)
    )
    return {name: [float(v) for v in values] for name, values in history.history.items()}


@contextmanager
def event_files(folder: Path, *runs: str) -> Iterator[tuple[SummaryWriter, ...]]:
    """One event file per run folder (or one in `folder`), without this machine's name and clock in it."""
    folders = [folder / run for run in runs] or [folder]
    with mock.patch("time.time", return_value=START):
        writers = tuple(SummaryWriter(f, max_queue=100_000) for f in folders)
        yield writers
        for writer in writers:
            writer.close()
    for f in folders:
        (written,) = f.glob("*tfevents*")
        written.rename(f / f"events.out.tfevents.{START:.0f}.sample")
