"""One input of the fuzzer, made from a seed and a number: a log, its predictions, own causes, options and a view."""

from __future__ import annotations

import io
import json
import random
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
from damage import NAMES, damaged, number
from strategies import KINDS, SPLITS, Log, Training, as_csv, as_json_lines

from lossacc_gui.chart import View
from lossacc_gui.model.options import Options, allowed
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.resource import resource

EXTRA = ("lr", "perplexity", "val_perplexity", "cross_entropy", "grad_norm", "f1", "val_f1", "val_top5_acc", "kl")
EXTRA += ("mse", "val_auc", "temperature", "reward", "error", "val_error", "iou", "time", "test_loss", "test_accuracy")


@dataclass(frozen=True)
class Input:
    """What is tried: files by their name in an empty folder (or beside a sample), and what a person asks for."""

    kind: str
    log: str
    files: dict[str, bytes]
    evidence: str | None = None
    causes: bool = False
    options: dict[str, str] = field(default_factory=dict)
    maps: tuple[str, ...] = ()
    view: View = field(default_factory=View)
    drawn: str = "svg"  # as which a figure is drawn, besides the one in the page; empty for none
    zooms: tuple[tuple[str, float, float], ...] = ()


def made(seed: int, number_of: int, samples: dict[str, bytes]) -> Input:
    """Input `number_of` of a seed; `samples` are the logs that are damaged, by their path."""
    chance = random.Random(f"{seed} {number_of}")
    sort = chance.random()
    files: dict[str, bytes] = {}
    evidence = None
    if sort < 0.45:
        log = chance.choice(sorted(samples))
        files[log] = damaged(samples[log], samples[chance.choice(sorted(samples))], chance, log)
        kind = "sample"
    else:
        training = _training(chance)
        told = training.log()
        kind = "curves"
        if sort < 0.7:
            told, kind = _absurd(told, chance), "absurd curves"
        log, files = _written(told, chance)
        if sort > 0.88:
            evidence, files["predictions.npz"], kind = "predictions.npz", _npz(told.rows, chance), "evidence"
            if sort > 0.95:
                evidence, files["predictions.csv"] = "predictions.csv", _evidence_csv(told.rows, chance)
    causes = chance.random() < 0.03
    if causes:
        files |= {f"causes/{name}": body for name, body in _causes(chance)}
    return Input(
        kind,
        log,
        files,
        evidence,
        causes,
        _options(chance) if chance.random() < 0.25 else {},
        _maps(chance) if chance.random() < 0.15 else (),
        _view(chance),
        chance.choices(("", "svg", "pdf", "png"), (65, 28, 4, 3))[0],
        tuple(_zoom(chance) for _ in range(chance.randint(0, 6))),
    )


def _training(chance: random.Random) -> Training:
    return Training(
        kind=chance.choice(KINDS),
        rows=chance.choice((chance.randint(1, 12), chance.randint(1, 200), chance.randint(1, 60))),
        classes=chance.choice((2, 5, 10, 100)),
        splits=chance.choice(SPLITS),
        examples=chance.choice((50, 300, 2000, 10_000)),
        jitter=chance.choice((0.0, 0.005, 0.02, 0.1)),
        best=chance.uniform(0.1, 0.9),
        pace=chance.uniform(0.05, 0.6),
        harm=chance.uniform(0.1, 2.0),
        skill=chance.uniform(0.5, 0.99),
        broken_at=chance.random(),
        seed=chance.randrange(1 << 16),
    )


def _absurd(log: Log, chance: random.Random) -> Log:
    """The curves with stretches of numbers that no training should have, and with more metrics."""
    columns = {name: value.copy() for name, value in log.columns.items()}
    for name in chance.sample(EXTRA, chance.randint(0, 4)):
        like = chance.choice(list(columns.values()))
        columns[name] = like * chance.choice((1.0, -1.0, 100.0, 0.0, 1e30)) + chance.choice((0.0, 1.0, -3.0))
    for _ in range(chance.randint(0, 5)):
        value = columns[chance.choice(list(columns))]
        start = chance.randrange(len(value))
        stop = chance.choice((start + 1, start + chance.randint(1, 20), len(value)))
        value[start:stop] = float(_number(chance))
    return Log(columns, first=chance.choice((0, 1, 1, -5, 10**6, 2**53)))


def _number(chance: random.Random) -> float:
    while True:
        try:
            return float(number(chance))
        except ValueError:
            continue


def _written(log: Log, chance: random.Random) -> tuple[str, dict[str, bytes]]:
    """The curves in one of the usual forms of a log."""
    form = chance.choice(("csv", "csv", "jsonl", "json", "txt", "names"))
    if form == "csv":
        return "history.csv", {"history.csv": as_csv(log).encode()}
    if form == "jsonl":
        return "log.jsonl", {"log.jsonl": as_json_lines(log).encode()}
    if form == "json":
        return "history.json", {"history.json": json.dumps({k: v.tolist() for k, v in log.columns.items()}).encode()}
    if form == "names":
        head, _, rest = as_csv(log).partition("\n")
        names = [chance.choice(NAMES) if chance.random() < 0.3 else name for name in head.split(",")]
        return "log.csv", {"log.csv": (",".join(names) + "\n" + rest).encode("utf-8", "replace")}
    lines = [
        f"Epoch {log.first + i}: " + ", ".join(f"{name}={value[i]:.6g}" for name, value in log.columns.items())
        for i in range(log.rows)
    ]
    return "train.log", {"train.log": "\n".join(lines).encode()}


