"""Runs with nothing wrong, of many shapes: each of these has been taken for a sick one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from more_networks import linear, suited
from plans import LENGTHS, Pool, Rng, plan, schedule
from torch import nn
from torch.nn import functional
from training import Recipe
from worlds import Floats, Ints, World

EASE = (0.9, 1.6)


def calm(rng: Rng, pool: Pool, length: str = "middle", kind: str = "", ease: tuple[float, float] = EASE) -> Recipe:
    """Many examples, a small network."""
    recipe = plan(rng, pool.every, ease, length, "small", kind=kind)
    recipe.n_train, recipe.batch = int(rng.integers(2500, 5500)), max(recipe.batch, 64)
    if recipe.epochs >= LENGTHS["long"][0]:
        recipe.batch = 256
    return recipe


def early_flat(rng: Rng, pool: Pool) -> Recipe:
    """Learned within the first tenth, then nothing more to learn: a linear model on many examples."""
    recipe = plan(rng, pool.hard, (1.2, 2.5), "long" if rng.integers(2) else "middle", "small")
    recipe.network, recipe.settings["network"] = linear, "linear"
    recipe.n_train, recipe.batch = int(rng.integers(5000, 8000)), 256
    recipe.rate *= 2
    return recipe


def still_improving(rng: Rng, pool: Pool) -> Recipe:
    recipe = calm(rng, pool, str(rng.choice(["short", "middle", "middle"])), "constant", (1.0, 2.0))
    recipe.optimiser, recipe.batch = str(rng.choice(["sgd", "momentum", "adam"])), 128
    recipe.rate = {"sgd": 0.02, "momentum": 0.003, "adam": 2.5e-4}[recipe.optimiser] * float(rng.uniform(0.5, 2))
    recipe.decay = 0.0
    return recipe


def slow_start(rng: Rng, pool: Pool) -> Recipe:
    """A long warm-up: at first the steps are too small to see."""
    recipe = calm(rng, pool, ease=(1.0, 2.0))
    warm = int(recipe.epochs * rng.uniform(0.2, 0.4))
    recipe.settings.update({"schedule": "slow warm-up", "warm-up": warm})
    recipe.schedule = lambda e: float(np.exp(-5 * max(0.0, 1 - e / warm)))
    return recipe


def hard_ceiling(rng: Rng, pool: Pool) -> Recipe:
    """More than that cannot be known: moderate accuracy, no gap."""
    recipe = plan(rng, pool.hard, (0.6, 1.6), size="small")
    recipe.n_train, recipe.batch = int(rng.integers(8000, 14000)), 256
    recipe.n_val = int(rng.choice([800, 1500, 3000, 5000]))
    recipe.rate *= 0.5
    return recipe


def stable_gap(rng: Rng, pool: Pool) -> Recipe:
    """A few points between training and validation, and a validation loss that has levelled off below."""
    recipe = plan(rng, pool.every, (1.0, 1.8), "middle", kind="cosine", dropout=float(rng.uniform(0.1, 0.3)))
    recipe.optimiser, recipe.decay = "adamw", float(rng.uniform(0.1, 0.5))
    recipe.n_train, recipe.rate = int(rng.integers(1200, 3000)), float(rng.uniform(5e-4, 1.5e-3))
    recipe.style = replace(recipe.style, evaluated=bool(rng.integers(2)))
    return recipe


def noisy_small_validation(rng: Rng, pool: Pool) -> Recipe:
    recipe = calm(rng, pool, str(rng.choice(["short", "middle", "long"])))
    recipe.n_val = int(rng.integers(90, 220))
    return recipe


def visible_steps(rng: Rng, pool: Pool) -> Recipe:
    """Step decay, as image networks are trained: noise before each step and less after it."""
    recipe = calm(rng, pool, kind="step decay")
    recipe.optimiser, recipe.batch, recipe.decay = str(rng.choice(["momentum", "nesterov"])), 64, 0.0
    recipe.rate = float(rng.uniform(0.02, 0.06))
    return recipe


def one_cycle(rng: Rng, pool: Pool) -> Recipe:
    recipe = calm(rng, pool, kind="one cycle")
    recipe.rate *= 1.5
    return recipe


def warm_restarts(rng: Rng, pool: Pool) -> Recipe:
    """The rate jumps up again and again; the curves show it as bumps that lead further down."""
    recipe = calm(rng, pool, kind="restarts")
    recipe.rate *= 2
    recipe.log_rate = True
    return recipe


def fine_tuning(rng: Rng, pool: Pool) -> Recipe:
    """A few epochs from weights that already know a task much like this one."""
    recipe = calm(rng, pool, "short", "linear" if rng.integers(2) else "constant", (1.0, 2.0))
    recipe.epochs = int(rng.integers(3, 9))
    schedule(recipe, str(recipe.settings["schedule"]))
    recipe.optimiser, recipe.decay, recipe.batch = "adamw", 0.01, 64
    recipe.rate, recipe.n_train = float(rng.uniform(1e-4, 5e-4)), int(rng.integers(3000, 6000))
    learned, other = int(rng.integers(2, 6)), int(rng.integers(1 << 30))
    world = recipe.world
    recipe.settings["learned before for"] = learned

    def before(model: nn.Module) -> None:
        learn(model, world, learned, other)

    recipe.before = before
    return recipe


def learn(model: nn.Module, world: World, epochs: int, seed: int) -> None:
    """Train on other examples of the world, seen through more noise."""
    x, y = world.sample(3000, np.random.default_rng(seed), False)
    axes = tuple(i for i in range(x.ndim) if i != 1)
    a, b = torch.tensor((x - x.mean(axes, keepdims=True)) / (x.std(axes, keepdims=True) + 1e-3)), torch.tensor(y)
    step = torch.optim.Adam(model.parameters(), 1e-3)
    for _ in range(epochs):
        for part in torch.randperm(len(a)).split(64):
            loss = functional.cross_entropy(model(a[part] + 0.8 * torch.randn_like(a[part])), b[part])
            step.zero_grad()
            loss.backward()
            step.step()


def batch_rows(rng: Rng, pool: Pool) -> Recipe:
    """A log of single batches beside the validation of each epoch."""
    recipe = calm(rng, pool, "short" if rng.integers(2) else "middle")
    recipe.epochs, recipe.batch = min(recipe.epochs, 30), int(rng.choice([32, 64, 128]))
    schedule(recipe, str(recipe.settings["schedule"]))
    recipe.style = replace(
        recipe.style, names=("train_acc", "train_loss", "val_acc", "val_loss"), step_rows=int(rng.choice([5, 10, 20])),
        evaluated=False, percent=False,
    )  # fmt: skip
    recipe.log_rate = False
    return recipe


def imbalanced_but_learned(rng: Rng, pool: Pool) -> Recipe:
    classes = int(rng.integers(2, 6))
    recipe = plan(rng, pool.many, (1.6, 3.0), "middle", "small", classes=classes)
    common = rng.uniform(0.6, 0.85)
    rest = rng.dirichlet(np.full(recipe.world.classes - 1, 6.0)) * (1 - common)
    recipe.share = np.array([common, *rest])
    recipe.n_train = int(rng.integers(5000, 9000))
    return recipe


def smoothed_labels(rng: Rng, pool: Pool) -> Recipe:
    """The loss cannot get below its floor, however right the answers are."""
    recipe = plan(rng, pool.clean, (1.2, 3.0), "middle", "small")
    recipe.smoothing, recipe.n_train = float(rng.choice([0.05, 0.1, 0.1, 0.2])), int(rng.integers(4000, 8000))
    recipe.settings["smoothing"] = recipe.smoothing
    return recipe


def smooth_and_large(rng: Rng, pool: Pool) -> Recipe:
    recipe = plan(rng, pool.every, EASE, "middle", "middle", kind=str(rng.choice(["cosine", "linear", "warm-up"])))
    recipe.n_train, recipe.n_val, recipe.batch = int(rng.integers(15_000, 20_000)), 8000, 512
    recipe.epochs = min(recipe.epochs, 40)
    schedule(recipe, str(recipe.settings["schedule"]))
    return recipe


def stopped_early(rng: Rng, pool: Pool) -> Recipe:
    """Ended by patience, a few epochs after the best, before harm was done."""
    recipe = plan(rng, pool.every, EASE, "middle", "middle", kind="constant")
    recipe.n_train, recipe.epochs = int(rng.integers(3000, 7000)), 120
    recipe.patience = int(rng.integers(2, 6))
    recipe.settings["patience"] = recipe.patience
    recipe.rate *= 0.6
    return recipe


def few_epochs(rng: Rng, pool: Pool) -> Recipe:
    recipe = calm(rng, pool, "short")
    recipe.epochs = int(rng.integers(3, 11))
    schedule(recipe, str(rng.choice(["constant", "linear", "cosine"])))
    return recipe


def long_and_flat(rng: Rng, pool: Pool) -> Recipe:
    """Hundreds of epochs with decay of the weights: nothing gets worse."""
    recipe = calm(rng, pool, "long", str(rng.choice(["cosine", "linear", "step decay"])))
    recipe.settings["network"], recipe.network = suited(rng, replace(recipe.world, kind="flat"), "small")
    recipe.optimiser, recipe.decay, recipe.batch = "adamw", float(rng.uniform(0.05, 0.3)), 256
    recipe.rate = float(rng.uniform(5e-4, 2e-3))
    return recipe


def small_batches(rng: Rng, pool: Pool) -> Recipe:
    """Constant steps on small batches: the curves waver about a way that leads down."""
    recipe = calm(rng, pool, kind="constant")
    recipe.batch, recipe.n_train = 16, int(rng.integers(1000, 2000))
    recipe.optimiser, recipe.decay = str(rng.choice(["sgd", "adam", "momentum"])), 0.0
    recipe.rate = {"sgd": 0.05, "momentum": 0.006, "adam": 1e-3}[recipe.optimiser] * float(rng.uniform(0.6, 1.3))
    return recipe


def light_dropout(rng: Rng, pool: Pool) -> Recipe:
    """Validation is ahead at first, since training is averaged over the epoch and dimmed, and behind later."""
    recipe = plan(rng, pool.every, EASE, "middle", "small", dropout=float(rng.uniform(0.05, 0.15)))
    recipe.n_train = int(rng.integers(3000, 6000))
    return recipe


def validation_only(rng: Rng, pool: Pool) -> Recipe:
    """Nothing is measured on training examples but the loss, thinly."""
    recipe = calm(rng, pool, str(rng.choice(list(LENGTHS))))
    recipe.style = replace(recipe.style, train_accuracy=False, decimals=3, thin=2 if recipe.epochs > 30 else 1)
    return recipe


def tolerance_met(rng: Rng, pool: Pool) -> Recipe:
    """A regression whose errors are the same on both sides: the share within the tolerance rises as they shrink."""
    width, noise = int(rng.integers(4, 16)), float(rng.uniform(0.2, 0.5))
    inward, outward = rng.standard_normal((width, 6)) / np.sqrt(width), rng.standard_normal(6)
    lift = float(rng.uniform(-2, 2))

    def draw(n: int, rng: Rng, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.standard_normal((n, width))
        return x.astype(np.float32), np.tanh(1.5 * x @ inward) @ outward + lift + noise * rng.standard_normal(n)

    recipe = plan(rng, (lambda *_: World("surfaces", 1, draw),), EASE, "middle", "small")
    recipe.tolerance, recipe.n_train = noise * float(rng.uniform(0.8, 1.5)), int(rng.integers(3000, 6000))
    return recipe
