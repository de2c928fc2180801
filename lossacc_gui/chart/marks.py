"""The points and places of a run that deserve a sign in its chart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

import numpy as np

from lossacc_gui.chart.choice import Drawn
from lossacc_gui.chart.limits import placed, too_large
from lossacc_gui.chart.parts import Line, Mark
from lossacc_gui.language import say
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.note import LONGEST_NOTE, Note, lettered
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import FloatArray, Run, Series, Split
from lossacc_gui.model.verdict import Keep
from lossacc_gui.numerals import loss_text, noun_text, percent_text, place_text, span_text, stretch_text

LONGEST_SHOWN = 60
"""Characters of a note in a legend; reports have all of it."""


def marks_of(analysis: Analysis, drawn: tuple[Drawn, ...], *, log_loss: bool) -> tuple[Mark, ...]:
    """Best loss and accuracy (the points to keep, of what was held out), learning-rate steps, breaks, notes.

    On a logarithmic loss axis a best loss at or below zero has no place and gets no sign.
    """
    x_name = analysis.run.x_name
    held_out = held_out_split(analysis.run)
    keep = analysis.verdict.keep
    marks = [mark for side in ("left", "right") for mark in _best(drawn, side, held_out, x_name, keep)]
    marks = [mark for mark in marks if not (log_loss and mark.axis == "left" and mark.y is not None and mark.y <= 0)]
    marks += _steps_of(analysis.run)
    for place in analysis.run.breaks:
        marks.append(
            Mark(
                "break",
                place.position,
                None,
                "left",
                say("{what:within} ({place})", what=place.text, place=place_text(place.position, x_name)),
                place=(place.position, x_name),
            )
        )
    marks += _notes(analysis, x_name)
    return tuple(marks)


def _notes(analysis: Analysis, x_name: str) -> Iterator[Mark]:
    """What a person noted about points and stretches."""
    for letter, note in lettered(analysis.notes):
        if note.start is not None:
            text = note_text(letter, note, x_name, LONGEST_SHOWN)
            yield Mark("note", note.start, None, "left", text, note.end, letter)


def run_notes(analysis: Analysis) -> tuple[str, ...]:
    """What a person noted about the run as a whole, as footnotes."""
    x_name = analysis.run.x_name
    whole = ((letter, note) for letter, note in lettered(analysis.notes) if note.start is None)
    texts = (note_text(letter, note, x_name, ends=".") for letter, note in whole)
    return tuple(say("{text:upper}.", text=text) for text in texts)


def note_text(letter: str, note: Note, x_name: str, longest: int = LONGEST_NOTE, *, ends: str = "") -> str:
    """A note in one line: 'note a, epochs 12–40: ...'; without the letters of `ends` at its end."""
    said = {"letter": letter, "text": plain_text(note.text.strip(), longest).rstrip(ends)}
    if note.start is None or note.end is None:
        return say("note {letter}: {text}", **said)
    return say("note {letter}, {place}: {text}", place=stretch_text(note.start, note.end, x_name), **said)


def _best(
    drawn: tuple[Drawn, ...], side: str, held_out: Split | None, x_name: str, keep: Keep | None
) -> Iterator[Mark]:
    """The best value of the first curve of a side, on data held out where there is such a curve."""
    here = [item for item in drawn if item.axis == side and item.tone == 0]
    item = next((item for item in here if item.series.split is held_out), here[0] if here else None)
    if item is None or item.series.quantity.better is None:
        return  # nobody knows which value of an unknown quantity is best
    series = item.series
    finite = np.flatnonzero(np.isfinite(series.value))
    if not len(finite):
        return
    pick = np.argmin if series.quantity.better == "lower" else np.argmax
    at = best = int(finite[int(pick(series.value[finite]))])
    choices = [one for one in (keep.by_loss, keep.by_accuracy) if one is not None] if keep is not None else []
    chosen = next((one for one in choices if (one.metric, one.split) == (series.metric, series.split)), None)
    if chosen is not None:  # nowhere where it lies beyond the chart
        at = next(iter(np.flatnonzero(series.x == chosen.x).tolist()), best)
    x, y = float(series.x[at]), float(series.value[at])
    told = {"curve": item.label, "value": value_text(series, y), "place": place_text(x, x_name)}
    text = (
        say("best {curve}: {value} at {place}", **told)
        if y == series.value[best]
        else say("chosen {curve}: {value} at {place}", **told)  # a better one was no more than luck, see measure.keep
    )
    yield Mark("best_loss" if side == "left" else "best_accuracy", x, y, item.axis, text)


def value_text(series: Series, value: float) -> str:
    """A value of a series as its axis writes it: percent for accuracies, three digits otherwise."""
    return percent_text(value) if series.quantity.is_fraction else loss_text(value)


def _steps_of(run: Run) -> Iterator[Mark]:
    """The steps of the learning rate, each place once: groups of parameters step together, each by its own rate."""
    anew = set(run.break_places.tolist())  # what another training begins with is no step
    rates = (one for one in run.series if one.quantity is Quantity.LEARNING_RATE)
    steps: dict[float, Mark] = {}
    for mark in chain.from_iterable(_lr_steps(one, run.x_name) for one in rates):
        if mark.x not in anew:
            steps.setdefault(mark.x, mark)
    return iter(steps.values())


def _lr_steps(series: Series, x_name: str) -> Iterator[Mark]:
    """Changes between two constant stretches; a rate that slides with every point has no steps to mark."""
    value, x = series.value, series.x
    changes = np.flatnonzero(value[1:] != value[:-1]) + 1
    edges = np.concatenate([[0], changes, [len(value)]])
    lengths = np.diff(edges)
    for i, at in enumerate(changes.tolist()):
        # One lone value before the first or after the last change may be a stretch that the log cut short.
        before = lengths[i] > 1 or i == 0
        after = lengths[i + 1] > 1 or i == len(changes) - 1
        if before and after and np.isfinite(value[at]) and np.isfinite(value[at - 1]):
            text = say(
                "learning rate {before} → {after} at {place}",
                before=loss_text(float(value[at - 1])),
                after=loss_text(float(value[at])),
                place=place_text(float(x[at]), x_name),
            )
            yield Mark("lr_step", float(x[at]), None, "left", text)


def gaps_of(item: Drawn, x_name: str) -> Iterator[Mark]:
    """One mark for each unbroken stretch of values that are not finite, or larger than any axis shows, at its first x.

    The series is as it was logged: once it is within the limits of an axis, the two cannot be told apart.
    """
    seen = placed(item.series)
    x, value = item.series.x[seen], item.series.value[seen]
    kinds = np.where(~np.isfinite(value), 2, np.where(too_large(value), 1, 0))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], kinds, [0]])))
    for start, stop in pairwise(edges.tolist()):
        if not kinds[start]:
            continue
        place = say(
            "{counted} {span}",
            counted=noun_text(x_name, several=False),
            span=span_text(float(x[start]), float(x[stop - 1])),
        )
        yield _gap(item, value[start:stop], float(x[start]), place)


def _gap(item: Drawn, values: FloatArray, x: float, place: str) -> Mark:
    told = {"curve": item.label, "place": place}
    if np.isfinite(values[0]):
        largest = float(values[np.argmax(np.abs(values))])
        text = say("{curve} is too large to be drawn at {place}: {value}", value=loss_text(largest), **told)
        return Mark("too_large", x, None, item.axis, text)
    if np.isnan(values).all():
        return Mark("not_a_number", x, None, item.axis, say("{curve} is NaN at {place}", **told))
    if np.isinf(values).all():
        return Mark("not_a_number", x, None, item.axis, say("{curve} is infinite at {place}", **told))
    return Mark("not_a_number", x, None, item.axis, say("{curve} is NaN or infinite at {place}", **told))


def lies_on(mark: Mark, line: Line) -> bool:
    """Whether the sign of a best value marks a point of this line."""
    at = int(np.searchsorted(line.x, mark.x))
    return line.axis == mark.axis and mark.y is not None and bool(np.any(line.y[at : at + 2] == mark.y))
