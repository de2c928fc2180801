"""Lines of a made training in any form, and what is read of them."""

from __future__ import annotations

from pathlib import Path

from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.registry import read

LOSS = [2.31, 1.72, 1.36, 1.1, 0.92, 0.83, 0.71, 0.66]
OTHER = [2.41, 1.93, 1.61, 1.42, 1.27, 1.21, 1.18, 1.19]
ACCURACY = [0.21, 0.39, 0.52, 0.6, 0.67, 0.7, 0.74, 0.76]
N = range(len(LOSS))


def each(line: str) -> str:
    """`line` for each epoch, with {i}, {k} (from 1), {x} (another whole number), {loss}, {other}, {acc} filled in."""
    return "".join(
        line.format(
            i=i,
            k=i + 1,
            x=57 * i,
            loss=LOSS[i],
            other=OTHER[i],
            acc=ACCURACY[i],
            jump=97 * (i + 2) % 61,
            hits=int(1000 * ACCURACY[i]),
        )
        for i in N
    )


def runs_of(folder: Path, text: str, name: str = "train.log") -> tuple[Run, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name)


def curves(run: Run) -> list[tuple[str, Split, list[float]]]:
    return [(s.quantity.value, s.split, s.value.tolist()) for s in run.series]


TRAIN_LOSS, VAL_LOSS = ("loss", Split.TRAIN, LOSS), ("loss", Split.VAL, OTHER)
