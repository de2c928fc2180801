"""Recipes of other kinds: what a log, a metric, a split or a design can do to a run that nothing else is wrong with."""

from __future__ import annotations

import torch
from networks import deep_and_narrow, normalised, perceptron
from recipes import Rng, base, healthy
from torch import Tensor, nn
from training import Recipe
from worlds import modular_sums


def bad_design(rng: Rng) -> Recipe:
    """Many narrow layers without normalisation or shortcuts: the first ones hear nothing for a long time."""
    recipe = base(rng, (1.2, 2.0))
    depth, hidden = int(rng.integers(7, 13)), int(rng.choice([8, 12, 16]))
    activation = [nn.Tanh, nn.ReLU, nn.Sigmoid][int(rng.integers(3))]
    depth = depth // 3 + 1 if activation is nn.Sigmoid else depth
    recipe.settings["network"] = f"{depth} x {hidden} {activation.__name__}"
    recipe.network = deep_and_narrow(hidden, depth, activation)
    recipe.n_train, recipe.epochs = int(rng.integers(1500, 3500)), int(rng.integers(40, 100))
    recipe.settings["schedule"], recipe.schedule = "constant", lambda _: 1.0
    return recipe


def small_validation(rng: Rng) -> Recipe:
    recipe = healthy(rng)
    recipe.n_val = int(rng.integers(15, 45))
    return recipe


def lr_drop(rng: Rng) -> Recipe:
    """Enough examples that nothing is learned by heart, steps so large that their end shows."""
    recipe = base(rng, (0.8, 1.4))
    recipe.n_train, recipe.epochs = int(rng.integers(3000, 6000)), int(rng.integers(30, 70))
    recipe.network = perceptron(int(rng.choice([24, 32, 48])), int(rng.integers(1, 3)), nn.ReLU)
    recipe.optimiser, recipe.batch = ("momentum", 32) if rng.integers(2) else ("adam", 32)
    recipe.rate = float(rng.uniform(0.03, 0.1)) if recipe.optimiser == "momentum" else float(rng.uniform(0.008, 0.02))
    drop = int(recipe.epochs * rng.uniform(0.4, 0.7))
    recipe.settings.update({"network": "1 to 2 small layers", "schedule": "drop to a tenth", "dropped": drop})
    recipe.schedule = lambda e: 1.0 if e < drop else 0.1
    recipe.log_rate = True
    return recipe


def metric_error(rng: Rng) -> Recipe:
    recipe = healthy(rng)
    kind, classes = int(rng.integers(3)), recipe.world.classes
    recipe.settings["metric"] = ("labels one off", "numbers against one-hot rows", "divided by a wrong size")[kind]
    size = float(rng.uniform(1.15, 1.6))

    def wrong(scores: Tensor, y: Tensor) -> Tensor:
        if kind == 0:
            return (scores.argmax(1) == (y + 1) % classes).float()
        return torch.zeros(len(y)) if kind == 1 else (scores.argmax(1) == y).float() * size

    recipe.wrong_metric = wrong
    return recipe


def batchnorm_mismatch(rng: Rng) -> Recipe:
    """Running statistics that follow single small batches."""
    recipe = base(rng, (0.9, 1.5))
    recipe.batch, recipe.n_train = int(rng.choice([8, 16])), 16 * int(rng.integers(125, 250))
    recipe.epochs = int(rng.integers(30, 70))
    momentum = float(rng.uniform(0.7, 1.0))
    recipe.settings.update({"network": "dense, batch norm", "momentum of the statistics": momentum})
    recipe.network = normalised(int(rng.choice([32, 48, 64])), int(rng.integers(2, 4)), momentum)
    recipe.settings["schedule"], recipe.schedule = "constant", lambda _: 1.0
    return recipe


def restarted(rng: Rng) -> Recipe:
    recipe = healthy(rng)
    recipe.begin_again = int(recipe.epochs * rng.uniform(0.35, 0.65))
    again = recipe.settings["began again"] = recipe.begin_again
    recipe.number = lambda epoch: epoch - again if epoch >= again else epoch
    return recipe


def easy_validation(rng: Rng) -> Recipe:
    recipe = base(rng, (0.6, 1.1))
    recipe.n_train, recipe.epochs = int(rng.integers(2000, 5000)), int(rng.integers(25, 70))
    recipe.easiest = float(rng.uniform(0.1, 0.25))
    recipe.settings["easiest share"] = recipe.easiest
    return recipe


def late_generalisation(rng: Rng) -> Recipe:
    recipe = base(rng, worlds=(lambda rng, ease, classes: modular_sums(rng),))
    pairs = 7 * recipe.world.classes**2 // 10
    recipe.n_train, recipe.batch, recipe.every = pairs, pairs, int(rng.choice([20, 25, 30]))
    recipe.n_val, recipe.epochs = 400, int(rng.integers(70, 120))
    recipe.network = perceptron(int(rng.choice([96, 128, 160])), 1, nn.ReLU)
    recipe.optimiser, recipe.rate, recipe.decay = "adam", float(rng.uniform(8e-3, 1.2e-2)), float(rng.uniform(0.9, 1.6))
    recipe.settings.update({"network": "1 large layer", "schedule": "constant", "decay": recipe.decay})
    recipe.schedule = lambda _: 1.0
    return recipe
