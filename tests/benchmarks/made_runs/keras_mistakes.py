"""Mistakes with a loss and its last layer as people make them in Keras, trained by Keras and logged by it."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from framework_data import (
    Ended,
    Rng,
    Settings,
    Task,
    always,
    any_settings,
    any_task,
    dearer_than_guessing,
    on_the_floor,
    sure_of_itself,
)

LONG = (20, 50)  # epochs
Ready = tuple[Task, Settings, "Built"]
Built = tuple[Any, Any, bool]
"""A model that is not compiled, its loss, and whether labels are one-hot."""


def network(task: Task, chosen: Settings, outputs: int, activation: str | None) -> Any:
    """Dense layers under a last one with that activation."""
    layers: list[Any] = [keras.layers.Input((task.x.shape[1],))]
    for width in chosen.hidden:
        layers.append(keras.layers.Dense(width, activation=chosen.activation))
        if chosen.normed:
            layers.append(keras.layers.BatchNormalization())
        if chosen.dropout:
            layers.append(keras.layers.Dropout(chosen.dropout))
    return keras.Sequential([*layers, keras.layers.Dense(outputs, activation=activation)])


def sound(rng: Rng) -> Ready:
    """Softmax or a sigmoid with the loss that fits."""
    task, chosen = any_task(rng, 2 if rng.integers(2) else None), any_settings(rng)
    if task.classes == 2:
        return task, chosen, (network(task, chosen, 1, "sigmoid"), "binary_crossentropy", False)
    return task, chosen, (network(task, chosen, task.classes, "softmax"), "sparse_categorical_crossentropy", False)


def softmax_from_logits(rng: Rng) -> Ready:
    """from_logits=True beside a softmax, of numbered or of one-hot labels."""
    task, chosen = any_task(rng), any_settings(rng, LONG)
    model, hot = network(task, chosen, task.classes, "softmax"), bool(rng.integers(2))
    losses = keras.losses
    loss = losses.CategoricalCrossentropy if hot else losses.SparseCategoricalCrossentropy
    return task, chosen, (model, loss(from_logits=True), hot)


def sigmoid_from_logits(rng: Rng) -> Ready:
    """from_logits=True beside a sigmoid."""
    task, chosen = any_task(rng, 2), any_settings(rng, LONG)
    return task, chosen, (network(task, chosen, 1, "sigmoid"), keras.losses.BinaryCrossentropy(from_logits=True), False)


def smoothed(rng: Rng) -> Ready:
    """Smoothed labels, trained for long on what can be learned."""
    share = float(rng.choice([0.05, 0.1, 0.2]))
    task = any_task(rng, None if rng.integers(3) else 2, easy=True)
    chosen = replace(any_settings(rng, LONG), smoothing=share)
    if task.classes == 2:
        loss = keras.losses.BinaryCrossentropy(label_smoothing=share)
        return task, chosen, (network(task, chosen, 1, "sigmoid"), loss, False)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=share)
    return task, chosen, (network(task, chosen, task.classes, "softmax"), loss, True)


def one_unit_softmax(rng: Rng) -> Ready:
    """Dense(1, activation="softmax") for two classes, with either cross-entropy."""
    task, chosen = any_task(rng, 2), any_settings(rng)
    loss = str(rng.choice(["binary_crossentropy", "binary_crossentropy", "categorical_crossentropy"]))
    return task, chosen, (network(task, chosen, 1, "softmax"), loss, False)


def no_activation(rng: Rng) -> Ready:
    """A last layer without activation where the loss expects probabilities."""
    two = bool(rng.integers(2))
    task, chosen = any_task(rng, 2 if two else None), any_settings(rng)
    loss = "binary_crossentropy" if two else "sparse_categorical_crossentropy"
    return task, chosen, (network(task, chosen, 1 if two else task.classes, None), loss, False)


def frozen(rng: Rng) -> Ready:
    """All layers are frozen before the model is compiled."""
    task, chosen, built = sound(rng)
    built[0].trainable = False
    return task, chosen, built


def no_rate(rng: Rng) -> Ready:
    """A learning rate that a schedule has brought to zero before the first step."""
    task, chosen, built = sound(rng)
    return task, replace(chosen, rate=0.0), built


def run(ready: Ready, folder: Path, kind: str) -> Ended:
    """Train, and leave the log that a person would have: Keras' CSV, its history as JSON, or what it printed."""
    task, chosen, (model, loss, hot) = ready
    optimisers = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop}
    model.compile(optimiser := optimisers[chosen.optimiser](chosen.rate), loss=loss, metrics=["accuracy"])
    assert optimiser is model.optimizer
    y, val_y = (np.eye(task.classes, dtype=np.float32)[part] if hot else part for part in (task.y, task.val_y))
    if getattr(loss, "name", loss) == "categorical_crossentropy" and not hot:
        y, val_y = (part[:, None].astype(np.float32) for part in (y, val_y))
    callbacks = [keras.callbacks.CSVLogger(str(folder / "training.csv"))] if kind == "csv" else []
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        history = model.fit(
            task.x,
            y,
            validation_data=(task.val_x, val_y),
            epochs=chosen.epochs,
            batch_size=chosen.batch,
            verbose=2 if kind == "text" else 0,
            callbacks=callbacks,
        ).history
    if kind == "json":
        (folder / "history.json").write_text(json.dumps(history))
    if kind == "text":
        (folder / "train.log").write_text(printed.getvalue())
    outputs = model.predict(task.x, verbose=0)
    ends = history["loss"][-1], history["accuracy"][-1]
    return Ended(outputs[:, 0] if outputs.shape[1] == 1 else outputs, *ends, task.classes, chosen.smoothing)


MISTAKES: dict[str, tuple[str | None, Callable[[Rng], Ready], Callable[[Ended], bool]]] = {
    "keras_sound": (None, sound, always),
    "keras_softmax_from_logits": ("softmax_twice", softmax_from_logits, sure_of_itself),
    "keras_sigmoid_from_logits": ("softmax_twice", sigmoid_from_logits, sure_of_itself),
    "keras_smoothed": ("label_smoothing_floor", smoothed, on_the_floor),
    "keras_one_unit_softmax": ("wrong_last_layer", one_unit_softmax, always),
    "keras_no_activation": ("wrong_last_layer", no_activation, dearer_than_guessing),
    "keras_frozen": ("nothing_is_trained", frozen, always),
    "keras_no_rate": ("nothing_is_trained", no_rate, always),
}
