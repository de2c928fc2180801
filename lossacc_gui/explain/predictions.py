"""Reads the per-example outputs of a run at some epochs: the evidence that settles a cause."""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import counted_text, whole_text

if TYPE_CHECKING:
    from lossacc_gui.explain.plain_npz import Npz

HEADER_MOST = 100_000  # characters: ten thousand classes
LONGEST_LINE = 1_000_000  # characters: a row of MOST_CLASSES probabilities with all their digits has a tenth
MOST_VALUES = 50_000_000  # of a table: 400 MB as float64
MOST_CLASSES = 5000  # the table of which class was taken for which has 25 million cells
SUM_TOLERANCE = 0.02  # rows of probabilities may miss 1 by rounding to two digits
MOST_EPOCHS = 10_000
_MOST_FINITE = 0.5  # of the examples: an epoch with more that are not finite is left out, else these examples are
LARGEST = 1e100  # larger outputs overflow when squared; they are taken as infinite

_ADVICE = say(
    "An evidence file has y_true, epochs and y_prob_<epoch> (or y_pred_<epoch>) in an .npz, or the "
    "columns epoch, sample, y_true and p_0, p_1, ... (or y_pred) in a CSV."
)
_FLATTEN = say("Save one row an example, as with reshape(-1, classes).")
CLASS = re.compile(r"p_(0|[1-9][0-9]{0,5})$", re.ASCII)


def predictions_beside(log: Path) -> Path | None:
    """The evidence file that lies beside a log, or in it where the log is a folder; None where there is none."""
    try:
        folders = (log, log.parent) if log.is_dir() else (log.parent,)
        files = (folder / f"predictions.{kind}" for folder in folders for kind in ("npz", "csv", "parquet"))
        return next((file for file in files if file.is_file()), None)
    except OSError:  # a folder that cannot be looked into has none
        return None


def is_evidence_table(path: Path) -> bool:
    """Whether a file is evidence that could be taken for a log: a table of predictions by its name.

    A predictions.csv is one only with columns sample and y_true; a predictions.parquet always is.
    """
    if path.name != "predictions.csv":
        return path.name == "predictions.parquet"
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            header = file.readline(HEADER_MOST)
    except OSError:
        return False
    return {"sample", "y_true"} <= {name.strip() for name in header.split(",")}


