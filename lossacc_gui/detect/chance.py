"""Loss and accuracy are those of guessing: ln K and 1/K."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.guessing import classes_guessed, guessing
from lossacc_gui.detect.view import View, longest
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import end_to_end, middle
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import loss_text, percent_text, place_text, stretch_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair: the longest stretch; a problem when the run never leaves it."""
    guessed = [(curves, span) for curves in view.curves if (span := _stretch(curves, view)) is not None]
    losses = {curves: curves.loss[first : last + 1] for curves, (first, last) in guessed}
    # of one output both splits are told to have the same number, also where only their losses tell it
    of_all = end_to_end(list(losses.values())) if losses else None
    found = []
    for curves, span in guessed:
        own = losses[curves] if of_all is None or view.named(curves, "") else of_all
        number = int(middle(classes_guessed(own, view.options, view.classes_of(curves))))
        found.append(_of(curves, span, number, view.run.x_name, view.options))
    return tuple(found)


def _stretch(curves: Aligned, view: View) -> tuple[int, int] | None:
    """The first and the last point of the longest stretch of guessing that is long enough to be one."""
    span = longest(guessing(curves, view.options, view.classes_of(curves)), curves.starts)
    return None if span is None or span[1] - span[0] + 1 < curves.window else span


def _of(curves: Aligned, span: tuple[int, int], number: int, x_name: str, options: Options) -> Finding:
    first, last = span
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
