"""Train small models for some minutes and write their logs into resources/samples/.

    python -m pip install torch==2.13.0 keras scikit-learn pandas tensorboard
    python packaging/make_samples.py            every sample
    python packaging/make_samples.py near_ties  only these

Each log is what the library itself wrote during a real training; nothing is drawn by hand. Seeds are fixed and one
thread is used, so the same versions give the same files. The files in the repository were made with Python 3.11,
torch 2.13.0 (CPU), Keras 3.15.1, scikit-learn 1.9.1, numpy 2.4.6, pandas 3.1.1 and tensorboard 2.21.0.
What a sample is called and what it teaches is told in resources/samples/samples.toml.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from sample_kit import (  # before keras, for it chooses the backend
    EVIDENCE_EXAMPLES,
    START,
    Evidence,
    Floats,
    digits,
    event_files,
    evidence_epochs,
    fit,
    network,
    save_evidence,
    scores,
)

# isort: split
import keras
import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import LogisticRegression, SGDClassifier
from torch.nn.functional import cross_entropy, one_hot

SAMPLES = Path(__file__).resolve().parent.parent / "resources" / "samples"


def overconfidence(folder: Path) -> None:
    """A network that is too large for 600 images, a few of them mislabelled: Keras CSVLogger."""
    train, val = digits(0.15, 600, 1000)
    wrong = np.random.default_rng(1).random(len(train[1])) < 0.02
    train[1][wrong] = (train[1][wrong] + 1) % 10
    model = network(64, (256,) * 5, 10)
    model.compile(keras.optimizers.Adam(2.5e-4), "sparse_categorical_crossentropy", metrics=["accuracy"])
    epochs = 160
    evidence = Evidence(*val, epochs)
    fit(model, train, val, epochs, keras.callbacks.CSVLogger(folder / "overconfidence.csv"), evidence)
    evidence.save(folder)


def growing_confidence(folder: Path) -> None:
    """Six classes far apart and a careful learning rate: Keras History as JSON."""
    rng = np.random.default_rng(2)
    y = rng.integers(0, 6, 3500)
    x = (rng.normal(0, 1.8, (6, 8))[y] + rng.normal(0, 1.0, (len(y), 8))).astype(np.float32)
    model = network(8, (16,), 6)
    model.compile(keras.optimizers.SGD(0.004), "sparse_categorical_crossentropy", metrics=["accuracy"])
    epochs = 60
    evidence = Evidence(x[2500:], y[2500:], epochs)
    log = fit(model, (x[:2500], y[:2500]), (x[2500:], y[2500:]), epochs, evidence)
    (folder / "growing_confidence.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")
    evidence.save(folder)


def imbalanced_950_50(folder: Path) -> None:
    """950 zeros and 50 ones; logistic regression that starts as the predictor of zeros: scikit-learn, CSV by pandas."""
    rng = np.random.default_rng(3)
    epochs, examples = 120, 4000
    y = (rng.permutation(examples) < examples // 20).astype(np.int64)
    x = rng.normal(0, 1, (examples, 10))
    x[:, :3] += 1.6 * y[:, None]
    train, val = slice(0, 2000), slice(2000, None)
    model = SGDClassifier(loss="log_loss", learning_rate="constant", eta0=4e-4, alpha=1e-5, random_state=3)
    model.partial_fit(x[train], y[train], classes=[0, 1])
    model.coef_[:] = 0.0
    model.intercept_[:] = np.log(1e-6)  # says zero with a probability of 0.999999, whatever it is shown
    outputs: dict[int, Floats] = {}

    def training() -> Iterator[Floats]:
        for epoch in range(epochs):
            p = model.predict_proba(x)
            if epoch in evidence_epochs(epochs):
                outputs[epoch] = p[val][:EVIDENCE_EXAMPLES]
            yield p
            model.partial_fit(x[train], y[train])

    log = scores(y, (train, val), training())
    pd.DataFrame(log).rename_axis("epoch").to_csv(folder / "imbalanced_950_50.csv")
    save_evidence(folder, y[val][:EVIDENCE_EXAMPLES], outputs)


def near_ties(folder: Path) -> None:
    """Two of four classes are almost alike for the model early on: torch, TensorBoard folders train and validation."""
    rng = np.random.default_rng(4)
    y = rng.choice(4, 3000, p=[0.18, 0.18, 0.32, 0.32])
    alike = y < 2
    side = np.where(y == 0, 1.0, -1.0)
    # the first two classes differ in a feature that four in five of their examples show, the others the opposite, and
    # strongly: its mean points the wrong way, so the first steps of the training do too
    skewed = np.where(rng.random(len(y)) < 0.8, side, -7.0 * side) + rng.normal(0, 0.25, len(y))
    x = rng.normal(0, 1.0, (len(y), 4))
    x[:, 0] += np.select([y == 2, y == 3], [3.2, -3.2])
    x[:, 1] += np.where(alike, 3.2, 0.0)
    x[:, 2] = np.where(alike, 0.15 * skewed, 0.0)
    x[:, 3] = np.where(alike, 0.25 * side, 0.0) + rng.normal(0, 0.075, len(y))  # and in one that tells them, slowly
    inputs, labels = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
    train, val = slice(0, 2000), slice(2000, None)
    model = torch.nn.Linear(4, 4)
    with torch.no_grad():
        model.weight *= 0.1
        model.weight[:2, 2:] = torch.tensor([[0.15, 0.0], [-0.15, 0.0]])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03)
    epochs = 240
    outputs: dict[int, Floats] = {}
    with event_files(folder / "near_ties", "train", "validation") as (to_train, to_val):
        for epoch in range(epochs):
            logits = model(inputs)
            loss = cross_entropy(logits[train], labels[train])
            right = logits.argmax(dim=1) == labels
            for writer, part in ((to_train, train), (to_val, val)):
                at = START + epoch
                writer.add_scalar("epoch_loss", cross_entropy(logits[part], labels[part]).item(), epoch, at)
                writer.add_scalar("epoch_accuracy", right[part].float().mean().item(), epoch, at)
            if epoch in evidence_epochs(epochs):
                outputs[epoch] = logits[val][:EVIDENCE_EXAMPLES].softmax(dim=1).detach().numpy()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    save_evidence(folder, y[val][:EVIDENCE_EXAMPLES], outputs)


def regression_tolerance(folder: Path) -> None:
    """A line through data with a few late, large values, judged by +-0.5: Keras, semicolons and decimal commas."""
    rng = np.random.default_rng(5)
    x = rng.uniform(-3, 3, (1500, 1))
    late = np.where(rng.random(len(x)) < 0.15, rng.uniform(6, 10, len(x)), 0.0)
    y = (2 * x[:, 0] + 1 + rng.normal(0, 0.8, len(x)) + late).astype(np.float32)[:, None]
    x = x.astype(np.float32)

    def accuracy(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
        """The share of predictions within half a unit of the target."""
        return (torch.abs(y_true - y_pred) <= 0.5).float()

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.001), "mean_squared_error", metrics=[accuracy, "mae"])
    epochs = 80
    evidence = Evidence(x[900:], y[900:, 0], epochs, regression=True)
    log = fit(model, (x[:900], y[:900]), (x[900:], y[900:]), epochs, evidence)
    pd.DataFrame(log).rename_axis("epoch").to_csv(folder / "regression_tolerance.csv", sep=";", decimal=",")
    evidence.save(folder)


def lowered_probabilities(folder: Path) -> None:
    """A finished model of three classes whose probabilities are lowered more and more and renormalised: JSON.

    One row per amount. Taking the same amount from every class leaves the largest the largest, so up to a third the
    accuracy cannot move, while the loss of the wrong answers soars. Beyond, the doubtful examples have nothing left
    and end as even odds: the loss falls again, and the accuracy with it.
    """
    rng = np.random.default_rng(6)
    y = rng.integers(0, 3, 2400)
    centres = np.array([[1.6, 0.0], [-0.8, 1.4], [-0.8, -1.4]])
    x = centres[y] + rng.normal(0, 1.1, (len(y), 2))
    train, val = slice(0, 1200), slice(1200, None)
    untouched = LogisticRegression().fit(x[train], y[train]).predict_proba(x)
    amounts = np.linspace(0, 0.98, 50)

    def lowered(step: int) -> Floats:
        p = np.clip(untouched - amounts[step], 1e-6, 1)
        return p / p.sum(axis=1, keepdims=True)

    log = scores(y, (train, val), map(lowered, range(len(amounts))))
    log["lowered_by"] = amounts.round(2).tolist()
    (folder / "lowered_probabilities.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")
    outputs = {step: lowered(step)[val][:EVIDENCE_EXAMPLES] for step in evidence_epochs(len(amounts))}
    save_evidence(folder, y[val][:EVIDENCE_EXAMPLES], outputs)


def weighted_focal_loss(folder: Path) -> None:
    """A fair model of three classes, trained on under a focal loss that hardly counts one: Keras History by pandas."""
    rng = np.random.default_rng(7)
    y = rng.choice(3, 4000, p=[0.4, 0.3, 0.3])
    centres = np.array([[0.0, 0.0], [2.4, 0.0], [0.0, 2.4]])
    x = (centres[y] + rng.normal(0, 1.0, (len(y), 2))).astype(np.float32)
    truth = one_hot(torch.tensor(y), 3).float().numpy()
    train, val = (x[:2500], truth[:2500]), (x[2500:], truth[2500:])
    model = network(2, (), 3)
    model.compile(keras.optimizers.SGD(0.05), "categorical_crossentropy")
    fit(model, train, val, 20)
    loss = keras.losses.CategoricalFocalCrossentropy(alpha=[0.04, 1.0, 1.0], gamma=2.0)
    model.compile(keras.optimizers.SGD(0.01), loss, metrics=["accuracy"])
    epochs = 60
    evidence = Evidence(x[2500:], y[2500:], epochs)
    log = fit(model, train, val, epochs, evidence)
    pd.DataFrame(log).to_csv(folder / "weighted_focal_loss.csv")
    evidence.save(folder)


def healthy(folder: Path) -> None:
    """A network of the right size with enough images: torch, one TensorBoard event file."""
    (x, y), (x_val, y_val) = (tuple(torch.tensor(a) for a in part) for part in digits(0.1, 1200, 500))
    model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=7e-4, weight_decay=1e-3)
    with event_files(folder / "healthy") as (writer,):
        for epoch in range(30):
            for batch in torch.randperm(len(x)).split(32):
                optimizer.zero_grad()
                cross_entropy(model(x[batch]), y[batch]).backward()
                optimizer.step()
            with torch.no_grad():
                for split, inputs, labels in (("train", x, y), ("val", x_val, y_val)):
                    logits = model(inputs)
                    share = (logits.argmax(dim=1) == labels).float().mean().item()
                    writer.add_scalar(f"Loss/{split}", cross_entropy(logits, labels).item(), epoch, START + epoch)
                    writer.add_scalar(f"Accuracy/{split}", share, epoch, START + epoch)


def blow_up(folder: Path) -> None:
    """One image that was never scaled, and a logarithm of its probabilities when they underflow: torch, pandas TSV."""
    (x, y), (x_val, y_val) = (tuple(torch.tensor(a) for a in part) for part in digits(0.1, 800, 500))
    x[0] *= 16
    model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)

    def careless(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Cross-entropy as a textbook writes it: 0 times log 0 is not a number."""
        return -(one_hot(labels, 10) * torch.log(logits.softmax(dim=1))).sum(dim=1).mean()

    rows = []
    for epoch in range(40):
        for batch in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            careless(model(x[batch]), y[batch]).backward()
            optimizer.step()
        row: dict[str, float] = {"epoch": epoch + 1}
        with torch.no_grad():
            for prefix, inputs, labels in (("", x, y), ("val_", x_val, y_val)):
                logits = model(inputs)
                row[f"{prefix}loss"] = careless(logits, labels).item()
                row[f"{prefix}acc"] = (logits.argmax(dim=1) == labels).float().mean().item()
        rows.append(row)
    pd.DataFrame(rows).to_csv(folder / "blow_up.tsv", index=False, sep="\t", na_rep="nan", float_format="%.6g")