def read_predictions(path: Path) -> Predictions:
    """Read an evidence file: .npz, .csv or .parquet. Raises UnreadableLog; nothing in the file is ever executed."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would be waited for without end
            raise UnreadableLog(path, say("Evidence is a file; this is none."), advice=_ADVICE)
        match path.suffix.lower():
            case ".npz":
                return _checked(path, *_from_npz(path))
            case ".csv":
                return _checked(path, *_from_table(path, _csv_columns(path)))
            case ".parquet":
                return _checked(path, *_from_table(path, _parquet_columns(path)))
    except OSError as error:
        raise UnreadableLog(path, say("The evidence cannot be read: {why}.", why=error.strerror or error)) from error
    raise UnreadableLog(
        path,
        say("Evidence in {suffix} is not known.", suffix=path.suffix or say("a file without suffix")),
        advice=_ADVICE,
    )


def _from_npz(path: Path) -> tuple[FloatArray, list[tuple[float, FloatArray]]]:
    from lossacc_gui.explain.plain_npz import open_npz  # here, as few runs have predictions

    with open_npz(path, _ADVICE) as file:
        for name in ("y_true", "epochs"):
            if name not in file:
                raise UnreadableLog(path, say("It holds no array {name}.", name=name), advice=_ADVICE)
        examples = _examples(path, file.claim("y_true").shape)
        names = dict(_outputs(path, file))
        shapes = {name: file.claim(name).shape for name in names.values()}
        for name, shape in shapes.items():
            _check_shape(path, name, shape, examples)
            if name.startswith("y_pred") and math.prod(file.claim("y_true").shape) != examples:
                raise UnreadableLog(path, say("{name} goes with one target an example.", name=name), advice=_FLATTEN)
        # Only now that their claims agree is anything large unpacked.
        outputs = [
            (epoch, _two_dimensions(name, _numbers(path, name, file.read(name)))) for epoch, name in names.items()
        ]
        return _labels(path, file), outputs


def _labels(path: Path, file: Npz) -> FloatArray:
    """The true labels; names of classes are those of the array `classes`, which tells the order of the columns."""
    truth = file.read("y_true")
    if truth.dtype.kind != "U" or all(map(_is_number, truth.ravel().tolist())):
        return _numbers(path, "y_true", truth)
    names = file.read("classes").ravel().tolist() if "classes" in file else []
    return _by_name(path, truth, [str(name) for name in names])


def _by_name(path: Path, labels: np.ndarray[Any, Any], names: list[str]) -> FloatArray:
    """Class numbers of labels that are names, each that of the column of this name."""
    column = {name: place for place, name in enumerate(names)}
    unknown = next((label for label in labels.ravel().tolist() if label not in column), None)
    if unknown is not None or len(column) < len(names):
        raise UnreadableLog(
            path,
            say("y_true holds names, such as {name!r}, and nothing tells which column is whose.", name=unknown)
            if unknown is not None
            else say("Two classes have the same name."),
            advice=say(
                "Save class numbers from 0, or an array classes with the names in the order of the columns (in a "
                "table: columns p_<name>)."
            ),
        )
    return np.array([column[label] for label in labels.ravel().tolist()], dtype=np.float64).reshape(labels.shape)


def _outputs(path: Path, file: Npz) -> Iterator[tuple[float, str]]:
    """(epoch, name of its outputs) of the epochs in the file; each once."""
    if file.claim("epochs").shape[:1] > (MOST_EPOCHS,):
        raise UnreadableLog(path, say("It names more than {most} epochs.", most=whole_text(MOST_EPOCHS)))
    seen = set()
    for written in file.read("epochs").ravel().tolist():
        epoch = float(_numbers(path, "epochs", written))
        if not np.isfinite(epoch):
            raise UnreadableLog(path, say("epochs holds {epoch}, which is no epoch.", epoch=Number(f"{epoch:g}")))
        if epoch in seen:
            raise UnreadableLog(path, say("epochs holds {epoch} twice.", epoch=Number(f"{epoch:g}")))
        seen.add(epoch)
        names = (f"{kind}_{form}" for kind in ("y_prob", "y_pred") for form in (written, f"{epoch:g}", f"{epoch}"))
        name = next((n for n in names if n in file), "")
        if not name:
            raise UnreadableLog(
                path,
                say("It holds neither y_prob_{epoch} nor y_pred_{epoch}.", epoch=Number(f"{epoch:g}")),
                advice=_ADVICE,
            )
        yield epoch, name


def _examples(path: Path, shape: tuple[int, ...]) -> int:
    """How many examples labels of this shape are for: (n,), (n, 1), (1, n) or, one column a class, (n, K)."""
    if len(shape) == 1:
        return shape[0]
    if len(shape) == 2:
        return shape[1] if shape[0] == 1 else shape[0]
    raise UnreadableLog(
        path, say("y_true has the shape {shape}, expected one label an example.", shape=shape), advice=_FLATTEN
    )


def _check_shape(path: Path, name: str, shape: tuple[int, ...], examples: int) -> None:
    if len(shape) not in (1, 2) or (name.startswith("y_pred") and len(shape) == 2 and shape[1] != 1):
        one = say("one row of probabilities") if name.startswith("y_prob") else say("one value")
        raise UnreadableLog(
            path,
            say("{name} has the shape {shape}, expected {one} an example.", name=name, shape=shape, one=one),
            advice=_FLATTEN,
        )
    if shape[0] != examples:
        reason = say(
            "{name} has outputs of shape {shape}, expected {examples} as in y_true.",
            name=name,
            shape=shape,
            examples=counted_text(examples, "example"),
        )
        raise UnreadableLog(path, reason)
    if len(shape) == 2 and shape[1] > MOST_CLASSES:
        raise UnreadableLog(
            path,
            say(
                "{name} has {shape} classes; up to {most} can be related.",
                name=name,
                shape=whole_text(shape[1]),
                most=whole_text(MOST_CLASSES),
            ),
        )


def _two_dimensions(name: str, output: FloatArray) -> FloatArray:
    """Probabilities as (n, K), values as (n,)."""
    if name.startswith("y_pred"):
        return output.ravel()
    return output[:, None] if output.ndim == 1 else output


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns of a table as numbers; where y_true holds names, a number of it is a place in `labels`."""

    columns: dict[str, FloatArray]
    labels: tuple[str, ...] = ()


