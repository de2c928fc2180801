"""Training gets better and validation does not: small data, wrong labels, other data, a few examples, twins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from healthy_recipes import calm, learn
from plans import Pool, Rng, plan, schedule
from torch import nn
from training import Recipe, Relabel
from worlds import Floats, Ints


def tiny_data(rng: Rng, pool: Pool) -> Recipe:
    """A hundred examples or a few, and a network that can hold them."""
    recipe = plan(rng, pool.every, (0.7, 1.4), "middle", "middle", kind="constant")
    recipe.n_train, recipe.batch = int(rng.integers(80, 400)), 16
    recipe.epochs = int(rng.integers(30, 90))
    return recipe


def short_overfit(rng: Rng, pool: Pool) -> Recipe:
    """Worse from the third epoch or so: few examples, a large network, large steps."""
    recipe = plan(rng, pool.every, (0.7, 1.2), "short", "large", kind="constant")
    recipe.epochs, recipe.n_train, recipe.batch = int(rng.integers(6, 16)), int(rng.integers(600, 1500)), 16
    recipe.optimiser, recipe.decay, recipe.rate = "adam", 0.0, float(rng.uniform(2e-3, 4e-3))
    return recipe


def long_overfit(rng: Rng, pool: Pool) -> Recipe:
    recipe = plan(rng, pool.every, (0.7, 1.2), "long", "middle", kind=str(rng.choice(["constant", "exponential"])))
    recipe.n_train, recipe.batch = int(rng.integers(500, 1500)), 64
    return recipe


def cosine_overfit(rng: Rng, pool: Pool) -> Recipe:
    """The loss climbs while steps are large and stands when they end."""
    recipe = plan(
        rng, pool.every, (0.7, 1.2), "middle", "large", kind=str(rng.choice(["cosine", "one cycle", "warm-up"]))
    )
    recipe.n_train, recipe.batch = int(rng.integers(600, 1800)), 32
    recipe.epochs = int(rng.integers(40, 80))
    schedule(recipe, str(recipe.settings["schedule"]))
    return recipe


def tuned_too_far(rng: Rng, pool: Pool) -> Recipe:
    """Weights that knew the task already, and then too many epochs on a few hundred examples."""
    recipe = plan(rng, pool.every, (0.8, 1.4), "short", "large", kind="constant")
    recipe.n_train, recipe.batch = int(rng.integers(300, 800)), 16
    recipe.optimiser, recipe.decay, recipe.rate = "adamw", 0.01, float(rng.uniform(2e-3, 4e-3))
    recipe.epochs = int(rng.integers(8, 16))
    world, seed = recipe.world, int(rng.integers(1 << 30))

    def before(model: nn.Module) -> None:
        learn(model, world, 1, seed)

    recipe.before = before
    return recipe


def _by_heart(rng: Rng, pool: Pool) -> Recipe:
    recipe = plan(rng, pool.many, (1.6, 3.0), "middle", "large", kind="constant")
    recipe.n_train, recipe.epochs = int(rng.integers(800, 2200)), int(rng.integers(30, 100))
    recipe.batch, recipe.rate = int(rng.choice([32, 64])), 1.3 * recipe.rate
    return recipe


def neighbours_mistaken(rng: Rng, pool: Pool) -> Recipe:
    """Wrong training labels are always those of the next class."""
    recipe = _by_heart(rng, pool)
    classes, share = recipe.world.classes, float(rng.uniform(0.25, 0.4))
    share *= 0.7 if classes == 2 else 1.0
    recipe.settings["wrong labels"] = share
    recipe.on_train = lambda x, y, rng: (x, np.where(rng.random(len(y)) < share, (y + 1) % classes, y))
    return recipe


def one_bad_annotator(rng: Rng, pool: Pool) -> Recipe:
    """A third of the training examples was labelled by somebody who guessed half of the time."""
    recipe = _by_heart(rng, pool)
    classes, share = recipe.world.classes, float(rng.uniform(0.3, 0.5))
    recipe.settings["guessed labels"] = share

    def guessed(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        far = np.argsort(x.reshape(len(x), -1)[:, 0]) < share * len(x)
        return x, np.where(far & (rng.random(len(y)) < 0.8), rng.integers(0, classes, len(y)), y)

    recipe.on_train = guessed
    return recipe


def few_mistaken_long(rng: Rng, pool: Pool) -> Recipe:
    """An eighth of the labels wrong, and time enough to learn each of them."""
    recipe = _by_heart(rng, pool)
    classes, share = recipe.world.classes, float(rng.uniform(0.12, 0.2))
    recipe.settings["wrong labels"] = share
    recipe.epochs = int(rng.integers(100, 180))
    recipe.on_train = lambda x, y, rng: (
        x,
        np.where(rng.random(len(y)) < share, (y + rng.integers(1, classes, len(y))) % classes, y),
    )
    return recipe


def _shifted(rng: Rng, pool: Pool, told: str, move: Relabel) -> Recipe:
    recipe = calm(rng, pool, str(rng.choice(["short", "middle", "middle"])), ease=(1.3, 2.2))
    recipe.settings["shift"] = told
    recipe.on_fresh = move
    return recipe


def another_site(rng: Rng, pool: Pool) -> Recipe:
    """Validation comes from a place whose instruments mix the features a little."""
    strength, seed = float(rng.uniform(0.8, 1.5)), int(rng.integers(1 << 30))

    def move(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        flat = x.reshape(len(x), -1)
        same = np.random.default_rng(seed)
        mixing = np.eye(flat.shape[1]) + strength * same.standard_normal((flat.shape[1],) * 2) / np.sqrt(flat.shape[1])
        return (flat @ mixing).astype(np.float32).reshape(x.shape), y

    return _shifted(rng, pool, "features mixed", move)


def dimmed(rng: Rng, pool: Pool) -> Recipe:
    """Validation was taken in worse light: weaker and noisier."""
    left, noise = float(rng.uniform(0.35, 0.7)), float(rng.uniform(0.4, 0.9))

    def move(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        return (left * x + noise * x.std() * rng.standard_normal(x.shape)).astype(np.float32), y

    return _shifted(rng, pool, "dimmed", move)


def other_shares(rng: Rng, pool: Pool) -> Recipe:
    """In training one class is common, in validation all are."""
    recipe = _shifted(rng, replace(pool, hard=(), crooked=(), clean=()), "class shares", lambda x, y, rng: (x, y))
    classes, common = recipe.world.classes, float(rng.uniform(0.6, 0.8))
    recipe.n_train = 3 * recipe.n_train

    def skew(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        kept = rng.random(len(y)) < np.where(y == 0, 1.0, (1 - common) / common / (classes - 1))
        return x[kept], y[kept]

    recipe.on_train = skew
    return recipe


def wild_units(rng: Rng, pool: Pool) -> Recipe:
    """In one row of fifty a number was written in another unit."""
    recipe = calm(rng, pool, str(rng.choice(["short", "middle"])), ease=(1.2, 2.0))
    share, factor, field = float(rng.uniform(0.01, 0.03)), float(rng.choice([10, 30, 100])), float(rng.random())
    recipe.settings.update({"outliers": share, "factor": factor})

    def spoil(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        flat, far = x.reshape(len(x), -1).copy(), rng.random(len(y)) < share
        flat[far, int(field * flat.shape[1])] = factor * flat.std() * rng.choice([-1, 1], int(far.sum()))
        return flat.reshape(x.shape), y

    recipe.on_fresh = spoil
    return recipe


def mistaken_validation(rng: Rng, pool: Pool) -> Recipe:
    """Some labels of the validation set are wrong; the surer the model, the more it pays for them."""
    recipe = plan(rng, pool.clean, (2.5, 4.0), "middle", "middle", kind="constant")
    recipe.n_train, recipe.epochs = int(rng.integers(2500, 5000)), int(rng.integers(30, 80))
    share, classes = float(rng.uniform(0.015, 0.05)), recipe.world.classes
    recipe.settings["wrong validation labels"] = share
    recipe.on_fresh = lambda x, y, rng: (
        x,
        np.where(rng.random(len(y)) < share, (y + rng.integers(1, classes, len(y))) % classes, y),
    )
    return recipe


def _twins(classes: int, group: int, tilt: float, of: int) -> Callable[[Floats, Ints, Rng], tuple[Floats, Ints]]:
    """The first `of` classes come in groups whose members are told apart by a loaded coin only."""

    def blur(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        within = np.where(rng.random(len(y)) < tilt, 0, rng.integers(0, group, len(y)))
        return x, np.where(y < of, y // group * group + within, y)

    return blur


def some_twins(rng: Rng, pool: Pool) -> Recipe:
    """Two thirds of the classes have a twin."""
    classes = 6
    recipe = plan(rng, pool.many, (2.0, 3.0), "middle", "small", classes=classes)
    recipe.n_train = int(rng.integers(4000, 7000))
    recipe.settings["twins"] = "4 of 6 classes"
    recipe.on_train = recipe.on_fresh = _twins(classes, 2, float(rng.uniform(0, 0.2)), 4)
    return recipe


def triplets(rng: Rng, pool: Pool) -> Recipe:
    recipe = plan(rng, pool.many, (2.0, 3.0), "short" if rng.integers(2) else "middle", "small", classes=6)
    recipe.n_train = int(rng.integers(4000, 7000))
    recipe.settings["twins"] = "3 and 3 of 6 classes"
    recipe.on_train = recipe.on_fresh = _twins(6, 3, float(rng.uniform(0.1, 0.3)), 6)
    return recipe


def twins_by_heart(rng: Rng, pool: Pool) -> Recipe:
    """Twins, and a network that then learns by heart which copy was called what."""
    recipe = plan(rng, pool.many, (2.0, 3.0), "middle", "large", classes=2 * int(rng.integers(2, 5)), kind="constant")
    recipe.n_train, recipe.epochs = int(rng.integers(1500, 3000)), int(rng.integers(30, 80))
    recipe.settings["twins"] = "all classes"
    recipe.on_train = recipe.on_fresh = _twins(
        recipe.world.classes, 2, float(rng.uniform(0, 0.2)), recipe.world.classes
    )
    return recipe
