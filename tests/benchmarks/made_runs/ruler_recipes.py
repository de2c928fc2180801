"""A loss that stands on a line of its own: softmax twice, smoothed labels, a wrong last layer, weights nobody moves."""

from __future__ import annotations

import torch
from healthy_recipes import calm
from networks import Build, perceptron
from plans import Pool, Rng, plan
from torch import Tensor, nn
from torch.nn import functional
from training import Recipe

LEAST = 1e-7  # to which Keras clips a probability
LEAST_LOG = -100.0  # to which PyTorch clips the logarithm of one


class OneUnit(nn.Module):
    """A single output under a softmax, which is 1 whatever comes in, told as scores of no and yes."""

    def __init__(self, inner: nn.Module, least: float) -> None:
        super().__init__()
        self.inner, self.least = inner, least

    def forward(self, x: Tensor) -> Tensor:
        """Scores of shape (n, 2): the clipped logarithms of 1 - p and p."""
        sure = torch.softmax(self.inner(x), 1).log()
        return torch.cat([torch.full_like(sure, self.least), sure], 1)


def smoothed_to_the_floor(rng: Rng, pool: Pool) -> Recipe:
    """Labels are smoothed, and nearly all answers are right: the loss comes to lie on its floor."""
    recipe = plan(rng, pool.clean, (3.0, 5.5), "middle", "small")
    recipe.smoothing, recipe.n_train = float(rng.choice([0.05, 0.1, 0.2])), int(rng.integers(4000, 7000))
    recipe.settings["smoothing"] = recipe.smoothing
    return recipe


def one_unit_softmax(rng: Rng, pool: Pool) -> Recipe:
    """Two classes, Dense(1, activation='softmax'): always yes, and no gradient."""
    recipe = plan(rng, (*pool.many, *pool.hard), (0.8, 2.0), str(rng.choice(["short", "middle"])), "small", classes=2)
    least = float(rng.choice([torch.log(torch.tensor(LEAST)), LEAST_LOG]))
    hidden = int(rng.choice([16, 32, 48]))

    def build(shape: tuple[int, ...], outputs: int) -> nn.Module:
        return OneUnit(perceptron(hidden, 1, nn.ReLU)(shape, 1), least)

    recipe.network = build
    recipe.settings.update({"network": f"1 x {hidden}, softmax of one unit", "least logarithm": least})
    return recipe


def unactivated(rng: Rng, pool: Pool) -> Recipe:
    """A linear last layer under a loss that takes its outputs for probabilities, as Keras' categorical one does."""
    recipe = calm(rng, pool, ease=(1.0, 2.5))

    def cost(outputs: Tensor, y: Tensor) -> Tensor:
        shares = torch.clip(outputs / outputs.sum(1, keepdim=True), LEAST, 1 - LEAST)
        return -torch.log(shares[torch.arange(len(y)), y])

    recipe.cost, recipe.optimiser, recipe.rate = cost, "adam", 1e-3
    recipe.settings["loss"] = "cross-entropy of a linear layer taken for probabilities"
    return recipe


def nll_of_no_logarithm(rng: Rng, pool: Pool) -> Recipe:
    """PyTorch's nll_loss given probabilities, or scores, in place of their logarithms: it falls below zero."""
    recipe = calm(rng, pool, str(rng.choice(["short", "middle"])), ease=(1.0, 2.5))
    probabilities = bool(rng.integers(2))

    def cost(scores: Tensor, y: Tensor) -> Tensor:
        return functional.nll_loss(torch.softmax(scores, 1) if probabilities else scores, y, reduction="none")

    recipe.cost = cost
    recipe.settings["loss"] = f"nll_loss of {'probabilities' if probabilities else 'scores'}"
    return recipe


def another_ones_weights(rng: Rng, pool: Pool) -> Recipe:
    """The optimiser was given the weights of another network (or never steps): nothing is trained."""
    recipe = plan(rng, pool.every, (0.8, 2.0), str(rng.choice(["short", "middle"])), "small")
    recipe.forgotten = True
    recipe.settings["optimiser holds"] = "the weights of another network"
    return recipe


def still_under_dropout(rng: Rng, pool: Pool) -> Recipe:
    """The same with dropout or noisy inputs: training shakes, validation says the same number for ever."""
    recipe = another_ones_weights(rng, pool)
    build: Build = perceptron(int(rng.choice([32, 64])), int(rng.integers(1, 3)), nn.ReLU, float(rng.uniform(0.2, 0.5)))
    recipe.network, recipe.settings["network"] = build, "dense, dropout"
    recipe.noise = float(rng.choice([0.0, 0.3]))
    return recipe