def _csv_columns(path: Path) -> _Table:
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = csv.reader(_lines(file))
        line = 1
        cells = array("d")
        codes: dict[str, int] = {}
        try:
            names = [name.strip() for name in next(rows, [])]
            truth = names.index("y_true") if "y_true" in names else None
            for line, row in enumerate(rows, start=2):
                if not row:
                    continue
                if truth is not None and truth < len(row) and (codes or (line == 2 and not _is_number(row[truth]))):
                    row[truth] = str(codes.setdefault(row[truth].strip(), len(codes)))
                cells.extend([float(cell or "nan") for cell in row])
                if len(row) != len(names):
                    raise UnreadableLog(
                        path,
                        say(
                            "Expected {expected}, found {found}.",
                            expected=counted_text(len(names), "column"),
                            found=len(row),
                        ),
                        line=line,
                    )
                if len(cells) > MOST_VALUES:
                    raise UnreadableLog(
                        path,
                        say("The table has more than {most} values.", most=whole_text(MOST_VALUES)),
                        line=line,
                    )
        except ValueError as error:
            raise UnreadableLog(path, say("A cell is no number."), line=line) from error
        except csv.Error as error:
            raise UnreadableLog(path, say("A cell is too long or no text."), line=line + 1) from error
    repeated = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if repeated is not None:
        raise UnreadableLog(path, say("It has two columns {repeated}.", repeated=repeated))
    values = np.array(cells, dtype=np.float64).reshape(-1, max(len(names), 1))
    return _Table({name: values[:, i] for i, name in enumerate(names)}, tuple(codes))


def _is_number(text: str) -> bool:
    try:
        float(text or "nan")
    except ValueError:
        return False
    return True


def _lines(file: IO[str]) -> Iterator[str]:
    """The lines of a text, longer ones in pieces, which then have too few columns."""
    return iter(lambda: file.readline(LONGEST_LINE), "")


def _parquet_columns(path: Path) -> _Table:
    try:
        from pyarrow.parquet import ParquetFile

        with ParquetFile(path) as file:
            if file.metadata.num_rows * file.metadata.num_columns > MOST_VALUES:
                raise UnreadableLog(path, say("The table has more than {most} values.", most=whole_text(MOST_VALUES)))
            frame = file.read().to_pandas()
    except UnreadableLog:
        raise
    except ImportError as error:
        raise UnreadableLog(
            path, say("Parquet needs the package pyarrow."), advice=say("Install it, or save the table as CSV.")
        ) from error
    except Exception as error:  # pyarrow's own errors are known only where it is installed
        raise UnreadableLog(path, say("It is no Parquet file."), advice=_ADVICE) from error
    given = {str(name): frame[name].to_numpy() for name in frame.columns}
    truth = given.get("y_true")
    codes: dict[str, int] = {}
    if truth is not None and len(truth) and isinstance(truth[0], str):
        given["y_true"] = np.array([codes.setdefault(str(label), len(codes)) for label in truth])
    return _Table({name: _numbers(path, name, values) for name, values in given.items()}, tuple(codes))


def _from_table(path: Path, table: _Table) -> tuple[FloatArray, list[tuple[float, FloatArray]]]:
    columns = table.columns
    for name in ("epoch", "sample", "y_true"):
        if name not in columns:
            raise UnreadableLog(path, say("It has no column {name}.", name=name), advice=_ADVICE)
    if table.labels:
        named = [name.removeprefix("p_") for name in columns if name.startswith("p_")]
        place = _by_name(path, np.array(table.labels), named)
        truth = place[columns["y_true"].astype(np.int64)]
        renamed = {f"p_{named.index(name[2:])}" if name.startswith("p_") else name: of for name, of in columns.items()}
        columns = renamed | {"y_true": truth}
    numbered = {int(name[2:]): name for name in columns if CLASS.match(name)}
    classes = [numbered[number] for number in sorted(numbered)]
    missing = next(number for number in range(len(numbered) + 1) if number not in numbered)
    if missing < max(len(numbered), 2) and numbered:  # p_0 alone does not tell of which class it is
        raise UnreadableLog(
            path, say("It has columns p_0, p_1, ... of which p_{missing} is missing.", missing=missing), advice=_ADVICE
        )
    if len(classes) > MOST_CLASSES:
        raise UnreadableLog(
            path,
            say(
                "It has {count} classes; up to {most} can be related.",
                count=whole_text(len(classes)),
                most=whole_text(MOST_CLASSES),
            ),
        )
    if not classes and "y_pred" not in columns:
        raise UnreadableLog(path, say("It has neither columns p_0, p_1, ... nor y_pred."), advice=_ADVICE)
    order = np.lexsort((columns["sample"], columns["epoch"]))
    epochs, counts = np.unique(columns["epoch"], return_counts=True)
    if not len(epochs):
        raise UnreadableLog(path, say("It has no rows."), advice=_ADVICE)
    if not np.isfinite(epochs).all():
        raise UnreadableLog(path, say("The column epoch holds NaN or infinity."), advice=_ADVICE)
    if len(set(counts.tolist())) > 1:
        raise UnreadableLog(path, say("Not every epoch has the same examples."), advice=_ADVICE)
    samples = columns["sample"][order].reshape(len(epochs), -1)
    if (samples[:, 1:] == samples[:, :-1]).any():
        raise UnreadableLog(path, say("An example stands twice in one epoch."), advice=_ADVICE)
    if not (samples == samples[0]).all():
        raise UnreadableLog(path, say("Not every epoch has the same examples."), advice=_ADVICE)
    names = classes or ["y_pred"]
    values = np.stack([columns[name][order] for name in names], axis=1).reshape(len(epochs), -1, len(names))
    truth = columns["y_true"][order].reshape(len(epochs), -1)
    if not (truth == truth[0]).all():
        raise UnreadableLog(path, say("An example changes its y_true between epochs."))
    outputs = [(float(e), v if classes else v[:, 0]) for e, v in zip(epochs.tolist(), values, strict=True)]
    return truth[0], outputs