def strong_regularization(folder: Path) -> None:
    """An L2 penalty that outweighs the task, plain cross-entropy logged beside the loss: Keras CSVLogger."""
    train, val = digits(0.1, 900, 800)
    train, val = ((4 * x, y) for x, y in (train, val))
    model = network(64, (128,), 10, penalty=0.1)
    plain = keras.metrics.SparseCategoricalCrossentropy(name="sparse_categorical_crossentropy")
    model.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy", metrics=["accuracy", plain])
    fit(model, train, val, 60, keras.callbacks.CSVLogger(folder / "strong_regularization.csv", separator=";"))


def outliers(folder: Path) -> None:
    """A few images were never scaled and carry a wrong label, most of them for validation: Keras History as JSON."""
    train, val = digits(0.1, 1000, 700)
    rng = np.random.default_rng(9)
    for (x, y), share in ((train, 0.003), (val, 0.03)):
        odd = rng.random(len(y)) < share
        x[odd] *= 16
        y[odd] = (y[odd] + 1 + rng.integers(0, 9, odd.sum())) % 10
    model = network(64, (64,), 10)
    model.compile(keras.optimizers.SGD(0.03), "sparse_categorical_crossentropy", metrics=["accuracy"])
    epochs = 50
    evidence = Evidence(*val, epochs)
    log = fit(model, train, val, epochs, evidence)
    (folder / "outliers.json").write_text(json.dumps(log) + "\n", encoding="utf-8")
    evidence.save(folder)


