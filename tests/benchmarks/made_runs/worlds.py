"""Sources of labelled examples that never run dry: spirals, teachers, word counts, waves, tables, digits, strings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Draw = Callable[[int, np.random.Generator, bool], tuple[Floats, Ints]]


@dataclass(frozen=True, slots=True)
class World:
    """A task: `draw(n, rng, fresh)` gives x of shape (n, width) or (n, channels, length), and y of shape (n,).

    An image is (n, channels, height, width); `kind` says which of the three it is: flat, time or image. `fresh` asks
    for examples that the training never sees, for worlds that live off a finite collection.
    """

    name: str
    classes: int
    draw: Draw
    kind: str = "flat"

    def sample(
        self, n: int, rng: np.random.Generator, fresh: bool, share: NDArray[np.float64] | None = None
    ) -> tuple[Floats, Ints]:
        """Draw n examples, with these shares of the classes (n, classes are exact on average) where given."""
        if share is None:
            return self.draw(n, rng, fresh)
        wanted = rng.multinomial(n, share)
        xs: list[list[Floats]] = [[] for _ in range(self.classes)]
        have = np.zeros(self.classes, int)
        while (have < wanted).any():
            x, y = self.draw(4 * n, rng, fresh)
            for k in range(self.classes):
                mine = x[y == k][: wanted[k] - have[k]]
                xs[k].append(mine)
                have[k] += len(mine)
        x = np.concatenate([part for parts in xs for part in parts])
        y = np.repeat(np.arange(self.classes), wanted)
        order = rng.permutation(n)
        return x[order], y[order]


def spirals(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Arms of a spiral, turned into 6 to 20 dimensions in which every other direction is noise."""
    classes = classes or int(rng.integers(2, 7))
    width, turns = int(rng.integers(6, 21)), rng.uniform(0.4, 0.8)
    noise, elsewhere = 0.12 / ease / classes * 3, rng.uniform(0.05, 0.25)
    basis = np.linalg.qr(rng.standard_normal((width, width)))[0]

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        t = np.sqrt(rng.uniform(0.03, 1.0, n))
        angle = 2 * np.pi * (y / classes + turns * t)
        flat = np.stack([t * np.cos(angle), t * np.sin(angle)], 1) + noise * rng.standard_normal((n, 2))
        rest = elsewhere * rng.standard_normal((n, width - 2))
        return (np.concatenate([flat, rest], 1) @ basis).astype(np.float32), y

    return World("spirals", classes, draw)


