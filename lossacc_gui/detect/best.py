"""Where the loss and accuracy held out are best, and what choosing one costs the other."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, x_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair held out; none where one point is the best of both, or nothing is lost."""
    split = held_out_split(view.run)
    found = (_of(curves, view.run.x_name) for curves in view.curves if curves.split is split and len(curves.x))
    return tuple(finding for finding in found if finding is not None)


def _of(curves: Aligned, x_name: str) -> Finding | None:
    loss, accuracy = curves.loss, curves.accuracy
    # the last key decides first; among equals the other curve, then the earlier point
    by_loss = int(np.lexsort((-accuracy, loss))[0])
    by_accuracy = int(np.lexsort((loss, -accuracy))[0])
    cost = float(accuracy[by_accuracy] - accuracy[by_loss])
    points = points_text(cost).removeprefix("+")
    if points == points_text(0.0).removeprefix("+"):
        return None
    least, most = float(loss[by_loss]), float(accuracy[by_accuracy])
    at_loss, at_accuracy = float(curves.x[by_loss]), float(curves.x[by_accuracy])
    named = percent_text(most) if curves.pair.accuracy.quantity.is_fraction else loss_text(most)
    dearer = loss_text(float(loss[by_accuracy]))
    if least > 0:
        dearer += f", {relative_text(float(loss[by_accuracy]) / least - 1.0)}"
    here, there = f"{x_name} {x_text(at_loss)}", f"{x_name} {x_text(at_accuracy)}"
    return Finding(
        FindingKind.BEST,
        str(curves.split),
        min(at_loss, at_accuracy),
        max(at_loss, at_accuracy),
        Severity.BENIGN,
        f"Best {curves.pair.loss.metric} at {here} ({loss_text(least)}): choosing it costs {points} of "
        f"{curves.pair.accuracy.metric} against {there} ({named}), where the loss is {dearer}.",
        cost,
    )
