"""What is asked of the sentences about predictions: that their numbers come out of the rows of the predictions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from sentence_events import NUMBER

from lossacc_gui.export.evidence import evidence_texts, snapshot_text
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.evidence import Change
from lossacc_gui.model.predictions import LEAST_PROBABILITY, Predictions


def rights_and_costs(predictions: Predictions, at: int) -> tuple[list[bool], list[float]]:
    """Of each example whether it is right, and its cross-entropy, at a recorded epoch of a classifier."""
    rows, truths = predictions.outputs[at].tolist(), [int(one) for one in predictions.y_true.tolist()]
    right = [row.index(max(row)) == truth for row, truth in zip(rows, truths, strict=True)]
    return right, [-math.log(max(row[truth], LEAST_PROBABILITY)) for row, truth in zip(rows, truths, strict=True)]


def of_predictions(analysis: Analysis) -> Iterator[tuple[str, list[str]]]:
    """The sentences about the predictions, each with what is wrong with it."""
    found = analysis.evidence
    texts = evidence_texts(analysis)
    for text in texts:
        wrong = (
            [] if text.count("epoch") == 0 or analysis.run.x_name == "epoch" else ["counts epochs in a run of steps"]
        )
        yield text, wrong + ["stands there twice"] * (texts.count(text) > 1)
    if found is None or not found.predictions.classified:
        return
    epochs = found.predictions.epochs.tolist()
    for change in (found.whole, *found.changes):
        if change is not None:
            yield change.summary, list(_of_change_between(found.predictions, epochs, change))
    last = snapshot_text(found, -1)
    _, cost = rights_and_costs(found.predictions, len(epochs) - 1)
    told = re.search(rf"the predictions cost ({NUMBER})", last)
    mean = sum(cost) / len(cost)
    ok = told is not None and math.isclose(float(told[1].replace(",", "")), mean, rel_tol=0.0051, abs_tol=1e-12)
    yield last, [] if ok else [f"the predictions cost {mean:.4g}"]


def _of_change_between(predictions: Predictions, epochs: list[float], change: Change) -> Iterator[str]:
    ends = [epochs.index(one) for one in (change.account.start, change.account.end)]
    (before, cost), (after, later) = (rights_and_costs(predictions, at) for at in ends)
    n = len(before)
    fixed = sum(b and not a for a, b in zip(before, after, strict=True))
    broken = sum(a and not b for a, b in zip(before, after, strict=True))
    told = re.search(
        r"(no|[\d,]+) examples? (?:was|were) fixed and (none|[\d,]+)(?: broken)?: accuracy (\S+) points", change.summary
    )
    counts = (
        [] if told is None else [0 if one in ("no", "none") else int(one.replace(",", "")) for one in told.groups()[:2]]
    )
    if told is None or counts != [fixed, broken]:
        yield f"{fixed} were fixed and {broken} broken"
    elif abs(float(told[3]) - 100 * (fixed - broken) / n) > 0.0501:
        yield f"accuracy changed by {100 * (fixed - broken) / n:+.2f} points"
    moved = re.search(rf"moves by ({NUMBER})", change.summary)
    mean = (sum(later) - sum(cost)) / n
    if moved is None or not math.isclose(float(moved[1].replace(",", "")), mean, rel_tol=0.0051, abs_tol=1e-9):
        yield f"the mean cross-entropy moves by {mean:.4g}"
