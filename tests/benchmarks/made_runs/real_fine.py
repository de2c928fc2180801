"""Runs on real examples with nothing wrong, of shapes that people log every day."""

from __future__ import annotations

import copy

import numpy as np
import torch
from real_data import LETTERS, Data, Rng, cells, characters, digits, lines, patients, surface, tags
from real_loops import Net, Trained, run_network, run_partial, run_trees
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import lr_scheduler as rates


def dense(data: Data, hidden: int, depth: int = 1, dropout: float = 0.0, norm: bool = False) -> nn.Sequential:
    """Dense layers."""
    width, layers = data.train[0].shape[1], []
    for _ in range(depth):
        layers += [nn.Linear(width, hidden), *([nn.BatchNorm1d(hidden)] if norm else []), nn.ReLU()]
        layers += [nn.Dropout(dropout)] if dropout else []
        width = hidden
    return nn.Sequential(*layers, nn.Linear(width, data.classes))


def reader(width: int) -> nn.Sequential:
    """Of the next sign, from those before it."""
    return nn.Sequential(
        nn.Embedding(len(LETTERS), 12), nn.Flatten(), nn.LazyLinear(width), nn.GELU(), nn.Linear(width, len(LETTERS))
    )


def adam(model: nn.Module, rate: float, decay: float = 0.0) -> torch.optim.Optimizer:
    """AdamW where weights decay."""
    if decay:
        return torch.optim.AdamW(model.parameters(), rate, weight_decay=decay)
    return torch.optim.Adam(model.parameters(), rate)


def any_lines(rng: Rng, n: tuple[int, int] = (4000, 6000), classes: int = 0) -> Data:
    """Lines of some modules."""
    return lines(rng, classes or int(rng.integers(2, 6)), int(rng.integers(*n)), int(rng.choice([400, 800, 1500])))


def trees_stopped(rng: Rng, seed: int) -> Trained:
    """Boosting that ends some trees after its best."""
    data = any_lines(rng, (1200, 2000), int(rng.integers(2, 4)))
    return run_trees(data, 160, float(rng.uniform(0.05, 0.15)), 2, seed, patience=int(rng.integers(4, 11)), part=0.6)


def trees_few(rng: Rng, seed: int) -> Trained:
    """So few and so careful trees that all of them still help."""
    data = any_lines(rng, (1200, 2000), 2) if rng.integers(2) else cells(rng)
    return run_trees(data, int(rng.integers(25, 60)), 0.05, 2, seed, part=0.5)


def linear_passes(rng: Rng, seed: int) -> Trained:
    """A linear model that has learned what it can in a few passes, on lines that could stand anywhere."""
    data = any_lines(rng, (4000, 6000))
    fit = SGDClassifier(loss="log_loss", alpha=1e-3, learning_rate="constant", eta0=3e-4, random_state=seed)
    return run_partial(data, fit, int(rng.integers(20, 60)), seed)


def perceptron_long(rng: Rng, seed: int) -> Trained:
    """scikit-learn's perceptron with decay, two hundred passes, flat for most of them."""
    data = digits(rng, 1000, 400)
    fit = MLPClassifier((16,), alpha=1.0, learning_rate_init=2e-3, random_state=seed)
    return run_partial(data, fit, int(rng.integers(100, 200)), seed)


def augmented(rng: Rng, seed: int) -> Trained:
    """Noise, masks and dropout in training alone: training stands behind validation for good."""
    data = digits(rng, 1100, 400) if rng.integers(2) else any_lines(rng)
    model, spread = dense(data, 48, 1, 0.3), float(rng.uniform(0.5, 0.9))

    def augment(x: Tensor) -> Tensor:
        return (x + spread * torch.randn_like(x)) * (torch.rand_like(x) > 0.15)

    return run_network(data, Net(model, adam(model, 1e-3, 0.1), int(rng.integers(15, 40)), augment=augment), seed)


def halved(rng: Rng, seed: int) -> Trained:
    """The rate is cut whenever validation has paused; all is well all the time."""
    data = any_lines(rng, (4500, 6500))
    model = dense(data, 12, 1, 0.2)
    step = torch.optim.SGD(model.parameters(), 0.02, momentum=0.9, weight_decay=1e-2)
    schedule = rates.ReduceLROnPlateau(step, factor=0.3, patience=2)
    return run_network(data, Net(model, step, int(rng.integers(25, 60)), schedule=schedule, log_rate=True), seed)


