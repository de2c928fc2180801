"""Nothing need be wrong with the training: what loss, metric and split do to the curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from healthy_recipes import calm
from more_networks import linear, suited
from networks import perceptron
from plans import Pool, Rng, plan, schedule
from recipes import linears, scale_weights, set_bias
from torch import Tensor, nn
from training import Recipe
from worlds import Floats, Ints, World


def padding_counted(rng: Rng, pool: Pool) -> Recipe:
    """Padding, which is always right, is counted among the answers."""
    recipe = calm(rng, pool, str(rng.choice(["short", "middle"])), ease=(0.8, 1.6))
    padding = float(rng.uniform(0.5, 0.8))
    recipe.settings["metric"] = f"{padding:.0%} padding counted"
    recipe.wrong_metric = lambda scores, y: padding + (1 - padding) * (scores.argmax(1) == y).float()
    return recipe


def answers_mixed_up(rng: Rng, pool: Pool) -> Recipe:
    """Predictions come in another order than the labels: accuracy of chance while the loss falls far."""
    recipe = calm(rng, pool, ease=(1.2, 2.0))
    recipe.settings["metric"] = "labels in another order"
    recipe.wrong_metric = lambda scores, y: (scores.argmax(1) == y.roll(7)).float()
    return recipe


def threshold_on_scores(rng: Rng, pool: Pool) -> Recipe:
    """Two classes; yes is said from probability .5 on, but compared is a score far from 0."""
    recipe = plan(rng, (*pool.many, *pool.hard), (1.2, 2.0), "middle", "small", classes=2)
    recipe.n_train = int(rng.integers(4000, 7000))
    above = float(rng.uniform(2.0, 3.5))
    recipe.settings["metric"] = f"threshold at a score of {above:.1f}"

    def wrong(scores: Tensor, y: Tensor) -> Tensor:
        return ((scores[:, 1] - scores[:, 0] > above) == (y == 1)).float()

    recipe.wrong_metric = wrong
    return recipe


def summed_wrong(rng: Rng, pool: Pool) -> Recipe:
    """Hits divided by too small a number: more than all are right."""
    recipe = calm(rng, pool, ease=(1.2, 2.0))
    size = float(rng.uniform(1.2, 2.0))
    recipe.settings["metric"] = "divided by a wrong size"
    recipe.wrong_metric = lambda scores, y: (scores.argmax(1) == y).float() * size
    return recipe


def focal(rng: Rng, pool: Pool) -> Recipe:
    recipe = calm(rng, pool, ease=(0.6, 1.3))
    recipe.focus = float(rng.choice([2.0, 3.0, 5.0]))
    recipe.settings["focal gamma"] = recipe.focus
    return recipe


def softmax_twice(rng: Rng, pool: Pool) -> Recipe:
    """Probabilities given to a loss that wants scores: it cannot get low, however right the answers are."""
    recipe = calm(rng, pool, str(rng.choice(["middle", "middle", "long"])), ease=(1.6, 3.0))
    recipe.twice = True
    recipe.settings["loss"] = "softmax twice"
    recipe.rate *= 2
    return recipe


def rare_weighted(rng: Rng, pool: Pool) -> Recipe:
    """Rare classes weigh several times as much; the model begins with the shares of the classes."""
    classes = 2 if rng.integers(2) else 3
    recipe = plan(rng, pool.many, (0.5, 1.0), "middle", "small", classes=classes)
    common, rise = float(rng.uniform(0.7, 0.9)), float(rng.uniform(4, 9))
    recipe.share = np.array([common, *[(1 - common) / (classes - 1)] * (classes - 1)])
    recipe.weights = torch.tensor([1.0, *[rise] * (classes - 1)])
    recipe.settings["weight of the rare"] = rise
    recipe.settings["network"], recipe.network = linear_or_small(rng)
    recipe.rate, recipe.n_train = 0.3 * recipe.rate, int(rng.integers(3000, 6000))
    prior = torch.tensor(np.log(recipe.share), dtype=torch.float32)
    recipe.before = lambda model: set_bias(model, prior)
    return recipe


def linear_or_small(rng: Rng) -> tuple[str, object]:
    return ("linear", linear) if rng.integers(2) else ("1 x 24 ReLU", perceptron(24, 1, nn.ReLU))


def clean_validation(rng: Rng, pool: Pool) -> Recipe:
    """Training is full of noise and mistakes, validation was picked by hand: near perfect from the first epochs."""
    recipe = plan(rng, pool.clean, (3.0, 5.0), str(rng.choice(["short", "middle"])), "small")
    noise, share = float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.08, 0.2))
    recipe.n_train, classes = int(rng.integers(4000, 7000)), recipe.world.classes
    recipe.settings.update({"training noise": noise, "wrong training labels": share})

    def soil(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        seen = (x + noise * x.std() * rng.standard_normal(x.shape)).astype(np.float32)
        return seen, np.where(rng.random(len(y)) < share, rng.integers(0, classes, len(y)), y)

    recipe.on_train = soil
    return recipe


def answer_given_away(rng: Rng, pool: Pool) -> Recipe:
    """A feature that is known only after the answer stands among the others; in training it is missing now and then."""
    recipe = plan(rng, pool.every, (0.5, 1.0), str(rng.choice(["short", "middle"])), "middle")
    missing = float(rng.uniform(0.15, 0.35))
    recipe.settings["answer missing in training"] = missing
    recipe.optimiser, recipe.rate, recipe.decay = "adam", 3e-3, 0.0
    classes, world = recipe.world.classes, recipe.world

    def draw(n: int, rng: Rng, fresh: bool) -> tuple[Floats, Ints]:
        x, y = world.draw(n, rng, fresh)
        told = 3 * np.eye(classes)[y] * (fresh | (rng.random((n, 1)) > missing))
        return np.concatenate([x.reshape(n, -1), told], 1).astype(np.float32), y

    recipe.world = World(world.name, classes, draw)
    recipe.network = perceptron(int(rng.choice([24, 48])), 1, nn.ReLU)
    recipe.settings["network"] = "dense, 1 layer"
    return recipe


def wide_margins(rng: Rng, pool: Pool) -> Recipe:
    """All is right early, and becomes surer."""
    recipe = plan(rng, pool.clean, (3.5, 6.0), str(rng.choice(["short", "middle", "long"])), "small", kind="constant")
    recipe.n_train = int(rng.integers(4000, 7000))
    return recipe


def strong_dropout(rng: Rng, pool: Pool) -> Recipe:
    drop = float(rng.uniform(0.35, 0.65))
    recipe = plan(rng, pool.every, (1.2, 2.2), str(rng.choice(["short", "middle", "middle"])), "middle", dropout=drop)
    recipe.settings["dropout"], recipe.n_train = drop, int(rng.integers(4000, 7000))
    recipe.style = replace(recipe.style, evaluated=False)
    return recipe


def strong_augmentation(rng: Rng, pool: Pool) -> Recipe:
    """Inputs are shaken in training, anew in each epoch."""
    recipe = plan(rng, pool.every, (1.5, 2.5), "middle", "middle")
    recipe.noise, recipe.n_train = float(rng.uniform(0.6, 1.2)), int(rng.integers(3000, 6000))
    recipe.settings["noise"] = recipe.noise
    recipe.style = replace(recipe.style, evaluated=False)
    return recipe


def mixed_pairs(rng: Rng, pool: Pool) -> Recipe:
    """Mixup: training examples that are each part another's are harder than any validation example."""
    recipe = plan(rng, pool.every, (1.3, 2.2), "middle", "middle")
    recipe.mixed, recipe.n_train = float(rng.uniform(0.3, 1.0)), int(rng.integers(3000, 6000))
    recipe.settings["mixup"] = recipe.mixed
    recipe.style = replace(recipe.style, evaluated=False)
    return recipe


