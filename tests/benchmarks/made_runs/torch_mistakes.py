"""Mistakes with a loss, its last layer and the optimiser as people make them in PyTorch, in a loop of their own."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from framework_data import (
    Ended,
    Rng,
    Settings,
    Task,
    always,
    any_settings,
    any_task,
    on_the_floor,
    sure_of_itself,
)
from torch import Tensor, nn

LONG = (20, 50)  # epochs
Loss = Callable[[Tensor, Tensor], Tensor]
Row = dict[str, float]


@dataclass
class Loop:
    """A training loop; a mistake changes one thing of it."""

    task: Task
    chosen: Settings
    model: nn.Module
    loss: Loss
    judged_by: Loss  # of validation
    optimised: nn.Module  # whose weights the optimiser holds
    binary: bool = False  # a single output
    cut: float = 0.5  # from which on a single output is a yes
    steps: bool = True
    cleared: bool = False  # the gradients are, between backward and step
    detached: bool = False


def network(task: Task, chosen: Settings, outputs: int, last: nn.Module | None = None) -> nn.Module:
    """Linear layers under a last one, and what follows it."""
    width, layers = task.x.shape[1], []
    for hidden in chosen.hidden:
        layers += [nn.Linear(width, hidden), nn.ReLU() if chosen.activation == "relu" else nn.Tanh()]
        layers += [nn.BatchNorm1d(hidden)] if chosen.normed else []
        layers += [nn.Dropout(chosen.dropout)] if chosen.dropout else []
        width = hidden
    return nn.Sequential(*layers, nn.Linear(width, outputs), *([last] if last is not None else []))


def made(task: Task, chosen: Settings, last: nn.Module | None, loss: Loss, *, binary: bool = False) -> Loop:
    """A loop in which one loss serves training and validation."""
    model = network(task, chosen, 1 if binary else task.classes, last)
    return Loop(task, chosen, model, loss, loss, model, binary)


def sound(rng: Rng) -> Loop:
    """Scores with the loss that fits."""
    task, chosen = any_task(rng, 2 if rng.integers(2) else None), any_settings(rng)
    if task.classes == 2:
        return made(task, chosen, nn.Sigmoid(), nn.BCELoss(), binary=True)
    return made(task, chosen, None, nn.CrossEntropyLoss())


def softmax_before_cross_entropy(rng: Rng) -> Loop:
    """nn.Softmax at the end of the model, CrossEntropyLoss behind it."""
    return made(any_task(rng), any_settings(rng, LONG), nn.Softmax(dim=1), nn.CrossEntropyLoss())


def sigmoid_before_logits(rng: Rng) -> Loop:
    """nn.Sigmoid at the end of the model, BCEWithLogitsLoss behind it."""
    return made(any_task(rng, 2), any_settings(rng, LONG), nn.Sigmoid(), nn.BCEWithLogitsLoss(), binary=True)


def smoothed(rng: Rng) -> Loop:
    """Smoothed labels, in training alone or in validation as well, trained for long on what can be learned."""
    share = float(rng.choice([0.05, 0.1, 0.2]))
    chosen = replace(any_settings(rng, LONG), smoothing=share)
    loop = made(any_task(rng, easy=True), chosen, None, nn.CrossEntropyLoss(label_smoothing=share))
    if rng.integers(2):
        loop.judged_by = nn.CrossEntropyLoss()
    return loop


def nll_of_no_logarithm(rng: Rng) -> Loop:
    """NLLLoss of probabilities, or of scores."""
    last = nn.Softmax(dim=1) if rng.integers(2) else None
    return made(any_task(rng), any_settings(rng), last, nn.NLLLoss())


def one_unit_softmax(rng: Rng) -> Loop:
    """A softmax over a single output."""
    return made(any_task(rng, 2), any_settings(rng), nn.Softmax(dim=1), nn.BCELoss(), binary=True)


def no_step(rng: Rng) -> Loop:
    """optimizer.step() was forgotten."""
    loop = sound(rng)
    loop.steps = False
    return loop


def cleared_too_late(rng: Rng) -> Loop:
    """zero_grad stands between backward and step."""
    loop = sound(rng)
    loop.cleared = True
    return loop


def another_ones_weights(rng: Rng) -> Loop:
    """The model was built anew after the optimiser had been given its parameters."""
    loop = sound(rng)
    loop.optimised = network(loop.task, loop.chosen, 1 if loop.binary else loop.task.classes)
    return loop


def detached(rng: Rng) -> Loop:
    """The loss was cut off the graph and made to want a gradient of its own."""
    loop = sound(rng)
    loop.detached = True
    return loop


def run(loop: Loop, folder: Path, kind: str) -> Ended:
    """Train, and leave the log that a person would have: a CSV of their own, or what they printed."""
    rows = list(_epochs(loop))
    if kind == "csv":
        with (folder / "log.csv").open("w", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    else:
        (folder / "train.log").write_text("".join(_line(row, len(rows)) for row in rows))
    with torch.no_grad():
        outputs = loop.model(torch.from_numpy(loop.task.x)).numpy()
    ends = rows[-1]["train_loss"], rows[-1]["train_acc"]
    return Ended(outputs[:, 0] if loop.binary else outputs, *ends, loop.task.classes, loop.chosen.smoothing)


def _line(row: Row, epochs: int) -> str:
    return (
        f"Epoch {row['epoch']}/{epochs} | train_loss: {row['train_loss']:.4f} | train_acc: {row['train_acc']:.4f} | "
        f"val_loss: {row['val_loss']:.4f} | val_acc: {row['val_acc']:.4f}\n"
    )


def _epochs(loop: Loop) -> Iterator[Row]:
    task, chosen, model = loop.task, loop.chosen, loop.model
    kinds = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}
    optimizer = kinds[chosen.optimiser](loop.optimised.parameters(), lr=chosen.rate)
    x, y, val_x, val_y = (torch.from_numpy(part) for part in (task.x, task.y, task.val_x, task.val_y))
    for epoch in range(1, chosen.epochs + 1):
        model.train()
        total = right = 0.0
        for part in torch.randperm(len(x)).split(chosen.batch):
            if len(part) == 1:
                continue  # of which batch normalisation makes nothing
            outputs = model(x[part])
            loss = loop.loss(*_fitting(loop, outputs, y[part]))
            optimizer.zero_grad()
            if loop.detached:
                loss = loss.detach().requires_grad_()
            loss.backward()
            if loop.cleared:
                optimizer.zero_grad()
            if loop.steps:
                optimizer.step()
            total += loss.item() * len(part)
            right += _hits(loop, outputs, y[part])
        model.eval()
        with torch.no_grad():
            outputs = model(val_x)
            yield {
                "epoch": epoch,
                "train_loss": total / len(x),
                "train_acc": right / len(x),
                "val_loss": loop.judged_by(*_fitting(loop, outputs, val_y)).item(),
                "val_acc": _hits(loop, outputs, val_y) / len(val_x),
            }


def _fitting(loop: Loop, outputs: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    return (outputs[:, 0], labels.float()) if loop.binary else (outputs, labels)


def _hits(loop: Loop, outputs: Tensor, labels: Tensor) -> float:
    answers = (outputs[:, 0] > loop.cut).long() if loop.binary else outputs.argmax(1)
    return float((answers == labels).sum())


MISTAKES: dict[str, tuple[str | None, Callable[[Rng], Loop], Callable[[Ended], bool]]] = {
    "torch_sound": (None, sound, always),
    "torch_softmax_before_cross_entropy": ("softmax_twice", softmax_before_cross_entropy, sure_of_itself),
    "torch_sigmoid_before_logits": ("softmax_twice", sigmoid_before_logits, sure_of_itself),
    "torch_smoothed": ("label_smoothing_floor", smoothed, on_the_floor),
    "torch_nll_of_no_logarithm": ("wrong_last_layer", nll_of_no_logarithm, always),
    "torch_one_unit_softmax": ("wrong_last_layer", one_unit_softmax, always),
    "torch_no_step": ("nothing_is_trained", no_step, always),
    "torch_cleared_too_late": ("nothing_is_trained", cleared_too_late, always),
    "torch_another_ones_weights": ("nothing_is_trained", another_ones_weights, always),
    "torch_detached": ("nothing_is_trained", detached, always),
}
