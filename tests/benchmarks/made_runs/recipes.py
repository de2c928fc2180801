"""The recipes: a run with nothing wrong, and the one thing that each scenario does to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from networks import any_network, convolution, perceptron
from torch import nn
from training import Recipe
from worlds import WORLDS, Floats, Ints, World, digits, motifs, shells, spirals, table, teacher, waves, words

Rng = np.random.Generator
Source = Callable[[Rng, float, int | None], World]
RATES = {"adam": (5e-4, 3e-3), "momentum": (5e-3, 3e-2), "sgd": (0.03, 0.15)}


def base(
    rng: Rng,
    ease: tuple[float, float] = (0.7, 1.1),
    worlds: Sequence[Source] = WORLDS,
    classes: int | None = None,
) -> Recipe:
    """A run with nothing wrong but what its world, network and optimiser bring."""
    source = worlds[int(rng.integers(len(worlds)))]
    world = source(rng, rng.uniform(*ease), classes)
    named, network = any_network(rng, world)
    optimiser = str(rng.choice(["adam", "momentum", "sgd"]))
    low, high = RATES[optimiser]
    epochs, batch = int(rng.integers(25, 110)), int(rng.choice([32, 64, 128, 256]))
    named_schedule, schedule = _schedule(rng, epochs)
    recipe = Recipe(
        world, network, epochs, int(rng.integers(1500, 5000)), int(rng.choice([300, 500, 800, 1500, 2500, 4000])),
        optimiser, float(np.exp(rng.uniform(np.log(low), np.log(high)))), batch, schedule,
    )  # fmt: skip
    recipe.settings = {"network": named, "schedule": named_schedule}
    return recipe


def _schedule(rng: Rng, epochs: int) -> tuple[str, Callable[[int], float]]:
    kinds: list[tuple[str, Callable[[int], float]]] = [
        ("constant", lambda _: 1.0),
        ("constant", lambda _: 1.0),
        ("cosine", lambda e: 0.5 * (1 + np.cos(np.pi * e / epochs)) + 0.01),
        ("exponential", lambda e: float(0.97**e)),
        ("warm-up", lambda e: min(1.0, (e + 1) / 5)),
    ]
    return kinds[int(rng.integers(len(kinds)))]


def _large(rng: Rng, recipe: Recipe, rate: float = 1.0) -> Recipe:
    """A network with room for learning by heart, and a rate that does not fade."""
    recipe.settings["network"], recipe.network = any_network(rng, recipe.world, large=True)
    recipe.settings["schedule"], recipe.schedule = "constant", lambda _: 1.0
    recipe.optimiser, recipe.rate = ("adam", rate * 1e-3) if rng.integers(3) else ("momentum", rate * 0.02)
    return recipe


def healthy(rng: Rng) -> Recipe:
    recipe = base(rng, (0.8, 1.4))
    recipe.n_train, recipe.batch = int(rng.integers(5000, 8000)), int(rng.choice([64, 128, 256]))
    recipe.epochs = int(rng.integers(20, 60))
    recipe.rate *= 0.5
    recipe.settings["network"] = "1 to 2 small layers"
    recipe.network = perceptron(int(rng.choice([24, 32, 48])), int(rng.integers(1, 3)), nn.ReLU)
    if recipe.world.kind == "time":
        recipe.settings["network"], recipe.network = "1-d convolutions", convolution(8)
    return recipe


def healthy_small_val(rng: Rng) -> Recipe:
    recipe = healthy(rng)
    recipe.n_val = int(rng.integers(60, 200))
    return recipe


def overconfidence(rng: Rng) -> Recipe:
    recipe = _large(rng, base(rng, (0.7, 1.2)))
    recipe.n_train, recipe.batch = int(rng.integers(300, 1200)), int(rng.choice([16, 32, 64]))
    recipe.epochs = int(rng.integers(60, 250))
    return recipe


def overconfidence_lr_drop(rng: Rng) -> Recipe:
    recipe = _large(rng, base(rng, (0.7, 1.1), (teacher, words, table, digits)), rate=4.0)
    recipe.n_train, recipe.epochs = int(rng.integers(1000, 2500)), int(rng.integers(60, 120))
    recipe.settings["schedule"], drop = "drop to a tenth", int(recipe.epochs * rng.uniform(0.3, 0.6))
    recipe.settings["dropped"] = drop
    recipe.schedule = lambda e: 1.0 if e < drop else 0.1
    return recipe


def growing_confidence(rng: Rng) -> Recipe:
    recipe = base(rng, (2.5, 5.0), (spirals, words, waves, digits, shells, motifs))
    recipe.n_train, recipe.epochs = int(rng.integers(3000, 6000)), int(rng.integers(50, 120))
    recipe.rate *= 0.7
    return recipe


def class_imbalance(rng: Rng) -> Recipe:
    recipe = base(rng, (0.7, 1.3), (spirals, words, waves, table, shells, motifs), classes=2)
    rare = rng.uniform(0.04, 0.12)
    recipe.share, recipe.settings["share"] = np.array([1 - rare, rare]), float(rare)
    recipe.rate *= 0.3
    return recipe


def class_imbalance_multi(rng: Rng) -> Recipe:
    recipe = base(rng, (0.7, 1.3), (spirals, teacher, words, waves, table), classes=int(rng.integers(4, 9)))
    common = rng.uniform(0.72, 0.9)
    rest = rng.dirichlet(np.full(recipe.world.classes - 1, 6.0)) * (1 - common)
    recipe.share, recipe.rate = np.array([common, *rest]), recipe.rate * 0.3
    return recipe


def weighted_loss(rng: Rng) -> Recipe:
    classes = 2 if rng.integers(3) else int(rng.integers(3, 6))
    sources = (words, waves, table, teacher, spirals) if classes > 2 else (words, waves, table)
    recipe = base(rng, (0.35, 0.7), sources, classes)
    common = rng.uniform(0.75, 0.92)
    recipe.share = np.array([common, *[(1 - common) / (classes - 1)] * (classes - 1)])
    rise = rng.uniform(4, 10)
    recipe.weights = torch.tensor([1.0, *[rise] * (classes - 1)])
    recipe.settings["weight of the rare"] = float(rise)
    recipe.rate *= 0.3
    prior = torch.tensor(np.log(recipe.share), dtype=torch.float32)
    recipe.before = lambda model: set_bias(model, prior)
    return recipe


def strong_regularization(rng: Rng) -> Recipe:
    recipe = base(rng, (0.8, 1.3))
    recipe.optimiser, recipe.rate = "adam", rng.uniform(5e-4, 2e-3)
    recipe.settings["schedule"], recipe.schedule = "constant", lambda _: 1.0
    scale = float(rng.uniform(1.5, 4.0))
    recipe.before, recipe.settings["weights scaled by"] = lambda model: scale_weights(model, scale), scale
    recipe.penalty = float(np.exp(rng.uniform(np.log(4e-3), np.log(2e-2))))
    recipe.settings["penalty"] = recipe.penalty
    return recipe


def strong_regularization_ce(rng: Rng) -> Recipe:
    recipe = strong_regularization(rng)
    recipe.log_plain = True
    return recipe


def label_noise(rng: Rng) -> Recipe:
    recipe = _large(rng, base(rng, (1.2, 2.0)))
    recipe.n_train, recipe.epochs = int(rng.integers(1000, 2500)), int(rng.integers(60, 160))
    share, classes = rng.uniform(0.25, 0.45), recipe.world.classes
    share = share if classes > 2 else 0.6 * share
    recipe.settings["wrong labels"] = float(share)

    def spoil(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        wrong = rng.random(len(y)) < share
        return x, np.where(wrong, (y + rng.integers(1, classes, len(y))) % classes, y)

    recipe.on_train = spoil
    return recipe


def ambiguous_labels(rng: Rng) -> Recipe:
    recipe = base(
        rng, (1.5, 2.5), (spirals, teacher, words, waves, digits, shells, motifs), classes=2 * int(rng.integers(2, 5))
    )
    recipe.n_train, recipe.epochs = int(rng.integers(2500, 5000)), int(rng.integers(40, 110))
    tilt = rng.uniform(0.5, 0.65)
    recipe.settings["first of a pair"] = float(tilt)

    def blur(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        return x, (y // 2) * 2 + (rng.random(len(y)) > tilt)

    recipe.on_train = recipe.on_fresh = blur
    return recipe


def outliers(rng: Rng) -> Recipe:
    recipe = base(rng, (0.9, 1.5))
    recipe.epochs = int(rng.integers(40, 100))
    share, factor = rng.uniform(0.02, 0.06), rng.uniform(4, 10)
    recipe.settings.update({"outliers": float(share), "factor": float(factor)})

    def spoil(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        far = rng.random(len(y)) < share
        x, y = x.copy(), y.copy()
        x[far] = factor * x.std() * rng.standard_normal(x[far].shape)
        y[far] = rng.integers(0, recipe.world.classes, int(far.sum()))
        return x, y

    recipe.on_train = recipe.on_fresh = spoil
    return recipe


def distribution_shift(rng: Rng) -> Recipe:
    recipe = base(rng, (1.0, 1.6))
    recipe.n_train, recipe.epochs = int(rng.integers(3000, 6000)), int(rng.integers(30, 100))
    kind = int(rng.integers(3))
    recipe.settings["shift"] = ("offset", "some features lost", "scale and noise")[kind]
    strength, seed = rng.uniform(0.5, 1.0), int(rng.integers(1 << 30))

    def move(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        same = np.random.default_rng(seed)
        shape = (1, *x.shape[1:])
        if kind == 0:
            return (x + strength * x.std(0) * same.standard_normal(shape)).astype(np.float32), y
        if kind == 1:
            return np.where(same.random(shape) < 0.15 + 0.25 * strength, np.float32(0), x), y
        return ((1 + strength) * x + 0.7 * strength * x.std() * rng.standard_normal(x.shape)).astype(np.float32), y

    recipe.on_fresh = move
    return recipe


def stuck(rng: Rng) -> Recipe:
    recipe = base(rng)
    kind = int(rng.integers(4))
    recipe.settings["why"] = ("dead units", "zeroed inputs", "rate of nothing", "labels of other examples")[kind]
    recipe.epochs, recipe.n_train = int(rng.integers(20, 80)), int(rng.integers(2000, 4000))
    if kind == 0:
        recipe.network = perceptron(32, 3, nn.ReLU)
        recipe.before = _kill
    elif kind == 1:
        recipe.on_train = recipe.on_fresh = lambda x, y, rng: (np.zeros_like(x), y)
    elif kind == 2:
        recipe.optimiser, recipe.rate, recipe.before = "sgd", 1e-6, lambda model: scale_weights(model, 0.3)
    else:
        recipe.network, recipe.rate = perceptron(4, 1, nn.ReLU), recipe.rate * 0.2
        recipe.on_train = recipe.on_fresh = lambda x, y, rng: (x, rng.permutation(y))
    return recipe


def underfit_capacity(rng: Rng) -> Recipe:
    recipe = base(rng, (1.2, 2.0), (spirals, teacher, waves, table))
    recipe.n_train, recipe.epochs = int(rng.integers(4000, 7000)), int(rng.integers(40, 110))
    units = int(rng.integers(1, 3))
    recipe.settings["network"], recipe.network = f"1 x {units} Tanh", perceptron(units, 1, nn.Tanh)
    recipe.rate *= 0.5
    return recipe


def heavy_dropout(rng: Rng) -> Recipe:
    recipe = base(rng, (1.0, 1.6))
    recipe.n_train, recipe.epochs = int(rng.integers(4000, 7000)), int(rng.integers(25, 80))
    drop = rng.uniform(0.4, 0.7)
    recipe.settings["network"], recipe.settings["dropout"] = "dense, dropout", float(drop)
    recipe.network = perceptron(int(rng.choice([64, 96, 128])), int(rng.integers(1, 4)), nn.ReLU, drop)
    if recipe.world.kind == "time":
        recipe.network = convolution(12, drop)
    if rng.integers(3) == 0:
        recipe.noise = float(rng.uniform(0.3, 0.7))
    return recipe


def unstable_lr(rng: Rng) -> Recipe:
    recipe = base(rng, (0.9, 1.4))
    recipe.epochs, recipe.batch = int(rng.integers(40, 100)), int(rng.choice([32, 64]))
    recipe.optimiser = str(rng.choice(["adam", "momentum"]))
    recipe.rate = RATES[recipe.optimiser][1] * float(np.exp(rng.uniform(np.log(5), np.log(20))))
    recipe.settings["schedule"], recipe.schedule = "constant", lambda _: 1.0
    return recipe


def nan_blowup(rng: Rng) -> Recipe:
    recipe = base(rng)
    recipe.optimiser, recipe.epochs = str(rng.choice(["sgd", "momentum"])), int(rng.integers(25, 70))
    low, high = RATES[recipe.optimiser]
    recipe.network, recipe.rate = perceptron(48, 3, nn.ReLU), float(np.sqrt(low * high))
    growth = rng.uniform(1.2, 1.5)
    start = int(rng.integers(5, recipe.epochs // 2))
    recipe.settings.update({"schedule": "grows without end", "from": start})
    recipe.schedule = lambda e: float(growth ** max(0, e - start))
    return recipe


def near_tie_flips(rng: Rng) -> Recipe:
    """A first guess that leans to the commonest class is unwound, and examples between classes change sides."""
    recipe = base(rng, (0.12, 0.25), (teacher,), classes=int(rng.integers(5, 10)))
    classes = recipe.world.classes
    common = rng.uniform(0.42, 0.55)
    recipe.share = np.array([common, *rng.dirichlet(np.full(classes - 1, 30.0)) * (1 - common)])
    lean = torch.tensor([rng.uniform(5.0, 7.0), *[0.0] * (classes - 1)], dtype=torch.float32)
    hidden, rise = int(rng.choice([24, 32, 48])), float(rng.uniform(4.0, 6.0))
    recipe.settings["network"], recipe.network = f"1 x {hidden} Tanh", perceptron(hidden, 1, nn.Tanh)

    def tilt(model: nn.Module) -> None:
        scale_weights(linears(model)[-1], rise)
        set_bias(model, lean)

    recipe.before = tilt
    recipe.epochs, recipe.n_train = int(rng.integers(40, 90)), int(rng.integers(2500, 5000))
    recipe.n_val = int(rng.choice([800, 1500, 2500, 4000]))
    recipe.optimiser, recipe.batch = "sgd", 64
    recipe.rate, recipe.schedule = float(rng.uniform(0.001, 0.003)), lambda _: 1.0
    recipe.settings["schedule"] = "constant"
    return recipe


def regression_threshold(rng: Rng) -> Recipe:
    """Targets with a long tail: the mean that squares seek is not where most of them lie."""
    width, tail = int(rng.integers(4, 16)), rng.uniform(1.5, 4.0)
    slope = rng.standard_normal(width) / np.sqrt(width) * rng.uniform(0.3, 0.8)
    often = rng.uniform(0.15, 0.4)

    def draw(n: int, rng: Rng, fresh: bool) -> tuple[Floats, Ints]:
        x = rng.uniform(-1.7, 1.7, (n, width))
        y = np.sin(x @ slope) * 0.6 + 0.25 * rng.standard_normal(n) + (rng.random(n) < often) * rng.exponential(tail, n)
        return x.astype(np.float32), y

    recipe = base(rng, worlds=(lambda *_: World("skewed", 1, draw),))
    recipe.tolerance, recipe.settings["tail"] = float(rng.uniform(0.2, 0.5)), float(tail)
    recipe.network = perceptron(int(rng.choice([8, 16, 32])), int(rng.integers(1, 3)), nn.Tanh)
    recipe.settings["network"] = "small, Tanh"
    adam = ("adam", rng.uniform(2e-4, 6e-4))
    recipe.optimiser, recipe.rate = adam if rng.integers(2) else ("sgd", rng.uniform(3e-4, 1.5e-3))
    recipe.n_val = int(rng.choice([1500, 2500, 4000]))
    return recipe


def linears(model: nn.Module) -> list[nn.Linear]:
    return [m for m in model.modules() if isinstance(m, nn.Linear)]


def set_bias(model: nn.Module, bias: torch.Tensor) -> None:
    with torch.no_grad():
        linears(model)[-1].bias.copy_(bias)


def scale_weights(model: nn.Module, factor: float) -> None:
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(factor)


def _kill(model: nn.Module) -> None:
    with torch.no_grad():
        for layer in linears(model)[:-1]:
            layer.bias.fill_(-8.0)
        linears(model)[-1].bias.zero_()
