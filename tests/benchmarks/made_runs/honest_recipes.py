"""Runs with nothing wrong whose level, start or length has been held against them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from healthy_recipes import EASE, calm
from more_networks import suited
from plans import MOST_STEPS, Pool, Rng, plan, schedule
from torch import nn
from torch.nn import functional
from training import Recipe
from worlds import World

STEPS = ("train_acc", "train_loss", "val_acc", "val_loss")


def by_steps(recipe: Recipe, every: int) -> Recipe:
    """Counted in steps, a row for each `every` of them; that many batches are then an epoch of the recipe."""
    recipe.n_train, recipe.epochs = every * recipe.batch, min(recipe.epochs, MOST_STEPS // every)
    schedule(recipe, str(recipe.settings["schedule"]))
    recipe.number = lambda at: every * (at + 1)
    recipe.style = replace(recipe.style, names=STEPS, counter="step", thin=1, step_rows=0)
    return recipe


def next_sign(rng: Rng, pool: Pool) -> Recipe:
    """As language models are trained: many classes, of which a third or half can be told, and a fall without end."""
    recipe = plan(rng, pool.signs, (0.8, 1.6), "short" if rng.integers(2) else "middle", "small")
    recipe.optimiser, recipe.rate, recipe.batch = "adam", float(rng.uniform(5e-4, 2e-3)), 64
    recipe.decay, recipe.n_val = 0.0, int(rng.choice([800, 1500, 3000]))
    if rng.integers(2):
        recipe.epochs = int(rng.integers(10, 30))
        recipe.settings["schedule"] = str(rng.choice(["constant", "cosine", "linear"]))
        return by_steps(recipe, int(rng.choice([50, 100])))
    recipe.n_train = int(rng.integers(8000, 16000))
    return recipe


def first_steps(rng: Rng, pool: Pool) -> Recipe:
    """Looked at before it is done: ten to thirty rows of the first epochs, falling to the last."""
    recipe = plan(rng, pool.every, (0.8, 1.6), "middle", "small", kind="constant")
    recipe.optimiser, recipe.batch, recipe.decay = str(rng.choice(["sgd", "momentum", "adam"])), 32, 0.0
    recipe.rate = {"sgd": 0.03, "momentum": 0.004, "adam": 4e-4}[recipe.optimiser] * float(rng.uniform(0.5, 2))
    recipe.epochs = int(rng.integers(10, 31))
    return by_steps(recipe, int(rng.choice([50, 100])))


def tuned_already(rng: Rng, pool: Pool) -> Recipe:
    """A few epochs at a small rate from weights that know all that can be known: there is little left to gain."""
    recipe = calm(rng, pool, "short", "linear" if rng.integers(2) else "constant", (0.6, 1.6))
    recipe.epochs = int(rng.integers(3, 13))
    schedule(recipe, str(recipe.settings["schedule"]))
    recipe.optimiser, recipe.decay, recipe.batch = "adamw", 0.01, 64
    recipe.rate, recipe.n_train = float(10 ** rng.uniform(-5, -3.7)), int(rng.integers(3000, 6000))
    epochs, other, world = int(rng.integers(6, 12)), int(rng.integers(1 << 30)), recipe.world
    recipe.settings["learned before for"] = epochs
    recipe.before = lambda model: _learned(model, world, epochs, other)
    return recipe


def _learned(model: nn.Module, world: World, epochs: int, seed: int) -> None:
    """Train on other examples of the world."""
    x, y = world.sample(5000, np.random.default_rng(seed), False)
    axes = tuple(i for i in range(x.ndim) if i != 1)
    a, b = torch.tensor((x - x.mean(axes, keepdims=True)) / (x.std(axes, keepdims=True) + 1e-3)), torch.tensor(y)
    step = torch.optim.AdamW(model.parameters(), 1e-3, weight_decay=0.01)
    for _ in range(epochs):
        for part in torch.randperm(len(a)).split(64):
            loss = functional.cross_entropy(model(a[part]), b[part])
            step.zero_grad()
            loss.backward()
            step.step()


def many_stars(rng: Rng, pool: Pool) -> Recipe:
    """Several classes that nobody could tell apart for sure, many examples: level at forty to seventy per cent."""
    recipe = plan(rng, pool.hard, (0.5, 1.3), "short" if rng.integers(3) == 0 else "middle", "small")
    recipe.n_train, recipe.batch = int(rng.integers(10_000, 16_000)), 256
    return recipe


def dimmed_level(rng: Rng, pool: Pool) -> Recipe:
    """The same under dropout: validation stays a little ahead of training."""
    recipe = plan(rng, pool.hard, (0.6, 1.6), "middle", "small", dropout=float(rng.uniform(0.1, 0.3)))
    recipe.n_train, recipe.batch = int(rng.integers(8000, 14_000)), 256
    return recipe


def large_network(rng: Rng, pool: Pool) -> Recipe:
    """The same with capacity to spare and a fading rate: a larger one would not know more."""
    recipe = plan(rng, pool.hard, (0.6, 1.6), "short", "middle", kind=str(rng.choice(["cosine", "linear"])))
    recipe.settings["network"], recipe.network = suited(rng, recipe.world, "large")
    recipe.n_train, recipe.batch = int(rng.integers(15_000, 20_000)), 256
    recipe.rate *= 0.3
    recipe.epochs = int(rng.integers(6, 16))
    schedule(recipe, str(recipe.settings["schedule"]))
    return recipe


def brought_to_rest(rng: Rng, pool: Pool) -> Recipe:
    """The rate fades to nothing and the run goes on: the curves end as straight lines."""
    recipe = plan(rng, pool.hard if rng.integers(2) else pool.every, EASE, "middle", "small")
    recipe.n_train, recipe.batch = int(rng.integers(6000, 12_000)), 256
    rest = float(rng.uniform(0.5, 0.75)) * recipe.epochs
    recipe.settings["schedule"] = "cosine, then nothing"
    recipe.schedule = lambda e: 0.5 * (1 + np.cos(np.pi * min(1.0, e / rest)))
    recipe.style = replace(recipe.style, evaluated=bool(rng.integers(2)))
    recipe.log_rate = bool(rng.integers(2))
    return recipe


def restarts_unsaid(rng: Rng, pool: Pool) -> Recipe:
    """Warm restarts, of which the log says nothing."""
    recipe = calm(rng, pool, kind="restarts")
    recipe.optimiser, recipe.decay = str(rng.choice(["momentum", "nesterov"])), 0.0
    recipe.rate, recipe.batch, recipe.log_rate = float(rng.uniform(0.02, 0.06)), 64, False
    return recipe


def late_rise(rng: Rng, pool: Pool) -> Recipe:
    """Flat at chance for a while, as steps are small at first, then as good as any."""
    recipe = calm(rng, pool, "middle", "constant", (1.0, 2.0))
    recipe.optimiser, recipe.decay, recipe.rate = "sgd", 0.0, float(rng.uniform(0.05, 0.15))
    warm = int(recipe.epochs * rng.uniform(0.15, 0.3))
    recipe.settings.update({"schedule": "slow warm-up", "warm-up": warm})
    recipe.schedule = lambda e: float(np.exp(-7 * max(0.0, 1 - e / warm)))
    return recipe
