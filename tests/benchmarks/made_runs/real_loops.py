"""Three ways to train on real examples and log it: a network of PyTorch, trees and linear models of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from real_data import Data
from sklearn.ensemble import GradientBoostingClassifier
from torch import Tensor, nn
from torch.nn import functional

Columns = dict[str, list[float]]
LEAST = 1e-12
SHOWN = 9  # epochs of which predictions are kept


@dataclass
class Trained:
    """The columns of a log, the curves on all training and on fresh examples, predictions on the validation set."""

    data: Data
    log: Columns = field(default_factory=dict)
    oracle: Columns = field(default_factory=lambda: {f"{p}_{q}": [] for p in ("train", "val") for q in ("loss", "acc")})
    scores: list[NDArray[np.float32]] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)

    def row(self, **values: float) -> None:
        """One more row of the log; a column that is new is blank before, one that is not told is blank here."""
        rows = max((len(column) for column in self.log.values()), default=0)
        for name in {**self.log, **values}:
            self.log.setdefault(name, [float("nan")] * rows).append(float(values.get(name, float("nan"))))

    def judged(self, part: str, loss: float, right: float) -> None:
        """One more point of the curves that stand for all examples."""
        self.oracle[f"{part}_loss"].append(loss)
        self.oracle[f"{part}_acc"].append(right)

    def predictions(self) -> dict[str, NDArray[np.generic]]:
        """As `predictions.npz` holds them; nothing where there is nothing to compare a log with."""
        if not self.scores:
            return {}
        epochs = np.unique(np.linspace(0, len(self.scores) - 1, SHOWN).round().astype(int))
        return {
            "y_true": self.data.val[1].numpy(),
            "epochs": epochs,
            **{f"y_prob_{e}": self.scores[e].astype(np.float16) for e in epochs},
        }


@dataclass
class Net:
    """A training of a network; a scenario changes what it is about."""

    model: nn.Module
    optimiser: torch.optim.Optimizer
    epochs: int
    batch: int = 128
    schedule: torch.optim.lr_scheduler.LRScheduler | torch.optim.lr_scheduler.ReduceLROnPlateau | None = None
    by_step: bool = False  # whether the schedule moves with each step
    loss: Callable[[Tensor, Tensor], Tensor] | None = None  # of scores and targets, the mean
    augment: Callable[[Tensor], Tensor] | None = None
    mixup: float = 0.0
    teacher: nn.Module | None = None
    average: float = 0.0  # decay of averaged weights, which are validated
    patience: int = 0
    penalty: float = 0.0
    log_rate: bool = False
    step_rows: int = 0  # rows of single steps: every how many steps
    rows: Callable[[float, float, float, float], dict[str, float]] | None = None  # loss, right, val loss, val right
    extra: Callable[[Tensor, Tensor], dict[str, float]] | None = None  # more metrics of validation scores


def run_network(data: Data, net: Net, seed: int) -> Trained:
    """Train; the loss in the log is the mean over the epoch, as most loops have it."""
    torch.manual_seed(seed)
    made, waited, best = Trained(data), 0, np.inf
    shown = torch.optim.swa_utils.AveragedModel(net.model, multi_avg_fn=_decaying(net.average)) if net.average else None
    for epoch in range(net.epochs):
        losses, rights = _epoch(made, net, shown, epoch)
        steps = (epoch + 1) * len(losses)
        judge = net.model if shown is None else shown
        val_loss, val_right, scores = _judged(net, judge, data.val, data.classes)
        told = (float(np.mean(losses)), float(np.mean(rights)), val_loss, val_right)
        values = (
            net.rows(*told)
            if net.rows
            else dict(zip(("loss", "accuracy", "val_loss", "val_accuracy"), told, strict=True))
        )
        if net.step_rows:
            made.row(step=steps, epoch=epoch, **{k: v for k, v in values.items() if k.startswith(("val", "eval"))})
        else:
            made.row(epoch=epoch, **values, **(net.extra(scores, data.val[1]) if net.extra else {}), **_rate(net))
        if data.classes > 1 and data.name != "tags":
            made.scores.append(torch.softmax(scores, 1).numpy())
        for name, pair in (("train", data.train), ("val", data.fresh)):
            made.judged(name, *_judged(net, judge, pair, data.classes)[:2])
        if isinstance(net.schedule, torch.optim.lr_scheduler.ReduceLROnPlateau):
            net.schedule.step(val_loss)
        elif net.schedule is not None and not net.by_step:
            net.schedule.step()
        best, waited = (val_loss, 0) if val_loss < best else (best, waited + 1)
        if (net.patience and waited >= net.patience) or not np.isfinite(told[0]):
            break
    return made


def _epoch(made: Trained, net: Net, shown: nn.Module | None, epoch: int) -> tuple[list[float], list[float]]:
    """One pass: the losses and shares of right answers of its batches."""
    data, losses, rights = made.data, list[float](), list[float]()
    net.model.train()
    parts = [part for part in torch.randperm(len(data.train[0])).split(net.batch) if len(part) > 1]
    for part in parts:
        loss, right = _step(net, *(t[part] for t in data.train), data.classes)
        if shown is not None:
            shown.update_parameters(net.model)
        if net.schedule is not None and net.by_step:
            net.schedule.step()
        losses.append(loss)
        rights.append(right)
        step = epoch * len(parts) + len(losses)
        if net.step_rows and step % net.step_rows == 0:
            made.row(step=step, epoch=epoch, loss=float(np.mean(losses[-net.step_rows :])), **_rate(net))
    return losses, rights


def _decaying(decay: float) -> Any:
    return torch.optim.swa_utils.get_ema_multi_avg_fn(decay)


def _rate(net: Net) -> dict[str, float]:
    return {"lr": net.optimiser.param_groups[0]["lr"]} if net.log_rate else {}


def _step(net: Net, x: Tensor, y: Tensor, classes: int) -> tuple[float, float]:
    x = net.augment(x) if net.augment else x
    if net.mixup:
        part, other = (
            float(np.random.default_rng(int(torch.randint(1 << 30, ()))).beta(net.mixup, net.mixup)),
            torch.randperm(len(x)),
        )
        scores = net.model(part * x + (1 - part) * x[other])
        loss = part * _loss(net, scores, y, classes) + (1 - part) * _loss(net, scores, y[other], classes)
    else:
        scores = net.model(x)
        loss = _loss(net, scores, y, classes)
    if net.teacher is not None:
        with torch.no_grad():
            soft = torch.softmax(net.teacher(x) / 2, 1)
        loss = 0.3 * loss + 0.7 * 4 * functional.kl_div(
            functional.log_softmax(scores / 2, 1), soft, reduction="batchmean"
        )
    loss = loss + _penalty(net)
    net.optimiser.zero_grad()
    loss.backward()
    net.optimiser.step()
    return float(loss.detach()), _right(scores.detach(), y, classes)


def _penalty(net: Net) -> Tensor:
    if not net.penalty:
        return torch.zeros(())
    return net.penalty * torch.stack([p.square().sum() for p in net.model.parameters() if p.ndim > 1]).sum()


def _loss(net: Net, scores: Tensor, y: Tensor, classes: int) -> Tensor:
    if net.loss is not None:
        return net.loss(scores, y)
    if y.ndim == 2:
        return functional.binary_cross_entropy_with_logits(scores, y)
    return functional.cross_entropy(scores, y) if classes > 1 else functional.mse_loss(scores[:, 0], y)


def _right(scores: Tensor, y: Tensor, classes: int) -> float:
    """The share of right answers; of numbers their mean absolute error."""
    if y.ndim == 2:
        return float(((scores > 0) == (y > 0.5)).float().mean())
    return float((scores.argmax(1) == y).float().mean()) if classes > 1 else float((scores[:, 0] - y).abs().mean())


def _judged(net: Net, model: nn.Module, pair: tuple[Tensor, Tensor], classes: int) -> tuple[float, float, Tensor]:
    model.eval()
    with torch.no_grad():
        scores = model(pair[0])
        loss = _loss(net, scores, pair[1], classes) + _penalty(net)
    return float(loss), _right(scores, pair[1], classes), scores


def run_trees(
    data: Data, trees: int, rate: float, depth: int, seed: int, patience: int = 0, part: float = 1.0
) -> Trained:
    """Gradient boosting; a row a tree, with the losses and errors that such libraries print."""
    made = Trained(data, settings={"trees": trees, "rate": rate, "depth": depth})
    fit = GradientBoostingClassifier(
        n_estimators=trees, learning_rate=rate, max_depth=depth, subsample=part, random_state=seed
    ).fit(data.train[0].numpy(), data.train[1].numpy())
    stages = [fit.staged_predict_proba(x.numpy()) for x, _ in (data.train, data.val, data.fresh)]
    best, waited = np.inf, 0
    for k, found in enumerate(zip(*stages, strict=True)):
        parts = [_of(p, y.numpy()) for p, (_, y) in zip(found, (data.train, data.val, data.fresh), strict=True)]
        (loss, right), (val_loss, val_right), fresh = parts
        made.row(
            iteration=k,
            **{"train-logloss": loss, "valid-logloss": val_loss, "train-accuracy": right, "valid-accuracy": val_right},
        )
        made.judged("train", loss, right)
        made.judged("val", *fresh)
        made.scores.append(found[1])
        best, waited = (val_loss, 0) if val_loss < best else (best, waited + 1)
        if patience and waited >= patience:
            break
    return made


def run_partial(data: Data, estimator: Any, epochs: int, seed: int, batch: int = 500) -> Trained:
    """An estimator of scikit-learn that learns in passes; losses are measured after each of them."""
    made, rng = Trained(data), np.random.default_rng(seed)
    x, y = (t.numpy() for t in data.train)
    for epoch in range(epochs):
        for part in np.array_split(rng.permutation(len(x)), max(1, len(x) // batch)):
            estimator.partial_fit(x[part], y[part], classes=np.arange(data.classes))
        parts = [(estimator.predict_proba(a.numpy()), b.numpy()) for a, b in (data.train, data.val, data.fresh)]
        (loss, right), (val_loss, val_right), fresh = (_of(p, b) for p, b in parts)
        made.row(epoch=epoch + 1, train_loss=loss, train_acc=right, val_loss=val_loss, val_acc=val_right)
        made.judged("train", loss, right)
        made.judged("val", *fresh)
        made.scores.append(parts[1][0])
    return made


def _of(shares: NDArray[np.float64], y: NDArray[np.int64]) -> tuple[float, float]:
    """Loss and accuracy of probabilities of shape (n, classes)."""
    given = np.maximum(shares[np.arange(len(y)), y], LEAST)
    return float(-np.log(given).mean()), float((shares.argmax(1) == y).mean())