def _npz(rows: int, chance: random.Random) -> bytes:
    """Predictions for some epochs, right, wrong or damaged."""
    draw = np.random.default_rng(chance.randrange(1 << 32))
    examples, classes = chance.choice((1, 2, 7, 60, 300)), chance.choice((1, 2, 3, 10))
    epochs = sorted(chance.sample(range(max(rows, 4)), chance.randint(1, 4)))
    arrays = {"y_true": draw.integers(0, max(classes, 2), examples), "epochs": np.array(epochs)}
    for epoch in epochs:
        raw = draw.random((examples, classes)) ** chance.choice((0.1, 1.0, 30.0))
        arrays[f"y_prob_{epoch}"] = raw / raw.sum(axis=1, keepdims=True)
        if chance.random() < 0.2:
            arrays[f"y_pred_{epoch}"] = draw.normal(size=examples)
            del arrays[f"y_prob_{epoch}"]
    for _ in range(chance.choice((0, 0, 1, 2))):
        name = chance.choice(list(arrays))
        kind = chance.choice(("value", "shape", "type", "empty"))
        one = arrays[name]
        one = np.abs(one) if one.dtype.kind == "c" else one
        if kind == "value" and one.size:
            one = one.astype(np.float64)
            one.flat[chance.randrange(one.size)] = _number(chance)
        elif kind == "shape":
            one = one.reshape(1, *one.shape) if chance.random() < 0.5 else one[..., None]
        elif kind == "type":
            with suppress(ValueError), np.errstate(all="ignore"):  # no text is a number by itself
                one = one.astype(chance.choice(("float16", "int8", "U3", "bool", "complex64")))
        else:
            one = one[:0]
        arrays[name] = one
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return damaged(file.getvalue(), b"", chance, "x.npz") if chance.random() < 0.15 else file.getvalue()


def _evidence_csv(rows: int, chance: random.Random) -> bytes:
    classes = chance.choice((2, 3))
    lines = [",".join(("epoch", "sample", "y_true", *(f"p_{i}" for i in range(classes))))]
    for epoch in sorted(chance.sample(range(max(rows, 4)), chance.randint(1, 3))):
        for sample in range(chance.choice((3, 20))):
            raw = [chance.random() + 1e-3 for _ in range(classes)]
            shares = (f"{one / sum(raw):.6f}" for one in raw)
            lines.append(",".join((str(epoch), str(sample), str(sample % classes), *shares)))
    text = "\n".join(lines).encode()
    return damaged(text, b"", chance, "x.csv") if chance.random() < 0.5 else text


def _causes(chance: random.Random) -> list[tuple[str, bytes]]:
    """Some files of causes, most of them damaged."""
    files = sorted(resource("causes").glob("*.toml"))
    found = []
    for path in chance.sample(files, chance.randint(1, 3)):
        text = path.read_bytes()
        if chance.random() < 0.8:
            text = damaged(text, b"", chance, "x.txt")
        found.append((path.name if chance.random() < 0.5 else f"own_{path.name}", text))
    return found


def _options(chance: random.Random) -> dict[str, str]:
    """Some options at the ends of what is allowed, inside or outside."""
    given = {}
    for name in chance.sample([f.name for f in fields(Options)], chance.randint(1, 6)):
        low, high = allowed(name)
        inside = repr(chance.uniform(low, min(high, 1e6)))
        whole = isinstance(getattr(Options(), name), int)
        good = (str(int(float(inside))) if whole else inside, str(int(low) if whole else low), str(int(high)))
        given[name] = chance.choice((*good, *good, number(chance) if chance.random() < 0.2 else good[0]))
    return given


def _maps(chance: random.Random) -> tuple[str, ...]:
    quantities = [quantity.value for quantity in Quantity]
    names = ("loss", "val_loss", "accuracy", "val_accuracy", *EXTRA, "epoch", "")
    return tuple(
        f"{chance.choice(names)}={chance.choice(quantities)}{chance.choice(('', '', ':val', ':train', ':x'))}"
        for _ in range(chance.randint(1, 2))
    )


def _view(chance: random.Random) -> View:
    range_of = None
    if chance.random() < 0.2:
        ends = sorted(chance.choice((_number(chance), chance.uniform(-5, 60))) for _ in range(2))
        range_of = (ends[0], ends[1]) if ends[0] < ends[1] else None  # --range takes no others
    return View(
        smoothing=chance.choice((0.0, 0.0, 0.6, 0.99)),
        log_loss=chance.random() < 0.4,
        x_range=range_of,
        shown=None if chance.random() < 0.8 else tuple(chance.sample(NAMES[:20], 3)),
        selected=chance.choice((None, 0, 7)),
        causes=chance.random() < 0.9,
    )


def _zoom(chance: random.Random) -> tuple[str, float, float]:
    which = chance.choice(("x", "left", "right", "pan", "box", "around"))
    return which, chance.random(), chance.choice((0.1, 3.0, 1e-6, 1e6, 1e-12, 1e60, 1e200, chance.random()))


def samples_in(folder: Path) -> dict[str, bytes]:
    """The logs of a folder by their path in it."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}
