"""More sources of examples: scripts, mixtures, surveys, drawn shapes, odds, ratings, sensors, counted letters."""

from __future__ import annotations

import numpy as np
from worlds import Floats, Ints, World


def scripts(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Short texts of letters, one-hot, each class with its own habits of which letter follows which."""
    classes = classes or int(rng.integers(2, 7))
    letters, length = int(rng.integers(5, 9)), int(rng.integers(14, 26))
    common = rng.standard_normal((1, letters, letters))
    follows = np.exp(common + 1.2 * ease * rng.standard_normal((classes, letters, letters)))
    chance = np.cumsum(follows / follows.sum(2, keepdims=True), axis=2)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y, text = rng.integers(0, classes, n), np.empty((n, length), np.int64)
        text[:, 0] = rng.integers(0, letters, n)
        for t in range(1, length):
            text[:, t] = (rng.random((n, 1)) > chance[y, text[:, t - 1]]).sum(1).clip(max=letters - 1)
        return np.eye(letters, dtype=np.float32)[text].transpose(0, 2, 1).copy(), y

    return World("scripts", classes, draw, "time")


def mixtures(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Classes of several long-tailed heaps each, which lie among one another."""
    classes = classes or int(rng.integers(3, 11))
    width, heaps = int(rng.integers(5, 15)), int(rng.integers(2, 5))
    middle = 0.9 * ease * rng.standard_normal((classes, heaps, width))
    spread = rng.lognormal(0, 0.3, (classes, heaps, 1))
    skew = rng.standard_normal((width, width)) / np.sqrt(width)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y, heap = rng.integers(0, classes, n), rng.integers(0, heaps, n)
        around = rng.standard_t(5, (n, width)) @ skew
        return (middle[y, heap] + spread[y, heap] * around).astype(np.float32), y

    return World("mixtures", classes, draw)


def survey(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Answers to questions with a few choices each, one-hot, some not given; labels by answers and pairs of them."""
    classes = classes or int(rng.integers(2, 7))
    choices = rng.integers(3, 8, int(rng.integers(6, 11)))
    worth = [rng.standard_normal((k, classes)) for k in choices]
    pairs = [(int(a), int(b)) for a, b in rng.integers(0, len(choices), (4, 2))]
    both = [rng.standard_normal((choices[a], choices[b], classes)) for a, b in pairs]
    silent = float(rng.uniform(0.02, 0.15))

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        chosen = [rng.integers(0, k, n) for k in choices]
        score = sum(w[c] for w, c in zip(worth, chosen, strict=True)) / np.sqrt(len(choices))
        score = score + sum(w[chosen[a], chosen[b]] for w, (a, b) in zip(both, pairs, strict=True)) / 2
        y = (2.2 * ease * score + rng.gumbel(size=(n, classes))).argmax(1)
        given = [np.eye(k)[c] * (rng.random((n, 1)) > silent) for k, c in zip(choices, chosen, strict=True)]
        return np.concatenate(given, 1).astype(np.float32), y

    return World("survey", classes, draw)


def shapes(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Images of 10 x 10 pixels with a disc, a ring, a square, a cross, or a bar, somewhere and of some size."""
    classes = min(classes or int(rng.integers(3, 7)), 6)
    noise, side = 0.55 / ease, np.arange(10)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        size = rng.uniform(1.8, 3.4, (n, 1, 1))
        down = np.abs(side[:, None] - rng.uniform(3, 6, (n, 1, 1)))
        across = np.abs(side[None] - rng.uniform(3, 6, (n, 1, 1)))
        far = np.hypot(down, across)
        square = np.maximum(down, across) < size
        drawn = [
            far < size,
            square & (np.minimum(down, across) < 0.8),
            (far < size) & (far > size - 1.2),
            square,
            (down < 0.8) & (across < 1.5 * size),
            (across < 0.8) & (down < 1.5 * size),
        ]
        picture = np.stack(drawn)[y, np.arange(n)] * rng.uniform(0.6, 1.2, (n, 1, 1))
        return (picture + noise * rng.standard_normal(picture.shape))[:, None].astype(np.float32), y

    return World("shapes", classes, draw, "image")


def odds(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Yes or no by chance, the odds a sum of a few features and one product: most of it nobody can know."""
    width = int(rng.integers(6, 25))
    slope = rng.standard_normal(width) * (rng.random(width) < 0.6)
    slope[0] += 1
    slope /= np.linalg.norm(slope)
    bent = rng.uniform(0.2, 0.6)

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.standard_normal((n, width))
        score = 1.3 * ease * (x @ slope + bent * x[:, 0] * x[:, 1])
        return x.astype(np.float32), (score + rng.logistic(size=n) > 0).astype(np.int64)

    return World("odds", 2, draw)


def ratings(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """One to five stars for sparse lists of praise and blame; neighbours are given for one another all the time."""
    classes = classes or int(rng.integers(3, 6))
    width, share = int(rng.integers(30, 90)), rng.uniform(0.08, 0.2)
    worth = rng.standard_t(4, width)
    worth /= np.sqrt(share * (worth**2).sum())
    cuts = np.array([-8.0, -0.8, 0.0, 0.8, 8.0]) if classes == 4 else np.linspace(-1.1, 1.1, classes + 1)
    noise = 0.6 / ease

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.random((n, width)) < share
        opinion = (x - share) @ worth + noise * rng.standard_normal(n)
        return x.astype(np.float32), np.searchsorted(cuts[1:-1], opinion)

    return World("ratings", classes, draw)


def sensors(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Three channels of movement over time: each activity with its rhythm, its strengths and lags between channels."""
    classes = classes or int(rng.integers(3, 8))
    length, channels = int(rng.integers(20, 30)), 3
    rhythm = rng.uniform(0.15, 1.1, classes)
    strength, lag = rng.lognormal(0, 0.5, (classes, channels)), rng.uniform(0, 2 * np.pi, (classes, channels))
    tilt = 0.3 * rng.standard_normal((classes, channels))
    noise = 1.8 / ease

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        y = rng.integers(0, classes, n)
        pace = (rhythm[y] * rng.lognormal(0, 0.1, n))[:, None, None]
        begun = rng.uniform(0, 2 * np.pi, (n, 1, 1))
        moved = strength[y][..., None] * np.sin(pace * np.arange(length) + begun + lag[y][..., None])
        return (moved + tilt[y][..., None] + noise * rng.standard_normal(moved.shape)).astype(np.float32), y

    return World("sensors", classes, draw, "time")


def counted(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """Blurred rows of letters; the label is the one that stands there most often."""
    classes = classes or int(rng.integers(3, 6))
    length, blur = int(rng.integers(13, 24)), 0.5 / ease

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        share = rng.dirichlet(np.full(classes, 1.5), n)
        text = (rng.random((n, length, 1)) > np.cumsum(share, 1)[:, None]).sum(2).clip(max=classes - 1)
        seen = np.eye(classes)[text]
        y = (seen.sum(1) + 1e-3 * rng.random((n, classes))).argmax(1)
        return (seen + blur * rng.standard_normal(seen.shape)).transpose(0, 2, 1).astype(np.float32), y

    return World("counted", classes, draw, "time")


def chains(rng: np.random.Generator, ease: float, classes: int | None = None) -> World:
    """The next of many signs after three; some signs are common, some pairs nearly decide, most of it stays open."""
    classes = classes or int(rng.integers(12, 41))
    after = ease * 1.5 * rng.standard_normal((3, classes, classes)) * np.array([[[0.4]], [[0.7]], [[1.0]]])
    common = np.log(1 / np.arange(1, classes + 1))

    def draw(n: int, rng: np.random.Generator, fresh: bool) -> tuple[Floats, Ints]:
        seen = rng.choice(classes, (n, 3), p=np.exp(common) / np.exp(common).sum())
        score = common + sum(after[k, seen[:, k]] for k in range(3))
        x = np.zeros((n, 3, classes), np.float32)
        x[np.arange(n)[:, None], np.arange(3), seen] = 1
        return x.reshape(n, -1), (score + rng.gumbel(size=score.shape)).argmax(1)

    return World("chains", classes, draw)
