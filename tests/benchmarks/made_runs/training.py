"""Trains one small network as a recipe says and keeps its log, its predictions and the curves on fresh examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from logs import Columns, Style
from networks import perceptron
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from worlds import Floats, Ints, World

FRESH = 8_000  # examples that stand for all there are
SNAPSHOTS = 9
JUDGED, JUDGE_EPOCHS = 4_000, 15
Relabel = Callable[[Floats, Ints, np.random.Generator], tuple[Floats, Ints]]


@dataclass(slots=True)
class Recipe:
    """Everything one training takes; a scenario changes one thing of it."""

    world: World
    network: Callable[[tuple[int, ...], int], nn.Module]
    epochs: int
    n_train: int
    n_val: int
    optimiser: str
    rate: float
    batch: int
    schedule: Callable[[int], float]  # factor of the rate in an epoch
    share: NDArray[np.float64] | None = None  # of the classes
    on_train: Relabel | None = None
    on_fresh: Relabel | None = None  # validation and oracle
    penalty: float = 0.0  # times the sum of squared weights, inside every logged loss
    weights: Tensor | None = None  # of the classes in the loss
    focus: float = 0.0  # gamma of the focal loss
    noise: float = 0.0  # spread of the inputs' noise at train time
    before: Callable[[nn.Module], None] | None = None  # what is done to the fresh network
    log_plain: bool = False
    tolerance: float | None = None  # a regression: what counts as right
    log_rate: bool = False
    wrong_metric: Callable[[Tensor, Tensor], Tensor] | None = None  # logged in place of the accuracy
    begin_again: int | None = None  # the epoch from which a fresh network writes into the same log
    number: Callable[[int], int] = int  # of an epoch in the log, by its place in the run
    at: Callable[[int, nn.Module, torch.optim.Optimizer], None] | None = None  # what is done before an epoch
    easiest: float = 1.0  # share of the fresh examples that another network finds easiest, only they are taken
    decay: float = 0.0  # of the weights, decoupled (AdamW)
    every: int = 1  # passes over the training set for one epoch of the log
    fresh: int = FRESH
    smoothing: float = 0.0  # of the labels
    twice: bool = False  # whether the loss takes the softmax of probabilities
    cost: Callable[[Tensor, Tensor], Tensor] | None = None  # of each example by scores and label, for cross-entropy
    forgotten: bool = False  # whether the optimiser holds another network's weights
    mixed: float = 0.0  # how far training examples are mixed in pairs (the parameter of the beta distribution)
    clip: float = 0.0  # of the gradient's norm
    patience: int = 0  # epochs without a better validation loss after which the run ends
    style: Style = field(default_factory=Style)
    settings: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Made:
    """A trained run: log columns and oracle curves of shape (epochs,), predictions at some epochs."""

    log: dict[str, list[float]]
    oracle: dict[str, list[float]]
    predictions: dict[str, NDArray[np.generic]]
    class_counts: list[int] | None
    top_share: float  # of the oracle's last loss, borne by the worst 1 % of examples
    penalties: list[float]  # in the logged loss, of shape (epochs,)
    batches: list[Columns]  # of each epoch those batches that a log of single batches shows


def train(recipe: Recipe, seed: int) -> Made:
    """Train for the recipe's epochs, or until the loss has not been finite for three."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    (x, y), (vx, vy), (fx, fy) = _data(recipe, rng)
    model, step = _begun(recipe, tuple(x.shape[1:]))
    log: dict[str, list[float]] = {name: [] for name in ("accuracy", "loss", "val_accuracy", "val_loss")}
    oracle: dict[str, list[float]] = {name: [] for name in ("train_loss", "train_acc", "val_loss", "val_acc")}
    kept: list[NDArray[np.generic]] = []
    penalties: list[float] = []
    batches: list[Columns] = []
    losses = Tensor()
    bad = 0
    for epoch in range(recipe.epochs):
        if epoch == recipe.begin_again:
            model, step = _begun(recipe, tuple(x.shape[1:]))
        if recipe.at:
            recipe.at(epoch, model, step)
        for group in step.param_groups:
            group["lr"] = recipe.rate * recipe.schedule(epoch)
        for _ in range(recipe.every):
            right, loss, shown = _one_epoch(recipe, model, step, x, y)
        batches.append({**shown, "step": [s + epoch * -(-len(x) // recipe.batch) for s in shown["step"]]})
        vloss, vright, _, scores = _measure(recipe, model, vx, vy)
        if recipe.wrong_metric:
            vright = float(recipe.wrong_metric(scores, vy).mean())
        row = {"accuracy": right, "loss": loss, "val_accuracy": vright, "val_loss": vloss}
        for name, value in row.items():
            log[name].append(value)
        if recipe.log_plain:
            log.setdefault("val_categorical_crossentropy", []).append(float(functional.cross_entropy(scores, vy)))
        if recipe.log_rate:
            log.setdefault("learning_rate", []).append(recipe.rate * recipe.schedule(epoch))
        kept.append(_predicted(recipe, scores))
        penalties.append(float(_penalty(recipe, model).detach()))
        for part, (a, b) in {"train": (x, y), "val": (fx, fy)}.items():
            whole, rate, losses, _ = _measure(recipe, model, a, b)
            oracle[f"{part}_loss"].append(whole)
            oracle[f"{part}_acc"].append(rate)
        if recipe.style.evaluated:
            log["loss"][-1] = oracle["train_loss"][-1]
            log["accuracy"][-1] = right if recipe.wrong_metric else oracle["train_acc"][-1]
        bad += not np.isfinite(loss)
        waited = len(log["val_loss"]) - 1 - int(np.argmin(log["val_loss"]))
        if bad == 3 or (recipe.patience and waited >= recipe.patience):
            break
    worst = torch.sort(losses, descending=True).values[: len(losses) // 100]
    counts = None if recipe.tolerance else np.bincount(y.numpy(), minlength=recipe.world.classes).tolist()
    share = float(worst.sum() / losses.sum())
    return Made(log, oracle, _snapshots(recipe, kept, vy), counts, share, penalties, batches)


def _begun(recipe: Recipe, shape: tuple[int, ...]) -> tuple[nn.Module, torch.optim.Optimizer]:
    model = recipe.network(shape, 1 if recipe.tolerance else recipe.world.classes)
    if recipe.before:
        recipe.before(model)
    moved = recipe.network(shape, recipe.world.classes) if recipe.forgotten else model
    return model, _optimiser(recipe, moved)


def _data(recipe: Recipe, rng: np.random.Generator) -> list[tuple[Tensor, Tensor]]:
    """Train, validation and oracle examples, scaled as the train examples are."""
    parts = []
    for n, fresh in ((recipe.n_train, False), (recipe.n_val, True), (recipe.fresh, True)):
        drawn = round(n / recipe.easiest) if fresh else n
        x, y = recipe.world.sample(drawn, rng, fresh, recipe.share)
        if drawn > n:
            x, y = _easiest(recipe, x, y, n, rng)
        change = recipe.on_fresh if fresh else recipe.on_train
        if change:
            x, y = change(x, y, rng)
        parts.append((x, y))
    first = parts[0][0]
    axes = tuple(i for i in range(first.ndim) if i != 1)
    middle, spread = first.mean(axes, keepdims=True), first.std(axes, keepdims=True) + 1e-3
    kind = torch.float32 if recipe.tolerance else torch.int64
    return [(torch.tensor((x - middle) / spread), torch.tensor(y, dtype=kind)) for x, y in parts]


def _easiest(recipe: Recipe, x: Floats, y: Ints, n: int, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """The n examples of which a small network that learned on examples of its own is surest."""
    own, labels = (torch.tensor(a) for a in recipe.world.sample(JUDGED, rng, False, recipe.share))
    middle, spread = own.mean(0), own.std(0) + 1e-3
    judge = perceptron(64, 2, nn.ReLU)(tuple(x.shape[1:]), recipe.world.classes)
    step = torch.optim.Adam(judge.parameters(), 3e-3)
    for _ in range(JUDGE_EPOCHS):
        for part in torch.randperm(JUDGED).split(128):
            loss = functional.cross_entropy(judge((own[part] - middle) / spread), labels[part])
            step.zero_grad()
            loss.backward()
            step.step()
    with torch.no_grad():
        hard = functional.cross_entropy(judge((torch.tensor(x) - middle) / spread), torch.tensor(y), reduction="none")
    kept = rng.permutation(np.argsort(hard.numpy())[:n])
    return x[kept], y[kept]


def _optimiser(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    if recipe.decay:
        return torch.optim.AdamW(model.parameters(), recipe.rate, weight_decay=recipe.decay, fused=True)
    if recipe.optimiser == "adam":
        return torch.optim.Adam(model.parameters(), recipe.rate, fused=True)
    if recipe.optimiser == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), recipe.rate)
    momentum = 0.0 if recipe.optimiser == "sgd" else 0.9
    return torch.optim.SGD(
        model.parameters(), recipe.rate, momentum, fused=True, nesterov=recipe.optimiser == "nesterov"
    )


def _one_epoch(
    recipe: Recipe, model: nn.Module, step: torch.optim.Optimizer, x: Tensor, y: Tensor
) -> tuple[float, float, Columns]:
    """Accuracy and loss averaged over the epoch, and some single batches of it."""
    model.train()
    hits = recipe.wrong_metric or partial(_right, recipe)
    right = total = 0.0
    shown: Columns = {"step": [], "accuracy": [], "loss": []}
    order = torch.randperm(len(x))
    parts = list(zip(x[order].split(recipe.batch), y[order].split(recipe.batch), strict=True))
    showing = set(np.linspace(len(parts) - 1, 0, recipe.style.step_rows, endpoint=False).astype(int).tolist())
    for k, (a, b) in enumerate(parts):
        if len(a) == 1:
            continue  # of which batch normalisation can make nothing
        seen = a + recipe.noise * torch.randn_like(a) if recipe.noise else a
        scores, loss = _mixed(recipe, model, seen, b) if recipe.mixed else _plain(recipe, model, seen, b)
        loss = loss + _penalty(recipe, model)
        step.zero_grad(set_to_none=True)
        if loss.requires_grad:
            loss.backward()
        if recipe.clip:
            nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
        step.step()
        batch_loss, batch_right = float(loss.detach()), float(hits(scores, b).sum())
        total += batch_loss * len(b)
        right += batch_right
        if k in showing:
            for name, value in {"step": k + 1, "accuracy": batch_right / len(b), "loss": batch_loss}.items():
                shown[name].append(value)
    return right / len(x), total / len(x), shown


def _plain(recipe: Recipe, model: nn.Module, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    scores = model(x)
    return scores, _each(recipe, scores, y).mean()


def _mixed(recipe: Recipe, model: nn.Module, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Scores and loss of examples that are each part another's (mixup)."""
    other = torch.randperm(len(x))
    part = float(torch.distributions.Beta(recipe.mixed, recipe.mixed).sample())
    scores = model(part * x + (1 - part) * x[other])
    return scores, (part * _each(recipe, scores, y) + (1 - part) * _each(recipe, scores, y[other])).mean()


def _measure(recipe: Recipe, model: nn.Module, x: Tensor, y: Tensor) -> tuple[float, float, Tensor, Tensor]:
    """Logged loss, accuracy, losses of the examples, and scores, in evaluation mode."""
    model.eval()
    with torch.no_grad():
        scores = model(x)
        each = _each(recipe, scores, y)
        loss = each.mean() + _penalty(recipe, model)
    return float(loss), float(_right(recipe, scores, y).float().mean()), each, scores


def _each(recipe: Recipe, scores: Tensor, y: Tensor) -> Tensor:
    if recipe.tolerance:
        return (scores[:, 0] - y) ** 2
    if recipe.cost:
        return recipe.cost(scores, y)
    if recipe.twice:
        scores = torch.softmax(scores, 1)
    plain = functional.cross_entropy(scores, y, reduction="none", label_smoothing=recipe.smoothing)
    if recipe.focus:
        plain = plain * (1 - torch.exp(-plain)) ** recipe.focus
    return plain if recipe.weights is None else plain * recipe.weights[y]


def _penalty(recipe: Recipe, model: nn.Module) -> Tensor:
    if not recipe.penalty:
        return torch.zeros(())
    weights = [p for p in model.parameters() if p.ndim > 1]
    return recipe.penalty * torch.stack([(p**2).sum() for p in weights]).sum()


def _right(recipe: Recipe, scores: Tensor, y: Tensor) -> Tensor:
    if recipe.tolerance:
        return (scores[:, 0] - y).abs() < recipe.tolerance
    return scores.argmax(1) == y


def _predicted(recipe: Recipe, scores: Tensor) -> NDArray[np.generic]:
    if recipe.tolerance:
        return np.asarray(scores[:, 0].numpy(), np.float32)
    return np.asarray(torch.softmax(scores, 1).numpy(), np.float16)


def _snapshots(recipe: Recipe, kept: list[NDArray[np.generic]], y: Tensor) -> dict[str, NDArray[np.generic]]:
    rows = np.arange(0, len(kept), recipe.style.thin)  # only epochs that the log has
    epochs = rows[np.unique(np.linspace(0, len(rows) - 1, SNAPSHOTS).round().astype(np.int64))]
    name = "y_pred" if recipe.tolerance else "y_prob"
    return {"y_true": y.numpy(), "epochs": epochs, **{f"{name}_{e}": kept[e] for e in epochs}}