def first_guess_unwound(rng: Rng, pool: Pool) -> Recipe:
    """A first guess that leans to the commonest class is unwound, and examples between classes change sides."""
    classes = int(rng.integers(5, 9))
    recipe = plan(rng, pool.many, (0.2, 0.35), "middle", "small", classes=classes, kind="constant")
    common = float(rng.uniform(0.42, 0.55))
    recipe.share = np.array([common, *rng.dirichlet(np.full(classes - 1, 30.0)) * (1 - common)])
    lean = torch.tensor([rng.uniform(5.0, 7.0), *[0.0] * (classes - 1)], dtype=torch.float32)
    hidden, rise = int(rng.choice([24, 32, 48])), float(rng.uniform(3.0, 5.0))
    recipe.settings["network"], recipe.network = f"1 x {hidden} Tanh", perceptron(hidden, 1, nn.Tanh)

    def tilt(model: nn.Module) -> None:
        with torch.no_grad():
            linears(model)[-1].weight.mul_(rise)
        set_bias(model, lean)

    recipe.before = tilt
    recipe.n_train, recipe.batch = int(rng.integers(2500, 5000)), 64
    recipe.optimiser, recipe.decay, recipe.rate = "sgd", 0.0, float(rng.uniform(0.006, 0.02))
    return recipe


