"""Reads the per-example outputs of a run at some epochs: the evidence that settles a cause."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray

HEADER_MOST = 100_000  # characters: ten thousand classes
SUM_TOLERANCE = 0.02  # rows of probabilities may miss 1 by rounding to two digits

_ADVICE = (
    "An evidence file has y_true, epochs and y_prob_<epoch> (or y_pred_<epoch>) in an .npz, or the columns "
    "epoch, sample, y_true and p_0, p_1, ... (or y_pred) in a CSV."
)


def predictions_beside(log: Path) -> Path | None:
    """The evidence file that lies beside a log, or in it where the log is a folder; None where there is none."""
    folders = (log, log.parent) if log.is_dir() else (log.parent,)
    files = (folder / f"predictions.{kind}" for folder in folders for kind in ("npz", "csv", "parquet"))
    return next((file for file in files if file.is_file()), None)


def is_evidence_table(path: Path) -> bool:
    """Whether a file is evidence that could be taken for a log: a table of predictions by its name.

    A predictions.csv is one only with columns sample and y_true; a predictions.parquet always is.
    """
    if path.name != "predictions.csv":
        return path.name == "predictions.parquet"
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return {"sample", "y_true"} <= {name.strip() for name in file.readline(HEADER_MOST).split(",")}


def read_predictions(path: Path) -> Predictions:
    """Read an evidence file: .npz, .csv or .parquet. Raises UnreadableLog; nothing in the file is ever executed."""
    try:
        match path.suffix.lower():
            case ".npz":
                return _checked(path, *_from_npz(path))
            case ".csv":
                return _checked(path, *_from_table(path, _csv_columns(path)))
            case ".parquet":
                return _checked(path, *_from_table(path, _parquet_columns(path)))
    except OSError as error:
        raise UnreadableLog(path, f"The evidence cannot be read: {error.strerror or error}.") from error
    raise UnreadableLog(path, f"Evidence in {path.suffix or 'a file without suffix'} is not known.", advice=_ADVICE)


def _from_npz(path: Path) -> tuple[FloatArray, list[tuple[float, FloatArray]]]:
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {name: np.asarray(file[name]) for name in file.files}
    except (ValueError, zipfile.BadZipFile, EOFError, KeyError, NotImplementedError) as error:
        raise UnreadableLog(path, "It is no .npz file of plain arrays.", advice=_ADVICE) from error
    for name in ("y_true", "epochs"):
        if name not in arrays:
            raise UnreadableLog(path, f"It holds no array {name}.", advice=_ADVICE)
    outputs = []
    for epoch in arrays["epochs"].ravel().tolist():
        names = (f"{kind}_{written}" for kind in ("y_prob", "y_pred") for written in (epoch, f"{epoch:g}"))
        name = next((n for n in names if n in arrays), "")
        if not name:
            raise UnreadableLog(path, f"It holds neither y_prob_{epoch:g} nor y_pred_{epoch:g}.", advice=_ADVICE)
        outputs.append((float(epoch), _numbers(path, name, arrays[name])))
    return _numbers(path, "y_true", arrays["y_true"]), outputs


def _csv_columns(path: Path) -> dict[str, FloatArray]:
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = csv.reader(file)
        names = [name.strip() for name in next(rows, [])]
        table: list[list[float]] = []
        for line, row in enumerate(rows, start=2):
            if not row:
                continue
            try:
                table.append([float(cell) for cell in row])
            except ValueError as error:
                raise UnreadableLog(path, "A cell is no number.", line=line) from error
            if len(row) != len(names):
                raise UnreadableLog(path, f"Expected {len(names)} columns, found {len(row)}.", line=line)
    values = np.array(table, dtype=np.float64).reshape(len(table), len(names))
    return {name: values[:, i] for i, name in enumerate(names)}


def _parquet_columns(path: Path) -> dict[str, FloatArray]:
    import pandas as pd

    try:
        frame = pd.read_parquet(path)
    except ImportError as error:
        raise UnreadableLog(
            path, "Parquet needs the package pyarrow.", advice="Install it, or save the table as CSV."
        ) from error
    except Exception as error:  # pyarrow's own errors are known only where it is installed
        raise UnreadableLog(path, "It is no Parquet file.", advice=_ADVICE) from error
    return {str(name): _numbers(path, str(name), frame[name].to_numpy()) for name in frame.columns}


def _from_table(path: Path, columns: dict[str, FloatArray]) -> tuple[FloatArray, list[tuple[float, FloatArray]]]:
    for name in ("epoch", "sample", "y_true"):
        if name not in columns:
            raise UnreadableLog(path, f"It has no column {name}.", advice=_ADVICE)
    classes = [name for name in columns if name.startswith("p_") and name[2:].isdigit()]
    classes.sort(key=lambda name: int(name[2:]))
    if not classes and "y_pred" not in columns:
        raise UnreadableLog(path, "It has neither columns p_0, p_1, ... nor y_pred.", advice=_ADVICE)
    order = np.lexsort((columns["sample"], columns["epoch"]))
    epochs, counts = np.unique(columns["epoch"], return_counts=True)
    if not len(epochs):
        raise UnreadableLog(path, "It has no rows.", advice=_ADVICE)
    if len(set(counts.tolist())) > 1:
        raise UnreadableLog(path, "Not every epoch has the same examples.", advice=_ADVICE)
    names = classes or ["y_pred"]
    values = np.stack([columns[name][order] for name in names], axis=1).reshape(len(epochs), -1, len(names))
    truth = columns["y_true"][order].reshape(len(epochs), -1)
    if not (truth == truth[0]).all():
        raise UnreadableLog(path, "An example changes its y_true between epochs.")
    outputs = [(float(e), v if classes else v[:, 0]) for e, v in zip(epochs.tolist(), values, strict=True)]
    return truth[0], outputs


def _checked(path: Path, y_true: FloatArray, outputs: list[tuple[float, FloatArray]]) -> Predictions:
    y_true = y_true.ravel() if y_true.ndim == 1 or 1 in y_true.shape else y_true.argmax(axis=1).astype(np.float64)
    outputs = sorted(((e, _two_columns(o)) for e, o in outputs), key=lambda one: one[0])
    kept = [(e, o) for e, o in outputs if np.isfinite(o).all()]
    if not kept or not len(y_true):
        raise UnreadableLog(path, "It holds no epoch with finite outputs.", advice=_ADVICE)
    for epoch, output in kept:
        if len(output) != len(y_true) or output.shape != kept[0][1].shape:
            raise UnreadableLog(
                path, f"Epoch {epoch:g} has outputs of shape {output.shape}, expected {len(y_true)} examples as y_true."
            )
        if output.ndim == 2 and (output.min() < 0 or np.abs(output.sum(axis=1) - 1).max() > SUM_TOLERANCE):
            raise UnreadableLog(
                path,
                f"The outputs of epoch {epoch:g} are no probabilities.",
                advice="Apply softmax before saving them.",
            )
    if kept[0][1].ndim == 2:
        known = np.arange(kept[0][1].shape[1])
        if not np.isin(y_true, known).all():
            raise UnreadableLog(path, f"y_true holds a class outside 0..{len(known) - 1}.")
    return Predictions(y_true, np.array([e for e, _ in kept]), tuple(o for _, o in kept), len(outputs) - len(kept))


def _two_columns(output: FloatArray) -> FloatArray:
    """Probabilities of class 1 alone, (n, 1), as probabilities of both classes."""
    if output.ndim == 2 and output.shape[1] == 1:
        return np.hstack([1 - output, output])
    return output


def _numbers(path: Path, name: str, array: object) -> FloatArray:
    try:
        return np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UnreadableLog(path, f"{name} does not hold numbers.", advice=_ADVICE) from error