def restarts(rng: Rng, seed: int) -> Trained:
    """Cosine cycles, each twice as long as the one before."""
    data = any_lines(rng, (4000, 6000))
    model = dense(data, 12, 1, 0.2)
    step = adam(model, 2e-3, 0.3)
    schedule = rates.CosineAnnealingWarmRestarts(step, int(rng.integers(4, 8)), 2)
    rate = bool(rng.integers(2))
    return run_network(data, Net(model, step, int(rng.integers(28, 60)), schedule=schedule, log_rate=rate), seed)


def warmed(rng: Rng, seed: int) -> Trained:
    """Warm-up and linear decay by the step, training loss every so many steps, an evaluation each epoch."""
    data = any_lines(rng, (4000, 6000))
    model = dense(data, 32)
    epochs, batch = int(rng.integers(3, 9)), 32
    steps = epochs * (len(data.train[0]) // batch + 1)
    step = adam(model, 2e-3, 0.01)

    def factor(k: int) -> float:
        return min(1.0, k / (0.1 * steps)) * max(0.0, 1 - k / steps)

    def rows(loss: float, right: float, val_loss: float, val_right: float) -> dict[str, float]:
        return {"eval_loss": val_loss, "eval_accuracy": val_right}

    return run_network(data, Net(model, step, epochs, batch, rates.LambdaLR(step, factor), True, log_rate=True,
                                 step_rows=int(rng.choice([10, 25])), rows=rows), seed)  # fmt: skip


def next_sign(rng: Rng, seed: int) -> Trained:
    """A language model of signs: two losses and a perplexity, no accuracy."""
    data = characters(rng, int(rng.integers(8000, 14_000)), 2000)
    model = reader(int(rng.integers(24, 64)))
    model(data.train[0][:2])

    def rows(loss: float, right: float, val_loss: float, val_right: float) -> dict[str, float]:
        return {"train_loss": loss, "val_loss": val_loss, "val_ppl": float(np.exp(val_loss))}

    epochs = int(rng.integers(6, 16))
    step = adam(model, 1.5e-3, 0.1)
    return run_network(data, Net(model, step, epochs, 128, rates.CosineAnnealingLR(step, epochs), rows=rows), seed)


def numbers(rng: Rng, seed: int) -> Trained:
    """A regression: squared and absolute errors of both splits."""
    data = surface(rng, int(rng.integers(1500, 4000)), 500) if rng.integers(3) else patients(rng)
    small = data.name == "patients"
    model = dense(data, 4 if small else 24)

    def rows(loss: float, right: float, val_loss: float, val_right: float) -> dict[str, float]:
        return {"loss": loss, "mae": right, "val_loss": val_loss, "val_mae": val_right}

    step = adam(model, 2e-3, 0.3 if small else 0.01)
    return run_network(data, Net(model, step, int(rng.integers(20, 50)), 64, rows=rows), seed)


def rare_found(rng: Rng, seed: int) -> Trained:
    """One class in ten, and it is found: precision and recall beside the accuracy."""
    common = float(rng.uniform(0.8, 0.9))
    data = lines(rng, 2, 5000, 1500, np.array([common, 1 - common]))
    model = dense(data, 8, 1, 0.2)

    def extra(scores: Tensor, y: Tensor) -> dict[str, float]:
        said, rare = scores.argmax(1) == 1, y == 1
        hits = float((said & rare).sum())
        return {"val_precision": hits / max(1.0, float(said.sum())), "val_recall": hits / max(1.0, float(rare.sum()))}

    return run_network(data, Net(model, adam(model, 1e-3, 0.3), int(rng.integers(10, 24)), extra=extra), seed)


def patient_stop(rng: Rng, seed: int) -> Trained:
    """Ended by patience before the validation loss had risen by anything that matters."""
    data = any_lines(rng, (4000, 6000))
    model = dense(data, int(rng.choice([16, 32])))
    return run_network(data, Net(model, adam(model, 1e-3), 100, patience=int(rng.integers(2, 5))), seed)


def smoothed(rng: Rng, seed: int) -> Trained:
    """Smoothed labels on a task with errors of its own: the loss rests far above zero, and all is well."""
    data = digits(rng, 1100, 400) if rng.integers(2) else any_lines(rng, (4500, 6500), int(rng.integers(3, 7)))
    model, amount = dense(data, 24), float(rng.choice([0.05, 0.1]))

    def loss(scores: Tensor, y: Tensor) -> Tensor:
        return functional.cross_entropy(scores, y, label_smoothing=amount)

    return run_network(data, Net(model, adam(model, 1e-3, 0.3), int(rng.integers(15, 30)), loss=loss), seed)


def mixed(rng: Rng, seed: int) -> Trained:
    """Mixup: training answers are half wrong by design, and validation is fine."""
    data = digits(rng, 1100, 400) if rng.integers(2) else any_lines(rng, (4000, 6000), int(rng.integers(3, 7)))
    model = dense(data, 32)
    return run_network(data, Net(model, adam(model, 1e-3, 0.2), int(rng.integers(12, 30)), mixup=0.6), seed)


def distilled(rng: Rng, seed: int) -> Trained:
    """A small network after a large one: most of the loss is the distance to the teacher."""
    data = digits(rng, 1100, 400) if rng.integers(2) else any_lines(rng, (4000, 6000), int(rng.integers(3, 7)))
    teacher = dense(data, 96)
    run_network(data, Net(teacher, adam(teacher, 1e-3, 0.05), 8), seed + 1)
    teacher.eval()
    model = dense(data, 16)
    return run_network(data, Net(model, adam(model, 2e-3), int(rng.integers(15, 30)), teacher=teacher), seed)


def known_before(rng: Rng, seed: int) -> Trained:
    """A last layer is trained anew on features that another task taught: a good start, little more to gain."""
    data = digits(rng, 1000, 400)
    first = digits(np.random.default_rng(seed + 5), 1300, 200)
    model = dense(data, 64)
    run_network(first, Net(model, adam(model, 1e-3), 12), seed + 1)
    head = nn.Linear(64, data.classes)
    tuned = nn.Sequential(*copy.deepcopy(model[:-1]), head)
    few = torch.optim.Adam([{"params": tuned[:-1].parameters(), "lr": 2e-5}, {"params": head.parameters(), "lr": 3e-3}])
    return run_network(data, Net(tuned, few, int(rng.integers(5, 20)), 32), seed)


def packed(rng: Rng, seed: int) -> Trained:
    """An autoencoder: two losses and nothing else."""
    data = digits(rng, 1200, 400)
    flat = Data("packed", 1, *((x, x) for x, _ in (data.train, data.val, data.fresh)))
    model = nn.Sequential(
        nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 8), nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 64)
    )

    def rows(loss: float, right: float, val_loss: float, val_right: float) -> dict[str, float]:
        return {"train_loss": loss, "val_loss": val_loss}

    net = Net(model, adam(model, 2e-3), int(rng.integers(20, 60)), loss=functional.mse_loss, rows=rows)
    made = run_network(flat, net, seed)
    made.oracle["train_acc"] = [float("nan")] * len(made.oracle["train_acc"])
    made.oracle["val_acc"] = list(made.oracle["train_acc"])
    return made


def many_tags(rng: Rng, seed: int) -> Trained:
    """Several labels an example: the accuracy counts single answers, most of them no, so it starts high."""
    data = tags(rng, int(rng.integers(4000, 6000)), 1000)
    model = dense(data, 24)
    return run_network(data, Net(model, adam(model, 1.5e-3, 0.1), int(rng.integers(12, 30))), seed)


def averaged(rng: Rng, seed: int) -> Trained:
    """Validated are averaged weights, which lag behind at first and are smooth later."""
    data = any_lines(rng, (4000, 6000))
    model = dense(data, 16, 1, 0.2)
    return run_network(data, Net(model, adam(model, 1e-3, 0.3), int(rng.integers(12, 30)), average=0.99), seed)


def hundred_asked(rng: Rng, seed: int) -> Trained:
    """A validation set of some eighty or a hundred and fifty examples, on which every curve trembles."""
    data = lines(rng, int(rng.integers(2, 5)), int(rng.integers(4000, 6000)), int(rng.integers(80, 150)))
    model = dense(data, 8, 1, 0.2)
    return run_network(data, Net(model, adam(model, 7e-4, 0.3), int(rng.integers(20, 40))), seed)