def late_insight(rng: Rng, pool: Pool) -> Recipe:
    """Tables of differences, products or squares modulo a prime, learned by heart first and understood later."""
    prime, kind = int(rng.choice([17, 19, 23])), int(rng.integers(2))
    a, b = np.divmod(np.arange(prime**2), prime)
    answer = ((a - b) % prime, (a + 2 * b) % prime)[kind]
    parts = np.split(rng.permutation(prime**2), [7 * prime**2 // 10])
    each = np.eye(prime, dtype=np.float32)

    def draw(n: int, rng: Rng, fresh: bool) -> tuple[Floats, Ints]:
        chosen = (
            rng.permutation(parts[int(fresh)])[:n] if n <= len(parts[int(fresh)]) else rng.choice(parts[int(fresh)], n)
        )
        return np.concatenate([each[a[chosen]], each[b[chosen]]], 1), answer[chosen]

    name = ("modular differences", "modular sums with a double")[kind]
    recipe = plan(rng, (lambda *_: World(name, prime, draw),), (1, 1), "middle", kind="constant")
    pairs = len(parts[0])
    recipe.n_train, recipe.batch, recipe.every = pairs, pairs, int(rng.choice([20, 30]))
    recipe.n_val, recipe.epochs, recipe.fresh = len(parts[1]), int(rng.integers(60, 110)), len(parts[1])
    recipe.network = perceptron(int(rng.choice([96, 128, 160])), 1, nn.ReLU)
    recipe.optimiser, recipe.rate, recipe.decay = (
        "adamw",
        float(rng.uniform(8e-3, 1.2e-2)),
        float(rng.uniform(0.9, 1.6)),
    )
    recipe.settings.update({"network": "1 large layer", "decay": recipe.decay})
    return recipe


def mean_beside_mode(rng: Rng, pool: Pool) -> Recipe:
    """Prices: most are small, the mean is not; squares seek the mean, the tolerance wants the mode."""
    width, spread = int(rng.integers(4, 14)), float(rng.uniform(0.9, 1.4))
    slope = rng.standard_normal(width) / np.sqrt(width) * float(rng.uniform(0.2, 0.5))

    def draw(n: int, rng: Rng, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.standard_normal((n, width))
        return x.astype(np.float32), np.exp(x @ slope + spread * rng.standard_normal(n)).clip(max=40.0)

    recipe = plan(rng, (lambda *_: World("prices", 1, draw),), (1, 1), "middle", "small")
    recipe.tolerance = float(rng.uniform(0.4, 0.7))
    recipe.settings["network"], recipe.network = suited(rng, recipe.world, "small")
    recipe.optimiser, recipe.decay, recipe.rate = "sgd", 0.0, float(rng.uniform(2e-4, 8e-4))
    recipe.n_train, recipe.batch, recipe.n_val = int(rng.integers(2000, 4000)), 64, int(rng.choice([1500, 3000]))
    schedule(recipe, "constant")
    recipe.network, recipe.settings["network"] = perceptron(16, 1, nn.Tanh), "1 x 16 Tanh"
    recipe.before = lambda model: scale_weights(model, 0.5)
    return recipe