def conflicting_labels(folder: Path) -> None:
    """Five kinds of things, each under two labels by the toss of a coin: Keras CSVLogger."""
    rng = np.random.default_rng(10)
    kind = rng.integers(0, 5, 9500)
    x = (rng.normal(0, 1.3, (5, 8))[kind] + rng.normal(0, 0.5, (len(kind), 8))).astype(np.float32)
    y = 2 * kind + rng.integers(0, 2, len(kind))
    train, val = (x[:8000], y[:8000]), (x[8000:], y[8000:])
    model = network(8, (16,), 10)
    model.compile(keras.optimizers.Adam(2e-4), "sparse_categorical_crossentropy", metrics=["accuracy"])
    epochs = 50
    evidence = Evidence(*val, epochs)
    fit(model, train, val, epochs, keras.callbacks.CSVLogger(folder / "conflicting_labels.csv"), evidence)
    evidence.save(folder)


def low_capacity(folder: Path) -> None:
    """Straight lines for rings that need a curve: Keras CSVLogger; both losses fall, accuracy stays near 60 %."""
    rng = np.random.default_rng(11)
    y = rng.integers(0, 3, 6000)
    angle = rng.uniform(0, 2 * np.pi, len(y))
    radius = np.array([0.5, 2.0, 3.5])[y] + rng.normal(0, 0.25, len(y))
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)
    x += np.array([[0.0, 1.0], [0.87, -0.5], [-0.87, -0.5]], np.float32)[y]  # all that a straight line can see
    model = network(2, (), 3, start="zeros")
    model.compile(keras.optimizers.SGD(0.0003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    fit(model, (x[:4000], y[:4000]), (x[4000:], y[4000:]), 80, keras.callbacks.CSVLogger(folder / "low_capacity.csv"))


def unstable_training(folder: Path) -> None:
    """A deep network without batch normalisation at a learning rate it cannot bear: Keras CSVLogger."""
    train, val = digits(0.1, 900, 800)
    model = network(64, (64, 64, 8, 64), 10)
    model.compile(keras.optimizers.Adam(0.03), "sparse_categorical_crossentropy", metrics=["accuracy"])
    fit(model, train, val, 60, keras.callbacks.CSVLogger(folder / "unstable_training.csv"))


MAKERS: tuple[Callable[[Path], None], ...] = (
    overconfidence,
    growing_confidence,
    imbalanced_950_50,
    near_ties,
    regression_tolerance,
    lowered_probabilities,
    weighted_focal_loss,
    healthy,
    blow_up,
    strong_regularization,
    outliers,
    conflicting_labels,
    low_capacity,
    unstable_training,
)


def main(wanted: list[str]) -> int:
    """Make the wanted samples, all when none is named; 2 for an unknown name."""
    known = {maker.__name__: maker for maker in MAKERS}
    if unknown := [name for name in wanted if name not in known]:
        print(f"no sample {', '.join(unknown)}; the samples are {', '.join(known)}", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    for name in wanted or known:
        folder = SAMPLES / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        keras.utils.set_random_seed(1)
        known[name](folder)
        size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
        print(f"{name}: {size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
