"""The logs that are opened: copies of a folder's, and some made for what only few logs have."""

from __future__ import annotations

import math
import random
import shutil
from collections.abc import Callable
from pathlib import Path

LARGEST_LOG = 2_000_000  # bytes
SEEDS = 3
MADE = 4 + SEEDS  # logs that no folder need have
FEW = 12  # logs in the small folder
FINE, WHOLE = 30, 80  # epochs of the growing log before and after it goes wrong


def copied(source: Path, folder: Path, count: int, chance: random.Random) -> list[Path]:
    """That many logs of a folder, copied under plain names into `folder`/all, and some of them into `folder`/few."""
    files = [one for one in sorted(source.rglob("*")) if one.is_file() and 0 < one.stat().st_size <= LARGEST_LOG]
    chosen = chance.sample(files, min(count, len(files)))
    targets = []
    for i, one in enumerate(chosen):
        suffix = "".join(c for c in one.name[one.name.find(".") :] if c.isalnum() or c in "._-")
        name = one.name if "tfevents" in one.name else f"log{i}{suffix if '.' in one.name else ''}"
        target = folder / "all" / f"l{i}" / name
        target.parent.mkdir(parents=True)
        shutil.copyfile(one, target)
        targets.append(target)
    for target in chance.sample(targets, min(FEW, len(targets))):
        shutil.copytree(target.parent, folder / "few" / target.parent.name)
    return targets


def made(folder: Path, samples: Path) -> list[Path]:
    """Logs with predictions beside them, with unknown names, without a pair, that differ in their seed alone; the last
    one is the log that grows.
    """
    shutil.copytree(samples / "overconfidence", folder / "predicted")
    unknown, apart = folder / "unknown.csv", folder / "apart.csv"
    unknown.write_text(_table("t,foo,bar,baz", lambda i: f"{i},{1 / (1 + i):.4f},{i / 40:.4f},{3 - i / 20:.4f}"))
    apart.write_text(_table("epoch,train_loss,val_accuracy", lambda i: f"{i},{1 / (1 + i):.4f},{i / 40:.4f}"))
    logs = [folder / "predicted" / "overconfidence.csv", unknown, apart]
    for seed in range(SEEDS):
        log = folder / "seeds" / f"lr_0.1_seed_{seed}" / "history.csv"
        log.parent.mkdir(parents=True)
        log.write_text(grown(FINE, seed))
        logs.append(log)
    growing = folder / "growing.csv"
    growing.write_text(grown(FINE))
    return [*logs, growing]


def grown(epochs: int, seed: int = 0) -> str:
    """A run that overfits badly from some epoch on."""
    chance = random.Random(seed)

    def row(i: int) -> str:
        train = 0.1 + 2 * math.exp(-i / 10) + chance.gauss(0, 0.005)
        val = train + 0.05 + 0.08 * max(i - FINE, 0)
        accuracy = 0.9 - 0.6 * math.exp(-i / 10) + chance.gauss(0, 0.003)
        return f"{i},{train:.5f},{accuracy:.5f},{val:.5f},{accuracy - 0.03:.5f}"

    return _table("epoch,loss,accuracy,val_loss,val_accuracy", row, epochs)


def _table(header: str, row: Callable[[int], str], count: int = 40) -> str:
    return "\n".join([header, *(row(i) for i in range(count)), ""])
