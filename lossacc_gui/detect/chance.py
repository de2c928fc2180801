"""Loss and accuracy are those of guessing: ln K and 1/K."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.guessing import classes_guessed, guessing
from lossacc_gui.detect.view import View, longest
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import middle
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import loss_text, percent_text, place_text, stretch_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair: the longest stretch; a problem when the run never leaves it."""
    found = (_of(curves, view.run.x_name, view.options) for curves in view.curves)
    return tuple(finding for finding in found if finding is not None)


def _of(curves: Aligned, x_name: str, options: Options) -> Finding | None:
    span = longest(guessing(curves, options), curves.starts)
    if span is None or span[1] - span[0] + 1 < curves.window:
        return None
    first, last = span
    number = int(middle(classes_guessed(curves.loss[first : last + 1], options)))
    stays = last >= len(curves.x) - 1 - options.window_least
    start, end = float(curves.x[first]), float(curves.x[last])
    where = (
        say("from {place} to the end", place=place_text(start, x_name))
        if stays
        else say("in {stretch}", stretch=stretch_text(start, end, x_name))
    )
    loss = loss_text(middle(curves.loss[first : last + 1]))
    right = middle(curves.accuracy[first : last + 1])
    told = {
        "classes": number,
        "where": where,
        "loss": loss,
        "log": loss_text(float(np.log(number))),
        "accuracy": percent_text(right),
        "share": percent_text(1 / number),
    }
    return Finding(
        FindingKind.CHANCE,
        str(curves.split),
        start,
        end,
        Severity.PROBLEM if stays else Severity.BENIGN,
        say(
            "Hardly better than guessing among {classes} classes {where}: loss {loss} (ln {classes} = {log}), accuracy "
            "{accuracy} (1/{classes} = {share}).",
            **told,
        )
        if right - 1 / number > options.chance_accuracy
        else say(
            "No better than guessing among {classes} classes {where}: loss {loss} (ln {classes} = {log}), accuracy "
            "{accuracy} (1/{classes} = {share}).",
            **told,
        ),
        float(number),
    )
