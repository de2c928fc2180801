"""Sources of examples that no fit may see: textures, echoes, orchards, tiles, duels, genes, spectra."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from worlds import Floats, Ints, World


def textures(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Images of 9 x 9 pixels with stripes, told apart by their direction; width, phase and contrast vary."""
    classes = classes or int(rng.integers(3, 8))
    noise, side = 1.2 / ease, np.arange(9)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        angle = (np.pi * y / classes + 0.06 * rng.standard_normal(n))[:, None, None]
        along = side[None, :, None] * np.cos(angle) + side[None, None] * np.sin(angle)
        wave = np.sin(rng.uniform(0.8, 1.6, (n, 1, 1)) * along + rng.uniform(0, 2 * np.pi, (n, 1, 1)))
        picture = wave * rng.uniform(0.6, 1.3, (n, 1, 1)) + noise * rng.standard_normal((n, 9, 9))
        return picture[:, None].astype(np.float32), y

    return World("textures", classes, draw, "image")


def echoes(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Noise that remembers its last two values, each class in its own way; no two rows look alike."""
    classes = classes or int(rng.integers(2, 6))
    length = int(rng.integers(24, 40))
    turn = np.linspace(0.3, 2.6, classes) + rng.uniform(-0.1, 0.1, classes)
    keep = 1 - 0.35 / ease * rng.uniform(0.8, 1.2, classes)
    one, two = 2 * keep * np.cos(turn), -(keep**2)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        row = rng.standard_normal((n, length + 10))
        for t in range(2, length + 10):
            row[:, t] += one[y] * row[:, t - 1] + two[y] * row[:, t - 2]
        row = row[:, 10:]
        return (row / row.std(1, keepdims=True))[:, None].astype(np.float32), y

    return World("echoes", classes, draw, "time")


def orchard(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Labels by the vote of a few random decision trees over uniform features, some of them whole numbers."""
    classes = classes or int(rng.integers(2, 6))
    width, depth, trees = int(rng.integers(5, 12)), 3, 5
    asks = rng.integers(0, width, (trees, 2**depth))
    cut = rng.uniform(0.25, 0.75, (trees, 2**depth))
    says = rng.standard_normal((trees, 2**depth, classes))
    whole = rng.random(width) < 0.4

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.random((n, width))
        x = np.where(whole, np.floor(5 * x) / 4, x)
        score = np.zeros((n, classes))
        for tree in range(trees):
            node = np.ones(n, np.int64)
            for _ in range(depth):
                node = 2 * node + (x[np.arange(n), asks[tree, node]] > cut[tree, node])
            score += says[tree, node - 2**depth]
        return x.astype(np.float32), (4 * ease * score / np.sqrt(trees) + rng.gumbel(size=score.shape)).argmax(1)

    return World("orchard", classes, draw)


def tiles(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """A floor of coloured tiles, seen from above amid directions that tell nothing."""
    classes = classes or int(rng.integers(2, 6))
    width, rows = int(rng.integers(3, 8)), int(rng.integers(3, 5))
    colour = np.resize(np.arange(classes), rows * rows)[rng.permutation(rows * rows)].reshape(rows, rows)
    basis = np.linalg.qr(rng.standard_normal((width, width)))[0]
    blur, elsewhere = 0.1 / ease, rng.uniform(0.05, 0.2)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        place = rng.uniform(0, rows, (n, 2))
        y = colour[tuple(place.astype(np.int64).T)]
        seen = np.concatenate(
            [
                place / rows * 2 - 1 + blur * rng.standard_normal((n, 2)),
                elsewhere * rng.standard_normal((n, width - 2)),
            ],
            axis=1,
        )
        return (seen @ basis).astype(np.float32), y

    return World("tiles", classes, draw)


def duels(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Two players side by side; which of them wins is strength and luck."""
    width = int(rng.integers(4, 11))
    worth, clash = rng.standard_normal(width) / np.sqrt(width), rng.standard_normal((width, width)) / width

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        a, b = rng.standard_normal((2, n, width))
        ahead = (a - b) @ worth + np.einsum("ni,ij,nj->n", a, clash - clash.T, b)
        return np.concatenate([a, b], 1).astype(np.float32), (1.1 * ease * ahead + rng.logistic(size=n) > 0).astype(
            np.int64
        )

    return World("duels", 2, draw)


def genes(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Counts of 0, 1 or 2 at many places; a few of them weigh a little, the rest is upbringing."""
    classes = classes or int(rng.integers(2, 5))
    width = int(rng.integers(25, 60))
    often = rng.uniform(0.1, 0.5, width)
    worth = rng.standard_normal((width, classes)) * (rng.random((width, 1)) < 0.3)
    pair = rng.integers(0, width, (3, 2))
    both = rng.standard_normal((3, classes))

    def scores(x: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray((x - 2 * often) @ worth + (x[:, pair[:, 0]] * x[:, pair[:, 1]]) @ both)

    spread = scores(np.random.default_rng(3).binomial(2, often, (4000, width))).std(0) + 1e-3

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.binomial(2, often, (n, width))
        score = scores(x)
        return x.astype(np.float32), (1.2 * ease * score / spread + rng.gumbel(size=(n, classes))).argmax(1)

    return World("genes", classes, draw)


def spectra(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Counted particles in forty bins: each substance has its peaks, on a ground that rises and falls."""
    classes = classes or int(rng.integers(3, 9))
    bins = np.arange(40)
    peaks = rng.uniform(3, 37, (classes, 3))
    heights = rng.lognormal(0, 0.4, (classes, 3))
    shapes = (heights[..., None] * np.exp(-(((bins - peaks[..., None]) / 1.5) ** 2))).sum(1)
    strength = 2.2 * ease

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        ground = rng.uniform(2, 5, (n, 1)) * np.exp(-bins / rng.uniform(15, 60, (n, 1)))
        return np.sqrt(rng.poisson(ground + strength * shapes[y] * rng.lognormal(0, 0.4, (n, 1)))).astype(np.float32), y

    return World("spectra", classes, draw)


def walks(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Where a walker on a map goes next, by where he stands and came from: a few ways are open, he tosses for them."""
    classes = classes or int(rng.integers(10, 31))
    place = rng.uniform(0, 1, (classes, 2))
    far = np.linalg.norm(place[:, None] - place, axis=2) + 3 * np.eye(classes)
    sharp = 5.0 * ease / far.min(1).mean() / 3

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        here, before = rng.integers(0, classes, (2, n))
        score = -sharp * far[here] + 2.0 * (
            (place[here] - place[before])[:, None] * (place - place[here][:, None])
        ).sum(2)
        x = np.concatenate([place[here], place[before], np.eye(classes)[here]], 1)
        return x.astype(np.float32), (score + rng.gumbel(size=score.shape)).argmax(1)

    return World("walks", classes, draw)
