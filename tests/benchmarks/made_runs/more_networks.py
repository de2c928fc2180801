"""More kinds of small networks: linear, residual, image convolutions, attention, bags, LSTM, normalised ones."""

from __future__ import annotations

import math

import numpy as np
from networks import Build, convolution, normalised, perceptron, recurrent
from torch import Tensor, nn
from worlds import World


class Residual(nn.Module):
    """Dense blocks around which the input is passed on, each with layer normalisation."""

    def __init__(self, width: int, hidden: int, depth: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.inward = nn.Linear(width, hidden)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.LayerNorm(hidden), nn.Linear(hidden, hidden), nn.GELU(), nn.Dropout(dropout),
                nn.Linear(hidden, hidden),
            )
            for _ in range(depth)
        )  # fmt: skip
        self.out = nn.Linear(hidden, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of shape (n, outputs)."""
        seen = self.inward(x.flatten(1))
        for block in self.blocks:
            seen = seen + block(seen)
        return self.out(seen)


class Attention(nn.Module):
    """One block of self-attention over time, with learned places, and the mean of what it says."""

    def __init__(self, channels: int, length: int, width: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.inward, self.place = nn.Linear(channels, width), nn.Embedding(length, width)
        self.block = nn.TransformerEncoderLayer(width, 2, 2 * width, dropout, batch_first=True)
        self.out = nn.Linear(width, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of shape (n, outputs) for x of shape (n, channels, length)."""
        return self.out(self.block(self.inward(x.transpose(1, 2)) + self.place.weight).mean(1))


class Long(nn.Module):
    """An LSTM that reads the channels step by step and judges by its last state."""

    def __init__(self, channels: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.cell, self.out = nn.LSTM(channels, hidden, batch_first=True), nn.Linear(hidden, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of shape (n, outputs) for x of shape (n, channels, length)."""
        return self.out(self.cell(x.transpose(1, 2))[0][:, -1])


def linear(shape: tuple[int, ...], outputs: int) -> nn.Module:
    """Softmax regression."""
    return perceptron(0, 0, nn.ReLU)(shape, outputs)


def residual(hidden: int, depth: int, dropout: float = 0.0) -> Build:
    """Dense blocks with shortcuts."""
    return lambda shape, outputs: Residual(int(np.prod(shape)), hidden, depth, outputs, dropout)


def attention(width: int, dropout: float = 0.0) -> Build:
    """A block of self-attention over time."""
    return lambda shape, outputs: Attention(shape[0], shape[1], width, outputs, dropout)


def long_memory(hidden: int) -> Build:
    """An LSTM over time."""
    return lambda shape, outputs: Long(shape[0], hidden, outputs)


def bag(hidden: int) -> Build:
    """What stands at each time, averaged over time: the order is lost."""
    return lambda shape, outputs: nn.Sequential(
        nn.Conv1d(shape[0], hidden, 1), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(hidden, outputs)
    )


def pictures(channels: int, dropout: float = 0.0, norm: float = 0.0) -> Build:
    """Two convolutions over an image; with batch normalisation of that momentum, where there is one."""

    def build(shape: tuple[int, ...], outputs: int) -> nn.Module:
        between = [nn.BatchNorm2d(channels, momentum=norm)] if norm else []
        return nn.Sequential(
            nn.Conv2d(shape[0], channels, 3, stride=2, padding=1), *between, nn.ReLU(),
            nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(),
            nn.Dropout(dropout), nn.Linear(2 * channels * math.prod(-(-side // 4) for side in shape[1:]), outputs),
        )  # fmt: skip

    return build


def suited(rng: np.random.Generator, world: World, size: str = "middle", dropout: float = 0.0) -> tuple[str, Build]:
    """A network that suits the world, small, middle or large, and its name for the settings."""
    hidden = int(rng.choice({"small": [12, 16, 24, 32], "middle": [32, 48, 64], "large": [96, 128, 160]}[size]))
    depth = 1 + int(rng.integers({"small": 2, "middle": 3, "large": 3}[size]))
    activation = [nn.ReLU, nn.Tanh, nn.GELU, nn.SiLU][int(rng.integers(4))]
    flat: list[tuple[str, Build]] = [
        (f"{depth} x {hidden} {activation.__name__}", perceptron(hidden, depth, activation, dropout)),
        (f"residual, {depth} x {hidden}", residual(hidden, depth, dropout)),
    ]
    if not dropout:
        flat.append((f"batch norm, {depth} x {hidden}", normalised(hidden, depth, 0.1)))
    narrow = min(12, max(4, hidden // 8))
    if world.kind == "image" and rng.random() < 0.7:
        norm = 0.0 if rng.random() < 0.6 else 0.1
        return f"2-d convolutions, {narrow} channels, norm {norm}", pictures(narrow, dropout, norm)
    if world.kind == "time" and rng.random() < 0.8:
        timed = [
            (f"1-d convolutions, {2 * narrow} channels", convolution(2 * narrow, dropout)),
            (f"attention of {4 * narrow}", attention(min(48, 4 * narrow), dropout)),
        ]
        if not dropout and size != "large":
            timed += [
                (f"GRU of {hidden // 2}", recurrent(hidden // 2)),
                (f"LSTM of {hidden // 2}", long_memory(hidden // 2)),
            ]
        return timed[int(rng.integers(len(timed)))]
    return flat[int(rng.integers(len(flat)))]
