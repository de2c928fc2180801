"""Saves a training's predictions for lossacc to read; needs numpy alone, so that the file can be copied anywhere."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np

Kind = Literal["probabilities", "logits", "values"]


class Recorder:
    """Keeps the outputs for the validation examples at some epochs and writes them after each as one .npz.

    y_true  shape (n,): class numbers from 0 (or one-hot rows), or the targets of a regression
    path    the file; lossacc finds it when it is called predictions.npz and lies beside the log
    every   record one epoch in so many (10 to 20 recorded epochs are enough for a run)
    kind    what `record` is given: probabilities of the classes, logits, or values of a regression
    """

    def __init__(
        self,
        y_true: Any,
        path: str | os.PathLike[str] = "predictions.npz",
        every: int = 1,
        kind: Kind = "probabilities",
    ) -> None:
        if every < 1:
            raise ValueError("every counts epochs: it is 1 or more")
        truth = _plain(y_true)
        self.path = Path(path)
        self.every = every
        self.kind = kind
        self._examples = len(truth)
        self._arrays: dict[str, Any] = {"y_true": truth}
        self._epochs: list[int] = []

    def wants(self, epoch: int) -> bool:
        """Whether an epoch, counted as the log counts them, is one to record; ask before computing its outputs."""
        return epoch % self.every == 0

    def record(self, epoch: int, outputs: Any) -> None:
        """Keep the outputs of one epoch and write the file; epochs that are not wanted are passed over.

        `outputs` has shape (n, K), or (n,) and (n, 1) for values and for the probability of class 1 of two. Arrays of
        numpy, PyTorch, TensorFlow and JAX will do. Raises ValueError when there are not n of them.
        """
        if not self.wants(epoch):
            return
        table = _plain(outputs).astype(np.float32)
        if len(table) != self._examples:
            raise ValueError(f"{len(table)} outputs for {self._examples} examples")
        if self.kind == "values":
            name, table = f"y_pred_{epoch}", table.reshape(self._examples)
        else:
            name, table = f"y_prob_{epoch}", _probabilities(table.reshape(self._examples, -1), self.kind)
        self._arrays[name] = table
        if epoch not in self._epochs:
            self._epochs.append(epoch)
        self._write()

    def _write(self) -> None:
        beside = self.path.with_name(self.path.name + ".part")  # a training that is killed leaves the file before
        with beside.open("wb") as file:
            np.savez_compressed(file, **self._arrays, epochs=np.array(sorted(self._epochs)))
        beside.replace(self.path)


def keras_callback(recorder: Recorder, inputs: Any, batch_size: int | None = None) -> Any:
    """A Keras callback that records `model.predict(inputs)` at the end of the epochs that the recorder wants."""
    keras = importlib.import_module("keras")

    def on_epoch_end(self: Any, epoch: int, logs: Any = None) -> None:
        if recorder.wants(epoch):
            recorder.record(epoch, self.model.predict(inputs, batch_size=batch_size, verbose=0))

    methods: dict[str, Callable[..., None]] = {"on_epoch_end": on_epoch_end}
    return type("RecordPredictions", (keras.callbacks.Callback,), methods)()


def _plain(array: Any) -> Any:
    """A numpy array of anything that is like one; tensors of PyTorch are taken off their graph and device first."""
    for step in ("detach", "cpu"):
        array = getattr(array, step)() if hasattr(array, step) else array
    return np.asarray(array)


def _probabilities(table: Any, kind: Kind) -> Any:
    if kind == "probabilities":
        return table
    if table.shape[1] == 1:
        return 1 / (1 + np.exp(-np.clip(table, -80, 80)))
    powers = np.exp(table - table.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
