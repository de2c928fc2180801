"""What happened to the examples between two recorded epochs: the account, its sentence, flipped margins, examples."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.accounting import account, examples_to_see
from lossacc_gui.model.evidence import Account, Change, Example, Group, Histogram, Margins
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import points_text, signed_loss_text, stretch_text

MARGIN_BINS = 20


def change_between(predictions: Predictions, start: int, end: int, tolerance: float | None, x_name: str) -> Change:
    """The change from the recorded epoch of index `start` to that of `end`; a regression needs a tolerance."""
    told = account(predictions, start, end, tolerance)
    return Change(
        told,
        tuple(_example(predictions, int(i), start, end) for i in examples_to_see(predictions, start, end)),
        _margins(predictions, start, end),
        _said(told, x_name, "cross-entropy" if predictions.classified else "squared error"),
    )


def examples_as_csv(predictions: Predictions, start: int, end: int) -> str:
    """Every example with its change between two recorded epochs, the one that moved the loss most first."""
    epochs = [f"{predictions.epochs[at]:g}" for at in (start, end)]
    names = ["sample", "y_true", *(f"{what}_{epoch}" for what in ("answer", "loss") for epoch in epochs), "loss_change"]
    lines = [",".join(names)]
    answers = [_answers(predictions, at) for at in (start, end)]
    losses = [predictions.losses[at] for at in (start, end)]
    for i in examples_to_see(predictions, start, end, len(predictions.y_true)).tolist():
        values = (predictions.y_true[i], *(a[i] for a in answers), *(x[i] for x in losses), losses[1][i] - losses[0][i])
        lines.append(",".join([str(i), *(f"{float(value):.9g}" for value in values)]))
    return "\n".join(lines) + "\n"


def nearest(predictions: Predictions, x: float) -> int:
    """The index of the recorded epoch nearest to `x`; of two equally near the earlier."""
    return int(np.abs(predictions.epochs - x).argmin())


def _said(told: Account, x_name: str, loss: str) -> str:
    where = stretch_text(told.start, told.end, x_name)
    if told.start == told.end:
        return f"Only {where} is recorded, so nothing can be said about a change."
    most = max(told.groups, key=lambda group: abs(group.loss))
    return (
        f"In {where}, {_counted(told.fixed.examples)} fixed and {_or_none(told.broken.examples)} broken: accuracy "
        f"{points_text(told.accuracy_change)}. The mean {loss} of the predictions moves by "
        f"{signed_loss_text(told.loss_change)}, {signed_loss_text(most.loss)} of it in {_those(most)}."
    )


def _counted(examples: int) -> str:
    match examples:
        case 0:
            return "no example was"
        case 1:
            return "1 example was"
        case _:
            return f"{examples:,} examples were"


def _or_none(examples: int) -> str:
    return f"{examples:,}" if examples else "none"


def _those(group: Group) -> str:
    if group.examples == 1:
        return f"the one that {_AS_SAID[group.name].replace('were', 'was')}"
    return f"the {group.examples:,} that {_AS_SAID[group.name]}"


_AS_SAID = {
    "stayed right": "stayed right",
    "fixed": "were fixed",
    "broken": "broke",
    "stayed wrong": "stayed wrong",
}


def _answers(predictions: Predictions, at: int) -> FloatArray:
    return predictions.answers[at] if predictions.classified else predictions.outputs[at]


def _example(predictions: Predictions, i: int, start: int, end: int) -> Example:
    truth = float(predictions.y_true[i])
    return Example(
        i,
        truth,
        float(_answers(predictions, start)[i]),
        float(_answers(predictions, end)[i]),
        float(predictions.losses[start][i]),
        float(predictions.losses[end][i]),
        float(predictions.outputs[end][i, int(truth)]) if predictions.classified else None,
    )


def _margins(predictions: Predictions, start: int, end: int) -> Margins | None:
    if not predictions.classified:
        return None
    flipped = predictions.outputs[end][predictions.answers[start] != predictions.answers[end]]
    if not len(flipped):
        return None
    ordered = np.sort(flipped, axis=1)
    margins = ordered[:, -1] - ordered[:, -2]
    counts, edges = np.histogram(margins, MARGIN_BINS, (0.0, 1.0))
    return Margins(len(flipped), float(np.median(margins)), Histogram(edges, counts))