def teacher(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Labels that a random network gives, with as much chance in them as the ease leaves."""
    classes = classes or int(rng.integers(3, 21))
    width, hidden = int(rng.integers(8, 28)), int(rng.integers(10, 40))
    inward = rng.standard_normal((width, hidden)) / np.sqrt(width) * rng.uniform(0.8, 1.6)
    outward = rng.standard_normal((hidden, classes))
    tailed = bool(rng.integers(2))

    def scores(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.tanh(x @ inward) @ outward)

    probe = scores(np.random.default_rng(1).standard_normal((4000, width)))
    middle, spread = probe.mean(0), probe.std(0)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.standard_t(5, (n, width)) / np.sqrt(5 / 3) if tailed else rng.standard_normal((n, width))
        logits = 4 * ease * (scores(x) - middle) / spread + rng.gumbel(size=(n, classes))
        return x.astype(np.float32), logits.argmax(1)

    return World("teacher", classes, draw)


def words(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Sparse word counts of short documents, each of one topic with something of all the others."""
    classes = classes or int(rng.integers(2, 21))
    vocabulary, length = int(rng.integers(100, 300)), rng.uniform(20, 60)
    base = 1 / np.arange(3, vocabulary + 3)
    topics = base * np.exp(1.1 * ease * rng.standard_normal((classes, vocabulary)))
    topics /= topics.sum(1, keepdims=True)
    middle = topics.mean(0)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        own = rng.beta(4, 2, (n, 1))
        lengths = length * rng.lognormal(0, 0.4, (n, 1))
        counts = rng.poisson(lengths * (own * topics[y] + (1 - own) * middle))
        return np.log1p(counts).astype(np.float32), y

    return World("words", classes, draw)


def waves(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Short noisy oscillations, told apart by period and shape, with any phase."""
    classes = classes or int(rng.integers(2, 9))
    length = int(rng.integers(20, 37))
    periods = np.exp(np.linspace(np.log(3.5), np.log(length * 0.7), (classes + 1) // 2))
    noise = rng.uniform(0.5, 0.9) / ease
    memory = rng.uniform(0.0, 0.7)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        period = periods[y // 2] * rng.lognormal(0, 0.08, n)
        phase = 2 * np.pi * (np.arange(length) / period[:, None] + rng.uniform(0, 1, (n, 1)))
        wave = np.where(y[:, None] % 2, np.sign(np.sin(phase)), np.sin(phase) ** 3 * 1.4)
        hiss = rng.standard_normal((n, length))
        for t in range(1, length):
            hiss[:, t] = memory * hiss[:, t - 1] + np.sqrt(1 - memory**2) * hiss[:, t]
        return (wave * rng.lognormal(0, 0.2, (n, 1)) + noise * hiss)[:, None].astype(np.float32), y

    return World("waves", classes, draw, "time")


def table(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Numbers with long tails beside categories; labels by rules over both, and chance."""
    classes = classes or int(rng.integers(2, 8))
    numbers, levels = int(rng.integers(4, 10)), rng.integers(3, 7, int(rng.integers(2, 5)))
    rules = 6 * classes
    column, cut = rng.integers(0, numbers, (rules, 2)), rng.normal(0, 0.7, (rules, 2))
    field = rng.integers(0, len(levels), rules)
    members = [rng.random(levels[f]) < 0.5 for f in field]
    worth = rng.standard_normal((rules, classes))
    mixing = rng.standard_normal((numbers, numbers)) / np.sqrt(numbers)

    def scores(z: NDArray[np.float64], chosen: list[Ints]) -> NDArray[np.float64]:
        holds = np.stack(
            [
                (z[:, column[r, 0]] > cut[r, 0]) & ((z[:, column[r, 1]] > cut[r, 1]) | members[r][chosen[field[r]]])
                for r in range(rules)
            ],
            1,
        )
        return np.asarray((holds - 0.4) @ worth)

    def features(n: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], list[Ints]]:
        return rng.standard_normal((n, numbers)) @ mixing, [rng.integers(0, k, n) for k in levels]

    probe = scores(*features(4000, np.random.default_rng(2)))
    middle, spread = probe.mean(0), probe.std(0)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        z, chosen = features(n, rng)
        logits = 4 * ease * (scores(z, chosen) - middle) / spread + rng.gumbel(size=(n, classes))
        skewed = np.where(np.arange(numbers) % 2, np.exp(np.clip(z, -4, 3)), z)
        onehot = [np.eye(k)[c] for k, c in zip(levels, chosen, strict=True)]
        return np.concatenate([skewed, *onehot], 1).astype(np.float32), logits.argmax(1)

    return World("table", classes, draw)


@cache
def _digit_images() -> tuple[Floats, Ints]:
    from sklearn.datasets import load_digits

    found = load_digits()
    return (found.images / 16).astype(np.float32), found.target.astype(np.int64)


def digits(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Handwritten digits of 8 x 8 pixels, moved, dimmed and speckled; half of them only ever drawn fresh."""
    images, labels = _digit_images()
    halves = np.array_split(rng.permutation(len(images)), 2)
    noise = rng.uniform(0.15, 0.35) / ease

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        chosen = rng.choice(halves[int(fresh)], n)
        x, moves = images[chosen], rng.integers(-1, 2, (n, 2))
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                mine = (moves == (dy, dx)).all(1)
                x[mine] = np.roll(x[mine], (dy, dx), (1, 2))
        x = x * rng.uniform(0.6, 1.2, (n, 1, 1)) + noise * rng.standard_normal(x.shape)
        return x.reshape(n, 64).astype(np.float32), labels[chosen]

    return World("digits", 10, draw)


def shells(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Shells around a few centres, the next one of the next class."""
    classes = classes or int(rng.integers(2, 7))
    width, centres = int(rng.integers(3, 7)), int(rng.integers(1, 4))
    middle = 2.5 * rng.standard_normal((centres, width))
    noise = 0.22 / ease

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y, near = rng.integers(0, classes, n), rng.integers(0, centres, n)
        outward = rng.standard_normal((n, width))
        outward /= np.linalg.norm(outward, axis=1, keepdims=True)
        radius = 0.6 + 0.7 * ((y + near) % classes) + noise * rng.standard_normal(n)
        return (middle[near] + outward * radius[:, None]).astype(np.float32), y

    return World("shells", classes, draw)


def motifs(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Strings of letters, one-hot, each with the motif of its class somewhere and some letters mistaken."""
    classes = classes or int(rng.integers(2, 9))
    letters, length, long = int(rng.integers(4, 7)), int(rng.integers(18, 30)), int(rng.integers(4, 7))
    signs = rng.integers(0, letters, (classes, long))
    mistaken = min(0.6, 0.22 / ease)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        text = rng.integers(0, letters, (n, length))
        place = rng.integers(0, length - long + 1, n)
        for k in range(long):
            kept = rng.random(n) > mistaken
            rows = np.flatnonzero(kept)
            text[rows, place[rows] + k] = signs[y[rows], k]
        return np.eye(letters, dtype=np.float32)[text].transpose(0, 2, 1).copy(), y

    return World("motifs", classes, draw, "time")


def modular_sums(rng: np.random.Generator) -> World:
    """Pairs of numbers, one-hot, and their sum modulo a prime: seven tenths of the table to train on."""
    prime = int(rng.choice([19, 23, 29]))
    parts = np.split(rng.permutation(prime**2), [7 * prime**2 // 10])

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        table = parts[int(fresh)]
        chosen = rng.permutation(table)[:n] if n <= len(table) else rng.choice(table, n)
        a, b = chosen // prime, chosen % prime
        each = np.eye(prime, dtype=np.float32)
        return np.concatenate([each[a], each[b]], 1), (a + b) % prime

    return World("modular sums", prime, draw)


WORLDS = (spirals, teacher, words, waves, table, digits, shells, motifs)
