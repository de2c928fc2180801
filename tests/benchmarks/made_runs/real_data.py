"""Real examples that come with Python and scikit-learn: digits, cells, lines and characters of programs, patients."""

from __future__ import annotations

import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, make_friedman1
from sklearn.feature_extraction.text import HashingVectorizer
from torch import Tensor

Rng = np.random.Generator
Floats = NDArray[np.float32]
FRESH = 1500  # examples that stand for all there are
MODULES = ("argparse", "ast", "tarfile", "turtle", "typing", "decimal", "pydoc", "inspect", "difflib", "subprocess",
           "zipfile", "unittest/mock", "statistics", "smtplib", "mailbox", "optparse")  # fmt: skip
LETTERS = " etaoinsrhldcumfpgwybvkxjqz0123456789.,:;()[]{}=_+-*/'\"#<>\n"


@dataclass(frozen=True)
class Data:
    """Examples for training, validation and for the curves on fresh examples.

    x is (n, features), or (n, length) of signs; y holds classes, numbers, or (n, labels) of 0 and 1.
    """

    name: str
    classes: int  # 1 for numbers
    train: tuple[Tensor, Tensor]
    val: tuple[Tensor, Tensor]
    fresh: tuple[Tensor, Tensor]

    def labels(self, change: Callable[[Tensor], Tensor]) -> Data:
        """The same with other training labels."""
        return replace(self, train=(self.train[0], change(self.train[1])))


def parted(name: str, classes: int, x: Floats, y: NDArray[np.generic], sizes: tuple[int, int], rng: Rng) -> Data:
    """Shuffled, parted into training, validation and the rest, scaled as the training examples are."""
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    middle, spread = x[: sizes[0]].mean(0), x[: sizes[0]].std(0) + 1e-2
    features = torch.tensor(np.asarray((x - middle) / spread, np.float32))
    target = torch.tensor(y, dtype=torch.int64 if classes > 1 else torch.float32)
    a, b = sizes[0], sizes[0] + sizes[1]
    cuts = (slice(0, a), slice(a, b), slice(b, b + FRESH))
    train, val, fresh = ((features[c], target[c]) for c in cuts)
    return Data(name, classes, train, val, fresh)


def digits(rng: Rng, n: int = 900, n_val: int = 300) -> Data:
    """Pictures of 8 by 8 of ten digits."""
    x, y = load_digits(return_X_y=True)
    return parted("digits", 10, np.asarray(x, np.float32) / 16, y, (n, n_val), rng)


def cells(rng: Rng, n: int = 280, n_val: int = 120) -> Data:
    """Measures of cells, benign or not."""
    x, y = load_breast_cancer(return_X_y=True)
    return parted("cells", 2, np.asarray(x, np.float32), y, (n, n_val), rng)


def lines(rng: Rng, classes: int, n: int, n_val: int, share: NDArray[np.float64] | None = None) -> Data:
    """From which modules are these three lines? Many could stand in any; hashed by their letters."""
    found, modules = [], rng.permutation(MODULES)
    wanted = (n + n_val + FRESH) * (np.full(classes, 1 / classes) if share is None else share)
    for k in range(classes):
        own = np.concatenate([hashed(module) for module in modules[k::classes][:4]])
        size = int(np.ceil(wanted[k]))
        found.append(own[rng.choice(len(own), size, replace=size > len(own))])
    return parted(
        "lines", classes, np.concatenate(found), np.repeat(range(classes), [len(f) for f in found]), (n, n_val), rng
    )


@cache
def hashed(module: str) -> Floats:
    """How often groups of letters stand in each three lines of a module."""
    lines = [line.strip() for line in source(module).splitlines() if len(line.strip()) > 3]
    own = [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]
    letters = HashingVectorizer(analyzer="char", ngram_range=(1, 3), n_features=128, alternate_sign=False)
    return np.asarray(letters.transform(own).toarray(), np.float32)


def characters(rng: Rng, n: int, n_val: int, length: int = 8) -> Data:
    """The next sign of a program after a few others."""
    place = {sign: i for i, sign in enumerate(LETTERS)}
    text = "".join(source(MODULES[m]) for m in rng.choice(len(MODULES), 4, replace=False))
    signs = np.array([place[c] for c in text.lower() if c in place])
    starts = rng.choice(len(signs) - length - 1, n + n_val + FRESH, replace=False)
    x = torch.tensor(signs[starts[:, None] + np.arange(length)])
    y = torch.tensor(signs[starts + length])
    a, b = n, n + n_val
    return Data("characters", len(LETTERS), (x[:a], y[:a]), (x[a:b], y[a:b]), (x[b:], y[b:]))


def patients(rng: Rng, n: int = 260, n_val: int = 90) -> Data:
    """The progress of a disease, in its standard deviations."""
    x, y = load_diabetes(return_X_y=True)
    return parted("patients", 1, np.asarray(x, np.float32), (y - y.mean()) / y.std(), (n, n_val), rng)


def surface(rng: Rng, n: int, n_val: int) -> Data:
    """Friedman's first function, with noise."""
    x, y = make_friedman1(n + n_val + FRESH, noise=1.0, random_state=int(rng.integers(1 << 30)))
    return parted("friedman", 1, np.asarray(x, np.float32), (y - y.mean()) / y.std(), (n, n_val), rng)


def tags(rng: Rng, n: int, n_val: int) -> Data:
    """Several labels at once of a line: it calls, it assigns, it compares, it returns, it holds a text."""
    data = lines(rng, 6, n, n_val)
    weights = torch.tensor(rng.standard_normal((data.train[0].shape[1], 5)), dtype=torch.float32) / 8

    def of(x: Tensor) -> Tensor:
        score = x @ weights
        return (score + 0.3 * torch.tensor(rng.standard_normal(score.shape), dtype=torch.float32) > 0.9).float()

    parts = [(x, of(x)) for x, _ in (data.train, data.val, data.fresh)]
    return Data("tags", 5, *parts)


def source(module: str) -> str:
    """The program text of a module of the standard library."""
    return (Path(sysconfig.get_path("stdlib")) / f"{module}.py").read_text(encoding="utf-8")