def _checked(path: Path, y_true: FloatArray, outputs: list[tuple[float, FloatArray]]) -> Predictions:
    y_true = y_true.ravel() if y_true.ndim == 1 or 1 in y_true.shape else y_true.argmax(axis=1).astype(np.float64)
    outputs = sorted(((e, _two_columns(o)) for e, o in outputs), key=lambda one: one[0])
    _check_shapes_alike(path, outputs)
    finite = [np.abs(o).max(axis=tuple(range(1, o.ndim)), initial=0.0) <= LARGEST for _, o in outputs]
    spoilt = sum(not rows.all() for rows in finite)
    told = [at for at, rows in enumerate(finite) if len(rows) and rows.mean() > _MOST_FINITE]
    used = np.logical_and.reduce([finite[at] for at in told]) if told else np.zeros(len(y_true), dtype=np.bool_)
    if not used.any():
        raise UnreadableLog(path, say("It holds no epoch with finite outputs."), advice=_ADVICE)
    whole = bool(used.all())
    y_true, kept = y_true if whole else y_true[used], [outputs[at] for at in told]
    kept = kept if whole else [(epoch, output[used]) for epoch, output in kept]
    for epoch, output in kept:
        if output.ndim == 2 and (output.min() < 0 or np.abs(output.sum(axis=1) - 1).max() > SUM_TOLERANCE):
            raise UnreadableLog(
                path,
                say("The outputs of epoch {epoch} are no probabilities.", epoch=Number(f"{epoch:g}")),
                advice=say("Apply softmax before saving them."),
            )
    numbered = False
    if not (np.abs(y_true) <= LARGEST).all():
        raise UnreadableLog(path, say("y_true holds values that are not finite."))
    if kept[0][1].ndim == 2:
        known = np.arange(kept[0][1].shape[1])
        if not np.isin(y_true, known).all():
            raise UnreadableLog(path, say("y_true holds a class outside 0..{last}.", last=len(known) - 1))
    else:
        numbered = _are_numbers(y_true, (output for _, output in kept))
    return Predictions(
        y_true,
        np.array([epoch for epoch, _ in kept]),
        tuple(output for _, output in kept),
        spoilt,
        None if whole else np.flatnonzero(used),
        int(np.count_nonzero(~used)),
        numbered,
    )


def _check_shapes_alike(path: Path, outputs: list[tuple[float, FloatArray]]) -> None:
    for epoch, output in outputs:
        if output.shape != outputs[0][1].shape:
            expected = say(
                "expected {shape} as at epoch {epoch}", shape=outputs[0][1].shape, epoch=Number(f"{outputs[0][0]:g}")
            )
            raise UnreadableLog(
                path,
                say(
                    "Epoch {epoch} has outputs of shape {shape}, {expected}.",
                    epoch=Number(f"{epoch:g}"),
                    shape=output.shape,
                    expected=expected,
                ),
            )


def _are_numbers(y_true: FloatArray, outputs: Iterable[FloatArray]) -> bool:
    """Whether values are class numbers: no regression puts out nothing but whole numbers, each of them one of the
    targets.
    """
    labels = np.unique(y_true)
    whole = bool((labels == np.rint(labels)).all()) and labels[0] >= 0 and labels[-1] < MOST_CLASSES
    return whole and all(bool(np.isin(output, labels).all()) for output in outputs)


def _two_columns(output: FloatArray) -> FloatArray:
    """Probabilities of class 1 alone, (n, 1), as probabilities of both classes."""
    if output.ndim == 2 and output.shape[1] == 1:
        return np.hstack([1 - output, output])
    return output


def _numbers(path: Path, name: str, values: object) -> FloatArray:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise UnreadableLog(path, say("{name} does not hold numbers.", name=name), advice=_ADVICE) from error
