"""What happened to the examples between two recorded epochs: the account, its sentence, flipped margins, examples."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.accounting import account, examples_to_see
from lossacc_gui.language import say, say_many
from lossacc_gui.model.evidence import Account, Change, Example, Group, Histogram, Margins
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import points_text, signed_loss_text, stretch_text, whole_text

MARGIN_BINS = 20


def change_between(predictions: Predictions, start: int, end: int, tolerance: float | None, x_name: str) -> Change:
    """The change from the recorded epoch of index `start` to that of `end`; a regression needs a tolerance."""
    told = account(predictions, start, end, tolerance)
    return Change(
        told,
        tuple(_example(predictions, int(i), start, end) for i in examples_to_see(predictions, start, end)),
        _margins(predictions, start, end),
        _said(told, x_name, predictions),
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
        lines.append(",".join([str(predictions.place(i)), *(f"{float(value):.9g}" for value in values)]))
    return "\n".join(lines) + "\n"


def nearest(predictions: Predictions, x: float) -> int:
    """The index of the recorded epoch nearest to `x`; of two equally near the earlier."""
    return int(np.abs(predictions.epochs - x).argmin())


def _said(told: Account, x_name: str, predictions: Predictions) -> str:
    where = stretch_text(told.start, told.end, x_name)
    if told.start == told.end:
        return say("Only {where} is recorded, so nothing can be said about a change.", where=where)
    answers = {
        "where": where,
        "fixed": _were(told.fixed.examples),
        "broken": say("{count} broken", count=whole_text(told.broken.examples))
        if told.broken.examples
        else say("none broken"),
        "accuracy": points_text(told.accuracy_change),
    }
    if predictions.numbered:
        return say("In {where}, {fixed} fixed and {broken}: accuracy {accuracy}.", **answers)
    most = max(told.groups, key=lambda group: abs(group.loss))
    return say(
        "In {where}, {fixed} fixed and {broken}: accuracy {accuracy}. The mean {loss} of the predictions moves "
        "by {change} (most of all by {those}: {most}).",
        loss=say("cross-entropy") if predictions.classified else say("squared error"),
        change=signed_loss_text(told.loss_change),
        most=signed_loss_text(most.loss),
        those=_those(most),
        **answers,
    )


def _were(examples: int) -> str:
    if not examples:
        return say("no example was")
    return say_many("{count} example was", "{count} examples were", examples)


def _those(group: Group) -> str:
    """The examples of a group in the words that are said of it."""
    n = group.examples
    match group.name:
        case "fixed":
            return say_many("the one that was fixed", "the {count} that were fixed", n)
        case "broken":
            return say_many("the one that broke", "the {count} that broke", n)
        case "stayed right":
            return say_many("the one that stayed right", "the {count} that stayed right", n)
        case _:
            return say_many("the one that stayed wrong", "the {count} that stayed wrong", n)


def _answers(predictions: Predictions, at: int) -> FloatArray:
    return predictions.answers[at] if predictions.classified else predictions.outputs[at]


def _example(predictions: Predictions, i: int, start: int, end: int) -> Example:
    truth = float(predictions.y_true[i])
    return Example(
        predictions.place(i),
        truth,
        float(_answers(predictions, start)[i]),
        float(_answers(predictions, end)[i]),
        float(predictions.losses[start][i]),
        float(predictions.losses[end][i]),
        float(predictions.outputs[end][i, int(truth)]) if predictions.graded else None,
    )


def _margins(predictions: Predictions, start: int, end: int) -> Margins | None:
    if not predictions.graded:
        return None
    flipped = predictions.outputs[end][predictions.answers[start] != predictions.answers[end]]
    if not len(flipped):
        return None
    ordered = np.sort(flipped, axis=1)
    margins = ordered[:, -1] - ordered[:, -2]
    counts, edges = np.histogram(margins, MARGIN_BINS, (0.0, 1.0))
    return Margins(len(flipped), float(np.median(margins)), Histogram(edges, counts))
