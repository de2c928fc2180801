"""Runs on real examples in which something is planted that people meet every day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from real_data import Data, Rng, cells, characters, digits, lines, patients
from real_fine import adam, any_lines, dense, reader
from real_loops import Net, Trained, run_network, run_partial, run_trees
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from torch import Tensor, nn
from torch.optim import lr_scheduler as rates


def trees_too_many(rng: Rng, seed: int) -> Trained:
    """Deep trees that go on long after the best."""
    data = any_lines(rng, (500, 1000), int(rng.integers(2, 4)))
    return run_trees(data, int(rng.integers(60, 110)), float(rng.uniform(0.2, 0.4)), 4, seed)


def signs_by_heart(rng: Rng, seed: int) -> Trained:
    """A language model of too few signs: two losses that part."""
    data = characters(rng, int(rng.integers(1500, 3000)), 1500)
    model = reader(128)
    model(data.train[0][:2])

    def rows(loss: float, right: float, val_loss: float, val_right: float) -> dict[str, float]:
        return {"train_loss": loss, "val_loss": val_loss}

    return run_network(data, Net(model, adam(model, 3e-3), int(rng.integers(10, 25)), 64, rows=rows), seed)


def lines_by_heart(rng: Rng, seed: int) -> Trained:
    """A large network, few lines, constant steps."""
    data = any_lines(rng, (300, 700))
    model = dense(data, 128, 2)
    return run_network(data, Net(model, adam(model, 1e-3), int(rng.integers(20, 60)), 32), seed)


def numbers_by_heart(rng: Rng, seed: int) -> Trained:
    """A regression on two hundred patients with a large network."""
    data = patients(rng, 220, 100)
    model = dense(data, 128, 2)

    def rows(loss: float, right: float, val_loss: float, val_right: float) -> dict[str, float]:
        return {"loss": loss, "mae": right, "val_loss": val_loss, "val_mae": val_right}

    return run_network(data, Net(model, adam(model, 1e-3), int(rng.integers(30, 80)), 32, rows=rows), seed)


def flipped(rng: Rng, seed: int) -> Trained:
    """A fifth to a third of the training labels is drawn anew, and learned by heart in the end."""
    part = float(rng.uniform(0.2, 0.35))
    data = digits(rng, 900, 400) if rng.integers(2) else lines(rng, 4, 900, 800)

    def change(y: Tensor) -> Tensor:
        drawn = torch.tensor(rng.integers(0, data.classes, len(y)))
        return torch.where(torch.tensor(rng.random(len(y)) < part), drawn, y)

    noisy = data.labels(change)
    model = dense(noisy, 128, 2)
    return run_network(noisy, Net(model, adam(model, 1e-3), int(rng.integers(25, 60)), 32), seed)


def hot(rng: Rng, seed: int) -> Trained:
    """Steps far too large: training itself jumps."""
    data = any_lines(rng, (800, 1500), int(rng.integers(2, 5)))
    model = dense(data, 48, 2)
    step = torch.optim.SGD(model.parameters(), float(rng.uniform(0.06, 0.15)), momentum=0.9)
    return run_network(data, Net(model, step, int(rng.integers(20, 45)), 32), seed)


def penalised(rng: Rng, seed: int) -> Trained:
    """A penalty of the weights that is most of the loss and leaves little to learn with."""
    data = digits(rng, 1000, 400) if rng.integers(2) else any_lines(rng, (2000, 3000))
    model = dense(data, 48, 2)
    return run_network(
        data, Net(model, adam(model, 1e-3), int(rng.integers(15, 40)), penalty=float(rng.uniform(0.02, 0.08))), seed
    )


def few_statistics(rng: Rng, seed: int) -> Trained:
    """Batch normalisation on tiny batches with running averages that follow the last of them."""
    data = digits(rng, 800, 400) if rng.integers(2) else any_lines(rng, (800, 1500))
    model = dense(data, 32, 2, norm=True)
    for layer in model:
        if isinstance(layer, nn.BatchNorm1d):
            layer.momentum = 0.9
    return run_network(data, Net(model, adam(model, 2e-3), int(rng.integers(20, 40)), 6), seed)


def drowned(rng: Rng, seed: int) -> Trained:
    """Dropout of three quarters: training far behind validation, and both lower than they need be."""
    data = digits(rng, 1100, 400) if rng.integers(2) else any_lines(rng, (2500, 4000))
    model = dense(data, 48, 2, float(rng.uniform(0.6, 0.75)))
    return run_network(data, Net(model, adam(model, 1e-3), int(rng.integers(15, 40))), seed)


def moved(rng: Rng, seed: int) -> Trained:
    """Validation pictures are moved by a pixel and dimmed: a distance from the first epoch on."""
    data = digits(rng, 1000, 400)
    by, dim = int(rng.choice([-1, 1])), float(rng.uniform(0.6, 0.9))

    def change(pair: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        x = pair[0].view(-1, 8, 8)
        return dim * torch.roll(x, by, 2).reshape(-1, 64), pair[1]

    shifted = replace(data, val=change(data.val), fresh=change(data.fresh))
    model = dense(shifted, 48)
    return run_network(shifted, Net(model, adam(model, 1.5e-3), int(rng.integers(15, 40))), seed)


def mixed_up(rng: Rng, seed: int) -> Trained:
    """Labels were shuffled apart from their lines: nothing can be learned."""
    data = any_lines(rng, (4000, 6000))
    parts = [(x, y[torch.randperm(len(y))]) for x, y in (data.train, data.val, data.fresh)]
    nothing = Data(data.name, data.classes, *parts)
    model = dense(nothing, 8)
    return run_network(nothing, Net(model, adam(model, 3e-4, 0.3), int(rng.integers(10, 30)), 128), seed)


def rare_lost(rng: Rng, seed: int) -> Trained:
    """One line in twelve is of the rare class, and it is never answered."""
    common = float(rng.uniform(0.9, 0.95))
    data = lines(rng, 2, 3000, 1500, np.array([common, 1 - common]))
    fit = SGDClassifier(loss="log_loss", alpha=3e-3, learning_rate="constant", eta0=2e-3, random_state=seed)
    return run_partial(data, fit, int(rng.integers(12, 30)), seed)


def too_slow(rng: Rng, seed: int) -> Trained:
    """A tenth of a thousandth of the step that would do: still near the start at the end."""
    data = digits(rng, 1000, 400) if rng.integers(2) else any_lines(rng, (2500, 4000))
    model = dense(data, 32)
    step = torch.optim.SGD(model.parameters(), float(rng.uniform(5e-4, 1.5e-3)))
    return run_network(data, Net(model, step, int(rng.integers(15, 40))), seed)


def given_away(rng: Rng, seed: int) -> Trained:
    """Validation holds the training examples over again, and training is under heavy dropout."""
    data = digits(rng, 500, 300)
    pick = torch.tensor(rng.choice(len(data.train[0]), 300, replace=False))
    same = (data.train[0][pick], data.train[1][pick])
    model = dense(data, 96, 2, 0.6)
    return run_network(
        replace(data, val=same, fresh=same), Net(model, adam(model, 2e-3), int(rng.integers(20, 40)), 32), seed
    )


def dropped(rng: Rng, seed: int) -> Trained:
    """A tenth of the rate at two thirds, and all curves step."""
    data = any_lines(rng, (4000, 6000))
    model = dense(data, 16)
    step = torch.optim.SGD(model.parameters(), 0.5, momentum=0.9, weight_decay=2e-3)
    epochs = int(rng.integers(24, 45))
    schedule = rates.MultiStepLR(step, [2 * epochs // 3], 0.1)
    return run_network(data, Net(model, step, epochs, 32, schedule, log_rate=bool(rng.integers(2))), seed)


def cells_by_heart(rng: Rng, seed: int) -> Trained:
    """Eighty cells, scikit-learn's perceptron, three hundred passes."""
    data = cells(rng, 80, 150)
    fit = MLPClassifier((100,), alpha=0.0, learning_rate_init=3e-3, random_state=seed)
    return run_partial(data, fit, int(rng.integers(60, 150)), seed, 20)
