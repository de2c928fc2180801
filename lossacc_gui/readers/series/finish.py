"""Finishes a run: percentages become fractions, values that came again are told, series become the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import Break, FloatArray, IntArray, LeftOut, Notice, Quantity, Run, Series, Split
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.series.errors import Logged, beside_accuracies
from lossacc_gui.readers.series.lagged_copies import copies
from lossacc_gui.readers.series.names import is_bare_error, meaning_of
from lossacc_gui.readers.series.nested import of_things_if_they_cross
from lossacc_gui.readers.series.one_unit import in_one_unit, unsure_notice
from lossacc_gui.readers.series.right_answers import counts_right, shares_of_right
from lossacc_gui.readers.series.word_errors import are_percentages, beyond_notice

PERCENT_ABOVE = 1.5  # a fraction cannot reach it, rounding and smoothing included; a percentage of any use does
PERCENT_UNSURE_ABOVE = 1.0 + 1e-6  # above this and up to PERCENT_ABOVE it may be either
PERCENT_AT_MOST = 101.0  # beyond it is neither a percentage nor a fraction
BARE_ERROR_AT_MOST = 20.0  # an "error" of a perceptron or a regression; an error rate in percent begins higher
SMALLEST_SHARE = 1e-6  # of a rate: one of a million wrong answers
FEWEST_STEPS = 5  # between values
XName = Literal["epoch", "step", "row"]


@dataclass
class Making:
    """A run in the making: its labels, and the series, the notices and the repetitions so far.

    `logged` tells of each series what it was if it may be no rate.
    """

    name: str
    source: Path
    format_name: str
    notices: list[Notice]
    settings: Sequence[tuple[str, str]] = ()
    series: list[Series] = field(default_factory=list)
    again: list[tuple[str, int]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    logged: list[Logged | None] = field(default_factory=list)
    _said: int = 0  # notices before those of the metric that was added last

    def leave_out(self, why: str) -> None:
        """Take the metric that was added last away again, and keep it for a person who wants it."""
        series = self.series.pop()
        self.logged.pop()
        del self.notices[self._said :]  # how its numbers were taken
        self.left_out.append(LeftOut(series.metric, len(series.value), why, series))

    def add(
        self,
        metric: str,
        split: Split,
        places: tuple[IntArray, FloatArray | None],
        value: FloatArray,
        *,
        time: FloatArray | None = None,
        quantity: Quantity | None = None,
        repeated: int = 0,
        percent: bool = False,
    ) -> None:
        """Add a metric: `places` are its steps and epochs, as Series wants them; all arrays have shape (n,).

        `quantity` is what the name means if it is not given; `repeated` values came again at the same place; `percent`
        tells that percentages were made fractions already.
        """
        if repeated:
            self.again.append((metric, repeated))
        step, epoch = places
        found = quantity or meaning_of(metric).quantity
        told, said = value, len(self.notices)
        self._said = said
        may_be_loss = found is Quantity.ERROR_RATE and not percent and is_bare_error(metric)
        if found is Quantity.ACCURACY and not percent and counts_right(metric, value):
            found = Quantity.OTHER  # `run` knows what stands beside it
        if not percent or not found.is_fraction:
            value, found, percent = as_fraction(metric, value, found, self.notices)
        self.logged.append(Logged(told, tuple(self.notices[said:])) if may_be_loss else None)
        known = time if time is not None and np.isfinite(time).all() else None
        self.series.append(Series(metric, found, split, step, value, epoch, known, percent))

    def _leave_out_copies(self) -> None:
        """Take away what only tells the value before of another metric."""
        found = dict(copies(self.series))
        for i, other in found.items():
            one = self.series[i]
            why = say("it tells {other} of the row before again", other=self.series[other].metric)
            self.notices.append(Notice(say("{name}: {why}; left out.", name=one.metric, why=why)))
            self.left_out.append(LeftOut(one.metric, len(one.value), str(why), one))
        self.series = [one for i, one in enumerate(self.series) if i not in found]
        self.logged = [one for i, one in enumerate(self.logged) if i not in found]

    def run(self, x_name: XName, breaks: Sequence[Break] = ()) -> Run | None:
        """The run, None where no metric was added."""
        if not self.series:
            return None
        self._leave_out_copies()
        shares = shares_of_right(of_things_if_they_cross(in_one_unit(self.series, self.notices)), self.notices)
        series, told = beside_accuracies(shares, self.logged, self.notices)
        return Run(
            name=self.name,
            source=self.source,
            format=self.format_name,
            series=tuple(series),
            x_name=x_name,
            breaks=tuple(breaks),
            notices=(*told, *again_notices(self.again)),
            settings=tuple(self.settings),
            left_out=tuple(self.left_out),
        )


def resumed_notice(name: str, times: int, lost: int, line: int | None = None) -> Notice:
    """That a training was resumed so many times, and how many values of a metric were replaced by what it repeated."""
    count, values = counted_text(times, "time"), counted_text(lost, "repeated value")
    return Notice(say("{name}: resumed {count}; {lost} replaced.", name=name, count=count, lost=values), line)


def again_notices(again: Sequence[tuple[str, int]]) -> list[Notice]:
    """That of several values of one metric at one place the last one counts; `again` has (metric, how many)."""
    if not again:
        return []
    name, count = max(again, key=lambda item: item[1])
    rest = sum(many for _, many in again) - count
    others = (
        say(
            " (as do {rest} of {count})",
            rest=counted_text(rest, "value"),
            count=counted_text(len(again) - 1, "other metric"),
        )
        if rest
        else ""
    )
    return [
        Notice(
            say(
                "{name}: {count} came again at the same place, the last one counts{others}.",
                name=name,
                count=counted_text(count, "value"),
                others=others,
            )
        )
    ]


def _creeps(value: FloatArray) -> bool:
    """Whether most steps between values that differ are too small to be a share of examples; an average of some may."""
    steps = np.abs(np.diff(value))
    steps = steps[steps > 0]
    return bool(len(steps) >= FEWEST_STEPS and np.median(steps) < SMALLEST_SHARE * np.abs(value).max())


def as_fraction(
    name: str, value: FloatArray, quantity: Quantity, notices: list[Notice]
) -> tuple[FloatArray, Quantity, bool]:
    """`value` as a fraction where the quantity is one: (value, quantity, whether the log had percent).

    Decided per metric by its largest finite value, of errors of words by all; a metric that is neither fraction nor
    percentage becomes OTHER.
    Values that need no change are returned as they are.
    """
    value = np.asarray(value, dtype=np.float64)
    if not quantity.is_fraction:
        return value, quantity, False
    known = np.isfinite(value)
    finite = value if known.all() else value[known]
    top = float(finite.max()) if finite.size else 0.0
    if quantity is Quantity.WORD_ERROR_RATE:
        percent = _of_words(name, value, top, notices)
        return value / 100.0 if percent else value, quantity, percent
    if top > PERCENT_AT_MOST:
        notices.append(
            Notice(
                say(
                    "{name} reaches {top}, which is neither a fraction nor a percentage; taken as another quantity.",
                    name=name,
                    top=Number(f"{top:g}"),
                )
            )
        )
        return value, Quantity.OTHER, False
    if PERCENT_ABOVE < top <= BARE_ERROR_AT_MOST and is_bare_error(name):
        notices.append(
            Notice(
                say(
                    "{name} reaches {top}: more than a rate, less than most percentages; taken as a loss.",
                    name=name,
                    top=Number(f"{top:g}"),
                )
            )
        )
        return value, Quantity.LOSS, False
    if top > BARE_ERROR_AT_MOST and is_bare_error(name) and _creeps(finite):
        notices.append(
            Notice(
                say("{name} moves by less than any share of examples can; taken as a loss.", name=name),
            )
        )
        return value, Quantity.LOSS, False
    percent = top > PERCENT_ABOVE
    if percent:
        notices.append(_percent_notice(name, top))
    elif top > PERCENT_UNSURE_ABOVE:
        notices.append(unsure_notice(name, top))
    return value / 100.0 if percent else value, quantity, percent


def _of_words(name: str, value: FloatArray, top: float, notices: list[Notice]) -> bool:
    """Whether an error rate of words, which may exceed 1, counts percent; what was decided is told."""
    percent = are_percentages(name, value)
    if percent:
        notices.append(_percent_notice(name, top))
    elif top > PERCENT_UNSURE_ABOVE:
        notices.append(beyond_notice(name, top) if top > PERCENT_ABOVE else unsure_notice(name, top))
    return percent


def _percent_notice(name: str, top: float) -> Notice:
    return Notice(say("{name} reaches {top} and is taken as a percentage.", name=name, top=Number(f"{top:g}")))
