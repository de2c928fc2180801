"""Small networks of several kinds, drawn at random for a world's shape of input."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from torch import Tensor, nn
from worlds import World

Build = Callable[[tuple[int, ...], int], nn.Module]


class Recurrent(nn.Module):
    """A gated recurrent network that reads the channels step by step and judges by its last state."""

    def __init__(self, channels: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.cell = nn.GRU(channels, hidden, batch_first=True)
        self.out = nn.Linear(hidden, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of shape (n, outputs) for x of shape (n, channels, length)."""
        return self.out(self.cell(x.transpose(1, 2))[0][:, -1])


def perceptron(hidden: int, depth: int, activation: type[nn.Module], dropout: float = 0.0) -> Build:
    """Dense layers over the flattened input."""

    def build(shape: tuple[int, ...], outputs: int) -> nn.Module:
        width, layers = int(np.prod(shape)), [nn.Flatten()]
        for _ in range(depth):
            layers += [nn.Linear(width, hidden), activation()]
            if dropout:
                layers.append(nn.Dropout(dropout))
            width = hidden
        return nn.Sequential(*layers, nn.Linear(width, outputs))

    return build


def deep_and_narrow(hidden: int, depth: int, activation: type[nn.Module]) -> Build:
    """Many narrow dense layers, as they come from the framework, and one that is narrower still in the middle."""

    def build(shape: tuple[int, ...], outputs: int) -> nn.Module:
        widths = [int(np.prod(shape)), *[hidden] * depth]
        widths[1 + depth // 2] = max(2, hidden // 4)
        layers: list[nn.Module] = [nn.Flatten()]
        for before, after in pairwise(widths):
            layers += [nn.Linear(before, after), activation()]
        return nn.Sequential(*layers, nn.Linear(widths[-1], outputs))

    return build


def normalised(hidden: int, depth: int, momentum: float) -> Build:
    """Dense layers with batch normalisation whose running statistics follow the batches with that momentum."""

    def build(shape: tuple[int, ...], outputs: int) -> nn.Module:
        widths = [int(np.prod(shape)), *[hidden] * depth]
        layers: list[nn.Module] = [nn.Flatten()]
        for before, after in pairwise(widths):
            layers += [nn.Linear(before, after), nn.BatchNorm1d(after, momentum=momentum), nn.ReLU()]
        return nn.Sequential(*layers, nn.Linear(widths[-1], outputs))

    return build


def convolution(channels: int, dropout: float = 0.0) -> Build:
    """Two convolutions over time and an average; dense layers where the input has no time."""

    def build(shape: tuple[int, ...], outputs: int) -> nn.Module:
        if len(shape) == 1:
            return perceptron(8 * channels, 2, nn.ReLU, dropout)(shape, outputs)
        return nn.Sequential(
            nn.Conv1d(shape[0], channels, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool1d(2),
            nn.Conv1d(channels, 2 * channels, 5, padding=2),
            nn.ReLU(),
            nn.AdaptiveAvgPool1d(4),
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(8 * channels, outputs),
        )

    return build


def recurrent(hidden: int) -> Build:
    """A small GRU; dense layers where the input has no time."""

    def build(shape: tuple[int, ...], outputs: int) -> nn.Module:
        if len(shape) == 1:
            return perceptron(4 * hidden, 2, nn.Tanh)(shape, outputs)
        return Recurrent(shape[0], hidden, outputs)

    return build


def any_network(rng: np.random.Generator, world: World, large: bool = False) -> tuple[str, Build]:
    """A network that suits the world, and its name for the settings."""
    activation = [nn.ReLU, nn.Tanh, nn.GELU][int(rng.integers(3))]
    depth, hidden = int(rng.integers(1, 5)), int(rng.choice([128, 192, 256] if large else [32, 48, 64, 96]))
    kind = rng.integers(3) if world.kind == "time" else 0
    if kind == 1:
        channels = int(rng.choice([16, 24] if large else [8, 12]))
        return f"1-d convolutions, {channels} channels", convolution(channels)
    if kind == 2 and not large:
        size = int(rng.choice([16, 24]))
        return f"GRU of {size}", recurrent(size)
    depth = max(depth, 2) if world.name == "spirals" else depth
    return f"{depth} x {hidden} {activation.__name__}", perceptron(hidden, depth, activation)
